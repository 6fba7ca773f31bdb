//! The next case of the list a case was opened from.

use domain::review::Role;
use domain::review::filter::QueueFilter;
use sqlx::PgPool;

use crate::Error;
use crate::application::tests::applicant::{Browser, officer, ready};

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_next_case_follows_in_the_list_and_is_free(pool: PgPool) {
    let kit = ready(pool).await;
    let mut references = Vec::new();
    for (number, name) in ["first", "second.one", "third", "fourth"]
        .into_iter()
        .enumerate()
    {
        let mut browser = Browser::new(&kit);
        browser.fill_in(name).await;
        let reference = browser.submit().await.unwrap();
        sqlx::query("update application set due_on = '2026-12-01'::date + $2 where reference = $1")
            .bind(&reference)
            .bind(i32::try_from(number).unwrap())
            .execute(&kit.backend.pool)
            .await
            .unwrap();
        references.push(reference);
    }
    let backend = &kit.backend;
    let reader = officer(&kit, "zhengzhou-centre").await;
    let colleague = kit.staff("second", Role::Supervisor, None).await;
    let next = async |of: usize, filter: &QueueFilter| {
        let next = backend
            .next_case(&reader, &references[of], filter)
            .await
            .unwrap();
        next.map(|next| references.iter().position(|known| *known == next).unwrap())
    };
    let all = QueueFilter::default();
    assert_eq!(next(0, &all).await, Some(1));
    assert_eq!(next(3, &all).await, Some(0), "after the last, the first");
    let newest = QueueFilter {
        sort: "newest".to_owned(),
        // Where the page began says nothing about what comes next.
        after: "0.0000".to_owned(),
        ..QueueFilter::default()
    };
    kit.clock.advance(chrono::TimeDelta::minutes(1));
    assert!(next(1, &newest).await.is_some());
    backend.claim(&colleague, &references[1]).await.unwrap();
    backend
        .assign(&colleague, &references[2], 1, "", "second")
        .await
        .unwrap();
    kit.clock.advance(chrono::TimeDelta::minutes(16));
    backend.claim(&colleague, &references[1]).await.unwrap();
    assert_eq!(next(0, &all).await, Some(3), "one held, one given away");
    backend.claim(&reader, &references[0]).await.unwrap();
    backend
        .decide(
            &reader,
            &references[0],
            1,
            domain::review::Decision::Approve,
        )
        .await
        .unwrap();
    assert_eq!(next(0, &all).await, Some(3), "also after it is decided");
    assert_eq!(next(3, &all).await, None, "there is no other");
    let elsewhere = officer(&kit, "luoyang-west").await;
    let refused = backend.next_case(&elsewhere, &references[0], &all).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}
