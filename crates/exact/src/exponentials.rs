use std::f64::consts::LN_2;

use crate::near_one::sum_of_exponentials_minus_one;
use crate::{LN_2_REST, compensated_sum, compensated_sum_with_rest, two_quotient, two_sum};

/// ln Σ exp zᵢ, in nats, of logits that are not NaN.
///
/// It is m + ln(1 + Σ′ exp(zᵢ − m)), where m is the largest logit and the sum runs over the others:
/// none of these exponentials overflows, and the largest contributes without rounding.
/// An m a little below zero nearly cancels what is added to it, and then the logarithm is that of the plain sum;
/// of a sum near one, whose logarithm is near zero, it is taken with more digits than a float has.
/// The answer is never below m.
/// Blanchard, Higham & Higham (2021).
///
/// ```
/// assert_eq!(exact::log_sum_exp(&[1000.0, 1000.0]), 1000.0 + 2_f64.ln());
/// assert_eq!(exact::log_sum_exp(&[]), f64::NEG_INFINITY);
/// ```
#[must_use]
pub fn log_sum_exp(logits: &[f64]) -> f64 {
    let (place, largest) = largest(logits);
    if largest.is_infinite() {
        return largest;
    }
    // Far below zero the largest logit outweighs the logarithm of any number of classes.
    if !(-64.0..0.0).contains(&largest) {
        let (above, rest) = ln_one_plus_others(logits, place);
        return largest + (above + rest);
    }
    let sum = compensated_sum(logits.iter().map(|z| z.exp()));
    let logarithm = if (0.5..2.0).contains(&sum) {
        sum_of_exponentials_minus_one(logits, place).ln_1p()
    } else {
        sum.ln()
    };
    // Where the others hardly count, the exponential and the logarithm of the largest give it back, but for a rounding.
    logarithm.max(largest)
}

/// exp zᵢ / Σ exp zⱼ for each logit, of which the largest is finite.
///
/// ```
/// assert_eq!(exact::softmax(&[1000.0, 1000.0, f64::NEG_INFINITY]), [0.5, 0.5, 0.0]);
/// ```
#[must_use]
pub fn softmax(logits: &[f64]) -> Vec<f64> {
    let (_, largest) = largest(logits);
    let weight = |&z: &f64| exp_of_difference(z, largest, 0.0);
    let weights: Vec<[f64; 2]> = logits.iter().map(weight).collect();
    let sum = compensated_sum_with_rest(weights.iter().flatten().copied());
    let shares = weights
        .into_iter()
        .map(|[weight, rest]| two_quotient((weight, rest), sum));
    shares
        .map(|(probability, rest)| probability + rest)
        .collect()
}

/// zᵢ − ln Σ exp zⱼ for each logit, of which the largest is finite; in nats.
///
/// ```
/// assert_eq!(exact::log_softmax(&[1000.0, 0.0]), [0.0, -1000.0]);
/// ```
#[must_use]
pub fn log_softmax(logits: &[f64]) -> Vec<f64> {
    let (place, largest) = largest(logits);
    let (above, rest) = ln_one_plus_others(logits, place);
    let behind = logits.iter().map(|&z| two_sum(z, -largest));
    behind
        .map(|(behind, lost)| behind - (above + (rest - lost)))
        .collect()
}

/// ln(1 + Σ′ exp(zⱼ − z\[class\])), where the sum leaves the true class out and the largest logit is finite; in nats.
///
/// ```
/// assert_eq!(format!("{:.4e}", exact::softmax_cross_entropy(0, &[50.0, 0.0])), "1.9287e-22");
/// ```
///
/// # Panics
/// If there is no such class, as a slice does.
#[must_use]
pub fn softmax_cross_entropy(class: usize, logits: &[f64]) -> f64 {
    let (place, largest) = largest(logits);
    let (behind, lost) = two_sum(largest, -logits[class]);
    let left_out = if behind > 0.0 { place } else { class };
    let (above, rest) = ln_one_plus_others(logits, left_out);
    behind + (above + (rest + lost))
}

/// 1 / (1 + exp(−z)).
///
/// The exponential taken never exceeds 1, whatever the sign.
///
/// ```
/// assert_eq!(exact::sigmoid(0.0), 0.5);
/// assert_eq!(exact::sigmoid(-800.0), 0.0);
/// ```
#[must_use]
pub fn sigmoid(z: f64) -> f64 {
    let small = (-z.abs()).exp();
    if z >= 0.0 {
        return 1.0 / (1.0 + small);
    }
    // What rounding the sum has lost counts where the quotient is small and keeps more digits than the sum.
    let (probability, rest) = two_quotient((small, 0.0), two_sum(1.0, small));
    probability + rest
}

/// The largest logit and its place; −∞ if there are none.
fn largest(logits: &[f64]) -> (usize, f64) {
    let largest =
        |best: (usize, f64), (place, &z): (usize, &f64)| if z > best.1 { (place, z) } else { best };
    logits
        .iter()
        .enumerate()
        .fold((0, f64::NEG_INFINITY), largest)
}

/// 2^`twos` · exp(z − reference), as two floats that sum to it.
///
/// What rounding the exponent has lost, δ, is a factor exp δ ≈ 1 + δ that the exponential has lost:
/// of an exponent near 700 that would be more than two hundred units of the last place.
fn exp_of_difference(z: f64, reference: f64, twos: f64) -> [f64; 2] {
    let (difference, lost) = two_sum(z, -reference);
    let (exponent, lost_again) = two_sum(difference, twos * LN_2);
    let weight = exponent.exp();
    [weight, weight * (lost + lost_again + twos * LN_2_REST)]
}

/// ln(1 + Σ exp(zⱼ − zₖ)) over all classes j but one, k, whose logit is the largest: two floats that sum to it.
fn ln_one_plus_others(logits: &[f64], left_out: usize) -> (f64, f64) {
    let sum = |twos: f64| {
        let others = logits.iter().enumerate();
        let others = others.filter(|(class, _)| *class != left_out);
        compensated_sum_with_rest(
            others.flat_map(|(_, &z)| exp_of_difference(z, logits[left_out], twos)),
        )
    };
    let (others, others_rest) = sum(0.0);
    if others < 1e-290 {
        // The smallest exponentials have lost digits, or all of them, where their sum is a float that need not.
        return (sum(512.0).0 * 2_f64.powi(-512), 0.0);
    }
    // ln(w + δ) = ln w + δ / w, for w + δ exactly the sum and a δ that w has no digits for.
    let (whole, rest) = two_sum(1.0, others);
    (whole.ln(), (rest + others_rest) / whole)
}
