//! Checks the numbers in the prose of an mdBook against the code that computes them.
//!
//! The crate `prosetest` takes a page apart and says which code must be run; it runs nothing itself.
//! This crate runs it: an [`Evaluator`] writes a small package below the target directory, with one function for each
//! expression, lets cargo build it, and asks the program for values.
//! So neither the tool nor the book's program is built anew for a sentence; cargo decides what is stale, and an
//! expression that does not compile, panics, ends the program or never ends is one fault among others.
//!
//! ```no_run
//! use mdbook_prosetest::{Evaluator, Module, Package, Workspace};
//! use prosetest::Code;
//!
//! # fn main() -> Result<(), mdbook_prosetest::EvaluatorError> {
//! let workspace = Workspace::find(".")?;
//! let pi = Code::constant("std::f64::consts::PI");
//! let page = Module { name: "circle".to_owned(), uses: Vec::new(), codes: vec![pi.clone()] };
//! let evaluator = Evaluator::build(&workspace, &Package { modules: vec![page], ..Package::default() })?;
//! println!("{:?}", evaluator.evaluate("circle", &pi, &[Vec::new()]));
//! # Ok(())
//! # }
//! ```
//!
//! # The conversation
//!
//! The program is started with one argument, a word.
//! It reads requests from its standard input, one a line, and answers each with a line that begins with the word:
//!
//! ```text
//! {"call":3,"inputs":[[0.5,[0.1,0.9]],[0.25,[1.0,0.0]]]}
//! WORD {"answers":[{"values":[0.125,{"quantity":0.3,"dimension":0}]},{"failed":"why"}]}
//! ```
//!
//! `call` is the place of the expression, `inputs` holds one list of parameters for each run.
//! Floats are written so that they read back bit for bit; infinities and NaN are strings.
//! Lines that do not begin with the word are what an expression printed, and are passed over.

mod book;
mod cargo;
mod check;
mod config;
mod error;
mod evaluator;
mod fix;
mod init;
mod kept;
mod list;
mod package;
mod preprocess;
mod process;
mod report;
pub mod rust;
mod workspace;

pub use book::{Book, Page, read};
pub use check::{Checker, Surroundings};
pub use config::Config;
pub use error::{Error, EvaluatorError};
pub use evaluator::{Evaluator, Reply, Yielded};
pub use init::init;
pub use package::{Module, Package};
pub use preprocess::preprocess;
pub use report::{CheckedPage, ExemptionRow, FormulaRow, LedgerRow, Report, Sound};
pub use workspace::Workspace;

/// What is copied into every evaluator, compiled here for its own tests.
#[cfg(test)]
#[path = "../evaluator/runtime.rs"]
#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::missing_errors_doc,
    reason = "it is a part of another program"
)]
mod runtime;
