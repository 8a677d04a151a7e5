//! This book on disk, with what only it has around its pages: chapters with a crate each, the files that the crates
//! make, the pages of code, and Rust blocks that are tests.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use mdbook_prosetest::{Book, Checker, Evaluator, Package, Page, Surroundings, read};
use prosetest::{Checked, Diagnostic, Implementation};
use toml::Table;

use crate::blocks;
use crate::error::BookError;
use crate::listing::{Listings, chapters};
use crate::made::Made;

/// The folder of the book below the workspace's root.
pub(crate) const FOLDER: &str = "book";

/// The page that a server shows in place of one that is not there; mdBook renders it without asking anyone.
const NOT_FOUND: &str = "404.md";

/// Opens the book in the workspace `root`, and lets cargo build its expressions with the crates of `workspace`.
///
/// # Errors
/// [`BookError`] if something of the book is missing or cannot be read, or the crates do not compile; an expression that
/// does not is a fault of its page.
pub fn open(root: &Path, workspace: &Path) -> Result<Checker, BookError> {
    let folder = root.join(FOLDER);
    if !folder.exists() {
        return Err(BookError::Missing { path: folder });
    }
    let mut book = Book::open(&folder).map_err(BookError::of_checkout)?;
    let not_found = Path::new(book.folder()).join(NOT_FOUND);
    if not_found.exists() {
        book.push("Page not found", NOT_FOUND, read(&not_found)?);
    }
    let pages = format!("{FOLDER}/{}", book.settings().book.src.display());
    let made = Made::find(root, &pages, workspace);
    let package = Package {
        // A chapter's crate has the name of its page, so nobody lists it.
        crates: chapters(root, &book)
            .map(|page| page.stem().to_owned())
            .collect(),
        others: made.needs(),
        files: made.files(),
        modules: vec![made.module()],
        ..Package::default()
    };
    let ours = Ours {
        listings: Listings::read(root, &book),
        hooked: blocks::hooked(root, &pages),
        made,
        pages,
    };
    Ok(Checker::within(book, workspace, package, Box::new(ours))?)
}

/// Where the book can be cloned: the `repository` of the workspace's packages, if they name one.
pub(crate) fn repository(root: &Path) -> Option<String> {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).ok()?;
    let manifest: Table = manifest.parse().ok()?;
    let package = manifest.get("workspace")?.get("package")?;
    package.get("repository")?.as_str().map(str::to_owned)
}

/// What stands around the pages of this book.
struct Ours {
    listings: Listings,
    made: Made,
    /// Where the pages lie below the root.
    pages: String,
    /// The pages whose Rust blocks `cargo test` runs, by their paths below the root.
    hooked: HashSet<String>,
}

impl Surroundings for Ours {
    fn include(&self, evaluator: &Evaluator, page: &Page, path: &str) -> Result<(), String> {
        self.made.include(evaluator, &page.name, path)
    }

    fn origin(&self, page: &Page) -> Option<String> {
        let mut chapters = self.listings.chapters().iter();
        let chapter = chapters.find(|chapter| chapter.stem == page.stem())?;
        Some(chapter.path.clone())
    }

    fn code(&self, page: &Page, expression: &str) -> Option<Implementation> {
        self.listings.link(page.stem(), expression)
    }

    fn picture(&self, path: &str, alt: &str) -> Option<String> {
        self.made.figure(path, alt)
    }

    fn faults(&self, page: &Page, checked: &Checked<'_>) -> Vec<Diagnostic> {
        let unrun = self.unrun_blocks(page);
        unrun.into_iter().chain(unrendered(page, checked)).collect()
    }

    fn others(&self, book: &Book, evaluator: &Evaluator) -> Vec<Diagnostic> {
        self.made
            .strays(book.folder(), &other_files(book), evaluator)
    }

    fn fixer(&self) -> &str {
        "cargo run -- check --fix"
    }
}

impl Ours {
    /// The Rust blocks of a page that no test runs.
    fn unrun_blocks(&self, page: &Page) -> Option<Diagnostic> {
        let path = format!("{}/{}", self.pages, page.name);
        if self.hooked.contains(&path) {
            return None;
        }
        let block = blocks::first(&page.text)?;
        let message = "no test runs the Rust blocks of this page";
        let hook = format!("hook the page as a doctest: #[doc = include_str!(\"…/{path}\")]");
        Some(Diagnostic::new(&page.path, &page.text, block, message).help(hook))
    }
}

/// What mdBook renders without asking anyone can hold no checked number.
fn unrendered(page: &Page, checked: &Checked<'_>) -> Option<Diagnostic> {
    let marked = checked.numbers.len() + checked.formulas.len() + checked.exemptions.len();
    if page.name != NOT_FOUND || marked == 0 {
        return None;
    }
    let message = "this page is shown as it is, so nothing in it can be checked";
    let fault = Diagnostic::new(&page.path, &page.text, 0..0, message);
    Some(fault.help("write it without numbers and formulas"))
}

/// The files in the folder of the pages that are no pages, by their paths in it.
fn other_files(book: &Book) -> Vec<String> {
    let folder = PathBuf::from(book.folder());
    let walk = WalkBuilder::new(&folder).standard_filters(false).build();
    let files = walk.flatten().filter(|entry| !entry.path().is_dir());
    let name = |path: &Path| {
        let inside = path.strip_prefix(&folder).unwrap_or(path);
        inside.to_string_lossy().replace('\\', "/")
    };
    let mut names: Vec<String> = files.map(|entry| name(entry.path())).collect();
    names.retain(|name| !book.pages().iter().any(|page| page.name == *name));
    names.sort();
    names
}
