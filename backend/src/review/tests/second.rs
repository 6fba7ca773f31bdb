//! Four eyes: nobody confirms the own decision, two do not confirm twice, and what changed
//! meanwhile makes a proposal void.

use domain::application::state::ApplicationState;
use domain::application::view::Target;
use domain::review::filter::QueueFilter;
use domain::review::four_eyes::{DecisionOutcome, FourEyes};
use domain::review::{Decision, Finding, Role};
use sqlx::PgPool;

use super::stage::{audited, history, mails, officer, portal, sent};
use crate::Error;
use crate::caller::Caller;
use crate::testing::Kit;

const CASE: &str = "7K3M-9QXP-KZ";

fn refusal() -> Decision {
    Decision::Refuse {
        reason: "证件已过期".to_owned(),
    }
}

/// Somebody claims the case and decides.
async fn decide(kit: &Kit, who: &Caller, decision: Decision) -> Result<DecisionOutcome, Error> {
    kit.backend.claim(who, CASE).await?;
    let case = kit.backend.case(who, CASE).await?;
    kit.backend.decide(who, CASE, case.version, decision).await
}

async fn proposal(kit: &Kit, who: &Caller) -> domain::id::ProposalId {
    let case = kit.backend.case(who, CASE).await.unwrap();
    case.proposal.unwrap().id
}

async fn state(kit: &Kit, who: &Caller) -> ApplicationState {
    kit.backend.case(who, CASE).await.unwrap().state
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_refusal_waits_for_a_second_officer_and_takes_effect_as_decided(pool: PgPool) {
    let kit = portal(pool, FourEyes::Refusals).await;
    let applicant = sent(&kit, CASE, "lin.xiaoan").await;
    let (first, second) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let backend = &kit.backend;
    let place = Target::Reference(CASE.to_owned());
    let seen = async || {
        let mut status = backend.status(&applicant, &place).await.unwrap();
        // The number of its form is another one each time.
        status.messages = None;
        status
    };
    let before = seen().await;

    let outcome = decide(&kit, &first, refusal()).await.unwrap();
    assert_eq!(outcome, DecisionOutcome::Proposed);
    assert_eq!(state(&kit, &second).await, ApplicationState::Submitted);
    assert_eq!(seen().await, before, "the applicant sees nothing of it");
    assert!(mails(&kit).await.is_empty());

    let case = backend.case(&second, CASE).await.unwrap();
    let made = case.proposal.unwrap();
    assert_eq!(
        (made.by.as_str(), made.decision, made.may_answer),
        ("wang.li", refusal(), true)
    );
    assert!(!case.may_decide, "nobody decides anything else meanwhile");
    assert_eq!(case.holder, None);
    let filter = QueueFilter {
        only: "confirm".to_owned(),
        ..QueueFilter::default()
    };
    let queue = backend.queue(&second, &filter).await.unwrap();
    assert_eq!((queue.rows.len(), queue.to_confirm), (1, 1));
    assert!(queue.rows[0].is_proposed);

    let confirmed = backend.confirm_proposal(&second, CASE, made.id).await;
    assert_eq!(confirmed.unwrap(), refusal());
    let status = seen().await;
    assert_eq!(
        (status.state, status.reason.as_deref(), status.due_on),
        (ApplicationState::Refused, Some("证件已过期"), None)
    );
    assert_eq!(
        history(&kit, &first, CASE).await,
        [
            "claimed wang.li",
            "refusal_proposed wang.li",
            "confirmed li.na",
            "refused wang.li"
        ]
    );
    assert_eq!(audited(&kit).await, ["proposal.made", "case.refused"]);
    let mails = mails(&kit).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    let told: Vec<_> = status
        .timeline
        .iter()
        .map(|entry| entry.event.id())
        .collect();
    assert_eq!(told, ["refused"]);
    let queue = backend.queue(&second, &filter).await.unwrap();
    assert_eq!((queue.rows.len(), queue.to_confirm), (0, 0));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn only_the_decisions_asked_for_wait(pool: PgPool) {
    let kit = portal(pool, FourEyes::Refusals).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let first = officer(&kit, "wang.li").await;
    let outcome = decide(&kit, &first, Decision::Approve).await.unwrap();
    assert_eq!(outcome, DecisionOutcome::Done);
    assert_eq!(state(&kit, &first).await, ApplicationState::Approved);
    assert_eq!(mails(&kit).await.len(), 1);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn nobody_confirms_or_rejects_what_they_proposed(pool: PgPool) {
    let kit = portal(pool, FourEyes::All).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let first = officer(&kit, "wang.li").await;
    let backend = &kit.backend;
    decide(&kit, &first, Decision::Approve).await.unwrap();
    let id = proposal(&kit, &first).await;
    // Another tab of the same officer: neither confirming nor deciding again gets past it.
    let confirmed = backend.confirm_proposal(&first, CASE, id).await;
    assert!(
        matches!(confirmed, Err(Error::OwnProposal)),
        "{confirmed:?}"
    );
    let rejected = backend.reject_proposal(&first, CASE, id, "no").await;
    assert!(matches!(rejected, Err(Error::OwnProposal)), "{rejected:?}");
    let claimed = backend.claim(&first, CASE).await;
    assert!(matches!(claimed, Err(Error::Proposed)), "{claimed:?}");
    let decided = backend.decide(&first, CASE, 1, refusal()).await;
    assert!(matches!(decided, Err(Error::Proposed)), "{decided:?}");
    // The same once more, as after a lost answer, proposes nothing anew.
    let decided = backend.decide(&first, CASE, 1, Decision::Approve).await;
    assert_eq!(decided.unwrap(), DecisionOutcome::Proposed);
    assert_eq!(proposal(&kit, &first).await, id);
    assert_eq!(state(&kit, &first).await, ApplicationState::Submitted);

    for (name, role) in [
        ("boss.admin", Role::Administrator),
        ("elsewhere", Role::Officer),
    ] {
        let office = (role == Role::Officer).then_some("luoyang-west");
        let other = kit.staff(name, role, office).await;
        let confirmed = backend.confirm_proposal(&other, CASE, id).await;
        assert!(
            matches!(confirmed, Err(Error::Forbidden | Error::NotFound)),
            "{name}: {confirmed:?}"
        );
    }
    let second = kit.staff("super.visor", Role::Supervisor, None).await;
    backend.confirm_proposal(&second, CASE, id).await.unwrap();
    assert_eq!(state(&kit, &first).await, ApplicationState::Approved);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_proposal_confirmed_many_times_at_once_takes_effect_once(pool: PgPool) {
    let kit = portal(pool, FourEyes::All).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let first = officer(&kit, "wang.li").await;
    let seconds = [
        officer(&kit, "li.na").await,
        officer(&kit, "zhao.min").await,
    ];
    decide(&kit, &first, refusal()).await.unwrap();
    let id = proposal(&kit, &first).await;
    let tries = (0..12).map(|n| kit.backend.confirm_proposal(&seconds[n % 2], CASE, id));
    let results = futures::future::join_all(tries).await;
    let done = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(done, 1);
    assert_eq!(mails(&kit).await.len(), 1);
    assert_eq!(audited(&kit).await, ["proposal.made", "case.refused"]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn one_confirms_and_another_rejects_at_the_same_moment(pool: PgPool) {
    let kit = portal(pool, FourEyes::All).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let first = officer(&kit, "wang.li").await;
    let (yes, no) = (
        officer(&kit, "li.na").await,
        officer(&kit, "zhao.min").await,
    );
    decide(&kit, &first, refusal()).await.unwrap();
    let id = proposal(&kit, &first).await;
    let (confirmed, rejected) = futures::future::join(
        kit.backend.confirm_proposal(&yes, CASE, id),
        kit.backend.reject_proposal(&no, CASE, id, "再看一下"),
    )
    .await;
    assert!(confirmed.is_ok() != rejected.is_ok());
    let expected = match confirmed {
        Ok(_) => ApplicationState::Refused,
        Err(_) => ApplicationState::Submitted,
    };
    assert_eq!(state(&kit, &first).await, expected);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_rejected_proposal_opens_the_case_again_and_says_why(pool: PgPool) {
    let kit = portal(pool, FourEyes::All).await;
    let applicant = sent(&kit, CASE, "lin.xiaoan").await;
    let (first, second) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let backend = &kit.backend;
    let returned = Decision::Return {
        reason: "有一处".to_owned(),
        findings: vec![Finding {
            item: "mobile".to_owned(),
            reason: "wrong".to_owned(),
            instruction: "请核对".to_owned(),
        }],
    };
    decide(&kit, &first, returned.clone()).await.unwrap();
    let id = proposal(&kit, &second).await;
    let without = backend.reject_proposal(&second, CASE, id, "  ").await;
    assert!(matches!(without, Err(Error::Malformed(_))), "{without:?}");
    backend
        .reject_proposal(&second, CASE, id, "号码是对的")
        .await
        .unwrap();
    let case = backend.case(&first, CASE).await.unwrap();
    let made = case.proposal.unwrap();
    assert!(made.is_rejected && case.may_decide);
    assert_eq!(made.decision, returned, "what was written is not lost");
    assert_eq!(
        case.timeline.last().unwrap().note.as_deref(),
        Some("号码是对的")
    );
    let status = backend
        .status(&applicant, &Target::Reference(CASE.to_owned()))
        .await
        .unwrap();
    assert!(status.timeline.is_empty(), "{:?}", status.timeline);

    // It cannot be confirmed any more, and a new one is another one.
    let late = backend.confirm_proposal(&second, CASE, id).await;
    assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
    decide(&kit, &first, refusal()).await.unwrap();
    let late = backend.confirm_proposal(&second, CASE, id).await;
    assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
    let newer = proposal(&kit, &second).await;
    backend
        .confirm_proposal(&second, CASE, newer)
        .await
        .unwrap();
    assert_eq!(state(&kit, &first).await, ApplicationState::Refused);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn only_the_first_officer_takes_a_proposal_back(pool: PgPool) {
    let kit = portal(pool, FourEyes::All).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let (first, second) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let backend = &kit.backend;
    decide(&kit, &first, refusal()).await.unwrap();
    let id = proposal(&kit, &first).await;
    let foreign = backend.withdraw_proposal(&second, CASE, id).await;
    assert!(matches!(foreign, Err(Error::Forbidden)), "{foreign:?}");
    backend.withdraw_proposal(&first, CASE, id).await.unwrap();
    let case = backend.case(&second, CASE).await.unwrap();
    assert!(case.proposal.is_none() && case.may_decide);
    let late = backend.confirm_proposal(&second, CASE, id).await;
    assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_proposal_is_void_once_the_applicant_withdrew(pool: PgPool) {
    let kit = portal(pool, FourEyes::All).await;
    let applicant = sent(&kit, CASE, "lin.xiaoan").await;
    let (first, second) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let backend = &kit.backend;
    decide(&kit, &first, refusal()).await.unwrap();
    let id = proposal(&kit, &first).await;
    let place = Target::Reference(CASE.to_owned());
    backend.withdraw(&applicant, &place).await.unwrap();
    let late = backend.confirm_proposal(&second, CASE, id).await;
    assert!(matches!(late, Err(Error::NotPossible(_))), "{late:?}");
    let case = backend.case(&second, CASE).await.unwrap();
    assert!(case.proposal.is_none());
    assert_eq!(case.state, ApplicationState::Withdrawn);
    let filter = QueueFilter {
        only: "confirm".to_owned(),
        ..QueueFilter::default()
    };
    let queue = backend.queue(&second, &filter).await.unwrap();
    assert_eq!((queue.rows.len(), queue.to_confirm), (0, 0));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn switched_off_what_waits_still_waits(pool: PgPool) {
    let mut kit = portal(pool, FourEyes::All).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let (first, second) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    decide(&kit, &first, refusal()).await.unwrap();
    let mut settings = kit.backend.settings.as_ref().clone();
    settings.four_eyes = FourEyes::Off;
    kit.backend.settings = std::sync::Arc::new(settings);
    let decided = kit.backend.claim(&first, CASE).await;
    assert!(matches!(decided, Err(Error::Proposed)), "{decided:?}");
    let id = proposal(&kit, &first).await;
    kit.backend
        .confirm_proposal(&second, CASE, id)
        .await
        .unwrap();
    assert_eq!(state(&kit, &first).await, ApplicationState::Refused);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn nobody_is_given_a_case_that_waits_for_a_second_officer(pool: PgPool) {
    let kit = portal(pool, FourEyes::All).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let first = officer(&kit, "wang.li").await;
    let supervisor = kit.staff("super.visor", Role::Supervisor, None).await;
    decide(&kit, &first, refusal()).await.unwrap();
    let given = kit
        .backend
        .assign(&supervisor, CASE, 1, "", "wang.li")
        .await;
    assert!(matches!(given, Err(Error::Proposed)), "{given:?}");
    let id = proposal(&kit, &supervisor).await;
    let confirmed = kit.backend.confirm_proposal(&supervisor, CASE, id).await;
    assert_eq!(confirmed.unwrap(), refusal());
}
