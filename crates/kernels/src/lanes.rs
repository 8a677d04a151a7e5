//! Sums and maxima over blocks, in an order that is the same on every processor.

use crate::real::arithmetic::Arithmetic;

/// How many elements are worked on at once: four of the widest registers in single precision, eight in double.
pub(crate) const BLOCK: usize = 64;

/// After so many blocks, a sum moves on to totals that keep what they round off.
pub(crate) const SHORT: usize = 16;

/// The same where the terms may all be equal: they are rounded alike in every lane, and sixteen of them add up to an
/// error that can be seen.
pub(crate) const SHORTER: usize = 4;

/// Into so many totals.
const TOTALS: usize = 16;

/// A sum of blocks, lane by lane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sum<T> {
    pub(crate) lanes: [T; BLOCK],
    totals: [f64; TOTALS],
    lost: [f64; TOTALS],
}

impl<T: Arithmetic> Sum<T> {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self {
            lanes: [T::ZERO; BLOCK],
            totals: [0.0; TOTALS],
            lost: [0.0; TOTALS],
        }
    }

    /// Called after each block, counted from zero; the totals are reached after every `EVERY` of them.
    #[inline(always)]
    pub(crate) fn after<const EVERY: usize>(&mut self, block: usize) {
        if block % EVERY == EVERY - 1 {
            self.settle();
        }
    }

    #[inline(always)]
    fn settle(&mut self) {
        let mut width = BLOCK / 2;
        while width >= TOTALS {
            let (low, high) = self.lanes.split_at_mut(width);
            for (low, high) in low.iter_mut().zip(high) {
                *low += *high;
            }
            width /= 2;
        }
        for lane in 0..TOTALS {
            // Knuth's two-sum.
            let (total, x): (f64, f64) = (self.totals[lane], self.lanes[lane].into());
            let sum = total + x;
            let of_x = sum - total;
            self.lost[lane] += (total - (sum - of_x)) + (x - of_x);
            self.totals[lane] = sum;
        }
        self.lanes = [T::ZERO; BLOCK];
    }

    #[inline(always)]
    pub(crate) fn total(mut self) -> f64 {
        self.settle();
        let total = tree(self.totals, |a, b| a + b);
        // What an infinite sum has lost means nothing.
        if total.is_finite() {
            total + tree(self.lost, |a, b| a + b)
        } else {
            total
        }
    }
}

/// The lanes taken together, half with half, so that no chain of operations is long.
#[inline(always)]
pub(crate) fn tree<T: Copy, const N: usize>(mut lanes: [T; N], join: impl Fn(T, T) -> T) -> T {
    let mut width = N / 2;
    while width > 0 {
        let (low, high) = lanes.split_at_mut(width);
        for (low, high) in low.iter_mut().zip(high) {
            *low = join(*low, *high);
        }
        width /= 2;
    }
    lanes[0]
}

/// The larger number; the second where one is NaN.
#[inline(always)]
pub(crate) fn larger<T: PartialOrd>(a: T, b: T) -> T {
    if a > b { a } else { b }
}

/// The smaller number; the second where one is NaN.
#[inline(always)]
pub(crate) fn smaller<T: PartialOrd>(a: T, b: T) -> T {
    if a < b { a } else { b }
}

/// The largest element, where NaN counts for nothing.
#[inline(always)]
pub(crate) fn largest<T: Arithmetic>(elements: &[T]) -> T {
    let mut lanes = [T::NEG_INFINITY; BLOCK];
    let (blocks, rest) = elements.as_chunks::<BLOCK>();
    for block in blocks {
        for (lane, &x) in lanes.iter_mut().zip(block) {
            *lane = larger(x, *lane);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane = larger(x, *lane);
    }
    tree(lanes, larger)
}

/// The elements that fill no block, with something harmless after them.
#[inline(always)]
pub(crate) fn padded<T: Copy>(rest: &[T], harmless: T) -> [T; BLOCK] {
    let mut block = [harmless; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    block
}
