//! The givens of the chapter *Cross-entropy: the wrong dictionary*.
//!
//! The street, its animals and the six dictionaries are those of the chapters before.

pub use ::codes::CodeError;
pub use ::cross_entropy::{LengthMismatch, cross_entropy, entropy, surprisal};

pub use crate::codes::{ANIMALS, CAT, CATS, DICTIONARIES, DOG, DOGS, STREET};

use codes::encode;
use information::{Distribution, Information};

/// The bits in a byte.
pub const BITS_PER_BYTE: f64 = 8.0;

/// How many animals the file lists.
pub const COUNT: usize = CATS + DOGS;

/// What a file costs that spends one bit on each animal.
pub const ONE_BIT_EACH: f64 = COUNT as f64 / BITS_PER_BYTE;

/// What the whole file should cost under a dictionary: the cross-entropy times the animals.
///
/// # Errors
/// [`LengthMismatch`] unless the dictionary has two words.
///
/// ```
/// use givens::cross_entropy::{DICTIONARIES, predicted};
///
/// assert_eq!(format!("{:.1} bits", predicted(&DICTIONARIES[0])?.bits()), "46899.6 bits");
/// # Ok::<(), cross_entropy::LengthMismatch>(())
/// ```
pub fn predicted(dictionary: &Distribution) -> Result<Information, LengthMismatch> {
    #[expect(clippy::cast_precision_loss, reason = "a hundred thousand is exact")]
    let animals = COUNT as f64;
    Ok(cross_entropy(&STREET, dictionary)? * animals)
}

/// The same cost in bytes.
///
/// # Errors
/// [`LengthMismatch`] unless the dictionary has two words.
///
/// ```
/// use givens::cross_entropy::{DICTIONARIES, predicted_bytes};
///
/// assert_eq!(format!("{:.1}", predicted_bytes(&DICTIONARIES[0])?), "5862.4");
/// # Ok::<(), cross_entropy::LengthMismatch>(())
/// ```
pub fn predicted_bytes(dictionary: &Distribution) -> Result<f64, LengthMismatch> {
    Ok(predicted(dictionary)?.bits() / BITS_PER_BYTE)
}

/// The bytes that the range coder really writes for the animals under a dictionary.
///
/// # Errors
/// [`CodeError`] if the dictionary gives an animal that comes no chance at all.
///
/// ```
/// use givens::cross_entropy::{DICTIONARIES, coded_bytes};
///
/// assert_eq!(coded_bytes(&DICTIONARIES[0])?, 5863);
/// # Ok::<(), codes::CodeError>(())
/// ```
pub fn coded_bytes(dictionary: &Distribution) -> Result<usize, CodeError> {
    Ok(encode(&ANIMALS, dictionary)?.len())
}

/// The share of cats, above the true one, at which a dictionary is no better than one bit for each animal.
///
/// Found by halving: the cost grows from the true share on.
///
/// # Errors
/// Those of the formula it asks; none for these givens.
///
/// ```
/// assert_eq!(format!("{:.4}", givens::cross_entropy::sure_tie()?), "0.9990");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sure_tie() -> Result<f64, Box<dyn std::error::Error>> {
    let (mut low, mut high) = (STREET[CAT], 1.0);
    while high - low > 1e-12 {
        let middle = f64::midpoint(low, high);
        let dictionary = Distribution::new([middle, 1.0 - middle])?;
        if cross_entropy(&STREET, &dictionary)? < Information::from_bits(1.0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/cross-entropy.md")]
mod page {}
