//! What somebody begins who has an account and is not signed in: it belongs to the browser.

use domain::application::state::ApplicationState as S;
use domain::application::view::{StepAction, Target};
use domain::review::{Decision, Role};
use domain::text::Language;
use sqlx::PgPool;

use super::applicant::{Browser, go, posted, ready};
use super::rehearsal::agree;
use crate::Error;
use crate::caller::Caller;
use crate::testing::{HERE, Kit};

fn nobody() -> Caller {
    Caller {
        session: None,
        token: None,
        language: Language::English,
        address: HERE,
        browser: String::new(),
    }
}

/// A browser in which somebody began it, and its reference.
async fn begun(kit: &Kit) -> (Caller, String) {
    let begun = kit.backend.begin(&nobody(), "lost-ticket", None).await;
    let begun = begun.unwrap();
    (kit.caller_with(begun.token.unwrap()).await, begun.value)
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_begun_signed_out_is_sent_and_decided_like_all_others(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let (visitor, reference) = begun(&kit).await;
    let place = Target::Reference(reference.clone());
    let again = backend.begin(&visitor, "lost-ticket", None).await.unwrap();
    assert_eq!((again.value, again.token), (reference.clone(), None));
    assert!(backend.draft(&visitor, &place).await.unwrap().asks_consent);
    agree(&kit, &visitor, &reference).await;
    let ticket = posted(&[("contact_person", "林晓安"), ("email", "lin@mail.example")]);
    let saved = backend.save_step(&visitor, &place, "ticket", ticket, StepAction::Next);
    assert_eq!(saved.await.unwrap().value, go("confirm"));
    backend.submit(&visitor, &place, 0, None).await.unwrap();
    let status = backend.status(&visitor, &place).await.unwrap();
    assert_eq!(status.state, S::Submitted);
    let found = backend
        .look_up(&nobody(), &reference, "lin@mail.example")
        .await;
    assert_eq!(
        found.unwrap().state,
        S::Submitted,
        "also without the browser"
    );
    let officer = kit.staff("wang.li", Role::Supervisor, None).await;
    backend.claim(&officer, &reference).await.unwrap();
    let case = backend.case(&officer, &reference).await.unwrap();
    assert_eq!((case.subject.as_str(), case.agreed.len()), ("林晓安", 1));
    backend
        .decide(&officer, &reference, case.version, Decision::Approve)
        .await
        .unwrap();
    kit.new_mails().await;
    let status = backend.status(&visitor, &place).await.unwrap();
    assert_eq!(status.state, S::Completed);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn it_belongs_to_the_browser_it_was_begun_in_and_to_no_other(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let (_, reference) = begun(&kit).await;
    let place = Target::Reference(reference);
    let (stranger, _) = begun(&kit).await;
    let refused = backend.draft(&stranger, &place).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let refused = backend.draft(&nobody(), &place).await;
    assert!(matches!(refused, Err(Error::SignedOut)), "{refused:?}");
    // Who is signed in begins what is for owners, and who is not begins nothing of that.
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let refused = backend.begin(&owner, "lost-ticket", None).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    let refused = backend.start(&owner, "lost-ticket").await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    let refused = backend.begin(&nobody(), "profile-change", None).await;
    assert!(matches!(refused, Err(Error::SignedOut)), "{refused:?}");
    let offers = backend.offers(&owner).await.unwrap();
    assert!(offers.iter().all(|offer| offer.kind != "lost-ticket"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_browser_holds_a_registration_and_what_was_begun_signed_out_side_by_side(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    // First the registration, then the other.
    let mut browser = Browser::new(&kit);
    let (caller, place) = (browser.caller().await, Target::Newcomer);
    let saved = backend.save_field(&caller, &place, "user_name", "ouyang.nana");
    let saved = saved.await.unwrap();
    let registration = saved.value.reference.unwrap();
    browser.token = saved.token;
    let begun_too = backend
        .begin(&browser.caller().await, "lost-ticket", None)
        .await
        .unwrap();
    assert_eq!(begun_too.token, None);
    let caller = browser.caller().await;
    let draft = backend.draft(&caller, &Target::Newcomer).await.unwrap();
    assert_eq!(draft.reference, Some(registration));
    let other = Target::Reference(begun_too.value);
    let draft = backend.draft(&caller, &other).await.unwrap();
    assert_eq!(draft.kind, "lost-ticket");

    // The other way round.
    let (visitor, reference) = begun(&kit).await;
    let blank = backend.draft(&visitor, &Target::Newcomer).await.unwrap();
    assert_eq!(
        (blank.kind.as_str(), blank.reference),
        ("registration", None)
    );
    let saved = backend.save_field(&visitor, &Target::Newcomer, "user_name", "lin.xiaoan");
    let saved = saved.await.unwrap();
    assert_eq!(saved.token, None, "the session there is");
    let visitor = kit.caller_with(visitor.token.unwrap()).await;
    let draft = backend.draft(&visitor, &Target::Newcomer).await.unwrap();
    assert_eq!(draft.reference, saved.value.reference);
    let draft = backend.draft(&visitor, &Target::Reference(reference)).await;
    assert_eq!(draft.unwrap().kind, "lost-ticket");
}
