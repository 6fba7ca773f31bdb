//! Statements about what was agreed to.

use chrono::{DateTime, Utc};
use domain::id::ApplicationId;
use domain::text::Texts;
use sqlx::types::Json;
use sqlx::{PgConnection, Result};

/// A text as it was accepted.
#[derive(Clone, Copy)]
pub(crate) struct Acceptance<'a> {
    pub terms: &'a str,
    pub version: i32,
    pub sha256: &'a str,
    pub language: &'a str,
}

/// It was accepted with a round.
pub(crate) async fn insert_acceptance(
    conn: &mut PgConnection,
    id: ApplicationId,
    round: i32,
    kept: Acceptance<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into acceptance (application_id, round, terms_id, terms_version, sha256, language, accepted_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        round,
        kept.terms,
        kept.version,
        kept.sha256,
        kept.language,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether something was accepted with a round.
pub(crate) async fn is_accepted(
    conn: &mut PgConnection,
    id: ApplicationId,
    round: i32,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from acceptance where application_id = $1 and round = $2) as "is_accepted!""#,
        id.0,
        round
    )
    .fetch_one(conn)
    .await
}

/// A text that was accepted.
pub(crate) struct AcceptedRow {
    pub round: i32,
    pub terms_id: String,
    pub terms_version: i32,
    pub title: Json<Texts>,
    pub accepted_at: DateTime<Utc>,
}

/// All that was accepted with an application, oldest first.
pub(crate) async fn acceptances(
    conn: &mut PgConnection,
    id: ApplicationId,
) -> Result<Vec<AcceptedRow>> {
    sqlx::query_as!(
        AcceptedRow,
        r#"select a.round, a.terms_id, a.terms_version, t.texts->'title' as "title!: Json<Texts>", a.accepted_at
           from acceptance a join terms t on t.id = a.terms_id and t.version = a.terms_version
           where a.application_id = $1 order by a.round"#,
        id.0
    )
    .fetch_all(conn)
    .await
}
