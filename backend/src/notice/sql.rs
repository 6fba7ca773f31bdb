//! Statements about notices.

pub(super) mod draft;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, Result};

use super::Notice;

/// A version of a notice.
pub(crate) struct TermsRow {
    pub version: i32,
    pub texts: Json<Notice>,
}

/// The latest version of a notice.
pub(crate) async fn latest_terms(conn: &mut PgConnection, id: &str) -> Result<Option<TermsRow>> {
    sqlx::query_as!(
        TermsRow,
        r#"select version, texts as "texts: Json<Notice>"
           from terms where id = $1 order by version desc limit 1"#,
        id
    )
    .fetch_optional(conn)
    .await
}

/// Makes all who publish a notice wait for each other.
pub(crate) async fn lock_terms(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("lock table terms in share row exclusive mode")
        .execute(conn)
        .await?;
    Ok(())
}

/// A new version of a notice; `sha256` is over all its languages.
pub(crate) async fn insert_terms(
    conn: &mut PgConnection,
    id: &str,
    version: i32,
    notice: &Notice,
    sha256: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into terms (id, version, texts, sha256, published_at) values ($1, $2, $3, $4, $5)",
        id,
        version,
        Json(notice) as _,
        sha256,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
