//! What the operator sees of the queue, and trying again.

use super::*;

/// A notice about an application that failed, tried by tried.
async fn failed(kit: &Kit, to: &str, failure: MailError) -> i64 {
    kit.letterbox.fail(Some(failure));
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let values = [
        ("reference", "2222-2223-Z6".to_owned()),
        ("reason", "the name 张三 is blurred".to_owned()),
    ];
    kit.backend
        .mail(
            &mut conn,
            Urgency::Notice,
            to,
            Language::English,
            Template::Happened(domain::application::event::Event::Returned),
            &values,
        )
        .await
        .unwrap();
    run_due(&kit.backend).await;
    sqlx::query_scalar("select max(id) from job")
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_operator_sees_why_a_mail_did_not_leave_and_nothing_of_it(pool: PgPool) {
    let kit = kit(pool);
    worker::start_periodic(&kit.backend, &List).await.unwrap();
    kit.clock.advance(TimeDelta::seconds(-1));
    let later = MailError::Unavailable("SMTP 451 at RCPT TO".to_owned());
    let never = MailError::Refused("SMTP 550 at RCPT TO".to_owned());
    let failing = failed(&kit, "zhang@example.com", later).await;
    let refused = failed(&kit, "wang@example.com", never).await;
    let (jobs, count) = kit.backend.jobs(10).await.unwrap();
    let seen: Vec<_> = jobs
        .iter()
        .map(|job| (job.id, job.standing, job.tries, job.next_try.as_deref()))
        .collect();
    assert_eq!(
        seen[..2],
        [
            (refused, JobStanding::GivenUp, 1, None),
            (failing, JobStanding::Failing, 1, Some("2026-11-23 09:00"))
        ]
    );
    assert_eq!(
        count, 3,
        "and the job that seals anew, not the one of every hour"
    );
    assert_eq!(jobs[0].about, "returned 2222-2223-Z6");
    assert_eq!(
        jobs[0].last_error.as_deref(),
        Some("refused: SMTP 550 at RCPT TO")
    );
    let all = format!("{jobs:?}");
    for secret in ["zhang", "wang", "@", "blurred", "张三"] {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
    assert_eq!(kit.backend.jobs(1).await.unwrap().0.len(), 1);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_tried_again_is_what_failed_and_is_not_at_work(pool: PgPool) {
    let kit = kit(pool);
    let later = MailError::Unavailable("SMTP 451".to_owned());
    let never = MailError::Refused("SMTP 550".to_owned());
    let refused = failed(&kit, "a@example.com", never.clone()).await;
    let other = failed(&kit, "b@example.com", never).await;
    let soon = failed(&kit, "c@example.com", later).await;
    let backend = &kit.backend;
    let these = Which::These(vec![refused, soon, 4711]);
    assert_eq!(backend.retry_jobs(&these).await.unwrap(), [refused]);
    kit.letterbox.fail(None);
    assert_eq!(run_due(backend).await, 1);
    kit.letterbox
        .fail(Some(MailError::Unavailable("SMTP 451".to_owned())));
    // Now it waits for minutes.
    for _ in 0..4 {
        kit.clock.advance(TimeDelta::seconds(60));
        run_due(backend).await;
    }
    kit.letterbox.fail(None);
    let mut again = backend.retry_jobs(&Which::All).await.unwrap();
    again.sort_unstable();
    assert_eq!(again, [other, soon]);
    assert_eq!(run_due(backend).await, 2);
    assert_eq!(
        receivers(&kit).await,
        ["a@example.com", "b@example.com", "c@example.com"]
    );
    assert_eq!(backend.jobs(10).await.unwrap(), (Vec::new(), 0));
}
