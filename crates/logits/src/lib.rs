//! How do scores become probabilities, and losses, without a single overflow?
//!
//! ```
//! use logits::{Logits, softmax, softmax_cross_entropy};
//!
//! let scores = Logits::new([2.0, 1.0, 0.1])?;
//! assert_eq!(format!("{:.3}", softmax(&scores)[0]), "0.659");
//! assert_eq!(format!("{:.6}", softmax_cross_entropy(0, &scores)?), "0.417030 nats");
//! # Ok::<(), Box<dyn std::error::Error>>(())
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
    ClassOutOfRange, Distribution, DistributionError, Information, Logits, LogitsError, OutOfRange,
    probability,
};
pub use log_loss::{binary_cross_entropy, log_loss};

use information::{class_of, logit_of_yes, positive};

/// The logarithm of the sum of the exponentials of the logits, in nats: a smooth maximum.
///
/// ln Σ exp zᵢ = m + ln Σ exp(zᵢ − m), where m is the largest logit.
///
/// No exponential on the right is larger than 1, so none overflows; the [`textbook`] line is that.
/// It still loses digits where m nearly cancels the logarithm, and where the others hardly count beside the largest.
/// So [`exact::log_sum_exp`] computes it, to two units of the last place; the answer is never below m.
/// It is defined for any numbers, not only for [`Logits`], so it takes bare floats too.
/// The sum of nothing is 0, so where all are −∞, or there are none, the answer is −∞; +∞ outweighs everything.
/// Blanchard, Higham & Higham (2021).
///
/// # Errors
/// [`LogitsError::NotALogit`] if one is NaN.
///
/// ```
/// use logits::{Logits, log_sum_exp};
///
/// assert_eq!(format!("{:.6}", log_sum_exp(Logits::new([2.0, 1.0, 0.1])?)?), "2.417030");
/// assert_eq!(log_sum_exp([1000.0, 1000.0])?, 1000.0 + 2_f64.ln());
/// assert_eq!(log_sum_exp([f64::NEG_INFINITY; 2])?, f64::NEG_INFINITY);
/// # Ok::<(), logits::LogitsError>(())
/// ```
pub fn log_sum_exp(logits: impl AsRef<[f64]>) -> Result<f64, LogitsError> {
    let logits = logits.as_ref();
    match logits.iter().position(|z| z.is_nan()) {
        Some(index) => Err(LogitsError::NotALogit {
            index,
            value: logits[index],
        }),
        None => Ok(exact::log_sum_exp(logits)),
    }
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
/// ```
/// use logits::{Logits, softmax};
///
/// let q = softmax(&Logits::new([2.0, 1.0, 0.1])?);
/// let shown: Vec<String> = q.iter().map(|q| format!("{q:.6}")).collect();
/// assert_eq!(shown, ["0.659001", "0.242433", "0.098566"]);
/// # Ok::<(), logits::LogitsError>(())
/// ```
///
/// # Panics
/// Never: quotients by their own sum are a distribution.
#[must_use]
pub fn softmax(logits: &Logits) -> Distribution {
    let probabilities = exact::softmax(logits.as_slice());
    Distribution::new(probabilities).expect("weights divided by their sum sum to one")
}

/// The logarithms of the probabilities, in nats: minus the surprisal of each class.
///
/// ln softmax(z)ᵢ = zᵢ − ln Σ exp zⱼ
///
/// A class whose probability would round to 0 or to 1 keeps its digits here.
///
/// ```
/// use logits::{Logits, log_softmax};
///
/// let q = log_softmax(&Logits::new([1000.0, 0.0])?);
/// assert_eq!(q, [0.0, -1000.0]);
/// # Ok::<(), logits::LogitsError>(())
/// ```
#[must_use]
pub fn log_softmax(logits: &Logits) -> Vec<f64> {
    exact::log_softmax(logits.as_slice())
}

/// What the logits cost when `class` turns out to be true.
///
/// −ln softmax(z)\[class\] = ln(1 + Σ′ exp(zⱼ − z\[class\])), where the sum leaves the true class out.
///
/// A prediction that is almost sure and right costs almost nothing, and that almost nothing keeps all its digits:
/// a probability rounded to 1 would have lost them, and so does the difference of the [`textbook`].
///
/// # Errors
/// [`ClassOutOfRange`] if there is no such class.
///
/// ```
/// use logits::{Information, Logits, softmax_cross_entropy};
///
/// let undecided = Logits::new([2.0, 1.0, 0.1])?;
/// assert_eq!(format!("{:.6}", softmax_cross_entropy(0, &undecided)?), "0.417030 nats");
/// let sure = Logits::new([50.0, 0.0, f64::NEG_INFINITY])?;
/// assert_eq!(format!("{:.4e}", softmax_cross_entropy(0, &sure)?.nats()), "1.9287e-22");
/// assert_eq!(softmax_cross_entropy(2, &sure)?, Information::INFINITE);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn softmax_cross_entropy(
    class: usize,
    logits: &Logits,
) -> Result<Information, ClassOutOfRange> {
    let class = class_of(class, logits.classes())?;
    let nats = exact::softmax_cross_entropy(class, logits.as_slice());
    Ok(Information::from_nats(nats))
}

/// The probability of yes that one logit stands for, given in nats.
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
/// [`OutOfRange`] unless `q` lies from 0 to 1.
///
/// ```
/// use logits::logit;
///
/// assert_eq!(logit(0.5)?, 0.0);
/// assert_eq!(format!("{:.6}", logit(0.9)?), "2.197225");
/// assert_eq!(logit(1.0)?, f64::INFINITY);
/// # Ok::<(), logits::OutOfRange>(())
/// ```
pub fn logit(q: f64) -> Result<f64, OutOfRange> {
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

/// The loss of a yes-or-no prediction given as the logit `z` of yes, in nats; `y` is the truth, from 0 to 1.
///
/// y · softplus(−z) + (1 − y) · softplus(z)
///
/// # Errors
/// [`OutOfRange`] if `y` is no probability, or `z` is NaN.
///
/// ```
/// use logits::binary_cross_entropy_with_logits;
///
/// let right = binary_cross_entropy_with_logits(1.0, 17.0)?;
/// assert_eq!(format!("{:.6e}", right.nats()), "4.139938e-8");
/// let wrong = binary_cross_entropy_with_logits(0.0, 17.0)?;
/// assert_eq!(format!("{wrong:.6}"), "17.000000 nats");
/// # Ok::<(), logits::OutOfRange>(())
/// ```
pub fn binary_cross_entropy_with_logits(y: f64, z: f64) -> Result<Information, OutOfRange> {
    let (y, z) = (probability(y)?, logit_of_yes(z)?);
    let term = |weight: f64, cost: f64| if weight == 0.0 { 0.0 } else { weight * cost };
    let nats = term(y, softplus(-z)) + term(1.0 - y, softplus(z));
    Ok(Information::from_nats(nats))
}

/// The logits divided by a temperature, a bare number: above 1 the probabilities move together, below 1 apart.
///
/// The order of the classes stays, so accuracy does not change, but the loss does.
/// Guo et al. (2017) mend overconfident classifiers with it.
///
/// # Errors
/// [`LogitsError::Temperature`] unless the temperature is positive and finite,
/// [`LogitsError`] if it is so low that a logit overflows.
///
/// ```
/// use logits::{Logits, softmax, with_temperature};
///
/// let warm = softmax(&with_temperature(&Logits::new([2.0, 1.0, 0.1])?, 2.0)?);
/// assert_eq!(format!("{:.3}", warm[0]), "0.502");
/// # Ok::<(), logits::LogitsError>(())
/// ```
pub fn with_temperature(logits: &Logits, temperature: f64) -> Result<Logits, LogitsError> {
    let temperature = positive("temperature", temperature)?;
    let divided = logits.iter().map(|logit| logit / temperature);
    Logits::new(divided.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: f64 = f64::NEG_INFINITY;

    fn logits<const K: usize>(scores: [f64; K]) -> Logits {
        Logits::new(scores).unwrap()
    }

    #[test]
    fn large_logits_overflow_nothing() {
        assert_eq!(log_sum_exp([-1e300, -1e300]), Ok(-1e300));
        assert_eq!(log_softmax(&logits([1e300, 0.0])), [0.0, -1e300]);
        assert_eq!(softmax(&logits([1e300, -1e300])).as_slice(), [1.0, 0.0]);
        assert_eq!(
            softmax_cross_entropy(1, &logits([1e300, 0.0])),
            Ok(Information::from_nats(1e300))
        );
    }

    #[test]
    fn impossible_classes_are_possible() {
        let z = logits([NEVER, 3.0]);
        assert_eq!(log_sum_exp(&z), Ok(3.0));
        assert_eq!(softmax(&z).as_slice(), [0.0, 1.0]);
        assert_eq!(log_softmax(&z), [NEVER, 0.0]);
        assert_eq!(softmax_cross_entropy(1, &z), Ok(Information::ZERO));
    }

    #[test]
    fn the_sum_of_nothing_has_the_logarithm_minus_infinity() {
        for nothing in [&[][..], &[NEVER], &[NEVER, NEVER]] {
            assert_eq!(log_sum_exp(nothing), Ok(NEVER));
        }
        assert_eq!(log_sum_exp([NEVER, f64::INFINITY, 0.0]), Ok(f64::INFINITY));
        let refused = log_sum_exp([f64::INFINITY, f64::NAN]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "logit 1 is NaN; give a number, or -inf for an impossible class"
        );
    }

    #[test]
    fn bad_input_is_refused_with_its_value() {
        let z = logits([1.0, 0.0]);
        let messages = [
            softmax_cross_entropy(2, &z).unwrap_err().to_string(),
            with_temperature(&z, 0.0).unwrap_err().to_string(),
            with_temperature(&z, 1e-310).unwrap_err().to_string(),
            binary_cross_entropy_with_logits(2.0, 0.0)
                .unwrap_err()
                .to_string(),
            binary_cross_entropy_with_logits(1.0, f64::NAN)
                .unwrap_err()
                .to_string(),
        ];
        assert_eq!(
            messages,
            [
                "class 2 is out of range for 2 classes; classes are counted from 0",
                "temperature 0 is out of range; give a finite number above 0",
                "logit 0 is inf; give a number, or -inf for an impossible class",
                "probability 2 is out of range; give a number from 0 to 1",
                "logit NaN is out of range; give a number, or an infinity for an answer beyond doubt",
            ]
        );
    }

    #[test]
    fn the_loss_from_logits_is_the_loss_of_the_softmax() {
        let logits = logits([2.0, 1.0, 0.1]);
        let q = softmax(&logits);
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
