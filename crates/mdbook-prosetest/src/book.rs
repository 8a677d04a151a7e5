//! A book: what `book.toml` says of it, and its pages in order, from the folder on disk or as mdBook hands them over.

use std::fs;
use std::path::{Component, Path, PathBuf};

use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::Book as MdBook;
use mdbook_preprocessor::config::Config as Settings;
use mdbook_summary::{Link, Summary, SummaryItem, parse_summary};
use prosetest::{Diagnostic, Symbol, Symbols};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::config::{Config, TABLE};
use crate::error::Error;
use crate::rust;

/// The page that mdBook lists all others in.
const SUMMARY: &str = "SUMMARY.md";

/// A book and its pages.
#[derive(Clone, Debug)]
pub struct Book {
    root: PathBuf,
    /// The folder of the pages as messages name it, such as `src`.
    folder: String,
    settings: Settings,
    config: Config,
    pages: Vec<Page>,
}

/// A page as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The title in the table of contents.
    pub title: String,
    /// The file below the folder of the pages, such as `units/length.md`.
    pub name: String,
    /// The file as messages name it, such as `src/units/length.md`.
    pub path: String,
    /// The Markdown.
    pub text: String,
}

impl Page {
    /// The name without its ending.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.name.strip_suffix(".md").unwrap_or(&self.name)
    }

    /// The file of the built page, below the folder of the built book.
    pub(crate) fn html(&self) -> String {
        let (folder, stem) = match self.stem().rsplit_once('/') {
            Some((folder, stem)) => (format!("{folder}/"), stem),
            None => (String::new(), self.stem()),
        };
        // mdBook makes the index of a folder from its README.
        let stem = if stem.eq_ignore_ascii_case("readme") {
            "index"
        } else {
            stem
        };
        format!("{folder}{stem}.html")
    }

    /// The way from this page to a file of the built book.
    pub(crate) fn way_to(&self, file: &str) -> String {
        "../".repeat(self.name.matches('/').count()) + file
    }
}

impl Book {
    /// Reads `book.toml` in a folder, the pages that the table of contents lists, and the Markdown that they include.
    ///
    /// # Errors
    /// [`Error`] if the folder, the table of contents or a page is missing or cannot be read.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let mut book = Self::empty(root, settings(root)?)?;
        let folder = root.join(&book.settings.book.src);
        let summary_path = folder.join(SUMMARY);
        for path in [&folder, &summary_path] {
            if !path.exists() {
                return Err(Error::Missing { path: path.clone() });
            }
        }
        let contents = read(&summary_path)?;
        let summary = parse_summary(&contents).map_err(|error| Error::Summary {
            path: summary_path.clone(),
            why: format!("{error:#}"),
        })?;
        for link in links(&summary) {
            let Some(location) = &link.location else {
                continue;
            };
            let chapter = location.to_string_lossy().replace('\\', "/");
            let line = || {
                let mut lines = contents.lines();
                let found = lines.position(|line| line.contains(&chapter));
                found.map_or(1, |line| line + 1)
            };
            let is_plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
            if !location.components().all(is_plain) {
                return Err(Error::ChapterOutside {
                    summary: summary_path.clone(),
                    line: line(),
                    chapter,
                });
            }
            let path = folder.join(location);
            // mdBook makes what is not there, unless it is told not to.
            if !path.exists() && book.settings.build.create_missing {
                continue;
            }
            if !path.exists() {
                return Err(Error::ChapterAbsent {
                    summary: summary_path.clone(),
                    line: line(),
                    chapter,
                    path,
                });
            }
            let name = with_slashes(location);
            book.push(&link.name, &name, read(&path)?);
            let mut pages = book.pages.iter();
            if let Some(page) = pages.find(|page| page.name == name).cloned() {
                book.follow(&page, &path)?;
            }
        }
        // The titles in the table of contents are seen on every page.
        book.push("Table of contents", SUMMARY, contents);
        Ok(book)
    }

    /// The book that mdBook hands to a preprocessor: its text is what all before made of it.
    ///
    /// # Errors
    /// [`Error`] if the table of the book cannot be understood.
    pub fn handed(context: &PreprocessorContext, handed: &MdBook) -> Result<Self, Error> {
        // mdBook runs a preprocessor in the folder of the book, so that messages name paths from there.
        let mut book = Self::empty(&context.root, context.config.clone())?;
        book.folder = with_slashes(&context.config.book.src);
        for chapter in handed.chapters() {
            if let Some(name) = name_of(chapter) {
                book.push(&chapter.name, &name, chapter.content.clone());
            }
        }
        Ok(book)
    }

    fn empty(root: &Path, settings: Settings) -> Result<Self, Error> {
        let table: Option<toml::Table> =
            settings.get(TABLE).map_err(|error| Error::Configuration {
                path: root.join("book.toml"),
                why: format!("{error:#}"),
            })?;
        Ok(Self {
            folder: with_slashes(&root.join(&settings.book.src)),
            root: root.to_owned(),
            config: Config::read(&table.unwrap_or_default())?,
            settings,
            pages: Vec::new(),
        })
    }

    /// Adds a page; mdBook renders a file once, however often it is listed.
    pub fn push(&mut self, title: &str, name: &str, text: String) {
        let page = Page {
            title: title.to_owned(),
            path: with_slashes(&Path::new(&self.folder).join(name)),
            name: name.to_owned(),
            text,
        };
        if !self
            .pages
            .iter()
            .any(|known| known.name == page.name && known.text == page.text)
        {
            self.pages.push(page);
        }
    }

    /// Adds the Markdown files that a page includes, with all that they include, as parts of it.
    ///
    /// An include is mdBook's own to expand, so one that leads nowhere stays on the page, and is no error.
    fn follow(&mut self, page: &Page, file: &Path) -> Result<(), Error> {
        let folder = file.parent().unwrap_or(Path::new(""));
        for name in included(&page.text) {
            let path = folder.join(&name);
            if !path.is_file() {
                continue;
            }
            let part = Page {
                path: with_slashes(&plain(&path)),
                text: read(&path)?,
                ..page.clone()
            };
            if !self.pages.iter().any(|known| known.path == part.path) {
                self.pages.push(part.clone());
                self.follow(&part, &path)?;
            }
        }
        Ok(())
    }

    /// Gives faults of a page the files and lines where an author wrote what other preprocessors moved.
    ///
    /// What stands in no file is theirs, and cannot be mended in one.
    pub(crate) fn relocate(&self, name: &str, faults: &mut [Diagnostic]) {
        let Some(page) = self.pages.iter().find(|page| page.name == name) else {
            return;
        };
        if faults.is_empty() {
            return;
        }
        let files = self.files_of(page);
        if files.first().is_some_and(|(_, text)| *text == page.text) {
            return;
        }
        for fault in faults {
            let line = page.text.lines().nth(fault.line - 1).unwrap_or_default();
            let same = |(path, text): &(String, String)| {
                let lines = (1..).zip(text.lines());
                let places = lines.filter(|(_, it)| *it == line);
                Vec::from_iter(places.map(|(place, _)| (path.clone(), place)))
            };
            match Vec::from_iter(files.iter().flat_map(same)).as_slice() {
                [] => {
                    fault.path = format!("{} as other preprocessors made it", page.path);
                    if let Some(fix) = fault.fix.take() {
                        fault.help = format!("write {} where this is made", fix.text);
                    }
                }
                [(path, place)] => (fault.path, fault.line) = (path.clone(), *place),
                // Any of them may be it.
                _ => {}
            }
        }
    }

    /// The file of a page, if it has one, and those that it includes, with their texts.
    fn files_of(&self, page: &Page) -> Vec<(String, String)> {
        let file = self.root.join(&self.settings.book.src).join(&page.name);
        let Ok(text) = fs::read_to_string(&file) else {
            return Vec::new();
        };
        let own = Page {
            text,
            ..page.clone()
        };
        // The same book with no other page.
        let mut written = Self {
            root: self.root.clone(),
            folder: self.folder.clone(),
            settings: self.settings.clone(),
            config: self.config.clone(),
            pages: vec![own.clone()],
        };
        // What cannot be read is not where it was written.
        let _ = written.follow(&own, &file);
        let root = with_slashes(&self.root) + "/";
        let named = |page: Page| {
            let path = page.path.strip_prefix(&root).map(str::to_owned);
            (path.unwrap_or(page.path), page.text)
        };
        written.pages.into_iter().map(named).collect()
    }

    /// The folder of `book.toml`.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the pages as messages name it, such as `src`.
    #[must_use]
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// The file `book.toml` as messages name it.
    pub(crate) fn file(&self) -> String {
        with_slashes(&self.root.join("book.toml"))
    }

    /// What `book.toml` says of the book.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What `book.toml` says of its numbers.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The pages, in the order of the table of contents, which is the last of them if it was read from a file.
    #[must_use]
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    pub(crate) fn pages_mut(&mut self) -> &mut [Page] {
        &mut self.pages
    }

    /// A page, named by its path without the ending.
    #[must_use]
    pub fn page(&self, stem: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.stem() == stem)
    }

    /// The symbols of the book's formulas, as the file that the table names declares them.
    pub(crate) fn symbols(&self) -> Result<Symbols, Error> {
        let Some(name) = &self.config.symbols else {
            return Ok(Symbols::default());
        };
        let path = self.root.join(name);
        let declared = declared(&read(&path)?, self.config.evaluator.is_none());
        declared.map_err(|why| Error::Configuration { path, why })
    }
}

/// The symbols that a file declares, or why it cannot.
fn declared(text: &str, in_rust: bool) -> Result<Symbols, String> {
    let symbols: Symbols = toml::from_str(text).map_err(|error| error.to_string())?;
    let unfit = symbols
        .names()
        .find(|(_, name)| in_rust && !rust::is_name(name));
    match unfit {
        Some((Symbol { tex, .. }, name)) => Err(format!(
            "`{tex}` cannot be declared: `{name}` is no name in Rust; give it another `name`"
        )),
        None => Ok(symbols),
    }
}

/// What `book.toml` in a folder says, and the environment in its place.
fn settings(root: &Path) -> Result<Settings, Error> {
    let file = root.join("book.toml");
    if !file.exists() {
        return Err(Error::Missing { path: file });
    }
    let refused = |error: mdbook_preprocessor::errors::Error| Error::Configuration {
        path: file.clone(),
        why: format!("{error:#}"),
    };
    // What cannot be read as text is told with its line.
    let mut settings: Settings = read(&file)?.parse().map_err(refused)?;
    settings.update_from_env().map_err(refused)?;
    Ok(settings)
}

/// The file of a chapter below the folder of the pages; a draft has none.
pub(crate) fn name_of(chapter: &mdbook_preprocessor::book::Chapter) -> Option<String> {
    // What another preprocessor made has no file of its own, but it has a place among the built pages.
    let path = chapter.source_path.as_ref().or(chapter.path.as_ref())?;
    Some(with_slashes(path))
}

/// The Markdown files that a page includes outside of code, whole or in part.
fn included(text: &str) -> Vec<String> {
    const INCLUDE: &str = "{{#include ";
    if !text.contains(INCLUDE) {
        return Vec::new();
    }
    // What is no code; a directive may look like emphasis in its middle, so that the source is read.
    let mut prose = Vec::new();
    let mut at = 0;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => prose.push(&text[at..range.start]),
            Event::End(TagEnd::CodeBlock) => {}
            _ => continue,
        }
        at = range.end;
    }
    prose.push(&text[at..]);
    let mut names = Vec::new();
    for piece in prose {
        for (begin, _) in piece.match_indices(INCLUDE) {
            let rest = &piece[begin + INCLUDE.len()..];
            let escaped = piece[..begin].ends_with('\\');
            let Some((link, _)) = rest.split_once("}}").filter(|_| !escaped) else {
                continue;
            };
            let name = link.trim().split(':').next().unwrap_or_default();
            if name.ends_with(".md") {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// A path without `.` and, where a folder can be left, without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if found.file_name().is_some() => {
                found.pop();
            }
            other => found.push(other),
        }
    }
    found
}

pub(crate) fn with_slashes(path: &Path) -> String {
    let parts = path.components().filter(|part| *part != Component::CurDir);
    let path: PathBuf = parts.collect();
    path.to_string_lossy().replace('\\', "/")
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
    let parts = [
        &summary.prefix_chapters,
        &summary.numbered_chapters,
        &summary.suffix_chapters,
    ];
    for part in parts {
        visit(part, &mut found);
    }
    found
}

/// A file as text, or an error that says what is wrong with it.
///
/// # Errors
/// [`Error::Read`] or [`Error::NotUtf8`].
pub fn read(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        Error::NotUtf8 {
            path: path.to_owned(),
            line: good.iter().filter(|&&byte| byte == b'\n').count() + 1,
        }
    })
}
