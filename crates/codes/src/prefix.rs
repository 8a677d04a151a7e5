use std::fmt;

use exact::compensated_sum;
use information::Distribution;

use crate::CodeError;

/// The longest codeword that [`canonical_code`] builds, in bits.
///
/// The smallest positive `f64` is 2⁻¹⁰⁷⁴, so no Shannon or Huffman codeword for float probabilities is longer.
pub const LONGEST_CODEWORD: u32 = 2048;

/// The string of bits that stands for one symbol.
///
/// It displays as zeros and ones; the codeword of a sure symbol is empty.
///
/// ```
/// use codes::canonical_code;
///
/// let code = canonical_code(&[1, 2, 2])?;
/// assert_eq!(code[2].to_string(), "11");
/// assert_eq!(code[2].bits(), [true, true]);
/// # Ok::<(), codes::CodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Codeword {
    bits: Vec<bool>,
}

impl Codeword {
    /// The bits, first to last.
    ///
    /// ```
    /// let code = codes::canonical_code(&[1, 1])?;
    /// assert_eq!(code[0].bits(), [false]);
    /// # Ok::<(), codes::CodeError>(())
    /// ```
    #[must_use]
    pub fn bits(&self) -> &[bool] {
        &self.bits
    }

    /// The number of bits.
    ///
    /// ```
    /// let code = codes::canonical_code(&[1, 2, 3, 3])?;
    /// assert_eq!(code[3].length(), 3);
    /// # Ok::<(), codes::CodeError>(())
    /// ```
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "lengths were u32 when the codeword was made"
    )]
    pub fn length(&self) -> u32 {
        self.bits.len() as u32
    }
}

/// Writes zeros and ones; a width, as in `{:>5}`, is that of the string.
impl fmt::Display for Codeword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |&bit: &bool| if bit { '1' } else { '0' };
        f.pad(&self.bits.iter().map(digit).collect::<String>())
    }
}

/// How much of the room for codewords these lengths, in bits, take up.
///
/// K = Σ 2^(−l)
///
/// A prefix code with these lengths exists if and only if K ≤ 1 (Kraft 1949), and no other code
/// that can be decoded in one way only does better (McMillan 1956).
/// A symbol without a codeword (`None`) takes no room; nor, in a float, does a length beyond 1074.
///
/// ```
/// use codes::kraft_sum;
///
/// assert_eq!(kraft_sum(&[1, 2, 3, 3]), 1.0);
/// assert_eq!(kraft_sum(&[1, 1, 2]), 1.25);
/// assert_eq!(kraft_sum(&[Some(1), None]), 0.5);
/// ```
#[must_use]
pub fn kraft_sum<L: Copy + Into<Option<u32>>>(lengths: &[L]) -> f64 {
    let present = lengths.iter().filter_map(|&length| length.into());
    compensated_sum(present.map(power_of_half))
}

/// 2^(−`exponent`), without rounding: `powi` promises no digits and `exp2` differs between platforms.
fn power_of_half(exponent: u32) -> f64 {
    match exponent {
        0..=1022 => f64::from_bits(u64::from(1023 - exponent) << 52),
        1023..=1074 => f64::from_bits(1 << (1074 - exponent)),
        _ => 0.0,
    }
}

/// The prefix code with these codeword lengths, in bits.
///
/// Codewords are given out in counting order, shorter ones first and equal lengths in the order given,
/// so the lengths alone determine the code (Schwartz & Kallick 1964).
/// Whether they fit is decided in integers, also where the floating-point [`kraft_sum`] rounds.
///
/// # Errors
/// [`CodeError::Overfull`] if the Kraft sum is more than one,
/// [`CodeError::TooLong`] for a length above [`LONGEST_CODEWORD`].
///
/// ```
/// use codes::canonical_code;
///
/// let code = canonical_code(&[2, 1, 3, 3])?;
/// assert_eq!(code.iter().map(ToString::to_string).collect::<Vec<_>>(), ["10", "0", "110", "111"]);
///
/// let refused = canonical_code(&[1, 1, 2]).unwrap_err();
/// assert_eq!(refused.to_string(), "the Kraft sum is 1.25, more than 1; make some codewords longer");
/// # Ok::<(), codes::CodeError>(())
/// ```
pub fn canonical_code(lengths: &[u32]) -> Result<Vec<Codeword>, CodeError> {
    for (index, &length) in lengths.iter().enumerate() {
        if length > LONGEST_CODEWORD {
            return Err(CodeError::TooLong { index, length });
        }
    }
    if overfull(lengths) {
        return Err(CodeError::Overfull {
            sum: kraft_sum(lengths),
        });
    }
    Ok(assign(lengths))
}

/// Whether the lengths need more than one root, counting the nodes of their tree from the leaves up.
fn overfull(lengths: &[u32]) -> bool {
    let deepest = lengths.iter().copied().max().unwrap_or(0);
    let mut leaves = vec![0_usize; deepest as usize + 1];
    for &length in lengths {
        leaves[length as usize] += 1;
    }
    leaves
        .iter()
        .rev()
        .fold(0_usize, |nodes, here| nodes.div_ceil(2) + here)
        > 1
}

/// The canonical codewords of lengths that are known to fit.
pub(crate) fn assign(lengths: &[u32]) -> Vec<Codeword> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|&symbol| lengths[symbol]);
    let mut code = vec![Codeword { bits: Vec::new() }; lengths.len()];
    let mut next = Vec::new();
    for symbol in order {
        next.resize(lengths[symbol] as usize, false);
        code[symbol].bits.clone_from(&next);
        add_one(&mut next);
    }
    code
}

fn add_one(bits: &mut [bool]) {
    for bit in bits.iter_mut().rev() {
        *bit = !*bit;
        if *bit {
            break;
        }
    }
}

/// The codeword length that each symbol's probability pays for, in whole bits.
///
/// lᵢ = ⌈−log₂ pᵢ⌉
///
/// A sure symbol needs no bits, and a symbol of probability zero gets no codeword: `None`.
/// These lengths satisfy the Kraft inequality, and cost less than one bit per symbol above the entropy.
/// Shannon (1948), section 9.
///
/// ```
/// use codes::{Distribution, kraft_sum, shannon_lengths};
///
/// let p = Distribution::new([0.5, 0.375, 0.125, 0.0])?;
/// let lengths = shannon_lengths(&p);
/// assert_eq!(lengths, [Some(1), Some(2), Some(3), None]);
/// assert_eq!(kraft_sum(&lengths), 0.875);
/// # Ok::<(), codes::DistributionError>(())
/// ```
#[must_use]
pub fn shannon_lengths(p: &Distribution) -> Vec<Option<u32>> {
    p.as_slice()
        .iter()
        .map(|&p| (p > 0.0).then(|| shannon_length(p)))
        .collect()
}

/// The smallest l with 2^(−l) ≤ p. Halving is exact, where a logarithm could round across a whole number.
fn shannon_length(p: f64) -> u32 {
    let mut length = 0;
    let mut share = 1.0;
    while share > p {
        share /= 2.0;
        length += 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use information::Distribution;
    use proptest::prelude::*;

    use super::{
        CodeError, Codeword, LONGEST_CODEWORD, canonical_code, kraft_sum, power_of_half,
        shannon_lengths,
    };

    fn is_prefix_free(code: &[Codeword]) -> bool {
        let mut sorted: Vec<_> = code.iter().map(Codeword::bits).collect();
        sorted.sort();
        sorted.windows(2).all(|pair| !pair[1].starts_with(pair[0]))
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "powers of two are exact")]
    fn powers_of_half_are_exact_down_to_the_smallest_float() {
        let mut half = 1.0;
        for exponent in 0..=1080 {
            assert_eq!(power_of_half(exponent), half, "2^-{exponent}");
            half /= 2.0;
        }
        assert!(power_of_half(1074) > 0.0);
        assert_eq!(power_of_half(u32::MAX), 0.0);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "the claim is that the sum is exact")]
    fn a_complete_code_has_a_kraft_sum_of_exactly_one() {
        let mut comb: Vec<u32> = (1..=1074).collect();
        comb.push(1074);
        assert_eq!(kraft_sum(&comb), 1.0);
        comb.reverse();
        assert_eq!(kraft_sum(&comb), 1.0);
        assert_eq!(kraft_sum(&[0]), 1.0);
        assert_eq!(kraft_sum::<u32>(&[]), 0.0);
    }

    #[test]
    fn the_kraft_inequality_is_decided_where_a_float_cannot_see() {
        let mut comb: Vec<u32> = (1..=1074).collect();
        comb.push(1074);
        assert!(canonical_code(&comb).is_ok());
        comb.push(1074);
        assert!(matches!(
            canonical_code(&comb),
            Err(CodeError::Overfull { .. })
        ));
    }

    #[test]
    fn a_codeword_of_a_length_beyond_reason_is_refused() {
        assert!(canonical_code(&[LONGEST_CODEWORD]).is_ok());
        assert!(canonical_code(&[LONGEST_CODEWORD + 1]).is_err());
        assert_eq!(
            canonical_code(&[1, u32::MAX]).unwrap_err().to_string(),
            "length 4294967295 at index 1 is more than 2048 bits; make the codeword shorter"
        );
    }

    #[test]
    fn an_empty_codeword_leaves_room_for_no_other() {
        assert_eq!(canonical_code(&[0]).unwrap()[0].to_string(), "");
        assert_eq!(
            canonical_code(&[0, 5]),
            Err(CodeError::Overfull { sum: 1.03125 })
        );
        assert_eq!(canonical_code(&[]), Ok(vec![]));
    }

    #[test]
    fn a_codeword_fills_the_width_of_a_table() {
        let code = canonical_code(&[1, 2]).unwrap();
        assert_eq!(
            format!("[{:>4}] [{:<4}]", code[0], code[1]),
            "[   0] [10  ]"
        );
        assert_eq!(code[1].length(), 2);
    }

    #[test]
    fn a_power_of_two_pays_for_exactly_its_exponent() {
        for exponent in 1..=1074_u32 {
            let p = power_of_half(exponent);
            let above = f64::from_bits(p.to_bits() + 1);
            let below = f64::from_bits(p.to_bits() - 1);
            let at = Distribution::new([1.0 - p, p]).unwrap();
            assert_eq!(shannon_lengths(&at)[1], Some(exponent), "2^-{exponent}");
            let over = Distribution::new([1.0 - above, above]).unwrap();
            assert!(
                shannon_lengths(&over)[1] <= Some(exponent),
                "just above 2^-{exponent}"
            );
            if below > 0.0 {
                let under = Distribution::new([1.0 - below, below]).unwrap();
                assert_eq!(
                    shannon_lengths(&under)[1],
                    Some(exponent + 1),
                    "just below 2^-{exponent}"
                );
            }
        }
    }

    #[test]
    fn a_sure_symbol_needs_no_bits_and_an_impossible_one_gets_no_codeword() {
        let label = Distribution::one_hot(1, 3).unwrap();
        assert_eq!(shannon_lengths(&label), [None, Some(0), None]);
    }

    proptest! {
        #[test]
        fn a_prefix_code_exists_if_and_only_if_the_kraft_sum_is_at_most_one(
            lengths in prop::collection::vec(0..12_u32, 0..40),
        ) {
            match canonical_code(&lengths) {
                Ok(code) => {
                    prop_assert!(kraft_sum(&lengths) <= 1.0);
                    prop_assert!(is_prefix_free(&code));
                    let built: Vec<u32> = code.iter().map(Codeword::length).collect();
                    prop_assert_eq!(built, lengths);
                }
                Err(refused) => {
                    prop_assert!(kraft_sum(&lengths) > 1.0);
                    prop_assert_eq!(refused, CodeError::Overfull { sum: kraft_sum(&lengths) });
                }
            }
        }

        #[test]
        fn shannon_lengths_cost_less_than_a_bit_above_the_entropy(
            counts in prop::collection::vec(0..1000_u64, 1..40).prop_filter("some event", |c| c.iter().any(|&n| n > 0)),
        ) {
            let p = Distribution::from_counts(&counts).unwrap();
            let lengths = shannon_lengths(&p);
            prop_assert!(kraft_sum(&lengths) <= 1.0 + 1e-12);
            for (&p, length) in p.as_slice().iter().zip(lengths) {
                match length {
                    None => prop_assert!(p == 0.0),
                    Some(length) => {
                        let excess = f64::from(length) + p.log2();
                        prop_assert!((-1e-12..1.0).contains(&excess), "{} costs {} bits too much", p, excess);
                    }
                }
            }
        }
    }
}
