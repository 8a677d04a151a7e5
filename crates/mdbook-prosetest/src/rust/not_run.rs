//! A Rust block is a doctest that runs from its first line to its last.

use std::ops::Range;

use prosetest::{Fault, Rule};

use super::lex::{Kind, Piece};

pub(super) static RULE: Rule = Rule::all("P053", "not-run");

/// Whether the info string makes a block Rust, as rustdoc reads it.
pub(super) fn is_rust(info: &str) -> bool {
    tags(info).next() == Some("rust")
}

fn tags(info: &str) -> impl Iterator<Item = &str> {
    info.split([',', ' ', '\t']).filter(|tag| !tag.is_empty())
}

/// A tag by which a Rust block would escape being run, or be run otherwise than it reads.
pub(super) fn tag(info: &str) -> Option<Fault> {
    let plain = ["rust", "editable", "noplayground", "noplaypen"];
    let tag = tags(info).find(|tag| !plain.contains(tag))?;
    let message = format!("a Rust block marked `{tag}` is not run as it stands");
    Some(Fault::new(
        message,
        "remove the tag, so that the block is a doctest",
    ))
}

/// The parts of a block's code that are not run, or hide what is; without pieces it is no Rust.
pub(super) fn parts(code: &str, pieces: Option<&[Piece]>) -> Vec<(Range<usize>, String)> {
    let mut faults = hidden_lines(code);
    let Some(pieces) = pieces else {
        faults.push((0..0, "a Rust block that is no Rust is not run".to_owned()));
        return faults;
    };
    let tokens: Vec<Range<usize>> = pieces
        .iter()
        .filter(|(kind, _)| *kind != Kind::Comment)
        .map(|(_, range)| range.clone())
        .collect();
    let text = |place: usize| tokens.get(place).map_or("", |range| &code[range.clone()]);
    let count = tokens.len();
    let functions = functions(count, &text);
    let body_of = |place: usize| {
        let around = functions.iter().filter(|(_, body)| body.contains(&place));
        around.min_by_key(|(_, body)| body.len())
    };
    let mut fault = |place: usize, why: &str| {
        let range = tokens[place].clone();
        faults.push((range.clone(), format!("`{}` {why}", &code[range])));
    };
    for place in 0..count {
        let why = match text(place) {
            "return" => match body_of(place) {
                None => Some("ends the run early"),
                Some((_, body)) if body.clone().any(|at| is_assertion(text(at))) => {
                    Some("can pass over an assertion")
                }
                Some(_) => None,
            },
            word if is_assertion(word) => why_no_assertion(place, &text),
            _ => why_word(place, &text),
        };
        if let Some(why) = why {
            fault(place, why);
        }
    }
    for (name, body) in &functions {
        let asserts = body.clone().any(|place| is_assertion(text(place)));
        let is_call = |place: &usize| {
            text(*place) == text(*name)
                && text(place + 1) == "("
                && place != name
                && !body.contains(place)
                && may_be_passed_over(*place, &text).is_none()
        };
        if asserts && text(*name) != "main" && !(0..count).any(|place| is_call(&place)) {
            fault(
                *name,
                "is called by nothing that is sure to run, so its assertions may never be",
            );
        }
    }
    faults
}

/// Why a word may hide code from the run, wherever it stands.
fn why_word<'c>(place: usize, text: &impl Fn(usize) -> &'c str) -> Option<&'static str> {
    let next = text(place + 1);
    let before = place.checked_sub(1).map_or("", text);
    match text(place) {
        "cfg" | "cfg_attr" => Some("hides code from the run"),
        "macro_rules" => Some("can make an assertion say nothing"),
        "include" if next == "!" => Some("runs what no reader sees"),
        "catch_unwind" => Some("swallows a failed assertion"),
        "async" => Some("is not run without being awaited"),
        "exit" | "abort" => Some("ends the run early"),
        "true" | "false" if matches!(before, "|" | "&") || matches!(next, "|" | "&") => {
            Some("decides whatever stands beside it")
        }
        "test" | "ignore" if before == "[" && next == "]" => Some("is not run in a doctest"),
        _ => None,
    }
}

/// Why an assertion may not be one, or may not be reached.
fn why_no_assertion<'c>(place: usize, text: &impl Fn(usize) -> &'c str) -> Option<&'static str> {
    if text(place + 1) != "!" {
        return Some("is no assertion here, and can make one say nothing");
    }
    let before = place.checked_sub(1).map_or("", text);
    let in_the_open = matches!(before, "" | ";" | "{" | "}");
    let hidden = "is part of an expression, and may never run";
    may_be_passed_over(place, text).or((!in_the_open).then_some(hidden))
}

fn is_assertion(word: &str) -> bool {
    word.starts_with("assert") || word.starts_with("debug_assert")
}

/// Why what stands at a token may be passed over, if it may.
///
/// Sure to run are the lines of the block, of a function that is called, and of a loop over what is not empty by its text.
fn may_be_passed_over<'t>(place: usize, text: &impl Fn(usize) -> &'t str) -> Option<&'static str> {
    let is_end = |at: usize| matches!(text(at), ";" | "{" | "}");
    let begin = |at: usize| (0..at).rev().find(|&at| is_end(at)).map_or(0, |at| at + 1);
    let choice = "stands in a condition or a closure, and may never run";
    let chooses = |at: usize| match text(at) {
        "|" | "if" | "else" | "match" | "while" => true,
        "&" => text(at + 1) == "&",
        _ => false,
    };
    if (begin(place)..place).any(chooses) {
        return Some(choice);
    }
    let mut depth = 0_usize;
    for at in (0..place).rev() {
        match text(at) {
            "}" => depth += 1,
            "{" if depth > 0 => depth -= 1,
            "{" => {
                let head: Vec<&str> = (begin(at)..at).map(text).collect();
                let over = head.iter().position(|&word| word == "in");
                match (head.first(), over) {
                    (None, _) => {}
                    _ if head.contains(&"fn") && !head.contains(&"|") => {}
                    (Some(&"for"), Some(over)) if !is_empty(&head[over + 1..]) => {}
                    (Some(&"for"), _) => {
                        return Some("stands in a loop that may have nothing to go through");
                    }
                    _ => return Some(choice),
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether what a loop goes through could be nothing: all but a list with something in it, and a range of two integers.
fn is_empty(over: &[&str]) -> bool {
    let integer = |word: &str| word.replace('_', "").parse::<u128>().ok();
    match over {
        ["[", inner @ .., "]"] => {
            let listed = inner.first().is_some_and(|&first| first != "]") && !inner.contains(&";");
            let one_list = inner
                .iter()
                .scan(1_isize, |depth, &word| {
                    *depth += match word {
                        "[" => 1,
                        "]" => -1,
                        _ => 0,
                    };
                    Some(*depth)
                })
                .all(|depth| depth > 0);
            !(listed && one_list)
        }
        [from, ".", ".", to] => integer(from)
            .zip(integer(to))
            .is_none_or(|(from, to)| from >= to),
        [from, ".", ".", "=", to] => integer(from)
            .zip(integer(to))
            .is_none_or(|(from, to)| from > to),
        _ => true,
    }
}

/// The functions of a block: the token of each name, and the tokens of each body.
fn functions<'t>(count: usize, text: &impl Fn(usize) -> &'t str) -> Vec<(usize, Range<usize>)> {
    let mut bodies = Vec::new();
    for place in (0..count).filter(|&place| text(place) == "fn") {
        let Some(open) = (place..count).find(|&at| matches!(text(at), "{" | ";")) else {
            continue;
        };
        let mut depth = 0_usize;
        let close = (open..count).find(|&at| {
            match text(at) {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        bodies.push((place + 1, open..close.unwrap_or(count)));
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
    use super::super::testing::{codes, right};
    use super::is_rust;

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
            "use std::process::exit as leave;\nleave(0);",
            "use b::assert_eq;\nassert_eq!(a(), b());",
            "include!(\"a.rs\");",
            "let check = || assert_eq!(a(), b());",
            "let check = |x: f64| { assert_eq!(x, b()); };",
            "check.map(|x| assert_eq!(x, b()));",
            "let check = || { fn g() { assert!(a()); } g(); };",
            "if a() > b() { assert_eq!(a(), b()); }",
            "if let Some(x) = a() { assert_eq!(x, b()); }",
            "if a() { f(); } else { assert_eq!(a(), b()); }",
            "match a() { 0 => assert_eq!(a(), b()), _ => {} }",
            "match a() { 0 => { assert_eq!(a(), b()); } _ => {} }",
            "while a() { assert_eq!(a(), b()); }",
            "for x in a() { assert_eq!(x, b()); }",
            "for x in [0.0; 0] { assert_eq!(x, b()); }",
            "for x in [] { assert_eq!(x, b()); }",
            "for x in [a()][1..] { assert_eq!(x, b()); }",
            "for x in [a()][n[0]..n[1]] { assert_eq!(x, b()); }",
            "for x in 3..3 { assert_eq!(x, b()); }",
            "for x in 0..n { assert_eq!(x, b()); }",
            "let _ = a() || { assert!(b()); true };",
            "let _ = assert_eq!(a(), b());",
            "assert!(true || a());",
            "assert!(a() || true);",
            "assert!(!(a() && false));",
            "fn check() { check(); assert!(a()); }",
            "fn check() { assert!(a()); }\nlet _ = check;",
            "fn check() { assert!(a()); }\nif a() { check(); }",
            "fn check() { return; assert!(a()); }\ncheck();",
        ] {
            let page = format!("```rust\n{code}\n```");
            assert!(codes(&page).contains(&"P053"), "{page}: {:?}", codes(&page));
        }
        right(
            "```rust\nuse a::f;\n\nfn g() -> f64 {\n    assert!(f());\n    i()\n}\nfn h() -> f64 {\n    if f() { return g(); }\n    i()\n}\nassert_eq!(g(), h());\n# Ok::<(), Error>(())\n```",
        );
        for sure in [
            "[0.5, 0.7]",
            "[[0.0, 1.0], [1.0, 0.0]]",
            "0..6",
            "1..=1",
            "[a(), b[0]]",
        ] {
            right(&format!(
                "```rust\nfor x in {sure} {{\n    let y = f(x);\n    assert!(y < z);\n}}\n```"
            ));
        }
        right("```rust\n# fn main() {\nassert!(f());\n# }\n```");
    }
}
