//! Sends a picture with progress. `fetch` reports none, so this is an `XMLHttpRequest`.

use domain::application::view::PictureView;
use domain::document::PictureError;
use leptos::wasm_bindgen::JsCast as _;
use leptos::wasm_bindgen::JsValue;
use leptos::wasm_bindgen::prelude::Closure;
use serde::Deserialize;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FormData, ProgressEvent, XmlHttpRequest};

/// No upload of a few megabytes takes longer on a network worth waiting for, in milliseconds.
const TIME_OUT: u32 = 180_000;

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

/// Sends a JPEG for an upload field; `progress` is told per cents.
///
/// # Errors
/// What the server said of the picture, or that the connection broke.
pub async fn send(
    place: &str,
    field: &str,
    jpeg: &Blob,
    progress: impl Fn(u8) + 'static,
) -> Result<PictureView, PictureError> {
    let request = XmlHttpRequest::new().map_err(|_| PictureError::Interrupted)?;
    let sent = begin(&request, place, field, jpeg, progress);
    let listeners = sent.map_err(|_| PictureError::Interrupted)?;
    let ended = js_sys::Promise::new(&mut |resolve, _| {
        request.set_onloadend(Some(&resolve));
    });
    let _ = JsFuture::from(ended).await;
    drop(listeners);
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status() {
        Ok(200) => serde_json::from_str(&text).map_err(|_| PictureError::Interrupted),
        Ok(413) => Err(PictureError::TooLarge),
        _ => Err(serde_json::from_str::<Refusal>(&text)
            .ok()
            .and_then(|refusal| PictureError::parse(&refusal.error))
            .unwrap_or(PictureError::Interrupted)),
    }
}

fn begin(
    request: &XmlHttpRequest,
    place: &str,
    field: &str,
    jpeg: &Blob,
    progress: impl Fn(u8) + 'static,
) -> Result<Closure<dyn Fn(ProgressEvent)>, JsValue> {
    let body = FormData::new()?;
    body.append_with_str("application", place)?;
    body.append_with_blob_and_filename(field, jpeg, "picture.jpg")?;
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
