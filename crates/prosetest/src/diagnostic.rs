//! What an author is told.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

/// A change to the source that would mend a fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// The bytes of the source to replace.
    pub range: Range<usize>,
    /// What to write instead.
    pub text: String,
}

/// A fault in a page: where it is, what is wrong, and what to do.
///
/// Its `Display` is the message of several lines that an author reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The path of the page, as it was given.
    pub path: String,
    /// The line, counted from one.
    pub line: usize,
    /// The column in characters, counted from one.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What the text under the carets is, or should be.
    pub label: String,
    /// The remedy.
    pub help: String,
    /// The change that mends it, where there is only one.
    pub fix: Option<Fix>,
    /// The lines at fault, and the fault's place in them.
    #[serde(skip)]
    pub(crate) excerpt: (String, Range<usize>),
}

impl Diagnostic {
    /// A fault at a place of a page.
    #[must_use]
    pub fn new(path: &str, source: &str, range: Range<usize>, message: impl Into<String>) -> Self {
        let floor = |at: usize| source.floor_char_boundary(at.min(source.len()));
        let (start, end) = (floor(range.start), floor(range.end.max(range.start)));
        let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
        // The carets stay on the first line: a fault that spans many is found by where it begins.
        let line_end = source[start..]
            .find('\n')
            .map_or(source.len(), |at| start + at);
        let excerpt = source[line_start..line_end]
            .trim_end_matches('\r')
            .to_owned();
        let shown = |at: usize| (at - line_start).min(excerpt.len());
        let span = shown(start)..shown(end.min(line_end));
        Self {
            path: path.to_owned(),
            line: source[..start].matches('\n').count() + 1,
            column: source[line_start..start].chars().count() + 1,
            message: message.into(),
            label: String::new(),
            help: String::new(),
            fix: None,
            excerpt: (excerpt, span),
        }
    }

    /// The same fault with words for the text under the carets.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same fault with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The message as an author sees it, with colours where the terminal has them.
    #[must_use]
    pub fn render(&self, colours: bool) -> String {
        let renderer = if colours {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let (excerpt, span) = &self.excerpt;
        let mut annotation = AnnotationKind::Primary.span(span.clone());
        if !self.label.is_empty() {
            annotation = annotation.label(self.label.as_str());
        }
        let snippet = Snippet::source(excerpt.as_str())
            .line_start(self.line)
            .path(self.path.as_str())
            .annotation(annotation);
        let mut group = Level::ERROR
            .primary_title(self.message.as_str())
            .element(snippet);
        if !self.help.is_empty() {
            group = group.element(Level::HELP.message(self.help.as_str()));
        }
        renderer.render(&[group])
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostic {}

/// `source` with all fixes applied.
///
/// Where two fixes overlap, the first one wins.
///
/// ```
/// use prosetest::{Fix, apply};
///
/// let fix = Fix { range: 2..7, text: "0.357".to_owned() };
/// assert_eq!(apply("a 0.358 b", [fix]), "a 0.357 b");
/// ```
#[must_use]
pub fn apply(source: &str, fixes: impl IntoIterator<Item = Fix>) -> String {
    let mut fixes: Vec<Fix> = fixes.into_iter().collect();
    fixes.sort_by_key(|fix| (fix.range.start, fix.range.end));
    let mut mended = String::with_capacity(source.len());
    let mut at = 0;
    for Fix { range, text } in fixes {
        if range.start >= at
            && let (Some(before), Some(_)) =
                (source.get(at..range.start), source.get(range.clone()))
        {
            mended.push_str(before);
            mended.push_str(&text);
            at = range.end;
        }
    }
    mended.push_str(&source[at..]);
    mended
}
