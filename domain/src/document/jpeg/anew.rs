//! A picture written anew without pixels in between: the coefficients are read, code by code, and
//! written with headers, codes and padding of our own. No mark, note or byte of the file gets across,
//! and a picture loses nothing, because it is not rounded a second time.
//!
//! This is for pictures as browsers make them, which are nearly all. What is anything else is left to
//! a decoder and an encoder.

use super::bits::{Bits, Table, has_mark};
use super::{Segment, Walk};

/// What a picture is written with: T.81, annex K.3, of the brightness and of the colours.
const CODES: [Codes; 4] = [
    Codes {
        class: 0x00,
        counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
        values: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    },
    Codes {
        class: 0x10,
        counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
        values: &[
            0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51,
            0x61, 0x07, 0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1,
            0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18,
            0x19, 0x1a, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39,
            0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57,
            0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75,
            0x76, 0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92,
            0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7,
            0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3,
            0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8,
            0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1, 0xf2,
            0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
        ],
    },
    Codes {
        class: 0x01,
        counts: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
        values: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    },
    Codes {
        class: 0x11,
        counts: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
        values: &[
            0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07,
            0x61, 0x71, 0x13, 0x22, 0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xa1, 0xb1, 0xc1, 0x09,
            0x23, 0x33, 0x52, 0xf0, 0x15, 0x62, 0x72, 0xd1, 0x0a, 0x16, 0x24, 0x34, 0xe1, 0x25,
            0xf1, 0x17, 0x18, 0x19, 0x1a, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x35, 0x36, 0x37, 0x38,
            0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56,
            0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74,
            0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89,
            0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5,
            0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba,
            0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6,
            0xd7, 0xd8, 0xd9, 0xda, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf2,
            0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
        ],
    },
];

/// The largest average of a block, and the largest difference of two, either way: 11 bits (F.1.2.1).
const MOST: i32 = 2047;

/// The most a coefficient is once it is multiplied by its step: samples of eight bits give less, and up to
/// here all decoders see the same.
const MOST_OF_SAMPLES: i32 = 4096;

/// The same picture in a file of our own, of at most about `most` bytes. `None`: it is not whole, or is
/// not of the usual kind, or would be larger: sequential, in three colours of eight bits, in one scan,
/// without restarts.
#[must_use]
pub fn anew(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let head = Head::read(bytes)?;
    let mut walk = Walk::new(bytes);
    let scan = loop {
        match walk.segment()? {
            Segment::Scan(scan) => break scan,
            Segment::End => return None,
            Segment::Other => {}
        }
    };
    let picture = &walk.picture;
    let [(0, ..), (1, ..), (2, ..)] = scan.components[..] else {
        return None;
    };
    let written = CODES.each_ref().map(Codes::by_value);
    let mut parts = Vec::new();
    for (component, dc, ac) in &scan.components {
        let codes = usize::from(*component > 0) * 2;
        parts.push(Part {
            dc: picture.dc.get(*dc)?.as_ref()?,
            ac: picture.ac.get(*ac)?.as_ref()?,
            dc_codes: &written[codes],
            ac_codes: &written[codes + 1],
            blocks: picture.components[*component].horizontal
                * picture.components[*component].vertical,
            average: 0,
            steps: head.steps.get(*component)?,
        });
    }
    let first = &picture.components[0];
    let mcus = first.stride / first.horizontal * (first.rows / first.vertical);
    let mut ink = Ink {
        bytes: head.write(bytes.len()),
        buffer: 0,
        left: 0,
    };
    let mut bits = Bits::new(bytes, walk.at);
    for _ in 0..mcus {
        for part in &mut parts {
            for _ in 0..part.blocks {
                part.copy(&mut bits, &mut ink)?;
            }
        }
        if ink.bytes.len() > most {
            return None;
        }
    }
    let is_used_up = bits.is_used_up();
    walk.at = bits.position();
    let is_ended = match walk.is_at_end() {
        true => is_used_up,
        false => matches!(walk.segment()?, Segment::End),
    };
    is_ended.then(|| ink.finish())
}

/// What a file says before its data that decides how it looks.
struct Head {
    /// Height and width, big end first.
    size: [u8; 4],
    /// Of the brightness: blocks across and down.
    factors: u8,
    /// Of each component what its coefficients are multiplied by.
    steps: [[u8; 64]; 3],
}

impl Head {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut walk = Walk::new(bytes);
        let mut tables: [Option<[u8; 64]>; 4] = [None; 4];
        let mut frame = None;
        loop {
            match walk.marker()? {
                0xd8 | 0xd0..=0xd7 | 0x01 => {}
                0xc0 => frame = Some(Self::frame(walk.body()?)?),
                0xdb => Self::steps(walk.body()?, &mut tables)?,
                // Other ways of coding; restarts; a note that may say that the colours are others.
                0xc1..=0xc3 | 0xc5..=0xcf | 0xd9 | 0xdd | 0xee => return None,
                0xda => {
                    let (size, factors, places) = frame?;
                    let table = |at: u8| *tables.get(usize::from(at))?;
                    let [brightness, blue, red] = places.map(table);
                    return Some(Self {
                        size,
                        factors,
                        steps: [brightness?, blue?, red?],
                    });
                }
                _ => {
                    walk.body()?;
                }
            }
        }
    }

    /// B.2.2: size, factors of the brightness, and the tables of the three colours by number.
    fn frame(body: &[u8]) -> Option<([u8; 4], u8, [u8; 3])> {
        let [8, a, b, c, d, 3, ref rest @ ..] = *body else {
            return None;
        };
        // Under other names than these they may be other colours.
        let [0 | 1, factors, y, 1 | 2, 0x11, cb, 2 | 3, 0x11, cr] = *rest else {
            return None;
        };
        matches!(factors, 0x11 | 0x12 | 0x21 | 0x22).then_some(([a, b, c, d], factors, [y, cb, cr]))
    }

    /// B.2.4.1, those of eight bits.
    fn steps(mut body: &[u8], tables: &mut [Option<[u8; 64]>; 4]) -> Option<()> {
        while let [place, rest @ ..] = body {
            let (table, rest) = rest.split_first_chunk::<64>()?;
            if table.contains(&0) {
                return None;
            }
            *tables.get_mut(usize::from(*place))? = Some(*table);
            body = rest;
        }
        Some(())
    }

    /// All that stands before the data, in a buffer for so many bytes.
    fn write(&self, size: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(size + size / 8 + 1024);
        // JFIF 1.1, pixels as wide as high.
        bytes.extend_from_slice(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
        for (place, steps) in (0..).zip(&self.steps) {
            bytes.extend_from_slice(&[0xff, 0xdb, 0, 67, place]);
            bytes.extend_from_slice(steps);
        }
        bytes.extend_from_slice(&[0xff, 0xc0, 0, 17, 8]);
        bytes.extend_from_slice(&self.size);
        bytes.extend_from_slice(&[3, 1, self.factors, 0, 2, 0x11, 1, 3, 0x11, 2]);
        for codes in &CODES {
            let length = 19 + codes.values.len() as u16;
            bytes.extend_from_slice(&[0xff, 0xc4]);
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.push(codes.class);
            bytes.extend_from_slice(&codes.counts);
            bytes.extend_from_slice(codes.values);
        }
        bytes.extend_from_slice(&[0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]);
        bytes
    }
}

/// A Huffman table as it stands in a file.
struct Codes {
    /// Whether it is for averages or for the rest, and its number: B.2.4.2.
    class: u8,
    counts: [u8; 16],
    values: &'static [u8],
}

impl Codes {
    /// By value: its code and how long that is; a length of 0: it has none. Annex C.
    fn by_value(&self) -> [(u16, u8); 256] {
        let mut table = [(0, 0); 256];
        let mut values = self.values.iter();
        let mut code = 0;
        for (length, count) in (1..).zip(self.counts) {
            for value in values.by_ref().take(usize::from(count)) {
                table[usize::from(*value)] = (code, length);
                code += 1;
            }
            code <<= 1;
        }
        table
    }
}

/// A colour on its way.
struct Part<'a> {
    /// What its blocks are read with.
    dc: &'a Table,
    ac: &'a Table,
    /// What they are written with.
    dc_codes: &'a [(u16, u8); 256],
    ac_codes: &'a [(u16, u8); 256],
    /// So many in an MCU.
    blocks: usize,
    /// Of the block before.
    average: i32,
    /// What its coefficients are multiplied by.
    steps: &'a [u8; 64],
}

impl Part<'_> {
    /// Whether no samples have this coefficient, or there is none at this place.
    fn is_too_much(&self, at: usize, coefficient: i32) -> bool {
        let step = self.steps.get(at).copied();
        step.is_none_or(|step| (coefficient * i32::from(step)).abs() > MOST_OF_SAMPLES)
    }

    /// The next block, F.2.2 and F.1.2. What is written follows from the coefficients alone.
    fn copy(&mut self, bits: &mut Bits<'_>, ink: &mut Ink) -> Option<()> {
        let size = bits.value(self.dc)?;
        if size > 11 {
            return None;
        }
        let difference = bits.number(u32::from(size))?;
        ink.put(self.dc_codes[usize::from(size)], difference, size)?;
        self.average += signed(difference, size);
        if self.average.abs() > MOST || self.is_too_much(0, self.average) {
            return None;
        }
        // The next coefficient, and the last one that is not zero.
        let (mut at, mut last) = (1, 0);
        while at < 64 {
            let value = bits.value(self.ac)?;
            let size = value & 15;
            match (value >> 4, size) {
                (0, 0) => break,
                (15, 0) => at += 16,
                (_, 0) => return None,
                (zeros, _) => {
                    at += usize::from(zeros);
                    let mut zeros = at - last - 1;
                    while zeros > 15 {
                        ink.put(self.ac_codes[0xf0], 0, 0)?;
                        zeros -= 16;
                    }
                    let code = self.ac_codes[zeros << 4 | usize::from(size)];
                    let number = bits.number(u32::from(size))?;
                    if self.is_too_much(at, signed(number, size)) {
                        return None;
                    }
                    ink.put(code, number, size)?;
                    last = at;
                    at += 1;
                }
            }
        }
        if last < 63 {
            ink.put(self.ac_codes[0], 0, 0)?;
        }
        // Beyond the last one: nobody's coefficients.
        (at <= 64).then_some(())
    }
}

/// F.2.2.1, EXTEND.
const fn signed(bits: u32, size: u8) -> i32 {
    let bits = bits as i32;
    match size {
        0 => 0,
        _ if bits >> (size - 1) != 0 => bits,
        _ => bits - (1 << size) + 1,
    }
}

/// Writes bits.
struct Ink {
    bytes: Vec<u8>,
    /// Those that are not written yet, the last one at the bottom; fewer than 32.
    buffer: u64,
    left: u32,
}

impl Ink {
    /// A code, and a number of so many bits; `None`: there is no such code.
    fn put(&mut self, (code, length): (u16, u8), number: u32, size: u8) -> Option<()> {
        if length == 0 {
            return None;
        }
        let count = u32::from(length) + u32::from(size);
        let both = u64::from(code) << size | u64::from(number);
        self.buffer = self.buffer << count | both;
        self.left += count;
        if self.left >= 32 {
            self.left -= 32;
            self.write((self.buffer >> self.left) as u32);
        }
        Some(())
    }

    fn write(&mut self, four: u32) {
        let four_bytes = four.to_be_bytes();
        if !has_mark(four) {
            self.bytes.extend_from_slice(&four_bytes);
            return;
        }
        for byte in four_bytes {
            self.bytes.push(byte);
            if byte == 0xff {
                self.bytes.push(0);
            }
        }
    }

    /// Fills the last byte with ones (F.1.2.3) and ends the file.
    fn finish(mut self) -> Vec<u8> {
        while self.left > 0 {
            let missing = 8_u32.saturating_sub(self.left);
            self.buffer = self.buffer << missing | ((1 << missing) - 1);
            self.left = (self.left + missing) - 8;
            let byte = (self.buffer >> self.left) as u8;
            self.bytes.push(byte);
            if byte == 0xff {
                self.bytes.push(0);
            }
        }
        self.bytes.extend_from_slice(&[0xff, 0xd9]);
        self.bytes
    }
}
