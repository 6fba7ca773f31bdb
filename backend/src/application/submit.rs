//! Sending an application: exactly once, however often the button or the network repeats.

use domain::account::{USER_NAME, profile};
use domain::application::entry::Entry;
use domain::application::event::Event;
use domain::application::kind::Subject;
use domain::application::snapshot::{Snapshot, freeze};
use domain::application::state::Transition;
use domain::application::view::is_as_drawn;
use domain::form::FieldError;
use domain::form::drawn::Drawn;
use domain::text::Language;
use sqlx::PgConnection;

use super::open::{Lock, Opened};
use super::{Target, sql};
use crate::account::sql::profiles;
use crate::caller::Caller;
use crate::document::delete_pictures::{self, Deletion};
use crate::history;
use crate::pool::unbroken;
use crate::{Backend, Error, Result, budget, document, holiday};

/// The notice as the applicant accepted it.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Version of the text that was on the page.
    pub version: i32,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
}

impl Backend {
    /// Sends the application of a place. `round` is how often it had been sent when the page was
    /// made: a repeated request finds a higher number stored and gets the same answer again.
    /// Returns the reference.
    ///
    /// # Errors
    /// [`Error::Answers`] with everything that is not acceptable; [`Error::Stale`] when the notice
    /// is not the one in force; [`Error::Unchanged`] when the kind must change something and it is all
    /// as the account has it; [`Error::Unproved`] when it gives the account another name, or moves
    /// its mails to another address, and the password was not given lately; [`Error::Forbidden`]
    /// for a registration of somebody whose account is open; [`Error::Ineligible`] when it could not
    /// be begun any more.
    pub async fn submit(
        &self,
        caller: &Caller,
        place: &Target,
        round: i32,
        accepted: Option<Accepted>,
    ) -> Result<String> {
        self.submit_as_drawn(caller, place, round, accepted, Drawn::unknown())
            .await
    }

    /// The same from a page that showed all of it: only what somebody has seen there is sent.
    ///
    /// # Errors
    /// As for [`Backend::submit`]; [`Error::Stale`] when an answer or a picture was changed since.
    pub async fn submit_as_drawn(
        &self,
        caller: &Caller,
        place: &Target,
        round: i32,
        accepted: Option<Accepted>,
        drawn: Drawn,
    ) -> Result<String> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend
                .open(&mut tx, &caller, &place, Lock::ForUpdate)
                .await?
                .ok_or(Error::NotFound)?;
            if opened.row.round > round {
                return Ok(opened.row.reference);
            }
            opened.refuse_before_consent()?;
            let pictures = document::current(&mut tx, opened.id).await?;
            if !is_as_drawn(opened.spec(), &opened.answers, &pictures, &drawn) {
                return Err(Error::Stale {
                    seen: opened.row.version,
                });
            }
            backend.send(&mut tx, &opened, &caller, accepted).await?;
            tx.commit().await?;
            Ok(opened.row.reference)
        })
        .await
    }

    async fn send(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        caller: &Caller,
        accepted: Option<Accepted>,
    ) -> Result<()> {
        let (kind, language) = (opened.spec(), caller.language);
        opened.state.apply(Transition::Submit)?;
        if opened.row.round == 0 {
            self.insist_on_eligibility(conn, opened).await?;
        }
        let answers = freeze(kind, &opened.scope()).map_err(Error::Answers)?;
        if let (Entry::Newcomer, Some(account)) = (kind.entry, opened.account()) {
            self.refuse_open_account(conn, account).await?;
            // The name that is frozen is the one that signs in.
            if let Some(name) = answers.get(USER_NAME)
                && !self.rename_owner(conn, caller, account, name).await?
            {
                return Err(Error::wrong(USER_NAME, FieldError::Taken));
            }
        }
        if kind.must_change && self.changes_nothing(conn, opened, &answers).await? {
            return Err(Error::Unchanged);
        }
        // Whoever finds a browser open must not take the account along to another mailbox.
        if let (Some(account), Some(email)) = (opened.account(), (kind.subject)(&answers).email)
            && self.is_another_email(conn, account, &email).await?
        {
            self.needs_proof(caller)?;
        }
        let mut subject = self.subject(conn, opened, (kind.subject)(&answers)).await?;
        if let Some((before, _)) =
            sql::submission(conn, &self.keys, opened.id, opened.row.round).await?
            && (kind.subject)(&before).email == subject.email
        {
            // What the owner or customer service changed meanwhile holds.
            subject.email.clone_from(&opened.row.email);
        }
        let (now, round) = (self.clock.now(), opened.row.round + 1);
        if let Some(terms) = kind.notice {
            let accepted = accepted.ok_or(Error::Malformed("the notice was not accepted"))?;
            self.accept(conn, opened.id, round, terms, language, &accepted)
                .await?;
        }
        let policy = self.policy(conn).await?;
        let reviewed = kind.review.is_needed(policy.review);
        holiday::hold_calendar(conn).await?;
        let days = self.days_for_review(conn, opened).await?;
        let calendar = self.calendar(conn).await?;
        let due_on = calendar.add_working_days(self.settings.day(now), days);
        let destination = self.office_of(conn, opened, &subject).await?;
        let sent = sql::SentApplication {
            now,
            due_on,
            subject_name: &subject.name,
            subject_identity: subject.identity.as_deref(),
            email: subject.email.as_deref(),
            office: destination.as_deref(),
        };
        if !sql::submit(conn, &self.keys, opened.id, opened.row.version, &sent).await? {
            return Err(Error::Stale {
                seen: opened.row.version,
            });
        }
        budget::sql::settle(conn, opened.id).await?;
        let pictures = document::current(conn, opened.id).await?;
        let shown = pictures
            .into_iter()
            .filter(|(field, _)| {
                kind.field(field)
                    .is_some_and(|field| (field.applies)(&opened.scope()))
            })
            .map(|(field, picture)| (field, picture.id))
            .collect();
        sql::insert_submission(conn, &self.keys, opened.id, round, &answers, &shown, now).await?;
        self.keep_clues(conn, opened.id, &answers, &subject, &shown)
            .await?;
        self.keep_marks(conn, opened, &answers, &shown).await?;
        let event = if round == 1 {
            Event::Submitted
        } else {
            Event::Resubmitted
        };
        history::insert_event(conn, opened.id, event.id(), round, None, None, now).await?;
        if reviewed {
            let language = Language::parse(&opened.row.language).unwrap_or_default();
            let due = domain::text::day(language, &due_on.to_string());
            return self.tell(conn, opened.id, event, &[("due", due)]).await;
        }
        let keep = caller.token.as_deref();
        self.approve(conn, opened.id, opened.row.version + 1, None, keep)
            .await
    }

    /// Whether the account has all that is being sent already.
    async fn changes_nothing(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        answers: &Snapshot,
    ) -> Result<bool> {
        let Some(account) = opened.account() else {
            return Ok(false);
        };
        let Some((profile, _)) = profiles::profile(conn, &self.keys, account).await? else {
            return Ok(false);
        };
        let kind = opened.spec();
        // The profile of an account may have another address than its mails go to.
        let moves_mails = match (kind.subject)(answers).email {
            Some(email) => self.is_another_email(conn, account, &email).await?,
            None => false,
        };
        Ok(!moves_mails && answers.is_same_for(kind, &profile))
    }

    /// The office a case arrives at: the one that was chosen, or its successor. What staff moved
    /// elsewhere stays there while the applicant still means the office of the round before.
    async fn office_of(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        subject: &Subject,
    ) -> Result<Option<String>> {
        let before = match opened.row.round {
            0 => None,
            round => sql::submission(conn, &self.keys, opened.id, round).await?,
        };
        if let Some((answers, _)) = before {
            let before = (opened.spec().subject)(&answers).office;
            if before.is_none() || before == subject.office {
                return Ok(opened.row.office_id.clone());
            }
        }
        self.destination(conn, subject.office.as_deref()).await
    }

    /// Who an application is about; what its kind does not ask for comes from the account.
    async fn subject(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        mut subject: Subject,
    ) -> Result<Subject> {
        let Some(account) = opened.account() else {
            return Ok(subject);
        };
        let Some((profile, true)) = profiles::profile(conn, &self.keys, account).await? else {
            return Ok(subject);
        };
        let owner = profile::subject(&profile);
        if subject.name.is_empty() {
            subject.name = owner.name;
        }
        subject.identity = subject.identity.or(owner.identity);
        subject.email = subject.email.or(owner.email);
        subject.office = subject.office.or(owner.office);
        Ok(subject)
    }

    /// Takes an application back. Its photos go with it: nobody reviews them any more, nobody is
    /// charged for what was sent, and whoever sends and takes back again and again would fill the
    /// disk.
    ///
    /// # Errors
    /// [`Error::NotPossible`] once it is decided.
    pub async fn withdraw(&self, caller: &Caller, place: &Target) -> Result<()> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend
                .open(&mut tx, &caller, &place, Lock::ForUpdate)
                .await?
                .ok_or(Error::NotFound)?;
            opened.state.apply(Transition::Withdraw)?;
            let now = backend.clock.now();
            let version = opened.row.version;
            if !sql::withdraw(&mut tx, opened.id, version, now).await? {
                return Err(Error::Stale { seen: version });
            }
            let (event, round) = (Event::Withdrawn, opened.row.round);
            history::insert_event(&mut tx, opened.id, event.id(), round, None, None, now).await?;
            backend.tell(&mut tx, opened.id, event, &[]).await?;
            let keys = document::sql::forget_all_of(&mut tx, opened.id).await?;
            let application = opened.id;
            let of = Some(Deletion { application, round });
            delete_pictures::later(&backend, &mut tx, keys, of).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }
}
