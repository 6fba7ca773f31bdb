//! Whose picture is taken in when: so many at a time, one of each client. It must not know what is
//! done with a picture.

use std::net::IpAddr;
use std::sync::Arc;

use backend::pool::unbroken;
use backend::{Error, Result};
use tokio::sync::Semaphore;

use crate::crowd::{Shares, subscriber};

/// Turns to wait for.
#[derive(Debug)]
pub struct Turns {
    all: Arc<Semaphore>,
    own: Shares<IpAddr>,
}

impl Turns {
    /// So many at a time.
    #[must_use]
    pub fn of(most: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(most)),
            own: Shares::of(1),
        }
    }

    /// Does a work for a client when it is its turn. Whoever goes before that is not waited for;
    /// what has begun goes on to its end, and has its turn until then, whether or not the client is
    /// still there.
    ///
    /// # Errors
    /// Those of the work.
    pub async fn take<T, F>(&self, client: IpAddr, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let own = self.own.share(subscriber(client));
        let own = own.acquire_owned().await.map_err(|_| Error::Busy)?;
        let turn = Arc::clone(&self.all);
        let turn = turn.acquire_owned().await.map_err(|_| Error::Busy)?;
        unbroken(async move {
            let _turn = (own, turn);
            work.await
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use futures::FutureExt as _;
    use tokio::sync::Notify;
    use tokio::time::timeout;

    use super::*;

    const SHORT: Duration = Duration::from_millis(50);

    fn client(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[tokio::test]
    async fn a_client_that_goes_away_gets_no_second_turn_before_its_first_work_is_done() {
        let (turns, end) = (Turns::of(2), Arc::new(Notify::new()));
        let here = client("192.0.2.1");
        let until = |end: &Arc<Notify>| {
            let end = Arc::clone(end);
            async move {
                end.notified().await;
                Ok(())
            }
        };
        let first = timeout(SHORT, turns.take(here, until(&end))).await;
        first.expect_err("it goes away while its picture is looked through");
        let second = timeout(SHORT, turns.take(here, async { Ok(()) })).await;
        second.expect_err("its first one is under way");
        let elsewhere = turns.take(client("192.0.2.2"), async { Ok(()) });
        timeout(SHORT, elsewhere)
            .await
            .expect("a turn")
            .expect("done");
        // Whatever many clients leave behind has the turns of all.
        let other = timeout(SHORT, turns.take(client("192.0.2.3"), until(&end))).await;
        other.expect_err("it goes away, too");
        let third = timeout(SHORT, turns.take(client("192.0.2.4"), async { Ok(()) })).await;
        third.expect_err("both turns are taken");
        end.notify_waiters();
        let again = timeout(SHORT, turns.take(here, async { Ok(()) })).await;
        again.expect("a turn").expect("done");
    }

    #[tokio::test]
    async fn work_of_a_client_that_goes_away_before_its_turn_is_not_begun() {
        let (turns, begun) = (Turns::of(1), Arc::new(AtomicU32::new(0)));
        let end = Arc::new(Notify::new());
        let work = |end: &Arc<Notify>| {
            let (begun, end) = (Arc::clone(&begun), Arc::clone(end));
            async move {
                begun.fetch_add(1, Ordering::SeqCst);
                end.notified().await;
                Ok(())
            }
        };
        let first = timeout(SHORT, turns.take(client("192.0.2.1"), work(&end))).await;
        first.expect_err("under way");
        for last in 2..6 {
            let client = client(&format!("192.0.2.{last}"));
            assert!(turns.take(client, work(&end)).now_or_never().is_none());
        }
        end.notify_waiters();
        let after = turns.take(client("192.0.2.9"), async { Ok(()) });
        timeout(SHORT, after).await.expect("a turn").expect("done");
        assert_eq!(begun.load(Ordering::SeqCst), 1);
    }
}
