//! Entropy, cross-entropy and divergence of long distributions.

use std::f64::consts::LN_2;
use std::marker::PhantomData;

use crate::KernelError;
use crate::lanes::{BLOCK, Compensated, GROUP, Sums, few, padded, tree};
use crate::level::{Plan, WORTH_THREADS, Work, share_of};
use crate::real::arithmetic::Arithmetic;

/// Fewer outcomes than this are done one after another sooner than together.
const FEWER: usize = 4;

/// Sums over a stretch of one distribution or two, and what shows whether they are distributions.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    /// Of the terms asked for.
    terms: f64,
    /// Σ p.
    p: f64,
    /// Σ q, or Σ (p − q) where that is asked for.
    q: f64,
    /// Σ p where q is 0 or nearly so.
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

/// Σ (p · ln(p / q) − p + q).
pub(crate) fn kl_divergence<T: Arithmetic>(
    plan: Plan,
    p: &[T],
    q: &[T],
) -> Result<f64, KernelError> {
    let found = all::<T, Divergence>(plan, p, q);
    check_one(p, "p", found.p, found.has_sign)?;
    check_one(q, "q", found.p - found.q, found.has_sign)?;
    Ok(if found.ruled_out > 0.0 {
        f64::INFINITY
    } else {
        found.terms
    })
}

/// What is found in the parts, added up in their order.
fn all<T: Arithmetic, K: Terms>(plan: Plan, p: &[T], q: &[T]) -> Found {
    let found = match p.len() {
        ..FEWER => return one_after_another::<T, K>(p, q),
        FEWER..=7 => plan.run(Few::<_, _, 8, 4>(p, q, PhantomData::<K>)),
        8..=16 => plan.run(Few::<_, _, 16, 8>(p, q, PhantomData::<K>)),
        17..=32 => plan.run(Few::<_, _, 32, 16>(p, q, PhantomData::<K>)),
        _ => many::<T, K>(plan, p, q),
    };
    // The kernels are off by less than an ulp of `FAINT` where a number is not normal.
    let is_faint = |x: &T| T::ZERO < *x && *x < T::FAINT;
    if found.ruled_out > 0.0 || found.terms < T::FAINT.into() && p.iter().chain(q).any(is_faint) {
        one_after_another::<T, K>(p, q)
    } else {
        found
    }
}

#[inline(never)]
fn many<T: Arithmetic, K: Terms>(plan: Plan, p: &[T], q: &[T]) -> Found {
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

/// Which terms are summed up.
trait Terms {
    /// Whether there are two distributions.
    const PAIRS: bool;

    /// How many of the sums of a group are asked for.
    const SUMS: usize = if Self::PAIRS { 5 } else { 3 };

    /// Adds a term to `sum`, for numbers that are normal or 0; what has yet to be multiplied by ln 2 goes to `twos`.
    fn add<T: Arithmetic, const FUSED: bool>(p: T, q: T, sum: &mut T, twos: &mut T);

    /// The same term with the logarithm of the standard library, for any numbers.
    fn precise<T: Arithmetic>(p: T, q: T) -> f64;

    /// What is summed up beside p.
    fn second<T: Arithmetic>(p: T, q: T) -> T;
}

/// A pass over `p` and `q`, which are as long as each other.
struct Pass<'a, T, K>(&'a [T], &'a [T], PhantomData<K>);

impl<T: Arithmetic, K: Terms> Work for Pass<'_, T, K> {
    type Output = Found;

    /// Each sum takes two of the widest registers: with more lanes, the sums would not stay in registers.
    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Found {
        if T::IS_DOUBLE {
            self.found::<FUSED, 16, 8>()
        } else {
            self.found::<FUSED, 32, 16>()
        }
    }
}

impl<T: Arithmetic, K: Terms> Pass<'_, T, K> {
    #[inline(always)]
    fn found<const FUSED: bool, const LANES: usize, const HALF: usize>(self) -> Found {
        let (p, p_rest) = self.0.as_chunks::<LANES>();
        let (q, q_rest) = self.1.as_chunks::<LANES>();
        let mut sums = Sums::<HALF, 5>::new();
        let mut signs = [T::ZERO; LANES];
        for (p, q) in p.chunks(GROUP).zip(q.chunks(GROUP)) {
            let group = group::<T, K, FUSED, LANES>(p, q, &mut signs);
            sums.add(&folded(&group)[..K::SUMS]);
        }
        if !p_rest.is_empty() {
            let (p, q) = (padded(p_rest, T::ZERO), padded(q_rest, T::ZERO));
            let group = group::<T, K, FUSED, LANES>(&[p], &[q], &mut signs);
            sums.add(&folded(&group)[..K::SUMS]);
        }
        Found::of(sums.total(), signs)
    }
}

/// One half of the lanes added to the other, so that fewer go on; exact where the halves are equal.
#[inline(always)]
fn folded<T: Arithmetic, const LANES: usize, const HALF: usize>(
    sums: &[[T; LANES]; 5],
) -> [[T; HALF]; 5] {
    let mut folded = [[T::ZERO; HALF]; 5];
    for (folded, sum) in folded.iter_mut().zip(sums) {
        let (low, high) = sum.split_at(HALF);
        for ((folded, &low), &high) in folded.iter_mut().zip(low).zip(high) {
            *folded = low + high;
        }
    }
    folded
}

/// A pass over so few outcomes that they fill one block.
struct Few<'a, T, K, const LANES: usize, const HALF: usize>(&'a [T], &'a [T], PhantomData<K>);

impl<T: Arithmetic, K: Terms, const LANES: usize, const HALF: usize> Work
    for Few<'_, T, K, LANES, HALF>
{
    type Output = Found;

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Found {
        let mut signs = [0.0; LANES];
        let p = few::<T, LANES, HALF>(self.0, T::ZERO);
        let q = if K::PAIRS {
            few::<T, LANES, HALF>(self.1, T::ZERO)
        } else {
            p
        };
        let sums = group::<f64, K, FUSED, LANES>(&[p], &[q], &mut signs);
        let mut totals = [0.0; 5];
        for (total, lanes) in totals.iter_mut().zip(sums).take(K::SUMS) {
            *total = tree(lanes, |a, b| a + b);
        }
        Found::of(totals, signs)
    }
}

impl Found {
    #[inline(always)]
    fn of<T: Arithmetic, const LANES: usize>(
        [terms, p, twos, q, ruled_out]: [f64; 5],
        signs: [T; LANES],
    ) -> Self {
        Self {
            terms: terms + LN_2 * twos,
            p,
            q,
            ruled_out,
            has_sign: signs.iter().fold(false, |any, sign| any | sign.has_sign()),
        }
    }
}

/// Works on a few blocks: Σ terms, Σ p, Σ twos, Σ q and Σ p where q is 0 or nearly so, lane by lane.
///
/// The sums are arrays of this function alone, so that they stay in registers.
#[inline(always)]
fn group<T: Arithmetic, K: Terms, const FUSED: bool, const LANES: usize>(
    p: &[[T; LANES]],
    q: &[[T; LANES]],
    signs: &mut [T; LANES],
) -> [[T; LANES]; 5] {
    let [mut terms, mut p_sum, mut twos, mut q_sum, mut ruled_out] = [[T::ZERO; LANES]; 5];
    let mut sign = *signs;
    for (p, q) in p.iter().zip(q) {
        for lane in 0..LANES {
            let (p, q) = (p[lane], q[lane]);
            K::add::<T, FUSED>(p, q, &mut terms[lane], &mut twos[lane]);
            p_sum[lane] += p;
            sign[lane] = sign[lane].with_sign_of(p);
            if K::PAIRS {
                q_sum[lane] += K::second(p, q);
                ruled_out[lane] += if q < T::SMALLEST_NORMAL { p } else { T::ZERO };
                sign[lane] = sign[lane].with_sign_of(q);
            }
        }
    }
    *signs = sign;
    [terms, p_sum, twos, q_sum, ruled_out]
}

/// One pair after another, with the logarithm of the standard library.
#[inline(never)]
fn one_after_another<T: Arithmetic, K: Terms>(p: &[T], q: &[T]) -> Found {
    let mut sum = Compensated::default();
    let mut found = Found::default();
    for (p, q) in p.chunks(FEWER).zip(q.chunks(FEWER)) {
        // Sums that cross a call would go through memory each time.
        let mut terms = [0.0; FEWER];
        for ((term, &p), &q) in terms.iter_mut().zip(p).zip(q) {
            *term = K::precise(p, q);
        }
        for &term in &terms[..p.len()] {
            // What is lost to rounding shows in double precision only.
            if T::IS_DOUBLE {
                sum.add(term);
            } else {
                found.terms += term;
            }
        }
        for (&p, &q) in p.iter().zip(q) {
            found.has_sign |= p.has_sign();
            found.p += p.into();
            if K::PAIRS {
                found.has_sign |= q.has_sign();
                found.q += K::second(p.into(), q.into());
                found.ruled_out += if q == T::ZERO { p.into() } else { 0.0 };
            }
        }
    }
    found.terms += sum.total();
    found
}

/// p times the cost, which is nothing for p = 0, however much it costs.
#[inline(always)]
fn weighted(p: f64, cost: f64) -> f64 {
    if p == 0.0 { 0.0 } else { p * cost }
}

/// p times the cost of x, in two parts.
#[inline(always)]
fn add_cost<T: Arithmetic, const FUSED: bool>(p: T, x: T, sum: &mut T, twos: &mut T) {
    let (k, l) = T::ln_parts::<FUSED>(x);
    *sum = (-p).multiply_add::<FUSED>(l, *sum);
    *twos = (-p).multiply_add::<FUSED>(k, *twos);
}

struct Entropy;

impl Terms for Entropy {
    const PAIRS: bool = false;

    #[inline(always)]
    fn add<T: Arithmetic, const FUSED: bool>(p: T, _: T, sum: &mut T, twos: &mut T) {
        add_cost::<T, FUSED>(p, p, sum, twos);
    }

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

    #[inline(always)]
    fn add<T: Arithmetic, const FUSED: bool>(p: T, q: T, sum: &mut T, twos: &mut T) {
        add_cost::<T, FUSED>(p, q, sum, twos);
    }

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

    #[inline(always)]
    fn add<T: Arithmetic, const FUSED: bool>(p: T, q: T, sum: &mut T, _: &mut T) {
        *sum += excess::<T, FUSED>(p, q);
    }

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

/// p · ln(p / q) − (p − q), which is never negative.
///
/// The ratio is brought near 1 by a power of two: p / q = 2ᵏ · a / b. With s = (a − b) / (a + b),
/// ln(a / b) = 2 artanh s = 2s + s³ · P(s²).
/// Where p and q are within a factor of two, k is 0, and (p − q) · s · (1 + (1 + s) · s · P(s²) / 2) is the whole of it:
/// the terms linear in s are equal, and are left out instead of subtracted.
#[inline(always)]
fn excess<T: Arithmetic, const FUSED: bool>(p: T, q: T) -> T {
    let difference = p - q;
    let (twos, a, b) = T::split_ratio(p, q);
    let s = (a - b) / (a + b);
    let square = s * s;
    let tail = T::artanh_tail::<FUSED>(square);
    let near =
        (difference * s) * ((T::ONE + s) * (s * tail)).multiply_add::<FUSED>(T::HALF, T::ONE);
    let ln_ratio = T::add_twos::<FUSED>(twos, (s * square).multiply_add::<FUSED>(tail, s + s));
    let far = p.multiply_add::<FUSED>(ln_ratio, -difference);
    if twos == T::ZERO { near } else { far }
}
