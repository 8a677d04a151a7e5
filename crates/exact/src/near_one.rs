use std::f64::consts::LN_2;

use crate::mantissa_and_exponent;

/// The bits behind the point of a fixed-point number; of the others one is for the sign, and the rest are for ones.
const POINT: i32 = 124;

/// One in fixed point.
const ONE: i128 = 1 << POINT;

/// ln 2 in fixed point.
const FIXED_LN_2: i128 = 0x0b17_217f_7d1c_f79a_bc9e_3b39_803f_2f6b;

/// The terms of the exponential series, after which less than the last bit is left.
const TERMS: i128 = 30;

/// Σ exp zᵢ − 1 for negative logits whose exponentials sum to something between ½ and 2.
///
/// The largest logit m stands at `place`.
/// Near one, exp m − 1 and the sum of the other exponentials nearly cancel, and the digits that floats cut off remain.
/// So both are computed in fixed point, with 124 bits where a float has 53, in a unit that suits the larger of them.
/// For n classes the sum is off by n + 2¹⁰ of its last bits at most.
pub(crate) fn sum_of_exponentials_minus_one(logits: &[f64], place: usize) -> f64 {
    let others = logits
        .iter()
        .enumerate()
        .filter(|(class, _)| *class != place);
    let others: f64 = others.map(|(_, z)| z.exp()).sum();
    let size = others.max(-logits[place].exp_m1());
    let unit = mantissa_and_exponent(size).1 + 1;
    let terms = logits.iter().enumerate().map(|(class, &z)| {
        if class == place {
            exp_minus_one(z, unit)
        } else {
            exp(z, unit)
        }
    });
    let sum: i128 = terms.sum();
    // In two steps, because the unit itself may be too small for a float.
    sum as f64 * 2_f64.powi(-POINT) * 2_f64.powi(unit / 2) * 2_f64.powi(unit - unit / 2)
}

/// exp z for a negative z, as a multiple of 2 to the power of `unit`.
fn exp(z: f64, unit: i32) -> i128 {
    // Less than the last bit, even in the smallest unit.
    if z < -1000.0 {
        return 0;
    }
    // exp z = 2^twos · exp rest, where the rest is small: what overflows in its two parts is the same.
    let twos = (z / LN_2).round() as i32;
    let rest = fixed(z).wrapping_sub(i128::from(twos).wrapping_mul(FIXED_LN_2));
    let terms = (1..=TERMS).rev();
    let exp_rest = terms.fold(ONE, |sum, k| ONE + product(sum, rest) / k);
    halved(exp_rest, unit - twos)
}

/// exp z − 1 for a negative z, as a multiple of 2 to the power of `unit`.
fn exp_minus_one(z: f64, unit: i32) -> i128 {
    if z < -0.5 {
        return exp(z, unit) - halved(ONE, unit);
    }
    // z · (1 + z/2 · (1 + z/3 · …)), where a z near zero keeps its digits as a mantissa.
    let terms = (2..=TERMS).rev();
    let quotient = terms.fold(ONE, |sum, k| ONE + product(sum, fixed(z)) / k);
    let (mantissa, twos) = mantissa_and_exponent(z);
    halved(product(fixed(mantissa), quotient), unit - twos)
}

/// A float in fixed point; bits beyond either end are cut off.
fn fixed(z: f64) -> i128 {
    const FRACTION_BITS: i32 = f64::MANTISSA_DIGITS as i32 - 1;
    let (mantissa, twos) = mantissa_and_exponent(z);
    let integer = (mantissa * 2_f64.powi(FRACTION_BITS)) as i128;
    halved(integer, FRACTION_BITS - POINT - twos)
}

/// The product of two numbers in fixed point, each less than four.
fn product(a: i128, b: i128) -> i128 {
    let (low, high) = a.unsigned_abs().carrying_mul(b.unsigned_abs(), 0);
    let size = (high << (128 - POINT) | low >> POINT) as i128;
    if (a < 0) == (b < 0) { size } else { -size }
}

/// A number halved so often, to the nearest, or doubled if `times` is negative.
fn halved(number: i128, times: i32) -> i128 {
    match times {
        ..=-128 | 128.. => 0,
        ..=0 => number << -times,
        _ => ((number >> (times - 1)) + 1) >> 1,
    }
}
