//! The loss of yes-or-no predictions given as logits, of a whole batch.

use crate::KernelError;
use crate::lanes::{self, Compensated, GROUP, few, padded, put_few, tree};
use crate::level::{Plan, WORTH_THREADS, Work, share_of};
use crate::real::arithmetic::Arithmetic;
use crate::real::{larger, smaller};

/// How many predictions are worked on at once: of more, the sums would not stay in registers.
const LANES: usize = 32;

/// A stretch of a batch.
pub(crate) struct Stretch<'a, T> {
    /// One over the number of predictions of the whole batch.
    pub(crate) share: f64,
    pub(crate) logits: &'a [T],
    pub(crate) targets: &'a [T],
    pub(crate) gradient: Option<&'a mut [T]>,
}

/// The mean loss. The lengths were compared before.
pub(crate) fn mean<T: Arithmetic>(
    plan: Plan,
    logits: &[T],
    targets: &[T],
    gradient: Option<&mut [T]>,
) -> Result<f64, KernelError> {
    let count = logits.len();
    let share = 1.0 / count as f64;
    let all = Stretch {
        share,
        logits,
        targets,
        gradient,
    };
    let (sum, targets_are_right) = match count {
        ..4 => plan.run(Few::<_, 4, 2>(all)),
        4..=7 => plan.run(Few::<_, 8, 4>(all)),
        8..=16 => plan.run(Few::<_, 16, 8>(all)),
        // In single precision so many are a usual block, of half as many registers.
        17..=32 if T::IS_DOUBLE => plan.run(Few::<_, 32, 16>(all)),
        _ => many(plan, all),
    };
    if sum.is_nan() || !targets_are_right {
        return Err(fault(logits, targets));
    }
    if sum.is_infinite() {
        return Ok(mean_of_huge(logits, targets));
    }
    Ok(sum / count as f64)
}

/// The mean of losses whose sum leaves the precision, or is infinite because one of them is.
#[cold]
#[inline(never)]
pub(crate) fn mean_of_huge<T: Arithmetic>(logits: &[T], targets: &[T]) -> f64 {
    let share = 1.0 / logits.len() as f64;
    let mut mean = Compensated::default();
    for (&z, &y) in logits.iter().zip(targets) {
        let (z, y): (f64, f64) = (z.into(), y.into());
        let (loss, _) = one::<f64, false>(z, y, (-z.abs()).exp());
        mean.add(loss * share);
    }
    mean.total()
}

/// In usual blocks, on several threads if that is worth waking them.
fn many<T: Arithmetic>(plan: Plan, all: Stretch<T>) -> (f64, bool) {
    let count = all.logits.len();
    let each = share_of(count, count >= WORTH_THREADS, LANES);
    let mut gradient = all.gradient.map(|gradient| gradient.chunks_mut(each));
    let parts = all.logits.chunks(each).zip(all.targets.chunks(each));
    let jobs = parts.map(|(logits, targets)| Stretch {
        share: all.share,
        logits,
        targets,
        gradient: gradient.as_mut().and_then(Iterator::next),
    });
    let mut found = (0.0, true);
    plan.share(
        jobs,
        count.div_ceil(each),
        |stretch| plan.run(stretch),
        |(sum, right)| {
            found.0 += sum;
            found.1 &= right;
        },
    );
    found
}

/// Finds out what is wrong with a batch.
#[cold]
#[inline(never)]
pub(crate) fn fault<T: Arithmetic>(logits: &[T], targets: &[T]) -> KernelError {
    for (index, (z, y)) in logits.iter().zip(targets).enumerate() {
        let (z, y): (f64, f64) = ((*z).into(), (*y).into());
        if z.is_nan() {
            return KernelError::NaN { index };
        }
        if !(0.0..=1.0).contains(&y) {
            return KernelError::NotATarget { index, value: y };
        }
    }
    KernelError::Empty
}

impl<T: Arithmetic> Work for Stretch<'_, T> {
    /// The sum, and whether all targets lie from 0 to 1.
    type Output = (f64, bool);

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Self::Output {
        let (z, y, share) = (self.logits, self.targets, self.share);
        match self.gradient {
            Some(slopes) => losses::<T, FUSED, true>(z, y, share, slopes),
            None => losses::<T, FUSED, false>(z, y, share, &mut []),
        }
    }
}

#[inline(always)]
fn losses<T: Arithmetic, const FUSED: bool, const GRADIENT: bool>(
    logits: &[T],
    targets: &[T],
    share: f64,
    gradient: &mut [T],
) -> (f64, bool) {
    let share = T::nearest(share);
    let mut sums = Sums::new();
    let (logits, logits_rest) = logits.as_chunks::<LANES>();
    let (targets, targets_rest) = targets.as_chunks::<LANES>();
    let (slopes, slopes_rest) = gradient.as_chunks_mut::<LANES>();
    let mut slopes = slopes.chunks_mut(GROUP);
    for (z, y) in logits.chunks(GROUP).zip(targets.chunks(GROUP)) {
        let slopes = slopes.next().unwrap_or_default();
        sums.add(group::<T, FUSED, GRADIENT, LANES>(z, y, share, slopes));
    }
    if !logits_rest.is_empty() {
        // What is certain and right costs nothing.
        let z = padded(logits_rest, T::NEG_INFINITY);
        let y = padded(targets_rest, T::ZERO);
        let mut spare = [T::ZERO; LANES];
        let slopes = std::slice::from_mut(&mut spare);
        sums.add(group::<T, FUSED, GRADIENT, LANES>(
            &[z],
            &[y],
            share,
            slopes,
        ));
        if GRADIENT {
            slopes_rest.copy_from_slice(&spare[..logits_rest.len()]);
        }
    }
    (
        sums.losses.total()[0],
        sums.lowest >= T::ZERO && sums.highest <= T::ONE,
    )
}

struct Sums<T, const LANES: usize> {
    losses: lanes::Sums<LANES, 1>,
    lowest: T,
    highest: T,
}

impl<T: Arithmetic, const LANES: usize> Sums<T, LANES> {
    #[inline(always)]
    fn new() -> Self {
        Self {
            losses: lanes::Sums::new(),
            lowest: T::ZERO,
            highest: T::ONE,
        }
    }

    #[inline(always)]
    fn add(&mut self, (losses, lowest, highest): ([T; LANES], [T; LANES], [T; LANES])) {
        self.losses.add(&[losses]);
        self.lowest = smaller(tree(lowest, smaller), self.lowest);
        self.highest = larger(tree(highest, larger), self.highest);
    }
}

/// Works on a few blocks: their losses, and the lowest and the highest target, lane by lane.
#[inline(always)]
fn group<T: Arithmetic, const FUSED: bool, const GRADIENT: bool, const LANES: usize>(
    z: &[[T; LANES]],
    y: &[[T; LANES]],
    share: T,
    slopes: &mut [[T; LANES]],
) -> ([T; LANES], [T; LANES], [T; LANES]) {
    let mut losses = [T::ZERO; LANES];
    let mut lowest = [T::ZERO; LANES];
    let mut highest = [T::ONE; LANES];
    let mut slopes = slopes.iter_mut();
    for (z, y) in z.iter().zip(y) {
        let (mut exps, mut found) = (*z, *z);
        // In a loop of its own, which is shorter: more of it is under way at once.
        for lane in 0..LANES {
            exps[lane] = T::exp_raised::<FUSED>(-z[lane].magnitude(), -T::ZERO) * T::LOWER;
        }
        for lane in 0..LANES {
            let (loss, slope) = one::<T, FUSED>(z[lane], y[lane], exps[lane]);
            losses[lane] += loss;
            lowest[lane] = smaller(y[lane], lowest[lane]);
            highest[lane] = larger(y[lane], highest[lane]);
            found[lane] = slope * share;
        }
        if GRADIENT && let Some(slopes) = slopes.next() {
            *slopes = found;
        }
    }
    (losses, lowest, highest)
}

/// A batch so small that it fills one block; in double precision in either case.
struct Few<'a, T, const LANES: usize, const HALF: usize>(Stretch<'a, T>);

impl<T: Arithmetic, const LANES: usize, const HALF: usize> Work for Few<'_, T, LANES, HALF> {
    type Output = (f64, bool);

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Self::Output {
        // What is certain and right costs nothing.
        let z = few::<T, LANES, HALF>(self.0.logits, T::NEG_INFINITY);
        let y = few::<T, LANES, HALF>(self.0.targets, T::ZERO);
        let mut slopes = [[0.0; LANES]];
        let (losses, lowest, highest) =
            group::<f64, FUSED, true, LANES>(&[z], &[y], self.0.share, &mut slopes);
        if let Some(gradient) = self.0.gradient {
            put_few::<T, LANES, HALF>(slopes[0], gradient);
        }
        let right = tree(lowest, smaller) >= 0.0 && tree(highest, larger) <= 1.0;
        (tree(losses, |a, b| a + b), right)
    }
}

/// The loss of one prediction, and its slope, with u = exp(−|z|).
///
/// The loss is |z| · (the truth against the sign of z) + ln(1 + u).
/// The slope is (against − u · other) / (1 + u), less than 0 where z is: nothing is subtracted from 1 but the target.
#[inline(always)]
fn one<T: Arithmetic, const FUSED: bool>(z: T, y: T, u: T) -> (T, T) {
    let is_yes = z > T::ZERO;
    let (yes, no) = (y, T::ONE - y);
    let (against, other) = if is_yes { (no, yes) } else { (yes, no) };
    // A truth without weight costs nothing, even where it is infinitely far.
    let distance = if against == T::ZERO {
        T::ZERO
    } else {
        z.magnitude()
    };
    let loss = distance.multiply_add::<FUSED>(against, ln_1p_of_at_most_one::<T, FUSED>(u));
    let slope = (-u).multiply_add::<FUSED>(other, against) / (T::ONE + u);
    (loss, if is_yes { slope } else { T::ZERO - slope })
}

/// ln(1 + u) for u from 0 to 1.
///
/// With s = u / (2 + u), it is 2 artanh s = 2s + s³ · P(s²), and 2s is u − s · u, so that u itself is not rounded.
#[inline(always)]
pub(crate) fn ln_1p_of_at_most_one<T: Arithmetic, const FUSED: bool>(u: T) -> T {
    let s = u / (T::ONE + T::ONE + u);
    let square = s * s;
    let tail = T::artanh_tail::<FUSED>(square);
    let bend = (-square).multiply_add::<FUSED>(tail, u);
    (-s).multiply_add::<FUSED>(bend, u)
}
