use thiserror::Error;

use crate::{ClassOutOfRange, OutOfRange};

/// Why a list of targets with their predictions has no loss.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum BatchError {
    /// There is nothing to sum or to average.
    #[error("there are no examples; give at least one")]
    Empty,
    /// Each target needs its prediction.
    #[error(
        "{targets} targets do not go with {predictions} predictions; give one prediction for each"
    )]
    LengthMismatch {
        /// The number of targets: labels, or the truths of yes-or-no questions.
        targets: usize,
        /// The number of predictions: probabilities, distributions or logits.
        predictions: usize,
    },
    /// A target is not one of its prediction's classes.
    #[error("example {index}: {source}")]
    Class {
        /// The position of the offending example, counted from zero.
        index: usize,
        /// The class that is none.
        source: ClassOutOfRange,
    },
    /// A target or a prediction is not a number that can stand there.
    #[error("example {index}: {source}")]
    Number {
        /// The position of the offending example, counted from zero.
        index: usize,
        /// The offending number.
        source: OutOfRange,
    },
}

impl BatchError {
    /// What is wrong with the class of the example at `index`.
    ///
    /// ```
    /// use information::{BatchError, class_of};
    ///
    /// let refused = class_of(2, 2).map_err(BatchError::class(5)).unwrap_err();
    /// assert!(refused.to_string().starts_with("example 5: class 2 is out of range"));
    /// ```
    pub fn class(index: usize) -> impl Fn(ClassOutOfRange) -> Self {
        move |source| Self::Class { index, source }
    }

    /// What is wrong with a number of the example at `index`.
    ///
    /// ```
    /// use information::{BatchError, probability};
    ///
    /// let refused = probability(2.0).map_err(BatchError::number(5)).unwrap_err();
    /// assert!(refused.to_string().starts_with("example 5: probability 2 is out of range"));
    /// ```
    pub fn number(index: usize) -> impl Fn(OutOfRange) -> Self {
        move |source| Self::Number { index, source }
    }
}

/// Each target with its prediction, if there are as many of each, and any.
///
/// # Errors
/// [`BatchError`] if there are none, or not equally many.
///
/// ```
/// use information::{BatchError, paired};
///
/// let pairs: Vec<_> = paired(&[1, 0], &[0.5, 0.25])?.collect();
/// assert_eq!(pairs, [(&1, &0.5), (&0, &0.25)]);
/// assert!(paired(&[1], &[0.5, 0.25]).is_err());
/// # Ok::<(), BatchError>(())
/// ```
pub fn paired<'a, T, P>(
    targets: &'a [T],
    predictions: &'a [P],
) -> Result<impl ExactSizeIterator<Item = (&'a T, &'a P)> + Clone, BatchError> {
    if targets.len() != predictions.len() {
        return Err(BatchError::LengthMismatch {
            targets: targets.len(),
            predictions: predictions.len(),
        });
    }
    if targets.is_empty() {
        return Err(BatchError::Empty);
    }
    Ok(targets.iter().zip(predictions))
}
