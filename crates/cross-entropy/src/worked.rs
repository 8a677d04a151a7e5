//! The givens of the chapter *The wrong dictionary*.

use std::sync::LazyLock;

use codes::{CodeError, encode};
use information::{Distribution, DistributionError, Information, LengthMismatch};

use crate::cross_entropy;

/// The symbol for a cat.
pub const CAT: usize = 0;

/// The symbol for a dog.
pub const DOG: usize = 1;

/// How many animals the file lists.
pub const ANIMALS: usize = 100_000;

/// How many of them are dogs: exactly one in ten.
pub const DOGS: usize = ANIMALS / 10;

/// The bits in a byte.
pub const BITS_PER_BYTE: f64 = 8.0;

/// What six dictionaries take the share of cats to be.
pub const DICTIONARIES: [f64; 6] = [0.9, 0.7, 0.99, 0.5, 0.1, 0.01];

/// The truth: nine cats to one dog.
pub static TRUTH: LazyLock<Distribution> =
    LazyLock::new(|| dictionary(0.9).expect("the book's givens sum to one"));

/// The file's animals in a fixed order in which the dogs are spread evenly.
///
/// Multiplying by a number prime to the length visits every place once, so exactly [`DOGS`] animals are dogs.
#[must_use]
pub fn animals() -> Vec<usize> {
    let is_dog = |place: usize| place * 61_803 % ANIMALS < DOGS;
    (0..ANIMALS)
        .map(|place| if is_dog(place) { DOG } else { CAT })
        .collect()
}

/// The dictionary that takes this share of the animals to be cats.
///
/// # Errors
/// [`DistributionError`] unless 0 ≤ `cats` ≤ 1.
pub fn dictionary(cats: f64) -> Result<Distribution, DistributionError> {
    Distribution::new([cats, 1.0 - cats])
}

/// What the whole file should cost under a dictionary: the cross-entropy times the animals.
///
/// # Errors
/// [`LengthMismatch`] unless the dictionary has two words.
pub fn predicted(dictionary: &Distribution) -> Result<Information, LengthMismatch> {
    #[expect(clippy::cast_precision_loss, reason = "a hundred thousand is exact")]
    let animals = ANIMALS as f64;
    Ok(cross_entropy(&TRUTH, dictionary)? * animals)
}

/// The same cost in bytes.
///
/// # Errors
/// [`LengthMismatch`] unless the dictionary has two words.
pub fn predicted_bytes(dictionary: &Distribution) -> Result<f64, LengthMismatch> {
    Ok(predicted(dictionary)?.bits() / BITS_PER_BYTE)
}

/// The bytes that the range coder really writes for the animals under a dictionary.
///
/// # Errors
/// [`CodeError`] if the dictionary gives an animal that comes no chance at all.
pub fn coded_bytes(dictionary: &Distribution) -> Result<usize, CodeError> {
    Ok(encode(&animals(), dictionary)?.len())
}
