//! Small marks that queue and case share.

use chrono::NaiveDate;
use domain::application::state::ApplicationState;
use domain::text::Language;
use leptos::prelude::*;

use crate::components::badge::badge_class;
use crate::language::{day, language_signal, said};

/// How a due day is to be said.
fn due_text(language: Language, due_on: &str, overdue: bool, today: NaiveDate) -> String {
    let days = due_on
        .parse()
        .map_or(0, |due: NaiveDate| (due - today).num_days());
    let n = days.unsigned_abs().to_string();
    match (overdue, days) {
        (true, -1) => domain::t!(language, "staff.due.overdue_one").to_owned(),
        (true, _) => domain::t!(language, "staff.due.overdue", n = &n),
        (false, ..=0) => domain::t!(language, "staff.due.today").to_owned(),
        (false, 1) => domain::t!(language, "staff.due.tomorrow").to_owned(),
        (false, _) => domain::t!(language, "staff.due.left", n = &n),
    }
}

/// The due day and how far it is; nothing when nobody waits for staff.
#[component]
pub fn Due(due_on: Option<String>, overdue: bool, today: NaiveDate) -> impl IntoView {
    let language = language_signal();
    due_on.map(|due_on| {
        let class = match (overdue, due_on.parse() == Ok(today)) {
            (true, _) => "due due--overdue",
            (_, true) => "due due--today",
            _ => "due",
        };
        let written = due_on.clone();
        view! {
            <span class=class>
                <time datetime=due_on.clone()>{move || day(language.get(), &written)}</time>
                " "
                <span class="due__left">{move || due_text(language.get(), &due_on, overdue, today)}</span>
            </span>
        }
    })
}

/// A state as a badge.
#[component]
pub fn StateBadge(state: ApplicationState) -> impl IntoView {
    view! { <span class=badge_class(state.id()) data-case-state=state.id()>{said(format!("state.{}", state.id()))}</span> }
}

/// Which round a case is in, from the second on.
#[component]
pub fn RoundBadge(round: i32) -> impl IntoView {
    let language = language_signal();
    (round > 1).then(|| {
        let n = round.to_string();
        view! {
            <span class="badge badge--warn" data-round=round>
                {move || domain::t!(language.get(), "staff.round", n = &n)}
            </span>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_before_the_due_day_is_not_overdue_and_the_day_after_is() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let said = |today, overdue| due_text(Language::English, "2026-12-01", overdue, day(today));
        let all = [
            said("2026-11-28", false),
            said("2026-11-30", false),
            said("2026-12-01", false),
            said("2026-12-02", true),
            said("2026-12-04", true),
        ];
        assert_eq!(
            all,
            [
                "3 days left",
                "due tomorrow",
                "due today",
                "1 day overdue",
                "3 days overdue"
            ]
        );
    }
}
