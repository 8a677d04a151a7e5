//! The givens of the chapter *Codes: entropy you can hold*.

use std::sync::LazyLock;

use information::Distribution;

/// The symbol that stands for a cat.
pub const CAT: usize = 0;

/// The symbol that stands for a dog.
pub const DOG: usize = 1;

/// Nine cats to a dog: (0.9, 0.1).
///
/// ```
/// use codes::worked::{CAT, CAT_DOG};
///
/// assert_eq!(CAT_DOG[CAT], 0.9);
/// ```
pub static CAT_DOG: LazyLock<Distribution> = LazyLock::new(|| given([0.9, 0.1]));

/// Five kinds of sky, sun first: (0.4, 0.2, 0.2, 0.1, 0.1). Huffman's code needs 2.2 bits for a day.
///
/// ```
/// use codes::{Huffman, worked::SKY};
///
/// let cost = Huffman::new(&SKY).expected_length(&SKY)?;
/// assert_eq!(format!("{:.3} bits", cost.bits()), "2.200 bits");
/// # Ok::<(), codes::LengthMismatch>(())
/// ```
pub static SKY: LazyLock<Distribution> = LazyLock::new(|| given([0.4, 0.2, 0.2, 0.1, 0.1]));

/// Probabilities that whole bits fit without rounding: (1/2, 1/4, 1/8, 1/8).
///
/// ```
/// use codes::{shannon_lengths, worked::DYADIC};
///
/// assert_eq!(shannon_lengths(&DYADIC), [Some(1), Some(2), Some(3), Some(3)]);
/// ```
pub static DYADIC: LazyLock<Distribution> = LazyLock::new(|| given([0.5, 0.25, 0.125, 0.125]));

/// Six dictionaries for cats and dogs: the true one, and five that believe in other shares of cats.
///
/// ```
/// use codes::worked::{CAT, DICTIONARIES};
///
/// assert_eq!(DICTIONARIES.each_ref().map(|q| q[CAT]), [0.9, 0.7, 0.99, 0.5, 0.1, 0.01]);
/// ```
pub static DICTIONARIES: LazyLock<[Distribution; 6]> = LazyLock::new(|| {
    [
        [0.9, 0.1],
        [0.7, 0.3],
        [0.99, 0.01],
        [0.5, 0.5],
        [0.1, 0.9],
        [0.01, 0.99],
    ]
    .map(given)
});

/// How many cats there are among [`ANIMALS`].
pub const CATS: usize = 90_000;

/// How many dogs there are among [`ANIMALS`].
pub const DOGS: usize = 10_000;

/// The message to compress: 90,000 cats and 10,000 dogs, in an order shuffled once and for all.
///
/// ```
/// use codes::worked::{ANIMALS, DOG, DOGS};
///
/// assert_eq!(ANIMALS.iter().filter(|&&animal| animal == DOG).count(), DOGS);
/// ```
pub static ANIMALS: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let mut animals = vec![CAT; CATS];
    animals.resize(CATS + DOGS, DOG);
    shuffle(&mut animals);
    animals
});

fn given<const N: usize>(probabilities: [f64; N]) -> Distribution {
    Distribution::new(probabilities).expect("the chapter's distributions sum to one")
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
