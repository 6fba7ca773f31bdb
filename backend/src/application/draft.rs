//! Drafting: the page of a step, autosave of one field, saving a step and going on.

use std::collections::BTreeMap;

use domain::account::{PASSWORD, USER_NAME};
use domain::application::journey::Journey;
use domain::application::kind::{ApplicationKind, Completion, Step};
use domain::application::state::ApplicationState;
use domain::application::view::{
    CodeView, DraftView, FieldSaved, StepAction, StepOutcome, TermsView,
};
use domain::form::{Control, FieldError, RawAnswers, Scope, StepErrors};
use domain::value::password::Password;
use domain::value::user_name::UserName;
use sqlx::PgConnection;

use super::open::{Lock, Opened};
use super::{Caller, Carried, Place, sql};
use crate::mailed_code;
use crate::pool::unbroken;
use crate::seal::Keyring;
use crate::session::{NewOwner, Owner};
use crate::{Backend, Error, Result, account, document, session};

impl Backend {
    /// The draft of a place as its pages need it; an empty one for a newcomer.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody else's application.
    pub async fn draft(&self, caller: &Caller, place: &Place) -> Result<DraftView> {
        let mut conn = self.pool.acquire().await?;
        let opened = self.open(&mut conn, caller, place, Lock::No).await?;
        let Some(mut opened) = opened else {
            return self.blank_draft(&mut conn, caller).await;
        };
        let now = self.clock.now();
        let sent = sql::code(&mut conn, opened.id).await?;
        let good = sent.as_ref().filter(|sent| sent.is_good(now));
        opened.facts.code_sent_to = good.map(|sent| sent.address.clone());
        let code = sent.map(|sent| CodeView {
            resend_seconds: mailed_code::seconds_until_resend(sent.sent_at, now),
            address: sent.address,
        });
        let kind = opened.spec();
        let sent = sent_in(&mut conn, &self.keys, &opened).await?;
        Ok(DraftView {
            place: match place {
                Place::Entrance => Place::EntranceOf(opened.row.reference.clone()),
                place => place.clone(),
            },
            kind: kind.id.to_owned(),
            reference: Some(opened.row.reference.clone()),
            state: opened.state,
            round: opened.row.round,
            pictures: document::current(&mut conn, opened.id).await?,
            choices: self.lists(&mut conn, kind, &opened.answers, caller).await?,
            terms: self.notice(&mut conn, kind.notice, caller).await?,
            code,
            answers: opened.answers,
            facts: opened.facts,
            sources: opened.sources,
            sent,
            findings: opened.flagged,
            return_reason: opened.row.return_reason,
        })
    }

    async fn blank_draft(&self, conn: &mut PgConnection, caller: &Caller) -> Result<DraftView> {
        let kind = ApplicationKind::entrance().spec();
        let answers = RawAnswers::default();
        Ok(DraftView {
            place: Place::Entrance,
            kind: kind.id.to_owned(),
            reference: None,
            state: ApplicationState::Draft,
            round: 0,
            facts: domain::form::Facts::new(self.settings.day(self.clock.now())),
            pictures: BTreeMap::new(),
            sources: BTreeMap::new(),
            choices: self.lists(conn, kind, &answers, caller).await?,
            code: None,
            terms: self.notice(conn, kind.notice, caller).await?,
            findings: Vec::new(),
            sent: BTreeMap::new(),
            return_reason: None,
            answers,
        })
    }

    async fn notice(
        &self,
        conn: &mut PgConnection,
        notice: Option<&str>,
        caller: &Caller,
    ) -> Result<Option<TermsView>> {
        match notice {
            Some(id) => {
                let terms = self.terms(conn, id, caller.language).await?;
                Ok(terms.map(|terms| TermsView {
                    version: terms.version,
                    sha256: terms.sha256,
                    text: terms.text,
                }))
            }
            None => Ok(None),
        }
    }

    /// Keeps one field as typed, right or wrong.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a field the kind does not have or that may not be changed now.
    pub async fn save_field(
        &self,
        caller: &Caller,
        place: &Place,
        field: &str,
        text: &str,
    ) -> Result<Carried<FieldSaved>> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let (field, text) = (field.to_owned(), text.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (mut opened, token) = backend.open_or_start(&mut tx, &caller, &place).await?;
            let field = opened
                .spec()
                .field(&field)
                .ok_or(Error::Malformed("no such field"))?;
            if field.is_secret() || !opened.may_change(field) {
                return Err(Error::Malformed("this field is not saved here"));
            }
            opened.put(field, &text);
            backend.examine(&mut tx, &mut opened, field).await?;
            opened.save(&backend, &mut tx).await?;
            tx.commit().await?;
            let finding = opened
                .facts
                .findings
                .get(field.id)
                .map(|(_, reason)| reason.clone());
            let is_new = place == Place::Entrance;
            Ok(Carried {
                value: FieldSaved {
                    finding,
                    confirmed: None,
                    reference: is_new.then_some(opened.row.reference),
                },
                token,
            })
        })
        .await
    }

    /// Keeps a step as typed and does what its button says. Nothing typed is lost whatever the
    /// outcome; only [`StepAction::Next`] asks whether it is right.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a step the kind does not have; [`Error::NotPossible`] when the
    /// application is not open to its owner.
    pub async fn save_step(
        &self,
        caller: &Caller,
        place: &Place,
        step: &str,
        typed: BTreeMap<String, String>,
        action: StepAction,
    ) -> Result<Carried<StepOutcome>> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let step = step.to_owned();
        unbroken(async move {
            backend
                .save_step_unbroken(&caller, &place, &step, &typed, action)
                .await
        })
        .await
    }

    async fn save_step_unbroken(
        &self,
        caller: &Caller,
        place: &Place,
        step: &str,
        posted: &BTreeMap<String, String>,
        action: StepAction,
    ) -> Result<Carried<StepOutcome>> {
        let typed: RawAnswers = posted
            .iter()
            .map(|(id, text)| (id.as_str(), text.as_str()))
            .collect();
        // Hashing takes a tenth of a second: before the transaction, so that no row waits for it.
        let secret = self.new_password(&typed).await?;
        let mut tx = self.pool.begin().await?;
        let (mut opened, mut token) = self.open_or_start(&mut tx, caller, place).await?;
        let step = opened
            .spec()
            .step(step)
            .ok_or(Error::Malformed("no such step"))?;
        // Past the draft a password changes only where the current one is asked for.
        let secret = match opened.state {
            ApplicationState::Draft => secret,
            _ => Secret::None,
        };
        sql::set_language(&mut tx, opened.id, caller.language.tag()).await?;
        if action == StepAction::Reset {
            self.clear(&mut tx, &mut opened, step).await?;
            opened.save(self, &mut tx).await?;
            tx.commit().await?;
            return Ok(Carried {
                value: StepOutcome::Stay {
                    errors: StepErrors::new(),
                },
                token,
            });
        }
        for field in step.fields {
            if opened.may_change(field) && posted.contains_key(field.id) {
                opened.put(field, typed.get(field.id));
            } else if matches!(field.control, Control::Check)
                && opened.may_change(field)
                && !posted.is_empty()
            {
                // A box that is not ticked is not sent at all.
                opened.put(field, "");
            }
        }
        for field in step.fields {
            self.examine(&mut tx, &mut opened, field).await?;
        }
        match &secret {
            Secret::Hashed(hash) => {
                opened.row.password_hash = Some(hash.clone());
                opened.facts.has_password = true;
                opened.facts.findings.remove(PASSWORD);
            }
            Secret::Weak => opened.find(PASSWORD, FieldError::PasswordWeak),
            Secret::None => {
                opened.facts.findings.remove(PASSWORD);
            }
        }
        let value = match action {
            StepAction::Previous => {
                let journey = Journey::new(opened.spec(), opened.scope());
                StepOutcome::Go {
                    step: journey.previous(step).unwrap_or(step).id.to_owned(),
                }
            }
            StepAction::SendCode => {
                match self.mail_code(&mut tx, &mut opened, step, caller).await {
                    // What was typed is kept, and the try counts, whatever becomes of the mail.
                    Err(too_many @ Error::TooMany { .. }) => {
                        opened.save(self, &mut tx).await?;
                        tx.commit().await?;
                        return Err(too_many);
                    }
                    sent => sent?,
                }
            }
            StepAction::Refresh | StepAction::Reset => StepOutcome::Stay {
                errors: StepErrors::new(),
            },
            StepAction::Next => {
                opened.settle_choices(step);
                self.try_code(&mut tx, &mut opened, step, &typed).await?;
                let mut errors = step_errors(&opened, step, &typed);
                if errors.is_empty() && step.completes == Completion::Credential {
                    match self
                        .complete_credential(&mut tx, &mut opened, caller)
                        .await?
                    {
                        Ok(renewed) => token = renewed.or(token),
                        Err(reason) => {
                            opened.find(USER_NAME, reason.clone());
                            errors.insert(USER_NAME.to_owned(), reason);
                        }
                    }
                }
                if errors.is_empty() {
                    let journey = Journey::new(opened.spec(), opened.scope());
                    StepOutcome::Go {
                        step: journey.next(step).unwrap_or(step).id.to_owned(),
                    }
                } else {
                    opened.tell_lost_password(&typed);
                    StepOutcome::Stay { errors }
                }
            }
        };
        opened.save(self, &mut tx).await?;
        tx.commit().await?;
        Ok(Carried { value, token })
    }

    /// Turns the password typed into a hash, if one was typed twice alike and is good enough.
    async fn new_password(&self, typed: &RawAnswers) -> Result<Secret> {
        let (Ok(first), Ok(second)) = (
            Password::parse(typed.get(PASSWORD)),
            Password::parse(typed.get("password_again")),
        ) else {
            return Ok(Secret::None);
        };
        if first != second {
            return Ok(Secret::None);
        }
        if account::password::is_weak(typed.get(PASSWORD), &[typed.get(USER_NAME)]) {
            return Ok(Secret::Weak);
        }
        Ok(Secret::Hashed(self.passwords.hash(&first).await?))
    }

    /// User name and password become an account; the session becomes its owner's.
    async fn complete_credential(
        &self,
        conn: &mut PgConnection,
        opened: &mut Opened,
        caller: &Caller,
    ) -> Result<Result<Option<String>, FieldError>> {
        let name = match UserName::parse(opened.answers.get(USER_NAME)) {
            Ok(name) => name.to_string(),
            Err(reason) => return Ok(Err(reason)),
        };
        let now = self.clock.now();
        let hash = opened.row.password_hash.take();
        if let Some(existing) = opened.account() {
            if !account::rename(conn, existing, &name).await? {
                opened.row.password_hash = hash;
                return Ok(Err(FieldError::Taken));
            }
            if let Some(hash) = hash {
                account::set_password(conn, existing, &hash).await?;
                session::end_all_of(conn, existing, caller.token.as_deref()).await?;
            }
            return Ok(Ok(None));
        }
        let Some(hash) = hash else {
            return Ok(Err(FieldError::Required));
        };
        let new = domain::id::AccountId(self.ids.id());
        if !account::create(conn, new, &name, &hash, caller.language, now).await? {
            opened.row.password_hash = Some(hash);
            return Ok(Err(FieldError::Taken));
        }
        sql::set_account(conn, opened.id, new).await?;
        opened.row.account_id = Some(new.0);
        let token = self
            .open_session(conn, NewOwner::Applicant(new), caller.token.as_deref())
            .await?;
        Ok(Ok(Some(token)))
    }

    /// Empties a step: what was typed, the pictures, a password that waits. A credential that exists
    /// already stays.
    async fn clear(&self, conn: &mut PgConnection, opened: &mut Opened, step: &Step) -> Result<()> {
        let keeps_name = opened.row.account_id.is_some();
        for field in step.fields {
            if !opened.may_change(field) || keeps_name && field.id == USER_NAME {
                continue;
            }
            opened.put(field, "");
            opened.facts.findings.remove(field.id);
            if field.is_upload() {
                document::sql::retire(conn, opened.id, field.id, self.clock.now()).await?;
            }
        }
        if step.completes == Completion::Credential && !keeps_name {
            opened.row.password_hash = None;
            opened.facts.has_password = false;
        }
        Ok(())
    }

    /// Opens the application of a place for change; a newcomer's is made now.
    pub(crate) async fn open_or_start(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        place: &Place,
    ) -> Result<(Opened, Option<String>)> {
        if let Some(opened) = self.open(conn, caller, place, Lock::ForUpdate).await? {
            if opened.state.is_open_to_applicant() {
                return Ok((opened, None));
            }
            return Err(Error::NotPossible(
                domain::application::state::NotPossible {
                    state: opened.state,
                    transition: domain::application::state::Transition::Submit,
                },
            ));
        }
        let owner = caller.session.as_ref().map(|session| &session.owner);
        let account = match owner {
            Some(Owner::Applicant { account, .. }) => Some(*account),
            Some(Owner::PasswordDue { .. }) => return Err(Error::PasswordDue),
            Some(Owner::Staff { .. }) => return Err(Error::Forbidden),
            _ => None,
        };
        let kind = ApplicationKind::entrance();
        let id = self
            .insert_draft(conn, kind, account, caller.language, &RawAnswers::default())
            .await?;
        let token = match account {
            Some(_) => None,
            None => Some(
                self.open_session(
                    conn,
                    NewOwner::Visitor { draft: id },
                    caller.token.as_deref(),
                )
                .await?,
            ),
        };
        let row = sql::lock(conn, id)
            .await?
            .ok_or(Error::Inconsistent("draft"))?;
        Ok((self.opened(conn, id, row).await?, token))
    }
}

/// What the last round said in the items that were sent back.
async fn sent_in(
    conn: &mut PgConnection,
    keys: &Keyring,
    opened: &Opened,
) -> Result<BTreeMap<String, String>> {
    if opened.flagged.is_empty() {
        return Ok(BTreeMap::new());
    }
    let Some((answers, pictures)) =
        sql::submission(conn, keys, opened.id, opened.row.round).await?
    else {
        return Ok(BTreeMap::new());
    };
    Ok(opened
        .flagged
        .iter()
        .filter_map(|finding| {
            let item = finding.item.as_str();
            let text = match pictures.get(item) {
                Some(picture) => picture.to_string(),
                None => answers.get(item)?.to_owned(),
            };
            Some((item.to_owned(), text))
        })
        .collect())
}

enum Secret {
    None,
    Weak,
    Hashed(String),
}

/// What is wrong in a step; passwords are judged as typed, because they are stored nowhere.
fn step_errors(opened: &Opened, step: &Step, typed: &RawAnswers) -> StepErrors {
    let mut answers = opened.answers.clone();
    for field in step
        .fields
        .iter()
        .filter(|field| matches!(field.control, Control::Password))
    {
        answers.set(field.id, typed.get(field.id));
    }
    let mut facts = opened.facts.clone();
    if let Some((text, _)) = facts.findings.get_mut(PASSWORD) {
        *text = answers.get(PASSWORD).to_owned();
    }
    Journey::new(
        opened.spec(),
        Scope {
            answers: &answers,
            facts: &facts,
        },
    )
    .errors(step)
}
