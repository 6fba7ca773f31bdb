//! A database of the version before this engine, with a registration in every state, is brought up to
//! date and works on. What it held was made by that version itself, and is sealed with [`KEYS`].

use std::sync::Arc;

use chrono::TimeDelta;
use domain::account::Landing;
use domain::application::state::ApplicationState as S;
use domain::application::view::{StepAction, Target};
use domain::review::Decision;
use sqlx::PgPool;

use crate::application::tests::applicant::{Browser, CONTACT, go, posted};
use crate::caller::Caller;
use crate::ids::RandomIds;
use crate::pool::MIGRATOR;
use crate::seal::Keyring;
use crate::testing::{HERE, Kit, emptied, kit};

/// The schema of that version.
const BEFORE: i64 = 25;
/// Everything it held but the schema.
const HELD: &str = include_str!("upgrade/version-25.sql");
/// The keys it had.
const KEYS: &str = "old AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
index ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
/// Of every account.
const PASSWORD: &str = "correct horse battery staple";

/// That database, brought up to date, half an hour later.
async fn upgraded(pool: PgPool) -> Kit {
    emptied(&pool).await;
    MIGRATOR.run_to(BEFORE, &pool).await.unwrap();
    // What migrations put there is in it.
    sqlx::raw_sql("delete from platform; delete from job")
        .execute(&pool)
        .await
        .unwrap();
    sqlx::raw_sql(HELD).execute(&pool).await.unwrap();
    MIGRATOR.run(&pool).await.unwrap();
    let mut kit = kit(pool);
    kit.backend.keys = Keyring::parse(KEYS, Arc::new(RandomIds)).unwrap();
    kit.clock.advance(TimeDelta::minutes(30));
    kit
}

/// An owner who signs in, and where that leads.
async fn signed_in<'a>(kit: &'a Kit, name: &str) -> (Browser<'a>, Caller, Landing) {
    let signed_in = kit.backend.sign_in(name, PASSWORD, HERE).await.unwrap();
    let mut browser = Browser::new(kit);
    browser.token = kit.browser_of(signed_in.account).await.token;
    let caller = browser.caller().await;
    (browser, caller, signed_in.landing)
}

async fn state(kit: &Kit, caller: &Caller) -> S {
    kit.backend
        .status(caller, &Target::Newcomer)
        .await
        .unwrap()
        .state
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_draft_of_the_version_before_is_filled_in_and_sent(pool: PgPool) {
    let kit = upgraded(pool).await;
    let (mut browser, caller, landing) = signed_in(&kit, "drafting").await;
    assert_eq!(
        (landing, state(&kit, &caller).await),
        (Landing::Wizard, S::Draft)
    );
    let draft = kit.backend.draft(&caller, &Target::Newcomer).await.unwrap();
    assert_eq!(draft.answers.get("real_name"), "欧阳娜娜");
    assert_eq!(draft.answers.get("mobile"), "138001");
    assert_eq!(draft.pictures.len(), 3);
    browser.act("contact", CONTACT, StepAction::SendCode).await;
    let code = browser.code().await;
    let contact = [CONTACT, &[("email_code", code.as_str())]].concat();
    assert_eq!(browser.save("contact", &contact).await, go("confirm"));
    browser.submit().await.unwrap();
    assert_eq!(state(&kit, &caller).await, S::Submitted);

    let (browser, caller, _) = signed_in(&kit, "ready").await;
    browser.submit().await.unwrap();
    assert_eq!(state(&kit, &caller).await, S::Submitted);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_the_version_before_sent_is_decided_and_what_it_returned_is_corrected(pool: PgPool) {
    let kit = upgraded(pool).await;
    let officer = kit
        .staff("li.na", domain::review::Role::Supervisor, None)
        .await;
    let (_, owner, landing) = signed_in(&kit, "returned").await;
    assert_eq!(landing, Landing::Correction);
    let draft = kit.backend.draft(&owner, &Target::Newcomer).await.unwrap();
    let flagged: Vec<_> = draft
        .findings
        .iter()
        .map(|finding| finding.item.as_str())
        .collect();
    assert_eq!(flagged, ["mobile", "portrait"]);
    let mut browser = Browser::new(&kit);
    browser.token.clone_from(&owner.token);
    browser.upload("portrait").await;
    let place = Target::Reference(draft.reference.unwrap());
    let change = posted(&[("mobile", "13900139000")]);
    let kept = kit
        .backend
        .save_correction(&owner, &place, change, StepAction::Next);
    assert_eq!(kept.await.unwrap(), go("confirm"));
    browser.submit().await.unwrap();
    for name in ["returned", "submitted"] {
        let (_, owner, _) = signed_in(&kit, name).await;
        let status = kit.backend.status(&owner, &Target::Newcomer).await.unwrap();
        assert_eq!(status.state, S::Submitted, "{name}");
        let reference = status.reference;
        kit.backend.claim(&officer, &reference).await.unwrap();
        let case = kit.backend.case(&officer, &reference).await.unwrap();
        let decided = kit
            .backend
            .decide(&officer, &reference, case.version, Decision::Approve);
        decided.await.unwrap();
        assert_eq!(signed_in(&kit, name).await.2, Landing::Account, "{name}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_account_the_version_before_opened_goes_on_with_what_it_had_begun(pool: PgPool) {
    let kit = upgraded(pool).await;
    let (_, caller, landing) = signed_in(&kit, "approved").await;
    assert_eq!(
        (landing, state(&kit, &caller).await),
        (Landing::Account, S::Approved)
    );
    let listed = kit.backend.applications(&caller).await.unwrap().listed;
    let kinds: Vec<_> = listed.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(kinds, ["profile-change", "registration"], "newest first");
    let reference = kit.backend.start(&caller, "profile-change").await.unwrap();
    let place = Target::Reference(reference);
    let draft = kit.backend.draft(&caller, &place).await.unwrap();
    assert_eq!(
        draft.answers.get("address"),
        "金水区花园路2号",
        "the draft there was"
    );
    kit.backend.submit(&caller, &place, 0, None).await.unwrap();
    let account = caller.account().unwrap();
    let profile = kit.backend.profile(account).await.unwrap();
    assert_eq!(profile.answers.get("address"), Some("金水区花园路2号"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_the_version_before_held_is_about_nothing_and_each_draft_is_the_only_one(
    pool: PgPool,
) {
    emptied(&pool).await;
    MIGRATOR.run_to(BEFORE, &pool).await.unwrap();
    sqlx::raw_sql("delete from platform; delete from job")
        .execute(&pool)
        .await
        .unwrap();
    sqlx::raw_sql(HELD).execute(&pool).await.unwrap();
    // Two that were begun in the same moment, which that version did not rule out.
    let account = "(select id from account where user_name = 'approved')";
    let twin = format!(
        "insert into application (id, reference, kind, account_id, state, language, created_at, changed_at)
         select gen_random_uuid(), 'TWIN', kind, account_id, state, language, created_at - interval '1 ms', changed_at
         from application where account_id = {account} and kind = 'profile-change' and state = 'draft'"
    );
    let made = sqlx::raw_sql(sqlx::AssertSqlSafe(twin))
        .execute(&pool)
        .await;
    assert_eq!(made.unwrap().rows_affected(), 1);
    MIGRATOR.run(&pool).await.unwrap();
    let count = async |sql: &'static str| {
        let count: i64 = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
        count
    };
    let about =
        "select count(*) from application where record_kind is not null or record_id is not null";
    assert_eq!(count(about).await, 0);
    let twin = "select count(*) from application where reference = 'TWIN' and state = 'withdrawn'";
    assert_eq!(count(twin).await, 1, "the older one ended");
    assert!(S::Withdrawn.is_of(S::CLOSED), "its pictures go");
    let told = "select count(*) from event e join application a on a.id = e.application_id
                where a.reference = 'TWIN' and e.event = 'withdrawn' and e.at = a.changed_at";
    assert_eq!(count(told).await, 1, "its history says so");
    let kept = "select count(*) from application where kind = 'profile-change' and state = 'draft'";
    assert_eq!(count(kept).await, 1);
    let accepted = "select count(*) from acceptance where round = 0";
    assert_eq!(
        count(accepted).await,
        0,
        "what was accepted was accepted when it was sent"
    );
    assert!(count("select count(*) from acceptance").await > 0);
    let held = "select count(*) from session where signed_out_id is not null";
    assert_eq!(count(held).await, 0);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_the_version_before_ended_can_be_asked_for_again(pool: PgPool) {
    let kit = upgraded(pool).await;
    for (name, expected) in [("refused", S::Refused), ("withdrawn", S::Withdrawn)] {
        let (_, caller, landing) = signed_in(&kit, name).await;
        assert_eq!(
            (landing, state(&kit, &caller).await),
            (Landing::Status, expected)
        );
        kit.backend.start(&caller, "registration").await.unwrap();
        let draft = kit.backend.draft(&caller, &Target::Newcomer).await.unwrap();
        assert_eq!(draft.answers.get("real_name"), "欧阳娜娜", "{name}");
    }
}
