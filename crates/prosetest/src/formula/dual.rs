//! Numbers with a slope, so that a derivative is taken and not trusted.

use super::value::Number;

/// A number, and how fast it changes with the one that is moved; no slope means that it stays.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dual {
    pub(crate) value: Number,
    pub(crate) slope: Option<Number>,
}

impl From<Number> for Dual {
    fn from(value: Number) -> Self {
        Self { value, slope: None }
    }
}

impl Dual {
    /// The number that is moved.
    pub(crate) fn moved(value: Number) -> Self {
        Self {
            value,
            slope: Some(Number::exact(1.0)),
        }
    }

    /// The slope as a number of its own.
    pub(crate) fn derivative(self) -> Number {
        self.slope.unwrap_or(Number::exact(0.0))
    }

    /// A function's value, and the function's own slope where it is needed.
    fn chain(self, value: Number, slope: impl FnOnce() -> Number) -> Self {
        Self {
            value,
            slope: self.slope.map(|inner| inner.mul(slope())),
        }
    }

    pub(crate) fn neg(self) -> Self {
        Self {
            value: self.value.neg(),
            slope: self.slope.map(Number::neg),
        }
    }

    pub(crate) fn add(self, other: Self) -> Self {
        Self {
            value: self.value.add(other.value),
            slope: sum(self.slope, other.slope),
        }
    }

    pub(crate) fn mul(self, other: Self) -> Self {
        Self {
            value: self.value.mul(other.value),
            slope: sum(
                self.slope.map(|slope| slope.mul(other.value)),
                other.slope.map(|slope| slope.mul(self.value)),
            ),
        }
    }

    pub(crate) fn div(self, other: Self) -> Self {
        let value = self.value.div(other.value);
        Self {
            value,
            slope: sum(
                self.slope.map(|slope| slope.div(other.value)),
                other
                    .slope
                    .map(|slope| slope.mul(value).div(other.value).neg()),
            ),
        }
    }

    pub(crate) fn ln(self) -> Self {
        self.chain(self.value.ln(), || Number::exact(1.0).div(self.value))
    }

    pub(crate) fn exp(self) -> Self {
        let value = self.value.exp();
        self.chain(value, || value)
    }

    pub(crate) fn sqrt(self) -> Self {
        let value = self.value.sqrt();
        self.chain(value, || Number::exact(0.5).div(value))
    }

    pub(crate) fn sin(self) -> Self {
        self.chain(self.value.wave(f64::sin), || self.value.wave(f64::cos))
    }

    pub(crate) fn cos(self) -> Self {
        self.chain(self.value.wave(f64::cos), || {
            self.value.wave(f64::sin).neg()
        })
    }

    pub(crate) fn tan(self) -> Self {
        self.sin().div(self.cos())
    }

    /// (eˣ ± e⁻ˣ)/2.
    fn hyperbola(self, other: impl Fn(Self) -> Self) -> Self {
        let half = Self::from(Number::exact(0.5));
        self.exp().add(other(self.neg().exp())).mul(half)
    }

    pub(crate) fn sinh(self) -> Self {
        self.hyperbola(Self::neg)
    }

    pub(crate) fn cosh(self) -> Self {
        self.hyperbola(|other| other)
    }

    pub(crate) fn tanh(self) -> Self {
        let value = self.value.monotone(f64::tanh, 1.0);
        self.chain(value, || Number::exact(1.0).add(value.mul(value).neg()))
    }

    pub(crate) fn arctan(self) -> Self {
        let slope = || Number::exact(1.0).div(Number::exact(1.0).add(self.value.mul(self.value)));
        self.chain(self.value.monotone(f64::atan, 1.0), slope)
    }

    pub(crate) fn arcsin(self) -> Self {
        let slope = || {
            let square = self.value.mul(self.value).neg();
            Number::exact(1.0).div(Number::exact(1.0).add(square).sqrt())
        };
        let steep = slope().value.abs();
        self.chain(self.value.monotone(f64::asin, steep), slope)
    }

    pub(crate) fn arccos(self) -> Self {
        let quarter = Number::returned(std::f64::consts::FRAC_PI_2, f64::EPSILON);
        Self::from(quarter).add(self.arcsin().neg())
    }

    pub(crate) fn pow(self, exponent: Self) -> Self {
        let value = self.value.pow(exponent.value);
        let one_less = || exponent.value.add(Number::exact(-1.0));
        let of_base = |slope: Number| slope.mul(exponent.value).mul(self.value.pow(one_less()));
        let of_exponent = |slope: Number| slope.mul(value).mul(self.value.ln());
        Self {
            value,
            slope: sum(self.slope.map(of_base), exponent.slope.map(of_exponent)),
        }
    }

    pub(crate) fn abs(self) -> Self {
        if self.value.value < 0.0 {
            self.neg()
        } else {
            self
        }
    }

    /// The greater of the two, or the lesser one.
    pub(crate) fn extreme(self, other: Self, greatest: bool) -> Self {
        let (x, y) = (self.value.value, other.value.value);
        let takes_other = y.is_nan() || if greatest { y > x } else { y < x };
        let (taken, left) = if takes_other {
            (other, self)
        } else {
            (self, other)
        };
        // Which one it is may be uncertain; then the result is as uncertain as the two.
        let mut taken = taken;
        if (x - y).abs() <= self.value.bound + other.value.bound {
            taken.value.bound = taken.value.bound.max(left.value.bound);
            taken.value.noise = taken.value.noise.max(left.value.noise);
        }
        taken
    }
}

fn sum(one: Option<Number>, other: Option<Number>) -> Option<Number> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.add(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{Dual, Number};

    #[test]
    fn a_slope_is_that_of_a_small_step() {
        let function = |x: Dual| {
            let two = Dual::from(Number::exact(2.0));
            let powers = x.pow(x).add(two.pow(x)).add(x.pow(two.neg()));
            let waves = x.sin().mul(x.tan()).add(x.cos().div(x.arctan()));
            let curves = x
                .sinh()
                .add(x.cosh().ln())
                .add(x.tanh().exp())
                .add(x.sqrt());
            powers
                .add(waves)
                .add(curves)
                .add(x.div(two).arcsin().mul(x.div(two).arccos()))
        };
        let at = |x: f64| function(Dual::moved(Number::drawn(x)));
        for x in [0.3, 0.7, 1.1] {
            let step = 1e-6;
            let measured = (at(x + step).value.value - at(x - step).value.value) / (2.0 * step);
            let taken = at(x).derivative();
            assert!(
                (taken.value - measured).abs() < 1e-7,
                "{x}: {taken:?} {measured}"
            );
            assert!(taken.bound < 1e-12 && taken.noise < 1e-12, "{taken:?}");
        }
    }
}
