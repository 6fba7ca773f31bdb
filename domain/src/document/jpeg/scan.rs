//! The scans of a picture: which blocks each has, and what is read of a block.

use super::Picture;
use super::bits::{Bits, Table};

/// A colour component of a picture.
pub(super) struct Component {
    id: u8,
    /// Blocks beside each other, and below each other, in an MCU.
    pub horizontal: usize,
    pub vertical: usize,
    /// Blocks beside each other, and below each other, in a scan of this component alone.
    own: (usize, usize),
    /// The same, filled up to whole MCUs.
    pub stride: usize,
    pub rows: usize,
    /// A scan had it.
    pub is_sent: bool,
    /// The coefficients that scans had to their last bit, a bit for each.
    pub sent: u64,
    /// Of each block of a progressive picture the coefficients that are not zero so far.
    known: Vec<u64>,
}

impl Component {
    /// Those of a frame header.
    pub(super) fn all(parts: &[u8], width: u32, height: u32) -> Option<Vec<Self>> {
        let factors = || {
            parts
                .chunks_exact(3)
                .map(|part| (usize::from(part[1] >> 4), usize::from(part[1] & 15)))
        };
        if factors().any(|(across, down)| !(1..=4).contains(&across) || !(1..=4).contains(&down)) {
            return None;
        }
        let most_across = factors().map(|(across, _)| across).max()?;
        let most_down = factors().map(|(_, down)| down).max()?;
        let (width, height) = (width as usize, height as usize);
        let mcus = (
            width.div_ceil(8 * most_across),
            height.div_ceil(8 * most_down),
        );
        let component = |(part, (horizontal, vertical)): (&[u8], (usize, usize))| Self {
            id: part[0],
            horizontal,
            vertical,
            own: (
                (width * horizontal).div_ceil(most_across).div_ceil(8),
                (height * vertical).div_ceil(most_down).div_ceil(8),
            ),
            stride: mcus.0 * horizontal,
            rows: mcus.1 * vertical,
            is_sent: false,
            sent: 0,
            known: Vec::new(),
        };
        Some(
            parts
                .chunks_exact(3)
                .zip(factors())
                .map(component)
                .collect(),
        )
    }
}

/// The head of a scan, B.2.3.
pub(super) struct Scan {
    /// Which component, and its tables.
    pub components: Vec<(usize, usize, usize)>,
    /// The first and the last coefficient.
    band: (usize, usize),
    /// It adds a bit to what an earlier scan had.
    refines: bool,
    /// It brings the last bit.
    is_last: bool,
}

impl Scan {
    /// `None`: it speaks of what the picture does not have.
    pub(super) fn read(body: &[u8], picture: &Picture) -> Option<Self> {
        let (count, rest) = body.split_first()?;
        let count = usize::from(*count);
        if !(1..=4).contains(&count) {
            return None;
        }
        let components = rest.get(..count * 2)?.chunks_exact(2).map(|part| {
            let at = picture
                .components
                .iter()
                .position(|one| one.id == part[0])?;
            Some((at, usize::from(part[1] >> 4), usize::from(part[1] & 15)))
        });
        let components: Vec<_> = components.collect::<Option<_>>()?;
        let rest = rest.get(count * 2..count * 2 + 3)?;
        let (band, bits) = match picture.is_progressive {
            true => ((usize::from(rest[0]), usize::from(rest[1])), rest[2]),
            false => ((0, 63), 0),
        };
        let is_possible = match picture.is_progressive {
            true if band.0 == 0 => band.1 == 0,
            true => count == 1 && band.0 <= band.1 && band.1 < 64,
            false => true,
        };
        is_possible.then_some(Self {
            components,
            band,
            refines: bits >> 4 != 0,
            is_last: bits & 15 == 0,
        })
    }

    fn mask(&self) -> u64 {
        (u64::MAX >> (63 - self.band.1)) & (u64::MAX << self.band.0)
    }
}

/// Reads the data of a scan that begin here. Where they end; `None`: before the last block.
pub(super) fn follow(picture: &mut Picture, scan: &Scan, bytes: &[u8], at: usize) -> Option<usize> {
    let mut bits = Bits::new(bytes, at);
    match (picture.is_progressive, scan.band.0) {
        (true, 1..) => follow_details(picture, scan, &mut bits)?,
        _ => follow_blocks(picture, scan, &mut bits)?,
    }
    for (component, ..) in &scan.components {
        let component = &mut picture.components[*component];
        component.is_sent |= scan.band.0 == 0;
        if scan.is_last {
            component.sent |= scan.mask();
        }
    }
    picture.is_used_up = bits.is_used_up();
    Some(bits.position())
}

/// Blocks of a sequential picture, or the averages of a progressive one.
fn follow_blocks(picture: &Picture, scan: &Scan, bits: &mut Bits<'_>) -> Option<()> {
    // Component by component: how many blocks each has in an MCU, and its tables.
    let mut parts: Vec<(usize, Option<&Table>, Option<&Table>)> = Vec::new();
    for (component, dc, ac) in &scan.components {
        let component = &picture.components[*component];
        let count = component.horizontal * component.vertical;
        let (dc, ac) = (picture.dc.get(*dc), picture.ac.get(*ac));
        parts.push((
            count,
            dc.and_then(Option::as_ref),
            ac.and_then(Option::as_ref),
        ));
    }
    let first = &picture.components[scan.components[0].0];
    let mcus = match &mut parts[..] {
        // Alone, its blocks are its MCUs.
        [alone] => {
            alone.0 = 1;
            first.own.0 * first.own.1
        }
        _ => first.stride / first.horizontal * (first.rows / first.vertical),
    };
    for mcu in 0..mcus {
        if picture.restart > 0 && mcu > 0 && mcu % picture.restart == 0 {
            bits.restart()?;
        }
        for (count, dc, ac) in &parts {
            for _ in 0..*count {
                if scan.refines {
                    bits.skip(1)?;
                    continue;
                }
                let size = bits.value((*dc)?)?;
                bits.skip(u32::from(size))?;
                if !picture.is_progressive {
                    follow_coefficients(bits, (*ac)?)?;
                }
            }
        }
    }
    Some(())
}

/// F.2.2.2.
fn follow_coefficients(bits: &mut Bits<'_>, table: &Table) -> Option<()> {
    let mut at = 1;
    while at < 64 {
        let value = bits.value(table)?;
        match (value >> 4, value & 15) {
            (15, 0) => at += 16,
            (_, 0) => return Some(()),
            (zeros, size) => {
                bits.skip(u32::from(size))?;
                at += usize::from(zeros) + 1;
            }
        }
    }
    Some(())
}

/// Coefficients of one component of a progressive picture, G.1.2.2 and G.1.2.3.
fn follow_details(picture: &mut Picture, scan: &Scan, bits: &mut Bits<'_>) -> Option<()> {
    let (component, _, table) = scan.components[0];
    let table = picture.ac.get(table)?.as_ref()?;
    let component = &mut picture.components[component];
    let (across, down) = component.own;
    component.known.resize(component.stride * component.rows, 0);
    // How many more blocks have nothing new.
    let mut empty = 0_u32;
    for block in 0..across * down {
        if picture.restart > 0 && block > 0 && block % picture.restart == 0 {
            bits.restart()?;
            empty = 0;
        }
        let known = &mut component.known[block / across * component.stride + block % across];
        match (scan.refines, empty) {
            (false, 0) => empty = follow_first(bits, table, scan, known)?,
            (true, 0) => empty = follow_refined(bits, table, scan, known)?,
            (false, _) => empty -= 1,
            (true, _) => {
                bits.skip((*known & scan.mask()).count_ones())?;
                empty -= 1;
            }
        }
    }
    Some(())
}

/// After a block ended early: how many more have nothing new.
fn run(bits: &mut Bits<'_>, size: u8) -> Option<u32> {
    Some((1 << size) - 1 + bits.number(u32::from(size))?)
}

fn follow_first(bits: &mut Bits<'_>, table: &Table, scan: &Scan, known: &mut u64) -> Option<u32> {
    let mut at = scan.band.0;
    while at <= scan.band.1 {
        let value = bits.value(table)?;
        match (value >> 4, value & 15) {
            (15, 0) => at += 16,
            (zeros, 0) => return run(bits, zeros),
            (zeros, size) => {
                bits.skip(u32::from(size))?;
                at += usize::from(zeros);
                *known |= 1 << at.min(63);
                at += 1;
            }
        }
    }
    Some(0)
}

fn follow_refined(bits: &mut Bits<'_>, table: &Table, scan: &Scan, known: &mut u64) -> Option<u32> {
    let mut at = scan.band.0;
    while at <= scan.band.1 {
        let value = bits.value(table)?;
        let (mut zeros, size) = (value >> 4, value & 15);
        if size == 0 && zeros < 15 {
            let after = run(bits, zeros)?;
            let rest = *known & scan.mask() & (u64::MAX << at);
            bits.skip(rest.count_ones())?;
            return Some(after);
        }
        if size > 0 {
            // Its sign.
            bits.skip(1)?;
        }
        // Past so many that are zero still; those that are not have a bit each.
        while at <= scan.band.1 {
            if *known & (1 << at) != 0 {
                bits.skip(1)?;
            } else if zeros == 0 {
                break;
            } else {
                zeros -= 1;
            }
            at += 1;
        }
        if size > 0 && at <= scan.band.1 {
            *known |= 1 << at;
        }
        at += 1;
    }
    Some(0)
}
