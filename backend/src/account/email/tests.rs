//! Changing the address of an account, on a real database.

use chrono::TimeDelta;
use domain::application::view::{StepAction, StepOutcome, Target};
use domain::review::Role;
use sqlx::PgPool;

use super::*;
use crate::testing::owner::PASSWORD;
use crate::testing::{HERE, Kit, kit};

const OLD: &str = "old@mail.example";
const NEW: &str = "new@mail.example";

fn code_in(text: &str) -> String {
    text.split(|c: char| !c.is_ascii_digit())
        .find(|digits| digits.len() == 6)
        .unwrap()
        .to_owned()
}

fn reason(result: Result<()>) -> (String, FieldError) {
    match result {
        Err(Error::Answers(reasons)) => reasons.into_iter().next().unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Asks for the new address and returns the code that is mailed to it.
async fn asked(kit: &Kit, caller: &Caller) -> String {
    kit.backend
        .ask_for_email(caller, PASSWORD, NEW)
        .await
        .unwrap();
    let mails = kit.new_mails().await;
    let [(to, text)] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert_eq!(to, NEW);
    code_in(text)
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn password_and_code_change_the_address_and_the_old_one_is_told(pool: PgPool) {
    let kit = kit(pool);
    let id = kit.account("zhang.san", Some(OLD)).await;
    let (here, elsewhere) = (kit.browser_of(id).await, kit.browser_of(id).await);
    let code = asked(&kit, &here).await;
    let view = kit.backend.email_view(&here).await.unwrap();
    assert_eq!(view.current.as_deref(), Some(OLD), "not before the code");
    assert_eq!(view.code.unwrap().resend_seconds, 60);
    kit.backend.confirm_email(&here, &code).await.unwrap();

    let view = kit.backend.email_view(&here).await.unwrap();
    assert_eq!((view.current.as_deref(), view.code), (Some(NEW), None));
    let profile = kit.backend.profile(id).await.unwrap();
    assert_eq!(profile.email.as_deref(), Some(NEW));
    let mails = kit.new_mails().await;
    let [(to, text)] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert_eq!(to, OLD);
    for part in [
        "zhang.san",
        "2026-11-23 09:00",
        "n…@mail.example",
        "/recover",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(NEW));
    let backend = &kit.backend;
    let token = |caller: &Caller| caller.token.clone().unwrap();
    assert!(backend.find_session(&token(&here)).await.unwrap().is_some());
    assert!(
        backend
            .find_session(&token(&elsewhere))
            .await
            .unwrap()
            .is_none()
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_link_mailed_to_the_old_address_works_no_more(pool: PgPool) {
    let kit = kit(pool);
    let id = kit.account("zhang.san", Some(OLD)).await;
    let caller = kit.browser_of(id).await;
    kit.backend
        .ask_for_recovery(OLD, Language::English, HERE)
        .await
        .unwrap();
    let mails = kit.new_mails().await;
    let (_, rest) = mails[0].1.split_once("?token=").unwrap();
    let link: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    kit.backend.recovery(&link).await.unwrap();
    let code = asked(&kit, &caller).await;
    kit.backend.confirm_email(&caller, &code).await.unwrap();
    let dead = kit.backend.recovery(&link).await;
    assert!(matches!(dead, Err(Error::NotFound)), "{dead:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_wrong_password_mails_nothing_and_what_was_typed_stays(pool: PgPool) {
    let kit = kit(pool);
    let id = kit.account("zhang.san", Some(OLD)).await;
    let caller = kit.browser_of(id).await;
    for _ in 0..5 {
        let wrong = kit.backend.ask_for_email(&caller, "wrong", NEW).await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)), "{wrong:?}");
    }
    let paused = kit.backend.ask_for_email(&caller, PASSWORD, NEW).await;
    assert!(matches!(paused, Err(Error::TooMany { .. })), "{paused:?}");
    assert!(kit.new_mails().await.is_empty());
    let view = kit.backend.email_view(&caller).await.unwrap();
    assert_eq!((view.typed.as_str(), view.code), (NEW, None));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn no_address_and_the_present_one_are_refused_at_the_field(pool: PgPool) {
    let kit = kit(pool);
    let id = kit.account("zhang.san", Some(OLD)).await;
    let caller = kit.browser_of(id).await;
    let none = kit.backend.ask_for_email(&caller, PASSWORD, "nobody").await;
    assert_eq!(reason(none).0, EMAIL);
    let same = kit.backend.ask_for_email(&caller, PASSWORD, OLD).await;
    assert_eq!(reason(same), (EMAIL.to_owned(), FieldError::EmailUnchanged));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_address_somebody_else_has_is_answered_like_any_other(pool: PgPool) {
    let kit = kit(pool);
    kit.account("li.si", Some(NEW)).await;
    let id = kit.account("zhang.san", Some(OLD)).await;
    let caller = kit.browser_of(id).await;
    let code = asked(&kit, &caller).await;
    kit.backend.confirm_email(&caller, &code).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn codes_keep_to_five_tries_ten_minutes_and_one_a_minute(pool: PgPool) {
    let kit = kit(pool);
    let id = kit.account("zhang.san", Some(OLD)).await;
    let caller = kit.browser_of(id).await;
    let backend = &kit.backend;
    let code = asked(&kit, &caller).await;
    backend.ask_for_email_code_again(&caller).await.unwrap();
    assert!(kit.new_mails().await.is_empty(), "not within a minute");
    let wrong = if code == "000000" { "111111" } else { "000000" };
    for tries in 1..=5 {
        let expected = if tries < 5 {
            FieldError::CodeWrong
        } else {
            FieldError::CodeExhausted
        };
        assert_eq!(
            reason(backend.confirm_email(&caller, wrong).await).1,
            expected
        );
    }
    let late = backend.confirm_email(&caller, &code).await;
    assert_eq!(reason(late).1, FieldError::CodeExhausted);

    kit.clock.advance(TimeDelta::seconds(61));
    backend.ask_for_email_code_again(&caller).await.unwrap();
    let code = code_in(&kit.new_mails().await[0].1);
    kit.clock.advance(TimeDelta::minutes(10));
    let late = backend.confirm_email(&caller, &code).await;
    assert_eq!(reason(late).1, FieldError::CodeExpired);
    backend.keep_email(&caller).await.unwrap();
    backend.ask_for_email_code_again(&caller).await.unwrap();
    assert!(kit.new_mails().await.is_empty(), "nothing is under way");
}

/// A change of profile that moves the mails to another address, up to its confirm page.
async fn profile_change(kit: &Kit, caller: &Caller) -> Target {
    crate::demo::seed(&kit.backend).await.unwrap();
    let backend = &kit.backend;
    let reference = backend.start(caller, "profile-change").await.unwrap();
    let place = Target::Reference(reference);
    let answers = [
        ("address", "金水区花园路1号"),
        ("postcode", "450000"),
        ("contact_person", "张三"),
        ("mobile", "13800138000"),
        ("email", NEW),
        ("industry", "A"),
    ];
    let posted = || {
        let owned = |(id, text): &(&str, &str)| ((*id).to_owned(), (*text).to_owned());
        answers
            .iter()
            .map(owned)
            .collect::<domain::map::Map<_, _>>()
    };
    backend
        .save_step(caller, &place, "contact", posted(), StepAction::SendCode)
        .await
        .unwrap();
    let mut answers = posted();
    answers.insert(
        "email_code".to_owned(),
        code_in(&kit.new_mails().await[0].1),
    );
    let saved = backend
        .save_step(caller, &place, "contact", answers, StepAction::Next)
        .await
        .unwrap();
    assert!(matches!(saved.value, StepOutcome::Go { .. }), "{saved:?}");
    place
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_change_of_profile_tells_the_old_address_too_and_ends_other_sessions(pool: PgPool) {
    let kit = kit(pool);
    let id = kit.account("zhang.san", Some(OLD)).await;
    let (here, elsewhere) = (kit.browser_of(id).await, kit.browser_of(id).await);
    let place = profile_change(&kit, &here).await;
    kit.backend.submit(&here, &place, 0, None).await.unwrap();
    let mails = kit.new_mails().await;
    let told: Vec<_> = mails.iter().filter(|(to, _)| to == OLD).collect();
    assert_eq!(told.len(), 1, "{mails:?}");
    assert!(told[0].1.contains("was changed"), "{mails:?}");
    let backend = &kit.backend;
    let token = elsewhere.token.unwrap();
    assert!(backend.find_session(&token).await.unwrap().is_none());
    assert_eq!(
        backend.email_view(&here).await.unwrap().current.as_deref(),
        Some(NEW)
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_change_of_profile_with_another_address_needs_the_password_given_lately(pool: PgPool) {
    let kit = kit(pool);
    let id = kit.account("zhang.san", Some(OLD)).await;
    let caller = kit.browser_of(id).await;
    let place = profile_change(&kit, &caller).await;
    kit.clock.advance(TimeDelta::minutes(10));
    let backend = &kit.backend;
    let unproved = backend.submit(&caller, &place, 0, None).await;
    assert!(matches!(unproved, Err(Error::Unproved)), "{unproved:?}");
    let wrong = backend.prove(&caller, "wrong").await;
    assert!(matches!(wrong, Err(Error::WrongCredentials)), "{wrong:?}");
    backend.prove(&caller, PASSWORD).await.unwrap();
    let caller = kit.caller_with(caller.token.unwrap()).await;
    backend.submit(&caller, &place, 0, None).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_change_of_profile_that_changes_nothing_is_refused_and_stays_open(pool: PgPool) {
    let kit = kit(pool);
    let id = kit.account("zhang.san", Some(OLD)).await;
    let caller = kit.browser_of(id).await;
    let place = profile_change(&kit, &caller).await;
    let backend = &kit.backend;
    backend.submit(&caller, &place, 0, None).await.unwrap();
    kit.new_mails().await;

    let reference = backend.start(&caller, "profile-change").await.unwrap();
    let place = Target::Reference(reference);
    let unchanged = backend.submit(&caller, &place, 0, None).await;
    assert!(matches!(unchanged, Err(Error::Unchanged)), "{unchanged:?}");
    assert!(kit.new_mails().await.is_empty(), "nothing took effect");
    // Written otherwise, and the same.
    for (text, is_same) in [("１３８ ００１３ ８０００", true), ("13900139000", false)] {
        backend
            .save_field(&caller, &place, "mobile", text)
            .await
            .unwrap();
        let sent = backend.submit(&caller, &place, 0, None).await;
        match is_same {
            true => assert!(matches!(sent, Err(Error::Unchanged)), "{sent:?}"),
            false => assert!(sent.is_ok(), "{sent:?}"),
        }
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn staff_have_no_address_to_change_here(pool: PgPool) {
    let kit = kit(pool);
    let staff = kit.staff("supervisor", Role::Supervisor, None).await;
    let asked = kit.backend.ask_for_email(&staff, PASSWORD, NEW).await;
    assert!(matches!(asked, Err(Error::SignedOut)), "{asked:?}");
}
