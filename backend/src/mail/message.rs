//! A mail as it goes over the wire: plain text and the same as HTML, with all headers. Every text
//! that came from outside is encoded or refused here, so that none can become a header.

use domain::text::Language;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use super::template::one_line;
use super::{Mail, MailError};

/// Who writes.
#[derive(Clone, Debug)]
pub(super) struct From {
    address: Address,
}

impl From {
    /// The platform, writing from `address`.
    pub(super) fn new(address: &str) -> Result<Self, MailError> {
        let address = parse(address, "the sender")?;
        Ok(Self { address })
    }
}

/// An address as every relay takes it: a domain in another script is written in ASCII (RFC 5891).
fn parse(address: &str, whose: &str) -> Result<Address, MailError> {
    let refused = || MailError::Refused(format!("{whose} is no mail address"));
    let (local, domain) = address.rsplit_once('@').ok_or_else(refused)?;
    let domain = idna::domain_to_ascii(domain).map_err(|_| refused())?;
    Address::new(local, domain).map_err(|_| refused())
}

/// Builds the message.
pub(super) fn build(from: &From, mail: &Mail) -> Result<Message, MailError> {
    let to = parse(&mail.to, "the receiver")?;
    let domain = from.address.domain();
    let sender = Mailbox::new(Some(one_line(&mail.from)), from.address.clone());
    Message::builder()
        .from(sender)
        .to(Mailbox::new(None, to))
        .subject(one_line(&mail.subject))
        .date(mail.at.into())
        .message_id(Some(format!("<{}@{domain}>", mail.id)))
        .header(AutoSubmitted)
        .header(ContentLanguage(mail.language))
        .multipart(MultiPart::alternative_plain_html(
            mail.text.clone(),
            mail.html.clone(),
        ))
        .map_err(|error| MailError::Refused(format!("it cannot be written: {error}")))
}

/// RFC 3834: no answering machine answers, and no two machines write to each other for ever.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// RFC 3282.
#[derive(Clone)]
struct ContentLanguage(Language);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Language::parse(text)
            .map(Self)
            .ok_or_else(|| "no language of ours".into())
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.tag().to_owned())
    }
}
