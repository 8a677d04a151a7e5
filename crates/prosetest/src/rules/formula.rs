//! A formula link holds one formula, and its title is an expression that computes the same on every draw.

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::page::Claim;
use crate::visible::Cell;

pub(crate) const RULE: Rule = Rule::marked("P041", "formula");

pub(crate) fn unnamed(source: std::ops::Range<usize>) -> Diagnostic {
    let message = "a formula names the code that computes it";
    let help = "add its expression, as in [$H(p)$](~ \"entropy(&p)\")";
    Diagnostic::at(&RULE, source, message).help(help)
}

pub(crate) fn fault(claim: &Claim, message: String, help: String) -> Diagnostic {
    Diagnostic::at(&RULE, claim.source.clone(), message).help(help)
}

/// What stands right beside a formula, and is no part of what is evaluated.
pub(crate) fn beside(cell: &Cell) -> Diagnostic {
    let message = "what stands beside the formula would be read with it, and nothing evaluates it";
    let help = "put the whole into the formula, or a word between";
    Diagnostic::at(&RULE, cell.source.clone(), message).help(help)
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, faults};

    #[test]
    fn what_stands_beside_a_formula_is_part_of_it_or_apart() {
        let beside = |page: &str| {
            let found = faults(page);
            found
                .iter()
                .any(|(_, message)| message.starts_with("what stands beside"))
        };
        assert!(!beside(
            r#"so, [$A$](~ "area(r)"), a well-[$A$](~ "area(r)") it"#
        ));
        for page in [
            r#"−[$A$](~ "area(r)")"#,
            r#"so -[$A$](~ "area(r)")"#,
            r#"= [$A$](~ "area(r)")"#,
            r#"[$A$](~ "area(r)") < $B$"#,
            r#"[$A$](~ "area(r)") × $B$"#,
            r#"[$A$](~ "area(r)") metres"#,
        ] {
            assert!(beside(page), "{page}");
        }
    }

    #[test]
    fn a_formula_is_one_and_every_name_in_it_is_declared() {
        for page in [
            r#"[$A$](~ "area(r)")"#,
            r#"[$$A = 3.14$$](~ "area(r)")"#,
            r#"[$A$](~ "")"#,
            r#"[$A$ is it](~ "area(r)")"#,
            r#"[area](~ "area(r)")"#,
        ] {
            assert!(codes(page).iter().all(|code| *code == "P041"), "{page}");
            assert!(!codes(page).is_empty(), "{page}");
        }
    }
}
