//! The sealed columns of this feature: what is not in [`ALL`] is not sealed anew when the key changes.

use crate::seal::Column;
use crate::seal::column::{APPLICATION, UUID};

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

/// All of them.
pub const ALL: &[Column] = &[
    SUBJECT_IDENTITY,
    DRAFT_ANSWERS,
    DRAFT_SOURCES,
    DRAFT_FINDINGS,
    SUBMISSION_ANSWERS,
];
