//! A literal in an expression proves nothing: givens are named, where text and code share them.
//!
//! An integer may say *which one*: as an index, a field, or an argument of a function of the book.
//! So may a text, as the argument by which such a function finds a record.

use prosetest::{Fault, Rule};
use syn::Lit;

pub(super) static RULE: Rule = Rule::marked("P021", "literal");

/// Whether a literal says which one is meant, as the argument of a function that is not of the standard library.
pub(super) fn is_argument(literal: &Lit) -> bool {
    match literal {
        Lit::Int(_) => true,
        // A key names something; a text that begins like a number may be read as one.
        Lit::Str(key) => key.value().starts_with(|ch: char| ch.is_ascii_alphabetic()),
        _ => false,
    }
}

/// A value that is nothing but an integer of its own expression, handed back: `uniform(42).len()`.
pub(super) fn handed_back(title: &str, value: f64) -> Option<Fault> {
    let whole = value.fract().abs() < f64::EPSILON && value.abs() > 1.0;
    let given = integers(title).find(|given| whole && given.total_cmp(&value).is_eq())?;
    let message = format!("the value is the literal {given} of its own expression");
    let help = "name the given, so that text and code share it";
    Some(Fault::new(message, help))
}

/// The integers that are arguments, or the ends of ranges.
fn integers(title: &str) -> impl Iterator<Item = f64> {
    title
        .match_indices(|ch: char| ch.is_ascii_digit())
        .filter_map(|(at, _)| {
            let (before, rest) = title.split_at(at);
            let end = rest
                .find(|ch: char| !(ch.is_ascii_digit() || ch == '_'))
                .unwrap_or(rest.len());
            let (before, after) = (before.trim_end(), rest[end..].trim_start());
            let begins = before.ends_with(['(', ',', '=']) || before.ends_with("..");
            let ends = after.starts_with([',', ')', ']']) || after.starts_with("..");
            // What stands alone in brackets says which.
            (begins && ends).then(|| rest[..end].replace('_', "").parse().ok())?
        })
}

#[cfg(test)]
mod tests {
    use super::super::testing::codes;

    #[test]
    fn an_integer_is_not_handed_back() {
        let found = |title: &str| super::integers(title).collect::<Vec<_>>();
        assert_eq!(found("uniform(42)?.len()"), [42.0]);
        assert_eq!(found("X[..2].len() + f(1, 1_000)"), [2.0, 1.0, 1000.0]);
        assert_eq!(found("X[2] + Y.1 + log2(x1) + f(a.0)"), [0.0; 0]);
    }

    #[test]
    fn a_literal_proves_nothing_however_it_is_dressed() {
        for expression in [
            "0.357",
            "-0.357",
            "(0.357)",
            "(P, 0.357)",
            "[P, 1.0]",
            "{ 0.357 }",
            "&0.3",
            "[0.358][0]",
            "[P, 0.358][1]",
            "(P, 0.358).1",
            "0.3 + 0.057",
            "[0.5; 3]",
            "true",
            "'a'",
            "0.0 * P + 0.358",
            "P * 1.0",
            "P - P + 0.358",
            "f64::max(0.358, 0.1)",
            "f64::from(3u8)",
            "f64::from_bits(4600096904496365392)",
            "u32::pow(10, 3)",
            "Some(358)",
            "Ok(3)",
            "Box::new(3)",
            "String::from(\"0.358\")",
            "i64::from(true)",
            "f(0.358)",
            "f(true)",
            "f('a')",
            "f(\"0.358\")",
            "f(\"-1\")",
            "f(&[358, 642])",
            "f([1, 2])",
            "f((1, 2))",
            "f(1 + 2)",
            "f(-1)",
            "NONE.unwrap_or(358)",
            "P.max(358)",
            "P.powi(2)",
            "P.mul_add(0.0, 0.358)",
            "Ord::max(3, N)",
            "std::cmp::max(358, N)",
            "core::cmp::max(358, N)",
            "Nats(358)",
            "f::<358>()",
            "size_of::<[u8; 358]>()",
            "size_of::<(u8, [u8; 358])>()",
            "size_of::<Option<[u8; 358]>>()",
            "size_of::<Wrapper<358>>()",
            "align_of::<&[u8; 358]>()",
            "size_of_val(&[P; 358])",
            "X[\"a\"]",
            "{ let y = 0.358; y }",
            "{ let y = 358; f(y) }",
            "[P; 3].len()",
            "f(b\"a\")",
            "f(c\"a\")",
            "f(b'a')",
        ] {
            let page = format!("[0.7](= '{}')", expression.replace('\'', "\\'"));
            let found = codes(&page);
            assert!(
                found.contains(&"P021") || found.contains(&"P020"),
                "{expression}: {found:?}"
            );
        }
    }

    #[test]
    fn a_literal_that_says_which_one_stands() {
        for expression in [
            "X[2]",
            "X.1",
            "X[1..]",
            "f(2)",
            "f(2, P)",
            "f(\"a/b/f64\")",
            "a::f(0)[1].2",
        ] {
            let page = format!("[0.7](= '{expression}')");
            assert_eq!(codes(&page), ["P023"], "{expression}");
        }
    }
}
