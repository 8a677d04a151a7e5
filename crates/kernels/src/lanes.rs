//! Sums and maxima, over blocks in an order that is the same on every processor.

use exact::two_sum;

use crate::real::arithmetic::Arithmetic;
use crate::real::larger;

/// How many elements of a row are worked on at once: four of the widest registers in single precision, eight in double.
///
/// A loop over so many lanes is made vector code; one over fewer would be unrolled first, and badly then.
pub(crate) const BLOCK: usize = 64;

/// So many blocks make a group, after which a sum moves on to totals in double precision.
pub(crate) const GROUP: usize = 16;

/// Some sums of groups, lane by lane, in double precision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sums<const LANES: usize, const COUNT: usize> {
    totals: [[f64; LANES]; COUNT],
    lost: [[f64; LANES]; COUNT],
}

impl<const LANES: usize, const COUNT: usize> Sums<LANES, COUNT> {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self {
            totals: [[0.0; LANES]; COUNT],
            lost: [[0.0; LANES]; COUNT],
        }
    }

    /// Adds what a group came to, for the first sums or for all.
    ///
    /// Sums in double precision keep what they round off (Knuth's two-sum); it is nothing to sums in single precision.
    #[inline(always)]
    pub(crate) fn add<T: Arithmetic>(&mut self, group: &[[T; LANES]]) {
        // All sums in one loop, which is long enough to be made vector code.
        let totals = self.totals.as_flattened_mut().iter_mut();
        let sums = totals.zip(self.lost.as_flattened_mut());
        for ((total, lost), &x) in sums.zip(group.as_flattened()) {
            let x: f64 = x.into();
            let sum = *total + x;
            if T::IS_DOUBLE {
                let of_x = sum - *total;
                *lost += (*total - (sum - of_x)) + (x - of_x);
            }
            *total = sum;
        }
    }

    #[inline(always)]
    pub(crate) fn total(self) -> [f64; COUNT] {
        let mut totals = self.totals.map(|lanes| tree(lanes, |a, b| a + b));
        for (total, lost) in totals.iter_mut().zip(self.lost) {
            // What an infinite sum has lost means nothing.
            if total.is_finite() {
                *total += tree(lost, |a, b| a + b);
            }
        }
        totals
    }
}

/// A sum that keeps what its additions round off (Neumaier 1974).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    #[inline(always)]
    pub(crate) fn add(&mut self, x: f64) {
        let (sum, lost) = two_sum(self.sum, x);
        self.sum = sum;
        self.lost += lost;
    }

    #[inline(always)]
    pub(crate) fn total(self) -> f64 {
        self.sum + self.lost
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
pub(crate) fn padded<T: Copy, const LANES: usize>(rest: &[T], harmless: T) -> [T; LANES] {
    let mut block = [harmless; LANES];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// A few elements, in some order, with something harmless among them, in double precision.
///
/// Two wide loads, which may overlap: elements stored one by one would have to arrive before a wide load could begin.
#[inline(always)]
pub(crate) fn few<T: Arithmetic, const LANES: usize, const HALF: usize>(
    elements: &[T],
    harmless: T,
) -> [f64; LANES] {
    let (Some(first), Some(last)) = (elements.first_chunk(), elements.last_chunk()) else {
        return T::widened(padded(elements, harmless));
    };
    let [first, mut last]: [[T; HALF]; 2] = [*first, *last];
    let twice = LANES - elements.len();
    for (lane, x) in last.iter_mut().enumerate() {
        *x = if lane < twice { harmless } else { *x };
    }
    joined([first, last])
}

/// As [`few`], but those that are loaded twice come twice. Nothing if there are fewer than `HALF`, half of `LANES`.
///
/// For who leaves out others as well: one choice for each lane takes less time than two.
#[inline(always)]
pub(crate) fn both_ends<T: Arithmetic, const LANES: usize, const HALF: usize>(
    elements: &[T],
) -> Option<[f64; LANES]> {
    let ends: [[T; HALF]; 2] = [*elements.first_chunk()?, *elements.last_chunk()?];
    Some(joined(ends))
}

#[inline(always)]
fn joined<T: Arithmetic, const LANES: usize, const HALF: usize>(
    halves: [[T; HALF]; 2],
) -> [f64; LANES] {
    const { assert!(2 * HALF == LANES) }
    let mut block = [T::ZERO; LANES];
    block.copy_from_slice(halves.as_flattened());
    T::widened(block)
}

/// Puts what became of [`few`] elements into their places.
#[inline(always)]
pub(crate) fn put_few<T: Arithmetic, const LANES: usize, const HALF: usize>(
    block: [f64; LANES],
    to: &mut [T],
) {
    let [mut low, mut high] = [[T::ZERO; HALF]; 2];
    for lane in 0..HALF {
        low[lane] = T::nearest(block[lane]);
    }
    for lane in 0..HALF {
        high[lane] = T::nearest(block[HALF + lane]);
    }
    if let Some(last) = to.last_chunk_mut() {
        *last = high;
    }
    match to.first_chunk_mut::<HALF>() {
        Some(first) => *first = low,
        None => to.copy_from_slice(&low[..to.len()]),
    }
}
