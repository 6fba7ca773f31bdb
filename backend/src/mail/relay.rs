//! A mail relay: where it is, how it is spoken to, and a few connections that are kept open.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use tokio::time::timeout;
use url::Url;

use super::MailError;
use super::judgement::{SmtpStage, judge};

/// How long the relay may take for one step of the conversation.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take for a message: it may look at it before it answers.
const PATIENCE_FOR_CONTENT: Duration = Duration::from_secs(45);
/// For how long an unused connection is kept, and how many of them.
const IDLE: Duration = Duration::from_secs(60);
const MOST_IDLE: usize = 4;

const SUBMISSION: u16 = 587;
const SUBMISSIONS: u16 = 465;

/// When TLS begins.
enum Security {
    None,
    FromTheStart(TlsParameters),
    Required(TlsParameters),
    Opportunistic(TlsParameters),
}

/// A relay.
pub(super) struct Relay {
    host: String,
    port: u16,
    security: Security,
    hello: ClientId,
    credentials: Option<Credentials>,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl Relay {
    /// Reads `smtps://user:password@host`, `smtp://user:password@host?tls=required` and
    /// `smtp://host`; a path is the name said in EHLO. `None` when it is none of these.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        // An IPv6 address without its brackets, as it is connected to.
        let host = match url.host()? {
            url::Host::Domain(name) => name.to_owned(),
            url::Host::Ipv4(address) => address.to_string(),
            url::Host::Ipv6(address) => address.to_string(),
        };
        let tls = url.query_pairs().find(|(name, _)| name == "tls");
        let parameters = || TlsParameters::new(host.clone()).ok();
        let (security, port) = match (url.scheme(), tls.as_ref().map(|(_, value)| &**value)) {
            ("smtps", None) => (Security::FromTheStart(parameters()?), SUBMISSIONS),
            ("smtp", None) => (Security::None, SUBMISSION),
            ("smtp", Some("required")) => (Security::Required(parameters()?), SUBMISSION),
            ("smtp", Some("opportunistic")) => (Security::Opportunistic(parameters()?), SUBMISSION),
            _ => return None,
        };
        let decoded = |text| {
            let text = percent_decode_str(text).decode_utf8().ok()?;
            Some(text.into_owned())
        };
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(
                decoded(url.username())?,
                decoded(password)?,
            )),
            None => None,
        };
        let hello = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        Some(Self {
            port: url.port().unwrap_or(port),
            security,
            hello,
            credentials,
            idle: Mutex::default(),
            host,
        })
    }

    /// A connection that is ready to take a mail: one that was kept, or a new one.
    pub(super) async fn connection(&self) -> Result<AsyncSmtpConnection, MailError> {
        while let Some(mut kept) = self.kept() {
            if timeout(PATIENCE, kept.test_connected())
                .await
                .unwrap_or_default()
            {
                return Ok(kept);
            }
        }
        let wrapper = match &self.security {
            Security::FromTheStart(parameters) => Some(parameters.clone()),
            _ => None,
        };
        let opened = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(PATIENCE),
            &self.hello,
            wrapper,
            None,
        );
        let mut connection = step(SmtpStage::Connection, opened).await?;
        let upgrade = match &self.security {
            Security::Required(parameters) => Some(parameters),
            Security::Opportunistic(parameters) if connection.can_starttls() => Some(parameters),
            _ => None,
        };
        if let Some(parameters) = upgrade {
            let upgraded = connection.starttls(parameters.clone(), &self.hello);
            step(SmtpStage::Connection, upgraded).await?;
        }
        if let Some(credentials) = &self.credentials {
            const MECHANISMS: &[Mechanism] = &[Mechanism::Plain, Mechanism::Login];
            let signed_in = connection.auth(MECHANISMS, credentials);
            step(SmtpStage::Authentication, signed_in).await?;
        }
        Ok(connection)
    }

    /// Keeps a connection for the next mail.
    pub(super) fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE && !connection.has_broken() {
            idle.push((connection, Instant::now()));
        }
    }

    fn kept(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(_, since)| since.elapsed() < IDLE);
        idle.pop().map(|(connection, _)| connection)
    }
}

/// Ends a connection on which something went wrong.
pub(super) async fn abort(mut connection: AsyncSmtpConnection) {
    let _ = timeout(PATIENCE, connection.abort()).await;
}

/// One step of the conversation, with what a refusal at it means.
pub(super) async fn step<T>(
    stage: SmtpStage,
    work: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, MailError> {
    let patience = match stage {
        SmtpStage::Content => PATIENCE_FOR_CONTENT,
        _ => PATIENCE,
    };
    match timeout(patience, work).await {
        Ok(done) => done.map_err(|error| explained(stage, &error)),
        Err(_) => Err(MailError::Unavailable(format!(
            "the relay took too long at {}",
            stage.name()
        ))),
    }
}

fn explained(stage: SmtpStage, error: &smtp::Error) -> MailError {
    if let Some(code) = error.status() {
        let said = std::error::Error::source(error).map(ToString::to_string);
        return judge(stage, code.into(), &said.unwrap_or_default());
    }
    let kind = match () {
        () if error.is_timeout() => "the relay took too long",
        () if error.is_tls() => "no TLS with the relay",
        () if error.is_client() => "the relay does not offer what is needed",
        () => "no connection to the relay",
    };
    MailError::Unavailable(kind.to_owned())
}
