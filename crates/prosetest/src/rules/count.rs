//! A link shows each number that its expression yields, in order.

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::page::Claim;

pub(crate) const RULE: Rule = Rule::marked("P017", "count");

pub(crate) fn fault(claim: &Claim, members: &[Seen<'_>], values: &[String]) -> Option<Diagnostic> {
    let (shown, yielded) = (members.len(), values.len());
    if shown == yielded && yielded > 0 {
        return None;
    }
    let numerals = if shown == 1 { "numeral" } else { "numerals" };
    let message = format!("the text shows {shown} {numerals}, the expression yields {yielded}");
    // A long list says no more than its beginning.
    let listed = values
        .iter()
        .take(8)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let more = if yielded > 8 { ", …" } else { "" };
    let label = format!("{} = ({listed}{more})", claim.title);
    let fault = Diagnostic::at(&RULE, claim.source.clone(), message).label(label);
    Some(fault.help(if members.windows(2).any(parted_by_comma) {
        "show each number that the expression yields, in order, with a decimal point and no decimal comma"
    } else {
        "show each number that the expression yields, in order"
    }))
}

/// Whether nothing but a comma stands between two numerals, as in a decimal one.
fn parted_by_comma(pair: &[Seen<'_>]) -> bool {
    let (before, after) = (pair[0].numeral().cells.end, pair[1].numeral().cells.start);
    let between = pair[0].line().cells.get(before..after);
    let comma = between.is_some_and(|cells| matches!(cells, [only] if only.ch == ','));
    pair[0].run == pair[1].run && comma
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn each_value_is_shown_once() {
        right(r#"[0.7 gives 0.357 metres](= "BOTH")"#);
        for page in [
            r#"[0.7 and 0.7](= "P")"#,
            r#"[nothing](= "P")"#,
            r#"[nothing](= "NONE")"#,
            r#"[0.7](= "BOTH")"#,
        ] {
            assert_eq!(codes(page), ["P017"], "{page}");
        }
        let told = |page: &str| crate::testing::helps(page).concat();
        assert!(told(r#"[2,3](= "LN10")"#).contains("decimal comma"));
        assert!(!told(r#"[2, 3](= "LN10")"#).contains("decimal comma"));
    }
}
