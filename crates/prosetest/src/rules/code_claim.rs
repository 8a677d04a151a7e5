//! A comment or string of a Rust block holds no number, but in an assertion: nothing else would check it.

use std::ops::Range;

use super::Rule;
use crate::lex::{self, Kind};

pub(crate) const RULE: Rule = Rule::all("P054", "code-claim");

/// Numerals in the comments and strings of a Rust block, where nothing checks them.
pub(crate) fn parts(code: &str) -> Vec<(Range<usize>, String)> {
    let mut faults = Vec::new();
    // How deep in parentheses an assertion is open; its comments speak of what it asserts.
    let mut depth = 0_usize;
    let mut before = "";
    let mut assertion = false;
    // What is no Rust is not run, which another rule refuses.
    for (kind, range) in lex::pieces(code).unwrap_or_default() {
        let text = &code[range.clone()];
        let what = match kind {
            Kind::Comment => "comment claims",
            Kind::Text => "string says",
            _ => "",
        };
        if !what.is_empty()
            && depth == 0
            && let Some(place) = numeral(text, kind == Kind::Text)
        {
            let message = format!("the {what} {}", &text[place.clone()]);
            faults.push((range.start + place.start..range.start + place.end, message));
        }
        match kind {
            Kind::Comment => continue,
            Kind::Word => {
                assertion = text.starts_with("assert") || text.starts_with("debug_assert");
            }
            Kind::Sign if text == "(" && (depth > 0 || (assertion && before == "!")) => depth += 1,
            Kind::Sign if text == ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = text;
    }
    faults
}

/// The first numeral in a comment or a string; in a string, braces hold what is formatted, and how.
fn numeral(text: &str, in_string: bool) -> Option<Range<usize>> {
    let (mut before, mut braces) = (' ', 0_usize);
    for (at, ch) in text.char_indices() {
        match ch {
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            _ => {}
        }
        let formatted = in_string && braces == 1;
        let in_word = before.is_ascii_alphabetic() || before == '_' || before.is_numeric();
        if ch.is_numeric() && !in_word && !formatted {
            let rest = &text[at..];
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
    use super::parts;
    use crate::testing::{codes, right};

    #[test]
    fn a_numeral_in_a_comment_or_string_is_found_outside_assertions_only() {
        let code = "let x = 0.7; // about 0.357\nassert_eq!(\n    // 0.357 nats\n    f(x), \"0.5\", \"0.7\"\n);\n/* log2 */ // 'a' \"3\"\nlet s = \"// 0.5 {x:.3}\"; let t = r#\"// 1\"#; let c = '7';";
        let places: Vec<&str> = parts(code)
            .iter()
            .map(|(place, _)| &code[place.clone()])
            .collect();
        assert_eq!(places, ["0.357", "3", "0.5", "1", "7"]);
    }

    #[test]
    fn a_number_that_a_block_says_is_asserted() {
        assert_eq!(codes("```rust\n// about 0.357\nf();\n```"), ["P054"]);
        assert_eq!(codes("```rust\nprintln!(\"it is 0.357\");\n```"), ["P054"]);
        right(
            "```rust\nlet x = 0.5;\nprintln!(\"{x:.3}\");\nassert_eq!(x, 0.5, \"it is 0.5\");\n```",
        );
    }
}
