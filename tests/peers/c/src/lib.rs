//! The kernels behind a C interface, for `peers.py`.
//!
//! Pointers come from NumPy arrays that outlive the call; NaN stands for an error.

#![allow(
    clippy::missing_safety_doc,
    reason = "every function asks the same: pointers to as many numbers as the counts say"
)]

use std::slice::{from_raw_parts, from_raw_parts_mut};

use ndarray::{ArrayView2, ArrayViewMut2};

unsafe fn softmax<T: kernels::Format>(
    rows: usize,
    classes: usize,
    logits: *const T,
    targets: *const usize,
    gradient: *mut T,
) -> f64 {
    // SAFETY: the caller passes whole arrays.
    let (logits, targets) = unsafe {
        (
            from_raw_parts(logits, rows * classes),
            from_raw_parts(targets, rows),
        )
    };
    let Ok(logits) = ArrayView2::from_shape((rows, classes), logits) else {
        return f64::NAN;
    };
    if gradient.is_null() {
        return kernels::softmax_cross_entropy(logits, targets).unwrap_or(f64::NAN);
    }
    // SAFETY: the gradient is an array of its own, as large as the logits.
    let gradient = unsafe { from_raw_parts_mut(gradient, rows * classes) };
    let Ok(gradient) = ArrayViewMut2::from_shape((rows, classes), gradient) else {
        return f64::NAN;
    };
    kernels::softmax_cross_entropy_with_gradient(logits, targets, gradient).unwrap_or(f64::NAN)
}

unsafe fn binary<T: kernels::Real>(
    count: usize,
    logits: *const T,
    targets: *const T,
    gradient: *mut T,
) -> f64 {
    // SAFETY: the caller passes whole arrays, and the gradient is one of its own.
    let (logits, targets, gradient) = unsafe {
        (
            from_raw_parts(logits, count),
            from_raw_parts(targets, count),
            from_raw_parts_mut(gradient, count),
        )
    };
    kernels::binary_cross_entropy_with_logits_and_gradient(logits, targets, gradient)
        .unwrap_or(f64::NAN)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn softmax_f32(
    r: usize,
    c: usize,
    z: *const f32,
    t: *const usize,
    g: *mut f32,
) -> f64 {
    // SAFETY: as asked of the caller.
    unsafe { softmax(r, c, z, t, g) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn softmax_f64(
    r: usize,
    c: usize,
    z: *const f64,
    t: *const usize,
    g: *mut f64,
) -> f64 {
    // SAFETY: as asked of the caller.
    unsafe { softmax(r, c, z, t, g) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn softmax_bf16(
    r: usize,
    c: usize,
    z: *const kernels::bf16,
    t: *const usize,
    g: *mut kernels::bf16,
) -> f64 {
    // SAFETY: as asked of the caller.
    unsafe { softmax(r, c, z, t, g) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn softmax_f16(
    r: usize,
    c: usize,
    z: *const kernels::f16,
    t: *const usize,
    g: *mut kernels::f16,
) -> f64 {
    // SAFETY: as asked of the caller.
    unsafe { softmax(r, c, z, t, g) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn binary_f32(n: usize, z: *const f32, y: *const f32, g: *mut f32) -> f64 {
    // SAFETY: as asked of the caller.
    unsafe { binary(n, z, y, g) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn binary_f64(n: usize, z: *const f64, y: *const f64, g: *mut f64) -> f64 {
    // SAFETY: as asked of the caller.
    unsafe { binary(n, z, y, g) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn entropy_f32(n: usize, p: *const f32) -> f64 {
    // SAFETY: as asked of the caller.
    kernels::entropy(unsafe { from_raw_parts(p, n) }).unwrap_or(f64::NAN)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn entropy_f64(n: usize, p: *const f64) -> f64 {
    // SAFETY: as asked of the caller.
    kernels::entropy(unsafe { from_raw_parts(p, n) }).unwrap_or(f64::NAN)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn kl_f32(n: usize, p: *const f32, q: *const f32) -> f64 {
    // SAFETY: as asked of the caller.
    let (p, q) = unsafe { (from_raw_parts(p, n), from_raw_parts(q, n)) };
    kernels::kl_divergence(p, q).unwrap_or(f64::NAN)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn kl_f64(n: usize, p: *const f64, q: *const f64) -> f64 {
    // SAFETY: as asked of the caller.
    let (p, q) = unsafe { (from_raw_parts(p, n), from_raw_parts(q, n)) };
    kernels::kl_divergence(p, q).unwrap_or(f64::NAN)
}
