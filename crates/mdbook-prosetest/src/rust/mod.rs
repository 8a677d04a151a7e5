//! Rust, as the titles of numbers and formulas hold it, and the blocks of code that are run.
//!
//! | code | name | refuses |
//! | --- | --- | --- |
//! | P020 | `expression` | an expression that is not of the few forms that a title may have |
//! | P021 | `literal` | a literal in an expression, or an integer that it hands back |
//! | P022 | `nothing-named` | an expression made of the standard library alone |
//! | P053 | `not-run` | a Rust block, or a part of one, that is not run |
//! | P054 | `code-claim` | a number in a comment or string of a Rust block, where nothing checks it |
//!
//! Under [`Coverage::Linked`](prosetest::Coverage::Linked) P022, P053 and P054 are allowed.
//! All other rules are those of [`prosetest::rules`].

mod code_claim;
mod expression;
mod lex;
mod literal;
mod not_run;
mod nothing_named;
#[cfg(test)]
mod testing;
mod title;

use std::ops::Range;

use prosetest::{Fault, Language, Rule, Title};

/// The rules about Rust, by their codes.
static RULES: [&Rule; 5] = [
    &expression::RULE,
    &literal::RULE,
    &nothing_named::RULE,
    &not_run::RULE,
    &code_claim::RULE,
];

/// The language of expressions that cargo evaluates, and of blocks that are doctests.
///
/// ```
/// use mdbook_prosetest::rust::Rust;
/// use prosetest::Language;
///
/// let (rule, fault) = Rust.expression("1.0 - P").expect("a literal");
/// assert_eq!(rule.code, "P021");
/// assert_eq!(fault.message, "a literal proves nothing");
/// assert_eq!(Rust.expression("surprisal(P)"), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Rust;

/// Whether code can give this name to a value.
pub(crate) fn is_name(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_ok()
}

impl Language for Rust {
    fn rules(&self) -> &'static [&'static Rule] {
        &RULES
    }

    fn expression(&self, expression: &str) -> Option<(&'static Rule, Fault)> {
        expression::fault(expression)
    }

    fn value(&self, expression: &str, value: f64) -> Option<(&'static Rule, Fault)> {
        literal::handed_back(expression, value).map(|fault| (&literal::RULE, fault))
    }

    fn title(&self, title: &str, is_drawn: &dyn Fn(&str) -> bool) -> Result<Title, Fault> {
        title::read(title, is_drawn)
    }

    fn block(&self, info: &str, code: &str) -> Option<Vec<(&'static Rule, Range<usize>, Fault)>> {
        if !not_run::is_rust(info) {
            return None;
        }
        let pieces = lex::pieces(code);
        let tag = not_run::tag(info).map(|fault| (&not_run::RULE, 0..0, fault));
        let not_run = not_run::parts(code, pieces.as_deref());
        let not_run = not_run.into_iter().map(|(range, message)| {
            let help = "let the block run from its first line to its last, in plain sight";
            (&not_run::RULE, range, Fault::new(message, help))
        });
        // What is no Rust is not run, which the rule before refuses.
        let claims = code_claim::parts(code, pieces.as_deref().unwrap_or_default());
        let claims = claims.into_iter().map(|(range, claim)| {
            let help = "make it an assertion, or say it in the text as a checked number";
            let message = format!("{claim}, and nothing checks it");
            (&code_claim::RULE, range, Fault::new(message, help))
        });
        Some(tag.into_iter().chain(not_run).chain(claims).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::RULES;
    use super::testing::{codes, right};

    /// Pages on which Rust would say something false, or nothing.
    const FALSEHOODS: &[&str] = &[
        r#"[0.358](= "0.358")"#,
        r#"[0.358](= "[0.358][0]")"#,
        r#"[0.358](= "f64::max(0.358, 0.1)")"#,
        r#"[0.358](= "0.0 * P + 0.358")"#,
        r#"[3](= "P / P + P / P + P / P")"#,
        r#"[0.358](= "(|| 0.358)()")"#,
        r#"[0.358](= '"0.358".parse::<f64>()')"#,
        r#"[0.358](= "f64::from_bits(4600096904496365392)")"#,
        r#"[358](= "[(); 358].len()")"#,
        r#"[358](= "(0..358).len()")"#,
        r#"[97](= "b'a'")"#,
        r#"[5](= 'include_str!("five.txt").len()')"#,
        r#"[4](= "{ const N: usize = 4; N }")"#,
        r#"[4](= "{ fn f() -> u8 { 4 } f() }")"#,
        r#"[1](= "true as u8")"#,
        r#"[8](= "ONE << THREE")"#,
        r#"[0.693](= "std::f64::consts::LN_2")"#,
        r#"[7](= "Some(7)")"#,
        r#"[7](= "NONE.unwrap_or(7)")"#,
        r#"[7](= "std::cmp::max(7, 1)")"#,
        r#"[7](= "line!()")"#,
        r#"[7](= "if ONE == ONE { SEVEN } else { P }")"#,
        r#"[0](= "!u8::MAX")"#,
        "```rust\nprintln!(\"0.358\");\n```",
        "```rust\n/// 0.358\nfn f() {}\n```",
        "```rust,compile_fail\nf();\n```",
        "```rust,should_panic\nf();\n```",
        "```rust\n#[cfg(any())]\nassert!(f());\n```",
        "```rust\nif false { assert!(f()); }\n```",
        "```rust\nstd::process::exit(0);\n```",
        "```rust\nreturn;\n```",
        "```rust\n# fn f() -> bool { true }\nassert!(f());\n```",
        "```rust\nfn f() { assert!(g()); }\n```",
    ];

    #[test]
    fn every_falsehood_in_code_is_refused() {
        let of_rust = ["P020", "P021", "P022", "P053", "P054"];
        for page in FALSEHOODS {
            let found = codes(page);
            assert!(
                found.iter().any(|code| of_rust.contains(code)),
                "{page}: {found:?}"
            );
        }
    }

    #[test]
    fn what_a_block_asserts_may_be_said_in_it() {
        for block in [
            "let x = f(0.5);\nassert_eq!(x, 0.25, \"it is 0.25\");",
            "// A comment.\nuse a::b;\nprintln!(\"{:.3}\", b());\n# Ok::<(), E>(())",
        ] {
            right(&format!("```rust\n{block}\n```"));
        }
    }

    #[test]
    fn every_rule_has_its_own_code_name_and_entry() {
        let all: Vec<_> = prosetest::RULES.iter().chain(&RULES).collect();
        for rule in &RULES {
            let row = format!("//! | {} | `{}` | ", rule.code, rule.name);
            assert!(include_str!("mod.rs").contains(&row), "{row} is missing");
            let alike = all
                .iter()
                .filter(|other| other.code == rule.code || other.name == rule.name);
            assert_eq!(alike.count(), 1, "{}", rule.code);
        }
    }

    #[test]
    fn a_literal_that_comes_back_proves_nothing() {
        assert_eq!(codes("[42](= \"uniform(42)?.len()\")"), ["P021"]);
        assert_eq!(codes("[0.7](= \"P\")"), [""; 0]);
    }

    #[test]
    fn a_block_that_cannot_be_read_is_a_fault_of_the_block() {
        for (text, codes_of) in [("f(", ["P053"]), ("\u{0}", ["P053"])] {
            let page = format!("A page.\n\n```rust\n{text}\n```\n");
            assert_eq!(codes(&page), codes_of, "{text:?}");
        }
        for piece in [
            "0.7 // 1\n",
            "((((",
            "fn f() { ",
            "\"",
            "x + ",
            "assert!(a());\n",
            "/*",
        ] {
            let page = format!("```rust\n{}\n```\n", piece.repeat(5_000));
            assert!(codes(&page).len() < 100, "{piece}");
        }
    }
}
