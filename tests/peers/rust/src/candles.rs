//! Candle.

use anyhow::Result;
use candle_core::{DType, Device, Tensor, Var};
use candle_nn::loss;
use ndarray::Array2;

use crate::data::Real;

pub struct Softmax {
    logits: Var,
    targets: Tensor,
}

impl Softmax {
    pub fn new<T: Real>(logits: &Array2<T>, targets: &[usize]) -> Result<Self> {
        let flat = logits.as_slice().unwrap_or(&[]).to_vec();
        let targets: Vec<u32> = targets.iter().map(|&class| class as u32).collect();
        Ok(Self {
            logits: Var::from_tensor(&Tensor::from_vec(flat, logits.dim(), &Device::Cpu)?)?,
            targets: Tensor::new(targets, &Device::Cpu)?,
        })
    }

    pub fn forward(&self) -> f64 {
        // Detached, so that no graph is kept.
        let loss = loss::cross_entropy(&self.logits.detach(), &self.targets);
        value(loss)
    }

    pub fn with_gradient(&self) -> f64 {
        slopes(loss::cross_entropy(&self.logits, &self.targets))
    }
}

pub struct Binary {
    logits: Var,
    targets: Tensor,
}

impl Binary {
    pub fn new<T: Real>(logits: &[T], targets: &[T]) -> Result<Self> {
        Ok(Self {
            logits: Var::from_tensor(&Tensor::new(logits, &Device::Cpu)?)?,
            targets: Tensor::new(targets, &Device::Cpu)?,
        })
    }

    pub fn with_gradient(&self) -> f64 {
        slopes(loss::binary_cross_entropy_with_logit(
            &self.logits,
            &self.targets,
        ))
    }
}

pub struct Distributions {
    p: Tensor,
    q: Tensor,
}

impl Distributions {
    pub fn new<T: Real>(p: &[T], q: &[T]) -> Result<Self> {
        Ok(Self {
            p: Tensor::new(p, &Device::Cpu)?,
            q: Tensor::new(q, &Device::Cpu)?,
        })
    }

    pub fn entropy(&self) -> f64 {
        value(
            self.p
                .log()
                .and_then(|logs| (logs * &self.p)?.sum_all()?.neg()),
        )
    }

    pub fn kl(&self) -> f64 {
        value((&self.p / &self.q).and_then(|ratio| (ratio.log()? * &self.p)?.sum_all()))
    }
}

fn value(tensor: candle_core::Result<Tensor>) -> f64 {
    tensor
        .and_then(|tensor| tensor.to_dtype(DType::F64)?.to_scalar::<f64>())
        .unwrap_or(f64::NAN)
}

fn slopes(loss: candle_core::Result<Tensor>) -> f64 {
    let gradients = loss.and_then(|loss| loss.backward());
    gradients.map_or(f64::NAN, |_| 0.0)
}
