//! Signing in, its limits, and what an account is known by.

use std::net::{IpAddr, Ipv4Addr};

use chrono::TimeDelta;
use domain::id::ApplicationId;
use sha2::Digest as _;
use sqlx::PgPool;

use super::*;
use crate::testing::{HERE, Kit, kit};

mod waits;

const PASSWORD_TEXT: &str = "correct horse battery";

async fn account(kit: &Kit, name: &str) -> AccountId {
    let backend = &kit.backend;
    let hash = backend
        .passwords
        .hash(&Password::parse(PASSWORD_TEXT).unwrap())
        .await
        .unwrap();
    let id = AccountId(backend.ids.id());
    let mut conn = backend.pool.acquire().await.unwrap();
    let now = backend.clock.now();
    assert!(
        create(&mut conn, id, name, &hash, Language::Japanese, now)
            .await
            .unwrap()
    );
    id
}

async fn application(kit: &Kit, account: AccountId, kind: &str, state: &str, reference: &str) {
    sqlx::query(
        "insert into application (id, reference, kind, account_id, state, language, created_at, changed_at, submitted_at, subject_name)
         values ($1, $2, $3, $4, $5, 'ja', $6, $6, $6, 'name')",
    )
    .bind(ApplicationId(kit.backend.ids.id()).0)
    .bind(reference)
    .bind(kind)
    .bind(account.0)
    .bind(state)
    .bind(kit.backend.clock.now())
    .execute(&kit.backend.pool)
    .await
    .unwrap();
}

async fn try_password(kit: &Kit, name: &str, password: &str) -> Result<SignedIn> {
    kit.backend.sign_in(name, password, HERE).await
}

fn address(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(198, 51, 100, last))
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_right_password_leads_to_what_the_registration_waits_for(pool: PgPool) {
    let kit = kit(pool);
    let id = account(&kit, "zhang.san").await;
    let kind = ApplicationKind::of_newcomers().spec().id;
    for (state, landing) in [
        ("draft", Landing::Wizard),
        ("submitted", Landing::Status),
        ("returned", Landing::Correction),
        ("refused", Landing::Status),
    ] {
        kit.clock.advance(TimeDelta::seconds(1));
        application(&kit, id, kind, state, state).await;
        application(
            &kit,
            id,
            // Of one kind an account has one draft.
            &format!("kind-after-{state}"),
            "draft",
            &format!("other-{state}"),
        )
        .await;
        let signed_in = try_password(&kit, " Zhang.SAN ", PASSWORD_TEXT)
            .await
            .unwrap();
        assert_eq!(
            signed_in,
            SignedIn {
                account: id,
                landing,
                registration: Some(state.to_owned())
            }
        );
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_open_account_is_where_its_owner_lands(pool: PgPool) {
    let kit = kit(pool);
    let id = account(&kit, "zhang.san").await;
    sqlx::query("update account set opened_at = created_at")
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    let signed_in = try_password(&kit, "zhang.san", PASSWORD_TEXT)
        .await
        .unwrap();
    assert_eq!(
        signed_in,
        SignedIn {
            account: id,
            landing: Landing::Account,
            registration: None
        }
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn unknown_and_known_names_are_answered_alike(pool: PgPool) {
    let kit = kit(pool);
    account(&kit, "zhang.san").await;
    for tries in 0..7 {
        let known = try_password(&kit, "zhang.san", "wrong")
            .await
            .unwrap_err()
            .to_string();
        let unknown = try_password(&kit, "nobody.here", "wrong")
            .await
            .unwrap_err()
            .to_string();
        assert_eq!(known, unknown, "try {tries}");
    }
    assert!(matches!(
        try_password(&kit, "张三", "wrong").await,
        Err(Error::WrongCredentials)
    ));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_pause_can_be_lifted(pool: PgPool) {
    let kit = kit(pool);
    account(&kit, "zhang.san").await;
    for _ in 0..6 {
        try_password(&kit, "zhang.san", "wrong").await.unwrap_err();
    }
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    kit.backend
        .lift_pause(&mut conn, "Zhang.San")
        .await
        .unwrap();
    drop(conn);
    try_password(&kit, "zhang.san", PASSWORD_TEXT)
        .await
        .unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_name_is_given_once_and_the_transaction_goes_on(pool: PgPool) {
    let kit = kit(pool);
    let first = account(&kit, "zhang.san").await;
    let other = account(&kit, "li.si").await;
    let mut tx = kit.backend.pool.begin().await.unwrap();
    let now = kit.backend.clock.now();
    let new = AccountId(kit.backend.ids.id());
    assert!(
        !create(&mut tx, new, "zhang.san", "hash", Language::English, now)
            .await
            .unwrap()
    );
    assert!(!rename(&mut tx, other, "zhang.san").await.unwrap());
    assert!(
        is_user_name_taken(&mut tx, "zhang.san", None)
            .await
            .unwrap()
    );
    assert!(
        !is_user_name_taken(&mut tx, "zhang.san", Some(first))
            .await
            .unwrap()
    );
    assert!(rename(&mut tx, other, "wang.wu").await.unwrap());
    assert!(
        create(&mut tx, new, "li.si", "hash", Language::English, now)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert_eq!(kit.backend.profile(new).await.unwrap().user_name, "li.si");
    assert_eq!(
        kit.backend.profile(other).await.unwrap().user_name,
        "wang.wu"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_profile_names_the_owner_by_the_answers(pool: PgPool) {
    let kit = kit(pool);
    let id = account(&kit, "zhang.san").await;
    sqlx::query(
        r#"update account set profile = '{"real_name": "张三", "email": "zhang@example.com"}'"#,
    )
    .execute(&kit.backend.pool)
    .await
    .unwrap();
    let profile = kit.backend.profile(id).await.unwrap();
    assert_eq!(profile.name, "张三");
    assert_eq!(profile.email.as_deref(), Some("zhang@example.com"));
    assert_eq!(profile.language, Language::Japanese);
    assert_eq!(profile.opened_at, None);
    let nobody = AccountId(kit.backend.ids.id());
    assert!(matches!(
        kit.backend.profile(nobody).await,
        Err(Error::NotFound)
    ));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_changed_password_ends_the_other_sessions(pool: PgPool) {
    let kit = kit(pool);
    let id = account(&kit, "zhang.san").await;
    let backend = &kit.backend;
    let mut conn = backend.pool.acquire().await.unwrap();
    sql::set_email(&mut conn, id, "zhang@mail.example")
        .await
        .unwrap();
    let owner = session::NewOwner::Applicant(id);
    let own = backend.open_session(&mut conn, owner, None).await.unwrap();
    let other = backend.open_session(&mut conn, owner, None).await.unwrap();
    let new = Password::parse("a quite different sentence").unwrap();
    let wrong = backend
        .change_password(id, "wrong", &new, HERE, Some(&own))
        .await;
    assert!(matches!(wrong, Err(Error::WrongCredentials)));
    let weak = Password::parse("zhang.san1").unwrap();
    let weak = backend
        .change_password(id, PASSWORD_TEXT, &weak, HERE, Some(&own))
        .await;
    assert!(matches!(weak, Err(Error::Answers(_))));
    assert!(backend.find_session(&other).await.unwrap().is_some());
    backend
        .change_password(id, PASSWORD_TEXT, &new, HERE, Some(&own))
        .await
        .unwrap();
    assert!(backend.find_session(&own).await.unwrap().is_some());
    assert!(backend.find_session(&other).await.unwrap().is_none());
    crate::job_list::run_due(backend).await;
    let [told] = &kit.letterbox.mails()[..] else {
        panic!("the owner is told once");
    };
    assert_eq!(told.to, "zhang@mail.example");
    assert!(told.text.contains("zhang.san"), "{}", told.text);
    assert!(
        try_password(&kit, "zhang.san", PASSWORD_TEXT)
            .await
            .is_err()
    );
    try_password(&kit, "zhang.san", new.as_str()).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_mailbox_is_sent_five_mails_in_a_row_and_no_more(pool: PgPool) {
    let kit = kit(pool);
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    for _ in 0..5 {
        kit.backend
            .limit_mail(&mut conn, &HERE.into(), "zhang@example.com")
            .await
            .unwrap();
        kit.clock.advance(TimeDelta::minutes(1));
    }
    let more = kit
        .backend
        .limit_mail(&mut conn, &HERE.into(), "Zhang@example.com")
        .await;
    assert!(matches!(more, Err(Error::TooMany { seconds: 840 })));
    kit.backend
        .limit_mail(&mut conn, &HERE.into(), "li@example.com")
        .await
        .unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn references_cannot_be_tried_one_after_the_other(pool: PgPool) {
    let kit = kit(pool);
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let backend = &kit.backend;
    for _ in 0..30 {
        backend
            .limit_look_up(&mut conn, &HERE.into())
            .await
            .unwrap();
    }
    assert!(matches!(
        backend.limit_look_up(&mut conn, &HERE.into()).await,
        Err(Error::TooMany { .. })
    ));
    let elsewhere = address(1).into();
    backend.limit_look_up(&mut conn, &elsewhere).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn neither_names_nor_addresses_are_kept_with_the_tries(pool: PgPool) {
    let kit = kit(pool);
    try_password(&kit, "zhang.san", "wrong").await.unwrap_err();
    let kept: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as("select name, origin from wrong_try")
        .fetch_all(&kit.backend.pool)
        .await
        .unwrap();
    let [(name, origin)] = &kept[..] else {
        panic!("{kept:?}");
    };
    for (kept, text) in [(name, "zhang.san"), (origin, &HERE.to_string())] {
        // Neither the text nor a hash of it, which of an address anybody could compute.
        assert_eq!(kept.len(), 16, "{text}");
        assert_ne!(kept[..], sha2::Sha256::digest(text)[..16], "{text}");
    }
}
