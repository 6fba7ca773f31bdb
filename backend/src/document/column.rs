//! The sealed columns of this feature: what is not in [`ALL`] is not sealed anew when the key changes.

use crate::seal::Column;
use crate::seal::column::UUID;

/// `document.reading`.
pub const READING: Column = Column::of("document", "reading", &[("id", UUID)]);

/// All of them.
pub const ALL: &[Column] = &[READING];
