use std::path::{Path, PathBuf};
use std::{fs, io};

use prosetest::Diagnostic;
use thiserror::Error as ThisError;

use crate::book::with_slashes;
use crate::config::{TABLE, place_of};
use crate::report::Report;

/// Why a book cannot be opened, checked or mended.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder of the book is missing.
    #[error("{} is missing; run this where the book is complete", .path.display())]
    Missing {
        /// What is missing.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("{} cannot be read; check that it is a file you may read", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is not UTF-8.
    #[error("{}:{line} is not UTF-8; save the file as UTF-8", .path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first line with a byte that is wrong.
        line: usize,
    },
    /// The configuration cannot be understood.
    #[error("{} cannot be understood: {why}", .path.display())]
    Configuration {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The table of contents cannot be understood.
    #[error("{} cannot be understood: {why}; see the mdBook guide on SUMMARY.md", .path.display())]
    Summary {
        /// The table of contents.
        path: PathBuf,
        /// What mdBook says.
        why: String,
    },
    /// A chapter is listed, but not there.
    #[error("{}:{line} lists {chapter}, which is not there; write {}, or remove the line", .summary.display(), .path.display())]
    ChapterAbsent {
        /// The table of contents.
        summary: PathBuf,
        /// The line that lists it.
        line: usize,
        /// The chapter as it is listed.
        chapter: String,
        /// Where it should be.
        path: PathBuf,
    },
    /// A chapter lies outside of the book's folder.
    #[error("{}:{line} lists {chapter}, which leads out of the book; list files below the folder of the table of contents", .summary.display())]
    ChapterOutside {
        /// The table of contents.
        summary: PathBuf,
        /// The line that lists it.
        line: usize,
        /// The chapter as it is listed.
        chapter: String,
    },
    /// The expressions cannot be evaluated.
    #[error(transparent)]
    Evaluator(#[from] EvaluatorError),
    /// The text and the code disagree.
    #[error("{} wrong; nothing was built", .report.wrong())]
    Wrong {
        /// The faults, and all that is right.
        report: Box<Report>,
    },
    /// A file cannot be written.
    #[error("{} cannot be written; make it a file that you may write", .path.display())]
    Write {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Error {
    /// The error with all that lies below it.
    #[must_use]
    pub fn told(&self) -> String {
        let mut text = self.to_string();
        let mut below = std::error::Error::source(self);
        while let Some(error) = below {
            let why = error.to_string();
            // What is passed on as it is says the same again.
            if !text.ends_with(&why) {
                text = format!("{text}: {why}");
            }
            below = error.source();
        }
        text
    }

    /// The file that is at fault, and its line or the key of `book.toml`, where there is one.
    fn place(&self, root: &Path) -> (PathBuf, Place) {
        let (path, line) = match self {
            Self::NotUtf8 { path, line } => (path, *line),
            Self::ChapterAbsent { summary, line, .. }
            | Self::ChapterOutside { summary, line, .. } => (summary, *line),
            Self::Configuration { path, why } | Self::Summary { path, why } => (path, line_in(why)),
            Self::Missing { path } | Self::Read { path, .. } | Self::Write { path, .. } => {
                (path, 1)
            }
            Self::Evaluator(EvaluatorError::File { path, .. }) => (path, 1),
            Self::Evaluator(error) => return (root.join("book.toml"), Place::Key(error.keys())),
            Self::Wrong { .. } => return (root.join("book.toml"), Place::Line(1)),
        };
        (path.clone(), Place::Line(line))
    }

    /// The error as a fault of the file that it is about.
    pub(crate) fn fault(&self, root: &Path) -> Diagnostic {
        let (path, place) = self.place(root);
        let bytes = fs::read(&path).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let range = match place {
            Place::Key(keys) => {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                place_of(&text, &keys)
            }
            Place::Line(line) => {
                let mut lines = text.split_inclusive('\n');
                let start = lines.by_ref().take(line - 1).map(str::len).sum();
                let of_line = lines.next().unwrap_or_default();
                start..start + of_line.trim_end().len()
            }
        };
        let mut fault = Diagnostic::new(&with_slashes(&path), &text, range, "");
        // What a compiler says is told in full.
        fault.message = self.told();
        fault
    }
}

/// Where in a file an error is.
enum Place {
    Line(usize),
    Key(Vec<String>),
}

/// The line that a message of another's names.
fn line_in(why: &str) -> usize {
    let named = why.split("line ").nth(1).unwrap_or_default();
    let digits: String = named.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(1).max(1)
}

/// Why nothing at all can be evaluated.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum EvaluatorError {
    /// Cargo cannot be started.
    #[error("cargo cannot be started; install Rust, or set CARGO to the program")]
    NoCargo {
        /// What the system says.
        source: io::Error,
    },
    /// Cargo does not understand the workspace.
    #[error("cargo cannot read the workspace of {}: {why}", .path.display())]
    Workspace {
        /// The folder that was asked about.
        path: PathBuf,
        /// What cargo says.
        why: String,
    },
    /// The table of the book names a crate that the workspace does not have.
    #[error(
        "the workspace has no library {name}, which the book's table names; correct the name: it has {known}"
    )]
    NoSuchCrate {
        /// The crate as it is named.
        name: String,
        /// The names that the workspace has, the nearest first.
        known: String,
    },
    /// The table of the book cannot be understood.
    #[error("the table [{table}] of book.toml cannot be understood: {why}")]
    Config {
        /// The table's name.
        table: String,
        /// What is wrong with it.
        why: String,
    },
    /// The command that the book's table names as its evaluator cannot be started.
    #[error("the evaluator `{command}` cannot be started; correct it in the book's table")]
    NoCommand {
        /// The command.
        command: String,
        /// What the system says.
        source: io::Error,
    },
    /// The code below the expressions does not compile.
    #[error(
        "the code that the numbers come from does not compile, so no number can be checked\n{rendered}"
    )]
    Build {
        /// What cargo and rustc say.
        rendered: String,
    },
    /// A type of the book's table is not in the code, or does not have the method.
    #[error("{key:?} in the table [{table}] of book.toml does not fit the code: {why}")]
    Type {
        /// The table's name.
        table: String,
        /// The type as the table names it.
        key: String,
        /// What rustc says.
        why: String,
    },
    /// The names that a page should see are not there.
    #[error("the `names` of book.toml that {module} should see do not compile: {why}")]
    Names {
        /// The module of the page.
        module: String,
        /// What rustc says.
        why: String,
    },
    /// A file of the evaluator cannot be read or written.
    #[error("{} cannot be used; make it a place that you may write", .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl EvaluatorError {
    /// The key of `book.toml` that it is about, from the outermost table inwards.
    fn keys(&self) -> Vec<String> {
        let (table, key) = match self {
            Self::Config { table, .. } => (table.as_str(), None),
            Self::Type { table, key, .. } => (table.as_str(), Some(key.as_str())),
            Self::NoSuchCrate { .. } => (TABLE, Some("crates")),
            Self::NoCommand { .. } => (TABLE, Some("evaluator")),
            Self::Names { .. } => (TABLE, Some("names")),
            _ => (TABLE, None),
        };
        let keys = table.split('.').chain(key);
        keys.map(str::to_owned).collect()
    }

    /// What an error of the system becomes, for a path.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
