//! Memory for pictures on their way out. They are sealed as a whole and so opened as a whole: one
//! that nobody reads to its end is several megabytes for as long as the connection lasts. Staff have
//! room of their own; in each room, so much for all and a share for each client. Whoever finds it
//! full waits a moment: a page asks for all of its pictures at once.

use std::hash::Hash;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use domain::id::StaffId;
use hyper::body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::crowd::{Shares, subscriber};
use crate::layers::least_rate::TooSlow;
use crate::layers::refusal::Refusal;

/// What applicants and visitors look at, in KiB: all of them, and one address. An application has five
/// pictures, and a page shows all of them.
const APPLICANTS: (usize, usize) = (64 * 1024, 25 * 1024);

/// What staff look at: all of them, and one person.
const STAFF: (usize, usize) = (64 * 1024, 25 * 1024);

/// How long somebody waits for room.
const WAIT: Duration = Duration::from_secs(10);

/// After how many seconds another try makes sense.
const SOON: u32 = 10;

/// How long a picture may be on its way; as long as one may take to arrive.
const LEAVING_TIME: Duration = Duration::from_secs(15 * 60);

/// How much of it is handed on at once, in bytes.
const PIECE: usize = 64 * 1024;

/// Who looks at a picture.
#[derive(Clone, Copy, Debug)]
pub enum Viewer {
    /// Its owner, from an address.
    Owner(IpAddr),
    /// Somebody on the staff.
    Staff(StaffId),
}

/// The room there is. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PictureRoom {
    owners: Arc<Room<IpAddr>>,
    staff: Arc<Room<StaffId>>,
    wait: Duration,
}

impl Default for PictureRoom {
    fn default() -> Self {
        Self::new(WAIT)
    }
}

impl PictureRoom {
    /// In which somebody waits so long for room.
    #[must_use]
    pub fn new(wait: Duration) -> Self {
        Self {
            owners: Arc::new(Room::new(APPLICANTS)),
            staff: Arc::new(Room::new(STAFF)),
            wait,
        }
    }

    /// Room for a picture of this size, for as long as it is kept.
    ///
    /// # Errors
    /// When this client, or everybody together, looks at too much at once.
    pub async fn take(&self, viewer: Viewer, bytes: u32) -> Result<Taken, Refusal> {
        match viewer {
            Viewer::Owner(address) => {
                self.owners
                    .take(subscriber(address), bytes, self.wait)
                    .await
            }
            Viewer::Staff(staff) => self.staff.take(staff, bytes, self.wait).await,
        }
    }
}

#[derive(Debug)]
struct Room<K> {
    all: Arc<Semaphore>,
    shares: Shares<K>,
    share: u32,
}

impl<K: Eq + Hash> Room<K> {
    fn new((all, share): (usize, usize)) -> Self {
        Self {
            all: Arc::new(Semaphore::new(all)),
            shares: Shares::of(share),
            share: u32::try_from(share).unwrap_or(u32::MAX),
        }
    }

    async fn take(&self, client: K, bytes: u32, wait: Duration) -> Result<Taken, Refusal> {
        let size = bytes.div_ceil(1024).clamp(1, self.share);
        // The own share first: who has none left takes no turn from anybody else.
        let own = self.shares.share(client).acquire_many_owned(size);
        let own = permit(own, wait).await.ok_or_else(|| {
            metrics::counter!("http_requests_limited_total").increment(1);
            Refusal::too_many(SOON)
        })?;
        let all = self.all.clone().acquire_many_owned(size);
        let all = permit(all, wait).await.ok_or(Refusal::busy(SOON))?;
        Ok(Taken { _room: [own, all] })
    }
}

async fn permit<E>(
    permit: impl Future<Output = Result<OwnedSemaphorePermit, E>>,
    wait: Duration,
) -> Option<OwnedSemaphorePermit> {
    timeout(wait, permit).await.ok()?.ok()
}

/// Room for one picture.
#[derive(Debug)]
pub struct Taken {
    _room: [OwnedSemaphorePermit; 2],
}

impl Taken {
    /// The picture it was taken for, as the body of an answer.
    pub fn leave(self, bytes: Vec<u8>) -> Body {
        Body::new(Leaving {
            left: self.hold(bytes),
            until: Instant::now() + LEAVING_TIME,
        })
    }

    /// The room is free again when the last byte is gone.
    fn hold(self, bytes: Vec<u8>) -> Bytes {
        Bytes::from_owner(Picture { bytes, _room: self })
    }
}

/// A picture on its way: piece by piece, and not for ever. Whoever reads just so much that the
/// connection is not given up would keep its room for hours.
struct Leaving {
    left: Bytes,
    until: Instant,
}

impl hyper::body::Body for Leaving {
    type Data = Bytes;
    type Error = TooSlow;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TooSlow>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        if Instant::now() > self.until {
            return Poll::Ready(Some(Err(TooSlow)));
        }
        let size = PIECE.min(self.left.len());
        Poll::Ready(Some(Ok(Frame::data(self.left.split_to(size)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.len() as u64)
    }
}

struct Picture {
    bytes: Vec<u8>,
    _room: Taken,
}

impl AsRef<[u8]> for Picture {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;
    use hyper::body::Body as _;

    use super::*;

    const MIB: u32 = 1024 * 1024;

    fn owner(address: &str) -> Viewer {
        Viewer::Owner(address.parse().expect("an address"))
    }

    #[tokio::test]
    async fn one_address_has_its_share_and_gets_more_when_some_of_it_is_free() {
        let room = PictureRoom::new(Duration::from_millis(50));
        let hostile = owner("192.0.2.1");
        let mut held = Vec::new();
        while let Ok(taken) = room.take(hostile, 4 * MIB).await {
            held.push(taken.hold(vec![0; 10]));
        }
        assert_eq!(held.len(), 6);
        let refusal = room.take(hostile, 4 * MIB).await.expect_err("full");
        assert_eq!(refusal, Refusal::too_many(SOON));
        // Others have theirs, and staff too.
        assert!(room.take(owner("192.0.2.2"), 4 * MIB).await.is_ok());
        let staff = Viewer::Staff(StaffId(uuid::Uuid::nil()));
        assert!(room.take(staff, 4 * MIB).await.is_ok());
        // A slice of it keeps all of it.
        let last = held.pop().map(|bytes| bytes.slice(5..));
        assert!(room.take(hostile, 4 * MIB).await.is_err());
        drop(last);
        assert!(room.take(hostile, 4 * MIB).await.is_ok());
    }

    #[tokio::test]
    async fn all_applicants_together_have_a_room_and_staff_have_another() {
        let room = PictureRoom::new(Duration::from_millis(20));
        let mut held = Vec::new();
        for client in 1..100 {
            match room
                .take(owner(&format!("192.0.2.{client}")), 5 * MIB)
                .await
            {
                Ok(taken) => held.push(taken),
                Err(refusal) => {
                    assert_eq!(refusal, Refusal::busy(SOON));
                    break;
                }
            }
        }
        assert_eq!(held.len(), 12);
        let staff = Viewer::Staff(StaffId(uuid::Uuid::nil()));
        assert!(room.take(staff, 5 * MIB).await.is_ok());
    }

    #[tokio::test]
    async fn a_picture_leaves_in_pieces_and_not_for_ever() {
        let room = PictureRoom::default();
        let picture = vec![7; 3 * PIECE + 5];
        let taken = room.take(owner("192.0.2.1"), 4 * MIB).await;
        let body = taken.expect("there is room").leave(picture.clone());
        assert_eq!(body.size_hint().exact(), Some(picture.len() as u64));
        let read = body.collect().await.expect("it is soon");
        assert_eq!(read.to_bytes(), picture);
        let mut late = Leaving {
            left: picture.into(),
            until: Instant::now(),
        };
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(late.frame().await.is_some_and(|frame| frame.is_err()));
    }

    #[tokio::test]
    async fn whoever_waits_gets_the_room_that_becomes_free() {
        let room = PictureRoom::new(Duration::from_secs(5));
        let one = owner("192.0.2.1");
        let held = room.take(one, 25 * MIB).await;
        let waiting = {
            let room = room.clone();
            tokio::spawn(async move { room.take(one, MIB).await })
        };
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(held);
        assert!(waiting.await.expect("it ends").is_ok());
    }
}
