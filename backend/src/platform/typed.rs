//! What administrators type is kept when it is refused: a plain form is answered with a redirect,
//! and an address holds nobody's words. No form of theirs has a secret in it.

use domain::form::{RawAnswers, StepErrors};
use domain::id::StaffId;
use domain::platform::sheet::{Refused, Sheet};
use sqlx::PgConnection;

use super::sql;
use crate::caller::Caller;
use crate::{Backend, Error, Result};

/// The name of the form of the platform's settings.
pub const PLATFORM: &str = "platform";

/// How much of a form is kept, in bytes: three notices of the greatest length.
const MOST: usize = 512 * 1024;

impl Backend {
    /// Keeps what an administrator typed into a form, and why it was refused.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`].
    pub async fn keep_typed(
        &self,
        caller: &Caller,
        form: &str,
        answers: &RawAnswers,
        errors: &StepErrors,
    ) -> Result<()> {
        let staff = caller.administrator()?;
        let size: usize = answers.iter().map(|(id, text)| id.len() + text.len()).sum();
        if size > MOST {
            return Err(Error::Malformed("more than a form holds"));
        }
        // The database keeps no zero bytes.
        let answers: RawAnswers = answers
            .iter()
            .map(|(id, text)| (id.replace('\0', ""), text.replace('\0', "")))
            .collect();
        let now = self.clock.now();
        let mut conn = self.pool.acquire().await?;
        Ok(sql::keep_typed(&mut conn, staff, form, &answers, errors, now).await?)
    }

    /// Forgets what was typed into a form.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::Forbidden`].
    pub async fn forget_typed(&self, caller: &Caller, form: &str) -> Result<()> {
        let staff = caller.administrator()?;
        let mut conn = self.pool.acquire().await?;
        Ok(sql::forget_typed(&mut conn, staff, form).await?)
    }
}

/// A form with what is stored, and `again` with what was typed last.
pub(crate) async fn sheet(
    conn: &mut PgConnection,
    staff: StaffId,
    form: &str,
    version: i32,
    stored: RawAnswers,
    again: bool,
) -> Result<Sheet> {
    let typed = match again {
        true => sql::typed(conn, staff, form).await?,
        false => None,
    };
    Ok(Sheet {
        version,
        stored,
        refused: typed.map(|typed| Refused {
            answers: typed.answers.0,
            errors: typed.errors.0,
        }),
    })
}
