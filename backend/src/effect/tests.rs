//! An effect that a job carries out, with everything dying at the worst moment.

use std::sync::Mutex;
use std::time::Duration;

use domain::application::reference::Reference;
use domain::application::view::Target;
use domain::id::ApplicationId;
use domain::review::four_eyes::{DecisionOutcome as Decided, FourEyes};
use domain::review::{Decision, Role};
use sqlx::PgPool;

use super::complete::{begin as begin_act, carry_out};
use super::*;
use crate::application::sql as application_sql;
use crate::caller::Caller;
use crate::review::tests::stage::{mails, officer, portal, sent};
use crate::testing::Kit;

const REFERENCE: &str = "2222-2223-Z6";

/// Where the effect of these tests dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dies {
    Never,
    BeforeTheAct,
    AfterTheAct,
    BeforeItIsSettled,
}

/// An authority outside that remembers what it did.
struct Authority {
    dies: Mutex<Dies>,
    acts: Mutex<Vec<Uuid>>,
    settled: Mutex<Vec<Uuid>>,
}

impl Authority {
    fn new(dies: Dies) -> &'static Self {
        Box::leak(Box::new(Self {
            dies: Mutex::new(dies),
            acts: Mutex::new(Vec::new()),
            settled: Mutex::new(Vec::new()),
        }))
    }

    /// Dies once, if this is where.
    async fn dies_at(&self, here: Dies) {
        let is_here = {
            let mut dies = self.dies.lock().unwrap();
            let is_here = *dies == here;
            if is_here {
                *dies = Dies::Never;
            }
            is_here
        };
        if is_here {
            // The process is gone: nothing more is heard of it.
            std::future::pending::<()>().await;
        }
    }

    fn acts(&self) -> usize {
        self.acts.lock().unwrap().len()
    }
}

#[async_trait]
impl ByJob for Authority {
    async fn was_done(&self, _: &Backend, _: &Approved, number: Uuid) -> Result<bool> {
        Ok(self.acts.lock().unwrap().contains(&number))
    }

    async fn act(&self, _: &Backend, _: &Approved, number: Uuid) -> Result<(), Failure> {
        self.dies_at(Dies::BeforeTheAct).await;
        self.acts.lock().unwrap().push(number);
        self.dies_at(Dies::AfterTheAct).await;
        Ok(())
    }

    async fn settle(
        &self,
        _: &Backend,
        _: &mut PgConnection,
        _: &Approved,
        number: Uuid,
    ) -> Result<()> {
        self.dies_at(Dies::BeforeItIsSettled).await;
        self.settled.lock().unwrap().push(number);
        Ok(())
    }
}

/// A case that was approved, and its people.
struct Case {
    id: ApplicationId,
    applicant: Caller,
    officer: Caller,
}

/// A case that was approved, and whose effect this is.
async fn approved(kit: &Kit, effect: &'static Authority) -> Case {
    let applicant = sent(kit, REFERENCE, "lin").await;
    let officer = officer(kit, "wang.li").await;
    kit.backend.claim(&officer, REFERENCE).await.unwrap();
    let mut tx = kit.backend.pool.begin().await.unwrap();
    let id = application_sql::id_of(&mut tx, REFERENCE)
        .await
        .unwrap()
        .unwrap();
    let staff = officer.reviewer().unwrap().0;
    let done = kit.backend.approve_with(
        |_| Execution::ByJob(effect),
        &mut tx,
        id,
        1,
        Some(staff),
        None,
    );
    done.await.unwrap();
    tx.commit().await.unwrap();
    Case {
        id,
        applicant,
        officer,
    }
}

/// What the job does with this effect; `false` when it died.
async fn tried(kit: &Kit, effect: &'static Authority, id: ApplicationId) -> bool {
    let run = async {
        if let Some(begun) = begin_act(&kit.backend, id).await.unwrap() {
            carry_out(&kit.backend, effect, begun).await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_millis(400), run)
        .await
        .is_ok()
}

async fn state(kit: &Kit) -> String {
    sqlx::query_scalar("select state from application where reference = $1")
        .bind(REFERENCE)
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap()
}

async fn told(kit: &Kit) -> Vec<String> {
    let all = mails(kit).await;
    let about = |mail: &&String| mail.contains(REFERENCE);
    all.iter().filter(about).cloned().collect()
}

async fn is_carried_out_once(pool: PgPool, dies: Dies) {
    let kit = portal(pool, FourEyes::Off).await;
    let authority = Authority::new(dies);
    let Case { id, applicant, .. } = approved(&kit, authority).await;
    assert_eq!(
        (state(&kit).await.as_str(), authority.acts()),
        ("completing", 0)
    );
    assert_eq!(tried(&kit, authority, id).await, dies == Dies::Never);
    for _ in 0..2 {
        assert!(tried(&kit, authority, id).await);
    }
    assert_eq!(
        (state(&kit).await.as_str(), authority.acts()),
        ("completed", 1)
    );
    assert_eq!(authority.settled.lock().unwrap().len(), 1);
    let place = Target::Reference(REFERENCE.to_owned());
    let status = kit.backend.status(&applicant, &place).await.unwrap();
    let events: Vec<_> = status
        .timeline
        .iter()
        .map(|entry| entry.event.id())
        .collect();
    assert_eq!(events, ["approved", "completed"]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_effect_is_carried_out_once(pool: PgPool) {
    is_carried_out_once(pool, Dies::Never).await;
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_effect_whose_job_dies_between_intent_and_act_is_carried_out_once(pool: PgPool) {
    is_carried_out_once(pool, Dies::BeforeTheAct).await;
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_effect_whose_job_dies_right_after_the_act_is_carried_out_once(pool: PgPool) {
    is_carried_out_once(pool, Dies::AfterTheAct).await;
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_effect_whose_job_dies_while_it_is_written_down_is_carried_out_once(pool: PgPool) {
    is_carried_out_once(pool, Dies::BeforeItIsSettled).await;
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn whoever_waits_is_told_of_the_approval_and_again_when_it_is_there(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let authority = Authority::new(Dies::Never);
    let Case { id, .. } = approved(&kit, authority).await;
    // This kind has another effect, which has no act: its job is given up, and nothing is lost.
    assert_eq!(told(&kit).await.len(), 1);
    let (jobs, _) = kit.backend.jobs(10).await.unwrap();
    let line = jobs
        .iter()
        .find(|job| job.name == crate::effect::complete::COMPLETE)
        .unwrap();
    assert_eq!(line.about, Reference::parse(REFERENCE).unwrap().to_string());
    assert!(tried(&kit, authority, id).await);
    let told = told(&kit).await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[1].contains("已办结") || told[1].contains("已办妥"),
        "{told:?}"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_same_approval_sent_again_is_answered_alike_whatever_its_effect_does(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let authority = Authority::new(Dies::Never);
    let Case { id, officer, .. } = approved(&kit, authority).await;
    let colleague = kit.staff("li.na", Role::Supervisor, None).await;
    for state_now in ["completing", "completed"] {
        assert_eq!(state(&kit).await, state_now);
        let again = kit
            .backend
            .decide(&officer, REFERENCE, 1, Decision::Approve);
        assert_eq!(again.await.unwrap(), Decided::Done, "{state_now}");
        let other = kit
            .backend
            .decide(&colleague, REFERENCE, 1, Decision::Approve);
        assert!(
            matches!(other.await, Err(Error::NotPossible(_))),
            "{state_now}"
        );
        assert!(tried(&kit, authority, id).await);
    }
}
