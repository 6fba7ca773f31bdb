//! The sealed columns of this feature: what is not in [`ALL`] is not sealed anew when the key changes.

use crate::seal::Column;
use crate::seal::column::{APPLICATION, UUID};

/// `remark.text`: a text.
pub const REMARK_TEXT: Column = Column::of(
    "remark",
    "text",
    &[("application_id", UUID), ("staff_id", UUID), ("key", UUID)],
);

/// `proposal.decision`.
pub const PROPOSED_DECISION: Column = Column::of("proposal", "decision", APPLICATION);

/// `bulk.decision`.
pub const BULK_DECISION: Column = Column::of("bulk", "decision", &[("id", UUID)]);

/// `desk_form.written`.
pub const DESK_FORM: Column = Column::of(
    "desk_form",
    "written",
    &[("staff_id", UUID), ("form", "text")],
);

/// All of them.
pub const ALL: &[Column] = &[REMARK_TEXT, PROPOSED_DECISION, BULK_DECISION, DESK_FORM];
