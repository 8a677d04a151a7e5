//! What do the frameworks answer, and is it the number that you meant?
//!
//! ```
//! use frameworks::{Logits, recorded, softmax_cross_entropy};
//!
//! let pytorch = recorded("torch/cross_entropy/notes/f64")?;
//! let ours = softmax_cross_entropy(0, &Logits::new([2.0, 1.0, 0.1])?)?;
//! assert!((pytorch.nats() - ours.nats()).abs() < 1e-15);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The crate `recording` holds what PyTorch, Keras, SciPy, scikit-learn, JAX, Optax, Candle and Burn answered
//! when they were asked, with the exact value of each case; [`recorded`] and [`exact`] read it.
//! Where an answer is not the loss that you meant, it is still the answer to some question.
//! The functions below put those questions: [`renormalised`], [`generalized_kl_divergence`], [`clipped_surprisal`]
//! with its slope, [`capped_slope`], and three losses in single precision that lose their digits in three ways.
//!
//! The chapter is *PyTorch, Keras, SciPy, Candle, Burn*, `book/en/frameworks.md`.
//! This crate runs no framework: the folders `record` and `peers` hold the programs that did.

pub use recording::{
    Case, Precision, RecordingError, Tensor, answer, case, cases, exact, exact_gradient, input,
    meaning, recorded, recorded_gradient,
};

pub use information::{
    ClassOutOfRange, Distribution, DistributionError, Information, LengthMismatch, Logits,
    LogitsError, OutOfRange, probability,
};
pub use kl_divergence::kl_divergence;
pub use log_loss::{log_loss, probability_of, surprisal};
pub use logits::softmax_cross_entropy;
pub use loss_options::{LossError, LossOptions, Reduction, class_loss};

use thiserror::Error;

/// Why a vector has no distribution or divergence.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum VectorError {
    /// An entry is negative, infinite or NaN.
    #[error("entry {index} is {value}; give finite numbers that are not negative")]
    Entry {
        /// The position of the offending entry, counted from zero.
        index: usize,
        /// The offending entry.
        value: f64,
    },
    /// The two vectors are not equally long.
    #[error(transparent)]
    Length(#[from] LengthMismatch),
    /// What is divided by the sum is still no distribution.
    #[error(transparent)]
    Distribution(#[from] DistributionError),
}

/// Refuses a vector with an entry that is negative, infinite or NaN.
fn entries(vector: &[f64]) -> Result<(), VectorError> {
    let offending = |&(_, value): &(usize, &f64)| !(value.is_finite() && *value >= 0.0);
    match vector.iter().enumerate().find(offending) {
        Some((index, &value)) => Err(VectorError::Entry { index, value }),
        None => Ok(()),
    }
}

/// The distribution that a vector becomes when it is divided by its sum.
///
/// qᵢ = wᵢ / Σ wⱼ
///
/// `scipy.stats.entropy` does it to both its arguments, and Keras to a prediction, without a word.
///
/// # Errors
/// [`VectorError`] if an entry is negative or not finite, or if there is nothing to divide by.
///
/// ```
/// let q = frameworks::renormalised(&[0.1, 0.2, 0.1])?;
/// assert_eq!(q.as_slice(), [0.25, 0.5, 0.25]);
/// # Ok::<(), frameworks::VectorError>(())
/// ```
pub fn renormalised(weights: &[f64]) -> Result<Distribution, VectorError> {
    entries(weights)?;
    let sum: f64 = weights.iter().sum();
    let shares: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
    Ok(Distribution::new(shares)?)
}

/// The divergence with two more terms, which vanish if both vectors sum to the same.
///
/// Σ (pᵢ · ln(pᵢ / qᵢ) − pᵢ + qᵢ)
///
/// This is what the elements of `scipy.special.kl_div` sum to, and Optax's `generalized_kl_divergence`.
/// It is defined for any vectors of non-negative numbers, and never negative; where pᵢ is 0 only qᵢ is left.
///
/// # Errors
/// [`VectorError`] if an entry is negative or not finite, or if the vectors are not equally long.
///
/// ```
/// let generalized = frameworks::generalized_kl_divergence(&[0.0, 0.0, 1.0], &[0.1, 0.2, 0.1])?;
/// assert_eq!(format!("{generalized:.6}"), "1.702585 nats");
/// # Ok::<(), frameworks::VectorError>(())
/// ```
pub fn generalized_kl_divergence(p: &[f64], q: &[f64]) -> Result<Information, VectorError> {
    if p.len() != q.len() {
        return Err(VectorError::Length(LengthMismatch {
            p: p.len(),
            q: q.len(),
        }));
    }
    entries(p)?;
    entries(q)?;
    let term = |(&p, &q): (&f64, &f64)| {
        let relative_entropy = if p > 0.0 { p * (p / q).ln() } else { 0.0 };
        relative_entropy - p + q
    };
    Ok(Information::from_nats(p.iter().zip(q).map(term).sum()))
}

/// The surprisal of a probability that is first raised to `least`.
///
/// −ln max(q, least)
///
/// Keras, scikit-learn, PyTorch's `BCELoss` and Burn all do this, each with its own `least`,
/// so that an event which was called impossible costs a finite amount.
///
/// # Errors
/// [`OutOfRange`] if `q` or `least` is not a number from 0 to 1.
///
/// ```
/// let loss = frameworks::clipped_surprisal(0.0, 1e-7)?;
/// assert_eq!(format!("{loss:.6}"), "16.118096 nats");
/// # Ok::<(), frameworks::OutOfRange>(())
/// ```
pub fn clipped_surprisal(q: f64, least: f64) -> Result<Information, OutOfRange> {
    surprisal(probability(q)?.max(probability(least)?))
}

/// The slope of [`clipped_surprisal`] by the logit of the truth, behind a softmax or a sigmoid.
///
/// −(1 − q) where q > least, and 0 where nothing of q is left in the loss.
///
/// Keras does this unless it finds the logits: beyond the clip no step moves them.
///
/// # Errors
/// [`OutOfRange`] if `q` or `least` is not a number from 0 to 1.
///
/// ```
/// assert_eq!(frameworks::clipped_slope(0.25, 1e-7)?, -0.75);
/// assert_eq!(frameworks::clipped_slope(1e-8, 1e-7)?, 0.0);
/// # Ok::<(), frameworks::OutOfRange>(())
/// ```
pub fn clipped_slope(q: f64, least: f64) -> Result<f64, OutOfRange> {
    let q = probability(q)?;
    Ok(if q > probability(least)? {
        q - 1.0
    } else {
        0.0
    })
}

/// The slope of PyTorch's `BCELoss` by the logit of the truth, behind a sigmoid.
///
/// −(1 − q) · q(1 − q) / max(q(1 − q), least)
///
/// The slope by the probability is (q − 1) / q(1 − q), and the sigmoid multiplies it by q(1 − q).
/// PyTorch divides by no less than `least`, so that nothing is infinite; then the two cancel no longer.
///
/// # Errors
/// [`OutOfRange`] if `q` is not a number from 0 to 1.
///
/// ```
/// assert_eq!(frameworks::capped_slope(0.25, 1e-12)?, -0.75);
/// assert_eq!(format!("{:.0e}", frameworks::capped_slope(1e-20, 1e-12)?), "-1e-8");
/// # Ok::<(), frameworks::OutOfRange>(())
/// ```
pub fn capped_slope(q: f64, least: f64) -> Result<f64, OutOfRange> {
    let q = probability(q)?;
    let through_sigmoid = q * (1.0 - q);
    Ok((q - 1.0) * through_sigmoid / through_sigmoid.max(least))
}

/// The cross-entropy of logits in single precision, as most frameworks compute it.
///
/// ln Σ exp(zⱼ − m) − (z − m), with m the largest logit and z that of the class; in nats, NaN if there is no such class.
///
/// The largest exponential is 1.
/// What the others add below half a unit in its last place is gone before the logarithm is taken.
///
/// ```
/// assert_eq!(frameworks::cross_entropy_f32(0, &[20.0, 0.0]), 0.0);
/// ```
#[must_use]
pub fn cross_entropy_f32(class: usize, logits: &[f32]) -> f32 {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|z| (z - largest).exp()).sum();
    let own = logits.get(class).copied().unwrap_or(f32::NAN);
    sum.ln() - (own - largest)
}

/// The binary loss with logits in single precision, as PyTorch and Burn compute it.
///
/// (1 − y) · z − ln σ(z), with ln σ(z) = min(z, 0) − ln(1 + exp(−|z|)); in nats.
///
/// Two numbers of the size of z cancel if z is negative, and with them goes what is smaller than their last digit.
///
/// ```
/// assert!(frameworks::binary_cross_entropy_f32(1.0, 17.0) > 0.0);
/// assert_eq!(frameworks::binary_cross_entropy_f32(0.0, -17.0), 0.0);
/// ```
#[must_use]
pub fn binary_cross_entropy_f32(y: f32, z: f32) -> f32 {
    let log_sigmoid = z.min(0.0) - (-z.abs()).exp().ln_1p();
    (1.0 - y) * z - log_sigmoid
}

/// The binary loss with logits in single precision by the detour over the probability, as Candle computes it.
///
/// −y · ln σ − (1 − y) · ln(1 − σ), with σ = 1 / (1 + exp(−z)); in nats.
///
/// The sigmoid rounds to 1 or 0, one logarithm is −∞, and nothing times −∞ is NaN.
///
/// ```
/// assert!(frameworks::binary_cross_entropy_by_sigmoid_f32(1.0, 17.0).is_nan());
/// ```
#[must_use]
pub fn binary_cross_entropy_by_sigmoid_f32(y: f32, z: f32) -> f32 {
    let sigmoid = 1.0 / (1.0 + (-z).exp());
    -(y * sigmoid.ln() + (1.0 - y) * (1.0 - sigmoid).ln())
}
