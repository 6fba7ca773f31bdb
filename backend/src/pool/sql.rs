//! Statements about connections and the database itself.

use sqlx::{Executor as _, PgConnection, Result, Row as _};

/// Whether no transaction is open. The time of the transaction and of the statement are the same
/// only when the statement began the transaction. One plain query message: in the extended
/// protocol each message has a time of its own. Inside a failed transaction it is an error.
pub(super) async fn is_outside_transaction(conn: &mut PgConnection) -> Result<bool> {
    let row = conn
        .fetch_one("select transaction_timestamp() = statement_timestamp()")
        .await?;
    row.try_get(0)
}

/// What a database was made with.
pub(super) struct Nature {
    pub encoding: String,
    pub locale: String,
}

/// Encoding and character type of this database.
pub(super) async fn nature(conn: &mut PgConnection) -> Result<Nature> {
    sqlx::query_as!(
        Nature,
        r#"select pg_encoding_to_char(encoding)::text as "encoding!", datctype::text as "locale!"
           from pg_database where datname = current_database()"#
    )
    .fetch_one(conn)
    .await
}

/// No time limits on this connection: a change of schema may take as long as it takes.
pub(super) async fn lift_limits(conn: &mut PgConnection) -> Result<()> {
    conn.execute(
        "set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0",
    )
    .await?;
    Ok(())
}
