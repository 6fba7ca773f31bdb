//! 企业数字证书申请表 (A6.2): a key for an organisation, and who works with it.

use super::{APPLICANT, AnswersOf, FormBlock, PrintedForm};
use crate::text::Language;

/// The form.
pub const ENTERPRISE_CERTIFICATE: PrintedForm = PrintedForm {
    id: "enterprise-certificate-form",
    native: Language::Chinese,
    blocks: &[
        APPLICANT,
        FormBlock {
            id: "holder",
            of: AnswersOf::Application,
            fields: &["holder_name", "holder_id_number", "holder_mobile"],
        },
        FormBlock {
            id: "key",
            of: AnswersOf::Application,
            fields: &["key_use", "delivery_address"],
        },
    ],
    is_sealed: true,
    is_personal: false,
};
