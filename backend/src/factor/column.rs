//! The sealed columns of this feature: what is not in [`ALL`] is not sealed anew when the key changes.

use crate::seal::Column;
use crate::seal::column::UUID;

/// `second_factor.secret`.
pub const FACTOR_SECRET: Column = Column::of("second_factor", "secret", &[("id", UUID)]);

/// `new_factor.secret`.
pub const NEW_FACTOR_SECRET: Column = Column::of("new_factor", "secret", &[("id", UUID)]);

/// `new_factor.codes`.
pub const NEW_FACTOR_CODES: Column = Column::of("new_factor", "codes", &[("id", UUID)]);

/// All of them.
pub const ALL: &[Column] = &[FACTOR_SECRET, NEW_FACTOR_SECRET, NEW_FACTOR_CODES];
