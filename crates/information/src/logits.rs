use std::borrow::Cow;
use std::ops::Index;

use thiserror::Error;

use crate::OutOfRange;

/// Why a list of scores has no probabilities.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum LogitsError {
    /// There are no classes at all.
    #[error("there are no logits; give one for each class")]
    Empty,
    /// A logit is not a number, or infinitely large.
    #[error("logit {index} is {value}; give a number, or -inf for an impossible class")]
    NotALogit {
        /// The position of the offending logit, counted from zero.
        index: usize,
        /// The offending value.
        value: f64,
    },
    /// All classes are impossible, so their probabilities cannot sum to one.
    #[error("all {classes} logits are -inf; let at least one class be possible")]
    NothingPossible {
        /// The number of classes.
        classes: usize,
    },
    /// What the logits are divided by is no temperature.
    #[error(transparent)]
    Temperature(#[from] OutOfRange),
}

/// The scores of the classes 0, 1, 2, … in nats: numbers, or −∞ for a class that cannot be, with one possible at least.
///
/// So there always are probabilities that they stand for.
/// Only their differences matter, and nothing is shifted: what you give is what the formulas see.
///
/// ```
/// use information::{Logits, LogitsError};
///
/// let z = Logits::new([2.0, 1.0, f64::NEG_INFINITY])?;
/// assert_eq!(z[1], 1.0);
///
/// let refused = Logits::new([0.0, f64::NAN]).unwrap_err();
/// assert!(refused.to_string().starts_with("logit 1 is NaN"));
/// # Ok::<(), LogitsError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Logits {
    scores: Cow<'static, [f64]>,
}

impl Logits {
    /// Logits with these scores, in nats.
    ///
    /// # Errors
    /// [`LogitsError`] if there are none, one is NaN or +∞, or all are −∞.
    ///
    /// ```
    /// use information::{Logits, LogitsError};
    ///
    /// assert!(Logits::new([1000.0, -1000.0]).is_ok());
    /// assert_eq!(Logits::new([]), Err(LogitsError::Empty));
    /// ```
    pub fn new(scores: impl Into<Vec<f64>>) -> Result<Self, LogitsError> {
        let scores = scores.into();
        checked(&scores)?;
        Ok(Self {
            scores: scores.into(),
        })
    }

    /// Logits that are written down in the code, in nats, checked by the compiler.
    ///
    /// # Panics
    /// If one is NaN or +∞, or none is finite.
    /// In a `static` or a `const`, where it belongs, that is an error of the build;
    /// what is known only when the program runs goes to [`Logits::new`].
    ///
    /// ```
    /// use information::Logits;
    ///
    /// static SCORES: Logits = Logits::given(&[2.0, 1.0, 0.1]);
    /// assert_eq!(SCORES[0], 2.0);
    /// ```
    ///
    /// ```compile_fail
    /// use information::Logits;
    ///
    /// static NONE: Logits = Logits::given(&[]);
    /// ```
    #[must_use]
    pub const fn given(scores: &'static [f64]) -> Self {
        assert!(
            checked(scores).is_ok(),
            "given logits are numbers or -inf, one of them finite"
        );
        Self {
            scores: Cow::Borrowed(scores),
        }
    }

    /// The number of classes, impossible ones included; never zero.
    ///
    /// ```
    /// assert_eq!(information::Logits::new([0.0; 5])?.classes(), 5);
    /// # Ok::<(), information::LogitsError>(())
    /// ```
    #[must_use]
    pub fn classes(&self) -> usize {
        self.scores.len()
    }

    /// The scores in nats, in the order of the classes.
    ///
    /// ```
    /// assert_eq!(information::Logits::new([2.0, 1.0])?.as_slice(), [2.0, 1.0]);
    /// # Ok::<(), information::LogitsError>(())
    /// ```
    #[must_use]
    pub fn as_slice(&self) -> &[f64] {
        &self.scores
    }

    /// The scores in nats one after another, in the order of the classes.
    ///
    /// ```
    /// let z = information::Logits::new([2.0, 1.0])?;
    /// assert_eq!(z.iter().sum::<f64>(), 3.0);
    /// # Ok::<(), information::LogitsError>(())
    /// ```
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> + Clone {
        self.scores.iter().copied()
    }
}

/// Whether these are logits.
const fn checked(scores: &[f64]) -> Result<(), LogitsError> {
    let classes = scores.len();
    if classes == 0 {
        return Err(LogitsError::Empty);
    }
    let mut possible = false;
    let mut index = 0;
    // The compiler runs no iterators.
    while index < classes {
        let value = scores[index];
        if value.is_nan() || value == f64::INFINITY {
            return Err(LogitsError::NotALogit { index, value });
        }
        possible |= value.is_finite();
        index += 1;
    }
    if possible {
        Ok(())
    } else {
        Err(LogitsError::NothingPossible { classes })
    }
}

/// The score of a class, in nats.
///
/// # Panics
/// If there is no such class, as a slice does.
impl Index<usize> for Logits {
    type Output = f64;
    fn index(&self, class: usize) -> &f64 {
        &self.scores[class]
    }
}

impl AsRef<[f64]> for Logits {
    fn as_ref(&self) -> &[f64] {
        &self.scores
    }
}

#[cfg(test)]
mod tests {
    use super::Logits;

    const NEVER: f64 = f64::NEG_INFINITY;

    #[test]
    fn what_has_no_probabilities_is_refused_with_its_place() {
        let refused: [(&[f64], &str); 5] = [
            (&[], "there are no logits; give one for each class"),
            (
                &[0.0, f64::NAN],
                "logit 1 is NaN; give a number, or -inf for an impossible class",
            ),
            (
                &[f64::INFINITY],
                "logit 0 is inf; give a number, or -inf for an impossible class",
            ),
            (
                &[NEVER, f64::INFINITY, f64::NAN],
                "logit 1 is inf; give a number, or -inf for an impossible class",
            ),
            (
                &[NEVER, NEVER],
                "all 2 logits are -inf; let at least one class be possible",
            ),
        ];
        for (scores, message) in refused {
            assert_eq!(Logits::new(scores).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn one_possible_class_is_enough() {
        let z = Logits::new([NEVER, -1e300]).unwrap();
        assert_eq!((z.classes(), z[0]), (2, NEVER));
    }
}
