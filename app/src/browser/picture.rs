//! Turns whatever picture a person has into an upright JPEG that is small enough to travel: any
//! format the browser can open, any size, any orientation. What is light already goes as it is.

use domain::document::{
    self, FileKind, MAX_BYTES, MAX_DECODED_BYTES, MAX_PIXELS, MIN_SIDE, PictureError,
    READABLE_SIDE, UPLOAD_BYTES, UPLOAD_SIDE, fitted, jpeg,
};
use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

use super::canvas::{self, OpenedPicture};

/// Longer sides and qualities tried in turn until the file is light enough.
const TRIES: [(u32, f64); 6] = [
    (UPLOAD_SIDE, 0.85),
    (UPLOAD_SIDE, 0.75),
    (READABLE_SIDE, 0.8),
    (READABLE_SIDE, 0.7),
    (READABLE_SIDE, 0.6),
    (READABLE_SIDE, 0.5),
];

/// Larger files than this no browser is asked to read, in bytes.
const MOST_READ: f64 = 128.0 * 1024.0 * 1024.0;

/// How much of a file says what it is, in bytes.
const HEAD: f64 = 4096.0;

/// An upright JPEG smaller than the limit, or a JPEG as it is.
///
/// # Errors
/// Why this file cannot become one.
pub async fn to_jpeg(file: &File) -> Result<Blob, PictureError> {
    if file.size() == 0.0 {
        return Err(PictureError::Empty);
    }
    let head = file.slice_with_f64_and_f64(0.0, HEAD);
    let kind = FileKind::of(&read(&head.map_err(|_| PictureError::Gone)?).await?);
    if let Some(reason) = kind.never_a_picture() {
        // What a browser says of the kind it knows from the name.
        let is_renamed = reason == PictureError::Text && file.type_().starts_with("image/");
        return Err(match is_renamed {
            true => PictureError::TextRenamed,
            false => reason,
        });
    }
    if file.size() > MOST_READ {
        return Err(PictureError::TooLargeHere);
    }
    let bytes = read(file).await?;
    // Browsers show half of a picture with the rest grey, and would send it as if it were whole.
    if !document::is_whole(&bytes) {
        return Err(PictureError::Damaged);
    }
    let frame = match kind {
        FileKind::Jpeg => jpeg::frame(&bytes),
        _ => None,
    };
    if frame.is_some_and(|frame| frame.width < MIN_SIDE || frame.height < MIN_SIDE) {
        return Err(PictureError::TooSmall);
    }
    // One the server takes as it is.
    let as_it_is = frame.filter(|frame| {
        bytes.len() < MAX_BYTES && frame.pixels() <= MAX_PIXELS && frame.memory <= MAX_DECODED_BYTES
    });
    let is_small = as_it_is.is_some_and(|frame| frame.width.max(frame.height) <= UPLOAD_SIDE);
    if is_small && bytes.len() <= UPLOAD_BYTES {
        return Ok(file.clone().into());
    }
    let has_many_pixels = document::size(&bytes)
        .is_some_and(|(width, height)| u64::from(width) * u64::from(height) > MAX_PIXELS);
    drop(bytes);
    let instead = |reason| match as_it_is {
        Some(_) => Ok(file.clone().into()),
        None => Err(reason),
    };
    if !canvas::is_sound().await {
        return instead(PictureError::ConversionBlocked);
    }
    let unopened = match kind {
        // All of it is there: what is wrong with it is its size, or nothing this browser knows.
        FileKind::Jpeg => PictureError::TooLargeHere,
        FileKind::Png | FileKind::Webp if has_many_pixels => PictureError::TooLargeHere,
        kind => kind.unopened(),
    };
    let Some(opened) = OpenedPicture::of(file).await else {
        return instead(unopened);
    };
    let (width, height) = opened.size();
    if width < MIN_SIDE || height < MIN_SIDE {
        return Err(PictureError::TooSmall);
    }
    match press(&opened).await {
        Some(pressed) if is_small && pressed.size() >= file.size() => Ok(file.clone().into()),
        Some(pressed) if pressed.size() < MAX_BYTES as f64 => Ok(pressed),
        Some(_) => instead(PictureError::TooLarge),
        None => instead(PictureError::TooLargeHere),
    }
}

/// The lightest JPEG that was made of a picture; `None`: this browser cannot make one.
async fn press(opened: &OpenedPicture) -> Option<Blob> {
    let (width, height) = opened.size();
    let mut lightest: Option<Blob> = None;
    let mut drawn = None;
    for (side, quality) in TRIES {
        let (wide, high) = fitted(width, height, side);
        let canvas = match drawn.take() {
            Some((size, canvas)) if size == (wide, high) => canvas,
            _ => opened.draw(wide, high)?,
        };
        let pressed = canvas::encode(&canvas, quality).await?;
        drawn = Some(((wide, high), canvas));
        if lightest
            .as_ref()
            .is_none_or(|lightest| pressed.size() < lightest.size())
        {
            lightest = Some(pressed);
        }
        if lightest
            .as_ref()
            .is_some_and(|lightest| lightest.size() <= UPLOAD_BYTES as f64)
        {
            break;
        }
    }
    lightest
}

async fn read(file: &Blob) -> Result<Vec<u8>, PictureError> {
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|_| PictureError::Gone)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
