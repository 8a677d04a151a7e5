//! How many bytes a kernel moves, counted and not measured.
//!
//! A loss over many classes waits for memory more than it computes, so the bytes are the floor of its time.
//!
//! ```
//! use kernels::traffic::{self, Traffic};
//!
//! let once = traffic::softmax_cross_entropy::<f32>(64, 50257);
//! assert_eq!(once, Traffic { read: 12_865_792, written: 0 });
//! ```

use crate::Real;

/// Bytes between the caller's arrays and the processor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes fetched.
    pub read: usize,
    /// Bytes stored.
    pub written: usize,
}

impl Traffic {
    /// All bytes, in both directions.
    ///
    /// ```
    /// use kernels::traffic;
    ///
    /// let both = traffic::binary_cross_entropy_with_gradient::<f32>(1000);
    /// assert_eq!(both.total(), 12_000);
    /// ```
    #[must_use]
    pub const fn total(self) -> usize {
        self.read + self.written
    }
}

/// What [`softmax_cross_entropy`](crate::softmax_cross_entropy()) moves: every logit once.
///
/// The targets, one for each row, are not counted.
///
/// No largest logit is looked for, so nothing is read twice.
///
/// ```
/// use kernels::traffic;
///
/// assert_eq!(traffic::softmax_cross_entropy::<f64>(2, 3).read, 2 * 3 * 8);
/// ```
#[must_use]
pub const fn softmax_cross_entropy<T: Real>(rows: usize, classes: usize) -> Traffic {
    Traffic {
        read: rows * classes * size_of::<T>(),
        written: 0,
    }
}

/// What [`softmax_cross_entropy_with_gradient`](crate::softmax_cross_entropy_with_gradient()) moves: as much, and every slope once.
///
/// ```
/// use kernels::traffic;
///
/// assert_eq!(traffic::softmax_cross_entropy_with_gradient::<f32>(2, 3).written, 24);
/// ```
#[must_use]
pub const fn softmax_cross_entropy_with_gradient<T: Real>(rows: usize, classes: usize) -> Traffic {
    Traffic {
        written: rows * classes * size_of::<T>(),
        ..softmax_cross_entropy::<T>(rows, classes)
    }
}

/// The same, counted as the steps of a textbook are: everything that is gone through, wherever it lies by then.
///
/// The sum of a row is known only when the row was read, so its exponentials are written, and then read, scaled and
/// written once more; the processor's cache still holds them.
///
/// ```
/// use kernels::traffic;
///
/// let gone_through = traffic::softmax_cross_entropy_with_gradient_step_by_step::<f32>(1, 1);
/// assert_eq!(gone_through.total(), 4 * 4);
/// ```
#[must_use]
pub const fn softmax_cross_entropy_with_gradient_step_by_step<T: Real>(
    rows: usize,
    classes: usize,
) -> Traffic {
    let once = softmax_cross_entropy_with_gradient::<T>(rows, classes);
    Traffic {
        read: 2 * once.read,
        written: 2 * once.written,
    }
}

/// What [`binary_cross_entropy_with_logits_and_gradient`](crate::binary_cross_entropy_with_logits_and_gradient()) moves.
///
/// ```
/// use kernels::traffic::{self, Traffic};
///
/// let moved = traffic::binary_cross_entropy_with_gradient::<f32>(10);
/// assert_eq!(moved, Traffic { read: 80, written: 40 });
/// ```
#[must_use]
pub const fn binary_cross_entropy_with_gradient<T: Real>(count: usize) -> Traffic {
    Traffic {
        read: 2 * count * size_of::<T>(),
        written: count * size_of::<T>(),
    }
}

/// What [`entropy`](crate::entropy()) moves.
///
/// ```
/// assert_eq!(kernels::traffic::entropy::<f64>(10).read, 80);
/// ```
#[must_use]
pub const fn entropy<T: Real>(outcomes: usize) -> Traffic {
    Traffic {
        read: outcomes * size_of::<T>(),
        written: 0,
    }
}

/// What [`cross_entropy`](crate::cross_entropy()) and [`kl_divergence`](crate::kl_divergence()) move.
///
/// ```
/// assert_eq!(kernels::traffic::of_two::<f64>(10).read, 160);
/// ```
#[must_use]
pub const fn of_two<T: Real>(outcomes: usize) -> Traffic {
    Traffic {
        read: 2 * outcomes * size_of::<T>(),
        written: 0,
    }
}

/// The steps of a loss that is computed one array operation after another, as it is written in a textbook.
///
/// Each step goes through as many arrays of the size of the logits as it says: first those read, then those written.
/// Numbers for each row alone, such as the maxima, are not counted.
pub const STEP_BY_STEP: [(&str, usize, usize); 4] = [
    ("the maximum of each row", 1, 0),
    ("the logits minus the maximum", 1, 1),
    ("their exponentials", 1, 1),
    ("the sum of each row", 1, 0),
];

/// The further steps of its gradient.
pub const STEP_BY_STEP_GRADIENT: [(&str, usize, usize); 2] = [
    ("the exponentials divided by the sum", 1, 1),
    (
        "minus one at the target, divided by the number of rows",
        1,
        1,
    ),
];

/// What the loss moves if it is computed [`STEP_BY_STEP`].
///
/// ```
/// use kernels::traffic;
///
/// let fused = traffic::softmax_cross_entropy::<f32>(64, 50257);
/// let steps = traffic::step_by_step::<f32>(64, 50257);
/// assert_eq!(steps.total() / fused.total(), 6);
/// ```
#[must_use]
pub fn step_by_step<T: Real>(rows: usize, classes: usize) -> Traffic {
    over::<T>(&STEP_BY_STEP, rows, classes)
}

/// What the loss and its gradient move if they are computed [`STEP_BY_STEP`].
///
/// ```
/// use kernels::traffic;
///
/// assert_eq!(traffic::step_by_step_with_gradient::<f32>(1, 1).total(), (6 + 4) * 4);
/// ```
#[must_use]
pub fn step_by_step_with_gradient<T: Real>(rows: usize, classes: usize) -> Traffic {
    let (loss, gradient) = (
        over::<T>(&STEP_BY_STEP, rows, classes),
        over::<T>(&STEP_BY_STEP_GRADIENT, rows, classes),
    );
    Traffic {
        read: loss.read + gradient.read,
        written: loss.written + gradient.written,
    }
}

fn over<T: Real>(steps: &[(&str, usize, usize)], rows: usize, classes: usize) -> Traffic {
    let array = rows * classes * size_of::<T>();
    Traffic {
        read: array * steps.iter().map(|(_, read, _)| read).sum::<usize>(),
        written: array * steps.iter().map(|(_, _, written)| written).sum::<usize>(),
    }
}
