//! The page as the book shows it: Markdown in which numbers, formulas and pictures became HTML.

use std::collections::HashMap;
use std::ops::Range;

use crate::check::{Checked, Number};
use crate::markup::{escape_in_markdown as escape, shield};
use crate::oracle::Value;
use crate::page::{Atom, Claim, Kind};
use crate::rules::Coverage;
use crate::speech::words;
use crate::units::{exact_digits, twelve_digits};

/// What the rendered page needs to know beyond its text.
pub struct Setting<'a> {
    /// The page that lists every number, as a link from this page, or nothing if there is none;
    /// its rows are named by [`Checked::ids`].
    ///
    /// A link with a `#` also says what the names of its rows begin with: a page that lists its own numbers cannot name a
    /// number and its row alike.
    pub list: &'a str,
    /// The page that lists every formula, in the same way; its rows are named by [`Checked::formula_ids`].
    pub formulas: &'a str,
    /// What the ids of this page's rows begin with.
    pub stem: &'a str,
    /// The path of the code that computes the numbers, shown with each.
    pub origin: Option<&'a str>,
    /// Where the code of an expression can be read, as a link from this page.
    pub code: &'a dyn Fn(&str) -> Option<Implementation>,
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

/// Where the code of an expression can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Implementation {
    /// The function or the given that was found, if one was.
    pub name: Option<String>,
    /// The path of the code.
    pub origin: String,
    /// The place of its definition, as a link from the page.
    pub address: String,
}

/// A number or a formula as another page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// HTML that can stand inside Markdown.
    pub html: String,
    /// How it is read aloud, where its HTML has no words.
    pub spoken: Option<String>,
}

/// Thirty-two bits of a text that are the same on every machine and in every version: FNV-1a.
///
/// ```
/// assert_eq!(prosetest::fingerprint("a"), 0xe40c_292c);
/// ```
#[must_use]
pub fn fingerprint(text: &str) -> u32 {
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    text.bytes().fold(0x811c_9dc5, mix)
}

impl Checked<'_> {
    /// The Markdown of the page with HTML for all that Markdown cannot show.
    #[must_use]
    pub fn render(&self, setting: &Setting<'_>) -> String {
        let mut edits = Edits::default();
        self.render_pictures(setting, &mut edits);
        let ids = self.ids(setting.stem);
        for (number, id) in self.numbers.iter().zip(ids) {
            self.render_number(number, &id, setting, &mut edits);
        }
        for claim in &self.page.claims {
            if claim.kind == Kind::Exemption && !claim.in_alt {
                let open = "<span class=\"exempt\">".to_owned();
                edits.replace(claim.source.start..claim.content.start, open);
                edits.replace(claim.content.end..claim.source.end, "</span>".to_owned());
            }
        }
        self.render_formulas(setting, &mut edits);
        for range in self.held_together() {
            edits.surround(range, "<span class=\"together\">".to_owned(), "</span>");
        }
        edits.apply(&self.page.source)
    }

    fn render_pictures(&self, setting: &Setting<'_>, edits: &mut Edits) {
        for picture in &self.page.pictures {
            let alt = &self.page.runs[picture.alt];
            let alt = alt.text(0..alt.cells.len());
            if let Some(html) = (setting.picture)(&picture.destination, alt.trim()) {
                edits.replace(picture.source.clone(), html);
            }
        }
    }

    /// A number, with its values in `data`, and as a link to its row where a link can stand.
    fn render_number(&self, number: &Number, id: &str, setting: &Setting<'_>, edits: &mut Edits) {
        let claim = &self.page.claims[number.claim];
        if claim.in_alt {
            return;
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
            // Where the number and its row are on two pages, they bear the same id, so that both ways lead home.
            let mut open = format!(
                "<a class=\"number\" id=\"{id}\" href=\"{}{id}\" data-exact=\"{}\" data-expression=\"{}\"",
                row_in(setting.list),
                escape(&self.described(number).join("; ")),
                escape(&number.expression),
            );
            if let Some(spoken) = self.spoken(number.claim) {
                open.push_str(&format!(" aria-label=\"{}\"", escape(&spoken)));
            }
            if let Some(origin) = setting.origin {
                open.push_str(&format!(" data-crate=\"{}\"", escape(origin)));
            }
            if let Some(code) = (setting.code)(&number.expression) {
                open.push_str(&format!(" data-code=\"{}\"", escape(&code.address)));
            }
            open.push('>');
            (open, "</a>")
        };
        edits.replace(claim.source.start..claim.content.start, open);
        edits.replace(claim.content.end..claim.source.end, close.to_owned());
    }

    /// The formulas that are compared with code, and all mathematics as MathML.
    fn render_formulas(&self, setting: &Setting<'_>, edits: &mut Edits) {
        // A formula of its own scrolls in a box, and what can be followed stands inside.
        let mut boxed = Vec::new();
        for (formula, id) in self.formulas.iter().zip(self.formula_ids(setting.stem)) {
            let claim = &self.page.claims[formula.claim];
            if claim.in_alt {
                continue;
            }
            let display = self.page.atoms.iter().find(|atom| {
                atom.display
                    && claim.content.start <= atom.source.start
                    && atom.source.end <= claim.content.end
            });
            let listed = !setting.formulas.is_empty();
            let (mut open, mut close) = if listed && self.is_formula_linked(formula) {
                (self.link_of(formula, &id, setting), "</a>".to_owned())
            } else {
                ("<span class=\"formula\">".to_owned(), "</span>".to_owned())
            };
            if let Some(atom) = display {
                open.insert_str(0, "<span class=\"display\">");
                close.push_str("</span>");
                boxed.push(atom.source.start);
            }
            edits.replace(claim.source.start..claim.content.start, open);
            edits.replace(claim.content.end..claim.source.end, close);
        }
        for atom in &self.page.atoms {
            if let Some(math) = self.math(atom).filter(|_| self.typesets(atom)) {
                let html = if atom.display && !boxed.contains(&atom.source.start) {
                    format!("<span class=\"display\">{math}</span>")
                } else {
                    math
                };
                edits.replace(atom.source.clone(), html);
            }
        }
    }

    /// The Markdown of the page for renderers that show no HTML: its marks are gone, and what they marked is left.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut edits = Edits::default();
        for claim in &self.page.claims {
            if claim.kind != Kind::External {
                edits.replace(claim.source.start..claim.content.start, String::new());
                edits.replace(claim.content.end..claim.source.end, String::new());
            }
        }
        edits.apply(&self.page.source)
    }

    /// Whether a formula becomes MathML: where only marks are checked, what stands in none is somebody else's.
    fn typesets(&self, atom: &Atom) -> bool {
        let is_marked = || {
            let claim = self.claim_around(atom);
            claim.is_some_and(|claim| claim.kind != Kind::External)
        };
        self.page.rules.coverage() == Coverage::All || is_marked()
    }

    fn claim_around(&self, atom: &Atom) -> Option<&Claim> {
        let mut claims = self.page.claims.iter();
        claims.find(|claim| {
            claim.content.start <= atom.source.start && atom.source.end <= claim.content.end
        })
    }

    /// The start tag of a formula: the link to its row, with what its popover says.
    fn link_of(&self, formula: &crate::Formula, id: &str, setting: &Setting<'_>) -> String {
        let mut open = format!(
            "<a class=\"formula\" id=\"{id}\" href=\"{}{id}\" data-exact=\"{}\" data-expression=\"{}\"",
            row_in(setting.formulas),
            escape(&format!(
                "equal on {} random draws: {}",
                formula.draws, formula.compared
            )),
            escape(&formula.expression),
        );
        if let Some(spoken) = self.spoken(formula.claim) {
            open.push_str(&format!(" aria-label=\"{}\"", escape(&spoken)));
        }
        if let Some(Implementation {
            name: Some(name),
            origin,
            address,
        }) = (setting.code)(&formula.value)
        {
            open.push_str(&format!(
                " data-function=\"{}\" data-crate=\"{}\" data-code=\"{}\"",
                escape(&name),
                escape(&origin),
                escape(&address)
            ));
        }
        open.push('>');
        open
    }

    /// A formula as HTML inside Markdown, with its TeX for those who copy it and its words for those who hear it.
    fn math(&self, atom: &Atom) -> Option<String> {
        let mathml = shield(atom.mathml.as_deref()?);
        let (open, rest) = mathml.split_once('>')?;
        let inside = rest.strip_suffix("</math>")?;
        let words = escape(&words(&mathml));
        let tex = self.page.source[atom.tex.clone()].split_whitespace();
        let tex = escape(&tex.collect::<Vec<_>>().join(" "));
        Some(format!(
            "{open} alttext=\"{words}\"><semantics><mrow>{inside}</mrow>\
             <annotation encoding=\"application/x-tex\">{tex}</annotation></semantics></math>"
        ))
    }

    /// The ids of the numbers, in order: they come from what a number says and not from its place, so that links to it
    /// survive what is written before it.
    #[must_use]
    pub fn ids(&self, stem: &str) -> Vec<String> {
        let numbers = self.numbers.iter();
        ids(
            stem,
            numbers.map(|number| format!("{}\n{}", number.text, number.expression)),
        )
    }

    /// The ids of the formulas, in order, which come from what a formula says.
    #[must_use]
    pub fn formula_ids(&self, stem: &str) -> Vec<String> {
        let formulas = self.formulas.iter();
        ids(
            &format!("{stem}-formula"),
            formulas.map(|formula| format!("{}\n{}", formula.tex, formula.expression)),
        )
    }

    /// Formulas in the line with the punctuation that touches them: a line must not begin with a full stop.
    fn held_together(&self) -> Vec<Range<usize>> {
        let source = &self.page.source;
        let mut ranges = Vec::new();
        for atom in &self.page.atoms {
            let claim = self.claim_around(atom);
            // An external link, and what stands in no text, stay as they are.
            if atom.mathml.is_none()
                || !self.typesets(atom)
                || atom.display
                || claim.is_some_and(|claim| claim.in_alt || claim.kind == Kind::External)
            {
                continue;
            }
            let whole = match claim {
                Some(claim) if claim.content.start == atom.source.start => claim.source.start,
                _ => atom.source.start,
            };
            let end = match claim {
                Some(claim) if claim.content.end == atom.source.end => claim.source.end,
                _ => atom.source.end,
            };
            let (before, after) = (&source[..whole], &source[end..]);
            let opening = before.len() - before.trim_end_matches(['(', '“', '‘']).len();
            let closing = after.len()
                - after
                    .trim_start_matches(['.', ',', ';', ':', '?', ')', '”', '’'])
                    .len();
            // Where a claim is torn in two, its tags would cross those of the span.
            let torn = claim
                .is_some_and(|claim| (whole == claim.source.start) != (end == claim.source.end));
            if opening + closing > 0 && !torn {
                ranges.push(whole - opening..end + closing);
            }
        }
        ranges
    }

    /// A number as another page shows it: its formulas stay formulas.
    #[must_use]
    pub fn shown(&self, number: &Number) -> Rendered {
        self.claim_shown(number.claim)
    }

    /// A formula as another page shows it.
    #[must_use]
    pub fn formula_shown(&self, formula: &crate::Formula) -> Rendered {
        self.claim_shown(formula.claim)
    }

    /// What is exempt, as another page shows it.
    #[must_use]
    pub fn exemption_shown(&self, exemption: &crate::Exemption) -> Rendered {
        self.claim_shown(exemption.claim)
    }

    fn claim_shown(&self, claim: usize) -> Rendered {
        let mut html = String::new();
        self.read(claim, |part| match part {
            Part::Text(text) => html.push_str(&escape(&text)),
            Part::Formula(atom) => {
                let math = self.math(atom).unwrap_or_default();
                html.push_str(&math.replacen(" display=\"block\"", "", 1));
            }
        });
        Rendered {
            html,
            spoken: self.spoken(claim),
        }
    }

    /// How a claim with a formula in it is read aloud; one without is read as it is.
    fn spoken(&self, claim: usize) -> Option<String> {
        let (mut spoken, mut has_formula) = (String::new(), false);
        self.read(claim, |part| match part {
            Part::Text(text) => spoken.push_str(&text),
            Part::Formula(atom) => {
                has_formula = true;
                spoken.push_str(&words(atom.mathml.as_deref().unwrap_or_default()));
            }
        });
        has_formula.then(|| spoken.trim().to_owned())
    }

    /// Goes through the visible parts of a claim.
    fn read<'c>(&'c self, claim: usize, mut part: impl FnMut(Part<'c>)) {
        let runs = self.page.runs[self.runs[claim].clone()].iter();
        let cells = runs.flat_map(|run| &run.cells);
        let own = cells.filter(|cell| cell.claim == Some(claim) && !cell.is_break());
        let mut last = None;
        for cell in own {
            let atom = cell.atom.map(|atom| &self.page.atoms[atom]);
            match atom.filter(|atom| atom.mathml.is_some()) {
                Some(atom) if cell.atom != last => part(Part::Formula(atom)),
                Some(_) => {}
                // A superscript was read as the character that it raises.
                None if cell.raised => {
                    part(Part::Text(self.page.source[cell.source.clone()].to_owned()))
                }
                None => part(Part::Text(cell.ch.to_string())),
            }
            last = cell.atom;
        }
    }

    /// The exact values of a number's numerals as its popover shows them: the unit of the text comes first.
    fn described(&self, number: &Number) -> Vec<String> {
        let express = |shown: &crate::Shown| match shown.value {
            Value::Number(value) => exact_digits(value),
            Value::Quantity { value, dimension } => {
                let first = shown.unit.as_ref().map(|(unit, _)| *unit);
                self.page.units.express_from(first, value, dimension)
            }
        };
        number.shown.iter().map(express).collect()
    }

    /// The exact values of a number's numerals, as the list and the page show them.
    #[must_use]
    pub fn exact(&self, number: &Number) -> Vec<String> {
        let express = |value: &Value| match *value {
            Value::Number(value) => exact_digits(value),
            Value::Quantity { value, dimension } => self.page.units.express(value, dimension),
        };
        number
            .shown
            .iter()
            .map(|shown| express(&shown.value))
            .collect()
    }

    /// The places of a number's numerals, each with the values shown there; a formula or code span is one place.
    fn data(&self, number: &Number) -> Vec<(Range<usize>, Vec<String>)> {
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

/// The way to a row of a list, up to the row's id.
fn row_in(list: &str) -> String {
    let hash = if list.contains('#') { "" } else { "#" };
    format!("{list}{hash}")
}

/// A visible part of a claim.
enum Part<'a> {
    /// What is no formula.
    Text(String),
    /// A formula.
    Formula(&'a Atom),
}

/// Ids that come from texts; equal ones are told apart by their order.
fn ids(stem: &str, texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: HashMap<u32, usize> = HashMap::new();
    let id = |text: String| {
        let print = fingerprint(&text);
        let times = seen.entry(print).or_default();
        *times += 1;
        match times {
            1 => format!("{stem}-{print:08x}"),
            _ => format!("{stem}-{print:08x}-{times}"),
        }
    };
    texts.map(id).collect()
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
