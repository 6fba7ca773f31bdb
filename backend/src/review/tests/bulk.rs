//! Several cases decided together: each on its own, each once, each with its result.

use domain::application::state::ApplicationState;
use domain::application::view::Target;
use domain::review::bulk::{BulkOutcome, BulkView, MOST, Ticked};
use domain::review::four_eyes::FourEyes;
use domain::review::instruction::{ReasonSubject, shipped};
use domain::review::mark::Mark;
use domain::review::{Decision, Finding, Role};
use domain::text::Language;
use sqlx::PgPool;

use super::stage::{audited, history, mails, officer, portal, sent};
use crate::Error;
use crate::caller::Caller;
use crate::testing::Kit;

const CASES: [&str; 3] = ["7K3M-9QXP-KZ", "7K3M-2345-NV", "8888-2222-7E"];

/// Ticked one by one, whatever was noticed about them.
pub(super) fn ticked(references: &[String]) -> Vec<Ticked> {
    let seen = Mark::ALL.to_vec();
    let tick = |reference: &String| Ticked {
        reference: reference.clone(),
        seen: seen.clone(),
    };
    references.iter().map(tick).collect()
}

fn all() -> Vec<String> {
    CASES.map(str::to_owned).to_vec()
}

/// Three cases and their applicants.
async fn three(kit: &Kit) -> Vec<Caller> {
    let mut applicants = Vec::new();
    for (n, reference) in CASES.into_iter().enumerate() {
        applicants.push(sent(kit, reference, &format!("applicant.{n}")).await);
    }
    applicants
}

fn outcomes(view: &BulkView) -> Vec<&BulkOutcome> {
    view.cases.iter().map(|case| &case.outcome).collect()
}

async fn states(kit: &Kit, who: &Caller) -> Vec<ApplicationState> {
    let mut states = Vec::new();
    for reference in CASES {
        states.push(kit.backend.case(who, reference).await.unwrap().state);
    }
    states
}

fn returned(item: &str) -> Decision {
    Decision::Return {
        reason: "请补正".to_owned(),
        findings: vec![Finding {
            item: item.to_owned(),
            reason: "wrong".to_owned(),
            instruction: "请核对".to_owned(),
        }],
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_shown_is_what_happens_and_each_case_says_why_not(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let applicants = three(&kit).await;
    let (me, colleague) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let backend = &kit.backend;
    backend.claim(&colleague, CASES[1]).await.unwrap();
    let choice = backend.bulk_choice(&me, &all()).await.unwrap();
    assert_eq!(choice.cases.len(), 3);
    assert!(
        choice.items.contains(&"mobile".to_owned()),
        "{:?}",
        choice.items
    );
    let id = backend
        .plan_bulk(&me, &ticked(&all()), &Decision::Approve)
        .await
        .unwrap();
    let held = BulkOutcome::Held {
        holder: "li.na".to_owned(),
    };
    let view = backend.bulk(&me, id).await.unwrap();
    assert_eq!(
        outcomes(&view),
        [&BulkOutcome::Decided, &held, &BulkOutcome::Decided]
    );
    assert!(
        !view.is_confirmed && mails(&kit).await.is_empty(),
        "nothing yet"
    );

    // One applicant is faster.
    let place = Target::Reference(CASES[2].to_owned());
    backend.withdraw(&applicants[2], &place).await.unwrap();
    let gone = BulkOutcome::NotWaiting {
        state: ApplicationState::Withdrawn,
    };
    backend.carry_out_bulk(&me, id).await.unwrap();
    let view = backend.bulk(&me, id).await.unwrap();
    assert_eq!(outcomes(&view), [&BulkOutcome::Decided, &held, &gone]);
    assert!(view.is_confirmed && view.cases.iter().all(|case| case.is_done));
    assert_eq!((view.good(), view.left()), (1, 0));
    use ApplicationState::{Approved, Submitted, Withdrawn};
    assert_eq!(states(&kit, &me).await, [Approved, Submitted, Withdrawn]);
    assert_eq!(
        history(&kit, &me, CASES[0]).await,
        ["claimed wang.li", "approved wang.li"]
    );
    assert_eq!(mails(&kit).await.len(), 2, "one approval, one withdrawal");
    assert_eq!(audited(&kit).await, ["case.approved"]);

    // What was refused stays refused for this plan, even when it would go now.
    backend.release(&colleague, CASES[1]).await.unwrap();
    backend.carry_out_bulk(&me, id).await.unwrap();
    assert_eq!(states(&kit, &me).await, [Approved, Submitted, Withdrawn]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn confirmed_many_times_at_once_each_case_is_decided_once(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    three(&kit).await;
    let me = officer(&kit, "wang.li").await;
    let backend = &kit.backend;
    let refusal = Decision::Refuse {
        reason: "不符合条件".to_owned(),
    };
    let id = backend
        .plan_bulk(&me, &ticked(&all()), &refusal)
        .await
        .unwrap();
    let tries = (0..6).map(|_| backend.carry_out_bulk(&me, id));
    for done in futures::future::join_all(tries).await {
        done.unwrap();
    }
    assert_eq!(states(&kit, &me).await, [ApplicationState::Refused; 3]);
    assert_eq!(mails(&kit).await.len(), 3);
    assert_eq!(audited(&kit).await, ["case.refused"; 3]);
    let view = backend.bulk(&me, id).await.unwrap();
    assert_eq!((view.good(), view.left()), (3, 0));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn two_officers_decide_the_same_cases_at_the_same_moment(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    three(&kit).await;
    let (me, colleague) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let backend = &kit.backend;
    let mine = backend
        .plan_bulk(&me, &ticked(&all()), &Decision::Approve)
        .await
        .unwrap();
    let mut backwards = all();
    backwards.reverse();
    let theirs = backend
        .plan_bulk(&colleague, &ticked(&backwards), &returned("mobile"))
        .await
        .unwrap();
    let (first, second) = futures::future::join(
        backend.carry_out_bulk(&me, mine),
        backend.carry_out_bulk(&colleague, theirs),
    )
    .await;
    first.unwrap();
    second.unwrap();
    let (mine, theirs) = (
        backend.bulk(&me, mine).await.unwrap(),
        backend.bulk(&colleague, theirs).await.unwrap(),
    );
    assert_eq!(mine.good() + theirs.good(), 3, "{mine:?} {theirs:?}");
    assert_eq!(mine.left() + theirs.left(), 0);
    assert_eq!(mails(&kit).await.len(), 3);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_case_that_changed_since_it_was_shown_is_left_alone(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    three(&kit).await;
    let me = officer(&kit, "wang.li").await;
    let backend = &kit.backend;
    let id = backend
        .plan_bulk(&me, &ticked(&all()), &Decision::Approve)
        .await
        .unwrap();
    sqlx::query("update application set version = version + 2 where reference = $1")
        .bind(CASES[1])
        .execute(&backend.pool)
        .await
        .unwrap();
    let view = backend.bulk(&me, id).await.unwrap();
    assert_eq!(outcomes(&view)[1], &BulkOutcome::Changed);
    backend.carry_out_bulk(&me, id).await.unwrap();
    use ApplicationState::{Approved, Submitted};
    assert_eq!(states(&kit, &me).await, [Approved, Submitted, Approved]);
    let view = backend.bulk(&me, id).await.unwrap();
    assert_eq!(outcomes(&view)[1], &BulkOutcome::Changed);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn where_a_second_officer_is_asked_for_it_is_proposed_and_no_bulk_confirms(pool: PgPool) {
    let kit = portal(pool, FourEyes::All).await;
    three(&kit).await;
    let (me, second) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let backend = &kit.backend;
    let id = backend
        .plan_bulk(&me, &ticked(&all()), &Decision::Approve)
        .await
        .unwrap();
    let view = backend.bulk(&me, id).await.unwrap();
    assert_eq!(outcomes(&view), [&BulkOutcome::Proposed; 3]);
    backend.carry_out_bulk(&me, id).await.unwrap();
    assert_eq!(states(&kit, &me).await, [ApplicationState::Submitted; 3]);
    assert!(mails(&kit).await.is_empty());
    for who in [&me, &second] {
        let again = backend
            .plan_bulk(who, &ticked(&all()), &Decision::Approve)
            .await
            .unwrap();
        backend.carry_out_bulk(who, again).await.unwrap();
        let view = backend.bulk(who, again).await.unwrap();
        assert_eq!(outcomes(&view), [&BulkOutcome::WaitsForSecond; 3]);
    }
    assert_eq!(states(&kit, &me).await, [ApplicationState::Submitted; 3]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn cases_are_returned_together_for_what_they_have_in_common(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let applicants = three(&kit).await;
    let me = officer(&kit, "wang.li").await;
    let backend = &kit.backend;
    // The registration has this field, and these three do not.
    let id = backend
        .plan_bulk(&me, &ticked(&all()), &returned("credit_code"))
        .await
        .unwrap();
    let view = backend.bulk(&me, id).await.unwrap();
    assert_eq!(outcomes(&view), [&BulkOutcome::LacksItem; 3]);
    let id = backend
        .plan_bulk(&me, &ticked(&all()), &returned("mobile"))
        .await
        .unwrap();
    backend.carry_out_bulk(&me, id).await.unwrap();
    assert_eq!(states(&kit, &me).await, [ApplicationState::Returned; 3]);
    let place = Target::Reference(CASES[0].to_owned());
    let draft = backend.draft(&applicants[0], &place).await.unwrap();
    assert_eq!(draft.findings.len(), 1);
    assert_eq!(draft.return_reason.as_deref(), Some("请补正"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_plan_is_its_makers_and_has_a_limit(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    three(&kit).await;
    let (me, colleague) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let backend = &kit.backend;
    let id = backend
        .plan_bulk(&me, &ticked(&all()), &Decision::Approve)
        .await
        .unwrap();
    let foreign = backend.bulk(&colleague, id).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let foreign = backend.carry_out_bulk(&colleague, id).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");

    let many = vec![CASES[0].to_owned(); MOST + 1];
    let refused = backend
        .plan_bulk(&me, &ticked(&many), &Decision::Approve)
        .await;
    assert!(matches!(refused, Err(Error::Malformed(_))), "{refused:?}");
    let twice = vec![CASES[0].to_owned(); 2];
    let id = backend
        .plan_bulk(&me, &ticked(&twice), &Decision::Approve)
        .await
        .unwrap();
    assert_eq!(backend.bulk(&me, id).await.unwrap().cases.len(), 1);
    let bare = Decision::Refuse {
        reason: " ".to_owned(),
    };
    let refused = backend.plan_bulk(&me, &ticked(&all()), &bare).await;
    assert!(matches!(refused, Err(Error::Malformed(_))), "{refused:?}");

    let elsewhere = kit
        .staff("elsewhere", Role::Officer, Some("luoyang-west"))
        .await;
    let refused = backend
        .plan_bulk(&elsewhere, &ticked(&all()), &Decision::Approve)
        .await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let administrator = kit.staff("boss.admin", Role::Administrator, None).await;
    let refused = backend
        .plan_bulk(&administrator, &ticked(&all()), &Decision::Approve)
        .await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    let choice = backend.bulk_choice(&administrator, &all()).await.unwrap();
    assert!(
        choice
            .cases
            .iter()
            .all(|case| case.outcome == BulkOutcome::NotYours)
    );
    assert_eq!(states(&kit, &me).await, [ApplicationState::Submitted; 3]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_case_that_was_given_to_a_colleague_is_left_to_them(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    three(&kit).await;
    let (me, _) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let supervisor = kit.staff("super.visor", Role::Supervisor, None).await;
    let backend = &kit.backend;
    backend
        .assign(&supervisor, CASES[0], 1, "", "li.na")
        .await
        .unwrap();
    // The claim that came with it has lapsed; the case is still hers.
    kit.clock.advance(chrono::TimeDelta::minutes(20));
    let id = backend
        .plan_bulk(&me, &ticked(&all()), &Decision::Approve)
        .await
        .unwrap();
    let held = BulkOutcome::Held {
        holder: "li.na".to_owned(),
    };
    let view = backend.bulk(&me, id).await.unwrap();
    assert_eq!(
        outcomes(&view),
        [&held, &BulkOutcome::Decided, &BulkOutcome::Decided]
    );
    backend.carry_out_bulk(&me, id).await.unwrap();
    let view = backend.bulk(&me, id).await.unwrap();
    assert_eq!((view.good(), view.left()), (2, 0));
    assert_eq!(outcomes(&view)[0], &held);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_preview_says_what_each_applicant_will_read(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    three(&kit).await;
    let me = officer(&kit, "wang.li").await;
    let backend = &kit.backend;
    let unsaid = Decision::Return {
        reason: String::new(),
        findings: vec![Finding {
            item: "mobile".to_owned(),
            reason: "wrong".to_owned(),
            instruction: String::new(),
        }],
    };
    let shown = async |id| {
        let view = backend.bulk(&me, id).await.unwrap();
        let told = view.findings.into_iter();
        told.map(|read| (read.language, read.findings[0].instruction.clone()))
            .collect::<Vec<_>>()
    };
    let read = async |decision: &Decision| {
        let id = backend
            .plan_bulk(&me, &ticked(&all()), decision)
            .await
            .unwrap();
        shown(id).await
    };
    let standard = |language| {
        let text = shipped(language, ReasonSubject::Field, "wrong").unwrap();
        text.to_owned()
    };
    let (chinese, japanese) = (Language::Chinese, Language::Japanese);
    assert_eq!(read(&unsaid).await, [(None, standard(chinese))]);
    sqlx::query("update application set language = 'ja' where reference = $1")
        .bind(CASES[2])
        .execute(&backend.pool)
        .await
        .unwrap();
    assert_eq!(
        read(&unsaid).await,
        [
            (Some(chinese), standard(chinese)),
            (Some(japanese), standard(japanese))
        ]
    );
    assert_eq!(
        read(&returned("mobile")).await,
        [(None, "请核对".to_owned())]
    );
    assert_eq!(read(&Decision::Approve).await, []);
    // What they were told stands in the result, whatever is said from then on.
    let id = backend
        .plan_bulk(&me, &ticked(&all()), &unsaid)
        .await
        .unwrap();
    backend.carry_out_bulk(&me, id).await.unwrap();
    sqlx::query("update finding set instruction = 'as it was told'")
        .execute(&backend.pool)
        .await
        .unwrap();
    assert_eq!(shown(id).await, [(None, "as it was told".to_owned())]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn references_of_no_case_are_counted(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    three(&kit).await;
    let me = officer(&kit, "wang.li").await;
    let left_out = async |references: &[&str]| {
        let references: Vec<String> = references.iter().map(|text| (*text).to_owned()).collect();
        let choice = kit.backend.bulk_choice(&me, &references).await.unwrap();
        (choice.cases.len(), choice.left_out)
    };
    assert_eq!(left_out(&CASES).await, (3, 0));
    assert_eq!(left_out(&[CASES[0], CASES[0]]).await, (1, 0));
    assert_eq!(
        left_out(&[CASES[0], "9999-9999-99", "nonsense", "nonsense"]).await,
        (1, 2)
    );
    assert_eq!(left_out(&["nonsense"]).await, (0, 1));
}
