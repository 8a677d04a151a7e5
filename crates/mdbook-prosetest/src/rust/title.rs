//! The title of a formula: an expression in the book's symbols, after any number of `let`s.

use prosetest::{Binding, Fault, Language, Title};

use super::{Rust, expression};

/// Takes a title apart.
pub(super) fn read(title: &str, is_drawn: &dyn Fn(&str) -> bool) -> Result<Title, Fault> {
    let statements = statements(title);
    let mut bound: Vec<Binding> = Vec::new();
    let mut before = String::new();
    for statement in &statements[..statements.len() - 1] {
        if let Some((name, value)) = binding(statement) {
            let yielded = if name == "_" { "()" } else { name };
            bound.push(Binding {
                name: name.to_owned(),
                value: value.to_owned(),
                code: format!("{{ {before}{statement}; {yielded} }}"),
            });
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
    if let Some((_, fault)) = expression::fault_of_title(&whole) {
        return Err(fault);
    }
    if let Some(fault) = unproved(&statements, is_drawn) {
        return Err(fault);
    }
    let value = last.to_owned();
    Ok(Title {
        bound,
        whole,
        value,
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
fn unproved(statements: &[&str], is_drawn: &dyn Fn(&str) -> bool) -> Option<Fault> {
    const GIVEN: &str = "name the given: a constant of the crate, or a symbol that is drawn";
    const CODE: &str = "call the code that computes it from the symbols";
    let mut bound: Vec<&str> = Vec::new();
    for statement in statements {
        if let Some(number) = float(statement) {
            return Some(Fault::new(
                format!("the literal {number} proves nothing"),
                GIVEN,
            ));
        }
        let Some((name, value)) = binding(statement) else {
            continue;
        };
        let known = |name: &&str| is_drawn(name) || bound.contains(name);
        if !Rust.names(value).iter().any(known) {
            return Some(Fault::new(
                format!("no symbol has a part in `{name}`"),
                CODE,
            ));
        }
        if known(&plain(value)) {
            let message = format!("`{name}` is only another name of `{}`", plain(value));
            return Some(Fault::new(message, CODE));
        }
        bound.push(name);
    }
    let last = statements.last()?;
    if Rust.names(last).is_empty() && !last.contains('(') && !last.contains("::") {
        return Some(Fault::new("the title names no code", CODE));
    }
    if is_drawn(plain(last)) && !bound.contains(&plain(last)) {
        return Some(Fault::new(
            format!("`{last}` is a symbol, and no code"),
            CODE,
        ));
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

#[cfg(test)]
mod tests {
    use super::{float, plain, statements};

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
}
