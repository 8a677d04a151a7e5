//! Finished HTML, taken apart into its tags and changed in places.

use std::ops::Range;

use html5gum::{DefaultEmitter, Span, Token, Tokenizer};

/// A part of a page, with its place.
#[derive(Debug)]
pub(crate) enum Part {
    /// A start tag, with its attributes.
    Open(String, Vec<(String, String)>),
    /// An end tag.
    Close(String),
    /// Text, its entities decoded.
    Text(String),
}

impl Part {
    /// The value of an attribute, if this is a start tag that has it.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let Self::Open(_, attributes) = self else {
            return None;
        };
        let found = attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn opens(&self, wanted: &str) -> bool {
        matches!(self, Self::Open(name, _) if name == wanted)
    }

    pub(crate) fn closes(&self, wanted: &str) -> bool {
        matches!(self, Self::Close(name) if name == wanted)
    }
}

/// The parts of a page, in order, without its comments, and without the text that no one sees: a formula's TeX.
pub(crate) fn parts(html: &str) -> Vec<(Part, Range<usize>)> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let place = |span: Span<usize>| span.start..span.end;
    let mut parts = Vec::new();
    let mut in_annotation = false;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        parts.push(match token {
            Token::StartTag(tag) => {
                in_annotation = *tag.name == *b"annotation";
                let attributes = tag.attributes.iter();
                let attributes = attributes.map(|(name, value)| (text(name), text(&value.value)));
                let name = text(&tag.name);
                (Part::Open(name, attributes.collect()), place(tag.span))
            }
            Token::EndTag(tag) => {
                in_annotation = false;
                (Part::Close(text(&tag.name)), place(tag.span))
            }
            Token::String(_) if in_annotation => continue,
            Token::String(string) => (Part::Text(text(&string.value)), place(string.span)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => continue,
        });
    }
    parts
}

/// Text as HTML, in elements and in attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(ch),
        }
    }
    escaped
}

/// Changes to a text, collected in any order; those at one place are made in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub(crate) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    pub(crate) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// The text with all changes made; one inside another is left out.
    pub(crate) fn apply(mut self, source: &str) -> String {
        self.0.sort_by_key(|(range, _)| range.start);
        let mut text = String::with_capacity(source.len() * 2);
        let mut at = 0;
        for (range, replacement) in self.0 {
            if range.start >= at {
                text.push_str(&source[at..range.start]);
                text.push_str(&replacement);
                at = range.end;
            }
        }
        text.push_str(&source[at..]);
        text
    }
}
