//! Internal notes: who writes and reads them, and that applicants never do.

use domain::application::view::Target;
use domain::review::Role;
use domain::review::remark::MAX_REMARK;
use sqlx::PgPool;
use uuid::Uuid;

use crate::Error;
use crate::application::tests::applicant::{Browser, officer, ready};

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn notes_are_read_in_order_with_their_line_breaks_and_kept_once(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let backend = &kit.backend;
    let officer = officer(&kit, "zhengzhou-centre").await;
    let administrator = kit.staff("admin", Role::Administrator, None).await;
    let key = backend
        .case(&officer, &reference)
        .await
        .unwrap()
        .desk
        .remarks
        .key;
    for _ in 0..2 {
        backend
            .remark(&officer, &reference, &key, "电话核实过。\r\n\r\n本人接听。")
            .await
            .unwrap();
    }
    kit.clock.advance(chrono::TimeDelta::minutes(5));
    backend
        .remark(&administrator, &reference, &key, "<b>看过</b>")
        .await
        .unwrap();
    let remarks = backend
        .case(&officer, &reference)
        .await
        .unwrap()
        .desk
        .remarks
        .kept;
    let told: Vec<_> = remarks
        .iter()
        .map(|remark| (remark.by.as_str(), remark.at.as_str(), remark.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                "o-zhengzhou-centre",
                "2026-11-23 09:00",
                "电话核实过。\n\n本人接听。"
            ),
            ("admin", "2026-11-23 09:05", "<b>看过</b>"),
        ]
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_note_that_is_empty_too_long_or_not_ones_business_is_refused(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let backend = &kit.backend;
    let (here, far) = (
        officer(&kit, "zhengzhou-centre").await,
        officer(&kit, "luoyang-west").await,
    );
    let key = Uuid::from_u128(1).to_string();
    for bad in [" \n", &"字".repeat(MAX_REMARK + 1)] {
        let refused = backend.remark(&here, &reference, &key, bad).await;
        assert!(matches!(refused, Err(Error::Answers(_))), "{refused:?}");
    }
    let refused = backend.remark(&far, &reference, &key, "x").await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let refused = backend
        .remark(&browser.caller().await, &reference, &key, "x")
        .await;
    assert!(matches!(refused, Err(Error::SignedOut)), "{refused:?}");
    let refused = backend.remark(&here, &reference, "no key", "x").await;
    assert!(matches!(refused, Err(Error::Malformed(_))), "{refused:?}");
    let kept = sqlx::query_scalar::<_, i64>("select count(*) from remark")
        .fetch_one(&backend.pool)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_note_is_not_changed_and_no_applicant_is_told_of_it(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let backend = &kit.backend;
    let officer = officer(&kit, "zhengzhou-centre").await;
    let key = Uuid::from_u128(1).to_string();
    backend
        .remark(&officer, &reference, &key, "an-unheard-of-word")
        .await
        .unwrap();
    for change in ["at = at + interval '1 day'", "key = gen_random_uuid()"] {
        let changed = sqlx::query(sqlx::AssertSqlSafe(format!("update remark set {change}")))
            .execute(&backend.pool)
            .await;
        assert!(changed.is_err(), "{change}");
    }
    let plain: Vec<u8> = sqlx::query_scalar("select text from remark")
        .fetch_one(&backend.pool)
        .await
        .unwrap();
    assert!(!String::from_utf8_lossy(&plain).contains("unheard"));
    let owner = browser.caller().await;
    let place = Target::Reference(reference.clone());
    let told = [
        format!("{:?}", backend.status(&owner, &place).await.unwrap()),
        format!("{:?}", backend.draft(&owner, &place).await.unwrap()),
        format!(
            "{:?}",
            backend
                .look_up(&owner, &reference, "ouyang@example.org")
                .await
                .unwrap()
        ),
    ];
    assert!(told.iter().all(|told| !told.contains("unheard")));
    let refused = backend.case(&owner, &reference).await;
    assert!(matches!(refused, Err(Error::SignedOut)), "{refused:?}");
}
