use std::cmp::Ordering;
use std::f64::consts::LN_2;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use exact::compensated_sum;

/// An amount of information: it knows its unit, and is read in nats or in bits.
///
/// One bit is ln 2 nats.
/// An amount may be negative (a difference of two costs) or infinite (the cost of an impossible event).
/// Arithmetic is that of `f64`, so `∞ − ∞` is not a number; no function of this book subtracts infinities.
///
/// ```
/// use information::Information;
///
/// let coin = Information::from_bits(1.0);
/// assert_eq!(coin.nats(), std::f64::consts::LN_2);
/// assert_eq!(format!("{coin:.3}"), "0.693 nats");
/// assert_eq!(coin + coin, Information::from_bits(2.0));
/// assert_eq!(coin / Information::from_nats(1.0), coin.nats());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Information {
    nats: f64,
}

impl Information {
    /// No information: the cost of what was certain.
    pub const ZERO: Self = Self { nats: 0.0 };

    /// The cost of what was impossible.
    pub const INFINITE: Self = Self {
        nats: f64::INFINITY,
    };

    /// An amount given in nats, the unit of the natural logarithm.
    ///
    /// ```
    /// use information::Information;
    ///
    /// assert_eq!(format!("{:.6}", Information::from_nats(1.0).bits()), "1.442695");
    /// ```
    #[must_use]
    pub const fn from_nats(nats: f64) -> Self {
        Self { nats }
    }

    /// An amount given in bits, the unit of the logarithm to base two.
    ///
    /// ```
    /// use information::Information;
    ///
    /// assert_eq!(format!("{:.6}", Information::from_bits(1.0).nats()), "0.693147");
    /// ```
    #[must_use]
    pub const fn from_bits(bits: f64) -> Self {
        Self { nats: bits * LN_2 }
    }

    /// This amount in nats.
    ///
    /// ```
    /// use information::Information;
    ///
    /// assert_eq!(Information::from_nats(0.5).nats(), 0.5);
    /// ```
    #[must_use]
    pub const fn nats(self) -> f64 {
        self.nats
    }

    /// This amount in bits.
    ///
    /// ```
    /// use information::Information;
    ///
    /// assert_eq!(Information::from_bits(8.0).bits(), 8.0);
    /// ```
    #[must_use]
    pub const fn bits(self) -> f64 {
        self.nats / LN_2
    }

    /// Whether this amount is neither infinite nor the difference of two infinities.
    ///
    /// ```
    /// use information::Information;
    ///
    /// assert!(Information::ZERO.is_finite());
    /// assert!(!Information::INFINITE.is_finite());
    /// ```
    #[must_use]
    pub const fn is_finite(self) -> bool {
        self.nats.is_finite()
    }

    /// The order of two amounts, as [`f64::total_cmp`] orders floats.
    ///
    /// ```
    /// use information::Information;
    ///
    /// let mut costs = [Information::INFINITE, Information::from_bits(1.0), Information::ZERO];
    /// costs.sort_by(Information::total_cmp);
    /// assert_eq!(costs[0], Information::ZERO);
    /// ```
    #[must_use]
    pub fn total_cmp(&self, other: &Self) -> Ordering {
        self.nats.total_cmp(&other.nats)
    }
}

/// Writes the amount in nats; a precision, as in `{:.3}`, is that of the number.
impl fmt::Display for Information {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.nats, f)?;
        f.write_str(" nats")
    }
}

impl Add for Information {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::from_nats(self.nats + other.nats)
    }
}

impl AddAssign for Information {
    fn add_assign(&mut self, other: Self) {
        self.nats += other.nats;
    }
}

impl Sub for Information {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::from_nats(self.nats - other.nats)
    }
}

impl SubAssign for Information {
    fn sub_assign(&mut self, other: Self) {
        self.nats -= other.nats;
    }
}

impl Neg for Information {
    type Output = Self;
    fn neg(self) -> Self {
        Self::from_nats(-self.nats)
    }
}

impl Mul<f64> for Information {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self::from_nats(self.nats * factor)
    }
}

impl Mul<Information> for f64 {
    type Output = Information;
    fn mul(self, amount: Information) -> Information {
        amount * self
    }
}

impl Div<f64> for Information {
    type Output = Self;
    fn div(self, divisor: f64) -> Self {
        Self::from_nats(self.nats / divisor)
    }
}

/// The ratio of two amounts, a bare number.
impl Div for Information {
    type Output = f64;
    fn div(self, other: Self) -> f64 {
        self.nats / other.nats
    }
}

impl Sum for Information {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self::from_nats(compensated_sum(amounts.map(Self::nats)))
    }
}

#[cfg(test)]
mod tests {
    use super::Information;

    #[test]
    fn display_takes_a_precision_and_names_the_unit() {
        let cost = Information::from_nats(0.356_674_943_938_732_45);
        assert_eq!(format!("{cost:.3}"), "0.357 nats");
        assert_eq!(format!("{}", Information::from_nats(0.5)), "0.5 nats");
        assert_eq!(format!("{:.3}", Information::INFINITE), "inf nats");
    }

    #[test]
    fn whole_bits_survive_the_way_through_nats() {
        for bits in 0..=64 {
            let bits = f64::from(bits);
            let back = Information::from_bits(bits).bits();
            assert!(
                (back - bits).abs() <= f64::EPSILON * bits,
                "{bits} became {back}"
            );
        }
    }

    #[test]
    fn arithmetic_is_that_of_the_nats() {
        let one = Information::from_nats(1.0);
        let mut sum = one + one * 2.0 - 0.5 * one;
        assert_eq!(sum, Information::from_nats(2.5));
        sum += one;
        sum -= one / 2.0;
        assert_eq!(sum, Information::from_nats(3.0));
        assert_eq!(-sum, Information::from_nats(-3.0));
        assert!(one < sum && Information::INFINITE > sum);
    }

    #[test]
    fn a_sum_loses_no_digits() {
        let parts = [1e16, 1.0, -1e16].map(Information::from_nats);
        assert_eq!(
            parts.into_iter().sum::<Information>(),
            Information::from_nats(1.0)
        );
    }
}
