//! Links to recover an account, on a real database.

use chrono::TimeDelta;
use sqlx::PgPool;

use super::*;
use crate::account;
use crate::testing::{HERE, Kit, kit};

const OLD: &str = "correct horse battery";
const NEW: &str = "石榴-Kettle-七里-Harbour-42";
const EMAIL: &str = "Zhang.San@example.org";

async fn made(kit: &Kit, name: &str, email: &str) -> AccountId {
    let backend = &kit.backend;
    let hash = backend
        .passwords
        .hash(&Password::parse(OLD).unwrap())
        .await
        .unwrap();
    let id = AccountId(backend.ids.id());
    let mut conn = backend.pool.acquire().await.unwrap();
    let now = backend.clock.now();
    account::create(&mut conn, id, name, &hash, Language::English, now)
        .await
        .unwrap();
    sql::set_email(&mut conn, id, email).await.unwrap();
    id
}

/// The tokens in the mails that asking brings.
async fn asked(kit: &Kit, email: &str) -> Vec<String> {
    let before = kit.letterbox.mails().len();
    kit.backend
        .ask_for_recovery(email, Language::English, HERE)
        .await
        .unwrap();
    // First the job that looks for accounts, then the mails it writes.
    crate::job_list::run_due(&kit.backend).await;
    crate::job_list::run_due(&kit.backend).await;
    let mails = kit.letterbox.mails();
    let token = |text: &str| {
        let (_, rest) = text
            .split_once("https://docket.example/recover?token=")
            .unwrap();
        rest.chars().take_while(char::is_ascii_hexdigit).collect()
    };
    mails[before..]
        .iter()
        .map(|mail| token(&mail.text))
        .collect()
}

async fn signs_in(kit: &Kit, name: &str, password: &str) -> Result<()> {
    kit.backend.sign_in(name, password, HERE).await.map(|_| ())
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_link_sets_a_password_once_and_ends_sessions_and_pause(pool: PgPool) {
    let kit = kit(pool);
    let backend = &kit.backend;
    let id = made(&kit, "zhang.san", EMAIL).await;
    let mut conn = backend.pool.acquire().await.unwrap();
    let owner = crate::session::NewOwner::Applicant(id);
    let session = backend.open_session(&mut conn, owner, None).await.unwrap();
    drop(conn);
    for _ in 0..5 {
        signs_in(&kit, "zhang.san", "wrong password 1")
            .await
            .unwrap_err();
    }
    let paused = signs_in(&kit, "zhang.san", OLD).await;
    assert!(matches!(paused, Err(Error::TooMany { .. })), "{paused:?}");

    let tokens = asked(&kit, "zhang.san@EXAMPLE.org").await;
    let [token] = tokens.as_slice() else {
        panic!("{tokens:?}")
    };
    let view = backend.recovery(token).await.unwrap();
    assert_eq!(
        (view.user_name.as_str(), view.may_unlock),
        ("zhang.san", true)
    );
    let weak = Password::parse("zhang.san1").unwrap();
    let refused = backend.recover(token, Some(&weak), HERE).await;
    assert!(matches!(refused, Err(Error::Answers(_))), "{refused:?}");
    let new = Password::parse(NEW).unwrap();
    let (one, other) = tokio::join!(
        backend.recover(token, Some(&new), HERE),
        backend.recover(token, Some(&new), HERE)
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert!(matches!(
        backend.recovery(token).await,
        Err(Error::NotFound)
    ));
    assert!(backend.find_session(&session).await.unwrap().is_none());
    signs_in(&kit, "zhang.san", NEW).await.unwrap();
    let old = signs_in(&kit, "zhang.san", OLD).await;
    assert!(matches!(old, Err(Error::WrongCredentials)), "{old:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_link_can_lift_the_pause_alone(pool: PgPool) {
    let kit = kit(pool);
    made(&kit, "zhang.san", EMAIL).await;
    for _ in 0..5 {
        signs_in(&kit, "zhang.san", "wrong password 1")
            .await
            .unwrap_err();
    }
    let tokens = asked(&kit, EMAIL).await;
    kit.backend.recover(&tokens[0], None, HERE).await.unwrap();
    signs_in(&kit, "zhang.san", OLD).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn every_account_of_an_address_gets_a_link_and_nobody_else_a_mail(pool: PgPool) {
    let kit = kit(pool);
    made(&kit, "zhang.san", EMAIL).await;
    made(&kit, "zhang.si", EMAIL).await;
    made(&kit, "li.si", "li@example.org").await;
    let mut names = Vec::new();
    for token in asked(&kit, EMAIL).await {
        names.push(kit.backend.recovery(&token).await.unwrap().user_name);
    }
    names.sort();
    assert_eq!(names, ["zhang.san", "zhang.si"]);
    assert!(asked(&kit, "nobody@example.org").await.is_empty());
    let wrong = kit
        .backend
        .ask_for_recovery("no address", Language::English, HERE)
        .await;
    assert!(matches!(wrong, Err(Error::Answers(_))), "{wrong:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_link_is_good_for_half_an_hour_and_then_forgotten(pool: PgPool) {
    let kit = kit(pool);
    made(&kit, "zhang.san", EMAIL).await;
    let tokens = asked(&kit, EMAIL).await;
    kit.clock.advance(TimeDelta::minutes(31));
    let new = Password::parse(NEW).unwrap();
    let late = kit.backend.recover(&tokens[0], Some(&new), HERE).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let now = kit.backend.clock.now();
    assert_eq!(sql::forget_old_recoveries(&mut conn, now).await.unwrap(), 1);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn asking_is_bounded_whoever_has_the_address(pool: PgPool) {
    let kit = kit(pool);
    made(&kit, "zhang.san", EMAIL).await;
    for email in [EMAIL, "nobody@example.org"] {
        let mut refused = 0;
        for _ in 0..7 {
            let asked = kit
                .backend
                .ask_for_recovery(email, Language::English, HERE)
                .await;
            refused += usize::from(matches!(asked, Err(Error::TooMany { .. })));
        }
        assert_eq!(refused, 2, "{email}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn only_a_good_link_and_a_good_password_are_hashed_and_each_is_charged(pool: PgPool) {
    let mut kit = kit(pool);
    kit.backend.settings = std::sync::Arc::new(crate::settings::Settings {
        budget: "hashes=1:1:9".parse().unwrap(),
        ..crate::testing::settings()
    });
    let backend = &kit.backend;
    let spent = async || -> i64 {
        sqlx::query_scalar("select count(*) from spending where kind = 'hash'")
            .fetch_one(&backend.pool)
            .await
            .unwrap()
    };
    for name in ["zhang.san", "zhang.si"] {
        made(&kit, name, EMAIL).await;
    }
    let tokens = asked(&kit, EMAIL).await;
    let new = Password::parse(NEW).unwrap();
    let weak = Password::parse("zhang.san1").unwrap();
    let none = backend.recover(&"0".repeat(64), Some(&new), HERE).await;
    assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
    let refused = backend.recover(&tokens[0], Some(&weak), HERE).await;
    assert!(matches!(refused, Err(Error::Answers(_))), "{refused:?}");
    assert_eq!(spent().await, 0);
    backend.recover(&tokens[0], Some(&new), HERE).await.unwrap();
    assert_eq!(spent().await, 1);
    // Neighbours have spent what the network has; a link is good for its own account.
    let mut conn = backend.pool.acquire().await.unwrap();
    let network = crate::session::known::Origin::from(HERE);
    let goods = crate::budget::Goods::Hash;
    while backend.spend_from(&mut conn, &network, goods).await.is_ok() {}
    drop(conn);
    backend.recover(&tokens[1], Some(&new), HERE).await.unwrap();
    // Its owner has a share, too.
    crate::job_list::run_due(backend).await;
    let more = asked(&kit, EMAIL).await;
    let again = backend.recover(&more[0], Some(&new), HERE).await;
    assert!(matches!(again, Err(Error::Spent { .. })), "{again:?}");
    kit.clock.advance(TimeDelta::minutes(61));
    crate::job_list::run_due(backend).await;
    let more = asked(&kit, EMAIL).await;
    backend.recover(&more[0], Some(&new), HERE).await.unwrap();
}
