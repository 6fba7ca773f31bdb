//! Answers of the server as they are read: objects that hold whatever one of their kind may hold. It is
//! the JSON that is written; what the derived readers of it are made of is many times the code.

use serde::Deserialize;

use super::{CodeView, Limit, PictureView, StepOutcome, StoredPicture};
use crate::document::{Attempt, ReadingState};
use crate::form::StepErrors;
use crate::id::DocumentId;
use crate::map::Map;

/// What a saved step leads to.
#[derive(Deserialize)]
pub struct StepResult {
    outcome: String,
    #[serde(default)]
    step: String,
    #[serde(default)]
    errors: StepErrors,
    code: Option<CodeView>,
    #[serde(default)]
    seconds: u32,
    #[serde(default)]
    limit: Limit,
}

impl From<StepResult> for StepOutcome {
    fn from(told: StepResult) -> Self {
        let StepResult {
            step,
            errors,
            seconds,
            limit,
            ..
        } = told;
        match (told.outcome.as_str(), told.code) {
            ("go", _) => Self::Go { step },
            ("code_sent", Some(code)) => Self::CodeSent { code },
            ("later", _) => Self::Later { seconds, limit },
            _ => Self::Stay { errors },
        }
    }
}

/// A stored picture with what went because of it.
#[derive(Deserialize)]
pub struct PictureResult {
    id: DocumentId,
    field: String,
    bytes: u32,
    width: u32,
    height: u32,
    reading: ReadingState,
    attempt: Attempt,
    emptied: Map<String, String>,
}

impl From<PictureResult> for StoredPicture {
    fn from(told: PictureResult) -> Self {
        Self {
            picture: PictureView {
                id: told.id,
                field: told.field,
                bytes: told.bytes,
                width: told.width,
                height: told.height,
                reading: told.reading,
                attempt: told.attempt,
            },
            emptied: told.emptied,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::view::MailState;
    use crate::form::FieldError;

    #[test]
    fn what_is_written_is_read_back() {
        let code = CodeView {
            address: "wei@example.cn".to_owned(),
            resend_seconds: 60,
            mail: MailState::Sent,
        };
        let errors = StepErrors::from([("real_name".to_owned(), FieldError::TooLong { max: 50 })]);
        for outcome in [
            StepOutcome::Go {
                step: "contact".to_owned(),
            },
            StepOutcome::Stay { errors },
            StepOutcome::CodeSent { code },
            StepOutcome::Later {
                seconds: 61,
                limit: Limit::Own,
            },
        ] {
            let json = serde_json::to_string(&outcome).unwrap();
            assert_eq!(serde_json::from_str::<StepOutcome>(&json).unwrap(), outcome);
        }
        let stored = StoredPicture {
            picture: PictureView {
                id: DocumentId(uuid::Uuid::from_u128(7)),
                field: "licence".to_owned(),
                bytes: 1,
                width: 2,
                height: 3,
                reading: ReadingState::Waiting,
                attempt: Attempt::default(),
            },
            emptied: Map::from([("company_name".to_owned(), "春田".to_owned())]),
        };
        let json = serde_json::to_string(&stored).unwrap();
        assert_eq!(
            serde_json::from_str::<StoredPicture>(&json).unwrap(),
            stored
        );
    }
}
