//! Files without a row.

use std::sync::Arc;

use chrono::Utc;
use sqlx::PgPool;

use super::application;
use crate::Backend;
use crate::clock::SystemClock;
use crate::testing::kit;

#[expect(clippy::disallowed_methods, reason = "files bear the machine's time")]
fn now() -> chrono::DateTime<Utc> {
    Utc::now()
}

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
    crate::job::orphans::run(&tomorrow).await.unwrap();
    assert!(blobs.get(&orphan.key).await.is_ok(), "a job only says so");
    tomorrow.remove_orphan(orphan).await.unwrap();
    assert!(blobs.get("documents/left.jpg").await.is_err());
    assert!(blobs.get("documents/used.jpg").await.is_ok());
    let claimed = crate::job::Orphan {
        key: "documents/used.jpg".to_owned(),
        bytes: 9,
    };
    tomorrow.remove_orphan(&claimed).await.unwrap();
    assert!(blobs.get("documents/used.jpg").await.is_ok());
}
