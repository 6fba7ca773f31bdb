//! Drafting: the page of a step, autosave of one field, saving a step and going on.

use domain::application::journey::Journey;
use domain::application::kind::{ApplicationKind, Completion, Kind, Step};
use domain::application::state::ApplicationState;
use domain::application::view::{DraftView, FieldSaved, Limit, StepAction, StepOutcome, TermsView};
use domain::form::drawn::{EnteredField, Posted};
use domain::form::{Control, Field, RawAnswers, StepErrors};
use domain::map::Map;
use sqlx::PgConnection;

use super::credential::{self, NewSecret, step_errors};
use super::open::{Lock, Opened};
use super::{Target, sql};
use crate::budget::Goods;
use crate::caller::{Caller, Carried};
use crate::document::Superfluous;
use crate::pool::unbroken;
use crate::seal::Keyring;
use crate::session::Owner;
use crate::{Backend, Error, Result, document};

impl Backend {
    /// The draft of a place as its pages need it; an empty one for a newcomer.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody else's application.
    pub async fn draft(&self, caller: &Caller, place: &Target) -> Result<DraftView> {
        self.draft_for(caller, place, None).await
    }

    /// The same for the page of a step: a form comes with the lists of its own fields, and without
    /// the notice, which is read before sending.
    ///
    /// # Errors
    /// As [`Self::draft`].
    pub async fn draft_for(
        &self,
        caller: &Caller,
        place: &Target,
        step: Option<&str>,
    ) -> Result<DraftView> {
        let mut conn = self.pool.acquire().await?;
        let opened = self.open(&mut conn, caller, place, Lock::No).await?;
        let Some(mut opened) = opened else {
            return self.blank_draft(&mut conn, caller, step).await;
        };
        self.name_disputed(&mut conn, &mut opened, caller).await?;
        let now = self.clock.now();
        let sent = sql::code(&mut conn, opened.id).await?;
        let good = sent.as_ref().filter(|sent| sent.is_good(now));
        opened.facts.code_sent_to = good.map(|sent| sent.address.clone());
        let code = sent.map(|sent| sent.view(now));
        let kind = opened.spec();
        let sent = sent_in(&mut conn, &self.keys, &opened).await?;
        Ok(DraftView {
            place: match place {
                Target::Newcomer => Target::NewcomerOf(opened.row.reference.clone()),
                place => place.clone(),
            },
            kind: kind.id.to_owned(),
            record: self
                .record_view(&mut conn, opened.account(), opened.record)
                .await?,
            reference: Some(opened.row.reference.clone()),
            state: opened.state,
            round: opened.row.round,
            asks_consent: opened.asks_consent,
            pictures: document::current(&mut conn, opened.id).await?,
            choices: self
                .lists(&mut conn, fields_of(kind, step), &opened.answers, caller)
                .await?,
            terms: self
                .notice(&mut conn, notice_of(kind, step), caller)
                .await?,
            code,
            answers: opened.answers,
            facts: opened.facts,
            sources: opened.sources,
            sent,
            findings: opened.flagged,
            return_reason: opened.row.return_reason,
        })
    }

    async fn blank_draft(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        step: Option<&str>,
    ) -> Result<DraftView> {
        let kind = ApplicationKind::of_newcomers().spec();
        let answers = RawAnswers::default();
        let mut facts = domain::form::Facts::new(self.settings.day(self.clock.now()));
        facts.home_province = self.policy(conn).await?.home_province;
        kind.id.clone_into(&mut facts.kind);
        Ok(DraftView {
            place: Target::Newcomer,
            kind: kind.id.to_owned(),
            record: None,
            reference: None,
            state: ApplicationState::Draft,
            round: 0,
            asks_consent: false,
            facts,
            pictures: Map::new(),
            sources: Map::new(),
            choices: self
                .lists(conn, fields_of(kind, step), &answers, caller)
                .await?,
            code: None,
            terms: self.notice(conn, notice_of(kind, step), caller).await?,
            findings: Vec::new(),
            sent: Map::new(),
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

    /// Keeps one field as typed, right or wrong. What was written elsewhere since the page was drawn
    /// stays, and the page is told.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a field the kind does not have or that may not be changed now.
    pub async fn save_field(
        &self,
        caller: &Caller,
        place: &Target,
        field: &str,
        entered: impl Into<EnteredField>,
    ) -> Result<Carried<FieldSaved>> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let (field, entered) = (field.to_owned(), entered.into());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let EnteredField { text, drawn } = entered;
            let drawn = backend.drawn_here(&mut tx, &caller, &place, &drawn).await?;
            let (mut opened, token) = backend.open_or_start(&mut tx, &caller, &place).await?;
            let field = opened
                .spec()
                .field(&field)
                .ok_or(Error::Malformed("no such field"))?;
            if field.is_secret() || !opened.may_change(field) {
                return Err(Error::Malformed("this field is not saved here"));
            }
            opened.take(field, &text, &drawn);
            backend.examine(&mut tx, &mut opened, field).await?;
            opened.save(&backend, &mut tx).await?;
            let finding = match opened.finding(field.id, &field.kept(&text)) {
                Some(reason) => Some(backend.named(&mut tx, field, reason, &caller).await?),
                None => None,
            };
            tx.commit().await?;
            let is_known = matches!(&place, Target::NewcomerOf(known) | Target::Reference(known)
                if *known == opened.row.reference);
            Ok(Carried {
                value: FieldSaved {
                    finding,
                    confirmed: None,
                    reference: (!is_known).then_some(opened.row.reference),
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
        place: &Target,
        step: &str,
        posted: impl Into<Posted>,
        action: StepAction,
    ) -> Result<Carried<StepOutcome>> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let (step, posted) = (step.to_owned(), posted.into());
        unbroken(async move {
            backend
                .save_step_unbroken(&caller, &place, &step, &posted, action)
                .await
        })
        .await
    }

    async fn save_step_unbroken(
        &self,
        caller: &Caller,
        place: &Target,
        step: &str,
        Posted {
            answers: posted,
            drawn,
        }: &Posted,
        action: StepAction,
    ) -> Result<Carried<StepOutcome>> {
        let typed: RawAnswers = posted
            .iter()
            .map(|(id, text)| (id.as_str(), text.as_str()))
            .collect();
        // Weighed before anything is locked.
        let weighed = NewSecret::judged(&typed);
        let mut tx = self.pool.begin().await?;
        let drawn = &self.drawn_here(&mut tx, caller, place, drawn).await?;
        let (mut opened, mut token) = self.open_or_start(&mut tx, caller, place).await?;
        let step = opened
            .spec()
            .step(step)
            .ok_or(Error::Malformed("no such step"))?;
        // Past the draft a password changes only where the current one is asked for.
        let secret = match opened.state {
            ApplicationState::Draft => weighed,
            _ => NewSecret::None,
        };
        sql::set_language(&mut tx, opened.id, caller.language.tag()).await?;
        if action == StepAction::Reset {
            let gone = self.clear(&mut tx, &mut opened, step).await?;
            opened.save(self, &mut tx).await?;
            tx.commit().await?;
            self.delete_files(gone).await;
            return Ok(Carried {
                value: StepOutcome::Stay {
                    errors: StepErrors::new(),
                },
                token,
            });
        }
        for field in step.fields() {
            if opened.may_change(field) && posted.contains_key(field.id) {
                opened.take(field, typed.get(field.id), drawn);
            } else if matches!(field.control, Control::Check)
                && opened.may_change(field)
                && !posted.is_empty()
            {
                // A box that is not ticked is not sent at all.
                opened.take(field, "", drawn);
            }
        }
        for field in step.fields() {
            self.examine(&mut tx, &mut opened, field).await?;
        }
        secret.judge(&mut opened);
        let value = match action {
            StepAction::Previous => {
                let journey = Journey::new(opened.spec(), opened.scope());
                StepOutcome::Go {
                    step: journey.previous(step).unwrap_or(step).id.to_owned(),
                }
            }
            // Which address it is has to be chosen first.
            StepAction::SendCode if !opened.disputed(step.fields()).is_empty() => {
                StepOutcome::Stay {
                    errors: opened.disputed(step.fields()),
                }
            }
            StepAction::SendCode => {
                match self.mail_code(&mut tx, &mut opened, step, caller).await {
                    // What was typed is kept, and the try counts, whatever becomes of the mail.
                    Err(too_many @ Error::TooMany { seconds }) => {
                        opened.save(self, &mut tx).await?;
                        tx.commit().await?;
                        // A browser that began just now must not lose what is kept.
                        if token.is_some() {
                            let limit = Limit::Strangers;
                            let value = StepOutcome::Later { seconds, limit };
                            return Ok(Carried { value, token });
                        }
                        return Err(too_many);
                    }
                    Err(Error::Spent { seconds, limit }) => StepOutcome::Later { seconds, limit },
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
                // Past the draft a credential changes only by the page of the account.
                let is_draft = opened.state == ApplicationState::Draft;
                if errors.is_empty() && is_draft && step.completes == Completion::Credential {
                    // Kept before anything that may be refused, or takes its time.
                    opened.save(self, &mut tx).await?;
                    tx.commit().await?;
                    let new = secret.good();
                    let done = match self.complete_credential(caller, opened.id, new).await {
                        // A browser that began just now must not lose what is kept.
                        Err(Error::Spent { seconds, limit }) => {
                            let value = StepOutcome::Later { seconds, limit };
                            return Ok(Carried { value, token });
                        }
                        Err(Error::Busy) if token.is_some() => {
                            let limit = Limit::Strangers;
                            let value = StepOutcome::Later { seconds: 5, limit };
                            return Ok(Carried { value, token });
                        }
                        done => done?,
                    };
                    tx = self.pool.begin().await?;
                    let row = sql::lock(&mut tx, opened.id).await?;
                    opened = self
                        .opened(&mut tx, opened.id, row.ok_or(Error::NotFound)?)
                        .await?;
                    match done {
                        Ok(renewed) => token = renewed.or(token),
                        Err((field, reason)) => {
                            opened.find(field, reason.clone());
                            errors.insert(field.to_owned(), reason);
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
        let value = self
            .as_seen_here(&mut tx, &opened, value, &typed, caller)
            .await?;
        tx.commit().await?;
        Ok(Carried { value, token })
    }

    /// Empties a step: what was typed, the pictures, a password that waits. A credential that exists
    /// already stays. Returns where the bytes are that nothing points to once this is committed.
    async fn clear(
        &self,
        conn: &mut PgConnection,
        opened: &mut Opened,
        step: &Step,
    ) -> Result<Superfluous> {
        let mut gone = Superfluous::default();
        for field in step.fields() {
            if !opened.may_change(field) || credential::keeps(opened, field) {
                continue;
            }
            opened.put(field, "");
            opened.facts.findings.remove(field.id);
            if field.is_upload() {
                gone.extend(self.clear_slot(conn, opened, field.id).await?);
            }
        }
        if step.completes == Completion::Credential {
            credential::clear(opened);
        }
        Ok(gone)
    }

    /// Opens the application of a place for change; a newcomer's is made now.
    pub(crate) async fn open_or_start(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        place: &Target,
    ) -> Result<(Opened, Option<String>)> {
        let place = match self.is_lost(conn, caller, place).await? {
            true => &Target::Newcomer,
            false => place,
        };
        if let Some(opened) = self.open(conn, caller, place, Lock::ForUpdate).await? {
            if opened.state.is_open_to_applicant() {
                opened.refuse_before_consent()?;
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
        if let Some(account) = account {
            self.refuse_open_account(conn, account).await?;
        }
        self.spend(conn, caller, Goods::Draft).await?;
        let new = sql::NewApplication {
            kind: ApplicationKind::of_newcomers().spec().id,
            account,
            record: None,
            language: caller.language.tag(),
        };
        let id = self.insert_draft(conn, new, &RawAnswers::default()).await?;
        let token = match account {
            Some(_) => None,
            None => self.hold_registration(conn, caller, id).await?,
        };
        let row = sql::lock(conn, id)
            .await?
            .ok_or(Error::Inconsistent("draft"))?;
        Ok((self.opened(conn, id, row).await?, token))
    }
}

/// The step whose page is a form of its own fields; another one shows all there is.
fn form_of(kind: &'static Kind, step: Option<&str>) -> Option<&'static Step> {
    let step = step.and_then(|step| kind.step(step))?;
    (step.completes != Completion::Submission).then_some(step)
}

/// The fields whose lists a page needs.
fn fields_of(kind: &'static Kind, step: Option<&str>) -> Vec<&'static Field> {
    match form_of(kind, step) {
        Some(step) => step.fields().collect(),
        None => kind.fields().collect(),
    }
}

/// The notice a page shows.
fn notice_of(kind: &'static Kind, step: Option<&str>) -> Option<&'static str> {
    kind.notice.filter(|_| form_of(kind, step).is_none())
}

/// What the last round said in the items that were sent back.
async fn sent_in(
    conn: &mut PgConnection,
    keys: &Keyring,
    opened: &Opened,
) -> Result<Map<String, String>> {
    if opened.flagged.is_empty() {
        return Ok(Map::new());
    }
    let Some((answers, pictures)) =
        sql::submission(conn, keys, opened.id, opened.row.round).await?
    else {
        return Ok(Map::new());
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
