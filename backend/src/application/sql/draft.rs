//! Every statement about what was typed and not sent yet.

use chrono::{DateTime, Utc};
use domain::form::RawAnswers;
use domain::id::ApplicationId;
use sqlx::{PgConnection, Result};

use super::{Findings, Sources};
use crate::seal::Keyring;
use crate::seal::column::{DRAFT_ANSWERS, DRAFT_FINDINGS, DRAFT_SOURCES};

/// The empty answers of a new draft.
pub(crate) async fn insert_draft(
    conn: &mut PgConnection,
    keys: &Keyring,
    id: ApplicationId,
    answers: &RawAnswers,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into draft (application_id, answers, sources, findings, saved_at)
         values ($1, $2, $3, $4, $5)",
        id.0,
        DRAFT_ANSWERS.seal(keys, id.0, answers) as _,
        DRAFT_SOURCES.seal(keys, id.0, &Sources::new()) as _,
        DRAFT_FINDINGS.seal(keys, id.0, &Findings::new()) as _,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was typed, and what is known about it.
pub(crate) struct TypedDraft<'a> {
    pub answers: &'a RawAnswers,
    pub sources: &'a Sources,
    pub findings: &'a Findings,
    pub password_hash: Option<&'a str>,
}

/// Keeps what was typed.
pub(crate) async fn save_draft(
    conn: &mut PgConnection,
    keys: &Keyring,
    id: ApplicationId,
    typed: &TypedDraft<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update draft set answers = $2, sources = $3, findings = $4, password_hash = $5, saved_at = $6
         where application_id = $1",
        id.0,
        DRAFT_ANSWERS.seal(keys, id.0, typed.answers) as _,
        DRAFT_SOURCES.seal(keys, id.0, typed.sources) as _,
        DRAFT_FINDINGS.seal(keys, id.0, typed.findings) as _,
        typed.password_hash,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was typed is forgotten; the row stays, for its owner to find.
pub(crate) async fn empty_draft(
    conn: &mut PgConnection,
    keys: &Keyring,
    id: ApplicationId,
    now: DateTime<Utc>,
) -> Result<()> {
    let nothing = TypedDraft {
        answers: &RawAnswers::default(),
        sources: &Sources::new(),
        findings: &Findings::new(),
        password_hash: None,
    };
    save_draft(conn, keys, id, &nothing, now).await
}

/// Keeps the hash of a password whose name somebody else has, or forgets it.
pub(crate) async fn keep_password(
    conn: &mut PgConnection,
    id: ApplicationId,
    hash: Option<&str>,
) -> Result<()> {
    sqlx::query!(
        "update draft set password_hash = $2 where application_id = $1",
        id.0,
        hash
    )
    .execute(conn)
    .await?;
    Ok(())
}
