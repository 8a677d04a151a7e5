//! Includes are expanded before anyone reads the page, so outside of code blocks they would smuggle text in.

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::page::Page;

pub(crate) const RULE: Rule = Rule::all("P055", "directive");

/// They stand where the lists of every number and of every formula are to be, and are expanded by no one else.
const LISTS: [&str; 2] = ["numbers", "formulas"];

/// So many bytes of a directive are pointed at.
const SHOWN: usize = 200;

pub(crate) fn faults(page: &Page) -> Vec<Diagnostic> {
    let source = &page.source;
    let mut faults = Vec::new();
    let mut inclusions = page.inclusions.iter().peekable();
    for (hash, _) in source.match_indices('#') {
        let before = source[..hash].trim_end();
        let Some(at) = before.strip_suffix("{{").map(str::len) else {
            continue;
        };
        let ends = |rest: &str| rest.trim_start().starts_with("}}");
        let mut lists = LISTS.iter();
        if lists.any(|list| source[hash + 1..].strip_prefix(list).is_some_and(ends)) {
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
        let near = source.floor_char_boundary(hash + SHOWN);
        let end = source[hash..near]
            .find("}}")
            .map_or(hash + 1, |end| hash + end + 2);
        let message = "a directive stands outside of a code block for output";
        let fault = Diagnostic::at(&RULE, at..end, message);
        faults.push(fault.help("includes stand alone in a code block that is not run"));
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
            "{{#numbers made/a}}",
            "{{# numbers}}",
            "{{#rustdoc_include made/a}}",
            "{{#playground made/a.rs}}",
            "<!-- {{#include made/a}} -->",
            "[a]({{#include made/a}})",
            "`{{#include made/a}}`",
            "```run\n{{#include made/a.rs}}\n```",
        ] {
            assert!(codes(page).contains(&"P055"), "{page}: {:?}", codes(page));
        }
        right(
            "```text\n{{#include made/a}}\n```\n\nBraces {{ and }} alone, {{#numbers}} and {{ #formulas }}.",
        );
    }
}
