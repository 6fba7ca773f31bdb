//! What is agreed to before the first step, and what happens before anybody does.

use domain::application::view::{StepAction, Target};
use domain::document::Attempt;
use domain::review::Role;
use sqlx::PgPool;

use super::applicant::{posted, ready};
use super::rehearsal::agree;
use crate::Error;
use crate::application::sql;
use crate::application::submit::Accepted;
use crate::caller::Caller;
use crate::notice::{Notice, terms};
use crate::record::theatre;
use crate::testing::Kit;

async fn begun(kit: &Kit, owner: &Caller, name: &str) -> String {
    let account = owner.account().unwrap();
    let theatre = theatre::open(&kit.backend, account, name, &[]).unwrap();
    let about = theatre.value();
    let started = kit.backend.start_about(owner, "rehearsal", Some(&about));
    started.await.unwrap()
}

/// The operator publishes other words.
async fn publish(kit: &Kit, text: &str) -> i32 {
    let texts: domain::text::Texts = [("en", text), ("ja", text), ("zh-CN", text)]
        .into_iter()
        .collect();
    let notice = Notice {
        title: texts.clone(),
        text: texts,
    };
    let mut tx = kit.backend.pool.begin().await.unwrap();
    let now = kit.backend.clock.now();
    let version = terms::publish(&mut tx, "rehearsal", &notice, now).await;
    tx.commit().await.unwrap();
    version.unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn nothing_is_asked_before_the_terms_of_a_kind_are_agreed_to(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let reference = begun(&kit, &owner, "Odeon").await;
    let place = Target::Reference(reference.clone());
    let draft = backend.draft(&owner, &place).await.unwrap();
    assert!(draft.asks_consent);
    let field = backend.save_field(&owner, &place, "wish", "plain").await;
    assert!(matches!(field, Err(Error::Forbidden)), "{field:?}");
    let wish = posted(&[("wish", "plain")]);
    let step = backend.save_step(&owner, &place, "wish", wish, StepAction::Next);
    let step = step.await;
    assert!(matches!(step, Err(Error::Forbidden)), "{step:?}");
    let sent = backend.submit(&owner, &place, 0, None).await;
    assert!(matches!(sent, Err(Error::Forbidden)), "{sent:?}");
    let removed = backend.remove_picture(&owner, &place, "wish", None).await;
    assert!(matches!(removed, Err(Error::Forbidden)), "{removed:?}");
    let attempt = Attempt::parse("1").unwrap();
    let overtaken = backend.overtake(&owner, &place, "wish", attempt).await;
    assert!(matches!(overtaken, Err(Error::Forbidden)), "{overtaken:?}");
    // Nobody agrees for somebody else, or to another text.
    let other = kit.account("wang", Some("wang@mail.example")).await;
    let stranger = kit.browser_of(other).await;
    let foreign = backend.consent(&stranger, &reference).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let made_up = Accepted {
        version: 1,
        sha256: "0".repeat(64),
    };
    let refused = backend.agree(&stranger, &reference, made_up.clone()).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let refused = backend.agree(&owner, &reference, made_up).await;
    assert!(matches!(refused, Err(Error::Stale { .. })), "{refused:?}");
    assert!(backend.draft(&owner, &place).await.unwrap().asks_consent);

    agree(&kit, &owner, &reference).await;
    assert!(!backend.draft(&owner, &place).await.unwrap().asks_consent);
    backend
        .save_field(&owner, &place, "wish", "plain")
        .await
        .unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn another_version_is_asked_for_with_the_next_draft_and_not_with_one_that_is_begun(
    pool: PgPool,
) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let first = begun(&kit, &owner, "Odeon").await;
    let shown = backend.consent(&owner, &first).await.unwrap();
    assert_eq!(
        (shown.terms.version, shown.title.as_str()),
        (1, "Terms of the rehearsal")
    );
    let waiting = begun(&kit, &owner, "Rose").await;
    agree(&kit, &owner, &first).await;
    assert_eq!(publish(&kit, "Applause only at the end.").await, 2);
    let place = |reference: &str| Target::Reference(reference.to_owned());
    let draft = backend.draft(&owner, &place(&first)).await.unwrap();
    assert!(!draft.asks_consent, "it was agreed to");
    // A page with the version before is no consent to this one.
    let old = Accepted {
        version: 1,
        sha256: shown.terms.sha256.clone(),
    };
    let late = backend.agree(&owner, &waiting, old).await;
    assert!(matches!(late, Err(Error::Stale { seen: 1 })), "{late:?}");
    agree(&kit, &owner, &waiting).await;
    let mut conn = backend.pool.acquire().await.unwrap();
    for (reference, version) in [(&first, 1), (&waiting, 2)] {
        let id = sql::id_of(&mut conn, reference).await.unwrap().unwrap();
        let agreed = backend.agreed(&mut conn, id, owner.language).await.unwrap();
        let kept: Vec<_> = agreed
            .iter()
            .map(|one| (one.notice.as_str(), one.version, one.round))
            .collect();
        assert_eq!(kept, [("rehearsal", version, 0)]);
        assert_eq!(agreed[0].at, "2026-11-23 09:00");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_text_that_ships_is_the_first_version_also_where_nobody_accepted_it(pool: PgPool) {
    let kit = ready(pool).await;
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let reference = begun(&kit, &owner, "Odeon").await;
    let shown = kit.backend.consent(&owner, &reference).await.unwrap();
    assert_eq!(shown.terms.version, 1);
    assert_eq!(publish(&kit, "Applause only at the end.").await, 2);
    let shown = kit.backend.consent(&owner, &reference).await.unwrap();
    assert_eq!(shown.terms.version, 2);
    let administrator = kit.staff("root", Role::Administrator, None).await;
    let first = kit
        .backend
        .notice_version(&administrator, "rehearsal", 1)
        .await;
    let english = first
        .unwrap()
        .texts
        .into_iter()
        .find(|text| text.language == "en");
    assert_eq!(english.unwrap().title, "Terms of the rehearsal");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn staff_read_what_was_agreed_to_with_a_case(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let reference = begun(&kit, &owner, "Odeon").await;
    super::records::send(&kit, &owner, &reference)
        .await
        .unwrap();
    let officer = kit.staff("wang.li", Role::Supervisor, None).await;
    let case = backend.case(&officer, &reference).await.unwrap();
    let told: Vec<_> = case
        .agreed
        .iter()
        .map(|one| (one.title.as_str(), one.version, one.round))
        .collect();
    assert_eq!(told, [("排练须知", 1, 0)]);
}
