//! Sends a picture with progress. `fetch` reports none, so this is an `XMLHttpRequest`.

use domain::application::view::StoredPicture;
use domain::document::{Attempt, PictureError};
use leptos::wasm_bindgen::JsCast as _;
use leptos::wasm_bindgen::JsValue;
use leptos::wasm_bindgen::prelude::Closure;
use serde::Deserialize;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FormData, ProgressEvent, XmlHttpRequest};

use crate::browser::trouble::SlotTrouble;
use crate::error::AppError;

/// No upload of a few megabytes takes longer on a network worth waiting for, in milliseconds.
const TIME_OUT: u32 = 180_000;

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

/// Who is told per cents.
pub type Progress = Box<dyn Fn(u8)>;

/// Where a picture belongs, and which attempt it is.
pub struct UploadTarget {
    /// The application, as [`domain::application::view::Target::value`].
    pub place: String,
    /// The upload field.
    pub field: &'static str,
    /// Which attempt to fill it.
    pub attempt: Attempt,
}

/// Sends a JPEG for an upload field; `progress` is told per cents.
///
/// # Errors
/// What the server said of the picture, or that the connection broke.
pub async fn send(
    request: &XmlHttpRequest,
    target: UploadTarget,
    jpeg: &Blob,
    progress: Progress,
) -> Result<StoredPicture, SlotTrouble> {
    let interrupted = || SlotTrouble::Picture(PictureError::Interrupted);
    let listeners = begin(request, target, jpeg, progress).map_err(|_| interrupted())?;
    let ended = js_sys::Promise::new(&mut |resolve, _| {
        request.set_onloadend(Some(&resolve));
    });
    let _ = JsFuture::from(ended).await;
    drop(listeners);
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status() {
        Ok(200) => crate::json::read(&text).ok_or_else(interrupted),
        Ok(413) => Err(SlotTrouble::Picture(PictureError::TooLarge)),
        Ok(0) | Err(_) => Err(interrupted()),
        Ok(_) => Err(trouble(&text).unwrap_or_else(interrupted)),
    }
}

/// What the server said, of the picture or of the request.
fn trouble(text: &str) -> Option<SlotTrouble> {
    let refusal: Option<Refusal> = crate::json::read(text);
    let of_picture = refusal.and_then(|refusal| PictureError::parse(&refusal.error));
    let of_request = || crate::json::read::<AppError>(text).map(SlotTrouble::App);
    of_picture.map(SlotTrouble::Picture).or_else(of_request)
}

fn begin(
    request: &XmlHttpRequest,
    target: UploadTarget,
    jpeg: &Blob,
    progress: Progress,
) -> Result<Closure<dyn Fn(ProgressEvent)>, JsValue> {
    let body = FormData::new()?;
    body.append_with_str("application", &target.place)?;
    body.append_with_str("attempt", &target.attempt.number().to_string())?;
    body.append_with_blob_and_filename(target.field, jpeg, "picture.jpg")?;
    request.open_with_async("POST", "/api/uploads", true)?;
    request.set_request_header("Accept", "application/json")?;
    request.set_timeout(TIME_OUT);
    let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            progress((event.loaded() * 100.0 / event.total()) as u8);
        }
    });
    request
        .upload()?
        .set_onprogress(Some(told.as_ref().unchecked_ref()));
    request.send_with_opt_form_data(Some(&body))?;
    Ok(told)
}
