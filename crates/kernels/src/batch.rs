//! Each kernel in each precision, compiled here and not in the crates that call it.

use crate::level::Plan;
use crate::real::arithmetic::Arithmetic;
use crate::{KernelError, binary, distributions, softmax};

/// A precision that the kernels work in: `f32` or `f64`, and no other.
pub trait Real: Arithmetic + Batch {}

impl Real for f32 {}
impl Real for f64 {}

/// The kernels of one precision.
pub trait Batch: Sized {
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
    fn entropy(plan: Plan, p: &[Self]) -> Result<f64, KernelError>;
    fn cross_entropy(plan: Plan, p: &[Self], q: &[Self]) -> Result<f64, KernelError>;
    fn kl_divergence(plan: Plan, p: &[Self], q: &[Self]) -> Result<f64, KernelError>;
}

impl Batch for f32 {
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

impl Batch for f64 {
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
