//! Burn, on its `flex` backend.

use burn::nn::loss::{BinaryCrossEntropyLossConfig, CrossEntropyLossConfig};
use burn::tensor::{Device, Int, Tensor, TensorData};
use ndarray::Array2;

use crate::data::Real;

pub struct Softmax {
    logits: Tensor<2>,
    targets: Tensor<1, Int>,
    tracked: Tensor<2>,
    tracked_targets: Tensor<1, Int>,
}

impl Softmax {
    pub fn new<T: Real>(logits: &Array2<T>, targets: &[usize]) -> Self {
        let flat = logits.as_slice().unwrap_or(&[]).to_vec();
        let data = TensorData::new(flat, [logits.nrows(), logits.ncols()]);
        let classes: Vec<i64> = targets.iter().map(|&class| class as i64).collect();
        let classes = TensorData::from(classes.as_slice());
        let (plain, tracking) = (Device::flex(), Device::flex().autodiff());
        Self {
            logits: Tensor::from_data(data.clone(), (&plain, T::dtype())),
            targets: Tensor::from_data(classes.clone(), &plain),
            tracked: Tensor::from_data(data, (&tracking, T::dtype())),
            tracked_targets: Tensor::from_data(classes, &tracking),
        }
    }

    pub fn forward(&self) -> f64 {
        let loss = CrossEntropyLossConfig::new().init(&self.logits.device());
        value(loss.forward(self.logits.clone(), self.targets.clone()))
    }

    pub fn with_gradient(&self) -> f64 {
        let loss = CrossEntropyLossConfig::new().init(&self.tracked.device());
        let logits = self.tracked.clone().require_grad();
        let loss = loss.forward(logits.clone(), self.tracked_targets.clone());
        let gradients = loss.backward();
        logits.grad(&gradients).map_or(f64::NAN, |_| 0.0)
    }
}

pub struct Binary {
    logits: Tensor<1>,
    targets: Tensor<1, Int>,
}

impl Binary {
    pub fn new<T: Real>(logits: &[T], targets: &[T]) -> Self {
        let device = Device::flex().autodiff();
        let whole: Vec<i64> = targets
            .iter()
            .map(|&y| Into::<f64>::into(y) as i64)
            .collect();
        let data = TensorData::new(logits.to_vec(), [logits.len()]);
        Self {
            logits: Tensor::from_data(data, (&device, T::dtype())),
            targets: Tensor::from_data(TensorData::from(whole.as_slice()), &device),
        }
    }

    pub fn with_gradient(&self) -> f64 {
        let loss = BinaryCrossEntropyLossConfig::new()
            .with_logits(true)
            .init(&self.logits.device());
        let logits = self.logits.clone().require_grad();
        let loss = loss.forward(logits.clone(), self.targets.clone());
        let gradients = loss.backward();
        logits.grad(&gradients).map_or(f64::NAN, |_| 0.0)
    }
}

pub struct Distributions {
    p: Tensor<1>,
    q: Tensor<1>,
}

impl Distributions {
    pub fn new<T: Real>(p: &[T], q: &[T]) -> Self {
        let device = Device::flex();
        let tensor = |x: &[T]| {
            let data = TensorData::new(x.to_vec(), [x.len()]);
            Tensor::from_data(data, (&device, T::dtype()))
        };
        Self {
            p: tensor(p),
            q: tensor(q),
        }
    }

    pub fn entropy(&self) -> f64 {
        value((self.p.clone() * self.p.clone().log()).sum().neg())
    }

    pub fn kl(&self) -> f64 {
        value((self.p.clone() * (self.p.clone() / self.q.clone()).log()).sum())
    }
}

fn value<const N: usize>(tensor: Tensor<N>) -> f64 {
    let data = tensor.into_data();
    data.iter::<f64>().next().unwrap_or(f64::NAN)
}
