//! Sums and maxima over blocks, in an order that is the same on every processor.

use crate::real::arithmetic::Arithmetic;

/// How many elements are worked on at once: four of the widest registers in single precision, eight in double.
///
/// A loop over so many lanes is made vector code; one over fewer would be unrolled first, and badly then.
pub(crate) const BLOCK: usize = 64;

/// So many blocks make a group, after which a sum moves on to totals in double precision.
pub(crate) const GROUP: usize = 16;

/// A sum of blocks, lane by lane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sum<T> {
    pub(crate) lanes: [T; BLOCK],
    totals: [f64; BLOCK],
    lost: [f64; BLOCK],
}

impl<T: Arithmetic> Sum<T> {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self {
            lanes: [T::ZERO; BLOCK],
            totals: [0.0; BLOCK],
            lost: [0.0; BLOCK],
        }
    }

    /// Called after each group, and at the end.
    ///
    /// Sums in double precision keep what they round off (Knuth's two-sum); it is nothing to sums in single precision.
    #[inline(always)]
    pub(crate) fn settle(&mut self) {
        for lane in 0..BLOCK {
            let (total, x): (f64, f64) = (self.totals[lane], self.lanes[lane].into());
            let sum = total + x;
            self.totals[lane] = sum;
            if T::IS_DOUBLE {
                let of_x = sum - total;
                self.lost[lane] += (total - (sum - of_x)) + (x - of_x);
            }
        }
        self.lanes = [T::ZERO; BLOCK];
    }

    #[inline(always)]
    pub(crate) fn total(self) -> f64 {
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
