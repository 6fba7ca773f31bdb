//! The job that words a mail and hands it to the mailer.

use domain::text::{fill, find};

use super::{Letter, Mail, MailError};
use crate::job::{Failure, Job};
use crate::platform::Policy;
use crate::settings::Settings;
use crate::{Backend, Error};

/// Runs the job.
pub(crate) async fn run(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let letter: Letter = serde_json::from_value(job.payload.clone())
        .map_err(|_| Failure::GiveUp("not a letter".to_owned()))?;
    let mut conn = backend.pool.acquire().await.map_err(Error::from)?;
    let policy = backend.policy(&mut conn).await?;
    drop(conn);
    let mail = worded(&backend.settings, &policy, &letter, job.id)
        .ok_or_else(|| Failure::GiveUp(format!("no text mail.{}", letter.template)))?;
    backend
        .mailer
        .send(&mail)
        .await
        .map_err(|error| match error {
            MailError::Refused(_) => Failure::GiveUp(error.to_string()),
            MailError::Unavailable(_) => Failure::Retry(error.to_string()),
        })
}

/// Subject and text in the language of the letter; `None` when there is no such text.
pub(super) fn worded(
    settings: &Settings,
    policy: &Policy,
    letter: &Letter,
    number: i64,
) -> Option<Mail> {
    let picture_days = policy.picture_days.to_string();
    let always = [
        ("picture_days", picture_days.as_str()),
        ("platform", policy.platform_name.as_str()),
        ("url", settings.public_url.as_str()),
        ("sender", settings.sender.as_str()),
    ];
    let values: Vec<(&str, &str)> = letter
        .values
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(always)
        .collect();
    let sentence = |part: &str| {
        find(letter.language, &format!("mail.{}.{part}", letter.template))
            .map(|sentence| fill(sentence, &values))
    };
    Some(Mail {
        id: format!("{:016}-{number}", letter.at.timestamp_micros().max(0)),
        at: letter.at,
        from: policy.sender_name().to_owned(),
        to: letter.to.clone(),
        subject: one_line(&sentence("subject")?),
        text: sentence("body")?,
        language: letter.language,
    })
}

/// A value with a line break in it must not begin another header.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
