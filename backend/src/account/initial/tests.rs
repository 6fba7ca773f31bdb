//! Passwords that are handed out, on a real database.

use domain::account::Landing;
use domain::application::view::Target;
use domain::form::FieldError;
use domain::text::Language;
use sqlx::PgPool;

use super::*;
use crate::session::Owner;
use crate::testing::owner::PASSWORD;
use crate::testing::{HERE, Kit, kit};

const OWN: &str = "石榴-Kettle-七里-Harbour-42";

/// An account with a password that was handed out.
async fn handed_out(kit: &Kit, name: &str) -> (AccountId, String) {
    let account = kit.account(name, Some("zhang@mail.example")).await;
    let initial = kit.backend.initial_password().await.unwrap();
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    hand_out(&mut conn, account, &initial.hash, kit.backend.clock.now())
        .await
        .unwrap();
    (account, initial.password)
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn handing_one_out_ends_sessions_links_and_the_old_password(pool: PgPool) {
    let kit = kit(pool);
    let account = kit.account("zhang.san", Some("zhang@mail.example")).await;
    let before = kit.browser_of(account).await.token.unwrap();
    let initial = kit.backend.initial_password().await.unwrap();
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    hand_out(&mut conn, account, &initial.hash, kit.backend.clock.now())
        .await
        .unwrap();
    assert!(kit.backend.find_session(&before).await.unwrap().is_none());
    let old = kit.backend.sign_in("zhang.san", PASSWORD, HERE).await;
    assert!(matches!(old, Err(Error::WrongCredentials)), "{old:?}");
    let new = kit
        .backend
        .sign_in("zhang.san", &initial.password, HERE)
        .await;
    assert_eq!(new.unwrap().landing, Landing::Password);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn whoever_signs_in_with_one_may_only_choose_another(pool: PgPool) {
    let kit = kit(pool);
    let (account, password) = handed_out(&kit, "zhang.san").await;
    let caller = kit.browser_of(account).await;
    let backend = &kit.backend;
    let owner = caller.session.clone().unwrap().owner;
    assert!(matches!(owner, Owner::PasswordDue { .. }), "{owner:?}");
    for refused in [
        backend.applications(&caller).await.map(drop),
        backend.sessions(&caller).await.map(drop),
        backend.start(&caller, "profile-change").await.map(drop),
        backend.email_view(&caller).await.map(drop),
        backend.draft(&caller, &Target::Newcomer).await.map(drop),
        backend.prove(&caller, &password).await,
        backend.end_other_sessions(&caller).await,
    ] {
        assert!(matches!(refused, Err(Error::PasswordDue)), "{refused:?}");
    }

    let own = Password::parse(OWN).unwrap();
    let same = Password::parse(&password).unwrap();
    let token = caller.token.as_deref();
    let unchanged = backend
        .change_password(account, &password, &same, HERE, token)
        .await;
    let Err(Error::Answers(reasons)) = unchanged else {
        panic!("{unchanged:?}")
    };
    assert_eq!(reasons["password"], FieldError::PasswordUnchanged);
    backend
        .change_password(account, &password, &own, HERE, token)
        .await
        .unwrap();
    let caller = kit.caller_with(caller.token.unwrap()).await;
    backend.applications(&caller).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn after_thirty_days_only_who_types_it_right_is_told_that_it_expired(pool: PgPool) {
    let kit = kit(pool);
    let (_, password) = handed_out(&kit, "zhang.san").await;
    let backend = &kit.backend;
    kit.clock
        .advance(TimeDelta::days(30) - TimeDelta::seconds(1));
    backend.sign_in("zhang.san", &password, HERE).await.unwrap();
    kit.clock.advance(TimeDelta::seconds(1));
    let late = backend.sign_in("zhang.san", &password, HERE).await;
    assert!(matches!(late, Err(Error::PasswordExpired)), "{late:?}");
    for name in ["zhang.san", "nobody.here"] {
        let wrong = backend.sign_in(name, "not this one", HERE).await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)), "{wrong:?}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_link_by_mail_replaces_an_expired_one(pool: PgPool) {
    let kit = kit(pool);
    handed_out(&kit, "zhang.san").await;
    kit.clock.advance(TimeDelta::days(31));
    let backend = &kit.backend;
    backend
        .ask_for_recovery("zhang@mail.example", Language::English, HERE)
        .await
        .unwrap();
    let mails = kit.new_mails().await;
    let (_, rest) = mails[0].1.split_once("?token=").unwrap();
    let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    let own = Password::parse(OWN).unwrap();
    backend.recover(&token, Some(&own), HERE).await.unwrap();
    let signed_in = backend.sign_in("zhang.san", OWN, HERE).await.unwrap();
    assert_ne!(signed_in.landing, Landing::Password);
}
