//! A formula that claims something is marked, so that it is evaluated.

use std::ops::Range;

use super::Rule;
use crate::diagnostic::Diagnostic;

pub(crate) const RULE: Rule = Rule::all("P044", "unmarked-formula");

pub(crate) fn fault(range: Range<usize>) -> Diagnostic {
    let message = "this formula claims something, and nothing evaluates it";
    let help = "name the code that computes it, as in [$…$](~ \"EXPRESSION\")";
    Diagnostic::at(&RULE, range, message).help(help)
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
        ] {
            assert_ne!(unmarked(claim), 0, "{claim}");
        }
        assert_eq!(unmarked("of $A$ and $B$, $C$ or ($D$) $E$"), 0);
    }
}
