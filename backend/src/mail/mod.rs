//! Mail: put into the queue inside the transaction that causes it, worded when it is sent.
//! Sentences stand in `domain/texts` under `mail.<template>`.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::text::Language;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::{Backend, Error, Result, job};

mod message;
mod outbox;
pub(crate) mod send_mail;
mod smtp;
#[cfg(test)]
mod tests;

pub use job::Priority;
pub use outbox::{Outbox, OutboxEntry, OutboxMail};
pub use smtp::Smtp;

/// One mail, worded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The same however often this mail is tried: `[0-9a-z-]`, sorts by time. A reader's program
    /// shows a mail that arrived twice only once, because its `Message-ID` is made of it.
    pub id: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// The name it comes from.
    pub from: String,
    /// The one address it goes to.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text; paragraphs are separated by an empty line.
    pub text: String,
    /// The language of subject and text.
    pub language: Language,
}

/// Why a mail did not leave. Holds no address and no word of the mail, because it is logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It will not leave however often it is tried: there is no such address, or it is malformed.
    #[error("refused: {0}")]
    Refused(String),
    /// Worth trying again later.
    #[error("unavailable: {0}")]
    Unavailable(String),
}

/// How mail leaves.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands a mail over; once this says yes, somebody else answers for it.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;

    /// The outbox, when mail goes nowhere else.
    fn outbox(&self) -> Option<&Outbox> {
        None
    }
}

/// A mail in the queue: not worded yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Letter {
    to: String,
    language: Language,
    template: String,
    values: BTreeMap<String, String>,
    at: DateTime<Utc>,
}

/// How a mail is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Somebody sits and waits for the code or link in it, which is dead after this time.
    Until(DateTime<Utc>),
    /// It tells what happened.
    Notice,
}

impl Backend {
    /// Puts a mail into the queue; it leaves when the transaction is committed, and not otherwise.
    /// `{name}` in `mail.<template>.subject` and `.body` becomes the value of that name; `platform`,
    /// `url` and `sender` are known always.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mail(
        &self,
        conn: &mut PgConnection,
        urgency: Urgency,
        to: &str,
        language: Language,
        template: &str,
        values: &[(&str, String)],
    ) -> Result<()> {
        let now = self.clock.now();
        let letter = Letter {
            to: to.to_owned(),
            language,
            template: template.to_owned(),
            values: values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            at: now,
        };
        let payload =
            serde_json::to_value(letter).map_err(|error| Error::Internal(error.to_string()))?;
        let name = job::SEND_MAIL;
        match urgency {
            Urgency::Until(end) => {
                self.enqueue_until(conn, name, payload, Priority::Code, now, end)
                    .await
            }
            Urgency::Notice => {
                self.enqueue(conn, name, payload, Priority::Notice, now)
                    .await
            }
        }
    }
}
