//! What may be begun about a record: once for each an account has, and about no other.

use domain::application::state::ApplicationState as S;
use domain::application::view::{StepAction, Target};
use domain::review::{Decision, Finding, Role};
use sqlx::PgPool;

use super::applicant::{go, posted, ready};
use super::rehearsal::agree;
use crate::Error;
use crate::application::sql;
use crate::caller::Caller;
use crate::record::theatre;
use crate::testing::Kit;

const FACTS: &[(&str, &str)] = &[("address", "花园路1号"), ("season_ends", "2026-11-30")];

async fn begin(kit: &Kit, owner: &Caller, record: &str) -> Result<String, Error> {
    kit.backend
        .start_about(owner, "rehearsal", Some(record))
        .await
}

/// Answers all of it and sends it.
pub(super) async fn send(kit: &Kit, owner: &Caller, reference: &str) -> Result<String, Error> {
    let (backend, place) = (&kit.backend, Target::Reference(reference.to_owned()));
    agree(kit, owner, reference).await;
    let wish = posted(&[("wish", "plain"), ("industry", "A")]);
    let mut contacts = Vec::new();
    for group in ["registration", "technical", "billing"] {
        for (field, text) in [
            ("contact_person", "林晓安"),
            ("mobile", "13800138000"),
            ("email", "lin@mail.example"),
        ] {
            contacts.push((format!("{group}.{field}"), text));
        }
    }
    let contacts: Vec<_> = contacts
        .iter()
        .map(|(id, text)| (id.as_str(), *text))
        .collect();
    for (step, answers, next) in [
        ("wish", wish, "contacts"),
        ("contacts", posted(&contacts), "confirm"),
    ] {
        let saved = backend.save_step(owner, &place, step, answers, StepAction::Next);
        assert_eq!(saved.await.unwrap().value, go(next));
    }
    backend.submit(owner, &place, 0, None).await
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn each_record_is_offered_by_its_name_and_says_until_when_or_why_not(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let offered = async || {
        let offers = backend.offers(&owner).await.unwrap();
        let offers = offers.into_iter().filter(|offer| offer.kind == "rehearsal");
        let told = offers.map(|offer| {
            let name = offer.record.map(|record| record.name);
            (name, offer.until.map(|day| day.to_string()), offer.why_not)
        });
        told.collect::<Vec<_>>()
    };
    let why = |code: &str| Some(code.to_owned());
    assert_eq!(offered().await, [(None, None, why("no_record"))]);
    theatre::open(backend, account, "Odeon", FACTS).unwrap();
    theatre::open(backend, account, "Globe", &[("is_dark", "yes")]).unwrap();
    theatre::open(backend, account, "Rose", &[]).unwrap();
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(
        offered().await,
        [
            (named("Odeon"), named("2026-11-30"), None),
            (named("Globe"), None, why("dark")),
            (named("Rose"), None, None),
        ]
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn one_draft_is_open_for_each_record(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let odeon = theatre::open(backend, account, "Odeon", FACTS).unwrap();
    let rose = theatre::open(backend, account, "Rose", &[]).unwrap();
    let first = begin(&kit, &owner, &odeon.value()).await.unwrap();
    let place = Target::Reference(first.clone());
    let draft = backend.draft(&owner, &place).await.unwrap();
    assert_eq!(draft.answers.get("address"), "花园路1号", "from the record");
    assert_eq!(draft.record.unwrap().name, "Odeon");
    let second = begin(&kit, &owner, &rose.value()).await.unwrap();
    assert_ne!(first, second, "about another one");
    let again = begin(&kit, &owner, &odeon.value()).await.unwrap();
    assert_eq!(again, first, "the draft there is");

    // The database holds it, whoever asks.
    let mut conn = backend.pool.acquire().await.unwrap();
    let id = sql::id_of(&mut conn, &first).await.unwrap().unwrap();
    let same = sqlx::query(
        "insert into application (id, reference, kind, account_id, record_kind, record_id, state, language
           , created_at, changed_at)
         select gen_random_uuid(), 'another', kind, account_id, record_kind, record_id, state, language
           , created_at, changed_at from application where id = $1",
    )
    .bind(id.0)
    .execute(&mut *conn)
    .await
    .unwrap_err();
    assert!(same.to_string().contains("application_one_draft"), "{same}");
    drop(conn);

    // What is sent is open no more.
    send(&kit, &owner, &first).await.unwrap();
    let next = begin(&kit, &owner, &odeon.value()).await.unwrap();
    assert_ne!(next, first);
    let listed = backend.applications(&owner).await.unwrap();
    let mut names: Vec<_> = listed
        .listed
        .into_iter()
        .map(|listed| (listed.reference, listed.record.unwrap().name))
        .collect();
    names.sort();
    let mut expected = [(first, "Odeon"), (second, "Rose"), (next, "Odeon")]
        .map(|(reference, name)| (reference, name.to_owned()));
    expected.sort();
    assert_eq!(names, expected);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_record_of_somebody_else_is_one_that_does_not_exist(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let other = kit.account("wang", Some("wang@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let foreign = theatre::open(backend, other, "Globe", FACTS)
        .unwrap()
        .value();
    let nobodys = "theatre:00000000-0000-4000-8000-000000000000".to_owned();
    let malformed = "contract:7".to_owned();
    for record in [foreign, nobodys, malformed, String::new()] {
        let refused = begin(&kit, &owner, &record).await;
        assert!(
            matches!(refused, Err(Error::NotFound)),
            "{record}: {refused:?}"
        );
    }
    // Nor is a kind about something it is not about.
    let own = theatre::open(backend, account, "Odeon", FACTS)
        .unwrap()
        .value();
    let refused = backend
        .start_about(&owner, "profile-change", Some(&own))
        .await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    // What somebody else began about theirs stays theirs.
    let reference = begin(&kit, &owner, &own).await.unwrap();
    let stranger = kit.browser_of(other).await;
    let place = Target::Reference(reference);
    let refused = backend.draft(&stranger, &place).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_cannot_be_begun_any_more_is_not_sent(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let dark = theatre::open(backend, account, "Globe", &[("is_dark", "yes")]).unwrap();
    let refused = begin(&kit, &owner, &dark.value()).await;
    assert!(
        matches!(refused, Err(Error::Ineligible(why)) if why.0 == "dark"),
        "{refused:?}"
    );
    let odeon = theatre::open(backend, account, "Odeon", FACTS).unwrap();
    let reference = begin(&kit, &owner, &odeon.value()).await.unwrap();
    kit.clock.advance(chrono::TimeDelta::days(8));
    let owner = kit.browser_of(account).await;
    let late = send(&kit, &owner, &reference).await;
    assert!(
        matches!(late, Err(Error::Ineligible(why)) if why.0 == "season_over"),
        "{late:?}"
    );
    theatre::close(odeon).unwrap();
    let place = Target::Reference(reference);
    let gone = backend.submit(&owner, &place, 0, None).await;
    assert!(
        matches!(gone, Err(Error::Ineligible(why)) if why.0 == "no_record"),
        "{gone:?}"
    );
    let draft = backend.draft(&owner, &place).await.unwrap();
    assert_eq!(draft.record.unwrap().name, "", "only what type it was of");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_about_a_record_is_sent_corrected_and_decided(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let odeon = theatre::open(backend, account, "Odeon", FACTS).unwrap();
    let reference = begin(&kit, &owner, &odeon.value()).await.unwrap();
    let place = Target::Reference(reference.clone());
    send(&kit, &owner, &reference).await.unwrap();
    let officer = kit.staff("wang.li", Role::Supervisor, None).await;
    backend.claim(&officer, &reference).await.unwrap();
    let case = backend.case(&officer, &reference).await.unwrap();
    assert_eq!(case.record.unwrap().name, "Odeon", "as staff see it");
    let flagged = Decision::Return {
        reason: String::new(),
        findings: vec![Finding {
            item: "billing.mobile".to_owned(),
            reason: "wrong".to_owned(),
            instruction: String::new(),
        }],
    };
    backend
        .decide(&officer, &reference, case.version, flagged)
        .await
        .unwrap();
    // A season that ends meanwhile takes nothing away from what was sent in time.
    kit.clock.advance(chrono::TimeDelta::days(8));
    let owner = kit.browser_of(account).await;
    let again = begin(&kit, &owner, &odeon.value()).await.unwrap();
    assert_eq!(again, reference, "what was sent back is what is open");
    let change = posted(&[("billing.mobile", "13600136000")]);
    let saved = backend.save_correction(&owner, &place, change, StepAction::Next);
    assert_eq!(saved.await.unwrap(), go("confirm"));
    backend.submit(&owner, &place, 1, None).await.unwrap();
    let officer = kit.staff("zhao.min", Role::Supervisor, None).await;
    backend.claim(&officer, &reference).await.unwrap();
    backend
        .confirm_by_telephone(&officer, &reference)
        .await
        .unwrap();
    let case = backend.case(&officer, &reference).await.unwrap();
    backend
        .decide(&officer, &reference, case.version, Decision::Approve)
        .await
        .unwrap();
    kit.new_mails().await;
    let status = backend.status(&owner, &place).await.unwrap();
    assert_eq!(
        status.state,
        S::Completed,
        "its effect was given the record"
    );
    assert_eq!(status.record.unwrap().name, "Odeon");
}
