//! Statements about whatever is sealed, put together from the list of columns.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection, Result};

use super::Column;
use super::keyring::{HEAD, MARK, NOTHING};

/// A value that is to be sealed anew.
#[derive(sqlx::FromRow)]
pub(super) struct Old {
    /// The texts that name its row.
    pub row: Vec<String>,
    pub value: Vec<u8>,
}

/// What is not sealed as it should be: anything that does not begin with `head` and holds something.
fn is_old(column: &Column) -> String {
    let name = column.name;
    format!("substring({name} from 1 for {HEAD}) <> $1 and {name} <> all($2)")
}

fn named(column: &Column, first: usize) -> (String, String) {
    let names: Vec<&str> = column.row.iter().map(|(name, _)| *name).collect();
    let values: Vec<String> = (first..)
        .zip(column.row)
        .map(|(number, (_, kind))| format!("${number}::text::{kind}"))
        .collect();
    (names.join(", "), values.join(", "))
}

fn nothing() -> Vec<Vec<u8>> {
    NOTHING.iter().map(|text| text.to_vec()).collect()
}

/// Values of a column that do not begin with `head`, in the order of their rows, locked; those
/// somebody else has locked are left out.
pub(super) async fn old(
    conn: &mut PgConnection,
    column: &Column,
    head: &[u8],
    after: Option<&[String]>,
    limit: i64,
) -> Result<Vec<Old>> {
    let (names, values) = named(column, 4);
    let texts: Vec<String> = column
        .row
        .iter()
        .map(|(name, _)| format!("{name}::text"))
        .collect();
    let after_it = after.map(|_| format!(" and ({names}) > ({values})"));
    let statement = format!(
        "select array[{}] as row, {} as value from {} where {}{} order by {names} limit $3
         for update skip locked",
        texts.join(", "),
        column.name,
        column.table,
        is_old(column),
        after_it.unwrap_or_default(),
    );
    let mut query = sqlx::query_as(AssertSqlSafe(statement))
        .bind(head)
        .bind(nothing())
        .bind(limit);
    for text in after.unwrap_or_default() {
        query = query.bind(text);
    }
    query.fetch_all(conn).await
}

/// How many values of a column do not begin with `head`.
pub(super) async fn count_old(
    conn: &mut PgConnection,
    column: &Column,
    head: &[u8],
) -> Result<i64> {
    let statement = format!(
        "select count(*) from {} where {}",
        column.table,
        is_old(column)
    );
    sqlx::query_scalar(AssertSqlSafe(statement))
        .bind(head)
        .bind(nothing())
        .fetch_one(conn)
        .await
}

/// How some sealed value of a column begins, if there is one.
pub(super) async fn some_head(conn: &mut PgConnection, column: &Column) -> Result<Option<Vec<u8>>> {
    let (table, name) = (column.table, column.name);
    let statement = format!(
        "select substring({name} from 1 for {HEAD}) from {table}
         where substring({name} from 1 for 1) = $1 limit 1"
    );
    sqlx::query_scalar(AssertSqlSafe(statement))
        .bind(vec![MARK])
        .fetch_optional(conn)
        .await
}

/// Puts a value in place of the one that is there, and its index where it has one.
pub(super) async fn replace(
    conn: &mut PgConnection,
    column: &Column,
    row: &[String],
    value: &[u8],
    index: Option<&[u8]>,
) -> Result<()> {
    let (names, values) = named(column, 3);
    let indexed = match column.index {
        Some(name) => format!(", {name} = coalesce($2, {name})"),
        // Postgres wants to know what it is all the same.
        None => String::new(),
    };
    let unused = match column.index {
        Some(_) => "",
        None => " and $2::bytea is null",
    };
    let statement = format!(
        "update {} set {} = $1{indexed} where ({names}) = ({values}){unused}",
        column.table, column.name
    );
    let mut query = sqlx::query(AssertSqlSafe(statement))
        .bind(value)
        .bind(index);
    for text in row {
        query = query.bind(text);
    }
    query.execute(conn).await?;
    Ok(())
}

/// Nothing from before is left in plain.
pub(super) async fn finish(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into sealing (finished_at) values ($1) on conflict do nothing",
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether nothing from before is left in plain.
pub(super) async fn is_finished(conn: &mut PgConnection) -> Result<bool> {
    sqlx::query_scalar!(r#"select exists (select 1 from sealing) as "finished!""#)
        .fetch_one(conn)
        .await
}
