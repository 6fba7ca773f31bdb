//! Entropy-coded data as bits, and the codes in them.

/// How many bits of a code are looked up at once.
const AT_ONCE: u32 = 9;

/// A Huffman table, T.81 annexes C and F.2.2.3.
pub(super) struct Table {
    /// By the next bits: length of the code and its value; a length of 0: it is longer.
    short: [(u8, u8); 1 << AT_ONCE],
    /// By length: one more than the largest code of this length, moved up to 16 bits.
    above: [u32; 17],
    /// By length: what to add to a code to find its value.
    offset: [i32; 17],
    values: Vec<u8>,
}

impl Table {
    /// `None`: there are more codes than can be told apart.
    pub(super) fn new(counts: &[u8; 16], values: &[u8]) -> Option<Self> {
        let mut table = Self {
            short: [(0, 0); 1 << AT_ONCE],
            above: [0; 17],
            offset: [0; 17],
            values: values.to_vec(),
        };
        let (mut code, mut index) = (0_u32, 0_usize);
        for length in 1..=16_u32 {
            let count = u32::from(counts[length as usize - 1]);
            table.offset[length as usize] = index as i32 - code as i32;
            if code + count > 1 << length {
                return None;
            }
            if length <= AT_ONCE {
                for at in 0..count {
                    let first = ((code + at) << (AT_ONCE - length)) as usize;
                    let entry = (length as u8, values[index + at as usize]);
                    table.short[first..first + (1 << (AT_ONCE - length))].fill(entry);
                }
            }
            code += count;
            index += count as usize;
            table.above[length as usize] = code << (16 - length);
            code <<= 1;
        }
        Some(table)
    }
}

/// Whether one of four bytes may begin a mark: none of those inverted is zero otherwise.
pub(super) const fn has_mark(four: u32) -> bool {
    (!four).wrapping_sub(0x0101_0101) & four & 0x8080_8080 != 0
}

/// Reads bits up to a mark.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The next bits, the first one on top.
    buffer: u64,
    left: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            buffer: 0,
            left: 0,
        }
    }

    /// Where the next mark is looked for.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Whether nothing but the bits that fill the last byte is left before that.
    pub(super) fn is_used_up(&self) -> bool {
        self.left < 8
    }

    /// At least 32 bits, if there are so many before the mark.
    fn fill(&mut self) {
        // Four at once while none of them is more than a byte.
        while self.left <= 32
            && let Some(&[a, b, c, d]) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk)
        {
            let four = u32::from_be_bytes([a, b, c, d]);
            if has_mark(four) {
                break;
            }
            self.buffer |= u64::from(four) << (32 - self.left);
            self.left += 32;
            self.at += 4;
        }
        while self.left <= 56 {
            let byte = match self.bytes.get(self.at..) {
                // A stuffed zero says that this is no mark.
                Some([0xff, 0, ..]) => {
                    self.at += 2;
                    0xff
                }
                // Marks may begin with more than one.
                Some([0xff, 0xff, ..]) => {
                    self.at += 1;
                    continue;
                }
                Some([0xff, ..] | []) | None => return,
                Some([byte, ..]) => {
                    self.at += 1;
                    *byte
                }
            };
            self.buffer |= u64::from(byte) << (56 - self.left);
            self.left += 8;
        }
    }

    /// Leaves bits behind; `None`: they are not there.
    pub(super) fn skip(&mut self, mut count: u32) -> Option<()> {
        while count > 0 {
            let step = count.min(32);
            if self.left < step {
                self.fill();
                if self.left < step {
                    return None;
                }
            }
            self.buffer <<= step;
            self.left -= step;
            count -= step;
        }
        Some(())
    }

    /// A number of at most 16 bits.
    pub(super) fn number(&mut self, count: u32) -> Option<u32> {
        if count == 0 {
            return Some(0);
        }
        if self.left < count {
            self.fill();
        }
        let number = (self.buffer >> (64 - count)) as u32;
        self.skip(count)?;
        Some(number)
    }

    /// The value of the next code.
    pub(super) fn value(&mut self, table: &Table) -> Option<u8> {
        if self.left < 32 {
            self.fill();
        }
        let (length, value) = table.short[(self.buffer >> (64 - AT_ONCE)) as usize];
        if length > 0 {
            self.skip(u32::from(length))?;
            return Some(value);
        }
        let next = (self.buffer >> 48) as u32;
        let length = (AT_ONCE as usize + 1..=16).find(|length| next < table.above[*length])?;
        let code = (next >> (16 - length)) as i32;
        let value = *table
            .values
            .get(usize::try_from(code + table.offset[length]).ok()?)?;
        self.skip(length as u32)?;
        Some(value)
    }

    /// Goes on behind a restart mark; `None`: the next mark is another one, or there is none.
    pub(super) fn restart(&mut self) -> Option<()> {
        (self.buffer, self.left) = (0, 0);
        loop {
            match self.bytes.get(self.at..)? {
                [0xff, 0xd0..=0xd7, ..] => {
                    self.at += 2;
                    return Some(());
                }
                [0xff, 0 | 0xff, ..] => self.at += 1,
                [0xff, ..] | [] => return None,
                _ => self.at += 1,
            }
        }
    }
}
