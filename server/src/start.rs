//! From what the operator chose to something that can serve: backend, listeners, router. Each way it
//! can fail is one sentence.

use std::fmt::Display;
use std::io::{self, Write as _, stdout};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use backend::account::password::Hasher;
use backend::blob::Blobs;
use backend::clock::SystemClock;
use backend::demo::{self, DemoCredential};
use backend::ids::RandomIds;
use backend::mail::{Mailer, Outbox, Smtp};
use backend::printing::Press;
use backend::reader::{NoReader, Tesseract, TextReader};
use backend::seal::Keyring;
use backend::settings::Settings as Choices;
use backend::{Backend, Error};
use domain::text::Language;
use leptos::config::LeptosOptions;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::config::{BlobStore, ProcessSettings};
use crate::data_folder;
use crate::database::Database;
use crate::embedded_postgres;
use crate::layers::client_address::TrustedProxies;
use crate::layers::{in_flight, least_rate, rate_limit};
use crate::portal::Portal;
use crate::router::Edge;
use crate::routes::room::PictureRoom;
use crate::routes::uploads::spool::SpoolRoom;

/// How long reading one picture may take.
const READING_TIME: Duration = Duration::from_secs(20);

/// Why the process does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The private Postgres of the demo.
    #[error(transparent)]
    Postgres(#[from] embedded_postgres::PostgresError),
    /// Nobody answers at the database's address: the variable, and why not.
    #[error("The database of {0} does not answer ({1}): is it running, and is the address right?")]
    NoDatabase(&'static str, &'static str),
    /// Somebody answers, and lets nobody in.
    #[error("The database of {0} cannot be used: {1}.")]
    Refused(&'static str, String),
    /// The owner of the tables owns those of another database.
    #[error(
        "DOCKET_OWNER_DATABASE_URL and DATABASE_URL name different databases; they must be two ways \
         into the same one."
    )]
    TwoDatabases,
    /// It answers, and cannot be used.
    #[error("The database cannot be used: {0}.")]
    Database(String),
    /// The address is taken, or not ours.
    #[error("Cannot listen on {address}: {reason}.")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        reason: io::Error,
    },
    /// Nobody said where the keys are.
    #[error(
        "DOCKET_KEYS names no key file, and nothing is stored unsealed: `admin new-key FILE` makes one."
    )]
    NoKeys,
    /// The key file cannot be used.
    #[error("The keys cannot be used: {0}.")]
    Keys(String),
    /// What is not in the database has no private place.
    #[error("{0}.")]
    DataFolder(String),
    /// The demo is asked about, and does not run.
    #[error(
        "No demo is running in `{}`: start it with --demo, and give this command while it serves.",
        .0.display()
    )]
    NoDemo(PathBuf),
    /// Nothing has prepared the database yet.
    #[error(
        "There is nothing in the database of {0} yet: start the server once, which prepares it, and \
         give this command again."
    )]
    Unprepared(&'static str),
    /// A version before this one has prepared it.
    #[error(
        "The database of {0} is that of an older version: start the server of this version, which \
         brings it up to date, or use the program of the version that serves."
    )]
    Older(&'static str),
    /// A later version has prepared it.
    #[error(
        "The database of {0} is that of another version: use the program of the version that serves."
    )]
    Newer(&'static str),
    /// Photos have no place.
    #[error("Photos cannot be kept: {0}.")]
    Blobs(String),
    /// Mails have no way.
    #[error("Mails cannot be sent: {0}.")]
    Mail(String),
    /// Scripts and styles have not been built, or are elsewhere.
    #[error(
        "The built site is not in {0}: DOCKET_SITE_ROOT names the directory that script/build made."
    )]
    Site(PathBuf),
    /// Anything else that keeps it from starting.
    #[error("Docket cannot start: {0}.")]
    Other(String),
    /// A command of `admin` was not carried out.
    #[error("{0}.")]
    Command(String),
}

impl StartError {
    /// A reason that comes up only when something is badly wrong.
    pub fn other(reason: impl Display) -> Self {
        Self::Other(reason.to_string())
    }

    /// Why a command was not carried out.
    pub fn command(reason: impl Display) -> Self {
        Self::Command(reason.to_string().trim_end_matches('.').to_owned())
    }
}

/// The reason without the class of error before it and the dot behind.
pub(crate) fn sentence(error: &Error) -> String {
    let text = match error {
        Error::Internal(reason) => reason.clone(),
        Error::Database(sqlx::Error::Database(error)) => error.message().to_owned(),
        other => other.to_string(),
    };
    text.trim_end_matches('.').to_owned()
}

/// Everything a use case works with. `bound` is the address really listened on.
///
/// # Errors
/// Files or mails have no place to go.
pub async fn backend(
    settings: &ProcessSettings,
    database: &Database,
    keys: Keyring,
    bound: SocketAddr,
) -> Result<Backend, StartError> {
    let cores = available_parallelism().map_or(1, usize::from);
    let ids = Arc::new(RandomIds);
    Ok(Backend {
        pool: database.pool.clone(),
        blobs: blobs(&settings.blobs).await?,
        mailer: mailer(settings)?,
        reader: reader(settings.tesseract.as_deref(), cores).await,
        clock: Arc::new(SystemClock),
        ids,
        passwords: Hasher::new(cores),
        press: press(settings),
        keys,
        settings: Arc::new(choices(settings, bound)),
        shown: backend::platform::ShownPolicy::default(),
    })
}

fn choices(settings: &ProcessSettings, bound: SocketAddr) -> Choices {
    Choices {
        public_url: settings.public_url(bound).as_str().to_owned(),
        platform_name: settings.platform_name.clone(),
        sender: settings.sender.address.clone(),
        sender_name: settings.sender.name.clone(),
        home_province: settings.home_province.to_owned(),
        languages: settings
            .languages
            .iter()
            .filter_map(|tag| Language::parse(tag))
            .collect(),
        review: settings.registration_review,
        review_days: settings.review_days.into(),
        picture_days: settings.picture_days.into(),
        four_eyes: settings.four_eyes,
        offset: settings.utc_offset,
        demo: settings.is_demo(),
        session_idle: settings.session_idle,
        session_end: settings.session_end,
        draft_life: Duration::from_secs(u64::from(settings.draft_days) * 24 * 60 * 60),
        budget: settings.budget,
    }
}

async fn blobs(store: &BlobStore) -> Result<Blobs, StartError> {
    let failed = |error: Error| StartError::Blobs(sentence(&error));
    match store {
        BlobStore::Directory(directory) => {
            data_folder::close_to_everybody(directory);
            let blobs = Blobs::directory(directory).map_err(failed)?;
            blobs.check().await.map_err(failed)?;
            Ok(blobs)
        }
        // Whether a bucket answers is asked by /readyz; at start it is only warned of.
        BlobStore::S3 {
            bucket,
            prefix,
            endpoint,
            region,
        } => {
            let region = region.as_deref().unwrap_or("us-east-1");
            let blobs = Blobs::s3(bucket, prefix, endpoint.as_deref(), region).map_err(failed)?;
            let reason = match timeout(Duration::from_secs(5), blobs.check()).await {
                Ok(Ok(())) => return Ok(blobs),
                Ok(Err(error)) => sentence(&error),
                Err(_) => "it takes its time".to_owned(),
            };
            tracing::warn!(reason, "the bucket of DOCKET_BLOBS does not answer yet");
            Ok(blobs)
        }
    }
}

fn mailer(settings: &ProcessSettings) -> Result<Arc<dyn Mailer>, StartError> {
    let address = &settings.sender.address;
    Ok(match &settings.smtp_url {
        Some(url) => {
            let smtp = Smtp::new(url.expose(), address);
            Arc::new(smtp.map_err(|error| StartError::Mail(error.to_string()))?)
        }
        None => {
            let outbox = Outbox::new(settings.outbox(), address);
            Arc::new(outbox.map_err(|error| StartError::Mail(sentence(&error)))?)
        }
    })
}

/// What prints forms; says so when it cannot.
fn press(settings: &ProcessSettings) -> Press {
    let press = Press::new(settings.fonts.clone());
    if let Some(missing) = press.missing() {
        tracing::warn!("{missing}");
    }
    press
}

/// The text reader, if it is wanted and there.
async fn reader(tesseract: Option<&Path>, cores: usize) -> Arc<dyn TextReader> {
    let Some(program) = tesseract else {
        return Arc::new(NoReader);
    };
    let languages = tokio::process::Command::new(program)
        .arg("--list-langs")
        .output();
    let known = match timeout(Duration::from_secs(5), languages).await {
        Ok(Ok(output)) => String::from_utf8_lossy(&output.stdout).into_owned(),
        _ => String::new(),
    };
    if ["chi_sim", "eng"]
        .iter()
        .all(|wanted| known.lines().any(|line| line.trim() == *wanted))
    {
        return Arc::new(Tesseract::new(
            program.to_owned(),
            (cores / 2).max(1),
            READING_TIME,
        ));
    }
    tracing::warn!(
        "tesseract or its language data (chi_sim and eng) is missing: values are not read off photos"
    );
    Arc::new(NoReader)
}

/// Makes sure the keys are those of the database; what is not sealed is not believed any more, if
/// everything was sealed once.
///
/// # Errors
/// Another key sealed what is stored, or the database fails.
pub async fn check_keys(backend: &Backend) -> Result<(), StartError> {
    let failed = |error: Error| StartError::Database(sentence(&error));
    if !backend.has_its_keys().await.map_err(failed)? {
        return Err(StartError::Keys(
            "what is in the database was sealed with a key that is not in the file".to_owned(),
        ));
    }
    backend.refuse_plain_once_sealed().await.map_err(failed)
}

/// Fills an empty database with what is needed to begin. Returns who was made, with passwords.
///
/// # Errors
/// The database fails.
pub async fn seed(backend: &Backend) -> Result<Vec<DemoCredential>, StartError> {
    let seeded = match backend.settings.demo {
        true => demo::seed(backend).await,
        false => demo::seed_reference_data(backend)
            .await
            .map(|made| made.into_iter().collect()),
    };
    seeded.map_err(|error| StartError::Database(sentence(&error)))
}

/// Warns of what makes a portal that is no demo useless, and of what it does instead.
///
/// # Errors
/// The database fails.
pub async fn warn_of_gaps(settings: &ProcessSettings, backend: &Backend) -> Result<(), StartError> {
    if settings.is_demo() {
        return Ok(());
    }
    if settings.smtp_url.is_none() {
        let outbox = settings.outbox();
        tracing::warn!(
            "DOCKET_SMTP_URL is not set: mails reach nobody and are written to {}",
            outbox.display()
        );
    }
    if settings.has_guessed_url() {
        tracing::warn!(
            "DOCKET_PUBLIC_URL is not set: links in mails lead to {}",
            backend.settings.public_url
        );
    }
    if !app::server::scripts::list(&settings.site_root).is_file() {
        tracing::warn!(
            "the scripts are not in {} yet: pages work as plain HTML until script/build puts them there",
            settings.site_root.display()
        );
    }
    let missing = backend.missing_lists().await;
    for what in missing.map_err(|error| StartError::Database(sentence(&error)))? {
        let program = program();
        tracing::warn!("{what} missing, so nobody can register: {program} admin put-lists FILE");
    }
    Ok(())
}

/// As this program was started.
fn program() -> String {
    let name = std::env::args_os()
        .next()
        .unwrap_or_else(|| "server".into());
    name.to_string_lossy().into_owned()
}

/// Takes the address.
///
/// # Errors
/// It is taken, or not ours.
pub async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |reason| StartError::Listen { address, reason };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

/// Takes the address for probes and measurements, if there is to be one.
///
/// # Errors
/// It is taken, or not ours.
pub async fn listen_internally(
    settings: &ProcessSettings,
) -> Result<Option<TcpListener>, StartError> {
    match settings.internal_listen {
        Some(address) => Ok(Some(listen(address).await?.0)),
        None => Ok(None),
    }
}

/// What every route works with.
///
/// # Errors
/// There is no place on the disk for what arrives.
pub fn portal(
    settings: &ProcessSettings,
    backend: Backend,
    bound: SocketAddr,
) -> Result<Portal, StartError> {
    let style = settings.site_root.join("pkg").join("docket.css");
    if !style.is_file() {
        return Err(StartError::Site(settings.site_root.clone()));
    }
    let path = settings.data_dir.join("incoming");
    let failed = |error| StartError::Blobs(format!("{} cannot be made: {error}", path.display()));
    // As in `[[workspace.metadata.leptos]]`.
    let options = LeptosOptions::builder()
        .output_name("docket")
        .site_root(settings.site_root.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .site_addr(bound)
        .build();
    Ok(Portal {
        backend,
        options,
        incoming: SpoolRoom::new(&path).map_err(failed)?,
        pictures: PictureRoom::default(),
    })
}

/// What the operator decides about the router.
#[must_use]
pub fn edge(settings: &ProcessSettings, options: &LeptosOptions) -> Edge {
    // Set by script/dev, and read by Leptos itself for the same purpose.
    let watched = std::env::var_os("LEPTOS_WATCH").is_some();
    Edge {
        trusted_proxies: TrustedProxies::new(&settings.trusted_proxies),
        rate: rate_limit::GENEROUS,
        at_once: in_flight::GENEROUS,
        upload_rate: least_rate::PATIENT,
        reload: watched.then(|| format!("ws://*:{}", options.reload_port)),
    }
}

/// Says where the portal is and who was made; the only time first passwords are shown.
pub fn welcome(choices: &Choices, made: &[DemoCredential]) {
    let url = &choices.public_url;
    let mut text = format!("\n{} is ready at {url}\n", choices.platform_name);
    if choices.demo {
        text.push_str(&format!(
            "This is a demo with fictional data; its mails are at {url}/outbox\n"
        ));
    }
    if !made.is_empty() {
        text.push_str(&format!(
            "\nStaff sign in at {url}/staff/sign-in; first passwords:\n"
        ));
        for (name, password) in made {
            text.push_str(&format!("  {name:<16}{password}\n"));
        }
        text.push_str("They are not shown again.\n");
    }
    text.push('\n');
    // That nobody reads it is no reason not to serve.
    let _ = stdout().write_all(text.as_bytes());
    let _ = stdout().flush();
}
