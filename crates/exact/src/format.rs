use crate::mantissa_and_exponent;

/// A kind of float: what matters of it for what is rounded to it.
///
/// ```
/// use exact::{BF16, F16};
///
/// assert_eq!((F16.rounded(0.1), BF16.rounded(0.1)), (0.0999755859375, 0.10009765625));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FloatFormat {
    /// The largest finite number.
    pub largest: f64,
    /// The smallest number above zero, and the distance of all small ones.
    pub smallest: f64,
    /// The binary digits of its mantissa, the leading one counted.
    pub digits: u32,
}

/// Half precision, IEEE 754 binary16: eleven digits, and nothing above 65,504.
pub const F16: FloatFormat = FloatFormat {
    largest: 65504.0,
    smallest: 1.0 / 16_777_216.0,
    digits: 11,
};

/// Brain floating point: the exponents of single precision and a third of its digits.
pub const BF16: FloatFormat = FloatFormat {
    largest: f32::from_bits(0x7f7f_0000) as f64,
    smallest: f32::from_bits(0x0001_0000) as f64,
    digits: 8,
};

/// Single precision.
pub const F32: FloatFormat = FloatFormat {
    largest: f32::MAX as f64,
    smallest: f32::from_bits(1) as f64,
    digits: f32::MANTISSA_DIGITS,
};

/// Double precision.
pub const F64: FloatFormat = FloatFormat {
    largest: f64::MAX,
    smallest: f64::from_bits(1),
    digits: f64::MANTISSA_DIGITS,
};

impl FloatFormat {
    /// The number of this kind that is nearest to `x`; of two equally near ones, that with an even last digit.
    ///
    /// What is too large becomes infinite, and what is below the normal numbers a multiple of the smallest one.
    ///
    /// ```
    /// use exact::{BF16, F16, F32};
    ///
    /// assert_eq!((F16.rounded(100.1), BF16.rounded(100.1)), (100.125, 100.0));
    /// assert_eq!(F32.rounded(0.1), f64::from(0.1_f32));
    /// assert_eq!((F16.rounded(1e5), BF16.rounded(1e5)), (f64::INFINITY, 99840.0));
    /// ```
    #[must_use]
    pub fn rounded(self, x: f64) -> f64 {
        if x == 0.0 || !x.is_finite() || self.digits == f64::MANTISSA_DIGITS {
            return x;
        }
        let spacing = self.spacing(x);
        let nearest = (x / spacing).round_ties_even() * spacing;
        if nearest.abs() > self.largest {
            f64::INFINITY.copysign(x)
        } else {
            nearest
        }
    }

    /// How far apart the numbers of this kind lie from `x` on, up to the next power of two; `x` is finite.
    ///
    /// ```
    /// use exact::{BF16, F16, F64};
    ///
    /// assert_eq!((F16.spacing(1.0), BF16.spacing(1.0)), (0.0009765625, 0.0078125));
    /// assert_eq!(F64.spacing(1.0), f64::EPSILON);
    /// assert_eq!(F16.spacing(0.0), F16.smallest);
    /// ```
    #[must_use]
    pub fn spacing(self, x: f64) -> f64 {
        if x == 0.0 {
            return self.smallest;
        }
        let (_, exponent) = mantissa_and_exponent(x);
        let places = f64::from(exponent) + 1.0 - f64::from(self.digits);
        places.exp2().max(self.smallest)
    }

    /// The sum of so many ones, if it is rounded after each: it stops where one is half the spacing, and the tie goes
    /// back to the even number.
    ///
    /// ```
    /// use exact::{BF16, F16};
    ///
    /// assert_eq!((F16.count_to(50_257), BF16.count_to(50_257)), (2048.0, 256.0));
    /// ```
    #[must_use]
    pub fn count_to(self, ones: usize) -> f64 {
        (0..ones).fold(0.0, |sum, _| self.rounded(sum + 1.0))
    }
}
