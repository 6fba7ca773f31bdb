//! The queue: order, retries, leases, and what the hourly job forgets.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::ApplicationId;
use domain::text::Language;
use serde_json::json;
use sqlx::PgPool;
use tokio::sync::watch;

use super::*;
use crate::Error;
use crate::job::{Backlog, Priority, sql};
use crate::mail::{MailError, Template, Urgency};
use crate::testing::{Kit, kit};

mod ending;
mod lease;
mod operator;
mod orphans;
mod wake;

async fn queue_mail(kit: &Kit, priority: Priority, to: &str) {
    let now = kit.backend.clock.now();
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let urgency = match priority {
        Priority::Code => Urgency::Until(now + TimeDelta::days(2)),
        _ => Urgency::Notice,
    };
    kit.backend
        .mail(
            &mut conn,
            urgency,
            to,
            Language::English,
            Template::Code,
            &[],
        )
        .await
        .unwrap();
    // Other work comes in the same line.
    sqlx::query("update job set priority = $1 where id = (select max(id) from job)")
        .bind(priority.rank())
        .execute(&mut *conn)
        .await
        .unwrap();
}

async fn receivers(kit: &Kit) -> Vec<String> {
    kit.letterbox
        .mails()
        .into_iter()
        .map(|mail| mail.to)
        .collect()
}

#[derive(sqlx::FromRow)]
struct Left {
    tries: i32,
    run_at: DateTime<Utc>,
    last_error: Option<String>,
}

async fn left(kit: &Kit) -> Vec<Left> {
    sqlx::query_as("select tries, run_at, last_error from job order by id")
        .fetch_all(&kit.backend.pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn codes_come_before_what_waited_longer(pool: PgPool) {
    let kit = kit(pool);
    queue_mail(&kit, Priority::Upkeep, "d@example.com").await;
    queue_mail(&kit, Priority::Notice, "b@example.com").await;
    queue_mail(&kit, Priority::Reading, "c@example.com").await;
    kit.clock.advance(TimeDelta::seconds(1));
    queue_mail(&kit, Priority::Code, "a@example.com").await;
    assert_eq!(run_due(&kit.backend).await, 4);
    assert_eq!(
        receivers(&kit).await,
        [
            "a@example.com",
            "b@example.com",
            "c@example.com",
            "d@example.com"
        ]
    );
    assert!(left(&kit).await.is_empty());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_job_is_not_run_before_its_time(pool: PgPool) {
    let kit = kit(pool);
    let later = kit.backend.clock.now() + TimeDelta::minutes(1);
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    kit.backend
        .enqueue(
            &mut conn,
            DELETE_PICTURES,
            json!([]),
            Priority::Upkeep,
            later,
        )
        .await
        .unwrap();
    assert_eq!(run_due(&kit.backend).await, 0);
    kit.clock.advance(TimeDelta::minutes(1));
    assert_eq!(run_due(&kit.backend).await, 1);
}

/// Tries the only job until it is given up or `most` tries are over; the seconds between the tries.
async fn pauses(kit: &Kit, most: usize) -> Vec<i64> {
    let mut pauses = Vec::new();
    while run_due(&kit.backend).await == 1 && pauses.len() < most {
        let pause = left(kit).await[0].run_at - kit.backend.clock.now();
        pauses.push(pause.num_seconds());
        kit.clock.advance(pause);
    }
    pauses
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_notice_outlives_five_days_without_a_mail_server_and_is_kept_for_the_operator(
    pool: PgPool,
) {
    let kit = kit(pool);
    let begun = kit.backend.clock.now();
    queue_mail(&kit, Priority::Notice, "zhang@example.com").await;
    for failure in [
        MailError::Unavailable("no connection to the relay".to_owned()),
        MailError::NotTakenFromUs("SMTP 553 at MAIL FROM".to_owned()),
    ] {
        kit.letterbox.fail(Some(failure.clone()));
        let pauses = pauses(&kit, 1000).await;
        assert_eq!(pauses[..8], [6, 18, 54, 162, 486, 1458, 3600, 3600]);
        assert!(kit.backend.clock.now() - begun > TimeDelta::days(5));
        assert_eq!(
            left(&kit).await[0].last_error.as_deref(),
            Some(failure.to_string().as_str())
        );
        assert_eq!(kit.backend.backlog().await.unwrap().given_up, 1);
        let ids = kit.backend.retry_jobs(&Which::All).await.unwrap();
        assert_eq!(ids.len(), 1);
    }
    kit.letterbox.fail(None);
    assert_eq!(run_due(&kit.backend).await, 1);
    assert_eq!(receivers(&kit).await, ["zhang@example.com"]);
    assert!(left(&kit).await.is_empty());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_mail_somebody_waits_for_is_tried_within_the_minute_until_it_is_dead(pool: PgPool) {
    let kit = kit(pool);
    let begun = kit.backend.clock.now();
    queue_mail(&kit, Priority::Code, "zhang@example.com").await;
    kit.letterbox
        .fail(Some(MailError::Unavailable("SMTP 451".to_owned())));
    let pauses = pauses(&kit, 1000).await;
    assert_eq!(pauses[..4], [6, 18, 45, 45]);
    assert!(pauses[..80].iter().all(|pause| *pause <= 60), "{pauses:?}");
    assert!(pauses.iter().all(|pause| *pause <= 3600), "{pauses:?}");
    // The code in it is good for two days.
    assert!(kit.backend.clock.now() - begun >= TimeDelta::days(2));
    assert_eq!(kit.backend.backlog().await.unwrap().given_up, 0);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_mail_that_leaves_at_the_second_try_is_sent_once(pool: PgPool) {
    let kit = kit(pool);
    queue_mail(&kit, Priority::Code, "zhang@example.com").await;
    kit.letterbox
        .fail(Some(MailError::Unavailable("SMTP 451".to_owned())));
    run_due(&kit.backend).await;
    kit.letterbox.fail(None);
    kit.clock.advance(TimeDelta::seconds(6));
    assert_eq!(run_due(&kit.backend).await, 1);
    assert_eq!(receivers(&kit).await, ["zhang@example.com"]);
    assert!(left(&kit).await.is_empty());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_mail_refused_for_good_is_not_tried_again(pool: PgPool) {
    let kit = kit(pool);
    queue_mail(&kit, Priority::Notice, "zhang@example.com").await;
    kit.letterbox
        .fail(Some(MailError::Refused("SMTP 550".to_owned())));
    assert_eq!(run_due(&kit.backend).await, 1);
    kit.letterbox.fail(None);
    kit.clock.advance(TimeDelta::days(2));
    assert_eq!(run_due(&kit.backend).await, 0);
    assert_eq!(
        left(&kit).await[0].last_error.as_deref(),
        Some("refused: SMTP 550")
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_job_nobody_here_knows_waits_for_a_newer_version(pool: PgPool) {
    let kit = kit(pool);
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let now = kit.backend.clock.now();
    kit.backend
        .enqueue(
            &mut conn,
            "from_the_future",
            json!({}),
            Priority::Notice,
            now,
        )
        .await
        .unwrap();
    assert_eq!(run_due(&kit.backend).await, 1);
    assert_eq!(left(&kit).await[0].tries, 1);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn two_workers_never_take_the_same_job(pool: PgPool) {
    let kit = kit(pool);
    for number in 0..40 {
        queue_mail(&kit, Priority::Notice, &format!("a{number}@example.com")).await;
    }
    let counts = futures::future::join_all((0..4).map(|_| run_due(&kit.backend))).await;
    assert_eq!(counts.iter().sum::<usize>(), 40);
    let mut receivers = receivers(&kit).await;
    receivers.sort();
    receivers.dedup();
    assert_eq!(receivers.len(), 40);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_workers_run_until_they_are_told_to_stop(pool: PgPool) {
    let kit = kit(pool);
    let (stop, stopped) = watch::channel(false);
    let workers = tokio::spawn(Worker::run(kit.backend.clone(), stopped));
    queue_mail(&kit, Priority::Code, "a@example.com").await;
    queue_mail(&kit, Priority::Notice, "b@example.com").await;
    tokio::time::timeout(Duration::from_secs(10), async {
        while kit.letterbox.mails().len() < 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
    stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(5), workers)
        .await
        .unwrap()
        .unwrap();
    let names: Vec<String> =
        sqlx::query_scalar("select name from job where name <> 'seal_anew' order by name")
            .fetch_all(&kit.backend.pool)
            .await
            .unwrap();
    assert_eq!(
        names,
        [EXPIRE_DRAFTS, FIND_ORPHANS],
        "the periodic jobs are there and wait"
    );
}

async fn application(kit: &Kit, account: Option<uuid::Uuid>, state: &str) -> ApplicationId {
    // Not by use cases, so that any state can be had at once.
    let id = ApplicationId(kit.backend.ids.id());
    let now = kit.backend.clock.now();
    for statement in [
        "insert into application (id, reference, kind, account_id, state, language, created_at, changed_at, submitted_at, subject_name)
         values ($1, $1::text, 'registration', $2, $3, 'en', $4, $4, $4, 'name')",
        "insert into draft (application_id, answers, saved_at)
         select $1, convert_to(jsonb_build_object('real_name', 'name', 'a', $2::text, 'b', $3::text)::text, 'utf8'), $4",
        "insert into document (id, application_id, field, fingerprint, bytes, width, height, blob_key, created_at, reading_state)
         select gen_random_uuid(), $1, 'portrait', '', 1, 1, 1, $1::text || '.jpg', $4, 'none' where $2::uuid is null or $3 <> ''",
    ] {
        sqlx::query(statement).bind(id.0).bind(account).bind(state).bind(now).execute(&kit.backend.pool).await.unwrap();
    }
    kit.backend
        .keep_picture(&format!("{id}.jpg"), vec![1])
        .await
        .unwrap();
    id
}

async fn state(kit: &Kit, id: ApplicationId) -> (String, bool, bool) {
    let state = sqlx::query_scalar("select state from application where id = $1")
        .bind(id.0)
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap();
    let has_draft =
        sqlx::query_scalar("select exists (select 1 from draft where application_id = $1)")
            .bind(id.0)
            .fetch_one(&kit.backend.pool)
            .await
            .unwrap();
    (
        state,
        has_draft,
        kit.backend.blobs.get(&format!("{id}.jpg")).await.is_ok(),
    )
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn mails_never_wait_behind_readings(pool: PgPool) {
    let kit = kit(pool);
    for priority in [Priority::Reading, Priority::Reading, Priority::Notice] {
        queue_mail(&kit, priority, &format!("{priority:?}@example.com")).await;
    }
    let run = async |line| worker::run_next(&kit.backend, &List, line).await.unwrap();
    assert!(!run(worker::CODES).await);
    assert!(run(worker::OTHERS).await);
    assert_eq!(receivers(&kit).await, ["Notice@example.com"]);
    assert!(
        !run(worker::OTHERS).await,
        "readings are for their own worker"
    );
    assert!(run(worker::READINGS).await && run(worker::READINGS).await);
    assert!(!run(worker::READINGS).await);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn sessions_and_tries_that_are_over_are_forgotten(pool: PgPool) {
    let kit = kit(pool);
    let draft = application(&kit, None, "draft").await;
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let owner = crate::session::NewOwner::Visitor { draft };
    kit.backend
        .open_session(&mut conn, owner, None)
        .await
        .unwrap();
    kit.backend
        .sign_in("nobody.here", "wrong", crate::testing::HERE)
        .await
        .unwrap_err();
    let count = async || -> (i64, i64) {
        sqlx::query_as("select (select count(*) from session), (select count(*) from wrong_try)")
            .fetch_one(&kit.backend.pool)
            .await
            .unwrap()
    };
    kit.clock.advance(TimeDelta::hours(23));
    expire_drafts::run(&kit.backend).await.unwrap();
    assert_eq!(count().await, (1, 1));
    kit.clock.advance(TimeDelta::hours(2));
    expire_drafts::run(&kit.backend).await.unwrap();
    assert_eq!(count().await, (1, 0));
    kit.clock.advance(TimeDelta::days(30));
    expire_drafts::run(&kit.backend).await.unwrap();
    assert_eq!(count().await, (0, 0));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_picture_in_use_is_never_deleted(pool: PgPool) {
    let kit = kit(pool);
    let id = application(&kit, None, "submitted").await;
    let keys = json!([format!("{id}.jpg"), "gone.jpg"]);
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    kit.backend
        .enqueue(
            &mut conn,
            DELETE_PICTURES,
            keys,
            Priority::Upkeep,
            kit.backend.clock.now(),
        )
        .await
        .unwrap();
    assert_eq!(run_due(&kit.backend).await, 1);
    assert!(state(&kit, id).await.2);
    assert!(left(&kit).await.is_empty());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_backlog_tells_what_is_late_and_what_is_given_up(pool: PgPool) {
    let kit = kit(pool);
    let empty = Backlog {
        due: 0,
        oldest_seconds: 0,
        failing: 0,
        given_up: 0,
    };
    assert_eq!(kit.backend.backlog().await.unwrap(), empty);
    queue_mail(&kit, Priority::Notice, "a@example.com").await;
    kit.letterbox
        .fail(Some(MailError::Refused("SMTP 550".to_owned())));
    run_due(&kit.backend).await;
    queue_mail(&kit, Priority::Notice, "b@example.com").await;
    kit.clock.advance(TimeDelta::seconds(90));
    queue_mail(&kit, Priority::Code, "c@example.com").await;
    let late = Backlog {
        due: 2,
        oldest_seconds: 90,
        failing: 0,
        given_up: 1,
    };
    assert_eq!(kit.backend.backlog().await.unwrap(), late);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_code_that_is_dead_is_not_mailed_and_does_not_stay(pool: PgPool) {
    let kit = kit(pool);
    queue_mail(&kit, Priority::Code, "zhang@example.com").await;
    kit.clock.advance(TimeDelta::days(3));
    assert_eq!(run_due(&kit.backend).await, 0);
    assert!(receivers(&kit).await.is_empty());
    expire_drafts::run(&kit.backend).await.unwrap();
    assert!(left(&kit).await.is_empty());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_picture_that_cannot_be_read_is_not_waited_for_for_ever(pool: PgPool) {
    let kit = kit(pool);
    let id = application(&kit, None, "draft").await;
    // Its bytes are nowhere.
    let picture: uuid::Uuid =
        sqlx::query_scalar("select id from document where application_id = $1")
            .bind(id.0)
            .fetch_one(&kit.backend.pool)
            .await
            .unwrap();
    kit.backend
        .blobs
        .delete(&format!("{id}.jpg"))
        .await
        .unwrap();
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let now = kit.backend.clock.now();
    let payload = json!({ "document": picture });
    kit.backend
        .enqueue(&mut conn, READ_DOCUMENT, payload, Priority::Reading, now)
        .await
        .unwrap();
    drop(conn);
    for _ in 0..3 {
        assert_eq!(run_due(&kit.backend).await, 1);
        kit.clock.advance(TimeDelta::minutes(5));
    }
    assert_eq!(run_due(&kit.backend).await, 0);
    let state: String = sqlx::query_scalar("select reading_state from document where id = $1")
        .bind(picture)
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap();
    assert_eq!(state, "failed");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn pictures_go_some_time_after_the_decision_and_the_decision_stays(pool: PgPool) {
    let kit = kit(pool);
    let approved = application(&kit, None, "approved").await;
    let waiting = application(&kit, None, "submitted").await;
    kit.clock.advance(TimeDelta::days(179));
    run_due_upkeep(&kit).await;
    assert_eq!(
        state(&kit, approved).await,
        ("approved".to_owned(), true, true)
    );
    kit.clock.advance(TimeDelta::days(2));
    run_due_upkeep(&kit).await;
    assert_eq!(
        state(&kit, approved).await,
        ("approved".to_owned(), true, false)
    );
    assert_eq!(
        state(&kit, waiting).await,
        ("submitted".to_owned(), true, true)
    );
}

/// The hourly job, and what it puts into the queue.
async fn run_due_upkeep(kit: &Kit) {
    expire_drafts::run(&kit.backend).await.unwrap();
    run_due(&kit.backend).await;
}

#[test]
fn no_value_of_a_failed_job_is_kept_with_it() {
    let failure = Failure::from(Error::Claimed {
        holder: "wang.wu".to_owned(),
    });
    assert_eq!(failure, Failure::Retry("claimed".to_owned()));
}
