//! How fast can a loss be, without losing a digit?
//!
//! ```
//! use kernels::softmax_cross_entropy_with_gradient;
//! use ndarray::{Array2, array};
//!
//! let logits = array![[2.0, 1.0, 0.1], [50.0, 0.0, 0.0]];
//! let mut gradient = Array2::zeros(logits.raw_dim());
//! let loss = softmax_cross_entropy_with_gradient(&logits, &[0, 0], &mut gradient)?;
//! assert_eq!(format!("{loss:.6} nats"), "0.208515 nats");
//! assert_eq!(format!("{:.4e}", gradient[[1, 0]]), "-1.9287e-22");
//! # Ok::<(), kernels::KernelError>(())
//! ```
//!
//! The chapters before define each quantity for one example, in double precision, as it is read.
//! Here stand the same quantities for a whole batch, in `f32` or `f64`, as it is computed where it has to be fast:
//! each number is fetched from memory once, nothing is allocated, and whatever can be exact is.
//! Logits may also come in two bytes, as `bf16` or `f16`: a block of them is widened in the cache, and summed in `f32`.
//! All losses and entropies are bare floats in nats; gradients are nats for each unit of logit.
//!
//! The code is plain loops over arrays, compiled for AVX-512, for AVX2 and for the baseline of the architecture;
//! which one runs is settled when the program runs.
//! A call that takes about a millisecond or more is shared among threads, and the answer stays the same to the last bit.
//!
//! The chapter is *One pass: exact and fast*, `book/en/kernels.md`.
//! This crate has no weights, no ignored targets and no smoothing: see the chapter *Loss options: weights, reductions, smoothing*.

mod batch;
mod binary;
mod distributions;
mod halves;
mod lanes;
mod level;
mod real;
mod softmax;
pub mod traffic;

pub use batch::{Format, Real};
pub use half::{bf16, f16};

pub use information::Information;

use level::Plan;
use ndarray::{ArrayView2, ArrayViewMut2};
use thiserror::Error;

/// Why a batch has no loss, or a list of numbers no entropy.
///
/// Buffers given for losses or gradients may hold some answers then, and no meaningful ones.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum KernelError {
    /// There is nothing to take the mean of.
    #[error("the batch is empty; give at least one row with at least one class")]
    Empty,
    /// The rows do not lie one after another in memory.
    #[error("the {name} do not lie row after row in memory; pass `.as_standard_layout()`")]
    NotContiguous {
        /// What is laid out otherwise.
        name: &'static str,
    },
    /// Two arguments disagree about the size of the batch.
    #[error("there are {found} {name}, and {expected} are needed")]
    LengthMismatch {
        /// What there is too much or too little of.
        name: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// A logit is not a number, or infinitely large.
    #[error(
        "logit {class} of row {row} is {value}; give a number, or -inf for an impossible class"
    )]
    NotALogit {
        /// The row of the offending logit, counted from zero.
        row: usize,
        /// Its place in the row, counted from zero.
        class: usize,
        /// The offending value.
        value: f64,
    },
    /// All classes of a row are impossible.
    #[error("all {classes} logits of row {row} are -inf; let at least one class be possible")]
    NothingPossible {
        /// The row, counted from zero.
        row: usize,
        /// The number of classes.
        classes: usize,
    },
    /// The true class of a row does not exist.
    #[error(
        "target {class} of row {row} is out of range for {classes} classes; classes are counted from 0"
    )]
    TargetOutOfRange {
        /// The row, counted from zero.
        row: usize,
        /// The class asked for.
        class: usize,
        /// The number of classes.
        classes: usize,
    },
    /// The logit of a yes-or-no prediction is not a number.
    #[error("logit {index} is NaN; give a number, or an infinity for what is certain")]
    NaN {
        /// The position of the offending logit, counted from zero.
        index: usize,
    },
    /// The truth of a yes-or-no question is no probability.
    #[error("target {index} is {value}; give a number from 0 to 1")]
    NotATarget {
        /// The position of the offending target, counted from zero.
        index: usize,
        /// The offending value.
        value: f64,
    },
    /// A probability is negative, infinite or not a number.
    #[error("{name}[{index}] is {value}, which is no probability; give a number from 0 to 1")]
    NotAProbability {
        /// The distribution it stands in, `p` or `q`.
        name: &'static str,
        /// The position of the offending number, counted from zero.
        index: usize,
        /// The offending value.
        value: f64,
    },
    /// Probabilities must sum to one.
    #[error("the probabilities of {name} sum to {sum}, not 1; divide them by their sum")]
    Sum {
        /// The offending distribution, `p` or `q`.
        name: &'static str,
        /// What its numbers sum to.
        sum: f64,
    },
}

/// What a batch of predictions costs on average, in nats.
///
/// mean over the rows of −ln softmax(z)\[target\] = ln(1 + Σ′ exp(zⱼ − z\[target\])), where the sum leaves the target out
///
/// `logits` has a row for each prediction and a column for each class; `targets` has a class for each row.
/// A logit of −∞ is an impossible class, and costs +∞ where it comes true.
/// However near zero it is, the loss of a row is off by a few ulp of its precision at most, and mostly by none;
/// the mean is taken in double precision.
/// Logits of two bytes ([`bf16`](struct@bf16), [`f16`](struct@f16)) are widened as they are read, and computed with in single precision.
/// The sum is that of `logits::softmax_cross_entropy`.
/// Exponentials are taken relative to the target, so no largest logit is needed; a row whose target is all but impossible
/// is done again with the largest logit taken out (Blanchard, Higham & Higham 2021).
///
/// # Errors
/// [`KernelError`] if the batch is empty or not laid out row by row, the number of targets is not that of the rows,
/// a target is out of range, a logit is NaN or +∞, or all logits of a row are −∞.
///
/// ```
/// use kernels::softmax_cross_entropy;
///
/// let loss = softmax_cross_entropy(&[[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]], &[0, 2])?;
/// assert_eq!(format!("{loss:.6} nats"), "0.757821 nats");
///
/// use kernels::bf16;
/// let logits = [[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]].map(|row| row.map(bf16::from_f64));
/// let loss = softmax_cross_entropy(&logits, &[0, 2])?;
/// assert_eq!(format!("{loss:.6} nats"), "0.757826 nats");
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn softmax_cross_entropy<'a, T: Format>(
    logits: impl Into<ArrayView2<'a, T>>,
    targets: &[usize],
) -> Result<f64, KernelError> {
    softmax_batch(Plan::detected(), logits.into(), targets, None, None)
}

/// What each prediction of a batch costs, written to `losses`, and the average, both in nats.
///
/// As [`softmax_cross_entropy`]; `losses` has a place for each row.
///
/// # Errors
/// As for [`softmax_cross_entropy`], and if the number of losses is not that of the rows.
///
/// ```
/// use kernels::softmax_cross_entropy_each;
///
/// let mut losses = [0.0_f32; 2];
/// softmax_cross_entropy_each(&[[20.0, 0.0], [10.0, 0.0]], &[0, 0], &mut losses)?;
/// assert_eq!(losses.map(|loss| format!("{loss:.6e}")), ["2.061154e-9", "4.539890e-5"]);
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn softmax_cross_entropy_each<'a, T: Format>(
    logits: impl Into<ArrayView2<'a, T>>,
    targets: &[usize],
    losses: &mut [T],
) -> Result<f64, KernelError> {
    softmax_batch(Plan::detected(), logits.into(), targets, Some(losses), None)
}

/// What a batch of predictions costs on average, in nats, and how that average changes with each logit.
///
/// ∂ mean / ∂zᵢⱼ = (softmax(zᵢ)ⱼ − \[j = targetᵢ\]) / rows, in nats for each unit of logit
///
/// `gradient` has the shape of `logits` and is overwritten.
/// It is the gradient of the mean, as PyTorch's default reduction has it; multiply by the number of rows for that of the sum.
/// The entry of the target is minus the sum of the others, never ŷ − 1, so a prediction that is almost sure keeps its digits.
/// The scalar definition is `gradients::softmax_cross_entropy_gradient`; Goodfellow et al. (2016), section 6.2.2.3.
///
/// # Errors
/// As for [`softmax_cross_entropy`], and if the gradient has another shape than the logits.
///
/// ```
/// use kernels::softmax_cross_entropy_with_gradient;
///
/// let mut gradient = [[0.0; 3]];
/// softmax_cross_entropy_with_gradient(&[[2.0, 1.0, 0.1]], &[0], &mut gradient)?;
/// let shown = gradient[0].map(|slope| format!("{slope:.6}"));
/// assert_eq!(shown, ["-0.340999", "0.242433", "0.098566"]);
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn softmax_cross_entropy_with_gradient<'a, 'b, T: Format>(
    logits: impl Into<ArrayView2<'a, T>>,
    targets: &[usize],
    gradient: impl Into<ArrayViewMut2<'b, T>>,
) -> Result<f64, KernelError> {
    softmax_batch(
        Plan::detected(),
        logits.into(),
        targets,
        None,
        Some(gradient.into()),
    )
}

fn softmax_batch<T: Format>(
    plan: Plan,
    logits: ArrayView2<'_, T>,
    targets: &[usize],
    losses: Option<&mut [T]>,
    gradient: Option<ArrayViewMut2<'_, T>>,
) -> Result<f64, KernelError> {
    let (rows, classes) = logits.dim();
    if rows == 0 || classes == 0 {
        return Err(KernelError::Empty);
    }
    same("targets", targets.len(), rows)?;
    if let Some(losses) = &losses {
        same("losses", losses.len(), rows)?;
    }
    let logits = logits
        .to_slice()
        .ok_or(KernelError::NotContiguous { name: "logits" })?;
    let gradient = match gradient {
        None => None,
        Some(gradient) => {
            same("rows of the gradient", gradient.nrows(), rows)?;
            same("columns of the gradient", gradient.ncols(), classes)?;
            let gradient = gradient.into_slice();
            Some(gradient.ok_or(KernelError::NotContiguous { name: "slopes" })?)
        }
    };
    T::softmax(plan, classes, logits, targets, losses, gradient)
}

/// What a batch of yes-or-no predictions costs on average, in nats.
///
/// mean of y · softplus(−z) + (1 − y) · softplus(z) = |z| · \[the truth against the sign of z\] + ln(1 + exp(−|z|))
///
/// `logits` are the logits of yes, `targets` the truths, each from 0 to 1, both of the same length.
/// An infinite logit is a certain prediction: it costs nothing if right, and +∞ if wrong.
/// Neither side is rounded to 1 on the way, so a right prediction keeps its small loss for y = 1 as for y = 0.
/// The scalar definition is `logits::binary_cross_entropy_with_logits`.
///
/// # Errors
/// [`KernelError`] if the batch is empty, the lengths differ, a logit is NaN, or a target is no probability.
///
/// ```
/// use kernels::binary_cross_entropy_with_logits;
///
/// let loss = binary_cross_entropy_with_logits(&[17.0], &[1.0])?;
/// assert_eq!(format!("{loss:.6e}"), "4.139938e-8");
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn binary_cross_entropy_with_logits<T: Format>(
    logits: &[T],
    targets: &[T],
) -> Result<f64, KernelError> {
    binary_batch(Plan::detected(), logits, targets, None)
}

/// What a batch of yes-or-no predictions costs on average, in nats, and how that average changes with each logit.
///
/// ∂ mean / ∂zᵢ = (σ(zᵢ) − yᵢ) / count = ((1 − yᵢ) · σ(zᵢ) − yᵢ · σ(−zᵢ)) / count
///
/// `gradient` has a place for each logit and is overwritten; it is that of the mean, in nats for each unit of logit.
/// The scalar definition is `gradients::binary_cross_entropy_gradient`.
///
/// # Errors
/// As for [`binary_cross_entropy_with_logits`], and if the gradient has another length.
///
/// ```
/// use kernels::binary_cross_entropy_with_logits_and_gradient;
///
/// let mut gradient = [0.0];
/// binary_cross_entropy_with_logits_and_gradient(&[40.0], &[1.0], &mut gradient)?;
/// assert_eq!(format!("{:.4e}", gradient[0]), "-4.2484e-18");
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn binary_cross_entropy_with_logits_and_gradient<T: Format>(
    logits: &[T],
    targets: &[T],
    gradient: &mut [T],
) -> Result<f64, KernelError> {
    binary_batch(Plan::detected(), logits, targets, Some(gradient))
}

fn binary_batch<T: Format>(
    plan: Plan,
    logits: &[T],
    targets: &[T],
    gradient: Option<&mut [T]>,
) -> Result<f64, KernelError> {
    if logits.is_empty() {
        return Err(KernelError::Empty);
    }
    same("targets", targets.len(), logits.len())?;
    if let Some(gradient) = &gradient {
        same("slopes", gradient.len(), logits.len())?;
    }
    T::binary(plan, logits, targets, gradient)
}

/// The expected surprisal of a draw from `p`, in nats.
///
/// H(p) = −Σ pᵢ · ln pᵢ
///
/// `p` must sum to one within 1e-9, or within 1e-5 in single precision.
/// What never happens contributes nothing; subnormal probabilities are kept.
/// The worst for a long sum is many equal terms, which are rounded the same way time and again: of all uniform
/// distributions that were tried, none was off by more than 4 ulp in single precision, or 6 in double.
/// The scalar definition is `entropy::entropy`; Shannon (1948), section 6.
///
/// # Errors
/// [`KernelError`] if there are no probabilities, one is negative or NaN, or their sum is not one.
///
/// ```
/// use kernels::entropy;
///
/// assert_eq!(entropy(&[0.25_f64; 4])?, 2.0 * std::f64::consts::LN_2);
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn entropy<T: Real>(p: &[T]) -> Result<f64, KernelError> {
    if p.is_empty() {
        return Err(KernelError::Empty);
    }
    T::entropy(Plan::detected(), p)
}

/// What draws from `p` cost on average under `q`, in nats.
///
/// H(p, q) = −Σ pᵢ · ln qᵢ
///
/// Infinite where `q` rules out what `p` does not.
/// The scalar definition is `cross_entropy::cross_entropy`; Cover & Thomas (2006), section 2.
///
/// # Errors
/// [`KernelError`] if there are no probabilities, the lengths differ, one is negative or NaN, or a sum is not one.
///
/// ```
/// use kernels::cross_entropy;
///
/// let cost = cross_entropy(&[0.7, 0.3], &[0.9, 0.1])?;
/// assert_eq!(format!("{cost:.6}"), "0.764528");
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn cross_entropy<T: Real>(p: &[T], q: &[T]) -> Result<f64, KernelError> {
    pair(p, q)?;
    T::cross_entropy(Plan::detected(), p, q)
}

/// The extra cost, per draw, of taking `q` for `p`, in nats.
///
/// D(p ‖ q) = Σ pᵢ · ln(pᵢ / qᵢ) = Σ \[pᵢ · ln(pᵢ / qᵢ) − pᵢ + qᵢ\]
///
/// No bracket is negative, and where pᵢ and qᵢ are close its terms are not subtracted but left out,
/// so distributions that are almost equal keep their digits, and the divergence is never negative.
/// The two sums differ where those of `p` and `q` do, by a rounding: the brackets are the divergence of the
/// distributions that the floats stand for, and it is they that are summed.
/// Infinite where `q` rules out what `p` does not.
/// The scalar definition is `kl_divergence::kl_divergence`; Kullback & Leibler (1951), section 2.
///
/// # Errors
/// [`KernelError`] if there are no probabilities, the lengths differ, one is negative or NaN, or a sum is not one.
///
/// ```
/// use kernels::kl_divergence;
///
/// let extra = kl_divergence(&[0.7, 0.3], &[0.9, 0.1])?;
/// assert_eq!(format!("{extra:.6}"), "0.153664");
/// let (p, q) = ([0.500030517578125_f32, 0.499969482421875], [0.5, 0.5]);
/// assert_eq!(format!("{:.6e}", kl_divergence(&p, &q)?), "1.862645e-9");
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn kl_divergence<T: Real>(p: &[T], q: &[T]) -> Result<f64, KernelError> {
    pair(p, q)?;
    T::kl_divergence(Plan::detected(), p, q)
}

fn pair<T>(p: &[T], q: &[T]) -> Result<(), KernelError> {
    if p.is_empty() {
        return Err(KernelError::Empty);
    }
    same("probabilities in q", q.len(), p.len())
}

fn same(name: &'static str, found: usize, expected: usize) -> Result<(), KernelError> {
    if found == expected {
        Ok(())
    } else {
        Err(KernelError::LengthMismatch {
            name,
            found,
            expected,
        })
    }
}

#[cfg(test)]
mod tests;
