//! Mail that leaves by SMTP.

use std::time::Duration;

use async_trait::async_trait;
use lettre::transport::smtp::{self, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use super::message::{self, From};
use super::{Mail, MailError, Mailer};

/// How long the relay may take for one step of the conversation.
const PATIENCE: Duration = Duration::from_secs(20);

/// Hands mail to a relay, keeping a few connections open.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: From,
}

impl Smtp {
    /// A relay by its URL: `smtps://user:password@host` (TLS from the start),
    /// `smtp://user:password@host?tls=required` (STARTTLS), `smtp://host` (plain, for a relay on
    /// the same machine). Special characters in user and password are percent-encoded. Must be
    /// called inside the tokio runtime.
    ///
    /// # Errors
    /// When the URL or the sender's address is malformed. Nothing is connected yet.
    pub fn new(url: &str, sender: &str) -> Result<Self, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            // The error of the parser repeats the URL, and that holds the password.
            .map_err(|_| {
                MailError::Refused("the address of the mail relay is malformed".to_owned())
            })?
            .timeout(Some(PATIENCE))
            .pool_config(
                PoolConfig::new()
                    .max_size(4)
                    .idle_timeout(Duration::from_secs(60)),
            )
            .build();
        Ok(Self {
            transport,
            from: From::new(sender)?,
        })
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = message::build(&self.from, mail)?;
        self.transport
            .send(message)
            .await
            .map(|_| ())
            .map_err(|error| explained(&error))
    }
}

/// The reply of a relay often repeats the address, so only its code is kept.
fn explained(error: &smtp::Error) -> MailError {
    let Some(code) = error.status().map(u16::from) else {
        let kind = match () {
            () if error.is_timeout() => "the relay took too long",
            () if error.is_tls() => "no TLS with the relay",
            () if error.is_client() => "the relay does not offer what is needed",
            () => "no connection to the relay",
        };
        return MailError::Unavailable(kind.to_owned());
    };
    match code {
        // About this mail or its receiver (RFC 5321, 4.2.3); other 5xx are about us and the relay,
        // and end when the operator has mended it.
        550..=553 => MailError::Refused(format!("SMTP {code}")),
        _ => MailError::Unavailable(format!("SMTP {code}")),
    }
}
