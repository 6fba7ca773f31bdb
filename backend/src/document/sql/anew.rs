//! Statements about pictures whose files are sealed anew.

use sqlx::{PgConnection, Result};
use uuid::Uuid;

/// A picture whose file is to be sealed anew.
pub(in crate::document) struct OldPicture {
    pub id: Uuid,
    pub blob_key: String,
}

/// The first picture after `after` whose file does not begin with `head`, locked, so that nobody
/// forgets it meanwhile.
pub(in crate::document) async fn old_picture(
    conn: &mut PgConnection,
    head: &[u8],
    after: Uuid,
) -> Result<Option<OldPicture>> {
    sqlx::query_as!(
        OldPicture,
        "select id, blob_key from document
         where id > $2 and (head is null or head <> $1) order by id
         for update skip locked limit 1",
        head,
        after
    )
    .fetch_optional(conn)
    .await
}

/// How many pictures have files that do not begin with `head`.
pub(in crate::document) async fn count_old_pictures(
    conn: &mut PgConnection,
    head: &[u8],
) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from document where head is null or head <> $1"#,
        head
    )
    .fetch_one(conn)
    .await
}

/// The file of a picture begins with `head` from now on.
pub(in crate::document) async fn set_head(
    conn: &mut PgConnection,
    id: Uuid,
    head: &[u8],
    fingerprint: &[u8],
) -> Result<()> {
    sqlx::query!(
        "update document set head = $2, fingerprint = $3 where id = $1",
        id,
        head,
        fingerprint
    )
    .execute(conn)
    .await?;
    Ok(())
}
