//! What administrators set while the platform runs: its name, how it reviews, how long it keeps
//! pictures. The process's own settings are where each of these starts; what is set in the database
//! wins, for every instance that shares it.

use chrono::TimeDelta;
use domain::form::{FieldError, RawAnswers, StepErrors};
use domain::platform::setting::{self, Setting};
use domain::platform::view::{Overview, PlatformPage};
use sqlx::PgConnection;

use crate::caller::Caller;
use crate::pool::unbroken;
use crate::region::{Level, Regions};
use crate::{Backend, Error, Result, audit};

mod policy;
mod shown;
pub(crate) mod sql;
#[cfg(test)]
mod tests;
mod typed;

pub use policy::Policy;
pub use shown::ShownPolicy;
pub use typed::PLATFORM;
pub(crate) use typed::sheet;

/// For how long what was typed and refused is kept.
pub(crate) const TYPED_KEPT: TimeDelta = TimeDelta::days(1);

impl Backend {
    /// What there is in each section.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`].
    pub async fn overview(&self, caller: &Caller) -> Result<Overview> {
        caller.administrator()?;
        let today = self.settings.day(self.clock.now());
        Ok(sql::overview(&mut *self.pool.acquire().await?, today).await?)
    }

    /// The settings, and where each starts. `again`: with what was typed last and refused.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`].
    pub async fn platform_page(&self, caller: &Caller, again: bool) -> Result<PlatformPage> {
        let staff = caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        let row = sql::chosen(&mut conn).await?;
        Ok(PlatformPage {
            sheet: sheet(&mut conn, staff, PLATFORM, row.version, row.chosen.0, again).await?,
            start: Policy::start(&self.settings).answers(),
            provinces: Regions::load()
                .children(None)
                .iter()
                .map(|province| (province.code.to_owned(), province.name.to_owned()))
                .collect(),
        })
    }

    /// Sets what differs from the start values.
    ///
    /// # Errors
    /// [`Error::Answers`] with everything that is not acceptable; [`Error::Stale`].
    pub async fn set_platform(
        &self,
        caller: &Caller,
        version: i32,
        answers: &RawAnswers,
    ) -> Result<()> {
        let staff = caller.administrator()?;
        let chosen = setting::read(answers).map_err(Error::Answers)?;
        let province = chosen.get(Setting::HomeProvince.id());
        let is_province = province.is_empty()
            || Regions::load()
                .get(province)
                .is_some_and(|region| region.level() == Level::Province);
        if !is_province {
            let field = Setting::HomeProvince.id().to_owned();
            return Err(Error::Answers(StepErrors::from([(
                field,
                FieldError::NotAChoice,
            )])));
        }
        let backend = self.clone();
        let done = unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let before = sql::chosen(&mut tx).await?;
            if before.version != version || !sql::choose(&mut tx, version, &chosen).await? {
                return Err(Error::Stale { seen: version });
            }
            let details = changes(&before.chosen.0, &chosen);
            let (now, action) = (backend.clock.now(), audit::Action::PlatformChanged);
            if !details.is_empty() {
                audit::record(&mut tx, now, staff, action, "platform".to_owned(), details).await?;
            }
            tx.commit().await?;
            Ok(())
        })
        .await;
        self.shown.forget();
        done
    }

    /// What is set now, read in the transaction of a use case that depends on it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy(&self, conn: &mut PgConnection) -> Result<Policy> {
        let chosen = sql::chosen(conn).await?.chosen.0;
        Ok(self.policy_of(&chosen))
    }

    /// The same, where what was chosen has been read already.
    pub(crate) fn policy_of(&self, chosen: &RawAnswers) -> Policy {
        Policy::start(&self.settings).with(chosen)
    }
}

/// `review_days: 7 -> 9`, one setting after the other; `-` is the start value.
fn changes(before: &RawAnswers, after: &RawAnswers) -> String {
    let word = |text: &str| match text {
        "" => "-".to_owned(),
        text => text.to_owned(),
    };
    let changed: Vec<String> = Setting::ALL
        .iter()
        .map(|setting| setting.id())
        .filter(|id| before.get(id) != after.get(id))
        .map(|id| format!("{id}: {} -> {}", word(before.get(id)), word(after.get(id))))
        .collect();
    changed.join("; ")
}
