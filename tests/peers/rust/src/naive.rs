//! The loops that anyone would write first.

use ndarray::Array2;

use crate::data::Real;

pub fn softmax<T: Real>(logits: &Array2<T>, targets: &[usize]) -> f64 {
    let mut sum = 0.0;
    for (row, &class) in logits.rows().into_iter().zip(targets) {
        let row = row.to_slice().unwrap_or(&[]);
        let maximum = row
            .iter()
            .fold(T::of(f64::NEG_INFINITY), |a, &b| if b > a { b } else { a });
        let mut exps = T::of(0.0);
        for &z in row {
            exps += (z - maximum).exp();
        }
        sum += Into::<f64>::into(maximum + num_traits::Float::ln(exps) - row[class]);
    }
    sum / targets.len() as f64
}

pub fn softmax_with_gradient<T: Real>(
    logits: &Array2<T>,
    targets: &[usize],
    gradient: &mut Array2<T>,
) -> f64 {
    let mut sum = 0.0;
    let share = T::of(1.0 / targets.len() as f64);
    for ((row, &class), mut slopes) in logits
        .rows()
        .into_iter()
        .zip(targets)
        .zip(gradient.rows_mut())
    {
        let row = row.to_slice().unwrap_or(&[]);
        let slopes = slopes.as_slice_mut().unwrap_or(&mut []);
        let maximum = row
            .iter()
            .fold(T::of(f64::NEG_INFINITY), |a, &b| if b > a { b } else { a });
        let mut exps = T::of(0.0);
        for (&z, slope) in row.iter().zip(slopes.iter_mut()) {
            *slope = (z - maximum).exp();
            exps += *slope;
        }
        for slope in slopes.iter_mut() {
            *slope = *slope / exps * share;
        }
        slopes[class] -= share;
        sum += Into::<f64>::into(maximum + num_traits::Float::ln(exps) - row[class]);
    }
    sum / targets.len() as f64
}

pub fn binary_with_gradient<T: Real>(logits: &[T], targets: &[T], gradient: &mut [T]) -> f64 {
    let one = T::of(1.0);
    let share = T::of(1.0 / logits.len() as f64);
    let mut sum = T::of(0.0);
    for ((&z, &y), slope) in logits.iter().zip(targets).zip(gradient) {
        let small = (-num_traits::Float::abs(z)).exp();
        sum += num_traits::Float::max(z, T::of(0.0)) - z * y + num_traits::Float::ln_1p(small);
        let sigmoid = if z > T::of(0.0) {
            one / (one + small)
        } else {
            small / (one + small)
        };
        *slope = (sigmoid - y) * share;
    }
    Into::<f64>::into(sum * share)
}

pub fn entropy<T: Real>(p: &[T]) -> f64 {
    let mut sum = T::of(0.0);
    for &p in p {
        if p > T::of(0.0) {
            sum += -(p * num_traits::Float::ln(p));
        }
    }
    sum.into()
}

pub fn kl<T: Real>(p: &[T], q: &[T]) -> f64 {
    let mut sum = T::of(0.0);
    for (&p, &q) in p.iter().zip(q) {
        if p > T::of(0.0) {
            sum += p * num_traits::Float::ln(p / q);
        }
    }
    sum.into()
}
