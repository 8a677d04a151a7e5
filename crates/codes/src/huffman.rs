use information::{Distribution, Information, LengthMismatch};

use crate::CodeError;
use crate::prefix::{Codeword, assign};

/// The prefix code of the least expected length for a distribution.
///
/// The two least probable nodes are merged until one is left; a symbol's depth is its codeword's length.
/// Of equal weights a symbol merges before an inner node, and a later symbol before an earlier one,
/// so the same distribution always gets the same code; the codewords are canonical.
/// A symbol of probability zero gets no codeword, and a sure one the empty codeword, of zero bits.
/// Huffman (1952).
///
/// ```
/// use codes::{Distribution, Huffman};
///
/// let p = Distribution::new([0.5, 0.25, 0.125, 0.125])?;
/// let code = Huffman::new(&p);
/// let codewords = code.codewords().iter().flatten().map(ToString::to_string);
/// assert_eq!(codewords.collect::<Vec<_>>(), ["0", "10", "110", "111"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Huffman {
    codewords: Vec<Option<Codeword>>,
    /// The symbols that have a codeword, in the order of their codewords.
    sorted: Vec<usize>,
}

impl Huffman {
    /// The Huffman code for symbols drawn from `p`.
    ///
    /// ```
    /// use codes::{Distribution, Huffman};
    ///
    /// let sure = Huffman::new(&Distribution::one_hot(0, 2)?);
    /// assert_eq!(sure.lengths(), [Some(0), None]);
    /// # Ok::<(), codes::DistributionError>(())
    /// ```
    #[must_use]
    pub fn new(p: &Distribution) -> Self {
        let lengths = depths(p);
        let mut sorted: Vec<usize> = (0..p.outcomes())
            .filter(|&symbol| lengths[symbol].is_some())
            .collect();
        let present: Vec<u32> = lengths.into_iter().flatten().collect();
        let mut codewords = vec![None; p.outcomes()];
        for (&symbol, codeword) in sorted.iter().zip(assign(&present)) {
            codewords[symbol] = Some(codeword);
        }
        sorted.sort_by(|&a, &b| codewords[a].cmp(&codewords[b]));
        Self { codewords, sorted }
    }

    /// The codeword of each symbol, in the order of the symbols; `None` for one of probability zero.
    ///
    /// ```
    /// use codes::{Distribution, Huffman};
    ///
    /// let code = Huffman::new(&Distribution::new([0.1, 0.7, 0.2])?);
    /// let seldom = code.codewords()[0].as_ref();
    /// assert_eq!(seldom.map(ToString::to_string), Some("10".into()));
    /// # Ok::<(), codes::DistributionError>(())
    /// ```
    #[must_use]
    pub fn codewords(&self) -> &[Option<Codeword>] {
        &self.codewords
    }

    /// The length of each symbol's codeword, in bits; `None` for a symbol of probability zero.
    ///
    /// ```
    /// use codes::{Distribution, Huffman, kraft_sum};
    ///
    /// let code = Huffman::new(&Distribution::new([0.7, 0.2, 0.1])?);
    /// assert_eq!(code.lengths(), [Some(1), Some(2), Some(2)]);
    /// assert_eq!(kraft_sum(&code.lengths()), 1.0);
    /// # Ok::<(), codes::DistributionError>(())
    /// ```
    #[must_use]
    pub fn lengths(&self) -> Vec<Option<u32>> {
        let length = |codeword: &Option<Codeword>| codeword.as_ref().map(Codeword::length);
        self.codewords.iter().map(length).collect()
    }

    /// What this code costs, per symbol, on draws from `p`.
    ///
    /// L = Σ pᵢ · lᵢ, in bits
    ///
    /// A symbol that `p` never emits costs nothing; one that has no codeword makes the cost infinite.
    /// On the distribution the code was built for, H(p) ≤ L < H(p) + 1 bit.
    /// Cover & Thomas (2006), theorem 5.4.1.
    ///
    /// # Errors
    /// [`LengthMismatch`] if the code was built for another number of symbols.
    ///
    /// ```
    /// use codes::{Distribution, Huffman};
    ///
    /// let p = Distribution::new([0.7, 0.2, 0.1])?;
    /// let cost = Huffman::new(&p).expected_length(&p)?;
    /// assert_eq!(format!("{:.3} bits", cost.bits()), "1.300 bits");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn expected_length(&self, p: &Distribution) -> Result<Information, LengthMismatch> {
        if p.outcomes() != self.codewords.len() {
            return Err(LengthMismatch {
                p: p.outcomes(),
                q: self.codewords.len(),
            });
        }
        Ok(self.cost(p))
    }

    /// The expected length under a distribution that is known to be over the same symbols.
    pub(crate) fn cost(&self, p: &Distribution) -> Information {
        let term = |(&p, length): (&f64, Option<u32>)| match length {
            _ if p == 0.0 => Information::ZERO,
            Some(length) => Information::from_bits(p * f64::from(length)),
            None => Information::INFINITE,
        };
        p.as_slice().iter().zip(self.lengths()).map(term).sum()
    }

    /// The codewords of `symbols` one after the other, eight bits to a byte, first bit highest.
    ///
    /// The last byte is filled up with zeros.
    ///
    /// # Errors
    /// [`CodeError::SymbolOutOfRange`] or [`CodeError::ImpossibleSymbol`] for a symbol without a codeword.
    ///
    /// ```
    /// use codes::{Distribution, Huffman};
    ///
    /// let code = Huffman::new(&Distribution::new([0.7, 0.2, 0.1])?);
    /// assert_eq!(code.encode(&[0, 0, 1, 0, 2])?, [0b0010_0110]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn encode(&self, symbols: &[usize]) -> Result<Vec<u8>, CodeError> {
        let mut bits = Vec::new();
        for (position, &symbol) in symbols.iter().enumerate() {
            let codeword = self
                .codewords
                .get(symbol)
                .ok_or(CodeError::SymbolOutOfRange {
                    position,
                    symbol,
                    outcomes: self.codewords.len(),
                })?;
            let codeword = codeword
                .as_ref()
                .ok_or(CodeError::ImpossibleSymbol { position, symbol })?;
            bits.extend_from_slice(codeword.bits());
        }
        let pack = |byte: &[bool]| {
            (0..).zip(byte).fold(0, |packed, (place, &bit)| {
                packed | u8::from(bit) << (7 - place)
            })
        };
        Ok(bits.chunks(8).map(pack).collect())
    }

    /// The `count` symbols that [`encode`](Self::encode) turned into `bytes`.
    ///
    /// # Errors
    /// [`CodeError::Truncated`] if the bytes end too early,
    /// [`CodeError::Corrupt`] if anything but the zeros of the last byte follows the last symbol.
    ///
    /// ```
    /// use codes::{Distribution, Huffman};
    ///
    /// let code = Huffman::new(&Distribution::new([0.7, 0.2, 0.1])?);
    /// assert_eq!(code.decode(&[0b0010_0110], 5)?, [0, 0, 1, 0, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn decode(&self, bytes: &[u8], count: usize) -> Result<Vec<usize>, CodeError> {
        let mut bits = bytes
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |place| byte >> place & 1 == 1));
        let mut symbols = Vec::new();
        for position in 0..count {
            let mut candidates = self.sorted.as_slice();
            let mut depth = 0;
            while candidates.len() > 1 {
                let bit = bits.next().ok_or(CodeError::Truncated { position })?;
                let is_zero = |&symbol: &usize| {
                    self.codewords[symbol]
                        .as_ref()
                        .is_some_and(|c| !c.bits()[depth])
                };
                let (zeros, ones) = candidates.split_at(candidates.partition_point(is_zero));
                candidates = if bit { ones } else { zeros };
                depth += 1;
            }
            symbols.extend_from_slice(candidates);
        }
        let padding: Vec<bool> = bits.take(8).collect();
        if padding.len() == 8 || padding.contains(&true) {
            return Err(CodeError::Corrupt { symbols: count });
        }
        Ok(symbols)
    }
}

/// How deep each symbol of positive probability lies in the Huffman tree.
fn depths(p: &Distribution) -> Vec<Option<u32>> {
    let mut symbols: Vec<usize> = (0..p.outcomes())
        .filter(|&symbol| p[symbol] > 0.0)
        .collect();
    symbols.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(b.cmp(&a)));
    let count = symbols.len();
    let nodes = (2 * count).saturating_sub(1);

    // Merged nodes come out in the order of their weights, so two queues replace a heap (van Leeuwen 1976).
    let mut weights: Vec<f64> = symbols.iter().map(|&symbol| p[symbol]).collect();
    let mut parents = vec![0; nodes];
    let (mut leaf, mut inner) = (0, count);
    for parent in count..nodes {
        let mut weight = 0.0;
        for _ in 0..2 {
            let take_leaf = leaf < count && (inner == parent || weights[leaf] <= weights[inner]);
            let next = if take_leaf { &mut leaf } else { &mut inner };
            weight += weights[*next];
            parents[*next] = parent;
            *next += 1;
        }
        weights.push(weight);
    }

    let mut depths = vec![0; nodes];
    for node in (0..nodes.saturating_sub(1)).rev() {
        depths[node] = depths[parents[node]] + 1;
    }
    let mut of_symbol = vec![None; p.outcomes()];
    for (symbol, depth) in symbols.into_iter().zip(depths) {
        of_symbol[symbol] = Some(depth);
    }
    of_symbol
}

#[cfg(test)]
mod tests {
    use entropy::entropy;
    use information::{Distribution, Information};
    use proptest::prelude::*;

    use super::Huffman;
    use crate::{CodeError, kraft_sum};

    static SKY: Distribution = Distribution::given(&[0.4, 0.2, 0.2, 0.1, 0.1]);

    fn strings(code: &Huffman) -> Vec<String> {
        let show =
            |codeword: &Option<_>| codeword.as_ref().map_or("none".into(), ToString::to_string);
        code.codewords().iter().map(show).collect()
    }

    /// The least total length of any prefix code, by trying every list of lengths.
    /// `weights` are sorted down, and `room` counts the free nodes at depth `length`.
    fn least(weights: &[u64], length: u64, room: usize) -> u64 {
        match weights {
            [] => 0,
            _ if room == 0 || length > 8 => u64::MAX,
            _ => (0..=room.min(weights.len()))
                .map(|here| {
                    let (placed, deeper) = weights.split_at(here);
                    let cost = placed.iter().sum::<u64>() * length;
                    least(deeper, length + 1, 2 * (room - here)).saturating_add(cost)
                })
                .min()
                .unwrap_or(u64::MAX),
        }
    }

    #[test]
    fn five_kinds_of_sky_need_2_2_bits() {
        let code = Huffman::new(&SKY);
        assert_eq!(strings(&code), ["00", "01", "10", "110", "111"]);
        let cost = code.expected_length(&SKY).unwrap();
        assert!((cost.bits() - 2.2).abs() < 1e-15);
    }

    #[test]
    fn equal_weights_merge_symbols_first_so_that_no_codeword_is_longer_than_need_be() {
        // Cover & Thomas, exercise 5.12: lengths (1, 2, 3, 3) and (2, 2, 2, 2) are both optimal here.
        let p = Distribution::from_counts(&[4, 4, 3, 1]).unwrap();
        assert_eq!(Huffman::new(&p).lengths(), [Some(2); 4]);
        let p = Distribution::uniform(3).unwrap();
        assert_eq!(strings(&Huffman::new(&p)), ["0", "10", "11"]);
    }

    #[test]
    fn a_sure_symbol_takes_no_bits_and_an_impossible_one_has_no_codeword() {
        let only = Huffman::new(&Distribution::uniform(1).unwrap());
        assert_eq!(strings(&only), [""]);
        assert_eq!(only.encode(&[0; 100]).unwrap(), []);
        assert_eq!(only.decode(&[], 100).unwrap(), [0; 100]);

        let p = Distribution::new([0.0, 0.5, 0.0, 0.5]).unwrap();
        let code = Huffman::new(&p);
        assert_eq!(strings(&code), ["none", "0", "none", "1"]);
        assert_eq!(
            code.decode(&code.encode(&[1, 3, 3]).unwrap(), 3).unwrap(),
            [1, 3, 3]
        );
        assert_eq!(
            code.encode(&[1, 0]),
            Err(CodeError::ImpossibleSymbol {
                position: 1,
                symbol: 0
            })
        );
    }

    #[test]
    fn a_symbol_without_a_codeword_costs_infinitely_much_if_it_occurs() {
        let p = Distribution::new([0.5, 0.5, 0.0]).unwrap();
        let code = Huffman::new(&p);
        assert_eq!(code.expected_length(&p), Ok(Information::from_bits(1.0)));
        let q = Distribution::uniform(3).unwrap();
        assert_eq!(code.expected_length(&q), Ok(Information::INFINITE));
    }

    #[test]
    fn a_code_for_other_symbols_is_refused() {
        let code = Huffman::new(&Distribution::uniform(2).unwrap());
        let refused = code
            .expected_length(&Distribution::uniform(3).unwrap())
            .unwrap_err();
        assert_eq!((refused.p, refused.q), (3, 2));
        let refused = CodeError::SymbolOutOfRange {
            position: 0,
            symbol: 2,
            outcomes: 2,
        };
        assert_eq!(code.encode(&[2]), Err(refused));
    }

    #[test]
    fn the_deepest_tree_that_floats_allow_still_codes() {
        let mut probabilities: Vec<f64> = std::iter::successors(Some(0.5), |p| Some(p / 2.0))
            .take(1074)
            .collect();
        probabilities.extend(probabilities.last().copied());
        let code = Huffman::new(&Distribution::new(probabilities).unwrap());
        assert_eq!(code.lengths()[1074], Some(1074));
        let message = [1074, 0, 1073, 500];
        assert_eq!(
            code.decode(&code.encode(&message).unwrap(), 4).unwrap(),
            message
        );
    }

    #[test]
    fn bytes_that_do_not_end_with_the_message_are_refused() {
        let code = Huffman::new(&Distribution::uniform(4).unwrap());
        let bytes = code.encode(&[3, 1, 2, 0, 1]).unwrap();
        assert_eq!(
            code.decode(&bytes[..1], 5),
            Err(CodeError::Truncated { position: 4 })
        );
        assert_eq!(
            code.decode(&bytes, 4),
            Err(CodeError::Corrupt { symbols: 4 })
        );
        assert_eq!(
            code.decode(&[bytes[0], bytes[1] | 1], 5),
            Err(CodeError::Corrupt { symbols: 5 })
        );
    }

    fn counts(outcomes: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u64>> {
        prop::collection::vec(0..60_u64, outcomes)
            .prop_filter("some event", |counts| counts.iter().any(|&n| n > 0))
    }

    proptest! {
        #[test]
        fn no_prefix_code_is_shorter(mut counts in prop::collection::vec(1..60_u64, 1..8)) {
            let code = Huffman::new(&Distribution::from_counts(&counts).unwrap());
            let lengths = code.lengths().into_iter().map(|length| u64::from(length.unwrap()));
            let total: u64 = lengths.zip(&counts).map(|(length, count)| length * count).sum();
            counts.sort_unstable_by(|a, b| b.cmp(a));
            prop_assert_eq!(total, least(&counts, 0, 1));
        }

        #[test]
        fn the_cost_is_less_than_a_bit_above_the_entropy(counts in counts(1..60)) {
            let p = Distribution::from_counts(&counts).unwrap();
            let code = Huffman::new(&p);
            let excess = code.expected_length(&p).unwrap().bits() - entropy(&p).bits();
            prop_assert!((-1e-12..1.0).contains(&excess), "{} bits", excess);
            prop_assert!((kraft_sum(&code.lengths()) - 1.0).abs() == 0.0);
        }

        #[test]
        fn what_is_encoded_is_decoded(
            counts in counts(1..60),
            draws in prop::collection::vec(any::<prop::sample::Index>(), 0..200),
        ) {
            let possible: Vec<usize> = (0..counts.len()).filter(|&symbol| counts[symbol] > 0).collect();
            let symbols: Vec<usize> = draws.iter().map(|draw| *draw.get(&possible)).collect();
            let code = Huffman::new(&Distribution::from_counts(&counts).unwrap());
            let bytes = code.encode(&symbols).unwrap();
            prop_assert_eq!(code.decode(&bytes, symbols.len()), Ok(symbols));
        }

        #[test]
        fn bytes_that_decode_are_the_ones_that_encode(
            counts in counts(1..20),
            bytes in prop::collection::vec(any::<u8>(), 0..20),
            count in 0..60_usize,
        ) {
            let code = Huffman::new(&Distribution::from_counts(&counts).unwrap());
            if let Ok(symbols) = code.decode(&bytes, count) {
                prop_assert_eq!(symbols.len(), count);
                prop_assert_eq!(code.encode(&symbols), Ok(bytes));
            }
        }
    }
}
