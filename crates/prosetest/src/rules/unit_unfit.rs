//! A unit stands on a quantity of its own dimension, and never on a bare number.

use std::ops::Range;

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::page::{unit_at, unit_words};
use crate::units::{Units, is_wide};
use crate::visible::Run;

pub(crate) const RULE: Rule = Rule::marked("P013", "unit-unfit");

/// A quantity in a unit of another dimension.
pub(crate) fn foreign(seen: Seen<'_>, dimension: usize, unit: usize) -> Option<Diagnostic> {
    let units = &seen.page.units;
    if units.dimension_of(unit) == dimension {
        return None;
    }
    let names = units.names_of(dimension);
    let message = format!(
        "{} is counted in {names}, not in {}",
        seen.text(),
        units.plural(unit)
    );
    let help = format!("write {names} after it, or show another quantity");
    Some(seen.fault(&RULE, message).help(help))
}

/// A bare number that a unit stands on.
pub(crate) fn on_bare_number(seen: Seen<'_>, unit: usize) -> Diagnostic {
    let message = format!(
        "{} is a bare number, not {}",
        seen.text(),
        seen.page.units.plural(unit)
    );
    let help = "yield the quantity itself, so that its unit is checked, or remove the unit";
    seen.fault(&RULE, message).help(help)
}

/// How many words before a number, and after it, a unit is still read with it.
const NEAR: (usize, usize) = (4, 5);

/// A unit in words near a number that has none, or another: *in bits it is 0.357*, *0.357 nats, not bits*.
pub(crate) fn in_words(seen: Seen<'_>, unit: Option<usize>) -> Option<Diagnostic> {
    let label = seen.line().row_unit;
    let named = behind(seen).into_iter().chain(ahead(seen)).chain(label);
    let other = named.into_iter().find(|named| Some(*named) != unit)?;
    let units = &seen.page.units;
    let plural = units.plural(other);
    let (message, help) = match unit {
        Some(unit) => (
            format!(
                "{} stand beside {} {}",
                plural,
                seen.text(),
                units.plural(unit)
            ),
            "name one unit, or show the same quantity in the other one too",
        ),
        None => (
            format!(
                "{} is a bare number, and the words beside it speak of {plural}",
                seen.text()
            ),
            "yield the quantity itself, so that its unit is checked, or put the words elsewhere",
        ),
    };
    Some(seen.fault(&RULE, message).help(help))
}

/// The unit that the first cell of a row gives to the others: *bits*, *loss in bits*, *loss (bits)*.
pub(crate) fn of_label(label: &Run, units: &Units) -> Option<usize> {
    let words = unit_words(label, 0, units);
    let gives = |(unit, cells): &(usize, Range<usize>)| {
        let before = label.text(0..cells.start);
        let before = before.trim_end();
        let of =
            before.is_empty() || before.ends_with('(') || before.ends_with(" in") || before == "in";
        of.then_some(*unit)
    };
    words.iter().find_map(gives)
}

/// The units that the words right after a number and its own unit name.
fn ahead(seen: Seen<'_>) -> Vec<usize> {
    let line = seen.line();
    let numerals = &seen.page.numerals[seen.run];
    let end = numerals
        .get(seen.index + 1)
        .map_or(line.cells.len(), |next| next.cells.start);
    let mut at = super::relation::end_with_unit(seen);
    let mut found = Vec::new();
    let (mut words, mut last) = (0, String::new());
    while at < end && words < NEAR.1 {
        let ch = line.cells[at].ch;
        if ends_sentence(ch) {
            break;
        }
        if !ch.is_alphabetic() {
            at += 1;
            continue;
        }
        let unit = unit_at(line, at, &seen.page.units);
        found.extend(
            unit.as_ref()
                .map(|(unit, _)| *unit)
                .filter(|_| !is_count(&last)),
        );
        last = line.text(at..at + word_from(seen, at)).to_lowercase();
        at = unit.map_or_else(|| at + word_from(seen, at), |(_, cells)| cells.end);
        words += 1;
    }
    found
}

/// The units that the words right before a number name, but for those of another number.
fn behind(seen: Seen<'_>) -> Vec<usize> {
    let line = seen.line();
    let before = seen.index.checked_sub(1);
    let before = before.map(|index| Seen { index, ..seen });
    let first = before.map_or(0, super::relation::end_with_unit);
    let start = seen.numeral().cells.start.max(first);
    let (mut words, mut last) = (Vec::new(), String::new());
    let mut at = first;
    while at < start {
        let ch = line.cells[at].ch;
        if ends_sentence(ch) {
            words.clear();
        }
        if !ch.is_alphabetic() {
            at += 1;
            continue;
        }
        // In *a circle's* the last letter is a part of the word, and no second.
        let joined = at > 1
            && matches!(line.cells[at - 1].ch, '\'' | '’')
            && line.cells[at - 2].ch.is_alphabetic();
        let unit = unit_at(line, at, &seen.page.units).filter(|_| !joined);
        words.push(
            unit.as_ref()
                .map(|(unit, _)| *unit)
                .filter(|_| !is_count(&last)),
        );
        last = line.text(at..at + word_from(seen, at)).to_lowercase();
        at = unit.map_or_else(|| at + word_from(seen, at), |(_, cells)| cells.end);
    }
    let near = words.len().saturating_sub(NEAR.0);
    words.into_iter().skip(near).flatten().collect()
}

/// How many cells the word at a place has; where words have no spaces between, a letter is one.
fn word_from(seen: Seen<'_>, at: usize) -> usize {
    let cells = &seen.line().cells[at..];
    if is_wide(cells[0].ch) {
        return 1;
    }
    let letters = cells
        .iter()
        .take_while(|cell| cell.ch.is_alphabetic() && !is_wide(cell.ch));
    letters.count()
}

/// Words that count the unit after them, which is then a quantity of its own.
fn is_count(word: &str) -> bool {
    matches!(
        word,
        "one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "each" | "every"
    )
}

fn ends_sentence(ch: char) -> bool {
    matches!(ch, '.' | ';' | '。' | '；')
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn a_unit_in_words_is_that_of_the_number_beside_it() {
        for page in [
            r#"the length in metres is [0.7](= "P")"#,
            r#"In metres it is [0.7](= "P")."#,
            r#"Metres: [0.7](= "P")"#,
            r#"How many metres? [0.7](= "P")"#,
            r#"it is [0.7](= "P") of a metre"#,
            r#"it is [0.7](= "P") more metres"#,
            r#"it is [0.7](= "P"), in METRES"#,
            r#"it is [0.7](= "P") — all in metres"#,
            r#"in inches it is [0.357 metres](= "LENGTH")"#,
            r#"[0.357 metres, not inches](= "LENGTH")"#,
            r#"[0.357 metres](= "LENGTH") or inches"#,
            r#"[0.357 metres](= "LENGTH") is the time in seconds"#,
            "| row | x |\n| --- | --- |\n| metres | [0.7](= \"P\") |",
            "| row | x |\n| --- | --- |\n| length (inches) | [0.357 metres](= \"LENGTH\") |",
            r#"长度是[0.7](= "P")那么多米"#,
        ] {
            assert!(codes(page).contains(&"P013"), "{page}: {:?}", codes(page));
        }
        right(r#"One inch is a unit. It is [0.7](= "P")."#);
        right(r#"in metres it is [0.357 metres](= "LENGTH"), and [0.7](= "P") of it remains"#);
        right(r#"it takes [2 seconds](= "DURATION") and [0.357 metres](= "LENGTH")"#);
        right(r#"one inch, or [0.357 metres](= "LENGTH")"#);
    }

    #[test]
    fn dimensions_are_kept_apart_and_bare_numbers_bare() {
        right(r#"[2 seconds](= "DURATION") for [0.357 metres](= "LENGTH")"#);
        for page in [
            r#"[0.357 seconds](= "LENGTH")"#,
            r#"[2 metres](= "DURATION")"#,
            "| time (seconds) |\n| --- |\n| [0.357](= \"LENGTH\") |",
            r#"[0.7 metres](= "P")"#,
            r#"[0.7](= "P") metres"#,
            r#"[0.7](= "P")-inch"#,
            r#"**[0.7](= "P")** (metres)"#,
            "[0.7](= \"P\")米",
            "[0.7米](= \"P\")",
            "| metres |\n| --- |\n| [0.7](= \"P\") |",
        ] {
            assert_eq!(codes(page), ["P013"], "{page}");
        }
    }
}
