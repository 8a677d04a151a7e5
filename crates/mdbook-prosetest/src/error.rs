use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why nothing at all can be evaluated.
#[derive(Debug, Error)]
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
    #[error("the workspace has no library {name}, which the book's table names; correct the name")]
    NoSuchCrate {
        /// The crate as it is named.
        name: String,
    },
    /// The table of the book cannot be understood.
    #[error("the table [{table}] of book.toml cannot be understood: {why}")]
    Config {
        /// The table's name.
        table: String,
        /// What is wrong with it.
        why: String,
    },
    /// The code below the expressions does not compile.
    #[error(
        "the code that the numbers come from does not compile, so no number can be checked\n{rendered}"
    )]
    Build {
        /// What cargo and rustc say.
        rendered: String,
    },
    /// The names that a page should see are not there.
    #[error("the names that {module} should see do not compile: {why}")]
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
    /// What an error of the system becomes, for a path.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
