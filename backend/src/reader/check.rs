//! Check digits that tell a right reading from a wrong one. Only to choose among candidates; the
//! values are validated by whoever uses the reading.

use domain::value::{CreditCode, ResidentId};

/// Whether `text` is a resident identity number. Not asked: whether its holder is born yet.
pub(super) fn resident_id(text: &str) -> bool {
    ResidentId::try_from(text.to_owned()).is_ok()
}

/// Whether `text` is a unified social credit code.
pub(super) fn credit_code(text: &str) -> bool {
    CreditCode::parse(text).is_ok()
}
