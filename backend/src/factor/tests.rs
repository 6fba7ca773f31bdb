//! Second factors on a real database: set up, asked for, used once, lost and reset.

use domain::account::Door;
use domain::id::AccountId;
use domain::review::Role;
use domain::text::{Language, say};
use domain::value::password::Password;
use sqlx::PgPool;
use std::sync::Arc;
use totp_rs::{Builder, Secret};

use super::*;
use crate::testing::{HERE, Kit, kit};

mod lost;

const PASSWORD: &str = "a long enough password 7";

/// A portal that is no demo: staff cannot be without a second factor.
fn strict(pool: PgPool) -> Kit {
    let mut kit = kit(pool);
    let mut settings = crate::settings::Settings::clone(&kit.backend.settings);
    settings.demo = false;
    kit.backend.settings = Arc::new(settings);
    kit
}

async fn account(kit: &Kit, name: &str) -> AccountId {
    let backend = &kit.backend;
    let hash = backend
        .passwords
        .hash(&Password::parse(PASSWORD).unwrap())
        .await
        .unwrap();
    let id = AccountId(backend.ids.id());
    let mut conn = backend.pool.acquire().await.unwrap();
    let now = backend.clock.now();
    crate::account::create(&mut conn, id, name, &hash, Language::Japanese, now)
        .await
        .unwrap();
    id
}

async fn caller(kit: &Kit, token: &str) -> Caller {
    Caller {
        session: kit.backend.find_session(token).await.unwrap(),
        token: Some(token.to_owned()),
        language: Language::Japanese,
        address: HERE,
        browser: String::new(),
    }
}

fn nobody() -> Caller {
    Caller {
        session: None,
        token: None,
        language: Language::Japanese,
        address: HERE,
        browser: String::new(),
    }
}

/// The code an app shows at this moment.
fn code(kit: &Kit, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let time = u64::try_from(kit.backend.clock.now().timestamp()).unwrap();
    Builder::new()
        .with_secret(secret)
        .build()
        .unwrap()
        .generate(time)
        .to_string()
}

fn pending_of(entered: Entered) -> (String, Wants) {
    match entered {
        Entered::Pending { token, wants } => (token, wants),
        Entered::Session(_) => panic!("let in"),
    }
}

async fn secret(kit: &Kit, enrollee: &Enrollee) -> String {
    match kit.backend.second_factor(enrollee).await.unwrap().stage {
        Stage::SettingUp(told) => told.secret,
        other => panic!("{other:?}"),
    }
}

async fn codes(kit: &Kit, enrollee: &Enrollee) -> Vec<String> {
    match kit.backend.second_factor(enrollee).await.unwrap().stage {
        Stage::Keeping { codes } => codes,
        other => panic!("{other:?}"),
    }
}

/// An applicant with a second factor: session token, secret, recovery codes.
async fn with_factor(kit: &Kit, account: AccountId) -> (String, String, Vec<String>) {
    let backend = &kit.backend;
    let Entered::Session(token) = backend.enter(account.into(), None).await.unwrap() else {
        panic!("a session")
    };
    let enrollee = backend
        .enrollee(Door::Applicants, &caller(kit, &token).await, None)
        .await
        .unwrap();
    backend
        .begin_factor(&enrollee, PASSWORD, "", HERE)
        .await
        .unwrap();
    let secret = secret(kit, &enrollee).await;
    backend
        .confirm_factor(&enrollee, &code(kit, &secret), None)
        .await
        .unwrap();
    let codes = codes(kit, &enrollee).await;
    backend.settle_factor(&enrollee).await.unwrap();
    kit.clock.advance(TimeDelta::seconds(30));
    (token, secret, codes)
}

async fn finish(kit: &Kit, pending: &str, code: &str) -> Result<(Principal, String)> {
    kit.backend
        .finish_sign_in(Door::Applicants, pending, code, HERE, None)
        .await
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn in_the_demo_and_for_applicants_the_password_is_enough(pool: PgPool) {
    let kit = kit(pool);
    let staff = kit
        .backend
        .create_staff("wang.wu", PASSWORD, Role::Supervisor, None)
        .await
        .unwrap();
    for principal in [
        Principal::Staff(staff),
        Principal::Account(account(&kit, "zhang.san").await),
    ] {
        let entered = kit.backend.enter(principal, None).await.unwrap();
        assert!(matches!(entered, Entered::Session(_)), "{entered:?}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn staff_set_a_factor_up_before_they_are_let_in(pool: PgPool) {
    let kit = strict(pool);
    let backend = &kit.backend;
    let staff = backend
        .create_staff("wang.wu", PASSWORD, Role::Supervisor, None)
        .await
        .unwrap();
    let (pending, wants) = pending_of(backend.enter(staff.into(), None).await.unwrap());
    assert_eq!(wants, Wants::Factor);
    // It is no session.
    assert_eq!(backend.find_session(&pending).await.unwrap(), None);
    let enrollee = backend
        .enrollee(Door::Staff, &nobody(), Some(&pending))
        .await
        .unwrap();
    let shown = backend.second_factor(&enrollee).await.unwrap();
    assert!(shown.is_required && shown.is_pending && !shown.replaces);
    let secret = secret(&kit, &enrollee).await;
    let wrong = backend.confirm_factor(&enrollee, "000000", None).await;
    assert!(matches!(wrong, Err(Error::WrongCredentials)), "{wrong:?}");
    let carried = backend
        .confirm_factor(&enrollee, &code(&kit, &secret), None)
        .await
        .unwrap();
    let token = carried.token.unwrap();
    let session = backend.find_session(&token).await.unwrap().unwrap();
    assert!(matches!(session.owner, Owner::Staff { staff: id, .. } if id == staff));
    // The pending sign-in is used up, and ten codes wait to be kept where the session is.
    assert_eq!(backend.pending_sign_in(&pending).await.unwrap(), None);
    let enrollee = backend
        .enrollee(Door::Staff, &caller(&kit, &token).await, None)
        .await
        .unwrap();
    assert_eq!(codes(&kit, &enrollee).await.len(), 10);
    let action: String =
        sqlx::query_scalar("select action from audit where action like 'factor.%'")
            .fetch_one(&backend.pool)
            .await
            .unwrap();
    assert_eq!(action, "factor.set");
    let ended = backend
        .end_factor(&enrollee, PASSWORD, "123456", HERE)
        .await;
    assert!(matches!(ended, Err(Error::Forbidden)));
    // The next time a code is asked for.
    let (_, wants) = pending_of(backend.enter(staff.into(), None).await.unwrap());
    assert_eq!(wants, Wants::Code);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_secret_is_shown_only_where_it_was_made(pool: PgPool) {
    let kit = strict(pool);
    let backend = &kit.backend;
    let staff = backend
        .create_staff("wang.wu", PASSWORD, Role::Supervisor, None)
        .await
        .unwrap();
    let (one, _) = pending_of(backend.enter(staff.into(), None).await.unwrap());
    let (other, _) = pending_of(backend.enter(staff.into(), None).await.unwrap());
    let one = backend
        .enrollee(Door::Staff, &nobody(), Some(&one))
        .await
        .unwrap();
    let other_token = backend
        .enrollee(Door::Staff, &nobody(), Some(&other))
        .await
        .unwrap();
    let confirmed = secret(&kit, &one).await;
    assert_ne!(confirmed, secret(&kit, &other_token).await);
    backend
        .confirm_factor(&one, &code(&kit, &confirmed), None)
        .await
        .unwrap();
    // Whoever knew only the password is out, and is asked for a code from now on.
    let gone = backend.enrollee(Door::Staff, &nobody(), Some(&other)).await;
    assert!(matches!(gone, Err(Error::SignedOut)));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_code_finishes_the_sign_in_once(pool: PgPool) {
    let kit = kit(pool);
    let id = account(&kit, "zhang.san").await;
    let (_, secret, _) = with_factor(&kit, id).await;
    let (pending, wants) = pending_of(kit.backend.enter(id.into(), None).await.unwrap());
    assert_eq!(wants, Wants::Code);
    let wrong_door = kit
        .backend
        .finish_sign_in(Door::Staff, &pending, &code(&kit, &secret), HERE, None)
        .await;
    assert!(matches!(wrong_door, Err(Error::SignedOut)));
    let (principal, token) = finish(&kit, &pending, &code(&kit, &secret)).await.unwrap();
    assert_eq!(principal, Principal::Account(id));
    assert!(kit.backend.find_session(&token).await.unwrap().is_some());
    assert!(matches!(
        finish(&kit, &pending, &code(&kit, &secret)).await,
        Err(Error::SignedOut)
    ));
    // Somebody who saw it over a shoulder is too late, even though it is shown still.
    let (pending, _) = pending_of(kit.backend.enter(id.into(), None).await.unwrap());
    assert!(matches!(
        finish(&kit, &pending, &code(&kit, &secret)).await,
        Err(Error::WrongCredentials)
    ));
    kit.clock.advance(TimeDelta::seconds(30));
    finish(&kit, &pending, &code(&kit, &secret)).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn of_two_who_give_the_same_code_at_once_one_is_let_in(pool: PgPool) {
    let kit = kit(pool);
    let id = account(&kit, "zhang.san").await;
    let (_, secret, _) = with_factor(&kit, id).await;
    let (one, _) = pending_of(kit.backend.enter(id.into(), None).await.unwrap());
    let (two, _) = pending_of(kit.backend.enter(id.into(), None).await.unwrap());
    let code = code(&kit, &secret);
    let both = tokio::join!(finish(&kit, &one, &code), finish(&kit, &two, &code));
    assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn each_recovery_code_works_once(pool: PgPool) {
    let kit = kit(pool);
    let id = account(&kit, "zhang.san").await;
    let (token, _, codes) = with_factor(&kit, id).await;
    for (used, code) in codes.iter().take(2).enumerate() {
        let (pending, _) = pending_of(kit.backend.enter(id.into(), None).await.unwrap());
        finish(&kit, &pending, &code.to_uppercase()).await.unwrap();
        let (pending, _) = pending_of(kit.backend.enter(id.into(), None).await.unwrap());
        assert!(matches!(
            finish(&kit, &pending, code).await,
            Err(Error::WrongCredentials)
        ));
        let enrollee = kit
            .backend
            .enrollee(Door::Applicants, &caller(&kit, &token).await, None)
            .await
            .unwrap();
        let stage = kit.backend.second_factor(&enrollee).await.unwrap().stage;
        assert_eq!(
            stage,
            Stage::On {
                codes_left: 9 - used
            }
        );
    }
    let stored: Vec<String> = sqlx::query_scalar("select recovery_code::text from recovery_code")
        .fetch_all(&kit.backend.pool)
        .await
        .unwrap();
    for code in &codes {
        let plain = code.replace('-', "");
        assert!(stored.iter().all(|row| !row.contains(&plain)));
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn new_recovery_codes_make_the_old_ones_worthless(pool: PgPool) {
    let kit = kit(pool);
    let id = account(&kit, "zhang.san").await;
    let (token, _, old) = with_factor(&kit, id).await;
    let enrollee = kit
        .backend
        .enrollee(Door::Applicants, &caller(&kit, &token).await, None)
        .await
        .unwrap();
    for (password, code) in [
        ("wrong", old[1].as_str()),
        (PASSWORD, ""),
        (PASSWORD, "000-000"),
    ] {
        let wrong = kit
            .backend
            .renew_recovery_codes(&enrollee, password, code, HERE)
            .await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)), "{code}");
    }
    kit.backend
        .renew_recovery_codes(&enrollee, PASSWORD, &old[1], HERE)
        .await
        .unwrap();
    let new = codes(&kit, &enrollee).await;
    let (pending, _) = pending_of(kit.backend.enter(id.into(), None).await.unwrap());
    assert!(matches!(
        finish(&kit, &pending, &old[0]).await,
        Err(Error::WrongCredentials)
    ));
    finish(&kit, &pending, &new[0]).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn five_wrong_codes_pause_and_the_right_one_does_not_help(pool: PgPool) {
    let kit = kit(pool);
    let id = account(&kit, "zhang.san").await;
    let (_, secret, codes) = with_factor(&kit, id).await;
    let (pending, _) = pending_of(kit.backend.enter(id.into(), None).await.unwrap());
    for wrong in ["000000", "abcd-efgh-jkmn-pqrs", "", "not a code", "000000"] {
        let tried = finish(&kit, &pending, wrong).await;
        assert!(
            matches!(tried, Err(Error::WrongCredentials)),
            "{wrong}: {tried:?}"
        );
    }
    for right in [&code(&kit, &secret), &codes[0]] {
        assert!(matches!(
            finish(&kit, &pending, right).await,
            Err(Error::TooMany { seconds: 60 })
        ));
    }
    // The password is not paused by it, and a new sign-in is no way around.
    kit.backend
        .sign_in("zhang.san", PASSWORD, HERE)
        .await
        .unwrap();
    let (pending, _) = pending_of(kit.backend.enter(id.into(), None).await.unwrap());
    assert!(matches!(
        finish(&kit, &pending, &codes[0]).await,
        Err(Error::TooMany { .. })
    ));
    kit.clock.advance(TimeDelta::minutes(15));
    finish(&kit, &pending, &codes[0]).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_pending_sign_in_ends_by_itself_and_with_the_password_it_began_with(pool: PgPool) {
    let kit = kit(pool);
    let id = account(&kit, "zhang.san").await;
    let (token, secret, _) = with_factor(&kit, id).await;
    let (pending, _) = pending_of(kit.backend.enter(id.into(), None).await.unwrap());
    kit.clock.advance(TimeDelta::minutes(20));
    assert!(matches!(
        finish(&kit, &pending, &code(&kit, &secret)).await,
        Err(Error::SignedOut)
    ));
    let (pending, _) = pending_of(kit.backend.enter(id.into(), None).await.unwrap());
    let new = Password::parse("another long one 42").unwrap();
    kit.backend
        .change_password(id, PASSWORD, &new, HERE, Some(&token))
        .await
        .unwrap();
    assert!(matches!(
        finish(&kit, &pending, &code(&kit, &secret)).await,
        Err(Error::SignedOut)
    ));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn setting_up_and_replacing_ends_the_other_sessions(pool: PgPool) {
    let kit = kit(pool);
    let backend = &kit.backend;
    let id = account(&kit, "zhang.san").await;
    let Entered::Session(elsewhere) = backend.enter(id.into(), None).await.unwrap() else {
        panic!()
    };
    let (token, first, recovery) = with_factor(&kit, id).await;
    assert_eq!(backend.find_session(&elsewhere).await.unwrap(), None);
    let enrollee = backend
        .enrollee(Door::Applicants, &caller(&kit, &token).await, None)
        .await
        .unwrap();
    // The password alone is not enough to replace what works.
    let denied = backend.begin_factor(&enrollee, PASSWORD, "", HERE).await;
    assert!(matches!(denied, Err(Error::WrongCredentials)));
    backend
        .begin_factor(&enrollee, PASSWORD, &recovery[0], HERE)
        .await
        .unwrap();
    let second = secret(&kit, &enrollee).await;
    assert!(backend.second_factor(&enrollee).await.unwrap().replaces);
    // Until the new one is confirmed the old one counts.
    let (pending, _) = pending_of(backend.enter(id.into(), None).await.unwrap());
    finish(&kit, &pending, &code(&kit, &first)).await.unwrap();
    backend
        .confirm_factor(&enrollee, &code(&kit, &second), None)
        .await
        .unwrap();
    kit.clock.advance(TimeDelta::seconds(30));
    let (pending, _) = pending_of(backend.enter(id.into(), None).await.unwrap());
    assert!(matches!(
        finish(&kit, &pending, &code(&kit, &first)).await,
        Err(Error::WrongCredentials)
    ));
    assert!(matches!(
        finish(&kit, &pending, &recovery[1]).await,
        Err(Error::WrongCredentials)
    ));
    finish(&kit, &pending, &code(&kit, &second)).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn it_is_switched_off_with_password_and_code(pool: PgPool) {
    let kit = kit(pool);
    let backend = &kit.backend;
    let id = account(&kit, "zhang.san").await;
    sqlx::query("update account set email = 'zhang@mail.example'")
        .execute(&backend.pool)
        .await
        .unwrap();
    let (token, secret, _) = with_factor(&kit, id).await;
    let enrollee = backend
        .enrollee(Door::Applicants, &caller(&kit, &token).await, None)
        .await
        .unwrap();
    for (password, code) in [
        ("wrong", code(&kit, &secret)),
        (PASSWORD, "000000".to_owned()),
    ] {
        let denied = backend.end_factor(&enrollee, password, &code, HERE).await;
        assert!(matches!(denied, Err(Error::WrongCredentials)));
    }
    backend
        .end_factor(&enrollee, PASSWORD, &code(&kit, &secret), HERE)
        .await
        .unwrap();
    assert_eq!(
        backend.second_factor(&enrollee).await.unwrap().stage,
        Stage::Off
    );
    assert!(matches!(
        backend.enter(id.into(), None).await.unwrap(),
        Entered::Session(_)
    ));
    crate::job_list::run_due(backend).await;
    let told: Vec<String> = kit
        .letterbox
        .mails()
        .into_iter()
        .map(|mail| mail.subject)
        .collect();
    let subject = |template: &str| say(Language::Japanese, &format!("mail.{template}.subject"));
    assert_eq!(told, [subject("factor_set"), subject("factor_ended")]);
}
