//! Mutation: every claim made false, one at a time and in every way, to see whether the checker notices.

use std::ops::Range;

use crate::check::{Checked, Number, Shown};
use crate::diagnostic::{Fix, apply};
use crate::numeral::Shape;
use crate::oracle::Value;

/// A page with one claim changed.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The line of the change, counted from one.
    pub line: usize,
    /// What kind of change it is, such as `digit` or `unit`.
    pub kind: &'static str,
    /// What was changed into what.
    pub change: String,
    /// The whole mutated page; nothing where the change could not be located in the source.
    pub source: Option<String>,
    /// Whether the claim is as true as before: nothing at all is nothing in any unit.
    pub stays_true: bool,
}

/// A change to the source, and whether it leaves the claim as true as before.
struct Change {
    kind: &'static str,
    edits: Vec<(Range<usize>, String)>,
    stays_true: bool,
}

impl Change {
    fn new(kind: &'static str, range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            kind,
            edits: vec![(range, text.into())],
            stays_true: false,
        }
    }

    fn still_true(self, stays_true: bool) -> Self {
        Self { stays_true, ..self }
    }
}

/// The digit that is one more, and 0 for 9.
fn next_digit(digit: char) -> String {
    let next = digit.to_digit(10).map_or(0, |digit| (digit + 1) % 10);
    next.to_string()
}

impl Checked<'_> {
    /// Every checked number, changed in the ways that make another claim of it, one change at a time.
    ///
    /// Every digit and every unit is changed.
    /// Of the other kinds a number gets every third, and of their variants one, in turn:
    /// all of them on every number would take longer than anybody waits for a test.
    #[must_use]
    pub fn mutants(&self) -> Vec<Mutant> {
        let mut mutants = Vec::new();
        for (place, number) in self.numbers.iter().enumerate() {
            for shown in &number.shown {
                let numeral = &self.page.numerals[shown.run][shown.index];
                let (digits, located) = self.page.digits_of(shown.run, numeral);
                if !located {
                    mutants.push(Mutant {
                        line: number.line,
                        kind: "digit",
                        change: format!("{} cannot be located", shown.text),
                        source: None,
                        stays_true: false,
                    });
                    continue;
                }
                let mut changes = self.of_digits(shown, digits);
                changes.extend(self.of_unit(shown));
                let changes = in_turn(place, changes);
                for change in changes {
                    mutants.push(self.mutant(number.line, change, &shown.text));
                }
            }
            let mut changes = in_turn(place, self.of_surroundings(number));
            changes.extend(
                self.numbers
                    .get(place + 1)
                    .and_then(|next| self.of_expressions(number, next)),
            );
            for change in changes {
                mutants.push(self.mutant(number.line, change, &number.text));
            }
        }
        for (head, place) in self.page.column_heads.iter().enumerate() {
            let line = self.page.source[..place.start].matches('\n').count() + 1;
            for change in self.of_head(head, place) {
                mutants.push(self.mutant(line, change, "the head of a column"));
            }
        }
        mutants
    }

    /// Changes to the unit in the head of a column.
    fn of_head(&self, head: usize, place: &Range<usize>) -> Vec<Change> {
        let name = &self.page.source[place.clone()];
        let shown = self.numbers.iter().flat_map(|number| &number.shown);
        let below: Vec<&Shown> = shown
            .filter(|shown| {
                self.page.runs[shown.run].column_head == Some(head)
                    && matches!(shown.unit, Some((_, None)))
            })
            .collect();
        let unmeasured = below.iter().all(|shown| is_unitless(shown.value));
        let mut changes = Vec::new();
        if let Some(other) = self.page.units.other_name(name) {
            changes.push(Change::new("head", place.clone(), other).still_true(unmeasured));
        }
        if !below.is_empty() {
            for (before, after) in [
                ("kilo", ""),
                ("not ", ""),
                ("", " squared"),
                ("", ", thousands"),
                ("", " %"),
            ] {
                let other = format!("{before}{name}{after}");
                changes.push(Change::new("head", place.clone(), other));
            }
        }
        changes
    }

    /// Changes to the digits, the sign, the percent sign and the exponent of a numeral.
    fn of_digits(&self, shown: &Shown, digits: Range<usize>) -> Vec<Change> {
        let numeral = &self.page.numerals[shown.run][shown.index];
        let shape = &numeral.shape;
        let mut changes = Vec::new();
        let text = &self.page.source[digits.clone()];
        for (at, digit) in text.char_indices().filter(|(_, ch)| ch.is_ascii_digit()) {
            let place = digits.start + at..digits.start + at + 1;
            changes.push(Change::new("digit", place, next_digit(digit)));
        }
        if text == "∞" || text == "NaN" {
            changes.push(Change::new("digit", digits.clone(), "9"));
        }
        if self.page.runs[shown.run].cells[numeral.mantissa_cells.start].in_math() {
            return changes;
        }
        let whole = self.page.place_of(shown.run, numeral);
        let value = self.value_of(shown);
        changes.extend(self.of_signs(shape, &digits, &whole, value));
        if !shape.infinite && !shape.nan && !shape.truncated {
            changes.extend(Self::of_precision(shape, &digits, value));
        }
        changes
    }

    /// Changes to what stands around the digits.
    fn of_signs(
        &self,
        shape: &Shape,
        digits: &Range<usize>,
        whole: &Range<usize>,
        value: f64,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        let (place, signs): (_, &[_]) = if shape.sign.is_some() {
            (whole.start..digits.start, &["", "−−", "–"])
        } else {
            (digits.start..digits.start, &["−", "-", "− ", "–"])
        };
        for sign in signs {
            changes.push(Change::new("sign", place.clone(), *sign));
        }
        if shape.percent {
            changes.push(Change::new("percent", digits.end..whole.end, ""));
        } else if !shape.infinite && !shape.nan && shape.exponent.is_none() && !shape.truncated {
            let percent = Change::new("percent", digits.end..digits.end, "%");
            changes.push(percent.still_true(value == 0.0));
            changes.push(Change::new("exponent", digits.end..digits.end, "e1"));
        }
        let last = self.page.source[whole.clone()].chars().last();
        if shape.exponent.is_some()
            && let Some(last) = last.filter(char::is_ascii_digit)
        {
            let place = whole.end - 1..whole.end;
            changes.push(Change::new("exponent", place, next_digit(last)));
        }
        changes
    }

    /// A decimal too many that is wrong, and one too few.
    fn of_precision(shape: &Shape, digits: &Range<usize>, value: f64) -> Vec<Change> {
        let mut changes = Vec::new();
        let longer = Self::with_decimals(shape, shape.decimals + 1);
        let right = longer.right_form(value);
        let last = right.and_then(|right| right.digits.chars().last());
        if let Some(last) = last.and_then(|last| last.to_digit(10)) {
            let wrong = (last + 5) % 10;
            let point = if shape.decimals == 0 { "." } else { "" };
            changes.push(Change::new(
                "digit appended",
                digits.end..digits.end,
                format!("{point}{wrong}"),
            ));
        }
        if shape.decimals > 1 {
            let right = Self::with_decimals(shape, shape.decimals - 1).right_form(value);
            let cut = &shape.digits[..shape.digits.len() - 1];
            let same = right.is_some_and(|right| right.digits == cut);
            let removed = Change::new("digit removed", digits.end - 1..digits.end, "");
            changes.push(removed.still_true(same));
        }
        changes
    }

    fn with_decimals(shape: &Shape, decimals: usize) -> Shape {
        Shape {
            decimals,
            ..shape.clone()
        }
    }

    /// The value in the unit that it is shown in.
    fn value_of(&self, shown: &Shown) -> f64 {
        let unit = shown.unit.as_ref();
        let size = unit.map_or(1.0, |(unit, _)| self.page.units.size(*unit));
        shown.value.magnitude() / size
    }

    /// Changes to the unit after a numeral.
    fn of_unit(&self, shown: &Shown) -> Vec<Change> {
        let run = &self.page.runs[shown.run];
        let Some((_, Some(word))) = &shown.unit else {
            return Vec::new();
        };
        let name = run.text(word.clone());
        let cells = &run.cells[word.clone()];
        let place = match (cells.first(), cells.last()) {
            (Some(first), Some(last)) if !first.in_math() => first.source.start..last.source.end,
            (Some(first), _) => {
                let found = self.page.source[first.source.clone()].find(&name);
                let at = found.unwrap_or(0) + first.source.start;
                at..at + name.len()
            }
            _ => return Vec::new(),
        };
        let mut changes = Vec::new();
        if let Some(other) = self.page.units.other_name(&name) {
            let unmeasured = is_unitless(shown.value);
            changes.push(Change::new("unit", place.clone(), other).still_true(unmeasured));
        }
        for (before, after) in [
            ("kilo", ""),
            ("milli", ""),
            ("thousand ", ""),
            ("", " squared"),
            ("", " per symbol"),
        ] {
            changes.push(Change::new(
                "unit word",
                place.clone(),
                format!("{before}{name}{after}"),
            ));
        }
        if run.column_unit.is_none() {
            changes.push(Change::new("unit word", place, "things"));
        }
        changes
    }

    /// Changes around a link: relations, operators, and words that make another number of it.
    fn of_surroundings(&self, number: &Number) -> Vec<Change> {
        let claim = &self.page.claims[number.claim];
        let (start, end) = (
            claim.source.start..claim.source.start,
            claim.source.end..claim.source.end,
        );
        let mut changes = Vec::new();
        for relation in ["≠ ", "≥ ", "≤ ", "≡ ", "→ ", "∼ "] {
            changes.push(Change::new("relation", start.clone(), relation));
        }
        for operator in ["√", "− ", "2 × ", "÷ "] {
            changes.push(Change::new("operator", start.clone(), operator));
        }
        for word in ["half ", "twice ", "minus ", "negative "] {
            changes.push(Change::new("word", start.clone(), word));
        }
        for word in [" million", " thousand", " percent", " squared"] {
            changes.push(Change::new("word", end.clone(), word));
        }
        changes.push(Change::new("relation", end, " < p"));
        if let Some(shown) = number.shown.first() {
            let shape = &self.page.numerals[shown.run][shown.index].shape;
            let value = self.value_of(shown);
            if shape.nan {
                changes.push(Change::new("= or ≈", start, "= "));
            } else if shape.is_exact(value) {
                changes.push(Change::new("= or ≈", start, "≈ "));
            } else if !shape.truncated {
                changes.push(Change::new("= or ≈", start, "= "));
            }
        }
        changes
    }

    /// The expressions of two numbers, each in the place of the other.
    fn of_expressions(&self, one: &Number, other: &Number) -> Option<Change> {
        if one.expression == other.expression {
            return None;
        }
        let tail = |number: &Number| {
            let claim = &self.page.claims[number.claim];
            claim.content.end..claim.source.end
        };
        let (first, second) = (tail(one), tail(other));
        let text = |range: &Range<usize>| self.page.source[range.clone()].to_owned();
        let fits = |shown: &Shown, other: &Shown| {
            let shape = &self.page.numerals[shown.run][shown.index].shape;
            let size = shown
                .unit
                .as_ref()
                .map_or(1.0, |(unit, _)| self.page.units.size(*unit));
            let value = other.value.magnitude() / size;
            std::mem::discriminant(&shown.value) == std::mem::discriminant(&other.value)
                && ((shape.nan && value.is_nan()) || shape.shows(value))
        };
        let pairs = || one.shown.iter().zip(&other.shown);
        let stays_true =
            one.shown.len() == other.shown.len() && pairs().all(|(a, b)| fits(a, b) && fits(b, a));
        Some(Change {
            kind: "expressions swapped",
            edits: vec![(first.clone(), text(&second)), (second, text(&first))],
            stays_true,
        })
    }

    fn mutant(&self, line: usize, change: Change, what: &str) -> Mutant {
        let described: Vec<String> = change
            .edits
            .iter()
            .map(|(range, text)| format!("{} → {text}", &self.page.source[range.clone()]))
            .collect();
        let fixes = change
            .edits
            .into_iter()
            .map(|(range, text)| Fix { range, text });
        Mutant {
            line,
            kind: change.kind,
            change: format!("{}: {what}: {}", change.kind, described.join(", ")),
            source: Some(apply(&self.page.source, fixes)),
            stays_true: change.stays_true,
        }
    }
}

/// Of the changes of each kind but digits and units one in turn, and of every three kinds one.
fn in_turn(place: usize, changes: Vec<Change>) -> Vec<Change> {
    let mut kinds: Vec<(&str, Vec<Change>)> = Vec::new();
    let mut kept = Vec::new();
    for change in changes {
        if matches!(change.kind, "digit" | "unit") {
            kept.push(change);
        } else if let Some((_, alike)) = kinds.iter_mut().find(|(kind, _)| *kind == change.kind) {
            alike.push(change);
        } else {
            kinds.push((change.kind, vec![change]));
        }
    }
    for (turn, (_, mut alike)) in kinds.into_iter().enumerate() {
        if (place + turn).is_multiple_of(3) {
            let variant = (place / 3) % alike.len();
            kept.push(alike.swap_remove(variant));
        }
    }
    kept
}

/// Whether a quantity is the same in every unit.
fn is_unitless(value: Value) -> bool {
    matches!(value, Value::Quantity { value, .. } if value == 0.0 || value.is_infinite())
}
