//! The sealed columns of this feature: what is not in [`ALL`] is not sealed anew when the key changes.

use crate::seal::Column;
use crate::seal::column::UUID;

/// `message.body`: a text.
pub const MESSAGE_BODY: Column = Column::of("message", "body", &[("id", UUID)]);

/// `message_kept.body`: a text.
pub const KEPT_MESSAGE: Column = Column::of("message_kept", "body", &[("id", UUID)]);

/// All of them.
pub const ALL: &[Column] = &[MESSAGE_BODY, KEPT_MESSAGE];
