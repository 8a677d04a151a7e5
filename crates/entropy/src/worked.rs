//! The givens of the chapter *Entropy: how messy is the world?*

use std::sync::LazyLock;

use information::Distribution;

/// A fair coin.
pub static FAIR_COIN: LazyLock<Distribution> = LazyLock::new(|| known([0.5, 0.5]));

/// A coin with two heads.
pub static CERTAIN_COIN: LazyLock<Distribution> = LazyLock::new(|| known([1.0, 0.0]));

/// A street in which nine of ten animals are cats, and the rest dogs.
pub static STREET: LazyLock<Distribution> = LazyLock::new(|| known([0.9, 0.1]));

/// Three outcomes, all alike.
pub static THREE_ALIKE: LazyLock<Distribution> = LazyLock::new(|| known([1.0 / 3.0; 3]));

/// Five outcomes, all alike.
pub static FIVE_ALIKE: LazyLock<Distribution> = LazyLock::new(|| known([0.2; 5]));

/// Four kinds of weather, each half as likely as the one before, but for the last two.
pub static WEATHER: LazyLock<Distribution> = LazyLock::new(|| known([0.5, 0.25, 0.125, 0.125]));

/// Two coins, one after the other: the four outcomes are alike.
pub static TWO_COINS: LazyLock<Distribution> = LazyLock::new(|| known([0.25; 4]));

/// The probability that a well-made lottery ticket wins.
pub const JACKPOT: f64 = 1e-8;

/// A distribution that is known to be one.
fn known<const N: usize>(probabilities: [f64; N]) -> Distribution {
    Distribution::new(probabilities).expect("the book's givens sum to one")
}
