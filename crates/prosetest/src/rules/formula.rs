//! A formula link holds one formula, and names the function that implements it.

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::page::{Claim, Page};

pub(crate) const RULE: Rule = Rule::marked("P041", "formula");

pub(crate) fn unnamed(source: std::ops::Range<usize>) -> Diagnostic {
    let help = "add the function's path, as in [$H(p)$](~ \"entropy\")";
    Diagnostic::at(
        &RULE,
        source,
        "a formula names the function that implements it",
    )
    .help(help)
}

pub(crate) fn of_more(page: &Page<'_>, claim: &Claim) -> Option<Diagnostic> {
    let content = page.source[claim.content.clone()].trim();
    let one_formula = page.atoms.iter().any(|atom| {
        claim.content.start <= atom.source.start
            && atom.mathml.is_some()
            && page.source[atom.source.clone()] == *content
    });
    (!one_formula || claim.mixed).then(|| {
        let message = "a formula link holds one formula and nothing else";
        let fault = Diagnostic::at(&RULE, claim.source.clone(), message);
        fault.help("put one $…$ or $$…$$ in the brackets")
    })
}

pub(crate) fn unknown(claim: &Claim) -> Diagnostic {
    let message = format!("`{}` is not a function that this page knows", claim.title);
    let help = "name a public function of the chapter's crate";
    Diagnostic::at(&RULE, claim.source.clone(), message).help(help)
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn a_formula_names_its_function() {
        right(r#"[$$A = \pi r^2$$](~ "area") [$A_1 = \frac{1}{2}$](~ "area")"#);
        for page in [
            r#"[$$A = 3.14 r^2$$](~ "area")"#,
            r#"[$A$](~ "volume")"#,
            r#"[$A$](~ "")"#,
            r#"[$A$](~ "a b")"#,
            r#"[$A$ is it](~ "area")"#,
            r#"[area](~ "area")"#,
        ] {
            assert_eq!(codes(page), ["P041"], "{page}");
        }
    }
}
