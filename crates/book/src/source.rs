//! An edition of the book as it is on disk: its configuration, its table of contents and its pages.

use std::fs;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;
use mdbook_prosetest::Config;
use mdbook_summary::{Link, Summary, SummaryItem, parse_summary};
use prosetest::Symbols;
use toml::{Table, Value};

use crate::error::BookError;

/// The name of the list of every number, without its ending.
pub(crate) const NUMBERS: &str = "numbers";

/// The name of the list of every formula, without its ending.
pub(crate) const FORMULAS: &str = "formulas";

/// The name of the page that shows the code, without its ending.
pub(crate) const CODE: &str = "code";

/// The table of `book.toml` that names the crates of the book.
const TABLE: &str = "numbers";

/// The page that a server shows in place of one that is not there; mdBook renders it without asking anyone.
pub(crate) const NOT_FOUND: &str = "404.md";

/// An edition of the book on disk: the folder that all paths begin at, and its pages in order.
#[derive(Clone, Debug)]
pub struct Edition {
    root: PathBuf,
    /// Where the pages lie, such as `book/en`, below the root.
    folder: String,
    /// The text of `book.toml`.
    pub(crate) toml: String,
    pub(crate) settings: Table,
    pub(crate) config: Config,
    pages: Vec<Source>,
}

/// A page as it is on disk.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) title: String,
    /// The file below the edition's folder, such as `entropy.md`.
    pub(crate) name: String,
    /// The file as messages name it, such as `book/en/entropy.md`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// The path of the crate that computes its numbers, if it has one.
    pub(crate) chapter_crate: Option<String>,
}

impl Source {
    /// The file's name without its ending.
    pub(crate) fn stem(&self) -> &str {
        self.name.trim_end_matches(".md")
    }
}

impl Edition {
    /// Reads the configuration, and the pages that the table of contents lists, below `root`.
    ///
    /// # Errors
    /// [`BookError`] if the book's folder, its table of contents or a page is missing or cannot be read.
    pub fn open(root: &Path) -> Result<Self, BookError> {
        let configuration = root.join("book/book.toml");
        for path in [root.join("book"), configuration.clone()] {
            if !path.exists() {
                return Err(BookError::Missing { path });
            }
        }
        let toml = read(&configuration)?;
        let settings: Table =
            toml.parse()
                .map_err(|error: toml::de::Error| BookError::Configuration {
                    path: configuration.clone(),
                    why: error.to_string(),
                })?;
        let source = lookup(&settings, &["book", "src"]).and_then(Value::as_str);
        let folder = format!("book/{}", source.unwrap_or("src"));
        let config = lookup(&settings, &["preprocessor", TABLE]).and_then(Value::as_table);
        let mut config = Config::read(config.unwrap_or(&Table::new()))?;
        let pages = root.join(&folder);
        let summary_path = pages.join("SUMMARY.md");
        for path in [&pages, &summary_path] {
            if !path.exists() {
                return Err(BookError::Missing { path: path.clone() });
            }
        }
        let summary_text = read(&summary_path)?;
        let summary = parse_summary(&summary_text).map_err(|error| BookError::Summary {
            path: summary_path.clone(),
            why: format!("{error:#}"),
        })?;
        let mut sources: Vec<Source> = Vec::new();
        for link in links(&summary) {
            let Some(location) = &link.location else {
                continue;
            };
            let chapter = location.to_string_lossy().replace('\\', "/");
            let line = || {
                let mut lines = summary_text.lines();
                lines
                    .position(|line| line.contains(&chapter))
                    .map_or(1, |line| line + 1)
            };
            if !location
                .components()
                .all(|part| matches!(part, Component::Normal(_)))
            {
                return Err(BookError::ChapterOutside {
                    summary: summary_path.clone(),
                    line: line(),
                    chapter,
                });
            }
            if sources.iter().any(|source| source.name == chapter) {
                continue;
            }
            let path = pages.join(location);
            if !path.exists() {
                return Err(BookError::ChapterAbsent {
                    summary: summary_path.clone(),
                    line: line(),
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
                path: format!("{folder}/{chapter}"),
                name: chapter,
            });
        }
        // A chapter's crate has the name of its page, so nobody lists it.
        let of_chapters = sources
            .iter()
            .filter(|source| source.chapter_crate.is_some());
        let of_chapters = of_chapters.map(|source| source.stem().to_owned());
        config.crates.extend(of_chapters);
        config.crates.sort_unstable();
        config.crates.dedup();
        let unlisted = |title: &str, name: &str, text| Source {
            title: title.to_owned(),
            path: format!("{folder}/{name}"),
            name: name.to_owned(),
            text,
            chapter_crate: None,
        };
        // The titles in the table of contents are seen on every page.
        sources.push(unlisted("Table of contents", "SUMMARY.md", summary_text));
        let not_found = pages.join(NOT_FOUND);
        if not_found.exists() {
            sources.push(unlisted("Page not found", NOT_FOUND, read(&not_found)?));
        }
        Ok(Self {
            root: root.to_owned(),
            folder,
            toml,
            settings,
            config,
            pages: sources,
        })
    }

    /// The symbols of the book's formulas, as the file that `book.toml` names declares them.
    pub(crate) fn symbols(&self) -> Result<Symbols, BookError> {
        let Some(name) = &self.config.symbols else {
            return Ok(Symbols::default());
        };
        let path = self.root.join("book").join(name);
        Symbols::from_toml(&read(&path)?).map_err(|error| BookError::Configuration {
            path,
            why: error.to_string(),
        })
    }

    /// The folder that all paths begin at.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the pages lie, such as `book/en`, below the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Where the book can be cloned: the `repository` of the workspace's packages, if they name one.
    pub(crate) fn repository(&self) -> Option<String> {
        let manifest = fs::read_to_string(self.root.join("Cargo.toml")).ok()?;
        let manifest: Table = manifest.parse().ok()?;
        let package = manifest.get("workspace")?.get("package")?;
        package.get("repository")?.as_str().map(str::to_owned)
    }

    pub(crate) fn sources(&self) -> &[Source] {
        &self.pages
    }

    pub(crate) fn sources_mut(&mut self) -> &mut [Source] {
        &mut self.pages
    }

    /// A page, named by its path without the ending.
    pub(crate) fn page(&self, stem: &str) -> Option<&Source> {
        self.pages.iter().find(|page| page.stem() == stem)
    }

    /// The text of a page, named by its path without the ending.
    #[must_use]
    pub fn text(&self, stem: &str) -> Option<&str> {
        self.page(stem).map(|page| page.text.as_str())
    }

    /// The files in the edition's folder that are no pages, by their paths in it.
    pub(crate) fn other_files(&self) -> Vec<String> {
        let folder = self.root.join(&self.folder);
        let walk = WalkBuilder::new(&folder).standard_filters(false).build();
        let files = walk.flatten().filter(|entry| !entry.path().is_dir());
        let name = |path: &Path| {
            let inside = path.strip_prefix(&folder).unwrap_or(path);
            inside.to_string_lossy().replace('\\', "/")
        };
        let mut names: Vec<String> = files.map(|entry| name(entry.path())).collect();
        names.retain(|name| !self.pages.iter().any(|page| page.name == *name));
        names.sort();
        names
    }
}

/// The value at the end of a path of keys.
pub(crate) fn lookup<'t>(table: &'t Table, path: &[&str]) -> Option<&'t Value> {
    let (first, rest) = path.split_first()?;
    let value = table.get(*first)?;
    if rest.is_empty() {
        Some(value)
    } else {
        lookup(value.as_table()?, rest)
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
