//! The sealed columns of this feature: what is not in [`ALL`] is not sealed anew when the key changes.

use crate::seal::Column;
use crate::seal::column::UUID;

/// `account.profile`.
pub const PROFILE: Column = Column::of("account", "profile", &[("id", UUID)]);

/// `imported_account.identity`: a text.
pub const IMPORTED_IDENTITY: Column =
    Column::of("imported_account", "identity", &[("account_id", UUID)])
        .with_index("identity_index");

/// `mailbox.secret`.
pub const MAILBOX_SECRET: Column = Column::of("mailbox", "secret", &[("address", "text")]);

/// All of them.
pub const ALL: &[Column] = &[PROFILE, IMPORTED_IDENTITY, MAILBOX_SECRET];
