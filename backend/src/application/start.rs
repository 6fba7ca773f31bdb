//! Starting an application: a new draft with what is known already filled in.

use chrono::NaiveDate;
use domain::application::entry::{Entry, Ineligible, Known, NO_RECORD};
use domain::application::kind::{ApplicationKind, Kind, Prefill};
use domain::application::reference::Reference;
use domain::application::snapshot::Snapshot;
use domain::application::state::ApplicationState;
use domain::application::view::{Offer, RecordView};
use domain::form::RawAnswers;
use domain::id::{AccountId, ApplicationId};
use domain::record::{Record, RecordRef};
use sqlx::PgConnection;

use super::open::Opened;
use super::sql;
use crate::Backend;
use crate::Error;
use crate::Result;
use crate::account::sql::profiles;
use crate::budget::Goods;
use crate::caller::Caller;
use crate::pool::unbroken;

impl Backend {
    /// Starts an application of a kind for the account signed in, or finds the open one of the
    /// same kind. Returns its reference. A kind for newcomers can be started again once the last
    /// one ended without effect; what was typed then is filled in.
    ///
    /// # Errors
    /// As for [`Backend::start_about`].
    pub async fn start(&self, caller: &Caller, kind: &str) -> Result<String> {
        self.start_about(caller, kind, None).await
    }

    /// The same about a record, by its form value ([`RecordRef::value`]): of each record there may be
    /// one that is open.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the account is not open, or has been let in already;
    /// [`Error::Ineligible`] when the kind is not for it; [`Error::NotFound`] when there is no such
    /// kind, or the account has no such record.
    pub async fn start_about(
        &self,
        caller: &Caller,
        kind: &str,
        record: Option<&str>,
    ) -> Result<String> {
        let account = caller.account()?;
        let spec = ApplicationKind::parse(kind).ok_or(Error::NotFound)?.spec();
        let (backend, caller) = (self.clone(), caller.clone());
        let record = record.map(str::to_owned);
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (profile, is_open) = profiles::lock_profile(&mut tx, &backend.keys, account)
                .await?
                .ok_or(Error::NotFound)?;
            let record = backend
                .asked_record(&mut tx, account, spec, record.as_deref())
                .await?;
            let about = record.as_ref().map(|record| record.about);
            let open = sql::open_draft_of(&mut tx, account, spec.id, about).await?;
            if let Some(reference) = open {
                return Ok(reference);
            }
            let answers = match (spec.entry, is_open) {
                (Entry::Account, false) | (Entry::Newcomer, true) | (Entry::SignedOut, _) => {
                    return Err(Error::Forbidden);
                }
                (Entry::Account, true) => {
                    let known = backend.known(&profile, record.as_ref());
                    (spec.eligibility)(&known).map_err(Error::Ineligible)?;
                    match spec.prefill {
                        Prefill::Blank => RawAnswers::default(),
                        // All of it: rules may look at answers this kind does not ask for again.
                        Prefill::Profile => profile.iter().collect(),
                        Prefill::Known(answers) => answers(&known),
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
            let new = sql::NewApplication {
                kind: spec.id,
                account: Some(account),
                record: about,
                language: caller.language.tag(),
            };
            let id = backend.insert_draft(&mut tx, new, &answers).await?;
            let row = sql::find(&mut tx, id)
                .await?
                .ok_or(Error::Inconsistent("draft"))?;
            tx.commit().await?;
            Ok(row.reference)
        })
        .await
    }

    /// The record a new application is to be about: one the account has, of the type its kind names;
    /// whether there is another one is nobody's business.
    async fn asked_record(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
        kind: &Kind,
        asked: Option<&str>,
    ) -> Result<Option<Record>> {
        match (kind.about, asked.filter(|asked| !asked.is_empty())) {
            (None, None) => Ok(None),
            (Some(kind), Some(asked)) => {
                let about = RecordRef::from_value(asked).filter(|about| about.kind == kind);
                let about = about.ok_or(Error::NotFound)?;
                let record = self.record(conn, account, about).await?;
                Ok(Some(record.ok_or(Error::NotFound)?))
            }
            _ => Err(Error::NotFound),
        }
    }

    /// What the account signed in can begin, or why not, in the order of the register: what is about a
    /// record once for each the account has.
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
        let mut offers = Vec::new();
        for kind in ApplicationKind::offered() {
            let spec = kind.spec();
            let Some(about) = spec.about else {
                let judged = (spec.eligibility)(&self.known(&profile, None));
                offers.push(offer(spec, None, judged));
                continue;
            };
            let records = self.records(&mut conn, account, about).await?;
            if records.is_empty() {
                offers.push(offer(spec, None, Err(NO_RECORD)));
            }
            for record in records {
                let judged = (spec.eligibility)(&self.known(&profile, Some(&record)));
                offers.push(offer(spec, Some(record), judged));
            }
        }
        Ok(offers)
    }

    fn known<'a>(&self, profile: &'a Snapshot, record: Option<&'a Record>) -> Known<'a> {
        Known {
            profile,
            record,
            today: self.settings.day(self.clock.now()),
        }
    }

    /// Refuses what its owner may not begin any more by the time it is sent.
    ///
    /// # Errors
    /// [`Error::Ineligible`].
    pub(super) async fn insist_on_eligibility(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
    ) -> Result<()> {
        let (Entry::Account, Some(account)) = (opened.spec().entry, opened.account()) else {
            return Ok(());
        };
        let (profile, _) = crate::account::sql::profiles::profile(conn, &self.keys, account)
            .await?
            .ok_or(Error::NotFound)?;
        let record = match opened.record {
            Some(about) => {
                let record = self.record(conn, account, about).await?;
                Some(record.ok_or(Error::Ineligible(NO_RECORD))?)
            }
            None => None,
        };
        let known = self.known(&profile, record.as_ref());
        match (opened.spec().eligibility)(&known) {
            Ok(_) => Ok(()),
            Err(why) => Err(Error::Ineligible(why)),
        }
    }

    /// A new row with a reference nobody has.
    ///
    /// # Errors
    /// [`Error::Busy`] when the same was begun in the same moment: whoever asks again finds it.
    pub(crate) async fn insert_draft(
        &self,
        conn: &mut PgConnection,
        new: sql::NewApplication<'_>,
        answers: &RawAnswers,
    ) -> Result<ApplicationId> {
        let (id, now) = (ApplicationId(self.ids.id()), self.clock.now());
        for _ in 0..8 {
            let reference = Reference::from_random(self.ids.number()).to_string();
            match sql::insert(conn, id, &reference, new, now).await? {
                sql::Inserted::Done => {
                    sql::insert_draft(conn, &self.keys, id, answers, now).await?;
                    return Ok(id);
                }
                sql::Inserted::ReferenceTaken => {}
                sql::Inserted::DraftOpen => return Err(Error::Busy),
            }
        }
        Err(Error::Internal(
            "no free reference in eight tries".to_owned(),
        ))
    }
}

/// Whether a kind can be begun, as pages tell it.
fn offer(
    kind: &Kind,
    record: Option<Record>,
    judged: Result<Option<NaiveDate>, Ineligible>,
) -> Offer {
    let (until, why_not) = match judged {
        Ok(until) => (until, None),
        Err(Ineligible(why)) => (None, Some(why.to_owned())),
    };
    Offer {
        kind: kind.id.to_owned(),
        record: record.map(RecordView::from),
        until,
        why_not,
    }
}
