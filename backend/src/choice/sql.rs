//! Statements about several long lists at once.

use domain::text::Texts;
use sqlx::types::Json;
use sqlx::{PgConnection, Result};

/// Which of these offices and industries are not offered any more: `office` or `industry`, and id.
pub(super) async fn withdrawn(
    conn: &mut PgConnection,
    offices: &[String],
    industries: &[String],
) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        r#"select 'office' as "source!", id as "id!" from office
           where id = any($1) and closed_at is not null
           union all
           select 'industry', id from industry where id = any($2) and retired_at is not null"#,
        offices,
        industries
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.source, row.id)).collect())
}

/// What an entry of a list is called.
pub(super) struct NameRow {
    pub is_office: bool,
    pub id: String,
    pub names: Json<Texts>,
}

/// What these offices and industries are called.
pub(super) async fn names(
    conn: &mut PgConnection,
    offices: &[String],
    industries: &[String],
) -> Result<Vec<NameRow>> {
    sqlx::query_as!(
        NameRow,
        r#"select true as "is_office!", id as "id!", names as "names!: Json<Texts>"
           from office where id = any($1)
           union all
           select false, id, names from industry where id = any($2)"#,
        offices,
        industries
    )
    .fetch_all(conn)
    .await
}
