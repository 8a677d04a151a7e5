//! A formula that claims something is marked, so that it is evaluated.

use std::ops::Range;

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::visible::{Cell, Run};

pub(crate) const RULE: Rule = Rule::all("P044", "unmarked-formula");

pub(crate) fn fault(range: Range<usize>) -> Diagnostic {
    let message = "this formula claims something, and nothing evaluates it";
    let help = "name the code that computes it, as in [$…$](~ \"EXPRESSION\")";
    Diagnostic::at(&RULE, range, message).help(help)
}

/// The relations that prose sets between letters, as in *p* = *q*: no code computes these either.
pub(crate) fn in_prose(run: &Run) -> Vec<Diagnostic> {
    let prose = |cell: &Cell| !cell.in_math() && cell.atom.is_none() && cell.claim.is_none();
    let visible = |cell: &&Cell| !(cell.is_space() || cell.is_break());
    let side = |cell: Option<&Cell>| {
        cell.is_some_and(|cell| {
            prose(cell)
                && (cell.ch.is_alphanumeric()
                    || matches!(cell.ch, '(' | ')' | '[' | ']' | '−' | '|'))
        })
    };
    let relates = |at: &usize| {
        let cell = &run.cells[*at];
        let (before, after) = (run.cells[..*at].iter(), run.cells[at + 1..].iter());
        prose(cell)
            && is_relation(cell.ch)
            && side(before.rev().find(visible))
            && side(after.clone().find(visible))
    };
    let found = (0..run.cells.len()).filter(relates);
    found
        .map(|at| fault(run.cells[at].source.clone()))
        .collect()
}

fn is_relation(ch: char) -> bool {
    matches!(ch, '=' | '≈')
        || super::relation::is_relation(ch) && !matches!(ch, '~' | '\u{2190}'..='\u{21ff}')
}

#[cfg(test)]
mod tests {
    use crate::{Page, Symbols, Units};

    #[test]
    fn a_bare_symbol_claims_nothing_and_a_relation_does() {
        let units = Units::none();
        let unmarked = |text: &str| {
            let page = Page::parse("circle.md", text, &units).with_symbols(&Symbols::default());
            let faults = page.check(&crate::testing::World).diagnostics;
            faults.iter().filter(|fault| fault.code == "P044").count()
        };
        assert_eq!(unmarked("The area $A$ of a circle of radius $r$."), 0);
        assert_eq!(unmarked("It is $A = \\pi r^2$."), 1);
        for claim in [
            "$A$ = $B$",
            "$A$ &lt; $B$",
            "$A$ ≥ $B$",
            "$A$ $=$ $B$",
            "$A =$ $B$",
            "$$\\pi r^2$$",
            "$A$ equals $B$",
            "$A$ is less than $B$",
            "*p* = *q*",
            "**p = q**",
            "p ≠ p and p<q<p",
            "H(p) ≥ H(p, q) always",
            "σ(z) = e^z",
            "![H(p) = H(q)](a.svg)",
        ] {
            assert_ne!(unmarked(claim), 0, "{claim}");
        }
        assert_eq!(
            unmarked("`a = b`, ≈ [0.7](= \"P\"), q = [0.7](= \"P\") and A → B"),
            0
        );
        assert_eq!(unmarked("of $A$ and $B$, $C$ or ($D$) $E$"), 0);
    }
}
