//! Somebody who registers: a browser, what they type, and the officer who reads it.

use domain::application::view::{FieldSaved, StepAction, StepOutcome, StoredPicture, Target};
use domain::document::Attempt;
use domain::review::Role;
use domain::text::Language;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use sqlx::PgPool;

use crate::application::submit::Accepted;
use crate::caller::{Caller, Carried};
use crate::testing::{HERE, Kit, kit};
use crate::{Error, demo};

pub(crate) const CHINESE: Language = Language::Chinese;

/// A browser: it keeps the token it is given.
pub(crate) struct Browser<'a> {
    pub(crate) kit: &'a Kit,
    pub(crate) token: Option<String>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(kit: &'a Kit) -> Self {
        Self { kit, token: None }
    }

    pub(crate) async fn caller(&self) -> Caller {
        let session = match &self.token {
            Some(token) => self.kit.backend.find_session(token).await.unwrap(),
            None => None,
        };
        Caller {
            session,
            token: self.token.clone(),
            language: CHINESE,
            address: HERE,
            browser: String::new(),
        }
    }

    pub(crate) fn take<T>(&mut self, carried: Carried<T>) -> T {
        self.token = carried.token.or(self.token.take());
        carried.value
    }

    pub(crate) async fn save(&mut self, step: &str, answers: &[(&str, &str)]) -> StepOutcome {
        self.act(step, answers, StepAction::Next).await
    }

    pub(crate) async fn act(
        &mut self,
        step: &str,
        answers: &[(&str, &str)],
        action: StepAction,
    ) -> StepOutcome {
        let answers = posted(answers);
        let caller = self.caller().await;
        let place = Target::Newcomer;
        let saved = self
            .kit
            .backend
            .save_step(&caller, &place, step, answers, action)
            .await;
        self.take(saved.unwrap())
    }

    pub(crate) async fn enter_code(&mut self, text: &str) -> FieldSaved {
        let caller = self.caller().await;
        let judged = self
            .kit
            .backend
            .enter_code(&caller, &Target::Newcomer, "email_code", text)
            .await;
        self.take(judged.unwrap())
    }

    pub(crate) async fn upload(&mut self, field: &str) {
        self.try_upload(field, None).await.unwrap();
    }

    /// The same with the number of the attempt.
    pub(crate) async fn try_upload(
        &mut self,
        field: &str,
        attempt: Option<i64>,
    ) -> Result<StoredPicture, Error> {
        let caller = self.caller().await;
        let attempt = attempt.map(|number| Attempt::of(number).unwrap());
        let backend = &self.kit.backend;
        let stored = backend
            .store_picture(&caller, &Target::Newcomer, field, attempt, photo())
            .await?;
        Ok(self.take(stored))
    }

    pub(crate) async fn code(&self) -> String {
        crate::job_list::run_due(&self.kit.backend).await;
        let mails = self.kit.letterbox.mails();
        let is_code =
            |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        // Notices to others may leave after it.
        let newest = mails.iter().rev().find_map(|mail| {
            let mut words = mail.text.split(|c: char| !c.is_ascii_digit());
            words.find(is_code)
        });
        newest.unwrap().to_owned()
    }

    /// All steps of a natural person, up to the confirm page.
    pub(crate) async fn fill_in(&mut self, user_name: &str) {
        self.fill_in_as(user_name, &[]).await;
    }

    /// The same with some other answers; empty ones are left out.
    pub(crate) async fn fill_in_as(&mut self, user_name: &str, others: &[(&str, &str)]) {
        let mut basic = BASIC.to_vec();
        basic.push(("user_name", user_name));
        assert_eq!(self.save("basic", &basic).await, go("documents"));
        for field in ["portrait", "emblem", "handheld"] {
            self.upload(field).await;
        }
        assert_eq!(
            self.save("documents", &with(DOCUMENTS, others)).await,
            go("contact")
        );
        let sent = self
            .act("contact", &with(CONTACT, others), StepAction::SendCode)
            .await;
        assert!(matches!(sent, StepOutcome::CodeSent { .. }), "{sent:?}");
        let code = self.code().await;
        let mut contact = with(CONTACT, others);
        contact.push(("email_code", &code));
        assert_eq!(self.save("contact", &contact).await, go("confirm"));
    }

    pub(crate) async fn submit(&self) -> Result<String, Error> {
        let caller = self.caller().await;
        let draft = self
            .kit
            .backend
            .draft(&caller, &Target::Newcomer)
            .await
            .unwrap();
        let terms = draft.terms.unwrap();
        let accepted = Accepted {
            version: terms.version,
            sha256: terms.sha256,
        };
        self.kit
            .backend
            .submit(&caller, &Target::Newcomer, draft.round, Some(accepted))
            .await
    }
}

/// These answers, with others in their place.
fn with<'a>(
    answers: &[(&'a str, &'a str)],
    others: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    answers
        .iter()
        .map(|(id, text)| {
            let other = others.iter().find(|(other, _)| other == id);
            (*id, other.map_or(*text, |(_, text)| *text))
        })
        .collect()
}

pub(crate) fn posted(answers: &[(&str, &str)]) -> domain::map::Map<String, String> {
    answers
        .iter()
        .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()))
        .collect()
}

pub(crate) fn go(step: &str) -> StepOutcome {
    StepOutcome::Go {
        step: step.to_owned(),
    }
}

pub(crate) fn photo() -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new(&mut bytes);
    RgbImage::from_pixel(400, 300, image::Rgb([90, 120, 150]))
        .write_with_encoder(encoder)
        .unwrap();
    bytes
}

pub(crate) const BASIC: &[(&str, &str)] = &[
    ("province_scope", "inside"),
    ("applicant_type", "person"),
    ("document_type", "id_card"),
    ("password", "correct horse battery staple"),
    ("password_again", "correct horse battery staple"),
];

pub(crate) const DOCUMENTS: &[(&str, &str)] = &[
    ("real_name", "欧阳娜娜"),
    // Full-width digits, as an input method leaves them.
    ("id_number", "１１０１０５１９４９１２３１００２Ｘ"),
    ("valid_from", "2020-01-01"),
    ("long_term", "yes"),
    ("region_province", "41"),
    ("region_city", "4101"),
    ("region_district", "410105"),
];

pub(crate) const CONTACT: &[(&str, &str)] = &[
    ("address", "金水区花园路1号"),
    ("postcode", "450000"),
    ("contact_person", "欧阳娜娜"),
    ("mobile", "13800138000"),
    ("email", "ouyang@example.org"),
    ("industry", "A"),
    ("office_city", "4101"),
    ("office", "zhengzhou-centre"),
];

pub(crate) async fn ready(pool: PgPool) -> Kit {
    let kit = kit(pool);
    demo::seed(&kit.backend).await.unwrap();
    kit
}

pub(crate) async fn officer(kit: &Kit, office: &str) -> Caller {
    kit.staff(&format!("o-{office}"), Role::Officer, Some(office))
        .await
}
