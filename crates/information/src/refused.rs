//! What is wrong with a single number, and the checks that say so.

use thiserror::Error;

/// A number lies outside what the formula is for.
///
/// ```
/// use information::{OutOfRange, probability};
///
/// let refused: OutOfRange = probability(7.0).unwrap_err();
/// assert_eq!((refused.name, refused.value), ("probability", 7.0));
/// ```
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[error("{name} {value} is out of range; give {remedy}")]
pub struct OutOfRange {
    /// What the number stands for.
    pub name: &'static str,
    /// The offending value.
    pub value: f64,
    /// What would have been welcome.
    pub remedy: &'static str,
}

/// The true class is not one of the prediction's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("class {class} is out of range for {classes} classes; classes are counted from 0")]
pub struct ClassOutOfRange {
    /// The class asked for, counted from zero.
    pub class: usize,
    /// The number of classes.
    pub classes: usize,
}

/// Two distributions are over different numbers of outcomes.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("p has {p} outcomes and q has {q}; compare distributions over the same outcomes")]
pub struct LengthMismatch {
    /// The number of outcomes of the true distribution.
    pub p: usize,
    /// The number of outcomes of the model.
    pub q: usize,
}

/// Returns `value` if it is a probability.
///
/// # Errors
/// [`OutOfRange`] unless 0 ≤ `value` ≤ 1.
///
/// ```
/// use information::probability;
///
/// assert_eq!(probability(0.7), Ok(0.7));
/// let refused = probability(7.0).unwrap_err();
/// assert_eq!(refused.to_string(), "probability 7 is out of range; give a number from 0 to 1");
/// ```
pub fn probability(value: f64) -> Result<f64, OutOfRange> {
    share("probability", value)
}

/// Returns `value` if it is a share of one whole, such as a probability; `name` says of what.
///
/// # Errors
/// [`OutOfRange`] unless 0 ≤ `value` ≤ 1.
///
/// ```
/// use information::share;
///
/// assert_eq!(share("label smoothing", 0.1), Ok(0.1));
/// assert!(share("label smoothing", 1.5).is_err());
/// ```
pub fn share(name: &'static str, value: f64) -> Result<f64, OutOfRange> {
    let remedy = "a number from 0 to 1";
    within((0.0..=1.0).contains(&value), name, value, remedy)
}

/// Returns `value` if it is finite and above zero; `name` says what it is.
///
/// # Errors
/// [`OutOfRange`] otherwise.
///
/// ```
/// use information::positive;
///
/// assert_eq!(positive("temperature", 2.0), Ok(2.0));
/// let refused = positive("temperature", 0.0).unwrap_err();
/// assert_eq!(refused.to_string(), "temperature 0 is out of range; give a finite number above 0");
/// ```
pub fn positive(name: &'static str, value: f64) -> Result<f64, OutOfRange> {
    let fits = value > 0.0 && value.is_finite();
    within(fits, name, value, "a finite number above 0")
}

/// Returns `value` if it is finite and not below zero; `name` says what it is.
///
/// # Errors
/// [`OutOfRange`] otherwise.
///
/// ```
/// use information::weight;
///
/// assert_eq!(weight("positive weight", 0.0), Ok(0.0));
/// assert!(weight("positive weight", -1.0).is_err());
/// ```
pub fn weight(name: &'static str, value: f64) -> Result<f64, OutOfRange> {
    let fits = value >= 0.0 && value.is_finite();
    within(fits, name, value, "a finite number from 0 up")
}

/// Returns `value` if it is the logit of a yes, in nats: any number, infinite where the answer is beyond doubt.
///
/// # Errors
/// [`OutOfRange`] if it is NaN.
///
/// ```
/// use information::logit_of_yes;
///
/// assert_eq!(logit_of_yes(f64::INFINITY), Ok(f64::INFINITY));
/// assert!(logit_of_yes(f64::NAN).is_err());
/// ```
pub fn logit_of_yes(value: f64) -> Result<f64, OutOfRange> {
    let remedy = "a number, or an infinity for an answer beyond doubt";
    within(!value.is_nan(), "logit", value, remedy)
}

/// Returns `class` if it is one of so many classes.
///
/// # Errors
/// [`ClassOutOfRange`] unless `class < classes`.
///
/// ```
/// use information::class_of;
///
/// assert_eq!(class_of(2, 3), Ok(2));
/// assert!(class_of(3, 3).is_err());
/// ```
pub fn class_of(class: usize, classes: usize) -> Result<usize, ClassOutOfRange> {
    if class < classes {
        Ok(class)
    } else {
        Err(ClassOutOfRange { class, classes })
    }
}

fn within(
    fits: bool,
    name: &'static str,
    value: f64,
    remedy: &'static str,
) -> Result<f64, OutOfRange> {
    if fits {
        Ok(value)
    } else {
        Err(OutOfRange {
            name,
            value,
            remedy,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{logit_of_yes, positive, probability, weight};

    #[test]
    fn a_probability_is_from_zero_to_one() {
        assert!(probability(0.0).is_ok() && probability(1.0).is_ok());
        for value in [-1e-300, 1.0 + f64::EPSILON, f64::NAN, f64::INFINITY] {
            assert!(probability(value).is_err(), "{value}");
        }
    }

    #[test]
    fn what_is_not_finite_is_neither_a_weight_nor_positive() {
        for value in [f64::NAN, f64::INFINITY, -1.0] {
            assert!(weight("weight", value).is_err(), "{value}");
            assert!(positive("rate", value).is_err(), "{value}");
        }
        assert!(weight("weight", 0.0).is_ok() && positive("rate", 0.0).is_err());
        assert!(logit_of_yes(f64::NEG_INFINITY).is_ok());
    }
}
