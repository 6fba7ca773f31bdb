//! A kind that uses what the kinds of today leave unused is drafted, sent, corrected, decided and
//! carried out by the same code as all others.

use domain::application::paper::{PaperForm, PaperView};
use domain::application::state::ApplicationState as S;
use domain::application::view::{StepAction, StepOutcome, Target};
use domain::form::FieldError;
use domain::review::requirement::Requirement;
use domain::review::{Decision, Finding, Role};
use sqlx::PgPool;

use super::applicant::{go, posted, ready};
use crate::Error;
use crate::application::submit::Accepted;
use crate::caller::Caller;
use crate::record::theatre;
use crate::testing::Kit;

async fn save(
    kit: &Kit,
    caller: &Caller,
    place: &Target,
    step: &str,
    answers: &[(&str, &str)],
) -> StepOutcome {
    let next = StepAction::Next;
    let saved = kit
        .backend
        .save_step(caller, place, step, posted(answers), next);
    saved.await.unwrap().value
}

/// Agrees to what is asked before the first step.
pub(super) async fn agree(kit: &Kit, caller: &Caller, reference: &str) {
    let consent = kit.backend.consent(caller, reference).await.unwrap();
    let accepted = Accepted {
        version: consent.terms.version,
        sha256: consent.terms.sha256,
    };
    kit.backend
        .agree(caller, reference, accepted)
        .await
        .unwrap();
}

/// One of the three contacts.
fn contact<'a>(ids: &'a [String; 3], mobile: &'a str) -> [(&'a str, &'a str); 3] {
    [
        (&ids[0], "林晓安"),
        (&ids[1], mobile),
        (&ids[2], "lin@mail.example"),
    ]
}

fn ids(group: &str) -> [String; 3] {
    ["contact_person", "mobile", "email"].map(|field| format!("{group}.{field}"))
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_no_kind_of_today_uses_works_from_the_first_page_to_the_effect(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let theatre = theatre::open(backend, account, "Odeon", &[]).unwrap();
    let offers = backend.offers(&owner).await.unwrap();
    assert!(offers.iter().any(|offer| offer.kind == "rehearsal"));
    let about = theatre.value();
    let reference = backend
        .start_about(&owner, "rehearsal", Some(&about))
        .await
        .unwrap();
    let place = Target::Reference(reference.clone());
    agree(&kit, &owner, &reference).await;
    let draft = backend.draft(&owner, &place).await.unwrap();
    let known = draft.answers.get("registration.email");
    assert_eq!(known, "nobody@mail.example", "from the profile");

    // A list of the operator's, which only the server knows.
    let wish = [("wish", "plain"), ("industry", "no-such-industry")];
    let refused = save(&kit, &owner, &place, "wish", &wish).await;
    let StepOutcome::Stay { errors } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(errors.get("industry"), Some(&FieldError::NotAChoice));

    // A page that is there with one answer only.
    let plain = [("wish", "plain"), ("industry", "A")];
    assert_eq!(
        save(&kit, &owner, &place, "wish", &plain).await,
        go("contacts")
    );
    let more = [("wish", "more"), ("industry", "A")];
    assert_eq!(save(&kit, &owner, &place, "wish", &more).await, go("more"));
    let draft = backend.draft(&owner, &place).await.unwrap();
    let steps: Vec<_> = draft.journey().steps().iter().map(|step| step.id).collect();
    assert_eq!(steps, ["wish", "more", "contacts", "confirm"]);
    let address = [("address", "花园路1号")];
    assert_eq!(
        save(&kit, &owner, &place, "more", &address).await,
        go("contacts")
    );

    // A group asked three times, each field with a mark of its own.
    let [first, second, third] = ["registration", "technical", "billing"].map(ids);
    let mut contacts = contact(&first, "13800138000").to_vec();
    contacts.extend(contact(&second, "123"));
    let wrong = save(&kit, &owner, &place, "contacts", &contacts).await;
    let StepOutcome::Stay { errors } = wrong else {
        panic!("{wrong:?}");
    };
    let marked: Vec<&str> = errors.keys().map(String::as_str).collect();
    let expected = [
        "billing.contact_person",
        "billing.email",
        "billing.mobile",
        "technical.mobile",
    ];
    assert_eq!(marked, expected);
    contacts.extend(contact(&second, "13900139000"));
    contacts.extend(contact(&third, "13700137000"));
    assert_eq!(
        save(&kit, &owner, &place, "contacts", &contacts).await,
        go("confirm")
    );
    backend.submit(&owner, &place, 0, None).await.unwrap();
    let status = backend.status(&owner, &place).await.unwrap();
    // Monday and three working days.
    assert_eq!(status.due_on.unwrap().to_string(), "2026-11-26");

    let papers = |papers: &[PaperView]| {
        let named = papers.iter().map(|paper| (paper.id.clone(), paper.form));
        named.collect::<Vec<_>>()
    };
    let expected = [
        ("programme".to_owned(), PaperForm::Original),
        ("poster".to_owned(), PaperForm::Copy),
    ];
    assert_eq!(papers(&status.papers), expected, "as its owner sends them");

    // Not approved before somebody called; corrected in the field of one of the groups.
    let officer = kit.staff("wang.li", Role::Supervisor, None).await;
    backend.claim(&officer, &reference).await.unwrap();
    let case = backend.case(&officer, &reference).await.unwrap();
    assert_eq!(case.missing, [Requirement::Telephone]);
    assert_eq!(papers(&case.papers), expected, "as staff await them");
    let approve = async |version| {
        backend
            .decide(&officer, &reference, version, Decision::Approve)
            .await
    };
    let early = approve(case.version).await;
    assert!(
        matches!(early, Err(Error::Missing(Requirement::Telephone))),
        "{early:?}"
    );
    for _ in 0..2 {
        backend
            .confirm_by_telephone(&officer, &reference)
            .await
            .unwrap();
    }
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
    let change = posted(&[
        ("billing.mobile", "13600136000"),
        ("technical.mobile", "13500135000"),
    ]);
    let kept = backend.save_correction(&owner, &place, change, StepAction::Next);
    assert_eq!(kept.await.unwrap(), go("confirm"));
    backend.submit(&owner, &place, 1, None).await.unwrap();

    // A new round is called about anew, and its effect is carried out by a job.
    backend.claim(&officer, &reference).await.unwrap();
    let case = backend.case(&officer, &reference).await.unwrap();
    let calls = case
        .timeline
        .iter()
        .filter(|entry| entry.event.id() == "telephoned");
    assert_eq!((calls.count(), case.missing.len()), (1, 1));
    let items: Vec<_> = case.steps.iter().flat_map(|(_, items)| items).collect();
    let changed: Vec<_> = items
        .iter()
        .filter(|item| item.before.is_some())
        .map(|item| (item.field.as_str(), item.value.as_str()))
        .collect();
    assert_eq!(
        changed,
        [("billing.mobile", "13600136000")],
        "only what was flagged"
    );
    backend
        .confirm_by_telephone(&officer, &reference)
        .await
        .unwrap();
    approve(case.version).await.unwrap();
    let state = async || backend.status(&owner, &place).await.unwrap().state;
    assert_eq!(state().await, S::Completing);
    let mails = kit.new_mails().await;
    assert_eq!(state().await, S::Completed);
    let told: Vec<&str> = mails
        .iter()
        .filter_map(|(_, mail)| mail.lines().next())
        .filter(|subject| subject.contains(&reference))
        .collect();
    assert_eq!(
        told.last().copied(),
        Some(format!("Curtain up ({reference})").as_str()),
        "in words of its own: {told:?}"
    );
}
