//! What is computed, and the memory it lies in.

use candle_core::WithDType;
use kernels::Real as Kernel;
use ndarray::{Array1, Array2};
use ndarray_stats::EntropyExt;

/// A precision that all peers know.
pub trait Real: Kernel + WithDType + burn::tensor::Element + num_traits::Float {
    const NAME: &'static str;

    fn of(x: f64) -> Self;
}

impl Real for f32 {
    const NAME: &'static str = "f32";

    fn of(x: f64) -> Self {
        x as Self
    }
}

impl Real for f64 {
    const NAME: &'static str = "f64";

    fn of(x: f64) -> Self {
        x
    }
}

/// The same numbers from 0 to 1 in every run (xorshift64*, Vigna 2016).
fn random(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed * 2 + 1;
    move || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

pub fn logits<T: Real>(rows: usize, classes: usize) -> Array2<T> {
    let mut random = random(17);
    Array2::from_shape_simple_fn((rows, classes), || T::of(random() * 10.0 - 5.0))
}

pub fn targets(rows: usize, classes: usize) -> Vec<usize> {
    let mut random = random(23);
    (0..rows)
        .map(|_| (random() * classes as f64) as usize)
        .collect()
}

pub fn distribution<T: Real>(length: usize, seed: u64) -> Vec<T> {
    let mut random = random(seed);
    let weights: Vec<f64> = (0..length).map(|_| random() + 1e-3).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| T::of(weight / sum)).collect()
}

/// Reads memory once, as wide as the compiler makes it.
pub fn read<T: Real>(memory: &[T]) -> f64 {
    let mut lanes = [T::of(0.0); 64];
    for block in memory.as_chunks::<64>().0 {
        for (lane, &x) in lanes.iter_mut().zip(block) {
            *lane = if x > *lane { x } else { *lane };
        }
    }
    lanes.iter().fold(0.0, |sum, &x| sum + Into::<f64>::into(x))
}

/// Reads memory once and writes as much.
pub fn copy<T: Real>(from: &[T], to: &mut [T]) -> f64 {
    to.copy_from_slice(from);
    to.first().map_or(0.0, |&x| x.into())
}

pub fn stats_entropy<T: Real>(p: &Array1<T>) -> f64 {
    p.entropy().map_or(f64::NAN, Into::into)
}

pub fn stats_kl<T: Real>(p: &Array1<T>, q: &Array1<T>) -> f64 {
    p.kl_divergence(q).map_or(f64::NAN, Into::into)
}
