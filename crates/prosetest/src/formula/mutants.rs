//! Formulas made false, so that a test can hold the checker to its word.

use std::ops::Range;

use crate::math::Converter;

/// A formula, or arithmetic in a checked number, with one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaMutant {
    /// The line, counted from one.
    pub line: usize,
    /// What is changed.
    pub tex: String,
    /// What it is changed to.
    pub change: String,
    /// What the checker says of it; nothing if it finds no fault.
    pub fault: Option<String>,
}

/// The parts of some TeX that a change replaces: commands, digits, letters, signs.
fn tokens(tex: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(ch) = tex[at..].chars().next() {
        let rest = &tex[at + ch.len_utf8()..];
        let length = if ch == '\\' {
            let letters = rest.chars().take_while(char::is_ascii_alphabetic).count();
            1 + letters.max(rest.chars().next().map_or(0, char::len_utf8).min(1))
        } else {
            ch.len_utf8()
        };
        tokens.push(at..at + length);
        at += length;
    }
    tokens
}

/// All changes of some TeX, or of the prose of arithmetic: each with one thing replaced.
pub(crate) fn changes(tex: &str) -> Vec<String> {
    let mut changing = Changing::new(tex);
    changing.replace(0..0, "-");
    for place in 0..changing.tokens.len() {
        if changing.in_words(place) {
            continue;
        }
        for other in taken_for(changing.text(place)) {
            changing.replace(changing.tokens[place].clone(), other);
        }
        changing.negate(place);
        changing.count_wrong(place);
        changing.rename(place);
        changing.script(place);
        changing.invert(place);
        changing.open(place);
    }
    changing.swap_letters();
    changing.changed
}

/// What stands in place of a sign or a function.
fn taken_for(token: &str) -> &'static [&'static str] {
    match token {
        "-" => &["", "+"],
        "−" => &["+"],
        "+" => &["-", "{}"],
        "\\cdot" | "\\times" => &["+", "/"],
        "×" => &["+", "/"],
        "/" => &["\\cdot "],
        "\\ln" => &["\\log_2 ", "{}", "\\exp "],
        "\\log" => &["\\ln "],
        "\\exp" => &["\\ln "],
        "\\sum" => &["\\prod ", "\\max "],
        "\\prod" => &["\\sum "],
        "\\min" => &["\\max "],
        "\\max" => &["\\min "],
        "\\sqrt" => &["{}"],
        "=" => &["\\ne ", "<", ">"],
        "≈" => &["<", ">"],
        "\\approx" => &["<", ">"],
        "\\ne" => &["="],
        "\\le" | "\\leq" => &["\\ge ", "=", "<"],
        "\\ge" | "\\geq" => &["\\le ", "=", ">"],
        "<" => &[">", "="],
        ">" => &["<", "="],
        "'" => &[""],
        _ => &[],
    }
}

/// Some TeX, and what has been made of it.
struct Changing<'t> {
    tex: &'t str,
    tokens: Vec<Range<usize>>,
    /// The different letters that are not part of a word, in order.
    letters: Vec<&'t str>,
    changed: Vec<String>,
}

impl<'t> Changing<'t> {
    fn new(tex: &'t str) -> Self {
        let mut changing = Self {
            tex,
            tokens: tokens(tex),
            letters: Vec::new(),
            changed: Vec::new(),
        };
        let places = (0..changing.tokens.len()).filter(|place| !changing.in_words(*place));
        let letters = places.map(|place| changing.text(place));
        let mut letters: Vec<&str> = letters.filter(|token| is_letter(token)).collect();
        letters.sort_unstable();
        letters.dedup();
        changing.letters = letters;
        changing
    }

    /// The token at a place; nothing beyond the last.
    fn text(&self, place: usize) -> &'t str {
        let token = self.tokens.get(place);
        token.map_or("", |token| &self.tex[token.clone()])
    }

    /// Whether a token is part of a word, and no sign of its own.
    fn in_words(&self, place: usize) -> bool {
        let before = &self.tex[..self.tokens[place].start];
        [
            "\\text{",
            "\\operatorname{",
            "\\mathrm{",
            "\\mathsf{",
            "\\operatorname*{",
        ]
        .iter()
        .filter_map(|command| before.rfind(command))
        .any(|open| !before[open..].contains('}'))
    }

    /// The token that closes what opens at `open`.
    fn matching(&self, open: usize, (opens, closes): (&str, &str)) -> Option<usize> {
        let mut level = 0_usize;
        for place in open..self.tokens.len() {
            let token = self.text(place);
            if token == opens {
                level += 1;
            } else if token == closes {
                level -= 1;
                if level == 0 {
                    return Some(place);
                }
            }
        }
        None
    }

    fn replace(&mut self, range: Range<usize>, with: &str) {
        let (before, after) = (&self.tex[..range.start], &self.tex[range.end..]);
        self.changed.push(format!("{before}{with}{after}"));
    }

    /// A minus where a term begins, unless one stands there.
    fn negate(&mut self, place: usize) {
        let begins = ["=", "\\le", "\\approx", "≈", "(", "{", "+"];
        let is_index = self.text(place) == "{" && place > 0 && self.text(place - 1) == "_";
        if !begins.contains(&self.text(place)) || is_index {
            return;
        }
        let mut next = place + 1;
        while self.text(next) == " " {
            next += 1;
        }
        if self.text(next) != "-" {
            let end = self.tokens[place].end;
            self.replace(end..end, "-");
        }
    }

    /// A digit one higher and one lower.
    fn count_wrong(&mut self, place: usize) {
        let first = self.text(place).chars().next();
        if let Some(digit) = first.and_then(|ch| ch.to_digit(10)) {
            for other in [(digit + 1) % 10, (digit + 9) % 10] {
                self.replace(self.tokens[place].clone(), &other.to_string());
            }
        }
    }

    /// A letter as each of the others.
    fn rename(&mut self, place: usize) {
        let word = self.text(place);
        if is_letter(word) {
            for other in self.letters.clone() {
                if other != word {
                    self.replace(self.tokens[place].clone(), &format!("{other} "));
                }
            }
        }
    }

    /// An index or an exponent dropped, one more, and one less.
    fn script(&mut self, place: usize) {
        if !matches!(self.text(place), "_" | "^") {
            return;
        }
        let end = if self.text(place + 1) == "{" {
            self.matching(place + 1, ("{", "}"))
        } else {
            Some(place + 1).filter(|next| *next < self.tokens.len())
        };
        if let Some(end) = end {
            let inner = self.tokens[place + 1].start..self.tokens[end].end;
            self.replace(self.tokens[place].start..inner.end, "");
            for change in ["+ 1", "- 1"] {
                let changed = format!("{{{} {change}}}", &self.tex[inner.clone()]);
                self.replace(inner.clone(), &changed);
            }
        }
    }

    /// A fraction upside down.
    fn invert(&mut self, place: usize) {
        let is_fraction = matches!(self.text(place), "\\frac" | "\\tfrac" | "\\dfrac");
        if !is_fraction || self.text(place + 1) != "{" {
            return;
        }
        let top = self.matching(place + 1, ("{", "}"));
        let bottom = top.and_then(|top| self.matching(top + 1, ("{", "}")));
        if let (Some(top), Some(bottom)) = (top, bottom) {
            let above = self.tokens[place + 1].start..self.tokens[top].end;
            let below = self.tokens[top + 1].start..self.tokens[bottom].end;
            let (numerator, denominator) = (&self.tex[above.clone()], &self.tex[below.clone()]);
            let swapped = format!("{denominator}{numerator}");
            self.replace(above.start..below.end, &swapped);
        }
    }

    /// Brackets taken away, with what makes them large.
    fn open(&mut self, place: usize) {
        if self.text(place) != "(" {
            return;
        }
        let Some(close) = self.matching(place, ("(", ")")) else {
            return;
        };
        let large = ["\\Bigl", "\\Bigr", "\\bigl", "\\bigr", "\\left", "\\right"];
        // From what makes a bracket large, if anything does.
        let from = |place: usize| {
            let is_large = place > 0 && large.contains(&self.text(place - 1));
            self.tokens[place - usize::from(is_large)].start
        };
        let inner = &self.tex[self.tokens[place].end..from(close)];
        self.replace(from(place)..self.tokens[close].end, &format!(" {inner} "));
    }

    /// Two letters for each other, wherever they stand.
    fn swap_letters(&mut self) {
        for (place, one) in self.letters.iter().enumerate() {
            for other in &self.letters[place + 1..] {
                let swapped = (0..self.tokens.len()).map(|place| match self.text(place) {
                    word if self.in_words(place) => word.to_owned(),
                    word if word == *one => format!("{other} "),
                    word if word == *other => format!("{one} "),
                    word => word.to_owned(),
                });
                self.changed.push(swapped.collect());
            }
        }
    }
}

fn is_letter(token: &str) -> bool {
    let greek = [
        "\\alpha",
        "\\beta",
        "\\gamma",
        "\\delta",
        "\\epsilon",
        "\\varepsilon",
        "\\theta",
        "\\lambda",
        "\\mu",
        "\\pi",
        "\\rho",
        "\\sigma",
        "\\tau",
        "\\phi",
        "\\omega",
        "\\ell",
    ];
    token.len() == 1 && token.chars().all(|ch| ch.is_ascii_alphabetic()) || greek.contains(&token)
}

/// The changes of a formula that a reader would see, each with its MathML, or why it cannot be typeset.
pub(crate) fn typeset(
    tex: &str,
    display: bool,
    converter: &Converter,
) -> Vec<(String, Result<String, String>)> {
    let original = converter.convert(tex, display).ok();
    let mut seen: Vec<Option<String>> = vec![original];
    let mut mutants = Vec::new();
    for change in changes(tex) {
        let mathml = converter.convert(&change, display);
        let shown = mathml.as_ref().ok().cloned();
        if shown.is_some() && seen.contains(&shown) {
            continue;
        }
        seen.push(shown);
        mutants.push((change, mathml));
    }
    mutants
}
