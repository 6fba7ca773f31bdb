//! Finds lines of text on an upright, flattened page by joining dark points that lie close
//! together in a row, and cuts them out for reading.

use super::grey::Grey;

/// A rectangle on a page, in pixels; right and bottom are outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub left: usize,
    pub top: usize,
    pub right: usize,
    pub bottom: usize,
}

impl Area {
    pub fn width(&self) -> usize {
        self.right - self.left
    }

    pub fn height(&self) -> usize {
        self.bottom - self.top
    }

    pub fn middle(&self) -> f32 {
        (self.top + self.bottom) as f32 / 2.0
    }

    /// Smallest rectangle around both.
    pub fn joined(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// Darker than this is ink on a flattened page.
const INK: u8 = 190;

/// Stretches of text inside `within`, top to bottom, left to right. Points up to `gap` apart in a
/// row belong together; what is lower than `low` or higher than `high` is no text.
pub(super) fn find(page: &Grey, within: Area, gap: usize, low: usize, high: usize) -> Vec<Area> {
    // Runs of ink in each row, small gaps closed; runs that touch in neighbouring rows join.
    let mut areas: Vec<(Area, usize)> = Vec::new();
    let mut parent: Vec<usize> = Vec::new();
    let mut above: Vec<(usize, usize, usize)> = Vec::new();
    for y in within.top..within.bottom {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for x in within.left..within.right {
            if page.at(x, y) >= INK {
                continue;
            }
            match runs.last_mut() {
                Some(last) if x - last.1 <= gap => {
                    last.1 = x + 1;
                    last.2 += 1
                }
                _ => runs.push((x, x + 1, 1)),
            }
        }
        let mut row = Vec::new();
        for (left, right, ink) in runs.into_iter().filter(|run| run.2 >= 2) {
            let mut own = areas.len();
            areas.push((
                Area {
                    left,
                    top: y,
                    right,
                    bottom: y + 1,
                },
                ink,
            ));
            parent.push(own);
            for (al, ar, index) in &above {
                if *al < right && left < *ar {
                    let (a, b) = (root(&parent, *index), root(&parent, own));
                    if a != b {
                        areas[a] = (areas[a].0.joined(areas[b].0), areas[a].1 + areas[b].1);
                        parent[b] = a;
                        own = a;
                    }
                }
            }
            row.push((left, right, own));
        }
        above = row;
    }
    let mut found: Vec<Area> = areas
        .iter()
        .enumerate()
        .filter(|(index, (area, ink))| {
            parent[*index] == *index && *ink > area.width() * area.height() / 40
        })
        .map(|(_, (area, _))| *area)
        .collect();
    join_rows(&mut found, gap, high / 8, high);
    found.retain(|area| (low..=high).contains(&area.height()) && area.width() >= low / 2);
    found.sort_by_key(|area| (area.top + area.bottom, area.left));
    found
}

fn root(parent: &[usize], mut index: usize) -> usize {
    while parent[index] != index {
        index = parent[index];
    }
    index
}

/// Joins pieces of one row: parts of characters like 二, 贾 or 氵 come out as pieces.
fn join_rows(areas: &mut Vec<Area>, gap: usize, reach: usize, high: usize) {
    let mut changed = true;
    while changed {
        changed = false;
        'pairs: for i in 0..areas.len() {
            for j in 0..areas.len() {
                let (a, b) = (areas[i], areas[j]);
                if i == j || a.height() < b.height() {
                    continue;
                }
                let overlap = a.bottom.min(b.bottom).saturating_sub(a.top.max(b.top));
                let apart = b
                    .left
                    .saturating_sub(a.right)
                    .max(a.left.saturating_sub(b.right));
                let above = b
                    .top
                    .saturating_sub(a.bottom)
                    .max(a.top.saturating_sub(b.bottom));
                let beside = overlap * 10 >= b.height() * 6 && apart <= gap;
                let stacked = apart == 0 && above <= reach && a.joined(b).height() <= high;
                if beside || stacked {
                    areas[i] = a.joined(b);
                    areas.swap_remove(j);
                    changed = true;
                    break 'pairs;
                }
            }
        }
    }
}

/// The parts of `area` between middle dots: small marks half-way up with nothing above or below.
pub(super) fn between_dots(page: &Grey, area: Area) -> Vec<Area> {
    let size = area.height();
    let ink = |x: usize, y: usize| page.at(x, y) < INK;
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for x in area.left..area.right {
        if (area.top..area.bottom).any(|y| ink(x, y)) {
            match columns.last_mut() {
                Some(last) if last.1 == x => last.1 = x + 1,
                _ => columns.push((x, x + 1)),
            }
        }
    }
    let mut parts = vec![area];
    for &(left, right) in &columns {
        let rows = || (area.top..area.bottom).filter(|y| (left..right).any(|x| ink(x, *y)));
        let (Some(top), Some(bottom)) = (rows().next(), rows().next_back()) else {
            continue;
        };
        // Dots of characters (小, 心) are longer than a quarter or stand close; specks are paler.
        let extent = (right - left).max(bottom - top);
        let solid = (right - left).min(bottom - top) > size / 20
            && (left..right).any(|x| (top..=bottom).any(|y| page.at(x, y) < INK - 40));
        let amid = (top + bottom).abs_diff(area.top + area.bottom) < size * 2 / 5;
        let others = columns.iter().filter(|column| **column != (left, right));
        let nearest = others
            .map(|&(l, r)| l.saturating_sub(right).max(left.saturating_sub(r)))
            .min()
            .unwrap_or(0);
        let alone =
            extent < size * 2 / 5 && nearest > size / 5 || extent < size / 4 && nearest > size / 14;
        let inside = left > area.left + size / 2 && right + size / 2 < area.right;
        if let (true, Some(last)) = (solid && amid && alone && inside, parts.last_mut()) {
            let rest = Area {
                left: right + size / 16,
                ..area
            };
            last.right = left - size / 16;
            parts.push(rest);
        }
    }
    parts
}

/// Splits `area` at the widest gap between characters close to `share` (0 to 1) of its width.
pub(super) fn split(page: &Grey, area: Area, share: f32) -> (Area, Area) {
    let target = area.left as f32 + area.width() as f32 * share;
    let reach = area.height() as f32 * 0.9;
    let blank = |x: usize| (area.top..area.bottom).all(|y| page.at(x, y) >= INK);
    let (mut best, mut width, mut run) = (target as usize, 0, 0);
    for x in area.left..area.right {
        run = if blank(x) { run + 1 } else { 0 };
        if run > width && (x as f32 - target).abs() < reach {
            (best, width) = (x - run / 2, run);
        }
    }
    (
        Area {
            right: best,
            ..area
        },
        Area { left: best, ..area },
    )
}

/// `area` without the blank columns left and right.
pub(super) fn tight(page: &Grey, area: Area) -> Area {
    let inked = |x: &usize| (area.top..area.bottom).any(|y| page.at(*x, y) < INK);
    let left = (area.left..area.right).find(inked).unwrap_or(area.left);
    let right = (left..area.right)
        .rfind(inked)
        .map_or(area.right, |x| x + 1);
    Area {
        left,
        right,
        ..area
    }
}

/// How a crop is prepared. Readings of differently prepared crops err in different places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// Height of the text, px.
    pub text: usize,
    /// Air left and right, and above and below, in twentieths of the text height.
    pub air: (usize, usize),
    /// White frame around, px.
    pub frame: usize,
}

impl Cut {
    /// Serves most texts.
    pub const USUAL: Self = Self {
        text: 36,
        air: (10, 5),
        frame: 10,
    };

    /// Cuts `area` out, closes wide gaps, scales it, makes it black on white.
    pub fn of(&self, page: &Grey, area: Area) -> Grey {
        let part = |twentieths: usize| (area.height() * twentieths / 20).max(2) as i64;
        let (across, along) = (part(self.air.0), part(self.air.1));
        let crop = page.crop(
            area.left as i64 - across,
            area.top as i64 - along,
            area.right as i64 + across,
            area.bottom as i64 + along,
        );
        let crop = squeezed(&crop, area.height() * 3 / 4, area.height() * 2 / 5);
        let scale = self.text as f32 / area.height() as f32;
        let (width, height) = (
            (crop.width as f32 * scale) as usize,
            (crop.height as f32 * scale) as usize,
        );
        crop.sharpened((area.height() / 24).max(1))
            .scaled(width.max(8), height.max(8))
            .stretched()
            .framed(self.frame)
    }
}

/// Shortens blank stretches of more than `wide` columns to `left` columns: words set far apart are
/// read worse, because the program takes them for different things.
fn squeezed(crop: &Grey, wide: usize, left: usize) -> Grey {
    let mut kept: Vec<usize> = Vec::with_capacity(crop.width);
    let mut run = 0;
    for x in 0..crop.width {
        if (0..crop.height).all(|y| crop.at(x, y) >= INK) {
            run += 1;
        } else {
            // The margin on the left is no gap.
            if run > wide && run < kept.len() {
                kept.truncate(kept.len() - (run - left));
            }
            run = 0;
        }
        kept.push(x);
    }
    let data = (0..crop.height)
        .flat_map(|y| kept.iter().map(move |x| crop.at(*x, y)))
        .collect();
    Grey {
        width: kept.len(),
        height: crop.height,
        data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_one_row_are_one_line_and_rows_stay_apart() {
        let mut page = Grey::filled(200, 100, 255);
        let mut block = |left: usize, top: usize| {
            for y in top..top + 20 {
                for x in left..left + 18 {
                    page.data[y * 200 + x] = 40;
                }
            }
        };
        for left in [20, 42, 64] {
            block(left, 10);
            block(left, 50);
        }
        block(160, 50);
        let found = find(
            &page,
            Area {
                left: 0,
                top: 0,
                right: 200,
                bottom: 100,
            },
            10,
            8,
            40,
        );
        let tops: Vec<(usize, usize)> = found.iter().map(|area| (area.left, area.top)).collect();
        assert_eq!(tops, [(20, 10), (20, 50), (160, 50)]);
    }
}
