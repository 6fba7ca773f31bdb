//! The job that words a mail and hands it to the mailer.

use domain::application::view::MailState;
use domain::text::{fill, find, find_of};
use metrics::counter;

use crate::job::{Failure, Job};
use crate::mail::template::{Content, one_line};
use crate::mail::{KIND, Letter, Mail, MailError, html};
use crate::office::OfficeView;
use crate::platform::Policy;
use crate::settings::Settings;
use crate::{Backend, Error, Result};

/// The value that names the office a mail is about.
const OFFICE: &str = "office";

/// Runs the job.
pub(crate) async fn run(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let letter: Letter = serde_json::from_value(job.payload.clone())
        .map_err(|_| Failure::GiveUp("not a letter".to_owned()))?;
    let mut conn = backend.pool.acquire().await.map_err(Error::from)?;
    let policy = backend.policy(&mut conn).await?;
    let office = match letter.values.get(OFFICE) {
        Some(id) => backend.office(&mut conn, id, letter.language).await?,
        None => None,
    };
    drop(conn);
    let mail = worded(&backend.settings, &policy, office.as_ref(), &letter, job.id)
        .ok_or_else(|| Failure::GiveUp(format!("no text mail.{}", letter.template)))?;
    let sent = backend.mailer.send(&mail).await;
    if let Err(error @ MailError::NotTakenFromUs(_)) = &sent {
        tracing::error!(%error, "mails do not leave until the mail server is set up for this portal");
    }
    let (state, outcome) = match &sent {
        Ok(()) => (MailState::Sent, "sent"),
        Err(MailError::Refused(_)) => (MailState::Refused, "mailbox_refused"),
        Err(MailError::NotTakenFromUs(_)) => (MailState::Delayed, "not_taken_from_us"),
        Err(MailError::Unavailable(_)) => (MailState::Delayed, "delayed"),
    };
    counter!("docket_mails_total", "outcome" => outcome).increment(1);
    if letter.is_watched {
        let told = backend.tell_watchers(job.id, state).await;
        match told {
            // It left: mailing it again would be worse than a page that says so late.
            Err(error) if sent.is_ok() => tracing::error!(%error, "a mail left and no page knows"),
            told => told?,
        }
    }
    match sent {
        Ok(()) => Ok(()),
        // Whoever waits has been told, and nobody else can do anything about it.
        Err(MailError::Refused(_)) if letter.is_watched => Ok(()),
        Err(error @ MailError::Refused(_)) => Err(Failure::GiveUp(error.to_string())),
        Err(error) => Err(Failure::Retry(error.to_string())),
    }
}

/// What a mail is about, for the operator: its template and the reference, if it is about an
/// application. No address, no name, no word of it.
pub(crate) fn subject(job: &Job) -> Option<String> {
    let letter: Letter = serde_json::from_value(job.payload.clone()).ok()?;
    Some(match letter.values.get("reference") {
        Some(reference) => format!("{} {reference}", letter.template),
        None => letter.template,
    })
}

/// The mail in the language of the letter; `None` when there is no such text.
pub(crate) fn worded(
    settings: &Settings,
    policy: &Policy,
    office: Option<&OfficeView>,
    letter: &Letter,
    number: i64,
) -> Option<Mail> {
    let picture_days = policy.picture_days.to_string();
    let mut values = vec![
        ("picture_days", picture_days.as_str()),
        ("platform", policy.platform_name.as_str()),
        ("url", settings.public_url.as_str()),
        ("sender", settings.sender.as_str()),
    ];
    if let Some(office) = office {
        values.push((OFFICE, &office.name));
        values.push(("telephone", &office.telephone));
    }
    let own = letter.values.iter().filter(|(name, _)| *name != OFFICE);
    values.extend(own.map(|(name, value)| (name.as_str(), value.as_str())));
    let kind = letter.values.get(KIND).map_or("", String::as_str);
    let text = |part: &str| {
        let name = format!("mail.{}.{part}", letter.template);
        find_of(letter.language, kind, &name)
    };
    let subject = one_line(&fill(text("subject")?, &values));
    let content = Content::new(letter.language, text("body")?, &values)?;
    let open = find(letter.language, "mail.frame.open")?;
    Some(Mail {
        id: format!("{:016}-{number}", letter.at.timestamp_micros().max(0)),
        at: letter.at,
        from: policy.sender_name().to_owned(),
        to: letter.to.clone(),
        text: content.plain(),
        html: html::page(&content, &subject, open),
        subject,
        language: letter.language,
    })
}
