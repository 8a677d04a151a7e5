//! The nouns that the chapters speak of, and what is refused.
//!
//! ```
//! use information::{Distribution, Information};
//!
//! let p = Distribution::new([0.1, 0.2, 0.7])?;
//! let cost = Information::from_nats(-p[2].ln());
//! assert_eq!(format!("{cost:.3}"), "0.357 nats");
//! assert_eq!(format!("{:.3} bits", cost.bits()), "0.515 bits");
//! # Ok::<(), information::DistributionError>(())
//! ```
//!
//! A [`Distribution`] is checked once, when it is built, and so are [`Logits`]; the formulas that take them need no checks of their own.
//! An [`Information`] knows its unit, as a [`Duration`](std::time::Duration) does, so nats and bits cannot be mixed up.
//!
//! What is refused is refused in the same words everywhere: a number ([`OutOfRange`]), a class ([`ClassOutOfRange`]),
//! a pair of distributions ([`LengthMismatch`]), a batch ([`BatchError`]).
//!
//! Read the book's introduction, *How to read this book*, for how the chapters use them.
//! This crate computes no entropy and draws no samples.

mod batch;
mod distribution;
mod logits;
mod quantity;
mod refused;

pub use batch::{BatchError, paired};
pub use distribution::{Distribution, DistributionError};
pub use logits::{Logits, LogitsError};
pub use quantity::Information;
pub use refused::{
    ClassOutOfRange, LengthMismatch, OutOfRange, class_of, logit_of_yes, positive, probability,
    share, weight,
};
