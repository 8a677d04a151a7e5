//! What does one thing say about another?
//!
//! ```
//! use mutual_information::{Distribution, Joint, mutual_information};
//!
//! // A fair bit, sent through a channel that lies one time in ten.
//! let lying = [Distribution::new([0.9, 0.1])?, Distribution::new([0.1, 0.9])?];
//! let joint = Joint::through(&Distribution::uniform(2)?, &lying)?;
//! assert_eq!(format!("{:.6}", mutual_information(&joint).bits()), "0.531004");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Joint`] says how often two things come together: `X` has the rows, `Y` the columns.
//! [`conditional_entropy`] is what is left to be surprised by in `Y` once `X` is seen, and [`mutual_information`] is what is gone.
//! [`fano_bound`] and [`least_error`] say what that means for whoever has to guess.
//!
//! The chapter is *Mutual information: what one thing says about another*, `book/en/mutual-information.md`.
//! This crate takes a joint distribution at its word; [`mean_when_shuffled`], [`as_much_when_shuffled`] and [`chance_bias`] show how far one that was counted can be trusted.

pub use entropy::{
    Distribution, DistributionError, Information, OutOfRange, binary_entropy, entropy, probability,
    surprisal,
};
pub use kl_divergence::kl_divergence;

use thiserror::Error;

/// Why there is no joint distribution.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum JointError {
    /// A row has more or fewer columns than the first.
    #[error("row {row} has {found} columns, not {columns}; give each the same")]
    Columns {
        /// The position of the offending row, counted from zero.
        row: usize,
        /// How many columns it has.
        found: usize,
        /// How many it should have.
        columns: usize,
    },
    /// Each outcome of the first thing needs its row.
    #[error("{rows} rows do not go with {outcomes} outcomes; give one row for each outcome")]
    Rows {
        /// The number of rows.
        rows: usize,
        /// The number of outcomes.
        outcomes: usize,
    },
    /// The table is not one distribution.
    #[error(transparent)]
    Distribution(#[from] DistributionError),
}

/// How often two things come together: a row for each outcome of `X`, a column for each of `Y`.
#[derive(Clone, Debug, PartialEq)]
pub struct Joint {
    /// Row after row.
    cells: Distribution,
    columns: usize,
}

impl Joint {
    /// A table of probabilities that sum to one.
    ///
    /// # Errors
    /// [`JointError`] if the rows are not alike, or the table is no distribution.
    ///
    /// ```
    /// use mutual_information::Joint;
    ///
    /// let weather_and_animals = Joint::new([[0.6, 0.1], [0.1, 0.2]])?;
    /// assert!((weather_and_animals.y()[0] - 0.7).abs() < 1e-15);
    /// # Ok::<(), mutual_information::JointError>(())
    /// ```
    pub fn new<R: AsRef<[f64]>>(rows: impl AsRef<[R]>) -> Result<Self, JointError> {
        let rows = rows.as_ref();
        let columns = rows.first().map_or(0, |row| row.as_ref().len());
        for (row, cells) in rows.iter().enumerate() {
            let found = cells.as_ref().len();
            if found != columns {
                return Err(JointError::Columns {
                    row,
                    found,
                    columns,
                });
            }
        }
        let cells: Vec<f64> = rows.iter().flat_map(|row| row.as_ref()).copied().collect();
        Ok(Self {
            cells: Distribution::new(cells)?,
            columns,
        })
    }

    /// `X` as it comes, and for each of its outcomes how `Y` is distributed then.
    ///
    /// pᵢ · qᵢⱼ
    ///
    /// # Errors
    /// [`JointError`] unless there is one row for each outcome, all over the same columns.
    ///
    /// ```
    /// use mutual_information::{Distribution, Joint};
    ///
    /// let weather = Distribution::new([0.5, 0.5])?;
    /// let animals = [Distribution::new([1.0, 0.0])?, Distribution::new([0.5, 0.5])?];
    /// assert_eq!(Joint::through(&weather, &animals)?, Joint::new([[0.5, 0.0], [0.25, 0.25]])?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn through(x: &Distribution, rows: &[Distribution]) -> Result<Self, JointError> {
        if rows.len() != x.outcomes() {
            return Err(JointError::Rows {
                rows: rows.len(),
                outcomes: x.outcomes(),
            });
        }
        let row = |(p, row): (f64, &Distribution)| row.iter().map(|q| p * q).collect();
        let cells: Vec<Vec<f64>> = x.iter().zip(rows).map(row).collect();
        Self::new(cells)
    }

    /// A table of counts, divided by their sum.
    ///
    /// # Errors
    /// [`JointError`] if the rows are not alike, or nothing was counted.
    ///
    /// ```
    /// use mutual_information::Joint;
    ///
    /// assert_eq!(Joint::from_counts([[2, 1], [1, 0]])?, Joint::new([[0.5, 0.25], [0.25, 0.0]])?);
    /// # Ok::<(), mutual_information::JointError>(())
    /// ```
    pub fn from_counts<R: AsRef<[u64]>>(rows: impl AsRef<[R]>) -> Result<Self, JointError> {
        let counts = rows.as_ref().iter();
        let counts: Vec<u64> = counts.flat_map(|row| row.as_ref()).copied().collect();
        let shares = Distribution::from_counts(&counts)?;
        let mut shares = shares.iter();
        let row = |row: &R| shares.by_ref().take(row.as_ref().len()).collect();
        let cells: Vec<Vec<f64>> = rows.as_ref().iter().map(row).collect();
        Self::new(cells)
    }

    /// All cells as one distribution, row after row.
    ///
    /// ```
    /// use mutual_information::Joint;
    ///
    /// assert_eq!(Joint::new([[0.5], [0.5]])?.cells().outcomes(), 2);
    /// # Ok::<(), mutual_information::JointError>(())
    /// ```
    #[must_use]
    pub const fn cells(&self) -> &Distribution {
        &self.cells
    }

    /// The rows, each the probabilities of one outcome of `X` with every outcome of `Y`.
    ///
    /// ```
    /// use mutual_information::Joint;
    ///
    /// let joint = Joint::new([[0.5, 0.25], [0.25, 0.0]])?;
    /// assert_eq!(joint.rows().nth(1), Some([0.25, 0.0].as_slice()));
    /// # Ok::<(), mutual_information::JointError>(())
    /// ```
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> + Clone {
        self.cells.as_slice().chunks(self.columns)
    }

    /// `X` by itself: the sums of the rows.
    ///
    /// ```
    /// use mutual_information::Joint;
    ///
    /// assert_eq!(Joint::new([[0.5, 0.25], [0.25, 0.0]])?.x().as_slice(), [0.75, 0.25]);
    /// # Ok::<(), mutual_information::JointError>(())
    /// ```
    #[must_use]
    pub fn x(&self) -> Distribution {
        marginal(
            self.rows()
                .map(|row| exact::compensated_sum(row.iter().copied())),
        )
    }

    /// `Y` by itself: the sums of the columns.
    ///
    /// ```
    /// use mutual_information::Joint;
    ///
    /// assert_eq!(Joint::new([[0.5, 0.25], [0.25, 0.0]])?.y().as_slice(), [0.75, 0.25]);
    /// # Ok::<(), mutual_information::JointError>(())
    /// ```
    #[must_use]
    pub fn y(&self) -> Distribution {
        let column = |place| exact::compensated_sum(self.rows().map(move |row| row[place]));
        marginal((0..self.columns).map(column))
    }

    /// The same table with the two things in each other's place.
    ///
    /// ```
    /// use mutual_information::Joint;
    ///
    /// assert_eq!(Joint::new([[0.5, 0.5]])?.transposed(), Joint::new([[0.5], [0.5]])?);
    /// # Ok::<(), mutual_information::JointError>(())
    /// ```
    #[must_use]
    pub fn transposed(&self) -> Self {
        let column = |place| self.rows().map(move |row| row[place]);
        Self {
            cells: marginal((0..self.columns).flat_map(column)),
            columns: self.cells.outcomes() / self.columns,
        }
    }
}

/// Cells of a distribution, added up or rearranged.
fn marginal(sums: impl Iterator<Item = f64>) -> Distribution {
    let sums: Vec<f64> = sums.map(|sum| sum.min(1.0)).collect();
    Distribution::new(sums).expect("the cells of a distribution sum to one")
}

/// What both things together cost: the entropy of the whole table.
///
/// H(X, Y) = H(X) + H(Y | X), the *chain rule*. Shannon (1948), section 6.
///
/// ```
/// use mutual_information::{Joint, joint_entropy};
///
/// let two_coins = Joint::new([[0.25, 0.25], [0.25, 0.25]])?;
/// assert_eq!(joint_entropy(&two_coins).bits(), 2.0);
/// # Ok::<(), mutual_information::JointError>(())
/// ```
#[must_use]
pub fn joint_entropy(joint: &Joint) -> Information {
    entropy(joint.cells())
}

/// What is left to be surprised by in `Y`, on average, for who has seen `X`.
///
/// H(Y | X) = −Σ pᵢⱼ · ln(pᵢⱼ / pᵢ)
///
/// No model that is shown `X` and asked for `Y` can pay less on average: this is the floor of its loss.
/// Shannon (1948), section 6.
///
/// ```
/// use mutual_information::{Joint, conditional_entropy};
///
/// let same = Joint::new([[0.5, 0.0], [0.0, 0.5]])?;
/// assert_eq!(conditional_entropy(&same).nats(), 0.0);
/// # Ok::<(), mutual_information::JointError>(())
/// ```
#[must_use]
pub fn conditional_entropy(joint: &Joint) -> Information {
    let x = joint.x();
    let cells = joint
        .rows()
        .zip(x.iter())
        .flat_map(|(row, p)| row.iter().map(move |&cell| (cell, p)));
    let possible = cells.filter(|(cell, _)| *cell > 0.0);
    let terms = possible.map(|(cell, p)| (cell, (0.0 - (cell / p).ln()).max(0.0)));
    Information::from_nats(exact::sum_of_products(terms))
}

/// What `X` says about `Y`, on average, and `Y` about `X`.
///
/// I(X; Y) = H(Y) − H(Y | X) = D(p(x, y) ‖ p(x) p(y))
///
/// Computed is the average of what the rows cost in a code for all of them, Σ pᵢ · D(row i ‖ Y): no difference of large numbers,
/// so it is never negative, and no product of two small ones, which would vanish.
/// It is zero only where the two are independent. Shannon (1948), section 12; Cover & Thomas (2006), section 2.3.
///
/// ```
/// use mutual_information::{Joint, mutual_information};
///
/// let strangers = Joint::new([[0.25, 0.25], [0.25, 0.25]])?;
/// assert_eq!(mutual_information(&strangers).nats(), 0.0);
/// let twins = Joint::new([[0.5, 0.0], [0.0, 0.5]])?;
/// assert_eq!(mutual_information(&twins).bits(), 1.0);
/// # Ok::<(), mutual_information::JointError>(())
/// ```
#[must_use]
pub fn mutual_information(joint: &Joint) -> Information {
    let (x, y) = (joint.x(), joint.y());
    let possible = joint.rows().zip(x.iter()).filter(|(_, p)| *p > 0.0);
    let prices = possible.map(|(row, p)| {
        let row = row.iter().map(|cell| cell / p);
        (p, exact::divergence(row.zip(y.iter())))
    });
    Information::from_nats(exact::sum_of_products(prices))
}

/// The most that can be left of one of `classes` outcomes for who guesses it and errs this often.
///
/// h(ε) + ε · ln(K − 1)
///
/// Whether the guess was wrong, and if so, which of the others it is. Fano (1952); Cover & Thomas (2006), section 2.10.
///
/// # Errors
/// [`OutOfRange`] unless 0 ≤ `error` ≤ 1.
///
/// ```
/// use mutual_information::fano_bound;
///
/// assert_eq!(format!("{:.6}", fano_bound(0.1, 2)?.bits()), "0.468996");
/// # Ok::<(), mutual_information::OutOfRange>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^53")]
pub fn fano_bound(error: f64, classes: usize) -> Result<Information, OutOfRange> {
    let others = classes.saturating_sub(1).max(1) as f64;
    Ok(binary_entropy(error)? + Information::from_nats(error * others.ln()))
}

/// How often whoever guesses one of `classes` outcomes must err at least, if so much of it is left.
///
/// The smallest ε with h(ε) + ε · ln(K − 1) = `left`: [`fano_bound`] solved for the error, by halving.
///
/// ```
/// use mutual_information::{Information, fano_bound, least_error};
///
/// let error = least_error(fano_bound(0.1, 5)?, 5);
/// assert!((error - 0.1).abs() < 1e-12);
/// assert_eq!(least_error(Information::ZERO, 5), 0.0);
/// # Ok::<(), mutual_information::OutOfRange>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^53")]
#[must_use]
pub fn least_error(left: Information, classes: usize) -> f64 {
    if classes < 2 || left <= Information::ZERO {
        return 0.0;
    }
    // Up to here the bound grows; with more left than it has here, no guess is better than any other.
    let (mut low, mut high) = (0.0, 1.0 - 1.0 / classes as f64);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        match fano_bound(middle, classes) {
            Ok(bound) if bound < left => low = middle,
            _ => high = middle,
        }
    }
    high
}

/// By how much the mutual information of `n` counted pairs is too large on average, to first order, if the two know nothing of each other.
///
/// (K − 1)(K′ − 1) / 2n nats, for K rows and K′ columns
///
/// Each of the three entropies in I = H(X) + H(Y) − H(X, Y) is too low in a sample, that of the pairs by most.
/// The rule holds as long as every cell was counted some times; where most are empty it promises too little.
/// Miller (1955); Paninski (2003).
///
/// # Errors
/// [`JointError`] if there are no cells, or nothing was counted.
///
/// ```
/// assert_eq!(mutual_information::chance_bias(2, 2, 20)?.nats(), 0.025);
/// # Ok::<(), mutual_information::JointError>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^53")]
pub fn chance_bias(rows: usize, columns: usize, n: u64) -> Result<Information, JointError> {
    if rows == 0 || columns == 0 || n == 0 {
        return Err(DistributionError::Empty.into());
    }
    let free = (rows - 1) as f64 * (columns - 1) as f64;
    Ok(Information::from_nats(free / (2.0 * n as f64)))
}

/// What the mutual information of a counted table would be on average if one column of the notes were shuffled.
///
/// Shuffling keeps how often each thing came, and breaks every tie between the two: what is found then is chance.
/// All shuffles are counted, each table as often as it comes of them, so no luck is left in the number.
/// It is about [`chance_bias`], here 1 / 2n nats.
///
/// # Errors
/// [`JointError`] if nothing was counted.
///
/// ```
/// use mutual_information::mean_when_shuffled;
///
/// // Two notes, one of each: half of the shuffles tell all, and so does the other half.
/// assert_eq!(format!("{:.3}", mean_when_shuffled([[1, 0], [0, 1]])?.bits()), "1.000");
/// # Ok::<(), mutual_information::JointError>(())
/// ```
pub fn mean_when_shuffled(counts: [[u64; 2]; 2]) -> Result<Information, JointError> {
    let shuffled = shuffled(counts)?.into_iter();
    Ok(shuffled.map(|(share, found)| found * share).sum())
}

/// The share of all shuffles of one column of the notes that have at least as much mutual information as the notes themselves.
///
/// Where it is large, chance alone explains what was found: the *p-value* of a permutation test.
///
/// # Errors
/// [`JointError`] if nothing was counted.
///
/// ```
/// use mutual_information::as_much_when_shuffled;
///
/// // Four notes in which each thing goes with its own: two of the six ways to shuffle them do as well.
/// let share = as_much_when_shuffled([[2, 0], [0, 2]])?;
/// assert!((share - 1.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), mutual_information::JointError>(())
/// ```
pub fn as_much_when_shuffled(counts: [[u64; 2]; 2]) -> Result<f64, JointError> {
    // Tables that mirror each other say the same, but for a rounding.
    let seen = mutual_information(&Joint::from_counts(counts)?) * (1.0 - 1e-12);
    let shuffled = shuffled(counts)?.into_iter();
    let as_much = shuffled.filter(|(_, found)| *found >= seen);
    Ok(exact::compensated_sum(as_much.map(|(share, _)| share)))
}

/// The tables that the shuffles of one column give: the share of the shuffles, and the mutual information.
fn shuffled(counts: [[u64; 2]; 2]) -> Result<Vec<(f64, Information)>, JointError> {
    let [[a, b], [c, d]] = counts;
    let (row, column, n) = (a + b, a + c, a + b + c + d);
    let (least, most) = ((row + column).saturating_sub(n), row.min(column));
    let table = |both| {
        let ways = ln_choose(row, both) + ln_choose(n - row, column - both) - ln_choose(n, column);
        let table = [[both, row - both], [column - both, n + both - row - column]];
        let found = mutual_information(&Joint::from_counts(table)?);
        Ok((ways.exp(), found))
    };
    (least..=most).map(table).collect()
}

/// The logarithm of the number of ways to choose so many of `n`.
#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^53")]
fn ln_choose(n: u64, chosen: u64) -> f64 {
    let factors = (1..=chosen).map(|k| ((n - chosen + k) as f64 / k as f64).ln());
    exact::compensated_sum(factors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_tables_are_refused_with_their_place() {
        let fair = Distribution::uniform(2).unwrap();
        let messages = [
            Joint::new([vec![0.5, 0.5], vec![]]).unwrap_err(),
            Joint::from_counts([vec![1], vec![1, 2]]).unwrap_err(),
            Joint::through(&fair, std::slice::from_ref(&fair)).unwrap_err(),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            messages,
            [
                "row 1 has 0 columns, not 2; give each the same",
                "row 1 has 2 columns, not 1; give each the same",
                "1 rows do not go with 2 outcomes; give one row for each outcome",
            ]
        );
        assert!(Joint::new([[0.5, 0.6]]).is_err());
        assert!(Joint::new::<[f64; 0]>([]).is_err());
        assert!(mean_when_shuffled([[0, 0], [0, 0]]).is_err());
        assert!(as_much_when_shuffled([[0, 0], [0, 0]]).is_err());
        assert!(chance_bias(2, 0, 20).is_err() && chance_bias(2, 2, 0).is_err());
        assert!(fano_bound(1.5, 2).is_err());
    }

    #[test]
    fn what_never_comes_says_nothing() {
        let joint = Joint::new([[0.9, 0.1], [0.0, 0.0]]).unwrap();
        assert_eq!(mutual_information(&joint), Information::ZERO);
        let gap = conditional_entropy(&joint) - entropy(&joint.y());
        assert!(gap.nats().abs() < 1e-15);
    }

    #[test]
    fn with_all_left_no_guess_helps() {
        let all = entropy(&Distribution::uniform(5).unwrap());
        assert!((least_error(all, 5) - 0.8).abs() < 1e-6);
    }
}
