//! A quantity has its unit after it, in the brackets or in the head of its column.

use std::ops::Range;

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;

pub(crate) const RULE: Rule = Rule::marked("P012", "unit-missing");

pub(crate) fn fault(seen: Seen<'_>, dimension: usize) -> Diagnostic {
    let names = seen.page.units.names_of(dimension);
    let own = |cells: &Range<usize>| seen.line().cells[cells.start].claim == seen.first().claim;
    let word = seen.word_after(seen.numeral().cells.end);
    let message = match word.filter(|(_, cells)| own(cells)) {
        Some((_, cells)) => {
            let word = seen.line().text(cells);
            format!("{} needs its unit, and {word} is none", seen.text())
        }
        None => format!("{} needs its unit", seen.text()),
    };
    let help = format!("write {names} after it, inside the brackets, or in the head of the column");
    seen.fault(&RULE, message).help(help)
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn a_quantity_needs_its_unit() {
        right(r#"[0.357 metres](= "LENGTH") and [0.7 gives 0.357 metres](= "BOTH")"#);
        right("[0.357米](= \"LENGTH\")，[0.357 米](= \"LENGTH\")，[0.357米](= \"LENGTH\")的距离");
        right("[14.042英寸的距离](= \"LENGTH\")");
        for page in [
            r#"[0.357](= "LENGTH")"#,
            r#"[0.357](= "LENGTH") metres"#,
            r#"[0.357 m](= "LENGTH")"#,
            "[0.357](= \"LENGTH\")米",
            "| length |\n| --- |\n| [0.357](= \"LENGTH\") |",
            "| metres or inches |\n| --- |\n| [0.357](= \"LENGTH\") |",
        ] {
            assert_eq!(codes(page), ["P012"], "{page}");
        }
        let told = |page: &str| crate::testing::faults(page).remove(0).1;
        assert_eq!(
            told(r#"[0.357 km](= "LENGTH")"#),
            "0.357 needs its unit, and km is none"
        );
        assert_eq!(told(r#"[0.357](= "LENGTH") km"#), "0.357 needs its unit");
        right("| 距离（米） |\n| --- |\n| [0.357](= \"LENGTH\") |");
    }
}
