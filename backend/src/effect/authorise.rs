//! Nothing is changed by the approval itself: it stays on record, and whoever makes what was applied for
//! looks for it there.

use async_trait::async_trait;
use sqlx::PgConnection;

use super::{Approved, AtOnce};
use crate::{Backend, Result};

/// The effect.
pub(super) struct Authorise;

#[async_trait]
impl AtOnce for Authorise {
    async fn carry_out(
        &self,
        _: &Backend,
        _: &mut PgConnection,
        approved: &Approved,
    ) -> Result<()> {
        approved.account().map(drop)
    }
}
