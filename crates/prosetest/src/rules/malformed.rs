//! A numeral is written as numerals are: `0.9` and not `.9`, no leading zeros, digits in ASCII.

use super::{Rule, Seen};
use crate::diagnostic::Diagnostic;
use crate::page::Kind;

pub(crate) const RULE: Rule = Rule::marked("P002", "malformed");

pub(crate) fn fault(seen: Seen<'_>) -> Option<Diagnostic> {
    let why = seen.numeral().malformed?;
    let message = format!("{} is no numeral", seen.text());
    (seen.kind() == Some(Kind::Number)).then(|| seen.fault(&RULE, message).help(why))
}

#[cfg(test)]
mod tests {
    use crate::testing::codes;

    #[test]
    fn numerals_are_written_one_way() {
        for numeral in [
            ".5", "007", "0.5.3", "5‰", "41.4e-9", "0.4e-8", "½", "５", "٣", "①", "0.5²", "log₃",
        ] {
            let page = format!("[{numeral}](= \"HALF\")");
            assert!(codes(&page).contains(&"P002"), "{page}: {:?}", codes(&page));
        }
    }
}
