//! What does each direction of the divergence ask for?
//!
//! ```
//! use directions::{Direction, Hump, best_hump};
//!
//! let grid: Vec<f64> = (-40..=40).map(|tenths| f64::from(tenths) / 10.0).collect();
//! let truth = Hump { centre: 1.0, width: 0.5 }.on(&grid)?;
//! let candidates = [-1.0, 0.0, 1.0].map(|centre| Hump { centre, width: 0.5 });
//! let (found, price) = best_hump(&truth, &grid, &candidates, Direction::Covering)?;
//! assert_eq!((found.centre, price.nats()), (1.0, 0.0));
//! # Ok::<(), directions::DirectionsError>(())
//! ```
//!
//! `D(p ‖ q)` is paid where the truth is, so the model must *cover* all of it; `D(q ‖ p)` is paid where the model is, so it may
//! *seek* one good place and forget the rest.
//! Below stand the uses of the second one that a reader meets: [`evidence_bound`], [`tilted`], and with either of them
//! [`distillation_gradient`].
//!
//! The chapter is *Two directions of KL: covering and seeking*, `book/en/directions.md`.
//! This crate searches among candidates that are given, and trains nothing.

pub use information::{Distribution, DistributionError, Information, LengthMismatch, OutOfRange};
pub use kl_divergence::{jensen_shannon, kl_divergence};
pub use logits::{Logits, LogitsError, log_sum_exp, softmax, with_temperature};

use information::positive;
use thiserror::Error;

/// Why there is nothing to compare.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum DirectionsError {
    /// Nothing was given to choose from.
    #[error("there are no candidates; give at least one")]
    NoCandidates,
    /// Each outcome needs its number.
    #[error("{found} numbers do not go with {outcomes} outcomes; give one for each outcome")]
    Numbers {
        /// How many there are.
        found: usize,
        /// How many outcomes.
        outcomes: usize,
    },
    /// Two distributions are over different outcomes.
    #[error(transparent)]
    LengthMismatch(#[from] LengthMismatch),
    /// A width, a temperature or a strength is not above zero.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// The scores stand for no distribution.
    #[error(transparent)]
    Logits(#[from] LogitsError),
}

/// A bell on a grid: one hump.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hump {
    /// Where it is highest.
    pub centre: f64,
    /// How far from there it has fallen to e^(−½) of its height.
    pub width: f64,
}

impl Hump {
    /// The share of each point of a grid.
    ///
    /// qᵢ ∝ exp(−(xᵢ − μ)² / 2σ²)
    ///
    /// # Errors
    /// [`DirectionsError`] if the width is not above zero, or there are no points.
    ///
    /// ```
    /// let hump = directions::Hump { centre: 0.0, width: 1.0 };
    /// let q = hump.on(&[-1.0, 0.0, 1.0])?;
    /// assert_eq!(q[0], q[2]);
    /// assert!(q[1] > q[0]);
    /// # Ok::<(), directions::DirectionsError>(())
    /// ```
    pub fn on(self, grid: &[f64]) -> Result<Distribution, DirectionsError> {
        let width = positive("width", self.width)?;
        let score = |x: &f64| -((x - self.centre) / width).powi(2) / 2.0;
        Ok(softmax(&Logits::new(
            grid.iter().map(score).collect::<Vec<_>>(),
        )?))
    }
}

/// Which of the two divergences is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// D(p ‖ q): averaged over the truth.
    Covering,
    /// D(q ‖ p): averaged over the model.
    Seeking,
}

impl Direction {
    /// What the model `q` costs in this direction, if `p` is the truth.
    ///
    /// # Errors
    /// [`LengthMismatch`] if they are over different numbers of outcomes.
    ///
    /// ```
    /// use directions::{Direction, Distribution};
    ///
    /// let p = Distribution::new([0.5, 0.5])?;
    /// let q = Distribution::new([1.0, 0.0])?;
    /// assert!(!Direction::Covering.price(&p, &q)?.is_finite());
    /// assert_eq!(Direction::Seeking.price(&p, &q)?.bits(), 1.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn price(self, p: &Distribution, q: &Distribution) -> Result<Information, LengthMismatch> {
        match self {
            Self::Covering => kl_divergence(p, q),
            Self::Seeking => kl_divergence(q, p),
        }
    }
}

/// The candidate that costs least, and what it costs; of equal ones the first.
///
/// # Errors
/// [`DirectionsError`] if there are none, one has no width, or the grid does not go with `p`.
///
/// ```
/// use directions::{Direction, Distribution, Hump, best_hump};
///
/// let p = Distribution::new([0.1, 0.8, 0.1])?;
/// let candidates = [0.2, 0.5, 3.0].map(|width| Hump { centre: 0.0, width });
/// let (best, _) = best_hump(&p, &[-1.0, 0.0, 1.0], &candidates, Direction::Covering)?;
/// assert_eq!(best.width, 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn best_hump(
    p: &Distribution,
    grid: &[f64],
    candidates: &[Hump],
    direction: Direction,
) -> Result<(Hump, Information), DirectionsError> {
    let mut best: Option<(Hump, Information)> = None;
    for &hump in candidates {
        let price = direction.price(p, &hump.on(grid)?)?;
        if best.is_none_or(|(_, least)| price < least) {
            best = Some((hump, price));
        }
    }
    best.ok_or(DirectionsError::NoCandidates)
}

/// How the divergence of a student from a teacher, both at a temperature, changes with each of the student's logits.
///
/// (softmax(z / T)ᵢ − softmax(v / T)ᵢ) / T
///
/// One factor 1/T comes from the logits, which are divided, and hot distributions differ by another:
/// so the slope falls with T², and T² is what the loss is multiplied by. Hinton, Vinyals & Dean (2015), section 2.1.
///
/// # Errors
/// [`DirectionsError`] if the temperature is not above zero, or the two have different classes.
///
/// ```
/// use directions::{Logits, distillation_gradient};
///
/// let (teacher, student) = (Logits::new([2.0, 1.0, 0.1])?, Logits::new([0.0, 0.0, 0.0])?);
/// let slopes = distillation_gradient(&teacher, &student, 1.0)?;
/// assert_eq!(format!("{:.6}", slopes[0]), "-0.325668");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn distillation_gradient(
    teacher: &Logits,
    student: &Logits,
    temperature: f64,
) -> Result<Vec<f64>, DirectionsError> {
    let [p, q] = [
        with_temperature(teacher, temperature)?,
        with_temperature(student, temperature)?,
    ]
    .map(|logits| softmax(&logits));
    Ok(p.zip(&q)?.map(|(p, q)| (q - p) / temperature).collect())
}

/// A model that was preferred by its rewards, and kept near `p`.
///
/// qᵢ ∝ pᵢ · exp(rᵢ / β)
///
/// No other distribution has so much [`penalised_reward`]. A reward of −∞ rules an outcome out.
/// Rafailov et al. (2023), eq. 4.
///
/// # Errors
/// [`DirectionsError`] unless there is a reward for each outcome, and β is above zero.
///
/// ```
/// use directions::{Distribution, tilted};
///
/// let p = Distribution::new([0.5, 0.5])?;
/// let q = tilted(&p, &[0.0, 3_f64.ln()], 1.0)?;
/// assert!((q[1] - 0.75).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn tilted(
    p: &Distribution,
    rewards: &[f64],
    beta: f64,
) -> Result<Distribution, DirectionsError> {
    let beta = positive("strength", beta)?;
    one_each(rewards, p)?;
    let scores = p.iter().zip(rewards).map(|(p, r)| p.ln() + r / beta);
    Ok(softmax(&Logits::new(scores.collect::<Vec<_>>())?))
}

/// What a model earns on average, less β times what it has moved away from `p`; in the unit of the rewards.
///
/// Σ qᵢ rᵢ − β · D(q ‖ p)
///
/// # Errors
/// [`DirectionsError`] unless there is a reward for each outcome, and β is above zero.
///
/// ```
/// use directions::{Distribution, penalised_reward};
///
/// let p = Distribution::new([0.5, 0.5])?;
/// assert_eq!(penalised_reward(&p, &p, &[0.0, 2.0], 1.0)?, 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn penalised_reward(
    q: &Distribution,
    p: &Distribution,
    rewards: &[f64],
    beta: f64,
) -> Result<f64, DirectionsError> {
    let beta = positive("strength", beta)?;
    one_each(rewards, p)?;
    let moved = kl_divergence(q, p)?.nats();
    let earned = q.iter().zip(rewards).filter(|(q, _)| *q > 0.0);
    Ok(earned.map(|(q, r)| q * r).sum::<f64>() - beta * moved)
}

/// The evidence: how probable the observation was, whatever was behind it, as a logarithm in nats.
///
/// ln Σ pᵢ · Lᵢ
///
/// # Errors
/// [`DirectionsError`] unless there is a likelihood for each cause.
///
/// ```
/// use directions::{Distribution, evidence};
///
/// let town = Distribution::new([0.7, 0.3])?;
/// assert!((evidence(&town, &[0.1, 0.9])? - 0.34_f64.ln()).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn evidence(prior: &Distribution, likelihoods: &[f64]) -> Result<f64, DirectionsError> {
    one_each(likelihoods, prior)?;
    let both = prior.iter().zip(likelihoods).map(|(p, l)| p * l);
    Ok(both.sum::<f64>().ln())
}

/// A floor below the evidence that needs no sum over causes but what `q` believes of them, in nats.
///
/// Σ qᵢ · ln(pᵢ Lᵢ / qᵢ) = ln evidence − D(q ‖ posterior)
///
/// Jordan et al. (1999).
///
/// # Errors
/// [`DirectionsError`] unless there is a likelihood and a belief for each cause.
///
/// ```
/// use directions::{Distribution, evidence, evidence_bound};
///
/// let town = Distribution::new([0.7, 0.3])?;
/// assert!(evidence_bound(&town, &[0.1, 0.9], &town)? < evidence(&town, &[0.1, 0.9])?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn evidence_bound(
    prior: &Distribution,
    likelihoods: &[f64],
    q: &Distribution,
) -> Result<f64, DirectionsError> {
    one_each(likelihoods, prior)?;
    let terms = prior.zip(q)?.zip(likelihoods);
    let believed = terms.filter(|((_, q), _)| *q > 0.0);
    Ok(believed.map(|((p, q), l)| q * (p * l / q).ln()).sum())
}

/// A number for each outcome.
fn one_each(numbers: &[f64], p: &Distribution) -> Result<(), DirectionsError> {
    if numbers.len() == p.outcomes() {
        return Ok(());
    }
    Err(DirectionsError::Numbers {
        found: numbers.len(),
        outcomes: p.outcomes(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_input_is_refused_with_its_value() {
        let fair = Distribution::uniform(2).unwrap();
        let flat = |width| Hump { centre: 0.0, width }.on(&[0.0, 1.0]);
        let [two, three] = [2, 3].map(|classes| Logits::new(vec![0.0; classes]).unwrap());
        let messages = [
            flat(0.0).unwrap_err(),
            best_hump(&fair, &[0.0, 1.0], &[], Direction::Seeking).unwrap_err(),
            distillation_gradient(&two, &two, -1.0).unwrap_err(),
            distillation_gradient(&two, &three, 1.0).unwrap_err(),
            tilted(&fair, &[1.0], 1.0).unwrap_err(),
            tilted(&fair, &[1.0, 2.0], 0.0).unwrap_err(),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            messages,
            [
                "width 0 is out of range; give a finite number above 0",
                "there are no candidates; give at least one",
                "temperature -1 is out of range; give a finite number above 0",
                "p has 2 outcomes and q has 3; compare distributions over the same outcomes",
                "1 numbers do not go with 2 outcomes; give one for each outcome",
                "strength 0 is out of range; give a finite number above 0",
            ]
        );
    }
}
