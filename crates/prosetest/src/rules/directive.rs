//! Includes are expanded before anyone reads the page, so outside of code blocks they would smuggle text in.

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::page::Page;

pub(crate) const RULE: Rule = Rule::all("P055", "directive");

/// Stands where the list of every number is to be, and is expanded by no one else.
const LIST: &str = "{{#numbers}}";

pub(crate) fn faults(page: &Page<'_>) -> Vec<Diagnostic> {
    let source = page.source;
    let mut faults = Vec::new();
    let mut inclusions = page.inclusions.iter().peekable();
    for (at, _) in source.match_indices("{{") {
        let inside =
            source[at + 2..].trim_start_matches(['{', ' ', '\t', '\n', '\r', '\u{c}', '\u{b}']);
        if !inside.starts_with('#') || source[at..].starts_with(LIST) {
            continue;
        }
        while inclusions
            .next_if(|inclusion| inclusion.source.end <= at)
            .is_some()
        {}
        if inclusions
            .peek()
            .is_some_and(|inclusion| inclusion.source.contains(&at))
        {
            continue;
        }
        let line = source[at..].split('\n').next().unwrap_or_default();
        let end = line.find("}}").map_or(at + 2, |end| at + end + 2);
        let fault = Diagnostic::at(
            &RULE,
            at..end,
            "a directive stands outside of a code block for output",
        );
        faults.push(fault.help("includes stand alone in a code block that is not Rust"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn includes_stand_only_in_code_blocks() {
        for page in [
            "{{#include made/a}}",
            "{{ #include made/a}}",
            "{{\t#include made/a}}",
            "{{\n#include made/a}}",
            "\\{{#include made/a}}",
            "{{#title Another}}",
            "{{#rustdoc_include made/a}}",
            "{{#playground made/a.rs}}",
            "<!-- {{#include made/a}} -->",
            "[a]({{#include made/a}})",
            "`{{#include made/a}}`",
            "```rust\n{{#include made/a.rs}}\n```",
        ] {
            assert!(codes(page).contains(&"P055"), "{page}: {:?}", codes(page));
        }
        right("```text\n{{#include made/a}}\n```\n\nBraces {{ and }} alone, and {{#numbers}}.");
    }
}
