//! Grey pictures and the few operations reading needs: decode, scale, warp, flatten the light.
//! Pure computation; callers run it on a blocking thread.

use std::io::Cursor;

use image::{ImageReader, Limits};

use super::ReaderError;

/// Longest side that is kept; more detail than this only costs time.
const WORKING_SIDE: usize = 2600;

/// Eight-bit grey, row by row.
#[derive(Clone)]
pub(crate) struct Grey {
    pub width: usize,
    pub height: usize,
    pub data: Vec<u8>,
}

/// A picture as decoded: grey for reading, and small colour planes for finding edges.
pub(super) struct GreyPicture {
    pub grey: Grey,
    /// Red, green, blue, each at most `PLANE_SIDE` long.
    pub planes: [Grey; 3],
}

const PLANE_SIDE: usize = 520;

impl GreyPicture {
    /// Decodes within limits (12 000 px a side, 256 MB) and scales down to what reading needs.
    pub fn decode(jpeg: &[u8]) -> Result<Self, ReaderError> {
        let mut limits = Limits::default();
        limits.max_image_width = Some(12_000);
        limits.max_image_height = Some(12_000);
        limits.max_alloc = Some(256 * 1024 * 1024);
        let mut reader = ImageReader::new(Cursor::new(jpeg)).with_guessed_format()?;
        reader.limits(limits);
        let rgb = reader.decode()?.into_rgb8();
        let (width, height) = (rgb.width() as usize, rgb.height() as usize);
        let plane = |channel: usize| {
            let data = rgb
                .as_raw()
                .iter()
                .skip(channel)
                .step_by(3)
                .copied()
                .collect();
            Grey {
                width,
                height,
                data,
            }
            .within(PLANE_SIDE)
        };
        let planes = [plane(0), plane(1), plane(2)];
        let data = rgb.as_raw().chunks_exact(3).map(|p| {
            ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29) >> 8) as u8
        });
        let grey = Grey {
            width,
            height,
            data: data.collect(),
        }
        .within(WORKING_SIDE);
        Ok(Self { grey, planes })
    }
}

impl Grey {
    pub fn filled(width: usize, height: usize, value: u8) -> Self {
        Self {
            width,
            height,
            data: vec![value; width * height],
        }
    }

    pub fn at(&self, x: usize, y: usize) -> u8 {
        self.data[y * self.width + x]
    }

    /// Value between pixels; outside counts as the nearest pixel.
    pub fn sample(&self, x: f32, y: f32) -> f32 {
        let x = x.clamp(0.0, (self.width - 1) as f32);
        let y = y.clamp(0.0, (self.height - 1) as f32);
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(self.width - 1), (y0 + 1).min(self.height - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let top = f32::from(self.at(x0, y0)) * (1.0 - fx) + f32::from(self.at(x1, y0)) * fx;
        let bottom = f32::from(self.at(x0, y1)) * (1.0 - fx) + f32::from(self.at(x1, y1)) * fx;
        top * (1.0 - fy) + bottom * fy
    }

    /// Scales down so that no side is longer than `side`; never up.
    pub fn within(self, side: usize) -> Self {
        let long = self.width.max(self.height);
        if long <= side {
            return self;
        }
        let scale = side as f32 / long as f32;
        let width = ((self.width as f32 * scale) as usize).max(1);
        let height = ((self.height as f32 * scale) as usize).max(1);
        self.scaled(width, height)
    }

    /// Scales to the given size: mean of the covered area going down, linear going up.
    pub fn scaled(&self, width: usize, height: usize) -> Self {
        let (sx, sy) = (
            self.width as f32 / width as f32,
            self.height as f32 / height as f32,
        );
        let mut out = Self::filled(width, height, 255);
        for y in 0..height {
            for x in 0..width {
                out.data[y * width + x] = if sx > 1.2 || sy > 1.2 {
                    self.mean(
                        x as f32 * sx,
                        y as f32 * sy,
                        (x + 1) as f32 * sx,
                        (y + 1) as f32 * sy,
                    )
                } else {
                    self.sample((x as f32 + 0.5) * sx - 0.5, (y as f32 + 0.5) * sy - 0.5) as u8
                };
            }
        }
        out
    }

    fn mean(&self, left: f32, top: f32, right: f32, bottom: f32) -> u8 {
        let (mut sum, mut weight) = (0.0, 0.0);
        let (x_end, y_end) = (
            (right.ceil() as usize).min(self.width),
            (bottom.ceil() as usize).min(self.height),
        );
        for y in top as usize..y_end {
            let wy = (bottom.min((y + 1) as f32) - top.max(y as f32)).max(0.0);
            for x in left as usize..x_end {
                let w = wy * (right.min((x + 1) as f32) - left.max(x as f32)).max(0.0);
                sum += w * f32::from(self.at(x, y));
                weight += w;
            }
        }
        if weight > 0.0 {
            (sum / weight) as u8
        } else {
            255
        }
    }

    /// The rectangle clipped to the picture; a white point when nothing is left.
    pub fn crop(&self, left: i64, top: i64, right: i64, bottom: i64) -> Self {
        let left = left.clamp(0, self.width as i64) as usize;
        let right = right.clamp(0, self.width as i64) as usize;
        let top = top.clamp(0, self.height as i64) as usize;
        let bottom = bottom.clamp(0, self.height as i64) as usize;
        if right <= left || bottom <= top {
            return Self::filled(1, 1, 255);
        }
        let rows =
            (top..bottom).flat_map(|y| &self.data[y * self.width + left..y * self.width + right]);
        Self {
            width: right - left,
            height: bottom - top,
            data: rows.copied().collect(),
        }
    }

    /// Draws the quadrilateral `corners` (clockwise from top left) as an upright rectangle.
    pub fn warped(&self, corners: &[(f32, f32); 4], width: usize, height: usize) -> Self {
        let m = square_to_quad(corners);
        let mut out = Self::filled(width, height, 255);
        for y in 0..height {
            let v = (y as f32 + 0.5) / height as f32;
            for x in 0..width {
                let u = (x as f32 + 0.5) / width as f32;
                let w = m[6] * u + m[7] * v + 1.0;
                let sx = (m[0] * u + m[1] * v + m[2]) / w;
                let sy = (m[3] * u + m[4] * v + m[5]) / w;
                out.data[y * width + x] = self.sample(sx, sy) as u8;
            }
        }
        out
    }

    /// Divides by the local paper colour, so that shade and glare vanish: paper becomes 255.
    pub fn flattened(&self) -> Self {
        const BLOCK: usize = 24;
        let (bw, bh) = (self.width.div_ceil(BLOCK), self.height.div_ceil(BLOCK));
        let mut paper = Self::filled(bw, bh, 0);
        let mut values = Vec::with_capacity(BLOCK * BLOCK);
        for by in 0..bh {
            for bx in 0..bw {
                values.clear();
                for y in by * BLOCK..((by + 1) * BLOCK).min(self.height) {
                    let row = y * self.width;
                    values.extend_from_slice(
                        &self.data[row + bx * BLOCK..row + ((bx + 1) * BLOCK).min(self.width)],
                    );
                }
                let nth = (values.len() * 8 / 10).min(values.len() - 1);
                paper.data[by * bw + bx] = *values.select_nth_unstable(nth).1;
            }
        }
        let paper = paper.neighbours(|around| around.iter().copied().max().unwrap_or(255));
        let paper = paper.neighbours(|around| {
            (around.iter().map(|v| u32::from(*v)).sum::<u32>() / around.len() as u32) as u8
        });
        let mut out = self.clone();
        for y in 0..self.height {
            for x in 0..self.width {
                let base = paper
                    .sample(
                        (x as f32 + 0.5) / BLOCK as f32 - 0.5,
                        (y as f32 + 0.5) / BLOCK as f32 - 0.5,
                    )
                    .max(1.0);
                out.data[y * self.width + x] =
                    (f32::from(self.at(x, y)) / base * 255.0).min(255.0) as u8;
            }
        }
        out
    }

    fn neighbours(&self, combine: impl Fn(&[u8]) -> u8) -> Self {
        let mut out = self.clone();
        let mut around = Vec::with_capacity(9);
        for y in 0..self.height {
            for x in 0..self.width {
                around.clear();
                for ny in y.saturating_sub(1)..(y + 2).min(self.height) {
                    around.extend_from_slice(
                        &self.data[ny * self.width + x.saturating_sub(1)
                            ..ny * self.width + (x + 2).min(self.width)],
                    );
                }
                out.data[y * self.width + x] = combine(&around);
            }
        }
        out
    }

    /// Stretches so that the darkest parts become black and the paper white.
    pub fn stretched(mut self) -> Self {
        let mut counts = [0usize; 256];
        for value in &self.data {
            counts[usize::from(*value)] += 1;
        }
        let at_share = |share: f32| {
            let wanted = (self.data.len() as f32 * share) as usize;
            let mut seen = 0;
            counts
                .iter()
                .position(|count| {
                    seen += count;
                    seen > wanted
                })
                .unwrap_or(255) as f32
        };
        let (dark, light) = (at_share(0.01), at_share(0.6));
        if light - dark > 10.0 {
            for value in &mut self.data {
                *value =
                    ((f32::from(*value) - dark) / (light - dark) * 255.0).clamp(0.0, 255.0) as u8;
            }
        }
        self
    }

    /// Strengthens what differs from the mean of the `radius` px around it.
    pub fn sharpened(&self, radius: usize) -> Self {
        let mut out = self.clone();
        for y in 0..self.height {
            for x in 0..self.width {
                let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(self.width));
                let (top, bottom) = (y.saturating_sub(radius), (y + radius + 1).min(self.height));
                let sum: u32 = (top..bottom)
                    .flat_map(|row| &self.data[row * self.width + left..row * self.width + right])
                    .map(|v| u32::from(*v))
                    .sum();
                let mean = sum as f32 / ((right - left) * (bottom - top)) as f32;
                let value = f32::from(self.at(x, y));
                out.data[y * self.width + x] =
                    (value + 1.2 * (value - mean)).clamp(0.0, 255.0) as u8;
            }
        }
        out
    }

    /// White all around, as the reading program likes it.
    pub fn framed(&self, margin: usize) -> Self {
        let mut out = Self::filled(self.width + 2 * margin, self.height + 2 * margin, 255);
        for y in 0..self.height {
            let to = (y + margin) * out.width + margin;
            out.data[to..to + self.width]
                .copy_from_slice(&self.data[y * self.width..(y + 1) * self.width]);
        }
        out
    }
}

/// Heckbert's mapping of the unit square to a quadrilateral.
fn square_to_quad(c: &[(f32, f32); 4]) -> [f32; 8] {
    let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = *c;
    let (dx1, dx2, sx) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
    let (dy1, dy2, sy) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
    let det = dx1 * dy2 - dx2 * dy1;
    let (g, h) = if det.abs() < 1e-6 {
        (0.0, 0.0)
    } else {
        ((sx * dy2 - dx2 * sy) / det, (dx1 * sy - sx * dy1) / det)
    };
    [
        x1 - x0 + g * x1,
        x3 - x0 + h * x3,
        x0,
        y1 - y0 + g * y1,
        y3 - y0 + h * y3,
        y0,
        g,
        h,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_of_a_quadrilateral_become_the_corners_of_the_rectangle() {
        let corners = [(10.0, 20.0), (90.0, 12.0), (97.0, 70.0), (5.0, 80.0)];
        let m = square_to_quad(&corners);
        for ((u, v), (x, y)) in [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
            .into_iter()
            .zip(corners)
        {
            let w = m[6] * u + m[7] * v + 1.0;
            assert!(((m[0] * u + m[1] * v + m[2]) / w - x).abs() < 0.01);
            assert!(((m[3] * u + m[4] * v + m[5]) / w - y).abs() < 0.01);
        }
    }

    #[test]
    fn flattening_makes_shaded_paper_white_and_keeps_ink() {
        let mut page = Grey::filled(240, 240, 0);
        for y in 0..240 {
            for x in 0..240 {
                let light = 90.0 + x as f32 * 0.2;
                let ink = y % 24 < 4 && x % 12 < 6;
                page.data[y * 240 + x] = if ink { light * 0.3 } else { light } as u8;
            }
        }
        let flat = page.flattened();
        assert!(flat.at(9, 120 + 12) > 225 && flat.at(225, 120 + 12) > 225);
        assert!(flat.at(13, 121) < 120 && flat.at(217, 121) < 120);
    }

    #[test]
    fn bytes_that_are_no_picture_are_an_error() {
        assert!(GreyPicture::decode(b"GIF89a nonsense").is_err());
    }
}
