use std::f64::consts::{LN_2, SQRT_2};

use information::{LN_2_REST, mantissa_and_exponent, two_product, two_quotient, two_sum};

/// The float next to ln 3.
const LN_3: f64 = 1.098_612_288_668_109_8;

/// ln 3 minus that float.
const LN_3_REST: f64 = -9.071_297_235_001_53e-17;

/// p · ln(p / q), as floats that sum to it with nearly twice the digits of one.
///
/// Let c be the product of powers of 2 and 3 next to p / q, and s = (p − c · q) / (p + c · q), which is small:
///
/// ln(p / q) = ln c + 2 artanh s = ln c + 2s + s³ · series(s²)
///
/// The series adds so little (|s| < 0.072) that its rounding does not matter, and the rest has twice the digits.
/// If c is 1, then 2ps is (p − q) + (p − q) · s, and the first of these is a float:
/// over all outcomes these differences cancel, and the squares remain.
///
/// Whoever sums over outcomes must round once, at the end.
pub(crate) fn weighted_log_ratio(p: f64, q: f64) -> [f64; 5] {
    if p == 0.0 {
        return [0.0; 5];
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
        return [difference, square, square_rest, rest, p * series];
    }
    let (ln_twos, twos_rest) = two_product(twos, LN_2);
    let (ln_c, c_rest) = two_sum(ln_twos, threes * LN_3);
    let (ln_ratio, ratio_rest) = two_sum(ln_c, 2.0 * s);
    let constants_rest = twos * LN_2_REST + threes * LN_3_REST;
    let rest = twos_rest + c_rest + ratio_rest + constants_rest + 2.0 * s_rest + series;
    let (product, product_rest) = two_product(p, ln_ratio);
    [product, product_rest, p * rest, 0.0, 0.0]
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
