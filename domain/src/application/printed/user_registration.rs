//! 用户登记表 (A6.2, A8.4): who uses the services of the operator.

use super::{APPLICANT, AnswersOf, FormBlock, PrintedForm};
use crate::text::Language;

/// The form.
pub const USER_REGISTRATION: PrintedForm = PrintedForm {
    id: "user-registration-form",
    native: Language::Chinese,
    blocks: &[
        APPLICANT,
        FormBlock {
            id: "declaring",
            of: AnswersOf::Application,
            fields: &["declaring_number"],
        },
    ],
    is_sealed: true,
    is_personal: false,
};
