//! Code blocks: Rust is run as a doctest, all else was produced by something that ran.

use std::ops::Range;

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

/// What a code block's own lines are found guilty of: a place in the code, a message and a remedy.
pub(crate) type Fault = (Range<usize>, String, &'static str);

/// Whether the info string makes a block Rust, as rustdoc reads it.
pub(crate) fn is_rust(info: &str) -> bool {
    tags(info).next() == Some("rust")
}

fn tags(info: &str) -> impl Iterator<Item = &str> {
    info.split([',', ' ', '\t']).filter(|tag| !tag.is_empty())
}

/// The tag by which a Rust block would escape being run.
pub(crate) fn escaping_tag(info: &str) -> Option<&str> {
    tags(info).find(|tag| tag.starts_with("ignore") || matches!(*tag, "no_run" | "test_harness"))
}

/// The file that the block's only line includes, without line numbers or anchor.
pub(crate) fn included(code: &str) -> Option<&str> {
    let directive = code
        .trim()
        .strip_prefix("{{#include ")?
        .strip_suffix("}}")?;
    let single = !directive.contains(['\n', '{', '}']);
    single.then(|| directive.trim())
}

/// Numerals in the comments of a Rust block, where nothing runs them.
pub(crate) fn numerals_in_comments(code: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut at = 0;
    // How deep in parentheses an assertion is open; its comments speak of what it asserts.
    let mut depth = 0_usize;
    let mut before = [TokenKind::Whitespace; 2];
    let mut assertion = false;
    for token in tokenize(code, FrontmatterAllowed::No) {
        let range = at..at + token.len as usize;
        at = range.end;
        let text = &code[range.clone()];
        match token.kind {
            TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => {
                if depth == 0
                    && let Some(place) = numeral(text)
                {
                    let place = range.start + place.start..range.start + place.end;
                    let message = format!(
                        "the comment claims {}, and nothing checks it",
                        &code[place.clone()]
                    );
                    faults.push((
                        place,
                        message,
                        "make it an assertion, or say it in the text as a checked number",
                    ));
                }
                continue;
            }
            TokenKind::Whitespace => continue,
            TokenKind::Ident => {
                assertion = text.starts_with("assert") || text.starts_with("debug_assert")
            }
            TokenKind::OpenParen
                if depth > 0 || (assertion && matches!(before[1], TokenKind::Bang)) =>
            {
                depth += 1
            }
            TokenKind::CloseParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = [before[1], token.kind];
    }
    faults
}

/// The first numeral in a comment's text.
fn numeral(comment: &str) -> Option<Range<usize>> {
    let mut before = ' ';
    for (at, ch) in comment.char_indices() {
        if ch.is_numeric()
            && !(before.is_ascii_alphabetic() || before == '_' || before.is_numeric())
        {
            let rest = &comment[at..];
            let end = rest
                .find(|c: char| !(c.is_numeric() || matches!(c, '.' | ',')))
                .unwrap_or(rest.len());
            let end = rest[..end].trim_end_matches(['.', ',']).len();
            return Some(at..at + end);
        }
        before = ch;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{escaping_tag, included, is_rust, numerals_in_comments};

    #[test]
    fn a_numeral_in_a_comment_is_found_outside_assertions_only() {
        let code = "let x = 0.7; // about 0.357\nassert_eq!(\n    // 0.357 nats\n    f(x),\n);\n/* log2 */ // 'a' \"3\"\n";
        let faults = numerals_in_comments(code);
        let places: Vec<&str> = faults
            .iter()
            .map(|(place, _, _)| &code[place.clone()])
            .collect();
        assert_eq!(places, ["0.357", "3"]);
    }

    #[test]
    fn strings_and_code_may_hold_numbers() {
        assert!(numerals_in_comments("let s = \"// 0.5\"; let t = r#\"// 1\"#;").is_empty());
    }

    #[test]
    fn info_strings_are_read_as_rustdoc_reads_them() {
        assert!(is_rust("rust") && is_rust("rust,should_panic") && is_rust("rust editable"));
        assert!(!is_rust("") && !is_rust("text") && !is_rust("Rust"));
        assert_eq!(escaping_tag("rust,no_run"), Some("no_run"));
        assert_eq!(escaping_tag("rust ignore-windows"), Some("ignore-windows"));
        assert_eq!(escaping_tag("rust,compile_fail"), None);
    }

    #[test]
    fn an_include_stands_alone() {
        assert_eq!(included("{{#include a/b.snap:5:}}\n"), Some("a/b.snap:5:"));
        assert_eq!(included("{{#include a}}\n{{#include b}}"), None);
        assert_eq!(included("0.5\n{{#include a}}"), None);
        assert_eq!(included("{{#playground a.rs}}"), None);
    }
}
