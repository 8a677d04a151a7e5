//! The givens of the chapter *PyTorch, Keras, SciPy, Candle, Burn*.

pub use ::frameworks::{
    Case, ClassOutOfRange, Distribution, Information, Logits, LogitsError, LossError, LossOptions,
    RecordingError, Reduction, VectorError, answer, cases, class_loss, exact, exact_gradient,
    generalized_kl_divergence, input, kl_divergence, log_loss, recorded, recorded_gradient,
    renormalised, softmax_cross_entropy, surprisal,
};

use std::collections::BTreeMap;
use std::error::Error;

pub use crate::log_loss::{NO_DISTRIBUTION, THIRD};
pub use crate::logits::{CAT, SCORES};
pub use crate::loss_options::HALF;

/// What the second snippet says of three classes; the third is true.
pub const SURE: [f64; 3] = [0.1, 0.1, 0.8];

/// The label that goes with [`NO_DISTRIBUTION`]: the third class.
pub const LABEL: [f64; 3] = [0.0, 0.0, 1.0];

/// A probability of the true class that cannot be smaller.
pub const IMPOSSIBLE: f64 = 0.0;

/// The smallest probability that Keras lets a prediction have.
pub const KERAS_LEAST: f64 = 1e-7;

/// The smallest probability that scikit-learn lets a prediction in double precision have.
pub const SKLEARN_LEAST: f64 = f64::EPSILON;

/// The most that one answer can cost in PyTorch's `BCELoss`: there the logarithm is clipped, not the probability.
pub const PYTORCH_MOST: Information = Information::from_nats(100.0);

/// The smallest probability that Burn lets a prediction in double precision have.
///
/// ```
/// let least = givens::frameworks::burn_least();
/// assert_eq!(format!("{least:.3e}"), "1.492e-154");
/// ```
#[must_use]
pub fn burn_least() -> f64 {
    f64::MIN_POSITIVE.sqrt()
}

/// A fair truth.
pub static FAIR: Distribution = Distribution::given(&[0.5, 0.5]);

/// A model of it that is not fair.
pub static UNFAIR: Distribution = Distribution::given(&[0.9, 0.1]);

/// Half of each probability of [`FAIR`]: somebody forgot a factor.
pub const HALVED: [f64; 2] = [0.25, 0.25];

/// The scores, each at most 1, as if they were probabilities that had come out a little too large.
///
/// ```
/// assert_eq!(givens::frameworks::cut_scores(), [1.0, 1.0, 0.1]);
/// ```
#[must_use]
pub fn cut_scores() -> Vec<f64> {
    SCORES.iter().map(|score| score.min(1.0)).collect()
}

/// What the label of [`NO_DISTRIBUTION`] has more than its prediction: what the two additional terms take off.
///
/// ```
/// assert_eq!(format!("{:.1}", givens::frameworks::missing()), "0.6");
/// ```
#[must_use]
pub fn missing() -> f64 {
    LABEL.iter().sum::<f64>() - NO_DISTRIBUTION.iter().sum::<f64>()
}

/// What the prediction of [`NO_DISTRIBUTION`] gives the third class once it is divided by its sum.
///
/// # Errors
/// None: the numbers are not negative, and do not sum to zero.
pub fn share() -> Result<f64, VectorError> {
    Ok(renormalised(&NO_DISTRIBUTION)?[THIRD])
}

/// How many cases came out as the formula gives, to the digits that their floats have.
#[must_use]
pub fn agreeing() -> usize {
    cases().len() - differing()
}

/// How many did not.
#[must_use]
pub fn differing() -> usize {
    cases().iter().filter(|case| case.differs.is_some()).count()
}

/// How many differ for this reason.
///
/// ```
/// assert!(givens::frameworks::because("renormalises") > 0);
/// ```
#[must_use]
pub fn because(cause: &str) -> usize {
    let by_cause = |case: &&Case| case.differs.as_deref() == Some(cause);
    cases().iter().filter(by_cause).count()
}

/// How many frameworks were asked.
///
/// ```
/// assert_eq!(givens::frameworks::versions().len(), 8);
/// ```
#[must_use]
pub fn versions() -> BTreeMap<&'static str, &'static str> {
    let versions = cases().iter();
    versions
        .map(|case| (case.framework.as_str(), case.version.as_str()))
        .collect()
}

/// Two rows of logits, of which the first is to count ten times.
pub static ROWS: [Logits; 2] = [Logits::given(&[2.0, 1.0, 0.1]), Logits::given(&[0.0; 3])];

/// The labels of [`ROWS`].
pub const ROW_LABELS: [usize; 2] = [0, 1];

/// What a row weighs, by its label.
pub const ROW_WEIGHTS: [f64; 3] = [10.0, 1.0, 1.0];

/// The weighted losses of [`ROWS`] together, divided by the number of rows, and by their weights.
///
/// # Errors
/// None for these rows.
///
/// ```
/// let [by_rows, by_weights] = givens::frameworks::weighted_means()?;
/// assert_eq!(format!("{by_rows:.6}"), "2.634456 nats");
/// assert_eq!(format!("{by_weights:.6}"), "0.478992 nats");
/// # Ok::<(), frameworks::LossError>(())
/// ```
pub fn weighted_means() -> Result<[Information; 2], LossError> {
    let weighted = |reduction| LossOptions {
        class_weights: Some(ROW_WEIGHTS.to_vec()),
        reduction,
        ..LossOptions::default()
    };
    let sum = class_loss(&ROW_LABELS, &ROWS, &weighted(Reduction::Sum))?;
    let mean = class_loss(&ROW_LABELS, &ROWS, &weighted(Reduction::Mean))?;
    #[expect(clippy::cast_precision_loss, reason = "two is exact")]
    let number = ROWS.len() as f64;
    Ok([sum / number, mean])
}

/// The logits of a model that is sure of the first of two classes.
pub static CONFIDENT: Logits = Logits::given(&[20.0, 0.0]);

/// A logit that means yes, almost certainly; with a minus it means no.
pub const YES: f64 = 17.0;

/// Logits of which the second class is ruled out.
pub static RULED_OUT: Logits = Logits::given(&[0.0, f64::NEG_INFINITY, 1.0]);

/// Logits that lie far from zero, and near each other.
pub static FAR: Logits = Logits::given(&[10002.0, 10001.0, 10000.0]);

/// A probability below which PyTorch's binary loss does not fall.
pub const TINY: f64 = 1e-50;

/// The least that PyTorch's `BCELoss` divides by when it computes its slope by a probability.
pub const PYTORCH_LEAST_DIVISOR: f64 = 1e-12;

/// Scores of a model that is sure of the first of three classes, while the third is true.
pub static SURE_AND_WRONG: Logits = Logits::given(&[50.0, 0.0, 0.0]);

/// The backends that Keras runs on.
pub const BACKENDS: [&str; 3] = ["tensorflow", "jax", "torch"];

/// A probability at which PyTorch's `BCELoss` is honest still, and its slope no longer.
pub const SMALL: f64 = 1e-20;

/// How far behind the true logit lies in the models that Keras trained, in the order of the recording.
pub const LEADS: [u32; 7] = [0, 5, 10, 16, 17, 25, 50];

/// How far below zero the true logit lies in the questions that `BCELoss` was asked behind a sigmoid.
pub const DEPTHS: [u32; 9] = [0, 10, 20, 27, 28, 30, 32, 40, 60];

/// What the step of a compiled model told the true class's logit, the third, when it lay so far behind.
///
/// # Errors
/// [`RecordingError`] if nobody trained such a model.
///
/// ```
/// use givens::frameworks::told_by_keras;
///
/// assert_eq!(told_by_keras("tensorflow", 50)?, -1.0);
/// assert_eq!(told_by_keras("jax", 50)?, 0.0);
/// # Ok::<(), frameworks::RecordingError>(())
/// ```
pub fn told_by_keras(backend: &str, lead: u32) -> Result<f64, RecordingError> {
    let slopes = recorded_gradient(&format!("keras/model/softmax/{lead}/{backend}/f32"))?;
    Ok(slopes[THIRD])
}

/// What `BCELoss` told a logit through a sigmoid, when the answer was yes and the logit so far below zero.
///
/// # Errors
/// [`RecordingError`] if nobody asked.
///
/// ```
/// use givens::frameworks::told_by_bce;
///
/// assert_eq!(told_by_bce(0)?, -0.5);
/// # Ok::<(), frameworks::RecordingError>(())
/// ```
pub fn told_by_bce(depth: u32) -> Result<f64, RecordingError> {
    let logit = -f64::from(depth) + 0.0;
    let slopes = recorded_gradient(&format!("torch/bce/of-sigmoid/z={logit}/f64"))?;
    Ok(slopes[0])
}

/// What a yes costs whose logit lies so far below zero.
///
/// # Errors
/// None: the logit is finite.
///
/// ```
/// assert_eq!(format!("{:.3}", givens::frameworks::honest(28)?), "28.000 nats");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn honest(depth: u32) -> Result<Information, Box<dyn Error>> {
    let logits = Logits::new([-f64::from(depth), 0.0])?;
    Ok(softmax_cross_entropy(0, &logits)?)
}

/// Twice each probability of [`FAIR`].
pub const TWICE: [f64; 2] = [1.0, 1.0];

/// Half of the one probability of [`FAIR`], and twice the other.
pub const CROOKED: [f64; 2] = [0.25, 1.0];

/// What `rel_entr` of SciPy sums to, for positive numbers: Σ pᵢ · ln(pᵢ / qᵢ), whatever they sum to.
///
/// ```
/// assert!(givens::frameworks::relative_entropy(&[0.5, 0.5], &[1.0, 1.0]).nats() < 0.0);
/// ```
#[must_use]
pub fn relative_entropy(p: &[f64], q: &[f64]) -> Information {
    Information::from_nats(p.iter().zip(q).map(|(p, q)| p * (p / q).ln()).sum())
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/frameworks.md")]
mod page {}
