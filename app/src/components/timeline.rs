//! What happened to an application and what is next, in plain words.

use domain::application::state::ApplicationState;
use domain::application::view::{StatusView, TimelineEntry};
use domain::text::{Language, say};
use leptos::prelude::*;

use crate::language::{day, language_signal};
use crate::tr;

/// What happened, oldest first, and below it what is next.
#[component]
pub fn Timeline(
    /// What happened.
    entries: Vec<TimelineEntry>,
    /// What is next, by whom and by when; left out when that is not for this reader.
    #[prop(optional)]
    next: Option<Signal<String>>,
) -> impl IntoView {
    let language = language_signal();
    let entries = entries
        .into_iter()
        .map(|TimelineEntry { event, at, by, note }| {
            let machine = at.replacen(' ', "T", 1);
            view! {
                <li class="timeline__entry" data-event=event.id()>
                    <time class="timeline__at" datetime=machine>{move || moment(language.get(), &at)}</time>
                    <span class="timeline__what">
                        {move || say(language.get(), &format!("event.{}", event.id()))}
                    </span>
                    {by.map(|by| view! { <bdi class="timeline__by">{by}</bdi> })}
                    {note.filter(|note| !note.is_empty()).map(|note| view! { <p class="timeline__note">{note}</p> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="timeline">
            {entries}
            {next.map(|next| view! {
                <li class="timeline__entry timeline__entry--next">
                    <span class="timeline__at">{tr!("page.next.label")}</span>
                    <span class="timeline__what" data-next="">{move || next.get()}</span>
                </li>
            })}
        </ol>
    }
}

/// A moment at the operator's place (`2026-11-22 14:05`) as it is written in a language.
#[must_use]
pub fn moment(language: Language, at: &str) -> String {
    match at.split_once(' ') {
        Some((date, time)) => format!("{} {time}", day(language, date)),
        None => day(language, at),
    }
}

/// What is next, by whom and by when.
#[must_use]
pub fn next_text(language: Language, status: &StatusView) -> String {
    use ApplicationState as S;
    match (status.state, status.due_on) {
        (S::Submitted, Some(due)) => {
            domain::t!(
                language,
                "page.next.due",
                date = &day(language, &due.to_string())
            )
        }
        (S::Submitted, None) => {
            domain::t!(
                language,
                "page.next.within",
                n = &status.review_days.to_string()
            )
        }
        (S::Draft, _) => domain::t!(language, "page.next.draft").to_owned(),
        (S::Returned, _) => {
            domain::t!(
                language,
                "page.next.returned",
                n = &status.review_days.to_string()
            )
        }
        (S::Approved, _) => domain::t!(language, "page.next.approved").to_owned(),
        (S::Refused, _) => domain::t!(language, "page.next.refused").to_owned(),
        (S::Withdrawn | S::Expired, _) => domain::t!(language, "page.next.over").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_the_way_of_each_language() {
        let at = "2026-11-02 09:05";
        assert_eq!(moment(Language::Chinese, at), "2026年11月2日 09:05");
        assert_eq!(moment(Language::Japanese, at), "2026年11月2日 09:05");
        assert_eq!(moment(Language::English, at), "2 November 2026 09:05");
        assert_eq!(moment(Language::English, "2026-11-22"), "22 November 2026");
    }
}
