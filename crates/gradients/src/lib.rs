//! Where does the loss tell the model to go?
//!
//! ```
//! use gradients::softmax_cross_entropy_gradient;
//!
//! let gradient = softmax_cross_entropy_gradient(0, &[2.0, 1.0, 0.1])?;
//! let shown: Vec<String> = gradient.iter().map(|slope| format!("{slope:.6}")).collect();
//! assert_eq!(shown, ["-0.340999", "0.242433", "0.098566"]);
//! # Ok::<(), gradients::LogitsError>(())
//! ```
//!
//! The gradient of cross-entropy with respect to the logits is what was predicted minus what is true, and no more.
//! Squared error puts the slope of the activation in front of it, and that slope dies where the model is sure.
//! Gradients are bare floats: nats of loss for each unit of logit.
//!
//! The chapter is *Why not squared error?*, `book/en/gradients.md`.
//! This crate differentiates by hand; it is no automatic differentiation.

pub mod worked;

pub use information::{Distribution, Information, ProbabilityError, probability};
pub use logits::{
    LogitsError, binary_cross_entropy_with_logits, log_softmax, sigmoid, softmax,
    softmax_cross_entropy,
};

use information::compensated_sum;

/// How the loss of the true `class` changes with each logit, in nats for each unit of logit.
///
/// ∂/∂zᵢ = softmax(z)ᵢ − \[i = class\]
///
/// The entry of the true class is minus the sum of the others, so a prediction that is almost sure keeps its digits.
/// Nielsen (2015), chapter 3; Goodfellow et al. (2016), section 6.2.2.3.
///
/// # Errors
/// [`LogitsError`] if there is no such class, or the logits are none.
///
/// ```
/// use gradients::softmax_cross_entropy_gradient;
///
/// let gradient = softmax_cross_entropy_gradient(0, &[50.0, 0.0])?;
/// assert_eq!(format!("{:.4e}", gradient[0]), "-1.9287e-22");
/// # Ok::<(), gradients::LogitsError>(())
/// ```
pub fn softmax_cross_entropy_gradient(
    class: usize,
    logits: &[f64],
) -> Result<Vec<f64>, LogitsError> {
    let mut gradient = softmax(logits)?.as_slice().to_vec();
    let classes = logits.len();
    let others = gradient
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != class);
    let mass = compensated_sum(others.map(|(_, q)| *q));
    *gradient
        .get_mut(class)
        .ok_or(LogitsError::ClassOutOfRange { class, classes })? = -mass;
    Ok(gradient)
}

/// How the binary loss changes with the logit `z` of yes; `y` is the truth.
///
/// ∂/∂z = σ(z) − y
///
/// # Errors
/// [`LogitsError`] if `y` is no probability, or `z` is NaN.
///
/// ```
/// use gradients::binary_cross_entropy_gradient;
///
/// assert_eq!(binary_cross_entropy_gradient(1.0, 0.0)?, -0.5);
/// assert_eq!(format!("{:.4e}", binary_cross_entropy_gradient(1.0, 40.0)?), "-4.2484e-18");
/// # Ok::<(), gradients::LogitsError>(())
/// ```
pub fn binary_cross_entropy_gradient(y: f64, z: f64) -> Result<f64, LogitsError> {
    let y = probability(y)?;
    if z.is_nan() {
        return Err(LogitsError::NotALogit { index: 0, value: z });
    }
    // The two ways of writing σ(z) − y that do not subtract nearly equal numbers.
    Ok((1.0 - y) * sigmoid(z) - y * sigmoid(-z))
}

/// Half the squared error of the prediction σ(z), a bare number.
///
/// ½ (σ(z) − y)²
///
/// # Errors
/// [`LogitsError`] if `y` is no probability, or `z` is NaN.
///
/// ```
/// assert_eq!(gradients::half_squared_error(1.0, 0.0)?, 0.125);
/// # Ok::<(), gradients::LogitsError>(())
/// ```
pub fn half_squared_error(y: f64, z: f64) -> Result<f64, LogitsError> {
    let error = binary_cross_entropy_gradient(y, z)?;
    Ok(error * error / 2.0)
}

/// How half the squared error changes with the logit `z`.
///
/// ∂/∂z = (σ(z) − y) · σ(z) · (1 − σ(z))
///
/// The product on the right is the slope of the sigmoid: at most ¼, and almost nothing where the model is sure,
/// be it sure and right or sure and wrong.
///
/// # Errors
/// [`LogitsError`] if `y` is no probability, or `z` is NaN.
///
/// ```
/// assert_eq!(gradients::half_squared_error_gradient(1.0, 0.0)?, -0.125);
/// # Ok::<(), gradients::LogitsError>(())
/// ```
pub fn half_squared_error_gradient(y: f64, z: f64) -> Result<f64, LogitsError> {
    Ok(binary_cross_entropy_gradient(y, z)? * sigmoid(z) * sigmoid(-z))
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

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/gradients.md")]
mod chapter {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gradient_is_what_finite_differences_measure() {
        let logits = [2.0, 1.0, 0.1];
        for class in 0..3 {
            let gradient = softmax_cross_entropy_gradient(class, &logits).unwrap();
            for moved in 0..3 {
                let loss = |z: f64| {
                    let mut logits = logits;
                    logits[moved] = z;
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
    fn bad_input_is_refused() {
        assert!(softmax_cross_entropy_gradient(3, &[0.0; 3]).is_err());
        assert!(softmax_cross_entropy_gradient(0, &[]).is_err());
        assert!(binary_cross_entropy_gradient(1.5, 0.0).is_err());
        assert!(half_squared_error_gradient(1.0, f64::NAN).is_err());
    }
}
