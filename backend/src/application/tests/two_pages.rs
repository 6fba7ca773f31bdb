//! Two pages of one application that know nothing of each other, and a page nobody can come back to.

use domain::application::view::{DraftView, StepAction, StepOutcome, Target};
use domain::form::FieldError;
use domain::form::drawn::{Drawn, EnteredField, Posted, keep, mark, take_other};
use sqlx::PgPool;

use super::applicant::{BASIC, Browser, CONTACT, posted, ready};
use crate::Error;
use crate::application::submit::Accepted;

/// What a page of a step says it was drawn from.
fn page(draft: &DraftView, step: &str) -> Drawn {
    Drawn::of(&draft.answers, draft.step(step).unwrap().fields())
}

impl Browser<'_> {
    async fn draft(&self) -> DraftView {
        let caller = self.caller().await;
        let draft = self.kit.backend.draft(&caller, &Target::Newcomer).await;
        draft.unwrap()
    }

    /// Autosaves a field of a page, and answers what the page is told.
    async fn leave(&mut self, drawn: &Drawn, field: &str, text: &str) -> Option<FieldError> {
        let caller = self.caller().await;
        let entered = EnteredField {
            text: text.to_owned(),
            drawn: drawn.clone(),
        };
        let backend = &self.kit.backend;
        let saved = backend
            .save_field(&caller, &Target::Newcomer, field, entered)
            .await;
        self.take(saved.unwrap()).finding
    }

    async fn send(&mut self, drawn: Drawn, answers: &[(&str, &str)], action: &str) -> StepOutcome {
        let caller = self.caller().await;
        let posted = Posted {
            answers: posted(answers),
            drawn: drawn.with_action(action),
        };
        let (backend, action) = (&self.kit.backend, StepAction::parse(action));
        let saved = backend
            .save_step(&caller, &Target::Newcomer, "contact", posted, action)
            .await;
        self.take(saved.unwrap())
    }
}

fn disputed(other: &str) -> Option<FieldError> {
    Some(FieldError::Disputed {
        other: other.to_owned(),
        label: String::new(),
    })
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_older_page_overwrites_nothing_and_loses_nothing(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let before = page(&browser.draft().await, "contact");
    assert_eq!(browser.leave(&before, "address", "first tab").await, None);
    // The second tab was drawn before that.
    let told = browser.leave(&before, "address", "second tab").await;
    assert_eq!(told, disputed("first tab"));
    // It types on, and leaves a field alone that was changed elsewhere.
    let told = browser.leave(&before, "address", "second tab, on").await;
    assert_eq!(told, disputed("first tab"));
    assert_eq!(browser.leave(&before, "mobile", "13900139000").await, None);
    let mobile = CONTACT.iter().find(|(id, _)| *id == "mobile").unwrap().1;
    assert_eq!(browser.leave(&before, "mobile", mobile).await, None);
    let draft = browser.draft().await;
    assert_eq!(draft.answers.get("address"), "first tab");
    assert_eq!(draft.answers.get("mobile"), "13900139000");
    let (text, reason) = &draft.facts.findings["address"];
    assert_eq!(
        (text.as_str(), Some(reason.clone())),
        ("first tab", disputed("second tab, on"))
    );
    // Nothing of it can be sent before somebody chooses.
    let refused = browser.submit().await;
    assert!(
        matches!(&refused, Err(Error::Answers(errors)) if errors.contains_key("address")),
        "{refused:?}"
    );
    // The second tab was shown the other text, and keeps its own.
    let mut second = before.clone();
    second.add("address", mark("second tab, on"));
    second.add("address", mark("first tab"));
    let told = browser.leave(&second, "address", "second tab, on").await;
    assert_eq!(told, None);
    // Now the first tab is the older one.
    let mut first = before;
    first.add("address", mark("first tab"));
    let told = browser.leave(&first, "address", "first tab, on").await;
    assert_eq!(told, disputed("second tab, on"));
    first.add("address", mark("first tab, on"));
    first.add("address", mark("second tab, on"));
    assert_eq!(
        browser.leave(&first, "address", "second tab, on").await,
        None,
        "the other one, taken"
    );
    browser.submit().await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_plain_form_of_an_older_page_is_answered_with_both_texts(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let before = page(&browser.draft().await, "contact");
    let other = [("address", "first tab"), ("industry", "B")];
    let mut first: Vec<_> = CONTACT.to_vec();
    for (field, text) in &mut first {
        if let Some((_, other)) = other.iter().find(|(id, _)| id == field) {
            *text = other;
        }
    }
    let gone_on = browser.send(before.clone(), &first, "next").await;
    assert!(matches!(gone_on, StepOutcome::Go { .. }), "{gone_on:?}");

    let mut second: Vec<_> = CONTACT.to_vec();
    for (field, text) in &mut second {
        match *field {
            "address" => *text = "second tab",
            "postcode" => *text = "450001",
            "industry" => *text = "C",
            _ => {}
        }
    }
    let outcome = browser.send(before.clone(), &second, "next").await;
    let StepOutcome::Stay { errors } = outcome else {
        panic!("{outcome:?}")
    };
    let fields: Vec<_> = errors.keys().map(String::as_str).collect();
    assert_eq!(fields, ["address", "industry"]);
    assert_eq!(errors["address"].other(), Some("first tab"), "as seen here");
    let FieldError::Disputed { other, label } = &errors["industry"] else {
        panic!("{errors:?}")
    };
    assert!(other == "B" && !label.is_empty(), "{errors:?}");
    // The page drawn anew has both, and what was typed in another field.
    let draft = browser.draft().await;
    assert_eq!(draft.answers.get("postcode"), "450001");
    assert_eq!(draft.answers.get("address"), "first tab");
    assert_eq!(
        draft.facts.findings["address"].1.other(),
        Some("second tab")
    );
    // To go on without a choice leads here again; no code goes to an address nobody chose.
    let now = page(&draft, "contact");
    let shown: Vec<_> = second
        .iter()
        .map(|(id, _)| (*id, draft.answers.get(id)))
        .collect();
    for action in ["next", "send-code"] {
        let again = browser.send(now.clone(), &shown, action).await;
        let StepOutcome::Stay { errors } = again else {
            panic!("{again:?}")
        };
        assert_eq!(errors.len(), 2, "{action}: {errors:?}");
    }
    // One is taken, one kept.
    browser
        .send(now.clone(), &shown, &take_other("address", "second tab"))
        .await;
    let draft = browser.draft().await;
    assert_eq!(draft.answers.get("address"), "second tab");
    let now = page(&draft, "contact");
    let shown: Vec<_> = second
        .iter()
        .map(|(id, _)| (*id, draft.answers.get(id)))
        .collect();
    browser
        .send(now.clone(), &shown, &keep("industry", "C"))
        .await;
    let draft = browser.draft().await;
    assert_eq!(draft.answers.get("industry"), "B");
    assert!(draft.facts.findings.is_empty(), "{:?}", draft.facts);
    let done = browser.send(now, &shown, "next").await;
    assert!(matches!(done, StepOutcome::Go { .. }), "{done:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_newcomer_without_a_session_begins_anew_with_what_is_on_the_page(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let mut browser = Browser::new(&kit);
    let _ = browser.act("basic", BASIC, StepAction::Refresh).await;
    let first = browser.draft().await;
    let place = first.place.clone();
    let drawn = page(&first, "basic");
    // The cookie is gone: a field that is left makes a new registration, and its page is told.
    browser.token = None;
    let entered = EnteredField {
        text: "ouyang".to_owned(),
        drawn: drawn.clone(),
    };
    let caller = browser.caller().await;
    let saved = backend
        .save_field(&caller, &place, "user_name", entered.clone())
        .await;
    let saved = browser.take(saved.unwrap());
    let second = saved.reference.expect("a new registration");
    assert_ne!(Some(&second), first.reference.as_ref());
    assert_eq!(browser.draft().await.reference.as_ref(), Some(&second));
    // What comes from the old page goes there too, and begins no third one.
    let caller = browser.caller().await;
    let saved = backend
        .save_field(&caller, &place, "user_name", entered.clone())
        .await;
    assert_eq!(browser.take(saved.unwrap()).reference, Some(second.clone()));
    // A whole step, and the account is made.
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "ouyang"));
    let caller = browser.caller().await;
    let step = Posted {
        answers: posted(&basic),
        drawn,
    };
    let saved = backend
        .save_step(&caller, &place, "basic", step, StepAction::Next)
        .await;
    let outcome = browser.take(saved.unwrap());
    assert!(matches!(outcome, StepOutcome::Go { .. }), "{outcome:?}");
    // With an account there is somebody to sign in.
    browser.token = None;
    let caller = browser.caller().await;
    let place = Target::NewcomerOf(second);
    let lost = backend
        .save_field(&caller, &place, "user_name", entered)
        .await;
    assert!(matches!(lost, Err(Error::SignedOut)), "{:?}", lost.err());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_photo_of_a_newcomer_without_a_session_begins_anew_too(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    let _ = browser.act("basic", BASIC, StepAction::Refresh).await;
    let first = browser.draft().await;
    browser.token = None;
    let caller = browser.caller().await;
    let photo = super::applicant::photo();
    let stored = kit
        .backend
        .store_picture(&caller, &first.place, "portrait", None, photo)
        .await;
    browser.take(stored.unwrap());
    let second = browser.draft().await;
    assert_ne!(second.reference, first.reference);
    assert!(second.pictures.contains_key("portrait"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn only_what_the_last_page_showed_is_sent(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let send = async |browser: &Browser<'_>, shown: &DraftView| {
        let caller = browser.caller().await;
        let terms = shown.terms.clone().unwrap();
        let accepted = Accepted {
            version: terms.version,
            sha256: terms.sha256,
        };
        let drawn = Drawn::from_value(&shown.drawn().value());
        let backend = &browser.kit.backend;
        backend
            .submit_as_drawn(&caller, &Target::Newcomer, 0, Some(accepted), drawn)
            .await
    };
    let shown = browser.draft().await;
    let another = Drawn::unknown();
    assert_eq!(browser.leave(&another, "mobile", "13900139000").await, None);
    let late = send(&browser, &shown).await;
    assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
    let shown = browser.draft().await;
    browser.upload("portrait").await;
    let late = send(&browser, &shown).await;
    assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
    send(&browser, &browser.draft().await).await.unwrap();
}
