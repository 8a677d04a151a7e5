//! An exemption says why, and exempts something.

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::page::Claim;

pub(crate) const RULE: Rule = Rule::marked("P032", "exemption");

pub(crate) fn without_reason(source: std::ops::Range<usize>) -> Diagnostic {
    let help = "add the reason, as in [1948](- \"year of Shannon's paper\")";
    Diagnostic::at(&RULE, source, "an exemption says why").help(help)
}

pub(crate) fn of_nothing(claim: &Claim) -> Diagnostic {
    let fault = Diagnostic::at(
        &RULE,
        claim.source.clone(),
        "this exemption exempts no number",
    );
    fault.help("write the text without the link")
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn exemptions_say_why_and_exempt_something() {
        right(r#"[1948](- "year of a paper"), [0.5.4](- "a version"), [half of 7](- "a saying")"#);
        assert_eq!(codes("[1948](- \"\")"), ["P032"]);
        assert_eq!(codes("[1948](-)"), ["P032"]);
        assert_eq!(codes("[year](- \"a year\")"), ["P032"]);
    }
}
