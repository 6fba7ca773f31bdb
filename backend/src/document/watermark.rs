//! Who looks at a picture, and when, drawn into it: across the whole picture in slanted lines, half
//! transparent, so that it can be read off any part of a copy and hides nothing.

use std::io::Cursor;

use domain::document::{MAX_DECODED_BYTES, jpeg};
use font8x8::legacy::BASIC_LEGACY;
use image::codecs::jpeg::JpegDecoder;
use image::{DynamicImage, ImageDecoder as _, Limits, RgbImage};

use super::press::press;
use crate::{Error, Result};

/// Pixels of a letter before it is enlarged.
const LETTER: i64 = 8;
/// From one line to the next, in letters.
const LINE: i64 = 8;
/// Between two texts of a line, in letters.
const GAP: i64 = 4;
/// How many unenlarged pixels the longer side of a picture is taken for.
const SIDE: u32 = 400;
/// Sine and cosine of the slant of 27°, in 1024ths.
const SLANT: (i64, i64) = (465, 912);
/// How much of the picture shines through a letter and its shadow, in 256ths.
const SHINE: u32 = 188;

/// The picture with `text` all over it. Takes tens of milliseconds and three times the pixels in
/// memory: not for an async thread.
///
/// # Errors
/// When the bytes are no picture.
pub(crate) fn mark(kept: &[u8], text: &str) -> Result<Vec<u8>> {
    let failed = |error: image::ImageError| Error::Internal(format!("a kept picture: {error}"));
    let mut decoder = JpegDecoder::new(Cursor::new(kept)).map_err(failed)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    decoder.set_limits(limits).map_err(failed)?;
    let mut picture = DynamicImage::from_decoder(decoder)
        .map_err(failed)?
        .into_rgb8();
    draw(&mut picture, text);
    let is_fine = jpeg::frame(kept).is_none_or(|frame| frame.has_fine_colours);
    press(&picture, 85, is_fine)
        .map_err(|error| Error::Internal(format!("a marked picture: {error}")))
}

fn draw(picture: &mut RgbImage, text: &str) {
    let letters: Vec<[u8; 8]> = text.chars().map(glyph).collect();
    let scale = i64::from((picture.width().max(picture.height()) / SIDE).max(1));
    let period = (LETTER * (i64::try_from(letters.len()).unwrap_or(0) + GAP)) * scale;
    let line = LETTER * LINE * scale;
    let width = i64::from(picture.width());
    // In whole numbers, and over the space between lines at once: there are some million pixels.
    for (y, pixels) in (0..).zip(picture.chunks_exact_mut(3 * index(width))) {
        let mut x = 0;
        while x < width {
            let down = x * SLANT.0 + y * SLANT.1;
            let (row, down) = (down.div_euclid(line << 10), down.rem_euclid(line << 10));
            if down > ((LETTER + 1) * scale) << 10 {
                x += ((line << 10) - down).div_euclid(SLANT.0) + 1;
                continue;
            }
            // Each line begins elsewhere, so that no column of the picture is free.
            let along = ((x * SLANT.1 - y * SLANT.0) >> 10) + row * period / 3;
            let (along, down) = (along.rem_euclid(period) / scale, (down >> 10) / scale);
            let light = if is_ink(&letters, along, down) {
                Some(255)
            } else if is_ink(&letters, along - 1, down - 1) {
                Some(0)
            } else {
                None
            };
            if let Some(light) = light {
                let at = 3 * index(x);
                for part in &mut pixels[at..at + 3] {
                    let mixed = (u32::from(*part) * SHINE + light * (256 - SHINE)) / 256;
                    *part = u8::try_from(mixed).unwrap_or(u8::MAX);
                }
            }
            x += 1;
        }
    }
}

/// A place within a row: never negative.
fn index(x: i64) -> usize {
    usize::try_from(x).unwrap_or_default()
}

fn is_ink(letters: &[[u8; 8]], along: i64, down: i64) -> bool {
    let (Ok(along), Ok(down)) = (usize::try_from(along), usize::try_from(down)) else {
        return false;
    };
    letters
        .get(along / 8)
        .and_then(|letter| letter.get(down))
        .is_some_and(|row| row >> (along % 8) & 1 == 1)
}

/// A letter, row by row, the lowest bit on the left. User names and times are ASCII.
fn glyph(letter: char) -> [u8; 8] {
    let index = usize::try_from(u32::from(letter)).unwrap_or(usize::MAX);
    BASIC_LEGACY.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use image::codecs::jpeg::JpegEncoder;

    use super::*;

    fn pressed(picture: &RgbImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture
            .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 95))
            .unwrap();
        bytes
    }

    fn pixels(jpeg: &[u8]) -> RgbImage {
        let decoder = JpegDecoder::new(Cursor::new(jpeg)).unwrap();
        DynamicImage::from_decoder(decoder).unwrap().into_rgb8()
    }

    /// How many pixels of this part differ clearly from what was there.
    fn changed(before: &RgbImage, after: &RgbImage, from: (u32, u32), size: u32) -> usize {
        let mut count = 0;
        for x in from.0..from.0 + size {
            for y in from.1..from.1 + size {
                let (old, new) = (before.get_pixel(x, y).0[1], after.get_pixel(x, y).0[1]);
                count += usize::from(old.abs_diff(new) > 20);
            }
        }
        count
    }

    #[test]
    fn every_part_of_a_picture_is_marked_and_most_of_it_is_left_alone() {
        for shade in [10, 128, 245] {
            let before = RgbImage::from_pixel(1200, 800, Rgb([shade; 3]));
            let after = pixels(&mark(&pressed(&before), "wang.li 2026-11-24 13:05").unwrap());
            assert_eq!(after.dimensions(), (1200, 800));
            for x in (0..1200).step_by(200) {
                for y in (0..800).step_by(200) {
                    let marked = changed(&before, &after, (x, y), 200);
                    assert!(marked > 400, "{shade} at {x}, {y}: {marked}");
                    assert!(marked < 16_000, "{shade} at {x}, {y}: {marked}");
                }
            }
        }
    }

    #[test]
    fn colours_that_are_coarse_already_take_no_more_room() {
        let coarse = include_bytes!("../../../domain/src/document/jpeg/fixtures/baseline.jpg");
        let fine = include_bytes!("../../../domain/src/document/jpeg/fixtures/full-colour.jpg");
        for (picture, is_fine) in [(&coarse[..], false), (&fine[..], true)] {
            let marked = mark(picture, "wang.li").unwrap();
            let frame = jpeg::frame(&marked).unwrap();
            assert_eq!(frame.has_fine_colours, is_fine);
            assert_eq!(jpeg::frame(picture).unwrap().has_fine_colours, is_fine);
        }
    }

    #[test]
    fn the_mark_says_who_and_when() {
        let before = RgbImage::from_pixel(900, 600, Rgb([128; 3]));
        let one = mark(&pressed(&before), "wang.li 2026-11-24 13:05").unwrap();
        let same = mark(&pressed(&before), "wang.li 2026-11-24 13:05").unwrap();
        let other = mark(&pressed(&before), "wang.li 2026-11-24 13:06").unwrap();
        assert_eq!(one, same);
        assert!(changed(&pixels(&one), &pixels(&other), (0, 0), 600) > 20);
    }

    #[test]
    fn small_and_narrow_pictures_are_marked_too_and_rubbish_is_refused() {
        for (width, height) in [(1, 1), (200, 3), (3, 200), (640, 480)] {
            let picture = RgbImage::from_pixel(width, height, Rgb([200; 3]));
            assert!(mark(&pressed(&picture), "wang.li").is_ok());
        }
        assert!(mark(b"no picture", "wang.li").is_err());
        assert!(mark(b"", "").is_err());
    }
}
