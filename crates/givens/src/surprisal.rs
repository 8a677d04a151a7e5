//! The givens of the chapter *Surprisal: the price of one event*.

pub use ::surprisal::{probability_of, surprisal};

use information::Information;

/// What a classifier says of three classes; the third is the true one.
pub const MODEL: [f64; 3] = [0.1, 0.2, 0.7];

/// The probabilities of the chapter's table and figure, from nearly sure to nearly impossible.
pub const PROBABILITIES: [f64; 7] = [0.99, 0.9, 0.7, 0.6, 0.5, 0.1, 0.01];

/// The unit of the natural logarithm.
pub const NAT: Information = Information::from_nats(1.0);

/// The unit of the logarithm to base two.
pub const BIT: Information = Information::from_bits(1.0);

/// The probability of heads on a fair coin.
pub const HEADS: f64 = 0.5;

/// The cards of a pack for skat, each as likely as the next.
pub const CARDS: f64 = 32.0;

/// The probability of one outcome among so many that are all alike.
///
/// ```
/// use givens::surprisal::{SUITS, one_of};
///
/// assert_eq!(one_of(SUITS), 0.25);
/// ```
#[must_use]
pub fn one_of(outcomes: f64) -> f64 {
    1.0 / outcomes
}

/// The suits of that pack.
pub const SUITS: f64 = 4.0;

/// The ranks of that pack.
pub const RANKS: f64 = 8.0;

/// A forecast that is rather sure, and the same forecast spoilt by a step of five in a hundred.
pub const SURE: [f64; 2] = [0.9, 0.85];

/// A forecast that hardly expects it, spoilt by the same step.
pub const UNSURE: [f64; 2] = [0.1, 0.05];

/// The tickets of a lottery that draws six balls of forty-nine; one of them wins.
pub const TICKETS: f64 = 13_983_816.0;

/// The letters of the alphabet, of which a password is made.
pub const LETTERS: f64 = 26.0;

/// The letters in a password.
pub const PASSWORD: i32 = 8;

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/surprisal.md")]
mod page {}
