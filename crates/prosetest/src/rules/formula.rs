//! A formula link holds one formula, and its title is an expression that computes the same on every draw.

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::page::Claim;

pub(crate) const RULE: Rule = Rule::marked("P041", "formula");

pub(crate) fn unnamed(source: std::ops::Range<usize>) -> Diagnostic {
    let message = "a formula names the code that computes it";
    let help = "add its expression, as in [$H(p)$](~ \"entropy(&p)\")";
    Diagnostic::at(&RULE, source, message).help(help)
}

pub(crate) fn fault(claim: &Claim, message: String, help: String) -> Diagnostic {
    Diagnostic::at(&RULE, claim.source.clone(), message).help(help)
}

#[cfg(test)]
mod tests {
    use crate::testing::codes;

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
