//! Working days: by when something is due.
//!
//! It must not know today, any country's holidays, or when a clock stops because the applicant
//! must act: the holidays are the operator's table, the rest belongs to the use case.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Which days count (specification, D12): all but Saturdays, Sundays and holidays, and besides
/// the weekend days on which a country works to make up for a long holiday (调休).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingCalendar {
    /// Days on which nobody works, whatever the day of the week.
    pub holidays: BTreeSet<NaiveDate>,
    /// Saturdays and Sundays on which people work. A day that is also a holiday stays a holiday.
    pub working_weekends: BTreeSet<NaiveDate>,
}

impl WorkingCalendar {
    /// Whether the day counts.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        if self.holidays.contains(&day) {
            return false;
        }
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        !weekend || self.working_weekends.contains(&day)
    }

    /// The `n`-th working day after `from`. The day itself never counts, whatever the hour, so what
    /// comes in on a Friday and takes one day is due on Monday; with `n` = 0 it is `from` itself,
    /// working day or not. Ends at the last day of the calendar, `NaiveDate::MAX`.
    #[must_use]
    pub fn add_working_days(&self, from: NaiveDate, n: u32) -> NaiveDate {
        let mut day = from;
        let mut left = n;
        while left > 0 {
            let Some(next) = day.succ_opt() else { break };
            day = next;
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        day
    }

    /// How many working days lie after `from`, up to and with `to`; 0 when `to` is not later.
    /// The inverse of [`Self::add_working_days`].
    #[must_use]
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let days = from.iter_days().skip(1).take_while(|day| *day <= to);
        let count = days.filter(|day| self.is_working_day(*day)).count();
        u32::try_from(count).expect("the calendar of chrono has fewer than 2^32 days")
    }

    /// The day something is due in another calendar, with as many working days as it has in this
    /// one. A due day that is none here any more once was, so it counts.
    #[must_use]
    pub fn carried_over(&self, other: &Self, from: NaiveDate, due: NaiveDate) -> NaiveDate {
        let lost = u32::from(due > from && !self.is_working_day(due));
        other.add_working_days(from, self.working_days_between(from, due) + lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("the test gives a date")
    }

    /// A national holiday of a week, with the Saturday after it worked.
    fn golden_week() -> WorkingCalendar {
        WorkingCalendar {
            holidays: (1..=7)
                .filter_map(|d| NaiveDate::from_ymd_opt(2026, 10, d))
                .collect(),
            working_weekends: BTreeSet::from([day("2026-10-10")]),
        }
    }

    #[test]
    fn weekends_do_not_count() {
        let plain = WorkingCalendar::default();
        assert!(plain.is_working_day(day("2026-11-20")));
        assert!(!plain.is_working_day(day("2026-11-21")));
        assert!(!plain.is_working_day(day("2026-11-22")));
    }

    #[test]
    fn one_day_from_friday_is_monday() {
        let plain = WorkingCalendar::default();
        for from in ["2026-11-20", "2026-11-21", "2026-11-22"] {
            assert_eq!(
                plain.add_working_days(day(from), 1),
                day("2026-11-23"),
                "{from}"
            );
        }
    }

    #[test]
    fn seven_working_days_are_nine_or_more_calendar_days() {
        let plain = WorkingCalendar::default();
        assert_eq!(
            plain.add_working_days(day("2026-11-16"), 7),
            day("2026-11-25")
        );
    }

    #[test]
    fn holidays_are_skipped_and_worked_weekends_count() {
        let calendar = golden_week();
        // 30 September is a Wednesday; 8, 9 and the Saturday 10 October are worked.
        assert_eq!(
            calendar.add_working_days(day("2026-09-30"), 3),
            day("2026-10-10")
        );
        assert_eq!(
            calendar.working_days_between(day("2026-09-30"), day("2026-10-11")),
            3
        );
    }

    #[test]
    fn a_due_day_moves_with_the_holidays_between() {
        let (plain, golden) = (WorkingCalendar::default(), golden_week());
        let (from, due) = (day("2026-09-28"), day("2026-10-07"));
        assert_eq!(plain.working_days_between(from, due), 7);
        let later = plain.carried_over(&golden, from, due);
        assert_eq!(later, day("2026-10-13"));
        assert_eq!(golden.carried_over(&plain, from, later), due);
        // Left where it was while its day became a holiday, and moved only now.
        assert_eq!(
            golden.carried_over(&plain, from, day("2026-10-01")),
            day("2026-10-01")
        );
    }

    #[test]
    fn a_holiday_wins_over_a_worked_weekend() {
        let mut calendar = golden_week();
        calendar.holidays.insert(day("2026-10-10"));
        assert!(!calendar.is_working_day(day("2026-10-10")));
    }

    #[test]
    fn no_days_lead_nowhere() {
        let calendar = golden_week();
        assert_eq!(
            calendar.add_working_days(day("2026-10-03"), 0),
            day("2026-10-03")
        );
        assert_eq!(
            calendar.working_days_between(day("2026-10-09"), day("2026-10-09")),
            0
        );
        assert_eq!(
            calendar.working_days_between(day("2026-10-09"), day("2026-10-01")),
            0
        );
    }

    #[test]
    fn the_end_of_the_calendar_is_not_passed() {
        let plain = WorkingCalendar::default();
        assert_eq!(plain.add_working_days(NaiveDate::MAX, 5), NaiveDate::MAX);
        assert_eq!(
            plain.working_days_between(NaiveDate::MAX, NaiveDate::MAX),
            0
        );
    }

    prop_compose! {
        fn any_day()(offset in 0..4000_u64) -> NaiveDate {
            day("2020-01-01") + Days::new(offset)
        }
    }

    prop_compose! {
        fn any_calendar()(
            holidays in prop::collection::btree_set(any_day(), 0..300),
            working_weekends in prop::collection::btree_set(any_day(), 0..300),
        ) -> WorkingCalendar {
            WorkingCalendar { holidays, working_weekends }
        }
    }

    proptest! {
        #[test]
        fn adding_and_counting_are_inverse(calendar in any_calendar(), from in any_day(), n in 0..200_u32) {
            let due = calendar.add_working_days(from, n);
            prop_assert_eq!(calendar.working_days_between(from, due), n);
            prop_assert!(n == 0 || calendar.is_working_day(due));
        }

        #[test]
        fn counting_adds_up(calendar in any_calendar(), mut days in [any_day(), any_day(), any_day()]) {
            days.sort_unstable();
            let [a, b, c] = days;
            let whole = calendar.working_days_between(a, c);
            prop_assert_eq!(calendar.working_days_between(a, b) + calendar.working_days_between(b, c), whole);
        }

        #[test]
        fn a_later_start_is_never_due_earlier(calendar in any_calendar(), from in any_day(), n in 0..60_u32) {
            let next = from + Days::new(1);
            prop_assert!(calendar.add_working_days(from, n) <= calendar.add_working_days(next, n));
        }
    }
}
