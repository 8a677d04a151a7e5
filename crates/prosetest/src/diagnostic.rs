//! What an author is told.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::language::Fault;
use crate::page::LineCounter;
use crate::rules::Rule;

/// A change to the source that would mend a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Fix {
    /// The bytes of the source to replace.
    pub range: Range<usize>,
    /// What to write instead.
    pub text: String,
}

/// A fault in a page: where it is, what is wrong, and what to do.
///
/// Its `Display` is the message of several lines that an author reads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Diagnostic {
    /// The code of the rule that is broken, such as `P012`; empty for what no rule of a page covers.
    pub code: &'static str,
    /// The name of that rule, such as `unit-missing`.
    pub rule: &'static str,
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
    /// The place in the page's source.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) range: Range<usize>,
    /// The line at fault, and the fault's place in it.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) excerpt: (String, Range<usize>),
}

/// So many bytes of a long line are shown before and after a fault.
const CONTEXT: usize = 120;

/// So many bytes at fault are shown.
const SHOWN: usize = 160;

impl Diagnostic {
    /// A fault at a place of a page.
    #[must_use]
    pub fn new(path: &str, source: &str, range: Range<usize>, message: impl Into<String>) -> Self {
        let mut fault = Self::bare("", "", range, message.into());
        fault.locate(path, source, &mut LineCounter::new(source));
        fault
    }

    /// A fault whose line is looked up later, together with those of all others.
    pub(crate) fn at(rule: &Rule, range: Range<usize>, message: impl Into<String>) -> Self {
        Self::bare(rule.code, rule.name, range, message.into())
    }

    /// A fault of code, with its remedy.
    pub(crate) fn of(rule: &Rule, range: Range<usize>, fault: Fault) -> Self {
        Self::at(rule, range, fault.message).help(fault.help)
    }

    fn bare(code: &'static str, rule: &'static str, range: Range<usize>, message: String) -> Self {
        Self {
            code,
            rule,
            path: String::new(),
            line: 1,
            column: 1,
            message: clipped(message),
            label: String::new(),
            help: String::new(),
            fix: None,
            range,
            excerpt: (String::new(), 0..0),
        }
    }

    /// Looks up the line, the column and the excerpt; faults that come in order cost no more than one look.
    pub(crate) fn locate(&mut self, path: &str, source: &str, lines: &mut LineCounter<'_>) {
        let floor = |at: usize| source.floor_char_boundary(at.min(source.len()));
        let (start, end) = (
            floor(self.range.start),
            floor(self.range.end.max(self.range.start)),
        );
        let far = floor(start.saturating_sub(CONTEXT));
        let line_start = source[far..start]
            .rfind('\n')
            .map_or(far, |at| far + at + 1);
        // The carets stay on the first line: a fault that spans many is found by where it begins.
        let end = end.min(floor(start + SHOWN));
        let last = floor(end.saturating_add(CONTEXT));
        let line_end = source[start..last].find('\n').map_or(last, |at| start + at);
        let cut = |at: usize| at > 0 && !source[..at].ends_with('\n');
        let before = if cut(line_start) { "…" } else { "" };
        let after = if line_end == last && last < source.len() {
            "…"
        } else {
            ""
        };
        let line = source[line_start..line_end].trim_end_matches('\r');
        let shown = |at: usize| before.len() + (at - line_start).min(line.len());
        (self.line, self.column) = lines.place(start);
        path.clone_into(&mut self.path);
        self.excerpt = (
            format!("{before}{line}{after}"),
            shown(start)..shown(end.min(line_end)),
        );
    }

    /// The same fault with words for the text under the carets.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = clipped(label.into());
        self
    }

    /// The same fault with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = clipped(help.into());
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
        let mut title = Level::ERROR.primary_title(self.message.as_str());
        if !self.code.is_empty() {
            title = title.id(self.code);
        }
        let mut group = title.element(snippet);
        if !self.help.is_empty() {
            group = group.element(Level::HELP.message(self.help.as_str()));
        }
        // The renderer counts the column in the excerpt, which may begin in the middle of the line.
        let counted = excerpt[..span.start].chars().count() + 1;
        let place = |column: usize| format!("{}:{}:{column}", self.path, self.line);
        let (counted, place) = (place(counted), place(self.column));
        renderer.render(&[group]).replacen(&counted, &place, 1)
    }
}

/// A message that quotes a page stays short, however long what it quotes.
fn clipped(text: String) -> String {
    const LONGEST: usize = 300;
    if text.len() <= LONGEST {
        return text;
    }
    let (begin, end) = (
        text.floor_char_boundary(LONGEST / 2),
        text.ceil_char_boundary(text.len() - LONGEST / 3),
    );
    format!("{}…{}", &text[..begin], &text[end..])
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

#[cfg(test)]
mod tests {
    use super::Diagnostic;

    #[test]
    fn the_column_is_that_of_the_whole_line() {
        for before in ["熵".repeat(70), "a ".repeat(500), String::new()] {
            let source = format!("one\n{before}0.5 and more");
            let at = 4 + before.len();
            let fault = Diagnostic::new("a/b.md", &source, at..at + 3, "wrong");
            let column = before.chars().count() + 1;
            assert_eq!((fault.line, fault.column), (2, column));
            for colours in [false, true] {
                let text = fault.render(colours);
                assert!(text.contains(&format!("a/b.md:2:{column}\n")), "{text}");
            }
        }
    }
}
