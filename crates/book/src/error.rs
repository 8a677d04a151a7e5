use std::io;
use std::path::PathBuf;

use mdbook_prosetest::EvaluatorError;
use thiserror::Error;

use crate::report::Report;

/// Why the book cannot be opened or built.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BookError {
    /// The folder of the book is missing, or something of it that must be there.
    #[error("{} is missing; run this in a complete checkout of the repository", .path.display())]
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
        report: Report,
    },
    /// A page joined the book after the check.
    #[error("{} was not there when the book was checked; build it again", .page.display())]
    NotChecked {
        /// The page's file.
        page: PathBuf,
    },
    /// The built pages have faults that the check of the text cannot see.
    #[error("the built pages are not sound; nothing was replaced\n{}", .faults.join("\n"))]
    Pages {
        /// The faults, one a line.
        faults: Vec<String>,
    },
    /// mdBook cannot build the book.
    #[error("mdBook cannot build {}: {why}", .path.display())]
    MdBook {
        /// The folder of the book.
        path: PathBuf,
        /// What mdBook says.
        why: String,
    },
    /// The output folder cannot be written.
    #[error("{} cannot be written; make it a folder that you may write", .path.display())]
    Write {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}
