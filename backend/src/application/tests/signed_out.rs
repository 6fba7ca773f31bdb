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
use crate::session::{NewOwner, Owner};
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
    assert_eq!(again.value, reference);
    assert_eq!(again.token, visitor.token, "its cookie lasts longer");
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
    let caller = browser.caller().await;
    assert_eq!(begun_too.token, caller.token, "its cookie lasts longer");
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
    assert_eq!(saved.token, visitor.token, "the session there is");
    let visitor = kit.caller_with(visitor.token.unwrap()).await;
    let draft = backend.draft(&visitor, &Target::Newcomer).await.unwrap();
    assert_eq!(draft.reference, saved.value.reference);
    let draft = backend.draft(&visitor, &Target::Reference(reference)).await;
    assert_eq!(draft.unwrap().kind, "lost-ticket");
}

/// Whoever opens it finds a draft of this kind.
async fn opens(kit: &Kit, caller: &Caller, reference: &str) -> bool {
    let place = Target::Reference(reference.to_owned());
    match kit.backend.draft(caller, &place).await {
        Ok(draft) => draft.kind == "lost-ticket",
        Err(Error::NotFound | Error::SignedOut | Error::Forbidden) => false,
        Err(error) => panic!("{error:?}"),
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_second_one_leaves_the_first_where_it_was(pool: PgPool) {
    let kit = ready(pool).await;
    let (visitor, first) = begun(&kit).await;
    agree(&kit, &visitor, &first).await;
    let place = Target::Reference(first.clone());
    let ticket = posted(&[("contact_person", "林晓安"), ("email", "lin@mail.example")]);
    let saved = kit
        .backend
        .save_step(&visitor, &place, "ticket", ticket, StepAction::Next);
    saved.await.unwrap();
    kit.backend.submit(&visitor, &place, 0, None).await.unwrap();
    let second = kit.backend.begin(&visitor, "lost-ticket", None).await;
    let second = second.unwrap();
    assert_eq!(second.token, visitor.token);
    assert_ne!(second.value, first);
    let visitor = kit.caller_with(visitor.token.unwrap()).await;
    assert!(opens(&kit, &visitor, &second.value).await);
    let status = kit.backend.status(&visitor, &place).await.unwrap();
    assert_eq!(status.state, S::Submitted, "the first one is still told");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn it_goes_over_to_whoever_signs_in_at_that_browser_and_ends_with_signing_out(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let (visitor, reference) = begun(&kit).await;
    let old = visitor.token.clone();
    let [lin, wang] = [
        kit.account("lin", Some("lin@mail.example")).await,
        kit.account("wang", Some("wang@mail.example")).await,
    ];
    let sign_in = async |owner, old: Option<String>| {
        let mut conn = backend.pool.acquire().await.unwrap();
        let token = backend.open_session(&mut conn, owner, old.as_deref()).await;
        drop(conn);
        kit.caller_with(token.unwrap()).await
    };
    let owner = sign_in(NewOwner::Applicant(lin), old.clone()).await;
    assert!(opens(&kit, &owner, &reference).await);
    let gone = kit.caller_with(old.unwrap()).await;
    assert!(
        !opens(&kit, &gone, &reference).await,
        "the old token is over"
    );
    let elsewhere = sign_in(NewOwner::Applicant(lin), None).await;
    assert!(
        !opens(&kit, &elsewhere, &reference).await,
        "another browser"
    );
    // The owner gives the password again; then somebody else does, at the same browser.
    let again = sign_in(NewOwner::Applicant(lin), owner.token).await;
    assert!(opens(&kit, &again, &reference).await);
    let other = sign_in(NewOwner::Applicant(wang), again.token).await;
    assert!(!opens(&kit, &other, &reference).await);
    // It is nobody's any more, and its state is still told.
    let (visitor, reference) = begun(&kit).await;
    let owner = sign_in(NewOwner::Applicant(lin), visitor.token).await;
    backend.end_session(&owner.token.unwrap()).await.unwrap();
    let (stranger, _) = begun(&kit).await;
    assert!(!opens(&kit, &stranger, &reference).await);
    assert!(!opens(&kit, &nobody(), &reference).await);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn staff_who_sign_in_at_that_browser_open_no_draft(pool: PgPool) {
    let kit = ready(pool).await;
    let (visitor, reference) = begun(&kit).await;
    let staff = kit.staff("wang.li", Role::Administrator, None).await;
    let staff = staff.session.unwrap().owner;
    let Owner::Staff { staff, .. } = staff else {
        panic!("a member of staff")
    };
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let token = kit
        .backend
        .open_session(&mut conn, NewOwner::Staff(staff), visitor.token.as_deref())
        .await
        .unwrap();
    drop(conn);
    let officer = kit.caller_with(token).await;
    assert!(!opens(&kit, &officer, &reference).await);
    assert!(officer.session.unwrap().signed_out.is_empty());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_session_that_ended_meanwhile_holds_nothing_new_and_a_live_one_lasts_as_long_as_its_drafts(
    pool: PgPool,
) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let (visitor, first) = begun(&kit).await;
    backend
        .end_session(visitor.token.as_deref().unwrap())
        .await
        .unwrap();
    // The request knew the session before it ended.
    let begun_anew = backend.begin(&visitor, "lost-ticket", None).await.unwrap();
    let caller = kit.caller_with(begun_anew.token.unwrap()).await;
    assert!(opens(&kit, &caller, &begun_anew.value).await);
    assert!(!opens(&kit, &caller, &first).await);
    let ends_at = caller.session.as_ref().unwrap().ends_at;
    kit.clock.advance(chrono::TimeDelta::days(3));
    let again = backend.begin(&caller, "lost-ticket", None).await.unwrap();
    assert_eq!(again.value, begun_anew.value);
    let caller = kit.caller_with(caller.token.unwrap()).await;
    let prolonged = caller.session.unwrap().ends_at - ends_at;
    assert_eq!(prolonged, chrono::TimeDelta::days(3));
}
