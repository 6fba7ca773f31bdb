//! A picture as it arrives, and as it is kept: fully decoded under limits, upright, re-encoded, so
//! that nothing of what came besides the pixels survives.

use std::io::Cursor;

use domain::document::{MAX_BYTES, MAX_DECODED_BYTES, MAX_SIDE, MIN_SIDE, PictureError};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::{DynamicImage, ImageDecoder as _, Limits};

/// A picture that can be kept.
#[derive(Debug)]
pub struct Picture {
    /// JPEG without metadata.
    pub jpeg: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Decodes, turns upright and encodes again. Takes tens of milliseconds: not for an async thread.
///
/// # Errors
/// Why the picture is not acceptable.
pub fn clean(bytes: &[u8]) -> Result<Picture, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() >= MAX_BYTES {
        return Err(PictureError::TooLarge);
    }
    // ISO/IEC 10918-1, B.1.1.3: start of image, then another marker.
    if !bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Err(PictureError::NotJpeg);
    }
    let mut decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(|_| PictureError::Damaged)?;
    let (width, height) = decoder.dimensions();
    if width > MAX_SIDE || height > MAX_SIDE || decoder.total_bytes() > MAX_DECODED_BYTES {
        return Err(PictureError::TooManyPixels);
    }
    if width < MIN_SIDE || height < MIN_SIDE {
        return Err(PictureError::TooSmall);
    }
    // The decoder forgives a file that ends early; the applicant would not forgive half a photo.
    if !bytes.windows(2).any(|pair| pair == [0xff, 0xd9]) {
        return Err(PictureError::Damaged);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    decoder
        .set_limits(limits)
        .map_err(|_| PictureError::TooManyPixels)?;
    let orientation = decoder.orientation().map_err(|_| PictureError::Damaged)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::Damaged)?;
    image.apply_orientation(orientation);
    let image = image.into_rgb8();
    for quality in [90, 80, 65, 50] {
        let mut jpeg = Vec::new();
        image
            .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, quality))
            .map_err(|_| PictureError::Damaged)?;
        if jpeg.len() < MAX_BYTES {
            return Ok(Picture {
                jpeg,
                width: image.width(),
                height: image.height(),
            });
        }
    }
    Err(PictureError::TooLarge)
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let image = RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 128]));
        let mut bytes = Vec::new();
        image
            .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 85))
            .expect("encodes into memory");
        bytes
    }

    /// A JPEG with an EXIF block that says orientation 6 (turn right) and carries a secret.
    fn turned(width: u32, height: u32) -> Vec<u8> {
        let plain = jpeg(width, height);
        let mut tiff =
            b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        tiff.extend_from_slice(b"GPS-SECRET");
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1];
        bytes.extend_from_slice(&u16::try_from(tiff.len() + 2).expect("short").to_be_bytes());
        bytes.extend_from_slice(&tiff);
        bytes.extend_from_slice(&plain[2..]);
        bytes
    }

    #[test]
    fn a_turned_photo_stands_upright_and_loses_its_metadata() {
        let picture = clean(&turned(640, 400)).expect("a fine photo");
        assert_eq!((picture.width, picture.height), (400, 640));
        assert!(!picture.jpeg.windows(10).any(|part| part == b"GPS-SECRET"));
    }

    #[test]
    fn what_is_appended_to_a_photo_does_not_survive() {
        let mut polyglot = jpeg(300, 300);
        polyglot.extend_from_slice(b"PK\x03\x04<script>alert(1)</script>");
        let picture = clean(&polyglot).expect("the photo itself is fine");
        assert!(!picture.jpeg.windows(8).any(|part| part == b"<script>"));
    }

    #[test]
    fn a_truncated_photo_is_refused_at_any_length() {
        let whole = jpeg(600, 600);
        for cut in [3, 20, 200, whole.len() / 2, whole.len() - 2] {
            assert_eq!(
                clean(&whole[..cut]).expect_err("cut"),
                PictureError::Damaged,
                "{cut}"
            );
        }
    }

    #[test]
    fn what_is_no_jpeg_is_refused_whatever_it_is() {
        assert_eq!(clean(b"").expect_err("empty"), PictureError::Empty);
        assert_eq!(
            clean(b"\x89PNG\r\n\x1a\n....").expect_err("png"),
            PictureError::NotJpeg
        );
        assert_eq!(
            clean(b"<svg onload=alert(1)>").expect_err("svg"),
            PictureError::NotJpeg
        );
        assert_eq!(
            clean(&vec![0; MAX_BYTES]).expect_err("large"),
            PictureError::TooLarge
        );
    }

    #[test]
    fn a_header_that_promises_too_many_pixels_is_refused_before_decoding() {
        let mut bomb = jpeg(300, 300);
        let frame = bomb
            .windows(2)
            .position(|pair| pair == [0xff, 0xc0])
            .expect("a frame header");
        bomb[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
        assert_eq!(clean(&bomb).expect_err("bomb"), PictureError::TooManyPixels);
    }

    #[test]
    fn a_thumbnail_shows_nothing_and_is_refused() {
        assert_eq!(
            clean(&jpeg(100, 60)).expect_err("small"),
            PictureError::TooSmall
        );
    }
}
