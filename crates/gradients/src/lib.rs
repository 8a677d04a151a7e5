//! Where does the loss tell the model to go?
//!
//! ```
//! use gradients::{Logits, softmax_cross_entropy_gradient};
//!
//! let gradient = softmax_cross_entropy_gradient(0, &Logits::new([2.0, 1.0, 0.1])?)?;
//! let shown: Vec<String> = gradient.iter().map(|slope| format!("{slope:.6}")).collect();
//! assert_eq!(shown, ["-0.340999", "0.242433", "0.098566"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The gradient of cross-entropy with respect to the logits is what was predicted minus what is true, and no more.
//! Squared error puts the slope of the activation in front of it, and that slope dies where the model is sure.
//! Gradients are bare floats: nats of loss for each unit of logit.
//! Squared errors are bare numbers, since they are amounts of no information.
//!
//! The chapter is *Gradients: why not squared error?*, `book/en/gradients.md`.
//! This crate differentiates by hand; it is no automatic differentiation.

pub use information::{
    Distribution, DistributionError, Information, LengthMismatch, Logits, LogitsError, OutOfRange,
    probability,
};
pub use kl_divergence::{cross_entropy, entropy, kl_divergence};
pub use log_loss::{ClassOutOfRange, log_loss};
pub use logits::{
    binary_cross_entropy_with_logits, log_softmax, logit, sigmoid, softmax, softmax_cross_entropy,
};

use exact::compensated_sum;
use information::{class_of, logit_of_yes, positive};

/// How the loss of the true `class` changes with each logit, in nats for each unit of logit.
///
/// ∂/∂zᵢ = softmax(z)ᵢ − \[i = class\]
///
/// The entry of the true class is minus the sum of the others, so a prediction that is almost sure keeps its digits.
/// Nielsen (2015), chapter 3; Goodfellow et al. (2016), section 6.2.2.3.
///
/// # Errors
/// [`ClassOutOfRange`] if there is no such class.
///
/// ```
/// use gradients::{Logits, softmax_cross_entropy_gradient};
///
/// let gradient = softmax_cross_entropy_gradient(0, &Logits::new([50.0, 0.0])?)?;
/// assert_eq!(format!("{:.4e}", gradient[0]), "-1.9287e-22");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn softmax_cross_entropy_gradient(
    class: usize,
    logits: &Logits,
) -> Result<Vec<f64>, ClassOutOfRange> {
    let mut gradient = softmax(logits).as_slice().to_vec();
    let loss = softmax_cross_entropy(class, logits)?;
    gradient[class] = 0.0;
    let others = compensated_sum(gradient.iter().copied());
    // The smallest probabilities have lost digits; but there 1 − exp(−loss) is the loss, which has not.
    gradient[class] = if others < 1e-290 {
        -loss.nats()
    } else {
        -others
    };
    Ok(gradient)
}

/// How half the [`brier_score`] of a softmax changes with each logit, for each nat of it: squared error behind a softmax.
///
/// ∂/∂zᵢ = qᵢ · (eᵢ − Σ qⱼ · eⱼ), with the errors e = q − y
///
/// Every entry has a factor qᵢ, so a class that is thought impossible is told nothing, right or wrong.
///
/// # Errors
/// [`ClassOutOfRange`] if there is no such class.
///
/// ```
/// use gradients::{Logits, softmax_half_squared_error_gradient};
///
/// let gradient = softmax_half_squared_error_gradient(0, &Logits::new([0.0, 0.0])?)?;
/// assert_eq!(gradient, [-0.25, 0.25]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn softmax_half_squared_error_gradient(
    class: usize,
    logits: &Logits,
) -> Result<Vec<f64>, ClassOutOfRange> {
    let errors = softmax_cross_entropy_gradient(class, logits)?;
    let q = softmax(logits);
    let pairs = || q.iter().zip(&errors);
    let mean = compensated_sum(pairs().map(|(q, error)| q * error));
    Ok(pairs().map(|(q, error)| q * (error - mean)).collect())
}

/// How the binary loss changes with the logit `z` of yes; `y` is the truth.
///
/// ∂/∂z = σ(z) − y
///
/// # Errors
/// [`OutOfRange`] if `y` is no probability, or `z` is NaN.
///
/// ```
/// use gradients::binary_cross_entropy_gradient;
///
/// assert_eq!(binary_cross_entropy_gradient(1.0, 0.0)?, -0.5);
/// assert_eq!(format!("{:.4e}", binary_cross_entropy_gradient(1.0, 40.0)?), "-4.2484e-18");
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn binary_cross_entropy_gradient(y: f64, z: f64) -> Result<f64, OutOfRange> {
    let (y, z) = (probability(y)?, logit_of_yes(z)?);
    // The two ways of writing σ(z) − y that do not subtract nearly equal numbers.
    Ok((1.0 - y) * sigmoid(z) - y * sigmoid(-z))
}

/// How the prediction changes with its logit.
///
/// σ′(z) = σ(z) · (1 − σ(z))
///
/// At most ¼, where the model is undecided, and almost nothing where it is sure, be it sure and right or sure and wrong.
///
/// ```
/// use gradients::sigmoid_slope;
///
/// assert_eq!(sigmoid_slope(0.0), 0.25);
/// assert_eq!(format!("{:.2e}", sigmoid_slope(-20.0)), "2.06e-9");
/// ```
#[must_use]
pub fn sigmoid_slope(z: f64) -> f64 {
    sigmoid(z) * sigmoid(-z)
}

/// Half the squared error of the prediction σ(z), a bare number.
///
/// ½ (σ(z) − y)²
///
/// # Errors
/// [`OutOfRange`] if `y` is no probability, or `z` is NaN.
///
/// ```
/// assert_eq!(gradients::half_squared_error(1.0, 0.0)?, 0.125);
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn half_squared_error(y: f64, z: f64) -> Result<f64, OutOfRange> {
    let error = binary_cross_entropy_gradient(y, z)?;
    Ok(error * error / 2.0)
}

/// How half the squared error changes with the logit `z`.
///
/// ∂/∂z = (σ(z) − y) · σ(z) · (1 − σ(z))
///
/// The error, times the [`sigmoid_slope`].
/// Nielsen (2015), chapter 3.
///
/// # Errors
/// [`OutOfRange`] if `y` is no probability, or `z` is NaN.
///
/// ```
/// assert_eq!(gradients::half_squared_error_gradient(1.0, 0.0)?, -0.125);
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn half_squared_error_gradient(y: f64, z: f64) -> Result<f64, OutOfRange> {
    Ok(binary_cross_entropy_gradient(y, z)? * sigmoid_slope(z))
}

/// Half the squared error of the output `z` itself, with no sigmoid between.
///
/// ½ (z − y)²
///
/// # Errors
/// [`OutOfRange`] if `y` is no probability, or `z` is NaN.
///
/// ```
/// assert_eq!(gradients::linear_half_squared_error(1.0, -3.0)?, 8.0);
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn linear_half_squared_error(y: f64, z: f64) -> Result<f64, OutOfRange> {
    let error = linear_half_squared_error_gradient(y, z)?;
    Ok(error * error / 2.0)
}

/// How that squared error changes with the output `z`.
///
/// ∂/∂z = z − y
///
/// The plain error: it is large where the output is far off, and nothing saturates.
///
/// # Errors
/// [`OutOfRange`] if `y` is no probability, or `z` is NaN.
///
/// ```
/// assert_eq!(gradients::linear_half_squared_error_gradient(1.0, -3.0)?, -4.0);
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn linear_half_squared_error_gradient(y: f64, z: f64) -> Result<f64, OutOfRange> {
    let (y, z) = (probability(y)?, logit_of_yes(z)?);
    Ok(z - y)
}

/// The slope of `f` at `x`, measured instead of derived.
///
/// (f(x + h) − f(x − h)) / 2h with h = ε^⅓ · max(|x|, 1), which balances the error of the formula and of the floats.
///
/// ```
/// use gradients::central_difference;
///
/// let slope = central_difference(|x| x * x, 3.0);
/// assert!((slope - 6.0).abs() < 1e-9);
/// ```
pub fn central_difference(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = f64::EPSILON.cbrt() * x.abs().max(1.0);
    (f(x + h) - f(x - h)) / (2.0 * h)
}

/// The slope of `f` in each of its inputs, measured one at a time.
///
/// ```
/// use gradients::central_differences;
///
/// let slopes = central_differences(|x| x[0] * x[1], &[3.0, 5.0]);
/// assert!((slopes[0] - 5.0).abs() < 1e-9 && (slopes[1] - 3.0).abs() < 1e-9);
/// ```
pub fn central_differences(f: impl Fn(&[f64]) -> f64, at: &[f64]) -> Vec<f64> {
    let along = |moved: usize| {
        let f = |x: f64| {
            let mut at = at.to_vec();
            at[moved] = x;
            f(&at)
        };
        central_difference(f, at[moved])
    };
    (0..at.len()).map(along).collect()
}

/// The places that plain gradient descent visits: the start, and where each of the `steps` leads.
///
/// z ← z − rate · slope(z)
///
/// No momentum, no schedule, no stop: a rate that is too large runs away, and the places show it.
/// Cauchy (1847).
///
/// # Errors
/// [`OutOfRange`] if the rate is not positive and finite, the start is not finite, or the slope refuses a place.
///
/// ```
/// use gradients::{gradient_descent, linear_half_squared_error_gradient};
///
/// let slope = |z| linear_half_squared_error_gradient(1.0, z);
/// assert_eq!(gradient_descent(slope, -3.0, 0.5, 2)?, [-3.0, -1.0, 0.0]);
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn gradient_descent(
    slope: impl Fn(f64) -> Result<f64, OutOfRange>,
    start: f64,
    rate: f64,
    steps: usize,
) -> Result<Vec<f64>, OutOfRange> {
    let rate = positive("rate", rate)?;
    if !start.is_finite() {
        return Err(OutOfRange {
            name: "start",
            value: start,
            remedy: "a finite number",
        });
    }
    let mut z = start;
    let mut places = vec![z];
    for _ in 0..steps {
        z -= rate * slope(z)?;
        places.push(z);
    }
    Ok(places)
}

/// The squared error of a whole prediction `q`, once `class` turns out to be true: a bare number from 0 to 2.
///
/// Σ (qᵢ − \[i = class\])²
///
/// Summed over all classes, as in Brier (1950), so that two classes count their one error twice.
///
/// # Errors
/// [`ClassOutOfRange`] unless the prediction has such a class.
///
/// ```
/// use gradients::{Distribution, brier_score};
///
/// let q = Distribution::new([0.5, 0.25, 0.25])?;
/// assert_eq!(brier_score(0, &q)?, 0.375);
/// assert_eq!(brier_score(1, &q)?, 0.875);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn brier_score(class: usize, q: &Distribution) -> Result<f64, ClassOutOfRange> {
    let class = class_of(class, q.outcomes())?;
    let errors = q.iter().enumerate().map(|(i, q)| {
        let y = if i == class { 1.0 } else { 0.0 };
        q - y
    });
    Ok(compensated_sum(errors.map(|error| error * error)))
}

/// The Brier score that the prediction `q` must expect if `p` is the truth.
///
/// Σ pₖ · brier(k, q) = (1 − Σ pᵢ²) + Σ (qᵢ − pᵢ)²
///
/// The bracket is the truth's own mess and no fault of the prediction; the rest is never negative and nothing only for q = p.
/// A score with that property is called *proper*.
/// Gneiting & Raftery (2007), section 3.
///
/// # Errors
/// [`LengthMismatch`] if `p` and `q` are over different numbers of classes.
///
/// ```
/// use gradients::{Distribution, expected_brier_score};
///
/// let town = Distribution::new([0.7, 0.3])?;
/// let street = Distribution::new([0.9, 0.1])?;
/// assert_eq!(format!("{:.2}", expected_brier_score(&town, &town)?), "0.42");
/// assert_eq!(format!("{:.2}", expected_brier_score(&town, &street)?), "0.50");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn expected_brier_score(p: &Distribution, q: &Distribution) -> Result<f64, LengthMismatch> {
    let mess = p.iter().map(|p| p * (1.0 - p));
    let error = p.zip(q)?.map(|(p, q)| (q - p) * (q - p));
    Ok(compensated_sum(mess.chain(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gradient_is_what_finite_differences_measure() {
        let scores = [2.0, 1.0, 0.1];
        let logits = Logits::new(scores).unwrap();
        for class in 0..3 {
            let gradient = softmax_cross_entropy_gradient(class, &logits).unwrap();
            for moved in 0..3 {
                let loss = |z: f64| {
                    let mut scores = scores;
                    scores[moved] = z;
                    let logits = Logits::new(scores).unwrap();
                    softmax_cross_entropy(class, &logits).unwrap().nats()
                };
                let measured = central_difference(loss, logits[moved]);
                assert!((gradient[moved] - measured).abs() < 1e-9, "{class} {moved}");
            }
        }
        for y in [0.0, 0.3, 1.0] {
            for z in [-4.0, -0.5, 0.0, 3.0] {
                let cross = |z| binary_cross_entropy_with_logits(y, z).unwrap().nats();
                let derived = binary_cross_entropy_gradient(y, z).unwrap();
                assert!(
                    (derived - central_difference(cross, z)).abs() < 1e-9,
                    "{y} {z}"
                );
                let squared = |z| half_squared_error(y, z).unwrap();
                let derived = half_squared_error_gradient(y, z).unwrap();
                assert!(
                    (derived - central_difference(squared, z)).abs() < 1e-9,
                    "{y} {z}"
                );
            }
        }
    }

    #[test]
    fn the_expected_score_is_the_average_of_the_scores() {
        let p = Distribution::new([0.2, 0.5, 0.3]).unwrap();
        let q = Distribution::new([0.6, 0.4, 0.0]).unwrap();
        let average: f64 = (0..3)
            .map(|class| p[class] * brier_score(class, &q).unwrap())
            .sum();
        assert!((expected_brier_score(&p, &q).unwrap() - average).abs() < 1e-15);
    }

    #[test]
    fn certain_predictions_have_infinite_logits() {
        assert_eq!(logit(0.0), Ok(f64::NEG_INFINITY));
        assert_eq!(logit(0.5), Ok(0.0));
        assert_eq!(logit(1.0), Ok(f64::INFINITY));
    }

    #[test]
    fn bad_input_is_refused() {
        let logits = Logits::new([0.0; 3]).unwrap();
        assert!(softmax_cross_entropy_gradient(3, &logits).is_err());
        assert!(softmax_half_squared_error_gradient(3, &logits).is_err());
        assert!(binary_cross_entropy_gradient(1.5, 0.0).is_err());
        assert!(half_squared_error_gradient(1.0, f64::NAN).is_err());
        assert!(linear_half_squared_error(1.0, f64::NAN).is_err());
        assert!(logit(1.5).is_err());
        let [two, three] = [2, 3].map(|classes| Distribution::uniform(classes).unwrap());
        assert!(brier_score(2, &two).is_err());
        assert!(expected_brier_score(&two, &three).is_err());
    }

    #[test]
    fn a_descent_that_cannot_go_is_refused() {
        let slope = |z| binary_cross_entropy_gradient(1.0, z);
        let messages = [
            gradient_descent(slope, 0.0, 0.0, 1).unwrap_err(),
            gradient_descent(slope, f64::INFINITY, 1.0, 1).unwrap_err(),
            gradient_descent(|z| binary_cross_entropy_gradient(2.0, z), 0.0, 1.0, 1).unwrap_err(),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            messages,
            [
                "rate 0 is out of range; give a finite number above 0",
                "start inf is out of range; give a finite number",
                "probability 2 is out of range; give a number from 0 to 1",
            ]
        );
    }
}
