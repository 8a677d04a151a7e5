//! How many bits does a text need, if a model guesses each character from those before it?
//!
//! ```
//! use language_models::{ContextModel, symbols};
//!
//! let text = symbols(b"the cat and the dog and the cat");
//! let mut model = ContextModel::new(256, 2)?;
//! model.read(&text)?;
//! let next = model.predict(2, &symbols(b"th"))?;
//! assert_eq!(next.likeliest(), usize::from(b'e'));
//! # Ok::<(), language_models::LanguageError>(())
//! ```
//!
//! A [`ContextModel`] counts what came after each context, and leans on the shorter context where it has seen little.
//! What it pays for a text that it has not read is a cross-entropy, and [`compress`] makes a file of that length.
//! [`BytePairs`] cuts a text into longer tokens; [`mean_of_tokens`] and [`mean_of_means`] are two averages of the losses of
//! several batches, and only the first is one over the tokens.
//!
//! The chapter is *Language models: bits per byte*, `book/en/language-models.md`.
//! This crate trains no network.

mod batches;
mod context;
mod file;
mod pairs;

pub use batches::{mean_of_means, mean_of_tokens};
pub use codes::CodeError;
pub use context::{ContextModel, additive, backed_off};
pub use entropy::entropy;
pub use file::{compress, decompress};
pub use information::{Distribution, Information};
pub use log_loss::perplexity;
pub use pairs::BytePairs;

use thiserror::Error;

/// Why a text cannot be read or an average not be taken.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum LanguageError {
    /// A symbol is not in the alphabet.
    #[error("symbol {symbol} is not in an alphabet of {alphabet}; count the symbols from 0")]
    Symbol {
        /// The offending symbol.
        symbol: usize,
        /// How many there are.
        alphabet: usize,
    },
    /// The contexts of that length cannot be numbered.
    #[error(
        "contexts of {order} symbols out of {alphabet} are too many to be numbered; give a lower order"
    )]
    Order {
        /// The longest context.
        order: usize,
        /// How many symbols there are.
        alphabet: usize,
    },
    /// A context is longer than the model was made for.
    #[error("an order of {order} is above the model's {most}; give at most that")]
    Above {
        /// The order asked for.
        order: usize,
        /// The order of the model.
        most: usize,
    },
    /// There is nothing to average, or nothing to choose from.
    #[error("{what} is empty; give at least one")]
    Empty {
        /// What is empty.
        what: &'static str,
    },
    /// A vocabulary has at least all bytes.
    #[error("a vocabulary of {0} does not hold the bytes; give at least 256")]
    Vocabulary(usize),
    /// A token that the vocabulary does not have.
    #[error("token {0} is not in the vocabulary")]
    Token(usize),
    /// The file is not one of this model.
    #[error(transparent)]
    Code(#[from] CodeError),
}

/// The bytes of a text as symbols of an alphabet of 256.
///
/// ```
/// assert_eq!(language_models::symbols(b"N&B"), [78, 38, 66]);
/// ```
#[must_use]
pub fn symbols(text: &[u8]) -> Vec<usize> {
    text.iter().map(|&byte| usize::from(byte)).collect()
}

/// What a loss for each token makes for each byte of the text: in bits, the *bits per byte*.
///
/// n L / N, for n tokens of N bytes with a mean loss of L.
///
/// Unlike the perplexity of a token it does not depend on how the text was cut.
///
/// # Errors
/// [`LanguageError::Empty`] if the text has no bytes.
///
/// ```
/// use language_models::{Information, per_byte};
///
/// // Two bytes a token, and three bits for each.
/// assert_eq!(per_byte(Information::from_bits(3.0), 50, 100)?.bits(), 1.5);
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn per_byte(
    mean_loss: Information,
    tokens: usize,
    bytes: usize,
) -> Result<Information, LanguageError> {
    if bytes == 0 {
        return Err(LanguageError::Empty { what: "the text" });
    }
    Ok(mean_loss * tokens as f64 / bytes as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_input_is_refused_with_its_value() {
        let mut model = ContextModel::new(256, 1).unwrap();
        let messages = [
            ContextModel::new(0, 1).unwrap_err(),
            ContextModel::new(1 << 16, 5).unwrap_err(),
            model.read(&[256]).unwrap_err(),
            model.predict(2, &[]).unwrap_err(),
            model.predict(1, &[300]).unwrap_err(),
            BytePairs::learn(b"text", 255).unwrap_err(),
            BytePairs::learn(b"text", 256)
                .unwrap()
                .decode(&[256])
                .unwrap_err(),
            mean_of_tokens(&[]).unwrap_err(),
            mean_of_means(&[vec![]]).unwrap_err(),
            per_byte(Information::ZERO, 0, 0).unwrap_err(),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            messages,
            [
                "the alphabet is empty; give at least one",
                "contexts of 5 symbols out of 65536 are too many to be numbered; give a lower order",
                "symbol 256 is not in an alphabet of 256; count the symbols from 0",
                "an order of 2 is above the model's 1; give at most that",
                "symbol 300 is not in an alphabet of 256; count the symbols from 0",
                "a vocabulary of 255 does not hold the bytes; give at least 256",
                "token 256 is not in the vocabulary",
                "the batch is empty; give at least one",
                "the batch is empty; give at least one",
                "the text is empty; give at least one",
            ]
        );
    }
}
