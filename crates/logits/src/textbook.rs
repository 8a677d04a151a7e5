//! The formulas as the textbook prints them: what they lose is why the functions of the same names do it otherwise.
//!
//! Each answers in nats where it answers a logarithm.

use information::Logits;

/// ln Σ exp zᵢ = m + ln Σ exp(zᵢ − m), where m is the largest logit.
///
/// ```
/// use logits::{Logits, textbook};
///
/// assert_eq!(format!("{:.6}", textbook::log_sum_exp(&Logits::new([2.0, 1.0, 0.1])?)), "2.417030");
/// // Beside the largest, what the other adds is gone; it would be 2e-22.
/// assert_eq!(textbook::log_sum_exp(&Logits::new([0.0, -50.0])?), 0.0);
/// # Ok::<(), logits::LogitsError>(())
/// ```
#[must_use]
pub fn log_sum_exp(z: &Logits) -> f64 {
    let m = largest(z);
    m + z.iter().map(|z| (z - m).exp()).sum::<f64>().ln()
}

/// exp(zᵢ − m) / Σ exp(zⱼ − m), where m is the largest logit.
///
/// ```
/// use logits::{Logits, textbook};
///
/// assert_eq!(textbook::softmax(&Logits::new([5.0, 5.0])?), [0.5, 0.5]);
/// # Ok::<(), logits::LogitsError>(())
/// ```
#[must_use]
pub fn softmax(z: &Logits) -> Vec<f64> {
    let m = largest(z);
    let sum: f64 = z.iter().map(|z| (z - m).exp()).sum();
    z.iter().map(|z| (z - m).exp() / sum).collect()
}

/// −ln softmax(z)\[class\] = ln Σ exp zⱼ − z\[class\].
///
/// ```
/// use logits::{Logits, textbook};
///
/// assert_eq!(textbook::softmax_cross_entropy(0, &Logits::new([50.0, 0.0])?), 0.0);
/// # Ok::<(), logits::LogitsError>(())
/// ```
///
/// # Panics
/// If there is no such class, as a slice does.
#[must_use]
pub fn softmax_cross_entropy(class: usize, z: &Logits) -> f64 {
    log_sum_exp(z) - z[class]
}

/// 1 / (1 + exp(−z)).
///
/// ```
/// assert_eq!(logits::textbook::sigmoid(0.0), 0.5);
/// ```
#[must_use]
pub fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn largest(z: &Logits) -> f64 {
    z.iter().fold(f64::NEG_INFINITY, f64::max)
}
