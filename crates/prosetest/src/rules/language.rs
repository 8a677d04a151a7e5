//! A code block names its language: without one, text that is indented or fenced is taken for code.

use super::Rule;
use crate::diagnostic::Diagnostic;

pub(crate) const RULE: Rule = Rule::all("P050", "language");

pub(crate) fn fault(range: std::ops::Range<usize>, info: Option<&str>) -> Option<Diagnostic> {
    let (message, help) = match info {
        Some(info) if !info.trim().is_empty() => return None,
        Some(_) => (
            "this code block names no language",
            "name it, as in ```text",
        ),
        None => (
            "indented text is a code block without a language",
            "fence it with ``` and name the language",
        ),
    };
    Some(Diagnostic::at(&RULE, range, message).help(help))
}

#[cfg(test)]
mod tests {
    use crate::testing::{codes, right};

    #[test]
    fn a_code_block_names_its_language() {
        right("```run\nlet x = f();\n```");
        assert_eq!(codes("```\nlet x = f();\n```"), ["P050"]);
        assert_eq!(codes("    let x = f();\n"), ["P050"]);
    }
}
