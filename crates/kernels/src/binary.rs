//! The loss of yes-or-no predictions given as logits, of a whole batch.

use crate::KernelError;
use crate::lanes::{BLOCK, GROUP, Sum, larger, padded, smaller, tree};
use crate::level::{Plan, WORTH_THREADS, Work, share_of};
use crate::real::arithmetic::Arithmetic;

/// A stretch of a batch.
struct Stretch<'a, T> {
    /// One over the number of predictions of the whole batch.
    share: f64,
    logits: &'a [T],
    targets: &'a [T],
    gradient: Option<&'a mut [T]>,
}

/// The mean loss. The lengths were compared before.
pub(crate) fn mean<T: Arithmetic>(
    plan: Plan,
    logits: &[T],
    targets: &[T],
    gradient: Option<&mut [T]>,
) -> Result<f64, KernelError> {
    let count = logits.len();
    let each = share_of(count, count >= WORTH_THREADS, BLOCK);
    let share = 1.0 / count as f64;
    let mut sum = 0.0;
    let mut targets_are_right = true;
    if count <= TINY {
        (sum, targets_are_right) = one_after_another(logits, targets, share, gradient);
    } else {
        let mut gradient = gradient.map(|gradient| gradient.chunks_mut(each));
        let parts = logits.chunks(each).zip(targets.chunks(each));
        let jobs = parts.map(|(logits, targets)| Stretch {
            share,
            logits,
            targets,
            gradient: gradient.as_mut().and_then(Iterator::next),
        });
        plan.share(
            jobs,
            count.div_ceil(each),
            |stretch| plan.run(stretch),
            |(part, right)| {
                sum += part;
                targets_are_right &= right;
            },
        );
    }
    if sum.is_nan() || !targets_are_right {
        return Err(fault(logits, targets));
    }
    Ok(sum / count as f64)
}

/// Finds out what is wrong with a batch.
#[cold]
#[inline(never)]
fn fault<T: Arithmetic>(logits: &[T], targets: &[T]) -> KernelError {
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
        match self.gradient {
            Some(gradient) => {
                losses::<T, FUSED, true>(self.logits, self.targets, self.share, gradient)
            }
            None => losses::<T, FUSED, false>(self.logits, self.targets, self.share, &mut []),
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
    let mut sum = Sum::<T>::new();
    let mut lowest = [T::ZERO; BLOCK];
    let mut highest = [T::ONE; BLOCK];
    let mut spare = [T::ZERO; BLOCK];
    let (logits, logits_rest) = logits.as_chunks::<BLOCK>();
    let (targets, targets_rest) = targets.as_chunks::<BLOCK>();
    let (slopes, slopes_rest) = gradient.as_chunks_mut::<BLOCK>();
    for (index, (z, y)) in logits.iter().zip(targets).enumerate() {
        let slopes = if GRADIENT {
            &mut slopes[index]
        } else {
            &mut spare
        };
        for lane in 0..BLOCK {
            let (loss, slope) = one::<T, FUSED>(z[lane], y[lane]);
            sum.lanes[lane] += loss;
            lowest[lane] = smaller(y[lane], lowest[lane]);
            highest[lane] = larger(y[lane], highest[lane]);
            if GRADIENT {
                slopes[lane] = slope * share;
            }
        }
        if index % GROUP == GROUP - 1 {
            sum.settle();
        }
    }
    if !logits_rest.is_empty() {
        // What is certain and right costs nothing.
        let z = padded(logits_rest, T::NEG_INFINITY);
        let y = padded(targets_rest, T::ZERO);
        for lane in 0..BLOCK {
            let (loss, slope) = one::<T, FUSED>(z[lane], y[lane]);
            sum.lanes[lane] += loss;
            lowest[lane] = smaller(y[lane], lowest[lane]);
            highest[lane] = larger(y[lane], highest[lane]);
            spare[lane] = slope * share;
        }
        if GRADIENT {
            slopes_rest.copy_from_slice(&spare[..logits_rest.len()]);
        }
    }
    sum.settle();
    let lowest = tree(lowest, smaller);
    let highest = tree(highest, larger);
    (sum.total(), lowest >= T::ZERO && highest <= T::ONE)
}

/// So few predictions are done before a kernel has filled its lanes.
const TINY: usize = 32;

/// One prediction after another, in double precision, with the functions of the standard library.
fn one_after_another<T: Arithmetic>(
    logits: &[T],
    targets: &[T],
    share: f64,
    mut gradient: Option<&mut [T]>,
) -> (f64, bool) {
    let mut sum = 0.0;
    let mut right = true;
    for (index, (&z, &y)) in logits.iter().zip(targets).enumerate() {
        let (z, y): (f64, f64) = (z.into(), y.into());
        let u = (-z.abs()).exp();
        let (loss, slope) = sides(z, y, u, u.ln_1p());
        sum += loss;
        right &= (0.0..=1.0).contains(&y);
        if let Some(gradient) = &mut gradient {
            gradient[index] = T::nearest(slope * share);
        }
    }
    (sum, right)
}

/// The loss of one prediction, and its slope.
#[inline(always)]
fn one<T: Arithmetic, const FUSED: bool>(z: T, y: T) -> (T, T) {
    let u = T::exp_raised::<FUSED>(-z.magnitude(), T::ZERO) * T::LOWER;
    sides(z, y, u, T::ln_1p_of_at_most_one::<FUSED>(u))
}

/// The loss and its slope, with u = exp(−|z|) and ln(1 + u).
///
/// Both are sums of what is wrong about either answer; nothing is subtracted from 1 but the target.
#[inline(always)]
fn sides<T: Arithmetic>(z: T, y: T, u: T, ln_1p_u: T) -> (T, T) {
    let is_yes = z > T::ZERO;
    let distance = z.magnitude();
    let no = T::ONE - y;
    // How much of the truth is against the prediction.
    let against = if is_yes { no } else { y };
    // A truth without weight costs nothing, even where it is infinitely far. NaN must come through.
    let wrong = if against == T::ZERO && distance == T::INFINITY {
        T::ZERO
    } else {
        distance * against
    };
    let first = if is_yes { no } else { no * u };
    let second = if is_yes { y * u } else { y };
    (wrong + ln_1p_u, (first - second) / (T::ONE + u))
}
