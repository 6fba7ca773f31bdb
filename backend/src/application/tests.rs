//! Use cases of drafting, sending and correcting, on a real database.

use domain::application::state::ApplicationState;
use domain::application::view::{Place, StepAction, StepOutcome};
use domain::form::FieldError;
use domain::review::{Decision, Finding, Role};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use sqlx::PgPool;

use super::submit::Accepted;
use super::{Caller, Carried};
use crate::testing::{HERE, Kit, kit};
use crate::{Error, demo};

const CHINESE: domain::text::Language = domain::text::Language::Chinese;

/// A browser: it keeps the token it is given.
struct Browser<'a> {
    kit: &'a Kit,
    token: Option<String>,
}

impl<'a> Browser<'a> {
    fn new(kit: &'a Kit) -> Self {
        Self { kit, token: None }
    }

    async fn caller(&self) -> Caller {
        let session = match &self.token {
            Some(token) => self.kit.backend.find_session(token).await.unwrap(),
            None => None,
        };
        Caller {
            session,
            token: self.token.clone(),
            language: CHINESE,
            address: HERE,
        }
    }

    fn take<T>(&mut self, carried: Carried<T>) -> T {
        self.token = carried.token.or(self.token.take());
        carried.value
    }

    async fn save(&mut self, step: &str, answers: &[(&str, &str)]) -> StepOutcome {
        self.act(step, answers, StepAction::Next).await
    }

    async fn act(
        &mut self,
        step: &str,
        answers: &[(&str, &str)],
        action: StepAction,
    ) -> StepOutcome {
        let answers = posted(answers);
        let caller = self.caller().await;
        let place = Place::Entrance;
        let saved = self
            .kit
            .backend
            .save_step(&caller, &place, step, answers, action)
            .await;
        self.take(saved.unwrap())
    }

    async fn upload(&mut self, field: &str) {
        let caller = self.caller().await;
        let stored = self
            .kit
            .backend
            .store_picture(&caller, &Place::Entrance, field, photo())
            .await;
        self.take(stored.unwrap());
    }

    async fn code(&self) -> String {
        crate::job::run_due(&self.kit.backend).await;
        let mails = self.kit.letterbox.mails();
        let text = mails.last().unwrap().text.clone();
        let digits =
            |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        text.split(|c: char| !c.is_ascii_digit())
            .find(digits)
            .unwrap()
            .to_owned()
    }

    /// All steps of a natural person, up to the confirm page.
    async fn fill_in(&mut self, user_name: &str) {
        let mut basic = BASIC.to_vec();
        basic.push(("user_name", user_name));
        assert_eq!(self.save("basic", &basic).await, go("documents"));
        for field in ["portrait", "emblem", "handheld"] {
            self.upload(field).await;
        }
        assert_eq!(self.save("documents", DOCUMENTS).await, go("contact"));
        let sent = self.act("contact", CONTACT, StepAction::SendCode).await;
        assert!(matches!(sent, StepOutcome::CodeSent { .. }), "{sent:?}");
        let code = self.code().await;
        let mut contact = CONTACT.to_vec();
        contact.push(("email_code", &code));
        assert_eq!(self.save("contact", &contact).await, go("confirm"));
    }

    async fn submit(&self) -> Result<String, Error> {
        let caller = self.caller().await;
        let draft = self
            .kit
            .backend
            .draft(&caller, &Place::Entrance)
            .await
            .unwrap();
        let terms = draft.terms.unwrap();
        let accepted = Accepted {
            version: terms.version,
            sha256: terms.sha256,
        };
        self.kit
            .backend
            .submit(&caller, &Place::Entrance, draft.round, Some(accepted))
            .await
    }
}

fn posted(answers: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    answers
        .iter()
        .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()))
        .collect()
}

fn go(step: &str) -> StepOutcome {
    StepOutcome::Go {
        step: step.to_owned(),
    }
}

fn photo() -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new(&mut bytes);
    RgbImage::from_pixel(400, 300, image::Rgb([90, 120, 150]))
        .write_with_encoder(encoder)
        .unwrap();
    bytes
}

const BASIC: &[(&str, &str)] = &[
    ("province_scope", "inside"),
    ("applicant_type", "person"),
    ("document_type", "id_card"),
    ("password", "correct horse battery staple"),
    ("password_again", "correct horse battery staple"),
];

const DOCUMENTS: &[(&str, &str)] = &[
    ("real_name", "欧阳娜娜"),
    // Full-width digits, as an input method leaves them.
    ("id_number", "１１０１０５１９４９１２３１００２Ｘ"),
    ("valid_from", "2020-01-01"),
    ("long_term", "yes"),
    ("region_province", "41"),
    ("region_city", "4101"),
    ("region_district", "410105"),
];

const CONTACT: &[(&str, &str)] = &[
    ("address", "金水区花园路1号"),
    ("postcode", "450000"),
    ("contact_person", "欧阳娜娜"),
    ("mobile", "13800138000"),
    ("email", "ouyang@example.org"),
    ("industry", "A"),
    ("office_city", "4101"),
    ("office", "zhengzhou-centre"),
];

async fn ready(pool: PgPool) -> Kit {
    let kit = kit(pool);
    demo::seed(&kit.backend).await.unwrap();
    kit
}

async fn officer(kit: &Kit, office: &str) -> Caller {
    let name = format!("o-{office}");
    let password = "a long enough password 7";
    let staff = kit
        .backend
        .create_staff(&name, password, Role::Officer, Some(office))
        .await
        .unwrap();
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let owner = crate::session::NewOwner::Staff(staff);
    let token = kit
        .backend
        .open_session(&mut conn, owner, None)
        .await
        .unwrap();
    let session = kit.backend.find_session(&token).await.unwrap();
    Caller {
        session,
        token: Some(token),
        language: CHINESE,
        address: HERE,
    }
}

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
    let place = Place::Reference(reference.clone());
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
    crate::job::run_due(backend).await;
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
    let draft = kit.backend.draft(&caller, &Place::Entrance).await.unwrap();
    let terms = draft.terms.unwrap();
    let tries = (0..30).map(|_| {
        let accepted = Accepted {
            version: terms.version,
            sha256: terms.sha256.clone(),
        };
        kit.backend
            .submit(&caller, &Place::Entrance, 0, Some(accepted))
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
    crate::job::run_due(&kit.backend).await;
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
    let draft = kit.backend.draft(&caller, &Place::Entrance).await.unwrap();
    assert_eq!(draft.answers.get("user_name"), "9 lives");
    assert!(
        draft.facts.has_password,
        "a good password need not be typed again"
    );
    assert_eq!(
        draft.answers.get("password"),
        "",
        "and is stored nowhere as text"
    );
    assert_eq!(
        browser.save("basic", &[("user_name", "lives9")]).await,
        go("documents")
    );
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
    let draft = kit.backend.draft(&caller, &Place::Entrance).await.unwrap();
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
    assert!(
        matches!(unclaimed, Err(Error::Malformed(_))),
        "{unclaimed:?}"
    );
    backend.claim(&mine, &reference).await.unwrap();
    let stale = backend.decide(&mine, &reference, 0, approve()).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
    let staff = backend
        .create_staff("second", "a long enough password 7", Role::Supervisor, None)
        .await
        .unwrap();
    let mut conn = backend.pool.acquire().await.unwrap();
    let owner = crate::session::NewOwner::Staff(staff);
    let token = backend.open_session(&mut conn, owner, None).await.unwrap();
    let session = backend.find_session(&token).await.unwrap();
    let second = Caller {
        session,
        token: None,
        language: CHINESE,
        address: HERE,
    };
    let claimed = backend.claim(&second, &reference).await;
    assert!(matches!(claimed, Err(Error::Claimed { .. })), "{claimed:?}");
    kit.clock.advance(chrono::TimeDelta::minutes(16));
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
    let place = Place::Reference(reference.clone());
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
        .draft(&desk.caller().await, &Place::Entrance)
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
        .draft(&browser.caller().await, &Place::Entrance)
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
