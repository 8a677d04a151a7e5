//! Where does the loss come from?
//!
//! ```
//! use likelihood::{Distribution, cross_entropy, negative_log_likelihood, shares};
//!
//! let animals = [7, 3];
//! let model = Distribution::new([0.9, 0.1])?;
//! let all = negative_log_likelihood(&animals, &model)?;
//! assert_eq!(format!("{:.6}", all / 10.0), "0.764528 nats");
//! assert_eq!(format!("{:.6}", cross_entropy(&shares(&animals)?, &model)?), "0.764528 nats");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The likelihood of a model is the probability that it gave to what happened.
//! Its surprisal, divided by the number of observations, is the cross-entropy of their shares and the model:
//! to raise the one is to lower the other.
//! For measurements a model is a *density*, and which noise it believes in decides the loss:
//! [`gaussian_loss`] charges squares, [`laplace_loss`] distances, [`poisson_loss`] counts.
//!
//! The chapter is *Likelihood: where the loss comes from*, `book/en/likelihood.md`.
//! This crate fits no model but the shares, and knows no prior but what you add to the counts.

pub use cross_entropy::cross_entropy;
pub use entropy::{
    Distribution, DistributionError, Information, OutOfRange, binary_entropy, entropy, probability,
    surprisal,
};
pub use information::LengthMismatch;
pub use kl_divergence::kl_divergence;

use exact::{compensated_sum, sum_of_products};
use thiserror::Error;

/// Why data have no likelihood.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum LikelihoodError {
    /// Each outcome needs its count.
    #[error("{counts} counts do not go with {outcomes} outcomes; give one count for each outcome")]
    LengthMismatch {
        /// The number of counts.
        counts: usize,
        /// The number of outcomes of the model.
        outcomes: usize,
    },
    /// Nothing was observed.
    #[error("nothing was observed; give at least one observation")]
    Empty,
    /// An observation or a guess is not a finite number.
    #[error("{name} is {value}; give a finite number")]
    NotFinite {
        /// What it is.
        name: &'static str,
        /// The offending value.
        value: f64,
    },
    /// A scale or a rate is not a finite number above zero.
    #[error("{name} is {value}; give a finite number above 0")]
    NotPositive {
        /// What it is.
        name: &'static str,
        /// The offending value.
        value: f64,
    },
}

/// What counted data cost a model: −ln of the probability that it gave to all of them, in the order in which they came.
///
/// −Σ nᵢ · ln qᵢ
///
/// Divided by the number of observations it is the cross-entropy of their shares and the model.
/// An outcome that never came costs nothing; one that the model ruled out costs infinitely much.
/// Fisher (1922), section 6, has its maximum.
///
/// # Errors
/// [`LikelihoodError::LengthMismatch`] unless there is a count for each outcome.
///
/// ```
/// use likelihood::{Distribution, negative_log_likelihood};
///
/// let fair = Distribution::uniform(2)?;
/// assert_eq!(negative_log_likelihood(&[7, 3], &fair)?.bits(), 10.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^53")]
pub fn negative_log_likelihood(
    counts: &[u64],
    q: &Distribution,
) -> Result<Information, LikelihoodError> {
    if counts.len() != q.outcomes() {
        return Err(LikelihoodError::LengthMismatch {
            counts: counts.len(),
            outcomes: q.outcomes(),
        });
    }
    let seen = counts.iter().zip(q.iter()).filter(|(count, _)| **count > 0);
    let terms = seen.map(|(&count, q)| (count as f64, -q.ln()));
    Ok(Information::from_nats(sum_of_products(terms)))
}

/// The model that makes the data likeliest: their shares.
///
/// q̂ᵢ = nᵢ / n
///
/// By Gibbs' inequality no other model has so low a cross-entropy with them.
/// What was not seen is held to be impossible, which three observations do not justify;
/// counts to which something was added first say so less rashly.
///
/// # Errors
/// [`DistributionError`] if nothing was counted.
///
/// ```
/// assert_eq!(likelihood::shares(&[7, 3])?.as_slice(), [0.7, 0.3]);
/// # Ok::<(), likelihood::DistributionError>(())
/// ```
pub fn shares(counts: &[u64]) -> Result<Distribution, DistributionError> {
    Distribution::from_counts(counts)
}

/// What an observation costs a model that believes in bell-shaped errors around `mean`.
///
/// (y − μ)² / 2σ² + ln σ + ½ ln 2π
///
/// It is −ln of a *density*, not of a probability: it may be negative, and it grows by ln 100 nats if metres become centimetres.
/// With a fixed σ only the squared error is left for training to change.
/// Gauss (1809), book 2, section 3.
///
/// # Errors
/// [`LikelihoodError`] unless all are finite and σ is above zero.
///
/// ```
/// use likelihood::gaussian_loss;
///
/// assert_eq!(format!("{:.6}", gaussian_loss(2.0, 2.0, 1.0)?), "0.918939 nats");
/// assert_eq!(format!("{:.6}", gaussian_loss(2.0, 2.0, 0.1)?), "-1.383647 nats");
/// # Ok::<(), likelihood::LikelihoodError>(())
/// ```
pub fn gaussian_loss(y: f64, mean: f64, sigma: f64) -> Result<Information, LikelihoodError> {
    let error = scaled_error(y, mean, sigma)?;
    let loss = error * error / 2.0 + sigma.ln() + std::f64::consts::TAU.ln() / 2.0;
    Ok(Information::from_nats(loss))
}

/// What an observation costs a model that believes in errors whose probability halves with every equal step.
///
/// |y − μ| / σ + ln 2σ
///
/// A far error costs in proportion, not with its square, and so the best constant is the median, not the mean.
/// A density too: see [`gaussian_loss`]. Laplace (1774).
///
/// # Errors
/// [`LikelihoodError`] unless all are finite and σ is above zero.
///
/// ```
/// use likelihood::laplace_loss;
///
/// let near = laplace_loss(0.0, 1.0, 1.0)?;
/// let far = laplace_loss(0.0, 3.0, 1.0)?;
/// assert_eq!((far - near).nats(), 2.0);
/// # Ok::<(), likelihood::LikelihoodError>(())
/// ```
pub fn laplace_loss(y: f64, median: f64, sigma: f64) -> Result<Information, LikelihoodError> {
    let error = scaled_error(y, median, sigma)?;
    Ok(Information::from_nats(error.abs() + (2.0 * sigma).ln()))
}

/// What a count costs a model that expects events at a rate, each on its own.
///
/// λ − k · ln λ + ln k!
///
/// A count is no density: this is the surprisal of a probability, and never negative.
///
/// # Errors
/// [`LikelihoodError::NotPositive`] unless the rate is finite and above zero.
///
/// ```
/// use likelihood::poisson_loss;
///
/// assert_eq!(poisson_loss(0, 2.0)?.nats(), 2.0);
/// # Ok::<(), likelihood::LikelihoodError>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^53")]
pub fn poisson_loss(count: u64, rate: f64) -> Result<Information, LikelihoodError> {
    let rate = positive("the rate", rate)?;
    let factorial = compensated_sum((2..=count).map(|factor| (factor as f64).ln()));
    let loss = compensated_sum([rate, -(count as f64) * rate.ln(), factorial]);
    Ok(Information::from_nats(loss.max(0.0)))
}

/// By how much the entropy of the shares of `n` draws is too low on average, to first order.
///
/// (K − 1) / 2n nats
///
/// It does not depend on the distribution, as long as everything that can happen has come some times.
/// Miller (1955); Paninski (2003).
///
/// # Errors
/// [`LikelihoodError::Empty`] for no outcomes or no draws.
///
/// ```
/// assert_eq!(likelihood::plug_in_bias(2, 10)?.nats(), 0.05);
/// # Ok::<(), likelihood::LikelihoodError>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^53")]
pub fn plug_in_bias(outcomes: usize, n: usize) -> Result<Information, LikelihoodError> {
    if outcomes == 0 || n == 0 {
        return Err(LikelihoodError::Empty);
    }
    Ok(Information::from_nats(
        (outcomes - 1) as f64 / (2.0 * n as f64),
    ))
}

/// The entropy that the shares of `n` draws have on average, where each is one of two outcomes, the first with probability `p`.
///
/// Σₖ P(k of n) · h(k / n)
///
/// All possible samples, each weighted by how often it comes: no chance is left in it.
///
/// # Errors
/// [`OutOfRange`] unless 0 ≤ `p` ≤ 1.
///
/// ```
/// use likelihood::expected_plug_in_entropy;
///
/// // One animal is always all cats or all dogs.
/// assert_eq!(expected_plug_in_entropy(0.9, 1)?.nats(), 0.0);
/// assert_eq!(format!("{:.6}", expected_plug_in_entropy(0.9, 10)?), "0.266578 nats");
/// # Ok::<(), likelihood::OutOfRange>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^53")]
pub fn expected_plug_in_entropy(p: f64, n: usize) -> Result<Information, OutOfRange> {
    let (p, rest) = (probability(p)?, 1.0 - p);
    // ln of the ways to choose k of n, from one k to the next.
    let (mut ways, mut sum) = (0.0, Information::ZERO);
    for k in 1..n {
        ways += ((n + 1 - k) as f64 / k as f64).ln();
        let (k, n) = (k as f64, n as f64);
        let weight = (ways + k * p.ln() + (n - k) * rest.ln()).exp();
        sum += binary_entropy(k / n)? * weight;
    }
    Ok(sum)
}

/// The error in units of the scale.
fn scaled_error(y: f64, guess: f64, sigma: f64) -> Result<f64, LikelihoodError> {
    for (name, value) in [("the observation", y), ("the guess", guess)] {
        if !value.is_finite() {
            return Err(LikelihoodError::NotFinite { name, value });
        }
    }
    Ok((y - guess) / positive("the scale", sigma)?)
}

fn positive(name: &'static str, value: f64) -> Result<f64, LikelihoodError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(LikelihoodError::NotPositive { name, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_input_is_refused_with_its_value() {
        let fair = Distribution::uniform(2).unwrap();
        let messages = [
            negative_log_likelihood(&[1], &fair).unwrap_err(),
            gaussian_loss(f64::NAN, 0.0, 1.0).unwrap_err(),
            laplace_loss(0.0, f64::INFINITY, 1.0).unwrap_err(),
            gaussian_loss(0.0, 0.0, 0.0).unwrap_err(),
            poisson_loss(1, -1.0).unwrap_err(),
            plug_in_bias(2, 0).unwrap_err(),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            messages,
            [
                "1 counts do not go with 2 outcomes; give one count for each outcome",
                "the observation is NaN; give a finite number",
                "the guess is inf; give a finite number",
                "the scale is 0; give a finite number above 0",
                "the rate is -1; give a finite number above 0",
                "nothing was observed; give at least one observation",
            ]
        );
        assert!(expected_plug_in_entropy(1.5, 3).is_err());
        assert!(shares(&[0, 0]).is_err());
    }

    #[test]
    fn what_the_model_ruled_out_costs_infinitely_much_and_only_if_it_came() {
        let sure = Distribution::new([1.0, 0.0]).unwrap();
        let cost = |counts: [u64; 2]| negative_log_likelihood(&counts, &sure).unwrap();
        assert_eq!(cost([3, 0]), Information::ZERO);
        assert_eq!(cost([3, 1]), Information::INFINITE);
    }

    #[test]
    fn a_certain_world_shows_its_entropy_in_any_sample() {
        for p in [0.0, 1.0] {
            assert_eq!(
                expected_plug_in_entropy(p, 10).unwrap(),
                Information::ZERO,
                "{p}"
            );
        }
    }

    #[test]
    fn poisson_probabilities_sum_to_one() {
        let mass = (0..60).map(|k| (-poisson_loss(k, 4.5).unwrap().nats()).exp());
        assert!((mass.sum::<f64>() - 1.0).abs() < 1e-14);
    }
}
