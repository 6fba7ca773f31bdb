//! What supervisors look at: how much came in, how much was decided, how long it waits.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The spans offered, in days.
pub const SPANS: [u32; 3] = [7, 30, 90];

/// One day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Which one, at the operator's place.
    pub day: NaiveDate,
    /// Applications sent for the first time.
    pub received: u32,
    /// Approved or refused.
    pub decided: u32,
    /// Sent back for correction.
    pub returned: u32,
}

/// Cases that wait, by how many days ago they were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Age {
    /// Sent at least so many days ago.
    pub from: u32,
    /// Sent fewer than so many days ago; `None`: however long.
    pub before: Option<u32>,
    /// How many.
    pub cases: u32,
}

/// The classes of [`Age::from`].
pub const AGES: [u32; 5] = [0, 2, 4, 8, 15];

/// The figures of a span that ends today.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Every day of the span, oldest first, also those on which nothing happened.
    pub days: Vec<Day>,
    /// Approved in the span.
    pub approved: u32,
    /// Of them, without ever having been sent back.
    pub first_time_right: u32,
    /// What waits now, youngest first.
    pub ages: Vec<Age>,
    /// How many of it are overdue.
    pub overdue: u32,
}

impl Figures {
    /// The sum of a figure over all days.
    #[must_use]
    pub fn sum(&self, of: impl Fn(&Day) -> u32) -> u32 {
        self.days.iter().map(of).sum()
    }

    /// How many wait.
    #[must_use]
    pub fn waiting(&self) -> u32 {
        self.ages.iter().map(|age| age.cases).sum()
    }

    /// Of a hundred approved, how many were right the first time; `None` when none was approved.
    #[must_use]
    pub fn first_time_right_rate(&self) -> Option<u32> {
        (self.first_time_right * 100 + self.approved / 2).checked_div(self.approved)
    }

    /// The days as comma-separated values, with a line of names first (RFC 4180).
    #[must_use]
    pub fn csv_of_days(&self) -> String {
        let days = self.days.iter().map(|day| {
            let Day {
                day,
                received,
                decided,
                returned,
            } = day;
            format!("{day},{received},{decided},{returned}\r\n")
        });
        std::iter::once("day,received,decided,returned\r\n".to_owned())
            .chain(days)
            .collect()
    }

    /// What is one number, as comma-separated values: the sums of the days, how long cases wait by
    /// now, and how many were right the first time.
    #[must_use]
    pub fn csv_of_totals(&self) -> String {
        let waiting = self.ages.iter().map(|age| {
            let Age {
                from,
                before,
                cases,
            } = age;
            match before {
                Some(before) => (format!("waiting_{from}_to_{}_days", before - 1), *cases),
                None => (format!("waiting_{from}_days_or_more"), *cases),
            }
        });
        let named = [
            ("received", self.sum(|day| day.received)),
            ("decided", self.sum(|day| day.decided)),
            ("returned", self.sum(|day| day.returned)),
            ("approved", self.approved),
            ("right_first_time", self.first_time_right),
        ];
        let rate = self.first_time_right_rate();
        let rate = rate.map(|rate| ("right_first_time_percent", rate));
        let named = named.into_iter().chain(rate);
        let late = [("overdue".to_owned(), self.overdue)];
        named
            .map(|(name, number)| (name.to_owned(), number))
            .chain(waiting)
            .chain(late)
            .fold("figure,value\r\n".to_owned(), |csv, (name, number)| {
                format!("{csv}{name},{number}\r\n")
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_rates_and_lines() {
        let day = |day: &str, received, decided| Day {
            day: day.parse().expect("the test gives a date"),
            received,
            decided,
            returned: 1,
        };
        let figures = Figures {
            days: vec![day("2026-11-21", 3, 0), day("2026-11-22", 4, 5)],
            approved: 3,
            first_time_right: 2,
            ages: vec![
                Age {
                    from: 0,
                    before: Some(2),
                    cases: 6,
                },
                Age {
                    from: 15,
                    before: None,
                    cases: 1,
                },
            ],
            overdue: 1,
        };
        assert_eq!(figures.sum(|day| day.received), 7);
        assert_eq!(figures.first_time_right_rate(), Some(67));
        assert_eq!(Figures::default().first_time_right_rate(), None);
        assert_eq!(
            figures.csv_of_days(),
            "day,received,decided,returned\r\n2026-11-21,3,0,1\r\n2026-11-22,4,5,1\r\n"
        );
        assert_eq!(
            figures.csv_of_totals(),
            "figure,value\r\nreceived,7\r\ndecided,5\r\nreturned,2\r\napproved,3\r\n\
             right_first_time,2\r\nright_first_time_percent,67\r\n\
             waiting_0_to_1_days,6\r\nwaiting_15_days_or_more,1\r\noverdue,1\r\n"
        );
    }
}
