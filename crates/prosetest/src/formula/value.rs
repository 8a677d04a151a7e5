//! Numbers that know how far rounding may have moved them.

#![expect(
    clippy::float_cmp,
    reason = "what did not round is known by being the same"
)]

/// Half the distance from one to the next float: the most that one rounding moves a result, relative to it.
pub(crate) const ROUNDING: f64 = f64::EPSILON / 2.0;

/// A float with two bounds that run along with every operation.
///
/// `bound` holds for this very computation: the exact result lies within it, where the operands do.
/// An operation that did not round adds nothing, so that an exact zero is known to be one.
/// `noise` is what any other order of the same operations might lose, on operands that are themselves rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: f64,
    pub(crate) bound: f64,
    pub(crate) noise: f64,
}

impl Number {
    /// A number that is exactly what it is.
    pub(crate) const fn exact(value: f64) -> Self {
        Self {
            value,
            bound: 0.0,
            noise: 0.0,
        }
    }

    /// A number that was drawn: exact, but a float as good as its neighbours.
    pub(crate) fn drawn(value: f64) -> Self {
        Self {
            noise: if value.is_finite() {
                ROUNDING * value.abs()
            } else {
                0.0
            },
            ..Self::exact(value)
        }
    }

    /// A number that code returned, which is known no better than within `bound`.
    pub(crate) fn returned(value: f64, bound: f64) -> Self {
        Self {
            value,
            bound,
            noise: bound,
        }
    }

    /// A number of which nothing is known, because floats are too short for what led to it.
    fn unknown(value: f64) -> Self {
        Self::returned(value, f64::INFINITY)
    }

    pub(crate) fn is_known(self) -> bool {
        self.bound.is_finite() && self.noise.is_finite()
    }

    pub(crate) fn is_zero(self) -> bool {
        self.value == 0.0 && self.bound == 0.0
    }

    /// Whether the sign is certain.
    fn has_sign(self) -> bool {
        self.value.abs() > self.bound
    }

    /// A result of finite operands, with what its rounding lost.
    fn rounded(value: f64, bound: f64, noise: f64, lost: f64) -> Self {
        if value.is_infinite() {
            return Self::unknown(value);
        }
        // Below the normal floats the loss itself is rounded.
        let tiny = if lost != 0.0 && value.abs() < 1e-290 {
            f64::MIN_POSITIVE
        } else {
            0.0
        };
        Self {
            value,
            bound: bound + lost.abs() + tiny,
            noise: noise + ROUNDING * value.abs() + tiny,
        }
    }

    pub(crate) fn neg(self) -> Self {
        Self {
            value: -self.value,
            ..self
        }
    }

    pub(crate) fn add(self, other: Self) -> Self {
        let value = self.value + other.value;
        if !self.value.is_finite() || !other.value.is_finite() {
            return self.limit(other, value);
        }
        // What the sum lost, exactly (Knuth's two-sum).
        let back = value - self.value;
        let lost = (self.value - (value - back)) + (other.value - back);
        Self::rounded(
            value,
            self.bound + other.bound,
            self.noise + other.noise,
            lost,
        )
    }

    pub(crate) fn mul(self, other: Self) -> Self {
        // 0 · ln 0 is 0: what never comes counts for nothing.
        if self.is_zero() || other.is_zero() {
            return Self::exact(0.0);
        }
        let value = self.value * other.value;
        if !self.value.is_finite() || !other.value.is_finite() {
            let certain = self.has_sign() && other.has_sign();
            return if certain || value.is_nan() && self.value.is_nan() | other.value.is_nan() {
                self.limit(other, value)
            } else {
                Self::unknown(value)
            };
        }
        let (x, y) = (self.value.abs(), other.value.abs());
        Self::rounded(
            value,
            x * other.bound + y * self.bound + self.bound * other.bound,
            x * other.noise + y * self.noise,
            lost(self.value, other.value, value),
        )
    }

    pub(crate) fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        if other.value == 0.0 {
            return if other.bound == 0.0 && (self.has_sign() || self.is_zero()) {
                Self::exact(self.value / 0.0)
            } else {
                Self::unknown(value)
            };
        }
        if !self.value.is_finite() || !other.value.is_finite() {
            return if other.has_sign() {
                self.limit(other, value)
            } else {
                Self::unknown(value)
            };
        }
        let below = other.value.abs() - other.bound;
        if below <= 0.0 {
            return Self::unknown(value);
        }
        let lost = (-value).mul_add(other.value, self.value) / other.value;
        Self::rounded(
            value,
            (self.bound + value.abs() * other.bound) / below,
            (self.noise + value.abs() * other.noise) / other.value.abs(),
            lost,
        )
    }

    /// A result that an infinite operand, or one that is no number, decides.
    fn limit(self, other: Self, value: f64) -> Self {
        if self.is_known() && other.is_known() {
            Self::exact(value)
        } else {
            Self::unknown(value)
        }
    }

    /// A function that never turns back, with the magnitude of its slope here.
    pub(crate) fn monotone(self, function: impl Fn(f64) -> f64, slope: f64) -> Self {
        let value = function(self.value);
        if !self.is_known() {
            return Self::unknown(value);
        }
        if self.value.is_nan() || self.value.is_infinite() || value.is_nan() && self.bound == 0.0 {
            return Self::exact(value);
        }
        if value.is_infinite() {
            // The logarithm of nothing is infinite indeed; the exponential of much only does not fit.
            let pole = self.is_zero() && value < 0.0;
            return if pole {
                Self::exact(value)
            } else {
                Self::unknown(value)
            };
        }
        let moved = if self.bound == 0.0 {
            0.0
        } else {
            let above = (function(self.value + self.bound) - value).abs();
            let below = (function(self.value - self.bound) - value).abs();
            // A bound below half a unit in the last place moves no float.
            above.max(below).max(slope * self.bound)
        };
        if moved.is_nan() {
            return Self::unknown(value);
        }
        // A library's function is right to one unit in the last place, and e⁰ and ln 1 are right.
        let simple = |value: f64| value == 0.0 || value == 1.0;
        let kept = self.bound == 0.0 && simple(self.value) && simple(value);
        let lost = if kept {
            0.0
        } else {
            (2.0 * ROUNDING * value.abs()).max(f64::MIN_POSITIVE)
        };
        Self::rounded(value, moved, slope * self.noise, lost)
    }

    pub(crate) fn ln(self) -> Self {
        self.monotone(f64::ln, (1.0 / self.value).abs())
    }

    pub(crate) fn exp(self) -> Self {
        self.monotone(f64::exp, self.value.exp())
    }

    pub(crate) fn sqrt(self) -> Self {
        let root = self.monotone(f64::sqrt, 0.5 / self.value.sqrt().max(f64::MIN_POSITIVE));
        if self.bound == 0.0 && root.value * root.value == self.value {
            return Self { bound: 0.0, ..root };
        }
        root
    }

    /// A step function, which is exact wherever the step is not near.
    pub(crate) fn step(self, function: impl Fn(f64) -> f64) -> Self {
        let value = function(self.value);
        let same = function(self.value - self.bound) == function(self.value + self.bound);
        if same {
            Self::exact(value)
        } else {
            Self::unknown(value)
        }
    }

    /// Sine and cosine: no slope of theirs is greater than one.
    pub(crate) fn wave(self, function: impl Fn(f64) -> f64) -> Self {
        let value = function(self.value);
        if !self.is_known() || self.value.is_infinite() {
            return Self::unknown(value);
        }
        let lost = if self.is_zero() { 0.0 } else { 2.0 * ROUNDING };
        Self::rounded(value, self.bound, self.noise, lost)
    }

    /// A power with a whole exponent, one factor after the other.
    pub(crate) fn powi(self, exponent: i32) -> Self {
        let one = Self::exact(1.0);
        let (mut power, mut square) = (one, self);
        let mut left = exponent.unsigned_abs();
        while left > 0 {
            if left % 2 == 1 {
                power = power.mul(square);
            }
            left /= 2;
            if left > 0 {
                square = square.mul(square);
            }
        }
        if exponent < 0 { one.div(power) } else { power }
    }

    pub(crate) fn pow(self, exponent: Self) -> Self {
        let whole = exponent.bound == 0.0 && exponent.value.fract() == 0.0;
        if whole && exponent.value.abs() <= 1024.0 {
            // The range was just checked.
            #[expect(clippy::cast_possible_truncation, reason = "whole and at most 1024")]
            return self.powi(exponent.value as i32);
        }
        if self.is_zero() && exponent.value > exponent.bound {
            return Self::exact(0.0);
        }
        exponent.mul(self.ln()).exp()
    }
}

/// What a product lost, exactly.
fn lost(x: f64, y: f64, product: f64) -> f64 {
    x.mul_add(y, -product)
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn an_operation_that_does_not_round_keeps_the_bound_at_zero() {
        let eighth = Number::exact(2.0).pow(Number::exact(-3.0));
        assert_eq!((eighth.value, eighth.bound), (0.125, 0.0));
        let third = Number::exact(1.0).div(Number::exact(3.0));
        assert!(third.bound > 0.0 && third.bound <= f64::EPSILON / 4.0);
        assert!(third.add(third.neg()).bound > 0.0);
    }

    #[test]
    fn the_exact_result_lies_within_the_bound() {
        // 10 · 0.1 − 1, where 0.1 is the float: 5.55e-17 exactly.
        let tenth = Number::exact(0.1);
        let sum = (0..10).fold(Number::exact(0.0), |sum, _| sum.add(tenth));
        let off = sum.add(Number::exact(-1.0));
        assert!(
            (off.value - 5.551_115_123_125_783e-17).abs() <= off.bound,
            "{off:?}"
        );
        assert!(off.bound < 1e-15);
    }

    #[test]
    fn nothing_times_infinity_is_nothing_and_the_logarithm_of_nothing_is_infinite() {
        let zero = Number::exact(0.0);
        assert_eq!(zero.ln(), Number::exact(f64::NEG_INFINITY));
        assert_eq!(zero.mul(zero.ln()), zero);
        assert_eq!(zero.mul(zero.div(zero).ln()), zero);
        assert!(Number::exact(-1.0).ln().value.is_nan());
    }

    #[test]
    fn what_floats_cannot_hold_is_unknown() {
        assert!(!Number::exact(800.0).exp().is_known());
        let almost = Number::exact(0.1)
            .add(Number::exact(0.2))
            .add(Number::exact(-0.3));
        assert!(!Number::exact(1.0).div(almost.add(almost.neg())).is_known());
        assert_eq!(Number::exact(-800.0).exp().value, 0.0);
        assert!(Number::exact(-800.0).exp().bound > 0.0);
    }
}
