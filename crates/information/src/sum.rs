/// The sum of `terms`, as if the additions were made with twice the digits and rounded once.
///
/// Each addition's rounding error is kept aside and added at the end (Neumaier 1974).
/// An infinite term makes the sum infinite; there is nothing left to compensate then.
///
/// ```
/// use information::compensated_sum;
///
/// assert_eq!([1e16, 1.0, -1e16].iter().sum::<f64>(), 0.0);
/// assert_eq!(compensated_sum([1e16, 1.0, -1e16]), 1.0);
/// ```
#[must_use]
pub fn compensated_sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    terms.into_iter().fold(Sum::EMPTY, Sum::plus).total()
}

/// A sum, and what rounding has taken from it so far; the compiler can add it up as well.
#[derive(Clone, Copy)]
pub(crate) struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    pub(crate) const EMPTY: Self = Self {
        sum: 0.0,
        lost: 0.0,
    };

    pub(crate) const fn plus(self, term: f64) -> Self {
        let Self { sum, lost } = self;
        let next = sum + term;
        let rest = if sum.abs() >= term.abs() {
            (sum - next) + term
        } else {
            (term - next) + sum
        };
        Self {
            sum: next,
            lost: lost + rest,
        }
    }

    pub(crate) const fn total(self) -> f64 {
        if self.sum.is_finite() {
            self.sum + self.lost
        } else {
            self.sum
        }
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
    #[expect(clippy::float_cmp, reason = "infinity is exact")]
    fn an_infinite_term_makes_the_sum_infinite() {
        assert_eq!(compensated_sum([1.0, f64::INFINITY, 2.0]), f64::INFINITY);
    }

    #[test]
    fn an_empty_sum_is_zero() {
        assert_eq!(compensated_sum([]).to_bits(), 0.0_f64.to_bits());
    }
}
