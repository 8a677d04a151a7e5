//! One takes the singular, and all else the plural: 1 bit, 2 bits, 0 bits, 0.357 nats.
//!
//! Between minus one and one, a numeral with decimals may take either (0.5 bit, 1.0 bits), since the field writes both.
//! Before a hyphen the unit is an adjective, and stays in the singular: a 3-bit code.

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::page::unit_at;

pub(crate) const RULE: Rule = Rule::marked("P014", "unit-form");

pub(crate) fn fault(seen: Seen<'_>) -> Option<Diagnostic> {
    let (line, numeral) = (seen.line(), seen.numeral());
    let joins = |at: usize| {
        line.cells
            .get(at)
            .is_some_and(|cell| matches!(cell.ch, '-' | '‑' | '‐'))
    };
    let spaces = |at: usize| {
        let blank = line.cells[at..].iter();
        blank
            .take_while(|cell| cell.is_space() || cell.is_break())
            .count()
    };
    let hyphen = joins(numeral.cells.end);
    let at = numeral.cells.end + if hyphen { 1 } else { spaces(numeral.cells.end) };
    let (unit, cells) = unit_at(line, at, &seen.page.units)?;
    let name = line.text(cells);
    let (one, many) = seen.page.units.forms(unit)?;
    let shown = numeral.shape.number().abs();
    let whole = numeral.shape.decimals == 0;
    let right: &[&str] =
        if hyphen || (whole && shown.total_cmp(&1.0).is_eq() && numeral.shape.exponent.is_none()) {
            &[one]
        } else if !whole && shown <= 1.0 {
            &[one, many]
        } else {
            &[many]
        };
    let known = name == one || name == many;
    if !known || right.contains(&name.as_str()) {
        return None;
    }
    let message = format!(
        "{} {name} should be {} {}",
        seen.text(),
        seen.text(),
        right[0]
    );
    Some(
        seen.fault(&RULE, message)
            .help(format!("write {}", right[0])),
    )
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn singular_and_plural_fit_the_numeral() {
        for right_one in [
            r#"[1 metre](= "METRE")"#,
            r#"[0.357 metres](= "LENGTH")"#,
            r#"[0.357 metre](= "LENGTH")"#,
            r#"[1.0 metres](= "METRE")"#,
            r#"[0 metres](= "NOTHING")"#,
            r#"[2 seconds](= "DURATION")"#,
            r#"a [2-second](= "DURATION") rule"#,
            "[2 秒](= \"DURATION\")",
        ] {
            right(right_one);
        }
        for wrong in [
            r#"[1 metres](= "METRE")"#,
            r#"[0 metre](= "NOTHING")"#,
            r#"[2 second](= "DURATION")"#,
            r#"[14.042 inch](= "LENGTH")"#,
            r#"a [2-seconds](= "DURATION") rule"#,
            r#"[$2$ second](= "DURATION")"#,
        ] {
            assert_eq!(codes(wrong), ["P014"], "{wrong}");
        }
    }
}
