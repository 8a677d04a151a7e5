//! Entropy, cross-entropy and divergence of long distributions.

use std::hint::black_box;
use std::marker::PhantomData;

use crate::KernelError;
use crate::lanes::{BLOCK, SHORT, SHORTER, Sum, padded, smaller, tree};
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
    /// The smallest number, if it is negative.
    smallest: f64,
}

/// −Σ p · ln p.
pub(crate) fn entropy<T: Arithmetic>(plan: Plan, p: &[T]) -> Result<f64, KernelError> {
    let found = all::<T, Entropy>(plan, p, p);
    check_one(p, "p", found.p, found.smallest)?;
    Ok(found.terms)
}

/// −Σ p · ln q.
pub(crate) fn cross_entropy<T: Arithmetic>(
    plan: Plan,
    p: &[T],
    q: &[T],
) -> Result<f64, KernelError> {
    let found = all::<T, CrossEntropy>(plan, p, q);
    check_one(p, "p", found.p, found.smallest)?;
    check_one(q, "q", found.q, found.smallest)?;
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
    check_one(p, "p", found.p, found.smallest)?;
    check_one(q, "q", found.p - found.q, found.smallest)?;
    if found.ruled_out > 0.0 {
        return Ok(f64::INFINITY);
    }
    // Sums that are one but for rounding differ by rounding only; where that outweighs the rest, the two are equal.
    Ok((found.terms + found.q).max(0.0))
}

/// Adds up what is found in the parts, in their order.
fn all<T: Arithmetic, K: Terms>(plan: Plan, p: &[T], q: &[T]) -> Found {
    let each = share_of(p.len(), p.len() >= WORTH_THREADS, BLOCK).max(1);
    if p.len() <= TINY {
        return one_after_another::<T, K>(p, q);
    }
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
            all.smallest = all.smallest.min(found.smallest);
        },
    );
    all
}

/// Says what is wrong with a distribution, if its sum or its smallest number shows that something is.
fn check_one<T: Arithmetic>(
    p: &[T],
    name: &'static str,
    sum: f64,
    smallest: f64,
) -> Result<(), KernelError> {
    let sum_is_one = (sum - 1.0).abs() <= T::SUM_TOLERANCE;
    if sum_is_one && smallest >= 0.0 {
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
        // The negative number is in the other one.
        Ok(())
    } else {
        Err(KernelError::Sum { name, sum })
    }
}

/// What is summed up while a kernel goes through one distribution or two, block by block.
struct Sums<T> {
    terms: Sum<T>,
    p: Sum<T>,
    q: Sum<T>,
    ruled_out: [T; BLOCK],
    smallest: [T; BLOCK],
}

/// Which terms are summed up.
trait Terms {
    /// Whether there are two distributions.
    const PAIRS: bool;

    fn term<T: Arithmetic, const FUSED: bool>(p: T, q: T) -> T;

    /// The same term with the logarithm of the standard library, not raised.
    fn precise(p: f64, q: f64) -> f64;

    /// What undoes the raising of the terms.
    fn lower<T: Arithmetic>() -> f64 {
        1.0
    }

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
        let mut sums = Sums {
            terms: Sum::<T>::new(),
            p: Sum::<T>::new(),
            q: Sum::<T>::new(),
            ruled_out: [T::ZERO; BLOCK],
            smallest: [T::ZERO; BLOCK],
        };
        // A loop whose length the compiler knows is unrolled before it is turned into vector code, and badly then.
        let width = black_box(BLOCK).min(BLOCK);
        for (index, (p, q)) in p.iter().zip(q).enumerate() {
            add::<T, K, FUSED>(&mut sums, p, q, width);
            sums.terms.after::<SHORTER>(index);
            sums.p.after::<SHORT>(index);
            sums.q.after::<SHORT>(index);
        }
        if !p_rest.is_empty() {
            let (p, q) = (padded(p_rest, T::ZERO), padded(q_rest, T::ZERO));
            add::<T, K, FUSED>(&mut sums, &p, &q, width);
        }
        Found {
            terms: sums.terms.total() * K::lower::<T>(),
            p: sums.p.total(),
            q: sums.q.total(),
            ruled_out: tree(sums.ruled_out, |a, b| a + b).into(),
            smallest: tree(sums.smallest, smaller).into(),
        }
    }
}

/// Works on a block, which is `width` wide.
#[inline(always)]
fn add<T: Arithmetic, K: Terms, const FUSED: bool>(
    sums: &mut Sums<T>,
    p: &[T; BLOCK],
    q: &[T; BLOCK],
    width: usize,
) {
    for lane in 0..width {
        let (p, q) = (p[lane], q[lane]);
        sums.terms.lanes[lane] += K::term::<T, FUSED>(p, q);
        sums.p.lanes[lane] += p;
        sums.smallest[lane] = smaller(p, sums.smallest[lane]);
        if K::PAIRS {
            sums.q.lanes[lane] += K::second(p, q);
            sums.ruled_out[lane] += if q == T::ZERO { p } else { T::ZERO };
            sums.smallest[lane] = smaller(q, sums.smallest[lane]);
        }
    }
}

/// So few outcomes are done before a kernel has filled its lanes.
const TINY: usize = 32;

/// One pair after another, in double precision, with the logarithm of the standard library.
fn one_after_another<T: Arithmetic, K: Terms>(p: &[T], q: &[T]) -> Found {
    let mut found = Found::default();
    let mut terms = Compensated::default();
    for (&p, &q) in p.iter().zip(q) {
        let (p, q): (f64, f64) = (p.into(), q.into());
        terms.add(K::precise(p, q));
        found.p += p;
        found.smallest = smaller(p, found.smallest);
        if K::PAIRS {
            found.q += K::second(p, q);
            found.ruled_out += if q == 0.0 { p } else { 0.0 };
            found.smallest = smaller(q, found.smallest);
        }
    }
    found.terms = terms.total();
    found
}

/// p times the cost, which is nothing for p = 0, however much it costs.
fn weighted(p: f64, cost: f64) -> f64 {
    if p == 0.0 { 0.0 } else { p * cost }
}

struct Entropy;

impl Terms for Entropy {
    const PAIRS: bool = false;

    #[inline(always)]
    fn term<T: Arithmetic, const FUSED: bool>(p: T, _: T) -> T {
        p * -T::ln::<FUSED>(p)
    }

    fn precise(p: f64, _: f64) -> f64 {
        weighted(p, -p.ln())
    }

    #[inline(always)]
    fn second<T: Arithmetic>(_: T, q: T) -> T {
        q
    }
}

struct CrossEntropy;

impl Terms for CrossEntropy {
    const PAIRS: bool = true;

    #[inline(always)]
    fn term<T: Arithmetic, const FUSED: bool>(p: T, q: T) -> T {
        p * -T::ln::<FUSED>(q)
    }

    fn precise(p: f64, q: f64) -> f64 {
        weighted(p, -q.ln())
    }

    #[inline(always)]
    fn second<T: Arithmetic>(_: T, q: T) -> T {
        q
    }
}

struct Divergence;

impl Terms for Divergence {
    const PAIRS: bool = true;

    /// Raised.
    #[inline(always)]
    fn term<T: Arithmetic, const FUSED: bool>(p: T, q: T) -> T {
        excess::<T, FUSED>(p, q)
    }

    #[inline(always)]
    fn lower<T: Arithmetic>() -> f64 {
        T::LOWER.into()
    }

    fn precise(p: f64, q: f64) -> f64 {
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
