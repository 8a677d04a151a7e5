//! A page taken apart: its visible text, its claims, and the faults that need no computing to be seen.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::diagnostic::Diagnostic;
use crate::formula::Formulas;
use crate::markup::{self, Piece};
use crate::math::{self, Converter};
use crate::numeral::{Numeral, numerals};
use crate::rules::{self, Coverage, Rules};
use crate::units::{Units, is_wide};
use crate::visible::{BREAK, Cell, END, Leaf, Run, lowered};

/// What a link says of the text inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `[0.7](= "P")`: the expression computes it.
    Number,
    /// `[1948](- "a year")`: it claims nothing.
    Exemption,
    /// `[$…$](~ "entropy")`: the function implements it.
    Formula,
    /// A link to another site, whose integers are part of its name.
    External,
}

/// A link that says something of the text inside it.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) kind: Kind,
    /// The expression, the reason or the function; of an external link, its address.
    pub(crate) title: String,
    /// The whole link.
    pub(crate) source: Range<usize>,
    /// The text inside the brackets.
    pub(crate) content: Range<usize>,
    pub(crate) in_heading: bool,
    pub(crate) in_alt: bool,
    /// Whether something in it is no text: an image, raw HTML.
    pub(crate) mixed: bool,
    /// Whether it is struck out, in whole or in part.
    pub(crate) struck: bool,
    /// Whether it was found faulty already, so that no second error is wanted.
    pub(crate) faulty: bool,
}

/// A code span or a formula: source text that only as a whole can be surrounded by markup.
#[derive(Clone, Debug)]
pub(crate) struct Atom {
    pub(crate) source: Range<usize>,
    /// The MathML of a formula.
    pub(crate) mathml: Option<String>,
    pub(crate) display: bool,
    /// The formula without its dollars.
    pub(crate) tex: Range<usize>,
}

/// An image, which may become something else on the page.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) source: Range<usize>,
    pub(crate) destination: String,
    pub(crate) alt: usize,
}

/// A file that a code block includes.
#[derive(Clone, Debug)]
pub(crate) struct Inclusion {
    pub(crate) path: String,
    pub(crate) source: Range<usize>,
}

/// One place of a page where an expression, or the name of a function, stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site<'a> {
    /// The expression or the path of the function.
    pub text: &'a str,
    /// The line, counted from one.
    pub line: usize,
    /// The column in characters, counted from one.
    pub column: usize,
}

/// A page of Markdown, parsed.
///
/// ```
/// use prosetest::{Page, Units};
///
/// let units = Units::none();
/// let page = Page::parse("ch.md", r#"About [3.14](= "PI"), not 3."#, &units);
/// let expressions: Vec<_> = page.expressions().map(|site| (site.text, site.column)).collect();
/// assert_eq!(expressions, [("PI", 8)]);
/// ```
#[derive(Clone, Debug)]
pub struct Page {
    pub(crate) path: String,
    pub(crate) source: String,
    pub(crate) units: Units,
    pub(crate) rules: Rules,
    pub(crate) runs: Vec<Run>,
    /// The numerals of each run.
    pub(crate) numerals: Vec<Vec<Numeral>>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) atoms: Vec<Atom>,
    pub(crate) pictures: Vec<Picture>,
    pub(crate) inclusions: Vec<Inclusion>,
    /// Where the blocks that are run begin, each with its code.
    pub(crate) blocks: Vec<(usize, String)>,
    /// Where the heads of table columns name a unit.
    pub(crate) column_heads: Vec<Range<usize>>,
    pub(crate) formulas: Formulas,
    pub(crate) faults: Vec<Diagnostic>,
}

impl Page {
    /// Takes a page apart.
    ///
    /// `path` is only named in messages.
    /// No Markdown is too odd: what cannot be understood becomes a fault that [`Page::check`] reports.
    #[must_use]
    pub fn parse(path: &str, source: &str, units: &Units) -> Self {
        Self::parse_under(path, source, units, Rules::default())
    }

    /// Takes a page apart, to be checked under other rules than all of them.
    #[must_use]
    pub fn parse_under(path: &str, source: &str, units: &Units, rules: Rules) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_GFM;
        let walked = |options, rules| {
            let mut walk = Walk::new(path, source, units, rules);
            for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
                walk.event(event, range);
            }
            walk.finish()
        };
        // Where only marks are checked, a dollar is a dollar unless one stands in a mark.
        if rules.coverage() == Coverage::Linked {
            let page = walked(options, rules.clone());
            let is_mark = |claim: &&Claim| claim.kind != Kind::External;
            let mut marks = page.claims.iter().filter(is_mark);
            if !marks.any(|claim| source[claim.content.clone()].contains('$')) {
                return page;
            }
        }
        walked(options | Options::ENABLE_MATH, rules)
    }

    /// The expressions of the page that are worth compiling, in order.
    pub fn expressions(&self) -> impl Iterator<Item = Site<'_>> {
        let sound = self
            .claims
            .iter()
            .filter(|claim| claim.kind == Kind::Number && !claim.faulty);
        let mut lines = LineCounter::new(&self.source);
        sound.map(move |claim| {
            let (line, column) = lines.place(claim.content.start);
            Site {
                text: &claim.title,
                line,
                column,
            }
        })
    }

    /// The links of the page's formulas, in order and as they are written.
    ///
    /// Two texts of a page with the same links say the same in their formulas.
    pub(crate) fn formula_links(&self) -> impl Iterator<Item = &str> {
        let formulas = self
            .claims
            .iter()
            .filter(|claim| claim.kind == Kind::Formula);
        formulas.map(|claim| &self.source[claim.source.clone()])
    }

    /// The blocks of code that are run, in order: their code, and where they begin.
    ///
    /// Whoever runs the page's doctests can tell by them whether there is anything to run.
    pub fn blocks(&self) -> impl Iterator<Item = Site<'_>> {
        let mut lines = LineCounter::new(&self.source);
        self.blocks.iter().map(move |(at, code)| {
            let (line, column) = lines.place(*at);
            Site {
                text: code,
                line,
                column,
            }
        })
    }

    /// Where a numeral's digits stand in the source, or at least the formula they stand in.
    pub(crate) fn digits_of(&self, run: usize, numeral: &Numeral) -> (Range<usize>, bool) {
        let cells = &self.runs[run].cells;
        let digits = &cells[numeral.mantissa_cells.clone()];
        let (Some(first), Some(last)) = (digits.first(), digits.last()) else {
            return (0..0, false);
        };
        let whole = first.source.start..last.source.end.max(first.source.start);
        let Some(atom) = first.atom.filter(|_| first.in_math()) else {
            return (whole, true);
        };
        // MathML does not tell where it came from: the same digits are looked for in the TeX, in order.
        let text = self.runs[run].text(numeral.mantissa_cells.clone());
        let same = |other: &&Numeral| self.runs[run].text(other.mantissa_cells.clone()) == text;
        let numerals = &self.numerals[run];
        let in_atom = numerals.partition_point(|other| {
            cells[other.mantissa_cells.start].source.end <= first.source.start
        });
        let before = numerals[in_atom..]
            .iter()
            .take_while(|other| other.cells.start < numeral.cells.start)
            .filter(|other| cells[other.mantissa_cells.start].atom == Some(atom))
            .filter(same)
            .count();
        let tex = &self.atoms[atom].tex;
        let spellings = [text.clone(), text.replace(',', "{,}")];
        let found = spellings
            .iter()
            .find_map(|text| standing_alone(&self.source[tex.clone()], text).nth(before));
        match found {
            Some(found) => (tex.start + found.start..tex.start + found.end, true),
            None => (self.atoms[atom].source.clone(), false),
        }
    }

    /// Where a whole numeral stands in the source.
    pub(crate) fn place_of(&self, run: usize, numeral: &Numeral) -> Range<usize> {
        let cells = &self.runs[run].cells[numeral.cells.clone()];
        match (cells.first(), cells.last()) {
            (Some(first), Some(last)) if !first.in_math() => {
                first.source.start..last.source.end.max(first.source.start)
            }
            _ => self.digits_of(run, numeral).0,
        }
    }
}

/// The places of a number in a formula where no digit or point touches it.
fn standing_alone<'t>(tex: &'t str, number: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let touches = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    tex.match_indices(number)
        .map(|(at, text)| at..at + text.len())
        .filter(move |place| {
            let bytes = tex.as_bytes();
            let before = place.start.checked_sub(1);
            let point_before = before.is_some_and(|at| {
                bytes[at] == b'.' && touches(at.checked_sub(1).map(|at| &bytes[at]))
            });
            let point_after =
                bytes.get(place.end) == Some(&b'.') && touches(bytes.get(place.end + 1));
            !touches(before.map(|at| &bytes[at]))
                && !touches(bytes.get(place.end))
                && !point_before
                && !point_after
        })
}

/// Finds lines and columns of ever later places without starting over.
pub(crate) struct LineCounter<'a> {
    source: &'a str,
    at: usize,
    line: usize,
    column: usize,
}

impl<'a> LineCounter<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        Self {
            source,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    pub(crate) fn place(&mut self, at: usize) -> (usize, usize) {
        if at < self.at {
            *self = Self::new(self.source);
        }
        let passed = &self.source[self.at..at];
        let newlines = passed.bytes().filter(|&byte| byte == b'\n').count();
        if newlines > 0 {
            self.line += newlines;
            self.column = 1;
        }
        let since = passed.rfind('\n').map_or(0, |newline| newline + 1);
        self.column += passed[since..].chars().count();
        self.at = at;
        (self.line, self.column)
    }
}

/// The state of the walk over a page's events.
struct Walk {
    page: Page,
    converter: Converter,
    /// The run being read, and around it those that an alt text interrupts.
    open: Vec<Run>,
    /// The claims that surround the current text, innermost last, with `None` for a link that claims nothing.
    claims: Vec<Option<usize>>,
    images: Vec<(Range<usize>, String)>,
    scope: u32,
    /// How many lines through the text surround it.
    struck: usize,
    leaf_id: u64,
    code: Option<Code>,
    html: Option<Mapped>,
    /// The unit that each column's head names, and where the page keeps that head.
    columns: Vec<Head>,
    /// What the first cell of the row says of the others.
    row: Label,
    column: usize,
    in_head: bool,
    in_table: bool,
}

/// What the head of a column says of the numbers below it.
#[derive(Clone, Debug, Default)]
struct Head {
    /// The unit that it names, and where the page keeps that word.
    unit: Option<(usize, Option<usize>)>,
    /// The word or sign by which it changes them.
    scale: Option<String>,
}

/// What the first cell of a row does to the numbers beside it.
#[derive(Default)]
struct Label {
    unit: Option<usize>,
    scale: Option<String>,
}

/// A code block being read.
struct Code {
    info: Option<String>,
    source: Range<usize>,
    text: Mapped,
}

/// Text of several lines, and where each piece of it begins, in the text and in the source.
#[derive(Default)]
struct Mapped {
    text: String,
    pieces: Vec<(usize, usize)>,
}

impl Mapped {
    fn push(&mut self, text: &str, at: usize) {
        self.pieces.push((self.text.len(), at));
        self.text.push_str(text);
    }

    /// The place in `source` of a place in the text; where line ends differ, only nearly.
    fn place(&self, source: &str, range: &Range<usize>) -> Range<usize> {
        let of = |at: usize| {
            let after = self.pieces.partition_point(|(start, _)| *start <= at);
            let piece = after.checked_sub(1).map(|last| self.pieces[last]);
            let (in_text, in_source) = piece.unwrap_or((0, 0));
            source.floor_char_boundary((in_source + at - in_text).min(source.len()))
        };
        let start = of(range.start);
        start..of(range.end).max(start)
    }
}

impl Walk {
    fn new(path: &str, source: &str, units: &Units, rules: Rules) -> Self {
        Self {
            page: Page {
                path: path.to_owned(),
                source: source.to_owned(),
                units: units.clone(),
                rules,
                runs: Vec::new(),
                numerals: Vec::new(),
                claims: Vec::new(),
                atoms: Vec::new(),
                pictures: Vec::new(),
                inclusions: Vec::new(),
                blocks: Vec::new(),
                column_heads: Vec::new(),
                formulas: Formulas::default(),
                faults: Vec::new(),
            },
            converter: Converter::new(),
            open: vec![Run::default()],
            claims: Vec::new(),
            images: Vec::new(),
            scope: 0,
            struck: 0,
            leaf_id: 0,
            code: None,
            html: None,
            columns: Vec::new(),
            row: Label::default(),
            column: 0,
            in_head: false,
            in_table: false,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        for &claim in self.claims.iter().flatten() {
            let content = &mut self.page.claims[claim].content;
            if !matches!(&event, Event::End(TagEnd::Link)) {
                *content = content.start.min(range.start)..content.end.max(range.end);
            }
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                if let Some(code) = &mut self.code {
                    code.text.push(&text, range.start);
                } else {
                    self.text(&text, &range, None);
                }
            }
            Event::Code(text) => {
                self.edge();
                let atom = self.atom(&range, None, false);
                let slice = &self.page.source[range.clone()];
                let inner = slice.find(&*text).map_or(range.clone(), |at| {
                    let start = range.start + at;
                    start..start + text.len()
                });
                self.text(&text, &inner, Some(atom));
                self.edge();
            }
            Event::InlineMath(tex) => self.math(&tex, range, false),
            Event::DisplayMath(tex) => self.math(&tex, range, true),
            Event::Html(html) => self.html.get_or_insert_default().push(&html, range.start),
            Event::InlineHtml(html) => self.inline_html(&html, &range),
            Event::SoftBreak | Event::HardBreak => self.push(' ', range),
            Event::FootnoteReference(_) => {
                self.edge();
                self.push(BREAK, range);
            }
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Strikethrough => {
                self.edge();
                self.struck += 1;
                if let Some(&Some(claim)) = self.claims.last() {
                    self.page.claims[claim].struck = true;
                }
            }
            Tag::Emphasis | Tag::Strong | Tag::Superscript | Tag::Subscript => self.edge(),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                self.edge();
                let claim = self.link(link_type, &dest_url, &title, range);
                self.claims.push(claim);
            }
            Tag::Image {
                dest_url, title, ..
            } => self.image(dest_url.into_string(), &title, range),
            Tag::CodeBlock(kind) => {
                self.flush();
                self.code = Some(Code {
                    info: match kind {
                        CodeBlockKind::Fenced(info) => Some(info.into_string()),
                        CodeBlockKind::Indented => None,
                    },
                    source: range,
                    text: Mapped::default(),
                });
            }
            Tag::Table(_) => {
                self.flush();
                self.in_table = true;
                self.columns.clear();
            }
            Tag::TableHead => {
                self.flush();
                self.in_head = true;
                self.column = 0;
            }
            Tag::TableRow => {
                self.flush();
                self.column = 0;
                self.row = Label::default();
            }
            Tag::TableCell => {
                self.flush();
                if !self.in_head {
                    self.table_cell();
                }
            }
            Tag::Heading {
                id, classes, attrs, ..
            } => {
                self.flush();
                let line = range.start..range.end.min(range.start + 1).max(range.start);
                for class in &classes {
                    self.faults(rules::html::class(class, line.clone()));
                }
                if let Some((name, _)) = attrs.first() {
                    self.faults([rules::html::of_heading(name, line)]);
                }
                self.run().heading = Some(id.is_some());
            }
            Tag::List(Some(first)) if first != 1 => {
                self.flush();
                let digits = range.start..range.start + first.to_string().len();
                let message = format!("{first} is computed by nothing");
                let fault = Diagnostic::at(&rules::unbound::RULE, digits, message);
                self.faults([fault.help("let the list count from one, or bind its numbers")]);
            }
            _ => self.flush(),
        }
    }

    /// Begins a picture, whose alt text is a line of its own.
    fn image(&mut self, destination: String, title: &str, range: Range<usize>) {
        self.edge();
        self.push(BREAK, range.clone());
        if let Some(&Some(claim)) = self.claims.last() {
            self.page.claims[claim].mixed = true;
        }
        self.faults(rules::html::destination(&destination, true, range.clone()));
        self.faults(rules::mark::misspelt(&destination, range.clone()));
        if destination == "=" {
            self.faults([rules::mark::picture(range.clone())]);
        }
        self.attribute(title, &range);
        self.images.push((range, destination));
        self.open.push(Run {
            alt: true,
            ..Run::default()
        });
    }

    /// Begins a cell of a table, which is measured by the heads of its row and of its column.
    fn table_cell(&mut self) {
        let head = self.columns.get(self.column).cloned().unwrap_or_default();
        let (unit, scale) = (self.row.unit, self.row.scale.clone());
        let run = self.run();
        run.row_unit = unit;
        run.column_unit = head.unit.map(|(unit, _)| unit);
        run.column_head = head.unit.and_then(|(_, head)| head);
        run.column_scale = head.scale.or(scale);
    }

    fn faults(&mut self, faults: impl IntoIterator<Item = Diagnostic>) {
        self.page.faults.extend(faults);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strikethrough => {
                self.edge();
                self.struck = self.struck.saturating_sub(1);
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Superscript | TagEnd::Subscript => {
                self.edge();
            }
            TagEnd::Link => {
                self.edge();
                self.claims.pop();
            }
            TagEnd::Image => {
                self.edge();
                if let (Some(alt), Some((source, destination))) =
                    (self.open.pop(), self.images.pop())
                {
                    self.page.pictures.push(Picture {
                        source,
                        destination,
                        alt: self.page.runs.len(),
                    });
                    self.page.runs.push(alt);
                }
                if self.open.is_empty() {
                    self.open.push(Run::default());
                }
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.fence(&code);
                }
            }
            TagEnd::Table => {
                self.flush();
                self.in_table = false;
            }
            TagEnd::TableHead => {
                self.flush();
                self.in_head = false;
            }
            TagEnd::TableCell => {
                if self.in_head {
                    let head = self.run().clone();
                    let scale = rules::scale_word::of_head(&head, &self.page.units);
                    let unit = self.head_unit();
                    self.columns.push(Head { unit, scale });
                } else if self.column == 0 {
                    let label = self.run().clone();
                    self.row = Label {
                        unit: rules::unit_unfit::of_label(&label, &self.page.units),
                        scale: rules::scale_word::of_label(&label),
                    };
                }
                self.column += 1;
                self.flush();
            }
            TagEnd::HtmlBlock => {
                if let Some(html) = self.html.take() {
                    self.block_html(&html);
                }
            }
            _ => self.flush(),
        }
    }

    fn run(&mut self) -> &mut Run {
        if self.open.is_empty() {
            self.open.push(Run::default());
        }
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    /// Ends the current run: what follows is another paragraph, cell or heading.
    fn flush(&mut self) {
        self.edge();
        let run = std::mem::take(self.run());
        if !run.cells.is_empty() {
            self.page.runs.push(run);
        }
    }

    /// Passes an edge of an element or span, which no numeral may cross.
    fn edge(&mut self) {
        self.scope += 1;
    }

    fn cell(&self, ch: char, source: Range<usize>) -> Cell {
        Cell {
            ch,
            source,
            scope: self.scope,
            claim: self.claims.iter().rev().find_map(|claim| *claim),
            atom: None,
            leaf: Leaf::Prose,
            leaf_id: 0,
            subscript: false,
            raised: false,
        }
    }

    fn push(&mut self, ch: char, source: Range<usize>) {
        let cell = self.cell(ch, source);
        self.run().cells.push(cell);
    }

    /// Adds text that stands in the source as it is, or that the source spells otherwise.
    fn text(&mut self, text: &str, range: &Range<usize>, atom: Option<usize>) {
        let as_it_is = self.page.source.get(range.clone()) == Some(text);
        if self.in_table && atom.is_none() && text.contains('$') {
            let escaped = range.start > 0 && self.page.source.as_bytes()[range.start - 1] == b'\\';
            if !(escaped && text.starts_with('$') && text.matches('$').count() == 1) {
                self.faults([rules::table_bar::fault(range.clone())]);
            }
        }
        for (at, ch) in text.char_indices() {
            let source = if as_it_is {
                range.start + at..range.start + at + ch.len_utf8()
            } else {
                range.clone()
            };
            let shown = lowered(ch).unwrap_or(if ch < '\u{3}' { ' ' } else { ch });
            let mut cell = self.cell(shown, source);
            cell.raised = lowered(ch).is_some();
            cell.atom = atom;
            self.run().cells.push(cell);
        }
    }

    fn atom(&mut self, source: &Range<usize>, mathml: Option<String>, display: bool) -> usize {
        let dollars = if display { 2 } else { 1 };
        let tex = source.start + dollars
            ..source
                .end
                .saturating_sub(dollars)
                .max(source.start + dollars);
        self.page.atoms.push(Atom {
            source: source.clone(),
            mathml,
            display,
            tex,
        });
        self.page.atoms.len() - 1
    }

    fn math(&mut self, tex: &str, range: Range<usize>, display: bool) {
        if tex.contains("](=") || tex.contains("](~") || tex.contains("](-") {
            self.faults([rules::mark::swallowed(range.clone())]);
        }
        if self.in_table && tex.contains('|') {
            self.faults([rules::table_bar::fault(range.clone())]);
        }
        let mathml = match self.converter.convert(tex, display) {
            Ok(mathml) => mathml,
            Err(why) => {
                self.faults([rules::typeset::fault(range, why)]);
                return;
            }
        };
        self.edge();
        let glyphs = math::glyphs(&mathml);
        let leaves = glyphs.iter().map(|glyph| glyph.leaf_id).max();
        let atom = self.atom(&range, Some(mathml), display);
        for glyph in glyphs {
            let mut cell = self.cell(glyph.ch, range.clone());
            cell.atom = Some(atom);
            cell.leaf = glyph.leaf;
            cell.leaf_id = self.leaf_id + u64::from(glyph.leaf_id);
            cell.subscript = glyph.subscript;
            self.run().cells.push(cell);
        }
        // The next formula's leaves are other leaves.
        self.leaf_id += u64::from(leaves.unwrap_or(0)) + 1;
        self.edge();
    }

    /// A text that is seen or heard apart from the page, such as a tooltip.
    fn attribute(&mut self, text: &str, range: &Range<usize>) {
        if text.is_empty() {
            return;
        }
        self.open.push(Run::default());
        self.text(text, range, None);
        if let Some(run) = self.open.pop() {
            self.page.runs.push(run);
        }
    }

    fn link(
        &mut self,
        link_type: LinkType,
        destination: &str,
        title: &str,
        range: Range<usize>,
    ) -> Option<usize> {
        // Where only marks are checked, a link that says nothing is somebody's link; none leads to `=`.
        let marks = !title.trim().is_empty() || self.page.rules.coverage() == Coverage::All;
        let kind = match destination {
            "=" => Kind::Number,
            "-" if marks => Kind::Exemption,
            "~" if marks => Kind::Formula,
            _ => {
                self.faults(rules::html::destination(destination, false, range.clone()));
                self.faults(rules::mark::misspelt(destination, range.clone()));
                self.attribute(title, &range);
                if !(destination.starts_with("http://") || destination.starts_with("https://")) {
                    return None;
                }
                Kind::External
            }
        };
        let said = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let fault = if kind == Kind::External {
            None
        } else if link_type != LinkType::Inline {
            Some(rules::mark::not_inline(range.clone()))
        } else {
            match kind {
                Kind::Number if said.is_empty() => {
                    Some(rules::mark::without_expression(range.clone()))
                }
                Kind::Number => (self.page.rules.known().expression(&said))
                    .filter(|(rule, _)| self.page.rules.denies(rule.code))
                    .map(|(rule, fault)| Diagnostic::of(rule, range.clone(), fault)),
                Kind::Exemption if said.is_empty() => {
                    Some(rules::exemption::without_reason(range.clone()))
                }
                Kind::Formula if said.is_empty() => Some(rules::formula::unnamed(range.clone())),
                _ => None,
            }
        };
        let in_heading = self.run().heading.is_some();
        self.page.claims.push(Claim {
            kind,
            title: if kind == Kind::External {
                destination.to_owned()
            } else {
                said
            },
            content: range.end..range.start,
            source: range,
            in_heading,
            in_alt: self.open.iter().any(|run| run.alt),
            mixed: false,
            struck: self.struck > 0,
            faulty: fault.is_some(),
        });
        self.faults(fault);
        Some(self.page.claims.len() - 1)
    }

    fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        self.edge();
        if let Some(&Some(claim)) = self.claims.last() {
            self.page.claims[claim].mixed = true;
        }
        for (piece, _) in markup::pieces(html) {
            match piece {
                Piece::Open {
                    name, attributes, ..
                } => {
                    self.faults(rules::html::tag(&name, &attributes, range.clone()));
                    for (attribute, value, _) in attributes {
                        if markup::is_visible(&name, &attribute) {
                            self.attribute(&value, range);
                        }
                    }
                    if matches!(name.as_str(), "sup" | "sub" | "br" | "img") {
                        self.push(BREAK, range.clone());
                    }
                }
                Piece::Close { name } => {
                    if matches!(name.as_str(), "sup" | "sub") {
                        self.push(END, range.clone());
                    }
                }
                Piece::Text(_) | Piece::Other => {}
            }
        }
    }

    fn block_html(&mut self, html: &Mapped) {
        self.flush();
        let place = |range: &Range<usize>| html.place(&self.page.source, range);
        let mut texts = Vec::new();
        let mut faults = Vec::new();
        for (piece, range) in markup::pieces(&html.text) {
            match piece {
                Piece::Open {
                    name, attributes, ..
                } => {
                    faults.extend(rules::html::tag(&name, &attributes, place(&range)));
                    texts.push((None, place(&range)));
                    for (attribute, value, range) in attributes {
                        if markup::is_visible(&name, &attribute) {
                            texts.push((Some((value, true)), place(&range)));
                        }
                    }
                }
                Piece::Close { .. } => texts.push((None, place(&range))),
                Piece::Text(text) => texts.push((Some((text, false)), place(&range))),
                Piece::Other => {}
            }
        }
        self.faults(faults);
        for (text, range) in texts {
            match text {
                None => {
                    self.edge();
                    self.push(BREAK, range);
                }
                Some((text, true)) => self.attribute(&text, &range),
                Some((text, false)) => self.text(&text, &range, None),
            }
        }
        self.flush();
    }

    /// The one unit that the head of a column names, and where the page keeps the word.
    fn head_unit(&mut self) -> Option<(usize, Option<usize>)> {
        let words = unit_words(&self.run().clone(), 0, &self.page.units);
        let mut units: Vec<usize> = words.iter().map(|(unit, _)| *unit).collect();
        units.dedup();
        let [unit] = units[..] else { return None };
        let cells = &self.run().cells[words.first()?.1.clone()];
        let (first, last) = (cells.first()?, cells.last()?);
        if first.in_math() {
            return Some((unit, None));
        }
        let head = first.source.start..last.source.end;
        self.page.column_heads.push(head);
        Some((unit, Some(self.page.column_heads.len() - 1)))
    }

    fn fence(&mut self, code: &Code) {
        let line = code.source.start..code.source.start + 3;
        let unnamed = rules::language::fault(line.clone(), code.info.as_deref());
        let Some(info) = code.info.as_deref().filter(|_| unnamed.is_none()) else {
            return self.faults(unnamed);
        };
        let text = &code.text.text;
        let Some(faults) = self.page.rules.known().block(info, text) else {
            match rules::output::included(text) {
                Some(path) => self.page.inclusions.push(Inclusion {
                    path: path.to_owned(),
                    source: code.source.clone(),
                }),
                None => self.faults([rules::output::fault(line)]),
            }
            return;
        };
        let place = |range: &Range<usize>| {
            if range.is_empty() {
                line.clone()
            } else {
                code.text.place(&self.page.source, range)
            }
        };
        let faults: Vec<Diagnostic> = faults
            .into_iter()
            .map(|(rule, range, fault)| Diagnostic::of(rule, place(&range), fault))
            .collect();
        self.faults(faults);
        let begin = code.source.start;
        self.page.blocks.push((begin, text.clone()));
    }

    fn finish(mut self) -> Page {
        if let Some(html) = self.html.take() {
            self.block_html(&html);
        }
        self.flush();
        for run in &mut self.page.runs {
            run.turned = run
                .cells
                .iter()
                .any(|cell| rules::look_alike::is_turning(cell.ch));
        }
        let claims = &self.page.claims;
        let counts = |claim: usize| claims[claim].kind == Kind::Number;
        self.page.numerals = (self.page.runs.iter())
            .map(|run| numerals(run, &counts))
            .collect();
        let faults = rules::mark::unread(&self.page);
        self.faults(faults);
        let faults = rules::directive::faults(&self.page);
        self.faults(faults);
        let faults = rules::number_word::faults(&self.page);
        self.faults(faults);
        for claim in &mut self.page.claims {
            if claim.content.start > claim.content.end {
                claim.content = claim.source.start..claim.source.start;
            }
        }
        self.page
    }
}

/// The words in a run, from a cell on, that name a unit.
pub(crate) fn unit_words(run: &Run, from: usize, units: &Units) -> Vec<(usize, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = from;
    while at < run.cells.len() {
        if !run.cells[at].ch.is_alphabetic() && !units.begins(run.cells[at].ch) {
            at += 1;
        } else if let Some((unit, word)) = unit_at(run, at, units) {
            at = word.end;
            found.push((unit, word));
        } else {
            // A word of letters is passed as a whole; where words have no spaces between, a unit may begin anywhere.
            at += if is_wide(run.cells[at].ch) {
                1
            } else {
                letters_at(run, at, usize::MAX).max(1)
            };
        }
    }
    found
}

/// How many letters of one kind of script stand together, up to a number of them.
fn letters_at(run: &Run, at: usize, most: usize) -> usize {
    let Some(first) = run.cells.get(at) else {
        return 0;
    };
    let alike = |cell: &&Cell| cell.ch.is_alphabetic() && is_wide(cell.ch) == is_wide(first.ch);
    run.cells[at..].iter().take(most).take_while(alike).count()
}

/// The unit of several words or signs that begins at a cell: *metres per second*, m/s, °C.
fn compound_at(run: &Run, at: usize, units: &Units) -> Option<(usize, Range<usize>)> {
    let claim = run.cells.get(at)?.claim;
    let spelt = |name: &str| -> Option<Range<usize>> {
        // A long name may begin with a capital.
        let long = name.chars().filter(|ch| ch.is_alphabetic()).count() > 4;
        let mut end = at;
        for ch in name.chars() {
            // What is read with a number stands in its link, or out of it.
            let cell = run
                .cells
                .get(end)
                .filter(|cell| cell.claim == claim && !cell.raised)?;
            if ch == ' ' {
                let spaces = run.cells[end..].iter().take_while(|cell| cell.is_space());
                end += Some(spaces.count()).filter(|&spaces| spaces > 0)?;
                continue;
            }
            let alike = cell.ch == ch
                || ch == '-' && matches!(cell.ch, '‑' | '‐')
                || long && cell.ch.to_lowercase().eq(ch.to_lowercase());
            end = alike.then_some(end + 1)?;
        }
        let (last, next) = (run.cells.get(end.checked_sub(1)?)?, run.cells.get(end));
        let ends = next
            .is_none_or(|next| is_wide(last.ch) || is_wide(next.ch) || !next.ch.is_alphanumeric());
        ends.then_some(at..end)
    };
    let named = units
        .compounds()
        .filter_map(|(unit, name)| Some((unit, spelt(name)?)));
    named.max_by_key(|(_, cells)| cells.len())
}

/// The unit whose name begins at a cell: a whole word, or where words have no spaces between, the longest that fits.
pub(crate) fn unit_at(run: &Run, at: usize, units: &Units) -> Option<(usize, Range<usize>)> {
    if let Some(found) = compound_at(run, at, units) {
        return Some(found);
    }
    let longest = units.longest();
    let length = letters_at(run, at, longest + 1);
    let wide = run.cells.get(at).is_some_and(|cell| is_wide(cell.ch));
    let lengths = if wide { 1..=length } else { length..=length };
    let names = lengths
        .rev()
        .filter(|length| (1..=longest).contains(length));
    names
        .map(|length| at..at + length)
        .find_map(|word| Some((units.find(&run.text(word.clone()))?, word)))
}
