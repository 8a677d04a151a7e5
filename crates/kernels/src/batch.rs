//! Each kernel in each precision, compiled here and not in the crates that call it.

use half::{bf16, f16};

use crate::level::Plan;
use crate::real::arithmetic::Arithmetic;
use crate::{KernelError, binary, distributions, halves, softmax};

/// A precision that the kernels work in: `f32` or `f64`, and no other.
pub trait Real: Arithmetic + Batch + Format {}

impl Real for f32 {}
impl Real for f64 {}

/// What logits may be handed over in: `f64`, `f32`, `half::bf16` or `half::f16`, and nothing else.
///
/// The formats of two bytes are widened as they are read, and whatever is summed is summed in single precision at least;
/// losses and slopes are rounded to the format once, at the end.
pub trait Format: Losses + Copy + 'static {}

impl Format for f32 {}
impl Format for f64 {}
impl Format for bf16 {}
impl Format for f16 {}

/// The losses of logits in one format.
pub trait Losses: Sized {
    fn softmax(
        plan: Plan,
        classes: usize,
        logits: &[Self],
        targets: &[usize],
        losses: Option<&mut [Self]>,
        gradient: Option<&mut [Self]>,
    ) -> Result<f64, KernelError>;
    fn binary(
        plan: Plan,
        logits: &[Self],
        targets: &[Self],
        gradient: Option<&mut [Self]>,
    ) -> Result<f64, KernelError>;
}

/// The entropies in one precision.
pub trait Batch: Sized {
    fn entropy(plan: Plan, p: &[Self]) -> Result<f64, KernelError>;
    fn cross_entropy(plan: Plan, p: &[Self], q: &[Self]) -> Result<f64, KernelError>;
    fn kl_divergence(plan: Plan, p: &[Self], q: &[Self]) -> Result<f64, KernelError>;
}

impl Losses for f32 {
    fn softmax(
        plan: Plan,
        classes: usize,
        logits: &[Self],
        targets: &[usize],
        losses: Option<&mut [Self]>,
        gradient: Option<&mut [Self]>,
    ) -> Result<f64, KernelError> {
        softmax::mean(plan, classes, logits, targets, losses, gradient)
    }

    fn binary(
        plan: Plan,
        logits: &[Self],
        targets: &[Self],
        gradient: Option<&mut [Self]>,
    ) -> Result<f64, KernelError> {
        binary::mean(plan, logits, targets, gradient)
    }
}

impl Batch for f32 {
    fn entropy(plan: Plan, p: &[Self]) -> Result<f64, KernelError> {
        distributions::entropy(plan, p)
    }

    fn cross_entropy(plan: Plan, p: &[Self], q: &[Self]) -> Result<f64, KernelError> {
        distributions::cross_entropy(plan, p, q)
    }

    fn kl_divergence(plan: Plan, p: &[Self], q: &[Self]) -> Result<f64, KernelError> {
        distributions::kl_divergence(plan, p, q)
    }
}

impl Losses for f64 {
    fn softmax(
        plan: Plan,
        classes: usize,
        logits: &[Self],
        targets: &[usize],
        losses: Option<&mut [Self]>,
        gradient: Option<&mut [Self]>,
    ) -> Result<f64, KernelError> {
        softmax::mean(plan, classes, logits, targets, losses, gradient)
    }

    fn binary(
        plan: Plan,
        logits: &[Self],
        targets: &[Self],
        gradient: Option<&mut [Self]>,
    ) -> Result<f64, KernelError> {
        binary::mean(plan, logits, targets, gradient)
    }
}

impl Batch for f64 {
    fn entropy(plan: Plan, p: &[Self]) -> Result<f64, KernelError> {
        distributions::entropy(plan, p)
    }

    fn cross_entropy(plan: Plan, p: &[Self], q: &[Self]) -> Result<f64, KernelError> {
        distributions::cross_entropy(plan, p, q)
    }

    fn kl_divergence(plan: Plan, p: &[Self], q: &[Self]) -> Result<f64, KernelError> {
        distributions::kl_divergence(plan, p, q)
    }
}

impl Losses for bf16 {
    fn softmax(
        plan: Plan,
        classes: usize,
        logits: &[Self],
        targets: &[usize],
        losses: Option<&mut [Self]>,
        gradient: Option<&mut [Self]>,
    ) -> Result<f64, KernelError> {
        halves::softmax(plan, classes, logits, targets, losses, gradient)
    }

    fn binary(
        plan: Plan,
        logits: &[Self],
        targets: &[Self],
        gradient: Option<&mut [Self]>,
    ) -> Result<f64, KernelError> {
        halves::binary(plan, logits, targets, gradient)
    }
}

impl Losses for f16 {
    fn softmax(
        plan: Plan,
        classes: usize,
        logits: &[Self],
        targets: &[usize],
        losses: Option<&mut [Self]>,
        gradient: Option<&mut [Self]>,
    ) -> Result<f64, KernelError> {
        halves::softmax(plan, classes, logits, targets, losses, gradient)
    }

    fn binary(
        plan: Plan,
        logits: &[Self],
        targets: &[Self],
        gradient: Option<&mut [Self]>,
    ) -> Result<f64, KernelError> {
        halves::binary(plan, logits, targets, gradient)
    }
}
