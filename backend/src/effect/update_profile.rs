//! What was sent replaces the answers of the same fields in the profile of the account.

use async_trait::async_trait;
use sqlx::PgConnection;

use super::{Approved, AtOnce};
use crate::application::sql;
use crate::{Backend, Result};

/// The effect.
pub(super) struct UpdateProfile;

#[async_trait]
impl AtOnce for UpdateProfile {
    async fn carry_out(
        &self,
        backend: &Backend,
        conn: &mut PgConnection,
        approved: &Approved,
    ) -> Result<()> {
        backend.move_email_as_sent(conn, approved).await?;
        let (account, profile) = approved.lock_profile(backend, conn).await?;
        let asked = approved.kind.spec().fields().map(|field| field.id);
        let profile = profile.with(asked, &approved.answers);
        Ok(sql::replace_profile(conn, &backend.keys, account, &profile).await?)
    }
}

impl Backend {
    /// Mails to the account go to the address that was sent from now on. Its sessions end where that
    /// is another one, but for the one that sent it.
    pub(super) async fn move_email_as_sent(
        &self,
        conn: &mut PgConnection,
        approved: &Approved,
    ) -> Result<()> {
        match (approved.kind.spec().subject)(&approved.answers).email {
            Some(email) => {
                let keep = approved.keep.as_deref();
                self.move_email(conn, approved.account()?, &email, keep)
                    .await
            }
            None => Ok(()),
        }
    }
}
