//! Codes that reach the entropy: prefix codes, Huffman's and a range coder.
//!
//! ```
//! use codes::{Distribution, Huffman, decode, encode};
//!
//! let model = Distribution::new([0.9, 0.1])?;
//! let animals = [vec![0; 900], vec![1; 100]].concat();
//!
//! let packed = Huffman::new(&model).encode(&animals)?;
//! assert_eq!(packed.len(), 125);
//!
//! let bytes = encode(&animals, &model)?;
//! assert_eq!(bytes.len(), 59);
//! assert_eq!(decode(&bytes, animals.len(), &model)?, animals);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A probability is a budget: a symbol of probability q deserves −log₂ q bits.
//! A prefix code must round each budget to whole bits ([`shannon_lengths`], [`Huffman`]).
//! Two ways lead past the rounding: code many symbols at once ([`extension`]),
//! or code the whole message as one number ([`encode`]).
//! Why the entropy is enough for long messages, [`typical_rate`] shows: only few of them ever come.
//! Symbols are the outcomes of a [`Distribution`], counted from zero.
//!
//! The chapter is *Codes: entropy you can hold*, `book/en/codes.md`.
//! This crate learns no model and writes no file format: you keep the model and the number of symbols yourself.

mod blocks;
mod error;
mod huffman;
mod prefix;
mod range;
mod typical;

pub use blocks::{extension, huffman_rate};
pub use entropy::{entropy, surprisal};
pub use error::{CodeError, ideal_length};
pub use huffman::Huffman;
pub use information::{Distribution, DistributionError, Information, LengthMismatch, OutOfRange};
pub use prefix::{Codeword, LONGEST_CODEWORD, canonical_code, kraft_sum, shannon_lengths};
pub use range::{RangeDecoder, RangeEncoder, TOTAL_BITS, decode, encode};
pub use typical::typical_rate;
