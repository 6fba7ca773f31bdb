//! Use cases of drafting, sending and correcting, on a real database.

use domain::application::state::ApplicationState;
use domain::application::view::{StepAction, StepOutcome, Target};
use domain::form::FieldError;
use domain::review::{Decision, Finding, Role};
use sqlx::PgPool;

use super::submit::Accepted;
use crate::Error;
use crate::testing::HERE;

mod administration;
pub(crate) mod applicant;
mod consent;
mod credential;
mod guards;
mod judging;
mod list;
mod meanwhile;
mod pictures;
mod printing;
mod records;
mod rehearsal;
mod signed_out;
mod slots;
mod statements;
mod two_pages;

use applicant::{BASIC, Browser, CONTACT, go, officer, posted, ready};

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_person_registers_is_returned_once_corrects_and_is_approved(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let officer = officer(&kit, "zhengzhou-centre").await;
    let backend = &kit.backend;
    backend.claim(&officer, &reference).await.unwrap();
    let case = backend.case(&officer, &reference).await.unwrap();
    assert_eq!(
        (case.round, case.subject.as_str(), case.is_mine),
        (1, "欧阳娜娜", true)
    );
    let finding = Finding {
        item: "mobile".to_owned(),
        reason: "wrong".to_owned(),
        instruction: "请填写常用号码".to_owned(),
    };
    let returned = Decision::Return {
        reason: "请补正".to_owned(),
        findings: vec![finding],
    };
    backend
        .decide(&officer, &reference, case.version, returned)
        .await
        .unwrap();

    let caller = browser.caller().await;
    let place = Target::Reference(reference.clone());
    let draft = backend.draft(&caller, &place).await.unwrap();
    assert_eq!(draft.state, ApplicationState::Returned);
    let change = posted(&[("mobile", "13900139000"), ("address", "somewhere else")]);
    let outcome = backend
        .save_correction(&caller, &place, change, StepAction::Next)
        .await
        .unwrap();
    assert_eq!(outcome, go("confirm"));
    browser.submit().await.unwrap();

    backend.claim(&officer, &reference).await.unwrap();
    let case = backend.case(&officer, &reference).await.unwrap();
    let items: Vec<_> = case.steps.iter().flat_map(|(_, items)| items).collect();
    let changed: Vec<_> = items
        .iter()
        .filter_map(|item| {
            Some((
                item.field.as_str(),
                item.before.as_deref()?,
                item.value.as_str(),
            ))
        })
        .collect();
    assert_eq!(
        changed,
        [("mobile", "13800138000", "13900139000")],
        "only what was flagged"
    );
    backend
        .decide(&officer, &reference, case.version, Decision::Approve)
        .await
        .unwrap();

    let signed_in = backend
        .sign_in("ouyang", "correct horse battery staple", HERE)
        .await
        .unwrap();
    assert_eq!(signed_in.landing, domain::account::Landing::Account);
    crate::job_list::run_due(backend).await;
    let subjects: Vec<_> = kit
        .letterbox
        .mails()
        .into_iter()
        .map(|mail| mail.subject)
        .collect();
    assert_eq!(
        subjects.len(),
        5,
        "code, receipt, return, receipt, approval: {subjects:?}"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_submission_repeated_thirty_times_at_once_is_one(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let caller = browser.caller().await;
    let draft = kit.backend.draft(&caller, &Target::Newcomer).await.unwrap();
    let terms = draft.terms.unwrap();
    let tries = (0..30).map(|_| {
        let accepted = Accepted {
            version: terms.version,
            sha256: terms.sha256.clone(),
        };
        kit.backend
            .submit(&caller, &Target::Newcomer, 0, Some(accepted))
    });
    let references: Vec<_> = futures::future::join_all(tries)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert!(
        references
            .iter()
            .all(|reference| *reference == references[0])
    );
    crate::job_list::run_due(&kit.backend).await;
    assert_eq!(kit.letterbox.mails().len(), 2, "one code, one receipt");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_wrong_is_kept_as_typed_and_named(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "9 lives"));
    let outcome = browser.save("basic", &basic).await;
    let StepOutcome::Stay { errors } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(errors.keys().collect::<Vec<_>>(), ["user_name"]);
    let caller = browser.caller().await;
    let draft = kit.backend.draft(&caller, &Target::Newcomer).await.unwrap();
    assert_eq!(draft.answers.get("user_name"), "9 lives");
    assert!(
        !draft.facts.has_password,
        "a password is not even hashed before the rest is right"
    );
    assert_eq!(
        draft.answers.get("password"),
        "",
        "and is stored nowhere as text"
    );
    let alone = browser.save("basic", &[("user_name", "lives9")]).await;
    let StepOutcome::Stay { errors } = alone else {
        panic!("{alone:?}")
    };
    assert_eq!(
        errors.keys().collect::<Vec<_>>(),
        ["password", "password_again"]
    );
    basic.push(("user_name", "lives9"));
    assert_eq!(browser.save("basic", &basic).await, go("documents"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn previous_never_asks_whether_anything_is_right(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "ouyang"));
    browser.save("basic", &basic).await;
    let wrong = [("id_number", "123")];
    assert_eq!(
        browser.act("documents", &wrong, StepAction::Previous).await,
        go("basic")
    );
    let caller = browser.caller().await;
    let draft = kit.backend.draft(&caller, &Target::Newcomer).await.unwrap();
    assert_eq!(draft.answers.get("id_number"), "123");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_weak_password_and_a_taken_name_are_refused(pool: PgPool) {
    let kit = ready(pool).await;
    let mut first = Browser::new(&kit);
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "ouyang"));
    first.save("basic", &basic).await;
    let mut second = Browser::new(&kit);
    let StepOutcome::Stay { errors } = second.save("basic", &basic).await else {
        panic!()
    };
    assert_eq!(errors.get("user_name"), Some(&FieldError::Taken));
    let weak = [("password", "password1"), ("password_again", "password1")];
    let StepOutcome::Stay { errors } = second.save("basic", &weak).await else {
        panic!()
    };
    assert_eq!(
        errors.get("password"),
        Some(&FieldError::PasswordWeak),
        "{errors:?}"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn five_wrong_codes_end_a_code_and_ten_minutes_do_too(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "ouyang"));
    browser.save("basic", &basic).await;
    browser.act("contact", CONTACT, StepAction::SendCode).await;
    let right = browser.code().await;
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    for attempt in 1..=5 {
        let mut contact = CONTACT.to_vec();
        contact.push(("email_code", wrong));
        let StepOutcome::Stay { errors } = browser.save("contact", &contact).await else {
            panic!()
        };
        let expected = if attempt < 5 {
            FieldError::CodeWrong
        } else {
            FieldError::CodeExhausted
        };
        assert_eq!(errors.get("email_code"), Some(&expected));
    }
    let mut contact = CONTACT.to_vec();
    contact.push(("email_code", &right));
    let StepOutcome::Stay { errors } = browser.save("contact", &contact).await else {
        panic!()
    };
    assert_eq!(errors.get("email_code"), Some(&FieldError::CodeExhausted));
    kit.clock.advance(chrono::TimeDelta::seconds(61));
    browser.act("contact", CONTACT, StepAction::SendCode).await;
    let right = browser.code().await;
    kit.clock.advance(chrono::TimeDelta::minutes(10));
    let mut contact = CONTACT.to_vec();
    contact.push(("email_code", &right));
    let StepOutcome::Stay { errors } = browser.save("contact", &contact).await else {
        panic!()
    };
    assert_eq!(errors.get("email_code"), Some(&FieldError::CodeExpired));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_mistyped_address_is_corrected_at_once_and_within_the_limits(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    let step = |email: &str| -> Vec<(String, String)> {
        let own = CONTACT.iter().filter(|(id, _)| *id != "email");
        let own = own.map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
        own.chain([("email".to_owned(), email.to_owned())])
            .collect()
    };
    let basic = [BASIC, &[("user_name", "ouyang")]].concat();
    browser.save("basic", &basic).await;
    let mut sent = Vec::new();
    let (mut refused, mut refusals) = (None, 0);
    // The same one again waits; another one does not, until too many were mailed.
    for n in 0..200 {
        for _ in 0..2 {
            let step = step(&format!("a{n}@example.org"));
            let step: Vec<_> = step.iter().map(|(id, text)| (&**id, &**text)).collect();
            let caller = browser.caller().await;
            let saved = kit.backend.save_step(
                &caller,
                &Target::Newcomer,
                "contact",
                posted(&step),
                StepAction::SendCode,
            );
            match saved.await {
                Ok(saved) => match browser.take(saved) {
                    StepOutcome::CodeSent { code } => {
                        assert_eq!(code.address, format!("a{n}@example.org"));
                        assert_eq!(code.resend_seconds, 60);
                        sent.push(code.address);
                    }
                    other => panic!("{other:?}"),
                },
                Err(Error::TooMany { .. }) => {
                    refused = Some(n);
                    refusals += 1;
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        if refused.is_some() {
            break;
        }
    }
    assert_eq!(refusals, 2);
    let codes = sqlx::query_scalar::<_, i64>("select count(*) from spending where kind = 'code'");
    let codes = codes.fetch_one(&kit.backend.pool).await.unwrap();
    sent.dedup();
    assert_eq!(refused, Some(sent.len()), "each address but the last");
    assert!((3..=20).contains(&sent.len()), "{}", sent.len());
    // Own purse and that of all newcomers of the network, one each; a try counts.
    assert_eq!(usize::try_from(codes).unwrap(), (sent.len() + refusals) * 2);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_code_is_judged_as_soon_as_its_six_digits_are_typed(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser
        .save("basic", &[BASIC, &[("user_name", "ouyang")]].concat())
        .await;
    browser.act("contact", CONTACT, StepAction::SendCode).await;
    let code = browser.code().await;
    let wrong = if code == "000000" { "111111" } else { "000000" };
    for (typed, finding, confirmed) in [
        // Not all of it yet: no try.
        (&code[..5], None, None),
        (wrong, Some(FieldError::CodeWrong), None),
        // As a mail shows it, and as an input method writes it.
        (
            &format!(" {} {} ", &code[..3], &code[3..]),
            None,
            Some("ouyang@example.org"),
        ),
    ] {
        let saved = browser.enter_code(typed).await;
        assert_eq!(
            (saved.finding, saved.confirmed.as_deref()),
            (finding, confirmed),
            "{typed}"
        );
    }
    let caller = browser.caller().await;
    let elsewhere = kit
        .backend
        .enter_code(&caller, &Target::Newcomer, "email", &code)
        .await;
    assert!(matches!(elsewhere, Err(Error::Malformed(_))));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_stale_version_and_a_colleague_s_claim_are_refused(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let mine = officer(&kit, "zhengzhou-centre").await;
    let elsewhere = officer(&kit, "luoyang-west").await;
    let backend = &kit.backend;
    assert!(matches!(
        backend.case(&elsewhere, &reference).await,
        Err(Error::NotFound)
    ));
    let approve = || Decision::Approve;
    let unclaimed = backend.decide(&mine, &reference, 1, approve()).await;
    assert!(matches!(unclaimed, Err(Error::Lapsed)), "{unclaimed:?}");
    backend.claim(&mine, &reference).await.unwrap();
    let stale = backend.decide(&mine, &reference, 0, approve()).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
    let second = kit.staff("second", Role::Supervisor, None).await;
    let claimed = backend.claim(&second, &reference).await;
    assert!(matches!(claimed, Err(Error::Claimed { .. })), "{claimed:?}");
    kit.clock.advance(chrono::TimeDelta::minutes(16));
    let lapsed = backend.decide(&mine, &reference, 1, approve()).await;
    assert!(matches!(lapsed, Err(Error::Lapsed)), "{lapsed:?}");
    backend
        .claim(&second, &reference)
        .await
        .expect("a lease lapses");
    backend
        .decide(&second, &reference, 1, approve())
        .await
        .unwrap();
    let late = backend.decide(&mine, &reference, 1, approve()).await;
    assert!(matches!(late, Err(Error::NotPossible(_))), "{late:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn nobody_sees_or_changes_somebody_else_s_application(pool: PgPool) {
    let kit = ready(pool).await;
    let mut owner = Browser::new(&kit);
    owner.fill_in("ouyang").await;
    let reference = owner.submit().await.unwrap();
    let mut stranger = Browser::new(&kit);
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "stranger"));
    stranger.save("basic", &basic).await;
    let caller = stranger.caller().await;
    let place = Target::Reference(reference.clone());
    let backend = &kit.backend;
    assert!(matches!(
        backend.status(&caller, &place).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        backend.draft(&caller, &place).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        backend.withdraw(&caller, &place).await,
        Err(Error::NotFound)
    ));
    let wrong = backend
        .look_up(&caller, &reference, "other@example.org")
        .await;
    assert!(matches!(wrong, Err(Error::NotFound)));
    let right = backend
        .look_up(&caller, &reference, "ouyang@example.org")
        .await
        .unwrap();
    assert!(right.answers.is_empty(), "a look-up shows no answers");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn another_device_resumes_where_the_first_stopped(pool: PgPool) {
    let kit = ready(pool).await;
    let mut phone = Browser::new(&kit);
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "ouyang"));
    phone.save("basic", &basic).await;
    phone.upload("portrait").await;
    let signed_in = kit
        .backend
        .sign_in("OuYang", "correct horse battery staple", HERE)
        .await
        .unwrap();
    assert_eq!(signed_in.landing, domain::account::Landing::Wizard);
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let new = crate::session::NewOwner::Applicant(signed_in.account);
    let token = kit
        .backend
        .open_session(&mut conn, new, None)
        .await
        .unwrap();
    drop(conn);
    let desk = Browser {
        kit: &kit,
        token: Some(token),
    };
    let draft = kit
        .backend
        .draft(&desk.caller().await, &Target::Newcomer)
        .await
        .unwrap();
    assert_eq!(draft.answers.get("applicant_type"), "person");
    assert!(draft.pictures.contains_key("portrait"), "files included");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_dead_session_never_begins_a_second_registration(pool: PgPool) {
    let kit = ready(pool).await;
    let mut browser = Browser::new(&kit);
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "ouyang"));
    browser.save("basic", &basic).await;
    let draft = kit
        .backend
        .draft(&browser.caller().await, &Target::Newcomer)
        .await
        .unwrap();
    browser.token = None;
    let caller = browser.caller().await;
    let saved = kit
        .backend
        .save_field(&caller, &draft.place, "address", "x")
        .await;
    assert!(matches!(saved, Err(Error::SignedOut)), "{saved:?}");
}
