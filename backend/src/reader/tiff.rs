//! Writes several grey pictures as one uncompressed multi-page TIFF.
//!
//! It is the one format that carries many pictures through standard input, so that crops of an
//! identity card never touch a disk and one process reads them all.

use super::grey::Grey;

const ENTRIES: u16 = 10;
const DIRECTORY_BYTES: usize = 2 + ENTRIES as usize * 12 + 4;
const SHORT: u16 = 3;
const LONG: u16 = 4;

/// Baseline TIFF, little endian, 8 bit, white is high, one strip a page.
pub(super) fn encode(pages: &[Grey]) -> Vec<u8> {
    let pixels: usize = pages.iter().map(|page| page.data.len() + 1).sum();
    let mut out = Vec::with_capacity(8 + pixels + pages.len() * DIRECTORY_BYTES);
    out.extend_from_slice(b"II*\0");
    out.extend_from_slice(&8u32.to_le_bytes());
    for (index, page) in pages.iter().enumerate() {
        // Directory first, then its pixels, then the next directory on an even offset.
        let pixels_at = out.len() + DIRECTORY_BYTES;
        let end = pixels_at + page.data.len();
        let next = if index + 1 == pages.len() {
            0
        } else {
            end + end % 2
        };
        out.extend_from_slice(&ENTRIES.to_le_bytes());
        let mut entry = |tag: u16, kind: u16, value: usize| {
            out.extend_from_slice(&tag.to_le_bytes());
            out.extend_from_slice(&kind.to_le_bytes());
            out.extend_from_slice(&1u32.to_le_bytes());
            out.extend_from_slice(&(value as u32).to_le_bytes());
        };
        entry(256, LONG, page.width);
        entry(257, LONG, page.height);
        entry(258, SHORT, 8);
        entry(259, SHORT, 1);
        entry(262, SHORT, 1);
        entry(273, LONG, pixels_at);
        entry(274, SHORT, 1);
        entry(277, SHORT, 1);
        entry(278, LONG, page.height);
        entry(279, LONG, page.data.len());
        out.extend_from_slice(&(next as u32).to_le_bytes());
        out.extend_from_slice(&page.data);
        if out.len() % 2 == 1 {
            out.push(0);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_points_to_the_next_and_the_last_to_none() {
        let page = |width, height| Grey {
            width,
            height,
            data: vec![7; width * height],
        };
        let bytes = encode(&[page(3, 3), page(2, 5)]);
        let number = |at: usize| {
            u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
        };
        let second = number(8 + DIRECTORY_BYTES - 4);
        assert_eq!(second % 2, 0);
        assert_eq!(number(second + 2 + 8), 2, "width of the second page");
        assert_eq!(number(second + DIRECTORY_BYTES - 4), 0);
    }
}
