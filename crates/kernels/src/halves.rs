//! Logits in formats of two bytes, as large models hand them over.
//!
//! A block of them is widened to single precision, which is exact, and goes through the kernels of that precision;
//! what these answer is rounded once.
//! A block is small enough to stay in the cache, so memory sees two bytes of each logit.

use half::slice::HalfFloatSliceExt as Widens;

use crate::KernelError;
use crate::binary::{self, Stretch};
use crate::lanes::Compensated;
use crate::level::{Plan, WORTH_THREADS, share_of};
use crate::softmax::{Rows, SIDE_BY_SIDE};

/// So many logits are widened at once.
const BLOCK: usize = 1 << 14;

/// The mean loss. The lengths were compared before.
pub(crate) fn softmax<H: Copy + Send + Sync>(
    plan: Plan,
    classes: usize,
    logits: &[H],
    targets: &[usize],
    losses: Option<&mut [H]>,
    gradient: Option<&mut [H]>,
) -> Result<f64, KernelError>
where
    [H]: Widens,
{
    let rows = targets.len();
    // Long rows come one at a time, short ones fill the lanes.
    let at_once = if classes > BLOCK / SIDE_BY_SIDE {
        (BLOCK / classes).max(1)
    } else {
        (BLOCK / classes).next_multiple_of(SIDE_BY_SIDE).min(rows)
    };
    let each = share_of(rows, logits.len() >= WORTH_THREADS, at_once);
    let mut losses = losses.map(|losses| losses.chunks_mut(each));
    let mut gradient = gradient.map(|slopes| slopes.chunks_mut(each * classes));
    let parts = logits.chunks(each * classes).zip(targets.chunks(each));
    let jobs = parts.enumerate().map(|(part, (logits, targets))| Rows {
        first: part * each,
        classes,
        share: 1.0 / rows as f64,
        logits,
        targets,
        losses: losses.as_mut().and_then(Iterator::next),
        gradient: gradient.as_mut().and_then(Iterator::next),
        plan,
    });
    let (mut sum, mut fault) = (Compensated::default(), None);
    let work = |rows| in_blocks(rows, at_once);
    plan.share(jobs, rows.div_ceil(each), work, |part| match part {
        Ok(part) => sum.add(part),
        Err(error) => {
            fault.get_or_insert(error);
        }
    });
    fault.map_or_else(|| Ok(sum.total()), Err)
}

/// What some rows add to the mean, so many of them at once.
fn in_blocks<H: Copy + Send + Sync>(
    mut all: Rows<'_, H>,
    at_once: usize,
) -> Result<f64, KernelError>
where
    [H]: Widens,
{
    let classes = all.classes;
    let mut sum = Compensated::default();
    let mut logits = vec![0.0; at_once * classes];
    let mut losses = vec![0.0; if all.losses.is_some() { at_once } else { 0 }];
    let mut slopes = vec![
        0.0;
        if all.gradient.is_some() {
            at_once * classes
        } else {
            0
        }
    ];
    for start in (0..all.targets.len()).step_by(at_once) {
        let rows = start..(start + at_once).min(all.targets.len());
        let places = rows.start * classes..rows.end * classes;
        let logits = &mut logits[..places.len()];
        all.logits[places.clone()].convert_to_f32_slice(logits);
        let block = Rows {
            first: all.first + start,
            classes,
            share: all.share,
            logits,
            targets: &all.targets[rows.clone()],
            losses: all.losses.is_some().then(|| &mut losses[..rows.len()]),
            gradient: all.gradient.is_some().then(|| &mut slopes[..places.len()]),
            plan: all.plan,
        };
        sum.add(all.plan.run(block)?);
        if let Some(kept) = &mut all.losses {
            kept[rows.clone()].convert_from_f32_slice(&losses[..rows.len()]);
        }
        if let Some(gradient) = &mut all.gradient {
            gradient[places.clone()].convert_from_f32_slice(&slopes[..places.len()]);
        }
    }
    Ok(sum.total())
}

/// The mean loss of yes-or-no predictions. The lengths were compared before.
pub(crate) fn binary<H: Copy + Send + Sync>(
    plan: Plan,
    logits: &[H],
    targets: &[H],
    gradient: Option<&mut [H]>,
) -> Result<f64, KernelError>
where
    [H]: Widens,
{
    let count = logits.len();
    let share = 1.0 / count as f64;
    let each = share_of(count, count >= WORTH_THREADS, BLOCK);
    let mut gradient = gradient.map(|gradient| gradient.chunks_mut(each));
    let parts = logits.chunks(each).zip(targets.chunks(each));
    let jobs = parts.map(|(logits, targets)| Stretch {
        share,
        logits,
        targets,
        gradient: gradient.as_mut().and_then(Iterator::next),
    });
    let (mut sum, mut fault, mut first) = (0.0, None, 0);
    let work = |stretch: Stretch<'_, H>| (stretch.logits.len(), stretch_in_blocks(plan, stretch));
    plan.share(jobs, count.div_ceil(each), work, |(length, part)| {
        match part {
            Ok(part) => sum += part,
            Err(error) => {
                fault.get_or_insert(later(error, first));
            }
        }
        first += length;
    });
    fault.map_or_else(|| Ok(sum), Err)
}

/// What a stretch adds to the mean.
fn stretch_in_blocks<H: Copy + Send + Sync>(
    plan: Plan,
    mut all: Stretch<'_, H>,
) -> Result<f64, KernelError>
where
    [H]: Widens,
{
    let mut mean = Compensated::default();
    let at_once = BLOCK.min(all.logits.len());
    let [mut logits, mut targets, mut slopes] = [(); 3].map(|()| vec![0.0_f32; at_once]);
    for start in (0..all.logits.len()).step_by(at_once) {
        let places = start..(start + at_once).min(all.logits.len());
        let (z, y) = (&mut logits[..places.len()], &mut targets[..places.len()]);
        all.logits[places.clone()].convert_to_f32_slice(z);
        all.targets[places.clone()].convert_to_f32_slice(y);
        let block = Stretch {
            share: all.share,
            logits: &*z,
            targets: &*y,
            gradient: all.gradient.is_some().then(|| &mut slopes[..places.len()]),
        };
        let (sum, targets_are_right) = plan.run(block);
        if sum.is_nan() || !targets_are_right {
            return Err(later(binary::fault(z, y), start));
        }
        mean.add(if sum.is_infinite() {
            binary::mean_of_huge(z, y) * places.len() as f64 * all.share
        } else {
            sum * all.share
        });
        if let Some(gradient) = &mut all.gradient {
            gradient[places.clone()].convert_from_f32_slice(&slopes[..places.len()]);
        }
    }
    Ok(mean.total())
}

/// The same fault, counted from the beginning of the batch.
fn later(error: KernelError, start: usize) -> KernelError {
    match error {
        KernelError::NaN { index } => KernelError::NaN {
            index: index + start,
        },
        KernelError::NotATarget { index, value } => KernelError::NotATarget {
            index: index + start,
            value,
        },
        other => other,
    }
}
