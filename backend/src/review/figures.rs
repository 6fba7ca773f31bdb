//! The figures of supervisors.

use std::collections::BTreeMap;

use chrono::{Days, NaiveTime};
use domain::review::Role;
use domain::review::figures::{AGES, Age, Day, Figures, SPANS};

use super::sql::figures as sql;
use crate::caller::Caller;
use crate::{Backend, Error, Result};

impl Backend {
    /// The figures of so many days up to today, over all offices.
    ///
    /// # Errors
    /// [`Error::SignedOut`] for anybody but staff; [`Error::Forbidden`] for officers;
    /// [`Error::Malformed`] for a span that is not offered.
    pub async fn figures(&self, caller: &Caller, days: u32) -> Result<Figures> {
        let (_, reviewer) = caller.reviewer()?;
        if reviewer.role == Role::Officer {
            return Err(Error::Forbidden);
        }
        if !SPANS.contains(&days) {
            return Err(Error::Malformed("no such span"));
        }
        let today = self.settings.day(self.clock.now());
        let first = today - Days::new(u64::from(days) - 1);
        let offset = self.settings.offset;
        let begin = first
            .and_time(NaiveTime::MIN)
            .and_local_timezone(offset)
            .single()
            .ok_or(Error::Inconsistent("day"))?
            .to_utc();
        let seconds = f64::from(offset.local_minus_utc());
        let mut conn = self.pool.acquire().await?;
        let mut per_day: BTreeMap<_, Day> = first
            .iter_days()
            .take(days as usize)
            .map(|day| {
                let nothing = Day {
                    day,
                    received: 0,
                    decided: 0,
                    returned: 0,
                };
                (day, nothing)
            })
            .collect();
        for row in sql::per_day(&mut conn, begin, seconds).await? {
            if let Some(day) = per_day.get_mut(&row.day) {
                day.received = number(row.received);
                day.decided = number(row.decided);
                day.returned = number(row.returned);
            }
        }
        let (approved, first_time_right) = sql::approved(&mut conn, begin).await?;
        let from = AGES.map(|days| i32::try_from(days).unwrap_or(i32::MAX));
        let counted = sql::ages(&mut conn, today, seconds, &from).await?;
        let ages = AGES
            .iter()
            .enumerate()
            .map(|(at, from)| Age {
                from: *from,
                before: AGES.get(at + 1).copied(),
                cases: counted
                    .iter()
                    .find(|(class, _)| usize::try_from(*class) == Ok(at + 1))
                    .map_or(0, |(_, cases)| number(*cases)),
            })
            .collect();
        Ok(Figures {
            days: per_day.into_values().collect(),
            approved: number(approved),
            first_time_right: number(first_time_right),
            ages,
            overdue: number(sql::overdue(&mut conn, today).await?),
        })
    }
}

fn number(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
