use information::{Distribution, Information};

use crate::{CodeError, Huffman};

/// The most blocks that [`extension`] lists: a million, in eight megabytes.
pub(crate) const MOST_BLOCKS: usize = 1 << 20;

/// The distribution of blocks of `block` independent draws from `source`: its n-th extension.
///
/// p(x₁ … xₙ) = p(x₁) · … · p(xₙ)
///
/// Blocks are counted as digits are, the first symbol being the highest: of k symbols, (x₁, x₂) is outcome k·x₁ + x₂.
/// Cover & Thomas (2006), section 5.4.
///
/// # Errors
/// [`CodeError`] if `block` is zero, there are more than 2²⁰ blocks,
/// or the source's sum misses one by more than 1e-9 ⁄ `block`.
///
/// ```
/// use codes::{Distribution, extension};
///
/// let coin = Distribution::new([0.75, 0.25])?;
/// assert_eq!(extension(&coin, 2)?.as_slice(), [0.5625, 0.1875, 0.1875, 0.0625]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn extension(source: &Distribution, block: usize) -> Result<Distribution, CodeError> {
    if block == 0 {
        return Err(CodeError::EmptyBlock);
    }
    let outcomes = source.outcomes();
    if outcomes == 1 {
        return Ok(source.clone());
    }
    let mut blocks = source.as_slice().to_vec();
    for _ in 1..block {
        if blocks.len() > MOST_BLOCKS / outcomes {
            return Err(CodeError::TooManyBlocks { outcomes, block });
        }
        blocks = blocks
            .iter()
            .flat_map(|p| source.as_slice().iter().map(move |q| p * q))
            .collect();
    }
    Ok(Distribution::new(blocks)?)
}

/// What Huffman's code for whole blocks costs, per symbol of the source.
///
/// Rₙ = Lₙ / n, with H(p) ≤ Rₙ < H(p) + 1/n bit
///
/// A code for a block loses less than one bit to rounding, and the block's symbols share the loss.
/// Cover & Thomas (2006), theorem 5.4.2.
///
/// # Errors
/// [`CodeError`] as for [`extension`].
///
/// ```
/// use codes::{Distribution, huffman_rate};
///
/// let p = Distribution::new([0.9, 0.1])?;
/// assert_eq!(format!("{:.3} bits", huffman_rate(&p, 1)?.bits()), "1.000 bits");
/// assert_eq!(format!("{:.3} bits", huffman_rate(&p, 2)?.bits()), "0.645 bits");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn huffman_rate(source: &Distribution, block: usize) -> Result<Information, CodeError> {
    let blocks = extension(source, block)?;
    #[expect(clippy::cast_precision_loss, reason = "no block has 2^53 symbols")]
    let symbols = block as f64;
    Ok(Huffman::new(&blocks).cost(&blocks) / symbols)
}

#[cfg(test)]
mod tests {
    use entropy::entropy;
    use information::{Distribution, DistributionError};

    use super::{CodeError, extension, huffman_rate};

    static STREET: Distribution = Distribution::given(&[0.9, 0.1]);

    #[test]
    fn a_block_reads_like_a_number_with_the_first_symbol_highest() {
        let source = Distribution::new([0.5, 0.375, 0.125]).unwrap();
        let blocks = extension(&source, 3).unwrap();
        assert_eq!(blocks.outcomes(), 27);
        let (first, second, third) = (2, 0, 1);
        let product = source[first] * source[second] * source[third];
        assert!((blocks[9 * first + 3 * second + third] - product).abs() == 0.0);
        assert_eq!(extension(&source, 1), Ok(source));
    }

    #[test]
    fn blocks_that_cannot_be_listed_are_refused() {
        let refused =
            |source: &Distribution, block| extension(source, block).unwrap_err().to_string();
        assert_eq!(
            refused(&STREET, 0),
            "a block of 0 symbols has no length to share; take at least 1 symbol to a block"
        );
        assert_eq!(
            refused(&STREET, 21),
            "2 outcomes make more than 1048576 different blocks of 21; take shorter blocks"
        );
        assert!(matches!(
            extension(&STREET, usize::MAX),
            Err(CodeError::TooManyBlocks { .. })
        ));
        assert!(extension(&STREET, 20).is_ok());

        let loose = Distribution::new([0.5, 0.5 + 0.9e-9]).unwrap();
        assert!(matches!(
            extension(&loose, 2),
            Err(CodeError::Distribution(DistributionError::Sum { .. }))
        ));
    }

    #[test]
    fn a_sure_source_has_one_block_of_any_length() {
        let sure = Distribution::uniform(1).unwrap();
        assert_eq!(extension(&sure, usize::MAX), Ok(sure));
    }

    #[test]
    fn longer_blocks_come_within_their_share_of_a_bit_of_the_entropy() {
        let entropy = entropy(&STREET).bits();
        for block in 1..=12_u8 {
            let excess = huffman_rate(&STREET, block.into()).unwrap().bits() - entropy;
            assert!(
                (0.0..1.0 / f64::from(block)).contains(&excess),
                "{block}: {excess}"
            );
        }
    }

    #[test]
    fn cats_and_dogs_in_blocks_of_two_and_three() {
        let rate = |block| huffman_rate(&STREET, block).unwrap().bits();
        assert!((rate(1) - 1.0).abs() < 1e-15);
        assert!((rate(2) - 1.29 / 2.0).abs() < 1e-15);
        assert!((rate(3) - 1.598 / 3.0).abs() < 1e-15);
    }
}
