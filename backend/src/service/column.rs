//! The sealed columns of this feature: what is not in [`ALL`] is not sealed anew when the key changes.

use crate::seal::Column;
use crate::seal::column::UUID;

/// `service_record.note`: a text.
pub const SERVICE_NOTE: Column = Column::of("service_record", "note", &[("id", UUID)]);

/// All of them.
pub const ALL: &[Column] = &[SERVICE_NOTE];
