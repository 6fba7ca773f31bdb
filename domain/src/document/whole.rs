//! Whether all of a picture file is there. Browsers and decoders show what they have and leave the
//! rest grey; nobody would notice before an officer does.

use super::{FileKind, jpeg};

/// Whether the file has its end, as far as that can be told of its kind.
#[must_use]
pub fn is_whole(bytes: &[u8]) -> bool {
    match FileKind::of(bytes) {
        FileKind::Jpeg => jpeg::is_whole(bytes),
        FileKind::Png => is_whole_png(bytes),
        FileKind::Webp => is_whole_riff(bytes),
        _ => true,
    }
}

/// ISO/IEC 15948, 5.3: chunks of length, name, data and check sum, the last one without data.
fn is_whole_png(bytes: &[u8]) -> bool {
    let mut at = 8;
    loop {
        let Some(head) = bytes.get(at..at + 8) else {
            return false;
        };
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let end = at.saturating_add(12).saturating_add(length);
        if end > bytes.len() {
            return false;
        }
        if &head[4..] == b"IEND" {
            return true;
        }
        at = end;
    }
}

/// The size behind the first four bytes is that of the rest.
fn is_whole_riff(bytes: &[u8]) -> bool {
    let size = bytes.get(4..8).and_then(|size| size.try_into().ok());
    size.is_some_and(|size| u32::from_le_bytes(size) as usize <= bytes.len() - 8)
}

/// Pixels across and down, as the file says; `None`: it does not, or in a way unknown here.
#[must_use]
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize| {
        bytes
            .get(at..at + 4)?
            .try_into()
            .ok()
            .map(u32::from_be_bytes)
    };
    let small = |at: usize, mask: u32| {
        let bytes = bytes.get(at..at + 3)?;
        Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]) & mask)
    };
    match FileKind::of(bytes) {
        FileKind::Jpeg => jpeg::frame(bytes).map(|frame| (frame.width, frame.height)),
        FileKind::Png => Some((big(16)?, big(20)?)),
        // RFC 9649, 2.5 to 2.7.
        FileKind::Webp => match bytes.get(12..16)? {
            b"VP8X" => Some((small(24, 0xff_ffff)? + 1, small(27, 0xff_ffff)? + 1)),
            b"VP8 " => Some((small(26, 0x3fff)?, small(28, 0x3fff)?)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_read_where_each_format_has_it() {
        let png = [
            &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
            &[0, 0, 0x20, 0, 0, 0, 0x18, 0],
        ]
        .concat();
        assert_eq!(size(&png), Some((8192, 6144)));
        let extended = b"RIFF....WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x0f\0\x37\x0d\0";
        assert_eq!(size(extended), Some((4096, 3384)));
        let simple = b"RIFF....WEBPVP8 \0\0\0\0...\x9d\x01\x2a\x80\x02\xe0\x01..";
        assert_eq!(size(simple), Some((640, 480)));
        assert_eq!(size(b"GIF89a\x01\0\x01\0"), None);
        assert_eq!(size(&png[..18]), None);
    }

    fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).expect("short").to_be_bytes();
        [&length, &name[..], data, &[0; 4]].concat()
    }

    #[test]
    fn a_png_ends_with_its_last_chunk() {
        let start = b"\x89PNG\r\n\x1a\n";
        let whole = [
            &start[..],
            &chunk(b"IHDR", &[0; 13]),
            &chunk(b"IDAT", &[7; 300]),
            &chunk(b"IEND", &[]),
        ]
        .concat();
        assert!(is_whole(&whole));
        assert!(is_whole(&[&whole[..], b"and more"].concat()));
        for cut in 8..whole.len() {
            assert!(!is_whole(&whole[..cut]), "{cut}");
        }
        let half = [&whole[..150], &chunk(b"IEND", &[])].concat();
        assert!(!is_whole(&half), "its end pasted on");
    }

    #[test]
    fn a_webp_is_as_long_as_it_says() {
        let whole = [&b"RIFF\x10\0\0\0WEBPVP8 "[..], &[0; 8]].concat();
        assert!(is_whole(&whole));
        assert!(!is_whole(&whole[..20]));
    }
}
