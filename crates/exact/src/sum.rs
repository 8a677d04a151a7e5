use crate::{two_product, two_sum};

/// The sum of `terms`, as if the additions were made with three times the digits and rounded once.
///
/// Each addition's rounding error is kept aside, what is lost in adding up these errors is kept aside again,
/// and both are added at the end (Neumaier 1974, in the second order of Klein 2006).
/// An infinite term makes the sum infinite; there is nothing left to compensate then.
///
/// ```
/// use exact::compensated_sum;
///
/// assert_eq!([1e16, 1.0, -1e16].iter().sum::<f64>(), 0.0);
/// assert_eq!(compensated_sum([1e16, 1.0, -1e16]), 1.0);
/// ```
#[must_use]
pub fn compensated_sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    compensated_sum_with_rest(terms).0
}

/// The same sum, and what its one rounding has lost.
///
/// ```
/// use exact::compensated_sum_with_rest;
///
/// assert_eq!(compensated_sum_with_rest([1e16, 0.5, 0.25]), (1e16, 0.75));
/// ```
#[must_use]
pub fn compensated_sum_with_rest(terms: impl IntoIterator<Item = f64>) -> (f64, f64) {
    terms.into_iter().fold(Sum::EMPTY, Sum::plus).total()
}

/// Σ a · b over the pairs, as if products and sum were rounded together, once.
///
/// A pair that is not to count must be left out: 0 · ∞ is not a number.
///
/// ```
/// use exact::sum_of_products;
///
/// assert_eq!(sum_of_products([(0.1, 10.0), (-1.0, 1.0)]), 2_f64.powi(-54));
/// ```
#[must_use]
pub fn sum_of_products(pairs: impl IntoIterator<Item = (f64, f64)>) -> f64 {
    let terms = pairs
        .into_iter()
        .flat_map(|(a, b)| <[f64; 2]>::from(two_product(a, b)));
    compensated_sum(terms)
}

/// A sum, what rounding has taken from it so far, and what rounding has taken from that.
///
/// The compiler can add it up as well.
///
/// ```
/// use exact::Sum;
///
/// const TENTHS: f64 = Sum::EMPTY.plus(0.1).plus(0.2).plus(0.7).total().0;
/// assert_eq!(TENTHS, 1.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Sum {
    sum: f64,
    lost: f64,
    lost_again: f64,
}

impl Sum {
    /// The sum of nothing.
    pub const EMPTY: Self = Self {
        sum: 0.0,
        lost: 0.0,
        lost_again: 0.0,
    };

    /// The sum with another term.
    #[must_use]
    #[inline]
    pub const fn plus(self, term: f64) -> Self {
        let (sum, error) = two_sum(self.sum, term);
        let (lost, second_error) = two_sum(self.lost, error);
        Self {
            sum,
            lost,
            lost_again: self.lost_again + second_error,
        }
    }

    /// The sum, rounded once, and what that has lost.
    #[must_use]
    pub const fn total(self) -> (f64, f64) {
        let (sum, error) = two_sum(self.sum, self.lost);
        two_sum(sum, error + self.lost_again)
    }
}

#[cfg(test)]
mod tests {
    use super::compensated_sum;

    #[test]
    #[expect(clippy::float_cmp, reason = "the claim is that no digit is lost")]
    fn ten_tenths_are_one() {
        assert_ne!((0..10).map(|_| 0.1).sum::<f64>(), 1.0);
        assert_eq!(compensated_sum((0..10).map(|_| 0.1)), 1.0);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "the claim is that no digit is lost")]
    fn what_is_lost_among_the_errors_is_kept_as_well() {
        let terms = [1.0, 1e-20, 1e-40, -1.0, -1e-20];
        assert_eq!(compensated_sum(terms), 1e-40);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "infinity is exact")]
    fn an_infinite_term_makes_the_sum_infinite() {
        assert_eq!(compensated_sum([1.0, f64::INFINITY, 2.0]), f64::INFINITY);
    }

    #[test]
    fn an_empty_sum_is_zero() {
        assert_eq!(compensated_sum([]).to_bits(), 0.0_f64.to_bits());
    }
}
