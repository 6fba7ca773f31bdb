//! Fields that were changed in two places, as the page that asks is told of them.

use domain::application::view::StepOutcome;
use domain::form::{Control, Field, FieldError, RawAnswers};
use sqlx::PgConnection;

use super::open::Opened;
use crate::caller::Caller;
use crate::{Backend, Result};

impl Backend {
    /// What came of a page in which `typed` stands: which text is the other one depends on it.
    pub(super) async fn as_seen_here(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        outcome: StepOutcome,
        typed: &RawAnswers,
        caller: &Caller,
    ) -> Result<StepOutcome> {
        let StepOutcome::Stay { mut errors } = outcome else {
            return Ok(outcome);
        };
        for (id, reason) in errors.iter_mut() {
            let field = opened.spec().field(id);
            if let (Some(field), Some(_)) = (field, reason.other()) {
                let stored = opened.answers.get(id);
                let seen = reason.seen_from(&field.kept(typed.get(id)), stored);
                *reason = self.named(conn, field, seen, caller).await?;
            }
        }
        Ok(StepOutcome::Stay { errors })
    }

    /// All of a draft, for a page that is drawn from what is stored.
    pub(super) async fn name_disputed(
        &self,
        conn: &mut PgConnection,
        opened: &mut Opened,
        caller: &Caller,
    ) -> Result<()> {
        let spec = opened.spec();
        for (id, (_, reason)) in opened.facts.findings.iter_mut() {
            if let Some(field) = spec.field(id) {
                *reason = self.named(conn, field, reason.clone(), caller).await?;
            }
        }
        Ok(())
    }

    /// The same reason, with the name of a choice from a list in the language of the page.
    pub(super) async fn named(
        &self,
        conn: &mut PgConnection,
        field: &Field,
        reason: FieldError,
        caller: &Caller,
    ) -> Result<FieldError> {
        let (Control::Select { source, .. }, FieldError::Disputed { other, .. }) =
            (field.control, &reason)
        else {
            return Ok(reason);
        };
        let other = other.clone();
        let label = self.label(conn, source, &other, caller.language).await?;
        Ok(FieldError::Disputed {
            other,
            label: label.unwrap_or_default(),
        })
    }
}
