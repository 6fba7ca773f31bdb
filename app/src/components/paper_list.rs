//! The papers of an application, for whoever sends and whoever awaits them.

use domain::application::paper::PaperView;
use leptos::prelude::*;

use crate::language::said_of;
use crate::tr;

/// The card; nothing where there are none.
#[component]
pub fn PaperList(
    /// Id of the kind, whose words are taken where it has some.
    kind: String,
    papers: Vec<PaperView>,
) -> impl IntoView {
    (!papers.is_empty()).then(|| {
        let papers = papers
            .into_iter()
            .map(|paper| view! { <Paper kind=kind.clone() paper/> })
            .collect_view();
        view! {
            <section class="card" aria-labelledby="papers-title">
                <h2 id="papers-title">{tr!("papers.title")}</h2>
                <ul>{papers}</ul>
            </section>
        }
    })
}

#[component]
fn Paper(kind: String, paper: PaperView) -> impl IntoView {
    let PaperView { id, form } = paper;
    let said = |name: String| said_of(&kind, name);
    view! {
        <li data-paper=id.clone() data-paper-form=form.id()>
            <strong>{said(format!("paper.{id}.name"))}</strong> " "
            {said(format!("paper_form.{}", form.id()))}
            <p>{said(format!("paper.{id}.why"))}</p>
        </li>
    }
}
