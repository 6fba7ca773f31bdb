//! Statements about second factors, and about sign-ins that wait for one.

use chrono::{DateTime, Utc};
use domain::id::StaffId;
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use crate::principal::Principal;
use crate::seal::column::{FACTOR_SECRET, NEW_FACTOR_CODES, NEW_FACTOR_SECRET};
use crate::seal::{Keyring, Sealed};

/// A second factor.
pub(super) struct Factor {
    pub id: Uuid,
    secret: Sealed<Vec<u8>>,
}

impl Factor {
    /// What an app computes codes from.
    pub(super) fn secret(&self, keys: &Keyring) -> Result<Vec<u8>> {
        Ok(self.secret.open(keys, FACTOR_SECRET, self.id)?)
    }
}

/// The factor of somebody.
pub(super) async fn factor(
    conn: &mut PgConnection,
    principal: Principal,
) -> Result<Option<Factor>> {
    let (account, staff) = principal.ids();
    sqlx::query_as!(
        Factor,
        r#"select id, secret as "secret: Sealed<Vec<u8>>" from second_factor
           where account_id = $1 or staff_id = $2"#,
        account,
        staff
    )
    .fetch_optional(conn)
    .await
}

/// How many recovery codes of somebody are left; `None` when they have no factor.
pub(super) async fn codes_left(
    conn: &mut PgConnection,
    principal: Principal,
) -> Result<Option<i64>> {
    let (account, staff) = principal.ids();
    sqlx::query_scalar!(
        r#"select (select count(*) from recovery_code where factor_id = f.id) as "left!"
           from second_factor f where account_id = $1 or staff_id = $2"#,
        account,
        staff
    )
    .fetch_optional(conn)
    .await
}

/// A new factor; somebody who has one already keeps it, and the answer is `false`.
pub(super) async fn insert_factor(
    conn: &mut PgConnection,
    keys: &Keyring,
    id: Uuid,
    principal: Principal,
    secret: &[u8],
    last_step: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (account, staff) = principal.ids();
    let inserted = sqlx::query!(
        "insert into second_factor (id, account_id, staff_id, secret, last_step, created_at)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        id,
        account,
        staff,
        FACTOR_SECRET.seal(keys, id, &secret.to_vec()) as _,
        last_step,
        now
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Takes the factor of somebody away; whether there was one.
pub(super) async fn delete_factor(conn: &mut PgConnection, principal: Principal) -> Result<bool> {
    let (account, staff) = principal.ids();
    let deleted = sqlx::query!(
        "delete from second_factor where account_id = $1 or staff_id = $2",
        account,
        staff
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected() > 0)
}

/// Takes a one-time code; `false` when it or a newer one was taken before.
pub(super) async fn take_step(conn: &mut PgConnection, factor: Uuid, step: i64) -> Result<bool> {
    let taken = sqlx::query!(
        "update second_factor set last_step = $2 where id = $1 and last_step < $2",
        factor,
        step
    )
    .execute(conn)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Takes a recovery code; `false` when there is no such code (any more).
pub(super) async fn take_recovery_code(
    conn: &mut PgConnection,
    factor: Uuid,
    code_hash: &[u8],
) -> Result<bool> {
    let taken = sqlx::query!(
        "delete from recovery_code where factor_id = $1 and code_hash = $2",
        factor,
        code_hash
    )
    .execute(conn)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Replaces all recovery codes of a factor.
pub(super) async fn put_recovery_codes(
    conn: &mut PgConnection,
    factor: Uuid,
    hashes: &[Vec<u8>],
) -> Result<()> {
    sqlx::query!("delete from recovery_code where factor_id = $1", factor)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into recovery_code (factor_id, code_hash) select $1, unnest($2::bytea[])",
        factor,
        hashes
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Begins a sign-in that waits.
pub(super) async fn insert_pending(
    conn: &mut PgConnection,
    token_hash: &[u8],
    principal: Principal,
    ends_at: DateTime<Utc>,
) -> Result<()> {
    let (account, staff) = principal.ids();
    sqlx::query!(
        "insert into pending_sign_in (token_hash, account_id, staff_id, ends_at) values ($1, $2, $3, $4)",
        token_hash,
        account,
        staff,
        ends_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A sign-in that waits.
pub(super) struct PendingRow {
    pub account_id: Option<Uuid>,
    pub staff_id: Option<Uuid>,
    pub user_name: String,
    pub has_factor: bool,
}

/// The sign-in of a token, while it lasts.
pub(super) async fn pending(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<PendingRow>> {
    sqlx::query_as!(
        PendingRow,
        r#"select h.account_id, h.staff_id, coalesce(a.user_name, s.user_name) as "user_name!"
                , f.id is not null as "has_factor!"
           from pending_sign_in h
           left join account a on a.id = h.account_id
           left join staff s on s.id = h.staff_id
           left join second_factor f on f.account_id = h.account_id or f.staff_id = h.staff_id
           where h.token_hash = $1 and h.ends_at > $2"#,
        token_hash,
        now
    )
    .fetch_optional(conn)
    .await
}

/// Uses a sign-in that waits up; `false` when it is over.
pub(super) async fn use_pending(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool> {
    let used = sqlx::query!(
        "delete from pending_sign_in where token_hash = $1 and ends_at > $2",
        token_hash,
        now
    )
    .execute(conn)
    .await?;
    Ok(used.rows_affected() == 1)
}

/// Ends every sign-in of somebody that waits, and forgets what is on its way.
pub(super) async fn forget_pending(conn: &mut PgConnection, principal: Principal) -> Result<()> {
    let (account, staff) = principal.ids();
    sqlx::query!(
        "with pending as (delete from pending_sign_in where account_id = $1 or staff_id = $2)
         delete from new_factor where account_id = $1 or staff_id = $2",
        account,
        staff
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets sign-ins that waited too long, and what nobody came back for.
pub(crate) async fn forget_old(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<u64> {
    let deleted = sqlx::query!(
        "with pending as (delete from pending_sign_in where ends_at <= $1)
         delete from new_factor where ends_at <= $1",
        now
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected())
}

/// What is on its way in a browser.
pub(super) enum NewFactor {
    /// A secret that waits for its first code.
    Secret(Vec<u8>),
    /// Recovery codes that are shown.
    Codes(Vec<String>),
}

/// What is on its way for somebody in the browser of a token.
pub(super) async fn new_factor(
    conn: &mut PgConnection,
    keys: &Keyring,
    token_hash: &[u8],
    principal: Principal,
    now: DateTime<Utc>,
) -> Result<Option<NewFactor>> {
    let (account, staff) = principal.ids();
    let row = sqlx::query!(
        r#"select id, secret as "secret: Sealed<Vec<u8>>", codes as "codes: Sealed<Vec<String>>"
           from new_factor
           where token_hash = $1 and (account_id = $2 or staff_id = $3) and ends_at > $4"#,
        token_hash,
        account,
        staff,
        now
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let secret = row
        .secret
        .map(|secret| secret.open(keys, NEW_FACTOR_SECRET, row.id))
        .transpose()?;
    let codes = row
        .codes
        .map(|codes| codes.open(keys, NEW_FACTOR_CODES, row.id))
        .transpose()?;
    Ok(secret
        .map(NewFactor::Secret)
        .or(codes.map(NewFactor::Codes)))
}

/// Puts a secret or codes on their way, in place of what was.
pub(super) async fn put_new_factor(
    conn: &mut PgConnection,
    keys: &Keyring,
    id: Uuid,
    token_hash: &[u8],
    principal: Principal,
    new: &NewFactor,
    ends_at: DateTime<Utc>,
) -> Result<()> {
    let (account, staff) = principal.ids();
    let (secret, codes) = match new {
        NewFactor::Secret(secret) => (Some(NEW_FACTOR_SECRET.seal(keys, id, secret)), None),
        NewFactor::Codes(codes) => (None, Some(NEW_FACTOR_CODES.seal(keys, id, codes))),
    };
    sqlx::query!(
        "insert into new_factor (id, token_hash, account_id, staff_id, secret, codes, ends_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint new_factor_token_key do update
         set id = $1, account_id = $3, staff_id = $4, secret = $5, codes = $6, ends_at = $7",
        id,
        token_hash,
        account,
        staff,
        secret as _,
        codes as _,
        ends_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what is on its way in the browser of a token.
pub(super) async fn delete_new_factor(conn: &mut PgConnection, token_hash: &[u8]) -> Result<()> {
    sqlx::query!("delete from new_factor where token_hash = $1", token_hash)
        .execute(conn)
        .await?;
    Ok(())
}

/// A member of staff by name, and their role.
pub(super) async fn member(conn: &mut PgConnection, user_name: &str) -> Result<Option<StaffId>> {
    let id = sqlx::query_scalar!("select id from staff where user_name = $1", user_name)
        .fetch_optional(conn)
        .await?;
    Ok(id.map(StaffId))
}
