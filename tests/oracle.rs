//! The formulas as they are printed, with almost a hundred digits: what the floats are measured against.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::{Add, Div, Mul, Sub};

use astro_float_num::{BigFloat, Consts, RoundingMode, WORD_BIT_SIZE};

/// The bits of a number here: six times those of a float, so that a float's are left where almost all cancels.
const BITS: usize = 320;

const ROUNDING: RoundingMode = RoundingMode::ToEven;

thread_local! {
    /// What the library keeps of its constants.
    static CONSTANTS: RefCell<Consts> = RefCell::new(Consts::new().expect("there is memory"));
}

/// A number with almost a hundred digits.
#[derive(Clone, Debug)]
pub(crate) struct Precise(BigFloat);

impl From<f64> for Precise {
    fn from(x: f64) -> Self {
        if x.is_subnormal() {
            // The library takes a subnormal float for half of what it is.
            let scale = 2_f64.powi(64);
            return &Self::from(x * scale) / &Self::from(scale);
        }
        Self(BigFloat::from_f64(x, BITS))
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident)*) => {$(
        impl $trait for &Precise {
            type Output = Precise;
            fn $method(self, other: Self) -> Precise {
                Precise(self.0.$method(&other.0, BITS, ROUNDING))
            }
        }
    )*};
}

operators! { Add add Sub sub Mul mul Div div }

impl std::iter::Sum for Precise {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        terms.fold(Self::from(0.0), |sum, term| &sum + &term)
    }
}

impl Precise {
    fn exp(&self) -> Self {
        if self.nearest() < -1e4 {
            // No float, and no sum of floats here, could tell it from nothing.
            return Self::from(0.0);
        }
        CONSTANTS.with_borrow_mut(|constants| Self(self.0.exp(BITS, ROUNDING, constants)))
    }

    fn ln(&self) -> Self {
        CONSTANTS.with_borrow_mut(|constants| Self(self.0.ln(BITS, ROUNDING, constants)))
    }

    /// ln(1 + x), also for an x that is lost beside one.
    fn ln_1p(&self) -> Self {
        if self.nearest().abs() < 1e-30 {
            // The next term of the series, x³/3, is sixty digits further.
            return self - &(&(self * self) / &Self::from(2.0));
        }
        (&Self::from(1.0) + self).ln()
    }

    fn negative(&self) -> Self {
        &Self::from(0.0) - self
    }

    /// A float next to this number.
    pub(crate) fn nearest(&self) -> f64 {
        let Some((words, _, sign, exponent, _)) = self.0.as_raw_parts() else {
            return if self.0.is_inf_pos() {
                f64::INFINITY
            } else if self.0.is_inf_neg() {
                f64::NEG_INFINITY
            } else {
                f64::NAN
            };
        };
        let leading = words.last().map_or(0.0, |&word| word as f64);
        let size = times_two_to(leading, exponent - WORD_BIT_SIZE as i32);
        if sign.is_negative() { -size } else { size }
    }

    /// How far `found` is from this number, in units of the last place that an `f64` of its size has.
    pub(crate) fn ulps(&self, found: f64) -> f64 {
        self.units(found, f64::MANTISSA_DIGITS, f64::MIN_EXP)
    }

    /// The same for an `f32`.
    pub(crate) fn ulps_f32(&self, found: f32) -> f64 {
        self.units(f64::from(found), f32::MANTISSA_DIGITS, f32::MIN_EXP)
    }

    /// How far `found` is off, in units of the last of so many binary digits; floats go no lower than `min_exponent`.
    fn units(&self, found: f64, digits: u32, min_exponent: i32) -> f64 {
        let nearest = self.nearest();
        if !found.is_finite() || !nearest.is_finite() {
            return if found == nearest { 0.0 } else { f64::INFINITY };
        }
        // The mantissas of the library begin behind the point, as the constants of the floats have it.
        let exponent = self.0.exponent().filter(|_| !self.0.is_zero());
        let exponent = exponent.unwrap_or(min_exponent).max(min_exponent);
        let gap = (self - &Self::from(found)).nearest().abs();
        times_two_to(gap, digits as i32 - exponent)
    }
}

/// x · 2ⁿ, in steps that neither overflow nor underflow before the product does.
fn times_two_to(x: f64, n: i32) -> f64 {
    let third = n / 3;
    x * 2_f64.powi(third) * 2_f64.powi(third) * 2_f64.powi(n - 2 * third)
}

/// The sum of a term for each item, which is computed once for items that are alike.
fn sum_over<const N: usize>(
    items: impl Iterator<Item = [f64; N]>,
    term: impl Fn([Precise; N]) -> Precise,
) -> Precise {
    let mut counts = BTreeMap::<[u64; N], u32>::new();
    for item in items {
        *counts.entry(item.map(f64::to_bits)).or_default() += 1;
    }
    let terms = counts.into_iter().map(|(item, count)| {
        let item = item.map(|bits| Precise::from(f64::from_bits(bits)));
        &term(item) * &Precise::from(f64::from(count))
    });
    terms.sum()
}

/// The largest logit.
fn largest(z: &[f64]) -> f64 {
    z.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// Σ exp(zⱼ − reference) over all classes but one.
fn others(z: &[f64], left_out: usize, reference: f64) -> Precise {
    let reference = Precise::from(reference);
    let kept = z
        .iter()
        .enumerate()
        .filter(|(class, z)| *class != left_out && **z > f64::NEG_INFINITY);
    sum_over(kept.map(|(_, &z)| [z]), |[z]| (&z - &reference).exp())
}

/// −ln(exp zₖ / Σ exp zⱼ) for class k.
pub(crate) fn softmax_cross_entropy(class: usize, z: &[f64]) -> Precise {
    let target = z[class];
    if target == f64::NEG_INFINITY {
        return Precise::from(f64::INFINITY);
    }
    let largest = largest(z);
    if target == largest {
        return others(z, class, target).ln_1p();
    }
    let behind = &Precise::from(largest) - &Precise::from(target);
    &behind + &others(z, z.len(), largest).ln()
}

/// ln Σ exp zᵢ
pub(crate) fn log_sum_exp(z: &[f64]) -> Precise {
    let largest = largest(z);
    let place = z
        .iter()
        .position(|&z| z == largest)
        .expect("there are logits");
    &Precise::from(largest) + &others(z, place, largest).ln_1p()
}

/// exp zₖ / Σ exp zⱼ − \[k = class\]
pub(crate) fn softmax_cross_entropy_gradient(class: usize, z: &[f64], k: usize) -> Precise {
    let largest = largest(z);
    let all = others(z, z.len(), largest);
    if k == class {
        return (&others(z, class, largest) / &all).negative();
    }
    &(&Precise::from(z[k]) - &Precise::from(largest)).exp() / &all
}

/// ln(1 + exp z)
pub(crate) fn softplus(z: f64) -> Precise {
    let small = Precise::from(-z.abs()).exp();
    &Precise::from(z.max(0.0)) + &small.ln_1p()
}

/// 1 / (1 + exp(−z))
pub(crate) fn sigmoid(z: f64) -> Precise {
    let small = Precise::from(-z.abs()).exp();
    let one = Precise::from(1.0);
    &(if z < 0.0 { small.clone() } else { one.clone() }) / &(&one + &small)
}

/// −Σ pᵢ · ln qᵢ
pub(crate) fn cross_entropy(p: &[f64], q: &[f64]) -> Precise {
    let pairs = p.iter().zip(q).map(|(&p, &q)| [p, q]);
    sum_over(pairs.filter(|[p, _]| *p > 0.0), |[p, q]| {
        (&p * &q.ln()).negative()
    })
}

/// −p · ln p − (1 − p) · ln(1 − p)
pub(crate) fn binary_entropy(p: f64) -> Precise {
    let p = Precise::from(p);
    let q = &Precise::from(1.0) - &p;
    let heads = if p.0.is_zero() {
        p.clone()
    } else {
        &p * &p.ln()
    };
    let tails = if q.0.is_zero() {
        q
    } else {
        &q * &p.negative().ln_1p()
    };
    (&heads + &tails).negative()
}

/// Σ (pᵢ · ln(pᵢ / qᵢ) − pᵢ + qᵢ): that of the distributions which floats stand for, whose sums are one.
pub(crate) fn kl_divergence(p: &[f64], q: &[f64]) -> Precise {
    let pairs = p.iter().zip(q).map(|(&p, &q)| [p, q]);
    if pairs.clone().any(|[p, q]| p > 0.0 && q == 0.0) {
        return Precise::from(f64::INFINITY);
    }
    sum_over(pairs, |[p, q]| {
        let off = &q - &p;
        if p.0.is_zero() {
            return off;
        }
        &(&p * &(&p / &q).ln()) + &off
    })
}

/// ½ Σ pᵢ · ln(pᵢ / mᵢ) + ½ Σ qᵢ · ln(qᵢ / mᵢ), where m = ½ (p + q)
pub(crate) fn jensen_shannon(p: &[f64], q: &[f64]) -> Precise {
    let pairs = p.iter().zip(q).flat_map(|(&p, &q)| [[p, q], [q, p]]);
    let two = Precise::from(2.0);
    let whole = sum_over(pairs.filter(|[one, _]| *one > 0.0), |[one, other]| {
        &one * &(&(&two * &one) / &(&one + &other)).ln()
    });
    &whole / &two
}

/// eˣ.
pub(crate) fn exp(x: f64) -> Precise {
    Precise::from(x).exp()
}

/// ln x, and −∞ of nothing.
pub(crate) fn ln(x: f64) -> Precise {
    if x == 0.0 {
        return Precise::from(f64::NEG_INFINITY);
    }
    Precise::from(x).ln()
}
