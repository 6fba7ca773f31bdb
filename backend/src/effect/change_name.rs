//! The account has the new name of its organisation. What was sent before keeps the old one, by which
//! the account is still found.

use async_trait::async_trait;
use domain::form::RawAnswers;
use sqlx::PgConnection;

use super::{Approved, AtOnce};
use crate::application::sql;
use crate::{Backend, Error, Result};

/// The effect.
pub(super) struct ChangeName;

/// The field of the name in a profile.
const NAME: &str = "organisation_name";
/// What says that it is an organisation whose profile this is.
const TYPE: &str = "applicant_type";

#[async_trait]
impl AtOnce for ChangeName {
    async fn carry_out(
        &self,
        backend: &Backend,
        conn: &mut PgConnection,
        approved: &Approved,
    ) -> Result<()> {
        let new = approved
            .answers
            .get("new_name")
            .ok_or(Error::Inconsistent("submission.answers"))?;
        let (account, profile) = approved.lock_profile(backend, conn).await?;
        let kind = profile.get(TYPE).unwrap_or_default();
        let named = RawAnswers::from_iter([(TYPE, kind), (NAME, new)]);
        let profile = profile.with([NAME], &backend.part_of_profile(&named)?);
        Ok(sql::replace_profile(conn, &backend.keys, account, &profile).await?)
    }
}
