//! Output is output produced: a block that is not run holds one include, of a file that something wrote.

use super::Rule;
use crate::diagnostic::Diagnostic;

pub(crate) const RULE: Rule = Rule::all("P051", "output");

pub(crate) fn fault(range: std::ops::Range<usize>) -> Diagnostic {
    let message = "this code block was not produced by anything that ran";
    let help = "let it hold one {{#include FILE}} and nothing else, where a test or a recording wrote FILE";
    Diagnostic::at(&RULE, range, message).help(help)
}

/// The file that the block's only line includes, with its line numbers or anchor.
pub(crate) fn included(code: &str) -> Option<&str> {
    let directive = code
        .trim()
        .strip_prefix("{{#include ")?
        .strip_suffix("}}")?;
    let single = !directive.contains(['\n', '{', '}']);
    single.then(|| directive.trim())
}

#[cfg(test)]
mod tests {
    use super::included;
    use crate::testing::{codes, right};

    #[test]
    fn an_include_stands_alone() {
        assert_eq!(included("{{#include a/b.snap:5:}}\n"), Some("a/b.snap:5:"));
        for code in [
            "{{#include a}}\n{{#include b}}",
            "0.5\n{{#include a}}",
            "{{#playground a.rs}}",
            "{{ #include a}}",
            "\\{{#include a}}",
        ] {
            assert_eq!(included(code), None, "{code}");
        }
    }

    #[test]
    fn what_nothing_produced_is_no_output() {
        right("```text\n{{#include made/a.snap:5:}}\n```");
        assert_eq!(codes("```python\nprint(0.5)\n```"), ["P051"]);
        assert_eq!(codes("```text\n0.5\n```"), ["P051"]);
        assert_eq!(codes("~~~json\n{}\n~~~"), ["P051"]);
    }
}
