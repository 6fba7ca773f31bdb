//! The papers of an application, for whoever sends and whoever awaits them.

use domain::application::paper::{PaperView, SendTo};
use leptos::prelude::*;

use crate::language::said_of;
use crate::{paths, tr};

/// The card; nothing where there are none.
#[component]
pub fn PaperList(
    /// Id of the kind, whose words are taken where it has some.
    kind: String,
    /// Of the application.
    reference: String,
    papers: Vec<PaperView>,
    /// Where to send them, for whoever does.
    to: Option<SendTo>,
) -> impl IntoView {
    (!papers.is_empty()).then(|| {
        let is_printed = papers.iter().any(|paper| paper.is_printed);
        let is_sent = to.is_some();
        let listed = papers
            .into_iter()
            .map(|paper| view! { <Paper kind=kind.clone() reference=reference.clone() paper/> })
            .collect_view();
        view! {
            <section class="card papers" aria-labelledby="papers-title">
                <h2 id="papers-title">{tr!("papers.title")}</h2>
                {is_sent.then(|| view! { <p>{tr!("papers.intro")}</p> })}
                {is_printed.then(|| view! {
                    <p>
                        <a class="button button--secondary" href=paths::forms(&reference) rel="external"
                            data-action="print-all">
                            {tr!("papers.print_all")}
                        </a>
                    </p>
                })}
                <ul class="papers__list">{listed}</ul>
                {to.map(|to| view! { <Address to/> })}
            </section>
        }
    })
}

#[component]
fn Paper(kind: String, reference: String, paper: PaperView) -> impl IntoView {
    let PaperView {
        id,
        form,
        is_printed,
    } = paper;
    let said = |name: String| said_of(&kind, name);
    let href = is_printed.then(|| paths::form(&reference, &id));
    view! {
        <li class="papers__paper" data-paper=id.clone() data-paper-form=form.id()>
            <p class="papers__name">
                <strong>{said(format!("paper.{id}.name"))}</strong>
                " "
                <span class="papers__form">{said(format!("paper_form.{}", form.id()))}</span>
            </p>
            <p class="papers__why">{said(format!("paper.{id}.why"))}</p>
            {href.map(|href| view! {
                <p>
                    <a href=href rel="external" data-action="print">{tr!("papers.print")}</a>
                </p>
            })}
        </li>
    }
}

#[component]
fn Address(to: SendTo) -> impl IntoView {
    let rows = [
        (tr!("papers.to").into_any(), to.name),
        (tr!("papers.address").into_any(), to.postal_address),
        (tr!("papers.fax").into_any(), to.fax),
        (tr!("papers.telephone").into_any(), to.telephone),
    ];
    let given = rows.into_iter().filter(|(_, text)| !text.is_empty());
    let rows = given
        .map(|(label, text)| {
            view! {
                <div class="summary__row">
                    <dt class="summary__label">{label}</dt>
                    <dd class="summary__value">{text}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="summary" data-send-to="">{rows}</dl> }
}
