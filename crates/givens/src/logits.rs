//! The givens of the chapter *Logits and softmax, without overflowing*, and the ways of computing that it warns of.

pub use ::logits::{
    ClassOutOfRange, Distribution, DistributionError, Information, Logits, LogitsError,
    binary_cross_entropy, binary_cross_entropy_with_logits, log_softmax, log_sum_exp, logit,
    sigmoid, softmax, softmax_cross_entropy, softplus, with_temperature,
};

pub use ::cross_entropy::cross_entropy;
pub use ::entropy::entropy;
pub use exact::{BF16, F16, F32, F64, FloatFormat};

use std::error::Error;

/// What the classifier says of the picture: a score each for cat, dog and fox.
pub static SCORES: Logits = Logits::given(&[2.0, 1.0, 0.1]);

/// The place of the cat.
pub const CAT: usize = 0;

/// The place of the dog.
pub const DOG: usize = 1;

/// The place of the fox.
pub const FOX: usize = 2;

/// The street again: its share of cats.
pub const STREET_CATS: f64 = 0.9;

/// How far the scores are lifted, to see what that changes.
pub const LIFT: f64 = 100.0;

/// Three equal scores whose exponentials fit into single precision, while their sum does not.
pub static FLAT: Logits = Logits::given(&[88.0, 88.0, 88.0]);

/// By how many nats the score of the truth lies below the other one.
pub const GAPS: [f64; 4] = [20.0, 100.0, 103.0, 104.0];

/// The logit of a yes-or-no prediction that is rather sure.
pub const SURE: f64 = 17.0;

/// The truths of a yes-or-no question: yes and no.
pub const YES_NO: [f64; 2] = [1.0, 0.0];

/// The answer yes.
pub const YES: bool = true;

/// The answer no.
pub const NO: bool = false;

/// How many classes the softmax that is taken twice has: few, and more.
pub const CLASSES: [usize; 2] = [3, 10];

/// Cold, as it is, and warm.
pub const TEMPERATURES: [f64; 3] = [0.5, 1.0, 2.0];

/// The logits between which the figure is drawn.
pub const CHART: (f64, f64) = (12.0, 19.0);

/// What is added to a logit to double the odds.
pub const DOUBLING: Information = Information::from_bits(1.0);

/// What the fox's score becomes when somebody means to rule the fox out.
pub const NO_SCORE: f64 = 0.0;

/// The largest logit whose exponential is finite in this kind of float, in nats.
#[must_use]
pub fn largest_logit(format: FloatFormat) -> f64 {
    format.largest.ln()
}

/// The logit from which on 1 + exp(−z) is rounded to 1, in nats.
///
/// Above 1 the floats are 2^(1 − digits) apart, and what is at most half of that is lost.
#[must_use]
pub fn saturation(format: FloatFormat) -> f64 {
    f64::from(format.digits) * std::f64::consts::LN_2
}

/// The logit from which on a sigmoid that was computed with more digits is rounded to 1, in nats.
///
/// Below 1 the floats are 2^−digits apart, so what lacks half of that to 1 becomes 1:
/// there 1 + exp(z) is 2^(digits + 1).
///
/// ```
/// use givens::logits::{F32, saturation_rounded_once};
/// use logits::sigmoid;
///
/// let from = saturation_rounded_once(F32);
/// assert!((sigmoid(from - 1e-6) as f32) < 1.0);
/// assert_eq!(sigmoid(from + 1e-6) as f32, 1.0);
/// ```
#[must_use]
pub fn saturation_rounded_once(format: FloatFormat) -> f64 {
    (f64::from(format.digits + 1).exp2() - 1.0).ln()
}

/// The same logits, each larger by `lift`.
///
/// # Errors
/// [`LogitsError`] if that is too large for a float.
///
/// ```
/// use givens::logits::{Logits, lifted};
///
/// assert_eq!(lifted(&Logits::new([2.0, -1.0])?, 1.0)?.as_slice(), [3.0, 0.0]);
/// # Ok::<(), logits::LogitsError>(())
/// ```
pub fn lifted(logits: &Logits, lift: f64) -> Result<Logits, LogitsError> {
    Logits::new(logits.iter().map(|logit| logit + lift).collect::<Vec<_>>())
}

/// What the logits weigh before they are divided by their sum: their exponentials.
///
/// ```
/// use givens::logits::{Logits, weights};
///
/// assert_eq!(weights(&Logits::new([0.0, f64::NEG_INFINITY])?), [1.0, 0.0]);
/// # Ok::<(), logits::LogitsError>(())
/// ```
#[must_use]
pub fn weights(logits: &Logits) -> Vec<f64> {
    logits.iter().map(f64::exp).collect()
}

/// Softmax in single precision, computed as the formula is printed.
///
/// Where an exponential overflows, ∞ / ∞ is NaN; where only their sum does, everything is 0.
///
/// ```
/// use givens::logits::{Logits, softmax_as_printed_f32};
///
/// assert_eq!(softmax_as_printed_f32(&Logits::new([0.0, 0.0])?), [0.5, 0.5]);
/// assert!(softmax_as_printed_f32(&Logits::new([89.0, 0.0])?)[0].is_nan());
/// # Ok::<(), logits::LogitsError>(())
/// ```
#[must_use]
pub fn softmax_as_printed_f32(logits: &Logits) -> Vec<f32> {
    let weights: Vec<f32> = logits.iter().map(|logit| (logit as f32).exp()).collect();
    let sum: f32 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

/// What a softmax passes through.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftmaxSteps {
    /// The exponentials.
    pub weights: Vec<f64>,
    /// Their sum.
    pub sum: f64,
    /// Each weight's share of it.
    pub probabilities: Vec<f64>,
}

/// A softmax in which the result of each operation is rounded to a kind of float, with or without the largest logit
/// taken out first.
///
/// As printed, ∞ / ∞ is NaN where an exponential overflows; where only the sum does, everything is 0.
///
/// ```
/// use givens::logits::{F16, softmax_in};
///
/// let printed = softmax_in(F16, &[12.0, 11.0, 10.1], false);
/// assert!(printed.weights[0].is_infinite() && printed.probabilities[0].is_nan());
/// let safe = softmax_in(F16, &[12.0, 11.0, 10.1], true);
/// assert_eq!(format!("{:.3}", safe.probabilities[0]), "0.659");
/// ```
#[must_use]
pub fn softmax_in(format: FloatFormat, logits: &[f64], without_largest: bool) -> SoftmaxSteps {
    let rounded = logits.iter().map(|z| format.rounded(*z));
    let largest = rounded.fold(f64::NEG_INFINITY, f64::max);
    let shift = if without_largest { largest } else { 0.0 };
    let weight = |z: &f64| format.rounded(format.rounded(format.rounded(*z) - shift).exp());
    let weights: Vec<f64> = logits.iter().map(weight).collect();
    let add = |sum: f64, weight: &f64| format.rounded(sum + weight);
    let sum = weights.iter().fold(0.0, add);
    let share = |weight: &f64| format.rounded(weight / sum);
    SoftmaxSteps {
        probabilities: weights.iter().map(share).collect(),
        weights,
        sum,
    }
}

/// The loss of a class whose logit lies `gap` nats below the only other one, by the detour over its probability,
/// in single precision.
///
/// The larger logit has been taken out, so nothing overflows; but the probability can underflow.
///
/// ```
/// use givens::logits::unlikely_by_detour_f32;
///
/// assert!(!unlikely_by_detour_f32(104.0).is_finite());
/// ```
#[must_use]
pub fn unlikely_by_detour_f32(gap: f64) -> Information {
    let weight = (-gap as f32).exp();
    let probability = weight / (1.0 + weight);
    Information::from_nats(f64::from(0.0 - probability.ln()))
}

/// The loss of a yes-or-no prediction by the detour over its sigmoid, in single precision.
///
/// −ln σ(z) if the answer is yes and −ln(1 − σ(z)) if it is no.
///
/// ```
/// use logits::Information;
/// use givens::logits::binary_by_detour_f32;
///
/// assert_eq!(binary_by_detour_f32(true, 17.0), Information::ZERO);
/// assert_eq!(binary_by_detour_f32(false, 17.0), Information::INFINITE);
/// ```
#[must_use]
pub fn binary_by_detour_f32(yes: bool, z: f64) -> Information {
    let sigmoid = 1.0 / (1.0 + (-z as f32).exp());
    let probability = if yes { sigmoid } else { 1.0 - sigmoid };
    Information::from_nats(f64::from(0.0 - probability.ln()))
}

/// Binary cross-entropy in nats, as its formula is printed, after a sigmoid in single precision.
///
/// −y ln q − (1 − y) ln(1 − q), both terms, whatever y is: nothing times infinity is NaN.
///
/// ```
/// assert!(givens::logits::binary_as_printed_f32(true, 17.0).is_nan());
/// assert_eq!(givens::logits::binary_as_printed_f32(true, 0.0), f64::from(std::f32::consts::LN_2));
/// ```
#[must_use]
pub fn binary_as_printed_f32(yes: bool, z: f64) -> f64 {
    let y = f32::from(u8::from(yes));
    let q = 1.0 / (1.0 + (-z as f32).exp());
    f64::from(-y * q.ln() - (1.0 - y) * (1.0 - q).ln())
}

/// What a perfect prediction costs, among so many classes, when its probabilities are taken for logits.
///
/// # Errors
/// [`ClassOutOfRange`] if there are no classes.
///
/// ```
/// let floor = givens::logits::floor_of_softmax_twice(3)?;
/// assert_eq!(format!("{floor:.6}"), "0.551445 nats");
/// # Ok::<(), logits::ClassOutOfRange>(())
/// ```
pub fn floor_of_softmax_twice(classes: usize) -> Result<Information, ClassOutOfRange> {
    softmax_cross_entropy(0, &taken_for_logits(&Distribution::one_hot(0, classes)?))
}

/// What the worst prediction costs, among so many classes, when its probabilities are taken for logits.
///
/// # Errors
/// [`ClassOutOfRange`] unless there are two classes at least.
///
/// ```
/// let ceiling = givens::logits::ceiling_of_softmax_twice(3)?;
/// assert_eq!(format!("{ceiling:.6}"), "1.551445 nats");
/// # Ok::<(), logits::ClassOutOfRange>(())
/// ```
pub fn ceiling_of_softmax_twice(classes: usize) -> Result<Information, ClassOutOfRange> {
    softmax_cross_entropy(1, &taken_for_logits(&Distribution::one_hot(0, classes)?))
}

/// The probabilities of the scores at a temperature.
///
/// # Errors
/// [`LogitsError::Temperature`] unless the temperature is positive and finite.
pub fn at_temperature(temperature: f64) -> Result<Distribution, LogitsError> {
    Ok(softmax(&with_temperature(&SCORES, temperature)?))
}

/// What the scores cost at a temperature, if `class` is true.
///
/// # Errors
/// [`LogitsError`] unless the temperature is positive and finite, [`ClassOutOfRange`] if there is no such class.
pub fn loss_at_temperature(class: usize, temperature: f64) -> Result<Information, Box<dyn Error>> {
    let logits = with_temperature(&SCORES, temperature)?;
    Ok(softmax_cross_entropy(class, &logits)?)
}

/// Probabilities mistaken for logits.
///
/// # Panics
/// Never: probabilities are numbers, and so can stand for logits.
///
/// ```
/// use givens::logits::{Distribution, taken_for_logits};
///
/// assert_eq!(taken_for_logits(&Distribution::uniform(2)?).as_slice(), [0.5, 0.5]);
/// # Ok::<(), information::DistributionError>(())
/// ```
#[must_use]
pub fn taken_for_logits(q: &Distribution) -> Logits {
    Logits::new(q.as_slice()).expect("probabilities are finite")
}

/// The score of an animal on average, if the animals come as in `p`.
///
/// ```
/// use givens::logits::{SCORES, mean_score, softmax};
///
/// assert_eq!(format!("{:.3}", mean_score(&softmax(&SCORES))), "1.570");
/// ```
#[must_use]
pub fn mean_score(p: &Distribution) -> f64 {
    p.iter().zip(SCORES.iter()).map(|(p, z)| p * z).sum()
}

/// Cats and foxes only, so many of each that the mean score is that of the softmax.
///
/// # Errors
/// None: the mean lies between the cat's score and the fox's.
///
/// ```
/// use givens::logits::{SCORES, cats_and_foxes, mean_score, softmax};
///
/// let gap = mean_score(&cats_and_foxes()?) - mean_score(&softmax(&SCORES));
/// assert!(gap.abs() < 1e-15);
/// # Ok::<(), information::DistributionError>(())
/// ```
pub fn cats_and_foxes() -> Result<Distribution, DistributionError> {
    let mean = mean_score(&softmax(&SCORES));
    let (cat, fox) = (SCORES.as_slice()[CAT], SCORES.as_slice()[FOX]);
    let cats = (mean - fox) / (cat - fox);
    Distribution::new([cats, 0.0, 1.0 - cats])
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/logits.md")]
mod page {}
