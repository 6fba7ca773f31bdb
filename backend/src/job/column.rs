//! The sealed columns of this feature: what is not in [`ALL`] is not sealed anew when the key changes.

use crate::seal::Column;

/// `job.payload`.
pub const PAYLOAD: Column = Column::of("job", "payload", &[("id", "bigint")]);

/// All of them.
pub const ALL: &[Column] = &[PAYLOAD];
