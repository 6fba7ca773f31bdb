//! A decision sent again because its answer was lost: it is answered as the first time, and does
//! nothing.

use domain::application::view::Target;
use domain::review::four_eyes::{DecisionOutcome, FourEyes};
use domain::review::{Decision, Finding};
use sqlx::PgPool;

use super::stage::{audited, history, mails, officer, portal, sent};
use crate::Error;
use crate::caller::Caller;
use crate::testing::Kit;

const CASE: &str = "7K3M-9QXP-KZ";

fn refusal(reason: &str) -> Decision {
    Decision::Refuse {
        reason: reason.to_owned(),
    }
}

fn returned(item: &str, instruction: &str) -> Decision {
    Decision::Return {
        reason: " 请补正 ".to_owned(),
        findings: vec![Finding {
            item: item.to_owned(),
            reason: "wrong".to_owned(),
            instruction: instruction.to_owned(),
        }],
    }
}

async fn press(
    kit: &Kit,
    who: &Caller,
    version: i32,
    decision: Decision,
) -> Result<DecisionOutcome, Error> {
    kit.backend.decide(who, CASE, version, decision).await
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_same_decision_again_is_answered_as_the_first_time_and_does_nothing(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let me = officer(&kit, "wang.li").await;
    let backend = &kit.backend;
    for (reference, decision) in [
        (CASE, Decision::Approve),
        ("7K3M-2345-NV", refusal("证件已过期")),
        ("8888-2222-7E", returned("mobile", "")),
    ] {
        sent(&kit, reference, &format!("lin.{}", decision.id())).await;
        backend.claim(&me, reference).await.unwrap();
        let press = || backend.decide(&me, reference, 1, decision.clone());
        press().await.unwrap();
        let (told, done, logged) = (
            mails(&kit).await.len(),
            history(&kit, &me, reference).await,
            audited(&kit).await,
        );
        for _ in 0..2 {
            assert_eq!(
                press().await.unwrap(),
                DecisionOutcome::Done,
                "{decision:?}"
            );
        }
        assert_eq!(mails(&kit).await.len(), told);
        assert_eq!(history(&kit, &me, reference).await, done);
        assert_eq!(audited(&kit).await, logged);
        let case = backend.case(&me, reference).await.unwrap();
        assert_eq!(case.version, 2);
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn another_decision_another_officer_and_other_words_are_not_the_same(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let applicant = sent(&kit, CASE, "lin.xiaoan").await;
    let (me, colleague) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    kit.backend.claim(&me, CASE).await.unwrap();
    press(&kit, &me, 1, returned("mobile", "少一位。"))
        .await
        .unwrap();
    for (who, version, decision) in [
        (&me, 1, Decision::Approve),
        (&me, 1, refusal("请补正")),
        (&me, 1, returned("mobile", "多一位。")),
        (&me, 1, returned("real_name", "少一位。")),
        (&me, 2, returned("mobile", "少一位。")),
        (&me, i32::MAX, returned("mobile", "少一位。")),
        (&colleague, 1, returned("mobile", "少一位。")),
    ] {
        let refused = press(&kit, who, version, decision).await;
        assert!(matches!(refused, Err(Error::NotPossible(_))), "{refused:?}");
    }
    let same = press(&kit, &me, 1, returned("mobile", "少一位。")).await;
    assert_eq!(same.unwrap(), DecisionOutcome::Done);
    // The case went on: what was decided before is over.
    let place = Target::Reference(CASE.to_owned());
    kit.backend.withdraw(&applicant, &place).await.unwrap();
    let late = press(&kit, &me, 1, returned("mobile", "少一位。")).await;
    assert!(late.is_err(), "{late:?}");
    assert_eq!(mails(&kit).await.len(), 2, "returned and withdrawn");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn pressed_many_times_at_once_it_is_decided_once(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let me = officer(&kit, "wang.li").await;
    kit.backend.claim(&me, CASE).await.unwrap();
    let presses = (0..8).map(|_| press(&kit, &me, 1, refusal("不符合条件")));
    for answer in futures::future::join_all(presses).await {
        assert_eq!(answer.unwrap(), DecisionOutcome::Done);
    }
    assert_eq!(mails(&kit).await.len(), 1);
    assert_eq!(
        history(&kit, &me, CASE).await,
        ["claimed wang.li", "refused wang.li"]
    );
}
