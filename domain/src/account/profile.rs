//! What an open account goes by: the answers of whoever it was opened for, as the kind for newcomers
//! asks them. The one place that says so.

use crate::application::kind::{ApplicationKind, Kind, Subject};
use crate::application::snapshot::Snapshot;

/// The kind whose fields a profile has.
#[must_use]
pub fn kind() -> &'static Kind {
    ApplicationKind::of_newcomers().spec()
}

/// Whose account it is.
#[must_use]
pub fn subject(profile: &Snapshot) -> Subject {
    (kind().subject)(profile)
}
