//! What approval does. The kinds say which effect is theirs; here each effect is carried out once.

use domain::application::kind::{ApplicationKind, Effect};
use domain::application::snapshot::Snapshot;
use domain::id::AccountId;
use sqlx::PgConnection;

use super::open::Opened;
use super::sql;
use crate::account::email::EMAIL;
use crate::{Backend, Error, Result};

impl Backend {
    /// What was sent, with the address that mails about it go to by now: its owner or customer
    /// service may have changed it since.
    pub(crate) fn with_present_email(
        &self,
        opened: &Opened,
        present: Option<&str>,
        answers: Snapshot,
    ) -> Result<Snapshot> {
        let sent = (opened.spec().subject)(&answers).email;
        match (present, sent) {
            (Some(present), Some(sent)) if present != sent => {
                Ok(answers.with([EMAIL], &self.address_alone(present)?))
            }
            _ => Ok(answers),
        }
    }

    /// Carries out the effect of an approved application, inside the caller's transaction. When it
    /// changes where mails go, the account's sessions end but the one of the token `keep`.
    pub(crate) async fn take_effect(
        &self,
        conn: &mut PgConnection,
        kind: ApplicationKind,
        account: Option<AccountId>,
        answers: &Snapshot,
        keep: Option<&str>,
    ) -> Result<()> {
        let account = account.ok_or(Error::Inconsistent("an application without an account"))?;
        if let Some(email) = (kind.spec().subject)(answers).email {
            self.move_email(conn, account, &email, keep).await?;
        }
        match kind.spec().effect {
            Effect::OpenAccount => {
                let now = self.clock.now();
                sql::open_account(conn, &self.keys, account, answers, now).await?;
            }
            Effect::UpdateProfile => {
                let (profile, _) = sql::lock_profile(conn, &self.keys, account)
                    .await?
                    .ok_or(Error::Inconsistent("an application without an account"))?;
                let profile = profile.with(kind.spec().fields().map(|field| field.id), answers);
                sql::replace_profile(conn, &self.keys, account, &profile).await?;
            }
        }
        Ok(())
    }
}
