//! The givens of the chapter *Likelihood: where the loss comes from*.

pub use ::likelihood::{
    Distribution, DistributionError, LikelihoodError, cross_entropy, entropy,
    expected_plug_in_entropy, gaussian_loss, kl_divergence, laplace_loss, negative_log_likelihood,
    plug_in_bias, poisson_loss, shares, surprisal,
};

pub use crate::entropy::{FAIR_COIN, STREET};
pub use crate::kl_divergence::TOWN;
use information::Information;

/// What passed the window: seven cats and three dogs.
pub const SEEN: [u64; 2] = [7, 3];

/// How many animals passed.
///
/// ```
/// assert_eq!(givens::likelihood::animals(), 10.0);
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "there are ten")]
pub fn animals() -> f64 {
    SEEN.iter().sum::<u64>() as f64
}

/// The probability that a model gave to all ten animals, in the order in which they came.
///
/// ```
/// use givens::likelihood::{FAIR_COIN, likelihood};
///
/// assert_eq!(likelihood(&FAIR_COIN)?, 0.5_f64.powi(10));
/// # Ok::<(), likelihood::LikelihoodError>(())
/// ```
///
/// # Errors
/// [`LikelihoodError`] if the model knows other animals than cats and dogs.
pub fn likelihood(q: &Distribution) -> Result<f64, LikelihoodError> {
    Ok((-negative_log_likelihood(&SEEN, q)?.nats()).exp())
}

/// What one of the ten animals costs a model on average.
///
/// # Errors
/// [`LikelihoodError`] if the model knows other animals than cats and dogs.
///
/// ```
/// use givens::likelihood::{TOWN, per_animal};
///
/// assert_eq!(format!("{:.3}", per_animal(&TOWN)?), "0.611 nats");
/// # Ok::<(), likelihood::LikelihoodError>(())
/// ```
pub fn per_animal(q: &Distribution) -> Result<Information, LikelihoodError> {
    Ok(negative_log_likelihood(&SEEN, q)? / animals())
}

/// By how much the ten animals speak for the shares counted and against another model.
///
/// # Errors
/// [`LikelihoodError`] if the model knows other animals than cats and dogs.
///
/// ```
/// use givens::likelihood::{TOWN, evidence_against};
///
/// assert_eq!(evidence_against(&TOWN)?.nats(), 0.0);
/// # Ok::<(), likelihood::LikelihoodError>(())
/// ```
pub fn evidence_against(q: &Distribution) -> Result<Information, LikelihoodError> {
    Ok(negative_log_likelihood(&SEEN, q)? - negative_log_likelihood(&SEEN, &TOWN)?)
}

/// A thousand to one: when most people are convinced.
pub const CONVINCED: f64 = 1000.0;

/// How many animals with the shares of the town it takes, on average, to convince somebody that they are not the street's.
///
/// # Errors
/// None: both places have cats and dogs.
///
/// ```
/// assert!(givens::likelihood::animals_to_convince()? > 40.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn animals_to_convince() -> Result<f64, information::LengthMismatch> {
    Ok((CONVINCED.ln() / kl_divergence(&TOWN, &STREET)?.nats()).ceil())
}

/// The shares of outcomes that were noted one by one.
///
/// # Errors
/// [`DistributionError`] if none was noted.
///
/// ```
/// assert_eq!(givens::likelihood::shares_of(&[0, 0, 1, 0], 2)?[0], 0.75);
/// # Ok::<(), likelihood::DistributionError>(())
/// ```
pub fn shares_of(outcomes: &[usize], of: usize) -> Result<Distribution, DistributionError> {
    shares(&counts(outcomes, of))
}

/// What outcomes that were noted one by one cost a model on average.
///
/// # Errors
/// [`LikelihoodError`] if the model knows others.
///
/// ```
/// use givens::likelihood::{FAIR_COIN, mean_surprisal};
///
/// assert_eq!(mean_surprisal(&[0, 0, 1], &FAIR_COIN)?.bits(), 1.0);
/// # Ok::<(), likelihood::LikelihoodError>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "there are a few")]
pub fn mean_surprisal(
    outcomes: &[usize],
    q: &Distribution,
) -> Result<Information, LikelihoodError> {
    let all = negative_log_likelihood(&counts(outcomes, q.outcomes()), q)?;
    Ok(all / outcomes.len() as f64)
}

fn counts(outcomes: &[usize], of: usize) -> Vec<u64> {
    let count = |outcome| outcomes.iter().filter(|&&seen| seen == outcome).count() as u64;
    (0..of).map(count).collect()
}

/// A height, in metres, and a guess that meets it.
pub const HEIGHT: f64 = 1.75;

/// Two widths of the bell around a guess, in the unit of what is guessed.
pub const WIDTHS: [f64; 2] = [1.0, 0.1];

/// Centimetres in a metre.
pub const CENTIMETRES: f64 = 100.0;

/// Errors in units of the noise: small ones, and one that is far off.
pub const ERRORS: [f64; 3] = [0.5, 1.0, 4.0];

/// What an error costs more than none, to who believes in bell-shaped noise of width one.
///
/// # Errors
/// [`LikelihoodError`] if it is not finite.
///
/// ```
/// assert_eq!(givens::likelihood::gaussian_charge(4.0)?.nats(), 8.0);
/// # Ok::<(), likelihood::LikelihoodError>(())
/// ```
pub fn gaussian_charge(error: f64) -> Result<Information, LikelihoodError> {
    Ok(gaussian_loss(error, 0.0, WIDTHS[0])? - gaussian_loss(0.0, 0.0, WIDTHS[0])?)
}

/// What an error costs more than none, to who believes in Laplace's noise of width one.
///
/// # Errors
/// [`LikelihoodError`] if it is not finite.
///
/// ```
/// assert_eq!(givens::likelihood::laplace_charge(4.0)?.nats(), 4.0);
/// # Ok::<(), likelihood::LikelihoodError>(())
/// ```
pub fn laplace_charge(error: f64) -> Result<Information, LikelihoodError> {
    Ok(laplace_loss(error, 0.0, WIDTHS[0])? - laplace_loss(0.0, 0.0, WIDTHS[0])?)
}

/// How many letters come on a day, where two are expected.
pub const LETTERS: u64 = 5;

/// How many letters are expected.
pub const RATE: f64 = 2.0;

/// The rate that as many letters would be expected at as came.
pub const OWN_RATE: f64 = LETTERS as f64;

/// Five thermometers in one room, one of them broken, in degrees.
pub const THERMOMETERS: [f64; 5] = [20.0, 21.0, 21.0, 22.0, 201.0];

/// The mean of the thermometers: the guess that is best under bell-shaped noise.
///
/// ```
/// assert_eq!(givens::likelihood::mean(), 57.0);
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "there are five")]
pub fn mean() -> f64 {
    THERMOMETERS.iter().sum::<f64>() / THERMOMETERS.len() as f64
}

/// The middle one of the thermometers: the guess that is best under Laplace's noise.
///
/// ```
/// assert_eq!(givens::likelihood::median(), 21.0);
/// ```
#[must_use]
pub fn median() -> f64 {
    let mut sorted = THERMOMETERS;
    sorted.sort_by(f64::total_cmp);
    sorted[THERMOMETERS.len() / 2]
}

/// Three cats, and no dog yet.
pub const THREE_CATS: [u64; 2] = [3, 0];

/// One cat and one dog, which nobody saw, added to every count.
pub const BEFOREHAND: [u64; 2] = [1, 1];

/// Counts together with those that were there beforehand.
///
/// ```
/// use givens::likelihood::{THREE_CATS, with_beforehand};
///
/// assert_eq!(with_beforehand(THREE_CATS), [4, 1]);
/// ```
#[must_use]
pub fn with_beforehand(counts: [u64; 2]) -> [u64; 2] {
    [counts[0] + BEFOREHAND[0], counts[1] + BEFOREHAND[1]]
}

/// A weight of a model, and how wide around zero weights were believed to lie.
pub const WEIGHT: f64 = 2.0;

/// How many animals a sample has.
pub const SAMPLES: [usize; 3] = [10, 100, 1000];

/// The entropy that a sample of the street shows on average.
///
/// # Errors
/// None: the street's shares are probabilities.
///
/// ```
/// use givens::likelihood::{STREET, entropy, shown};
///
/// assert!(shown(10)? < entropy(&STREET));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn shown(n: usize) -> Result<Information, information::OutOfRange> {
    expected_plug_in_entropy(STREET[0], n)
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/likelihood.md")]
mod page {}
