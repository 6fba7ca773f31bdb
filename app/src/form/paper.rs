//! What stands on the form of a page: what is typed, what is known besides, and which marks are shown.
//! It knows neither how it is drawn nor where it is stored.

use domain::application::kind::Kind;
use domain::application::view::{Choice, CodeView, DraftView, PictureView, Target, is_as_sent};
use domain::form::asked::Page;
use domain::form::{Control, Facts, Field, FieldError, RawAnswers, Scope, StepErrors};
use domain::map::{Map, Set};

use crate::form::plain::Judged;

/// How a field is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldMark {
    /// Nothing to say yet.
    Empty,
    /// Passes.
    Valid,
    /// Does not pass.
    Invalid(FieldError),
}

impl FieldMark {
    /// The value of `data-state`.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Valid => "valid",
            Self::Invalid(_) => "invalid",
        }
    }
}

/// The form as it stands.
pub struct Paper {
    /// Which application.
    pub place: Target,
    /// Its reference, once it has one.
    pub reference: String,
    /// The fields of the page.
    pub fields: Vec<&'static Field>,
    /// What is typed, over all steps; passwords stay here and are never autosaved.
    pub answers: RawAnswers,
    /// What the rules may know besides.
    pub facts: Facts,
    /// What the choices of this page decide about the rest of it.
    pub page: Page,
    /// Scripts run: until then the style sheet shows what is asked.
    pub is_hydrated: bool,
    /// Lists that came with the answers above them, and are to be chosen from now.
    pub more: Vec<&'static Field>,
    /// The password the server found nothing wrong with.
    pub passed: String,
    /// Fields whose mark is shown even while they are empty.
    pub judged: Set<&'static str>,
    /// What was wrong when it was tried to go on.
    pub errors: StepErrors,
    /// Lists for select fields.
    pub choices: Map<String, Vec<Choice>>,
    /// Stored pictures.
    pub pictures: Map<String, PictureView>,
    /// Answers read from a picture.
    pub sources: Map<String, String>,
    /// The code last mailed.
    pub code: Option<CodeView>,
    /// The data of its kind.
    pub kind: &'static Kind,
    /// Somebody tried to send it while something that was sent back is as it was.
    pub was_asked: bool,
    /// What was sent last in the items to correct.
    sent: Map<String, String>,
    /// Somebody wants to go on, and a picture is on its way.
    pub waits: bool,
}

impl Paper {
    /// That of a draft, with the marks of a refused "next" where it says so.
    #[must_use]
    pub fn of(draft: DraftView, fields: Vec<&'static Field>, judged: &Judged) -> Self {
        let Judged { is_checked, more } = judged;
        let is_new = |field: &&&'static Field| more.iter().any(|id| id == field.id);
        let mut paper = Self {
            page: Page::of(&fields, &draft.scope()),
            kind: draft.spec(),
            place: draft.place,
            reference: draft.reference.unwrap_or_default(),
            answers: draft.answers,
            facts: draft.facts,
            is_hydrated: false,
            more: fields.iter().filter(is_new).copied().collect(),
            passed: String::new(),
            judged: Set::new(),
            errors: StepErrors::new(),
            choices: draft.choices,
            pictures: draft.pictures,
            sources: draft.sources,
            code: draft.code,
            was_asked: false,
            sent: draft.sent,
            waits: false,
            fields,
        };
        if *is_checked {
            let marked = paper.fields.iter().filter(|field| !is_new(field));
            paper.judged = marked.map(|field| field.id).collect();
            paper.errors = paper.local_errors();
            let judged = &paper.judged;
            paper.errors.retain(|id, _| judged.contains(id));
        }
        paper
    }

    /// Answers and facts for the rules.
    #[must_use]
    pub const fn scope(&self) -> Scope<'_> {
        Scope {
            answers: &self.answers,
            facts: &self.facts,
        }
    }

    /// A field's raw text.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.answers.get(field)
    }

    /// Whether a field is asked, as the answers stand.
    #[must_use]
    pub fn applies(&self, field: &Field) -> bool {
        (field.applies)(&self.scope())
    }

    /// Whether a field is in the page: what a choice of the page decides about always is.
    #[must_use]
    pub fn is_there(&self, field: &Field) -> bool {
        self.page.field(field.id).varies() || self.applies(field)
    }

    /// The mark of a field.
    #[must_use]
    pub fn mark(&self, field: &Field) -> FieldMark {
        let scope = &self.scope();
        let is_judged = self.judged.contains(field.id);
        let checked = field.check(scope);
        let is_code = matches!(field.control, Control::EmailCode { .. });
        let is_empty = match field.control {
            Control::Upload => !self.facts.pictures.contains(field.id),
            Control::EmailCode { .. } => checked.is_err(),
            _ => field.entered(scope).is_empty(),
        };
        match checked {
            Err(reason) if is_judged || !is_empty || reason.other().is_some() => {
                FieldMark::Invalid(reason)
            }
            Err(_) => FieldMark::Empty,
            // What was sent back and is as it was, or may be a slip, deserves no tick.
            Ok(_) if self.is_as_sent(field) || field.warning(scope).is_some() => FieldMark::Empty,
            // How easy one is to guess only the server knows in full.
            Ok(_)
                if matches!(field.control, Control::Password)
                    && self.passed != field.entered(scope) =>
            {
                FieldMark::Empty
            }
            Ok(_) if !is_empty || is_code => FieldMark::Valid,
            Ok(_) => FieldMark::Empty,
        }
    }

    /// Whether a field is marked as wrong.
    #[must_use]
    pub fn is_wrong(&self, field: &Field) -> bool {
        matches!(self.mark(field), FieldMark::Invalid(_))
    }

    /// Whether a field holds what was sent in it, when it was sent back.
    #[must_use]
    pub fn is_as_sent(&self, field: &Field) -> bool {
        if self.sent.is_empty() {
            return false;
        }
        let picture = self.pictures.get(field.id);
        let picture = picture.map(|picture| picture.id.to_string());
        is_as_sent(&self.sent, field, &self.scope(), picture.as_deref())
    }

    /// What is wrong as far as the browser can tell; a code that was typed is for the server.
    #[must_use]
    pub fn local_errors(&self) -> StepErrors {
        let scope = &self.scope();
        let is_for_server = |field: &Field| {
            matches!(field.control, Control::EmailCode { .. }) && !scope.get(field.id).is_empty()
        };
        let fields = self.fields.iter().filter(|field| !is_for_server(field));
        fields
            .filter_map(|field| Some((field.id.to_owned(), field.check(scope).err()?)))
            .collect()
    }

    /// What is wrong still of what was found when it was tried to go on, in the words of now.
    #[must_use]
    pub fn open_errors(&self) -> StepErrors {
        let scope = &self.scope();
        let fields = self.fields.iter();
        let found = fields.filter(|field| self.errors.contains_key(field.id));
        found
            .filter_map(|field| Some((field.id.to_owned(), field.check(scope).err()?)))
            .collect()
    }

    /// The server found something out about a text of a field, or that nothing is wrong with it.
    pub fn find(&mut self, field: &str, text: String, reason: Option<FieldError>) {
        match reason {
            Some(reason) => {
                let findings = &mut self.facts.findings;
                findings.insert(field.to_owned(), (text, reason));
            }
            None => {
                self.facts.findings.remove(field);
            }
        }
    }
}
