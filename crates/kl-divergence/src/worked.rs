//! The givens of the chapter *The price of being wrong*.

use std::sync::LazyLock;

use information::Distribution;

/// The town: seven cats to three dogs.
pub static TOWN: LazyLock<Distribution> = LazyLock::new(|| known([0.7, 0.3]));

/// The street: nine cats to one dog, also what a cat lover believes of the town.
pub static STREET: LazyLock<Distribution> = LazyLock::new(|| known([0.9, 0.1]));

/// The kennel: hardly a cat.
pub static KENNEL: LazyLock<Distribution> = LazyLock::new(|| known([0.01, 0.99]));

/// A label: the animal in the picture is a cat, surely.
pub static LABEL: LazyLock<Distribution> = LazyLock::new(|| known([1.0, 0.0]));

/// A model that has never heard of dogs.
pub static NEVER_DOGS: LazyLock<Distribution> = LazyLock::new(|| known([1.0, 0.0]));

/// A distribution that is known to be one.
fn known<const N: usize>(probabilities: [f64; N]) -> Distribution {
    Distribution::new(probabilities).expect("the book's givens sum to one")
}
