//! The givens of the chapter *One pass: exact and fast*, and the ways of computing that it warns of.

pub use ::kernels::{
    Information, KernelError, kl_divergence, softmax_cross_entropy, softmax_cross_entropy_each,
    softmax_cross_entropy_with_gradient, traffic,
};

pub use crate::language_models::VOCABULARY;
pub use frameworks::{cross_entropy_f32, generalized_kl_divergence};
use ndarray::{ArrayView1, Axis};
pub use recording::{RecordingError, exact, recorded};

/// How many predictions a batch holds.
pub const ROWS: usize = 64;

/// Scores of a prediction that is sure, and right.
pub const SURE: [f32; 2] = [20.0, 0.0];

/// Scores, so sure that single precision rounds the probability to one.
pub const SURER: [f64; 2] = [50.0, 0.0];

/// The place of the true class.
pub const TRUE: usize = 0;

/// A coin that is hardly biased.
pub const HARDLY_BIASED: [f32; 2] = [0.5 + 1.0 / 32768.0, 0.5 - 1.0 / 32768.0];

/// A fair coin.
pub const FAIR: [f32; 2] = [0.5, 0.5];

/// The loss by the kernel, in nats; [`cross_entropy_f32`] is the same with the truth in the sum.
///
/// # Errors
/// [`KernelError`] if there is no such class, or the logits are none.
///
/// ```
/// use givens::kernels::{SURE, TRUE, loss_in_one_pass};
///
/// assert_eq!(format!("{:.6e}", loss_in_one_pass(&SURE, TRUE)?), "2.061154e-9");
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn loss_in_one_pass(logits: &[f32; 2], target: usize) -> Result<f64, KernelError> {
    let mut loss = [0.0];
    softmax_cross_entropy_each(&[*logits], &[target], &mut loss)?;
    Ok(f64::from(loss[0]))
}

/// The same for any row of logits, in double precision.
///
/// # Errors
/// [`KernelError`] if there is no such class, or the logits are none.
///
/// ```
/// use givens::kernels::loss_of_row;
///
/// assert_eq!(format!("{:.6}", loss_of_row(&[2.0, 1.0, 0.1], 0)?), "0.417030");
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn loss_of_row(logits: &[f64], target: usize) -> Result<f64, KernelError> {
    softmax_cross_entropy(ArrayView1::from(logits).insert_axis(Axis(0)), &[target])
}

/// What ln((1 + s) / (1 − s)) has beyond 2s, over s³: the series Σ 2 s²ᵏ / (2k + 3), given s².
///
/// ```
/// let rest = givens::kernels::series(0.25);
/// assert!((rest - (3.0_f64.ln() - 1.0) / 0.125).abs() < 1e-14);
/// ```
#[must_use]
pub fn series(square: f64) -> f64 {
    let terms = (0..2_000_i32).map(|k| square.powi(k) * 2.0 / f64::from(2 * k + 3));
    if square < 0.9 {
        return terms.take_while(|term| *term > 1e-18).sum();
    }
    // Close to one the series takes long, and nothing cancels in what it sums to.
    let s = square.sqrt();
    (2.0 * s.atanh() - 2.0 * s) / s.powi(3)
}

/// The slope of the true class by subtraction: softmax(z)\[target\] − 1.
///
/// ```
/// use givens::kernels::{SURER, TRUE, slope_by_subtraction};
///
/// assert_eq!(slope_by_subtraction(&SURER, TRUE), 0.0);
/// ```
#[must_use]
pub fn slope_by_subtraction(logits: &[f64], target: usize) -> f64 {
    let maximum = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logits.iter().map(|z| (z - maximum).exp()).sum();
    (logits[target] - maximum).exp() / sum - 1.0
}

/// The same slope by the kernel: minus the probability of all other classes.
///
/// # Errors
/// [`KernelError`] if there is no such class, or the logits are none.
///
/// ```
/// use givens::kernels::{SURER, TRUE, slope_in_one_pass};
///
/// assert_eq!(format!("{:.6e}", slope_in_one_pass(&SURER, TRUE)?), "-1.928750e-22");
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn slope_in_one_pass(logits: &[f64; 2], target: usize) -> Result<f64, KernelError> {
    let mut gradient = [[0.0; 2]];
    softmax_cross_entropy_with_gradient(&[*logits], &[target], &mut gradient)?;
    Ok(gradient[0][target])
}

/// The divergence as it is defined, in single precision and in nats: Σ p · ln(p / q).
///
/// ```
/// use givens::kernels::{FAIR, HARDLY_BIASED, divergence_as_defined};
///
/// assert!(divergence_as_defined(&FAIR, &HARDLY_BIASED) <= 0.0);
/// ```
#[must_use]
pub fn divergence_as_defined(p: &[f32], q: &[f32]) -> f32 {
    p.iter().zip(q).map(|(p, q)| p * (p / q).ln()).sum()
}

/// ln Σ exp zⱼ of a row while it is read once, in nats: where a larger logit turns up, the sum so far is scaled down.
///
/// Milakov & Gimelshein (2018). The losses of this crate do without: they compare every logit with the true one.
///
/// ```
/// let z = [2.0, 1.0, 0.1];
/// let online = givens::kernels::log_sum_exp_online(&z);
/// assert_eq!(format!("{online:.6}"), "2.417030");
/// ```
#[must_use]
pub fn log_sum_exp_online(logits: &[f64]) -> f64 {
    let mut maximum = f64::NEG_INFINITY;
    let mut sum = 0.0;
    for &z in logits {
        if z > maximum {
            sum *= (maximum - z).exp();
            maximum = z;
        }
        if z > f64::NEG_INFINITY {
            sum += (z - maximum).exp();
        }
    }
    maximum + sum.ln()
}

/// By how many nats the true logit leads the other one.
pub const LEADS: [f32; 3] = [10.0, 20.0, 50.0];

/// What the loss of a lead is in one pass, in single precision, as an amount.
///
/// # Errors
/// [`KernelError`] if the lead is NaN or infinite.
///
/// ```
/// let loss = givens::kernels::leading(10.0)?;
/// assert_eq!(format!("{:.6e}", loss.nats()), "4.539890e-5");
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn leading(lead: f32) -> Result<Information, KernelError> {
    Ok(Information::from_nats(loss_in_one_pass(
        &[lead, 0.0],
        TRUE,
    )?))
}

/// The same in double precision.
///
/// # Errors
/// [`KernelError`] if the lead is NaN or infinite.
///
/// ```
/// let loss = givens::kernels::leading_twice_as_precise(20.0)?;
/// assert_eq!(format!("{:.8e}", loss.nats()), "2.06115362e-9");
/// # Ok::<(), kernels::KernelError>(())
/// ```
pub fn leading_twice_as_precise(lead: f32) -> Result<Information, KernelError> {
    let loss = softmax_cross_entropy(&[[f64::from(lead), 0.0]], &[TRUE])?;
    Ok(Information::from_nats(loss))
}

/// The exponential that the class which is not true adds to the sum, with the largest logit taken out.
///
/// ```
/// use givens::kernels::{SURE, the_other};
///
/// assert_eq!(format!("{:.6e}", the_other(&SURE)), "2.061154e-9");
/// ```
#[must_use]
pub fn the_other([first, second]: &[f32; 2]) -> f64 {
    (f64::from(*second) - f64::from(*first)).exp()
}

/// How many decimal digits of `found` are right: the logarithm of its relative error, with the sign turned.
///
/// A wrong first digit leaves none, and no answer is given more than `most`.
///
/// ```
/// use givens::kernels::digits;
///
/// assert_eq!(digits(1.001, 1.0, 7.0).round(), 3.0);
/// assert_eq!(digits(0.0, 1.0, 7.0), 0.0);
/// assert_eq!(digits(1.0, 1.0, 7.0), 7.0);
/// ```
#[must_use]
pub fn digits(found: f64, exact: f64, most: f64) -> f64 {
    (0.0 - ((found - exact) / exact).abs().log10()).clamp(0.0, most)
}

/// The decimal digits that a float of single precision has.
///
/// ```
/// assert_eq!(format!("{:.1}", givens::kernels::single_digits()), "7.2");
/// ```
#[must_use]
pub fn single_digits() -> f64 {
    f64::from(f32::MANTISSA_DIGITS) * 2_f64.log10()
}

/// How many digits of PyTorch's recorded answer to a lead are right, in single precision.
///
/// # Errors
/// [`RecordingError`] if nobody asked for this lead.
///
/// ```
/// assert_eq!(format!("{:.1}", givens::kernels::recorded_digits(10.0)?), "3.4");
/// # Ok::<(), givens::kernels::RecordingError>(())
/// ```
pub fn recorded_digits(lead: f32) -> Result<f64, RecordingError> {
    let id = format!("torch/cross_entropy/confident-{lead}/f32");
    let (found, exact) = (recorded(&id)?, exact(&id)?);
    Ok(digits(found.nats(), exact.nats(), single_digits()))
}

/// How many arrays of the size of the logits the textbook's steps read, and how many they write.
///
/// ```
/// assert_eq!(givens::kernels::passes(), [4, 2]);
/// ```
#[must_use]
pub fn passes() -> [usize; 2] {
    let steps = traffic::STEP_BY_STEP.iter();
    let [read, written] = [
        steps.clone().map(|(_, read, _)| read).sum(),
        steps.map(|(_, _, written)| written).sum(),
    ];
    [read, written]
}

/// What the logits of a batch take in half precision, in bytes.
///
/// ```
/// assert_eq!(givens::kernels::half_precision_bytes(), 6_432_896);
/// ```
#[must_use]
pub fn half_precision_bytes() -> usize {
    traffic::softmax_cross_entropy::<f32>(ROWS, VOCABULARY).read / 2
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/kernels.md")]
mod page {}
