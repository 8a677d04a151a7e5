use std::borrow::Cow;
use std::ops::Index;

use exact::Sum;
use thiserror::Error;

use crate::{ClassOutOfRange, LengthMismatch, class_of};

/// How far a sum of probabilities may be from one: room for decimal input and rounding, not for a mistake.
const TOLERANCE: f64 = 1e-9;

/// Why a list of numbers is not a probability distribution.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum DistributionError {
    /// There are no outcomes at all.
    #[error("a distribution needs at least one outcome; give at least one probability")]
    Empty,
    /// A probability is negative, not a number, or infinite.
    #[error("probability {index} is {value}; each must be a finite number from 0 to 1")]
    NotAProbability {
        /// The position of the offending value, counted from zero.
        index: usize,
        /// The offending value.
        value: f64,
    },
    /// The probabilities do not sum to one.
    #[error("probabilities sum to {sum}, not 1; divide each by the sum if they are weights")]
    Sum {
        /// What they sum to, rounded to twelve digits so that it reads as it was meant.
        sum: f64,
    },
    /// The class of a label does not exist.
    #[error(transparent)]
    Class(#[from] ClassOutOfRange),
    /// All counts are zero, so no share can be computed.
    #[error("all {outcomes} counts are zero; count at least one event")]
    NoCounts {
        /// The number of counts given.
        outcomes: usize,
    },
}

/// A probability distribution over outcomes 0, 1, 2, …: finite, non-negative, summing to one.
///
/// The sum may miss one by 1e-9, so that `[0.1, 0.2, 0.7]` is welcome although its floats sum to a little less.
/// Nothing is rescaled: what you give is what the formulas see.
///
/// ```
/// use information::{Distribution, DistributionError};
///
/// let p = Distribution::new([0.9, 0.1])?;
/// assert_eq!(p[0], 0.9);
///
/// let refused = Distribution::new([0.1, 0.2, 0.1]).unwrap_err();
/// assert!(refused.to_string().starts_with("probabilities sum to 0.4, not 1"));
/// # Ok::<(), DistributionError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    probabilities: Cow<'static, [f64]>,
}

impl Distribution {
    /// A distribution with these probabilities.
    ///
    /// # Errors
    /// [`DistributionError`] if the list is empty, holds anything but probabilities, or does not sum to one within 1e-9.
    ///
    /// ```
    /// use information::{Distribution, DistributionError};
    ///
    /// assert!(Distribution::new([0.5, 0.5]).is_ok());
    /// assert_eq!(Distribution::new([]), Err(DistributionError::Empty));
    /// ```
    pub fn new(probabilities: impl Into<Vec<f64>>) -> Result<Self, DistributionError> {
        let probabilities = probabilities.into();
        match checked(&probabilities) {
            Ok(()) => Ok(Self {
                probabilities: probabilities.into(),
            }),
            Err(DistributionError::Sum { sum }) => {
                // Twelve digits keep the message at 0.8 where the floats of 0.1 and 0.7 sum to 0.7999999999999999.
                let sum = format!("{sum:.11e}").parse().unwrap_or(sum);
                Err(DistributionError::Sum { sum })
            }
            Err(error) => Err(error),
        }
    }

    /// A distribution that is written down in the code, checked by the compiler.
    ///
    /// # Panics
    /// If these are not probabilities that sum to one within 1e-9.
    /// In a `static` or a `const`, where it belongs, that is an error of the build;
    /// what is known only when the program runs goes to [`Distribution::new`].
    ///
    /// ```
    /// use information::Distribution;
    ///
    /// static STREET: Distribution = Distribution::given(&[0.9, 0.1]);
    /// assert_eq!(STREET[0], 0.9);
    /// ```
    ///
    /// ```compile_fail
    /// use information::Distribution;
    ///
    /// static NONE: Distribution = Distribution::given(&[0.1, 0.2, 0.1]);
    /// ```
    #[must_use]
    pub const fn given(probabilities: &'static [f64]) -> Self {
        assert!(
            checked(probabilities).is_ok(),
            "a given distribution has probabilities that sum to one"
        );
        Self {
            probabilities: Cow::Borrowed(probabilities),
        }
    }

    /// All the probability on one class: a label.
    ///
    /// # Errors
    /// [`ClassOutOfRange`] unless `class < classes`.
    ///
    /// ```
    /// use information::Distribution;
    ///
    /// assert_eq!(Distribution::one_hot(2, 3)?.as_slice(), [0.0, 0.0, 1.0]);
    /// # Ok::<(), information::ClassOutOfRange>(())
    /// ```
    pub fn one_hot(class: usize, classes: usize) -> Result<Self, ClassOutOfRange> {
        let mut probabilities = vec![0.0; classes];
        probabilities[class_of(class, classes)?] = 1.0;
        Ok(Self {
            probabilities: probabilities.into(),
        })
    }

    /// The same probability for each of `outcomes` outcomes.
    ///
    /// # Errors
    /// [`DistributionError::Empty`] if `outcomes` is zero.
    ///
    /// ```
    /// use information::Distribution;
    ///
    /// assert_eq!(Distribution::uniform(4)?.as_slice(), [0.25; 4]);
    /// # Ok::<(), information::DistributionError>(())
    /// ```
    pub fn uniform(outcomes: usize) -> Result<Self, DistributionError> {
        if outcomes == 0 {
            return Err(DistributionError::Empty);
        }
        #[expect(clippy::cast_precision_loss, reason = "no vector has 2^53 outcomes")]
        let share = 1.0 / outcomes as f64;
        Ok(Self {
            probabilities: vec![share; outcomes].into(),
        })
    }

    /// The share of each outcome among the events counted.
    ///
    /// # Errors
    /// [`DistributionError::Empty`] if there are no counts, [`DistributionError::NoCounts`] if all are zero.
    ///
    /// ```
    /// use information::Distribution;
    ///
    /// assert_eq!(Distribution::from_counts(&[3, 1])?.as_slice(), [0.75, 0.25]);
    /// # Ok::<(), information::DistributionError>(())
    /// ```
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share needs no more digits than a float has"
    )]
    pub fn from_counts(counts: &[u64]) -> Result<Self, DistributionError> {
        if counts.is_empty() {
            return Err(DistributionError::Empty);
        }
        let total: u128 = counts.iter().map(|&count| u128::from(count)).sum();
        if total == 0 {
            return Err(DistributionError::NoCounts {
                outcomes: counts.len(),
            });
        }
        let share = |&count: &u64| count as f64 / total as f64;
        Ok(Self {
            probabilities: counts.iter().map(share).collect(),
        })
    }

    /// The number of outcomes, impossible ones included; never zero.
    ///
    /// ```
    /// use information::Distribution;
    ///
    /// assert_eq!(Distribution::one_hot(0, 5)?.outcomes(), 5);
    /// # Ok::<(), information::ClassOutOfRange>(())
    /// ```
    #[must_use]
    pub fn outcomes(&self) -> usize {
        self.probabilities.len()
    }

    /// The probabilities, in the order of the outcomes.
    ///
    /// ```
    /// use information::Distribution;
    ///
    /// assert_eq!(Distribution::new([0.9, 0.1])?.as_slice(), [0.9, 0.1]);
    /// # Ok::<(), information::DistributionError>(())
    /// ```
    #[must_use]
    pub fn as_slice(&self) -> &[f64] {
        &self.probabilities
    }

    /// The probabilities one after another, in the order of the outcomes.
    ///
    /// ```
    /// use information::Distribution;
    ///
    /// let p = Distribution::new([0.5, 0.25, 0.25])?;
    /// assert_eq!(p.iter().map(|p| p * p).sum::<f64>(), 0.375);
    /// # Ok::<(), information::DistributionError>(())
    /// ```
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> + Clone {
        self.probabilities.iter().copied()
    }

    /// The outcome with the largest probability; of equal ones the first.
    ///
    /// ```
    /// use information::Distribution;
    ///
    /// assert_eq!(Distribution::new([0.2, 0.4, 0.4])?.likeliest(), 1);
    /// # Ok::<(), information::DistributionError>(())
    /// ```
    #[must_use]
    pub fn likeliest(&self) -> usize {
        let larger = |best, other| {
            if self[other] > self[best] {
                other
            } else {
                best
            }
        };
        (0..self.outcomes()).fold(0, larger)
    }

    /// Each pair of probabilities (pᵢ, qᵢ) of this distribution and `q`.
    ///
    /// # Errors
    /// [`LengthMismatch`] if the two are over different numbers of outcomes.
    ///
    /// ```
    /// use information::Distribution;
    ///
    /// let p = Distribution::new([0.9, 0.1])?;
    /// let q = Distribution::uniform(2)?;
    /// assert_eq!(p.zip(&q)?.collect::<Vec<_>>(), [(0.9, 0.5), (0.1, 0.5)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn zip(
        &self,
        q: &Self,
    ) -> Result<impl Iterator<Item = (f64, f64)> + Clone, LengthMismatch> {
        if self.outcomes() != q.outcomes() {
            return Err(LengthMismatch {
                p: self.outcomes(),
                q: q.outcomes(),
            });
        }
        let pairs = self.probabilities.iter().zip(q.as_slice());
        Ok(pairs.map(|(&p, &q)| (p, q)))
    }
}

/// Whether these are probabilities that sum to one; the sum of those that do not is told as it is.
const fn checked(probabilities: &[f64]) -> Result<(), DistributionError> {
    if probabilities.is_empty() {
        return Err(DistributionError::Empty);
    }
    let mut sum = Sum::EMPTY;
    let mut index = 0;
    // The compiler runs no iterators.
    while index < probabilities.len() {
        let value = probabilities[index];
        if !value.is_finite() || value < 0.0 {
            return Err(DistributionError::NotAProbability { index, value });
        }
        sum = sum.plus(value);
        index += 1;
    }
    let (sum, _) = sum.total();
    if (sum - 1.0).abs() > TOLERANCE {
        return Err(DistributionError::Sum { sum });
    }
    Ok(())
}

/// The probability of an outcome.
///
/// # Panics
/// If there is no such outcome, as a slice does.
impl Index<usize> for Distribution {
    type Output = f64;
    fn index(&self, outcome: usize) -> &f64 {
        &self.probabilities[outcome]
    }
}

#[cfg(test)]
mod tests {
    use super::{Distribution, DistributionError};
    use crate::LengthMismatch;

    fn message(probabilities: &[f64]) -> String {
        Distribution::new(probabilities).unwrap_err().to_string()
    }

    #[test]
    fn a_vector_that_sums_to_0_4_is_refused() {
        assert_eq!(
            message(&[0.1, 0.2, 0.1]),
            "probabilities sum to 0.4, not 1; divide each by the sum if they are weights"
        );
    }

    #[test]
    fn a_wrong_sum_reads_as_it_was_meant() {
        assert!(message(&[0.1, 0.7]).starts_with("probabilities sum to 0.8, not 1;"));
    }

    #[test]
    fn what_is_no_probability_is_refused_with_its_place() {
        let message_of = |value: f64| message(&[0.5, value, 0.5]);
        assert_eq!(
            message_of(-0.1),
            "probability 1 is -0.1; each must be a finite number from 0 to 1"
        );
        assert!(message_of(f64::NAN).starts_with("probability 1 is NaN;"));
        assert!(message_of(f64::INFINITY).starts_with("probability 1 is inf;"));
        assert_eq!(
            message(&[]),
            "a distribution needs at least one outcome; give at least one probability"
        );
    }

    #[test]
    fn the_sum_may_miss_one_by_the_tolerance_and_no_more() {
        assert!(Distribution::new([0.5, 0.5 + 0.9e-9]).is_ok());
        assert!(Distribution::new([0.5, 0.5 + 1.1e-9]).is_err());
        assert!(Distribution::new([0.5, 0.5 - 1.1e-9]).is_err());
        assert!(Distribution::new(vec![1e-6; 1_000_000]).is_ok());
    }

    #[test]
    fn the_special_constructors_refuse_what_they_cannot_build() {
        assert_eq!(
            Distribution::one_hot(3, 3).unwrap_err().to_string(),
            "class 3 is out of range for 3 classes; classes are counted from 0"
        );
        assert_eq!(Distribution::uniform(0), Err(DistributionError::Empty));
        assert_eq!(
            Distribution::from_counts(&[]),
            Err(DistributionError::Empty)
        );
        assert_eq!(
            Distribution::from_counts(&[0, 0]).unwrap_err().to_string(),
            "all 2 counts are zero; count at least one event"
        );
    }

    #[test]
    fn counts_too_large_to_add_still_have_shares() {
        let p = Distribution::from_counts(&[u64::MAX, u64::MAX]).unwrap();
        assert_eq!(p.as_slice(), [0.5, 0.5]);
    }

    #[test]
    fn distributions_over_different_outcomes_do_not_pair() {
        let p = Distribution::uniform(2).unwrap();
        let q = Distribution::uniform(3).unwrap();
        let refused = p.zip(&q).err().unwrap();
        assert_eq!(refused, LengthMismatch { p: 2, q: 3 });
        assert_eq!(
            refused.to_string(),
            "p has 2 outcomes and q has 3; compare distributions over the same outcomes"
        );
    }
}
