//! The page as the book shows it: Markdown in which numbers, formulas and pictures became HTML.

use std::ops::Range;

use crate::check::Checked;
use crate::markup::{escape, shield};
use crate::oracle::Value;
use crate::page::Kind;
use crate::units::twelve_digits;

/// What the rendered page needs to know beyond its text.
pub struct Setting<'a> {
    /// The page that lists every number, as a link from this page; its rows are named by [`row_id`].
    pub list: &'a str,
    /// What the ids of this page's rows begin with.
    pub stem: &'a str,
    /// The path of the code that computes the numbers, shown with each.
    pub origin: Option<&'a str>,
    /// Where that code can be read, as a link from this page.
    pub code: Option<&'a str>,
    /// Replaces a picture, given its destination and its alt text, by HTML on one line.
    pub picture: &'a dyn Fn(&str, &str) -> Option<String>,
}

impl std::fmt::Debug for Setting<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setting")
            .field("list", &self.list)
            .field("stem", &self.stem)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

/// The id of a number's row in the list of every number; `place` counts from one.
///
/// ```
/// assert_eq!(prosetest::row_id("entropy", 12), "entropy-12");
/// ```
#[must_use]
pub fn row_id(stem: &str, place: usize) -> String {
    format!("{stem}-{place}")
}

impl Checked<'_> {
    /// The Markdown of the page with HTML for all that Markdown cannot show.
    #[must_use]
    pub fn render(&self, setting: &Setting<'_>) -> String {
        let mut edits = Edits::default();
        for picture in &self.page.pictures {
            let alt = &self.page.runs[picture.alt];
            let alt = alt.text(0..alt.cells.len());
            if let Some(html) = (setting.picture)(&picture.destination, alt.trim()) {
                edits.replace(picture.source.clone(), html);
            }
        }
        for (place, number) in self.numbers.iter().enumerate() {
            let claim = &self.page.claims[number.claim];
            if claim.in_alt {
                continue;
            }
            for (range, values) in self.data(number) {
                edits.surround(
                    range,
                    format!("<data value=\"{}\">", escape(&values.join(" "))),
                    "</data>",
                );
            }
            let (open, close) = if !self.is_linked(number) {
                (String::new(), "")
            } else {
                // The number and its row bear the same id, each on its own page, so that both ways lead home.
                let id = row_id(setting.stem, place + 1);
                let mut open = format!(
                    "<a class=\"number\" id=\"{id}\" href=\"{}#{id}\" data-exact=\"{}\" data-expression=\"{}\"",
                    setting.list,
                    escape(&self.exact(number).join("; ")),
                    escape(&number.expression),
                );
                if let Some(origin) = setting.origin {
                    open.push_str(&format!(" data-crate=\"{}\"", escape(origin)));
                }
                if let Some(code) = setting.code {
                    open.push_str(&format!(" data-code=\"{}\"", escape(code)));
                }
                open.push('>');
                (open, "</a>")
            };
            edits.replace(claim.source.start..claim.content.start, open);
            edits.replace(claim.content.end..claim.source.end, close.to_owned());
        }
        for claim in &self.page.claims {
            let open = match claim.kind {
                _ if claim.in_alt => continue,
                Kind::Exemption => "<span class=\"exempt\">".to_owned(),
                Kind::Formula => format!(
                    "<span class=\"formula\" data-function=\"{}\">",
                    escape(&claim.title)
                ),
                Kind::Number | Kind::External => continue,
            };
            edits.replace(claim.source.start..claim.content.start, open);
            edits.replace(claim.content.end..claim.source.end, "</span>".to_owned());
        }
        for atom in &self.page.atoms {
            if let Some(mathml) = &atom.mathml {
                let math = shield(mathml);
                let html = if atom.display {
                    format!("<span class=\"display\">{math}</span>")
                } else {
                    math
                };
                edits.replace(atom.source.clone(), html);
            }
        }
        edits.apply(self.page.source)
    }

    /// The exact values of a number's numerals, as the list and the page show them.
    #[must_use]
    pub fn exact(&self, number: &crate::Number) -> Vec<String> {
        let express = |value: &Value| match *value {
            Value::Number(value) => twelve_digits(value),
            Value::Quantity { value, dimension } => self.page.units.express(value, dimension),
        };
        number
            .shown
            .iter()
            .map(|shown| express(&shown.value))
            .collect()
    }

    /// The places of a number's numerals, each with the values shown there; a formula or code span is one place.
    fn data(&self, number: &crate::Number) -> Vec<(Range<usize>, Vec<String>)> {
        let mut places: Vec<(Range<usize>, Vec<String>)> = Vec::new();
        for shown in &number.shown {
            let run = &self.page.runs[shown.run];
            let numeral = &self.page.numerals[shown.run][shown.index];
            let cells = &run.cells[numeral.cells.clone()];
            let (Some(first), Some(last)) = (cells.first(), cells.last()) else {
                continue;
            };
            let range = match first.atom {
                Some(atom) => self.page.atoms[atom].source.clone(),
                None => first.source.start..last.source.end,
            };
            let size = shown
                .unit
                .as_ref()
                .map_or(1.0, |(unit, _)| self.page.units.size(*unit));
            let value = match shown.value {
                Value::Number(value) | Value::Quantity { value, .. } => twelve_digits(value / size),
            };
            match places.last_mut() {
                Some((last, values)) if *last == range => values.push(value),
                _ => places.push((range, vec![value])),
            }
        }
        places
    }
}

/// Insertions into a text and replacements of parts of it, collected in any order.
#[derive(Default)]
struct Edits {
    /// Place, what is replaced, and how closely it holds on to the text after it.
    edits: Vec<(Range<usize>, u8, String)>,
}

impl Edits {
    fn replace(&mut self, range: Range<usize>, text: String) {
        self.edits.push((range, 1, text));
    }

    fn surround(&mut self, range: Range<usize>, open: String, close: &str) {
        self.edits.push((range.start..range.start, 2, open));
        self.edits.push((range.end..range.end, 0, close.to_owned()));
    }

    /// The text with all edits made; one inside another is dropped.
    fn apply(mut self, source: &str) -> String {
        // At one place: first what closes, then what is replaced up to here, then what opens.
        let key = |(range, order, _): &(Range<usize>, u8, String)| {
            let ends_here = !range.is_empty();
            (
                range.start,
                if ends_here && *order == 1 { 3 } else { *order },
            )
        };
        self.edits.sort_by_key(key);
        let mut text = String::with_capacity(source.len() * 2);
        let mut at = 0;
        for (range, _, replacement) in self.edits {
            if range.start < at {
                continue;
            }
            text.push_str(&source[at..range.start]);
            text.push_str(&replacement);
            at = range.end;
        }
        text.push_str(&source[at..]);
        text
    }
}
