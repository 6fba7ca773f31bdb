//! Mail that leaves by SMTP. The conversation is held step by step, because what a refusal is about
//! depends on what was refused.

use async_trait::async_trait;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::{Address, Message};

use super::judgement::SmtpStage;
use super::message::{self, From};
use super::relay::{Relay, abort, step};
use super::{Mail, MailError, Mailer};

/// Hands mail to a relay, keeping a few connections open.
pub struct Smtp {
    relay: Relay,
    from: From,
}

impl Smtp {
    /// A relay by its URL: `smtps://user:password@host` (TLS from the start),
    /// `smtp://user:password@host?tls=required` (STARTTLS), `smtp://host` (plain, for a relay on
    /// the same machine). Special characters in user and password are percent-encoded.
    ///
    /// # Errors
    /// When the URL or the sender's address is malformed. Nothing is connected yet.
    pub fn new(url: &str, sender: &str) -> Result<Self, MailError> {
        // Without a word of the URL: it holds the password.
        let malformed = || MailError::Refused("the address of the mail relay is malformed".into());
        Ok(Self {
            relay: Relay::parse(url).ok_or_else(malformed)?,
            from: From::new(sender)?,
        })
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = message::build(&self.from, mail)?;
        let mut connection = self.relay.connection().await?;
        match hand_over(&mut connection, &message).await {
            Ok(()) => {
                self.relay.keep(connection);
                Ok(())
            }
            Err(error) => {
                abort(connection).await;
                Err(error)
            }
        }
    }
}

/// Sender, receiver, message; the first refusal ends it.
async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    message: &Message,
) -> Result<(), MailError> {
    let (envelope, bytes) = (message.envelope(), message.formatted());
    let is_ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
    let mut parameters = Vec::new();
    if !envelope
        .from()
        .into_iter()
        .chain(envelope.to())
        .all(is_ascii)
    {
        if !offers(connection, Extension::SmtpUtfEight) {
            let reason = "the relay takes no addresses in other scripts";
            return Err(MailError::Refused(reason.to_owned()));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !bytes.is_ascii() && offers(connection, Extension::EightBitMime) {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let sender = MailFrom::new(envelope.from().cloned(), parameters);
    step(SmtpStage::Sender, connection.command(sender)).await?;
    for receiver in envelope.to() {
        let receiver = Rcpt::new(receiver.clone(), Vec::new());
        step(SmtpStage::Receiver, connection.command(receiver)).await?;
    }
    step(SmtpStage::Data, connection.command(Data)).await?;
    step(SmtpStage::Content, connection.message(&bytes)).await?;
    Ok(())
}

fn offers(connection: &AsyncSmtpConnection, extension: Extension) -> bool {
    connection.server_info().supports_feature(extension)
}
