//! Only what a test or a recording wrote may be included.

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::page::{Inclusion, Page};

pub(crate) const RULE: Rule = Rule::all("P052", "include");

pub(crate) fn fault(page: &Page, inclusion: &Inclusion, why: String) -> Diagnostic {
    let text = &page.source[inclusion.source.clone()];
    let at = text.find("{{#").unwrap_or(0);
    let end = text[at..].find("}}").map_or(at + 3, |end| at + end + 2);
    let place = inclusion.source.start + at..inclusion.source.start + end;
    let message = format!("{} cannot be included", inclusion.path);
    let fault = Diagnostic::at(&RULE, place, message).label(why);
    fault.help("include a file that a test or a recording writes")
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn an_included_file_was_made_by_something() {
        right("```text\n{{#include made/a}}\n```");
        assert_eq!(codes("```text\n{{#include else.txt}}\n```"), ["P052"]);
    }
}
