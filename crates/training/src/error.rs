use information::{BatchError, LogitsError, OutOfRange};
use thiserror::Error;

/// Why a classifier cannot be trained or judged.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum TrainingError {
    /// An example has more or fewer features than it should.
    #[error("example {example} has {found} features, not {features}; give each the same")]
    Features {
        /// The position of the offending example, counted from zero.
        example: usize,
        /// How many features it has.
        found: usize,
        /// How many it should have.
        features: usize,
    },
    /// A feature is not a finite number.
    #[error("feature {feature} of example {example} is {value}; give a finite number")]
    NotFinite {
        /// The position of the example, counted from zero.
        example: usize,
        /// The position of the feature, counted from zero.
        feature: usize,
        /// The offending value.
        value: f64,
    },
    /// A feature is the same everywhere, so it has no spread to divide by.
    #[error("feature {feature} is {value} in all examples; leave it out, for it tells nothing")]
    Constant {
        /// The position of the feature, counted from zero.
        feature: usize,
        /// Its only value.
        value: f64,
    },
    /// Each class has as many weights as there are features, and a bias.
    #[error("class {class} has {found} weights, not {features}; give each class the same")]
    Weights {
        /// The offending class.
        class: usize,
        /// How many weights it has.
        found: usize,
        /// How many the first class has.
        features: usize,
    },
    /// Each class has a bias.
    #[error(
        "{biases} biases do not go with {classes} rows of weights; give one bias for each class"
    )]
    Biases {
        /// The number of biases.
        biases: usize,
        /// The number of rows of weights.
        classes: usize,
    },
    /// Confidences cannot be sorted into no bins.
    #[error("there are no bins to sort {predictions} predictions into; ask for at least one")]
    NoBins {
        /// The number of predictions.
        predictions: usize,
    },
    /// The loss is still falling at the end of the temperatures tried.
    #[error(
        "the loss still falls at temperature {limit}; give some predictions that are wrong, but fewer than by chance"
    )]
    NoTemperature {
        /// The last temperature tried.
        limit: f64,
    },
    /// One example has no spread that could be measured.
    #[error("a single example has no spread; give at least two")]
    Single,
    /// A step size must be positive and finite.
    #[error(transparent)]
    StepSize(#[from] OutOfRange),
    /// The labels do not go with the examples or the predictions, or there are none.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The model's scores are no logits, as after a step that was far too long.
    #[error(transparent)]
    Logits(#[from] LogitsError),
}
