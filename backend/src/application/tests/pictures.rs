//! What is left of an application whose pictures were deleted when their time was over.

use chrono::TimeDelta;
use domain::application::event::Event;
use domain::application::view::TimelineEntry;
use domain::review::{Decision, Role};
use sqlx::PgPool;

use super::applicant::{Browser, officer, ready};
use crate::Error;
use crate::audit::{AuditEntry, Filter};
use crate::testing::Kit;

async fn audited(kit: &Kit, subject: &str) -> Vec<AuditEntry> {
    let filter = Filter {
        subject: Some(subject.to_owned()),
        ..Filter::default()
    };
    let read = kit.backend.read_audit(0, &filter).await.unwrap();
    read.unwrap().0
}

/// The hourly job is in the queue.
async fn begin_upkeep(kit: &Kit) {
    sqlx::query(
        "insert into job (name, payload, priority, run_at) values ('expire_drafts', 'null', 3, $1)",
    )
    .bind(kit.backend.clock.now())
    .execute(&kit.backend.pool)
    .await
    .unwrap();
}

/// The hourly job, and what it puts into the queue.
async fn an_hour_later(kit: &Kit) {
    kit.clock.advance(TimeDelta::minutes(61));
    crate::job_list::run_due(&kit.backend).await;
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn that_pictures_were_deleted_is_told_to_all_who_might_look_for_them(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    begin_upkeep(&kit).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let first = officer(&kit, "zhengzhou-centre").await;
    let case = backend.case(&first, &reference).await.unwrap();
    let items = || case.steps.iter().flat_map(|(_, items)| items);
    let picture = items().find_map(|item| item.picture.clone()).unwrap();
    assert!(items().all(|item| !item.is_picture_deleted));
    backend.read_picture(&first, picture.id).await.unwrap();
    backend.claim(&first, &reference).await.unwrap();
    backend
        .decide(&first, &reference, 1, Decision::Approve)
        .await
        .unwrap();
    kit.new_mails().await;
    let email: String = sqlx::query_scalar("select email from application where reference = $1")
        .bind(&reference)
        .fetch_one(&backend.pool)
        .await
        .unwrap();
    let visitor = Browser::new(&kit).caller().await;
    let timeline = async || -> Vec<TimelineEntry> {
        let status = backend.look_up(&visitor, &reference, &email).await;
        status.unwrap().timeline
    };
    let deletions = async || {
        let events = timeline().await.into_iter().map(|entry| entry.event);
        events
            .filter(|event| *event == Event::PicturesDeleted)
            .count()
    };
    an_hour_later(&kit).await;
    assert_eq!(deletions().await, 0);
    kit.clock.advance(TimeDelta::days(181));
    for _ in 0..2 {
        an_hour_later(&kit).await;
        assert_eq!(deletions().await, 1, "once and no more");
    }
    assert!(kit.new_mails().await.is_empty(), "it was announced");
    let later = kit
        .staff("late", Role::Officer, Some("zhengzhou-centre"))
        .await;
    let gone = backend.read_picture(&later, picture.id).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    let case = backend.case(&later, &reference).await.unwrap();
    let items = case.steps.iter().flat_map(|(_, items)| items);
    let deleted = items.filter(|item| item.is_picture_deleted).count();
    assert_eq!(deleted, 3);
    let told = case.timeline.iter().map(|entry| entry.event);
    assert!(told.collect::<Vec<_>>().contains(&Event::PicturesDeleted));

    // Who saw them can still be asked.
    let entries = audited(&kit, &reference).await;
    let told: Vec<[&str; 4]> = entries
        .iter()
        .map(|it| [&*it.actor, &*it.action, &*it.subject, &*it.details])
        .collect();
    let (officer, seen) = ("o-zhengzhou-centre", format!("document:{}", picture.id));
    let expected = [
        [officer, "case.seen", &reference, "round:1"],
        [officer, "picture.seen", &reference, &seen],
        [officer, "case.approved", &reference, "round:1"],
        ["system", "pictures.purged", &reference, "pictures: 3"],
        ["late", "case.seen", &reference, "round:1"],
    ];
    assert_eq!(told, expected);
    backend.verify_audit(None).await.unwrap().unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_pictures_of_many_cases_go_case_by_case(pool: PgPool) {
    let kit = ready(pool).await;
    begin_upkeep(&kit).await;
    // More than one transaction takes.
    for number in 0..60 {
        for statement in [
            "insert into application (id, reference, kind, state, language, created_at, changed_at, round)
             values ($1, 'R-' || $2, 'registration', 'withdrawn', 'en', $3, $3, 2)",
            "insert into document (id, application_id, field, fingerprint, bytes, width, height, blob_key, created_at, reading_state)
             select gen_random_uuid(), $1, field, '', 1, 1, 1, 'R-' || $2 || field, $3, 'none'
             from unnest(array['portrait', 'front', 'back']) field",
        ] {
            sqlx::query(statement)
                .bind(uuid::Uuid::from_u128(number))
                .bind(number.to_string())
                .bind(kit.backend.clock.now())
                .execute(&kit.backend.pool)
                .await
                .unwrap();
        }
    }
    kit.clock.advance(TimeDelta::days(181));
    crate::job_list::run_due(&kit.backend).await;
    let left: (i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from document)
              , (select count(distinct application_id) from event where event = 'pictures_deleted' and round = 2)
              , (select count(distinct subject) from audit where action = 'pictures.purged' and details = 'pictures: 3')",
    )
    .fetch_one(&kit.backend.pool)
    .await
    .unwrap();
    assert_eq!(left, (0, 60, 60));
    let whole = kit.backend.verify_audit(None).await.unwrap().unwrap();
    assert!(whole.entries >= 60);
}
