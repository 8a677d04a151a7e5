//! A heading's link must not change with its numbers.

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::page::{Claim, Kind};

pub(crate) const RULE: Rule = Rule::marked("P031", "heading-id");

pub(crate) fn fault(claim: &Claim, first: Option<Seen<'_>>) -> Option<Diagnostic> {
    let unnamed = first?.line().heading == Some(false);
    let message = "a heading with a number in it needs an id of its own";
    let marks = claim.kind != Kind::External;
    (claim.in_heading && marks && unnamed).then(|| {
        let fault = Diagnostic::at(&RULE, claim.source.clone(), message);
        fault.help("end the heading with one, as in {#a-name}")
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn a_heading_with_a_number_has_an_id_of_its_own() {
        right("## About [0.7](= \"P\") {#about}");
        assert_eq!(codes("## About [0.7](= \"P\")"), ["P031"]);
        assert_eq!(codes("## In [1948](- \"a year\")"), ["P031"]);
        right("## Step one ([139797](https://example.org/issues/139797))");
    }
}
