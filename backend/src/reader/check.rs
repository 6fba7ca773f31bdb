//! Check digits that tell a right reading from a wrong one. Only to choose among candidates; the
//! values are validated by whoever uses the reading.

use domain::value::{CreditCode, ResidentId};

/// Whether `text` is an identity number of 18 places, whoever holds it. Not asked: whether its holder is born yet.
pub(super) fn resident_id(text: &str) -> bool {
    ResidentId::try_from(text.to_owned()).is_ok()
}

/// Whether `text` is a unified social credit code with the check character the standard gives: one
/// with another was most often misread.
pub(super) fn credit_code(text: &str) -> bool {
    CreditCode::parse(text).is_ok_and(|code| code.is_standard())
}
