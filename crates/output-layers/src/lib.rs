//! Which output and which loss belong to which question?
//!
//! ```
//! use output_layers::{multi_label_loss, softmax_floor};
//!
//! // A picture with a cat and a dog: yes to both.
//! let targets = [1.0, 1.0];
//! assert_eq!(format!("{:.6}", multi_label_loss(&targets, &[0.9, 0.9])?), "0.210721 nats");
//! assert_eq!(format!("{:.6}", softmax_floor(&targets)?), "1.386294 nats");
//! # Ok::<(), output_layers::BatchError>(())
//! ```
//!
//! Where exactly one class is true, the classes share one unit of probability: softmax and cross-entropy.
//! Where each label is true or false by itself, each has a unit of its own: a sigmoid and a binary loss for each.
//! The functions named `softmax_…` do the wrong thing on purpose, so that its price can be measured.
//!
//! The chapter is *Output layers: binary, multi-class, multi-label*, `book/en/output-layers.md`.
//! This crate looks at one example at a time, and learns nothing about how labels hang together.

pub use entropy::entropy;
pub use gradients::{
    binary_cross_entropy_gradient, central_difference, softmax_cross_entropy_gradient,
};
pub use information::{
    BatchError, Distribution, DistributionError, Information, Logits, LogitsError, OutOfRange,
};
pub use log_loss::{binary_cross_entropy, log_loss, surprisal};
pub use logits::{
    binary_cross_entropy_with_logits, sigmoid, softmax, softmax_cross_entropy, softplus,
};

use exact::compensated_sum;
use information::{paired, share};
use logits::log_softmax;

/// What the predictions cost if each label is a yes-or-no question of its own: the sum over the labels.
///
/// Σ [−yᵢ · ln qᵢ − (1 − yᵢ) · ln(1 − qᵢ)]
///
/// Here `targets` are the yᵢ, 1 for yes and 0 for no, and `probabilities` the qᵢ of yes, which need not sum to 1.
/// With targets of 0 and 1 it is −ln of the probability that all answers are right, if each is given by itself;
/// hence the sum.
/// Bishop (2006), section 5.2.
///
/// # Errors
/// [`BatchError`] if there are no labels, the lengths differ, or a number does not lie from 0 to 1.
///
/// ```
/// use output_layers::{Information, multi_label_loss};
///
/// let loss = multi_label_loss(&[0.0, 0.0, 1.0, 0.0, 0.0], &[0.1, 0.1, 0.6, 0.1, 0.1])?;
/// assert_eq!(format!("{loss:.6}"), "0.932268 nats");
/// assert_eq!(multi_label_loss(&[1.0, 1.0], &[1.0, 1.0])?, Information::ZERO);
/// # Ok::<(), output_layers::BatchError>(())
/// ```
pub fn multi_label_loss(targets: &[f64], probabilities: &[f64]) -> Result<Information, BatchError> {
    checked(targets, probabilities)?
        .map(|(index, y, q)| binary_cross_entropy(y, q).map_err(BatchError::number(index)))
        .sum()
}

/// The same for each label: the sum divided by the number of labels, as the loss layers of most frameworks do.
///
/// # Errors
/// [`BatchError`] if there are no labels, the lengths differ, or a number does not lie from 0 to 1.
///
/// ```
/// use output_layers::mean_multi_label_loss;
///
/// let loss = mean_multi_label_loss(&[0.0, 0.0, 1.0, 0.0, 0.0], &[0.1, 0.1, 0.6, 0.1, 0.1])?;
/// assert_eq!(format!("{loss:.6}"), "0.186454 nats");
/// # Ok::<(), output_layers::BatchError>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 labels")]
pub fn mean_multi_label_loss(
    targets: &[f64],
    probabilities: &[f64],
) -> Result<Information, BatchError> {
    Ok(multi_label_loss(targets, probabilities)? / targets.len() as f64)
}

/// [`multi_label_loss`] from logits in nats, one of yes for each label, without a detour over probabilities.
///
/// Σ [yᵢ · softplus(−zᵢ) + (1 − yᵢ) · softplus(zᵢ)]
///
/// # Errors
/// [`BatchError`] if there are no labels, the lengths differ, a target does not lie from 0 to 1, or a logit is NaN.
///
/// ```
/// use output_layers::multi_label_loss_with_logits;
///
/// let undecided = multi_label_loss_with_logits(&[1.0, 1.0], &[0.0, 0.0])?;
/// assert_eq!(undecided.bits(), 2.0);
/// let sure = multi_label_loss_with_logits(&[1.0, 1.0], &[40.0, 40.0])?;
/// assert_eq!(format!("{:.4e}", sure.nats()), "8.4967e-18");
/// # Ok::<(), output_layers::BatchError>(())
/// ```
pub fn multi_label_loss_with_logits(
    targets: &[f64],
    logits: &[f64],
) -> Result<Information, BatchError> {
    checked(targets, logits)?
        .map(|(index, y, z)| {
            binary_cross_entropy_with_logits(y, z).map_err(BatchError::number(index))
        })
        .sum()
}

/// How [`multi_label_loss_with_logits`] changes with each logit, in nats for each unit of logit.
///
/// ∂/∂zᵢ = σ(zᵢ) − yᵢ
///
/// No label appears in the slope of another.
///
/// # Errors
/// [`BatchError`] as for the loss.
///
/// ```
/// use output_layers::multi_label_gradient;
///
/// assert_eq!(multi_label_gradient(&[1.0, 0.0], &[0.0, 0.0])?, [-0.5, 0.5]);
/// # Ok::<(), output_layers::BatchError>(())
/// ```
pub fn multi_label_gradient(targets: &[f64], logits: &[f64]) -> Result<Vec<f64>, BatchError> {
    checked(targets, logits)?
        .map(|(index, y, z)| binary_cross_entropy_gradient(y, z).map_err(BatchError::number(index)))
        .collect()
}

/// What softmax costs when it is trained on targets of which several may be 1: the wrong layer for them.
///
/// −Σ yᵢ · ln softmax(z)ᵢ
///
/// Targets that sum to 1 make it the cross-entropy; frameworks take others too, and say nothing.
///
/// # Errors
/// [`BatchError`] if there are no labels, the lengths differ, or a target does not lie from 0 to 1.
///
/// ```
/// use output_layers::{Logits, softmax_floor, softmax_label_loss};
///
/// let even = softmax_label_loss(&[1.0, 1.0], &Logits::new([50.0, 50.0])?)?;
/// assert_eq!(even, softmax_floor(&[1.0, 1.0])?);
/// assert!(softmax_label_loss(&[1.0, 1.0], &Logits::new([4.0, 2.0])?)? > even);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn softmax_label_loss(targets: &[f64], logits: &Logits) -> Result<Information, BatchError> {
    let labels = checked(targets, logits.as_slice())?;
    let ln_q = log_softmax(logits);
    // What the target gives no weight costs nothing, even where the model rules it out.
    let wanted = labels.filter(|&(_, y, _)| y > 0.0);
    let nats = compensated_sum(wanted.map(|(index, y, _)| 0.0 - y * ln_q[index]));
    Ok(Information::from_nats(nats))
}

/// How [`softmax_label_loss`] changes with each logit, in nats for each unit of logit.
///
/// ∂/∂zᵢ = S · softmax(z)ᵢ − yᵢ with S = Σ yⱼ
///
/// Two labels that are both true pull against each other: each wants the whole unit of probability.
///
/// # Errors
/// [`BatchError`] as for the loss.
///
/// ```
/// use output_layers::{Logits, softmax_label_gradient};
///
/// assert_eq!(softmax_label_gradient(&[1.0, 1.0], &Logits::new([0.0, 0.0])?)?, [0.0, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn softmax_label_gradient(targets: &[f64], logits: &Logits) -> Result<Vec<f64>, BatchError> {
    let labels = checked(targets, logits.as_slice())?;
    let q = softmax(logits);
    let total = compensated_sum(targets.iter().copied());
    Ok(labels.map(|(index, y, _)| total * q[index] - y).collect())
}

/// The least that [`softmax_label_loss`] can be for these targets, whatever the logits.
///
/// min over q of −Σ yᵢ · ln qᵢ = S · H(y / S) with S = Σ yⱼ, reached by q = y / S (Gibbs)
///
/// For k labels that are all 1 it is k · ln k; divide the targets by k first, and it is their entropy, ln k.
/// It is 0 only if at most one label has any weight.
///
/// # Errors
/// [`BatchError`] if there are no labels, or a target does not lie from 0 to 1.
///
/// ```
/// use output_layers::softmax_floor;
///
/// assert_eq!(format!("{:.6}", softmax_floor(&[1.0, 0.0, 1.0])?), "1.386294 nats");
/// assert_eq!(format!("{:.6}", softmax_floor(&[0.5, 0.0, 0.5])?), "0.693147 nats");
/// assert_eq!(softmax_floor(&[0.0, 1.0])?.nats(), 0.0);
/// # Ok::<(), output_layers::BatchError>(())
/// ```
pub fn softmax_floor(targets: &[f64]) -> Result<Information, BatchError> {
    let labels = checked(targets, targets)?;
    let total = compensated_sum(targets.iter().copied());
    let hot = labels.filter(|&(_, y, _)| y > 0.0);
    let nats = compensated_sum(hot.map(|(_, y, _)| y * (total.ln() - y.ln())));
    Ok(Information::from_nats(nats))
}

/// The position, target and prediction of each label, once there are as many of each, any, and all targets are in order.
fn checked<'a>(
    targets: &'a [f64],
    predictions: &'a [f64],
) -> Result<impl Iterator<Item = (usize, f64, f64)> + 'a, BatchError> {
    let pairs = paired(targets, predictions)?.enumerate();
    for (index, &target) in targets.iter().enumerate() {
        share("target", target).map_err(BatchError::number(index))?;
    }
    Ok(pairs.map(|(index, (&y, &prediction))| (index, y, prediction)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: f64 = f64::NEG_INFINITY;

    #[test]
    fn bad_labels_are_refused_with_their_place() {
        let messages = [
            multi_label_loss(&[], &[]).unwrap_err(),
            multi_label_loss(&[1.0], &[0.5, 0.5]).unwrap_err(),
            mean_multi_label_loss(&[1.0, 2.0], &[0.5, 0.5]).unwrap_err(),
            multi_label_loss(&[1.0, 0.0], &[0.5, 1.5]).unwrap_err(),
            multi_label_loss_with_logits(&[0.0, 0.0], &[0.0, f64::NAN]).unwrap_err(),
            multi_label_gradient(&[0.0, 0.0], &[0.0, f64::NAN]).unwrap_err(),
            softmax_label_loss(&[f64::NAN], &Logits::new([0.0]).unwrap()).unwrap_err(),
            softmax_label_gradient(&[1.0], &Logits::new([0.0, NEVER]).unwrap()).unwrap_err(),
            softmax_floor(&[]).unwrap_err(),
            softmax_floor(&[0.0, -1.0]).unwrap_err(),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            messages,
            [
                "there are no examples; give at least one",
                "1 targets do not go with 2 predictions; give one prediction for each",
                "example 1: target 2 is out of range; give a number from 0 to 1",
                "example 1: probability 1.5 is out of range; give a number from 0 to 1",
                "example 1: logit NaN is out of range; give a number, or an infinity for an answer beyond doubt",
                "example 1: logit NaN is out of range; give a number, or an infinity for an answer beyond doubt",
                "example 0: target NaN is out of range; give a number from 0 to 1",
                "1 targets do not go with 2 predictions; give one prediction for each",
                "there are no examples; give at least one",
                "example 1: target -1 is out of range; give a number from 0 to 1",
            ]
        );
    }

    #[test]
    fn a_label_ruled_out_costs_everything_or_nothing() {
        let one = Logits::new([0.0, NEVER]).unwrap();
        assert_eq!(
            softmax_label_loss(&[1.0, 1.0], &one),
            Ok(Information::INFINITE)
        );
        assert_eq!(softmax_label_loss(&[1.0, 0.0], &one), Ok(Information::ZERO));
        assert_eq!(
            multi_label_loss(&[1.0, 0.0], &[0.0, 0.0]),
            Ok(Information::INFINITE)
        );
        assert_eq!(
            multi_label_loss_with_logits(&[1.0, 0.0], &[f64::INFINITY, NEVER]),
            Ok(Information::ZERO)
        );
    }

    #[test]
    fn the_floor_is_not_disturbed_by_targets_next_to_nothing() {
        let floor = softmax_floor(&[1.0, f64::from_bits(1)]).unwrap();
        assert!(floor > Information::ZERO && floor.nats() < 1e-300);
        assert_eq!(softmax_floor(&[0.0, 0.0]), Ok(Information::ZERO));
    }
}
