//! Statements about sessions.

use chrono::{DateTime, Utc};
use domain::application::state::ApplicationState;
use domain::id::{AccountId, ApplicationId, StaffId};
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use super::NewOwner;
use super::known::MOST_OF_ONE;
use crate::principal::Principal;

/// A session and its owner.
pub(super) struct SessionRow {
    pub application_id: Option<Uuid>,
    pub signed_out: Vec<Uuid>,
    pub account_id: Option<Uuid>,
    pub account_name: Option<String>,
    pub staff_id: Option<Uuid>,
    pub staff_name: Option<String>,
    pub staff_role: Option<String>,
    pub staff_office: Option<String>,
    pub password_due: Option<bool>,
    pub seen_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub proved_at: DateTime<Utc>,
    pub browser: String,
}

/// The session of a token, live or not.
pub(super) async fn find(conn: &mut PgConnection, token_hash: &[u8]) -> Result<Option<SessionRow>> {
    sqlx::query_as!(
        SessionRow,
        r#"select e.application_id, e.account_id, a.user_name as "account_name?"
                , e.staff_id, s.user_name as "staff_name?", s.role as "staff_role?"
                , s.office_id as staff_office, e.seen_at, e.ends_at, e.browser
                , a.initial_until is not null as password_due
                , coalesce(e.proved_at, e.created_at) as "proved_at!"
                , array(select b.application_id from begun_signed_out b
                        where b.token_hash = e.token_hash) as "signed_out!"
           from session e
           left join account a on a.id = e.account_id
           left join staff s on s.id = e.staff_id
           where e.token_hash = $1 and s.left_at is null"#,
        token_hash
    )
    .fetch_optional(conn)
    .await
}

/// It was used just now.
pub(super) async fn touch(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update session set seen_at = $2 where token_hash = $1",
        token_hash,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A new session.
pub(super) async fn insert(
    conn: &mut PgConnection,
    token_hash: &[u8],
    owner: NewOwner,
    now: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Result<()> {
    let (account, staff, draft) = match owner {
        NewOwner::Visitor { draft } => (None, None, Some(draft.0)),
        NewOwner::SignedOut => (None, None, None),
        NewOwner::Applicant(account) => (Some(account.0), None, None),
        NewOwner::Staff(staff) => (None, Some(staff.0), None),
    };
    sqlx::query!(
        "insert into session (token_hash, account_id, staff_id, application_id
           , created_at, seen_at, ends_at)
         values ($1, $2, $3, $4, $5, $5, $6)",
        token_hash,
        account,
        staff,
        draft,
        now,
        ends_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Locks the session of a visitor and lets it last until `ends_at` at least; `false` when there is none
/// any more, or somebody signed in meanwhile.
pub(crate) async fn prolong(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Result<bool> {
    let prolonged = sqlx::query!(
        "update session set ends_at = greatest(ends_at, $3)
         where token_hash = $1 and ends_at > $2 and account_id is null and staff_id is null",
        token_hash,
        now,
        ends_at
    )
    .execute(conn)
    .await?;
    Ok(prolonged.rows_affected() == 1)
}

/// What was begun signed out belongs to this session, and to no other.
pub(crate) async fn hold_signed_out(
    conn: &mut PgConnection,
    token_hash: &[u8],
    draft: ApplicationId,
) -> Result<()> {
    sqlx::query!(
        "insert into begun_signed_out (application_id, token_hash) values ($1, $2)",
        draft.0,
        token_hash
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was begun signed out in one session belongs to the one that takes its place: if the old one
/// was a visitor's and is not over, or of the same account. Of two people at one browser nobody is given
/// what the other one has signed in with.
pub(super) async fn hand_on(
    conn: &mut PgConnection,
    old: &[u8],
    new: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update begun_signed_out b set token_hash = n.token_hash
         from session o, session n
         where b.token_hash = $1 and o.token_hash = $1 and n.token_hash = $2
           and o.staff_id is null and n.staff_id is null
           and (o.account_id is null and o.ends_at > $3 or o.account_id = n.account_id)",
        old,
        new,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The draft of a registration belongs to the session of a visitor, which [`prolong`] has locked.
pub(crate) async fn hold_registration(
    conn: &mut PgConnection,
    token_hash: &[u8],
    draft: ApplicationId,
) -> Result<()> {
    sqlx::query!(
        "update session set application_id = $2 where token_hash = $1",
        token_hash,
        draft.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The owner of an account signed in.
pub(super) async fn note_sign_in(
    conn: &mut PgConnection,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update account set signed_in_at = $2 where id = $1",
        account.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Its owner gave the password again.
pub(crate) async fn note_proof(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update session set proved_at = $2 where token_hash = $1",
        token_hash,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A session of somebody.
pub(super) struct Live {
    pub token_hash: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub browser: String,
}

/// The sessions of somebody that can still be used, the one used last first.
pub(super) async fn of_principal(
    conn: &mut PgConnection,
    principal: Principal,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<Vec<Live>> {
    let (account, staff) = principal.ids();
    sqlx::query_as!(
        Live,
        "select token_hash, created_at, seen_at, browser from session
         where (account_id = $1 or staff_id = $2) and ends_at > $3 and seen_at > $4
         order by seen_at desc, token_hash",
        account,
        staff,
        now,
        idle_since
    )
    .fetch_all(conn)
    .await
}

/// Ends one session.
pub(super) async fn delete(conn: &mut PgConnection, token_hash: &[u8]) -> Result<()> {
    sqlx::query!("delete from session where token_hash = $1", token_hash)
        .execute(conn)
        .await?;
    Ok(())
}

/// This is what it is used with.
pub(super) async fn set_browser(
    conn: &mut PgConnection,
    token_hash: &[u8],
    browser: &str,
) -> Result<()> {
    sqlx::query!(
        "update session set browser = $2 where token_hash = $1",
        token_hash,
        browser
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends one session, if it is this principal's.
pub(super) async fn delete_one_of_principal(
    conn: &mut PgConnection,
    principal: Principal,
    hex_hash: &str,
) -> Result<()> {
    let (account, staff) = principal.ids();
    sqlx::query!(
        "delete from session
         where (account_id = $1 or staff_id = $2) and encode(token_hash, 'hex') = $3",
        account,
        staff,
        hex_hash
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends all sessions of somebody but one, and all sign-ins that wait for a code.
pub(super) async fn delete_of_principal(
    conn: &mut PgConnection,
    principal: Principal,
    except: &[u8],
) -> Result<()> {
    let (account, staff) = principal.ids();
    sqlx::query!(
        "with pending as (delete from pending_sign_in where account_id = $1 or staff_id = $2)
         delete from session where (account_id = $1 or staff_id = $2) and token_hash <> $3",
        account,
        staff,
        except
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets sessions that ended before `now`, or that nobody signed in used since `idle_since`. One that
/// holds a draft begun signed out stays, good for nothing but to hand it on, until that is decided.
pub(crate) async fn delete_ended(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<u64> {
    let deleted = sqlx::query!(
        "delete from session
         where (ends_at <= $1
                or (seen_at <= $2 and (account_id is not null or staff_id is not null)))
           and not exists (select from begun_signed_out b
                           join application a on a.id = b.application_id
                           where b.token_hash = session.token_hash and a.state = any($3)
                             and session.account_id is not null)",
        now,
        idle_since,
        &ApplicationState::ids(ApplicationState::WITHDRAWABLE)
    )
    .execute(conn)
    .await?;
    Ok(deleted.rows_affected())
}

/// Somebody signed in with a browser; of many of theirs the oldest is forgotten.
pub(super) async fn remember_browser(
    conn: &mut PgConnection,
    token_hash: &[u8],
    principal: Principal,
    now: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Result<()> {
    let (account, staff) = principal.ids();
    sqlx::query!(
        "with old as (
             delete from known_browser where token_hash in (
                 select token_hash from known_browser where account_id = $2 or staff_id = $3
                 order by created_at desc offset $6
             )
         )
         insert into known_browser (token_hash, account_id, staff_id, created_at, ends_at)
         values ($1, $2, $3, $4, $5)",
        token_hash,
        account,
        staff,
        now,
        ends_at,
        MOST_OF_ONE - 1
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The one of these browsers that somebody has signed in with.
pub(super) async fn known_to(
    conn: &mut PgConnection,
    hashes: &[Vec<u8>],
    principal: Principal,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>> {
    let (account, staff) = principal.ids();
    sqlx::query_scalar!(
        "select token_hash from known_browser
         where token_hash = any($1) and (account_id = $2 or staff_id = $3) and ends_at > $4
         order by created_at desc limit 1",
        hashes,
        account,
        staff,
        now
    )
    .fetch_optional(conn)
    .await
}

/// Who of those who were let in for good signed in last with one of these browsers.
pub(super) async fn owner_of_browser(
    conn: &mut PgConnection,
    hashes: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Result<Option<Principal>> {
    let row = sqlx::query!(
        r#"select k.account_id, k.staff_id from known_browser k
           left join account a on a.id = k.account_id
           left join staff s on s.id = k.staff_id
           where k.token_hash = any($1) and k.ends_at > $2
             and (a.opened_at is not null or (s.id is not null and s.left_at is null))
           order by k.created_at desc limit 1"#,
        hashes,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| match (row.account_id, row.staff_id) {
        (Some(account), _) => Some(Principal::Account(AccountId(account))),
        (None, staff) => staff.map(|staff| Principal::Staff(StaffId(staff))),
    }))
}

/// Forgets browsers nobody signed in with for long.
pub(crate) async fn forget_browsers(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<u64> {
    let deleted = sqlx::query!("delete from known_browser where ends_at <= $1", now)
        .execute(conn)
        .await?;
    Ok(deleted.rows_affected())
}

/// A member of staff signed in just now.
pub(super) async fn note_staff_sign_in(
    conn: &mut PgConnection,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update staff set signed_in_at = $2 where id = $1",
        staff.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
