//! What a step says of what was typed, and what is gone when it is cleared.

use domain::application::view::{DraftView, StepAction, StepOutcome, Target};
use domain::form::{FieldError, StepErrors};
use sqlx::PgPool;

use super::applicant::{BASIC, Browser, CONTACT, DOCUMENTS, go, ready};

async fn draft(browser: &Browser<'_>) -> DraftView {
    let caller = browser.caller().await;
    let backend = &browser.kit.backend;
    backend.draft(&caller, &Target::Newcomer).await.unwrap()
}

fn errors(outcome: StepOutcome) -> StepErrors {
    match outcome {
        StepOutcome::Stay { errors } => errors,
        other => panic!("{other:?}"),
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn clearing_a_step_takes_pictures_too_and_leaves_what_signs_in(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "clearing"));
    assert_eq!(browser.save("basic", &basic).await, go("documents"));
    browser.upload("portrait").await;
    browser
        .act("documents", DOCUMENTS, StepAction::Refresh)
        .await;
    let before = draft(&browser).await;
    assert!(before.pictures.contains_key("portrait"));
    assert_eq!(before.answers.get("real_name"), "欧阳娜娜");

    let cleared = browser.act("documents", &[], StepAction::Reset).await;
    assert_eq!(errors(cleared), StepErrors::new());
    let after = draft(&browser).await;
    assert!(after.pictures.is_empty() && after.facts.pictures.is_empty());
    let left: Vec<_> = after.answers.iter().map(|(id, _)| id).collect();
    let basic = [
        "applicant_type",
        "document_type",
        "province_scope",
        "user_name",
    ];
    assert_eq!(left, basic);

    browser.act("basic", &[], StepAction::Reset).await;
    let after = draft(&browser).await;
    let left: Vec<_> = after.answers.iter().collect();
    assert_eq!(left, [("user_name", "clearing")]);
    assert!(after.facts.has_password);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn before_there_is_an_account_nothing_of_a_cleared_step_is_left(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "1wrong"));
    let refused = errors(browser.save("basic", &basic).await);
    assert!(refused.contains_key("user_name"), "{refused:?}");
    browser.act("basic", &[], StepAction::Reset).await;
    let after = draft(&browser).await;
    assert!(after.answers.is_empty(), "{:?}", after.answers);
    assert!(!after.facts.has_password);
    assert!(after.facts.findings.is_empty(), "{:?}", after.facts);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_password_that_is_not_kept_is_said_to_be(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    let typed = [
        ("user_name", "forgotten"),
        ("password", "correct horse battery staple"),
    ];
    let refused = errors(browser.save("basic", &typed).await);
    // A page that still has it in its box is not told.
    assert_eq!(refused.get("password"), None);
    let page = draft(&browser).await;
    let field = page.spec().field("password").unwrap();
    assert_eq!(field.check(&page.scope()), Err(FieldError::PasswordNotKept));
    // Typed again it is judged as ever.
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "forgotten"));
    assert_eq!(browser.save("basic", &basic).await, go("documents"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_not_asked_with_these_answers_is_not_judged_and_not_kept(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    // A form without scripts sends what was ticked before it was hidden.
    let typed = [
        ("province_scope", "outside"),
        ("applicant_type", "enterprise"),
        ("document_type", "passport"),
        ("user_name", "hidden.choice"),
        ("password", "correct horse battery staple"),
        ("password_again", "correct horse battery staple"),
    ];
    assert_eq!(browser.save("basic", &typed).await, go("documents"));
    let page = draft(&browser).await;
    assert_eq!(page.answers.get("document_type"), "business_licence");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_code_that_is_on_its_way_is_waited_for_and_not_asked_for(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    let before = errors(browser.save("contact", CONTACT).await);
    assert_eq!(before["email_code"], FieldError::EmailUnconfirmed);
    let sent = browser.act("contact", CONTACT, StepAction::SendCode).await;
    assert!(matches!(sent, StepOutcome::CodeSent { .. }), "{sent:?}");
    let waiting = errors(browser.save("contact", CONTACT).await);
    assert_eq!(waiting["email_code"], FieldError::CodeAwaited);
    let page = draft(&browser).await;
    assert_eq!(
        page.facts.code_sent_to.as_deref(),
        Some("ouyang@example.org")
    );
    // Nothing went to another address.
    let mut other = CONTACT.to_vec();
    other.retain(|(id, _)| *id != "email");
    other.push(("email", "nana@example.org"));
    let other = errors(browser.save("contact", &other).await);
    assert_eq!(other["email_code"], FieldError::EmailUnconfirmed);
    // Nor is a code of yesterday waited for.
    kit.clock.advance(chrono::TimeDelta::minutes(11));
    let late = errors(browser.save("contact", CONTACT).await);
    assert_eq!(late["email_code"], FieldError::EmailUnconfirmed);
}

#[test]
fn a_new_password_is_judged_alike_before_and_when_it_is_set() {
    use crate::account::password::judge;
    for (text, reason) in [
        ("12345678", Some(FieldError::PasswordWeak)),
        ("lin.xiaoan", Some(FieldError::PasswordWeak)),
        ("jessica1987", Some(FieldError::PasswordWeak)),
        ("short", Some(FieldError::TooShort { min: 8 })),
        ("correct horse battery staple", None),
    ] {
        assert_eq!(judge(text, "lin.xiaoan"), reason, "{text}");
    }
}
