//! The holiday table as administrators keep it: what is written down is shown first, with what
//! would become of the days cases are due, and then put in whole.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Utc};
use domain::calendar::WorkingCalendar;
use domain::form::{FieldError, RawAnswers, StepErrors};
use domain::holiday::days::{self, Meaning, Span};
use domain::holiday::view::{DueMove, HolidayPage, HolidayPlan, PlannedLine};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use crate::caller::Caller;
use crate::ids::hex;
use crate::platform::sheet;
use crate::pool::unbroken;
use crate::{Backend, Error, Result, audit};

pub(crate) mod sql;

/// The name of the form that adds days, and of the lines that are looked at.
pub const FORM: &str = "holidays";

type Table = BTreeMap<NaiveDate, Meaning>;

impl Backend {
    /// Which days are worked (D12).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar(&self, conn: &mut PgConnection) -> Result<WorkingCalendar> {
        let mut calendar = WorkingCalendar::default();
        for row in sql::holidays(conn).await? {
            let days = if row.working {
                &mut calendar.working_weekends
            } else {
                &mut calendar.holidays
            };
            days.insert(row.day);
        }
        Ok(calendar)
    }

    /// The table of a year; of this one when none is named. `again`: with what was typed last and
    /// refused.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`].
    pub async fn holiday_page(
        &self,
        caller: &Caller,
        year: Option<i32>,
        again: bool,
    ) -> Result<HolidayPage> {
        let staff = caller.administrator()?;
        let this_year = self.settings.day(self.clock.now()).year();
        let mut conn = self.pool.acquire().await?;
        let all = read_table(&mut conn).await?;
        let year = year.unwrap_or(this_year);
        let mut years: Vec<i32> = all.keys().map(NaiveDate::year).collect();
        years.extend([this_year, this_year + 1, year]);
        years.sort_unstable();
        years.dedup();
        let of_year: Table = all
            .into_iter()
            .filter(|(day, _)| day.year() == year)
            .collect();
        let usual = RawAnswers::from_iter([("holiday_meaning", Meaning::Off.id())]);
        Ok(HolidayPage {
            year,
            years,
            spans: days::spans(&of_year),
            sheet: sheet(&mut conn, staff, FORM, 0, usual, again).await?,
        })
    }

    /// Turns the form with a first and a last day into a line, and keeps the lines to be looked at.
    ///
    /// # Errors
    /// [`Error::Answers`] when nothing was written.
    pub async fn plan_holidays(&self, caller: &Caller, answers: &RawAnswers) -> Result<()> {
        caller.administrator()?;
        let text = written(answers).map_err(Error::Answers)?;
        let lines = RawAnswers::from_iter([("holiday_lines", text)]);
        self.keep_typed(caller, FORM, &lines, &StepErrors::new())
            .await
    }

    /// What the lines that were kept would do.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there are none.
    pub async fn holiday_plan(&self, caller: &Caller) -> Result<HolidayPlan> {
        let staff = caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let typed = sheet(&mut conn, staff, FORM, 0, RawAnswers::default(), true).await?;
        let text = typed.text("holiday_lines").to_owned();
        if text.trim().is_empty() {
            return Err(Error::NotFound);
        }
        let now = read_table(&mut conn).await?;
        let spans = match days::read(&text) {
            Ok(spans) => spans,
            Err(wrong) => {
                return Ok(HolidayPlan {
                    text,
                    wrong,
                    ..HolidayPlan::default()
                });
            }
        };
        let then = with(&now, &spans);
        let moves = self.due_moves(&mut conn, &now, &then).await?;
        Ok(HolidayPlan {
            lines: spans.iter().map(|span| planned(&now, span)).collect(),
            wrong: Vec::new(),
            seen: name_of(&now),
            moves: moves.into_iter().map(|(_, due)| due).collect(),
            text,
        })
    }

    /// Puts the lines into the table, all of them or nothing. `seen` names the table they were
    /// compared with; `move_due`: waiting cases are due anew, with as many working days as they
    /// had. Returns how many cases are due on another day.
    ///
    /// # Errors
    /// [`Error::Stale`] when the table is another by now; [`Error::Malformed`] for lines nobody
    /// understands.
    pub async fn put_holidays(
        &self,
        caller: &Caller,
        seen: &str,
        text: &str,
        move_due: bool,
    ) -> Result<u64> {
        let staff = caller.administrator()?;
        let spans = days::read(text).map_err(|_| Error::Malformed("a line is not understood"))?;
        let (backend, seen) = (self.clone(), seen.to_owned());
        let moved = unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            sql::lock(&mut tx).await?;
            let now = read_table(&mut tx).await?;
            if name_of(&now) != seen {
                return Err(Error::Stale { seen: 0 });
            }
            let moved = backend
                .put_spans(&mut tx, &spans, move_due, staff.into())
                .await?;
            tx.commit().await?;
            Ok(moved)
        })
        .await?;
        self.forget_typed(caller, FORM).await?;
        Ok(moved)
    }

    /// Changes the table in a transaction that holds its lock.
    pub(super) async fn put_spans(
        &self,
        conn: &mut PgConnection,
        spans: &[Span],
        move_due: bool,
        actor: audit::Actor,
    ) -> Result<u64> {
        let now = read_table(conn).await?;
        let then = with(&now, spans);
        if now == then {
            return Ok(0);
        }
        let changed: Vec<(NaiveDate, Meaning)> = then
            .iter()
            .filter(|(day, meaning)| now.get(day) != Some(meaning))
            .map(|(day, meaning)| (*day, *meaning))
            .collect();
        let gone: Vec<NaiveDate> = now
            .keys()
            .filter(|day| !then.contains_key(day))
            .copied()
            .collect();
        let moves = match move_due {
            true => self.due_moves(conn, &now, &then).await?,
            false => Vec::new(),
        };
        let (days, working): (Vec<_>, Vec<_>) = changed
            .iter()
            .map(|(day, meaning)| (*day, *meaning == Meaning::Working))
            .unzip();
        sql::put(conn, &days, &working).await?;
        sql::remove(conn, &gone).await?;
        let mut moved = 0;
        // From the end, or from the beginning when days come nearer: a case is moved once.
        for (sent_on, due) in in_order(moves) {
            let sent = (self.begin_of(sent_on)?, self.begin_of(next(sent_on))?);
            moved += sql::move_due(conn, sent, due.from, due.to).await?;
        }
        let mut details: Vec<String> = days::spans(&changed.into_iter().collect())
            .iter()
            .map(Span::line)
            .collect();
        let gone = gone.into_iter().map(|day| (day, Meaning::Usual)).collect();
        details.extend(days::spans(&gone).iter().map(Span::line));
        details.push(format!("cases: {moved}"));
        let (action, subject) = (audit::Action::HolidaysChanged, "holiday".to_owned());
        let details = details.join("; ");
        audit::record(conn, self.clock.now(), actor, action, subject, details).await?;
        Ok(moved)
    }

    /// How waiting cases, by the day they were sent, would be due on another day. Each keeps its
    /// number of working days; none becomes overdue by it.
    async fn due_moves(
        &self,
        conn: &mut PgConnection,
        now: &Table,
        then: &Table,
    ) -> Result<Vec<(NaiveDate, DueMove)>> {
        let (old, new) = (calendar(now), calendar(then));
        let today = self.settings.day(self.clock.now());
        let seconds = f64::from(self.settings.offset.local_minus_utc());
        let waiting = sql::due(conn, seconds).await?;
        Ok(waiting
            .into_iter()
            .filter_map(|row| {
                let to = old.carried_over(&new, row.sent_on, row.due_on);
                let to = match to < row.due_on {
                    true => to.max(today.min(row.due_on)),
                    false => to,
                };
                (to != row.due_on).then_some((
                    row.sent_on,
                    DueMove {
                        from: row.due_on,
                        to,
                        cases: row.cases,
                    },
                ))
            })
            .collect())
    }

    fn begin_of(&self, day: NaiveDate) -> Result<DateTime<Utc>> {
        day.and_time(NaiveTime::MIN)
            .and_local_timezone(self.settings.offset)
            .single()
            .map(|at| at.to_utc())
            .ok_or(Error::Inconsistent("day"))
    }
}

/// Cases sent on one day must not be moved from a day others were just moved to.
fn in_order(mut moves: Vec<(NaiveDate, DueMove)>) -> Vec<(NaiveDate, DueMove)> {
    let (mut later, mut earlier): (Vec<_>, Vec<_>) =
        moves.drain(..).partition(|(_, due)| due.to > due.from);
    later.sort_by_key(|(_, due)| std::cmp::Reverse(due.from));
    earlier.sort_by_key(|(_, due)| due.from);
    later.append(&mut earlier);
    later
}

/// The lines of the form: what is written as lines, else the first and the last day.
fn written(answers: &RawAnswers) -> Result<String, StepErrors> {
    let lines = answers.get("holiday_lines").trim();
    if !lines.is_empty() {
        return Ok(lines.to_owned());
    }
    let day = |field: &str| {
        let text = answers.get(field).trim();
        let day: Result<NaiveDate, _> = text.parse();
        match (text, day) {
            ("", _) => Ok(None),
            (_, Ok(day)) => Ok(Some(day)),
            _ => Err((field.to_owned(), FieldError::NotADate)),
        }
    };
    let mut errors = StepErrors::new();
    let mut read = |field: &str| {
        day(field).unwrap_or_else(|(field, reason)| {
            errors.insert(field, reason);
            None
        })
    };
    let (first, last) = (read("holiday_from"), read("holiday_to"));
    let meaning = answers.get("holiday_meaning");
    let meaning = Meaning::ALL
        .into_iter()
        .find(|known| known.id() == meaning)
        .unwrap_or(Meaning::Off);
    let Some(first) = first else {
        errors.get_or_insert_with("holiday_from".to_owned(), || FieldError::Required);
        return Err(errors);
    };
    let last = last.unwrap_or(first);
    if last < first {
        errors.insert("holiday_to".to_owned(), FieldError::EndsBeforeStart);
    }
    match errors.is_empty() {
        true => Ok(Span {
            first,
            last,
            meaning,
        }
        .line()),
        false => Err(errors),
    }
}

async fn read_table(conn: &mut PgConnection) -> Result<Table> {
    let rows = sql::holidays(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.day, Meaning::of(row.working)))
        .collect())
}

/// The table as it would be.
fn with(now: &Table, spans: &[Span]) -> Table {
    let mut then = now.clone();
    for span in spans {
        for day in span.days() {
            match span.meaning {
                Meaning::Usual => then.remove(&day),
                meaning => then.insert(day, meaning),
            };
        }
    }
    then
}

fn planned(now: &Table, span: &Span) -> PlannedLine {
    let wanted = match span.meaning {
        Meaning::Usual => None,
        meaning => Some(meaning),
    };
    let count = |is: &dyn Fn(Option<&Meaning>) -> bool| {
        let days = span.days().filter(|day| is(now.get(day)));
        u32::try_from(days.count()).unwrap_or(u32::MAX)
    };
    PlannedLine {
        span: *span,
        changes: count(&|is| is != wanted.as_ref()),
        replaces: count(&|is| wanted.is_some() && is.is_some() && is != wanted.as_ref()),
    }
}

/// A name for this very table, so that nobody changes another.
fn name_of(table: &Table) -> String {
    let mut hash = Sha256::new();
    for (day, meaning) in table {
        hash.update(format!("{day} {}\n", meaning.id()));
    }
    hex(&hash.finalize())
}

fn calendar(table: &Table) -> WorkingCalendar {
    let of = |wanted: Meaning| {
        let days = table.iter().filter(move |(_, meaning)| **meaning == wanted);
        days.map(|(day, _)| *day).collect()
    };
    WorkingCalendar {
        holidays: of(Meaning::Off),
        working_weekends: of(Meaning::Working),
    }
}

fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// In a transaction: which days are worked stays so until it ends, so a due day that is counted
/// meanwhile is not overlooked when the table changes.
pub(crate) async fn hold_calendar(conn: &mut PgConnection) -> Result<()> {
    Ok(sql::hold(conn).await?)
}
