//! The account opens, with what was sent as its profile.

use async_trait::async_trait;
use sqlx::PgConnection;

use super::{Approved, AtOnce};
use crate::account::sql::profiles;
use crate::{Backend, Result};

/// The effect.
pub(super) struct OpenAccount;

#[async_trait]
impl AtOnce for OpenAccount {
    async fn carry_out(
        &self,
        backend: &Backend,
        conn: &mut PgConnection,
        approved: &Approved,
    ) -> Result<()> {
        let (account, now) = (approved.account()?, backend.clock.now());
        backend.move_email_as_sent(conn, approved).await?;
        profiles::open_account(conn, &backend.keys, account, &approved.answers, now).await?;
        Ok(())
    }
}
