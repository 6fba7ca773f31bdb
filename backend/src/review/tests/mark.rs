//! What makes a case want a look, and what that does to deciding several together.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::review::bulk::{BulkOutcome, Ticked};
use domain::review::duplicate::Clue;
use domain::review::filter::QueueFilter;
use domain::review::four_eyes::FourEyes;
use domain::review::mark::Mark;
use domain::review::{Decision, Role};
use sqlx::PgPool;

use super::stage::{officer, portal, sent};
use crate::application::tests::applicant::{Browser, DOCUMENTS, posted, ready};
use crate::caller::Caller;
use crate::testing::Kit;

const CASE: &str = "7K3M-9QXP-KZ";
const OTHER: &str = "7K3M-2345-NV";

/// What the queue shows of each case.
async fn marks(kit: &Kit, reader: &Caller) -> BTreeMap<String, Vec<Mark>> {
    let page = kit.backend.queue(reader, &QueueFilter::default()).await;
    let rows = page.unwrap().rows;
    rows.into_iter()
        .map(|row| (row.reference, row.marks))
        .collect()
}

fn tick(reference: &str, seen: &[Mark]) -> Ticked {
    Ticked {
        reference: reference.to_owned(),
        seen: seen.to_vec(),
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_case_is_unopened_for_each_reader_and_round(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    sent(&kit, CASE, "one").await;
    let (me, colleague) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    assert_eq!(marks(&kit, &me).await[CASE], [Mark::Unopened]);
    kit.backend.case(&me, CASE).await.unwrap();
    kit.backend.case(&me, CASE).await.unwrap();
    assert!(marks(&kit, &me).await[CASE].is_empty());
    assert_eq!(marks(&kit, &colleague).await[CASE], [Mark::Unopened]);
    sqlx::query("update application set round = 2 where reference = $1")
        .bind(CASE)
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    assert_eq!(marks(&kit, &me).await[CASE], [Mark::Unopened]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn several_are_decided_only_as_far_as_what_was_noticed_was_shown(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    sent(&kit, CASE, "one").await;
    sent(&kit, OTHER, "two").await;
    let me = officer(&kit, "wang.li").await;
    let both = [CASE, OTHER].map(str::to_owned);
    let choice = kit.backend.bulk_choice(&me, &both).await.unwrap();
    for case in &choice.cases {
        assert_eq!(case.marks, [Mark::Unopened], "{}", case.reference);
    }
    let ticked = [tick(CASE, &[]), tick(OTHER, &[Mark::Unopened])];
    let plan = kit.backend.plan_bulk(&me, &ticked, &Decision::Approve);
    let id = plan.await.unwrap();
    let outcomes = async || {
        let view = kit.backend.bulk(&me, id).await.unwrap();
        view.cases
            .into_iter()
            .map(|case| case.outcome)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        outcomes().await,
        [BulkOutcome::Marked, BulkOutcome::Decided]
    );
    // What comes to light before it is confirmed counts as well.
    sqlx::query("update application set marks = '{disagrees}' where reference = $1")
        .bind(OTHER)
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    kit.backend.carry_out_bulk(&me, id).await.unwrap();
    assert_eq!(outcomes().await, [BulkOutcome::Marked, BulkOutcome::Marked]);
    let seen = [Mark::Disagrees, Mark::Unopened];
    let ticked = [tick(CASE, &seen), tick(OTHER, &seen)];
    let plan = kit.backend.plan_bulk(&me, &ticked, &Decision::Approve);
    let id = plan.await.unwrap();
    kit.backend.carry_out_bulk(&me, id).await.unwrap();
    let view = kit.backend.bulk(&me, id).await.unwrap();
    assert_eq!(view.good(), 2);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_two_have_in_common_and_what_a_picture_says_marks_them(pool: PgPool) {
    let kit = ready(pool).await;
    let mut one = Browser::new(&kit);
    one.fill_in("first").await;
    let first = one.submit().await.unwrap();
    let supervisor = kit.staff("boss", Role::Supervisor, None).await;
    assert_eq!(marks(&kit, &supervisor).await[&first], [Mark::Unopened]);
    let mut two = Browser::new(&kit);
    two.fill_in("second").await;
    let second = two.submit().await.unwrap();
    let found = marks(&kit, &supervisor).await;
    assert_eq!(found[&first], [Mark::Alike, Mark::Unopened]);
    assert_eq!(found[&second], [Mark::Alike, Mark::Unopened]);

    // A picture of the first one is read after it was sent.
    read_later(&kit, &first, &[("real_name", "张伟")]).await;
    assert_eq!(
        marks(&kit, &supervisor).await[&first],
        [Mark::Disagrees, Mark::Alike, Mark::Unopened]
    );
}

/// The portrait of a case is read after it was sent, and says this.
async fn read_later(kit: &Kit, reference: &str, said: &[(&str, &str)]) {
    let id: uuid::Uuid = sqlx::query_scalar("select id from application where reference = $1")
        .bind(reference)
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap();
    let id = domain::id::ApplicationId(id);
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let row = crate::application::sql::find(&mut conn, id).await.unwrap();
    let opened = kit.backend.opened(&mut conn, id, row.unwrap()).await;
    let opened = opened.unwrap();
    let (_, pictures) = crate::application::sql::submission(&mut conn, &kit.backend.keys, id, 1)
        .await
        .unwrap()
        .unwrap();
    let picture = pictures["portrait"];
    let read = posted(said);
    crate::document::sql::set_reading(&mut conn, &kit.backend.keys, picture, "done", &read)
        .await
        .unwrap();
    kit.backend
        .mark_again(&mut conn, &opened, picture)
        .await
        .unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn only_what_a_document_proves_marks_a_case_and_an_address_is_shown(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("first").await;
    let reference = browser.submit().await.unwrap();
    let supervisor = kit.staff("boss", Role::Supervisor, None).await;
    // The card has the address of the household register, and its number says the same.
    let register = "河南省洛阳市西工区中州路8号";
    let card = [
        ("address", register),
        ("id_number", "11010519491231002X"),
        ("region_city", "4103"),
    ];
    read_later(&kit, &reference, &card).await;
    assert_eq!(marks(&kit, &supervisor).await[&reference], [Mark::Unopened]);
    let ticked = [tick(&reference, &[Mark::Unopened])];
    let plan = kit
        .backend
        .plan_bulk(&supervisor, &ticked, &Decision::Approve);
    let plan = kit.backend.bulk(&supervisor, plan.await.unwrap()).await;
    assert_eq!(plan.unwrap().cases[0].outcome, BulkOutcome::Decided);
    let case = kit.backend.case(&supervisor, &reference).await.unwrap();
    let mut items = case.steps.iter().flat_map(|(_, items)| items);
    let address = items.find(|item| item.field == "address").unwrap();
    assert_eq!(address.read.as_deref(), Some(register));
    for other in [
        ("real_name", "张伟"),
        ("id_number", "110105194912310011"),
        ("valid_from", "2019-01-01"),
    ] {
        read_later(&kit, &reference, &[card[0], other]).await;
        let found = &marks(&kit, &supervisor).await[&reference];
        assert_eq!(found[..], [Mark::Disagrees], "{other:?}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_decision_about_several_says_what_a_case_has_in_common(pool: PgPool) {
    let kit = ready(pool).await;
    let mut references = Vec::new();
    for (name, others) in [
        ("first", &[][..]),
        (
            "second",
            &[
                ("id_number", "110105194912310011"),
                ("real_name", "王小明"),
                ("email", "wang@example.org"),
            ],
        ),
    ] {
        let mut browser = Browser::new(&kit);
        browser.fill_in_as(name, others).await;
        references.push(browser.submit().await.unwrap());
    }
    let supervisor = kit.staff("boss", Role::Supervisor, None).await;
    let choice = kit.backend.bulk_choice(&supervisor, &references).await;
    for case in choice.unwrap().cases {
        assert_eq!(case.clues, [Clue::Picture, Clue::Mobile]);
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_document_that_expires_while_the_case_waits_marks_it(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("first").await;
    let mut documents = DOCUMENTS.to_vec();
    documents.retain(|(field, _)| *field != "long_term");
    documents.push(("valid_to", "2026-12-01"));
    browser.save("documents", &documents).await;
    let reference = browser.submit().await.unwrap();
    let supervisor = kit.staff("boss", Role::Supervisor, None).await;
    assert_eq!(marks(&kit, &supervisor).await[&reference], [Mark::Unopened]);
    let ticked = [tick(&reference, &[Mark::Unopened])];
    let plan = kit
        .backend
        .plan_bulk(&supervisor, &ticked, &Decision::Approve);
    let plan = plan.await.unwrap();
    kit.clock.advance(TimeDelta::days(9));
    let expected = [Mark::Warned, Mark::Unopened];
    assert_eq!(marks(&kit, &supervisor).await[&reference], expected);
    let choice = kit
        .backend
        .bulk_choice(&supervisor, std::slice::from_ref(&reference));
    assert_eq!(choice.await.unwrap().cases[0].marks, expected);
    kit.backend.carry_out_bulk(&supervisor, plan).await.unwrap();
    let view = kit.backend.bulk(&supervisor, plan).await.unwrap();
    assert_eq!(
        view.cases[0].outcome,
        BulkOutcome::Marked,
        "nobody was shown that"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_due_on_the_same_day_stands_in_the_order_it_was_sent(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    for (reference, hour) in [(CASE, 3), (OTHER, 2)] {
        sent(&kit, reference, reference).await;
        sqlx::query(
            "update application set due_on = '2026-02-02'
                  , submitted_at = timestamptz '2026-01-20 00:00Z' + $2 * interval '1 hour'
             where reference = $1",
        )
        .bind(reference)
        .bind(hour)
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    }
    let me = officer(&kit, "wang.li").await;
    let page = kit.backend.queue(&me, &QueueFilter::default()).await;
    let order: Vec<_> = page
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.reference)
        .collect();
    assert_eq!(order, [OTHER, CASE]);
    let all = QueueFilter::default();
    let next = kit.backend.next_case(&me, OTHER, &all).await.unwrap();
    assert_eq!(next.as_deref(), Some(CASE));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn cases_where_nobody_works_are_an_alert_for_those_who_see_all(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    sent(&kit, CASE, "one").await;
    sqlx::query("update staff set left_at = now()")
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    let supervisor = kit.staff("boss", Role::Supervisor, None).await;
    let unmanned = async || {
        let page = kit
            .backend
            .queue(&supervisor, &QueueFilter::default())
            .await;
        let offices = page.unwrap().unmanned;
        assert_eq!(kit.backend.unmanned_offices().await.unwrap(), offices.len());
        offices
            .into_iter()
            .map(|office| (office.office, office.waiting))
            .collect::<Vec<_>>()
    };
    assert_eq!(unmanned().await, [(super::stage::OFFICE.to_owned(), 1)]);
    let me = officer(&kit, "wang.li").await;
    assert!(unmanned().await.is_empty());
    let page = kit.backend.queue(&me, &QueueFilter::default()).await;
    assert!(page.unwrap().unmanned.is_empty());
    sqlx::query("update staff set left_at = now() where user_name = 'wang.li'")
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    assert_eq!(unmanned().await.len(), 1);
}
