use exact::compensated_sum;
use information::{BatchError, Information, OutOfRange};

use crate::TrainingError;

/// How much more one model pays than another for the same examples, and how far chance alone may move that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// What the first model pays more for an example, on average; below zero where it pays less.
    pub difference: Information,
    /// The standard error of that: it would be off by about as much with other examples from the same source.
    pub standard_error: Information,
}

/// Compares what two models pay for the same examples, each in the same order.
///
/// d̄ = Σ dᵢ / n and its standard error √(Σ (dᵢ − d̄)² / ((n − 1) n)), where dᵢ is the difference for example i
///
/// Example by example, since what is dear to one model is mostly dear to the other: the spread of the differences is
/// smaller than that of the losses, and only it matters.
/// A difference of less than two standard errors may well be chance.
///
/// # Errors
/// [`TrainingError::Single`] for fewer than two examples, [`TrainingError::Batch`] if the lists are not equally long
/// or a loss is infinite: such a mean has no spread.
///
/// ```
/// use training::{Information, compare};
///
/// let losses = |nats: [f64; 4]| nats.map(Information::from_nats);
/// let told = compare(&losses([1.0, 2.0, 3.0, 6.0]), &losses([1.0, 1.0, 2.0, 4.0]))?;
/// assert_eq!(told.difference.nats(), 1.0);
/// assert_eq!(format!("{:.3}", told.standard_error), "0.408 nats");
/// # Ok::<(), training::TrainingError>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "no list has 2^53 examples")]
pub fn compare(first: &[Information], second: &[Information]) -> Result<Comparison, TrainingError> {
    let pairs = information::paired(first, second)?;
    let mut differences = Vec::new();
    for (index, (first, second)) in pairs.enumerate() {
        for loss in [first, second] {
            if !loss.nats().is_finite() {
                return Err(BatchError::number(index)(OutOfRange {
                    name: "loss",
                    value: loss.nats(),
                    remedy: "a finite loss",
                })
                .into());
            }
        }
        differences.push((*first - *second).nats());
    }
    if differences.len() < 2 {
        return Err(TrainingError::Single);
    }
    let n = differences.len() as f64;
    let mean = compensated_sum(differences.iter().copied()) / n;
    let squares = differences.iter().map(|d| (d - mean) * (d - mean));
    let variance_of_mean = compensated_sum(squares) / ((n - 1.0) * n);
    Ok(Comparison {
        difference: Information::from_nats(mean),
        standard_error: Information::from_nats(variance_of_mean.sqrt()),
    })
}
