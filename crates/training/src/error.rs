use log_loss::BatchError;
use logits::LogitsError;
use thiserror::Error;

/// Why a classifier cannot be trained or judged.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum TrainingError {
    /// There are no examples at all.
    #[error("there are no examples; give at least one")]
    Empty,
    /// Each example needs its label.
    #[error("{labels} labels do not go with {examples} examples; give one label for each example")]
    LengthMismatch {
        /// The number of labels.
        labels: usize,
        /// The number of examples, or of predictions for them.
        examples: usize,
    },
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
    /// A label is not one of the classes.
    #[error("label {example} is class {class} of {classes}; classes are counted from 0")]
    Label {
        /// The position of the example, counted from zero.
        example: usize,
        /// Its label.
        class: usize,
        /// The number of classes.
        classes: usize,
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
    /// A step must go forward, and not infinitely far.
    #[error("step size {value} is out of range; give a finite number above 0")]
    StepSize {
        /// The offending value.
        value: f64,
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
    /// The predictions cannot be counted as right or wrong.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The model's scores are no logits, as after a step that was far too long.
    #[error(transparent)]
    Logits(#[from] LogitsError),
}
