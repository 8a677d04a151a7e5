//! Evaluates, checks, builds and serves the book.
//!
//! ```no_run
//! # fn main() -> Result<(), book::BookError> {
//! let root = std::path::Path::new(".");
//! let checker = book::Checker::new(book::Edition::open(root)?, root)?;
//! println!("{}", checker.check().summary());
//! # Ok(())
//! # }
//! ```
//!
//! An [`Edition`] is what stands on disk; a [`Checker`] has had its expressions compiled, by `mdbook-prosetest`, beside
//! this program and not into it, and compares.
//! [`Checker::build`] renders with mdBook, through [`Numbers`], its preprocessor, but only a [`Sound`] report.
//!
//! How a checked number is written, and what the rules are, is told by the crate `prosetest`, which knows nothing of
//! this book; this crate adds the chapters, the units, and where things lie.

mod blocks;
mod build;
mod caption;
mod check;
mod colour;
mod error;
mod explorable;
mod finish;
mod fix;
mod html;
mod inspect;
mod listing;
mod made;
mod place;
mod preprocess;
mod report;
mod serve;
mod source;

pub use build::{Built, SITE};
pub use check::Checker;
pub use error::BookError;
pub use inspect::{PageFault, inspect};
pub use preprocess::Numbers;
pub use report::{CheckedPage, ExemptionRow, FormulaRow, LedgerRow, Report, Sound};
pub use serve::{Options, ServeError, serve};
pub use source::Edition;
