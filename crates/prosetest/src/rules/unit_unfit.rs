//! A unit stands on a quantity of its own dimension, and never on a bare number.

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;

pub(crate) const RULE: Rule = Rule::marked("P013", "unit-unfit");

/// A quantity in a unit of another dimension.
pub(crate) fn foreign(seen: Seen<'_>, dimension: usize, unit: usize) -> Option<Diagnostic> {
    let units = seen.page.units;
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

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

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
