//! What the check of a book found.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use prosetest::{Diagnostic, Implementation, Rendered};
use serde_json::{Value, json};

use crate::error::Error;

/// A number as the list of all numbers shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// The id of its row in the list, and of the number itself where it is a link.
    pub id: String,
    /// Whether the number is a link on its page.
    pub linked: bool,
    /// The text that the reader sees.
    pub text: String,
    /// The same as HTML, in which formulas stay formulas.
    pub rendered: Rendered,
    /// The expression that computes it.
    pub expression: String,
    /// The exact values, to twelve digits, in every unit of their dimension.
    pub exact: Vec<String>,
}

/// A formula as the list of all formulas shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaRow {
    /// The id of its row in the list, and of the formula itself where it is a link.
    pub id: String,
    /// Whether the formula is a link on its page.
    pub linked: bool,
    /// The TeX.
    pub tex: String,
    /// The same as HTML.
    pub rendered: Rendered,
    /// The expression that it was compared with.
    pub expression: String,
    /// What was compared, and what else holds.
    pub compared: String,
    /// On how many draws the two agreed.
    pub draws: usize,
    /// Where the function that computes it is defined; its address begins at the folder of the built book.
    pub code: Option<Implementation>,
}

/// What claims nothing, or cannot be evaluated.
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
    /// The file below the folder of the pages, such as `units/length.md`.
    pub name: String,
    /// The name without its ending.
    pub stem: String,
    /// The path of the code that computes its numbers, if the book knows it.
    pub origin: Option<String>,
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
    /// The page's Markdown with HTML for its numbers and formulas.
    pub rendered: String,
    /// The page as another knows it: its built file, and the way from there to the folder of the built book.
    pub(crate) html: String,
    pub(crate) up: String,
}

/// What the check of a book found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The pages, in order.
    pub pages: Vec<CheckedPage>,
    /// What is wrong beside the pages.
    pub others: Vec<Diagnostic>,
}

/// The report of a book in which nothing is wrong; only such a book is built.
#[derive(Clone, Debug)]
pub struct Sound(Report);

impl Report {
    /// The report of a book in a folder that cannot be checked at all.
    #[must_use]
    pub fn of_error(error: &Error, root: &Path) -> Self {
        Self {
            pages: Vec::new(),
            others: vec![error.fault(root)],
        }
    }

    /// How many pages hold a number or a formula that was checked.
    #[must_use]
    pub fn checked_pages(&self) -> usize {
        let holds = |page: &&CheckedPage| page.count > 0 || !page.formulas.is_empty();
        self.pages.iter().filter(holds).count()
    }

    /// How many numbers were checked.
    #[must_use]
    pub fn numbers(&self) -> usize {
        self.pages.iter().map(|page| page.count).sum()
    }

    /// How many formulas were checked.
    #[must_use]
    pub fn formulas(&self) -> usize {
        self.pages.iter().map(|page| page.formulas.len()).sum()
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
        let many = |many: usize, what: &str| match many {
            1 => format!("1 {what}"),
            _ => format!("{many} {what}s"),
        };
        let numbers = many(self.numbers(), "number");
        let formulas = many(self.formulas(), "formula");
        let checked = match (self.numbers(), self.formulas()) {
            (_, 0) => numbers,
            (0, _) => formulas,
            _ => format!("{numbers} and {formulas}"),
        };
        let (pages, wrong) = (many(self.checked_pages(), "page"), self.wrong());
        format!("{checked} on {pages} checked, {wrong} wrong")
    }

    /// The report for editors and other programs.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "pages": self.checked_pages(),
            "numbers": self.numbers(),
            "formulas": self.formulas(),
            "wrong": self.wrong(),
            "diagnostics": self.diagnostics().collect::<Vec<_>>(),
        })
    }

    /// Prints everything that is wrong to standard error, in colours where a person reads it.
    pub fn tell(&self) {
        let colours = io::stderr().is_terminal();
        let mut messages = io::stderr().lock();
        for fault in self.diagnostics() {
            // A closed pipe is the reader's way to stop.
            let _ = writeln!(messages, "{}\n", fault.render(colours));
        }
    }

    /// The same report, if nothing is wrong.
    ///
    /// # Errors
    /// [`Error::Wrong`] with the report otherwise.
    pub fn into_sound(self) -> Result<Sound, Error> {
        if self.wrong() == 0 {
            Ok(Sound(self))
        } else {
            Err(Error::Wrong {
                report: Box::new(self),
            })
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
