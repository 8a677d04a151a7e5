//! A comment or string of a Rust block holds no number, but in an assertion: nothing else would check it.

use std::ops::Range;

use prosetest::Rule;

use super::lex::{Kind, Piece};

pub(super) static RULE: Rule = Rule::all("P054", "code-claim");

/// Numerals in the comments and strings of a Rust block, where nothing checks them.
///
/// What an assertion compares is checked, and its message may repeat a numeral that it compares.
pub(super) fn parts(code: &str, pieces: &[Piece]) -> Vec<(Range<usize>, String)> {
    let mut faults = Vec::new();
    let mut open: Option<Assertion> = None;
    let (mut name, mut before) = ("", "");
    for &(kind, ref range) in pieces {
        let text = &code[range.clone()];
        let what = match kind {
            Kind::Comment => "comment claims",
            Kind::Text => "string says",
            _ => "",
        };
        if !what.is_empty()
            && let Some(place) = numeral(text, kind == Kind::Text)
        {
            let claimed = &text[place.clone()];
            let compared = kind == Kind::Text
                && open.as_ref().is_some_and(|assertion| {
                    !assertion.is_message() || repeats(&code[assertion.start..range.start], claimed)
                });
            if !compared {
                let message = format!("the {what} {claimed}");
                faults.push((range.start + place.start..range.start + place.end, message));
            }
        }
        if kind == Kind::Comment {
            continue;
        }
        if let Some(assertion) = &mut open {
            match text {
                "(" | "[" | "{" => assertion.depth += 1,
                ")" | "]" | "}" => assertion.depth -= 1,
                "," if assertion.depth == 1 => assertion.argument += 1,
                _ => {}
            }
            open = open.filter(|assertion| assertion.depth > 0);
        } else if text == "("
            && before == "!"
            && name.trim_start_matches("debug_").starts_with("assert")
        {
            open = Some(Assertion {
                start: range.end,
                compares: if name.ends_with("assert") { 1 } else { 2 },
                argument: 0,
                depth: 1,
            });
        }
        if kind == Kind::Word {
            name = text;
        }
        before = text;
    }
    faults
}

/// An assertion that is being read.
struct Assertion {
    start: usize,
    /// How many arguments it compares; what follows is its message.
    compares: usize,
    argument: usize,
    depth: usize,
}

impl Assertion {
    fn is_message(&self) -> bool {
        self.argument >= self.compares
    }
}

/// Whether a numeral stands in the code of an assertion.
fn repeats(code: &str, numeral: &str) -> bool {
    let part = |ch: char| ch.is_alphanumeric() || matches!(ch, '.' | '_');
    code.split(|ch: char| !part(ch)).any(|word| word == numeral)
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
    use super::super::lex;
    use super::super::testing::{codes, right};
    use super::parts;

    #[test]
    fn a_numeral_in_a_comment_or_string_is_found_outside_assertions_only() {
        let code = "let x = 0.7; // about 0.357\nassert_eq!(\n    // 0.357 nats\n    f(x), \"0.5\", \"0.7\"\n);\nassert!(x > 0.2, \"0.2\"); assert!(x < 9.0, \"9\");\n/* log2 */ // 'a' \"3\"\nlet s = \"// 0.5 {x:.3}\"; let t = r#\"// 1\"#; let c = '7';";
        let places: Vec<&str> = parts(code, &lex::pieces(code).unwrap())
            .iter()
            .map(|(place, _)| &code[place.clone()])
            .collect();
        assert_eq!(places, ["0.357", "0.357", "0.7", "9", "3", "0.5", "1", "7"]);
    }

    #[test]
    fn a_number_that_a_block_says_is_asserted() {
        assert_eq!(codes("```rust\n// about 0.357\nf();\n```"), ["P054"]);
        assert_eq!(codes("```rust\nprintln!(\"it is 0.357\");\n```"), ["P054"]);
        for block in [
            "assert!(x < 0.5, \"it is 0.7\");",
            "assert!(x < 0.5 /* exactly 0.4 */);",
            "assert!(x.is_finite(), \"it is 9 metres\");",
        ] {
            assert_eq!(
                codes(&format!("```rust\n{block}\n```")),
                ["P054"],
                "{block}"
            );
        }
        right(
            "```rust\nlet x = 0.5;\nprintln!(\"{x:.3}\");\nassert_eq!(x, 0.5, \"it is 0.5\");\n```",
        );
    }
}
