use std::io;
use std::path::PathBuf;

use mdbook_prosetest::Error as CheckError;
use thiserror::Error;

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
    /// The book cannot be read, its expressions cannot be evaluated, or the text and the code disagree.
    #[error(transparent)]
    Check(#[from] CheckError),
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

impl BookError {
    /// What is missing of this book is in its repository.
    pub(crate) fn of_checkout(error: CheckError) -> Self {
        match error {
            CheckError::Missing { path } => Self::Missing { path },
            error => Self::Check(error),
        }
    }
}
