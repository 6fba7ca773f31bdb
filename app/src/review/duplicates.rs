//! Applications that may come from the same person, each with the reason why.

use domain::review::view::{CaseView, Duplicate};
use leptos::prelude::*;

use super::api::Dated;
use super::desk::filter;
use super::due::StateBadge;
use super::link;
use crate::language::{language_signal, said};
use crate::tr;

/// How many are shown at once; the others are a press away.
const AT_ONCE: usize = 3;

/// The list; nothing when there are none.
#[component]
pub fn Duplicates(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let language = language_signal();
    let duplicates = case.with_value(|case| case.value.duplicates.clone());
    let is_open_ended = duplicates.is_open_ended;
    let and_more = move |n: usize| {
        let n = n.to_string();
        move || match is_open_ended {
            true => domain::t!(language.get(), "desk.duplicates.more_open", n = &n),
            false => domain::t!(language.get(), "desk.duplicates.more", n = &n),
        }
    };
    let more = duplicates.more;
    let further =
        (more > 0).then(|| view! { <p class="duplicates__more" data-more="">{and_more(more)}</p> });
    let mut lines = duplicates
        .shown
        .into_iter()
        .map(|other| view! { <Line other/> })
        .collect::<Vec<_>>();
    let others = lines.split_off(AT_ONCE.min(lines.len()));
    let rest = (!others.is_empty()).then(|| {
        let text = and_more(others.len() + more);
        view! {
            <details class="duplicates__rest">
                <summary>{text}</summary>
                <ul class="duplicates__list">{others}</ul>
                {further}
            </details>
        }
    });
    (!lines.is_empty()).then(|| {
        view! {
            <section class="banner banner--warn duplicates" data-warning="duplicates" aria-labelledby="duplicates-title">
                <h2 class="duplicates__title" id="duplicates-title">{tr!("desk.duplicates.title")}</h2>
                <p>{tr!("desk.duplicates.lead")}</p>
                <ul class="duplicates__list">{lines}</ul>
                {rest}
            </section>
        }
    })
}

#[component]
fn Line(other: Duplicate) -> impl IntoView {
    let clues = other
        .clues
        .iter()
        .map(|clue| {
            let id = clue.id();
            view! { <li class="duplicates__clue" data-clue=id>{said(format!("desk.clue.{id}"))}</li> }
        })
        .collect_view();
    let reference = other.reference.clone();
    let name = match other.may_see {
        true => {
            let path = link::case(&reference, &filter());
            view! { <a href=path>{reference}</a> }.into_any()
        }
        false => view! {
            <span>{reference}" · "{tr!("desk.duplicates.elsewhere")}</span>
        }
        .into_any(),
    };
    view! {
        <li class="duplicates__item" data-duplicate=other.reference>
            <span class="duplicates__case">{name}" "<bdi>{other.subject}</bdi>" "<StateBadge state=other.state kind=""/></span>
            <ul class="duplicates__clues">{clues}</ul>
        </li>
    }
}
