//! The columns that hold sealed values, all of them: what is not in [`ALL`] is not sealed anew when
//! the key changes. A test compares the list with what the schema says.

use std::fmt::Display;

use serde::Serialize;

use super::{Keyring, Purpose, Sealed};

/// A column of sealed values, and how its rows are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The columns that name a row and their types; a row is called by their texts, `/` between.
    pub row: &'static [(&'static str, &'static str)],
    /// The column with the blind index of the same text, if there is one.
    pub index: Option<&'static str>,
}

impl Column {
    const fn of(
        table: &'static str,
        name: &'static str,
        row: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            table,
            name,
            row,
            index: None,
        }
    }

    const fn with_index(self, index: &'static str) -> Self {
        Self {
            index: Some(index),
            ..self
        }
    }

    /// The place of a value: `table.column/row`.
    pub(super) fn place(&self, row: &dyn Display) -> String {
        format!("{}.{}/{row}", self.table, self.name)
    }

    /// Seals a value for a row of this column.
    #[must_use]
    pub fn seal<T: Serialize>(&self, keys: &Keyring, row: impl Display, value: &T) -> Sealed<T> {
        let plain = serde_json::to_vec(value).expect("texts and maps of texts are JSON");
        Sealed::new(keys.seal(Purpose::Columns, &self.place(&row), &plain))
    }

    /// The blind index of a text of this column, to be stored beside it.
    #[must_use]
    pub fn index(&self, keys: &Keyring, text: &str) -> Vec<u8> {
        keys.index(&self.purpose(), text)
    }

    /// Every index under which a text of this column may stand; see [`Keyring::indexes`].
    #[must_use]
    pub fn indexes(&self, keys: &Keyring, text: &str) -> Vec<Vec<u8>> {
        keys.indexes(&self.purpose(), text)
    }

    fn purpose(&self) -> String {
        format!("{}.{}", self.table, self.name)
    }
}

const UUID: &str = "uuid";
const APPLICATION: &[(&str, &str)] = &[("application_id", UUID)];

/// `application.subject_identity`: a text.
pub const SUBJECT_IDENTITY: Column =
    Column::of("application", "subject_identity", &[("id", UUID)]).with_index("subject_index");
/// `draft.answers`.
pub const DRAFT_ANSWERS: Column = Column::of("draft", "answers", APPLICATION);
/// `draft.sources`.
pub const DRAFT_SOURCES: Column = Column::of("draft", "sources", APPLICATION);
/// `draft.findings`.
pub const DRAFT_FINDINGS: Column = Column::of("draft", "findings", APPLICATION);
/// `submission.answers`.
pub const SUBMISSION_ANSWERS: Column = Column::of(
    "submission",
    "answers",
    &[("application_id", UUID), ("round", "integer")],
);
/// `document.reading`.
pub const READING: Column = Column::of("document", "reading", &[("id", UUID)]);
/// `account.profile`.
pub const PROFILE: Column = Column::of("account", "profile", &[("id", UUID)]);
/// `job.payload`.
pub const PAYLOAD: Column = Column::of("job", "payload", &[("id", "bigint")]);

/// `imported_account.identity`: a text.
pub const IMPORTED_IDENTITY: Column =
    Column::of("imported_account", "identity", &[("account_id", UUID)])
        .with_index("identity_index");
/// `mailbox.secret`.
pub const MAILBOX_SECRET: Column = Column::of("mailbox", "secret", &[("address", "text")]);
/// `service_record.note`: a text.
pub const SERVICE_NOTE: Column = Column::of("service_record", "note", &[("id", UUID)]);
/// `remark.text`: a text.
pub const REMARK_TEXT: Column = Column::of(
    "remark",
    "text",
    &[("application_id", UUID), ("staff_id", UUID), ("key", UUID)],
);

/// `second_factor.secret`.
pub const FACTOR_SECRET: Column = Column::of("second_factor", "secret", &[("id", UUID)]);
/// `new_factor.secret`.
pub const NEW_FACTOR_SECRET: Column = Column::of("new_factor", "secret", &[("id", UUID)]);
/// `new_factor.codes`.
pub const NEW_FACTOR_CODES: Column = Column::of("new_factor", "codes", &[("id", UUID)]);
/// `proposal.decision`.
pub const PROPOSED_DECISION: Column = Column::of("proposal", "decision", APPLICATION);
/// `bulk.decision`.
pub const BULK_DECISION: Column = Column::of("bulk", "decision", &[("id", UUID)]);
/// `message.body`: a text.
pub const MESSAGE_BODY: Column = Column::of("message", "body", &[("id", UUID)]);
/// `message_kept.body`: a text.
pub const KEPT_MESSAGE: Column = Column::of("message_kept", "body", &[("id", UUID)]);

/// `desk_form.written`.
pub const DESK_FORM: Column = Column::of(
    "desk_form",
    "written",
    &[("staff_id", UUID), ("form", "text")],
);

/// Every sealed column.
pub const ALL: &[Column] = &[
    SUBJECT_IDENTITY,
    DRAFT_ANSWERS,
    DRAFT_SOURCES,
    DRAFT_FINDINGS,
    SUBMISSION_ANSWERS,
    READING,
    PROFILE,
    PAYLOAD,
    IMPORTED_IDENTITY,
    MAILBOX_SECRET,
    SERVICE_NOTE,
    FACTOR_SECRET,
    NEW_FACTOR_SECRET,
    NEW_FACTOR_CODES,
    REMARK_TEXT,
    PROPOSED_DECISION,
    BULK_DECISION,
    MESSAGE_BODY,
    KEPT_MESSAGE,
    DESK_FORM,
];
