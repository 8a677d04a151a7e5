//! Numerals as a reader sees them: where they begin and end, and which number they show.

use std::ops::Range;

use crate::visible::{BREAK, Cell, END, Leaf, Run, SUPERSCRIPT, is_foreign_digit};

/// How a numeral's claim relates to what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// `=` stands before it.
    Exact,
    /// `≈` stands before it.
    Approximate,
    /// Neither.
    Plain,
}

/// A numeral in a run.
#[derive(Clone, Debug)]
pub(crate) struct Numeral {
    /// All its cells, from the sign to the `…`.
    pub(crate) cells: Range<usize>,
    /// The cells of the digits before any exponent, with separators and the point.
    pub(crate) mantissa_cells: Range<usize>,
    pub(crate) shape: Shape,
    pub(crate) relation: Relation,
    /// Why it cannot be read, if it cannot.
    pub(crate) malformed: Option<&'static str>,
    /// An integer in a formula's subscript, which is an index and claims nothing.
    pub(crate) is_index: bool,
}

/// How a numeral is written: all that is needed to write another number the same way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    pub(crate) negative: bool,
    /// Whether there is a `+` or a minus, and which.
    pub(crate) sign: Option<char>,
    /// The digits with their point and without separators; empty for infinity.
    pub(crate) digits: String,
    pub(crate) decimals: usize,
    pub(crate) separated: bool,
    pub(crate) infinite: bool,
    pub(crate) exponent: Option<i32>,
    pub(crate) percent: bool,
    pub(crate) truncated: bool,
}

impl Shape {
    /// The power of ten that the mantissa is multiplied by.
    fn scale(&self) -> i32 {
        self.exponent.unwrap_or(0) - if self.percent { 2 } else { 0 }
    }

    /// The number that is written.
    pub(crate) fn number(&self) -> f64 {
        let sign = if self.negative { -1.0 } else { 1.0 };
        if self.infinite {
            return sign * f64::INFINITY;
        }
        let text = format!("{}e{}", self.digits, self.scale());
        // The digits were read one by one, so they parse.
        sign * text.parse::<f64>().unwrap_or(f64::NAN)
    }

    /// Whether the numeral shows `value` to the last of its digits.
    pub(crate) fn shows(&self, value: f64) -> bool {
        if self.infinite || value.is_infinite() {
            return self.number().total_cmp(&value).is_eq();
        }
        if self.truncated {
            return !self.is_exact(value)
                && self.right_form(value).is_some_and(|right| right == *self);
        }
        if self.decimals == 0 && self.exponent.is_none() && self.is_exact(value) {
            return self.sign_fits(value);
        }
        if self.right_form(value).is_some_and(|right| right == *self) {
            return true;
        }
        // A tie may go either way, and the last bits of the value may hide that it is one.
        let unit = 10_f64.powi(self.scale() - i32::try_from(self.decimals).unwrap_or(i32::MAX));
        let off_tie = (value - self.number()).abs() - unit / 2.0;
        off_tie.abs() <= (1e-12 * value.abs()).min(1e-3 * unit) && self.sign_fits(value)
    }

    /// Whether the written number is `value`, up to the noise of floating point.
    pub(crate) fn is_exact(&self, value: f64) -> bool {
        let written = self.number();
        if written.is_infinite() || value.is_infinite() {
            return written.total_cmp(&value).is_eq();
        }
        (written - value).abs() <= (1e-12 * value.abs()).max(1e-15)
    }

    /// Zero carries no sign.
    fn sign_fits(&self, value: f64) -> bool {
        if self.number() == 0.0 {
            self.sign.is_none()
        } else {
            self.negative == (value < 0.0)
        }
    }

    /// `value` written in this shape, or nothing where the shape cannot hold it.
    pub(crate) fn right_form(&self, value: f64) -> Option<Self> {
        let mut right = self.clone();
        right.negative = value < 0.0;
        if value.is_infinite() {
            right.infinite = true;
            right.digits.clear();
            right.decimals = 0;
            right.separated = false;
            right.exponent = None;
            right.percent = false;
            right.truncated = false;
        } else {
            if self.infinite {
                right.infinite = false;
                right.decimals = 3;
            }
            let (digits, exponent) = right.rounded(value.abs())?;
            right.digits = digits;
            right.exponent = exponent;
        }
        let zero = right.digits.chars().all(|c| matches!(c, '0' | '.')) && !right.infinite;
        right.sign = match (zero, right.negative, self.sign) {
            (true, ..) => None,
            (_, true, Some('+') | None) => Some('−'),
            (_, true, sign) => sign,
            (_, false, sign) => sign.filter(|&sign| sign == '+'),
        };
        right.negative &= !zero;
        right.separated &= right
            .digits
            .split('.')
            .next()
            .is_some_and(|whole| whole.len() > 3);
        Some(right)
    }

    /// The digits of a magnitude in this shape, and the exponent that goes with them.
    fn rounded(&self, magnitude: f64) -> Option<(String, Option<i32>)> {
        let decimals = self.decimals;
        if self.exponent.is_some() {
            // Rust writes the mantissa in [1, 10) and rounds it correctly.
            let text = if self.truncated {
                let long = format!("{magnitude:.14e}");
                let (mantissa, exponent) = long.split_once('e')?;
                format!("{}e{exponent}", cut(mantissa, decimals))
            } else {
                format!("{magnitude:.decimals$e}")
            };
            let (mantissa, exponent) = text.split_once('e')?;
            return Some((mantissa.to_owned(), Some(exponent.parse().ok()?)));
        }
        let scaled = if self.percent {
            magnitude * 100.0
        } else {
            magnitude
        };
        let digits = if self.truncated {
            cut(&plain(scaled)?, decimals)
        } else {
            format!("{scaled:.decimals$}")
        };
        Some((digits, None))
    }

    /// The numeral as text, in plain characters.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        text.extend(self.sign);
        if self.infinite {
            text.push('∞');
        } else if self.separated {
            let (whole, rest) = self
                .digits
                .split_once('.')
                .map_or((self.digits.as_str(), None), |(whole, rest)| {
                    (whole, Some(rest))
                });
            for (place, digit) in whole.chars().enumerate() {
                if place > 0 && (whole.len() - place).is_multiple_of(3) {
                    text.push(',');
                }
                text.push(digit);
            }
            if let Some(rest) = rest {
                text.push('.');
                text.push_str(rest);
            }
        } else {
            text.push_str(&self.digits);
        }
        if let Some(exponent) = self.exponent {
            text.push_str(&format!("e{exponent}"));
        }
        if self.percent {
            text.push('%');
        }
        if self.truncated {
            text.push('…');
        }
        text
    }
}

/// A magnitude's first fifteen digits as a plain decimal, so that the noise in the last bits of 0.3 is not cut to 0.2.
fn plain(magnitude: f64) -> Option<String> {
    let text = format!("{magnitude:.14e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let digits = mantissa.replace('.', "");
    Some(match usize::try_from(exponent) {
        Ok(exponent) => {
            let padded = format!("{digits:0<width$}", width = exponent + 2);
            let (whole, rest) = padded.split_at(exponent + 1);
            format!("{whole}.{rest}")
        }
        Err(_) => format!(
            "0.{}{digits}",
            "0".repeat(usize::try_from(-exponent - 1).ok()?)
        ),
    })
}

/// The digits up to so many decimals, the rest cut off.
fn cut(digits: &str, decimals: usize) -> String {
    match digits.split_once('.') {
        Some((whole, _)) if decimals == 0 => whole.to_owned(),
        Some((whole, rest)) => format!("{whole}.{:0<decimals$}", &rest[..decimals.min(rest.len())]),
        None => digits.to_owned(),
    }
}

/// All numerals of a run, in order.
pub(crate) fn numerals(run: &Run) -> Vec<Numeral> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < run.cells.len() {
        let cell = &run.cells[at];
        if cell.ch.is_ascii_digit() {
            if !cell.raised && follows_letter(run, at) {
                // Part of a word, such as log2.
                at = end_of_digits(run, at);
                continue;
            }
            let numeral = read(run, at);
            at = numeral.cells.end;
            found.push(numeral);
        } else if cell.ch == '∞' || is_foreign_digit(cell.ch) {
            let numeral = read_sign_and_tail(run, at, at + 1, infinity_or_foreign(cell.ch));
            at = numeral.cells.end;
            found.push(numeral);
        } else {
            at += 1;
        }
    }
    found
}

/// The first cell at or after `at` that is no digit of the same height.
fn end_of_digits(run: &Run, at: usize) -> usize {
    let raised = run.cells[at].raised;
    let digit = |cell: &Cell| cell.ch.is_ascii_digit() && cell.raised == raised;
    at + run.cells[at..]
        .iter()
        .take_while(|cell| digit(cell))
        .count()
}

fn ch(run: &Run, at: usize) -> Option<char> {
    run.cells
        .get(at)
        .filter(|cell| !cell.raised)
        .map(|cell| cell.ch)
}

fn follows_letter(run: &Run, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &run.cells[before]) else {
        return false;
    };
    let cell = &run.cells[at];
    let same_leaf = before.in_math() == cell.in_math() && before.leaf_id == cell.leaf_id;
    same_leaf && (before.ch.is_ascii_alphabetic() || before.ch == '_')
}

fn infinity_or_foreign(ch: char) -> (Shape, Option<&'static str>) {
    let shape = Shape {
        negative: false,
        sign: None,
        digits: String::new(),
        decimals: 0,
        separated: false,
        infinite: ch == '∞',
        exponent: None,
        percent: false,
        truncated: false,
    };
    let why =
        "digits are ASCII, except subscripts such as log₂ and the power of ten in 4.14 × 10⁻⁸";
    (shape, (ch != '∞').then_some(why))
}

/// Reads the numeral whose first digit is at `at`.
fn read(run: &Run, at: usize) -> Numeral {
    let (mut shape, _) = infinity_or_foreign('∞');
    shape.infinite = false;
    let mut malformed = None;
    let mut end = end_of_digits(run, at);
    let raised = run.cells[at].raised;
    if raised {
        // Only 10 may carry Unicode superscripts.
        let sign = at.checked_sub(1).is_some_and(|sign| run.cells[sign].raised);
        let base = if sign { at.saturating_sub(1) } else { at };
        let is_ten = base >= 2
            && run.text(base - 2..base) == "10"
            && !run.cells[base - 2].raised
            && base
                .checked_sub(3)
                .is_none_or(|before| !run.cells[before].ch.is_ascii_digit());
        if !is_ten {
            malformed = Some("write this superscript in math, as in $x^{2}$");
        }
        shape.digits = run.text(at..end);
        return read_sign_and_tail(run, at, end, (shape, malformed));
    }
    let mut digits = run.text(at..end);
    if digits.len() <= 3 {
        while let Some(group) = thousands(run, end) {
            digits.push_str(&run.text(group.clone()));
            end = group.end;
            shape.separated = true;
        }
    }
    if digits.len() > 1 && digits.starts_with('0') {
        malformed = Some("a number has no leading zeros");
    }
    if ch(run, end) == Some('.') && ch(run, end + 1).is_some_and(|c| c.is_ascii_digit()) {
        let decimals_end = end_of_digits(run, end + 1);
        shape.decimals = decimals_end - end - 1;
        digits.push_str(&run.text(end..decimals_end));
        end = decimals_end;
    }
    shape.digits = digits;
    if at > 0 && ch(run, at - 1) == Some('.') && (at < 2 || ch(run, at - 2) != Some('.')) {
        malformed = Some("a decimal point stands between digits, as in 0.9");
    }
    read_sign_and_tail(run, at, end, (shape, malformed))
}

/// The three digits after a thousands separator at `end`.
fn thousands(run: &Run, end: usize) -> Option<Range<usize>> {
    if ch(run, end)? != ',' {
        return None;
    }
    let group = end + 1..end + 4;
    let all_digits = group
        .clone()
        .all(|at| ch(run, at).is_some_and(|c| c.is_ascii_digit()));
    let ends = ch(run, end + 4).is_none_or(|c| !c.is_ascii_digit());
    (all_digits && ends).then_some(group)
}

/// Reads what may stand around the digits: sign, exponent, percent, ellipsis.
fn read_sign_and_tail(
    run: &Run,
    at: usize,
    digits_end: usize,
    (mut shape, mut malformed): (Shape, Option<&'static str>),
) -> Numeral {
    let raised = run.cells[at].raised;
    let mut end = digits_end;
    let may_have_exponent = !raised && !shape.infinite && malformed.is_none();
    if let Some((exponent, exponent_end)) = exponent(run, end).filter(|_| may_have_exponent) {
        shape.exponent = Some(exponent);
        end = exponent_end;
        let whole = shape.digits.split('.').next().unwrap_or_default();
        if whole.len() != 1 || whole == "0" {
            malformed = Some("in scientific notation one digit, not zero, stands before the point");
        }
    }
    if !raised {
        let spaced = run.cells.get(end).is_some_and(Cell::is_space);
        let percent = end + usize::from(spaced);
        if ch(run, percent) == Some('%') {
            shape.percent = true;
            end = percent + 1;
        } else if matches!(ch(run, percent), Some('‰' | '‱')) {
            malformed = Some("write parts of a thousand as a decimal or in %");
            end = percent + 1;
        }
        if ch(run, end) == Some('…') {
            shape.truncated = true;
            end += 1;
        } else if (end..end + 3).all(|at| ch(run, at) == Some('.')) {
            shape.truncated = true;
            end += 3;
        }
    }
    let sign_at = sign(run, at);
    let start = sign_at.unwrap_or(at);
    if let Some(sign_at) = sign_at {
        let sign = run.cells[sign_at].ch;
        shape.sign = Some(sign);
        shape.negative = sign != '+';
    }
    let relation = match run.visible_before(start).map(|cell| cell.ch) {
        Some('=') => Relation::Exact,
        Some('≈') => Relation::Approximate,
        _ => Relation::Plain,
    };
    let is_index = run.cells[at].subscript
        && shape.decimals == 0
        && shape.exponent.is_none()
        && !(shape.percent || shape.truncated || shape.infinite || shape.separated)
        && malformed.is_none();
    Numeral {
        cells: start..end,
        mantissa_cells: at..digits_end,
        shape,
        relation,
        malformed,
        is_index,
    }
}

/// The power of ten after the digits that end at `end`: `e-8`, ` × 10⁻⁸`, or the same in a formula.
fn exponent(run: &Run, end: usize) -> Option<(i32, usize)> {
    let number = |from: usize, raised: bool| {
        let here = |at: usize| {
            run.cells
                .get(at)
                .filter(|cell| cell.raised == raised)
                .map(|cell| cell.ch)
        };
        let signed = matches!(here(from), Some('-' | '−' | '+'));
        let negative = signed && here(from) != Some('+');
        let first = from + usize::from(signed);
        here(first).filter(char::is_ascii_digit)?;
        let last = end_of_digits(run, first);
        let magnitude: i32 = run.text(first..last).parse().ok()?;
        (magnitude < 1000).then_some((if negative { -magnitude } else { magnitude }, last))
    };
    if matches!(ch(run, end), Some('e' | 'E')) {
        let (exponent, last) = number(end + 1, false)?;
        let ends = ch(run, last).is_none_or(|c| !c.is_ascii_alphanumeric());
        return ends.then_some((exponent, last));
    }
    let skip_spaces = |mut at: usize| {
        while run.cells.get(at).is_some_and(Cell::is_space) {
            at += 1;
        }
        at
    };
    let times = skip_spaces(end);
    if ch(run, times) != Some('×') {
        return None;
    }
    let ten = skip_spaces(times + 1);
    if ch(run, ten) != Some('1') || ch(run, ten + 1) != Some('0') {
        return None;
    }
    match run.cells.get(ten + 2) {
        Some(cell) if cell.raised => number(ten + 2, true),
        Some(cell) if cell.ch == SUPERSCRIPT => number(ten + 3, false),
        _ => None,
    }
}

/// Where the sign of the number at `at` stands, if what stands there is a sign and no operator.
fn sign(run: &Run, at: usize) -> Option<usize> {
    let raised = run.cells[at].raised;
    let mut sign = at.checked_sub(1)?;
    let mut spaced = false;
    while run.cells[sign].is_space() {
        spaced = true;
        sign = sign.checked_sub(1)?;
    }
    let cell = &run.cells[sign];
    if !matches!(cell.ch, '-' | '−' | '–' | '+') || cell.raised != raised {
        return None;
    }
    if raised {
        return Some(sign);
    }
    let mut before = sign;
    let mut gap = false;
    let operand = loop {
        let place = before.checked_sub(1);
        let Some(cell) = place.map(|place| &run.cells[place]) else {
            return Some(sign);
        };
        if matches!(cell.ch, BREAK | SUPERSCRIPT) {
            return Some(sign);
        }
        if cell.ch == END {
            return None;
        }
        if !cell.is_space() {
            break cell;
        }
        gap = true;
        before -= 1;
    };
    let closes = matches!(
        operand.ch,
        ')' | ']' | '}' | '⟩' | '⌉' | '⌋' | '%' | '′' | '!' | '…' | '∞'
    );
    let is_operand = if operand.in_math() && cell.in_math() {
        closes || (operand.leaf != Leaf::Operator && operand.ch.is_alphanumeric())
    } else if operand.ch.is_numeric() || closes {
        true
    } else {
        // A word and then a spaced hyphen is a dash; a word and then −0.5 is a word and a number.
        operand.ch.is_alphabetic() && (!gap || spaced)
    };
    (!is_operand).then_some(sign)
}
