//! The parts pages are made of, one file each.

pub mod answer_text;
pub mod badge;
pub mod clear_page;
pub mod code_note;
pub mod countdown;
pub mod error_summary;
pub mod escaped;
pub mod field_warning;
pub mod kept_text;
pub mod layout;
pub mod markup;
pub mod not_found;
pub mod notice_dialog;
pub mod page_title;
pub mod paper_list;
pub mod problem;
pub mod reveal;
pub mod sent_field;
pub mod stepper;
pub mod summary_list;
pub mod timeline;
