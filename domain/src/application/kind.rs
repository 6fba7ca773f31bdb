//! THE register of kinds, and what a kind consists of.
//!
//! A kind is data plus one file under `kinds/`. Nothing outside this crate may ask which kind an
//! application is of; it asks the kind's data instead.

use super::entry::{Eligibility, Entry, Known};
use super::kinds;
use super::paper::PaperNeeded;
use super::snapshot::Snapshot;
use crate::form::{Block, Control, Field, Group, RawAnswers, Scope};
use crate::record::RecordKind;
use crate::review::requirement::Requirement;
use crate::text::{Language, find, find_of};

/// Every kind of application there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApplicationKind {
    /// Somebody unknown asks for an account.
    Registration,
    /// The owner of an account says where to reach them from now on.
    ProfileChange,
    /// An organisation has another name.
    CompanyNameChange,
    /// An organisation wants a key.
    EnterpriseKey,
    /// A person wants a key.
    PersonalKey,
    /// A key is renewed, replaced or unlocked, or says something else.
    KeyChange,
    /// Of tests.
    #[cfg(feature = "rehearsal")]
    Rehearsal,
    /// Of tests, for somebody who is not signed in.
    #[cfg(feature = "rehearsal")]
    LostTicket,
}

impl ApplicationKind {
    /// All of them, in the order they are offered.
    pub const ALL: &'static [Self] = &[
        Self::Registration,
        Self::ProfileChange,
        Self::CompanyNameChange,
        Self::EnterpriseKey,
        Self::PersonalKey,
        Self::KeyChange,
        #[cfg(feature = "rehearsal")]
        Self::Rehearsal,
        #[cfg(feature = "rehearsal")]
        Self::LostTicket,
    ];

    /// The data of this kind.
    #[must_use]
    pub const fn spec(self) -> &'static Kind {
        match self {
            Self::Registration => &kinds::registration::KIND,
            Self::ProfileChange => &kinds::profile_change::KIND,
            Self::CompanyNameChange => &kinds::company_name_change::KIND,
            Self::EnterpriseKey => &kinds::enterprise_key::KIND,
            Self::PersonalKey => &kinds::personal_key::KIND,
            Self::KeyChange => &kinds::key_change::KIND,
            #[cfg(feature = "rehearsal")]
            Self::Rehearsal => &kinds::rehearsal::KIND,
            #[cfg(feature = "rehearsal")]
            Self::LostTicket => &kinds::lost_ticket::KIND,
        }
    }

    /// Reads the id, as stored in a row or written in a URL.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.spec().id == id)
    }

    /// The kind that newcomers begin; what it asks is what an open account goes by.
    #[must_use]
    pub fn of_newcomers() -> Self {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.spec().entry == Entry::Newcomer)
            .expect("the register holds a kind for newcomers")
    }

    /// Ids of the kinds that newcomers begin.
    #[must_use]
    pub fn ids_of_newcomers() -> Vec<String> {
        Self::ALL
            .iter()
            .map(|kind| kind.spec())
            .filter(|kind| kind.entry == Entry::Newcomer)
            .map(|kind| kind.id.to_owned())
            .collect()
    }

    /// Whether a field of this id, of any kind, is a list that depends on another answer: as far as a
    /// page can tell that knows nothing but ids.
    #[must_use]
    pub fn has_list_below_another(id: &str) -> bool {
        let is_below = |field: &&Field| {
            let parent = match field.control {
                Control::Select { parent, .. } => parent,
                _ => None,
            };
            parent.is_some() && field.id == id
        };
        let mut fields = Self::ALL.iter().flat_map(|kind| kind.spec().fields());
        fields.any(|field| is_below(&field))
    }

    /// The kinds the owner of an open account may start.
    pub fn offered() -> impl Iterator<Item = Self> {
        Self::begun_by(Entry::Account)
    }

    /// The kinds that are begun from there, in the order they are offered.
    pub fn begun_by(entry: Entry) -> impl Iterator<Item = Self> {
        let all = Self::ALL.iter().copied();
        all.filter(move |kind| kind.spec().entry == entry)
    }
}

/// Whether staff decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// Never: what is submitted takes effect at once.
    Never,
    /// As the operator's setting says (D14).
    AsConfigured,
    /// Always.
    Always,
}

impl Review {
    /// Whether staff decide, given the operator's setting.
    #[must_use]
    pub const fn is_needed(self, operator_reviews: bool) -> bool {
        match self {
            Self::Never => false,
            Self::AsConfigured => operator_reviews,
            Self::Always => true,
        }
    }
}

/// What the answers start from.
#[derive(Clone, Copy, Debug)]
pub enum Prefill {
    /// Nothing.
    Blank,
    /// The answers with the same field ids in the account's profile.
    Profile,
    /// What is computed from what is known of the account and of the record it is about.
    Known(fn(&Known) -> RawAnswers),
}

/// What approval does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The account opens, with these answers as its profile.
    OpenAccount,
    /// These answers replace the ones with the same field ids in the account's profile.
    UpdateProfile,
    /// The account has the new name.
    ChangeName,
    /// Nothing at once: whoever makes what was applied for looks for the approval.
    Authorise,
    /// Of tests: an act outside that takes its time.
    #[cfg(feature = "rehearsal")]
    Rehearse,
}

/// What leaving a step towards the next one does besides keeping the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completion {
    /// Nothing.
    Answers,
    /// User name and password become a credential, so that the draft can be resumed (D11).
    Credential,
    /// The application is sent.
    Submission,
}

/// One page of a kind.
#[derive(Debug)]
pub struct Step {
    /// Stable id, in URLs and the DOM.
    pub id: &'static str,
    /// What is asked, in order.
    pub blocks: &'static [Block],
    /// What its completion does.
    pub completes: Completion,
}

impl Step {
    /// Every field of it, those of groups too.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> + Clone + use<> {
        self.blocks.iter().flat_map(|block| block.fields())
    }

    /// Whether it is a page at all with these answers: not where nothing of what it could ask is
    /// asked.
    #[must_use]
    pub fn applies(&self, scope: &Scope) -> bool {
        self.blocks.is_empty() || self.fields().any(|field| (field.applies)(scope))
    }

    /// The group a field is in.
    #[must_use]
    pub fn group_of(&self, field: &str) -> Option<&'static Group> {
        let groups = self.blocks.iter().filter_map(Block::group);
        let is_in = |group: &&'static Group| group.fields.iter().any(|asked| asked.id == field);
        groups.into_iter().find(is_in)
    }
}

/// Who an application is about, read from its frozen answers: what mails, queue and duplicate
/// search need to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Name of the person or organisation.
    pub name: String,
    /// ID number, document number or credit code.
    pub identity: Option<String>,
    /// Where mails go.
    pub email: Option<String>,
    /// The office that reviews.
    pub office: Option<String>,
}

/// One kind of application.
#[derive(Debug)]
pub struct Kind {
    /// Stable id, in rows, URLs and texts (`kind.<id>.name`).
    pub id: &'static str,
    /// Who begins it.
    pub entry: Entry,
    /// The type of record it is about; `None`: nothing but the account.
    pub about: Option<RecordKind>,
    /// Which of them may, and until when; why the others may not.
    pub eligibility: Eligibility,
    /// Id of the text to be agreed to before its first step is shown, once for each draft.
    pub consent: Option<&'static str>,
    /// Its pages; the last one completes the submission.
    pub steps: &'static [Step],
    /// Whether staff decide.
    pub review: Review,
    /// Working days the review takes; `None`: as the operator says.
    pub review_days: Option<u32>,
    /// What must be done before it can be approved.
    pub requires: &'static [Requirement],
    /// Id of the notice to be read and accepted before it is sent.
    pub notice: Option<&'static str>,
    /// What is sent on paper besides.
    pub papers: &'static [PaperNeeded],
    /// What the answers start from.
    pub prefill: Prefill,
    /// What approval does.
    pub effect: Effect,
    /// Whether it is refused when it would change nothing of the account's profile.
    pub must_change: bool,
    /// Who it is about.
    pub subject: fn(&Snapshot) -> Subject,
    /// Upload fields a text reader can read, and which page of which document each shows.
    pub readable: &'static [(&'static str, DocumentPage)],
}

/// A page of a document a text reader knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentPage {
    /// 人像面: name, number, address.
    IdPortrait,
    /// 国徽面: validity.
    IdEmblem,
    /// 营业执照 and its like.
    Licence,
}

impl Kind {
    /// All fields of all steps.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.steps.iter().flat_map(Step::fields)
    }

    /// A field by its id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.id == id)
    }

    /// A step by its id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&'static Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// What is said above a step: in the kind's own words (`kind.<id>.intro_<step>`), or as of every
    /// kind (`step.<id>.intro`).
    #[must_use]
    pub fn step_intro(&self, language: Language, step: &str) -> Option<&'static str> {
        find(language, &format!("kind.{}.intro_{step}", self.id))
            .or_else(|| find_of(language, self.id, &format!("step.{step}.intro")))
    }

    /// The step that asks for a field.
    #[must_use]
    pub fn step_of(&self, field: &str) -> Option<&'static Step> {
        self.steps
            .iter()
            .find(|step| step.fields().any(|asked| asked.id == field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::short_label;

    #[test]
    fn what_only_updates_a_profile_must_change_it() {
        for kind in ApplicationKind::ALL.iter().map(|kind| kind.spec()) {
            let updates = kind.effect == Effect::UpdateProfile;
            assert_eq!(kind.must_change, updates, "{}", kind.id);
        }
    }

    #[test]
    fn what_says_who_somebody_is_must_be_proved_and_an_address_cannot_be() {
        let proved = |id| {
            ApplicationKind::of_newcomers()
                .spec()
                .field(id)
                .map(|field| field.is_proved)
        };
        for id in ["real_name", "id_number", "organisation_name", "credit_code"] {
            assert_eq!(proved(id), Some(true), "{id}");
        }
        for id in ["address", "postcode", "contact_person", "region_province"] {
            assert_eq!(proved(id), Some(false), "{id}");
        }
    }

    #[test]
    fn what_is_begun_signed_out_starts_from_nothing() {
        for kind in ApplicationKind::begun_by(Entry::SignedOut).map(|kind| kind.spec()) {
            let is_blank = matches!(kind.prefill, Prefill::Blank);
            assert!(
                is_blank && kind.about.is_none() && !kind.must_change,
                "{}",
                kind.id
            );
        }
    }

    #[test]
    fn only_a_draft_that_is_there_before_its_first_step_asks_for_consent() {
        for kind in ApplicationKind::ALL.iter().map(|kind| kind.spec()) {
            assert!(
                kind.consent.is_none() || kind.entry != Entry::Newcomer,
                "{}",
                kind.id
            );
            for step in kind.steps {
                let is_page = ["consent", "done", "correction"].contains(&step.id);
                assert!(!is_page, "{}: {} is another page", kind.id, step.id);
            }
        }
    }

    #[test]
    fn what_a_field_is_called_speaks_to_nobody() {
        let fields = ApplicationKind::ALL
            .iter()
            .flat_map(|kind| kind.spec().fields());
        for field in fields {
            let english = short_label(Language::English, field.id).to_lowercase();
            assert!(
                !english.split(' ').any(|word| word.starts_with("you")),
                "{english}"
            );
            let chinese = short_label(Language::Chinese, field.id);
            assert!(!chinese.contains('您'), "{chinese}");
        }
    }
}
