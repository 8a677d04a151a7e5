//! Two nouns that every chapter speaks of.
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
//! A [`Distribution`] is checked once, when it is built, so the formulas that take one need no checks of their own.
//! An [`Information`] knows its unit, as a [`Duration`](std::time::Duration) does, so nats and bits cannot be mixed up.
//!
//! Read the book's introduction, *How to read this book*, for how the chapters use both.
//! This crate computes no entropy and draws no samples.

mod distribution;
mod quantity;

pub use distribution::{
    ClassOutOfRange, Distribution, DistributionError, LengthMismatch, ProbabilityError, probability,
};
pub use quantity::Information;
