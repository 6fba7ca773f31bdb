//! Statements of customer service.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, StaffId};
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use crate::account::password::UNUSABLE;
use crate::seal::Sealed;

/// What is looked for; each of them may be it.
pub(super) struct WantedAccounts<'a> {
    pub user_name: &'a str,
    /// A mail address or a mailbox, in small letters.
    pub address: &'a str,
    /// Blind indexes of a number, as imported accounts have it.
    pub imported: &'a [Vec<u8>],
    /// The same, as applications have it.
    pub subjects: &'a [Vec<u8>],
    /// A part of a name.
    pub name: &'a str,
    pub limit: i64,
}

/// An account that was found.
pub(super) struct FoundRow {
    pub id: Uuid,
    pub user_name: String,
    pub name: Option<String>,
    pub is_open: bool,
}

/// The accounts one of whose names or numbers it is, in the order of their user names. Each part
/// reads an index of its own.
pub(super) async fn search(
    conn: &mut PgConnection,
    wanted: &WantedAccounts<'_>,
) -> Result<Vec<FoundRow>> {
    sqlx::query_as!(
        FoundRow,
        r#"with found as (
               select id from account where user_name = $1
               union
               (select id from account where lower(email) = $2 limit $6)
               union
               select account_id from mailbox where address = $2
               union
               (select account_id from imported_account where identity_index = any($3) limit $6)
               union
               (select account_id from application
                where subject_index = any($4) and account_id is not null limit $6)
               union
               (select account_id from imported_account
                where name_grams @> needles($5) and position(folded($5) in name_folded) > 0
                limit $6)
               union
               (select distinct account_id from application
                where submitted_at is not null and account_id is not null
                  and name_grams @> needles($5) and position(folded($5) in name_folded) > 0
                limit $6)
           )
           select a.id, a.user_name, a.opened_at is not null as "is_open!"
                , coalesce((
                      select p.subject_name from application p
                      where p.account_id = a.id and p.subject_name is not null
                      order by p.submitted_at desc nulls last limit 1
                  ), i.name) as name
           from found join account a on a.id = found.id
           left join imported_account i on i.account_id = a.id
           order by a.user_name limit $6"#,
        wanted.user_name,
        wanted.address,
        wanted.imported,
        wanted.subjects,
        wanted.name,
        wanted.limit
    )
    .fetch_all(conn)
    .await
}

/// An account, and the newest application that is to open it.
pub(super) struct AccountRow {
    pub user_name: String,
    pub email: Option<String>,
    pub created_at: DateTime<Utc>,
    pub signed_in_at: Option<DateTime<Utc>>,
    pub initial_until: Option<DateTime<Utc>>,
    pub is_open: bool,
    pub is_without_password: bool,
    pub has_factor: bool,
    pub reference: Option<String>,
    pub state: Option<String>,
    pub subject_name: Option<String>,
}

/// An account.
pub(super) async fn account(conn: &mut PgConnection, id: AccountId) -> Result<Option<AccountRow>> {
    sqlx::query_as!(
        AccountRow,
        r#"select a.user_name, a.email, a.created_at, a.signed_in_at, a.initial_until
                , a.opened_at is not null as "is_open!", a.password_hash = $2 as "is_without_password!"
                , exists (select from second_factor f where f.account_id = a.id) as "has_factor!"
                , p.reference as "reference?", p.state as "state?", p.subject_name
           from account a
           left join lateral (
               select reference, state, subject_name from application
               where account_id = a.id order by created_at limit 1
           ) p on true
           where a.id = $1"#,
        id.0,
        UNUSABLE
    )
    .fetch_optional(conn)
    .await
}

/// In how many browsers it is signed in.
pub(super) async fn sessions(
    conn: &mut PgConnection,
    id: AccountId,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from session
           where account_id = $1 and ends_at > $2 and seen_at > $3"#,
        id.0,
        now,
        idle_since
    )
    .fetch_one(conn)
    .await
}

/// Whom to write to.
pub(super) struct AccountOwner {
    pub id: Uuid,
    pub user_name: String,
    pub email: Option<String>,
    pub language: String,
}

/// The owner of an account, which stays locked until the transaction ends.
pub(super) async fn lock_owner(
    conn: &mut PgConnection,
    id: AccountId,
) -> Result<Option<AccountOwner>> {
    sqlx::query_as!(
        AccountOwner,
        "select id, user_name, email, language from account where id = $1 for update",
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// Mailboxes of the older platform, and whether their passwords still open the account: that of
/// an only one does, once.
pub(super) async fn mailboxes(
    conn: &mut PgConnection,
    id: AccountId,
) -> Result<Vec<(String, bool)>> {
    let rows = sqlx::query!(
        r#"select address, secret is not null and count(*) over () = 1 as "good!"
           from mailbox where account_id = $1 order by address"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.address, row.good))
        .collect())
}

/// Keys: issuer and serial number.
pub(super) async fn keys(conn: &mut PgConnection, id: AccountId) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "select issuer, serial from account_key where account_id = $1 order by issuer, serial",
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.issuer, row.serial))
        .collect())
}

/// Something that was done.
pub(super) struct RecordRow {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub by: String,
    pub act: String,
    pub note: Sealed<String>,
}

/// What was done, the newest first; the last fifty.
pub(super) async fn records(conn: &mut PgConnection, id: AccountId) -> Result<Vec<RecordRow>> {
    sqlx::query_as!(
        RecordRow,
        r#"select r.id, r.at, s.user_name as by, r.act, r.note as "note: Sealed<String>"
           from service_record r join staff s on s.id = r.staff_id
           where r.account_id = $1 order by r.id desc limit 50"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// Something was done.
pub(super) async fn insert_record(
    conn: &mut PgConnection,
    record: Uuid,
    account: AccountId,
    staff: StaffId,
    at: DateTime<Utc>,
    act: &str,
    note: &Sealed<String>,
) -> Result<()> {
    sqlx::query!(
        "insert into service_record (id, account_id, staff_id, at, act, note)
         values ($1, $2, $3, $4, $5, $6)",
        record,
        account.0,
        staff.0,
        at,
        act,
        note as _
    )
    .execute(conn)
    .await?;
    Ok(())
}
