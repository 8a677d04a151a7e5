//! The givens of the chapter *Compressing the labels*.
//!
//! The wines and the models are those of the chapter before.

pub use ::label_compression::{
    BITS_PER_BYTE, BatchError, Classifier, CodeError, Examples, OVERHEAD, TrainingError, accuracy,
    decode_labels, encode_labels, loss_of_file, mean_log_loss, negative_log_likelihood,
    predicted_bytes, prequential, softmax, softmax_twice,
};

use std::error::Error;
use std::sync::LazyLock;

pub use crate::training::{
    CLASSES, FEATURES, HASTY, HASTY_STEPS, SOBER, SPLIT, STEP, STEPS, UNTOUCHED,
};

use crate::logits::taken_for_logits;
pub use crate::training::{late, sober as trained, temperature, test_predictions};
use crate::training::{shares, sober, test_logits};
use information::{ClassOutOfRange, Distribution, Information};
use log_loss::log_loss;

/// The labels of the test.
pub static LABELS: LazyLock<Vec<usize>> = LazyLock::new(|| SPLIT.test.labels().to_vec());

/// The temperature of the overconfident model: every logit twice too large.
pub const COLD: f64 = 0.5;

/// A temperature so low that the coder cannot be as sure as the model: every logit four times too large.
pub const FREEZING: f64 = 0.25;

/// What the sober model predicts for the test.
pub static GOOD: LazyLock<Vec<Distribution>> = LazyLock::new(|| at_temperature(1.0));

/// The same predictions by a model that is far too sure of them.
pub static OVERCONFIDENT: LazyLock<Vec<Distribution>> = LazyLock::new(|| at_temperature(COLD));

/// The same predictions by a model that is surer than the coder can be.
pub static FROZEN: LazyLock<Vec<Distribution>> = LazyLock::new(|| at_temperature(FREEZING));

/// The same predictions after one softmax too many.
pub static TWICE: LazyLock<Vec<Distribution>> = LazyLock::new(|| {
    let logits = test_logits(sober(), 1.0).expect("the model fits the wines");
    logits.iter().map(softmax_twice).collect()
});

/// Equal shares for every wine: the model before its first step.
pub static EQUAL: LazyLock<Vec<Distribution>> = LazyLock::new(|| {
    SOBER[0]
        .predict(&SPLIT.test)
        .expect("the model fits the wines")
});

/// The steps of the sober model at which the file is written.
pub const LOOKS: [usize; 6] = [0, 1, 5, 10, 20, STEPS];

/// Where the prequential coder stops to learn: after so many labels.
pub const STARTS: [usize; 4] = [25, 50, 100, 200];

/// The steps that it then takes, fewer than for the sober model, because it has fewer wines.
pub const FEW_STEPS: usize = 20;

/// The bytes of a weight, if it travels as a float of single precision.
pub const BYTES_PER_WEIGHT: usize = size_of::<f32>();

/// The bytes that the weights and biases of the model would take.
pub const MODEL_BYTES: usize = CLASSES * (FEATURES + BIASES) * BYTES_PER_WEIGHT;

fn at_temperature(temperature: f64) -> Vec<Distribution> {
    test_predictions(sober(), temperature).expect("the temperature is positive")
}

/// The last step of the hasty model.
///
/// ```
/// use givens::label_compression::{HASTY, late_step};
///
/// assert_eq!(HASTY.len(), late_step() + 1);
/// ```
#[must_use]
pub const fn late_step() -> usize {
    HASTY_STEPS[1]
}

/// The training part's shares as the prediction for every wine of the test.
///
/// # Errors
/// None for the wines: there are some.
///
/// ```
/// use givens::label_compression::{LABELS, guess};
///
/// assert_eq!(guess()?.len(), LABELS.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn guess() -> Result<Vec<Distribution>, Box<dyn Error>> {
    Ok(vec![shares(&SPLIT.train)?; LABELS.len()])
}

/// The bytes of the test labels under these predictions, once the file was written and read back.
///
/// # Errors
/// [`CodeError`] if a label has no word.
///
/// ```
/// use givens::label_compression::{GOOD, file};
///
/// assert_eq!(file(&GOOD)?, 125);
/// # Ok::<(), label_compression::CodeError>(())
/// ```
///
/// # Panics
/// Never: what is read is what was written.
pub fn file(predictions: &[Distribution]) -> Result<usize, CodeError> {
    let bytes = encode_labels(&LABELS, predictions)?;
    assert_eq!(
        decode_labels(&bytes, predictions)?,
        *LABELS,
        "the labels come back"
    );
    Ok(bytes.len())
}

/// The bytes of some wines' labels under a model.
///
/// # Errors
/// [`TrainingError`] if the wines do not fit the model, [`CodeError`] if a label has no word.
///
/// ```
/// use givens::label_compression::{SOBER, SPLIT, real_bytes_of};
///
/// assert_eq!(real_bytes_of(&SOBER[0], &SPLIT.test)?, 213);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn real_bytes_of(model: &Classifier, wines: &Examples) -> Result<usize, Box<dyn Error>> {
    Ok(encode_labels(wines.labels(), &model.predict(wines)?)?.len())
}

/// The same as the loss predicts it.
///
/// # Errors
/// [`TrainingError`] if the wines do not fit the model.
///
/// ```
/// use givens::label_compression::{SOBER, SPLIT, predicted_bytes_of};
///
/// assert_eq!(format!("{:.1}", predicted_bytes_of(&SOBER[0], &SPLIT.test)?), "212.9");
/// # Ok::<(), label_compression::TrainingError>(())
/// ```
pub fn predicted_bytes_of(model: &Classifier, wines: &Examples) -> Result<f64, TrainingError> {
    Ok(predicted_bytes(wines.labels(), &model.predict(wines)?)?)
}

/// The training labels, coded by a model that learns on the way.
///
/// ```
/// use givens::label_compression::{ON_THE_WAY, SPLIT};
///
/// assert_eq!(ON_THE_WAY.len(), SPLIT.train.len());
/// ```
pub static ON_THE_WAY: LazyLock<Vec<Distribution>> = LazyLock::new(|| {
    prequential(&SPLIT.train, &STARTS, STEP, FEW_STEPS).expect("the starts are not zero")
});

/// The bytes of the training labels under these predictions.
///
/// # Errors
/// [`CodeError`] if a label has no word.
///
/// ```
/// use givens::label_compression::{ON_THE_WAY, training_file};
///
/// assert!(training_file(&ON_THE_WAY)? < 129);
/// # Ok::<(), label_compression::CodeError>(())
/// ```
pub fn training_file(predictions: &[Distribution]) -> Result<usize, CodeError> {
    Ok(encode_labels(SPLIT.train.labels(), predictions)?.len())
}

/// What the label costs that surprises a model most.
///
/// # Errors
/// None for these labels: each is one of the classes.
///
/// ```
/// use givens::label_compression::{FROZEN, worst};
///
/// assert!(worst(&FROZEN)?.bits() > 40.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn worst(predictions: &[Distribution]) -> Result<Information, Box<dyn Error>> {
    let mut worst = Information::ZERO;
    for (&class, q) in LABELS.iter().zip(predictions) {
        let cost = log_loss(class, q)?;
        if cost > worst {
            worst = cost;
        }
    }
    Ok(worst)
}

/// The most that the range coder takes for a label: no probability is less than one unit of its scale.
pub const LONGEST_WORD: Information = Information::from_bits(codes::TOTAL_BITS as f64);

/// What a coder predicts that looks at no measurement and counts the labels as they come, each once before the first.
///
/// ```
/// use givens::label_compression::{COUNTING, SPLIT};
///
/// assert_eq!(COUNTING.len(), SPLIT.train.len());
/// ```
pub static COUNTING: LazyLock<Vec<Distribution>> = LazyLock::new(|| {
    let mut counts = vec![1; CLASSES];
    let before = |&class: &usize| {
        let shares = Distribution::from_counts(&counts);
        counts[class] += 1;
        shares
    };
    let shares = SPLIT.train.labels().iter().map(before);
    shares
        .collect::<Result<_, _>>()
        .expect("no count is without a one")
});

/// What is sent for a class of the model besides the weights.
pub const BIASES: usize = 1;

/// A model that is always right and always sure, after one softmax too many.
///
/// # Errors
/// None: every label is one of the classes.
///
/// ```
/// use givens::label_compression::{LABELS, perfect_twice};
///
/// assert_eq!(perfect_twice()?.len(), LABELS.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn perfect_twice() -> Result<Vec<Distribution>, ClassOutOfRange> {
    let sure = |&class: &usize| {
        let right = Distribution::one_hot(class, CLASSES)?;
        Ok(softmax(&taken_for_logits(&right)))
    };
    LABELS.iter().map(sure).collect()
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/label-compression.md")]
mod page {}
