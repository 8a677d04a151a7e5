//! What is not a number is claimed as NaN, or not at all.

use super::relation::Demand;
use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;

pub(crate) const RULE: Rule = Rule::marked("P018", "not-a-number");

pub(crate) fn fault(seen: Seen<'_>, value: f64, demands: &[Demand]) -> Option<Diagnostic> {
    let claimed = seen.numeral().shape.nan;
    let (message, help) = match (claimed, value.is_nan()) {
        (true, false) => (
            format!("NaN should be {value}"),
            "write the number that the expression yields",
        ),
        (false, true) => (
            "the value is not a number".to_owned(),
            "write NaN if that is the point; else look for 0 · ∞ or ∞ − ∞",
        ),
        (true, true) if !demands.is_empty() => (
            "NaN equals nothing, and is near nothing".to_owned(),
            "remove the relation",
        ),
        _ => return None,
    };
    Some(seen.fault(&RULE, message).help(help))
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn what_is_not_a_number_is_claimed_and_checked() {
        right(r#"the loss is [NaN](= "NAN"), and NaN elsewhere, [`NaN`](= "NAN")"#);
        right(r#"[0.7 and NaN](= "(P, NAN)")"#);
        right("| loss (metres) |\n| --- |\n| [NaN](= \"NAN\") |");
        assert_eq!(
            codes("| loss (metres) |\n| --- |\n| [0.7](= \"P\") |"),
            ["P013"]
        );
        assert_eq!(codes(r#"[NaN metres](= "NAN")"#), ["P013"]);
        for page in [
            r#"[NaN](= "P")"#,
            r#"[0.7](= "NAN")"#,
            r#"[∞](= "NAN")"#,
            r#"[NaN](= "INFINITE")"#,
        ] {
            assert_eq!(codes(page), ["P018"], "{page}");
        }
        assert!(!codes(r#"[−NaN](= "NAN")"#).is_empty());
        assert!(!codes(r#"[NaN%](= "NAN")"#).is_empty());
        assert!(!codes(r#"≈ [NaN](= "NAN")"#).is_empty());
    }
}
