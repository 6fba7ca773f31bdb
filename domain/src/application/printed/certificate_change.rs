//! 数字证书变更申请表 (A7.3): a key is renewed, replaced or unlocked, or says something else.

use super::{APPLICANT, AnswersOf, FormBlock, PrintedForm};
use crate::text::Language;

/// The form.
pub const CERTIFICATE_CHANGE: PrintedForm = PrintedForm {
    id: "certificate-change-form",
    native: Language::Chinese,
    blocks: &[
        APPLICANT,
        FormBlock {
            id: "key_change",
            of: AnswersOf::Application,
            fields: &[
                "key_serial",
                "key_request",
                "change_detail",
                "key_use",
                "delivery_address",
            ],
        },
    ],
    is_sealed: true,
    is_personal: false,
};
