//! Statements about what was noticed about cases, and who has looked at them.

use domain::id::{ApplicationId, StaffId};
use domain::review::mark::Mark;
use sqlx::{PgConnection, Result};

/// Another application that is not of the same account has something in common with `a`. As in
/// [`crate::duplicate::sql::alike`], which says what; this stops at the first.
pub(crate) const IS_ALIKE: &str = "exists (
    select from duplicate_clue own
    join duplicate_clue l on l.clue = own.clue and l.key = own.key and l.application_id <> a.id
    join application other on other.id = l.application_id
    where own.application_id = a.id
      and (other.account_id is distinct from a.account_id or other.account_id is null
           or (l.clue = 'number' and other.kind = a.kind))
)";

/// What the database knows.
#[derive(sqlx::FromRow)]
pub(crate) struct Marks {
    pub marks: Vec<String>,
    pub is_alike: bool,
    pub is_opened: bool,
}

impl Marks {
    /// With what only the rules know: whether an answer would be accepted with a warning now.
    pub(crate) fn with(self, is_warned: bool) -> Vec<Mark> {
        let is_there = |mark: &Mark| match mark {
            Mark::Alike => self.is_alike,
            Mark::Warned => is_warned,
            Mark::Unopened => !self.is_opened,
            Mark::Disagrees => self.marks.iter().any(|kept| kept == mark.id()),
        };
        Mark::ALL.into_iter().filter(is_there).collect()
    }
}

/// What is kept of an application from now on.
pub(crate) async fn set(conn: &mut PgConnection, id: ApplicationId, marks: &[Mark]) -> Result<()> {
    let marks: Vec<String> = marks.iter().map(|mark| mark.id().to_owned()).collect();
    sqlx::query!(
        "update application set marks = $2 where id = $1",
        id.0,
        &marks
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// All about a case that this colleague should know.
pub(crate) async fn of(
    conn: &mut PgConnection,
    id: ApplicationId,
    reader: StaffId,
) -> Result<Marks> {
    let text = format!(
        "select a.marks, {IS_ALIKE} as is_alike
              , exists (select from case_look k
                        where k.application_id = a.id and k.staff_id = $2 and k.round = a.round)
                as is_opened
         from application a where a.id = $1"
    );
    sqlx::query_as(sqlx::AssertSqlSafe(text))
        .bind(id.0)
        .bind(reader.0)
        .fetch_one(conn)
        .await
}

/// This colleague has opened a round of a case.
pub(crate) async fn look(
    conn: &mut PgConnection,
    id: ApplicationId,
    staff: StaffId,
    round: i32,
) -> Result<()> {
    sqlx::query!(
        "insert into case_look (application_id, staff_id, round) values ($1, $2, $3)
         on conflict (application_id, staff_id) do update set round = excluded.round
         where case_look.round < excluded.round",
        id.0,
        staff.0,
        round
    )
    .execute(conn)
    .await?;
    Ok(())
}
