//! 用户信息变更申请表 (A5.1): an organisation has another name.

use super::{APPLICANT, AnswersOf, FormBlock, PrintedForm};
use crate::text::Language;

/// The form.
pub const INFORMATION_CHANGE: PrintedForm = PrintedForm {
    id: "information-change-form",
    native: Language::Chinese,
    blocks: &[
        APPLICANT,
        FormBlock {
            id: "change",
            of: AnswersOf::Application,
            fields: &["old_name", "new_name", "change_reason", "approved_on"],
        },
    ],
    is_sealed: true,
    is_personal: false,
};
