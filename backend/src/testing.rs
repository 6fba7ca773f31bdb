//! What tests of use cases share, and of it what tests of other crates need, too.

use sqlx::PgPool;

#[cfg(test)]
mod kit;
#[cfg(test)]
pub(crate) mod owner;

#[cfg(test)]
pub(crate) use kit::{HERE, Kit, Letterbox, kit, settings};

/// An empty database: those of tests are copies of one that may be prepared, see `script/test`.
///
/// # Panics
/// When it cannot be emptied.
pub async fn emptied(pool: &PgPool) {
    sqlx::raw_sql(
        "drop schema public cascade; create schema public authorization pg_database_owner;
         grant usage on schema public to public",
    )
    .execute(pool)
    .await
    .expect("a database that can be emptied");
}
