//! Mail that goes nowhere but a directory: for trying the product out, and for tests. Each mail is
//! an `.eml` file any mail program opens, and a small JSON file for the page that lists them.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::message::{self, From};
use super::{Mail, MailError, Mailer};
use crate::{Error, Result};

/// How many mails are listed.
const LISTED: usize = 200;

/// A directory of mails. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbox {
    directory: PathBuf,
    from: From,
}

/// A mail in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxEntry {
    /// For [`Outbox::read`].
    pub id: String,
    /// Whom it is for.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// A whole mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxMail {
    /// As in the list.
    #[serde(flatten)]
    pub entry: OutboxEntry,
    /// BCP 47 tag of its language.
    pub language: String,
    /// The plain text.
    pub text: String,
    /// The page of HTML.
    #[serde(default)]
    pub html: String,
}

impl Outbox {
    /// Keeps mails in `directory`, which is made when missing.
    ///
    /// # Errors
    /// When it cannot be made, or the sender's address is malformed.
    pub fn new(directory: impl Into<PathBuf>, sender: &str) -> Result<Self> {
        let directory = directory.into();
        std::fs::create_dir_all(&directory).map_err(|error| {
            Error::Internal(format!(
                "the directory {} cannot be made: {error}",
                directory.display()
            ))
        })?;
        let from = From::new(sender).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Self { directory, from })
    }

    /// The latest mails, newest first: all, or those to one address.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub async fn list(&self, to: Option<&str>) -> Result<Vec<OutboxEntry>> {
        let directory = self.directory.clone();
        let to = to.map(str::to_owned);
        blocking(move || {
            let mut ids: Vec<String> = std::fs::read_dir(&directory)?
                .filter_map(|file| file.ok()?.file_name().into_string().ok())
                .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
                .filter(|id| is_id(id))
                .collect();
            // Ids begin with the time.
            ids.sort_unstable_by(|left, right| right.cmp(left));
            let found = ids
                .iter()
                .filter_map(|id| Some(load(&directory, id).ok()?.entry))
                .filter(|mail| to.as_ref().is_none_or(|to| mail.to == *to));
            Ok(found.take(LISTED).collect())
        })
        .await
    }

    /// One mail.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn read(&self, id: &str) -> Result<OutboxMail> {
        if !is_id(id) {
            return Err(Error::NotFound);
        }
        let (directory, id) = (self.directory.clone(), id.to_owned());
        blocking(move || Ok(load(&directory, &id).ok()))
            .await?
            .ok_or(Error::NotFound)
    }
}

#[async_trait]
impl Mailer for Outbox {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = message::build(&self.from, mail)?.formatted();
        let directory = self.directory.clone();
        let kept = OutboxMail {
            entry: OutboxEntry {
                id: mail.id.clone(),
                to: mail.to.clone(),
                subject: mail.subject.clone(),
                at: mail.at,
            },
            language: mail.language.tag().to_owned(),
            text: mail.text.clone(),
            html: mail.html.clone(),
        };
        blocking(move || {
            let id = kept.entry.id.as_str();
            if !is_id(id) {
                return Err(std::io::ErrorKind::InvalidInput.into());
            }
            store(&directory, &format!("{id}.eml"), &message)?;
            // Last, because what has it is listed.
            store(
                &directory,
                &format!("{id}.json"),
                &serde_json::to_vec(&kept)?,
            )
        })
        .await
        .map_err(|error| MailError::Unavailable(error.to_string()))
    }

    fn outbox(&self) -> Option<&Outbox> {
        Some(self)
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn load(directory: &Path, id: &str) -> std::io::Result<OutboxMail> {
    Ok(serde_json::from_slice(&std::fs::read(
        directory.join(format!("{id}.json")),
    )?)?)
}

/// The whole file under its name, or nothing.
fn store(directory: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = directory.join(format!(".{name}.part"));
    let mut file = std::fs::File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, directory.join(name))?;
    std::fs::File::open(directory)?.sync_all()
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await?
        .map_err(|error| Error::Internal(format!("outbox: {error}")))
}
