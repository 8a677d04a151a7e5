//! The title of a formula: an expression in the book's symbols, after any number of `let`s.

use super::symbols::{Declared, Table};
use super::tree::Key;
use crate::oracle::Code;
use crate::rules::expression;
use crate::units::Units;

/// A title taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Title {
    /// What the `let`s bind: the keys of the symbols, and the statements up to each.
    pub(crate) lets: Vec<(Key, String)>,
    /// The names that they bind, each with its value.
    bound: Vec<(String, String)>,
    /// The whole title as one expression.
    pub(crate) whole: String,
    /// The expression whose value the formula claims, as a message shows it.
    pub(crate) said: String,
}

impl Title {
    /// Takes a title apart; one that is not Rust stays whole.
    ///
    /// # Errors
    /// What is wrong with it, and the remedy.
    pub(crate) fn read(
        title: &str,
        table: &Table,
        is_rust: bool,
    ) -> Result<Self, (String, &'static str)> {
        let statements = if is_rust {
            statements(title)
        } else {
            vec![title]
        };
        let mut lets: Vec<(Key, String)> = Vec::new();
        let mut bound: Vec<(&str, &str)> = Vec::new();
        let mut before = String::new();
        for statement in &statements[..statements.len() - 1] {
            if let Some((name, value)) = binding(statement) {
                bound.push((name, value));
                let symbol = table.symbols.iter().find(|symbol| symbol.name == name);
                let key = symbol.map_or(name, |symbol| &symbol.key).to_owned();
                let name = if name == "_" { "()" } else { name };
                lets.retain(|(other, _)| *other != key);
                lets.push((key, format!("{{ {before}{statement}; {name} }}")));
            }
            before.push_str(statement);
            before.push_str("; ");
        }
        let last = statements.last().map_or("", |last| last.trim());
        let whole = if before.is_empty() {
            last.to_owned()
        } else {
            format!("{{ {before}{last} }}")
        };
        if let Some(refusal) = expression::fault_of_title(&whole).filter(|_| is_rust) {
            return Err((refusal.message, refusal.help));
        }
        if let Some(refusal) = unproved(&statements, table).filter(|_| is_rust) {
            return Err(refusal);
        }
        let said = bound.iter().rev().find(|(name, _)| *name == last);
        let said = said.map_or(last, |(_, value)| value).to_owned();
        Ok(Self {
            bound: bound
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            lets,
            whole,
            said,
        })
    }

    /// A name whose words say what nothing checks: another unit than its value is counted in, or another number.
    pub(crate) fn misnomer(&self, units: &Units) -> Option<(String, &'static str)> {
        self.bound.iter().find_map(|(name, value)| {
            name.split('_').find_map(|word| {
                if changes(word) {
                    let message = format!("“{word}” in the name `{name}` says what nothing checks");
                    return Some((message, "name what is computed, and show the arithmetic"));
                }
                let unit = units.find(word)?;
                let counted = methods(value).filter_map(|method| units.find(method));
                let counted: Vec<usize> = counted.collect();
                let met = !counted.is_empty() && counted.iter().all(|other| *other == unit);
                let message =
                    format!("`{name}` speaks of {word}, and its value is not counted in them");
                (!met).then_some((
                    message,
                    "let its value end in the method that counts in this unit",
                ))
            })
        })
    }

    /// Code of the title with the symbols that it names as parameters.
    ///
    /// Of two symbols of one name, the one that the formula shows is meant; else the one that is declared for the page;
    /// else a vector where the name is borrowed, and a number where not.
    ///
    /// # Errors
    /// The name that may mean two symbols.
    pub(crate) fn code(
        &self,
        text: &str,
        table: &Table,
        shown: &[(Key, usize)],
    ) -> Result<(Code, Vec<(Key, usize)>), String> {
        let mut parameters = Vec::new();
        let mut keys = Vec::new();
        for name in names(text) {
            if self.bound.iter().any(|(bound, _)| bound == name) {
                continue;
            }
            let mut candidates: Vec<&Declared> = table
                .symbols
                .iter()
                .filter(|symbol| symbol.name == name && symbol.draw.is_some())
                .collect();
            let is_shown = |symbol: &Declared| shown.contains(&(symbol.key.clone(), symbol.depth));
            // What is borrowed, or has a length, is no number.
            let many = [format!("&{name}"), format!("{name}.len()")]
                .iter()
                .any(|use_of| text.contains(use_of));
            let tests: [&dyn Fn(&Declared) -> bool; 3] =
                [&is_shown, &|symbol| symbol.is_own, &|symbol| {
                    (symbol.depth > 0) == many
                }];
            for test in tests {
                if candidates.len() > 1 && candidates.iter().any(|symbol| test(symbol)) {
                    candidates.retain(|symbol| test(symbol));
                }
            }
            let meant = match *candidates {
                [] => continue,
                [only] => only,
                _ => {
                    let tex: Vec<_> = candidates
                        .iter()
                        .map(|symbol| symbol.tex.as_str())
                        .collect();
                    return Err(format!("`{name}` may mean {}", tex.join(" or ")));
                }
            };
            let key = (meant.key.clone(), meant.depth);
            parameters.push(meant.parameter());
            keys.push(key);
        }
        let code = Code {
            text: text.to_owned(),
            parameters,
        };
        Ok((code, keys))
    }
}

/// Words that make another number, or the opposite, of what they stand beside.
fn changes(word: &str) -> bool {
    matches!(
        word,
        "half"
            | "twice"
            | "thrice"
            | "double"
            | "triple"
            | "minus"
            | "negative"
            | "neg"
            | "not"
            | "no"
            | "non"
            | "never"
            | "inverse"
            | "reciprocal"
            | "squared"
            | "cubed"
            | "square"
            | "root"
            | "times"
            | "percent"
            | "hundred"
            | "thousand"
            | "million"
            | "opposite"
            | "less"
            | "per"
    )
}

/// The names of the methods that are called.
fn methods(value: &str) -> impl Iterator<Item = &str> {
    let mut parts = value.split('.');
    parts.next();
    parts.filter_map(|part| {
        let end = part.find(|ch: char| !(ch.is_alphanumeric() || ch == '_'))?;
        part[end..].starts_with('(').then_some(&part[..end])
    })
}

/// The statements of a title, the last of which is its value.
fn statements(title: &str) -> Vec<&str> {
    let mut level = 0_usize;
    let ends = |ch: char| {
        match ch {
            '(' | '{' | '[' => level += 1,
            ')' | '}' | ']' => level = level.saturating_sub(1),
            _ => {}
        }
        ch == ';' && level == 0
    };
    title.split(ends).map(str::trim).collect()
}

/// Why a title would hold a formula to nothing but itself, and the remedy.
fn unproved(statements: &[&str], table: &Table) -> Option<(String, &'static str)> {
    const GIVEN: &str = "name the given: a constant of the crate, or a symbol that is drawn";
    const CODE: &str = "call the code that computes it from the symbols";
    let is_drawn = |name: &str| {
        let mut symbols = table.symbols.iter();
        symbols.any(|symbol| symbol.name == name && symbol.draw.is_some())
    };
    let mut bound: Vec<&str> = Vec::new();
    for statement in statements {
        if let Some(number) = float(statement) {
            return Some((format!("the literal {number} proves nothing"), GIVEN));
        }
        let Some((name, value)) = binding(statement) else {
            continue;
        };
        let known = |name: &&str| is_drawn(name) || bound.contains(name);
        if !names(value).iter().any(known) {
            return Some((format!("no symbol has a part in `{name}`"), CODE));
        }
        if known(&plain(value)) {
            let message = format!("`{name}` is only another name of `{}`", plain(value));
            return Some((message, CODE));
        }
        bound.push(name);
    }
    let last = statements.last()?;
    if names(last).is_empty() && !last.contains('(') && !last.contains("::") {
        return Some(("the title names no code".to_owned(), CODE));
    }
    if is_drawn(plain(last)) && !bound.contains(&plain(last)) {
        return Some((format!("`{last}` is a symbol, and no code"), CODE));
    }
    None
}

/// A value without what only lends or copies it.
fn plain(value: &str) -> &str {
    let mut value = value.trim();
    loop {
        let before = value;
        value = value.trim_start_matches(['&', '*']).trim();
        for copy in [".clone()", ".to_owned()", ".to_vec()", ".into()", "?"] {
            value = value.strip_suffix(copy).unwrap_or(value);
        }
        if let Some(inner) = value
            .strip_prefix('(')
            .and_then(|value| value.strip_suffix(')'))
        {
            value = inner;
        }
        if value == before {
            return value;
        }
    }
}

/// The first float literal in an expression.
fn float(text: &str) -> Option<&str> {
    let is_word = |ch: char| ch.is_alphanumeric() || ch == '_';
    let mut at = 0;
    while let Some(start) = text[at..].find(is_word).map(|found| at + found) {
        let rest = &text[start..];
        let word = &rest[..rest.find(|ch| !is_word(ch)).unwrap_or(rest.len())];
        at = start + word.len();
        let is_number = word.starts_with(|ch: char| ch.is_ascii_digit());
        if !is_number || text[..start].ends_with('.') && !text[..start].ends_with("..") {
            continue;
        }
        let after = &text[at..];
        let point = after.starts_with('.')
            && !after.starts_with("..")
            && !after[1..].starts_with(|ch: char| ch.is_alphabetic() || ch == '_');
        let hexadecimal = word.starts_with("0x");
        if point || (!hexadecimal && word.contains(['e', 'E', 'f'])) {
            let end = after
                .find(|ch: char| !(is_word(ch) || ch == '.'))
                .unwrap_or(after.len());
            return Some(&text[start..at + end]);
        }
    }
    None
}

/// The name and the value of a `let`.
fn binding(statement: &str) -> Option<(&str, &str)> {
    let (left, value) = statement.strip_prefix("let ")?.split_once('=')?;
    let name = left.split(':').next()?.trim();
    Some((name, value.trim()))
}

/// The names in an expression that may be those of values: not of fields, methods or functions.
fn names(text: &str) -> Vec<&str> {
    let is_word = |ch: char| ch.is_alphanumeric() || ch == '_';
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(is_word).map(|found| at + found) {
        let rest = &text[start..];
        let word = &rest[..rest.find(|ch| !is_word(ch)).unwrap_or(rest.len())];
        at = start + word.len();
        let (before, after) = (text[..start].trim_end(), text[at..].trim_start());
        let of_another = ["(", "!", ":"].iter().any(|sign| after.starts_with(sign))
            && !after.starts_with("!=")
            || before.ends_with("::")
            || before.ends_with('.') && !before.ends_with("..");
        let is_number = word.starts_with(|ch: char| ch.is_ascii_digit());
        if !is_number && !of_another && !names.contains(&word) {
            names.push(word);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{float, names, plain, statements};

    #[test]
    fn statements_end_outside_of_brackets() {
        assert_eq!(
            statements("let q = { let a = 1; a }; f(&q)"),
            ["let q = { let a = 1; a }", "f(&q)"]
        );
    }

    #[test]
    fn a_float_is_found_and_an_index_is_none() {
        for text in ["f(1.0)", "7.", "2e-3 + x", "1f64", "x * 0.5", "[0..2.5]"] {
            assert!(float(text).is_some(), "{text}");
        }
        for text in [
            "x.0.1",
            "x[2]",
            "2.min(n)",
            "0..n",
            "0xef",
            "log2(x1)",
            "f(41, 43)",
        ] {
            assert_eq!(float(text), None, "{text}");
        }
    }

    #[test]
    fn what_only_lends_or_copies_changes_nothing() {
        assert_eq!(plain("(&p).clone()"), "p");
        assert_eq!(plain("*p.to_vec()"), "p");
        assert_eq!(plain("f(p)"), "f(p)");
    }

    #[test]
    fn fields_methods_and_paths_are_no_symbols() {
        assert_eq!(
            names("let t = p::f(&q, r.s, u.v())?; S { w: z }"),
            ["let", "t", "q", "r", "u", "S", "z"]
        );
    }
}
