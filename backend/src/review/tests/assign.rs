//! Who works on a case: giving it away, taking it over, and what the lease has to do with it.

use chrono::TimeDelta;
use domain::application::event::Event;
use domain::review::filter::QueueFilter;
use domain::review::view::CaseView;
use domain::review::{Decision, Role};
use sqlx::PgPool;

use crate::Error;
use crate::application::tests::applicant::{Browser, officer, ready};
use crate::caller::Caller;
use crate::testing::Kit;

const OFFICE: &str = "zhengzhou-centre";

struct Desk {
    kit: Kit,
    reference: String,
    first: Caller,
    second: Caller,
    supervisor: Caller,
}

async fn desk(pool: PgPool) -> Desk {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    Desk {
        first: officer(&kit, OFFICE).await,
        second: kit.staff("second", Role::Officer, Some(OFFICE)).await,
        supervisor: kit.staff("boss", Role::Supervisor, None).await,
        reference,
        kit,
    }
}

impl Desk {
    async fn give(&self, by: &Caller, from: &str, to: &str) -> Result<(), Error> {
        let backend = &self.kit.backend;
        backend.assign(by, &self.reference, 1, from, to).await
    }

    async fn case(&self, by: &Caller) -> CaseView {
        let backend = &self.kit.backend;
        backend.case(by, &self.reference).await.unwrap()
    }

    async fn claim(&self, by: &Caller) -> Result<(), Error> {
        self.kit.backend.claim(by, &self.reference).await
    }

    async fn mine(&self, by: &Caller) -> usize {
        let filter = QueueFilter {
            only: "mine".to_owned(),
            ..QueueFilter::default()
        };
        let page = self.kit.backend.queue(by, &filter).await.unwrap();
        page.rows.len()
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_supervisor_gives_a_case_to_a_colleague_and_its_holder_loses_it(pool: PgPool) {
    let desk = desk(pool).await;
    desk.claim(&desk.first).await.unwrap();
    desk.give(&desk.supervisor, "o-zhengzhou-centre", "second")
        .await
        .unwrap();
    let lost = desk.claim(&desk.first).await;
    assert!(matches!(lost, Err(Error::Assigned)), "{lost:?}");
    let approve = desk
        .kit
        .backend
        .decide(&desk.first, &desk.reference, 1, Decision::Approve)
        .await;
    assert!(matches!(approve, Err(Error::Claimed { .. })), "{approve:?}");
    let case = desk.case(&desk.second).await;
    assert!(case.is_mine && case.desk.is_assigned_to_me);
    assert_eq!(case.desk.assignee.as_deref(), Some("second"));
    assert!(case.desk.colleagues.is_empty() && case.desk.assigner.is_none());
    let told = case.timeline.last().unwrap();
    assert_eq!(
        (told.event, told.by.as_deref(), told.note.as_deref()),
        (
            Event::Assigned,
            Some("boss"),
            Some("o-zhengzhou-centre → second")
        )
    );
    let audited: Vec<(String, String)> =
        sqlx::query_as("select action, details from audit where action = 'case.assigned'")
            .fetch_all(&desk.kit.backend.pool)
            .await
            .unwrap();
    assert_eq!(audited.len(), 1);
    let staff = |caller: &Caller| caller.reviewer().unwrap().0.0;
    let details = format!(
        "from:staff:{} to:staff:{}",
        staff(&desk.first),
        staff(&desk.second)
    );
    assert_eq!(audited[0].1, details);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_was_given_to_somebody_waits_for_them_after_the_lease_has_lapsed(pool: PgPool) {
    let desk = desk(pool).await;
    desk.give(&desk.supervisor, "", "second").await.unwrap();
    desk.kit.clock.advance(TimeDelta::hours(3));
    assert_eq!(desk.mine(&desk.second).await, 1);
    assert_eq!(desk.mine(&desk.first).await, 0);
    let page = desk
        .kit
        .backend
        .queue(&desk.first, &QueueFilter::default())
        .await
        .unwrap();
    let row = &page.rows[0];
    assert_eq!(
        (row.holder.as_deref(), row.assignee.as_deref(), row.is_free),
        (None, Some("second"), false)
    );
    for other in [&desk.first, &desk.supervisor] {
        let refused = desk.claim(other).await;
        assert!(matches!(refused, Err(Error::Assigned)), "{refused:?}");
    }
    desk.claim(&desk.second).await.unwrap();
    desk.kit
        .backend
        .release(&desk.second, &desk.reference)
        .await
        .unwrap();
    assert_eq!(desk.mine(&desk.second).await, 1, "still theirs to do");
    let holds: Vec<_> = desk
        .case(&desk.supervisor)
        .await
        .desk
        .colleagues
        .into_iter()
        .map(|colleague| (colleague.user_name, colleague.cases))
        .collect();
    assert!(holds.contains(&("second".to_owned(), 1)), "{holds:?}");
    assert!(holds.contains(&("o-zhengzhou-centre".to_owned(), 0)));
    // Taken over: the same, to oneself.
    desk.give(&desk.supervisor, "", "boss").await.unwrap();
    assert!(desk.case(&desk.supervisor).await.is_mine);
    assert_eq!(desk.mine(&desk.second).await, 0);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn only_supervisors_give_cases_and_only_to_those_who_may_decide_them(pool: PgPool) {
    let desk = desk(pool).await;
    let administrator = desk.kit.staff("admin", Role::Administrator, None).await;
    desk.kit
        .staff("faraway", Role::Officer, Some("luoyang-west"))
        .await;
    for nobody in [&desk.first, &administrator] {
        let refused = desk.give(nobody, "", "second").await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    }
    for unfit in ["admin", "faraway", "nobody", ""] {
        let refused = desk.give(&desk.supervisor, "", unfit).await;
        assert!(
            matches!(refused, Err(Error::Malformed(_))),
            "{unfit}: {refused:?}"
        );
    }
    let named: Vec<String> = desk
        .case(&desk.supervisor)
        .await
        .desk
        .colleagues
        .into_iter()
        .map(|colleague| colleague.user_name)
        .collect();
    for unfit in ["admin", "faraway", "administrator"] {
        assert!(!named.contains(&unfit.to_owned()), "{named:?}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_the_supervisor_saw_must_still_be_so(pool: PgPool) {
    let desk = desk(pool).await;
    desk.claim(&desk.first).await.unwrap();
    let unseen = desk.give(&desk.supervisor, "", "second").await;
    assert!(matches!(unseen, Err(Error::Claimed { .. })), "{unseen:?}");
    let old = desk
        .kit
        .backend
        .assign(
            &desk.supervisor,
            &desk.reference,
            0,
            "o-zhengzhou-centre",
            "second",
        )
        .await;
    assert!(matches!(old, Err(Error::Stale { .. })), "{old:?}");
    desk.kit.clock.advance(TimeDelta::minutes(16));
    let lapsed = desk
        .give(&desk.supervisor, "o-zhengzhou-centre", "second")
        .await;
    assert!(matches!(lapsed, Err(Error::Lapsed)), "{lapsed:?}");
    desk.claim(&desk.first).await.unwrap();
    desk.kit
        .backend
        .decide(&desk.first, &desk.reference, 1, Decision::Approve)
        .await
        .unwrap();
    let decided = desk.give(&desk.supervisor, "", "second").await;
    assert!(matches!(decided, Err(Error::NotPossible(_))), "{decided:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn of_two_who_give_a_case_away_at_once_one_is_told(pool: PgPool) {
    let desk = desk(pool).await;
    let other = desk.kit.staff("other", Role::Supervisor, None).await;
    let (one, two) = tokio::join!(
        desk.give(&desk.supervisor, "", "second"),
        desk.give(&other, "", "boss")
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_applicant_is_not_told_who_works_on_it(pool: PgPool) {
    let desk = desk(pool).await;
    desk.give(&desk.supervisor, "", "second").await.unwrap();
    let anybody = Browser::new(&desk.kit).caller().await;
    let status = desk
        .kit
        .backend
        .look_up(&anybody, &desk.reference, "ouyang@example.org")
        .await
        .unwrap();
    let told: Vec<_> = status.timeline.iter().map(|entry| entry.event).collect();
    assert_eq!(told, [Event::Submitted]);
    assert!(!format!("{status:?}").contains("second"));
}
