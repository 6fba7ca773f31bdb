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

/// What there is about a case, as this colleague sees it: most cases have none of it, and nobody need
/// ask for it one by one then.
pub(crate) struct Around {
    pub has_proposal: bool,
    pub has_messages: bool,
    pub has_remarks: bool,
    pub has_forms: bool,
}

/// This colleague has opened a round of a case; `forms` are what theirs about it are called.
pub(crate) async fn look(
    conn: &mut PgConnection,
    id: ApplicationId,
    staff: StaffId,
    round: i32,
    forms: &[String],
) -> Result<Around> {
    sqlx::query_as!(
        Around,
        r#"with look as (
               insert into case_look (application_id, staff_id, round) values ($1, $2, $3)
               on conflict (application_id, staff_id) do update set round = excluded.round
               where case_look.round < excluded.round
           )
           select exists (select from proposal where application_id = $1) as "has_proposal!"
                , exists (select from message where application_id = $1)
                  or exists (select from message_kept where application_id = $1 and staff_id = $2)
                  as "has_messages!"
                , exists (select from remark where application_id = $1) as "has_remarks!"
                , exists (select from desk_form where staff_id = $2 and form = any($4))
                  as "has_forms!""#,
        id.0,
        staff.0,
        round,
        forms
    )
    .fetch_one(conn)
    .await
}
