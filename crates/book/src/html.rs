//! Finished HTML, taken apart into its tags and changed in places.

use std::ops::Range;

pub(crate) use prosetest::markup::{Piece, escape, escape_in_markdown, pieces};

/// The parts of a page that are seen, and its tags: no comments, no scripts, and not the TeX of a formula.
pub(crate) fn parts(html: &str) -> Vec<(Piece, Range<usize>)> {
    let mut in_annotation = false;
    let mut parts = pieces(html);
    parts.retain(|(piece, _)| match piece {
        Piece::Open { name, .. } => {
            in_annotation = name == "annotation";
            true
        }
        Piece::Close { .. } => {
            in_annotation = false;
            true
        }
        Piece::Text(_) => !in_annotation,
        Piece::Other => false,
    });
    parts
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
