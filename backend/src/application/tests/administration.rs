//! What administrators change reaches applicants: closed offices, retired industries, notices,
//! holidays, and the platform's settings.

use chrono::NaiveDate;
use domain::application::state::ApplicationState;
use domain::application::view::{StepAction, Target};
use domain::form::{ChoiceSource, FieldError, RawAnswers};
use domain::review::{Decision, Finding, Role};
use domain::text::Language;
use sqlx::PgPool;

use super::applicant::{Browser, CHINESE, CONTACT, go, officer, posted, ready};
use crate::Error;
use crate::caller::Caller;
use crate::testing::Kit;

const OFFICE: &str = "zhengzhou-centre";
const OTHER: &str = "zhengzhou-airport";

async fn administrator(kit: &Kit) -> Caller {
    kit.staff("wang.admin", Role::Administrator, None).await
}

async fn office_of(kit: &Kit, reference: &str) -> String {
    sqlx::query_scalar("select office_id from application where reference = $1")
        .bind(reference)
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap()
}

async fn due_on(kit: &Kit, reference: &str) -> NaiveDate {
    sqlx::query_scalar("select due_on from application where reference = $1")
        .bind(reference)
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn send_back(kit: &Kit, by: &Caller, reference: &str) {
    let backend = &kit.backend;
    backend.claim(by, reference).await.unwrap();
    let case = backend.case(by, reference).await.unwrap();
    let returned = Decision::Return {
        reason: "请补正".to_owned(),
        findings: vec![Finding {
            item: "mobile".to_owned(),
            reason: "wrong".to_owned(),
            instruction: String::new(),
        }],
    };
    backend
        .decide(by, reference, case.version, returned)
        .await
        .unwrap();
}

async fn correct(browser: &Browser<'_>, kit: &Kit, reference: &str) {
    let caller = browser.caller().await;
    let place = Target::Reference(reference.to_owned());
    let change = posted(&[("mobile", "13900139000")]);
    let outcome = kit
        .backend
        .save_correction(&caller, &place, change, StepAction::Next)
        .await
        .unwrap();
    assert_eq!(outcome, go("confirm"));
    browser.submit().await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_closed_office_is_not_offered_and_a_draft_that_chose_it_must_choose_anew(pool: PgPool) {
    let kit = ready(pool).await;
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let page = backend
        .office_page(&administrator, OFFICE, false)
        .await
        .unwrap();
    backend
        .close_office(&administrator, OFFICE, page.sheet.version, None)
        .await
        .unwrap();
    let offered = backend
        .choices(ChoiceSource::Office, Some("4101"), CHINESE)
        .await
        .unwrap();
    assert!(
        offered.iter().all(|choice| choice.value != OFFICE),
        "{offered:?}"
    );
    assert!(offered.iter().any(|choice| choice.value == OTHER));
    // It was acceptable when it was typed, and is named at its field now.
    match browser.submit().await {
        Err(Error::Answers(errors)) => assert_eq!(errors["office"], FieldError::NotAChoice),
        other => panic!("{other:?}"),
    }
    let caller = browser.caller().await;
    let draft = backend.draft(&caller, &Target::Newcomer).await.unwrap();
    assert_eq!(draft.facts.findings["office"].1, FieldError::NotAChoice);
    let mut contact = CONTACT.to_vec();
    contact.retain(|(field, _)| *field != "office");
    contact.push(("office", OTHER));
    assert_eq!(browser.save("contact", &contact).await, go("confirm"));
    let reference = browser.submit().await.unwrap();
    assert_eq!(office_of(&kit, &reference).await, OTHER);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_cases_of_a_closed_office_go_to_its_successor_and_so_does_what_comes_back(
    pool: PgPool,
) {
    let kit = ready(pool).await;
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let reviewer = officer(&kit, OFFICE).await;
    send_back(&kit, &reviewer, &reference).await;
    let page = backend
        .office_page(&administrator, OFFICE, false)
        .await
        .unwrap();
    assert_eq!(page.office.as_ref().unwrap().waiting, 1);
    let version = page.sheet.version;
    let nowhere = backend
        .close_office(&administrator, OFFICE, version, Some("atlantis"))
        .await;
    assert!(matches!(nowhere, Err(Error::Answers(_))), "{nowhere:?}");
    let to_itself = backend
        .close_office(&administrator, OFFICE, version, Some(OFFICE))
        .await;
    assert!(matches!(to_itself, Err(Error::Answers(_))), "{to_itself:?}");
    let moved = backend
        .close_office(&administrator, OFFICE, version, Some(OTHER))
        .await
        .unwrap();
    assert_eq!(
        (moved, office_of(&kit, &reference).await.as_str()),
        (1, OTHER)
    );
    let again = backend
        .close_office(&administrator, OFFICE, version, Some(OTHER))
        .await;
    assert!(matches!(again, Err(Error::Stale { .. })), "{again:?}");
    // The applicant's answer still names the old office.
    correct(&browser, &kit, &reference).await;
    assert_eq!(office_of(&kit, &reference).await, OTHER);
    let gone = backend.case(&reviewer, &reference).await;
    assert!(matches!(gone, Err(Error::NotFound)));
    let caller = browser.caller().await;
    let status = backend
        .status(&caller, &Target::Reference(reference))
        .await
        .unwrap();
    assert_eq!(status.state, ApplicationState::Submitted);
    let shown = status.answers.iter().find(|(field, _)| field == "office");
    assert_eq!(
        shown.unwrap().1,
        "郑州示范受理中心",
        "a closed office keeps its name"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn moved_cases_stay_where_they_were_moved_and_nobody_holds_them(pool: PgPool) {
    let kit = ready(pool).await;
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let reviewer = officer(&kit, OFFICE).await;
    backend.claim(&reviewer, &reference).await.unwrap();
    let page = backend
        .office_page(&administrator, OFFICE, false)
        .await
        .unwrap();
    let version = page.sheet.version;
    let moved = backend
        .move_cases(&administrator, OFFICE, version, OTHER)
        .await
        .unwrap();
    assert_eq!(moved, 1);
    let colleague = officer(&kit, OTHER).await;
    backend.claim(&colleague, &reference).await.unwrap();
    send_back(&kit, &colleague, &reference).await;
    correct(&browser, &kit, &reference).await;
    assert_eq!(office_of(&kit, &reference).await, OTHER);
    let late = backend
        .move_cases(&administrator, OFFICE, version, OTHER)
        .await;
    assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_retired_industry_is_not_offered_and_keeps_its_name_in_answers(pool: PgPool) {
    let kit = ready(pool).await;
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let caller = browser.caller().await;
    let place = Target::Reference(reference);
    let shown = async || {
        let status = backend.status(&caller, &place).await.unwrap();
        let industry = status.answers.into_iter().find(|(id, _)| id == "industry");
        industry.unwrap().1
    };
    let before = shown().await;
    let list = backend.industry_list(&administrator).await.unwrap();
    let chosen = list
        .iter()
        .find(|row| row.names.get(CHINESE) == before)
        .unwrap();
    backend
        .retire_industry(&administrator, &chosen.id, chosen.version, true)
        .await
        .unwrap();
    let offered = backend
        .choices(ChoiceSource::Industry, None, CHINESE)
        .await
        .unwrap();
    assert!(offered.iter().all(|choice| choice.value != chosen.id));
    assert_eq!(shown().await, before);
    let late = backend
        .retire_industry(&administrator, &chosen.id, chosen.version, false)
        .await;
    assert!(matches!(late, Err(Error::Stale { .. })));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_holiday_moves_the_due_days_of_what_waits_and_what_comes(pool: PgPool) {
    let kit = ready(pool).await;
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    // Sent on Monday, 23 November 2026.
    let reference = browser.submit().await.unwrap();
    assert_eq!(due_on(&kit, &reference).await, day("2026-12-02"));
    let write = async |text: &str| {
        let lines = RawAnswers::from_iter([("holiday_lines", text)]);
        backend.plan_holidays(&administrator, &lines).await.unwrap();
        backend.holiday_plan(&administrator).await.unwrap()
    };
    let plan = write("2026-11-26..2026-11-27 off\n2026-11-28 work").await;
    assert_eq!((plan.changes(), plan.cases()), (3, 1));
    assert_eq!(
        (plan.moves[0].from, plan.moves[0].to),
        (day("2026-12-02"), day("2026-12-03"))
    );
    let moved = backend
        .put_holidays(&administrator, &plan.seen, &plan.text, true)
        .await
        .unwrap();
    assert_eq!(
        (moved, due_on(&kit, &reference).await),
        (1, day("2026-12-03"))
    );
    let stale = backend
        .put_holidays(&administrator, &plan.seen, "2026-12-24 off", true)
        .await;
    assert!(
        matches!(stale, Err(Error::Stale { .. })),
        "the table is another"
    );
    // Only what comes: the promise that was made stays.
    let plan = write("2026-12-01 off").await;
    let left = backend
        .put_holidays(&administrator, &plan.seen, &plan.text, false)
        .await
        .unwrap();
    assert_eq!(
        (left, due_on(&kit, &reference).await),
        (0, day("2026-12-03"))
    );
    // The receipt of the first is not taken for a code of the second.
    crate::job_list::run_due(backend).await;
    let mut second = Browser::new(&kit);
    second.fill_in("second.one").await;
    let second = second.submit().await.unwrap();
    assert_eq!(due_on(&kit, &second).await, day("2026-12-04"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn days_taken_out_bring_due_days_nearer_but_make_nothing_overdue(pool: PgPool) {
    let kit = ready(pool).await;
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let write = async |text: &str| {
        let lines = RawAnswers::from_iter([("holiday_lines", text)]);
        backend.plan_holidays(&administrator, &lines).await.unwrap();
        backend.holiday_plan(&administrator).await.unwrap()
    };
    let plan = write("2026-11-24..2026-12-11 off").await;
    backend
        .put_holidays(&administrator, &plan.seen, &plan.text, true)
        .await
        .unwrap();
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    assert_eq!(due_on(&kit, &reference).await, day("2026-12-22"));
    kit.clock.advance(chrono::TimeDelta::days(15));
    let plan = write("2026-11-24..2026-12-11 remove").await;
    let moved = backend
        .put_holidays(&administrator, &plan.seen, &plan.text, true)
        .await
        .unwrap();
    // Seven working days would have ended on 2 December; today is the 8th.
    assert_eq!(
        (moved, due_on(&kit, &reference).await),
        (1, day("2026-12-08"))
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_published_notice_is_what_is_accepted_from_then_on(pool: PgPool) {
    let kit = ready(pool).await;
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let id = "registration-notice";
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let caller = browser.caller().await;
    let before = backend.draft(&caller, &Target::Newcomer).await.unwrap();
    let old = before.terms.unwrap();

    backend.begin_notice(&administrator, id).await.unwrap();
    let draft = backend
        .notice_draft(&administrator, id, false)
        .await
        .unwrap();
    let preview = backend.notice_preview(&administrator, id).await.unwrap();
    assert!(preview.is_unchanged && preview.is_complete);
    let mut answers = draft.sheet.stored.clone();
    answers.set("notice_text_zh", "第一段\r\n\r\n第二段");
    answers.set("notice_text_ja", "");
    let version = draft.sheet.version;
    backend
        .save_notice(&administrator, id, version, &answers)
        .await
        .unwrap();
    let unfinished = backend
        .publish_notice(&administrator, id, version + 1)
        .await;
    match unfinished {
        Err(Error::Answers(errors)) => {
            assert_eq!(errors.keys().collect::<Vec<_>>(), ["notice_text_ja"]);
        }
        other => panic!("{other:?}"),
    }
    answers.set("notice_text_ja", "一\n\n二");
    let stale = backend
        .save_notice(&administrator, id, version, &answers)
        .await;
    assert!(matches!(stale, Err(Error::Stale { .. })));
    backend
        .save_notice(&administrator, id, version + 1, &answers)
        .await
        .unwrap();
    let stale = backend
        .publish_notice(&administrator, id, version + 1)
        .await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "saved since");
    let published = backend
        .publish_notice(&administrator, id, version + 2)
        .await
        .unwrap();
    assert_eq!(published, old.version + 1);

    // Whoever has the old text before them is shown the new one first.
    let accepted = crate::application::submit::Accepted {
        version: old.version,
        sha256: old.sha256.clone(),
    };
    let late = backend
        .submit(&caller, &Target::Newcomer, 0, Some(accepted))
        .await;
    assert!(matches!(late, Err(Error::Stale { .. })));
    browser.submit().await.unwrap();
    let versions = backend.notices(&administrator).await.unwrap();
    let notice = versions.iter().find(|row| row.id == id).unwrap();
    let counted: Vec<(i32, i64)> = notice
        .versions
        .iter()
        .map(|row| (row.version, row.accepted))
        .collect();
    assert_eq!(counted, [(published, 1), (old.version, 0)]);
    assert_eq!(notice.draft, None);
    let page = backend
        .notice_version(&administrator, id, old.version)
        .await
        .unwrap();
    let chinese = page
        .texts
        .iter()
        .find(|text| text.language == Language::Chinese.tag())
        .unwrap();
    assert_eq!(
        (chinese.sha256.as_str(), page.is_in_force),
        (old.sha256.as_str(), false)
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_draft_that_another_publication_overtook_is_not_published_unseen(pool: PgPool) {
    let kit = ready(pool).await;
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let id = "registration-notice";
    backend.begin_notice(&administrator, id).await.unwrap();
    let draft = backend
        .notice_draft(&administrator, id, false)
        .await
        .unwrap();
    let texts = |text: &str| {
        Language::ALL
            .iter()
            .map(|language| (language.tag(), text))
            .collect()
    };
    let other = crate::notice::Notice {
        title: texts("from the console"),
        text: texts("from the console"),
    };
    let lists = crate::lists::Lists {
        notice: [(id.to_owned(), other)].into(),
        ..Default::default()
    };
    backend.put_lists(&lists).await.unwrap();
    let page = backend
        .notice_draft(&administrator, id, false)
        .await
        .unwrap();
    assert!(page.is_overtaken);
    let version = draft.sheet.version;
    let unseen = backend.publish_notice(&administrator, id, version).await;
    assert!(matches!(unseen, Err(Error::Stale { .. })));
    backend
        .save_notice(&administrator, id, version, &draft.sheet.stored)
        .await
        .unwrap();
    let published = backend
        .publish_notice(&administrator, id, version + 1)
        .await
        .unwrap();
    assert_eq!(published, 3);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_set_on_the_page_is_what_applications_are_sent_by(pool: PgPool) {
    let kit = ready(pool).await;
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let set = async |version, answers: &[(&str, &str)]| {
        let answers = answers.iter().copied().collect();
        backend
            .set_platform(&administrator, version, &answers)
            .await
    };
    set(0, &[("review_days", "2"), ("platform_name", "示范平台")])
        .await
        .unwrap();
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    assert_eq!(due_on(&kit, &reference).await, day("2026-11-25"));
    crate::job_list::run_due(backend).await;
    let mail = kit.letterbox.mails().pop().unwrap();
    assert_eq!(mail.from, "示范平台");
    assert!(mail.text.contains("示范平台"), "{}", mail.text);
    set(1, &[("review", "off")]).await.unwrap();
    let mut second = Browser::new(&kit);
    second.fill_in("second.one").await;
    second.submit().await.unwrap();
    let caller = second.caller().await;
    let status = backend.status(&caller, &Target::Newcomer).await.unwrap();
    assert_eq!(status.state, ApplicationState::Approved);
    assert_eq!(status.review_days, 7, "what was emptied starts anew");
}
