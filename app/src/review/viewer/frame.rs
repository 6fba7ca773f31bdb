//! Where a picture lies under a pane of glass: how large, moved how far, turned how often. Pure
//! geometry in CSS pixels, seen from the middle of the pane; it knows no browser.

/// Width and height.
pub type Size = (f64, f64);
/// Right and down from the middle of the pane.
pub type Point = (f64, f64);

/// How far one key or button zooms.
pub const STEP: f64 = 1.25;
/// How far one arrow key moves, in pixels.
pub const NUDGE: f64 = 60.0;
/// The largest scale, in pixels of the screen for one of the picture.
const LARGEST: f64 = 6.0;

/// How a picture is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// 1: all of it just fits.
    zoom: f64,
    at: Point,
    /// Quarter turns, clockwise.
    quarter: u8,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            zoom: 1.0,
            at: (0.0, 0.0),
            quarter: 0,
        }
    }
}

impl Frame {
    /// All of it, turned so often.
    #[must_use]
    pub fn turned(quarter: u8) -> Self {
        Self {
            quarter: quarter % 4,
            ..Self::default()
        }
    }

    /// The same look at a picture that is turned so often.
    #[must_use]
    pub fn of_turned(self, quarter: u8) -> Self {
        Self {
            quarter: quarter % 4,
            ..self
        }
    }

    /// The scale at which a picture just fits.
    fn fitting(self, picture: Size, pane: Size) -> f64 {
        let (width, height) = match self.quarter % 2 {
            0 => picture,
            _ => (picture.1, picture.0),
        };
        let scale = (pane.0 / width.max(1.0)).min(pane.1 / height.max(1.0));
        if scale > 0.0 { scale } else { 1.0 }
    }

    /// Pixels of the screen for one of the picture.
    #[must_use]
    pub fn scale(self, picture: Size, pane: Size) -> f64 {
        self.fitting(picture, pane) * self.zoom
    }

    /// What CSS is told.
    #[must_use]
    pub fn transform(self, picture: Size, pane: Size) -> String {
        let scale = fixed(self.scale(picture, pane), 4);
        let (x, y) = (fixed(self.at.0, 1), fixed(self.at.1, 1));
        let degrees = u32::from(self.quarter) * 90;
        format!("translate(-50%, -50%) translate({x}px, {y}px) rotate({degrees}deg) scale({scale})")
    }

    /// Larger or smaller by a factor; the point under `hold` stays where it is.
    #[must_use]
    pub fn zoomed(self, factor: f64, hold: Point, picture: Size, pane: Size) -> Self {
        let fitting = self.fitting(picture, pane);
        let smallest = (1.0 / fitting).min(1.0);
        let zoom = (self.zoom * factor).clamp(smallest, (LARGEST / fitting).max(1.0));
        let grown = zoom / self.zoom;
        let kept = |at: f64, hold: f64| hold - (hold - at) * grown;
        let at = (kept(self.at.0, hold.0), kept(self.at.1, hold.1));
        Self { zoom, at, ..self }.inside(picture, pane)
    }

    /// One pixel of the picture for each of the screen.
    #[must_use]
    pub fn actual(self, hold: Point, picture: Size, pane: Size) -> Self {
        self.zoomed(1.0 / self.scale(picture, pane), hold, picture, pane)
    }

    /// All of it.
    #[must_use]
    pub fn fitted(self) -> Self {
        Self::turned(self.quarter)
    }

    /// Whether all of it is shown, as large as fits.
    #[must_use]
    pub fn is_fitted(self) -> bool {
        (self.zoom - 1.0).abs() < 1e-6
    }

    /// Moved, but not out of sight.
    #[must_use]
    pub fn moved(self, by: Point, picture: Size, pane: Size) -> Self {
        let at = (self.at.0 + by.0, self.at.1 + by.1);
        Self { at, ..self }.inside(picture, pane)
    }

    /// A quarter turn clockwise: what was in the middle of the pane stays there.
    #[must_use]
    pub fn turn(self, picture: Size, pane: Size) -> Self {
        let before = self.fitting(picture, pane);
        let turned = Self {
            quarter: (self.quarter + 1) % 4,
            at: (-self.at.1, self.at.0),
            ..self
        };
        // Who looks at all of it goes on doing so; who looks closely keeps the scale.
        let zoom = match self.is_fitted() {
            true => 1.0,
            false => self.zoom * before / turned.fitting(picture, pane),
        };
        Self { zoom, ..turned }.inside(picture, pane)
    }

    /// A picture smaller than the pane is in its middle, a larger one covers it.
    fn inside(self, picture: Size, pane: Size) -> Self {
        let scale = self.scale(picture, pane);
        let (width, height) = match self.quarter % 2 {
            0 => picture,
            _ => (picture.1, picture.0),
        };
        let bound = |at: f64, length: f64, room: f64| {
            let most = ((length * scale - room) / 2.0).max(0.0);
            at.clamp(-most, most)
        };
        let at = (
            bound(self.at.0, width, pane.0),
            bound(self.at.1, height, pane.1),
        );
        Self { at, ..self }
    }
}

/// A number with so many digits behind the point. What the standard library has for it can do much
/// more, and is as large as all the rest of the viewer.
#[must_use]
pub fn fixed(number: f64, digits: u32) -> String {
    let unit = 10_u64.pow(digits);
    let whole = (number.abs() * unit as f64).round() as u64;
    let sign = if number < 0.0 && whole > 0 { "-" } else { "" };
    let (whole, rest) = ((whole / unit).to_string(), (whole % unit).to_string());
    match digits {
        0 => format!("{sign}{whole}"),
        digits => {
            let zeros = "0".repeat(digits as usize - rest.len());
            format!("{sign}{whole}.{zeros}{rest}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: Size = (1600.0, 1000.0);
    const PANE: Size = (800.0, 800.0);

    fn near(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-6
    }

    #[test]
    fn numbers_are_written_with_so_many_digits() {
        for (number, digits, text) in [
            (0.0, 1, "0.0"),
            (-0.04, 1, "0.0"),
            (-12.06, 1, "-12.1"),
            (0.05, 4, "0.0500"),
            (1.23456, 4, "1.2346"),
            (99.6, 0, "100"),
            (f64::NAN, 1, "0.0"),
        ] {
            assert_eq!(fixed(number, digits), text);
        }
    }

    #[test]
    fn at_first_all_of_it_is_shown_and_a_turn_keeps_it_so() {
        let frame = Frame::default();
        assert!(near(frame.scale(PICTURE, PANE), 0.5));
        let turned = frame.turn(PICTURE, PANE);
        assert!(turned.is_fitted());
        assert!(near(turned.scale(PICTURE, PANE), 0.5));
        let tall = (400.0, 800.0);
        assert!(near(frame.scale(PICTURE, tall), 0.25));
        assert!(near(frame.turn(PICTURE, tall).scale(PICTURE, tall), 0.4));
        let round = (0..4).fold(frame, |frame, _| frame.turn(PICTURE, PANE));
        assert_eq!(round, frame);
    }

    #[test]
    fn the_point_under_the_pointer_stays_where_it_is() {
        let frame = Frame::default().zoomed(4.0, (0.0, 0.0), PICTURE, PANE);
        let hold = (100.0, -50.0);
        let spot = |frame: Frame| {
            let scale = frame.scale(PICTURE, PANE);
            ((hold.0 - frame.at.0) / scale, (hold.1 - frame.at.1) / scale)
        };
        let (before, after) = (spot(frame), spot(frame.zoomed(STEP, hold, PICTURE, PANE)));
        assert!(near(before.0, after.0) && near(before.1, after.1));
    }

    #[test]
    fn it_is_never_moved_out_of_sight() {
        let frame = Frame::default();
        assert_eq!(frame.moved((500.0, 500.0), PICTURE, PANE).at, (0.0, 0.0));
        let large = frame.actual((0.0, 0.0), PICTURE, PANE);
        assert!(near(large.scale(PICTURE, PANE), 1.0));
        assert_eq!(
            large.moved((9999.0, -9999.0), PICTURE, PANE).at,
            (400.0, -100.0)
        );
    }

    #[test]
    fn zooming_has_an_end_on_both_sides() {
        let frame = Frame::default();
        let far = |factor: f64| {
            (0..50).fold(frame, |frame, _| {
                frame.zoomed(factor, (0.0, 0.0), PICTURE, PANE)
            })
        };
        assert!(near(far(STEP).scale(PICTURE, PANE), LARGEST));
        assert!(far(1.0 / STEP).is_fitted());
        // One that is smaller than the pane can be seen in its own size.
        let small = (200.0, 100.0);
        let own = frame.actual((0.0, 0.0), small, PANE);
        assert!(near(own.scale(small, PANE), 1.0));
    }

    #[test]
    fn a_close_look_stays_close_while_turning() {
        let tall = (400.0, 800.0);
        let close = Frame::default().actual((0.0, 0.0), PICTURE, tall);
        let turned = close.moved((300.0, 0.0), PICTURE, tall).turn(PICTURE, tall);
        assert!(near(turned.scale(PICTURE, tall), 1.0));
        assert_eq!(turned.at, (0.0, 300.0));
    }

    #[test]
    fn nothing_breaks_while_sizes_are_unknown() {
        let none = (0.0, 0.0);
        let frame = Frame::default()
            .zoomed(2.0, none, none, none)
            .turn(none, none);
        assert!(frame.scale(none, none).is_finite());
        assert!(!frame.transform(none, none).contains("NaN"));
    }
}
