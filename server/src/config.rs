//! What the operator may choose: flags, environment variables and their defaults.
//!
//! [`Config`] is what was typed, one field per flag, each already of its type; [`ProcessSettings`] is
//! what it means once defaults that depend on each other are filled in. A wrong value is one
//! sentence that names the flag or the variable and never repeats a secret. Nothing here opens a
//! file, a socket or a database. Where Postgres and tesseract are (`PG_BIN_DIR`, `PATH`,
//! `TESSDATA_PREFIX`) and the credentials of S3 come from the environment as their own tools do it.

mod command;
mod demo;
mod error;
#[cfg(test)]
mod tests;
mod value;

use std::ffi::{OsStr, OsString};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use backend::budget::Budget;
use chrono::FixedOffset;
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use domain::review::four_eyes::FourEyes;

pub use command::{
    AdminCommand, AuditCommand, CreateStaff, JobsCommand, KeptLog, Retried, ShownEntries, StaffRole,
};
pub use error::ConfigError;
use error::sentence;
pub use value::{BlobStore, MailSender, Network, PublicUrl, Secret};
use value::{
    database_url, four_eyes, language, log_filter, otlp_endpoint, platform_name, province,
    smtp_url, socket_address, span, switch, utc_offset,
};

/// How long somebody who does nothing stays signed in.
const SESSION_IDLE: Duration = Duration::from_secs(12 * 60 * 60);

/// Docket: a self-hosted registration portal.
///
/// With --demo it needs nothing: a private Postgres under the data directory, fictional offices, and
/// mails written to files, for the machine it runs on alone. Every other flag can also be given as
/// the environment variable shown with it; a flag wins over a variable, and an empty variable counts
/// as none.
#[derive(Debug, Parser)]
#[command(name = "docket", version)]
pub struct Config {
    /// The address to serve on; port 0 takes any free one
    #[arg(long, global = true, env = "DOCKET_LISTEN", value_name = "ADDRESS:PORT",
          default_value = "127.0.0.1:3000", value_parser = socket_address)]
    pub listen: SocketAddr,

    /// The address people see in their browser and in mails [default: http://<listen>]
    #[arg(long, global = true, env = "DOCKET_PUBLIC_URL", value_name = "URL",
          value_parser = PublicUrl::from_str)]
    pub public_url: Option<PublicUrl>,

    /// A second address for /healthz, /readyz and /metrics only; none when not given
    #[arg(long, global = true, env = "DOCKET_INTERNAL_LISTEN", value_name = "ADDRESS:PORT",
          value_parser = socket_address)]
    pub internal_listen: Option<SocketAddr>,

    /// Proxies whose X-Forwarded-For is believed: addresses or networks, separated by commas
    #[arg(long, global = true, env = "DOCKET_TRUSTED_PROXIES", value_name = "NETWORK,…",
          value_delimiter = ',', value_parser = Network::from_str)]
    pub trusted_proxies: Vec<Network>,

    /// Run a demo, with a Postgres of its own: for trying things out, on this machine only. Whoever
    /// reaches it reads all mails at /outbox
    // No variable: one that was left behind somewhere must not make a demo of a portal.
    #[arg(long, global = true)]
    pub demo: bool,

    /// The Postgres to use: postgres://user:password@host/database; needed unless it is a demo
    #[arg(long, global = true, env = "DATABASE_URL", value_name = "URL",
          value_parser = database_url)]
    pub database_url: Option<Secret>,

    /// The same Postgres as the owner of its tables, who changes the schema when a new version
    /// starts; then DATABASE_URL is a role that only works in them
    #[arg(long, global = true, env = "DOCKET_OWNER_DATABASE_URL", value_name = "URL",
          value_parser = database_url)]
    pub owner_database_url: Option<Secret>,

    /// A database for the demo, instead of a private Postgres: many demos can share one Postgres
    #[arg(long, global = true, env = "DOCKET_DEMO_DATABASE_URL", value_name = "URL", hide = true,
          value_parser = database_url)]
    pub demo_database_url: Option<Secret>,

    /// How many connections to the database are kept at most
    #[arg(long, global = true, env = "DOCKET_DATABASE_CONNECTIONS", value_name = "N",
          default_value = "10", value_parser = clap::value_parser!(u32).range(2..=500))]
    pub database_connections: u32,

    /// Where Docket keeps what is not in the database: the demo database, photos, written mails
    #[arg(
        long,
        global = true,
        env = "DOCKET_DATA_DIR",
        value_name = "DIR",
        default_value = "data"
    )]
    pub data_dir: PathBuf,

    /// The file with the keys that seal photos and what identifies people; admin new-key makes
    /// one [default: <data-dir>/keys in the demo, otherwise needed]
    #[arg(long, global = true, env = "DOCKET_KEYS", value_name = "FILE")]
    pub keys: Option<PathBuf>,

    /// Where photos and papers are kept: a directory, or s3://bucket/prefix?endpoint=…&region=…
    /// with the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY [default: <data-dir>/blobs]
    #[arg(long, global = true, env = "DOCKET_BLOBS", value_name = "DIR|URL",
          value_parser = BlobStore::from_str)]
    pub blobs: Option<BlobStore>,

    /// The mail server: smtps://user:password@host, or smtp://user:password@host:port with
    /// ?tls=required (STARTTLS), ?tls=opportunistic or nothing (unencrypted); without a server
    /// mails are written to <data-dir>/outbox
    #[arg(long, global = true, env = "DOCKET_SMTP_URL", value_name = "URL",
          value_parser = smtp_url)]
    pub smtp_url: Option<Secret>,

    /// The sender of every mail: an address, or `Name <address>`; needed with a mail server
    #[arg(long, global = true, env = "DOCKET_SENDER", value_name = "ADDRESS",
          value_parser = MailSender::from_str)]
    pub sender: Option<MailSender>,

    /// What this portal is called on pages and in mails
    #[arg(long, global = true, env = "DOCKET_PLATFORM_NAME", value_name = "NAME",
          default_value = "Docket", value_parser = platform_name)]
    pub platform_name: String,

    /// The languages offered, the default first: any of zh-CN, ja, en
    #[arg(long, global = true, env = "DOCKET_LANGUAGES", value_name = "LANGUAGE,…",
          value_delimiter = ',', default_value = "zh-CN,ja,en", value_parser = language)]
    pub languages: Vec<&'static str>,

    /// The province of this portal: the first two digits of its region code, such as 41 for Henan
    #[arg(long, global = true, env = "DOCKET_HOME_PROVINCE", value_name = "CODE",
          default_value = "41", value_parser = province)]
    pub home_province: &'static str,

    /// The operator's offset from UTC, by which days begin and end
    #[arg(long, global = true, env = "DOCKET_UTC_OFFSET", value_name = "±HH:MM",
          default_value = "+08:00", allow_hyphen_values = true, value_parser = utc_offset)]
    pub utc_offset: FixedOffset,

    /// Whether staff review registrations; off approves each one at once
    #[arg(long, global = true, env = "DOCKET_REGISTRATION_REVIEW", value_name = "on|off",
          default_value = "on", action = ArgAction::Set, value_parser = switch)]
    pub registration_review: bool,

    /// How many working days a review may take
    #[arg(long, global = true, env = "DOCKET_REVIEW_DAYS", value_name = "DAYS",
          default_value = "7", value_parser = clap::value_parser!(u16).range(1..=250))]
    pub review_days: u16,

    /// For how many days after the decision the photos of an application are kept
    #[arg(long, global = true, env = "DOCKET_PICTURE_DAYS", value_name = "DAYS",
          default_value = "180", value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub picture_days: u16,

    /// After how many days an application ends that nobody goes on with: one that was never sent,
    /// or sent back and never corrected; its photos are deleted then
    #[arg(long, global = true, env = "DOCKET_DRAFT_DAYS", value_name = "DAYS",
          default_value = "30", value_parser = clap::value_parser!(u16).range(2..=366))]
    pub draft_days: u16,

    /// What strangers may begin within an hour, of pictures what may be kept in MiB, for one network,
    /// one account and all strangers, such as drafts=200:40:4000,pictures=200:60:20000; what is not
    /// named stays as docs/operating.md says
    #[arg(long, global = true, env = "DOCKET_BUDGET", value_name = "NAME=N:N:N,…",
          default_value = "", value_parser = Budget::from_str, hide_default_value = true)]
    pub budget: Budget,

    /// How long somebody who does nothing stays signed in, such as 30m or 12h; an open page says so
    /// before it ends [default: 12h, or the time below where that is shorter]
    #[arg(long, global = true, env = "DOCKET_SESSION_IDLE", value_name = "TIME",
          value_parser = span)]
    pub session_idle: Option<Duration>,

    /// How long somebody stays signed in at most, such as 7d
    #[arg(long, global = true, env = "DOCKET_SESSION_END", value_name = "TIME",
          default_value = "7d", value_parser = span)]
    pub session_end: Duration,

    /// Which decisions take effect only when a second officer confirms them
    #[arg(long, global = true, env = "DOCKET_FOUR_EYES", value_name = "off|refusals|all",
          default_value = "off", value_parser = four_eyes)]
    pub four_eyes: FourEyes,

    /// Whether values are read off photos of documents
    #[arg(long, global = true, env = "DOCKET_TEXT_READER", value_name = "on|off",
          default_value = "on", action = ArgAction::Set, value_parser = switch)]
    pub text_reader: bool,

    /// The program that reads them
    #[arg(
        long,
        global = true,
        env = "DOCKET_TESSERACT",
        value_name = "PROGRAM",
        default_value = "tesseract"
    )]
    pub tesseract: PathBuf,

    /// The folder with the font that forms are printed with [default: where systems keep it]
    #[arg(long, global = true, env = "DOCKET_FONTS", value_name = "FOLDER")]
    pub fonts: Option<PathBuf>,

    /// How log lines are written
    #[arg(long, global = true, env = "DOCKET_LOG_FORMAT", value_name = "FORMAT", value_enum,
          default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,

    /// What is logged: error, warn, info, debug, or a filter such as info,sqlx=debug
    #[arg(long, global = true, env = "DOCKET_LOG", value_name = "FILTER",
          default_value = "info", value_parser = log_filter)]
    pub log: String,

    /// A collector that takes spans of requests, use cases and jobs over HTTP (OpenTelemetry, OTLP);
    /// the other OTEL_ variables count too
    #[arg(long, global = true, env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_name = "URL",
          value_parser = otlp_endpoint)]
    pub otlp_endpoint: Option<String>,

    /// Where the built site is: scripts, styles and pictures [default: target/site]
    #[arg(long, global = true, env = "DOCKET_SITE_ROOT", value_name = "DIR")]
    pub site_root: Option<PathBuf>,

    /// What cargo-leptos says about the same
    #[arg(
        long,
        global = true,
        env = "LEPTOS_SITE_ROOT",
        value_name = "DIR",
        hide = true
    )]
    pub leptos_site_root: Option<PathBuf>,

    /// What to do; serves when nothing is given.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the program is to do.
#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum Command {
    /// Serve the portal (what happens without a command)
    Serve,
    /// Look after a portal from the command line
    #[command(subcommand)]
    Admin(AdminCommand),
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line, for machines
    Json,
}

/// What the process runs with: [`Config`] with every default filled in.
#[derive(Clone, Debug)]
pub struct ProcessSettings {
    /// Where to serve.
    pub listen: SocketAddr,
    /// Where to serve probes and metrics, if anywhere.
    pub internal_listen: Option<SocketAddr>,
    /// Who may say on whose behalf a request comes.
    pub trusted_proxies: Vec<Network>,
    /// Whether this is the demo: a database of its own and its shortcuts.
    pub demo: bool,
    /// The database; the demo has its own.
    pub database_url: Option<Secret>,
    /// The same database as the owner of its tables.
    pub owner_database_url: Option<Secret>,
    /// The database of a demo that starts no Postgres of its own.
    pub demo_database_url: Option<Secret>,
    /// The size of the connection pool.
    pub database_connections: u32,
    /// Where files are kept.
    pub data_dir: PathBuf,
    /// The key file, as configured.
    pub keys: Option<PathBuf>,
    /// Where photos and papers are kept.
    pub blobs: BlobStore,
    /// The mail server in the notation of lettre; `None` writes mails to the outbox.
    pub smtp_url: Option<Secret>,
    /// From whom mails come.
    pub sender: MailSender,
    /// The name of the portal.
    pub platform_name: String,
    /// The languages offered, the default first; never empty, no language twice.
    pub languages: Vec<&'static str>,
    /// Two digits.
    pub home_province: &'static str,
    /// By which days begin and end.
    pub utc_offset: FixedOffset,
    /// Whether registrations are reviewed.
    pub registration_review: bool,
    /// How long a review may take, in working days.
    pub review_days: u16,
    /// How long photos are kept after the decision, in days.
    pub picture_days: u16,
    /// After how long an application ends that nobody goes on with, in days.
    pub draft_days: u16,
    /// What strangers may begin.
    pub budget: Budget,
    /// How long a session lives unused.
    pub session_idle: Duration,
    /// How long a session lives at most.
    pub session_end: Duration,
    /// Which decisions wait for a second officer.
    pub four_eyes: FourEyes,
    /// The program that reads text off photos; `None` when that is switched off.
    pub tesseract: Option<PathBuf>,
    /// The folder with the font that forms are printed with, where it is not the system's.
    pub fonts: Option<PathBuf>,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// A filter for `EnvFilter`, checked.
    pub log: String,
    /// The collector of spans, if there is one.
    pub otlp_endpoint: Option<String>,
    /// Where the built site is.
    pub site_root: PathBuf,
    /// As configured; see [`ProcessSettings::public_url`].
    public_url: Option<PublicUrl>,
}

impl ProcessSettings {
    /// Whether this is the demo: a database of its own and its shortcuts.
    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// Where mails go that no server takes.
    pub fn outbox(&self) -> PathBuf {
        self.data_dir.join("outbox")
    }

    /// Whether nobody said what the address of the portal is.
    pub fn has_guessed_url(&self) -> bool {
        self.public_url.is_none()
    }

    /// The address people see, given the one that is really listened on (its port may have been
    /// chosen by the system).
    pub fn public_url(&self, bound: SocketAddr) -> PublicUrl {
        self.public_url
            .clone()
            .unwrap_or_else(|| PublicUrl::of(bound))
    }
}

impl Config {
    /// Reads the command line and the environment of this process.
    ///
    /// # Errors
    /// When a value is wrong, or help was asked for.
    pub fn load() -> Result<Self, ConfigError> {
        let is_empty = |name: &OsStr| std::env::var_os(name).is_some_and(|value| value.is_empty());
        Self::parse_with(std::env::args_os().collect(), is_empty)
    }

    /// `ignored` says which environment variables count as not set.
    fn parse_with(
        args: Vec<OsString>,
        ignored: impl Fn(&OsStr) -> bool,
    ) -> Result<Self, ConfigError> {
        let command = <Self as CommandFactory>::command().mut_args(|arg| {
            // Secrets must not show up in the output of --help.
            let arg = arg.hide_env_values(true);
            if arg.get_env().is_some_and(&ignored) {
                arg.env(None::<&str>)
            } else {
                arg
            }
        });
        command
            .try_get_matches_from(&args)
            .and_then(|matches| Self::from_arg_matches(&matches))
            .map_err(|error| sentence(error, &args))
    }

    /// What is asked for.
    pub fn command(&self) -> Command {
        self.command.clone().unwrap_or(Command::Serve)
    }

    /// Fills in the defaults that depend on other values and refuses what does not go together.
    ///
    /// # Errors
    /// One sentence about the value that is wrong.
    pub fn check(&self) -> Result<ProcessSettings, ConfigError> {
        let wrong = |sentence: &str| Err(ConfigError::Wrong(sentence.to_owned()));
        if self
            .internal_listen
            .is_some_and(|internal| internal == self.listen && internal.port() != 0)
        {
            return wrong("DOCKET_INTERNAL_LISTEN and DOCKET_LISTEN are the same address.");
        }
        if self.smtp_url.is_some() && self.sender.is_none() {
            return wrong("DOCKET_SENDER is needed as well when DOCKET_SMTP_URL is set.");
        }
        if self.owner_database_url.is_some() && self.database_url.is_none() {
            return wrong("DATABASE_URL is needed as well when DOCKET_OWNER_DATABASE_URL is set.");
        }
        if let Some(sentence) = self.check_database() {
            return wrong(sentence);
        }
        if self
            .session_idle
            .is_some_and(|idle| idle > self.session_end)
        {
            return wrong(
                "DOCKET_SESSION_IDLE is longer than DOCKET_SESSION_END, which ends a session anyway.",
            );
        }
        if self.data_dir.as_os_str().is_empty() {
            return wrong("DOCKET_DATA_DIR is empty.");
        }
        for (index, language) in self.languages.iter().enumerate() {
            if self.languages[..index].contains(language) {
                return wrong(&format!("DOCKET_LANGUAGES: `{language}` is there twice."));
            }
        }
        let site_root = self
            .site_root
            .clone()
            .or_else(|| self.leptos_site_root.clone());
        Ok(ProcessSettings {
            listen: self.listen,
            internal_listen: self.internal_listen,
            trusted_proxies: self.trusted_proxies.clone(),
            demo: self.demo,
            database_url: self.database_url.clone(),
            owner_database_url: self.owner_database_url.clone(),
            demo_database_url: self.demo_database_url.clone(),
            database_connections: self.database_connections,
            data_dir: self.data_dir.clone(),
            keys: self.keys.clone(),
            blobs: self
                .blobs
                .clone()
                .unwrap_or_else(|| BlobStore::Directory(self.data_dir.join("blobs"))),
            smtp_url: self.smtp_url.clone(),
            sender: self.sender.clone().unwrap_or_else(|| MailSender {
                name: Some(self.platform_name.clone()),
                address: "docket@localhost".to_owned(),
            }),
            platform_name: self.platform_name.clone(),
            languages: self.languages.clone(),
            home_province: self.home_province,
            utc_offset: self.utc_offset,
            registration_review: self.registration_review,
            review_days: self.review_days,
            picture_days: self.picture_days,
            draft_days: self.draft_days,
            budget: self.budget,
            session_idle: self
                .session_idle
                .unwrap_or(SESSION_IDLE.min(self.session_end)),
            session_end: self.session_end,
            four_eyes: self.four_eyes,
            tesseract: self.text_reader.then(|| self.tesseract.clone()),
            fonts: self.fonts.clone(),
            log_format: self.log_format,
            log: self.log.clone(),
            otlp_endpoint: self.otlp_endpoint.clone(),
            site_root: site_root.unwrap_or_else(|| PathBuf::from("target/site")),
            public_url: self.public_url.clone(),
        })
    }
}
