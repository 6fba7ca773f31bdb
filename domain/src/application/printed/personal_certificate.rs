//! 个人数字证书申请表 (A6.3): a key for a person.

use super::{APPLICANT, AnswersOf, FormBlock, PrintedForm};
use crate::text::Language;

/// The form.
pub const PERSONAL_CERTIFICATE: PrintedForm = PrintedForm {
    id: "personal-certificate-form",
    native: Language::Chinese,
    blocks: &[
        APPLICANT,
        FormBlock {
            id: "key",
            of: AnswersOf::Application,
            fields: &["key_use", "delivery_address"],
        },
    ],
    is_sealed: true,
    is_personal: true,
};
