//! A picture as it arrives, and as it is kept: fully decoded under limits, no larger than needed,
//! upright, re-encoded, so that nothing of what came besides the picture survives. What our pages send
//! is light and upright already: of it the coefficients are decoded and written anew (decision 28).

use std::io::Cursor;

use domain::document::{
    FileKind, MAX_BYTES, MAX_DECODED_BYTES, MAX_PIXELS, MIN_SIDE, PictureError, UPLOAD_BYTES,
    UPLOAD_SIDE, fitted, jpeg,
};
use image::codecs::jpeg::JpegDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _};

use super::press::press;

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

/// More memory than this and a picture is decoded alone, in bytes.
const LARGE: u64 = 64 * 1024 * 1024;

/// What is written anew is larger than this only if somebody made it so; then pixels are made of it.
const MOST_ANEW: usize = 2 * UPLOAD_BYTES;

/// How many of the two turns a picture takes while it is decoded.
pub(super) fn turns(bytes: &[u8]) -> u32 {
    let is_large = jpeg::frame(bytes).is_some_and(|frame| frame.memory > LARGE);
    if is_large { 2 } else { 1 }
}

/// Decodes, shrinks, turns upright and encodes again. Takes tens of milliseconds: not for an async
/// thread.
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
    if let Some(instead) = FileKind::of(bytes).instead_of_jpeg() {
        return Err(instead);
    }
    let frame = jpeg::frame(bytes).ok_or(PictureError::Damaged)?;
    if frame.pixels() > MAX_PIXELS || frame.memory > MAX_DECODED_BYTES {
        return Err(PictureError::TooManyPixels);
    }
    if frame.width < MIN_SIDE || frame.height < MIN_SIDE {
        return Err(PictureError::TooSmall);
    }
    let (width, height) = fitted(frame.width, frame.height, UPLOAD_SIDE);
    let is_small = (width, height) == (frame.width, frame.height) && bytes.len() <= UPLOAD_BYTES;
    let anew = match is_small {
        true => jpeg::anew(bytes, MOST_ANEW),
        false => None,
    };
    // The decoder forgives what ends early; the applicant would not forgive half a photo.
    if anew.is_none() && !jpeg::is_whole(bytes) {
        return Err(PictureError::Damaged);
    }
    let mut decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(|_| PictureError::Damaged)?;
    // What was measured is what is decoded.
    if decoder.dimensions() != (frame.width, frame.height) {
        return Err(PictureError::Damaged);
    }
    let orientation = decoder.orientation().map_err(|_| PictureError::Damaged)?;
    if let (Some(jpeg), Orientation::NoTransforms) = (anew, orientation) {
        return Ok(Picture {
            jpeg,
            width,
            height,
        });
    }
    let image = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::Damaged)?;
    // Before it is turned, which takes as much memory again.
    let mut image = match (width, height) == (frame.width, frame.height) {
        true => image,
        false => image.thumbnail_exact(width, height),
    };
    image.apply_orientation(orientation);
    let image = image.into_rgb8();
    for quality in [90, 80, 65, 50] {
        let jpeg = press(&image, quality, true).map_err(|_| PictureError::Damaged)?;
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
    use image::codecs::jpeg::JpegEncoder;

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

    fn pixels(jpeg: &[u8]) -> RgbImage {
        image::load_from_memory(jpeg)
            .expect("a picture")
            .into_rgb8()
    }

    #[test]
    fn a_light_upright_photo_is_kept_to_the_pixel() {
        use jpeg_encoder::{ColorType, Encoder, SamplingFactor::*};
        let photo = RgbImage::from_fn(413, 307, |x, y| {
            let grain = (x * 7919 + y * 104_729) % 61;
            image::Rgb([(x / 2 + grain) as u8, (y / 2) as u8, ((x + y) / 3) as u8])
        });
        for sampling in [F_1_1, F_2_1, F_1_2, F_2_2] {
            for quality in [30, 85, 100] {
                let mut bytes = Vec::new();
                let mut encoder = Encoder::new(&mut bytes, quality);
                encoder.set_sampling_factor(sampling);
                encoder
                    .add_app_segment(1, b"GPS-SECRET".to_vec())
                    .expect("short");
                encoder
                    .encode(photo.as_raw(), 413, 307, ColorType::Rgb)
                    .expect("encodes into memory");
                let kept = clean(&bytes).expect("a fine photo");
                assert_eq!((kept.width, kept.height), (413, 307));
                assert!(
                    pixels(&kept.jpeg) == pixels(&bytes),
                    "{sampling:?}, {quality}"
                );
                assert!(!kept.jpeg.windows(10).any(|part| part == b"GPS-SECRET"));
            }
        }
    }

    /// As browsers write them, with codes of their own.
    #[test]
    fn what_is_written_anew_has_the_pixels_of_what_came() {
        for photo in [
            &include_bytes!("../../../domain/src/document/jpeg/fixtures/baseline.jpg")[..],
            include_bytes!("../../../domain/src/document/jpeg/fixtures/full-colour.jpg"),
        ] {
            let written = jpeg::anew(photo, MOST_ANEW).expect("of the usual kind");
            assert!(pixels(&written) == pixels(photo));
        }
    }

    #[test]
    fn what_is_appended_to_a_photo_does_not_survive() {
        let mut polyglot = jpeg(300, 300);
        polyglot.extend_from_slice(b"PK\x03\x04<script>alert(1)</script>");
        let picture = clean(&polyglot).expect("the photo itself is fine");
        assert!(!picture.jpeg.windows(8).any(|part| part == b"<script>"));
    }

    /// The photo with a small one of its own in its notes, as cameras put it there.
    fn with_thumbnail(photo: &[u8]) -> Vec<u8> {
        let thumbnail = jpeg(160, 120);
        let length = u16::try_from(thumbnail.len() + 8).expect("short");
        let head = [&[0xff, 0xe1], &length.to_be_bytes()[..], b"Exif\0\0"].concat();
        [&photo[..2], &head, &thumbnail, &photo[2..]].concat()
    }

    #[test]
    fn a_photo_that_ends_early_is_refused_at_any_length_and_whatever_end_it_has() {
        let whole = jpeg(600, 600);
        for photo in [with_thumbnail(&whole), whole] {
            clean(&photo).expect("all of it");
            let half = photo.len() - 3 * photo.len() / 8;
            for cut in [3, 20, 200, half, photo.len() - 200, photo.len() - 3] {
                let cut_off = clean(&photo[..cut]).expect_err("cut");
                assert_eq!(cut_off, PictureError::Damaged, "{cut}");
            }
            for cut in [half, photo.len() - 200, photo.len() - 3] {
                let ended = [&photo[..cut], &[0xff, 0xd9]].concat();
                let ended = clean(&ended).expect_err("cut, with an end");
                assert_eq!(ended, PictureError::Damaged, "{cut}");
            }
        }
    }

    #[test]
    fn a_photo_that_lacks_nothing_but_its_end_mark_is_kept_with_one() {
        let whole = jpeg(600, 600);
        let kept = clean(&whole).expect("all of it");
        for photo in [with_thumbnail(&whole), whole] {
            let cut = clean(&photo[..photo.len() - 2]).expect("all but the end mark");
            assert!(cut.jpeg.ends_with(&[0xff, 0xd9]));
            assert_eq!(cut.jpeg, kept.jpeg);
        }
    }

    #[test]
    fn what_is_no_jpeg_is_refused_whatever_it_is() {
        for (bytes, reason) in [
            (&b""[..], PictureError::Empty),
            (b"\x89PNG\r\n\x1a\n....", PictureError::NotJpeg),
            (b"<svg onload=alert(1)>", PictureError::Text),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", PictureError::Heic),
            (&vec![0; MAX_BYTES], PictureError::TooLarge),
        ] {
            assert_eq!(clean(bytes).expect_err("no picture"), reason);
        }
    }

    #[test]
    fn a_photo_of_24_megapixels_is_taken_and_shrunk() {
        let photo = RgbImage::from_pixel(5712, 4284, image::Rgb([90, 120, 150]));
        let mut bytes = Vec::new();
        photo
            .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 60))
            .expect("encodes into memory");
        let picture = clean(&bytes).expect("as phones take it");
        assert_eq!((picture.width, picture.height), (2600, 1950));
        let decoded = image::load_from_memory(&picture.jpeg)
            .expect("a picture")
            .into_rgb8();
        let corner = decoded.get_pixel(2599, 1949).0;
        assert!(
            corner
                .iter()
                .zip([90, 120, 150])
                .all(|(one, other)| one.abs_diff(other) < 6)
        );
        assert_eq!(turns(&bytes), 2);
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
