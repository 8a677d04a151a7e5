//! The givens of the chapter *Log-loss: one label, one price*.

pub use ::log_loss::{
    accuracy, binary_cross_entropy, cross_entropy, log_loss, mean_log_loss,
    negative_log_likelihood, perplexity, probability_of, surprisal,
};

use std::error::Error;

pub use crate::cross_entropy::{CAT, DOG};
pub use crate::entropy::THREE_ALIKE;
pub use crate::surprisal::{BIT, NAT};

pub use information::Distribution;
use information::{DistributionError, Information};

/// The third class, counted from zero.
pub const THIRD: usize = 2;

/// What a model says of five classes.
pub static FIVE_CLASSES: Distribution = Distribution::given(&[0.1, 0.1, 0.6, 0.1, 0.1]);

/// The label that goes with [`FIVE_CLASSES`]: the third class, surely.
pub static FIVE_LABEL: Distribution = Distribution::given(&[0.0, 0.0, 1.0, 0.0, 0.0]);

/// What a model says of three classes; the third is the true one.
pub static THREE_CLASSES: Distribution = Distribution::given(&crate::surprisal::MODEL);

/// The label of a picture that shows a cat.
pub static CAT_LABEL: Distribution = Distribution::given(&[1.0, 0.0]);

/// A model that is rather sure of the cat.
pub static SURE_OF_CAT: Distribution = Distribution::given(&[0.9, 0.1]);

/// A model that is sure of the dog.
pub static SURE_OF_DOG: Distribution = Distribution::given(&[0.01, 0.99]);

/// A model that does not know.
pub static UNSURE: Distribution = Distribution::given(&[0.5, 0.5]);

/// A model whose likeliest class is the first of three, by a hair.
pub static HARDLY_RIGHT: Distribution = Distribution::given(&[0.34, 0.33, 0.33]);

/// A model whose likeliest class is not the first of two, by a hair.
pub static NEARLY_RIGHT: Distribution = Distribution::given(&[0.49, 0.51]);

/// The same near miss among three classes.
pub static NEARLY_RIGHT_OF_THREE: Distribution = Distribution::given(&[0.49, 0.5, 0.01]);

/// Ten classes, all alike.
pub static TEN_ALIKE: Distribution = Distribution::given(&[0.1; 10]);

/// Three numbers that look like a prediction, and are none.
pub const NO_DISTRIBUTION: [f64; 3] = [0.1, 0.2, 0.1];

/// What the three numbers of [`NO_DISTRIBUTION`] sum to.
#[must_use]
pub fn their_sum() -> f64 {
    NO_DISTRIBUTION.iter().sum()
}

/// One repair of [`NO_DISTRIBUTION`]: the third probability stays, and the others take what is missing.
pub static REPAIRED: Distribution = Distribution::given(&[0.3, 0.6, 0.1]);

/// The other repair: the three numbers are weights, and each is divided by their sum.
///
/// # Errors
/// None: the quotients sum to one.
///
/// ```
/// let shares = givens::log_loss::as_weights()?;
/// assert!((shares[2] - 0.25).abs() < 1e-15);
/// # Ok::<(), log_loss::DistributionError>(())
/// ```
pub fn as_weights() -> Result<Distribution, DistributionError> {
    Distribution::new(NO_DISTRIBUTION.map(|weight| weight / their_sum()))
}

/// What four pictures show.
pub const LABELS: [usize; 4] = [CAT, CAT, DOG, CAT];

/// What a model says of the four pictures.
pub static PREDICTIONS: [Distribution; 4] = [
    Distribution::given(&[0.9, 0.1]),
    Distribution::given(&[0.7, 0.3]),
    Distribution::given(&[0.4, 0.6]),
    Distribution::given(&[0.1, 0.9]),
];

/// The probability that the model gave to what each picture shows.
#[must_use]
pub fn of_the_truth() -> Vec<f64> {
    let pairs = LABELS.iter().zip(PREDICTIONS.iter());
    pairs.map(|(&label, q)| q[label]).collect()
}

/// The probability that the model gave to all four labels together.
///
/// ```
/// assert_eq!(format!("{:.4}", givens::log_loss::of_all_labels()), "0.0378");
/// ```
#[must_use]
pub fn of_all_labels() -> f64 {
    of_the_truth().iter().product()
}

/// So many labels in a row, to each of which a model gave [`A_TENTH`]: the product is too small for a float.
pub const LONG_ROW: f64 = 400.0;

/// One chance in ten.
pub const A_TENTH: f64 = 0.1;

/// How many pictures of cats the crowd has.
pub const CROWD: usize = 1000;

/// What the model gives to the cat on each picture of the crowd but the last.
pub const SURE: f64 = 0.99;

/// What it gives to the last one, where it is badly wrong: one in a million.
pub const SLIP: f64 = 0.000_001;

/// What it gives to the last one, where it rules the truth out.
pub const NEVER: f64 = 0.0;

/// The mean loss and the accuracy of the crowd, if the last picture's cat gets the probability `last`.
///
/// # Errors
/// Those of the functions it asks; none for a probability.
///
/// ```
/// use givens::log_loss::{SLIP, crowd};
///
/// let (mean, accuracy) = crowd(SLIP)?;
/// assert_eq!(format!("{mean:.6}"), "0.023856 nats");
/// assert_eq!(accuracy, 0.999);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn crowd(last: f64) -> Result<(Information, f64), Box<dyn Error>> {
    let mut predictions = vec![Distribution::new([SURE, 1.0 - SURE])?; CROWD - 1];
    predictions.push(Distribution::new([last, 1.0 - last])?);
    let labels = [CAT; CROWD];
    Ok((
        mean_log_loss(&labels, &predictions)?,
        accuracy(&labels, &predictions)?,
    ))
}

/// A mean loss that looks small.
pub const SMALL_MEAN: Information = Information::from_bits(0.2);

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/log-loss.md")]
mod page {}
