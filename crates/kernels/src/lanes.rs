//! Sums and maxima over blocks, in an order that is the same on every processor.

use crate::real::arithmetic::Arithmetic;

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
pub(crate) fn padded<T: Copy, const LANES: usize>(rest: &[T], harmless: T) -> [T; LANES] {
    let mut block = [harmless; LANES];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// So few elements are worked on at once, in double precision in either case.
pub(crate) const FEW: usize = 16;

/// Fewer elements than this are done one after another sooner than together.
pub(crate) const FEWER: usize = FEW / 2;

/// A few elements, in some order, with something harmless among them.
///
/// Two wide loads, which may overlap: elements stored one by one would have to arrive before a wide load could begin.
#[inline(always)]
pub(crate) fn few<T: Arithmetic>(elements: &[T], harmless: T) -> [f64; FEW] {
    let (Some(first), Some(last)) = (elements.first_chunk(), elements.last_chunk()) else {
        return T::widened(padded(elements, harmless));
    };
    let [first, mut last]: [[T; FEWER]; 2] = [*first, *last];
    let twice = FEW - elements.len();
    for (lane, x) in last.iter_mut().enumerate() {
        *x = if lane < twice { harmless } else { *x };
    }
    let mut block = [harmless; FEW];
    block[..FEWER].copy_from_slice(&first);
    block[FEWER..].copy_from_slice(&last);
    T::widened(block)
}

/// The first elements and the last, of which so many as are missing to [`FEW`] come twice; nothing if they are fewer
/// than [`FEWER`].
#[inline(always)]
pub(crate) fn both_ends<T: Arithmetic>(elements: &[T]) -> Option<[f64; FEW]> {
    let ends: [[T; FEWER]; 2] = [*elements.first_chunk()?, *elements.last_chunk()?];
    let mut block = [T::ZERO; FEW];
    block.copy_from_slice(ends.as_flattened());
    Some(T::widened(block))
}

/// In which lane an element of [`few`] is, if not in two.
#[inline(always)]
pub(crate) fn lane_of_few(index: usize, count: usize) -> usize {
    if index < FEWER {
        index
    } else {
        index + FEW - count
    }
}

/// Puts what became of [`few`] elements into their places.
#[inline(always)]
pub(crate) fn put_few<T: Arithmetic>(block: [f64; FEW], to: &mut [T]) {
    let [mut low, mut high] = [[T::ZERO; FEWER]; 2];
    for lane in 0..FEWER {
        low[lane] = T::nearest(block[lane]);
    }
    for lane in 0..FEWER {
        high[lane] = T::nearest(block[FEWER + lane]);
    }
    if let Some(last) = to.last_chunk_mut() {
        *last = high;
    }
    match to.first_chunk_mut::<FEWER>() {
        Some(first) => *first = low,
        None => to.copy_from_slice(&low[..to.len()]),
    }
}
