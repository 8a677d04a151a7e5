//! A link that marks a number is an inline link around plain text.

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::page::{Claim, Kind};

pub(crate) const RULE: Rule = Rule::marked("P030", "mark");

pub(crate) fn not_inline(source: std::ops::Range<usize>) -> Diagnostic {
    let help = "write the expression beside the number, as in [0.7](= \"P\")";
    Diagnostic::at(&RULE, source, "a claim is an inline link").help(help)
}

pub(crate) fn without_expression(source: std::ops::Range<usize>) -> Diagnostic {
    let help = "write what computes the number, as in [0.7](= \"P\")";
    Diagnostic::at(&RULE, source, "the expression is empty").help(help)
}

/// A number in whose brackets something stands that is no text.
pub(crate) fn mixed(claim: &Claim) -> Option<Diagnostic> {
    let refuse = |message: &str, help: &str| {
        Some(Diagnostic::at(&RULE, claim.source.clone(), message).help(help))
    };
    if claim.kind == Kind::Number && claim.struck {
        return refuse(
            "a number that is struck out claims nothing",
            "remove it, or the line through it",
        );
    }
    if claim.kind == Kind::Number && claim.mixed {
        return refuse(
            "a checked number holds more than text",
            "keep images and HTML out of its brackets",
        );
    }
    None
}

/// Links inside a formula are no links: what they claim would go unread.
pub(crate) fn swallowed(range: std::ops::Range<usize>) -> Diagnostic {
    let help = "put the whole formula in the brackets, or write \\$ where dollars are meant";
    Diagnostic::at(&RULE, range, "a formula swallows a checked number").help(help)
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn a_mark_is_an_inline_link_around_text() {
        right(r#"[**0.7**](= "P") [`0.7`](= "P") [$0.7$](= "P") ~~gone~~"#);
        for page in [
            "[0.7][p]\n\n[p]: = \"P\"\n",
            "[p]\n\n[p]: = \"P\"\n",
            r#"[0.7 ![a](a.svg)](= "P")"#,
            r#"[<b>0.7</b>](= "P")"#,
            r#"~~[0.7](= "P")~~"#,
            r#"[~~0.7~~](= "P")"#,
            r#"~~it is **[0.7](= "P")**~~"#,
            r#"costs $x [0.7](= "P") y$ now"#,
        ] {
            assert!(codes(page).contains(&"P030"), "{page}: {:?}", codes(page));
        }
    }
}
