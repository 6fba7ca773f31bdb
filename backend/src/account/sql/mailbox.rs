//! Statements about mailboxes and keys of the older platform.

use domain::id::AccountId;
use sqlx::{PgConnection, Result};

use crate::account::import::secret::ImportedSecret;
use crate::seal::Sealed;

/// The account of a mailbox that is the only one of its account, and what its password is compared
/// with; `None` for any other, and once the account has a password of its own.
pub(in crate::account) async fn only_mailbox(
    conn: &mut PgConnection,
    address: &str,
) -> Result<Option<(AccountId, Sealed<ImportedSecret>)>> {
    let row = sqlx::query!(
        r#"select m.account_id, m.secret as "secret!: Sealed<ImportedSecret>"
           from mailbox m
           where m.address = $1 and m.secret is not null
             and not exists (
                 select from mailbox other
                 where other.account_id = m.account_id and other.address <> m.address
             )"#,
        address
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (AccountId(row.account_id), row.secret)))
}

/// Whether anybody came from the older platform.
pub(in crate::account) async fn has_imported(conn: &mut PgConnection) -> Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from imported_account) as "there!""#)
        .fetch_one(conn)
        .await
}

/// Whose a certificate is.
pub(in crate::account) async fn account_of_key(
    conn: &mut PgConnection,
    issuer: &str,
    serial: &str,
) -> Result<Option<AccountId>> {
    let found = sqlx::query_scalar!(
        "select account_id from account_key where issuer = $1 and serial = $2",
        issuer,
        serial
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(AccountId))
}
