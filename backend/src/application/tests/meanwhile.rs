//! What happens between two rounds: time passes, and the applicant's address changes.

use chrono::NaiveDate;
use domain::application::view::{StepAction, Target};
use domain::form::RawAnswers;
use domain::id::AccountId;
use domain::review::{Decision, Finding, Role};
use sqlx::PgPool;

use super::applicant::{Browser, go, officer, posted, ready};
use crate::Error;
use crate::caller::Caller;
use crate::service::ServiceOrder;
use crate::testing::Kit;

const OLD: &str = "ouyang@example.org";
const NEW: &str = "nana@mail.example";

async fn send_back(kit: &Kit, officer: &Caller, reference: &str) {
    let backend = &kit.backend;
    backend.claim(officer, reference).await.unwrap();
    let version = backend.case(officer, reference).await.unwrap().version;
    let returned = Decision::Return {
        reason: String::new(),
        findings: vec![Finding {
            item: "mobile".to_owned(),
            reason: "wrong".to_owned(),
            instruction: "请填写常用号码".to_owned(),
        }],
    };
    backend
        .decide(officer, reference, version, returned)
        .await
        .unwrap();
}

async fn correct(browser: &Browser<'_>, reference: &str) {
    let caller = browser.caller().await;
    let place = Target::Reference(reference.to_owned());
    let change = posted(&[("mobile", "13900139000")]);
    let outcome = browser
        .kit
        .backend
        .save_correction(&caller, &place, change, StepAction::Next)
        .await;
    assert_eq!(outcome.unwrap(), go("confirm"));
    browser.submit().await.unwrap();
}

async fn due_on(kit: &Kit) -> NaiveDate {
    sqlx::query_scalar("select due_on from application")
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap()
}

/// All that is known of the application happened so many days earlier.
async fn days_ago(kit: &Kit, days: i32) {
    for shift in [
        "update event set at = at - make_interval(days => $1)",
        "update application set submitted_at = submitted_at - make_interval(days => $1), due_on = due_on - $1",
    ] {
        let shift = sqlx::query(shift).bind(days);
        shift.execute(&kit.backend.pool).await.unwrap();
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_clock_of_a_review_stops_while_the_applicant_must_act(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let officer = officer(&kit, "zhengzhou-centre").await;
    let calendar = {
        let mut conn = backend.pool.acquire().await.unwrap();
        backend.calendar(&mut conn).await.unwrap()
    };
    let today = backend.settings.day(kit.backend.clock.now());
    assert_eq!(due_on(&kit).await, calendar.add_working_days(today, 7));

    // Four days pass in review, and two weeks until it is sent again.
    days_ago(&kit, 4).await;
    let left = calendar.working_days_between(today, due_on(&kit).await);
    assert!((1..7).contains(&left), "{left}");
    send_back(&kit, &officer, &reference).await;
    days_ago(&kit, 14).await;
    let place = Target::Reference(reference.clone());
    let status = backend.status(&browser.caller().await, &place).await;
    let returned = today - chrono::Days::new(14);
    let left = calendar.working_days_between(returned, due_on(&kit).await);
    assert_eq!(status.unwrap().review_days, left);
    correct(&browser, &reference).await;
    assert_eq!(due_on(&kit).await, calendar.add_working_days(today, left));
    let status = backend.status(&browser.caller().await, &place).await;
    assert_eq!(status.unwrap().review_days, left);

    // Whatever was late stays with a day.
    days_ago(&kit, 30).await;
    send_back(&kit, &officer, &reference).await;
    correct(&browser, &reference).await;
    assert_eq!(due_on(&kit).await, calendar.add_working_days(today, 1));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn mails_about_an_application_go_where_its_owner_can_be_reached_by_now(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    kit.new_mails().await;
    let supervisor = kit.staff("chen.yu", Role::Supervisor, None).await;
    let id = sqlx::query_scalar("select account_id from application")
        .fetch_one(&backend.pool)
        .await
        .map(AccountId)
        .unwrap();
    let order = ServiceOrder::Email(NEW.to_owned());
    backend.serve(&supervisor, id, order, "seen").await.unwrap();
    let receivers = async || {
        let mails = kit.new_mails().await;
        let mut all: Vec<String> = mails.into_iter().map(|(to, _)| to).collect();
        all.sort();
        all
    };
    assert_eq!(receivers().await, [NEW, OLD]);
    // The sessions have ended.
    assert!(browser.caller().await.session.is_none());
    let signed_in = backend
        .sign_in(
            "ouyang",
            "correct horse battery staple",
            crate::testing::HERE,
        )
        .await
        .unwrap();
    browser.token = Some(kit.browser_of(signed_in.account).await.token.unwrap());

    let officer = officer(&kit, "zhengzhou-centre").await;
    send_back(&kit, &officer, &reference).await;
    assert_eq!(receivers().await, [NEW]);
    let visitor = Browser::new(&kit).caller().await;
    backend.look_up(&visitor, &reference, NEW).await.unwrap();
    let old = backend.look_up(&visitor, &reference, OLD).await;
    assert!(matches!(old, Err(Error::NotFound)), "{old:?}");

    // As in a registration that was begun again: its address counted as confirmed without a code.
    sqlx::query("delete from email_code")
        .execute(&backend.pool)
        .await
        .unwrap();
    correct(&browser, &reference).await;
    assert_eq!(receivers().await, [NEW]);
    backend.claim(&officer, &reference).await.unwrap();
    let version = backend.case(&officer, &reference).await.unwrap().version;
    backend
        .decide(&officer, &reference, version, Decision::Approve)
        .await
        .unwrap();
    assert_eq!(receivers().await, [NEW]);
    let profile = backend.profile(id).await.unwrap();
    assert_eq!(profile.email.as_deref(), Some(NEW));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_holiday_between_two_rounds_takes_nothing_from_the_second(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let officer = officer(&kit, "zhengzhou-centre").await;
    send_back(&kit, &officer, &reference).await;
    let administrator = kit.staff("keeper", Role::Administrator, None).await;
    let lines = RawAnswers::from_iter([("holiday_lines", "2026-11-26..2026-11-27 off")]);
    backend.plan_holidays(&administrator, &lines).await.unwrap();
    let plan = backend.holiday_plan(&administrator).await.unwrap();
    backend
        .put_holidays(&administrator, &plan.seen, &plan.text, true)
        .await
        .unwrap();
    correct(&browser, &reference).await;
    let mut conn = backend.pool.acquire().await.unwrap();
    let calendar = backend.calendar(&mut conn).await.unwrap();
    let today = backend.settings.day(backend.clock.now());
    assert_eq!(due_on(&kit).await, calendar.add_working_days(today, 7));
}
