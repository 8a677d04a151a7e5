//! How do scores become probabilities, and losses, without a single overflow?
//!
//! ```
//! use logits::{softmax, softmax_cross_entropy};
//!
//! let scores = [2.0, 1.0, 0.1];
//! assert_eq!(format!("{:.3}", softmax(&scores)?[0]), "0.659");
//! assert_eq!(format!("{:.6}", softmax_cross_entropy(0, &scores)?), "0.417030 nats");
//! # Ok::<(), logits::LogitsError>(())
//! ```
//!
//! A *logit* is a score in nats: any real number, or −∞ for a class that cannot be.
//! Only differences of logits matter, so each function first takes out the largest, and nothing overflows.
//! A loss that starts from the logits keeps the digits that a detour over probabilities throws away.
//!
//! The chapter is *Logits and softmax, without overflowing*, `book/en/logits.md`.
//! These are the readable definitions, one example at a time; batches belong to later chapters.

pub mod textbook;

pub use information::{
    Distribution, DistributionError, Information, ProbabilityError, probability,
};
pub use log_loss::{binary_cross_entropy, log_loss};

use thiserror::Error;

/// Why a list of scores has no probabilities or no loss.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum LogitsError {
    /// There are no classes at all.
    #[error("there are no logits; give one for each class")]
    Empty,
    /// A logit is not a number, or infinitely large.
    #[error("logit {index} is {value}; give a number, or -inf for an impossible class")]
    NotALogit {
        /// The position of the offending logit, counted from zero.
        index: usize,
        /// The offending value.
        value: f64,
    },
    /// All classes are impossible, so their probabilities cannot sum to one.
    #[error("all {classes} logits are -inf; let at least one class be possible")]
    NothingPossible {
        /// The number of classes.
        classes: usize,
    },
    /// The true class does not exist.
    #[error("class {class} is out of range for {classes} classes; classes are counted from 0")]
    ClassOutOfRange {
        /// The class asked for, counted from zero.
        class: usize,
        /// The number of classes.
        classes: usize,
    },
    /// The truth of a yes-or-no question is no probability.
    #[error(transparent)]
    Probability(#[from] ProbabilityError),
    /// A temperature must be positive and finite.
    #[error("temperature {value} is out of range; give a finite number above 0")]
    Temperature {
        /// The offending value.
        value: f64,
    },
}

/// The logarithm of the sum of the exponentials of the logits, in nats: a smooth maximum.
///
/// ln Σ exp zᵢ = m + ln Σ exp(zᵢ − m), where m is the largest logit.
///
/// No exponential on the right is larger than 1, so none overflows; the [`textbook`] line is that.
/// It still loses digits where m nearly cancels the logarithm, and where the others hardly count beside the largest.
/// So [`exact::log_sum_exp`] computes it, to two units of the last place; the answer is never below m.
/// The sum of nothing is 0, so where all are −∞, or there are none, the answer is −∞; +∞ outweighs everything.
/// Blanchard, Higham & Higham (2021).
///
/// # Errors
/// [`LogitsError::NotALogit`] if one is NaN.
///
/// ```
/// use logits::log_sum_exp;
///
/// assert_eq!(format!("{:.6}", log_sum_exp(&[2.0, 1.0, 0.1])?), "2.417030");
/// assert_eq!(log_sum_exp(&[1000.0, 1000.0])?, 1000.0 + 2_f64.ln());
/// assert_eq!(log_sum_exp(&[f64::NEG_INFINITY; 2])?, f64::NEG_INFINITY);
/// # Ok::<(), logits::LogitsError>(())
/// ```
pub fn log_sum_exp(logits: &[f64]) -> Result<f64, LogitsError> {
    largest(logits)?;
    Ok(exact::log_sum_exp(logits))
}

/// The probabilities that the logits stand for.
///
/// softmax(z)ᵢ = exp zᵢ / Σ exp zⱼ
///
/// Adding the same number to all logits changes nothing; an impossible class gets probability 0.
/// Rounding zᵢ − m, as the [`textbook`] line does, costs small probabilities their last digits, hundreds of units
/// far down; [`exact::softmax`] keeps what it loses.
/// Bridle (1990).
///
/// # Errors
/// [`LogitsError`] if there are no logits, one is NaN or +∞, or all are −∞.
///
/// ```
/// use logits::softmax;
///
/// let q = softmax(&[2.0, 1.0, 0.1])?;
/// let shown: Vec<String> = q.as_slice().iter().map(|q| format!("{q:.6}")).collect();
/// assert_eq!(shown, ["0.659001", "0.242433", "0.098566"]);
/// # Ok::<(), logits::LogitsError>(())
/// ```
///
/// # Panics
/// Never: quotients by their own sum are a distribution.
pub fn softmax(logits: &[f64]) -> Result<Distribution, LogitsError> {
    likeliest(logits)?;
    let probabilities = exact::softmax(logits);
    Ok(Distribution::new(probabilities).expect("weights divided by their sum sum to one"))
}

/// The logarithms of the probabilities, in nats: minus the surprisal of each class.
///
/// ln softmax(z)ᵢ = zᵢ − ln Σ exp zⱼ
///
/// A class whose probability would round to 0 or to 1 keeps its digits here.
///
/// # Errors
/// [`LogitsError`] if there are no logits, one is NaN or +∞, or all are −∞.
///
/// ```
/// use logits::log_softmax;
///
/// let q = log_softmax(&[1000.0, 0.0])?;
/// assert_eq!(q, [0.0, -1000.0]);
/// # Ok::<(), logits::LogitsError>(())
/// ```
pub fn log_softmax(logits: &[f64]) -> Result<Vec<f64>, LogitsError> {
    likeliest(logits)?;
    Ok(exact::log_softmax(logits))
}

/// What the logits cost when `class` turns out to be true.
///
/// −ln softmax(z)\[class\] = ln(1 + Σ′ exp(zⱼ − z\[class\])), where the sum leaves the true class out.
///
/// A prediction that is almost sure and right costs almost nothing, and that almost nothing keeps all its digits:
/// a probability rounded to 1 would have lost them, and so does the difference of the [`textbook`].
///
/// # Errors
/// [`LogitsError`] if there is no such class, or the logits are none.
///
/// ```
/// use logits::{Information, softmax_cross_entropy};
///
/// assert_eq!(format!("{:.6}", softmax_cross_entropy(0, &[2.0, 1.0, 0.1])?), "0.417030 nats");
/// assert_eq!(format!("{:.4e}", softmax_cross_entropy(0, &[50.0, 0.0])?.nats()), "1.9287e-22");
/// assert_eq!(softmax_cross_entropy(0, &[f64::NEG_INFINITY, 0.0])?, Information::INFINITE);
/// # Ok::<(), logits::LogitsError>(())
/// ```
pub fn softmax_cross_entropy(class: usize, logits: &[f64]) -> Result<Information, LogitsError> {
    likeliest(logits)?;
    let classes = logits.len();
    if class >= classes {
        return Err(LogitsError::ClassOutOfRange { class, classes });
    }
    Ok(Information::from_nats(exact::softmax_cross_entropy(
        class, logits,
    )))
}

/// The probability of yes that one logit stands for.
///
/// σ(z) = 1 / (1 + exp(−z))
///
/// The [`textbook`] line overflows far below zero, where the answer is still a float;
/// the exponential taken here never exceeds 1, whatever the sign.
///
/// ```
/// use logits::sigmoid;
///
/// assert_eq!(sigmoid(0.0), 0.5);
/// assert_eq!(sigmoid(-800.0), 0.0);
/// assert_eq!(format!("{:.6}", sigmoid(2.0)), "0.880797");
/// ```
#[must_use]
pub fn sigmoid(z: f64) -> f64 {
    exact::sigmoid(z)
}

/// The logit that stands for a probability of yes, in nats: the logarithm of the odds.
///
/// logit(q) = ln(q / (1 − q)) = ln q − ln(1 − q)
///
/// It undoes [`sigmoid`]: the surprisal of no, minus that of yes.
/// What is certain has an infinite logit.
/// Berkson (1944) gave it its name.
///
/// # Errors
/// [`ProbabilityError`] unless `q` lies from 0 to 1.
///
/// ```
/// use logits::logit;
///
/// assert_eq!(logit(0.5)?, 0.0);
/// assert_eq!(format!("{:.6}", logit(0.9)?), "2.197225");
/// assert_eq!(logit(1.0)?, f64::INFINITY);
/// # Ok::<(), logits::ProbabilityError>(())
/// ```
pub fn logit(q: f64) -> Result<f64, ProbabilityError> {
    let q = probability(q)?;
    Ok(q.ln() - (-q).ln_1p())
}

/// ln(1 + exp z) in nats: what a logit of `z` for yes costs when the answer is no.
///
/// max(z, 0) + ln(1 + exp(−|z|))
///
/// ```
/// use logits::softplus;
///
/// assert_eq!(softplus(1000.0), 1000.0);
/// assert_eq!(format!("{:.6e}", softplus(-17.0)), "4.139938e-8");
/// ```
#[must_use]
pub fn softplus(z: f64) -> f64 {
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}

/// The loss of a yes-or-no prediction given as the logit `z` of yes; `y` is the truth.
///
/// y · softplus(−z) + (1 − y) · softplus(z)
///
/// # Errors
/// [`LogitsError`] if `y` is no probability, or `z` is NaN.
///
/// ```
/// use logits::binary_cross_entropy_with_logits;
///
/// let right = binary_cross_entropy_with_logits(1.0, 17.0)?;
/// assert_eq!(format!("{:.6e}", right.nats()), "4.139938e-8");
/// let wrong = binary_cross_entropy_with_logits(0.0, 17.0)?;
/// assert_eq!(format!("{wrong:.6}"), "17.000000 nats");
/// # Ok::<(), logits::LogitsError>(())
/// ```
pub fn binary_cross_entropy_with_logits(y: f64, z: f64) -> Result<Information, LogitsError> {
    let y = probability(y)?;
    if z.is_nan() {
        return Err(LogitsError::NotALogit { index: 0, value: z });
    }
    let term = |weight: f64, cost: f64| if weight == 0.0 { 0.0 } else { weight * cost };
    let nats = term(y, softplus(-z)) + term(1.0 - y, softplus(z));
    Ok(Information::from_nats(nats))
}

/// The logits divided by a temperature: above 1 the probabilities move together, below 1 apart.
///
/// The order of the classes stays, so accuracy does not change, but the loss does.
/// Guo et al. (2017) mend overconfident classifiers with it.
///
/// # Errors
/// [`LogitsError::Temperature`] unless the temperature is positive and finite.
///
/// ```
/// use logits::{softmax, with_temperature};
///
/// let warm = softmax(&with_temperature(&[2.0, 1.0, 0.1], 2.0)?)?;
/// assert_eq!(format!("{:.3}", warm[0]), "0.502");
/// # Ok::<(), logits::LogitsError>(())
/// ```
pub fn with_temperature(logits: &[f64], temperature: f64) -> Result<Vec<f64>, LogitsError> {
    if temperature > 0.0 && temperature.is_finite() {
        Ok(logits.iter().map(|logit| logit / temperature).collect())
    } else {
        Err(LogitsError::Temperature { value: temperature })
    }
}

/// The largest number and its place, once none is NaN; −∞ if there are none.
fn largest(logits: &[f64]) -> Result<(usize, f64), LogitsError> {
    let mut largest = (0, f64::NEG_INFINITY);
    for (index, &value) in logits.iter().enumerate() {
        if value.is_nan() {
            return Err(LogitsError::NotALogit { index, value });
        }
        if value > largest.1 {
            largest = (index, value);
        }
    }
    Ok(largest)
}

/// The largest logit and its place, once all are known to be logits with probabilities.
fn likeliest(logits: &[f64]) -> Result<(usize, f64), LogitsError> {
    let classes = logits.len();
    match largest(logits)? {
        _ if logits.is_empty() => Err(LogitsError::Empty),
        (index, f64::INFINITY) => Err(LogitsError::NotALogit {
            index,
            value: f64::INFINITY,
        }),
        (_, f64::NEG_INFINITY) => Err(LogitsError::NothingPossible { classes }),
        largest => Ok(largest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: f64 = f64::NEG_INFINITY;

    #[test]
    fn large_logits_overflow_nothing() {
        assert_eq!(log_sum_exp(&[-1e300, -1e300]), Ok(-1e300));
        assert_eq!(log_softmax(&[1e300, 0.0]), Ok(vec![0.0, -1e300]));
        assert_eq!(softmax(&[1e300, -1e300]).unwrap().as_slice(), [1.0, 0.0]);
        assert_eq!(
            softmax_cross_entropy(1, &[1e300, 0.0]),
            Ok(Information::from_nats(1e300))
        );
    }

    #[test]
    fn impossible_classes_are_possible() {
        assert_eq!(log_sum_exp(&[NEVER, 3.0]), Ok(3.0));
        assert_eq!(softmax(&[NEVER, 3.0]).unwrap().as_slice(), [0.0, 1.0]);
        assert_eq!(log_softmax(&[NEVER, 3.0]), Ok(vec![NEVER, 0.0]));
        assert_eq!(
            softmax_cross_entropy(1, &[NEVER, 3.0]),
            Ok(Information::ZERO)
        );
    }

    #[test]
    fn the_sum_of_nothing_has_the_logarithm_minus_infinity() {
        for nothing in [&[][..], &[NEVER], &[NEVER, NEVER]] {
            assert_eq!(log_sum_exp(nothing), Ok(NEVER));
        }
        assert_eq!(log_sum_exp(&[NEVER, f64::INFINITY, 0.0]), Ok(f64::INFINITY));
        let refused = log_sum_exp(&[f64::INFINITY, f64::NAN]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "logit 1 is NaN; give a number, or -inf for an impossible class"
        );
    }

    #[test]
    fn bad_input_is_refused_with_its_place() {
        let messages = [
            softmax(&[]).unwrap_err(),
            softmax(&[0.0, f64::NAN]).unwrap_err(),
            log_softmax(&[f64::INFINITY]).unwrap_err(),
            softmax(&[NEVER, NEVER]).unwrap_err(),
            softmax_cross_entropy(2, &[0.0, 0.0]).unwrap_err(),
            with_temperature(&[0.0], 0.0).unwrap_err(),
            binary_cross_entropy_with_logits(2.0, 0.0).unwrap_err(),
            binary_cross_entropy_with_logits(1.0, f64::NAN).unwrap_err(),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            messages,
            [
                "there are no logits; give one for each class",
                "logit 1 is NaN; give a number, or -inf for an impossible class",
                "logit 0 is inf; give a number, or -inf for an impossible class",
                "all 2 logits are -inf; let at least one class be possible",
                "class 2 is out of range for 2 classes; classes are counted from 0",
                "temperature 0 is out of range; give a finite number above 0",
                "2 is not a probability; give a number from 0 to 1",
                "logit 0 is NaN; give a number, or -inf for an impossible class",
            ]
        );
    }

    #[test]
    fn the_loss_from_logits_is_the_loss_of_the_softmax() {
        let logits = [2.0, 1.0, 0.1];
        let q = softmax(&logits).unwrap();
        for class in 0..3 {
            let difference =
                softmax_cross_entropy(class, &logits).unwrap() - log_loss(class, &q).unwrap();
            assert!(difference.nats().abs() < 1e-15);
        }
    }

    #[test]
    fn infinite_logits_decide_a_yes_or_no_question() {
        let loss = |y, z| binary_cross_entropy_with_logits(y, z).unwrap();
        assert_eq!(loss(1.0, f64::INFINITY), Information::ZERO);
        assert_eq!(loss(0.0, f64::INFINITY), Information::INFINITE);
        assert_eq!(loss(1.0, NEVER), Information::INFINITE);
    }
}
