//! A number that shows arithmetic or a relation shows a true one.
//!
//! It is evaluated as it is written, with each numeral replaced by the value that it stands for.

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::page::Claim;

pub(crate) const RULE: Rule = Rule::marked("P043", "chain");

pub(crate) fn fault(claim: &Claim, message: String, help: String) -> Diagnostic {
    Diagnostic::at(&RULE, claim.source.clone(), message).help(help)
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn what_a_chain_says_is_true() {
        right(r#"[0.7 > 0.5](= "(P, HALF)") and [$0.7 > 0.5$](= "(P, HALF)")"#);
        assert_eq!(codes(r#"[0.7 < 0.5](= "(P, HALF)")"#), ["P043"]);
    }
}
