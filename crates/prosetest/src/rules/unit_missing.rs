//! A quantity has its unit after it, in the brackets or in the head of its column.

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;

pub(crate) const RULE: Rule = Rule::marked("P012", "unit-missing");

pub(crate) fn fault(seen: Seen<'_>, dimension: usize) -> Diagnostic {
    let names = seen.page.units.names_of(dimension);
    let message = format!("{} needs its unit", seen.text());
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
        right("| 距离（米） |\n| --- |\n| [0.357](= \"LENGTH\") |");
    }
}
