//! Small marks that queue and case share.

use chrono::NaiveDate;
use domain::application::state::ApplicationState;
use domain::review::mark::Mark;
use domain::text::Language;
use leptos::prelude::*;

use crate::components::badge::badge_class;
use crate::language::{day, language_signal, said, said_of};

/// How a due day is to be said. `days`: working days between today and it.
#[must_use]
pub fn due_text(
    language: Language,
    due_on: &str,
    overdue: bool,
    today: NaiveDate,
    days: u32,
) -> String {
    let nights = due_on
        .parse()
        .map_or(0, |due: NaiveDate| (due - today).num_days());
    let n = days.to_string();
    match (overdue, nights, days) {
        // At the weekend after it.
        (true, _, 0) => domain::t!(language, "staff.due.overdue_since").to_owned(),
        (true, _, 1) => domain::t!(language, "staff.due.overdue_one").to_owned(),
        (true, ..) => domain::t!(language, "staff.due.overdue", n = &n),
        (false, ..=0, _) => domain::t!(language, "staff.due.today").to_owned(),
        (false, 1, _) => domain::t!(language, "staff.due.tomorrow").to_owned(),
        (false, _, 1) => domain::t!(language, "staff.due.left_one").to_owned(),
        (false, ..) => domain::t!(language, "staff.due.left", n = &n),
    }
}

/// The due day and how far it is; nothing when nobody waits for staff.
#[component]
pub fn Due(
    due_on: Option<String>,
    overdue: bool,
    today: NaiveDate,
    /// Working days between today and the due day.
    days: u32,
) -> impl IntoView {
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
                <span class="due__left">{move || due_text(language.get(), &due_on, overdue, today, days)}</span>
            </span>
        }
    })
}

/// A state as a badge, in the words of the kind it is the state of.
#[component]
pub fn StateBadge(
    state: ApplicationState,
    /// Its id; nothing where it is not known.
    #[prop(into)]
    kind: String,
) -> impl IntoView {
    let told = said_of(&kind, format!("state.{}", state.id()));
    view! { <span class=badge_class(state.id()) data-case-state=state.id()>{told}</span> }
}

/// Why a case wants a look, as badges.
#[component]
pub fn Marks(marks: Vec<Mark>) -> impl IntoView {
    marks
        .into_iter()
        .map(|mark| {
            let id = mark.id();
            let class = match mark {
                Mark::Unopened => "badge",
                Mark::Disagrees | Mark::Alike | Mark::Warned => "badge badge--warn",
            };
            view! { " "<span class=class data-mark=id>{said(format!("staff.mark.{id}"))}</span> }
        })
        .collect_view()
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
        let calendar = domain::calendar::WorkingCalendar::default();
        let due = day("2026-12-01");
        let said = |today, overdue| {
            let today = day(today);
            let days = calendar.working_days_between(today.min(due), today.max(due));
            due_text(Language::English, "2026-12-01", overdue, today, days)
        };
        let all = [
            said("2026-11-26", false),
            said("2026-11-28", false),
            said("2026-11-30", false),
            said("2026-12-01", false),
            said("2026-12-02", true),
            said("2026-12-07", true),
        ];
        assert_eq!(
            all,
            [
                "3 working days left",
                "2 working days left",
                "due tomorrow",
                "due today",
                "1 working day overdue",
                "4 working days overdue"
            ]
        );
    }
}
