//! Starting an application: a new draft with what is known already filled in.

use domain::application::entry::{Entry, Ineligible, Known};
use domain::application::kind::{ApplicationKind, Kind, Prefill};
use domain::application::reference::Reference;
use domain::application::snapshot::Snapshot;
use domain::application::state::ApplicationState;
use domain::application::view::{ListedApplication, Offer};
use domain::form::RawAnswers;
use domain::id::{AccountId, ApplicationId};
use domain::text::Language;
use sqlx::PgConnection;

use super::sql;
use crate::account::sql::profiles;
use crate::budget::Goods;
use crate::caller::Caller;
use crate::pool::unbroken;
use crate::{Backend, Error, Result, message};

impl Backend {
    /// Starts an application of a kind for the account signed in, or finds the open one of the
    /// same kind. Returns its reference. A kind for newcomers can be started again once the last
    /// one ended without effect; what was typed then is filled in.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the account is not open, or has been let in already;
    /// [`Error::Ineligible`] when the kind is not for it.
    pub async fn start(&self, caller: &Caller, kind: &str) -> Result<String> {
        let account = caller.account()?;
        let kind = ApplicationKind::parse(kind).ok_or(Error::NotFound)?;
        let (backend, caller, language) = (self.clone(), caller.clone(), caller.language);
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (profile, is_open) = profiles::lock_profile(&mut tx, &backend.keys, account)
                .await?
                .ok_or(Error::NotFound)?;
            if let Some(reference) = sql::open_draft_of(&mut tx, account, kind.spec().id).await? {
                return Ok(reference);
            }
            let spec = kind.spec();
            let answers = match (spec.entry, is_open) {
                (Entry::Account, false) | (Entry::Newcomer, true) => return Err(Error::Forbidden),
                (Entry::Account, true) => {
                    backend.eligible(spec, &profile)?;
                    match spec.prefill {
                        Prefill::Blank => RawAnswers::default(),
                        // All of it: rules may look at answers this kind does not ask for again.
                        Prefill::Profile => profile.iter().collect(),
                        Prefill::Known(answers) => answers(&backend.known(&profile)),
                    }
                }
                (Entry::Newcomer, false) => {
                    let kinds = ApplicationKind::ids_of_newcomers();
                    sql::newest_answers(&mut tx, &backend.keys, account, &kinds)
                        .await?
                        .filter(|(state, _)| {
                            ApplicationState::parse(state)
                                .is_some_and(ApplicationState::ended_without_effect)
                        })
                        .ok_or(Error::Forbidden)?
                        .1
                }
            };
            backend.spend(&mut tx, &caller, Goods::Draft).await?;
            let id = backend
                .insert_draft(&mut tx, kind, Some(account), language, &answers)
                .await?;
            let row = sql::find(&mut tx, id)
                .await?
                .ok_or(Error::Inconsistent("draft"))?;
            tx.commit().await?;
            Ok(row.reference)
        })
        .await
    }

    /// What the account signed in can begin, or why not, in the order of the register.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::Forbidden`] while the account is not open.
    pub async fn offers(&self, caller: &Caller) -> Result<Vec<Offer>> {
        let account = caller.account()?;
        let mut conn = self.pool.acquire().await?;
        let (profile, is_open) = profiles::profile(&mut conn, &self.keys, account)
            .await?
            .ok_or(Error::NotFound)?;
        if !is_open {
            return Err(Error::Forbidden);
        }
        let known = self.known(&profile);
        let offers = ApplicationKind::offered().map(|kind| {
            let (until, why_not) = match (kind.spec().eligibility)(&known) {
                Ok(until) => (until, None),
                Err(Ineligible(why)) => (None, Some(why.to_owned())),
            };
            let kind = kind.spec().id.to_owned();
            Offer {
                kind,
                until,
                why_not,
            }
        });
        Ok(offers.collect())
    }

    fn known<'a>(&self, profile: &'a Snapshot) -> Known<'a> {
        Known {
            profile,
            today: self.settings.day(self.clock.now()),
        }
    }

    /// Refuses whoever may not begin a kind.
    pub(super) fn eligible(&self, kind: &Kind, profile: &Snapshot) -> Result<()> {
        match (kind.eligibility)(&self.known(profile)) {
            Ok(_) => Ok(()),
            Err(why) => Err(Error::Ineligible(why)),
        }
    }

    /// All applications of the account signed in.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub async fn applications(&self, caller: &Caller) -> Result<Vec<ListedApplication>> {
        let account = caller.account()?;
        let mut conn = self.pool.acquire().await?;
        let unread = message::unread_of(&mut conn, account).await?;
        sql::list(&mut conn, account)
            .await?
            .into_iter()
            .map(|row| {
                Ok(ListedApplication {
                    state: super::status::state_of(&row.state)?,
                    changed_on: self.settings.day(row.changed_at).to_string(),
                    has_unread: unread.contains(&row.reference),
                    reference: row.reference,
                    kind: row.kind,
                })
            })
            .collect()
    }

    /// A new row with a reference nobody has.
    pub(crate) async fn insert_draft(
        &self,
        conn: &mut PgConnection,
        kind: ApplicationKind,
        account: Option<AccountId>,
        language: Language,
        answers: &RawAnswers,
    ) -> Result<ApplicationId> {
        let (id, now) = (ApplicationId(self.ids.id()), self.clock.now());
        for _ in 0..8 {
            let reference = Reference::from_random(self.ids.number()).to_string();
            let kind = kind.spec().id;
            if sql::insert(conn, id, &reference, kind, account, language.tag(), now).await? {
                sql::insert_draft(conn, &self.keys, id, answers, now).await?;
                return Ok(id);
            }
        }
        Err(Error::Internal(
            "no free reference in eight tries".to_owned(),
        ))
    }
}
