//! Softmax cross-entropy of a batch.

use crate::KernelError;
use crate::lanes::{BLOCK, SHORT, Sum, larger, largest, padded, tree};
use crate::level::{Plan, WORTH_THREADS, Work, share_of};
use crate::real::{arithmetic::Arithmetic, exp_below, exp_of_difference, ln_1p};

/// So many rows stand side by side, one in each lane, where classes are few.
const SIDE_BY_SIDE: usize = 32;

/// With more classes than this, a row fills registers of its own.
const FEW_CLASSES: usize = 96;

/// With no more classes than this, a smaller tile serves, which takes less time to set up.
const FEWER_CLASSES: usize = 16;

/// With fewer rows than this, too many lanes would stay empty.
const FEW_ROWS: usize = 3;

/// So few logits are done before a kernel has filled its lanes.
const TINY: usize = 64;

/// Some rows of a batch, and where their answers go.
struct Rows<'a, T> {
    first: usize,
    classes: usize,
    /// One over the number of rows of the whole batch.
    share: f64,
    logits: &'a [T],
    targets: &'a [usize],
    losses: Option<&'a mut [T]>,
    gradient: Option<&'a mut [T]>,
}

/// The mean loss. The lengths were compared before.
pub(crate) fn mean<T: Arithmetic>(
    plan: Plan,
    classes: usize,
    logits: &[T],
    targets: &[usize],
    losses: Option<&mut [T]>,
    gradient: Option<&mut [T]>,
) -> Result<f64, KernelError> {
    let rows = targets.len();
    let multiple = if classes <= FEW_CLASSES {
        SIDE_BY_SIDE
    } else {
        1
    };
    let each = share_of(rows, logits.len() >= WORTH_THREADS, multiple);
    let share = 1.0 / rows as f64;
    if logits.len() <= TINY {
        let rows = Rows {
            first: 0,
            classes,
            share,
            logits,
            targets,
            losses,
            gradient,
        };
        let sum = match &rows.gradient {
            Some(_) => rows.one_after_another::<true>(),
            None => rows.one_after_another::<false>(),
        };
        return Ok(sum? * share);
    }
    let mut losses = losses.map(|losses| losses.chunks_mut(each));
    let mut gradient = gradient.map(|gradient| gradient.chunks_mut(each * classes));
    let parts = logits.chunks(each * classes).zip(targets.chunks(each));
    let jobs = parts.enumerate().map(|(part, (logits, targets))| Rows {
        first: part * each,
        classes,
        share,
        logits,
        targets,
        losses: losses.as_mut().and_then(Iterator::next),
        gradient: gradient.as_mut().and_then(Iterator::next),
    });
    let mut sum = Compensated::default();
    let mut fault = None;
    plan.share(
        jobs,
        rows.div_ceil(each),
        |rows| plan.run(rows),
        |part| match part {
            Ok(part) => sum.add(part),
            Err(error) => {
                fault.get_or_insert(error);
            }
        },
    );
    match fault {
        Some(error) => Err(error),
        None => Ok(sum.total() * share),
    }
}

impl<T: Arithmetic> Work for Rows<'_, T> {
    type Output = Result<f64, KernelError>;

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Self::Output {
        if self.gradient.is_some() {
            self.choose::<FUSED, true>()
        } else {
            self.choose::<FUSED, false>()
        }
    }
}

impl<T: Arithmetic> Rows<'_, T> {
    /// Finds out what is wrong with a row whose sum is NaN.
    #[cold]
    #[inline(never)]
    fn fault(row: usize, logits: &[T]) -> KernelError {
        let wrong = |x: &T| {
            let x: f64 = (*x).into();
            x.is_nan() || x == f64::INFINITY
        };
        match logits.iter().position(wrong) {
            Some(class) => KernelError::NotALogit {
                row,
                class,
                value: logits[class].into(),
            },
            None => KernelError::NothingPossible {
                row,
                classes: logits.len(),
            },
        }
    }

    fn target(&self, row: usize) -> Result<usize, KernelError> {
        let class = self.targets[row];
        if class < self.classes {
            Ok(class)
        } else {
            Err(KernelError::TargetOutOfRange {
                row: self.first + row,
                class,
                classes: self.classes,
            })
        }
    }

    #[inline(always)]
    fn choose<const FUSED: bool, const GRADIENT: bool>(self) -> Result<f64, KernelError> {
        match (self.classes, self.targets.len()) {
            (..=FEWER_CLASSES, FEW_ROWS..) => self.side_by_side::<FUSED, GRADIENT, FEWER_CLASSES>(),
            (..=FEW_CLASSES, FEW_ROWS..) => self.side_by_side::<FUSED, GRADIENT, FEW_CLASSES>(),
            _ => self.one_by_one::<FUSED, GRADIENT>(),
        }
    }

    /// One logit after another, in double precision, with the exponential of the standard library.
    fn one_after_another<const GRADIENT: bool>(mut self) -> Result<f64, KernelError> {
        let mut sum = Compensated::default();
        let mut gradient = self.gradient.take();
        for row in 0..self.targets.len() {
            let class = self.target(row)?;
            let start = row * self.classes;
            let logits = &self.logits[start..start + self.classes];
            let maximum = logits.iter().fold(T::NEG_INFINITY, |a, &b| larger(b, a));
            let slopes = match &mut gradient {
                Some(gradient) => &mut gradient[start..start + self.classes],
                None => &mut [],
            };
            let mut others = 0.0;
            for (index, &z) in logits.iter().enumerate() {
                let exp = exp_of_difference(z.into(), maximum.into());
                others += if index == class { 0.0 } else { exp };
                if GRADIENT {
                    slopes[index] = T::nearest(exp * T::RAISE.into());
                }
            }
            sum.add(self.finish::<false, GRADIENT>(row, maximum, others, slopes)?);
        }
        Ok(sum.total())
    }

    /// Row after row. While one is summed up, the maximum of the next is taken: arithmetic hides the wait for memory.
    #[inline(always)]
    fn one_by_one<const FUSED: bool, const GRADIENT: bool>(mut self) -> Result<f64, KernelError> {
        let mut sum = Compensated::default();
        let mut maximum = largest(&self.logits[..self.classes]);
        let mut gradient = self.gradient.take();
        for row in 0..self.targets.len() {
            let class = self.target(row)?;
            let start = row * self.classes;
            let logits = &self.logits[start..start + self.classes];
            let next = self
                .logits
                .get(start + self.classes..start + 2 * self.classes);
            let slopes = match &mut gradient {
                Some(gradient) => &mut gradient[start..start + self.classes],
                None => &mut [],
            };
            let (others, ahead) = match next {
                Some(next) => {
                    others::<T, FUSED, true, GRADIENT>(logits, maximum, class, next, slopes)
                }
                None => others::<T, FUSED, false, GRADIENT>(logits, maximum, class, logits, slopes),
            };
            sum.add(self.finish::<FUSED, GRADIENT>(row, maximum, others, slopes)?);
            maximum = ahead;
        }
        Ok(sum.total())
    }

    /// The loss of a row whose other classes are summed up; what is in `slopes` becomes its gradient.
    #[inline(always)]
    fn finish<const FUSED: bool, const GRADIENT: bool>(
        &mut self,
        row: usize,
        maximum: T,
        others: f64,
        slopes: &mut [T],
    ) -> Result<f64, KernelError> {
        let class = self.targets[row];
        let logits = &self.logits[row * self.classes..(row + 1) * self.classes];
        let gap: f64 = maximum.into() - logits[class].into();
        let target = exp_of_difference(logits[class].into(), maximum.into());
        if (others + target).is_nan() {
            return Err(Self::fault(self.first + row, logits));
        }
        let loss = gap + rest(gap, others, target).ln_1p();
        if let Some(losses) = &mut self.losses {
            losses[row] = T::nearest(loss);
        }
        if GRADIENT {
            let slope = self.share / (others + target);
            // The exponentials were raised, and are lowered with the same multiplication.
            let factor = T::nearest(slope * T::LOWER.into());
            for slope in slopes.iter_mut() {
                *slope *= factor;
            }
            slopes[class] = T::nearest(0.0 - others * slope);
        }
        Ok(loss)
    }

    /// Many rows at once, each in a lane of its own, so that nothing is summed across lanes.
    #[inline(always)]
    fn side_by_side<const FUSED: bool, const GRADIENT: bool, const CLASSES: usize>(
        mut self,
    ) -> Result<f64, KernelError> {
        let classes = self.classes;
        let mut sums = [0.0; SIDE_BY_SIDE];
        let mut tile = [[T::ZERO; SIDE_BY_SIDE]; CLASSES];
        let mut gradient = self.gradient.take();
        for start in (0..self.targets.len()).step_by(SIDE_BY_SIDE) {
            let count = SIDE_BY_SIDE.min(self.targets.len() - start);
            let logits = &self.logits[start * classes..(start + count) * classes];
            turn(logits, &mut tile[..classes]);
            let mut maxima = [T::NEG_INFINITY; SIDE_BY_SIDE];
            for column in &tile[..classes] {
                for (maximum, &x) in maxima.iter_mut().zip(column) {
                    *maximum = larger(x, *maximum);
                }
            }
            let mut goals = [T::ZERO; SIDE_BY_SIDE];
            for lane in 0..count {
                let class = self.target(start + lane)?;
                goals[lane] = tile[class][lane];
                // Leaves the target out of the sum.
                tile[class][lane] = T::NEG_INFINITY;
            }
            let mut others = [0.0; SIDE_BY_SIDE];
            let mut fours = tile[..classes].chunks_exact_mut(4);
            for four in &mut fours {
                let mut sums = [T::ZERO; SIDE_BY_SIDE];
                if let [a, b, c, d] = four {
                    for lane in 0..SIDE_BY_SIDE {
                        let maximum = maxima[lane];
                        let (w, x) = (
                            exp_below::<T, FUSED>(a[lane], maximum),
                            exp_below::<T, FUSED>(b[lane], maximum),
                        );
                        let (y, z) = (
                            exp_below::<T, FUSED>(c[lane], maximum),
                            exp_below::<T, FUSED>(d[lane], maximum),
                        );
                        sums[lane] = (w + x) + (y + z);
                        if GRADIENT {
                            (a[lane], b[lane], c[lane], d[lane]) = (w, x, y, z);
                        }
                    }
                }
                for (others, &sum) in others.iter_mut().zip(&sums) {
                    *others += sum.into();
                }
            }
            for column in fours.into_remainder() {
                for lane in 0..SIDE_BY_SIDE {
                    let exp = exp_below::<T, FUSED>(column[lane], maxima[lane]);
                    others[lane] += exp.into();
                    if GRADIENT {
                        column[lane] = exp;
                    }
                }
            }
            for others in &mut others {
                *others *= T::LOWER.into();
            }
            let mut losses = [0.0; SIDE_BY_SIDE];
            let mut slopes = [0.0; SIDE_BY_SIDE];
            let mut sums_of_row = [0.0; SIDE_BY_SIDE];
            for lane in 0..SIDE_BY_SIDE {
                let exp = exp_below::<T, FUSED>(goals[lane], maxima[lane]);
                let target = exp.into() * T::LOWER.into();
                let gap = maxima[lane].into() - goals[lane].into();
                losses[lane] = loss::<FUSED>(gap, others[lane], target);
                sums_of_row[lane] = others[lane] + target;
                slopes[lane] = self.share / sums_of_row[lane];
            }
            if let Some(lane) = sums_of_row[..count].iter().position(|sum| sum.is_nan()) {
                let row = &logits[lane * classes..(lane + 1) * classes];
                return Err(Self::fault(self.first + start + lane, row));
            }
            // Lanes without a row hold a row of zeros, which costs something.
            for loss in &mut losses[count..] {
                *loss = 0.0;
            }
            for (sum, loss) in sums.iter_mut().zip(&losses) {
                *sum += loss;
            }
            if let Some(kept) = &mut self.losses {
                for (kept, &loss) in kept[start..start + count].iter_mut().zip(&losses) {
                    *kept = T::nearest(loss);
                }
            }
            if let Some(gradient) = &mut gradient {
                let mut factors = [T::ZERO; SIDE_BY_SIDE];
                for lane in 0..SIDE_BY_SIDE {
                    factors[lane] = T::nearest(slopes[lane] * T::LOWER.into());
                }
                for column in &mut tile[..classes] {
                    for (slope, factor) in column.iter_mut().zip(&factors) {
                        *slope *= *factor;
                    }
                }
                let gradient = &mut gradient[start * classes..(start + count) * classes];
                turn_back(&tile[..classes], gradient);
                // Not into the tile, where a wide load would have to wait for the narrow stores.
                for (lane, row) in gradient.chunks_exact_mut(classes).enumerate() {
                    let slope = 0.0 - others[lane] * slopes[lane];
                    row[self.targets[start + lane]] = T::nearest(slope);
                }
            }
        }
        Ok(tree(sums, |a, b| a + b))
    }
}

/// Rows into columns; lanes without a row get zeros.
///
/// Not inlined: with wide registers it would be compiled to gathers, which are slower than plain moves.
#[inline(never)]
fn turn<T: Arithmetic>(logits: &[T], tile: &mut [[T; SIDE_BY_SIDE]]) {
    let classes = tile.len();
    if logits.len() < SIDE_BY_SIDE * classes {
        for column in tile.iter_mut() {
            *column = [T::ZERO; SIDE_BY_SIDE];
        }
    }
    let mut lane = 0;
    let mut rows = logits.chunks_exact(4 * classes);
    for four in &mut rows {
        let (a, b) = four.split_at(2 * classes);
        let ((a, b), (c, d)) = (a.split_at(classes), b.split_at(classes));
        for ((((column, &a), &b), &c), &d) in tile.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            column[lane..lane + 4].copy_from_slice(&[a, b, c, d]);
        }
        lane += 4;
    }
    for row in rows.remainder().chunks_exact(classes) {
        for (column, &x) in tile.iter_mut().zip(row) {
            column[lane] = x;
        }
        lane += 1;
    }
}

/// Columns into rows.
#[inline(never)]
fn turn_back<T: Arithmetic>(tile: &[[T; SIDE_BY_SIDE]], rows: &mut [T]) {
    let classes = tile.len();
    let mut lane = 0;
    let mut fours = rows.chunks_exact_mut(4 * classes);
    for four in &mut fours {
        let (a, b) = four.split_at_mut(2 * classes);
        let ((a, b), (c, d)) = (a.split_at_mut(classes), b.split_at_mut(classes));
        for ((((column, w), x), y), z) in tile.iter().zip(a).zip(b).zip(c).zip(d) {
            if let [from_w, from_x, from_y, from_z] = column[lane..lane + 4] {
                (*w, *x, *y, *z) = (from_w, from_x, from_y, from_z);
            }
        }
        lane += 4;
    }
    for row in fours.into_remainder().chunks_exact_mut(classes) {
        for (x, column) in row.iter_mut().zip(tile) {
            *x = column[lane];
        }
        lane += 1;
    }
}

/// What a row costs, in nats: `gap` is how far the target's logit is below the largest, `others` the sum of
/// exp(z − maximum) over the other classes, and `target` the target's own.
///
/// Where the target is the largest, ln(1 + others). Where it is not, the others hold a 1 that is taken out again,
/// and the loss is at least ln 2, so that nothing cancels.
#[inline(always)]
fn loss<const FUSED: bool>(gap: f64, others: f64, target: f64) -> f64 {
    gap + ln_1p::<FUSED>(rest(gap, others, target))
}

/// The sum of the exponentials without the largest.
#[inline(always)]
fn rest(gap: f64, others: f64, target: f64) -> f64 {
    if gap > 0.0 {
        (others - 1.0) + target
    } else {
        others
    }
}

/// Σ exp(z − maximum) over all classes but the target, and the largest logit of the next row.
#[inline(always)]
fn others<T: Arithmetic, const FUSED: bool, const AHEAD: bool, const GRADIENT: bool>(
    logits: &[T],
    maximum: T,
    target: usize,
    next: &[T],
    slopes: &mut [T],
) -> (f64, T) {
    let mut sum = Sum::<T>::new();
    let mut maxima = [T::NEG_INFINITY; BLOCK];
    let mut spare = [T::ZERO; BLOCK];
    let (blocks, rest) = logits.as_chunks::<BLOCK>();
    let (next_blocks, next_rest) = next.as_chunks::<BLOCK>();
    let (slope_blocks, slope_rest) = slopes.as_chunks_mut::<BLOCK>();
    for (index, (block, next)) in blocks.iter().zip(next_blocks).enumerate() {
        let without;
        let block = if index == target / BLOCK {
            without = left_out(*block, target % BLOCK);
            &without
        } else {
            block
        };
        let slopes = if GRADIENT {
            &mut slope_blocks[index]
        } else {
            &mut spare
        };
        for lane in 0..BLOCK {
            let exp = exp_below::<T, FUSED>(block[lane], maximum);
            sum.lanes[lane] += exp;
            if GRADIENT {
                slopes[lane] = exp;
            }
            if AHEAD {
                maxima[lane] = larger(next[lane], maxima[lane]);
            }
        }
        sum.after::<SHORT>(index);
    }
    if !rest.is_empty() {
        let mut block = padded(rest, T::NEG_INFINITY);
        if target / BLOCK == blocks.len() {
            block[target % BLOCK] = T::NEG_INFINITY;
        }
        for (z, lane) in block.iter_mut().zip(&mut sum.lanes) {
            let exp = exp_below::<T, FUSED>(*z, maximum);
            *lane += exp;
            *z = exp;
        }
        if GRADIENT {
            slope_rest.copy_from_slice(&block[..rest.len()]);
        }
        for (maximum, &x) in maxima.iter_mut().zip(next_rest) {
            *maximum = larger(x, *maximum);
        }
    }
    (sum.total() * T::LOWER.into(), tree(maxima, larger))
}

#[inline(always)]
fn left_out<T: Arithmetic>(mut block: [T; BLOCK], lane: usize) -> [T; BLOCK] {
    block[lane] = T::NEG_INFINITY;
    block
}

/// A sum that keeps what its additions round off (Neumaier 1974).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    pub(crate) fn add(&mut self, x: f64) {
        let sum = self.sum + x;
        self.lost += if self.sum.abs() >= x.abs() {
            (self.sum - sum) + x
        } else {
            (x - sum) + self.sum
        };
        self.sum = sum;
    }

    pub(crate) fn total(self) -> f64 {
        // An infinite loss leaves no meaningful remainder.
        if self.sum.is_finite() {
            self.sum + self.lost
        } else {
            self.sum
        }
    }
}
