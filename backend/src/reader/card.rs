//! Finds the document in a photograph: the quadrilateral whose four sides carry the most edge.
//!
//! Works on small colour planes with a Hough transform, so table, light and turn do not matter as
//! long as the document is lighter, darker or of another colour than what it lies on. The border
//! of the picture itself is always a candidate side: people also upload scans cut to the card.

use super::grey::{Grey, GreyPicture};

/// Clockwise from top left, in pixels of `GreyPicture::grey`.
pub(super) type Corners = [(f32, f32); 4];

/// Steps of the angle, in half degrees around upright and level.
const HALF_DEGREES: i32 = 56;
const SIDES_KEPT: usize = 14;
/// How far a corner may lie outside the picture, in parts of its size.
const BEYOND: f32 = 0.12;

/// Points looked at along a side.
const POINTS: usize = 48;

/// `x cos + y sin = distance`, the angle being that of the normal.
#[derive(Clone, Copy)]
struct Side {
    cos: f32,
    sin: f32,
    distance: f32,
    border: bool,
}

/// Strength and direction of the strongest colour edge at each point.
struct Edges {
    width: usize,
    height: usize,
    strength: Vec<f32>,
    dx: Vec<f32>,
    dy: Vec<f32>,
}

/// The likeliest quadrilaterals, best first. `ratios` are the proportions (width by height) the
/// document may have.
pub(super) fn find(picture: &GreyPicture, ratios: &[f32]) -> Vec<Corners> {
    let edges = Edges::of(&picture.planes);
    let level = sides(&edges, true);
    let upright = sides(&edges, false);
    let mut found: Vec<(f32, Corners)> = Vec::new();
    for (i, top) in level.iter().enumerate() {
        for bottom in &level[i + 1..] {
            let (top, bottom) = if top.distance < bottom.distance {
                (top, bottom)
            } else {
                (bottom, top)
            };
            if bottom.distance - top.distance < edges.height as f32 * 0.22 {
                continue;
            }
            for (j, left) in upright.iter().enumerate() {
                for right in &upright[j + 1..] {
                    let (left, right) = if left.distance < right.distance {
                        (left, right)
                    } else {
                        (right, left)
                    };
                    if let Some(candidate) = judged(&edges, ratios, [top, right, bottom, left]) {
                        found.push(candidate);
                    }
                }
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let scale_x = picture.grey.width as f32 / edges.width as f32;
    let scale_y = picture.grey.height as f32 / edges.height as f32;
    let mut kept: Vec<Corners> = Vec::new();
    for (_, corners) in found {
        let far = edges.width as f32 * 0.04;
        let same = |other: &Corners| {
            corners
                .iter()
                .zip(other)
                .all(|(a, b)| (a.0 - b.0).abs() < far && (a.1 - b.1).abs() < far)
        };
        if !kept.iter().any(same) {
            kept.push(corners);
        }
        if kept.len() == 3 {
            break;
        }
    }
    kept.iter()
        .map(|corners| corners.map(|(x, y)| ((x + 0.5) * scale_x, (y + 0.5) * scale_y)))
        .collect()
}

impl Edges {
    fn of(planes: &[Grey; 3]) -> Self {
        let (width, height) = (planes[0].width, planes[0].height);
        let mut edges = Self {
            width,
            height,
            strength: vec![0.0; width * height],
            dx: vec![0.0; width * height],
            dy: vec![0.0; width * height],
        };
        for plane in planes {
            for y in 1..height.saturating_sub(1) {
                for x in 1..width.saturating_sub(1) {
                    let p = |ox: usize, oy: usize| f32::from(plane.at(x + ox - 1, y + oy - 1));
                    let dx = p(2, 0) + 2.0 * p(2, 1) + p(2, 2) - p(0, 0) - 2.0 * p(0, 1) - p(0, 2);
                    let dy = p(0, 2) + 2.0 * p(1, 2) + p(2, 2) - p(0, 0) - 2.0 * p(1, 0) - p(2, 0);
                    let strength = dx.hypot(dy);
                    let at = y * width + x;
                    if strength > edges.strength[at] {
                        (edges.strength[at], edges.dx[at], edges.dy[at]) = (strength, dx, dy);
                    }
                }
            }
        }
        edges
    }

    /// How much edge with this normal lies within a pixel of (x, y), from 0 to 1.
    fn support(&self, x: f32, y: f32, side: &Side) -> f32 {
        let mut best: f32 = 0.0;
        for step in -1..=1 {
            let (px, py) = (x + side.cos * step as f32, y + side.sin * step as f32);
            if px < 0.0 || py < 0.0 || px >= self.width as f32 || py >= self.height as f32 {
                continue;
            }
            let at = py as usize * self.width + px as usize;
            let along = (self.dx[at] * side.cos + self.dy[at] * side.sin).abs();
            if along > self.strength[at] * 0.88 {
                best = best.max(((along - 20.0) / 80.0).clamp(0.0, 1.0));
            }
        }
        best
    }
}

/// The strongest lines that are roughly level (or upright), and two sides of the picture.
fn sides(edges: &Edges, level: bool) -> Vec<Side> {
    let reach = edges.width.max(edges.height) as i32 * 2;
    let angles: Vec<(f32, f32)> = (-HALF_DEGREES..=HALF_DEGREES)
        .map(|half| {
            let angle = (half as f32 * 0.5).to_radians()
                + if level {
                    std::f32::consts::FRAC_PI_2
                } else {
                    0.0
                };
            (angle.cos(), angle.sin())
        })
        .collect();
    let bins = (reach * 2) as usize;
    let mut votes = vec![0.0f32; angles.len() * bins];
    for y in 1..edges.height - 1 {
        for x in 1..edges.width - 1 {
            let at = y * edges.width + x;
            let (strength, dx, dy) = (edges.strength[at], edges.dx[at], edges.dy[at]);
            if strength < 36.0
                || (dy.abs() > dx.abs()) != level
                    && dy.abs().min(dx.abs()) < dy.abs().max(dx.abs()) * 0.5
            {
                continue;
            }
            // Only angles within 6 degrees of the edge's own direction: text votes for nothing long.
            let own = if level { (-dx).atan2(dy) } else { dy.atan2(dx) };
            let own = ((own + std::f32::consts::FRAC_PI_2).rem_euclid(std::f32::consts::PI)
                - std::f32::consts::FRAC_PI_2)
                .to_degrees()
                * 2.0;
            let low = (own as i32 - 12 + HALF_DEGREES).max(0);
            let high = (own as i32 + 12 + HALF_DEGREES).min(2 * HALF_DEGREES);
            for index in low..=high {
                let (cos, sin) = angles[index as usize];
                let bin = (x as f32 * cos + y as f32 * sin).round() as i32 + reach;
                votes[index as usize * bins + bin as usize] += strength.min(160.0);
            }
        }
    }
    let mut kept = Vec::new();
    while kept.len() < SIDES_KEPT {
        let Some((best, value)) = votes.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)) else {
            break;
        };
        if *value < 1500.0 {
            break;
        }
        let (index, bin) = (best / bins, best % bins);
        let (cos, sin) = angles[index];
        kept.push(Side {
            cos,
            sin,
            distance: bin as f32 - reach as f32,
            border: false,
        });
        clear_around(edges, &mut votes, &angles, bins, reach, index, bin);
    }
    let (cos, sin) = if level { (0.0, 1.0) } else { (1.0, 0.0) };
    let far = if level { edges.height } else { edges.width };
    kept.push(Side {
        cos,
        sin,
        distance: 0.0,
        border: true,
    });
    kept.push(Side {
        cos,
        sin,
        distance: far as f32 - 1.0,
        border: true,
    });
    kept
}

/// Forgets every line that runs close to the one found, seen at the middle of the picture.
fn clear_around(
    edges: &Edges,
    votes: &mut [f32],
    angles: &[(f32, f32)],
    bins: usize,
    reach: i32,
    index: usize,
    bin: usize,
) {
    let (cx, cy) = (edges.width as f32 / 2.0, edges.height as f32 / 2.0);
    let (cos, sin) = angles[index];
    let offset = bin as f32 - reach as f32 - (cx * cos + cy * sin);
    for near in index.saturating_sub(8)..(index + 9).min(angles.len()) {
        let (cos, sin) = angles[near];
        let middle = (cx * cos + cy * sin + offset).round() as i32 + reach;
        for bin in (middle - 6).max(0)..(middle + 7).min(bins as i32) {
            votes[near * bins + bin as usize] = 0.0;
        }
    }
}

fn crossing(a: &Side, b: &Side) -> Option<(f32, f32)> {
    let det = a.cos * b.sin - b.cos * a.sin;
    (det.abs() > 0.2).then(|| {
        (
            (a.distance * b.sin - b.distance * a.sin) / det,
            (a.cos * b.distance - b.cos * a.distance) / det,
        )
    })
}

/// Score and corners of the figure these sides (top, right, bottom, left) enclose.
fn judged(
    edges: &Edges,
    ratios: &[f32],
    [top, right, bottom, left]: [&Side; 4],
) -> Option<(f32, Corners)> {
    let corners = [
        crossing(top, left)?,
        crossing(top, right)?,
        crossing(bottom, right)?,
        crossing(bottom, left)?,
    ];
    let (w, h) = (edges.width as f32, edges.height as f32);
    if corners.iter().any(|(x, y)| {
        *x < -BEYOND * w || *x > (1.0 + BEYOND) * w || *y < -BEYOND * h || *y > (1.0 + BEYOND) * h
    }) {
        return None;
    }
    let length =
        |a: usize, b: usize| (corners[a].0 - corners[b].0).hypot(corners[a].1 - corners[b].1);
    let (wide, high) = (
        (length(0, 1) + length(3, 2)) / 2.0,
        (length(0, 3) + length(1, 2)) / 2.0,
    );
    if wide < w * 0.25
        || high < h * 0.2
        || corners[1].0 <= corners[0].0
        || corners[2].1 <= corners[1].1
        || corners[3].1 <= corners[0].1
    {
        return None;
    }
    let opposite = |a: f32, b: f32| a.min(b) / a.max(b);
    if opposite(length(0, 1), length(3, 2)) < 0.75 || opposite(length(0, 3), length(1, 2)) < 0.75 {
        return None;
    }
    let off = ratios
        .iter()
        .map(|ratio| (wide / high / ratio).ln().abs())
        .fold(f32::MAX, f32::min);
    if off > 0.3 {
        return None;
    }
    let supports =
        [(top, 0, 1), (right, 1, 2), (bottom, 3, 2), (left, 0, 3)].map(|(side, from, to)| {
            if side.border {
                return 0.35;
            }
            let at = |i: usize| {
                let t = 0.06 + 0.88 * i as f32 / (POINTS - 1) as f32;
                let ((fx, fy), (tx, ty)) = (corners[from], corners[to]);
                (fx + (tx - fx) * t, fy + (ty - fy) * t)
            };
            // What lies outside the picture speaks neither for nor against, up to half of a side.
            let seen: Vec<(f32, f32)> = (0..POINTS)
                .map(at)
                .filter(|(x, y)| *x >= 0.0 && *y >= 0.0 && *x < w && *y < h)
                .collect();
            let sum: f32 = seen.iter().map(|(x, y)| edges.support(*x, *y, side)).sum();
            sum / seen.len().max(POINTS / 2) as f32
        });
    let weakest = supports.iter().copied().fold(f32::MAX, f32::min);
    let mean = supports.iter().sum::<f32>() / 4.0;
    let area = (wide * high) / (w * h);
    // A small figure inside the document (photo, frame) has sides as sharp as the document's.
    let score = mean + 0.5 * weakest - 0.8 * off + 0.5 * area.sqrt();
    (mean > 0.25 && weakest > 0.1).then_some((score, corners))
}
