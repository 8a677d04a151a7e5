//! The givens of the page *What is this number telling me?*: each value that a screen may show, made from its cause.

pub use frameworks::{ClassOutOfRange, RecordingError};
pub use loss_options::LossError;

use frameworks::{answer, recorded, surprisal};
use information::{Distribution, DistributionError, Information};
use log_loss::log_loss;
use loss_options::{entropy, smoothed};

/// The numbers of classes that the page lists: small ones, round ones, and the pieces of words of a well-known language model.
pub const CLASSES: [usize; 10] = [2, 3, 4, 5, 6, 8, 10, 100, 1000, 50_257];

/// How much the page's labels are smoothed.
pub const SMOOTHING: f64 = 0.1;

/// What one truth was given, by a model that is wrong and not broken.
pub const A_TENTH: f64 = 0.1;

/// What one label costs a model that gives every class the same.
///
/// # Errors
/// [`DistributionError`] if there are no classes.
///
/// ```
/// let loss = givens::telling::knowing_nothing(10)?;
/// assert_eq!(format!("{loss:.4}"), "2.3026 nats");
/// # Ok::<(), information::DistributionError>(())
/// ```
pub fn knowing_nothing(classes: usize) -> Result<Information, DistributionError> {
    let even = Distribution::uniform(classes)?;
    Ok(log_loss(0, &even).unwrap_or(Information::INFINITE))
}

/// What a perfect prediction costs when a second softmax takes its probabilities for logits.
///
/// # Errors
/// [`ClassOutOfRange`] if there are no classes.
///
/// ```
/// let floor = givens::telling::softmax_twice(3)?;
/// assert_eq!(format!("{floor:.4}"), "0.5514 nats");
/// # Ok::<(), logits::ClassOutOfRange>(())
/// ```
pub fn softmax_twice(classes: usize) -> Result<Information, ClassOutOfRange> {
    crate::logits::floor_of_softmax_twice(classes)
}

/// What no model gets below when the labels are smoothed: the entropy of a smoothed label.
///
/// # Errors
/// [`LossError`] if there are no classes.
///
/// ```
/// let floor = givens::telling::smoothed_label(3)?;
/// assert_eq!(format!("{floor:.4}"), "0.2911 nats");
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn smoothed_label(classes: usize) -> Result<Information, LossError> {
    let label = Distribution::one_hot(0, classes).map_err(DistributionError::from)?;
    Ok(entropy(&smoothed(&label, SMOOTHING)?))
}

/// What one true class costs that was given a tenth.
///
/// # Errors
/// None: a tenth is a probability.
///
/// ```
/// assert_eq!(format!("{:.4}", givens::telling::a_tenth()?), "2.3026 nats");
/// # Ok::<(), surprisal::OutOfRange>(())
/// ```
pub fn a_tenth() -> Result<Information, surprisal::OutOfRange> {
    surprisal(A_TENTH)
}

/// What Keras says of a truth that was given nothing.
///
/// # Errors
/// None: the answer is recorded.
///
/// ```
/// assert_eq!(format!("{:.3}", givens::telling::keras_most()?), "16.118 nats");
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn keras_most() -> Result<Information, RecordingError> {
    recorded("keras/from_probabilities/log-zero/f64")
}

/// What scikit-learn says of a truth that was given nothing, in double precision.
///
/// # Errors
/// None: the answer is recorded.
///
/// ```
/// assert_eq!(format!("{:.2}", givens::telling::sklearn_most()?), "36.04 nats");
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn sklearn_most() -> Result<Information, RecordingError> {
    recorded("sklearn/log_loss/log-zero/f64")
}

/// What scikit-learn says of a truth that was given nothing, in single precision.
///
/// # Errors
/// None: the answer is recorded.
///
/// ```
/// assert_eq!(format!("{:.3}", givens::telling::sklearn_most_f32()?), "15.942 nats");
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn sklearn_most_f32() -> Result<Information, RecordingError> {
    recorded("sklearn/log_loss/log-zero/f32")
}

/// What PyTorch's `BCELoss` says of a truth that was given nothing.
///
/// # Errors
/// None: the answer is recorded.
///
/// ```
/// assert_eq!(givens::telling::bceloss_most()?.nats(), 100.0);
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn bceloss_most() -> Result<Information, RecordingError> {
    recorded("torch/bce/log-zero/f64")
}

/// What PyTorch says of a prediction that is right, and sure of it, in single precision.
///
/// # Errors
/// None: the answer is recorded.
///
/// ```
/// assert_eq!(givens::telling::rounded_away()?.nats(), 0.0);
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn rounded_away() -> Result<Information, RecordingError> {
    recorded("torch/cross_entropy/confident-20/f32")
}

/// What PyTorch's `nll_loss` says when it is fed a probability in the place of its logarithm.
///
/// # Errors
/// None: the answer is recorded.
///
/// ```
/// assert_eq!(format!("{:.1}", givens::telling::fed_probabilities()?), "-0.7 nats");
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn fed_probabilities() -> Result<Information, RecordingError> {
    answer("torch/nll_loss/probabilities/notes/f64").map(Information::from_nats)
}

/// The least that a softmax can cost where two labels are true.
///
/// # Errors
/// None: the targets are zeros and ones.
///
/// ```
/// assert_eq!(format!("{:.4}", givens::telling::two_truths()?), "1.3863 nats");
/// # Ok::<(), output_layers::BatchError>(())
/// ```
pub fn two_truths() -> Result<Information, output_layers::BatchError> {
    output_layers::softmax_floor(&crate::output_layers::BOTH)
}

/// The mess of a label that two raters of three call a cat.
///
/// ```
/// assert_eq!(format!("{:.3}", givens::telling::raters()), "0.637 nats");
/// ```
#[must_use]
pub fn raters() -> Information {
    entropy(&crate::loss_options::RATERS)
}

/// The test loss of the hasty model, before it trains on.
///
/// # Errors
/// None: the wines are those that it was made for.
pub fn before() -> Result<Information, training::TrainingError> {
    crate::training::hasty().loss(&crate::training::SPLIT.test)
}

/// The test loss of the hasty model, after it has trained on.
///
/// # Errors
/// None: the wines are those that it was made for.
pub fn after() -> Result<Information, training::TrainingError> {
    crate::training::late().loss(&crate::training::SPLIT.test)
}

/// How often the hasty model is right in the test, before it trains on.
///
/// # Errors
/// None: the wines are those that it was made for.
pub fn right_before() -> Result<f64, training::TrainingError> {
    crate::training::hasty().accuracy(&crate::training::SPLIT.test)
}

/// How often the hasty model is right in the test, after it has trained on.
///
/// # Errors
/// None: the wines are those that it was made for.
pub fn right_after() -> Result<f64, training::TrainingError> {
    crate::training::late().accuracy(&crate::training::SPLIT.test)
}
