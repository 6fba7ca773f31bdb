//! What a file is, by its first bytes. Names lie: a photo that was renamed is what it was before.

use super::PictureError;

/// A kind of file people take for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// What is stored.
    Jpeg,
    /// Opened by every browser.
    Png,
    /// Opened by every browser.
    Webp,
    /// Opened by every browser.
    Gif,
    /// HEIC, HEIF, AVIF: what phones take, and not every browser opens.
    Heif,
    /// A document.
    Pdf,
    /// Of an office program, or an archive.
    Document,
    /// Moving pictures.
    Video,
    /// Plain text, in whatever language.
    Text,
    /// Anything else; a browser may still know it.
    Unknown,
}

/// How much of a text is looked at, in bytes.
const TEXT: usize = 512;

const HEIF_BRANDS: [&[u8; 4]; 12] = [
    b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1",
    b"avif", b"avis",
];

impl FileKind {
    /// Looks at the beginning of a file; a few hundred bytes are enough.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let after =
            |at: usize, what: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(what));
        // ISO/IEC 10918-1, B.1.1.3: start of image, then another marker.
        if after(0, &[0xff, 0xd8, 0xff]) {
            Self::Jpeg
        } else if after(0, b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else if after(0, b"RIFF") && after(8, b"WEBP") {
            Self::Webp
        } else if after(0, b"GIF8") {
            Self::Gif
        } else if after(4, b"ftyp") {
            Self::of_media(bytes)
        } else if after(0, b"\x1a\x45\xdf\xa3") || after(0, b"RIFF") && after(8, b"AVI ") {
            Self::Video
        } else if (0..TEXT).any(|at| after(at, b"%PDF-")) {
            Self::Pdf
        } else if after(0, b"PK\x03\x04") || after(0, b"\xd0\xcf\x11\xe0") || after(0, b"{\\rtf") {
            Self::Document
        } else if is_text(&bytes[..bytes.len().min(TEXT)]) {
            Self::Text
        } else {
            Self::Unknown
        }
    }

    /// ISO/IEC 14496-12, 4.3: a brand, and the brands it is compatible with.
    fn of_media(bytes: &[u8]) -> Self {
        let head = bytes.get(..4).and_then(|size| size.try_into().ok());
        let size = head.map_or(0, u32::from_be_bytes) as usize;
        let brands = bytes.get(8..size.clamp(12, 256).min(bytes.len()));
        let mut brands = brands.unwrap_or_default().chunks_exact(4);
        match brands.any(|brand| HEIF_BRANDS.iter().any(|known| *known == brand)) {
            true => Self::Heif,
            // The raw photos of Canon's cameras come in the same box.
            false if bytes.get(8..12) == Some(b"crx ") => Self::Unknown,
            false => Self::Video,
        }
    }

    /// Why no browser opens it as a picture; `None`: it is worth trying.
    #[must_use]
    pub const fn never_a_picture(self) -> Option<PictureError> {
        match self {
            Self::Pdf => Some(PictureError::Pdf),
            Self::Document => Some(PictureError::Document),
            Self::Video => Some(PictureError::Video),
            Self::Text => Some(PictureError::Text),
            Self::Jpeg | Self::Png | Self::Webp | Self::Gif | Self::Heif | Self::Unknown => None,
        }
    }

    /// What is said of it when a browser cannot open it.
    #[must_use]
    pub const fn unopened(self) -> PictureError {
        match self {
            // A damaged one is damaged everywhere.
            Self::Jpeg | Self::Png | Self::Webp => PictureError::Damaged,
            Self::Gif => PictureError::Gif,
            Self::Heif => PictureError::Heic,
            Self::Unknown => PictureError::UnreadableHere,
            Self::Pdf => PictureError::Pdf,
            Self::Document => PictureError::Document,
            Self::Video => PictureError::Video,
            Self::Text => PictureError::Text,
        }
    }

    /// What is said of it where only JPEG is taken; `None`: it is one.
    #[must_use]
    pub const fn instead_of_jpeg(self) -> Option<PictureError> {
        match self {
            Self::Jpeg => None,
            Self::Png | Self::Webp | Self::Unknown => Some(PictureError::NotJpeg),
            other => Some(other.unopened()),
        }
    }
}

/// No control characters but those of lines and tabs. What is not ASCII may be Chinese in GB 18030.
fn is_text(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xff\xfe").unwrap_or(bytes);
    !bytes.is_empty()
        && bytes
            .iter()
            .all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x20..=0x7e | 0x80..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let media = |brand: &str, others: &str| {
            let size = u32::try_from(16 + others.len())
                .expect("short")
                .to_be_bytes();
            let zeros = [0; 4];
            [
                &size[..],
                b"ftyp",
                brand.as_bytes(),
                &zeros,
                others.as_bytes(),
                &[7; 40],
            ]
            .concat()
        };
        let table: [(&[u8], FileKind); 21] = [
            (b"\xff\xd8\xff\xe1", FileKind::Jpeg),
            (b"\x89PNG\r\n\x1a\n....", FileKind::Png),
            (b"RIFF....WEBPVP8 ", FileKind::Webp),
            (b"RIFF....AVI LIST", FileKind::Video),
            (b"GIF89a\x01\0", FileKind::Gif),
            (&media("heic", "mif1heic"), FileKind::Heif),
            (&media("mif1", "heic"), FileKind::Heif),
            (&media("isom", "avifmif1"), FileKind::Heif),
            (&media("avif", ""), FileKind::Heif),
            (&media("qt  ", ""), FileKind::Video),
            (&media("mp42", "isommp42"), FileKind::Video),
            (&media("crx ", "isom"), FileKind::Unknown),
            (b"\0\0\0\x18ftyp", FileKind::Video),
            (b"%PDF-1.7\n%\xe2\xe3", FileKind::Pdf),
            (b"\xef\xbb\xbf%PDF-1.4", FileKind::Pdf),
            (b"PK\x03\x04\x14\0", FileKind::Document),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", FileKind::Document),
            (b"Dear Sir,\r\n", FileKind::Text),
            ("此致敬礼".as_bytes(), FileKind::Text),
            (b"BM\x36\0\0\0", FileKind::Unknown),
            (b"", FileKind::Unknown),
        ];
        for (bytes, kind) in table {
            assert_eq!(FileKind::of(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn only_a_jpeg_is_taken_as_it_is() {
        assert_eq!(FileKind::Jpeg.instead_of_jpeg(), None);
        assert_eq!(FileKind::Heif.instead_of_jpeg(), Some(PictureError::Heic));
        assert_eq!(FileKind::Png.instead_of_jpeg(), Some(PictureError::NotJpeg));
        assert_eq!(FileKind::Pdf.instead_of_jpeg(), Some(PictureError::Pdf));
    }
}
