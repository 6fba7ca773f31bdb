//! Drawing pictures anew, and whether what this browser hands out of a drawing is what was drawn:
//! some paint over it, so that pages cannot recognise anybody by it.

use leptos::wasm_bindgen::prelude::Closure;
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, ImageBitmap, Url,
};

use super::{document, window};

/// A picture the browser has opened.
pub enum OpenedPicture {
    /// Decoded already.
    Bitmap(ImageBitmap),
    /// Some browsers open in a page what they do not decode otherwise.
    Image(HtmlImageElement),
}

impl OpenedPicture {
    /// Opens a file, upright as it says to be looked at; `None`: this browser cannot.
    pub async fn of(file: &Blob) -> Option<Self> {
        match bitmap(file).await {
            Ok(bitmap) => Some(Self::Bitmap(bitmap)),
            Err(_) => image(file).await.ok().map(Self::Image),
        }
    }

    /// Pixels across and down.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        match self {
            Self::Bitmap(bitmap) => (bitmap.width(), bitmap.height()),
            Self::Image(image) => (image.natural_width(), image.natural_height()),
        }
    }

    /// The picture in this size.
    #[must_use]
    pub fn draw(&self, width: u32, height: u32) -> Option<HtmlCanvasElement> {
        let (canvas, context) = canvas(width, height)?;
        // JPEG knows no transparency: what is transparent becomes white, not black.
        context.set_fill_style_str("#ffffff");
        let (wide, high) = (f64::from(width), f64::from(height));
        context.fill_rect(0.0, 0.0, wide, high);
        let smooth = JsValue::from_str("high");
        let _ = js_sys::Reflect::set(
            &context,
            &JsValue::from_str("imageSmoothingQuality"),
            &smooth,
        );
        let drawn = match self {
            Self::Bitmap(bitmap) => {
                context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, wide, high)
            }
            Self::Image(image) => context
                .draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, wide, high),
        };
        drawn.ok()?;
        Some(canvas)
    }
}

impl Drop for OpenedPicture {
    fn drop(&mut self) {
        if let Self::Bitmap(bitmap) = self {
            bitmap.close();
        }
    }
}

/// Browsers apply the orientation of the file by themselves when they make a bitmap.
async fn bitmap(file: &Blob) -> Result<ImageBitmap, JsValue> {
    let window = window().ok_or(JsValue::NULL)?;
    let bitmap = JsFuture::from(window.create_image_bitmap_with_blob(file)?).await?;
    bitmap.dyn_into()
}

async fn image(file: &Blob) -> Result<HtmlImageElement, JsValue> {
    let image = HtmlImageElement::new()?;
    let address = Url::create_object_url_with_blob(file)?;
    image.set_src(&address);
    let decoded = JsFuture::from(image.decode()).await;
    Url::revoke_object_url(&address)?;
    decoded.map(|_| image)
}

fn canvas(width: u32, height: u32) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas: HtmlCanvasElement = document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    Some((canvas, context))
}

/// A drawing as JPEG.
pub async fn encode(canvas: &HtmlCanvasElement, quality: f64) -> Option<Blob> {
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

/// Fields across and down of the drawing that is tried, and how many pixels each has.
const FIELDS: u32 = 4;
const FIELD: u32 = 16;

/// How far the average of a field may be from what was drawn: a little noise does no harm, and JPEG
/// changes a little itself.
const NOISE: f64 = 6.0;
const PRESSED: f64 = 40.0;

/// Whether this browser hands out what was drawn.
pub async fn is_sound() -> bool {
    try_drawing().await.unwrap_or(false)
}

async fn try_drawing() -> Option<bool> {
    let side = FIELDS * FIELD;
    let (drawing, context) = canvas(side, side)?;
    for field in 0..FIELDS * FIELDS {
        let [red, green, blue] = colour(field);
        context.set_fill_style_str(&format!("rgb({red},{green},{blue})"));
        let (x, y) = corner(field);
        context.fill_rect(x.into(), y.into(), FIELD.into(), FIELD.into());
    }
    if !shows_fields(&context, NOISE)? {
        return Some(false);
    }
    let pressed = OpenedPicture::of(&encode(&drawing, 0.92).await?).await?;
    if pressed.size() != (side, side) {
        return Some(false);
    }
    let again = pressed.draw(side, side)?;
    let context = again.get_context("2d").ok()??.dyn_into().ok()?;
    shows_fields(&context, PRESSED)
}

fn corner(field: u32) -> (u32, u32) {
    (field % FIELDS * FIELD, field / FIELDS * FIELD)
}

/// No two beside each other are alike.
fn colour(field: u32) -> [u8; 3] {
    [7, 11, 13].map(|step| (field * step % 16 * 17) as u8)
}

fn shows_fields(context: &CanvasRenderingContext2d, most: f64) -> Option<bool> {
    // The middle of each: at its edges JPEG mixes colours.
    let (inner, margin) = (FIELD / 2, FIELD / 4);
    for field in 0..FIELDS * FIELDS {
        let (x, y) = corner(field);
        let shown = context
            .get_image_data(
                (x + margin).into(),
                (y + margin).into(),
                inner.into(),
                inner.into(),
            )
            .ok()?
            .data()
            .0;
        let pixels = shown.chunks_exact(4);
        let count = pixels.len() as f64;
        for (channel, drawn) in colour(field).into_iter().enumerate() {
            let sum: f64 = pixels.clone().map(|pixel| f64::from(pixel[channel])).sum();
            if (sum / count - f64::from(drawn)).abs() > most {
                return Some(false);
            }
        }
    }
    Some(true)
}
