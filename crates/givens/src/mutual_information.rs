//! The givens of the chapter *Mutual information: what one thing says about another*.

pub use ::mutual_information::{
    Joint, JointError, as_much_when_shuffled, binary_entropy, chance_bias, conditional_entropy,
    entropy, fano_bound, joint_entropy, least_error, mean_when_shuffled, mutual_information,
};

use std::sync::LazyLock;

pub use crate::entropy::FAIR_COIN;
use information::Distribution;

/// How often the weather and an animal come together in the town: dry and rain, each with cat and dog.
pub const TABLE: [[f64; 2]; 2] = [[0.6, 0.1], [0.1, 0.2]];

/// The same as a joint distribution.
pub static WEATHER: LazyLock<Joint> =
    LazyLock::new(|| Joint::new(TABLE).expect("the shares sum to one"));

/// What passes in a weather, dry or rain.
///
/// # Panics
/// If there is no such weather.
///
/// ```
/// assert_eq!(format!("{:.3}", givens::mutual_information::in_weather(1)[1]), "0.667");
/// ```
#[must_use]
pub fn in_weather(weather: usize) -> Distribution {
    let row = TABLE[weather];
    let share = row[0] + row[1];
    Distribution::new(row.map(|cell| cell / share)).expect("they are divided by their sum")
}

/// How often a neighbour lies who is asked what passed.
pub const LIES: f64 = 0.1;

/// What the neighbour says of cats, and of dogs.
///
/// # Panics
/// If the lies are no probability.
///
/// ```
/// assert_eq!(givens::mutual_information::lying(0.25)[1].as_slice(), [0.25, 0.75]);
/// ```
#[must_use]
pub fn lying(lies: f64) -> [Distribution; 2] {
    let row = |row: [f64; 2]| Distribution::new(row).expect("lies are a probability");
    [row([1.0 - lies, lies]), row([lies, 1.0 - lies])]
}

/// Cats and dogs alike, and what a neighbour says who lies this often.
///
/// # Panics
/// If the lies are no probability.
///
/// ```
/// use givens::mutual_information::{mutual_information, told};
///
/// assert_eq!(mutual_information(&told(0.5)).nats(), 0.0);
/// ```
#[must_use]
pub fn told(lies: f64) -> Joint {
    Joint::through(&FAIR_COIN, &lying(lies)).expect("there are two rows")
}

/// How often something false arrives that went through two neighbours: one of them lied, and not both.
///
/// ```
/// assert_eq!(format!("{:.2}", givens::mutual_information::lies_at_second_hand()), "0.18");
/// ```
#[must_use]
pub fn lies_at_second_hand() -> f64 {
    2.0 * LIES * (1.0 - LIES)
}

/// How often the best guess from the weather errs: it names the animal that is likelier.
///
/// ```
/// assert_eq!(format!("{:.1}", givens::mutual_information::best_guess_errs()), "0.2");
/// ```
#[must_use]
pub fn best_guess_errs() -> f64 {
    TABLE.iter().map(|row| row[0].min(row[1])).sum()
}

/// How often two coins, thrown together twenty times, showed what: heads and tails of the one, each with those of the other.
pub const TWO_COINS: [[u64; 2]; 2] = [[7, 3], [4, 6]];

/// How often the two coins were thrown.
pub const THROWS: u64 = TWO_COINS[0][0] + TWO_COINS[0][1] + TWO_COINS[1][0] + TWO_COINS[1][1];

/// The two coins as they were counted.
///
/// # Errors
/// None: they were thrown.
///
/// ```
/// assert!(givens::mutual_information::coins()?.cells().outcomes() == 4);
/// # Ok::<(), mutual_information::JointError>(())
/// ```
pub fn coins() -> Result<Joint, JointError> {
    Joint::from_counts(TWO_COINS)
}

/// The second coin, and each throw with a number of its own in the place of the first.
///
/// # Errors
/// None: each throw showed one of two sides.
///
/// ```
/// use givens::mutual_information::{THROWS, numbered};
///
/// assert_eq!(numbered()?.rows().count() as u64, THROWS);
/// # Ok::<(), mutual_information::JointError>(())
/// ```
pub fn numbered() -> Result<Joint, JointError> {
    let heads = TWO_COINS[0][0] + TWO_COINS[1][0];
    let row = |throw| if throw < heads { [1, 0] } else { [0, 1] };
    let rows: Vec<[u64; 2]> = (0..THROWS).map(row).collect();
    Joint::from_counts(rows)
}

/// Two fair bits: the first, and whether the two differ.
///
/// # Errors
/// None: the shares sum to one.
///
/// ```
/// let joint = givens::mutual_information::one_bit_and_the_difference()?;
/// assert_eq!(joint.x(), joint.y());
/// # Ok::<(), mutual_information::JointError>(())
/// ```
pub fn one_bit_and_the_difference() -> Result<Joint, JointError> {
    Joint::new([[0.25, 0.25], [0.25, 0.25]])
}

/// Two fair bits: both as one outcome of four, and whether they differ.
///
/// # Errors
/// None: the shares sum to one.
///
/// ```
/// assert_eq!(givens::mutual_information::both_bits_and_the_difference()?.rows().count(), 4);
/// # Ok::<(), mutual_information::JointError>(())
/// ```
pub fn both_bits_and_the_difference() -> Result<Joint, JointError> {
    Joint::new([[0.25, 0.0], [0.0, 0.25], [0.0, 0.25], [0.25, 0.0]])
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/mutual-information.md")]
mod page {}
