//! Mutation: every claim made false, one at a time, to see whether the checker notices.

use std::ops::Range;

use crate::check::Checked;
use crate::diagnostic::{Fix, apply};
use crate::oracle::Value;

/// A page with one claim changed.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The line of the change, counted from one.
    pub line: usize,
    /// What was changed into what.
    pub change: String,
    /// The whole mutated page; nothing where the change could not be located in the source.
    pub source: Option<String>,
    /// Whether the claim is as true as before: nothing at all is nothing in any unit.
    pub stays_true: bool,
}

impl Checked<'_> {
    /// Every digit, sign, percent sign and unit of every checked number, changed one at a time.
    #[must_use]
    pub fn mutants(&self) -> Vec<Mutant> {
        let mut mutants = Vec::new();
        for number in &self.numbers {
            for shown in &number.shown {
                let run = &self.page.runs[shown.run];
                let numeral = &self.page.numerals[shown.run][shown.index];
                let (digits, located) = self.page.digits_of(shown.run, numeral);
                if !located {
                    mutants.push(self.mutant(
                        number.line,
                        None,
                        format!("{} cannot be located", shown.text),
                    ));
                    continue;
                }
                let source = self.page.source;
                for (at, digit) in source[digits.clone()]
                    .char_indices()
                    .filter(|(_, ch)| ch.is_ascii_digit())
                {
                    let place = digits.start + at..digits.start + at + 1;
                    let next = (digit as u8 - b'0' + 1) % 10;
                    mutants.push(self.mutant(
                        number.line,
                        Some((place, next.to_string())),
                        shown.text.clone(),
                    ));
                }
                if &source[digits.clone()] == "∞" {
                    mutants.push(self.mutant(
                        number.line,
                        Some((digits.clone(), "9".to_owned())),
                        shown.text.clone(),
                    ));
                }
                let whole = self.page.place_of(shown.run, numeral);
                let in_math = run.cells[numeral.mantissa_cells.start].in_math();
                if numeral.shape.sign.is_some() && !in_math {
                    let sign = whole.start..digits.start;
                    mutants.push(self.mutant(
                        number.line,
                        Some((sign, String::new())),
                        shown.text.clone(),
                    ));
                }
                if numeral.shape.percent && !in_math {
                    let percent = digits.end..whole.end;
                    mutants.push(self.mutant(
                        number.line,
                        Some((percent, String::new())),
                        shown.text.clone(),
                    ));
                }
                if let Some((_, Some(word))) = &shown.unit {
                    let name = run.text(word.clone());
                    let cells = &run.cells[word.clone()];
                    let place = match (cells.first(), cells.last()) {
                        (Some(first), Some(last)) if !first.in_math() => {
                            first.source.start..last.source.end
                        }
                        (Some(first), _) => {
                            let at = source[first.source.clone()].find(&name).unwrap_or(0)
                                + first.source.start;
                            at..at + name.len()
                        }
                        _ => continue,
                    };
                    if let Some(other) = self.page.units.other_name(&name) {
                        let change = Some((place, other.to_owned()));
                        let mut mutant = self.mutant(number.line, change, shown.text.clone());
                        mutant.stays_true = is_unitless(shown.value);
                        mutants.push(mutant);
                    }
                }
            }
        }
        for (head, place) in self.page.column_heads.iter().enumerate() {
            let name = &self.page.source[place.clone()];
            let Some(other) = self.page.units.other_name(name) else {
                continue;
            };
            let line = self.page.source[..place.start].matches('\n').count() + 1;
            let change = Some((place.clone(), other.to_owned()));
            let mut mutant = self.mutant(line, change, "the head of a column".to_owned());
            let shown = self.numbers.iter().flat_map(|number| &number.shown);
            let mut below = shown.filter(|shown| {
                self.page.runs[shown.run].column_head == Some(head)
                    && matches!(shown.unit, Some((_, None)))
            });
            mutant.stays_true = below.all(|shown| is_unitless(shown.value));
            mutants.push(mutant);
        }
        mutants
    }

    fn mutant(&self, line: usize, change: Option<(Range<usize>, String)>, what: String) -> Mutant {
        let described = match &change {
            Some((range, text)) => format!("{what}: {} → {text}", &self.page.source[range.clone()]),
            None => what,
        };
        Mutant {
            line,
            change: described,
            source: change.map(|(range, text)| apply(self.page.source, [Fix { range, text }])),
            stays_true: false,
        }
    }
}

/// Whether a quantity is the same in every unit.
fn is_unitless(value: Value) -> bool {
    matches!(value, Value::Quantity { value, .. } if value == 0.0 || value.is_infinite())
}
