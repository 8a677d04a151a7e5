//! The givens of the chapter *Entropy: how messy is the world?*

pub use ::entropy::{Distribution, entropy, surprisal};

/// A fair coin.
pub static FAIR_COIN: Distribution = Distribution::given(&[0.5, 0.5]);

/// A coin with two heads.
pub static CERTAIN_COIN: Distribution = Distribution::given(&[1.0, 0.0]);

/// A street in which nine of ten animals are cats, and the rest dogs.
pub static STREET: Distribution = Distribution::given(&[0.9, 0.1]);

/// Three outcomes, all alike.
pub static THREE_ALIKE: Distribution = Distribution::given(&[1.0 / 3.0; 3]);

/// Five outcomes, all alike.
pub static FIVE_ALIKE: Distribution = Distribution::given(&[0.2; 5]);

/// A fair die.
pub static DIE: Distribution = Distribution::given(&[1.0 / 6.0; 6]);

/// A die that shows a six every second time, and the other faces alike.
pub static LOADED_DIE: Distribution = Distribution::given(&[0.1, 0.1, 0.1, 0.1, 0.1, 0.5]);

/// Four kinds of weather, each half as likely as the one before, but for the last two.
pub static WEATHER: Distribution = Distribution::given(&[0.5, 0.25, 0.125, 0.125]);

/// How many yes-or-no questions find each kind of [`WEATHER`].
pub const QUESTIONS: [f64; 4] = [1.0, 2.0, 3.0, 3.0];

/// How many questions find the [`WEATHER`] on average.
///
/// ```
/// assert_eq!(givens::entropy::expected_questions(), 1.75);
/// ```
#[must_use]
pub fn expected_questions() -> f64 {
    let days = WEATHER.as_slice().iter().zip(QUESTIONS);
    days.map(|(p, questions)| p * questions).sum()
}

/// Two fair coins, one after the other: the four outcomes are alike.
pub static TWO_COINS: Distribution = Distribution::given(&[0.25; 4]);

/// The letters m, i, s and p, counted in the word Mississippi.
pub const MISSISSIPPI: [u64; 4] = [1, 4, 4, 2];

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/entropy.md")]
mod page {}
