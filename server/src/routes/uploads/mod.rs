//! `POST /api/uploads`: pictures as `multipart/form-data`.
//!
//! A script sends one picture, with the number of its attempt before it, and gets a
//! [`StoredPicture`] or `{"error": <code>, "field": <field>}`. A plain form, sent by a browser without scripts,
//! sends a whole step with all its pictures; what is good is kept, the step is saved, and the
//! browser is sent on to a page. What the two mean for an application is decided in [`step`].

pub mod parts;
pub mod spool;
pub mod step;
pub mod turns;

use std::sync::LazyLock;
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use backend::Error;
use backend::caller::Carried;
use domain::application::view::{StoredPicture, Target};
use domain::document::{Attempt, PictureError};
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;

use self::parts::{Excess, Parts, UploadPart};
use self::spool::Spool;
use self::step::ArrivingStep;
use self::turns::Turns;
use super::visitor::{Visitor, with_session};
use crate::layers::refusal::{Refusal, wants_page};
use crate::portal::Portal;

/// The most one request may send, in bytes: a form without scripts sends photos as they come
/// from the camera, and must be told which of them is too large.
pub const MAX_REQUEST_BYTES: usize = 64 * 1024 * 1024;

/// More pictures no step has.
pub const MAX_PICTURES: usize = 6;

/// How long the rest of a refused upload is still received, so that the browser reads the answer
/// instead of reporting a broken connection.
const LINGER: Duration = Duration::from_secs(30);

/// Receives pictures.
///
/// # Errors
/// A refusal of the whole request; what is wrong with a picture is an answer of its own.
pub async fn receive(
    State(portal): State<Portal>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Refusal> {
    let page = is_plain_form(request.headers());
    let parts = Parts::of(request, portal.incoming.clone()).await?;
    if page {
        plain_form(&portal, visitor, parts).await
    } else {
        script(&portal, visitor, parts).await
    }
}

/// A navigation accepts HTML; a script says what it wants, and a browser says that it is one.
fn is_plain_form(headers: &HeaderMap) -> bool {
    let mode = headers.get("sec-fetch-mode").map(|mode| mode.as_bytes());
    wants_page(headers) && mode.is_none_or(|mode| mode == b"navigate")
}

/// Hands a picture that has arrived to the backend, when it is its turn: until then it takes no
/// memory. One client has one turn at a time, so that nobody waits for all pictures of another.
async fn store(
    portal: &Portal,
    visitor: &Visitor,
    place: &Target,
    field: &str,
    attempt: Option<Attempt>,
    picture: Spool,
) -> Result<Carried<StoredPicture>, Error> {
    static TURNS: LazyLock<Turns> = LazyLock::new(|| Turns::of(3));
    let (backend, caller, place) = (portal.backend.clone(), visitor.0.clone(), place.clone());
    let field = field.to_owned();
    let work = async move {
        let bytes = picture
            .into_bytes()
            .await
            .map_err(|error| Error::Internal(error.to_string()))?;
        backend
            .store_picture(&caller, &place, &field, attempt, bytes)
            .await
    };
    TURNS.take(visitor.0.address, work).await
}

/// One picture, answered with JSON.
async fn script(portal: &Portal, visitor: Visitor, mut parts: Parts) -> Result<Response, Refusal> {
    let mut place = Target::Newcomer;
    let mut attempt = None;
    while let Some(part) = parts.next(Excess::Stop).await? {
        match part {
            UploadPart::Text { name, text } if name == "application" => {
                place = Target::from_value(&text)
            }
            UploadPart::Text { name, text } if name == "attempt" => {
                attempt = Some(Attempt::parse(&text).ok_or_else(Refusal::malformed)?);
            }
            UploadPart::Text { .. } => {}
            UploadPart::File {
                field,
                file: Err(reason),
            } => {
                tokio::spawn(tokio::time::timeout(LINGER, parts.discard()));
                return Ok(refuse_picture(&field, reason));
            }
            UploadPart::File {
                field,
                file: Ok(file),
            } => {
                return match store(portal, &visitor, &place, &field, attempt, file).await {
                    Ok(stored) => Ok(with_session(
                        portal,
                        stored.token.as_deref(),
                        Json(stored.value),
                    )),
                    Err(Error::Picture(reason)) => Ok(refuse_picture(&field, reason)),
                    Err(error) => Err(error.into()),
                };
            }
        }
    }
    Err(Refusal::malformed())
}

fn refuse_picture(field: &str, reason: PictureError) -> Response {
    let status = match reason {
        PictureError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        PictureError::Superseded => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (
        status,
        Json(json!({ "error": reason.code(), "field": field })),
    )
        .into_response()
}

/// A whole step, answered with the way to the next page.
async fn plain_form(
    portal: &Portal,
    visitor: Visitor,
    mut parts: Parts,
) -> Result<Response, Refusal> {
    let mut step = ArrivingStep::new(visitor);
    let mut pictures = 0;
    while let Some(part) = parts.next(Excess::Skip).await? {
        match part {
            UploadPart::Text { name, text } => step.put(&name, text),
            // What a browser sends for a file field without a file.
            UploadPart::File { file: Ok(file), .. } if file.is_empty() => {}
            UploadPart::File { field, file } => {
                pictures += 1;
                if pictures > MAX_PICTURES {
                    return Err(Refusal::malformed());
                }
                step.store(portal, field, file).await;
            }
        }
    }
    let (path, token) = step.finish(portal).await;
    let path = HeaderValue::try_from(path).map_err(|_| Refusal::malformed())?;
    let answer = (StatusCode::SEE_OTHER, [(LOCATION, path)]);
    Ok(with_session(portal, token.as_deref(), answer))
}
