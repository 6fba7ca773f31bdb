//! What somebody writes for a case or in a message and has not sent: the tab remembers it at once
//! (`browser::remember_text`), and here the server keeps it when they pause or the page goes, so that
//! also another tab has it. One request at a time.

use std::time::Duration;

use domain::map::Map;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;

use crate::browser;
use crate::error::AppError;

/// Milliseconds without a key after which it is sent.
const REST: f64 = 1_500.0;
/// Milliseconds after which it is sent though somebody writes on.
const LONGEST: f64 = 8_000.0;
/// The one text of a form that has no more.
pub const TEXT: &str = "text";

domain::named! {
    /// A form whose texts the server keeps.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum WrittenForm {
        /// The decision about a case.
        Decision = "decision",
        /// A new internal note.
        Remark = "remark",
        /// Why a proposal is not confirmed.
        Rejection = "rejection",
        /// A message to the office.
        ToOffice = "to_office",
        /// A message to the applicant.
        ToApplicant = "to_applicant",
    }
}

/// Keeps what is written in a form of an application, until it is sent or emptied: `written` is
/// JSON, control → text.
///
/// # Errors
/// [`AppError::Malformed`] for no such form or what is none; [`AppError::NotFound`] for an application of others.
#[server(endpoint = "keep_written")]
pub async fn keep_written(
    form: String,
    reference: String,
    #[server(default)] written: String,
) -> Result<(), AppError> {
    use domain::form::RawAnswers;
    use domain::review::notes::Notes;

    use crate::server::{self, CaseForm};
    let caller = server::caller().await?;
    let backend = server::backend();
    let form = WrittenForm::parse(&form).ok_or(server::Error::Malformed("no such form"))?;
    let written: RawAnswers = crate::json::read(&written)
        .ok_or(server::Error::Malformed("not what is written in a form"))?;
    let text = written.get(TEXT);
    match form {
        WrittenForm::Decision => {
            let notes = Notes::of_answers(&written);
            backend.keep_notes(&caller, &reference, &notes).await?;
        }
        WrittenForm::Remark => {
            let form = CaseForm::Remark;
            backend.keep_text(&caller, &reference, form, text).await?;
        }
        WrittenForm::Rejection => {
            let form = CaseForm::Rejection;
            backend.keep_text(&caller, &reference, form, text).await?;
        }
        WrittenForm::ToOffice => {
            let place = server::Target::Reference(reference);
            backend
                .keep_message_to_office(&caller, &place, text)
                .await?;
        }
        WrittenForm::ToApplicant => {
            backend
                .keep_message_to_applicant(&caller, &reference, text)
                .await?;
        }
    }
    Ok(())
}

/// What waits.
#[derive(Clone, Debug)]
struct Waiting {
    form: WrittenForm,
    reference: String,
    written: Map<String, String>,
    since: f64,
    last: f64,
}

impl Waiting {
    fn is_of(&self, form: WrittenForm, reference: &str) -> bool {
        self.form == form && self.reference == reference
    }
}

/// All of it; of the app, not of a page.
#[derive(Clone, Copy)]
pub struct Written {
    waiting: StoredValue<Vec<Waiting>>,
    is_watching: StoredValue<bool>,
}

/// Makes it known to all pages.
pub fn provide() {
    let written = Written {
        waiting: StoredValue::new(Vec::new()),
        is_watching: StoredValue::new(false),
    };
    provide_context(written);
    browser::hear_window("pagehide", move |_| written.send_off());
}

impl Written {
    /// What the app holds.
    #[must_use]
    pub fn current() -> Self {
        expect_context()
    }

    /// A form with one text has changed.
    pub fn note_text(self, form: WrittenForm, reference: &str, text: &str) {
        self.note(form, reference, [(TEXT.to_owned(), text.to_owned())].into());
    }

    /// A form has changed: this stands in it now.
    pub fn note(self, form: WrittenForm, reference: &str, written: Map<String, String>) {
        let now = browser::milliseconds();
        self.waiting.update_value(|waiting| {
            let before = waiting.iter().position(|one| one.is_of(form, reference));
            let before = before.map(|at| waiting.remove(at));
            waiting.push(Waiting {
                form,
                reference: reference.to_owned(),
                written,
                since: before.map_or(now, |before| before.since),
                last: now,
            });
        });
        if !self.is_watching.get_value() {
            self.is_watching.set_value(true);
            spawn_local(self.watch());
        }
    }

    /// It was sent: the server keeps nothing of it any more.
    pub fn forget(self, form: WrittenForm, reference: &str) {
        self.waiting.update_value(|waiting| {
            waiting.retain(|one| !one.is_of(form, reference));
        });
    }

    /// Somebody else may sit at this screen from now on.
    pub fn forget_all(self) {
        self.waiting.update_value(Vec::clear);
    }

    async fn watch(self) {
        while let Some(is_empty) = self.waiting.try_with_value(Vec::is_empty) {
            if is_empty {
                break;
            }
            let now = browser::milliseconds();
            let due = self.waiting.try_update_value(|waiting| {
                let is_due = |one: &Waiting| now - one.last >= REST || now - one.since >= LONGEST;
                let due = waiting.iter().position(is_due)?;
                Some(waiting.remove(due))
            });
            match due.flatten() {
                None => browser::sleep(Duration::from_millis(250)).await,
                Some(due) => {
                    let (form, reference) = (due.form.id().to_owned(), due.reference.clone());
                    let kept = keep_written(form, reference, json(&due.written)).await;
                    if matches!(
                        kept,
                        Err(AppError::Unavailable | AppError::Busy | AppError::TooMany { .. })
                    ) {
                        // What was written meanwhile is newer.
                        self.waiting.update_value(|waiting| {
                            if !waiting
                                .iter()
                                .any(|one| one.is_of(due.form, &due.reference))
                            {
                                waiting.push(due);
                            }
                        });
                        browser::sleep_or_online(Duration::from_secs(5)).await;
                    }
                }
            }
        }
        self.is_watching.set_value(false);
    }

    fn send_off(self) {
        self.waiting.with_value(|waiting| {
            for waiting in waiting {
                let written = json(&waiting.written);
                let fields = [
                    ("form", waiting.form.id()),
                    ("reference", waiting.reference.as_str()),
                    ("written", written.as_str()),
                ];
                browser::send_off(KeepWritten::url(), &fields);
            }
        });
    }
}

fn json(written: &Map<String, String>) -> String {
    serde_json::to_string(written).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_a_name_of_its_own() {
        for form in WrittenForm::ALL {
            assert_eq!(WrittenForm::parse(form.id()), Some(form));
        }
        assert_eq!(WrittenForm::parse("bulk"), None);
    }
}
