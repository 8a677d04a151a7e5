use std::cmp::Reverse;
use std::collections::HashMap;

use crate::{LanguageError, symbols};

/// How many tokens there are before any pair is joined.
const BYTES: usize = 256;

/// A vocabulary of tokens: all bytes, and pairs of earlier tokens that often stood side by side.
///
/// The most frequent pair of neighbours becomes a token of its own, again and again; of equally frequent ones the lowest.
/// Pairs may join over spaces, which the encoders of large models forbid.
/// Gage (1994); Sennrich, Haddow & Birch (2016).
#[derive(Clone, Debug)]
pub struct BytePairs {
    /// What the tokens after the bytes are joined from, in their order.
    pairs: Vec<[usize; 2]>,
}

impl BytePairs {
    /// The vocabulary of so many tokens that a text asks for; of fewer, if no pair in it comes twice.
    ///
    /// # Errors
    /// [`LanguageError::Vocabulary`] if not even the bytes have room.
    ///
    /// ```
    /// use language_models::BytePairs;
    ///
    /// let vocabulary = BytePairs::learn(b"the cat, the hat", 258)?;
    /// // First `at`, then `he`, which came as often.
    /// assert_eq!(vocabulary.encode(b"that"), [116, 104, 256]);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn learn(text: &[u8], vocabulary: usize) -> Result<Self, LanguageError> {
        let joined = vocabulary.checked_sub(BYTES);
        let joined = joined.ok_or(LanguageError::Vocabulary(vocabulary))?;
        let mut tokens = symbols(text);
        let mut counts: HashMap<[usize; 2], i64> = HashMap::new();
        for pair in tokens.windows(2) {
            *counts.entry([pair[0], pair[1]]).or_default() += 1;
        }
        let mut pairs = Vec::new();
        while pairs.len() < joined {
            let best = counts
                .iter()
                .max_by_key(|(pair, count)| (**count, Reverse(**pair)));
            let Some((&pair, _)) = best.filter(|(_, count)| **count > 1) else {
                break;
            };
            tokens = join(&tokens, pair, BYTES + pairs.len(), |pair, more| {
                *counts.entry(pair).or_default() += more;
            });
            pairs.push(pair);
        }
        Ok(Self { pairs })
    }

    /// How many tokens the vocabulary has.
    ///
    /// ```
    /// assert_eq!(language_models::BytePairs::learn(b"abcabc", 257)?.tokens(), 257);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    #[must_use]
    pub fn tokens(&self) -> usize {
        BYTES + self.pairs.len()
    }

    /// The same vocabulary as it was when it had so many tokens.
    ///
    /// # Errors
    /// [`LanguageError::Vocabulary`] if not even the bytes have room.
    ///
    /// ```
    /// use language_models::BytePairs;
    ///
    /// let large = BytePairs::learn(b"the cat, the hat", 258)?;
    /// assert_eq!(large.first(257)?.tokens(), 257);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn first(&self, vocabulary: usize) -> Result<Self, LanguageError> {
        let joined = vocabulary.checked_sub(BYTES);
        let joined = joined.ok_or(LanguageError::Vocabulary(vocabulary))?;
        Ok(Self {
            pairs: self.pairs.iter().take(joined).copied().collect(),
        })
    }

    /// A text in tokens: every pair is joined wherever it stands, in the order of the vocabulary.
    ///
    /// ```
    /// use language_models::BytePairs;
    ///
    /// let vocabulary = BytePairs::learn(b"aaaa", 257)?;
    /// assert_eq!(vocabulary.encode(b"aaa"), [256, 97]);
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    #[must_use]
    pub fn encode(&self, text: &[u8]) -> Vec<usize> {
        let pairs = self.pairs.iter().enumerate();
        pairs.fold(symbols(text), |tokens, (place, pair)| {
            join(&tokens, *pair, BYTES + place, |_, _| ())
        })
    }

    /// The text back from its tokens.
    ///
    /// # Errors
    /// [`LanguageError::Token`] if one is not in the vocabulary.
    ///
    /// ```
    /// use language_models::BytePairs;
    ///
    /// let vocabulary = BytePairs::learn(b"Call me, call me", 260)?;
    /// let tokens = vocabulary.encode(b"Call me Ishmael.");
    /// assert_eq!(vocabulary.decode(&tokens)?, b"Call me Ishmael.");
    /// # Ok::<(), language_models::LanguageError>(())
    /// ```
    pub fn decode(&self, tokens: &[usize]) -> Result<Vec<u8>, LanguageError> {
        let mut text = Vec::new();
        let mut left: Vec<usize> = tokens.iter().rev().copied().collect();
        while let Some(token) = left.pop() {
            if let Ok(byte) = u8::try_from(token) {
                text.push(byte);
            } else {
                let pair = self.pairs.get(token - BYTES);
                let [first, second] = *pair.ok_or(LanguageError::Token(token))?;
                left.extend([second, first]);
            }
        }
        Ok(text)
    }
}

/// The tokens with a pair joined wherever it stands, from left to right; `count` hears which neighbours come and go.
fn join(
    tokens: &[usize],
    pair: [usize; 2],
    joined: usize,
    mut count: impl FnMut([usize; 2], i64),
) -> Vec<usize> {
    let mut made = Vec::with_capacity(tokens.len());
    let mut place = 0;
    while place < tokens.len() {
        if tokens[place..].starts_with(&pair) {
            count(pair, -1);
            if let Some(&before) = made.last() {
                count([before, pair[0]], -1);
                count([before, joined], 1);
            }
            place += 2;
            if let Some(&after) = tokens.get(place) {
                count([pair[1], after], -1);
                count([joined, after], 1);
            }
            made.push(joined);
        } else {
            made.push(tokens[place]);
            place += 1;
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The counts that are kept while pairs are joined are those that counting anew would give.
    #[test]
    fn the_vocabulary_is_the_one_that_counting_anew_finds() {
        let text = b"aaaa abab banana bandana ababab aaaaa can a canal banana";
        let kept = BytePairs::learn(text, 280).unwrap();
        let mut tokens = symbols(text);
        for (place, &pair) in kept.pairs.iter().enumerate() {
            let mut counts: HashMap<[usize; 2], i64> = HashMap::new();
            for pair in tokens.windows(2) {
                *counts.entry([pair[0], pair[1]]).or_default() += 1;
            }
            let best = counts
                .iter()
                .max_by_key(|(pair, count)| (**count, Reverse(**pair)));
            assert_eq!(best.map(|(pair, _)| *pair), Some(pair), "{place}");
            tokens = join(&tokens, pair, BYTES + place, |_, _| ());
        }
        assert!(kept.pairs.len() > 5);
    }

    #[test]
    fn learning_stops_where_no_pair_comes_twice() {
        assert_eq!(BytePairs::learn(b"abc", 300).unwrap().tokens(), 256);
        assert_eq!(BytePairs::learn(b"", 300).unwrap().tokens(), 256);
    }
}
