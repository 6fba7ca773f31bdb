//! Turns whatever picture a person has into an upright JPEG that is small enough: any format the
//! browser can open, any size, any orientation.

use domain::document::{MAX_BYTES, PictureError, UPLOAD_SIDE};
use leptos::wasm_bindgen::prelude::Closure;
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

use super::{document, window};

/// Qualities tried in turn until the file is small enough.
const QUALITIES: [f64; 4] = [0.9, 0.8, 0.65, 0.5];

/// An upright JPEG smaller than the limit, its longer side at most [`UPLOAD_SIDE`] pixels.
///
/// # Errors
/// [`PictureError::UnreadableHere`] for what this browser cannot open.
pub async fn to_jpeg(file: &File) -> Result<Blob, PictureError> {
    if file.size() == 0.0 {
        return Err(PictureError::Empty);
    }
    let bitmap = open(file).await.map_err(|_| unreadable(file))?;
    let (width, height) = fitted(bitmap.width(), bitmap.height());
    let canvas = draw(&bitmap, width, height).ok_or(PictureError::UnreadableHere)?;
    bitmap.close();
    for quality in QUALITIES {
        let blob = encode(&canvas, quality)
            .await
            .ok_or(PictureError::UnreadableHere)?;
        if blob.size() < MAX_BYTES as f64 {
            return Ok(blob);
        }
    }
    Err(PictureError::TooLarge)
}

/// Browsers apply the orientation of the file by themselves when they make a bitmap.
async fn open(file: &File) -> Result<ImageBitmap, JsValue> {
    let window = window().ok_or(JsValue::NULL)?;
    let bitmap = JsFuture::from(window.create_image_bitmap_with_blob(file)?).await?;
    bitmap.dyn_into()
}

/// A damaged JPEG is damaged everywhere; another format may only be unknown here.
fn unreadable(file: &File) -> PictureError {
    match file.type_().as_str() {
        "image/jpeg" | "image/png" | "image/webp" => PictureError::Damaged,
        _ => PictureError::UnreadableHere,
    }
}

fn fitted(width: u32, height: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= UPLOAD_SIDE {
        return (width, height);
    }
    let scale = |side: u32| (u64::from(side) * u64::from(UPLOAD_SIDE) / u64::from(longer)).max(1);
    (
        u32::try_from(scale(width)).unwrap_or(1),
        u32::try_from(scale(height)).unwrap_or(1),
    )
}

fn draw(bitmap: &ImageBitmap, width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    // JPEG knows no transparency: what is transparent becomes white, not black.
    context.set_fill_style_str("#ffffff");
    let (wide, high) = (f64::from(width), f64::from(height));
    context.fill_rect(0.0, 0.0, wide, high);
    context
        .draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, wide, high)
        .ok()?;
    Some(canvas)
}

async fn encode(canvas: &HtmlCanvasElement, quality: f64) -> Option<Blob> {
    let promise = js_sys::Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let asked = canvas.to_blob_with_type_and_encoder_options(
            done.unchecked_ref(),
            "image/jpeg",
            &JsValue::from_f64(quality),
        );
        if asked.is_err() {
            let _ = reject.call0(&JsValue::NULL);
        }
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}
