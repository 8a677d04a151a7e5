/// A format of two bytes: one sign, some bits of exponent, and the rest for digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HalfFormat {
    /// Five bits of exponent and ten of digits: fine steps, and nothing above 65,504.
    F16,
    /// Eight bits of exponent, as single precision has, and seven of digits: coarse steps, and no end in practice.
    BF16,
}

impl HalfFormat {
    /// The number that the format holds in place of this one: the nearest, and of two the one whose last digit is even.
    ///
    /// What is too large becomes infinite. A number below the normal ones of the format is rounded to its smallest step.
    ///
    /// ```
    /// use language_models::HalfFormat::{BF16, F16};
    ///
    /// assert_eq!((F16.round(0.1), BF16.round(0.1)), (0.0999755859375, 0.10009765625));
    /// assert_eq!((F16.round(1e5), BF16.round(1e5)), (f64::INFINITY, 99840.0));
    /// ```
    #[must_use]
    pub fn round(self, x: f64) -> f64 {
        let (digits, least, largest) = match self {
            Self::F16 => (10, -14, 65504.0),
            Self::BF16 => (7, -126, (2.0 - 2_f64.powi(-7)) * 2_f64.powi(127)),
        };
        if x == 0.0 || !x.is_finite() {
            return x;
        }
        let exponent = (exponent_of(x)).max(least);
        let step = 2_f64.powi(exponent - digits);
        let rounded = (x / step).round_ties_even() * step;
        if rounded.abs() > largest {
            f64::INFINITY.copysign(x)
        } else {
            rounded
        }
    }

    /// The sum of so many ones, if it is rounded after each: it stops where one is less than half a step.
    ///
    /// ```
    /// use language_models::HalfFormat::{BF16, F16};
    ///
    /// assert_eq!((F16.count_to(50_257), BF16.count_to(50_257)), (2048.0, 256.0));
    /// ```
    #[must_use]
    pub fn count_to(self, ones: usize) -> f64 {
        (0..ones).fold(0.0, |sum, _| self.round(sum + 1.0))
    }
}

/// The whole number e with 2ᵉ ≤ |x| < 2ᵉ⁺¹; far below the normal numbers, anything lower than they have.
fn exponent_of(x: f64) -> i32 {
    let bits = (x.to_bits() >> 52) & 0x7ff;
    i32::try_from(bits).unwrap_or(0) - 1023
}
