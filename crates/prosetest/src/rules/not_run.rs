//! A Rust block is a doctest that runs from its first line to its last.

use std::ops::Range;

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

use super::Rule;
use crate::diagnostic::Diagnostic;

pub(crate) const RULE: Rule = Rule::all("P053", "not-run");

/// Whether the info string makes a block Rust, as rustdoc reads it.
pub(crate) fn is_rust(info: &str) -> bool {
    tags(info).next() == Some("rust")
}

fn tags(info: &str) -> impl Iterator<Item = &str> {
    info.split([',', ' ', '\t']).filter(|tag| !tag.is_empty())
}

/// A tag by which a Rust block would escape being run, or be run otherwise than it reads.
pub(crate) fn tag(info: &str, place: Range<usize>) -> Option<Diagnostic> {
    let plain = ["rust", "editable", "noplayground", "noplaypen"];
    let tag = tags(info).find(|tag| !plain.contains(tag))?;
    let message = format!("a Rust block marked `{tag}` is not run as it stands");
    Some(
        Diagnostic::at(&RULE, place, message)
            .help("remove the tag, so that the block is a doctest"),
    )
}

/// The parts of a block's code that are not run, or hide what is.
pub(crate) fn parts(code: &str) -> Vec<(Range<usize>, String)> {
    let mut faults = hidden_lines(code);
    let mut tokens = Vec::new();
    let mut at = 0;
    for token in tokenize(code, FrontmatterAllowed::No) {
        let range = at..at + token.len as usize;
        at = range.end;
        let skipped = matches!(
            token.kind,
            TokenKind::Whitespace | TokenKind::LineComment { .. } | TokenKind::BlockComment { .. }
        );
        if !skipped {
            tokens.push((token.kind, range));
        }
    }
    let text = |place: usize| {
        tokens
            .get(place)
            .map_or("", |(_, range)| &code[range.clone()])
    };
    let bodies = bodies(&tokens, &text);
    for (place, (_, range)) in tokens.iter().enumerate() {
        let word = text(place);
        let next = text(place + 1);
        let within_function = bodies.iter().any(|(_, body)| body.contains(&place));
        let why = match word {
            "cfg" | "cfg_attr" => "hides code from the run",
            "macro_rules" => "can make an assertion say nothing",
            "catch_unwind" => "swallows a failed assertion",
            "async" => "is not run without being awaited",
            "exit" | "abort" if next == "(" => "ends the run early",
            "return" if !within_function => "ends the run early",
            "if" | "while"
                if matches!(next, "true" | "false" | "cfg" | "!")
                    && matches!(text(place + 2), "{" | "true" | "false") =>
            {
                "decides nothing"
            }
            "test" | "ignore" if text(place.wrapping_sub(1)) == "[" && next == "]" => {
                "is not run in a doctest"
            }
            _ => continue,
        };
        faults.push((range.clone(), format!("`{word}` {why}")));
    }
    for (name, body) in &bodies {
        let asserts = body.clone().any(|place| text(place).starts_with("assert"));
        let uses = (0..tokens.len())
            .filter(|&place| text(place) == text(*name))
            .count();
        if asserts && uses < 2 && text(*name) != "main" {
            let message = format!(
                "nothing calls `{}`, so its assertions are not run",
                text(*name)
            );
            faults.push((tokens[*name].1.clone(), message));
        }
    }
    faults
}

/// The functions of a block: the token of each name, and the tokens of each body.
fn bodies<'t>(
    tokens: &[(TokenKind, Range<usize>)],
    text: &impl Fn(usize) -> &'t str,
) -> Vec<(usize, Range<usize>)> {
    let mut bodies = Vec::new();
    for place in (0..tokens.len()).filter(|&place| text(place) == "fn") {
        let Some(open) = (place..tokens.len()).find(|&at| matches!(text(at), "{" | ";")) else {
            continue;
        };
        let mut depth = 0_usize;
        let close = (open..tokens.len()).find(|&at| {
            match text(at) {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        bodies.push((place + 1, open..close.unwrap_or(tokens.len())));
    }
    bodies
}

/// Lines that begin with `# ` run unseen; only what changes no meaning may hide there.
fn hidden_lines(code: &str) -> Vec<(Range<usize>, String)> {
    let mut faults = Vec::new();
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        let trimmed = line.trim();
        let Some(hidden) = trimmed
            .strip_prefix("# ")
            .or((trimmed == "#").then_some(""))
        else {
            continue;
        };
        let hidden = hidden.trim();
        let harmless = hidden.is_empty()
            || hidden == "}"
            || (hidden.starts_with("use ") && hidden.ends_with(';'))
            || ((hidden.starts_with("Ok::<") || hidden == "Ok(())") && hidden.ends_with(')'))
            || (hidden.starts_with("fn main()") && hidden.ends_with('{'));
        if !harmless {
            faults.push((range, "a hidden line runs what no reader sees".to_owned()));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::is_rust;
    use crate::testing::{codes, right};

    #[test]
    fn info_strings_are_read_as_rustdoc_reads_them() {
        assert!(is_rust("rust") && is_rust("rust,should_panic") && is_rust("rust editable"));
        assert!(!is_rust("") && !is_rust("text") && !is_rust("Rust"));
    }

    #[test]
    fn every_tag_that_keeps_a_block_from_running_is_refused() {
        for tag in [
            "ignore",
            "ignore-windows",
            "no_run",
            "should_panic",
            "compile_fail",
            "test_harness",
            "edition2015",
            "E0277",
            "standalone_crate",
            "hidelines=!",
            "{.hidden}",
            "custom",
            "text",
        ] {
            for page in [
                format!("```rust,{tag}\nf();\n```"),
                format!("```rust {tag}\nf();\n```"),
            ] {
                assert_eq!(codes(&page), ["P053"], "{page}");
            }
        }
        right("```rust,editable\nf();\n```");
    }

    #[test]
    fn every_line_of_a_block_is_run() {
        for code in [
            "#[cfg(any())]\nassert_eq!(a(), b());",
            "if cfg!(never) { assert_eq!(a(), b()); }",
            "#[cfg_attr(all(), ignore)]\nfn f() {}",
            "if false { assert_eq!(a(), b()); }",
            "while false { assert_eq!(a(), b()); }",
            "std::process::exit(0);",
            "use std::process::exit;\nexit(0);",
            "std::process::abort();",
            "return;\nassert_eq!(a(), b());",
            "return Ok(());\nassert_eq!(a(), b());",
            "fn check() { assert_eq!(a(), b()); }",
            "fn main() {}\nfn check() { assert_eq!(a(), b()); }",
            "#[test]\nfn check() { assert_eq!(a(), b()); }\ncheck();",
            "macro_rules! assert_eq { ($($t:tt)*) => {} }",
            "async { assert_eq!(a(), b()); };",
            "std::panic::catch_unwind(|| assert_eq!(a(), b()));",
            "# macro_rules! assert { ($($t:tt)*) => {} }\nassert!(a());",
            "# fn a() -> bool { true }\nassert!(a());",
            "# let a = b;\nassert!(a);",
        ] {
            let page = format!("```rust\n{code}\n```");
            assert!(codes(&page).contains(&"P053"), "{page}: {:?}", codes(&page));
        }
        right(
            "```rust\nuse a::f;\n\nfn g() -> f64 {\n    if f() { return h(); }\n    assert!(f());\n    i()\n}\nassert_eq!(g(), j());\n# Ok::<(), Error>(())\n```",
        );
        right("```rust\n# fn main() {\nassert!(f());\n# }\n```");
    }
}
