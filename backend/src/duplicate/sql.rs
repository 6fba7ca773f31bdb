//! Statements about what applications have in common.

use std::cmp::Reverse;

use domain::id::{ApplicationId, DocumentId};
use domain::review::duplicate::Clue;
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use crate::seal::Sealed;

/// How many others are looked at for each clue: a telephone of an agency may stand in very many.
pub(crate) const MOST_ALIKE: i64 = 50;

/// What was kept of an application goes: it is kept anew for each round.
pub(crate) async fn forget(conn: &mut PgConnection, id: ApplicationId) -> Result<()> {
    sqlx::query!("delete from duplicate_clue where application_id = $1", id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps what an application can be recognised by.
pub(crate) async fn keep(
    conn: &mut PgConnection,
    id: ApplicationId,
    clues: &[String],
    keys: &[Vec<u8>],
) -> Result<()> {
    sqlx::query!(
        "insert into duplicate_clue (application_id, clue, key)
         select $1, kept.clue, kept.key from unnest($2::text[], $3::bytea[]) as kept (clue, key)
         on conflict do nothing",
        id.0,
        clues,
        keys
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The fingerprints of pictures.
pub(crate) async fn fingerprints(
    conn: &mut PgConnection,
    pictures: &[DocumentId],
) -> Result<Vec<Vec<u8>>> {
    let ids: Vec<Uuid> = pictures.iter().map(|id| id.0).collect();
    sqlx::query_scalar!("select fingerprint from document where id = any($1)", &ids)
        .fetch_all(conn)
        .await
}

/// An application that has something in common with another.
pub(crate) struct AlikeRow {
    pub reference: String,
    pub subject_name: Option<String>,
    pub state: String,
    pub office_id: Option<String>,
    clues: Vec<String>,
}

impl AlikeRow {
    /// What they have in common, the strongest first.
    pub fn clues(&self) -> Vec<Clue> {
        read(&self.clues)
    }
}

fn read(clues: &[String]) -> Vec<Clue> {
    let mut clues: Vec<Clue> = clues.iter().filter_map(|clue| Clue::parse(clue)).collect();
    clues.sort();
    clues
}

/// Applications that have something in common with this one, except others of the same account:
/// of these only those of the same kind that have the same number. The most alike come first: by
/// what the clues weigh, then the newest.
pub(crate) async fn alike(conn: &mut PgConnection, id: ApplicationId) -> Result<Vec<AlikeRow>> {
    let mut found = sqlx::query_as!(
        AlikeRow,
        r#"select a.reference, a.subject_name, a.state, a.office_id
                , array_agg(distinct other.clue) as "clues!"
           from application this
           join duplicate_clue own on own.application_id = this.id
           cross join lateral (
               select l.application_id, l.clue from duplicate_clue l
               where l.clue = own.clue and l.key = own.key and l.application_id <> this.id
               order by l.application_id desc limit $2
           ) other
           join application a on a.id = other.application_id
           where this.id = $1
             and (a.account_id is distinct from this.account_id or a.account_id is null
                  or (other.clue = 'number' and a.kind = this.kind))
           group by a.id
           order by a.submitted_at desc, a.id"#,
        id.0,
        MOST_ALIKE
    )
    .fetch_all(conn)
    .await?;
    let weight = |row: &AlikeRow| -> u32 { row.clues().into_iter().map(Clue::weight).sum() };
    found.sort_by_cached_key(|row| Reverse(weight(row)));
    Ok(found)
}

/// What an application has in common with any of those that [`alike`] finds, the strongest first.
pub(crate) async fn in_common(conn: &mut PgConnection, id: ApplicationId) -> Result<Vec<Clue>> {
    let clues = sqlx::query_scalar!(
        "select distinct own.clue from duplicate_clue own
         join application this on this.id = own.application_id
         where own.application_id = $1 and exists (
             select from duplicate_clue l
             join application a on a.id = l.application_id
             where l.clue = own.clue and l.key = own.key and l.application_id <> own.application_id
               and (a.account_id is distinct from this.account_id or a.account_id is null
                    or (l.clue = 'number' and a.kind = this.kind))
         )",
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(read(&clues))
}

/// An application that was sent at least once.
pub(crate) struct SentRow {
    pub id: Uuid,
    pub round: i32,
    pub subject_name: Option<String>,
    pub subject_identity: Option<Sealed<String>>,
    pub email: Option<String>,
}

/// Applications that were sent, in the order of their ids, after one. They stay as they are until
/// the transaction ends.
pub(crate) async fn sent_after(
    conn: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<SentRow>> {
    sqlx::query_as!(
        SentRow,
        r#"select id, round, subject_name, email
                , subject_identity as "subject_identity: Sealed<String>"
           from application where id > $1 and round > 0 order by id limit $2 for update"#,
        after,
        limit
    )
    .fetch_all(conn)
    .await
}
