//! The database of the process: the operator's, or the private one of the demo.

use std::time::Duration;

use backend::pool::role;
use backend::{Error, pool};
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::time::{Instant, sleep, timeout};

use crate::config::{Secret, Settings};
use crate::embedded_postgres::{self, EmbeddedPostgres};
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

impl Database {
    /// Connects, starting the private Postgres for the demo, brings the schema up to date as the
    /// owner of the tables, and goes on as a role that owns none.
    ///
    /// # Errors
    /// It cannot be reached or used.
    pub async fn open(settings: &Settings) -> Result<Self, StartError> {
        let embedded = match settings.database_url {
            Some(_) => None,
            None => Some(embedded_postgres::start(&settings.data_dir).await?),
        };
        let addresses = match (&settings.database_url, &embedded) {
            (Some(url), _) => Addresses {
                portal: url.expose(),
                owner: settings.owner_database_url.as_ref().map(Secret::expose),
            },
            (None, Some(embedded)) => Addresses {
                portal: embedded.portal_url(),
                owner: Some(embedded.url()),
            },
            (None, None) => return Err(StartError::NoDatabase),
        };
        let pool = match connect(&addresses, settings.database_connections).await {
            Ok(pool) => pool,
            Err(error) => {
                if let Some(embedded) = embedded {
                    embedded.stop().await;
                }
                return Err(error);
            }
        };
        Ok(Self { pool, embedded })
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
    let unusable = |error: Error| StartError::Database(sentence(&error));
    let owner = addresses.owner.unwrap_or(addresses.portal);
    wait_for(owner).await?;
    let owner = pool::connect(owner, 1, None).await.map_err(unusable)?;
    let made = prepare(&owner, addresses).await.map_err(unusable);
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
async fn prepare(owner: &PgPool, addresses: &Addresses<'_>) -> backend::Result<bool> {
    pool::migrate(owner).await?;
    if addresses.owner.is_none() {
        return role::make(owner).await;
    }
    let portal = pool::connect(addresses.portal, 1, None).await?;
    let name = role::name(&portal).await;
    portal.close().await;
    role::admit(owner, &name?).await?;
    Ok(false)
}

/// Waits until somebody answers. What the answer is, the pool finds out.
async fn wait_for(url: &str) -> Result<(), StartError> {
    let begun = Instant::now();
    loop {
        match timeout(ATTEMPT, PgConnection::connect(url)).await {
            Ok(Ok(connection)) => {
                let _ = connection.close().await;
                return Ok(());
            }
            Ok(Err(error)) if !is_passing(&error) => return Ok(()),
            Ok(Err(_)) | Err(_) if begun.elapsed() < PATIENCE => {
                tracing::warn!("the database does not answer yet");
                sleep(Duration::from_secs(1)).await;
            }
            Ok(Err(_)) | Err(_) => return Err(StartError::NoDatabase),
        }
    }
}

/// Whether waiting may help: not there yet, or still starting.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code == "57P03"),
        _ => false,
    }
}
