//! The colours of code, decided when the book is built.

use std::ops::Range;

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

/// A piece of code with the class that the theme colours; pieces without one are left out.
pub(crate) type Piece = (Range<usize>, &'static str);

const COMMENT: &str = "c";
const KEYWORD: &str = "k";
const STRING: &str = "s";
const NUMBER: &str = "n";
const FUNCTION: &str = "f";
const TYPE: &str = "t";
const META: &str = "m";

const RUST: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type",
    "unsafe", "use", "where", "while",
];

const PYTHON: &[&str] = &[
    "and", "as", "assert", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "False", "finally", "for", "from", "if", "import", "in", "is", "lambda", "None", "not", "or",
    "pass", "raise", "return", "True", "try", "while", "with", "yield",
];

/// The coloured pieces of code in a language that has colours.
pub(crate) fn pieces(language: &str, code: &str) -> Vec<Piece> {
    match language {
        "rust" => rust(code),
        "python" => python(code),
        _ => Vec::new(),
    }
}

fn rust(code: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for token in tokenize(code, FrontmatterAllowed::No) {
        let range = at..at + token.len as usize;
        at = range.end;
        let text = &code[range.clone()];
        let class = match token.kind {
            TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => COMMENT,
            TokenKind::Literal { kind, .. } => match kind {
                ra_ap_rustc_lexer::LiteralKind::Int { .. }
                | ra_ap_rustc_lexer::LiteralKind::Float { .. } => NUMBER,
                _ => STRING,
            },
            TokenKind::Lifetime { .. } | TokenKind::Pound => META,
            TokenKind::Ident if RUST.contains(&text) => KEYWORD,
            TokenKind::Ident => match name(text, &code[at..]) {
                Some(class) => class,
                None => continue,
            },
            _ => continue,
        };
        pieces.push((range, class));
    }
    pieces
}

/// The class of a name, by its first letter and by what follows it.
fn name(name: &str, after: &str) -> Option<&'static str> {
    if after.starts_with('!') && !after.starts_with("!=") {
        Some(META)
    } else if name.starts_with(|ch: char| ch.is_ascii_uppercase()) {
        let constant = name.len() > 1 && !name.contains(|ch: char| ch.is_ascii_lowercase());
        (!constant).then_some(TYPE)
    } else {
        after.starts_with(['(', ':']).then_some(())?;
        after.starts_with('(').then_some(FUNCTION)
    }
}

fn python(code: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(ch) = code[at..].chars().next() {
        let rest = &code[at..];
        let is_word = |ch: char| ch.is_alphanumeric() || ch == '_';
        let (length, class) = if ch == '#' {
            (rest.find('\n').unwrap_or(rest.len()), Some(COMMENT))
        } else if ch == '"' || ch == '\'' {
            (quoted(rest, ch), Some(STRING))
        } else if ch.is_ascii_digit() {
            let inside = |ch: char| is_word(ch) || ch == '.';
            (
                rest.find(|ch| !inside(ch)).unwrap_or(rest.len()),
                Some(NUMBER),
            )
        } else if is_word(ch) {
            let length = rest.find(|ch| !is_word(ch)).unwrap_or(rest.len());
            let word = &rest[..length];
            let class = if PYTHON.contains(&word) {
                Some(KEYWORD)
            } else {
                name(word, &rest[length..])
            };
            (length, class)
        } else {
            (ch.len_utf8(), None)
        };
        pieces.extend(class.map(|class| (at..at + length, class)));
        at += length;
    }
    pieces
}

/// How long the string is that begins here.
fn quoted(text: &str, quote: char) -> usize {
    let long = quote.to_string().repeat(3);
    let closing = if text.starts_with(&long) {
        long
    } else {
        quote.to_string()
    };
    let mut at = closing.len();
    while at < text.len() {
        if text[at..].starts_with(&closing) {
            return at + closing.len();
        }
        let step = if text[at..].starts_with('\\') { 2 } else { 1 };
        at += text[at..]
            .chars()
            .take(step)
            .map(char::len_utf8)
            .sum::<usize>();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::pieces;

    fn coloured(language: &str, code: &str) -> Vec<(String, &'static str)> {
        let pieces = pieces(language, code).into_iter();
        pieces
            .map(|(range, class)| (code[range].to_owned(), class))
            .collect()
    }

    #[test]
    fn rust_has_colours() {
        let found = coloured("rust", "let p = Distribution::new([0.9])?; // \"one\"");
        let found: Vec<_> = found
            .iter()
            .map(|(text, class)| (text.as_str(), *class))
            .collect();
        assert_eq!(
            found,
            [
                ("let", "k"),
                ("Distribution", "t"),
                ("new", "f"),
                ("0.9", "n"),
                ("// \"one\"", "c"),
            ]
        );
    }

    #[test]
    fn python_has_colours_and_a_string_ends_where_it_ends() {
        let found = coloured(
            "python",
            "import x  # it's\nf('a\\'b', 1e-5) + \"\"\"c\"d\"\"\"",
        );
        let found: Vec<_> = found
            .iter()
            .map(|(text, class)| (text.as_str(), *class))
            .collect();
        assert_eq!(
            found,
            [
                ("import", "k"),
                ("# it's", "c"),
                ("f", "f"),
                ("'a\\'b'", "s"),
                ("1e", "n"),
                ("5", "n"),
                ("\"\"\"c\"d\"\"\"", "s"),
            ]
        );
    }
}
