//! The parts of a multipart body, one after the other, whatever the sender tries: bounded in
//! number, in size, and in what is held in memory before it is understood.
//!
//! This file knows nothing of applications.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;

use axum::BoxError;
use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use domain::document::{CAMERA, MAX_BYTES, PictureError};
use futures::{Stream, stream};
use http::StatusCode;

use super::MAX_REQUEST_BYTES;
use super::spool::{Spool, SpoolRoom};
use crate::layers::least_rate;
use crate::layers::refusal::Refusal;

/// The longest text of a part, in bytes.
const MAX_TEXT_BYTES: usize = 16 * 1024;

/// The most parts of a request. The longest step has a third of that.
const MAX_PARTS: usize = 64;

/// The longest name of a part, in bytes.
const MAX_NAME_BYTES: usize = 64;

/// How many bytes may pass without the parser understanding any. A preamble or a part header
/// this long is an attack on our memory.
const MAX_OBSCURE_BYTES: usize = 1024 * 1024;

/// A part of the request.
#[derive(Debug)]
pub enum UploadPart {
    /// An ordinary field.
    Text {
        /// Its name, printable ASCII.
        name: String,
        /// Its text.
        text: String,
    },
    /// A file.
    File {
        /// The name of its field: letters, digits and underscores.
        field: String,
        /// Its bytes, or why they were not kept. `Ok` and empty: no file was chosen.
        file: Result<Spool, PictureError>,
    },
}

/// What to do with the rest of a file that is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// Leave it: the answer is clear.
    Stop,
    /// Read past it: other parts follow that must not be lost.
    Skip,
}

/// Reads part by part.
pub struct Parts {
    multipart: Multipart,
    room: SpoolRoom,
    meter: Arc<Meter>,
    read: usize,
}

impl Parts {
    /// Of this request; files wait in `room`.
    ///
    /// # Errors
    /// When it is no multipart body.
    pub async fn of(request: Request, room: SpoolRoom) -> Result<Self, Refusal> {
        let meter = Arc::new(Meter::default());
        let (head, body) = request.into_parts();
        let body = Body::from_stream(metered(body, meter.clone()));
        let multipart = Multipart::from_request(Request::from_parts(head, body), &()).await;
        let multipart = multipart.map_err(|_| Refusal::malformed())?;
        Ok(Self {
            multipart,
            room,
            meter,
            read: 0,
        })
    }

    /// The next part.
    ///
    /// # Errors
    /// When there is too much of it, or it makes no sense. A picture that is too large is none.
    pub async fn next(&mut self, excess: Excess) -> Result<Option<UploadPart>, Refusal> {
        let Some(mut part) = self.multipart.next_field().await.map_err(refusal)? else {
            return Ok(None);
        };
        self.meter.understood();
        self.read += 1;
        let name = part.name().unwrap_or_default().to_owned();
        if self.read > MAX_PARTS || !is_name(&name) {
            return Err(Refusal::malformed());
        }
        let Some(is_named) = part.file_name().map(|file| !file.is_empty()) else {
            let text = text(&mut part, &self.meter).await?;
            return Ok(Some(UploadPart::Text { name, text }));
        };
        // A page without scripts sends what was just photographed under a name of its own.
        let name = name.strip_suffix(CAMERA).unwrap_or(&name).to_owned();
        if !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            return Err(Refusal::malformed());
        }
        let spool = Spool::new(self.room.clone());
        let file = match picture(&mut part, spool, excess, &self.meter).await? {
            None => Err(PictureError::TooLarge),
            Some(spool) if spool.is_empty() && is_named => Err(PictureError::Empty),
            Some(spool) => Ok(spool),
        };
        Ok(Some(UploadPart::File { field: name, file }))
    }

    /// Receives what is left and forgets it, up to the size of a whole request.
    pub async fn discard(mut self) {
        self.meter.swallow.store(true, Ordering::Relaxed);
        // One call is enough: the parser is told that the body has ended once it really has.
        let _ = self.multipart.next_field().await;
    }
}

fn is_name(name: &str) -> bool {
    (1..=MAX_NAME_BYTES).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic())
}

async fn text(part: &mut Field<'_>, meter: &Meter) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(refusal)? {
        meter.understood();
        if bytes.len() + chunk.len() > MAX_TEXT_BYTES {
            return Err(Refusal::malformed());
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Refusal::malformed())
}

/// The bytes of a file; `None` when they are too many.
async fn picture(
    part: &mut Field<'_>,
    spool: Spool,
    excess: Excess,
    meter: &Meter,
) -> Result<Option<Spool>, Refusal> {
    let mut spool = Some(spool);
    while let Some(chunk) = part.chunk().await.map_err(refusal)? {
        meter.understood();
        match &mut spool {
            Some(kept) if kept.len() + chunk.len() < MAX_BYTES => {
                kept.push(&chunk).await.map_err(no_room)?;
            }
            _ if excess == Excess::Stop => return Ok(None),
            _ => spool = None,
        }
    }
    Ok(spool)
}

/// What is said when the disk does not take a picture.
fn no_room(error: std::io::Error) -> Refusal {
    tracing::error!(%error, "a picture that arrives cannot be kept");
    Refusal::internal()
}

fn refusal(error: MultipartError) -> Refusal {
    match error.status() {
        _ if least_rate::is_why(&error) => Refusal::too_slow(),
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::too_large(),
        _ => Refusal::malformed(),
    }
}

/// What reader and parser of a body tell each other.
#[derive(Debug, Default)]
struct Meter {
    /// Bytes handed to the parser since it last made sense of some.
    obscure: AtomicUsize,
    /// Whether nobody wants the bytes any more.
    swallow: AtomicBool,
}

impl Meter {
    fn understood(&self) {
        self.obscure.store(0, Ordering::Relaxed);
    }
}

/// The body in single frames. The parser takes in all it can get before it looks at any of it,
/// so after each frame it is told to wait, once.
fn metered(body: Body, meter: Arc<Meter>) -> impl Stream<Item = Result<Bytes, BoxError>> {
    let mut data = body.into_data_stream();
    let (mut pause, mut swallowed) = (false, 0);
    stream::poll_fn(move |context| {
        if std::mem::take(&mut pause) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        loop {
            if meter.obscure.load(Ordering::Relaxed) > MAX_OBSCURE_BYTES {
                return Poll::Ready(Some(Err("nothing of this can be understood".into())));
            }
            match Pin::new(&mut data).poll_next(context) {
                Poll::Ready(Some(Ok(frame))) if meter.swallow.load(Ordering::Relaxed) => {
                    swallowed += frame.len();
                    if swallowed > MAX_REQUEST_BYTES {
                        return Poll::Ready(None);
                    }
                }
                Poll::Ready(Some(Ok(frame))) => {
                    meter.obscure.fetch_add(frame.len(), Ordering::Relaxed);
                    pause = true;
                    return Poll::Ready(Some(Ok(frame)));
                }
                Poll::Ready(Some(Err(error))) => {
                    // Unwrapped by one layer, so that a body over the limit is known as such.
                    return Poll::Ready(Some(Err(error.into_inner())));
                }
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    })
}
