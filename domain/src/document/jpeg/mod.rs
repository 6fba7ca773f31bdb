//! What a JPEG says of itself, and whether all of it is there. ISO/IEC 10918-1 (ITU-T T.81).
//!
//! A file can end early and still end with an end mark: a thumbnail inside has one of its own, and
//! anybody can append one. So the entropy-coded data are read to their end, symbol by symbol,
//! without making pixels of them.

mod anew;
mod bits;
mod scan;

pub use anew::anew;
use bits::Table;
use scan::{Component, Scan};

/// The measures of a picture, before anything is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JpegFrame {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// How many bytes a decoder needs for the pixels, and for the coefficients where it must keep
    /// them all until the last scan.
    pub memory: u64,
    /// Colours have as many samples as the brightness, across and down.
    pub has_fine_colours: bool,
}

impl JpegFrame {
    /// How many pixels.
    #[must_use]
    pub const fn pixels(&self) -> u64 {
        self.width as u64 * self.height as u64
    }
}

/// The measures of a JPEG; `None`: it ends before it says them, or is of a kind nobody decodes.
#[must_use]
pub fn frame(bytes: &[u8]) -> Option<JpegFrame> {
    let mut walk = Walk::new(bytes);
    loop {
        match walk.segment()? {
            Segment::Scan(scan) => {
                let (width, height) = walk.picture.size?;
                let components = &walk.picture.components;
                let pixels = u64::from(width) * u64::from(height);
                let samples = if components.len() == 1 { 1 } else { 3 };
                let blocks: u64 = components
                    .iter()
                    .map(|one| one.stride as u64 * one.rows as u64)
                    .sum();
                let factors = |one: &Component| (one.horizontal, one.vertical);
                let first = components.first().map(factors);
                let keeps = walk.picture.is_progressive || scan.components.len() < components.len();
                return Some(JpegFrame {
                    width,
                    height,
                    memory: pixels * samples + if keeps { blocks * 128 } else { 0 },
                    has_fine_colours: components.iter().all(|one| Some(factors(one)) == first),
                });
            }
            Segment::End => return None,
            Segment::Other => {}
        }
    }
}

/// Whether every part of the picture is there. Its end mark may be missing: some cameras and
/// messengers lose it, and nobody misses it once every code of every scan was read.
#[must_use]
pub fn is_whole(bytes: &[u8]) -> bool {
    ends(bytes).is_some()
}

/// No decoder follows a picture through more scans.
const MAX_SCANS: usize = 100;

fn ends(bytes: &[u8]) -> Option<()> {
    let mut walk = Walk::new(bytes);
    let mut scans = 0;
    loop {
        if walk.is_at_end() {
            return walk.picture.is_all_sent().then_some(());
        }
        match walk.segment()? {
            // What stands between the last scan and the end mark belongs to nobody.
            Segment::Scan(_) if !walk.picture.is_progressive && walk.picture.is_complete() => {}
            Segment::Scan(scan) => {
                scans += 1;
                if scans > MAX_SCANS {
                    return None;
                }
                walk.at = scan::follow(&mut walk.picture, &scan, bytes, walk.at)?;
            }
            Segment::End if walk.picture.is_complete() => return Some(()),
            Segment::End => return None,
            Segment::Other => {}
        }
    }
}

/// What is known of a picture so far.
#[derive(Default)]
struct Picture {
    size: Option<(u32, u32)>,
    is_progressive: bool,
    components: Vec<Component>,
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
    /// MCUs between two restart marks; 0: there are none.
    restart: usize,
    /// The last block of the last scan took the last byte before the next mark.
    is_used_up: bool,
}

impl Picture {
    /// Whether every component was sent, and of a progressive picture all of the brightness: the finest
    /// colours may be left out.
    fn is_complete(&self) -> bool {
        self.size.is_some()
            && self.components.iter().all(|one| one.is_sent)
            && (!self.is_progressive
                || self
                    .components
                    .first()
                    .is_some_and(|one| one.sent == u64::MAX))
    }

    /// Whether every component was sent to its last bit, and nothing else after that: no scan can be
    /// missing, and no half picture was filled up with zeros that happen to be codes.
    fn is_all_sent(&self) -> bool {
        let is_sent =
            |one: &Component| one.is_sent && (!self.is_progressive || one.sent == u64::MAX);
        self.is_used_up && self.size.is_some() && self.components.iter().all(is_sent)
    }
}

enum Segment {
    /// A scan begins; its data are next.
    Scan(Scan),
    /// The end mark.
    End,
    /// Tables, notes, pictures inside: read or skipped.
    Other,
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    picture: Picture,
}

impl<'a> Walk<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 2,
            picture: Picture::default(),
        }
    }

    /// Reads the next segment; `None`: there is none, or it makes no sense.
    fn segment(&mut self) -> Option<Segment> {
        match self.marker()? {
            0xd9 => Some(Segment::End),
            // Marks that stand alone: a start, restarts, and one that means nothing.
            0xd8 | 0xd0..=0xd7 | 0x01 => Some(Segment::Other),
            0xc4 => {
                let body = self.body()?;
                self.tables(body)?;
                Some(Segment::Other)
            }
            kind @ 0xc0..=0xc2 => {
                let body = self.body()?;
                self.frame_header(body, kind == 0xc2)?;
                Some(Segment::Other)
            }
            // Lossless, hierarchical and arithmetic coding.
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => None,
            0xdd => {
                let body = self.body()?;
                self.picture.restart =
                    usize::from(u16::from_be_bytes(body.get(..2)?.try_into().ok()?));
                Some(Segment::Other)
            }
            0xda => {
                let body = self.body()?;
                Some(Segment::Scan(Scan::read(body, &self.picture)?))
            }
            _ => {
                self.body()?;
                Some(Segment::Other)
            }
        }
    }

    /// Whether nothing is left but the first byte of a mark, or less.
    fn is_at_end(&self) -> bool {
        matches!(self.bytes.get(self.at..), None | Some([] | [0xff]))
    }

    /// The next mark, past whatever belongs to none.
    fn marker(&mut self) -> Option<u8> {
        loop {
            let found = self
                .bytes
                .get(self.at..)?
                .iter()
                .position(|byte| *byte == 0xff)?;
            self.at += found;
            while *self.bytes.get(self.at)? == 0xff {
                self.at += 1;
            }
            let marker = self.bytes[self.at];
            self.at += 1;
            if marker != 0 {
                return Some(marker);
            }
        }
    }

    /// What stands in the segment that begins here.
    fn body(&mut self) -> Option<&'a [u8]> {
        let length = self.bytes.get(self.at..self.at + 2)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        let body = self.bytes.get(self.at + 2..self.at + length)?;
        self.at += length;
        Some(body)
    }

    /// B.2.2.
    fn frame_header(&mut self, body: &[u8], is_progressive: bool) -> Option<()> {
        let [precision, high, low, wide, narrow, count, ref parts @ ..] = *body else {
            return None;
        };
        let height = u32::from(u16::from_be_bytes([high, low]));
        let width = u32::from(u16::from_be_bytes([wide, narrow]));
        let is_second = self.picture.size.is_some();
        if precision != 8 || is_second || width == 0 || height == 0 || !(1..=4).contains(&count) {
            return None;
        }
        let parts = parts.get(..usize::from(count) * 3)?;
        self.picture.size = Some((width, height));
        self.picture.is_progressive = is_progressive;
        self.picture.components = Component::all(parts, width, height)?;
        Some(())
    }

    /// B.2.4.2.
    fn tables(&mut self, mut body: &[u8]) -> Option<()> {
        while let [class_and_place, rest @ ..] = body {
            let (counts, rest) = rest.split_first_chunk::<16>()?;
            let length: usize = counts.iter().map(|count| usize::from(*count)).sum();
            let (values, rest) = rest.split_at_checked(length)?;
            let table = Table::new(counts, values)?;
            let tables = match class_and_place >> 4 {
                0 => &mut self.picture.dc,
                _ => &mut self.picture.ac,
            };
            *tables.get_mut(usize::from(class_and_place & 15))? = Some(table);
            body = rest;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests;
