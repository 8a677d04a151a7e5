/// The sum of two floats and what its rounding lost: together they are a + b exactly.
///
/// An infinite sum has lost nothing.
/// Dekker (1971).
///
/// ```
/// use exact::two_sum;
///
/// assert_eq!(two_sum(1e16, 1.0), (1e16, 1.0));
/// ```
#[must_use]
#[inline]
pub const fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    if !sum.is_finite() {
        return (sum, 0.0);
    }
    // Taken from the larger one, neither difference is rounded, and neither overflows.
    let (larger, smaller) = if a.abs() < b.abs() { (b, a) } else { (a, b) };
    (sum, smaller - (sum - larger))
}

/// The product of two floats and what its rounding lost: together they are a · b exactly, unless the loss underflows.
///
/// An infinite product has lost nothing.
/// Ogita, Rump & Oishi (2005), algorithm 3.5.
///
/// ```
/// use exact::two_product;
///
/// let (product, lost) = two_product(0.1, 10.0);
/// assert_eq!(product, 1.0);
/// assert_eq!(lost, 2_f64.powi(-54));
/// ```
#[must_use]
pub fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    if !product.is_finite() {
        return (product, 0.0);
    }
    (product, a.mul_add(b, -product))
}

/// The quotient of two numbers, each given with what its rounding lost, and what rounding the quotient has lost.
///
/// The loss is right to nearly all its digits, so the two together have nearly twice the digits of a float.
///
/// ```
/// use exact::two_quotient;
///
/// let (third, lost) = two_quotient((1.0, 0.0), (3.0, 0.0));
/// assert_eq!(third, 1.0 / 3.0);
/// assert_eq!(lost, 2_f64.powi(-54) / 3.0);
/// ```
#[must_use]
pub fn two_quotient((a, a_lost): (f64, f64), (b, b_lost): (f64, f64)) -> (f64, f64) {
    let quotient = a / b;
    let remainder = (-quotient).mul_add(b, a);
    (quotient, (remainder + a_lost - quotient * b_lost) / b)
}

/// ln 2 minus the float next to it, which is [`LN_2`](std::f64::consts::LN_2).
pub const LN_2_REST: f64 = 2.319_046_813_846_299_6e-17;

/// A finite number as m · 2ᵉ: the mantissa m, from 1 to 2 with the number's sign, and the exponent e; zero is 0 · 2⁰.
///
/// Both are exact, for subnormal numbers too.
///
/// ```
/// use exact::mantissa_and_exponent;
///
/// assert_eq!(mantissa_and_exponent(-0.75), (-1.5, -1));
/// assert_eq!(mantissa_and_exponent(f64::from_bits(1)), (1.0, -1074));
/// ```
#[must_use]
pub fn mantissa_and_exponent(x: f64) -> (f64, i32) {
    const FRACTION_BITS: u32 = f64::MANTISSA_DIGITS - 1;
    const EXPONENT: u64 = (f64::INFINITY.to_bits() >> FRACTION_BITS) << FRACTION_BITS;
    if x == 0.0 {
        return (x, 0);
    }
    if x.is_subnormal() {
        let (mantissa, exponent) = mantissa_and_exponent(x * 2_f64.powi(64));
        return (mantissa, exponent - 64);
    }
    let exponent = ((x.to_bits() & EXPONENT) >> FRACTION_BITS) as i32 - (f64::MAX_EXP - 1);
    let mantissa = f64::from_bits(x.to_bits() & !EXPONENT | 1_f64.to_bits());
    (mantissa, exponent)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the claim is that nothing is lost")]
mod tests {
    use super::{mantissa_and_exponent, two_product, two_quotient, two_sum};

    #[test]
    fn a_sum_and_its_loss_stand_for_both_numbers() {
        assert_eq!(two_sum(1.0, 1e-20), (1.0, 1e-20));
        assert_eq!(two_sum(1e-20, 1.0), (1.0, 1e-20));
        // Near the largest float even a difference can overflow.
        let (sum, lost) = two_sum(f64::MAX / 10.0, -f64::MAX);
        assert!(sum.is_finite() && lost.abs() < f64::MAX * f64::EPSILON);
        assert_eq!(two_sum(f64::MAX, f64::MAX), (f64::INFINITY, 0.0));
        assert_eq!(two_sum(1.0, f64::NEG_INFINITY), (f64::NEG_INFINITY, 0.0));
    }

    #[test]
    fn products_and_quotients_know_what_they_lost() {
        let next = 1.0 + f64::EPSILON;
        let square = f64::EPSILON * f64::EPSILON;
        assert_eq!(two_product(next, next), (1.0 + 2.0 * f64::EPSILON, square));
        assert_eq!(two_product(f64::MAX, -2.0), (f64::NEG_INFINITY, 0.0));
        // The divisor is one, in two parts.
        let (quotient, lost) = two_quotient((1.0, 0.0), (next, -f64::EPSILON));
        assert_eq!(quotient, 1.0 - f64::EPSILON);
        assert!((lost - f64::EPSILON).abs() <= 2.0 * square);
    }

    #[test]
    fn a_mantissa_lies_from_one_to_two() {
        for x in [1.0, 1.999, -0.3, 1e300, f64::MIN_POSITIVE, 3e-320, f64::MAX] {
            let (mantissa, exponent) = mantissa_and_exponent(x);
            assert!((1.0..2.0).contains(&mantissa.abs()), "{x}: {mantissa}");
            let half = exponent / 2;
            assert_eq!(mantissa * 2_f64.powi(half) * 2_f64.powi(exponent - half), x);
        }
        assert_eq!(mantissa_and_exponent(0.0), (0.0, 0));
    }
}
