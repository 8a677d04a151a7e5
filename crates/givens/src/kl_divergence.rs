//! The givens of the chapter *The price of being wrong*.

pub use ::kl_divergence::{
    DistributionError, cross_entropy, entropy, jensen_shannon, kl_divergence, surprisal,
};

pub use crate::entropy::{FAIR_COIN, STREET};
use information::Distribution;

/// The town: seven cats to three dogs.
pub static TOWN: Distribution = Distribution::given(&[0.7, 0.3]);

/// The kennel: hardly a cat.
pub static KENNEL: Distribution = Distribution::given(&[0.01, 0.99]);

/// A label: the animal in the picture is a cat, surely.
pub static LABEL: Distribution = Distribution::given(&[1.0, 0.0]);

/// A model that has never heard of dogs.
pub static NEVER_DOGS: Distribution = Distribution::given(&[1.0, 0.0]);

/// A coin that is off the fair one by so much.
///
/// # Errors
/// [`DistributionError`] if the coin would be off by more than a half.
pub fn nearly_fair(off: f64) -> Result<Distribution, DistributionError> {
    Distribution::new([0.5 + off, 0.5 - off])
}

/// A small and a tiny error in a belief about a coin: powers of one half, which floats hold exactly.
pub const ERRORS: [f64; 2] = [1.0 / 1024.0, 1.0 / 1_073_741_824.0];

/// The town with its foxes counted: cats, dogs, foxes.
pub static WITH_FOXES: Distribution = Distribution::given(&[0.6, 0.3, 0.1]);

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/kl-divergence.md")]
mod page {}
