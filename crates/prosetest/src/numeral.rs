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
    /// Whether it is the word NaN.
    pub(crate) nan: bool,
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
        if self.nan {
            return f64::NAN;
        }
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
        if self.is_whole() && self.is_exact(value) {
            return self.sign_fits(value);
        }
        if self.right_form(value).is_some_and(|right| right == *self) {
            return true;
        }
        // A tie may go either way, and the last bits of the value may hide that it is one.
        let unit = self.last_place();
        let off_tie = (value - self.number()).abs() - unit / 2.0;
        off_tie.abs() <= (1e-12 * value.abs()).min(1e-3 * unit) && self.sign_fits(value)
    }

    /// What one more in the last digit is worth.
    fn last_place(&self) -> f64 {
        10_f64.powi(self.scale() - i32::try_from(self.decimals).unwrap_or(i32::MAX))
    }

    /// Whether it has neither decimals nor an exponent.
    fn is_whole(&self) -> bool {
        self.decimals == 0 && self.exponent.is_none()
    }

    /// How many zeros a whole number ends with.
    fn last_zeros(&self) -> usize {
        if !self.is_whole() {
            return 0;
        }
        self.digits.len() - self.digits.trim_end_matches('0').len()
    }

    /// Whether the written number is the value rounded up or down, to whichever side, and still of its size.
    ///
    /// The last zeros of a whole number may be those of the rounding: *over 8,000,000,000*.
    pub(crate) fn is_next_to(&self, value: f64) -> bool {
        let written = self.number();
        let off = (written - value).abs();
        let zeros = i32::try_from(self.last_zeros()).unwrap_or(i32::MAX);
        let place = self.last_place() * 10_f64.powi(zeros);
        off < place * (1.0 - 1e-9) && off <= value.abs() / 3.0 && self.sign_fits(value)
    }

    /// Whether the written number is `value`, up to the noise of floating point; only zero is zero.
    pub(crate) fn is_exact(&self, value: f64) -> bool {
        let written = self.number();
        if written.is_infinite() || value.is_infinite() {
            return written.total_cmp(&value).is_eq();
        }
        // Among whole numbers no noise of floating point is as large as one.
        if self.is_whole() && !self.percent && value.fract() == 0.0 {
            return self.digits == format!("{:.0}", value.abs()) && self.negative == (value < 0.0);
        }
        let off = (written - value).abs();
        off <= 1e-12 * value.abs() && (off < self.last_place() / 2.0 || off == 0.0)
    }

    /// Whether a whole number is the value rounded at one of its last zeros, with two digits left at least: 384,000.
    pub(crate) fn rounds(&self, value: f64) -> bool {
        let most = self.last_zeros().min(self.digits.len().saturating_sub(2));
        let written = self.number();
        !(self.percent || self.truncated)
            && self.sign_fits(value)
            && (1..=most).any(|place| {
                let unit = 10_f64.powi(i32::try_from(place).unwrap_or(i32::MAX));
                (written - value).abs() <= unit / 2.0
            })
    }

    /// The power of ten, two or more either way, by which the value is larger than what is written, to all its digits:
    /// too much for a slip, so that a word beside the digits or a comma among them may be meant to say it.
    pub(crate) fn shifted(&self, value: f64) -> Option<i32> {
        let written = self.number();
        if !(value.is_finite() && written.is_finite() && value != 0.0 && written != 0.0) {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a float has no more than 308 digits"
        )]
        let power = (value / written).abs().log10().round() as i32;
        let shrunk = value / 10_f64.powi(power);
        (power.abs() >= 2 && self.shows(shrunk)).then_some(power)
    }

    /// How far the value may be from what is written: half a unit of the last digit, or one where it is cut off.
    pub(crate) fn slack(&self) -> f64 {
        if self.infinite || self.nan || self.decimals == 0 && !self.truncated {
            return 0.0;
        }
        let decimals = i32::try_from(self.decimals).unwrap_or(i32::MAX);
        let last = 10_f64.powi(self.scale().saturating_sub(decimals));
        if self.truncated { last } else { last / 2.0 }
    }

    /// A number with as many digits as it has, in percent where `like` is.
    pub(crate) fn written(number: f64, like: &Self) -> String {
        let plain = crate::units::twelve_digits(number).replace('-', "−");
        if like.percent {
            format!("{plain}%")
        } else {
            plain
        }
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
            if self.infinite || self.nan {
                right.infinite = false;
                right.nan = false;
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
        // The formatter holds no more, and no value has so many.
        if decimals > 400 {
            return None;
        }
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
        if self.nan {
            text.push_str("NaN");
        } else if self.infinite {
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

/// Words that carry digits and state no number, alone or between underscores.
const LISTED: &[&str] = &[
    "f8", "f16", "f32", "f64", "f128", "bf16", "tf32", "fp8", "fp16", "fp32", "fp64", "e4m3",
    "e5m2", "float16", "float32", "float64", "bfloat16", "u8", "u16", "u32", "u64", "u128", "i8",
    "i16", "i32", "i64", "i128", "int8", "int16", "int32", "int64", "uint8", "log2", "log10",
    "log1p", "ln_1p", "exp2", "exp10", "expm1", "exp_m1", "atan2", "x86_64", "x86", "utf8",
    "utf16", "base64", "sha256", "md5", "avx2", "avx512", "sse2", "h264", "mp3", "mp4", "b2b",
    "l1", "l2", "L1", "L2", "f1", "F1", "R2", "A4", "H1", "H2",
];

/// The numerals of a run, in order; `counts` tells the claims whose text is numbers, where NaN is one.
pub(crate) fn numerals(run: &Run, counts: &dyn Fn(usize) -> bool) -> Vec<Numeral> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < run.cells.len() {
        let cell = &run.cells[at];
        if cell.ch.is_ascii_digit() {
            if let Some(end) = end_of_listed_word(run, at) {
                at = end;
                continue;
            }
            let numeral = read(run, at);
            at = numeral.cells.end;
            found.push(numeral);
        } else if cell.claim.is_some_and(counts) && is_nan(run, at) {
            let (mut shape, _) = infinity_or_foreign('∞');
            shape.infinite = false;
            shape.nan = true;
            let numeral = read_sign_and_tail(run, at, at + 3, (shape, None));
            at = numeral.cells.end;
            found.push(numeral);
        } else if cell.ch == '∞' || (is_foreign_digit(cell.ch) && !is_base(run, at)) {
            let numeral = read_sign_and_tail(run, at, at + 1, infinity_or_foreign(cell.ch));
            at = numeral.cells.end;
            found.push(numeral);
        } else {
            at += 1;
        }
    }
    found
}

/// Whether the word NaN begins at a cell.
fn is_nan(run: &Run, at: usize) -> bool {
    let letter = |cell: &Cell| cell.ch.is_alphanumeric();
    let ends = |at: Option<usize>| {
        at.and_then(|at| run.cells.get(at))
            .is_none_or(|cell| !letter(cell))
    };
    run.cells
        .get(at..at + 3)
        .is_some_and(|word| word.iter().map(|cell| cell.ch).eq("NaN".chars()))
        && (at == 0 || ends(Some(at - 1)))
        && ends(Some(at + 3))
}

/// Whether a digit below the line is the base of a logarithm, as in log₂.
fn is_base(run: &Run, at: usize) -> bool {
    let log = at
        .checked_sub(3)
        .is_some_and(|start| run.text(start..at) == "log");
    let whole = at
        .checked_sub(4)
        .is_none_or(|before| !run.cells[before].ch.is_alphanumeric());
    let single = run
        .cells
        .get(at + 1)
        .is_none_or(|next| !is_foreign_digit(next.ch));
    run.cells[at].ch == '₂' && log && whole && single
}

/// Where the listed word ends that a digit belongs to, if it does.
fn end_of_listed_word(run: &Run, at: usize) -> Option<usize> {
    let first = &run.cells[at];
    if first.raised {
        return None;
    }
    let same = |cell: &Cell| {
        cell.in_math() == first.in_math()
            && cell.leaf_id == first.leaf_id
            && !cell.raised
            && (cell.ch.is_alphanumeric() || cell.ch == '_')
    };
    // No listed word is longer; longer names are made of them.
    const REACH: usize = 40;
    let near = at.saturating_sub(REACH);
    let before = run.cells[near..at]
        .iter()
        .rev()
        .take_while(|cell| same(cell))
        .count();
    let after = run.cells[at..]
        .iter()
        .take(REACH)
        .take_while(|cell| same(cell))
        .count();
    let word = run.text(at - before..at + after);
    if before == 0 || !word.starts_with(|ch: char| ch.is_ascii_alphabetic() || ch == '_') {
        return None;
    }
    let free = |part: &str| LISTED.contains(&part) || !part.contains(|ch: char| ch.is_numeric());
    // A name such as `x86_64` is listed whole, and stands for itself within a longer one.
    let parts = word
        .replace("x86_64", "x86")
        .replace("ln_1p", "log1p")
        .replace("exp_m1", "expm1");
    (free(&word) || parts.split('_').all(free)).then_some(at + after)
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

fn infinity_or_foreign(ch: char) -> (Shape, Option<&'static str>) {
    let shape = Shape {
        negative: false,
        sign: None,
        digits: String::new(),
        decimals: 0,
        separated: false,
        infinite: ch == '∞',
        nan: false,
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
        let second = at > 1 && ch(run, at - 2).is_some_and(|c| c.is_ascii_digit());
        malformed = Some(if second {
            "a number has one decimal point, and commas between its thousands, as in 384,399.5"
        } else {
            "a decimal point stands between digits, as in 0.9"
        });
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
    let may_have_exponent = !raised && !shape.infinite && !shape.nan && malformed.is_none();
    if let Some((exponent, exponent_end)) = exponent(run, end).filter(|_| may_have_exponent) {
        shape.exponent = Some(exponent);
        end = exponent_end;
        let whole = shape.digits.split('.').next().unwrap_or_default();
        if whole.len() != 1 || whole == "0" {
            malformed = Some("in scientific notation one digit, not zero, stands before the point");
        }
    }
    if !raised {
        let (tail_end, wrong) = read_percent_and_ellipsis(run, end, &mut shape);
        end = tail_end;
        malformed = wrong.or(malformed);
    }
    let sign_at = sign(run, at);
    let start = sign_at.unwrap_or(at);
    if let Some(sign_at) = sign_at {
        let sign = run.cells[sign_at].ch;
        shape.sign = Some(sign);
        shape.negative = sign != '+';
        if shape.nan {
            malformed = Some("what is not a number has no sign");
        }
    }
    let relation = match run.visible_before(start).map(|cell| cell.ch) {
        Some('=') => Relation::Exact,
        Some('≈') => Relation::Approximate,
        _ => Relation::Plain,
    };
    let is_bare = start == at && end == digits_end && malformed.is_none();
    Numeral {
        is_index: is_bare && is_index(run, at..end, &shape.digits),
        cells: start..end,
        mantissa_cells: at..digits_end,
        shape,
        relation,
        malformed,
    }
}

/// Reads `%` and an ellipsis; says where they end, and what is wrong with them.
fn read_percent_and_ellipsis(
    run: &Run,
    mut end: usize,
    shape: &mut Shape,
) -> (usize, Option<&'static str>) {
    let mut malformed = None;
    let spaced = run.cells.get(end).is_some_and(Cell::is_space);
    let percent = end + usize::from(spaced);
    if shape.nan {
        let has_tail = matches!(ch(run, percent), Some('%' | '…'));
        let wrong = "what is not a number has no share and no further digits";
        return (end, has_tail.then_some(wrong));
    }
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
    (end, malformed)
}

/// Whether a numeral is one digit that is the whole of a subscript, under a letter.
fn is_index(run: &Run, numeral: Range<usize>, digits: &str) -> bool {
    let at = numeral.start;
    let under_letter = at >= 2
        && run.cells[at - 1].ch == BREAK
        && run.cells[at - 2].in_math()
        && run.cells[at - 2].ch.is_alphabetic()
        && {
            // A word is no letter, and the base of a logarithm no index; only log₂ is a name of its own.
            let leaf = run.cells[at - 2].leaf_id;
            let base = run.cells[..at - 1].iter().rev();
            let base = base.take_while(|cell| cell.leaf_id == leaf).count();
            base == 1 || (run.text(at - 1 - base..at - 1) == "log" && digits == "2")
        };
    run.cells[at].subscript
        && run.cells[at].leaf == Leaf::Operand
        && digits.len() == 1
        && numeral.len() == 1
        && under_letter
        && run.cells.get(numeral.end).is_some_and(Cell::is_break)
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
    if !matches!(cell.ch, '-' | '−' | '+') || cell.raised != raised {
        return None;
    }
    if raised {
        return Some(sign);
    }
    if !(cell.in_math() && run.cells[at].in_math()) {
        return (!spaced).then_some(sign);
    }
    let mut before = sign;
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
        before -= 1;
    };
    let closes = matches!(
        operand.ch,
        ')' | ']' | '}' | '⟩' | '⌉' | '⌋' | '%' | '′' | '!' | '…' | '∞'
    );
    // What stands before the formula is no operand of it.
    let one_formula = operand.atom == cell.atom;
    let is_operand =
        one_formula && (closes || (operand.leaf != Leaf::Operator && operand.ch.is_alphanumeric()));
    (!is_operand).then_some(sign)
}
