//! How long is the file of the labels, if a model's probabilities are its dictionary?
//!
//! ```
//! use label_compression::{Distribution, decode_labels, encode_labels, predicted_bytes};
//!
//! let labels = [0, 1, 0, 0];
//! let sure = Distribution::new([0.99, 0.01])?;
//! let right = Distribution::new([0.01, 0.99])?;
//! let predictions = [sure.clone(), right, sure.clone(), sure];
//!
//! let bytes = encode_labels(&labels, &predictions)?;
//! assert_eq!(bytes.len(), 1);
//! assert_eq!(format!("{:.4}", predicted_bytes(&labels, &predictions)?), "0.0072");
//! assert_eq!(decode_labels(&bytes, &predictions)?, labels);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The loss of a classifier is the length of a file: its mean, times the labels, in bits, divided by eight.
//! The file is real, and at most [`OVERHEAD`] bytes longer than that.
//! Sender and receiver share the inputs and the model; only the labels travel.
//!
//! The chapter is *Compressing the labels*, `book/en/label-compression.md`.
//! This crate sends no model along; [`prequential`] shows how to do without.

pub use codes::CodeError;
pub use information::{BatchError, Distribution, Information, Logits, LogitsError};
pub use log_loss::{accuracy, mean_log_loss, negative_log_likelihood};
pub use logits::{softmax, with_temperature};
pub use training::{Classifier, Examples, TrainingError};

use codes::{RangeDecoder, RangeEncoder};

/// The bytes that a file may have beyond the prediction, because the end of a number has to be marked.
///
/// It holds unless probabilities come near 2⁻⁴⁰, the last digit of the coder.
pub const OVERHEAD: usize = 2;

/// The bits in a byte.
pub const BITS_PER_BYTE: f64 = 8.0;

/// The labels as bytes, each coded with the prediction made for it.
///
/// Σ −log₂ q\[class\] bits, and at most [`OVERHEAD`] bytes more.
///
/// # Errors
/// [`CodeError`] if there are not as many predictions as labels,
/// or a prediction gives its label no chance at all: such a label has no word.
///
/// ```
/// use label_compression::{Distribution, encode_labels};
///
/// let predictions = vec![Distribution::uniform(256)?; 3];
/// assert_eq!(encode_labels(&[78, 38, 66], &predictions)?, b"N&B");
///
/// let never = vec![Distribution::one_hot(0, 2)?];
/// let refused = encode_labels(&[1], &never).unwrap_err();
/// assert!(refused.to_string().starts_with("symbol 1 at position 0 has probability 0"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn encode_labels(labels: &[usize], predictions: &[Distribution]) -> Result<Vec<u8>, CodeError> {
    if labels.len() != predictions.len() {
        return Err(CodeError::LengthMismatch {
            symbols: labels.len(),
            models: predictions.len(),
        });
    }
    let mut encoder = RangeEncoder::new();
    for (&class, q) in labels.iter().zip(predictions) {
        encoder.push(class, q)?;
    }
    Ok(encoder.finish())
}

/// The labels back from the bytes, given the same predictions in the same order.
///
/// # Errors
/// [`CodeError`] if these are not the bytes of so many labels under these predictions.
///
/// ```
/// use label_compression::{Distribution, decode_labels};
///
/// let predictions = vec![Distribution::uniform(256)?; 3];
/// assert_eq!(decode_labels(b"N&B", &predictions)?, [78, 38, 66]);
/// assert!(decode_labels(b"N&", &predictions).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decode_labels(bytes: &[u8], predictions: &[Distribution]) -> Result<Vec<usize>, CodeError> {
    let mut decoder = RangeDecoder::new(bytes);
    let mut labels = Vec::new();
    for q in predictions {
        labels.push(decoder.next(q)?);
    }
    decoder.finish()?;
    Ok(labels)
}

/// The length that the loss predicts for the file, in bytes.
///
/// n L / (8 ln 2), for n labels with a mean loss of L nats.
///
/// # Errors
/// [`BatchError`] if there are no labels, the lengths differ, or a label is no class.
///
/// ```
/// use label_compression::{Distribution, predicted_bytes};
///
/// let predictions = vec![Distribution::uniform(256)?; 3];
/// assert_eq!(predicted_bytes(&[78, 38, 66], &predictions)?, 3.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn predicted_bytes(labels: &[usize], predictions: &[Distribution]) -> Result<f64, BatchError> {
    Ok(negative_log_likelihood(labels, predictions)?.bits() / BITS_PER_BYTE)
}

/// What a file of so many bytes spends on each of so many labels.
///
/// 8 ln 2 · bytes / labels, in nats.
///
/// ```
/// use label_compression::loss_of_file;
///
/// assert_eq!(loss_of_file(3, 3).bits(), 8.0);
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "no file here has 2^53 bytes")]
pub fn loss_of_file(bytes: usize, labels: usize) -> Information {
    Information::from_bits(BITS_PER_BYTE * bytes as f64 / labels as f64)
}

/// Probabilities mistaken for logits, and sent through the softmax once more.
///
/// softmax(softmax(z)), which no class can leave with more than e / (e + K − 1).
///
/// # Panics
/// Never: probabilities are numbers, and so can stand for logits.
///
/// ```
/// use label_compression::{Logits, softmax_twice};
///
/// let flat = softmax_twice(&Logits::new([1000.0, 0.0, 0.0])?);
/// assert_eq!(format!("{:.3}", flat[0]), "0.576");
/// # Ok::<(), label_compression::LogitsError>(())
/// ```
#[must_use]
pub fn softmax_twice(logits: &Logits) -> Distribution {
    let mistaken = Logits::new(softmax(logits).as_slice());
    softmax(&mistaken.expect("probabilities are finite"))
}

/// Predictions for each example from a model that has seen only those before it.
///
/// The first `starts[0]` examples get equal shares; from then on, the model at each start is trained, with `steps`
/// steps of this size, on all examples before it, and predicts those up to the next.
/// The receiver can do the same with the labels already read, so no model has to be sent.
/// Dawid (1984); Blier & Ollivier (2018).
///
/// # Errors
/// [`TrainingError`] if the step size is not positive, or the first start is 0.
///
/// ```
/// use label_compression::{Examples, prequential};
///
/// let examples = Examples::new(2, [0, 1, 0, 1], [[-1.0], [1.0], [-1.0], [1.0]])?;
/// let predictions = prequential(&examples, &[2], 1.0, 10)?;
/// assert_eq!(predictions[1][1], 0.5);
/// assert!(predictions[3][1] > 0.9);
/// # Ok::<(), label_compression::TrainingError>(())
/// ```
pub fn prequential(
    examples: &Examples,
    starts: &[usize],
    size: f64,
    steps: usize,
) -> Result<Vec<Distribution>, TrainingError> {
    let mut predictions = Classifier::zeros(examples).predict(examples)?;
    for &start in starts {
        let seen = examples.first(start)?;
        let mut model = Classifier::zeros(examples);
        for _ in 0..steps {
            model = model.step(&seen, size)?;
        }
        let all = model.predict(examples)?;
        predictions.truncate(start);
        predictions.extend(all.into_iter().skip(start));
    }
    Ok(predictions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_predictions_come_in_pairs() {
        let q = Distribution::uniform(2).unwrap();
        let refused = encode_labels(&[0, 1], std::slice::from_ref(&q)).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "2 symbols do not go with 1 models; give one model for each symbol"
        );
        assert!(predicted_bytes(&[0, 1], &[q]).is_err());
        assert_eq!(encode_labels(&[], &[]), Ok(Vec::new()));
    }

    #[test]
    fn a_file_cut_short_or_stretched_is_refused() {
        let predictions = vec![Distribution::new([0.5, 0.3, 0.2]).unwrap(); 20];
        let labels: Vec<usize> = (0..20).map(|n| n % 3).collect();
        let mut bytes = encode_labels(&labels, &predictions).unwrap();
        assert!(decode_labels(&bytes[..bytes.len() - 1], &predictions).is_err());
        bytes.push(0);
        assert!(decode_labels(&bytes, &predictions).is_err());
    }

    #[test]
    fn a_prequential_prediction_knows_nothing_of_later_labels() {
        let rows = [[-1.0], [0.7], [-0.5], [0.4]];
        let predictions = |labels: [usize; 4]| {
            let examples = Examples::new(2, labels, rows).unwrap();
            prequential(&examples, &[1, 2, 3], 1.0, 5).unwrap()
        };
        let labels = [0, 1, 0, 1];
        let before = predictions(labels);
        for changed in 0..labels.len() {
            let mut others = labels;
            others[changed] = 1 - labels[changed];
            let after = predictions(others);
            // Up to the label itself nothing is known of it, and from then on everything depends on it.
            for place in 0..labels.len() {
                assert_eq!(
                    before[place] == after[place],
                    place <= changed,
                    "{changed} {place}"
                );
            }
        }
    }
}
