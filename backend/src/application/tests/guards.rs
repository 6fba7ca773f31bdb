//! What must not be possible, and what must not stay behind.

use domain::account::Opening;
use domain::application::view::Target;
use domain::review::{Decision, Finding};
use sqlx::PgPool;

use super::applicant::{BASIC, Browser, officer, ready};
use crate::Error;
use crate::testing::HERE;

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn past_the_draft_a_step_changes_no_password(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let officer = officer(&kit, "zhengzhou-centre").await;
    kit.backend.claim(&officer, &reference).await.unwrap();
    let flags = Decision::Return {
        reason: "see below".to_owned(),
        findings: vec![Finding {
            item: "address".to_owned(),
            reason: "incomplete".to_owned(),
            instruction: "which\0 floor?".to_owned(),
        }],
    };
    kit.backend
        .decide(&officer, &reference, 1, flags)
        .await
        .unwrap();
    let other = "another horse, another battery 9";
    let basic = [
        BASIC,
        &[
            ("user_name", "ouyang"),
            ("password", other),
            ("password_again", other),
        ],
    ];
    let _ = browser.save("basic", &basic.concat()).await;
    let signed_in = kit.backend.sign_in("ouyang", other, HERE).await;
    assert!(
        matches!(signed_in, Err(Error::WrongCredentials)),
        "{signed_in:?}"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_name_that_is_sent_is_the_one_that_signs_in(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    // Autosaved on step 1, and then on to the last page by its address.
    let caller = browser.caller().await;
    let saved = kit
        .backend
        .save_field(&caller, &Target::Newcomer, "user_name", "ouyang.nana");
    browser.take(saved.await.unwrap());
    browser.submit().await.unwrap();
    let password = "correct horse battery staple";
    kit.backend
        .sign_in("ouyang.nana", password, HERE)
        .await
        .unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_picture_that_was_replaced_is_forgotten_and_one_that_was_sent_is_not(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let count = async || {
        sqlx::query_scalar::<_, i64>("select count(*) from document")
            .fetch_one(&kit.backend.pool)
            .await
            .unwrap()
    };
    browser.upload("portrait").await;
    assert_eq!(count().await, 3, "at once");
    let reference = browser.submit().await.unwrap();
    let officer = officer(&kit, "zhengzhou-centre").await;
    kit.backend.claim(&officer, &reference).await.unwrap();
    let flags = Decision::Return {
        reason: "see below".to_owned(),
        findings: vec![Finding {
            item: "portrait".to_owned(),
            reason: "unreadable".to_owned(),
            instruction: "again, please".to_owned(),
        }],
    };
    kit.backend
        .decide(&officer, &reference, 1, flags)
        .await
        .unwrap();
    for _ in 0..3 {
        browser.upload("portrait").await;
        assert_eq!(count().await, 4, "that of the first round stays");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_picture_nobody_asked_for_is_refused_before_anybody_looks_at_it(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let caller = browser.caller().await;
    for field in ["real_name", "nothing"] {
        let bytes = b"not even a picture".to_vec();
        let stored = kit
            .backend
            .store_picture(&caller, &Target::Newcomer, field, None, bytes)
            .await;
        assert!(
            matches!(stored, Err(Error::Malformed(_))),
            "{field}: {:?}",
            stored.err()
        );
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_staff_see_and_decide_is_in_the_audit_log(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let officer = officer(&kit, "zhengzhou-centre").await;
    let case = kit.backend.case(&officer, &reference).await.unwrap();
    let picture = case
        .steps
        .iter()
        .flat_map(|(_, items)| items)
        .find_map(|item| item.picture.as_ref())
        .unwrap();
    kit.backend
        .read_picture(&officer, picture.id)
        .await
        .unwrap();
    // The applicant sees their own without a trace.
    let caller = browser.caller().await;
    kit.backend.read_picture(&caller, picture.id).await.unwrap();
    kit.backend.claim(&officer, &reference).await.unwrap();
    kit.backend
        .decide(&officer, &reference, 1, Decision::Approve)
        .await
        .unwrap();
    let actions: Vec<String> = sqlx::query_scalar("select action from audit order by number")
        .fetch_all(&kit.backend.pool)
        .await
        .unwrap();
    let expected = [
        // Whom the demo begins with.
        "staff.added",
        "staff.added",
        "staff.added",
        "staff.signed_in",
        "case.seen",
        "picture.seen",
        "case.approved",
    ];
    assert_eq!(actions, expected);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_ended_without_effect_can_be_asked_for_again(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let first = browser.submit().await.unwrap();
    let caller = browser.caller().await;
    let backend = &kit.backend;
    let early = backend.start(&caller, "registration").await;
    assert!(matches!(early, Err(Error::Forbidden)), "{early:?}");
    let status = backend.status(&caller, &Target::Newcomer).await.unwrap();
    assert!(!status.may_begin_again);
    backend.withdraw(&caller, &Target::Newcomer).await.unwrap();
    let status = backend.status(&caller, &Target::Newcomer).await.unwrap();
    assert!(status.may_begin_again);
    let before = backend
        .draft(&caller, &Target::Reference(first.clone()))
        .await
        .unwrap();
    kit.clock.advance(chrono::TimeDelta::seconds(1));
    let second = backend.start(&caller, "registration").await.unwrap();
    assert_ne!(first, second);
    let again = backend.start(&caller, "registration").await.unwrap();
    assert_eq!(second, again, "a second press finds the first one");
    let draft = backend.draft(&caller, &Target::Newcomer).await.unwrap();
    assert_eq!(draft.reference, Some(second));
    assert_eq!(draft.answers, before.answers);
    assert!(draft.pictures.is_empty());
    let old = backend
        .status(&caller, &Target::Reference(first))
        .await
        .unwrap();
    assert!(!old.may_begin_again, "only the newest");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_account_tells_what_it_waits_for_until_it_is_open(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let opening = async |browser: &Browser| {
        let caller = browser.caller().await;
        match backend.opening(&caller).await.unwrap() {
            Opening::Open => ("open".to_owned(), String::new()),
            Opening::Waits { registration } => {
                let registration = registration.unwrap();
                assert_eq!(registration.kind, "registration");
                let state = match registration.in_review {
                    true => "in_review",
                    false => registration.state.id(),
                };
                (state.to_owned(), registration.reference)
            }
        }
    };
    let mut browser = Browser::new(&kit);
    let nobody = backend.opening(&browser.caller().await).await;
    assert!(matches!(nobody, Err(Error::SignedOut)), "{nobody:?}");
    browser.fill_in("ouyang").await;
    let reference = opening(&browser).await.1;
    let told = |state: &str| (state.to_owned(), reference.clone());
    assert_eq!(opening(&browser).await, told("draft"));
    assert_eq!(browser.submit().await.unwrap(), reference);
    assert_eq!(opening(&browser).await, told("submitted"));
    let officer = officer(&kit, "zhengzhou-centre").await;
    backend.claim(&officer, &reference).await.unwrap();
    assert_eq!(opening(&browser).await, told("in_review"));
    let refused = Decision::Refuse {
        reason: "so it is".to_owned(),
    };
    backend
        .decide(&officer, &reference, 1, refused)
        .await
        .unwrap();
    assert_eq!(opening(&browser).await, told("refused"));

    let mut other = Browser::new(&kit);
    other.fill_in("nana").await;
    let approved = other.submit().await.unwrap();
    backend.claim(&officer, &approved).await.unwrap();
    backend
        .decide(&officer, &approved, 1, Decision::Approve)
        .await
        .unwrap();
    assert_eq!(opening(&other).await.0, "open");
    assert_eq!(opening(&browser).await, told("refused"), "each their own");

    kit.clock.advance(chrono::TimeDelta::seconds(1));
    let caller = browser.caller().await;
    let again = backend.start(&caller, "registration").await.unwrap();
    assert_eq!(opening(&browser).await, ("draft".to_owned(), again));
}
