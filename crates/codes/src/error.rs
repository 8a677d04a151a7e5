use information::{Distribution, DistributionError, Information};
use thiserror::Error;

use crate::LONGEST_CODEWORD;
use crate::blocks::MOST_BLOCKS;

/// Why there is no such code, a message has no codeword, or bytes cannot be decoded.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum CodeError {
    /// The model does not know the symbol.
    #[error(
        "symbol {symbol} at position {position} is out of range for {outcomes} outcomes; symbols are counted from 0"
    )]
    SymbolOutOfRange {
        /// Where the symbol stands in the message, counted from zero.
        position: usize,
        /// The offending symbol.
        symbol: usize,
        /// The number of outcomes of the model.
        outcomes: usize,
    },
    /// The model says that the symbol never occurs.
    #[error(
        "symbol {symbol} at position {position} has probability 0, so it costs infinitely many bits; \
         give it a positive probability"
    )]
    ImpossibleSymbol {
        /// Where the symbol stands in the message, counted from zero.
        position: usize,
        /// The offending symbol.
        symbol: usize,
    },
    /// The bytes end before the message does.
    #[error(
        "the bytes end before symbol {position} is known; give all the bytes that were encoded, or ask for fewer symbols"
    )]
    Truncated {
        /// The position of the first symbol that the bytes leave open, counted from zero.
        position: usize,
    },
    /// The bytes end in a way in which no message of this many symbols does.
    #[error(
        "no message of {symbols} symbols ends like these bytes; check the bytes, the model and the number of symbols"
    )]
    Corrupt {
        /// The number of symbols decoded.
        symbols: usize,
    },
    /// Where each symbol has a model of its own, there must be as many of each.
    #[error("{symbols} symbols do not go with {models} models; give one model for each symbol")]
    LengthMismatch {
        /// The number of symbols.
        symbols: usize,
        /// The number of models.
        models: usize,
    },
    /// The lengths break the Kraft inequality: too many short codewords.
    #[error("the Kraft sum is {sum}, more than 1; make some codewords longer")]
    Overfull {
        /// The Kraft sum of the lengths.
        sum: f64,
    },
    /// A codeword is longer than any code for float probabilities needs.
    #[error(
        "length {length} at index {index} is more than {LONGEST_CODEWORD} bits; make the codeword shorter"
    )]
    TooLong {
        /// The position of the offending length, counted from zero.
        index: usize,
        /// The offending length.
        length: u32,
    },
    /// A block of no symbols tells nothing.
    #[error("a block of 0 symbols has no length to share; take at least 1 symbol to a block")]
    EmptyBlock,
    /// There are more different blocks than can be listed.
    #[error(
        "{outcomes} outcomes make more than {MOST_BLOCKS} different blocks of {block}; take shorter blocks"
    )]
    TooManyBlocks {
        /// The number of outcomes of the source.
        outcomes: usize,
        /// The number of symbols in a block.
        block: usize,
    },
    /// The source's sum misses one by so much that the product of its probabilities is no distribution.
    #[error("the blocks are no distribution: {0}")]
    Distribution(#[from] DistributionError),
}

/// What a message costs under a model when no bit is lost to rounding.
///
/// L = Σ −log₂ q(symbol)
///
/// An impossible symbol makes the cost infinite, and an empty message costs nothing.
/// On messages drawn from the model no uniquely decodable code does better on average;
/// [`encode`](crate::encode) comes within two bytes, unless a probability is near its last digit.
/// Cover & Thomas (2006), section 5.4.
///
/// # Errors
/// [`CodeError::SymbolOutOfRange`] if the model does not know a symbol.
///
/// ```
/// use codes::{Distribution, encode, ideal_length};
///
/// let model = Distribution::new([0.5, 0.25, 0.25])?;
/// let message = [0, 1, 0, 2, 0, 0];
/// assert_eq!(format!("{:.1} bits", ideal_length(&message, &model)?.bits()), "8.0 bits");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ideal_length(symbols: &[usize], model: &Distribution) -> Result<Information, CodeError> {
    let cost = |(position, &symbol): (usize, &usize)| {
        let q = model
            .as_slice()
            .get(symbol)
            .ok_or(CodeError::SymbolOutOfRange {
                position,
                symbol,
                outcomes: model.outcomes(),
            })?;
        Ok(Information::from_nats(-q.ln()))
    };
    symbols.iter().enumerate().map(cost).sum()
}

#[cfg(test)]
mod tests {
    use information::{Distribution, Information};

    use super::{CodeError, ideal_length};

    #[test]
    fn an_impossible_symbol_makes_the_message_infinitely_long() {
        let model = Distribution::new([1.0, 0.0]).unwrap();
        assert_eq!(ideal_length(&[0, 0], &model), Ok(Information::ZERO));
        assert_eq!(ideal_length(&[0, 1, 0], &model), Ok(Information::INFINITE));
    }

    #[test]
    fn an_unknown_symbol_has_no_length() {
        let model = Distribution::uniform(2).unwrap();
        let refused = ideal_length(&[0, 1, 2], &model).unwrap_err();
        let expected = CodeError::SymbolOutOfRange {
            position: 2,
            symbol: 2,
            outcomes: 2,
        };
        assert_eq!(refused, expected);
    }

    #[test]
    fn each_message_names_the_place_and_the_remedy() {
        let message = |error: CodeError| error.to_string();
        assert_eq!(
            message(CodeError::SymbolOutOfRange {
                position: 4,
                symbol: 3,
                outcomes: 2
            }),
            "symbol 3 at position 4 is out of range for 2 outcomes; symbols are counted from 0"
        );
        assert_eq!(
            message(CodeError::ImpossibleSymbol {
                position: 4,
                symbol: 1
            }),
            "symbol 1 at position 4 has probability 0, so it costs infinitely many bits; \
             give it a positive probability"
        );
        assert_eq!(
            message(CodeError::Truncated { position: 7 }),
            "the bytes end before symbol 7 is known; give all the bytes that were encoded, or ask for fewer symbols"
        );
        assert_eq!(
            message(CodeError::Corrupt { symbols: 7 }),
            "no message of 7 symbols ends like these bytes; check the bytes, the model and the number of symbols"
        );
    }
}
