//! The givens of the chapter *Codes: entropy you can hold*.

pub use ::codes::{
    Codeword, Huffman, Information, LengthMismatch, OutOfRange, encode, entropy, extension,
    huffman_rate, ideal_length, kraft_sum, shannon_lengths, surprisal, typical_rate,
};

use std::sync::LazyLock;

pub use crate::entropy::{STREET, WEATHER};
use information::Distribution;

/// The symbol that stands for a cat.
pub const CAT: usize = 0;

/// The symbol that stands for a dog.
pub const DOG: usize = 1;

/// Five kinds of sky, sun first: (0.4, 0.2, 0.2, 0.1, 0.1). Huffman's code needs 2.2 bits for a day.
///
/// ```
/// use codes::Huffman;
/// use givens::codes::SKY;
///
/// let cost = Huffman::new(&SKY).expected_length(&SKY)?;
/// assert_eq!(format!("{:.3} bits", cost.bits()), "2.200 bits");
/// # Ok::<(), codes::LengthMismatch>(())
/// ```
pub static SKY: Distribution = Distribution::given(&[0.4, 0.2, 0.2, 0.1, 0.1]);

/// What a day of [`SKY`] costs on average with Shannon's lengths: each surprise, rounded up to whole bits.
///
/// ```
/// use givens::codes::cost_of_shannon_lengths;
///
/// assert_eq!(format!("{:.3} bits", cost_of_shannon_lengths().bits()), "2.800 bits");
/// ```
#[must_use]
pub fn cost_of_shannon_lengths() -> Information {
    let days = SKY.as_slice().iter().zip(shannon_lengths(&SKY));
    Information::from_bits(
        days.map(|(p, length)| p * f64::from(length.unwrap_or(0)))
            .sum(),
    )
}

/// Six dictionaries for cats and dogs: the true one, and five that believe in other shares of cats.
///
/// ```
/// use givens::codes::{CAT, DICTIONARIES};
///
/// assert_eq!(DICTIONARIES.each_ref().map(|q| q[CAT]), [0.9, 0.7, 0.99, 0.5, 0.1, 0.01]);
/// ```
pub static DICTIONARIES: [Distribution; 6] = [
    Distribution::given(&[0.9, 0.1]),
    Distribution::given(&[0.7, 0.3]),
    Distribution::given(&[0.99, 0.01]),
    Distribution::given(&[0.5, 0.5]),
    Distribution::given(&[0.1, 0.9]),
    Distribution::given(&[0.01, 0.99]),
];

/// How many cats there are among [`ANIMALS`].
pub const CATS: usize = 90_000;

/// How many dogs there are among [`ANIMALS`].
pub const DOGS: usize = 10_000;

/// The message to compress: 90,000 cats and 10,000 dogs, in an order shuffled once and for all.
///
/// ```
/// use givens::codes::{ANIMALS, DOG, DOGS};
///
/// assert_eq!(ANIMALS.iter().filter(|&&animal| animal == DOG).count(), DOGS);
/// ```
pub static ANIMALS: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let mut animals = vec![CAT; CATS];
    animals.resize(CATS + DOGS, DOG);
    shuffle(&mut animals);
    animals
});

/// Codeword lengths that fit exactly: nothing is left over.
pub const LENGTHS: [u32; 4] = [1, 2, 3, 3];

/// The share of all codewords that each codeword of [`LENGTHS`] takes for itself.
///
/// ```
/// assert_eq!(givens::codes::taken(), [0.5, 0.25, 0.125, 0.125]);
/// ```
#[must_use]
pub fn taken() -> [f64; 4] {
    LENGTHS.map(|length| kraft_sum(&[length]))
}

/// Codeword lengths that do not fit.
pub const TOO_SHORT: [u32; 3] = [1, 1, 2];

/// The blocks of the chapter's table, in animals.
pub const BLOCKS: [usize; 4] = [5, 6, 7, 8];

/// How many pairs of animals there are: two animals, each a cat or a dog.
pub const PAIRS: usize = 4;

/// What passes the window in the first minute: a cat, a cat, a dog.
pub const GLIMPSE: [usize; 3] = [CAT, CAT, DOG];

/// The town with its foxes counted: cats, dogs, foxes.
pub static WITH_FOXES: Distribution = Distribution::given(&[0.6, 0.3, 0.1]);

/// The symbol that stands for a fox, where there are any.
pub const FOX: usize = 2;

/// What passes in the town: two cats, a dog, a cat, a fox.
pub const ROW: [usize; 5] = [CAT, CAT, DOG, CAT, FOX];

/// A row that says little.
pub const SIX_CATS: [usize; 6] = [CAT; 6];

/// A row that says much.
pub const SIX_FOXES: [usize; 6] = [FOX; 6];

/// The part of the line from 0 to 1 that belongs to a message: where it begins, and how wide it is.
///
/// Each symbol takes its share of what is left, and the shares lie in the order of the symbols.
/// This is arithmetic coding on floats, for messages of a few symbols; [`encode`] does it with integers.
///
/// ```
/// use givens::codes::{GLIMPSE, STREET, interval};
///
/// let (start, width) = interval(&GLIMPSE, &STREET);
/// assert_eq!(format!("{start:.3} and {width:.3}"), "0.729 and 0.081");
/// ```
#[must_use]
pub fn interval(symbols: &[usize], model: &Distribution) -> (f64, f64) {
    symbols.iter().fold((0.0, 1.0), |(start, width), &symbol| {
        let before: f64 = model.as_slice()[..symbol].iter().sum();
        (start + width * before, width * model[symbol])
    })
}

/// Swaps each place with one at or before it (Fisher & Yates), drawn from a 64-bit congruential generator (Knuth's MMIX).
fn shuffle(symbols: &mut [usize]) {
    let mut state = 1_u64;
    for place in (1..symbols.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let below = (u128::from(state) * (place as u128 + 1)) >> 64;
        #[expect(clippy::cast_possible_truncation, reason = "it is at most `place`")]
        symbols.swap(place, below as usize);
    }
}

/// What passes before the first animal: nothing.
pub const NOTHING_YET: [usize; 0] = [];

/// What a symbol costs on average with codewords of these lengths: Σ pᵢ · lengthᵢ.
///
/// # Errors
/// [`LengthMismatch`] if there are not as many lengths as symbols.
///
/// ```
/// use givens::codes::{LENGTHS, WEATHER, expected_length};
///
/// assert_eq!(expected_length(&LENGTHS, &WEATHER)?.bits(), 1.75);
/// # Ok::<(), codes::LengthMismatch>(())
/// ```
pub fn expected_length(lengths: &[u32], p: &Distribution) -> Result<Information, LengthMismatch> {
    if lengths.len() != p.outcomes() {
        return Err(LengthMismatch {
            p: p.outcomes(),
            q: lengths.len(),
        });
    }
    let parts = p.as_slice().iter().zip(lengths);
    let bits = parts.map(|(p, &length)| p * f64::from(length)).sum();
    Ok(Information::from_bits(bits))
}

/// The bytes of so many symbols if each takes this much on average.
///
/// ```
/// use givens::codes::{Information, bytes_at};
///
/// assert_eq!(bytes_at(Information::from_bits(0.5), 32), 2.0);
/// ```
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "messages are short of 2^53 symbols"
)]
pub fn bytes_at(each: Information, symbols: usize) -> f64 {
    each.bits() * symbols as f64 / 8.0
}

/// How many animals four messages hold, each ten times as long as the one before.
pub const MESSAGES: [u32; 4] = [100, 1_000, 10_000, 100_000];

/// How often a message shall have a number of its own.
pub const NEARLY_ALWAYS: f64 = 0.99;

/// What an animal of the street costs if only the likeliest messages of so many animals have a number.
///
/// # Errors
/// None: the street's dogs are the rarer kind.
///
/// ```
/// use givens::codes::{MESSAGES, numbered};
///
/// assert_eq!(format!("{:.3}", numbered(MESSAGES[0])?.bits()), "0.651");
/// # Ok::<(), codes::OutOfRange>(())
/// ```
pub fn numbered(animals: u32) -> Result<Information, OutOfRange> {
    typical_rate(STREET[DOG], animals, NEARLY_ALWAYS)
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/codes.md")]
mod page {}
