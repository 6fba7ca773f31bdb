//! The database of the process: the operator's, or the private one of the demo. A server prepares it;
//! a command takes it as it is.

use std::io::ErrorKind;
use std::time::Duration;

use backend::pool::{Schema, role};
use backend::{Error, pool};
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::time::{Instant, sleep, timeout};

use crate::config::{ProcessSettings, Secret};
use crate::embedded_postgres::{self, EmbeddedPostgres, Roles};
use crate::start::{StartError, sentence};

/// How long the database may keep a starting server waiting: both may have been switched on at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long one attempt to reach it may take.
const ATTEMPT: Duration = Duration::from_secs(5);

/// The database, and the process behind it where that is ours.
pub struct Database {
    /// Its connections.
    pub pool: PgPool,
    embedded: Option<EmbeddedPostgres>,
}

/// Where the database is, and as whom.
struct Addresses<'a> {
    /// Who works in it.
    portal: &'a str,
    /// Who owns its tables, where that is somebody else.
    owner: Option<&'a str>,
}

impl<'a> Addresses<'a> {
    /// What the operator named.
    fn given(settings: &'a ProcessSettings) -> Option<Self> {
        let portal = settings.database_url.as_ref();
        let portal = portal.or(settings.demo_database_url.as_ref())?;
        Some(Self {
            portal: portal.expose(),
            owner: settings.owner_database_url.as_ref().map(Secret::expose),
        })
    }

    /// Of the private Postgres.
    fn of(roles: &'a Roles) -> Self {
        Self {
            portal: &roles.portal,
            owner: Some(&roles.owner),
        }
    }

    /// Whoever changes the schema, and the variable that names them.
    fn owner(&self) -> (&'a str, &'static str) {
        match self.owner {
            Some(owner) => (owner, OWNER),
            None => (self.portal, PORTAL),
        }
    }
}

const PORTAL: &str = "DATABASE_URL";
const OWNER: &str = "DOCKET_OWNER_DATABASE_URL";

impl Database {
    /// Connects, starting the private Postgres for the demo, brings the schema up to date as the
    /// owner of the tables, and goes on as a role that owns none.
    ///
    /// # Errors
    /// It cannot be reached or used.
    pub async fn open(settings: &ProcessSettings) -> Result<Self, StartError> {
        let connections = settings.database_connections;
        if let Some(given) = Addresses::given(settings) {
            let pool = connect(&given, connections).await?;
            return Ok(Self {
                pool,
                embedded: None,
            });
        }
        let embedded = embedded_postgres::start(&settings.data_dir).await?;
        match connect(&Addresses::of(embedded.roles()), connections).await {
            Ok(pool) => Ok(Self {
                pool,
                embedded: Some(embedded),
            }),
            Err(error) => {
                embedded.stop().await;
                Err(error)
            }
        }
    }

    /// Connects for a command: starts nothing, and changes nothing of the schema.
    ///
    /// # Errors
    /// It cannot be reached or used, or no server of this version has prepared it.
    pub async fn join(settings: &ProcessSettings) -> Result<Self, StartError> {
        let running;
        let addresses = match Addresses::given(settings) {
            Some(given) => given,
            None => {
                let found = embedded_postgres::running(&settings.data_dir).await;
                running = found.ok_or_else(|| StartError::NoDemo(settings.data_dir.clone()))?;
                Addresses::of(&running)
            }
        };
        wait_for(addresses.portal, PORTAL).await?;
        let login = pool::connect(addresses.portal, 1, None)
            .await
            .map_err(unusable)?;
        let state = async {
            let schema = pool::schema(&login).await.map_err(unusable)?;
            match schema {
                Schema::Missing => return Err(StartError::Unprepared(PORTAL)),
                Schema::Older => return Err(StartError::Older(PORTAL)),
                Schema::Other => return Err(StartError::Newer(PORTAL)),
                Schema::Current => {}
            }
            // As a server made it, where it works as a role of its own.
            role::is_made(&login).await.map_err(unusable)
        };
        let state = state.await;
        login.close().await;
        let role = state?.then_some(role::PORTAL);
        let pool = pool::connect(addresses.portal, settings.database_connections, role)
            .await
            .map_err(unusable)?;
        Ok(Self {
            pool,
            embedded: None,
        })
    }

    /// Closes the connections, and stops Postgres where it is ours.
    pub async fn close(self) {
        let _ = timeout(Duration::from_secs(5), self.pool.close()).await;
        if let Some(embedded) = self.embedded {
            embedded.stop().await;
        }
    }
}

async fn connect(addresses: &Addresses<'_>, connections: u32) -> Result<PgPool, StartError> {
    let (owner, variable) = addresses.owner();
    wait_for(owner, variable).await?;
    if addresses.owner.is_some() {
        wait_for(addresses.portal, PORTAL).await?;
    }
    let owner = pool::connect(owner, 1, None).await.map_err(unusable)?;
    let made = prepare(&owner, addresses).await;
    owner.close().await;
    let role = made?.then_some(role::PORTAL);
    let pool = pool::connect(addresses.portal, connections, role)
        .await
        .map_err(unusable)?;
    if role::can_bend_audit(&pool).await.map_err(unusable)? {
        tracing::warn!(
            "the role of DATABASE_URL could change the audit log: DOCKET_OWNER_DATABASE_URL names \
             the owner of the tables, so that DATABASE_URL can be a role that owns nothing"
        );
    } else if role.is_some() {
        tracing::warn!(
            "the portal works as {}, which its login could leave again: two logins are better, \
             the owner of the tables in DOCKET_OWNER_DATABASE_URL",
            role::PORTAL
        );
    }
    Ok(pool)
}

/// As the owner: the schema of this version, and the rights of whoever works in it. `true` when that
/// is a role connections take on.
async fn prepare(owner: &PgPool, addresses: &Addresses<'_>) -> Result<bool, StartError> {
    if addresses.owner.is_none() {
        migrate(owner, addresses).await?;
        return role::make(owner).await.map_err(unusable);
    }
    let portal = pool::connect(addresses.portal, 1, None)
        .await
        .map_err(unusable)?;
    let admitted = async {
        // Else the schema of one would be changed for the data of another.
        if !pool::is_same(owner, &portal).await.map_err(unusable)? {
            return Err(StartError::TwoDatabases);
        }
        migrate(owner, addresses).await?;
        let name = role::name(&portal).await.map_err(unusable)?;
        role::admit(owner, &name).await.map_err(unusable)?;
        Ok(false)
    };
    let admitted = admitted.await;
    portal.close().await;
    admitted
}

async fn migrate(owner: &PgPool, addresses: &Addresses<'_>) -> Result<(), StartError> {
    pool::migrate(owner).await.map_err(|error| {
        if !pool::is_denied(&error) {
            return unusable(error);
        }
        let (_, variable) = addresses.owner();
        StartError::Database(format!(
            "{}: the role of {variable} may not change the schema, so \
             DOCKET_OWNER_DATABASE_URL must name the owner of its tables",
            sentence(&error)
        ))
    })
}

fn unusable(error: Error) -> StartError {
    StartError::Database(sentence(&error))
}

/// Waits until somebody answers the address of this variable, and says what the answer is when it is
/// not the one that was hoped for.
async fn wait_for(url: &str, variable: &'static str) -> Result<(), StartError> {
    let begun = Instant::now();
    loop {
        let reason = match timeout(ATTEMPT, PgConnection::connect(url)).await {
            Ok(Ok(connection)) => {
                let _ = connection.close().await;
                return Ok(());
            }
            Ok(Err(error)) => match silence(&error) {
                Some(reason) => reason,
                None => return Err(StartError::Refused(variable, refusal(&error))),
            },
            Err(_) => "it took longer than five seconds",
        };
        if begun.elapsed() >= PATIENCE {
            return Err(StartError::NoDatabase(variable, reason));
        }
        tracing::warn!(reason, "the database of {variable} does not answer yet");
        sleep(Duration::from_secs(1)).await;
    }
}

/// Why nobody answers, where waiting may help: not there yet, still starting, or nobody's turn.
fn silence(error: &sqlx::Error) -> Option<&'static str> {
    match error {
        sqlx::Error::Io(error) => Some(match error.kind() {
            ErrorKind::ConnectionRefused => "the connection was refused",
            ErrorKind::TimedOut => "it took too long",
            ErrorKind::NotFound => "there is no such socket",
            ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof => "the connection was cut",
            _ => "there is no way to that host",
        }),
        sqlx::Error::Database(error) => match error.code().as_deref() {
            Some("57P01" | "57P02" | "57P03") => Some("it is starting or stopping"),
            Some("53300") => Some("it has too many connections"),
            _ => None,
        },
        _ => None,
    }
}

/// What somebody else than a portal's database answered. Repeats no address: a password may be in it.
fn refusal(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => match error.code().as_deref() {
            Some("28P01") => "the password is wrong, or nobody has that name".to_owned(),
            Some("3D000") => "there is no database of that name".to_owned(),
            _ => error.message().to_owned(),
        },
        sqlx::Error::Tls(error) => format!("no encrypted connection could be made ({error})"),
        other => other.to_string(),
    }
}
