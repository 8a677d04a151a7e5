//! Evaluates, checks, builds and serves the book.
//!
//! ```no_run
//! # fn main() -> Result<(), book::BookError> {
//! let root = std::path::Path::new(".");
//! let checker = book::open(root, root)?;
//! println!("{}", checker.check().summary());
//! book::build(root, &checker)?;
//! # Ok(())
//! # }
//! ```
//!
//! [`open`] reads the book and makes it ready to be checked, by `mdbook-prosetest`, which does the same for any mdBook;
//! [`build`] renders it with mdBook, through [`Numbers`], its preprocessor, but only if nothing is wrong.
//!
//! How a checked number is written, and what the rules are, is told by the crate `prosetest`, which knows nothing of
//! this book; this crate adds the chapters, the pages of code, and where things lie.

mod blocks;
mod build;
mod caption;
mod colour;
mod error;
mod explorable;
mod finish;
mod html;
mod inspect;
mod listing;
mod made;
mod open;
mod place;
mod preprocess;
mod serve;

pub use build::{Built, SITE, build};
pub use error::BookError;
pub use inspect::{PageFault, inspect};
pub use open::open;
pub use preprocess::Numbers;
pub use serve::{Options, ServeError, serve};
