//! An application opened for its owner: found by place, checked for ownership, with the facts its
//! rules look at. Everything that edits a draft starts here.

use domain::application::kind::{ApplicationKind, Kind, Step};
use domain::application::reference::Reference;
use domain::application::state::ApplicationState;
use domain::form::drawn::{Drawn, Meeting};
use domain::form::{Control, Facts, Field, FieldError, RawAnswers, Scope, StepErrors};
use domain::id::{AccountId, ApplicationId};
use domain::map::{Map, Set};
use domain::record::RecordRef;
use domain::review::{Finding, opens};
use domain::text::Language;
use domain::value::email_address::EmailAddress;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Target, consent, sql};
use crate::application::column::{DRAFT_ANSWERS, DRAFT_FINDINGS, DRAFT_SOURCES};
use crate::caller::Caller;
use crate::platform::Policy;
use crate::session::Owner;
use crate::{Backend, Error, Result};

/// An application in the hands of its owner.
pub(crate) struct Opened {
    pub id: ApplicationId,
    pub row: sql::ApplicationRow,
    /// What was typed, even when wrong.
    pub answers: RawAnswers,
    /// What pictures said, where an answer was read from one.
    pub sources: sql::Sources,
    pub kind: ApplicationKind,
    /// What it is about.
    pub record: Option<RecordRef>,
    pub state: ApplicationState,
    pub facts: Facts,
    /// What the last round was sent back for.
    pub flagged: Vec<Finding>,
    /// What administrators set, as it was when this was read.
    pub policy: Policy,
    /// Nothing of it is shown before something is agreed to.
    pub asks_consent: bool,
}

impl Opened {
    pub(crate) fn spec(&self) -> &'static Kind {
        self.kind.spec()
    }

    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope {
            answers: &self.answers,
            facts: &self.facts,
        }
    }

    /// What the office is called that it goes to.
    pub(crate) fn office_name(&self, language: Language) -> Option<&str> {
        let names = self.row.office_names.as_ref()?;
        Some(names.0.get(language))
    }

    pub(crate) fn account(&self) -> Option<AccountId> {
        self.row.account_id.map(AccountId)
    }

    /// Whether the applicant may change this field now: all of a draft; of a returned application
    /// what was flagged, and what became wrong by correcting it.
    pub(crate) fn may_change(&self, field: &Field) -> bool {
        match self.state {
            ApplicationState::Draft => true,
            ApplicationState::Returned => opens(&self.flagged, field, &self.scope()),
            _ => false,
        }
    }

    /// Refuses whoever would answer before agreeing to what its kind asks for.
    pub(crate) fn refuse_before_consent(&self) -> Result<()> {
        match self.asks_consent {
            true => Err(Error::Forbidden),
            false => Ok(()),
        }
    }

    /// Everything that is wrong, over all steps.
    pub(crate) fn all_errors(&self) -> StepErrors {
        self.spec()
            .fields()
            .filter_map(|field| {
                field
                    .check(&self.scope())
                    .err()
                    .map(|reason| (field.id.to_owned(), reason))
            })
            .collect()
    }

    /// Takes in what was typed into a field; the caller saves. Secrets are never kept here.
    pub(crate) fn put(&mut self, field: &Field, text: &str) {
        if field.is_secret() || field.is_upload() {
            return;
        }
        let kept = field.kept(text);
        if self.answers.get(field.id) == kept {
            return;
        }
        if self.sources.get(field.id).is_some_and(|read| *read != kept) {
            self.sources.remove(field.id);
        }
        self.facts.findings.remove(field.id);
        self.answers.set(field.id, kept);
    }

    /// Takes in what was typed into a field of a page: what was written elsewhere since it was drawn
    /// stays, and both texts are kept until somebody chooses.
    pub(crate) fn take(&mut self, field: &Field, text: &str, drawn: &Drawn) {
        if !field.is_kept() {
            return;
        }
        let stored = self.answers.get(field.id).to_owned();
        let other = self.other(field.id).map(str::to_owned);
        // A button of a plain form names the other text by its fingerprint.
        let text = match &other {
            Some(other) if drawn.takes(field.id, other) => other.clone(),
            _ => field.kept(text),
        };
        let is_read = self.sources.get(field.id) == Some(&stored);
        let met = drawn.meet(field.id, &text, &stored, other.as_deref(), is_read);
        let other = match met {
            Meeting::Stays { is_settled } => {
                if is_settled {
                    self.facts.findings.remove(field.id);
                }
                return;
            }
            Meeting::Taken { other } => {
                self.put(field, &text);
                other
            }
            Meeting::Disputed => Some(text),
        };
        if let Some(other) = other {
            let label = String::new();
            self.find(field.id, FieldError::Disputed { other, label });
        }
    }

    /// The text beside the one of a field that was changed in two places.
    fn other(&self, field: &str) -> Option<&str> {
        let (seen, reason) = self.facts.findings.get(field)?;
        let other = reason.other()?;
        (seen == self.answers.get(field)).then_some(other)
    }

    /// What was found about a field, for a page in which `text` stands.
    pub(crate) fn finding(&self, field: &str, text: &str) -> Option<FieldError> {
        let (stored, reason) = self.facts.findings.get(field)?;
        Some(reason.seen_from(text, stored))
    }

    /// Whether a field of these was changed in two places.
    pub(crate) fn disputed<'a>(&self, fields: impl IntoIterator<Item = &'a Field>) -> StepErrors {
        fields
            .into_iter()
            .filter(|field| self.other(field.id).is_some())
            .filter_map(|field| {
                let reason = field.check(&self.scope()).err()?;
                Some((field.id.to_owned(), reason))
            })
            .collect()
    }

    /// Remembers what only the server could find out about the text now in a field.
    pub(crate) fn find(&mut self, field: &str, reason: FieldError) {
        let text = self.answers.get(field).to_owned();
        self.facts.findings.insert(field.to_owned(), (text, reason));
    }

    /// Forgets choices of a step that are not offered with the other answers any more, and makes
    /// those that are the only one.
    pub(crate) fn settle_choices(&mut self, step: &Step) {
        for field in step.fields() {
            if matches!(field.control, Control::Radio(_)) && self.may_change(field) {
                let entered = field.entered(&self.scope()).to_owned();
                self.put(field, &entered);
            }
        }
    }

    /// Writes answers, sources, findings and the waiting password hash.
    pub(crate) async fn save(&self, backend: &Backend, conn: &mut PgConnection) -> Result<()> {
        let typed = sql::TypedDraft {
            answers: &self.answers,
            sources: &self.sources,
            findings: &self.facts.findings,
            password_hash: self.row.password_hash.as_deref(),
        };
        sql::save_draft(conn, &backend.keys, self.id, &typed, backend.clock.now()).await?;
        Ok(())
    }
}

impl Backend {
    /// Finds the application of a place, if the caller owns it and it exists.
    pub(crate) async fn locate(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        place: &Target,
    ) -> Result<Option<ApplicationId>> {
        let session = caller.session.as_ref();
        match (place, session.map(|session| &session.owner)) {
            (Target::Newcomer, Some(Owner::Applicant { account, .. })) => {
                Ok(sql::newest_of(conn, *account, &ApplicationKind::ids_of_newcomers()).await?)
            }
            (Target::Newcomer, Some(Owner::Visitor)) => {
                Ok(session.and_then(|session| session.draft))
            }
            (Target::Newcomer, Some(Owner::Staff { .. })) => Err(Error::Forbidden),
            (_, Some(Owner::PasswordDue { .. })) => Err(Error::PasswordDue),
            (Target::Newcomer, None) => Ok(None),
            (Target::NewcomerOf(_) | Target::Reference(_), None) => Err(Error::SignedOut),
            (Target::Reference(reference) | Target::NewcomerOf(reference), _) => {
                let reference = Reference::parse(reference).map_err(|_| Error::NotFound)?;
                sql::id_of(conn, &reference.to_string())
                    .await?
                    .ok_or(Error::NotFound)
                    .map(Some)
            }
        }
    }

    /// Opens a case for staff who may see it.
    pub(crate) async fn open_case(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        reference: &str,
        for_update: bool,
    ) -> Result<Opened> {
        let (_, reviewer) = caller.reviewer()?;
        let reference = Reference::parse(reference).map_err(|_| Error::NotFound)?;
        let reference = reference.to_string();
        let row = match for_update {
            true => match sql::id_of(conn, &reference).await? {
                Some(id) => sql::lock(conn, id).await?,
                None => None,
            },
            false => sql::find_of(conn, &reference).await?,
        };
        let row = row.ok_or(Error::NotFound)?;
        if row.round == 0 || !reviewer.may_see(row.office_id.as_deref()) {
            return Err(Error::NotFound);
        }
        self.opened(conn, ApplicationId(row.id), row).await
    }

    /// Opens the application of a place for its owner; `None`: there is none yet.
    pub(crate) async fn open(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        place: &Target,
        lock: Lock,
    ) -> Result<Option<Opened>> {
        let Some(id) = self.locate(conn, caller, place).await? else {
            return Ok(None);
        };
        let row = match lock {
            Lock::ForUpdate => sql::lock(conn, id).await?,
            Lock::No => sql::find(conn, id).await?,
        };
        let Some(row) = row else {
            return if *place == Target::Newcomer {
                Ok(None)
            } else {
                Err(Error::NotFound)
            };
        };
        let owns = match caller.session.as_ref().map(|session| &session.owner) {
            Some(Owner::Applicant { account, .. }) if row.account_id.is_some() => {
                row.account_id == Some(account.0)
            }
            Some(Owner::Applicant { .. } | Owner::Visitor) => {
                let session = caller.session.as_ref();
                row.account_id.is_none() && session.is_some_and(|session| session.holds(id))
            }
            Some(Owner::Staff { .. }) => false,
            Some(Owner::PasswordDue { .. }) => return Err(Error::PasswordDue),
            None => return Err(Error::SignedOut),
        };
        if !owns {
            return match place {
                Target::Newcomer => Ok(None),
                Target::NewcomerOf(_) => Err(Error::SignedOut),
                Target::Reference(_) => Err(Error::NotFound),
            };
        }
        Ok(Some(self.opened(conn, id, row).await?))
    }

    /// Whether a page is of a registration that nobody can come back to: the browser has lost its
    /// session, and there is no account to sign in with. What stands on the page begins a new one.
    pub(crate) async fn is_lost(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        place: &Target,
    ) -> Result<bool> {
        let Target::NewcomerOf(reference) = place else {
            return Ok(false);
        };
        let draft = match caller.session.as_ref().map(|session| &session.owner) {
            None => None,
            Some(Owner::Visitor) => caller.session.as_ref().and_then(|session| session.draft),
            Some(_) => return Ok(false),
        };
        let Ok(reference) = Reference::parse(reference) else {
            return Ok(false);
        };
        Ok(match sql::id_of(conn, &reference.to_string()).await? {
            Some(id) if draft == Some(id) => false,
            Some(id) => sql::find(conn, id)
                .await?
                .is_some_and(|row| row.account_id.is_none()),
            None => true,
        })
    }

    /// What a page was drawn from, where what is typed in it goes to that very application: one that
    /// is begun in its stead holds nothing of it yet.
    pub(crate) async fn drawn_here(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        place: &Target,
        drawn: &Drawn,
    ) -> Result<Drawn> {
        Ok(match self.is_lost(conn, caller, place).await? {
            true => Drawn::unknown(),
            false => drawn.clone(),
        })
    }

    /// A stored application with its facts.
    pub(crate) async fn opened(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
        row: sql::ApplicationRow,
    ) -> Result<Opened> {
        let kind =
            ApplicationKind::parse(&row.kind).ok_or(Error::Inconsistent("application.kind"))?;
        let state =
            ApplicationState::parse(&row.state).ok_or(Error::Inconsistent("application.state"))?;
        let mut confirmed_emails = Set::new();
        confirmed_emails.extend(row.confirmed_address.clone());
        // What was confirmed before stays confirmed: in an earlier round, or for the account.
        confirmed_emails.extend(row.email.clone());
        // The address above may have been changed since; what was sent holds, too.
        if state == ApplicationState::Returned
            && let Some((sent, _)) = sql::submission(conn, &self.keys, id, row.round).await?
        {
            confirmed_emails.extend((kind.spec().subject)(&sent).email);
        }
        // Not the one in the account's profile: an older platform's word proves nothing.
        confirmed_emails.extend(row.account_email.clone());
        let policy = self.policy_of(&row.platform);
        let mut facts = Facts {
            today: self.settings.day(self.clock.now()),
            kind: kind.spec().id.to_owned(),
            home_province: policy.home_province.clone(),
            confirmed_emails,
            pictures: row.pictures.iter().cloned().collect(),
            code_sent_to: None,
            has_password: row.account_id.is_some() || row.password_hash.is_some(),
            findings: row.findings.open(&self.keys, DRAFT_FINDINGS, id.0)?,
        };
        let answers = row.answers.open(&self.keys, DRAFT_ANSWERS, id.0)?;
        // Nobody may send what was closed since it was chosen; what was sent once stays.
        if state == ApplicationState::Draft {
            for field in self.withdrawn(conn, kind.spec(), &answers).await? {
                let text = answers.get(field).to_owned();
                let finding = (text, FieldError::NotAChoice);
                facts.findings.insert(field.to_owned(), finding);
            }
        }
        let flagged = match state {
            ApplicationState::Returned => sql::findings(conn, id, row.round).await?,
            _ => Vec::new(),
        };
        let mut opened = Opened {
            id,
            record: record_of(row.record_kind.as_deref(), row.record_id)?,
            answers,
            sources: row.sources.open(&self.keys, DRAFT_SOURCES, id.0)?,
            row,
            kind,
            state,
            facts,
            flagged,
            policy,
            asks_consent: false,
        };
        opened.asks_consent = consent::is_due(conn, &opened).await?;
        Ok(opened)
    }

    /// Lists for the select fields, as the answers stand.
    pub(crate) async fn lists(
        &self,
        conn: &mut PgConnection,
        fields: impl IntoIterator<Item = &'static Field>,
        answers: &RawAnswers,
        caller: &Caller,
    ) -> Result<Map<String, Vec<domain::application::view::Choice>>> {
        let mut lists = Map::new();
        for field in fields {
            if let domain::form::Control::Select { source, parent } = field.control {
                let parent = parent.map(|parent| answers.get(parent));
                let list = match parent {
                    Some("") => Vec::new(),
                    parent => {
                        self.choices_on(conn, source, parent, caller.language)
                            .await?
                    }
                };
                lists.insert(field.id.to_owned(), list);
            }
        }
        Ok(lists)
    }
}

/// Reads the columns of the record an application is about.
pub(crate) fn record_of(kind: Option<&str>, id: Option<Uuid>) -> Result<Option<RecordRef>> {
    match (kind, id) {
        (Some(kind), Some(id)) => match RecordRef::of(kind, id) {
            None => Err(Error::Inconsistent("application.record_kind")),
            record => Ok(record),
        },
        _ => Ok(None),
    }
}

/// Whether the row stays locked until the transaction ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    ForUpdate,
    No,
}

/// The canonical mail address in a field.
pub(crate) fn address_in(answers: &RawAnswers, field: &str) -> Option<String> {
    EmailAddress::parse(answers.get(field))
        .ok()
        .map(|address| address.to_string())
}
