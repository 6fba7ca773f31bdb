//! What is done with a picture somebody chose. Its code is fetched with the first one: most pages of a
//! form ask for none, and a picture takes longer than the code.

use std::pin::Pin;

use domain::application::view::StoredPicture;
use domain::document::PictureError;
use web_sys::{Blob, File, XmlHttpRequest};

use super::upload::{Progress, UploadTarget};
use super::{picture, upload};
use crate::browser::trouble::SlotTrouble;

/// What comes of it.
type Coming<T> = Pin<Box<dyn Future<Output = T>>>;

type Send =
    fn(XmlHttpRequest, UploadTarget, Blob, Progress) -> Coming<Result<StoredPicture, SlotTrouble>>;

/// The two things that are done.
#[derive(Clone, Copy)]
pub struct Handling {
    /// See [`picture::to_jpeg`].
    pub to_jpeg: fn(File) -> Coming<Result<Blob, PictureError>>,
    /// See [`upload::send`].
    pub send: Send,
}

const fn handling() -> Handling {
    Handling {
        to_jpeg: |file| Box::pin(async move { picture::to_jpeg(&file).await }),
        send: |request, target, jpeg, progress| {
            Box::pin(async move { upload::send(&request, target, &jpeg, progress).await })
        },
    }
}

#[cfg(target_arch = "wasm32")]
mod fetched {
    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    use super::Handling;

    #[wasm_split(picture_code, wasm_split_path = ::leptos::wasm_split, fallible)]
    fn picture_code() -> Result<Handling, SplitLoaderError> {
        Ok(super::handling())
    }

    pub async fn handling() -> Option<Handling> {
        picture_code().await.ok()
    }
}

/// Fetches the code.
///
/// # Errors
/// [`PictureError::Interrupted`]: it did not come, and may the next time.
#[cfg(target_arch = "wasm32")]
pub async fn fetch() -> Result<Handling, PictureError> {
    fetched::handling().await.ok_or(PictureError::Interrupted)
}

/// The server handles no pictures of its own.
///
/// # Errors
/// None.
#[cfg(not(target_arch = "wasm32"))]
pub async fn fetch() -> Result<Handling, PictureError> {
    Ok(handling())
}
