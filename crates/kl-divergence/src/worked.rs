//! The givens of the chapter *The price of being wrong*.

use std::sync::LazyLock;

pub use entropy::worked::{FAIR_COIN, STREET};
use information::{Distribution, DistributionError};

/// The town: seven cats to three dogs.
pub static TOWN: LazyLock<Distribution> = LazyLock::new(|| known([0.7, 0.3]));

/// The kennel: hardly a cat.
pub static KENNEL: LazyLock<Distribution> = LazyLock::new(|| known([0.01, 0.99]));

/// A label: the animal in the picture is a cat, surely.
pub static LABEL: LazyLock<Distribution> = LazyLock::new(|| known([1.0, 0.0]));

/// A model that has never heard of dogs.
pub static NEVER_DOGS: LazyLock<Distribution> = LazyLock::new(|| known([1.0, 0.0]));

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
pub static WITH_FOXES: LazyLock<Distribution> = LazyLock::new(|| known([0.6, 0.3, 0.1]));

/// A distribution that is known to be one.
fn known<const N: usize>(probabilities: [f64; N]) -> Distribution {
    Distribution::new(probabilities).expect("the book's givens sum to one")
}
