use std::f64::consts::{LN_2, SQRT_2};

use crate::{
    LN_2_REST, compensated_sum, mantissa_and_exponent, two_product, two_quotient, two_sum,
};

/// The float next to ln 3.
const LN_3: f64 = 1.098_612_288_668_109_8;

/// ln 3 minus that float.
const LN_3_REST: f64 = -9.071_297_235_001_53e-17;

/// Σ (p · ln(p / q) − p + q) over the pairs (p, q) of numbers from 0 to 1: the divergence, in nats.
///
/// A term is p · (r − ln(1 + r)) for r = (q − p) / p, so none is negative, and nothing cancels between them.
/// What p rules out adds its q, and what only q rules out makes the sum infinite.
///
/// Where Σ p is Σ q, this is Σ p · ln(p / q).
/// Where rounding keeps the two apart, it is still the divergence of the distributions that p and q stand for,
/// to second order in the difference of the sums; the shorter sum would be off by all of that difference.
///
/// Each term is right to a small part of a unit of its last place and the sum is rounded once, so the whole is right to
/// one unit, and no test is needed to say so.
///
/// ```
/// use exact::divergence;
///
/// assert_eq!(divergence([(0.5, 0.25), (0.5, 0.75)]), 0.14384103622589045);
/// // Ten tenths against nearly the same: half the square of 1e-10, over and over.
/// let near = [0.1000000001, 0.0999999999].repeat(5).into_iter().map(|p| (p, 0.1));
/// assert_eq!(format!("{:.10e}", divergence(near)), "5.0000001335e-19");
/// ```
#[must_use]
pub fn divergence(pairs: impl IntoIterator<Item = (f64, f64)>) -> f64 {
    compensated_sum(pairs.into_iter().flat_map(|(p, q)| excess(p, q)))
}

/// Σ ½ p · ln(p / m) + ½ q · ln(q / m) over the pairs (p, q), with m = ½ (p + q): the Jensen–Shannon divergence, in nats.
///
/// Swapping p and q changes nothing, to the last digit.
///
/// ```
/// use exact::jensen_shannon;
///
/// assert_eq!(jensen_shannon([(1.0, 0.0), (0.0, 1.0)]), std::f64::consts::LN_2);
/// ```
#[must_use]
pub fn jensen_shannon(pairs: impl IntoIterator<Item = (f64, f64)>) -> f64 {
    let possible = pairs.into_iter().filter(|(p, q)| p + q > 0.0);
    let terms = possible.flat_map(|(p, q)| {
        // In this order, so that swapping the two changes nothing.
        let (less, more) = (p.min(q), p.max(q));
        // Twice the mixture is rounded, and all logarithms with it: what is left of that is a square.
        let (both, lost) = two_sum(less, more);
        let [less, more] = [less, more].map(|share| excess(2.0 * share, both));
        less.into_iter().chain(more).chain([-lost * (lost / both)])
    });
    compensated_sum(terms) / 4.0
}

/// p · ln(p / q) − p + q, as floats that sum to it with nearly twice the digits of one.
///
/// Let c be the product of powers of 2 and 3 next to p / q, and s = (p − c · q) / (p + c · q), which is small:
///
/// ln(p / q) = ln c + 2 artanh s = ln c + 2s + s³ · series(s²)
///
/// The series adds so little (|s| < 0.072) that its rounding does not matter, and the rest has twice the digits.
/// If c is 1, then 2ps is (p − q) + (p − q) · s, and the first of these is what the definition takes off.
fn excess(p: f64, q: f64) -> [f64; 5] {
    if p == 0.0 {
        return [q, 0.0, 0.0, 0.0, 0.0];
    }
    if q == 0.0 {
        return [f64::INFINITY, 0.0, 0.0, 0.0, 0.0];
    }
    let (mut p_mantissa, p_exponent) = mantissa_and_exponent(p);
    let (q_mantissa, q_exponent) = mantissa_and_exponent(q);
    let mut twos = f64::from(p_exponent - q_exponent);
    if p_mantissa < q_mantissa {
        p_mantissa *= 2.0;
        twos -= 1.0;
    }
    // The mantissas' ratio lies from 1 to 2, and is next to 1, 4/3, 3/2 or 2: the places between are geometric means.
    let ratio = p_mantissa / q_mantissa;
    let (times_p, times_q, more_twos, threes) = if ratio < 2.0 / 3_f64.sqrt() {
        (1.0, 1.0, 0.0, 0.0)
    } else if ratio < SQRT_2 {
        (3.0, 4.0, 2.0, -1.0)
    } else if ratio < 3_f64.sqrt() {
        (2.0, 3.0, -1.0, 1.0)
    } else {
        (1.0, 2.0, 1.0, 0.0)
    };
    twos += more_twos;

    let (s, s_rest) = relative_difference(
        two_product(times_p, p_mantissa),
        two_product(times_q, q_mantissa),
    );
    let series = s * s * s * artanh_series(s * s);
    if twos == 0.0 && threes == 0.0 {
        let difference = p - q;
        let (square, square_rest) = two_product(difference, s);
        let rest = difference * s_rest;
        return [square, square_rest, rest, p * series, 0.0];
    }
    let (ln_twos, twos_rest) = two_product(twos, LN_2);
    let (ln_c, c_rest) = two_sum(ln_twos, threes * LN_3);
    let (ln_ratio, ratio_rest) = two_sum(ln_c, 2.0 * s);
    let constants_rest = twos * LN_2_REST + threes * LN_3_REST;
    let rest = twos_rest + c_rest + ratio_rest + constants_rest + 2.0 * s_rest + series;
    let (product, product_rest) = two_product(p, ln_ratio);
    let (off, off_rest) = two_sum(q, -p);
    [product, product_rest, p * rest, off, off_rest]
}

/// (x − y) / (x + y) of two numbers near each other, each given with its rounding error, and so returned.
fn relative_difference((x, x_rest): (f64, f64), (y, y_rest): (f64, f64)) -> (f64, f64) {
    // Numbers that near have a difference without rounding error (Sterbenz 1974).
    let difference = two_sum(x - y, x_rest - y_rest);
    let (sum, sum_rest) = two_sum(x, y);
    two_quotient(difference, (sum, sum_rest + x_rest + y_rest))
}

/// (2 artanh s − 2s) / s³ = 2/3 + 2s²/5 + 2s⁴/7 + …, for s² up to 1/190.
fn artanh_series(s_squared: f64) -> f64 {
    let terms = (0..8).rev().map(|k| 2.0 / f64::from(2 * k + 3));
    terms.fold(0.0, |sum, term| sum * s_squared + term)
}

#[cfg(test)]
mod tests {
    use super::excess;

    #[test]
    fn the_pieces_sum_to_the_formula_on_both_sides_of_every_switch() {
        for switch in [0.5, 0.577, 0.707, 0.866, 1.0, 1.154, 1.414, 1.732, 2.0] {
            for ratio in [switch * 0.99, switch * 1.01, switch * 1e30] {
                let (p, q): (f64, f64) = (0.3, 0.3 / ratio);
                let sum: f64 = excess(p, q).iter().sum();
                let cost = p * (p / q).ln();
                // The formula rounds the ratio, its logarithm, the product and two differences.
                let rounding = 2.0 * f64::EPSILON * (p + q + cost.abs());
                let formula = cost - p + q;
                assert!(
                    (sum - formula).abs() <= rounding,
                    "{ratio}: {sum} {formula}"
                );
            }
        }
    }
}
