//! What sending an application led to, as it travels.

use domain::form::StepErrors;
use serde::{Deserialize, Serialize};

/// What sending led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sent", rename_all = "snake_case", from = "ToldSent")]
pub enum Sent {
    /// It is sent.
    Done {
        /// Its reference number.
        reference: String,
    },
    /// It is not; these answers are missing or wrong.
    Refused {
        /// Field → reason.
        errors: StepErrors,
    },
}

/// The same as it is told, in one object: what the derived reader of it is made of is many times the
/// code.
#[derive(Deserialize)]
struct ToldSent {
    sent: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    errors: StepErrors,
}

impl From<ToldSent> for Sent {
    fn from(told: ToldSent) -> Self {
        match told.sent.as_str() {
            "done" => Self::Done {
                reference: told.reference,
            },
            _ => Self::Refused {
                errors: told.errors,
            },
        }
    }
}
