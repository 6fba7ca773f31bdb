//! Mail: put into the queue inside the transaction that causes it, worded when it is sent.
//! Sentences stand in `domain/texts` under `mail.<template>`, and in the words of a kind of
//! application under `kind.<kind>.mail.<template>`.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::text::Language;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::job::{Job, Priority, Retrying};
use crate::{Backend, Error, Result};

pub(crate) mod html;
mod judgement;
mod message;
mod outbox;
mod relay;
mod smtp;
pub(crate) mod template;
#[cfg(test)]
mod tests;
mod which;

pub use outbox::{Outbox, OutboxEntry, OutboxMail};
pub use smtp::Smtp;
pub use which::Template;

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
    /// The same as a page of HTML.
    pub html: String,
    /// The language of subject and text.
    pub language: Language,
}

/// Why a mail did not leave. Holds no address and no word of the mail, because it is logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It will not leave however often it is tried: there is no such mailbox, it takes nothing, or
    /// its address is malformed.
    #[error("refused: {0}")]
    Refused(String),
    /// The relay takes none from us, or not so many: the operator has to mend it, and then it leaves.
    #[error("the relay takes no mail from us: {0}")]
    NotTakenFromUs(String),
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

/// The name of the job that words a mail and hands it over.
pub(crate) const SEND_MAIL: &str = "send_mail";

/// How long at most between two tries of a mail somebody waits for, while they may still wait: a
/// mail server that puts off whom it does not know is met as soon as it is ready.
const PAUSE_OF_AWAITED: TimeDelta = TimeDelta::seconds(45);
const TRIES_OF_AWAITED: i32 = 80;

/// How a mail that did not leave is tried again: a mail server that is away may not lose it for five
/// days. One somebody waits for ends by itself.
pub(crate) fn retrying(job: &Job, tries: i32) -> Retrying {
    Retrying {
        most_tries: match job.is_awaited {
            true => i32::MAX,
            false => 128,
        },
        longest_pause: match job.is_awaited && tries <= TRIES_OF_AWAITED {
            true => PAUSE_OF_AWAITED,
            false => TimeDelta::hours(1),
        },
    }
}

/// The value that names the kind of application a mail is about.
pub(crate) const KIND: &str = "kind_id";

/// A mail in the queue: not worded yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub to: String,
    pub language: Language,
    pub template: String,
    pub values: BTreeMap<String, String>,
    pub at: DateTime<Utc>,
    /// Whether a page tells what becomes of it.
    #[serde(default)]
    pub is_watched: bool,
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
    /// `url` and `sender` are known always. A value `office` is the id of one: its name and
    /// telephone are told. A value `kind_id` names the kind of application, whose own words are taken
    /// where it has some.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mail(
        &self,
        conn: &mut PgConnection,
        urgency: Urgency,
        to: &str,
        language: Language,
        template: Template,
        values: &[(&str, String)],
    ) -> Result<()> {
        let letter = self.letter(to, language, template, values);
        self.post(conn, urgency, letter).await?;
        Ok(())
    }

    /// The same for a mail with a code, which is watched on a page: returns the job's number, by
    /// which [`crate::mailed_code`] is told what becomes of it.
    pub(crate) async fn mail_watched(
        &self,
        conn: &mut PgConnection,
        until: DateTime<Utc>,
        to: &str,
        language: Language,
        values: &[(&str, String)],
    ) -> Result<i64> {
        let letter = Letter {
            is_watched: true,
            ..self.letter(to, language, Template::Code, values)
        };
        self.post(conn, Urgency::Until(until), letter).await
    }

    fn letter(
        &self,
        to: &str,
        language: Language,
        template: Template,
        values: &[(&str, String)],
    ) -> Letter {
        Letter {
            to: to.to_owned(),
            language,
            template: template.id().to_owned(),
            values: values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            at: self.clock.now(),
            is_watched: false,
        }
    }

    async fn post(&self, conn: &mut PgConnection, urgency: Urgency, letter: Letter) -> Result<i64> {
        let now = letter.at;
        let payload =
            serde_json::to_value(letter).map_err(|error| Error::Internal(error.to_string()))?;
        let (priority, end) = match urgency {
            Urgency::Until(end) => (Priority::Code, Some(end)),
            Urgency::Notice => (Priority::Notice, None),
        };
        self.put(conn, SEND_MAIL, payload, priority, now, end, None)
            .await
    }
}
