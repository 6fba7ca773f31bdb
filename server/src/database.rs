//! The database of the process: the operator's, or the private one of the demo.

use std::time::Duration;

use backend::{Error, pool};
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::time::{Instant, sleep, timeout};

use crate::config::Settings;
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

impl Database {
    /// Connects, starting the private Postgres for the demo, and brings the schema up to date.
    ///
    /// # Errors
    /// It cannot be reached or used.
    pub async fn open(settings: &Settings) -> Result<Self, StartError> {
        let embedded = match settings.database_url {
            Some(_) => None,
            None => Some(embedded_postgres::start(&settings.data_dir).await?),
        };
        let url = match (&settings.database_url, &embedded) {
            (Some(url), _) => url.expose(),
            (None, Some(embedded)) => embedded.url(),
            (None, None) => return Err(StartError::NoDatabase),
        };
        let pool = match connect(url, settings.database_connections).await {
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

async fn connect(url: &str, connections: u32) -> Result<PgPool, StartError> {
    wait_for(url).await?;
    let unusable = |error: Error| StartError::Database(sentence(&error));
    let pool = pool::connect(url, connections).await.map_err(unusable)?;
    pool::migrate(&pool).await.map_err(unusable)?;
    Ok(pool)
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
