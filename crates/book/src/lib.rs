//! Evaluates, checks, builds and serves the book.
//!
//! ```no_run
//! # fn main() -> Result<(), book::BookError> {
//! let book = book::Book::open(std::path::Path::new("."))?;
//! let report = book.check();
//! println!("{}", report.summary());
//! # Ok(())
//! # }
//! ```
//!
//! The build script of this crate compiles the expressions of every page into the program; [`Book::check`] reads the
//! pages as they are now, and compares.
//! [`Book::build`] renders with mdBook, through [`Numbers`], its preprocessor.
//!
//! How a checked number is written, and what the rules are, is told by the crate `prosetest`, which knows nothing of
//! this book; this crate adds the chapters, the units, and where things lie.

mod build;
mod check;
mod error;
mod pages;
mod preprocess;
mod serve;
mod values;

pub use build::{Built, SITE};
pub use check::{Book, CheckedPage, LedgerRow, Report};
pub use error::BookError;
pub use pages::{PageFault, inspect};
pub use preprocess::Numbers;
pub use serve::{Options, ServeError, serve};

use values::{CompiledPage, Expression, evaluated, is_function};

// The generated code is the authors' expressions, in the authors' words.
#[allow(
    clippy::all,
    clippy::pedantic,
    unused_imports,
    unused_braces,
    unused_parens,
    reason = "written by the build script"
)]
mod generated {
    use super::{CompiledPage, Expression, evaluated, is_function};
    include!(concat!(env!("OUT_DIR"), "/pages.rs"));
}

use generated::PAGES;
