use std::f64::consts::LN_2;

use information::{LN_2_REST, compensated_sum_with_rest, two_sum};

/// 2^`twos` · exp(z − reference), as two floats that sum to it.
///
/// What rounding the exponent has lost, δ, is a factor exp δ ≈ 1 + δ that the exponential has lost:
/// of an exponent near 700 that would be more than two hundred units of the last place.
pub(crate) fn exp_of_difference(z: f64, reference: f64, twos: f64) -> [f64; 2] {
    let (difference, lost) = two_sum(z, -reference);
    let (exponent, lost_again) = two_sum(difference, twos * LN_2);
    let weight = exponent.exp();
    [weight, weight * (lost + lost_again + twos * LN_2_REST)]
}

/// ln(1 + Σ exp(zⱼ − zₖ)) over all classes j but one, k, whose logit is the largest: two floats that sum to it.
pub(crate) fn ln_one_plus_others(logits: &[f64], left_out: usize) -> (f64, f64) {
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
