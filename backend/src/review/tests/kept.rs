//! What is written at the desk and cannot be sent: kept for whoever wrote it, sealed, until it is
//! sent or given up.

use std::collections::BTreeMap;

use domain::review::Decision;
use domain::review::four_eyes::FourEyes;
use domain::review::notes::{FlagForm, Notes, Verdict};
use domain::review::view::KeptForms;
use sqlx::PgPool;

use super::stage::{officer, portal, sent};
use crate::Error;
use crate::caller::Caller;
use crate::review::CaseForm;
use crate::testing::Kit;

const CASES: [&str; 2] = ["7K3M-9QXP-KZ", "7K3M-2345-NV"];
const CASE: &str = CASES[0];

fn notes() -> Notes {
    let texts = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        let pairs = pairs.iter();
        pairs
            .map(|(field, text)| ((*field).to_owned(), (*text).to_owned()))
            .collect()
    };
    let form = FlagForm {
        flags: texts(&[("mobile", "yes")]),
        reasons: texts(&[("mobile", "wrong"), ("real_name", "incomplete")]),
        instructions: texts(&[("mobile", "少一位。"), ("real_name", "请写全名")]),
    };
    Notes::from_form("请补正", form)
}

async fn kept(kit: &Kit, who: &Caller) -> KeptForms {
    kit.backend.case(who, CASE).await.unwrap().desk.kept
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_was_written_is_there_again_for_its_writer_until_the_decision_is_made(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let (me, colleague) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let elsewhere = kit
        .staff(
            "far.away",
            domain::review::Role::Officer,
            Some("luoyang-west"),
        )
        .await;
    let backend = &kit.backend;
    backend.keep_notes(&me, CASE, &notes()).await.unwrap();
    assert_eq!(kept(&kit, &me).await.notes, notes());
    assert_eq!(kept(&kit, &colleague).await, KeptForms::default());
    let refused = backend.keep_notes(&elsewhere, CASE, &notes()).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let sealed: Vec<Vec<u8>> = sqlx::query_scalar("select written from desk_form")
        .fetch_all(&backend.pool)
        .await
        .unwrap();
    let plain = "少一位".as_bytes();
    assert!(sealed.len() == 1 && !sealed[0].windows(plain.len()).any(|bytes| bytes == plain));

    backend.claim(&me, CASE).await.unwrap();
    let decision = notes().decide(Verdict::Return).unwrap();
    let stale = backend.decide(&me, CASE, 7, decision.clone()).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
    assert_eq!(kept(&kit, &me).await.notes, notes());
    backend.decide(&me, CASE, 1, decision).await.unwrap();
    assert_eq!(kept(&kit, &me).await, KeptForms::default());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn giving_the_case_back_gives_it_up_and_too_much_is_not_kept(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let me = officer(&kit, "wang.li").await;
    let backend = &kit.backend;
    backend.claim(&me, CASE).await.unwrap();
    backend.keep_notes(&me, CASE, &notes()).await.unwrap();
    backend.release(&me, CASE).await.unwrap();
    assert_eq!(kept(&kit, &me).await.notes, Notes::default());
    let much = Notes {
        reason: "字".repeat(100_000),
        ..Notes::default()
    };
    let refused = backend.keep_notes(&me, CASE, &much).await;
    assert!(matches!(refused, Err(Error::Malformed(_))), "{refused:?}");
    backend.keep_notes(&me, CASE, &notes()).await.unwrap();
    let mut conn = backend.pool.acquire().await.unwrap();
    let old = backend.clock.now() + chrono::TimeDelta::seconds(1);
    let forgotten = crate::review::sql::kept::forget_old(&mut conn, old).await;
    assert_eq!(forgotten.unwrap(), 1);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_note_that_was_not_sent_is_kept_until_one_is(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let me = officer(&kit, "wang.li").await;
    let backend = &kit.backend;
    let form = CaseForm::Remark;
    backend
        .keep_text(&me, CASE, form, "电话\n核实")
        .await
        .unwrap();
    assert_eq!(kept(&kit, &me).await.remark, "电话\n核实");
    let key = backend.case(&me, CASE).await.unwrap().desk.remarks.key;
    backend.remark(&me, CASE, &key, "电话核实").await.unwrap();
    assert_eq!(kept(&kit, &me).await.remark, "");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_proposal_taken_back_or_not_confirmed_is_in_its_officer_s_form_again(pool: PgPool) {
    let kit = portal(pool, FourEyes::All).await;
    sent(&kit, CASE, "lin.xiaoan").await;
    let (me, second) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let backend = &kit.backend;
    let refusal = Decision::Refuse {
        reason: "证件已过期".to_owned(),
    };
    let propose = async || {
        backend.claim(&me, CASE).await.unwrap();
        backend.decide(&me, CASE, 1, refusal.clone()).await.unwrap();
        assert_eq!(kept(&kit, &me).await, KeptForms::default());
        let case = backend.case(&me, CASE).await.unwrap();
        case.proposal.unwrap().id
    };
    let id = propose().await;
    backend.withdraw_proposal(&me, CASE, id).await.unwrap();
    assert_eq!(kept(&kit, &me).await.notes.reason, "证件已过期");
    backend.claim(&me, CASE).await.unwrap();
    assert_eq!(kept(&kit, &me).await.notes, Notes::of(&refusal));

    let id = propose().await;
    let form = CaseForm::Rejection;
    backend
        .keep_text(&second, CASE, form, "再看")
        .await
        .unwrap();
    assert_eq!(kept(&kit, &second).await.rejection, "再看");
    let rejected = backend.reject_proposal(&second, CASE, id, "再看一下");
    rejected.await.unwrap();
    assert_eq!(kept(&kit, &second).await, KeptForms::default());
    assert_eq!(kept(&kit, &me).await.notes, Notes::of(&refusal));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_written_about_several_cases_is_kept_for_just_these(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    for (n, reference) in CASES.into_iter().enumerate() {
        sent(&kit, reference, &format!("applicant.{n}")).await;
    }
    let me = officer(&kit, "wang.li").await;
    let backend = &kit.backend;
    let both = CASES.map(str::to_owned).to_vec();
    backend.keep_bulk(&me, &both, &notes()).await.unwrap();
    let kept = async |references: &[String]| {
        let choice = backend.bulk_choice(&me, references).await;
        choice.unwrap().kept
    };
    assert_eq!(kept(&both).await, notes());
    assert_eq!(kept(&both[..1]).await, Notes::default());
    let decision = notes().decide(Verdict::Return).unwrap();
    let id = backend
        .plan_bulk(&me, &super::bulk::ticked(&both), &decision)
        .await
        .unwrap();
    assert_eq!(kept(&both).await, notes(), "it can still be changed");
    backend.carry_out_bulk(&me, id).await.unwrap();
    assert_eq!(kept(&both).await, Notes::default());
}
