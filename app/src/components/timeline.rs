//! What happened to an application and what is next, in plain words.

use domain::application::event::Event;
use domain::application::state::ApplicationState;
use domain::application::view::{StatusView, TimelineEntry};
use domain::text::{Language, counted, find_of, say_of};
use leptos::prelude::*;

use super::markup::Markup;
use crate::language::{day, kind_id, language_signal};
use crate::tr;

/// What happened, oldest first, and below it what is next.
#[component]
pub fn Timeline(
    /// What happened.
    entries: Vec<TimelineEntry>,
    /// What is next, by whom and by when; left out when that is not for this reader.
    #[prop(optional)]
    next: Option<Signal<String>>,
    /// It is told to the applicant, who did some of it.
    #[prop(optional)]
    is_own: bool,
) -> impl IntoView {
    let (language, kind) = (language_signal(), kind_id());
    let entries = entries
        .into_iter()
        .map(|TimelineEntry { event, at, by, note }| {
            let machine = at.replacen(' ', "T", 1);
            view! {
                <li class="timeline__entry" data-event=event.id()>
                    <time class="timeline__at" datetime=machine>{move || moment(language.get(), &at)}</time>
                    <span class="timeline__what">
                        {move || what(language.get(), kind, event, is_own)}
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

/// What happened, in words for whoever reads it.
fn what(language: Language, kind: &str, event: Event, is_own: bool) -> String {
    let own = match is_own {
        true => find_of(language, kind, &format!("event_own.{}", event.id())),
        false => None,
    };
    own.map_or_else(
        || say_of(language, kind, &format!("event.{}", event.id())),
        str::to_owned,
    )
}

/// A moment at the operator's place (`2026-11-22 14:05`) as it is written in a language. No line
/// ends within its day.
#[must_use]
pub fn moment(language: Language, at: &str) -> String {
    let whole = |date| day(language, date).replace(' ', "\u{a0}");
    match at.split_once(' ') {
        Some((date, time)) => format!("{} {time}", whole(date)),
        None => whole(at),
    }
}

/// Writes a moment for people and machines; without a class where that is empty.
pub fn write_moment(html: &mut Markup, language: Language, class: &str, at: &str) {
    html.tags("<time")
        .maybe("class", Some(class).filter(|class| !class.is_empty()))
        .attribute("datetime", &at.replacen(' ', "T", 1))
        .tags(">")
        .text(&moment(language, at))
        .tags("</time>");
}

/// What is next, by whom and by when.
#[must_use]
pub fn next_text(language: Language, status: &StatusView) -> String {
    use ApplicationState as S;
    let own = |name: &str| say_of(language, &status.kind, name);
    match (status.state, status.due_on) {
        (S::Submitted, Some(due)) => {
            domain::t!(
                language,
                "page.next.due",
                date = &day(language, &due.to_string())
            )
        }
        (S::Submitted, None) => counted(language, "page.next.within", status.review_days),
        (S::Draft, _) => own("page.next.draft"),
        (S::Returned, _) => counted(language, "page.next.returned", status.review_days),
        (S::Approved, _) => own("page.next.approved"),
        (S::Completing, _) => own("page.next.completing"),
        (S::Completed, _) => own("page.next.completed"),
        (S::Refused, _) => own("page.next.refused"),
        (S::Withdrawn | S::Expired, _) => own("page.next.over"),
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
        let day = "2\u{a0}November\u{a0}2026";
        assert_eq!(moment(Language::English, at), format!("{day} 09:05"));
        assert_eq!(moment(Language::English, "2026-11-02"), day);
    }
}
