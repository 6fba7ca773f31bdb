//! Statements about connections and the database itself.

use sqlx::{AssertSqlSafe, Executor as _, PgConnection, Result, Row as _};

/// Whether no transaction is open. The time of the transaction and of the statement are the same
/// only when the statement began the transaction. One plain query message: in the extended
/// protocol each message has a time of its own. Inside a failed transaction it is an error.
pub(super) async fn is_outside_transaction(conn: &mut PgConnection) -> Result<bool> {
    let row = conn
        .fetch_one("select transaction_timestamp() = statement_timestamp()")
        .await?;
    row.try_get(0)
}

/// Nothing but an answer.
pub(super) async fn answer(conn: &mut PgConnection) -> Result<()> {
    sqlx::query("select 1").execute(conn).await?;
    Ok(())
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

/// What no other database has: its number, and since when its server runs.
pub(super) async fn identity(conn: &mut PgConnection) -> Result<String> {
    sqlx::query_scalar!(
        r#"select oid::text || ' ' || extract(epoch from pg_postmaster_start_time())::text as "identity!"
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

/// The steps of the schema that were done, in order: version and checksum.
pub(super) async fn migrations(conn: &mut PgConnection) -> Result<Vec<(i64, Vec<u8>)>> {
    let there: bool =
        sqlx::query_scalar("select to_regclass('public._sqlx_migrations') is not null")
            .fetch_one(&mut *conn)
            .await?;
    if !there {
        return Ok(Vec::new());
    }
    sqlx::query_as("select version, checksum from _sqlx_migrations where success order by version")
        .fetch_all(conn)
        .await
}

/// Whether a role is there that the current one can take on, and works in this database.
pub(super) async fn is_admitted(conn: &mut PgConnection, role: &str) -> Result<bool> {
    sqlx::query_scalar(
        "select coalesce(
             (select pg_has_role(oid, 'member') and has_table_privilege(oid, 'public.audit', 'insert')
              from pg_roles where rolname = $1),
             false)",
    )
    .bind(role)
    .fetch_one(conn)
    .await
}

/// Whose rights count on this connection.
pub(super) async fn current_user(conn: &mut PgConnection) -> Result<String> {
    sqlx::query_scalar!(r#"select current_user::text as "name!""#)
        .fetch_one(conn)
        .await
}

/// Makes a role without a login, unless it is there, and makes sure the current one can take it on.
pub(super) async fn make_role(conn: &mut PgConnection, role: &str) -> Result<()> {
    let there = sqlx::query_scalar!(
        r#"select exists (select from pg_roles where rolname = $1) as "there!""#,
        role
    )
    .fetch_one(&mut *conn)
    .await?;
    let role = quoted(conn, role).await?;
    if !there {
        conn.execute(AssertSqlSafe(format!("create role {role} nologin")))
            .await?;
    }
    let take = format!("set role {role}; reset role");
    if conn.execute(AssertSqlSafe(take)).await.is_err() {
        conn.execute(AssertSqlSafe(format!("grant {role} to current_user")))
            .await?;
    }
    Ok(())
}

/// Gives a role what the portal needs, and takes from it what it must not have. What others keep in
/// the same database is none of its business. One server at a time, until the transaction ends.
pub(super) async fn grant(conn: &mut PgConnection, role: &str) -> Result<()> {
    let role = quoted(conn, role).await?;
    conn.execute("select pg_advisory_xact_lock(hashtextextended('docket roles', 0))")
        .await?;
    let Owned { tables, sequences } = owned(conn).await?;
    conn.execute(AssertSqlSafe(format!(
        "grant usage on schema public to {role};
         grant select, insert, update, delete on {tables} to {role};
         grant usage, select on {sequences} to {role};
         revoke all on audit, sealing, _sqlx_migrations from {role};
         grant select, insert on audit, sealing to {role};
         grant select on _sqlx_migrations to {role};"
    )))
    .await?;
    Ok(())
}

/// Names of what belongs to the portal, as they are written in a statement.
struct Owned {
    tables: String,
    sequences: String,
}

/// The tables and sequences of whoever owns the audit log, or asks.
async fn owned(conn: &mut PgConnection) -> Result<Owned> {
    sqlx::query_as!(
        Owned,
        r#"select string_agg(oid::regclass::text, ', ') filter (where relkind <> 'S') as "tables!"
                , string_agg(oid::regclass::text, ', ') filter (where relkind = 'S') as "sequences!"
           from pg_class
           where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'S')
             and relowner in (
                 select oid from pg_roles where rolname = current_user
                 union select relowner from pg_class where oid = 'public.audit'::regclass
             )"#
    )
    .fetch_one(conn)
    .await
}

/// Whether the current role can change or delete what stands in the audit log, or stop its trigger.
pub(super) async fn can_bend_audit(conn: &mut PgConnection) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select (has_table_privilege(oid, 'update, delete, truncate, trigger')
                   or pg_has_role(relowner, 'member')) as "bends!"
           from pg_class where oid = 'audit'::regclass"#
    )
    .fetch_one(conn)
    .await
}

async fn quoted(conn: &mut PgConnection, name: &str) -> Result<String> {
    sqlx::query_scalar!(r#"select quote_ident($1) as "name!""#, name)
        .fetch_one(conn)
        .await
}
