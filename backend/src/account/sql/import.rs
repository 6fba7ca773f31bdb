//! Statements about accounts of an older platform as they come in, many at a time.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use crate::account::import::line::ImportLine;
use crate::account::import::secret::ImportedSecret;
use crate::account::password::UNUSABLE;
use crate::seal::Keyring;
use crate::seal::column::{IMPORTED_IDENTITY, MAILBOX_SECRET, PROFILE};

/// Makes imports wait for each other until the transaction ends.
pub(in crate::account) async fn lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('import', 0))")
        .execute(conn)
        .await?;
    Ok(())
}

/// Ids of the offices, and their cities.
pub(in crate::account) async fn offices(conn: &mut PgConnection) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!("select id, city from office")
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.city)).collect())
}

/// Which of these names are taken, and whether by an account that was imported.
pub(in crate::account) async fn known_names(
    conn: &mut PgConnection,
    names: &[String],
) -> Result<Vec<(String, bool)>> {
    let rows = sqlx::query!(
        r#"select a.user_name as "user_name!", i.account_id is not null as "imported!"
           from account a left join imported_account i on i.account_id = a.id
           where a.user_name = any($1)"#,
        names
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.user_name, row.imported))
        .collect())
}

/// Which of these mailboxes belong to somebody.
pub(in crate::account) async fn known_mailboxes(
    conn: &mut PgConnection,
    addresses: &[String],
) -> Result<HashSet<String>> {
    let found = sqlx::query_scalar!(
        "select address from mailbox where address = any($1)",
        addresses
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().collect())
}

/// Which of these keys belong to somebody: issuer and serial number.
pub(in crate::account) async fn known_keys(
    conn: &mut PgConnection,
    keys: &[(String, String)],
) -> Result<HashSet<(String, String)>> {
    let (issuers, serials): (Vec<String>, Vec<String>) = keys.iter().cloned().unzip();
    let rows = sqlx::query!(
        "select k.issuer, k.serial from account_key k
         join unnest($1::text[], $2::text[]) as wanted (issuer, serial)
           on wanted.issuer = k.issuer and wanted.serial = k.serial",
        &issuers,
        &serials
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.issuer, row.serial))
        .collect())
}

/// New accounts, open and without a password.
pub(in crate::account) async fn insert_accounts(
    conn: &mut PgConnection,
    keys: &Keyring,
    accounts: &[(AccountId, &ImportLine)],
    now: DateTime<Utc>,
) -> Result<()> {
    let ids: Vec<Uuid> = accounts.iter().map(|(id, _)| id.0).collect();
    let of = |text: fn(&ImportLine) -> String| -> Vec<String> {
        accounts.iter().map(|(_, line)| text(line)).collect()
    };
    let emails: Vec<Option<String>> = accounts
        .iter()
        .map(|(_, line)| line.email.clone())
        .collect();
    let profiles: Vec<Vec<u8>> = accounts
        .iter()
        .map(|(id, line)| PROFILE.seal(keys, id.0, &line.profile).into_bytes())
        .collect();
    sqlx::query!(
        "insert into account (id, user_name, password_hash, language, profile, email, created_at, opened_at)
         select id, user_name, $6, language, profile, email, $7, $7
         from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[])
           as line (id, user_name, language, profile, email)",
        &ids,
        &of(|line| line.user_name.clone()),
        &of(|line| line.language.tag().to_owned()),
        &profiles,
        &emails as &[Option<String>],
        UNUSABLE,
        now
    )
    .execute(&mut *conn)
    .await?;
    let sealed = |(id, line): &(AccountId, &ImportLine)| {
        let identity = line.identity.as_ref()?;
        Some(IMPORTED_IDENTITY.seal(keys, id.0, identity).into_bytes())
    };
    let identities: Vec<Option<Vec<u8>>> = accounts.iter().map(sealed).collect();
    let indexes: Vec<Option<Vec<u8>>> = accounts
        .iter()
        .map(|(_, line)| Some(IMPORTED_IDENTITY.index(keys, line.identity.as_ref()?)))
        .collect();
    sqlx::query!(
        "insert into imported_account (account_id, imported_at, name, identity, identity_index)
         select id, $5, name, identity, identity_index
         from unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[])
           as line (id, name, identity, identity_index)",
        &ids,
        &of(|line| line.name.clone()),
        &identities as &[Option<Vec<u8>>],
        &indexes as &[Option<Vec<u8>>],
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// New mailboxes with what their passwords are compared with.
pub(in crate::account) async fn insert_mailboxes(
    conn: &mut PgConnection,
    keys: &Keyring,
    mailboxes: &[(AccountId, &str, ImportedSecret)],
) -> Result<()> {
    let ids: Vec<Uuid> = mailboxes.iter().map(|(id, ..)| id.0).collect();
    let addresses: Vec<String> = mailboxes
        .iter()
        .map(|(_, address, _)| (*address).to_owned())
        .collect();
    let secrets: Vec<Vec<u8>> = mailboxes
        .iter()
        .map(|(_, address, secret)| MAILBOX_SECRET.seal(keys, address, secret).into_bytes())
        .collect();
    sqlx::query!(
        "insert into mailbox (account_id, address, secret)
         select * from unnest($1::uuid[], $2::text[], $3::bytea[])",
        &ids,
        &addresses,
        &secrets
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// New keys.
pub(in crate::account) async fn insert_keys(
    conn: &mut PgConnection,
    keys: &[(AccountId, &str, &str)],
) -> Result<()> {
    let ids: Vec<Uuid> = keys.iter().map(|(id, ..)| id.0).collect();
    let issuers: Vec<String> = keys
        .iter()
        .map(|(_, issuer, _)| (*issuer).to_owned())
        .collect();
    let serials: Vec<String> = keys
        .iter()
        .map(|(_, _, serial)| (*serial).to_owned())
        .collect();
    sqlx::query!(
        "insert into account_key (account_id, issuer, serial)
         select * from unnest($1::uuid[], $2::text[], $3::text[])",
        &ids,
        &issuers,
        &serials
    )
    .execute(conn)
    .await?;
    Ok(())
}
