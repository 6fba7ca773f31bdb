//! Every statement about applications and drafts.

mod acceptance;
mod code;
mod draft;
mod requirement;
mod transition;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::application::snapshot::Snapshot;
use domain::application::state::ApplicationState as State;
use domain::form::{FieldError, RawAnswers};
use domain::id::{AccountId, ApplicationId, DocumentId};
use domain::map::Map;
use domain::record::RecordRef;
use domain::review::Finding;
use domain::text::Texts;
use sqlx::types::Json;
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use crate::seal::column::{DRAFT_ANSWERS, SUBMISSION_ANSWERS};
use crate::seal::{Keyring, Sealed};

pub(crate) use acceptance::{Acceptance, acceptances, insert_acceptance, is_accepted};
pub(crate) use code::{code, confirm_code, count_try, put_code, put_mail_state};
pub(crate) use draft::{TypedDraft, empty_draft, insert_draft, keep_password, save_draft};
pub(crate) use requirement::{is_met, meet};
pub(crate) use transition::{
    SentApplication, approve, begin, complete, expire, refuse, return_for_correction, submit,
    withdraw,
};

/// Field id to what a picture said.
pub(crate) type Sources = Map<String, String>;
/// Field id to the text looked at and the reason only the server could find out.
pub(crate) type Findings = Map<String, (String, FieldError)>;

/// An application with its draft, as stored.
pub(crate) struct ApplicationRow {
    pub id: Uuid,
    pub reference: String,
    pub kind: String,
    pub account_id: Option<Uuid>,
    pub record_kind: Option<String>,
    pub record_id: Option<Uuid>,
    pub state: String,
    pub version: i32,
    pub round: i32,
    pub language: String,
    pub submitted_at: Option<DateTime<Utc>>,
    pub due_on: Option<NaiveDate>,
    pub email: Option<String>,
    pub office_id: Option<String>,
    pub return_reason: Option<String>,
    pub claimed_by: Option<Uuid>,
    pub claimed_until: Option<DateTime<Utc>>,
    pub assigned_to: Option<Uuid>,
    pub answers: Sealed<RawAnswers>,
    pub sources: Sealed<Sources>,
    pub findings: Sealed<Findings>,
    pub password_hash: Option<String>,
    pub subject_name: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Who holds the claim, and who was given the case.
    pub claimed_by_name: Option<String>,
    pub assigned_to_name: Option<String>,
    /// The office, in the words of its languages.
    pub office_names: Option<Json<Texts>>,
    /// The mail address whose code was entered, and that of the account.
    pub confirmed_address: Option<String>,
    pub account_email: Option<String>,
    /// Upload fields with a stored picture.
    pub pictures: Vec<String>,
    /// What administrators set.
    pub platform: Json<RawAnswers>,
}

// What rules and pages want to know besides comes along, so that opening an application is one
// question to the database.
macro_rules! rows {
    ($tail:literal $(, $value:expr)*) => {
        sqlx::query_as!(
            ApplicationRow,
            r#"select a.id, a.reference, a.kind, a.account_id, a.record_kind, a.record_id, a.state, a.version, a.round, a.language
                 , a.submitted_at, a.due_on, a.email, a.office_id, a.return_reason
                 , a.claimed_by, a.claimed_until, a.assigned_to, a.subject_name, a.decided_at
                 , (select user_name from staff where id = a.claimed_by) as claimed_by_name
                 , (select user_name from staff where id = a.assigned_to) as assigned_to_name
                 , (select names from office where id = a.office_id) as "office_names: Json<Texts>"
                 , (select address from email_code
                    where application_id = a.id and confirmed_at is not null) as confirmed_address
                 , (select email from account where id = a.account_id) as account_email
                 , array(select field from document
                    where application_id = a.id and replaced_at is null) as "pictures!"
                 , (select chosen from platform) as "platform!: Json<RawAnswers>"
                 , d.answers as "answers: Sealed<RawAnswers>"
                 , d.sources as "sources: Sealed<Sources>"
                 , d.findings as "findings: Sealed<Findings>"
                 , d.password_hash
               from application a join draft d on d.application_id = a.id "# + $tail
            $(, $value)*
        )
    };
}

/// By id; the row stays locked until the transaction ends. It is read when it is locked: a statement
/// that waits for a lock sees what stands in other tables as it was before.
pub(crate) async fn lock(
    conn: &mut PgConnection,
    id: ApplicationId,
) -> Result<Option<ApplicationRow>> {
    sqlx::query!(
        "select a.id from application a join draft d on d.application_id = a.id
         where a.id = $1 for update",
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    find(conn, id).await
}

/// By id.
pub(crate) async fn find(
    conn: &mut PgConnection,
    id: ApplicationId,
) -> Result<Option<ApplicationRow>> {
    rows!("where a.id = $1", id.0).fetch_optional(conn).await
}

/// By reference.
pub(crate) async fn find_of(
    conn: &mut PgConnection,
    reference: &str,
) -> Result<Option<ApplicationRow>> {
    rows!("where a.reference = $1", reference)
        .fetch_optional(conn)
        .await
}

/// The id of an application by its reference.
pub(crate) async fn id_of(
    conn: &mut PgConnection,
    reference: &str,
) -> Result<Option<ApplicationId>> {
    let id = sqlx::query_scalar!("select id from application where reference = $1", reference)
        .fetch_optional(conn)
        .await?;
    Ok(id.map(ApplicationId))
}

/// The application with a reference and a mail address, in whatever case that is written.
pub(crate) async fn id_of_pair(
    conn: &mut PgConnection,
    reference: &str,
    email: &str,
) -> Result<Option<ApplicationId>> {
    let id = sqlx::query_scalar!(
        "select id from application where reference = $1 and lower(email) = lower($2)",
        reference,
        email
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(ApplicationId))
}

/// The newest application of an account among these kinds.
pub(crate) async fn newest_of(
    conn: &mut PgConnection,
    account: AccountId,
    kinds: &[String],
) -> Result<Option<ApplicationId>> {
    let id = sqlx::query_scalar!(
        "select id from application where account_id = $1 and kind = any($2)
         order by created_at desc, id desc limit 1",
        account.0,
        kinds
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(ApplicationId))
}

/// The state of the newest application of an account among these kinds, and what was typed.
pub(crate) async fn newest_answers(
    conn: &mut PgConnection,
    keys: &Keyring,
    account: AccountId,
    kinds: &[String],
) -> Result<Option<(String, RawAnswers)>> {
    let row = sqlx::query!(
        r#"select a.id, a.state, d.answers as "answers?: Sealed<RawAnswers>"
           from application a left join draft d on d.application_id = a.id
           where a.account_id = $1 and a.kind = any($2)
           order by a.created_at desc, a.id desc limit 1"#,
        account.0,
        kinds
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let answers = match row.answers {
        Some(answers) => answers.open(keys, DRAFT_ANSWERS, row.id)?,
        None => RawAnswers::default(),
    };
    Ok(Some((row.state, answers)))
}

/// What an account has open of a kind and about a record.
pub(crate) async fn open_draft_of(
    conn: &mut PgConnection,
    account: AccountId,
    kind: &str,
    record: Option<RecordRef>,
) -> Result<Option<String>> {
    sqlx::query_scalar!(
        "select reference from application
         where account_id = $1 and kind = $2 and state = any($3) and record_id is not distinct from $4
         order by created_at desc limit 1",
        account.0,
        kind,
        &State::ids(State::OPEN_TO_APPLICANT),
        record.map(|record| record.id.0)
    )
    .fetch_optional(conn)
    .await
}

/// What a draft is begun with.
#[derive(Clone, Copy)]
pub(crate) struct NewApplication<'a> {
    pub kind: &'a str,
    pub account: Option<AccountId>,
    pub record: Option<RecordRef>,
    pub language: &'a str,
}

/// What became of a new draft.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inserted {
    Done,
    /// The reference is in use already.
    ReferenceTaken,
    /// Its account has a draft of the same kind and about the same record.
    DraftOpen,
}

/// A new draft.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    id: ApplicationId,
    reference: &str,
    new: NewApplication<'_>,
    now: DateTime<Utc>,
) -> Result<Inserted> {
    let inserted = sqlx::query!(
        "insert into application (id, reference, kind, account_id, record_kind, record_id, state
           , language, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
         on conflict do nothing",
        id.0,
        reference,
        new.kind,
        new.account.map(|account| account.0),
        new.record.map(|record| record.kind.id()),
        new.record.map(|record| record.id.0),
        State::Draft.id(),
        new.language,
        now
    )
    .execute(&mut *conn)
    .await?;
    if inserted.rows_affected() == 1 {
        return Ok(Inserted::Done);
    }
    Ok(match id_of(conn, reference).await? {
        Some(_) => Inserted::ReferenceTaken,
        None => Inserted::DraftOpen,
    })
}

/// The account an application belongs to from now on.
pub(crate) async fn set_account(
    conn: &mut PgConnection,
    id: ApplicationId,
    account: AccountId,
) -> Result<()> {
    sqlx::query!(
        "update application set account_id = $2 where id = $1",
        id.0,
        account.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The language the applicant reads now.
pub(crate) async fn set_language(
    conn: &mut PgConnection,
    id: ApplicationId,
    language: &str,
) -> Result<()> {
    sqlx::query!(
        "update application set language = $2 where id = $1 and language <> $2",
        id.0,
        language
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The frozen answers of a round.
pub(crate) async fn insert_submission(
    conn: &mut PgConnection,
    keys: &Keyring,
    id: ApplicationId,
    round: i32,
    answers: &Snapshot,
    pictures: &BTreeMap<String, DocumentId>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into submission (application_id, round, answers, pictures, submitted_at)
         values ($1, $2, $3, $4, $5)",
        id.0,
        round,
        SUBMISSION_ANSWERS.seal(keys, sent_row(id, round), answers) as _,
        Json(pictures) as _,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The frozen answers and pictures of a round.
pub(crate) async fn submission(
    conn: &mut PgConnection,
    keys: &Keyring,
    id: ApplicationId,
    round: i32,
) -> Result<Option<(Snapshot, BTreeMap<String, DocumentId>)>> {
    let row = sqlx::query!(
        r#"select answers as "answers: Sealed<Snapshot>"
                , pictures as "pictures: Json<BTreeMap<String, DocumentId>>"
           from submission where application_id = $1 and round = $2"#,
        id.0,
        round
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let answers = row
            .answers
            .open(keys, SUBMISSION_ANSWERS, sent_row(id, round))?;
        Ok((answers, row.pictures.0))
    })
    .transpose()
}

/// What was sent last with each of these applications, and their kinds; `None` where it does not
/// open.
pub(crate) async fn sent_answers(
    conn: &mut PgConnection,
    keys: &Keyring,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, String, Option<Snapshot>)>> {
    let rows = sqlx::query!(
        r#"select a.id, a.kind, a.round, s.answers as "answers: Sealed<Snapshot>"
           from application a join submission s on s.application_id = a.id and s.round = a.round
           where a.id = any($1)"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    let opened = rows.into_iter().map(|row| {
        let place = sent_row(ApplicationId(row.id), row.round);
        let answers = row.answers.open(keys, SUBMISSION_ANSWERS, place).ok();
        (row.id, row.kind, answers)
    });
    Ok(opened.collect())
}

/// What a row of `submission` is called.
fn sent_row(id: ApplicationId, round: i32) -> String {
    format!("{}/{round}", id.0)
}

/// What a round was sent back for.
pub(crate) async fn findings(
    conn: &mut PgConnection,
    id: ApplicationId,
    round: i32,
) -> Result<Vec<Finding>> {
    sqlx::query_as!(
        Finding,
        "select item, reason, instruction from finding
         where application_id = $1 and round = $2 order by item",
        id.0,
        round
    )
    .fetch_all(conn)
    .await
}

/// Keeps what a round is sent back for.
pub(crate) async fn insert_finding(
    conn: &mut PgConnection,
    id: ApplicationId,
    round: i32,
    finding: &Finding,
) -> Result<()> {
    sqlx::query!(
        "insert into finding (application_id, round, item, reason, instruction)
         values ($1, $2, $3, $4, $5)",
        id.0,
        round,
        finding.item,
        finding.reason,
        finding.instruction
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One application of an account.
pub(crate) struct ListedRow {
    pub reference: String,
    pub kind: String,
    pub record_kind: Option<String>,
    pub record_id: Option<Uuid>,
    pub state: String,
    pub changed_at: DateTime<Utc>,
    pub due_on: Option<NaiveDate>,
    pub claimed_until: Option<DateTime<Utc>>,
}

/// Applications of an account, newest first: those before one of them, or the newest.
pub(crate) async fn list(
    conn: &mut PgConnection,
    account: AccountId,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<ListedRow>> {
    sqlx::query_as!(
        ListedRow,
        r#"select reference, kind, record_kind, record_id, state, changed_at, due_on, claimed_until
           from application
           where account_id = $1 and ($2::text is null or (created_at, id) < (
               select created_at, id from application where reference = $2 and account_id = $1))
           order by created_at desc, id desc limit $3"#,
        account.0,
        before,
        limit
    )
    .fetch_all(conn)
    .await
}

/// What an application is found by from now on: the name its owner has since.
pub(crate) async fn rename_subject(
    conn: &mut PgConnection,
    id: ApplicationId,
    name: &str,
) -> Result<()> {
    sqlx::query!(
        "update application set subject_name = $2 where id = $1",
        id.0,
        name
    )
    .execute(conn)
    .await?;
    Ok(())
}
