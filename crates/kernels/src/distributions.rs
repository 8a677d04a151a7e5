//! Entropy, cross-entropy and divergence of long distributions.

use std::f64::consts::LN_2;
use std::marker::PhantomData;

use crate::KernelError;
use crate::lanes::{BLOCK, GROUP, Sum, padded, tree};
use crate::level::{Plan, WORTH_THREADS, Work, share_of};
use crate::real::arithmetic::Arithmetic;
use crate::softmax::Compensated;

/// A sum over a stretch of one distribution or two, and what shows whether they are distributions.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    /// Of the terms asked for.
    terms: f64,
    /// Σ p.
    p: f64,
    /// Σ q, or Σ (p − q) where that is asked for.
    q: f64,
    /// Σ p where q is 0.
    ruled_out: f64,
    /// Whether a number has the sign of the negative ones, as −0 has.
    has_sign: bool,
}

/// −Σ p · ln p.
pub(crate) fn entropy<T: Arithmetic>(plan: Plan, p: &[T]) -> Result<f64, KernelError> {
    let found = all::<T, Entropy>(plan, p, p);
    check_one(p, "p", found.p, found.has_sign)?;
    Ok(found.terms)
}

/// −Σ p · ln q.
pub(crate) fn cross_entropy<T: Arithmetic>(
    plan: Plan,
    p: &[T],
    q: &[T],
) -> Result<f64, KernelError> {
    let found = all::<T, CrossEntropy>(plan, p, q);
    check_one(p, "p", found.p, found.has_sign)?;
    check_one(q, "q", found.q, found.has_sign)?;
    Ok(if found.ruled_out > 0.0 {
        f64::INFINITY
    } else {
        found.terms
    })
}

/// Σ p · ln(p / q).
pub(crate) fn kl_divergence<T: Arithmetic>(
    plan: Plan,
    p: &[T],
    q: &[T],
) -> Result<f64, KernelError> {
    let found = all::<T, Divergence>(plan, p, q);
    check_one(p, "p", found.p, found.has_sign)?;
    check_one(q, "q", found.p - found.q, found.has_sign)?;
    if found.ruled_out > 0.0 {
        return Ok(f64::INFINITY);
    }
    // Sums that are one but for rounding differ by rounding only; where that outweighs the rest, the two are equal.
    Ok((found.terms + found.q).max(0.0))
}

/// Adds up what is found in the parts, in their order.
fn all<T: Arithmetic, K: Terms>(plan: Plan, p: &[T], q: &[T]) -> Found {
    if p.len() <= TINY {
        return one_after_another::<T, K>(p, q);
    }
    let each = share_of(p.len(), p.len() >= WORTH_THREADS, BLOCK);
    let mut all = Found::default();
    plan.share(
        p.chunks(each).zip(q.chunks(each)),
        p.len().div_ceil(each),
        |(p, q)| plan.run(Pass(p, q, PhantomData::<K>)),
        |found| {
            all.terms += found.terms;
            all.p += found.p;
            all.q += found.q;
            all.ruled_out += found.ruled_out;
            all.has_sign |= found.has_sign;
        },
    );
    all
}

/// Says what is wrong with a distribution, if its sum or a sign shows that something is.
fn check_one<T: Arithmetic>(
    p: &[T],
    name: &'static str,
    sum: f64,
    has_sign: bool,
) -> Result<(), KernelError> {
    let sum_is_one = (sum - 1.0).abs() <= T::SUM_TOLERANCE;
    if sum_is_one && !has_sign {
        return Ok(());
    }
    fault(p, name, sum, sum_is_one)
}

#[cold]
#[inline(never)]
fn fault<T: Arithmetic>(
    p: &[T],
    name: &'static str,
    sum: f64,
    sum_is_one: bool,
) -> Result<(), KernelError> {
    for (index, &value) in p.iter().enumerate() {
        let value: f64 = value.into();
        if !(value >= 0.0 && value.is_finite()) {
            return Err(KernelError::NotAProbability { name, index, value });
        }
    }
    if sum_is_one {
        // It is the other one that has a negative number, or it was a −0.
        Ok(())
    } else {
        Err(KernelError::Sum { name, sum })
    }
}

/// What is summed up while a kernel goes through one distribution or two, block by block.
struct Sums<T> {
    terms: Sum<T>,
    twos: Sum<T>,
    p: Sum<T>,
    q: Sum<T>,
    ruled_out: [T; BLOCK],
    signs: [T; BLOCK],
}

/// Which terms are summed up.
trait Terms {
    /// Whether there are two distributions.
    const PAIRS: bool;

    /// Whether a part of each term is a multiple of ln 2.
    const TWOS: bool;

    /// Adds a term to `sum`; a part of it that has yet to be multiplied by ln 2 goes to `twos`.
    fn add<T: Arithmetic, const FUSED: bool>(p: T, q: T, sum: &mut T, twos: &mut T);

    /// The same term with the logarithm of the standard library, not raised.
    fn precise<T: Arithmetic>(p: T, q: T) -> f64;

    /// What makes the sum what was asked for.
    fn factor<T: Arithmetic>() -> f64;

    /// What is summed up beside p.
    fn second<T: Arithmetic>(p: T, q: T) -> T;
}

/// A pass over `p` and `q`, which are as long as each other.
struct Pass<'a, T, K>(&'a [T], &'a [T], PhantomData<K>);

impl<T: Arithmetic, K: Terms> Work for Pass<'_, T, K> {
    type Output = Found;

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Found {
        let (p, p_rest) = self.0.as_chunks::<BLOCK>();
        let (q, q_rest) = self.1.as_chunks::<BLOCK>();
        let mut sums = Sums::<T>::new();
        for (index, (p, q)) in p.iter().zip(q).enumerate() {
            add::<T, K, FUSED>(&mut sums, p, q);
            if index % GROUP == GROUP - 1 {
                sums.settle::<K>();
            }
        }
        if !p_rest.is_empty() {
            let (p, q) = (padded(p_rest, T::ZERO), padded(q_rest, T::ZERO));
            add::<T, K, FUSED>(&mut sums, &p, &q);
        }
        sums.settle::<K>();
        Found {
            terms: (sums.terms.total() + LN_2 * sums.twos.total()) * K::factor::<T>(),
            p: sums.p.total(),
            q: sums.q.total(),
            ruled_out: tree(sums.ruled_out, |a, b| a + b).into(),
            has_sign: tree(sums.signs, T::with_sign_of).has_sign(),
        }
    }
}

impl<T: Arithmetic> Sums<T> {
    #[inline(always)]
    fn new() -> Self {
        Self {
            terms: Sum::new(),
            twos: Sum::new(),
            p: Sum::new(),
            q: Sum::new(),
            ruled_out: [T::ZERO; BLOCK],
            signs: [T::ZERO; BLOCK],
        }
    }

    #[inline(always)]
    fn settle<K: Terms>(&mut self) {
        self.terms.settle();
        self.p.settle();
        if K::TWOS {
            self.twos.settle();
        }
        if K::PAIRS {
            self.q.settle();
        }
    }
}

/// Works on a block.
#[inline(always)]
fn add<T: Arithmetic, K: Terms, const FUSED: bool>(
    sums: &mut Sums<T>,
    p: &[T; BLOCK],
    q: &[T; BLOCK],
) {
    for lane in 0..BLOCK {
        let (p, q) = (p[lane], q[lane]);
        let (term, twos) = (&mut sums.terms.lanes[lane], &mut sums.twos.lanes[lane]);
        K::add::<T, FUSED>(p, q, term, twos);
        sums.p.lanes[lane] += p;
        sums.signs[lane] = sums.signs[lane].with_sign_of(p);
        if K::PAIRS {
            sums.q.lanes[lane] += K::second(p, q);
            sums.ruled_out[lane] += if q == T::ZERO { p } else { T::ZERO };
            sums.signs[lane] = sums.signs[lane].with_sign_of(q);
        }
    }
}

/// So few outcomes are done before a kernel has filled its lanes.
const TINY: usize = 16;

/// One pair after another, with the logarithm of the standard library, summed up in double precision.
fn one_after_another<T: Arithmetic, K: Terms>(p: &[T], q: &[T]) -> Found {
    // Sums that cross a call would go through memory each time.
    let mut terms = [0.0; TINY];
    for ((term, &p), &q) in terms.iter_mut().zip(p).zip(q) {
        *term = K::precise(p, q);
    }
    let mut found = Found {
        terms: sum(&terms[..p.len()], T::IS_DOUBLE),
        ..Found::default()
    };
    for (&p, &q) in p.iter().zip(q) {
        found.has_sign |= p.has_sign();
        found.p += p.into();
        if K::PAIRS {
            found.has_sign |= q.has_sign();
            found.q += K::second(p.into(), q.into());
            found.ruled_out += if q == T::ZERO { p.into() } else { 0.0 };
        }
    }
    found
}

/// A sum that keeps what its additions round off, where that can be seen.
fn sum(terms: &[f64], exactly: bool) -> f64 {
    if exactly {
        let mut sum = Compensated::default();
        terms.iter().for_each(|&term| sum.add(term));
        sum.total()
    } else {
        terms.iter().sum()
    }
}

/// p times the cost, which is nothing for p = 0, however much it costs.
#[inline(always)]
fn weighted(p: f64, cost: f64) -> f64 {
    if p == 0.0 { 0.0 } else { p * cost }
}

struct Entropy;

impl Terms for Entropy {
    const PAIRS: bool = false;
    const TWOS: bool = true;

    #[inline(always)]
    fn add<T: Arithmetic, const FUSED: bool>(p: T, _: T, sum: &mut T, twos: &mut T) {
        let (k, l) = T::ln_parts::<FUSED>(p);
        *sum = p.multiply_add::<FUSED>(l, *sum);
        *twos = p.multiply_add::<FUSED>(k, *twos);
    }

    fn factor<T: Arithmetic>() -> f64 {
        -1.0
    }

    #[inline(always)]
    fn precise<T: Arithmetic>(p: T, _: T) -> f64 {
        weighted(p.into(), -p.ln())
    }

    #[inline(always)]
    fn second<T: Arithmetic>(_: T, q: T) -> T {
        q
    }
}

struct CrossEntropy;

impl Terms for CrossEntropy {
    const PAIRS: bool = true;
    const TWOS: bool = true;

    #[inline(always)]
    fn add<T: Arithmetic, const FUSED: bool>(p: T, q: T, sum: &mut T, twos: &mut T) {
        let (k, l) = T::ln_parts::<FUSED>(q);
        *sum = p.multiply_add::<FUSED>(l, *sum);
        *twos = p.multiply_add::<FUSED>(k, *twos);
    }

    fn factor<T: Arithmetic>() -> f64 {
        -1.0
    }

    #[inline(always)]
    fn precise<T: Arithmetic>(p: T, q: T) -> f64 {
        weighted(p.into(), -q.ln())
    }

    #[inline(always)]
    fn second<T: Arithmetic>(_: T, q: T) -> T {
        q
    }
}

struct Divergence;

impl Terms for Divergence {
    const PAIRS: bool = true;
    const TWOS: bool = false;

    /// Raised.
    #[inline(always)]
    fn add<T: Arithmetic, const FUSED: bool>(p: T, q: T, sum: &mut T, _: &mut T) {
        *sum += excess::<T, FUSED>(p, q);
    }

    fn factor<T: Arithmetic>() -> f64 {
        T::LOWER.into()
    }

    #[inline(always)]
    fn precise<T: Arithmetic>(p: T, q: T) -> f64 {
        let (p, q): (f64, f64) = (p.into(), q.into());
        let difference = p - q;
        if difference.abs() < (p + q) / 3.0 {
            let s = difference / (p + q);
            let tail = f64::artanh_tail::<false>(s * s);
            return (difference * s) * ((1.0 + s) * (s * tail) * 0.5 + 1.0);
        }
        let ratio = p / q;
        // Where the quotient leaves the normal numbers, the logarithms do not.
        let ln_ratio = if ratio.is_normal() {
            ratio.ln()
        } else {
            p.ln() - q.ln()
        };
        weighted(p, ln_ratio) - difference
    }

    #[inline(always)]
    fn second<T: Arithmetic>(p: T, q: T) -> T {
        p - q
    }
}

/// p · ln(p / q) − (p − q), which is never negative, raised.
///
/// With s = (p − q) / (p + q), ln(p / q) = 2 artanh s = 2s + s³ · P(s²).
/// Where p and q are within a factor of two, (p − q) · s · (1 + (1 + s) · s · P(s²) / 2) is the whole of it: the terms
/// linear in s are equal, and are left out instead of subtracted.
/// Elsewhere the ratio is brought near 1 by a power of two, and one logarithm serves.
#[inline(always)]
fn excess<T: Arithmetic, const FUSED: bool>(p: T, q: T) -> T {
    let p = p * T::RAISE;
    let q = q * T::RAISE;
    let difference = p - q;
    let sum = p + q;
    // Strictly, because 0 / 0 must not be taken.
    let near = difference.magnitude() < sum * T::THIRD;
    let (twos, a, b) = T::split_ratio(p, q);
    let s = if near { difference } else { a - b } / if near { sum } else { a + b };
    let square = s * s;
    let tail = T::artanh_tail::<FUSED>(square);
    let close =
        (difference * s) * ((T::ONE + s) * (s * tail)).multiply_add::<FUSED>(T::HALF, T::ONE);
    let ln_ratio = T::add_twos::<FUSED>(twos, (s * square).multiply_add::<FUSED>(tail, s + s));
    let far = p * ln_ratio - difference;
    if near { close } else { far }
}
