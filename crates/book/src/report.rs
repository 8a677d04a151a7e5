//! What the check of an edition found.

use prosetest::{Diagnostic, Implementation, Rendered};
use serde::Serialize;

use crate::error::BookError;

/// A number as the ledger and the appendix list it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// The id of its row in the appendix, and of the number itself where it is a link.
    pub id: String,
    /// Whether the number is a link on its page.
    pub linked: bool,
    /// The text that the reader sees.
    pub text: String,
    /// The same as HTML, in which formulas stay formulas.
    pub rendered: Rendered,
    /// The expression that computes it.
    pub expression: String,
    /// The exact values, to twelve digits, in nats and bits where they are information.
    pub exact: Vec<String>,
}

/// A formula as the ledger and the appendix list it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaRow {
    /// The TeX.
    pub tex: String,
    /// The expression that it was compared with.
    pub expression: String,
    /// On how many draws the two agreed.
    pub draws: usize,
    /// What was compared, and what else holds.
    pub compared: String,
    /// Where the function that computes it is defined.
    pub code: Option<Implementation>,
    /// The id of its row in the appendix, and of the formula itself where it is a link.
    pub id: String,
    /// Whether the formula is a link on its page.
    pub linked: bool,
    /// The same as HTML.
    pub rendered: Rendered,
}

/// What claims nothing, or cannot be evaluated, as the ledger and the appendix list it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExemptionRow {
    /// The text that the reader sees.
    pub text: String,
    /// The same as HTML, in which formulas stay formulas.
    pub rendered: Rendered,
    /// Why nothing computes it.
    pub reason: String,
    /// Whether it is a formula.
    pub is_formula: bool,
}

/// What the check of one page found.
#[derive(Clone, Debug)]
pub struct CheckedPage {
    /// The page's title in the table of contents.
    pub title: String,
    /// The file's name without its ending, such as `entropy`.
    pub stem: String,
    /// The path of the crate that computes its numbers, such as `crates/entropy`.
    pub chapter_crate: Option<String>,
    /// How many numerals were checked.
    pub count: usize,
    /// Every checked number, in order.
    pub ledger: Vec<LedgerRow>,
    /// Every exempt numeral and formula with its reason, in order.
    pub exemptions: Vec<ExemptionRow>,
    /// Every formula with the code that computes it, in order.
    pub formulas: Vec<FormulaRow>,
    /// How many numbers show arithmetic or a relation that was evaluated.
    pub chains: usize,
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The page with HTML for its numbers, formulas and figures.
    pub(crate) rendered: String,
}

/// What the check of the book found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The pages, in order.
    pub pages: Vec<CheckedPage>,
    /// What is wrong beside the pages: in the configuration, and with files that nothing makes.
    pub others: Vec<Diagnostic>,
}

/// The report of a book in which nothing is wrong; only such a book is built.
#[derive(Clone, Debug)]
pub struct Sound(Report);

/// A report as `--format json` prints it.
#[derive(Serialize)]
struct JsonReport<'a> {
    chapters: usize,
    numbers: usize,
    wrong: usize,
    diagnostics: Vec<&'a Diagnostic>,
}

impl Report {
    /// How many pages are chapters: those that a crate computes.
    #[must_use]
    pub fn chapters(&self) -> usize {
        let is_chapter = |page: &&CheckedPage| page.chapter_crate.is_some();
        self.pages.iter().filter(is_chapter).count()
    }

    /// How many numbers were checked.
    #[must_use]
    pub fn numbers(&self) -> usize {
        self.pages.iter().map(|page| page.count).sum()
    }

    /// Everything that is wrong, page by page.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        let of_pages = self.pages.iter().flat_map(|page| &page.diagnostics);
        of_pages.chain(&self.others)
    }

    /// How many faults there are.
    #[must_use]
    pub fn wrong(&self) -> usize {
        self.diagnostics().count()
    }

    /// One line that says what was checked.
    #[must_use]
    pub fn summary(&self) -> String {
        let (chapters, numbers, wrong) = (self.chapters(), self.numbers(), self.wrong());
        format!("{chapters} chapters, {numbers} numbers checked, {wrong} wrong")
    }

    /// The report for editors and other programs.
    #[must_use]
    pub fn json(&self) -> String {
        let report = JsonReport {
            chapters: self.chapters(),
            numbers: self.numbers(),
            wrong: self.wrong(),
            diagnostics: self.diagnostics().collect(),
        };
        serde_json::to_string_pretty(&report).unwrap_or_default()
    }

    /// The same report, if nothing is wrong.
    ///
    /// # Errors
    /// [`BookError::Wrong`] with the report otherwise.
    pub fn into_sound(self) -> Result<Sound, BookError> {
        if self.wrong() == 0 {
            Ok(Sound(self))
        } else {
            Err(BookError::Wrong { report: self })
        }
    }
}

impl std::ops::Deref for Sound {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.0
    }
}

impl From<Sound> for Report {
    fn from(sound: Sound) -> Self {
        sound.0
    }
}
