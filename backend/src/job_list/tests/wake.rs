//! Nobody who waits for a mail waits for the next look at the queue.

use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::watch;

use super::super::Worker;
use super::queue_mail;
use crate::job::Priority;
use crate::testing::kit;

/// Those who only look do so every half second at best.
#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_code_is_mailed_as_soon_as_it_is_asked_for(pool: PgPool) {
    let kit = kit(pool);
    let (stop, stopped) = watch::channel(false);
    let workers = tokio::spawn(Worker::run(kit.backend.clone(), stopped));
    let is_mailed = async |count: usize| {
        while kit.letterbox.mails().len() < count {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    queue_mail(&kit, Priority::Code, "first@example.com").await;
    tokio::time::timeout(Duration::from_secs(10), is_mailed(1))
        .await
        .unwrap();
    let mut waits = Vec::new();
    for count in 2..8 {
        // Not in step with those who look.
        tokio::time::sleep(Duration::from_millis(130)).await;
        let asked = std::time::Instant::now();
        queue_mail(&kit, Priority::Code, &format!("{count}@example.com")).await;
        tokio::time::timeout(Duration::from_secs(10), is_mailed(count))
            .await
            .unwrap();
        waits.push(asked.elapsed());
    }
    waits.sort();
    // The one in the middle: the machine may be busy with something else once.
    assert!(waits[3] < Duration::from_millis(120), "{waits:?}");
    stop.send(true).unwrap();
    workers.await.unwrap();
}
