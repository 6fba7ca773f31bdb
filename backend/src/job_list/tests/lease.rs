//! A job belongs to the worker that took it, for as long as that one lives.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;

use super::super::run_due;
use super::{left, queue_mail};
use crate::job::{Job, Priority, sql, worker};
use crate::testing::kit;

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_job_whose_worker_died_is_taken_again_after_the_lease(pool: PgPool) {
    let kit = kit(pool);
    queue_mail(&kit, Priority::Code, "zhang@example.com").await;
    let now = kit.backend.clock.now();
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let lease_end = now + worker::LEASE;
    let died = sql::take(&mut conn, now, lease_end, &[0])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(run_due(&kit.backend).await, 0);
    kit.clock.advance(TimeDelta::seconds(45));
    assert_eq!(run_due(&kit.backend).await, 1);
    let died = Job {
        id: died.id,
        name: died.name,
        payload: json!(null),
        tries: died.tries,
        is_awaited: died.is_awaited,
    };
    // Had it only been slow, it could not undo what the other did.
    let late = sql::End {
        tries: 1,
        run_at: now,
        reason: "late",
        given_up_at: None,
    };
    sql::postpone(&mut conn, &died, &late).await.unwrap();
    assert!(left(&kit).await.is_empty());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_worker_keeps_its_job_while_it_works_and_stops_when_another_has_it(pool: PgPool) {
    let kit = kit(pool);
    queue_mail(&kit, Priority::Code, "zhang@example.com").await;
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let now = kit.backend.clock.now();
    let taken = sql::take(&mut conn, now, now + worker::LEASE, &[0])
        .await
        .unwrap()
        .unwrap();
    let job = Job {
        id: taken.id,
        name: taken.name,
        payload: json!(null),
        tries: taken.tries,
        is_awaited: taken.is_awaited,
    };
    kit.clock.advance(TimeDelta::seconds(40));
    let hold = worker::hold(&kit.backend, &job, Duration::from_millis(20));
    tokio::time::timeout(Duration::from_secs(1), hold)
        .await
        .expect_err("nobody else has it");
    // Longer than the first lease, and nobody takes it.
    kit.clock.advance(TimeDelta::seconds(40));
    assert_eq!(run_due(&kit.backend).await, 0);
    // Then it is held no more, and somebody does.
    kit.clock.advance(TimeDelta::seconds(5));
    assert_eq!(run_due(&kit.backend).await, 1);
    let hold = worker::hold(&kit.backend, &job, Duration::from_millis(20));
    tokio::time::timeout(Duration::from_secs(10), hold)
        .await
        .expect("it is lost");
}
