//! The tokens and the comments of a Rust block, each with its place.

use std::ops::Range;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Comment,
    /// A string, a character or bytes.
    Text,
    Number,
    Word,
    /// One sign, a bracket among them.
    Sign,
}

/// A piece of code, and where it stands.
pub(super) type Piece = (Kind, Range<usize>);

/// The pieces of Rust code, in order; nothing if it is no Rust.
pub(super) fn pieces(code: &str) -> Option<Vec<Piece>> {
    let stream = TokenStream::from_str(code).ok()?;
    let mut tokens = Vec::new();
    flatten(stream, code, &mut tokens);
    let mut pieces = Vec::new();
    let mut at = 0;
    for (kind, range) in tokens {
        // The tokens of a documentation comment all stand where the comment stands.
        if range.start < at {
            continue;
        }
        comments(code, at..range.start, &mut pieces);
        at = range.end;
        pieces.push((kind, range));
    }
    comments(code, at..code.len(), &mut pieces);
    Some(pieces)
}

fn flatten(stream: TokenStream, code: &str, tokens: &mut Vec<Piece>) {
    for tree in stream {
        let place = tree.span().byte_range();
        let text = code.get(place.clone()).unwrap_or_default();
        if text.starts_with("//") || text.starts_with("/*") {
            tokens.push((Kind::Comment, place));
            continue;
        }
        match tree {
            TokenTree::Group(group) => {
                let bare = group.delimiter() == Delimiter::None;
                let (open, close) = (group.span_open(), group.span_close());
                if !bare {
                    tokens.push((Kind::Sign, open.byte_range()));
                }
                flatten(group.stream(), code, tokens);
                if !bare {
                    tokens.push((Kind::Sign, close.byte_range()));
                }
            }
            TokenTree::Ident(_) => tokens.push((Kind::Word, place)),
            TokenTree::Punct(_) => tokens.push((Kind::Sign, place)),
            TokenTree::Literal(_) => {
                let number = text.starts_with(|ch: char| ch.is_ascii_digit());
                tokens.push((if number { Kind::Number } else { Kind::Text }, place));
            }
        }
    }
}

/// The comments between two tokens, where nothing else stands but white space.
fn comments(code: &str, between: Range<usize>, pieces: &mut Vec<Piece>) {
    let mut at = between.start;
    while let Some(found) = code[at..between.end].find('/') {
        let start = at + found;
        let rest = &code[start..between.end];
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            block(rest)
        };
        at = start + length.max(1);
        pieces.push((Kind::Comment, start..at));
    }
}

/// The length of the block comment that a text begins with, and of all inside it.
fn block(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth = depth.saturating_sub(1);
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Kind, pieces};

    #[test]
    fn every_piece_has_its_kind_and_its_place() {
        let code = "/// é doc\nfn f<'a>() { /* a /* b */ c */ g(0.5, \"// no\", r#\"1\"#, 'x') } // end\n//! x";
        let shown: Vec<_> = pieces(code)
            .unwrap()
            .into_iter()
            .filter(|(kind, _)| *kind != Kind::Sign)
            .map(|(kind, place)| (kind, &code[place]))
            .collect();
        assert_eq!(
            shown,
            [
                (Kind::Comment, "/// é doc"),
                (Kind::Word, "fn"),
                (Kind::Word, "f"),
                (Kind::Word, "a"),
                (Kind::Comment, "/* a /* b */ c */"),
                (Kind::Word, "g"),
                (Kind::Number, "0.5"),
                (Kind::Text, "\"// no\""),
                (Kind::Text, "r#\"1\"#"),
                (Kind::Text, "'x'"),
                (Kind::Comment, "// end"),
                (Kind::Comment, "//! x"),
            ]
        );
    }

    #[test]
    fn what_is_no_rust_has_no_pieces() {
        assert_eq!(pieces("f("), None);
        assert_eq!(pieces("let a = \"open"), None);
        assert_eq!(pieces("/* open"), None);
    }
}
