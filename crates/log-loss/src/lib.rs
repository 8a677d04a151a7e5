//! What does a prediction cost, once the truth is known?
//!
//! ```
//! use log_loss::{Distribution, log_loss};
//!
//! let prediction = Distribution::new([0.1, 0.2, 0.7])?;
//! assert_eq!(format!("{:.3}", log_loss(2, &prediction)?), "0.357 nats");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A label is a truth without doubt: all probability on one class.
//! Its cross-entropy with a prediction has one term left, the [`surprisal`](surprisal()) of that class.
//! Averaged over a batch it is the loss that classifiers train on, and *e* to its power is the perplexity.
//!
//! The chapter is *Log-loss: one label, one price*, `book/en/log-loss.md`.
//! This crate takes probabilities; scores that are not probabilities yet are the next crate's, `logits`.

pub use cross_entropy::cross_entropy;
pub use entropy::{
    Distribution, DistributionError, Information, OutOfRange, entropy, probability, surprisal,
};
pub use information::{BatchError, ClassOutOfRange, class_of};
pub use surprisal::probability_of;

use information::paired;

/// What the prediction `q` costs when `class` turns out to be true.
///
/// −ln q\[class\]: the cross-entropy of the one-hot label and the prediction, of which one term is left.
/// Infinite if the prediction had ruled the class out.
/// Good (1952) proposed it for forecasters; Goodfellow et al. (2016), section 5.5.
///
/// # Errors
/// [`ClassOutOfRange`] unless the prediction has such a class.
///
/// ```
/// use log_loss::{Distribution, Information, log_loss};
///
/// let q = Distribution::new([0.01, 0.99, 0.0])?;
/// assert_eq!(format!("{:.6}", log_loss(0, &q)?), "4.605170 nats");
/// assert_eq!(log_loss(2, &q)?, Information::INFINITE);
/// assert_eq!(log_loss(3, &q).unwrap_err().to_string(), "class 3 is out of range for 3 classes; classes are counted from 0");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn log_loss(class: usize, q: &Distribution) -> Result<Information, ClassOutOfRange> {
    let class = class_of(class, q.outcomes())?;
    Ok(Information::from_nats(0.0 - q[class].ln()))
}

/// The loss of a yes-or-no prediction: `q` is the probability of yes, `y` the truth.
///
/// −y · ln q − (1 − y) · ln(1 − q)
///
/// The truth is 1 for yes and 0 for no, or anything between where it is itself uncertain.
/// A term that the truth gives no weight costs nothing, so a sure and right prediction costs 0.
/// Nielsen (2015), chapter 3.
///
/// # Errors
/// [`OutOfRange`] unless both lie from 0 to 1.
///
/// ```
/// use log_loss::binary_cross_entropy;
///
/// assert_eq!(format!("{:.6}", binary_cross_entropy(1.0, 0.9)?), "0.105361 nats");
/// assert_eq!(format!("{:.6}", binary_cross_entropy(0.0, 0.9)?), "2.302585 nats");
/// # Ok::<(), log_loss::OutOfRange>(())
/// ```
pub fn binary_cross_entropy(y: f64, q: f64) -> Result<Information, OutOfRange> {
    let (y, q) = (probability(y)?, probability(q)?);
    let term = |weight: f64, ln: f64| {
        if weight == 0.0 {
            0.0
        } else {
            0.0 - weight * ln
        }
    };
    Ok(Information::from_nats(
        term(y, q.ln()) + term(1.0 - y, (-q).ln_1p()),
    ))
}

/// What a whole batch costs: the sum of its losses.
///
/// It is also −ln of the probability that the model gave to all labels together, hence the name.
///
/// # Errors
/// [`BatchError`] if the batch is empty, the lengths differ, or a label is out of range.
///
/// ```
/// use log_loss::{Distribution, negative_log_likelihood};
///
/// let q = Distribution::new([0.5, 0.5])?;
/// let total = negative_log_likelihood(&[0, 1, 1], &[q.clone(), q.clone(), q])?;
/// assert_eq!(total.bits(), 3.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn negative_log_likelihood(
    labels: &[usize],
    predictions: &[Distribution],
) -> Result<Information, BatchError> {
    let pairs = paired(labels, predictions)?.enumerate();
    pairs
        .map(|(index, (&label, q))| log_loss(label, q).map_err(BatchError::class(index)))
        .sum()
}

/// The average loss of a batch, for each label.
///
/// # Errors
/// [`BatchError`] if the batch is empty, the lengths differ, or a label is out of range.
///
/// ```
/// use log_loss::{Distribution, mean_log_loss};
///
/// let sure = Distribution::new([0.99, 0.01])?;
/// let fair = Distribution::new([0.5, 0.5])?;
/// assert_eq!(format!("{:.6}", mean_log_loss(&[0, 0], &[sure, fair])?), "0.351599 nats");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "no batch has 2^53 labels")]
pub fn mean_log_loss(
    labels: &[usize],
    predictions: &[Distribution],
) -> Result<Information, BatchError> {
    Ok(negative_log_likelihood(labels, predictions)? / labels.len() as f64)
}

/// The share of predictions whose likeliest class is the true one; of equal ones the first counts.
///
/// # Errors
/// [`BatchError`] if the batch is empty, the lengths differ, or a label is out of range.
///
/// ```
/// use log_loss::{Distribution, accuracy};
///
/// let q = Distribution::new([0.4, 0.6])?;
/// assert_eq!(accuracy(&[0, 1], &[q.clone(), q])?, 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "no batch has 2^53 labels")]
pub fn accuracy(labels: &[usize], predictions: &[Distribution]) -> Result<f64, BatchError> {
    let mut right = 0_usize;
    for (index, (&label, q)) in paired(labels, predictions)?.enumerate() {
        let class = class_of(label, q.outcomes()).map_err(BatchError::class(index))?;
        right += usize::from(q.likeliest() == class);
    }
    Ok(right as f64 / labels.len() as f64)
}

/// How many equally likely classes would be as hard to guess as a loss says: *e* to the power of its nats.
///
/// It is two to the power of its bits just as well: the unit is the loss's own business.
/// Jelinek et al. (1977).
///
/// ```
/// use log_loss::{Information, perplexity};
///
/// assert!((perplexity(Information::from_bits(3.0)) - 8.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn perplexity(loss: Information) -> f64 {
    loss.nats().exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distribution(probabilities: &[f64]) -> Distribution {
        Distribution::new(probabilities).unwrap()
    }

    #[test]
    fn the_loss_is_the_cross_entropy_of_the_label() {
        let q = distribution(&[0.1, 0.1, 0.6, 0.1, 0.1]);
        for class in 0..5 {
            let label = Distribution::one_hot(class, 5).unwrap();
            assert_eq!(
                log_loss(class, &q).unwrap(),
                cross_entropy(&label, &q).unwrap()
            );
        }
    }

    #[test]
    fn binary_loss_is_the_loss_of_two_classes() {
        for q in [0.0, 1e-17, 0.3, 0.9, 1.0] {
            for (y, class) in [(1.0, 0), (0.0, 1)] {
                let two = log_loss(class, &distribution(&[q, 1.0 - q])).unwrap();
                let one = binary_cross_entropy(y, q).unwrap();
                let close =
                    (one - two).nats().abs() <= 1e-15 || (!one.is_finite() && !two.is_finite());
                assert!(close, "{y} {q}: {one} {two}");
            }
        }
        assert_eq!(
            binary_cross_entropy(0.0, 1e-17),
            Ok(Information::from_nats(1e-17))
        );
    }

    #[test]
    fn bad_batches_are_refused() {
        let q = [distribution(&[0.5, 0.5])];
        assert_eq!(mean_log_loss(&[], &[]), Err(BatchError::Empty));
        let mismatch = mean_log_loss(&[0, 1], &q).unwrap_err().to_string();
        assert_eq!(
            mismatch,
            "2 targets do not go with 1 predictions; give one prediction for each"
        );
        for refused in [
            mean_log_loss(&[2], &q).unwrap_err(),
            accuracy(&[2], &q).unwrap_err(),
        ] {
            assert_eq!(
                refused.to_string(),
                "example 0: class 2 is out of range for 2 classes; classes are counted from 0"
            );
        }
        assert!(
            binary_cross_entropy(f64::NAN, 0.5).is_err() && binary_cross_entropy(0.5, 1.1).is_err()
        );
    }

    #[test]
    fn one_impossible_label_makes_the_batch_infinitely_dear() {
        let q = [distribution(&[1.0, 0.0]), distribution(&[1.0, 0.0])];
        assert_eq!(mean_log_loss(&[0, 1], &q), Ok(Information::INFINITE));
        assert_eq!(mean_log_loss(&[0, 0], &q), Ok(Information::ZERO));
    }
}
