//! What all figures share: the paper, the inks, the axes and the way numbers are written.

use std::fmt::Debug;

use information::Information;
use plotters::prelude::{Color, DrawingBackend, IntoFont, RGBColor, SVGBackend, TextStyle};
use plotters::style::text_anchor::{Pos, VPos};

pub(crate) use plotters::style::text_anchor::HPos;

/// A drawing, ready to be inlined in a page or saved as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The stem of its file, such as `surprisal`.
    pub name: &'static str,
    /// The SVG element, without a prolog and without blank lines, so that Markdown takes it as one block of HTML.
    pub svg: String,
}

/// The width of every figure; heights and places are in the same unit.
pub(crate) const WIDTH: f64 = 1600.0;

/// How many pixels make one unit: plotters draws at whole pixels, and a curve would show them as steps.
const PIXELS: f64 = 10.0;

/// The height of a line of text.
const TEXT: f64 = 40.0;

/// The width of a curve.
pub(crate) const CURVE: f64 = 7.0;

/// The width of a line that is read against a curve.
pub(crate) const RULE: f64 = 4.0;

/// The width of an axis or a grid line.
const HAIRLINE: f64 = 2.0;

/// How strongly an area is tinted: text in the colour of the page's own text stays readable on it.
const TINT: f64 = 0.35;

/// The radius of a marked point.
const DOT: f64 = 13.0;

/// The length of an arrow's head.
const HEAD: f64 = 16.0;

/// The side of a sample of colour in a line of text.
const SWATCH: f64 = 36.0;

/// A place on the paper, from the upper left.
pub(crate) type Point = (f64, f64);

/// What a mark is drawn with: the theme decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// The colour of the page's text.
    Text,
    /// Thin lines that lead the eye.
    Grid,
    /// The first colour, for what a chapter is about.
    One,
    /// The second colour, for what costs more than it need.
    Two,
    /// The third colour, for what is gained.
    Three,
}

impl Ink {
    const ALL: [Self; 5] = [Self::Text, Self::Grid, Self::One, Self::Two, Self::Three];

    /// The colour that plotters is told; each ink has its own, so that [`themed`] can tell them apart.
    fn colour(self) -> RGBColor {
        match self {
            Self::Text => RGBColor(0x00, 0x00, 0x00),
            Self::Grid => RGBColor(0xc4, 0xc4, 0xc4),
            Self::One => RGBColor(0x00, 0x72, 0xb2),
            Self::Two => RGBColor(0xd5, 0x5e, 0x00),
            Self::Three => RGBColor(0x00, 0x9e, 0x73),
        }
    }

    /// The CSS variable that a theme may set, if the ink is not the text's own colour.
    fn variable(self) -> Option<&'static str> {
        match self {
            Self::Text => None,
            Self::Grid => Some("--figure-grid"),
            Self::One => Some("--figure-1"),
            Self::Two => Some("--figure-2"),
            Self::Three => Some("--figure-3"),
        }
    }
}

/// A linear map from values to places on the paper.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    /// The values at the two ends.
    values: (f64, f64),
    /// The places of the two ends.
    places: (f64, f64),
}

impl Scale {
    /// The place of a value.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let share = (value - self.values.0) / (self.values.1 - self.values.0);
        self.places.0 + share * (self.places.1 - self.places.0)
    }
}

/// A length in whole pixels.
fn pixels(length: f64) -> i32 {
    // The last digit of a logarithm differs between platforms; the nudge keeps it from deciding a tie.
    (length * PIXELS + 1e-6).round() as i32
}

/// A length that is not negative, in whole pixels.
fn size(length: f64) -> u32 {
    pixels(length).unsigned_abs()
}

/// A place in whole pixels.
fn pixel((x, y): Point) -> (i32, i32) {
    (pixels(x), pixels(y))
}

/// The paper of one figure.
pub(crate) struct Canvas<'a> {
    backend: SVGBackend<'a>,
}

/// Draws a figure of this height.
pub(crate) fn figure(
    name: &'static str,
    height: f64,
    draw: impl FnOnce(&mut Canvas<'_>),
) -> Figure {
    let mut svg = String::new();
    let size = (size(WIDTH), size(height));
    draw(&mut Canvas {
        backend: SVGBackend::with_string(&mut svg, size),
    });
    Figure {
        name,
        svg: themed(&svg, height),
    }
}

impl Canvas<'_> {
    /// A line through points.
    pub(crate) fn line(&mut self, ink: Ink, width: f64, points: impl IntoIterator<Item = Point>) {
        let style = ink.colour().stroke_width(size(width));
        known(
            self.backend
                .draw_path(points.into_iter().map(pixel), &style),
        );
    }

    /// A rectangle filled with an ink, thinned to `opacity`.
    pub(crate) fn fill(&mut self, ink: Ink, opacity: f64, from: Point, to: Point) {
        let upper_left = pixel((from.0.min(to.0), from.1.min(to.1)));
        let lower_right = pixel((from.0.max(to.0), from.1.max(to.1)));
        let style = ink.colour().mix(opacity);
        known(
            self.backend
                .draw_rect(upper_left, lower_right, &style, true),
        );
    }

    /// A tinted rectangle with a rim of the same ink.
    pub(crate) fn area(&mut self, ink: Ink, from: Point, to: Point) {
        self.fill(ink, TINT, from, to);
        let corners = [from, (from.0, to.1), to, (to.0, from.1), from];
        self.line(ink, HAIRLINE, corners);
    }

    /// A sample of an area's colour, with its middle `at` this point.
    pub(crate) fn swatch(&mut self, ink: Ink, at: Point) {
        let half = SWATCH / 2.0;
        self.area(ink, (at.0 - half, at.1 - half), (at.0 + half, at.1 + half));
    }

    /// An arrow; one that is shorter than its head is a dot.
    pub(crate) fn arrow(&mut self, ink: Ink, from: Point, to: Point) {
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let length = across.hypot(down);
        if length < HEAD {
            let style = ink.colour().filled();
            known(
                self.backend
                    .draw_circle(pixel(from), size(RULE), &style, true),
            );
            return;
        }
        let (along_x, along_y) = (across / length * HEAD, down / length * HEAD);
        let barb = |side: f64| {
            let (aside_x, aside_y) = (-along_y * side, along_x * side);
            (to.0 - along_x + aside_x, to.1 - along_y + aside_y)
        };
        self.line(ink, RULE, [from, to]);
        self.line(ink, RULE, [barb(0.5), to, barb(-0.5)]);
    }

    /// A marked point.
    pub(crate) fn dot(&mut self, ink: Ink, at: Point) {
        let style = ink.colour().filled();
        known(self.backend.draw_circle(pixel(at), size(DOT), &style, true));
    }

    /// A line of text whose middle height is that of the point.
    pub(crate) fn text(&mut self, text: &str, at: Point, side: HPos) {
        self.label(Ink::Text, text, at, side);
    }

    /// The same, in the ink of the curve that it names.
    pub(crate) fn label(&mut self, ink: Ink, text: &str, at: Point, side: HPos) {
        // plotters divides by this, to turn the size of a font into that of its capitals.
        let size = TEXT * PIXELS * 1.24;
        let colour = ink.colour();
        let style = TextStyle::from(("sans-serif", size).into_font())
            .color(&colour)
            .pos(Pos::new(side, VPos::Center));
        known(self.backend.draw_text(text, &style, pixel(at)));
    }
}

/// The rectangle between the axes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

impl Frame {
    /// The usual frame in a figure of this height: room for axes on all sides but the upper.
    pub(crate) fn new(height: f64) -> Self {
        Self {
            left: 120.0,
            right: WIDTH - 120.0,
            top: 110.0,
            bottom: height - 140.0,
        }
    }

    /// The scale across the frame.
    pub(crate) fn across(&self, from: f64, to: f64) -> Scale {
        Scale {
            values: (from, to),
            places: (self.left, self.right),
        }
    }

    /// The scale up the frame.
    pub(crate) fn up(&self, from: f64, to: f64) -> Scale {
        Scale {
            values: (from, to),
            places: (self.bottom, self.top),
        }
    }

    /// The lower axis, with ticks at these places and a title below, if there is one.
    pub(crate) fn lower_axis(
        &self,
        canvas: &mut Canvas<'_>,
        ticks: impl IntoIterator<Item = (String, f64)>,
        title: &str,
    ) {
        canvas.line(
            Ink::Text,
            HAIRLINE,
            [(self.left, self.bottom), (self.right, self.bottom)],
        );
        for (label, x) in ticks {
            canvas.line(
                Ink::Text,
                HAIRLINE,
                [(x, self.bottom), (x, self.bottom + 14.0)],
            );
            canvas.text(&label, (x, self.bottom + 42.0), HPos::Center);
        }
        if title.is_empty() {
            return;
        }
        let middle = f64::midpoint(self.left, self.right);
        canvas.text(title, (middle, self.bottom + 106.0), HPos::Center);
    }

    /// The left axis, with ticks at these places and a title above, if there is one.
    pub(crate) fn left_axis(
        &self,
        canvas: &mut Canvas<'_>,
        ticks: impl IntoIterator<Item = (String, f64)>,
        title: &str,
    ) {
        self.upright_axis(canvas, (self.left, -1.0), ticks);
        if !title.is_empty() {
            canvas.text(title, (20.0, self.top - 66.0), HPos::Left);
        }
    }

    /// The right axis, with ticks at these places and a title above.
    pub(crate) fn right_axis(
        &self,
        canvas: &mut Canvas<'_>,
        ticks: impl IntoIterator<Item = (String, f64)>,
        title: &str,
    ) {
        self.upright_axis(canvas, (self.right, 1.0), ticks);
        canvas.text(title, (WIDTH - 20.0, self.top - 66.0), HPos::Right);
    }

    fn upright_axis(
        &self,
        canvas: &mut Canvas<'_>,
        (x, outwards): (f64, f64),
        ticks: impl IntoIterator<Item = (String, f64)>,
    ) {
        let side = if outwards < 0.0 {
            HPos::Right
        } else {
            HPos::Left
        };
        canvas.line(Ink::Text, HAIRLINE, [(x, self.top), (x, self.bottom)]);
        for (label, y) in ticks {
            canvas.line(Ink::Text, HAIRLINE, [(x, y), (x + 14.0 * outwards, y)]);
            canvas.text(&label, (x + 26.0 * outwards, y), side);
        }
    }

    /// A thin line from a point down to the lower axis.
    pub(crate) fn drop(&self, canvas: &mut Canvas<'_>, from: Point) {
        canvas.line(Ink::Grid, HAIRLINE, [from, (from.0, self.bottom)]);
    }
}

/// Values from the first to the last of a range, evenly spaced, both ends included.
pub(crate) fn steps(from: f64, to: f64, count: u32) -> impl Iterator<Item = f64> {
    (0..=count).map(move |step| from + (to - from) * f64::from(step) / f64::from(count))
}

/// Values from the first to the last of a range, closer together towards both ends, where curves are steep.
pub(crate) fn eased_steps(from: f64, to: f64, count: u32) -> impl Iterator<Item = f64> {
    steps(0.0, 1.0, count).map(move |t| from + (to - from) * t * t * (3.0 - 2.0 * t))
}

/// A number as the figures write it: three decimals, or none if it is whole.
pub(crate) fn number(value: f64) -> String {
    let whole = (value - value.round()).abs() < 1e-9;
    // Adding zero turns −0 into 0.
    let value = if whole { value.round() + 0.0 } else { value };
    let decimals = if whole { 0 } else { 3 };
    format!("{value:.decimals$}")
}

/// An amount in nats, with its unit.
pub(crate) fn nats(amount: Information) -> String {
    with_unit(amount.nats(), "nat")
}

/// An amount in bits, with its unit.
pub(crate) fn bits(amount: Information) -> String {
    with_unit(amount.bits(), "bit")
}

fn with_unit(value: f64, unit: &str) -> String {
    let number = number(value);
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

/// What the chapter's function returned for a given that is known to be valid.
pub(crate) fn known<T, E: Debug>(result: Result<T, E>) -> T {
    result.expect("the givens are valid, and writing to a string does not fail")
}

/// The drawing with the theme's colours in place of plotters' own.
fn themed(svg: &str, height: f64) -> String {
    let (width, height) = (size(WIDTH), size(height));
    let (_, body) = known(svg.split_once('\n').ok_or(svg));
    let mut body = body
        .replace(" font-family=\"sans-serif\"", "")
        .replace(" opacity=\"1\"", "")
        .replace(" \"", "\"");
    for ink in Ink::ALL {
        let RGBColor(red, green, blue) = ink.colour();
        let hex = format!("#{red:02x}{green:02x}{blue:02x}");
        let theme = match ink.variable() {
            Some(variable) => format!("\"var({variable}, {hex})\""),
            None => "\"currentColor\"".to_owned(),
        };
        body = body.replace(&format!("\"{}\"", hex.to_uppercase()), &theme);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         font-family=\"var(--figure-font, sans-serif)\" stroke-linejoin=\"round\">\n{body}"
    )
}

#[cfg(test)]
mod tests {
    use super::{Information, PIXELS, bits, nats, number, pixels};

    #[test]
    fn a_number_has_three_decimals_or_none() {
        assert_eq!(number(0.356_675), "0.357");
        assert_eq!(number(0.01), "0.010");
        assert_eq!(number(1.0 - 1e-16), "1");
        assert_eq!(number(0.999_9), "1.000");
        assert_eq!(number(-0.0), "0");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(bits(Information::from_bits(1.0)), "1 bit");
        assert_eq!(bits(Information::ZERO), "0 bits");
        assert_eq!(nats(Information::from_bits(1.0)), "0.693 nats");
    }

    #[test]
    fn a_tie_between_pixels_does_not_hang_on_the_last_digit() {
        let tie = 0.5 / PIXELS;
        assert_eq!(pixels(tie - f64::EPSILON), pixels(tie + f64::EPSILON));
    }
}
