//! Softmax cross-entropy of a batch.
//!
//! The loss of a row is ln(1 + Σ′ exp(zⱼ − z)), where z is the logit of the target and the sum leaves the target out.
//! Exponentials are taken in relation to z, and not to the largest logit, which would have to be looked for first:
//! so each logit is read once.
//! They fit unless the target is about as unlikely as the precision allows; such a row is done again, the usual way.

use crate::KernelError;
use crate::lanes::{BLOCK, Compensated, GROUP, Sums, both_ends, largest, padded, put_few, tree};
use crate::level::{Plan, WORTH_THREADS, Work, share_of};
use crate::real::{
    Anchor, arithmetic::Arithmetic, exp_of_difference, ln_1p, raised_exp_of_difference,
};

/// So many rows stand side by side, one in each lane, where classes are few.
pub(crate) const SIDE_BY_SIDE: usize = 32;

/// With more classes than this, a row fills registers of its own.
const FEW_CLASSES: usize = 96;

/// With no more classes than this, a smaller tile serves, which takes less time to set up.
const FEWER_CLASSES: usize = 16;

/// With fewer rows than this, too many lanes would stay empty.
const FEW_ROWS: usize = 13;

/// With no more classes than this, a row fills a single block.
const IN_A_BLOCK: usize = 64;

/// Some rows of a batch, and where their answers go.
pub(crate) struct Rows<'a, T> {
    pub(crate) first: usize,
    pub(crate) classes: usize,
    /// One over the number of rows of the whole batch.
    pub(crate) share: f64,
    pub(crate) logits: &'a [T],
    pub(crate) targets: &'a [usize],
    pub(crate) losses: Option<&'a mut [T]>,
    pub(crate) gradient: Option<&'a mut [T]>,
    pub(crate) plan: Plan,
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
    // Made where it is used, so that it stays in registers.
    let all = |losses, gradient| Rows {
        first: 0,
        classes,
        share: 1.0 / targets.len() as f64,
        logits,
        targets,
        losses,
        gradient,
        plan,
    };
    if classes <= IN_A_BLOCK && targets.len() < FEW_ROWS {
        all(losses, gradient).block_by_block()
    } else {
        all(losses, gradient).shared()
    }
}

impl<T: Arithmetic> Work for Rows<'_, T> {
    /// What these rows add to the mean.
    ///
    /// Rows that are done again may cost so much that the sum of their losses would be beyond the largest number; so
    /// what is summed of those is their shares.
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
    #[inline(always)]
    fn target(&self, row: usize) -> Result<usize, KernelError> {
        let (class, row, classes) = (self.targets[row], self.first + row, self.classes);
        if class < classes {
            Ok(class)
        } else {
            Err(KernelError::TargetOutOfRange {
                row,
                class,
                classes,
            })
        }
    }

    /// One row; its slopes go to `gradient`, if there is one.
    #[inline(always)]
    fn row<'a>(
        &'a self,
        row: usize,
        gradient: &'a mut Option<&mut [T]>,
    ) -> Result<Row<'a, T>, KernelError> {
        let places = row * self.classes..(row + 1) * self.classes;
        Ok(Row {
            number: self.first + row,
            logits: &self.logits[places.clone()],
            class: self.target(row)?,
            share: self.share,
            slopes: match gradient {
                Some(gradient) => &mut gradient[places],
                None => &mut [],
            },
        })
    }

    /// The mean of a few rows, each in one block.
    fn block_by_block(mut self) -> Result<f64, KernelError> {
        let (mut sum, mut far) = (0.0, Compensated::default());
        let mut losses = self.losses.take();
        let mut gradient = self.gradient.take();
        for number in 0..self.targets.len() {
            let mut row = self.row(number, &mut gradient)?;
            let loss = match self.classes {
                ..4 => self.plan.run(Few::<_, 4, 2>(&mut row)),
                4..=7 => self.plan.run(Few::<_, 8, 4>(&mut row)),
                8..=16 => self.plan.run(Few::<_, 16, 8>(&mut row)),
                17..=32 => self.plan.run(Few::<_, 32, 16>(&mut row)),
                _ => self.plan.run(Few::<_, 64, 32>(&mut row)),
            };
            let loss = match loss {
                Some(loss) => {
                    sum += loss;
                    loss
                }
                None => {
                    let loss = row.again(self.plan)?;
                    far.add(loss * self.share);
                    loss
                }
            };
            if let Some(losses) = &mut losses {
                losses[number] = T::nearest(loss);
            }
        }
        Ok(sum * self.share + far.total())
    }

    /// The mean of many rows, or of long ones: on several threads if that is worth waking them.
    #[inline(never)]
    fn shared(mut self) -> Result<f64, KernelError> {
        let (rows, classes, plan) = (self.targets.len(), self.classes, self.plan);
        let multiple = if classes <= FEW_CLASSES {
            SIDE_BY_SIDE
        } else {
            1
        };
        let each = share_of(rows, self.logits.len() >= WORTH_THREADS, multiple);
        let losses = self.losses.take();
        let mut losses = losses.map(|losses| losses.chunks_mut(each));
        let gradient = self.gradient.take();
        let mut gradient = gradient.map(|slopes| slopes.chunks_mut(each * classes));
        let parts = self.logits.chunks(each * classes);
        let parts = parts.zip(self.targets.chunks(each)).enumerate();
        let jobs = parts.map(|(part, (logits, targets))| Rows {
            first: part * each,
            logits,
            targets,
            losses: losses.as_mut().and_then(Iterator::next),
            gradient: gradient.as_mut().and_then(Iterator::next),
            ..self
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
            None => Ok(sum.total()),
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

    /// Row after row.
    #[inline(always)]
    fn one_by_one<const FUSED: bool, const GRADIENT: bool>(mut self) -> Result<f64, KernelError> {
        let [mut sum, mut far] = [Compensated::default(); 2];
        let mut losses = self.losses.take();
        let mut gradient = self.gradient.take();
        for number in 0..self.targets.len() {
            let mut row = self.row(number, &mut gradient)?;
            let anchor = T::anchor::<FUSED>(row.logits[row.class]);
            let others = row.others::<GRADIENT>(|z| T::exp_anchored::<FUSED>(z, anchor));
            let total = others + anchor.exp;
            let loss = if self.fits(total) {
                if GRADIENT {
                    row.scale(others, total);
                }
                let loss = ln_1p::<FUSED>(others / anchor.exp);
                sum.add(loss);
                loss
            } else {
                let loss = row.again(self.plan)?;
                far.add(loss * self.share);
                loss
            };
            if let Some(losses) = &mut losses {
                losses[number] = T::nearest(loss);
            }
        }
        Ok(sum.total() * self.share + far.total())
    }

    /// Whether a sum of exponentials, and the slopes made of it, stay within the normal numbers. NaN does not.
    #[inline(always)]
    fn fits(&self, total: f64) -> bool {
        total * T::RAISE.into() <= self.share * T::ROOM
    }

    /// Many rows at once, each in a lane of its own, so that nothing is summed across lanes.
    #[inline(always)]
    fn side_by_side<const FUSED: bool, const GRADIENT: bool, const CLASSES: usize>(
        mut self,
    ) -> Result<f64, KernelError> {
        let classes = self.classes;
        let (mut sums, mut far) = ([0.0; SIDE_BY_SIDE], Compensated::default());
        let mut tile = [[T::ZERO; SIDE_BY_SIDE]; CLASSES];
        let mut kept = self.losses.take();
        let mut gradient = self.gradient.take();
        for start in (0..self.targets.len()).step_by(SIDE_BY_SIDE) {
            let count = SIDE_BY_SIDE.min(self.targets.len() - start);
            let logits = &self.logits[start * classes..(start + count) * classes];
            let tile = &mut tile[..classes];
            turn(logits, tile);
            let mut goals = [T::ZERO; SIDE_BY_SIDE];
            for lane in 0..count {
                let class = self.target(start + lane)?;
                goals[lane] = tile[class][lane];
                // Leaves the target out of the sum.
                tile[class][lane] = T::NEG_INFINITY;
            }
            let anchors = Anchors::new::<FUSED>(&goals);
            let others = others_of_lanes::<T, FUSED, GRADIENT>(tile, &anchors);
            let mut losses = [0.0; SIDE_BY_SIDE];
            let mut slopes = [0.0; SIDE_BY_SIDE];
            let mut totals = [0.0; SIDE_BY_SIDE];
            for lane in 0..SIDE_BY_SIDE {
                losses[lane] = ln_1p::<FUSED>(others[lane] / anchors.exp[lane]);
                totals[lane] = others[lane] + anchors.exp[lane];
                slopes[lane] = self.share / totals[lane];
            }
            if let Some(gradient) = &mut gradient {
                let gradient = &mut gradient[start * classes..(start + count) * classes];
                let targets = &self.targets[start..];
                slopes_of_lanes(tile, &others, &slopes, targets, gradient);
            }
            if let Some(kept) = &mut kept {
                for (kept, &loss) in kept[start..start + count].iter_mut().zip(&losses) {
                    *kept = T::nearest(loss);
                }
            }
            if !totals
                .iter()
                .fold(true, |all, &total| all & self.fits(total))
            {
                for lane in (0..count).filter(|&lane| !self.fits(totals[lane])) {
                    let loss = self.row(start + lane, &mut gradient)?.again(self.plan)?;
                    if let Some(kept) = &mut kept {
                        kept[start + lane] = T::nearest(loss);
                    }
                    far.add(loss * self.share);
                    losses[lane] = 0.0;
                }
            }
            // Lanes without a row hold a row of zeros, which costs something.
            for loss in &mut losses[count..] {
                *loss = 0.0;
            }
            for (sum, loss) in sums.iter_mut().zip(&losses) {
                *sum += loss;
            }
        }
        Ok(tree(sums, |a, b| a + b) * self.share + far.total())
    }
}

/// What the exponentials of each lane are taken in relation to.
struct Anchors<T> {
    whole: [T; SIDE_BY_SIDE],
    low: [T; SIDE_BY_SIDE],
    high: [T; SIDE_BY_SIDE],
    exp: [f64; SIDE_BY_SIDE],
}

impl<T: Arithmetic> Anchors<T> {
    #[inline(always)]
    fn new<const FUSED: bool>(goals: &[T; SIDE_BY_SIDE]) -> Self {
        let mut anchors = Self {
            whole: *goals,
            low: *goals,
            high: *goals,
            exp: [0.0; SIDE_BY_SIDE],
        };
        for (lane, &goal) in goals.iter().enumerate() {
            let anchor = T::anchor::<FUSED>(goal);
            anchors.whole[lane] = anchor.whole;
            anchors.low[lane] = anchor.low;
            anchors.high[lane] = anchor.high;
            anchors.exp[lane] = anchor.exp;
        }
        anchors
    }

    /// The exponential of a logit of this lane, raised.
    #[inline(always)]
    fn exp<const FUSED: bool>(&self, lane: usize, logit: T) -> T {
        let anchor = Anchor {
            whole: self.whole[lane],
            low: self.low[lane],
            high: self.high[lane],
            exp: 1.0,
        };
        T::exp_anchored::<FUSED>(logit, anchor)
    }
}

/// The sum of the exponentials in each lane, without the target's.
///
/// With a gradient, they are left in the tile, raised.
#[inline(always)]
fn others_of_lanes<T: Arithmetic, const FUSED: bool, const GRADIENT: bool>(
    tile: &mut [[T; SIDE_BY_SIDE]],
    anchors: &Anchors<T>,
) -> [f64; SIDE_BY_SIDE] {
    let mut others = [0.0; SIDE_BY_SIDE];
    let mut fours = tile.chunks_exact_mut(4);
    for four in &mut fours {
        let mut sums = [T::ZERO; SIDE_BY_SIDE];
        if let [a, b, c, d] = four {
            for lane in 0..SIDE_BY_SIDE {
                let exp = |logit| anchors.exp::<FUSED>(lane, logit);
                let (w, x) = (exp(a[lane]), exp(b[lane]));
                let (y, z) = (exp(c[lane]), exp(d[lane]));
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
            let exp = anchors.exp::<FUSED>(lane, column[lane]);
            others[lane] += exp.into();
            if GRADIENT {
                column[lane] = exp;
            }
        }
    }
    for others in &mut others {
        *others *= T::LOWER.into();
    }
    others
}

/// Makes the raised exponentials of a tile the slopes of their logits, row by row.
#[inline(always)]
fn slopes_of_lanes<T: Arithmetic>(
    tile: &mut [[T; SIDE_BY_SIDE]],
    others: &[f64; SIDE_BY_SIDE],
    slopes: &[f64; SIDE_BY_SIDE],
    targets: &[usize],
    gradient: &mut [T],
) {
    let mut factors = [T::ZERO; SIDE_BY_SIDE];
    for lane in 0..SIDE_BY_SIDE {
        factors[lane] = T::nearest(slopes[lane] * T::LOWER.into());
    }
    for column in tile.iter_mut() {
        for (slope, factor) in column.iter_mut().zip(&factors) {
            *slope *= *factor;
        }
    }
    turn_back(tile, gradient);
    // Not into the tile, where a wide load would have to wait for the narrow stores.
    for (lane, row) in gradient.chunks_exact_mut(tile.len()).enumerate() {
        let slope = 0.0 - others[lane] * slopes[lane];
        row[targets[lane]] = T::nearest(slope);
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

/// One row, and where its gradient goes, if it is asked for.
struct Row<'a, T> {
    number: usize,
    logits: &'a [T],
    class: usize,
    share: f64,
    slopes: &'a mut [T],
}

impl<T: Arithmetic> Row<'_, T> {
    /// The sum of `exp` over all classes but the target. Each is raised, the sum is not.
    ///
    /// With a gradient, what is raised is left in the slopes; what stands at the target means nothing.
    #[inline(always)]
    fn others<const GRADIENT: bool>(&mut self, exp: impl Fn(T) -> T) -> f64 {
        let mut sum = Sums::new();
        let (blocks, rest) = self.logits.as_chunks::<BLOCK>();
        let (slope_blocks, slope_rest) = self.slopes.as_chunks_mut::<BLOCK>();
        let (place, lane) = (self.class / BLOCK, self.class % BLOCK);
        // The block of the target, without it, and what fills no block.
        let mut special = [[T::NEG_INFINITY; BLOCK], padded(rest, T::NEG_INFINITY)];
        if let Some(block) = blocks.get(place) {
            special[0] = *block;
        }
        special[usize::from(place == blocks.len())][lane] = T::NEG_INFINITY;
        let mut special_slopes = special;
        let (before, from) = blocks.split_at(place.min(blocks.len()));
        let after = from.get(1..).unwrap_or_default();
        let groups = before.chunks(GROUP).chain([&special[..]]);
        let (slopes_before, slopes_from) = slope_blocks.split_at_mut(place.min(slope_blocks.len()));
        let (slopes_there, slopes_after) = slopes_from.split_at_mut(slopes_from.len().min(1));
        let slopes = slopes_before.chunks_mut(GROUP);
        let slopes = slopes.chain(std::iter::once(&mut special_slopes[..]));
        let mut slopes = slopes.chain(slopes_after.chunks_mut(GROUP));
        for group in groups.chain(after.chunks(GROUP)) {
            // Without a gradient there are none, and none are written.
            let slopes = slopes.next().unwrap_or_default();
            sum.add(&[sum_of::<T, GRADIENT>(group, slopes, &exp)]);
        }
        drop(slopes);
        if GRADIENT {
            slopes_there.copy_from_slice(&special_slopes[..slopes_there.len()]);
            slope_rest.copy_from_slice(&special_slopes[1][..rest.len()]);
        }
        let [sum] = sum.total();
        sum * T::LOWER.into()
    }

    /// Makes raised exponentials the slopes of their logits; that of the target is minus the sum of the others.
    #[inline(always)]
    fn scale(&mut self, others: f64, total: f64) {
        let factor = self.share / total;
        // The exponentials were raised, and are lowered with the same multiplication.
        let lowered = T::nearest(factor * T::LOWER.into());
        for slope in self.slopes.iter_mut() {
            *slope *= lowered;
        }
        self.slopes[self.class] = T::nearest(0.0 - others * factor);
    }

    /// The loss, and its gradient, in relation to the largest logit.
    #[cold]
    #[inline(never)]
    fn again(&mut self, plan: Plan) -> Result<f64, KernelError> {
        let loss = plan.run(Again(self));
        loss.ok_or_else(|| self.fault())
    }

    /// Finds out what is wrong with a row whose sum is NaN.
    fn fault(&self) -> KernelError {
        let wrong = |x: &T| {
            let x: f64 = (*x).into();
            x.is_nan() || x == f64::INFINITY
        };
        let (row, classes) = (self.number, self.logits.len());
        match self.logits.iter().position(wrong) {
            Some(class) => KernelError::NotALogit {
                row,
                class,
                value: self.logits[class].into(),
            },
            None => KernelError::NothingPossible { row, classes },
        }
    }
}

/// A row that fills one block, in double precision in either case.
struct Few<'a, 'b, T, const LANES: usize, const HALF: usize>(&'a mut Row<'b, T>);

impl<T: Arithmetic, const LANES: usize, const HALF: usize> Work for Few<'_, '_, T, LANES, HALF> {
    /// Nothing if the target is all but impossible, or there is no loss.
    type Output = Option<f64>;

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Self::Output {
        let row = self.0;
        let goal = row.logits[row.class].into();
        let z = both_ends::<T, LANES, HALF>(row.logits)?;
        // Those that come twice count once.
        let twice = LANES - row.logits.len();
        let target = if row.class < HALF {
            row.class
        } else {
            row.class + twice
        };
        let mut exps = [0.0; LANES];
        for lane in 0..LANES {
            let counts = lane != target && (lane < HALF || lane >= HALF + twice);
            let z = if counts { z[lane] } else { f64::NEG_INFINITY };
            exps[lane] = raised_exp_of_difference::<f64, FUSED>(z, goal);
        }
        let others = tree(exps, |a, b| a + b) * f64::LOWER;
        let total = others + 1.0;
        if !(goal < f64::INFINITY && total * f64::RAISE <= row.share * f64::ROOM) {
            return None;
        }
        let factor = row.share / total;
        if !row.slopes.is_empty() {
            for exp in &mut exps {
                *exp *= factor * f64::LOWER;
            }
            put_few::<T, LANES, HALF>(exps, row.slopes);
            row.slopes[row.class] = T::nearest(0.0 - others * factor);
        }
        Some(ln_1p::<FUSED>(others))
    }
}

/// A row whose target is far from the largest logit, or that has no loss.
struct Again<'a, 'b, T>(&'a mut Row<'b, T>);

impl<T: Arithmetic> Work for Again<'_, '_, T> {
    type Output = Option<f64>;

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Self::Output {
        let row = self.0;
        let maximum = largest(row.logits);
        let exp = |z| raised_exp_of_difference::<T, FUSED>(z, maximum);
        let others = if row.slopes.is_empty() {
            row.others::<false>(exp)
        } else {
            row.others::<true>(exp)
        };
        let goal = row.logits[row.class];
        let target = exp_of_difference(goal, maximum);
        let total = others + target;
        if total.is_nan() {
            return None;
        }
        if !row.slopes.is_empty() {
            row.scale(others, total);
        }
        // Where the target is not the largest, the others hold a 1, which is taken out again; as the loss is at least
        // ln 2 then, nothing cancels.
        let gap: f64 = maximum.into() - goal.into();
        let without_largest = if gap > 0.0 {
            (others - 1.0) + target
        } else {
            others
        };
        Some(gap + without_largest.ln_1p())
    }
}

/// The sum of `exp` over the blocks, lane by lane.
#[inline(always)]
fn sum_of<T: Arithmetic, const GRADIENT: bool>(
    blocks: &[[T; BLOCK]],
    slopes: &mut [[T; BLOCK]],
    exp: impl Fn(T) -> T,
) -> [T; BLOCK] {
    let mut sums = [T::ZERO; BLOCK];
    let mut slopes = slopes.iter_mut();
    for &block in blocks {
        let mut exps = block;
        for lane in 0..BLOCK {
            exps[lane] = exp(block[lane]);
            sums[lane] += exps[lane];
        }
        if GRADIENT && let Some(slopes) = slopes.next() {
            *slopes = exps;
        }
    }
    sums
}
