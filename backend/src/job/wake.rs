//! Wakes workers when a job is put into the queue: Postgres tells every instance (`listen`) once the
//! transaction that causes the job is committed. Where it cannot tell, workers look often instead.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::sync::watch;

use super::worker::RECOVERY;

/// As in the trigger of the table `job`.
const CHANNEL: &str = "docket_job";
/// How often the queue is looked at while Postgres tells of new jobs: for those whose time comes, and
/// because a pooler may take what is told for itself.
const HEARING: Duration = Duration::from_secs(2);
/// The same while it does not.
const DEAF: Duration = Duration::from_millis(500);

/// What a worker waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// Grows with each job.
    count: u64,
    /// Whether Postgres tells of new jobs.
    hears: bool,
}

/// Tells workers of new jobs.
#[derive(Debug)]
pub(super) struct Bell(watch::Sender<Call>);

/// A worker's ear.
#[derive(Clone, Debug)]
pub(super) struct Ear(watch::Receiver<Call>);

/// Both ends.
pub(super) fn bell() -> (Bell, Ear) {
    let (sender, receiver) = watch::channel(Call {
        count: 0,
        hears: false,
    });
    (Bell(sender), Ear(receiver))
}

impl Bell {
    /// Listens for as long as anybody wants to know.
    pub(super) async fn listen(self, pool: PgPool, mut shutdown: watch::Receiver<bool>) {
        while !*shutdown.borrow() {
            let pause = tokio::select! {
                heard = self.hear(&pool) => heard,
                gone = shutdown.changed() => match gone {
                    Ok(()) => continue,
                    Err(_) => return,
                },
            };
            if let Err(error) = pause {
                tracing::warn!(%error, "the database does not tell of new jobs; the queue is looked at more often");
            }
            self.0.send_modify(|call| call.hears = false);
            tokio::select! {
                () = tokio::time::sleep(RECOVERY) => {}
                _ = shutdown.changed() => {}
            }
        }
    }

    /// Until the connection is lost. It is one besides the pool's: those end and are handed round.
    async fn hear(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let own = PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(RECOVERY)
            .connect_lazy_with((*pool.connect_options()).clone());
        let mut listener = PgListener::connect_with(&own).await?;
        listener.listen(CHANNEL).await?;
        self.0.send_modify(|call| {
            call.hears = true;
            // What came before is found now.
            call.count += 1;
        });
        while listener.try_recv().await?.is_some() {
            self.0.send_modify(|call| call.count += 1);
        }
        Ok(())
    }
}

impl Ear {
    /// What was told until now is known: called before the queue is looked at.
    pub(super) fn take_in(&mut self) {
        self.0.mark_unchanged();
    }

    /// Until there may be something to do.
    pub(super) async fn wait(&mut self) {
        let pause = match self.0.borrow().hears {
            true => HEARING,
            false => DEAF,
        };
        let told = async {
            // Nobody rings any more: the pause is what is left.
            if self.0.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let _ = tokio::time::timeout(pause, told).await;
    }
}
