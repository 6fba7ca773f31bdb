//! The traps of sqlx 0.9 the pool is guarded against, on a real server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::{ConnectOptions as _, Executor as _};

use super::*;

mod silence;
mod upgrade;

/// The same hooks on the database of a test.
async fn guarded(pool: &PgPool) -> PgPool {
    let options = pool
        .connect_options()
        .as_ref()
        .clone()
        .options(SERVER_OPTIONS);
    PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .before_acquire(|conn, _| Box::pin(is_clean(conn)))
        .after_release(|conn, _| Box::pin(is_clean(conn)))
        .connect_with(options)
        .await
        .unwrap()
}

async fn number_of_this_connection(pool: &PgPool) -> i32 {
    sqlx::query_scalar("select pg_backend_pid()")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_connection_inside_a_transaction_is_thrown_away(pool: PgPool) {
    let pool = guarded(&pool).await;
    let before = number_of_this_connection(&pool).await;
    {
        // What a cancelled `begin` leaves behind: sqlx believes there is no transaction.
        let mut conn = pool.acquire().await.unwrap();
        conn.execute("begin").await.unwrap();
    }
    assert_ne!(number_of_this_connection(&pool).await, before);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_connection_inside_a_failed_transaction_is_thrown_away(pool: PgPool) {
    let pool = guarded(&pool).await;
    {
        let mut conn = pool.acquire().await.unwrap();
        conn.execute("begin").await.unwrap();
        conn.execute("select 1 / 0").await.unwrap_err();
    }
    number_of_this_connection(&pool).await;
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_clean_connection_is_used_again_after_any_statement(pool: PgPool) {
    let pool = guarded(&pool).await;
    let before = number_of_this_connection(&pool).await;
    for _ in 0..50 {
        let mut tx = pool.begin().await.unwrap();
        tx.execute("insert into holiday values ('2026-10-01', false) on conflict do nothing")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        drop(pool.begin().await.unwrap());
        assert_eq!(number_of_this_connection(&pool).await, before);
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_was_acknowledged_after_cancelled_begins_is_there(pool: PgPool) {
    let pool = guarded(&pool).await;
    for day in 1..200_i32 {
        // Polled a few times, then dropped: somewhere between asking and being answered.
        let mut begin = Box::pin(pool.begin());
        for _ in 0..day % 20 {
            if futures::poll!(&mut begin).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(begin);
        sqlx::query("insert into holiday values (date '2000-01-01' + $1, false)")
            .bind(day)
            .execute(&pool)
            .await
            .unwrap();
    }
    pool.close().await;
    let pool = guarded(&reopened(&pool).await).await;
    let count: i64 = sqlx::query_scalar("select count(*) from holiday")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(count, 199);
}

async fn reopened(pool: &PgPool) -> PgPool {
    PgPoolOptions::new()
        .connect_with(pool.connect_options().as_ref().clone())
        .await
        .unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_server_is_told_the_limits(pool: PgPool) {
    let pool = guarded(&pool).await;
    for (name, wanted) in [
        ("statement_timeout", "15s"),
        ("idle_in_transaction_session_timeout", "10s"),
    ] {
        let set: String = sqlx::query_scalar("select current_setting($1)")
            .bind(name)
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(set, wanted, "{name}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn migrating_again_changes_nothing(pool: PgPool) {
    let pool = guarded(&pool).await;
    migrate(&pool).await.unwrap();
    migrate(&pool).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_database_that_knows_only_ascii_is_refused_in_plain_words(pool: PgPool) {
    let name = format!("locale_c_{}", std::process::id());
    let create = format!("create database {name} template template0 encoding 'UTF8' locale 'C'");
    pool.execute(sqlx::AssertSqlSafe(create)).await.unwrap();
    let options = pool.connect_options().as_ref().clone().database(&name);
    let unfit = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await
        .unwrap();
    let refused = refuse_unfit_database(&unfit).await.unwrap_err().to_string();
    unfit.close().await;
    pool.execute(sqlx::AssertSqlSafe(format!(
        "drop database {name} with (force)"
    )))
    .await
    .unwrap();
    assert!(refused.contains("--locale=C.UTF-8"), "{refused}");
    refuse_unfit_database(&pool).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_pool_is_opened_by_its_url(pool: PgPool) {
    let url = pool.connect_options().to_url_lossy();
    let opened = connect(url.as_str(), 2, None).await.unwrap();
    migrate(&opened).await.unwrap();
    let name: String = sqlx::query_scalar("select current_setting('application_name')")
        .fetch_one(&opened)
        .await
        .unwrap();
    assert_eq!(name, "docket");
    let nowhere = connect("postgres://nobody@127.0.0.1:9/nothing", 1, None)
        .await
        .unwrap_err();
    assert_eq!(
        nowhere.to_string(),
        "internal: the database server does not answer"
    );
}

#[tokio::test]
async fn a_use_case_goes_on_when_nobody_waits_for_it() {
    let done = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&done);
    let waiting = unbroken(async move {
        tokio::time::sleep(Duration::from_millis(50)).await;
        flag.store(true, Ordering::SeqCst);
        Ok(())
    });
    tokio::time::timeout(Duration::from_millis(5), waiting)
        .await
        .unwrap_err();
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert!(done.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_use_case_that_panics_is_an_error_of_its_caller_only() {
    let result: Result<()> = unbroken(async { panic!("a test") }).await;
    assert!(matches!(result, Err(Error::Internal(_))));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_database_is_told_from_the_one_beside_it(pool: PgPool) {
    let again = reopened(&pool).await;
    assert!(is_same(&pool, &again).await.unwrap());
    let beside = pool.connect_options().as_ref().clone();
    let beside = PgPoolOptions::new()
        .connect_with(beside.database("postgres"))
        .await
        .unwrap();
    assert!(!is_same(&pool, &beside).await.unwrap());
}
