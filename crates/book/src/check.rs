//! The pages of the book, read as they are now and checked against what was compiled.

use std::f64::consts::LN_2;
use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::thread;

use mdbook_summary::{Link, Summary, SummaryItem, parse_summary};
use prosetest::{
    Answer, Checked, Code, Diagnostic, Dimension, Input, Mutant, Oracle, Page, Setting, Unit,
    Units, row_id,
};
use serde::Serialize;

use crate::error::BookError;
use crate::values;

/// Nats, in which quantities are counted, and bits.
pub(crate) static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let information = Dimension::new(
        "information",
        [
            Unit::new(&["nat", "nats"], 1.0),
            Unit::new(&["bit", "bits"], LN_2),
        ],
    );
    Units::new([information]).expect("two units with names of their own")
});

/// The name of the list of every number, without its ending.
pub(crate) const NUMBERS: &str = "numbers";

/// The name of the page that shows the code, without its ending.
pub(crate) const CODE: &str = "code";

/// Where the tests keep what the examples print.
const SNAPSHOTS: &str = "tests/snapshots";

/// Where the recording of the frameworks keeps its programs, each with what it printed.
const SNIPPETS: &str = "crates/frameworks/record/snippets";

/// A book on disk: the workspace that it stands in, and its pages in order.
#[derive(Clone, Debug)]
pub struct Book {
    root: PathBuf,
    pages: Vec<Source>,
}

/// A page as it is on disk.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) title: String,
    /// The file's name, such as `entropy.md`.
    pub(crate) name: String,
    pub(crate) text: String,
    /// The path of the crate that computes its numbers, if it has one.
    pub(crate) chapter_crate: Option<String>,
}

impl Source {
    /// The file's name without its ending.
    pub(crate) fn stem(&self) -> &str {
        self.name.trim_end_matches(".md")
    }

    pub(crate) fn path(&self) -> String {
        format!("book/en/{}", self.name)
    }
}

/// A number as the ledger and the appendix list it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// The id of its row in the appendix, and of the number itself where it is a link.
    pub id: String,
    /// Whether the number is a link on its page.
    pub linked: bool,
    /// The text that the reader sees.
    pub text: String,
    /// The expression that computes it.
    pub expression: String,
    /// The exact values, to twelve digits, in nats and bits where they are information.
    pub exact: Vec<String>,
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
    /// Every exempt numeral with its reason, in order.
    pub exemptions: Vec<(String, String)>,
    /// Every formula with the function that implements it, in order.
    pub formulas: Vec<(String, String)>,
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
}

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
        self.pages
            .iter()
            .filter(|page| page.chapter_crate.is_some())
            .count()
    }

    /// How many numbers were checked.
    #[must_use]
    pub fn numbers(&self) -> usize {
        self.pages.iter().map(|page| page.count).sum()
    }

    /// Everything that is wrong, page by page.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.pages.iter().flat_map(|page| &page.diagnostics)
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
}

impl Book {
    /// Reads the pages that the table of contents lists, in the workspace at `root`.
    ///
    /// # Errors
    /// [`BookError`] if the book's folder, its table of contents or a page is missing or cannot be read.
    pub fn open(root: &Path) -> Result<Self, BookError> {
        let (book, pages) = (root.join("book"), root.join("book/en"));
        for path in [
            &book,
            &book.join("book.toml"),
            &pages,
            &pages.join("SUMMARY.md"),
        ] {
            if !path.exists() {
                return Err(BookError::Missing { path: path.clone() });
            }
        }
        let summary_path = pages.join("SUMMARY.md");
        let summary_text = read(&summary_path)?;
        let summary = parse_summary(&summary_text).map_err(|error| BookError::Summary {
            path: summary_path.clone(),
            why: format!("{error:#}"),
        })?;
        let mut sources = Vec::new();
        for link in links(&summary) {
            let Some(location) = &link.location else {
                continue;
            };
            let path = pages.join(location);
            let chapter = location.to_string_lossy().into_owned();
            if !path.exists() {
                let line = summary_text
                    .lines()
                    .position(|line| line.contains(&chapter));
                return Err(BookError::ChapterAbsent {
                    summary: summary_path,
                    line: line.map_or(1, |line| line + 1),
                    chapter,
                    path,
                });
            }
            let stem = chapter.trim_end_matches(".md");
            let manifest = root.join("crates").join(stem).join("Cargo.toml");
            sources.push(Source {
                title: link.name.clone(),
                text: read(&path)?,
                chapter_crate: manifest.exists().then(|| format!("crates/{stem}")),
                name: chapter,
            });
        }
        // The titles in the table of contents are seen on every page.
        sources.push(Source {
            title: "Table of contents".to_owned(),
            name: "SUMMARY.md".to_owned(),
            text: summary_text,
            chapter_crate: None,
        });
        Ok(Self {
            root: root.to_owned(),
            pages: sources,
        })
    }

    /// The workspace that the book stands in.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn sources(&self) -> &[Source] {
        &self.pages
    }

    /// Checks every page, all at the same time.
    #[must_use]
    pub fn check(&self) -> Report {
        let pages = thread::scope(|scope| {
            let check = |page| scope.spawn(move || self.check_page(page));
            let running: Vec<_> = self.pages.iter().map(check).collect();
            let join = |page: thread::ScopedJoinHandle<'_, CheckedPage>| {
                page.join().unwrap_or_else(|panic| resume_unwind(panic))
            };
            running.into_iter().map(join).collect()
        });
        Report { pages }
    }

    /// Rewrites wrong numerals to the right rounding, and returns how many; all else is left as it is.
    ///
    /// # Errors
    /// [`BookError::Write`] if a page cannot be written.
    pub fn fix(&mut self) -> Result<usize, BookError> {
        let report = self.check();
        let mut fixed = 0;
        for (source, page) in self.pages.iter_mut().zip(&report.pages) {
            let fixes: Vec<_> = page
                .diagnostics
                .iter()
                .filter_map(|fault| fault.fix.clone())
                .collect();
            if fixes.is_empty() {
                continue;
            }
            fixed += fixes.len();
            source.text = prosetest::apply(&source.text, fixes);
            let path = self.root.join(source.path());
            fs::write(&path, &source.text).map_err(|source| BookError::Write { path, source })?;
        }
        Ok(fixed)
    }

    /// Every claim of a page made false, one at a time; the page is named by its stem.
    #[must_use]
    pub fn mutants(&self, stem: &str) -> Vec<Mutant> {
        let page = self.pages.iter().find(|page| page.stem() == stem);
        page.map_or_else(Vec::new, |page| {
            self.with_checked(page, |checked| checked.mutants())
        })
    }

    /// The faults that a page would have with this text in place of its own.
    #[must_use]
    pub fn faults_of(&self, stem: &str, text: &str) -> Vec<Diagnostic> {
        let Some(page) = self.pages.iter().find(|page| page.stem() == stem) else {
            return Vec::new();
        };
        let changed = Source {
            text: text.to_owned(),
            ..page.clone()
        };
        self.with_checked(&changed, |checked| checked.diagnostics.clone())
    }

    /// The text of a page, named by its stem.
    #[must_use]
    pub fn text(&self, stem: &str) -> Option<&str> {
        self.pages
            .iter()
            .find(|page| page.stem() == stem)
            .map(|page| page.text.as_str())
    }

    fn with_checked<T>(&self, source: &Source, then: impl FnOnce(&Checked<'_>) -> T) -> T {
        let path = source.path();
        let page = Page::parse(&path, &source.text, &UNITS);
        let oracle = Compiled {
            root: &self.root,
            page: &source.name,
        };
        then(&page.check(&oracle))
    }

    pub(crate) fn check_page(&self, source: &Source) -> CheckedPage {
        self.with_checked(source, |checked| {
            let code = source
                .chapter_crate
                .is_some()
                .then(|| format!("{CODE}.html#{}", source.stem()));
            let rendered = checked.render(&Setting {
                list: "numbers.html",
                stem: source.stem(),
                origin: source.chapter_crate.as_deref(),
                code: code.as_deref(),
                picture: &|path, alt| self.figure(path, alt),
            });
            let ledger = checked
                .numbers
                .iter()
                .enumerate()
                .map(|(place, number)| LedgerRow {
                    id: row_id(source.stem(), place + 1),
                    linked: checked.is_linked(number),
                    text: number.text.clone(),
                    expression: number.expression.clone(),
                    exact: checked.exact(number),
                });
            let mut diagnostics = checked.diagnostics.clone();
            for fault in &mut diagnostics {
                if let Some(fix) = &fault.fix {
                    fault.help = format!("`cargo run -- check --fix` writes {}", fix.text);
                }
            }
            let exemptions = checked.exemptions.iter();
            let formulas = checked.formulas.iter();
            CheckedPage {
                title: source.title.clone(),
                stem: source.stem().to_owned(),
                chapter_crate: source.chapter_crate.clone(),
                count: checked.count(),
                ledger: ledger.collect(),
                exemptions: exemptions
                    .map(|exempt| (exempt.text.clone(), exempt.reason.clone()))
                    .collect(),
                formulas: formulas
                    .map(|formula| (formula.tex.clone(), formula.function.clone()))
                    .collect(),
                diagnostics,
                rendered,
            }
        })
    }

    /// A drawing in the page itself, so that it follows the page's theme.
    fn figure(&self, path: &str, alt: &str) -> Option<String> {
        if !path.ends_with(".svg") {
            return None;
        }
        let svg = fs::read_to_string(self.root.join("book/en").join(path)).ok()?;
        let label = alt
            .replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('<', "&lt;");
        let labelled = svg
            .trim()
            .replacen("<svg ", &format!("<svg aria-label=\"{label}\" "), 1);
        let one_line: String = labelled
            .lines()
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(" ");
        Some(format!("<figure class=\"figure\">{one_line}</figure>"))
    }
}

/// What the compiled program and the files on disk tell the checker.
struct Compiled<'a> {
    root: &'a Path,
    page: &'a str,
}

impl Oracle for Compiled<'_> {
    fn evaluate(&self, code: &Code, inputs: &[Vec<Input>]) -> Vec<Answer> {
        vec![values::evaluate(self.page, &code.text); inputs.len()]
    }

    fn has_function(&self, path: &str) -> bool {
        values::has_function(self.page, path)
    }

    /// Only what a test or a recording script wrote may be included: a snapshot's content, or a recorded snippet.
    fn include(&self, path: &str) -> Result<(), String> {
        let (file, lines) = path.split_once(':').unwrap_or((path, ""));
        let on_disk = |folder: &str, name: &str| {
            if name.contains('/') || name.contains("..") {
                return Err(format!("it does not lie in {folder}"));
            }
            fs::read_to_string(self.root.join(folder).join(name))
                .map_err(|_| format!("there is no {folder}/{name}"))
        };
        if let Some(name) = file.strip_prefix(&format!("../../{SNIPPETS}/")) {
            on_disk(SNIPPETS, name)?;
            return if lines.is_empty() {
                Ok(())
            } else {
                Err("a recorded snippet is shown as a whole".to_owned())
            };
        }
        let Some(name) = file.strip_prefix(&format!("../../{SNAPSHOTS}/")) else {
            return Err(format!("it lies neither in {SNAPSHOTS} nor in {SNIPPETS}"));
        };
        let text = on_disk(SNAPSHOTS, name)?;
        let header = text.lines().skip(1).position(|line| line == "---");
        let first = header.ok_or("it has no header of a snapshot")? + 3;
        if lines == format!("{first}:") {
            Ok(())
        } else {
            Err(format!(
                "write {file}:{first}: to pass over the snapshot's header"
            ))
        }
    }
}

/// The chapters of a table of contents, from first to last.
fn links(summary: &Summary) -> Vec<&Link> {
    fn visit<'a>(items: &'a [SummaryItem], links: &mut Vec<&'a Link>) {
        for item in items {
            if let SummaryItem::Link(link) = item {
                links.push(link);
                visit(&link.nested_items, links);
            }
        }
    }
    let mut found = Vec::new();
    for part in [
        &summary.prefix_chapters,
        &summary.numbered_chapters,
        &summary.suffix_chapters,
    ] {
        visit(part, &mut found);
    }
    found
}

/// A file as text, or an error that says what is wrong with it.
pub(crate) fn read(path: &Path) -> Result<String, BookError> {
    let bytes = fs::read(path).map_err(|source| BookError::Read {
        path: path.to_owned(),
        source,
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        BookError::NotUtf8 {
            path: path.to_owned(),
            line: good.iter().filter(|&&byte| byte == b'\n').count() + 1,
        }
    })
}
