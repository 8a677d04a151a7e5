//! The givens of the chapter *Output layers: binary, multi-class, multi-label*.

pub use ::output_layers::{
    BatchError, Distribution, Information, Logits, binary_cross_entropy,
    binary_cross_entropy_with_logits, entropy, log_loss, mean_multi_label_loss,
    multi_label_gradient, multi_label_loss, multi_label_loss_with_logits, sigmoid, softmax,
    softmax_cross_entropy, softmax_floor, softmax_label_gradient, softmax_label_loss, surprisal,
};

use std::error::Error;
use std::sync::LazyLock;

/// So many labels, and all of them true.
///
/// ```
/// assert_eq!(givens::output_layers::all_true(2), [1.0, 1.0]);
/// ```
#[must_use]
pub fn all_true(labels: usize) -> Vec<f64> {
    vec![1.0; labels]
}

/// Where the cat stands in a list of labels.
pub const CAT: usize = 0;

/// Where the dog stands in a list of labels.
pub const DOG: usize = 1;

/// Scores for a cat and a dog, from somebody who is fairly sure of the dog and knows nothing of a cat.
pub static DOG_ALONE: Logits = Logits::given(&[0.0, 2.0]);

/// The same dog, and next to it a cat that is plain to see.
pub static DOG_AND_CAT: Logits = Logits::given(&[4.0, 2.0]);

/// The truth of a picture that shows a cat and a dog.
pub const BOTH: [f64; 2] = [1.0, 1.0];

/// The same truth, divided by its sum so that it becomes a distribution.
pub static SHARED: Distribution = Distribution::given(&[0.5, 0.5]);

/// The truth of a picture that shows neither.
pub const NEITHER: [f64; 2] = [0.0, 0.0];

/// Scores of a model that knows nothing of cats and dogs.
pub static UNDECIDED: Logits = Logits::given(&[0.0, 0.0]);

/// Scores of a model that is quite sure of both.
pub static SURE: Logits = Logits::given(&[8.0, 8.0]);

/// What a model believes of five classes.
pub static FIVE: Distribution = Distribution::given(&[0.1, 0.1, 0.6, 0.1, 0.1]);

/// The class that is true, counted from zero: the third.
pub const THIRD: usize = 2;

/// The same truth, written as a target for each class.
pub const TARGETS: [f64; 5] = [0.0, 0.0, 1.0, 0.0, 0.0];

/// How many different answers there are if each of so many labels may be true or false.
#[must_use]
pub fn label_sets(labels: u32) -> f64 {
    f64::from(labels).exp2()
}

/// The number of labels in [`FIVE`].
pub const LABELS: u32 = 5;

/// The chance that five answers, each given by itself with the probabilities of [`FIVE`], are all right.
#[must_use]
pub fn chance_of_all_five() -> f64 {
    let right = |(class, &q): (usize, &f64)| if class == THIRD { q } else { 1.0 - q };
    FIVE.as_slice().iter().enumerate().map(right).product()
}

/// The three scores of the chapter on logits.
pub static SCORES: Logits = Logits::given(&[2.0, 1.0, 0.1]);

/// A sigmoid on each score.
#[must_use]
pub fn sigmoids(scores: &Logits) -> Vec<f64> {
    scores.iter().map(sigmoid).collect()
}

/// The number of labels in a large catalogue, of which each picture shows one.
pub const CATALOGUE: u32 = 1000;

/// What a softmax gives the labels of [`CATALOGUE`] if it knows nothing: each the same.
///
/// ```
/// assert_eq!(givens::output_layers::even()[0], 0.001);
/// ```
#[must_use]
pub fn even() -> &'static Distribution {
    static EVEN: LazyLock<Distribution> = LazyLock::new(|| {
        Distribution::uniform(CATALOGUE as usize).expect("the catalogue is not empty")
    });
    &EVEN
}

/// What a model with a sigmoid for each label of [`CATALOGUE`] costs if all it knows is how rare a label is:
/// the sum over the labels, and the mean.
#[must_use]
pub fn rarity_alone() -> [Information; 2] {
    let labels = f64::from(CATALOGUE);
    let share = 1.0 / labels;
    let sum = Information::from_nats(-share.ln() - (labels - 1.0) * (-share).ln_1p());
    [sum, sum / labels]
}

/// Scores before any training, one for each of five labels.
pub static ZEROS: Logits = Logits::given(&[0.0; 5]);

/// The score of a model for *asleep*, next to its scores for three animals.
pub const ASLEEP: f64 = 2.0;

/// The truth in that picture: yes, it sleeps.
pub const SLEEPS: f64 = 1.0;

/// Scores of a model that sees the cat and overlooks the dog.
pub static START: Logits = Logits::given(&[2.0, -2.0]);

/// How far a step of training follows the gradient.
pub const RATE: f64 = 0.5;

/// How many steps the figure shows.
pub const STEPS: u32 = 40;

/// A number of steps after which the sigmoids are well on their way.
pub const SOON: u32 = 10;

/// How many labels [`BOTH`] has, to divide a sum or to multiply a rate by.
pub const TWO_LABELS: f64 = 2.0;

/// The loss of two sigmoids after so many steps from [`START`] down the gradient of their sum.
///
/// # Errors
/// None for a rate that is a number.
pub fn sigmoids_after(steps: u32, rate: f64) -> Result<Information, Box<dyn Error>> {
    let gradient = |logits: &Logits| multi_label_gradient(&BOTH, logits.as_slice());
    let logits = descend(steps, rate, gradient)?;
    Ok(multi_label_loss_with_logits(&BOTH, logits.as_slice())?)
}

/// The loss of a softmax after so many steps from [`START`] down its own gradient.
///
/// # Errors
/// None for a rate that is a number.
pub fn softmax_after(steps: u32, rate: f64) -> Result<Information, Box<dyn Error>> {
    let logits = descend(steps, rate, |logits| softmax_label_gradient(&BOTH, logits))?;
    Ok(softmax_label_loss(&BOTH, &logits)?)
}

/// The logits after so many steps down a gradient.
fn descend(
    steps: u32,
    rate: f64,
    gradient: impl Fn(&Logits) -> Result<Vec<f64>, BatchError>,
) -> Result<Logits, Box<dyn Error>> {
    let mut logits = START.clone();
    for _ in 0..steps {
        let slopes = gradient(&logits)?;
        let moved = logits.iter().zip(slopes).map(|(z, slope)| z - rate * slope);
        logits = Logits::new(moved.collect::<Vec<_>>())?;
    }
    Ok(logits)
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/output-layers.md")]
mod page {}
