//! Name, password and address of an account change only for whoever proves that it is theirs, and
//! its owner hears of it, from the moment there is an account.

use domain::application::view::{StepAction, StepOutcome, Target};
use sqlx::PgPool;

use super::applicant::{BASIC, Browser, CONTACT, go, posted, ready};
use crate::Error;
use crate::testing::{HERE, Kit};

const PASSWORD: &str = "correct horse battery staple";
const OTHER: &str = "another horse, another battery 9";

async fn step_one(
    browser: &mut Browser<'_>,
    others: &[(&str, &str)],
) -> Result<StepOutcome, Error> {
    let mut answers = posted(&BASIC[..3]);
    answers.insert("user_name".to_owned(), "ouyang".to_owned());
    answers.extend(posted(others));
    let caller = browser.caller().await;
    let saved = browser
        .kit
        .backend
        .save_step(
            &caller,
            &Target::Newcomer,
            "basic",
            answers,
            StepAction::Next,
        )
        .await?;
    Ok(browser.take(saved))
}

async fn signs_in(kit: &Kit, name: &str, password: &str) -> bool {
    let signed_in = kit.backend.sign_in(name, password, HERE).await;
    assert!(!matches!(signed_in, Err(Error::TooMany { .. })));
    signed_in.is_ok()
}

/// Somebody with a half-done registration, whose mails go to `ouyang@example.org`.
async fn begun(kit: &Kit) -> Browser<'_> {
    let mut browser = Browser::new(kit);
    browser.fill_in("ouyang").await;
    kit.new_mails().await;
    browser
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn step_one_saved_again_changes_no_credential_of_an_account(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = begun(&kit).await;
    kit.clock.advance(chrono::TimeDelta::minutes(11));
    let changes: [&[(&str, &str)]; 2] = [
        &[("user_name", "ouyang.nana")],
        &[("password", OTHER), ("password_again", OTHER)],
    ];
    for change in changes {
        let saved = step_one(&mut browser, change).await;
        assert!(matches!(saved, Err(Error::Unproved)), "{saved:?}");
    }
    assert!(signs_in(&kit, "ouyang", PASSWORD).await);
    assert!(!signs_in(&kit, "ouyang.nana", PASSWORD).await);
    assert!(!signs_in(&kit, "ouyang", OTHER).await);
    // What changes nothing needs no proof.
    assert_eq!(step_one(&mut browser, &[]).await.unwrap(), go("documents"));
    assert!(kit.new_mails().await.is_empty());
    let caller = browser.caller().await;
    kit.backend.prove(&caller, PASSWORD).await.unwrap();
    for change in changes {
        step_one(&mut browser, change).await.unwrap();
    }
    let told = kit.new_mails().await;
    assert_eq!(
        told.len(),
        3,
        "a name, and back again with a password: {told:?}"
    );
    assert!(told.iter().all(|(to, _)| to == "ouyang@example.org"));
    assert!(told[0].1.contains("ouyang.nana"), "{}", told[0].1);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn another_address_confirmed_in_a_draft_moves_no_mails(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = begun(&kit).await;
    kit.clock.advance(chrono::TimeDelta::minutes(11));
    let mut contact = CONTACT.to_vec();
    contact.retain(|(field, _)| *field != "email");
    contact.push(("email", "thief@example.net"));
    browser.act("contact", &contact, StepAction::SendCode).await;
    let code = browser.code().await;
    contact.push(("email_code", &code));
    assert_eq!(browser.save("contact", &contact).await, go("confirm"));
    let address = async || -> Option<String> {
        sqlx::query_scalar("select email from account where user_name = 'ouyang'")
            .fetch_one(&kit.backend.pool)
            .await
            .unwrap()
    };
    assert_eq!(address().await.as_deref(), Some("ouyang@example.org"));
    let sent = browser.submit().await;
    assert!(matches!(sent, Err(Error::Unproved)), "{sent:?}");
    let caller = browser.caller().await;
    kit.backend.prove(&caller, PASSWORD).await.unwrap();
    let reference = browser.submit().await.unwrap();
    let officer = super::officer(&kit, "zhengzhou-centre").await;
    kit.backend.claim(&officer, &reference).await.unwrap();
    kit.new_mails().await;
    let approve = domain::review::Decision::Approve;
    kit.backend
        .decide(&officer, &reference, 1, approve)
        .await
        .unwrap();
    assert_eq!(address().await.as_deref(), Some("thief@example.net"));
    let told = kit.new_mails().await;
    let told: Vec<&str> = told.iter().map(|(to, _)| to.as_str()).collect();
    assert!(
        told.contains(&"ouyang@example.org"),
        "the old one is told: {told:?}"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn another_name_typed_into_a_draft_is_sent_only_with_proof(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = begun(&kit).await;
    kit.clock.advance(chrono::TimeDelta::minutes(11));
    let caller = browser.caller().await;
    let saved = kit
        .backend
        .save_field(&caller, &Target::Newcomer, "user_name", "ouyang.nana");
    browser.take(saved.await.unwrap());
    let sent = browser.submit().await;
    assert!(matches!(sent, Err(Error::Unproved)), "{sent:?}");
    assert!(signs_in(&kit, "ouyang", PASSWORD).await);
    let caller = browser.caller().await;
    kit.backend.prove(&caller, PASSWORD).await.unwrap();
    browser.submit().await.unwrap();
    assert!(signs_in(&kit, "ouyang.nana", PASSWORD).await);
    let told = kit.new_mails().await;
    assert!(
        told.iter().any(|(_, text)| text.contains("用户名已修改")),
        "{told:?}"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_account_that_is_open_begins_no_registration(pool: PgPool) {
    let kit = ready(pool).await;
    // As one that was imported: open, and nothing of it was ever applied for.
    let account = kit.account("zhang.san", Some("zhang@mail.example")).await;
    let caller = kit.browser_of(account).await;
    let (backend, place) = (&kit.backend, Target::Newcomer);
    let before = backend.profile(account).await.unwrap().answers;
    let typed = posted(&[("applicant_type", "enterprise")]);
    let photo = super::applicant::photo();
    let begun = [
        backend
            .save_field(&caller, &place, "user_name", "x")
            .await
            .map(drop),
        backend
            .save_step(&caller, &place, "basic", typed, StepAction::Next)
            .await
            .map(drop),
        backend
            .store_picture(&caller, &place, "portrait", None, photo)
            .await
            .map(drop),
        backend.start(&caller, "registration").await.map(drop),
    ];
    for begun in begun {
        assert!(matches!(begun, Err(Error::Forbidden)), "{begun:?}");
    }
    // Nor is one sent that was begun before the account opened.
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    sqlx::query("update account set opened_at = created_at")
        .execute(&backend.pool)
        .await
        .unwrap();
    let sent = browser.submit().await;
    assert!(matches!(sent, Err(Error::Forbidden)), "{sent:?}");
    assert_eq!(backend.profile(account).await.unwrap().answers, before);
    backend.start(&caller, "profile-change").await.unwrap();
}
