//! The givens of the chapter *KL divergence: the price of being wrong*.

pub use ::kl_divergence::{
    DistributionError, LengthMismatch, cross_entropy, entropy, fisher_information, jensen_shannon,
    kl_divergence, second_order_divergence, surprisal,
};

pub use crate::codes::WITH_FOXES;
pub use crate::entropy::{FAIR_COIN, STREET};
use information::{Distribution, Information};

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

/// Two outcomes, the first with this share.
///
/// # Errors
/// [`DistributionError`] unless the share is from 0 to 1.
///
/// ```
/// assert_eq!(givens::kl_divergence::two(0.25)?[1], 0.75);
/// # Ok::<(), kl_divergence::DistributionError>(())
/// ```
pub fn two(share: f64) -> Result<Distribution, DistributionError> {
    Distribution::new([share, 1.0 - share])
}

/// A small and a tiny error in a belief about a coin.
pub const ERRORS: [f64; 2] = [1e-3, 1e-9];

/// How far the logarithm of q / p lies below its tangent at one, for each animal of the town, in nats.
///
/// ```
/// let gaps = givens::kl_divergence::below_the_tangent()?;
/// assert!(gaps.iter().all(|gap| *gap > 0.0));
/// # Ok::<(), kl_divergence::LengthMismatch>(())
/// ```
///
/// # Errors
/// None: both places have cats and dogs.
pub fn below_the_tangent() -> Result<Vec<f64>, LengthMismatch> {
    let gap = |(p, q): (f64, f64)| (q / p - 1.0) - (q / p).ln();
    Ok(TOWN.zip(&STREET)?.map(gap).collect())
}

/// Twice the town's shares: numbers that sum to two, and so no distribution.
pub const DOUBLED: [f64; 2] = [1.4, 0.6];

/// What somebody would pay for each animal of `p` who may say any positive numbers: −Σ pᵢ · ln qᵢ.
///
/// ```
/// use givens::kl_divergence::{DOUBLED, TOWN, paid};
///
/// assert!(paid(&TOWN, &DOUBLED).nats() < 0.0);
/// ```
#[must_use]
pub fn paid(p: &Distribution, said: &[f64]) -> Information {
    let parts = p.as_slice().iter().zip(said);
    Information::from_nats(-parts.map(|(p, q)| p * q.ln()).sum::<f64>())
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/kl-divergence.md")]
mod page {}
