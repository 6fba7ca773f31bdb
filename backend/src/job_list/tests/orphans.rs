//! Files without a row.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::application;
use crate::Backend;
use crate::application::tests::applicant::{Browser, ready};
use crate::clock::SystemClock;
use crate::testing::kit;

#[expect(clippy::disallowed_methods, reason = "files bear the machine's time")]
fn now() -> chrono::DateTime<Utc> {
    Utc::now()
}

const FAR: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;

struct Later;

impl crate::clock::Clock for Later {
    fn now(&self) -> chrono::DateTime<Utc> {
        now() + chrono::TimeDelta::hours(25)
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn files_without_a_row_are_found_when_they_are_a_day_old(pool: PgPool) {
    let kit = kit(pool);
    let used = application(&kit, None, "draft").await;
    let blobs = &kit.backend.blobs;
    for key in ["documents/used.jpg", "documents/left.jpg", "probe"] {
        blobs.put(key, vec![7; 9]).await.unwrap();
    }
    sqlx::query("update document set blob_key = 'documents/used.jpg' where application_id = $1")
        .bind(used.0)
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    let today = Backend {
        clock: Arc::new(SystemClock),
        ..kit.backend.clone()
    };
    assert_eq!(today.orphans().await.unwrap(), []);
    let tomorrow = Backend {
        clock: Arc::new(Later),
        ..kit.backend.clone()
    };
    let found = tomorrow.orphans().await.unwrap();
    let [orphan] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(
        (orphan.key.as_str(), orphan.bytes),
        ("documents/left.jpg", 9)
    );
    crate::upkeep::orphans::run(&tomorrow).await.unwrap();
    assert!(blobs.get(&orphan.key).await.is_ok(), "a job only says so");
    tomorrow.remove_orphan(orphan).await.unwrap();
    assert!(blobs.get("documents/left.jpg").await.is_err());
    assert!(blobs.get("documents/used.jpg").await.is_ok());
    let claimed = crate::upkeep::Orphan {
        key: "documents/used.jpg".to_owned(),
        bytes: 9,
    };
    tomorrow.remove_orphan(&claimed).await.unwrap();
    assert!(blobs.get("documents/used.jpg").await.is_ok());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_an_upload_leaves_without_a_row_goes_a_day_later_and_nothing_else(pool: PgPool) {
    let kit = ready(pool).await;
    let jobs = async || {
        sqlx::query_scalar::<_, i64>("select count(*) from job where name = 'delete_pictures'")
            .fetch_one(&kit.backend.pool)
            .await
            .unwrap()
    };
    let files = async || {
        let mut all = kit.backend.blobs.older_than("documents", FAR);
        let mut keys = Vec::new();
        while let Some((key, _)) = all.next().await.unwrap() {
            keys.push(key);
        }
        keys
    };
    let mut browser = Browser::new(&kit);
    browser.upload("portrait").await;
    assert_eq!((files().await.len(), jobs().await), (1, 0));
    let kept = files().await;

    // As when the process dies: the file is there, and the transaction of its row never ends well.
    sqlx::raw_sql(
        "create function fails() returns trigger language plpgsql as $$
             begin raise exception 'no row'; end $$;
         create trigger fails before insert on document execute function fails();",
    )
    .execute(&kit.backend.pool)
    .await
    .unwrap();
    let failed = browser.try_upload("emblem", None).await;
    assert!(matches!(failed, Err(crate::Error::Database(_))));
    sqlx::raw_sql("drop trigger fails on document")
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    assert_eq!((files().await.len(), jobs().await), (2, 1));
    // A file no upload of this database wrote: what a restored one does not know.
    let newer = "documents/newer.jpg";
    kit.backend.blobs.put(newer, vec![7; 9]).await.unwrap();

    kit.clock.advance(TimeDelta::hours(23));
    crate::job_list::run_due(&kit.backend).await;
    assert_eq!(files().await.len(), 3, "it may still be on its way");
    kit.clock.advance(TimeDelta::hours(2));
    crate::job_list::run_due(&kit.backend).await;
    let mut expected = kept;
    expected.push(newer.to_owned());
    let mut left = files().await;
    expected.sort();
    left.sort();
    assert_eq!((left, jobs().await), (expected, 0));
}
