//! Applications nobody goes on with: who is told, what ends, what is deleted and what is recorded.

use chrono::TimeDelta;
use sqlx::PgPool;
use uuid::Uuid;

use super::{application, run_due_upkeep, state};
use crate::testing::{Kit, kit};

async fn account(kit: &Kit, name: &str, email: Option<&str>) -> Uuid {
    let id = kit.backend.ids.id();
    let made = sqlx::query(
        "insert into account (id, user_name, password_hash, language, created_at, email)
         values ($1, $2, 'hash', 'en', now(), $3)",
    );
    made.bind(id)
        .bind(name)
        .bind(email)
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    id
}

async fn set(kit: &Kit, statement: &'static str, id: domain::id::ApplicationId) {
    sqlx::query(statement)
        .bind(id.0)
        .execute(&kit.backend.pool)
        .await
        .unwrap();
}

/// What the audit log says about deletions: `application:…` and how many.
async fn recorded(kit: &Kit) -> Vec<(String, String)> {
    sqlx::query_as("select subject, details from audit where action = 'pictures.purged'")
        .fetch_all(&kit.backend.pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_nobody_goes_on_with_ends_and_its_photos_go(pool: PgPool) {
    let kit = kit(pool);
    let anonymous = application(&kit, None, "draft").await;
    let silent = account(&kit, "li.si", None).await;
    let unreachable = application(&kit, Some(silent), "draft").await;
    let zhang = account(&kit, "zhang.san", Some("zhang@mail.example")).await;
    let owned = application(&kit, Some(zhang), "draft").await;
    let returned = application(&kit, Some(zhang), "returned").await;
    set(
        &kit,
        "update application set round = 1 where id = $1",
        returned,
    )
    .await;
    let sent = application(&kit, Some(zhang), "submitted").await;
    let mails = async || {
        let mails = kit.letterbox.mails();
        let told: Vec<String> = mails
            .iter()
            .map(|mail| {
                let about = [owned, returned].into_iter();
                let about = about.filter(|id| mail.text.contains(&id.0.to_string()));
                assert_eq!(about.count(), 1, "{}", mail.text);
                mail.to.clone()
            })
            .collect();
        told
    };
    kit.clock.advance(TimeDelta::days(22));
    run_due_upkeep(&kit).await;
    assert!(mails().await.is_empty());
    kit.clock.advance(TimeDelta::days(2));
    for _ in 0..2 {
        run_due_upkeep(&kit).await;
        let told = mails().await;
        assert_eq!(told, ["zhang@mail.example", "zhang@mail.example"], "once");
    }
    let young = application(&kit, None, "draft").await;
    kit.clock.advance(TimeDelta::days(7));
    run_due_upkeep(&kit).await;
    let gone = |has_draft| ("expired".to_owned(), has_draft, false);
    assert_eq!(state(&kit, anonymous).await, gone(false));
    assert_eq!(state(&kit, unreachable).await, gone(true));
    assert_eq!(state(&kit, owned).await, gone(true));
    assert_eq!(state(&kit, returned).await, gone(true));
    let kept = |state: &str| (state.to_owned(), true, true);
    assert_eq!(state(&kit, sent).await, kept("submitted"));
    assert_eq!(state(&kit, young).await, kept("draft"));
    // Of a draft nothing is left of what was typed.
    let row = sqlx::query_scalar("select answers from draft where application_id = $1");
    let answers: Vec<u8> = row
        .bind(owned.0)
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap();
    let place = format!("draft.answers/{}", owned.0);
    let columns = crate::seal::Purpose::Columns;
    let answers = kit.backend.keys.open(columns, &place, &answers).unwrap();
    assert_eq!(answers, b"{}");
    let mut subjects: Vec<String> = [anonymous, unreachable, owned, returned]
        .map(|id| format!("application:{id}"))
        .into();
    subjects.sort();
    let mut said = recorded(&kit).await;
    said.sort();
    let said: Vec<(&str, &str)> = said.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let expected: Vec<_> = subjects.iter().map(|it| (&**it, "pictures: 1")).collect();
    assert_eq!(said, expected);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn whoever_goes_on_after_the_warning_is_warned_anew(pool: PgPool) {
    let kit = kit(pool);
    let zhang = account(&kit, "zhang.san", Some("zhang@mail.example")).await;
    let owned = application(&kit, Some(zhang), "draft").await;
    kit.clock.advance(TimeDelta::days(24));
    run_due_upkeep(&kit).await;
    kit.clock.advance(TimeDelta::days(6));
    let saved = sqlx::query("update draft set saved_at = $1");
    saved
        .bind(kit.backend.clock.now())
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    kit.clock.advance(TimeDelta::days(20));
    run_due_upkeep(&kit).await;
    assert_eq!(state(&kit, owned).await.0, "draft");
    assert_eq!(kit.letterbox.mails().len(), 1);
    kit.clock.advance(TimeDelta::days(20));
    // Nobody looked for so long: told now, and a week to go on.
    run_due_upkeep(&kit).await;
    assert_eq!(state(&kit, owned).await.0, "draft");
    assert_eq!(kit.letterbox.mails().len(), 2);
    kit.clock.advance(TimeDelta::days(6));
    run_due_upkeep(&kit).await;
    assert_eq!(state(&kit, owned).await.0, "draft");
    kit.clock.advance(TimeDelta::days(2));
    run_due_upkeep(&kit).await;
    assert_eq!(state(&kit, owned).await.0, "expired");
    assert_eq!(kit.letterbox.mails().len(), 2);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_deletion_is_recorded_once_the_bytes_are_gone_and_not_before(pool: PgPool) {
    let kit = kit(pool);
    let draft = application(&kit, None, "draft").await;
    kit.clock.advance(TimeDelta::days(31));
    super::expire_drafts::run(&kit.backend).await.unwrap();
    assert_eq!(
        state(&kit, draft).await,
        ("expired".to_owned(), false, true)
    );
    assert!(recorded(&kit).await.is_empty());
    // A job that ran to its end and could not say so is run again.
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let now = kit.backend.clock.now();
    let job = super::sql::take(&mut conn, now, now, &[3]).await;
    drop(conn);
    let job = job.unwrap().unwrap();
    let payload = job
        .payload
        .open(&kit.backend.keys, crate::job::column::PAYLOAD, job.id)
        .unwrap();
    let job = super::Job {
        id: job.id,
        name: job.name,
        payload,
        tries: job.tries,
        is_awaited: job.is_awaited,
    };
    for _ in 0..2 {
        super::delete_pictures::run(&kit.backend, &job)
            .await
            .unwrap();
        assert!(!state(&kit, draft).await.2);
        assert_eq!(recorded(&kit).await.len(), 1);
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn as_many_as_there_are_end_in_one_go(pool: PgPool) {
    let kit = kit(pool);
    for _ in 0..120 {
        application(&kit, None, "draft").await;
    }
    kit.clock.advance(TimeDelta::days(31));
    run_due_upkeep(&kit).await;
    let left: (i64, i64) = sqlx::query_as(
        "select (select count(*) from application where state = 'draft')
              , (select count(*) from document)",
    )
    .fetch_one(&kit.backend.pool)
    .await
    .unwrap();
    assert_eq!(left, (0, 0));
}
