//! How surprising is a source of events, on average?
//!
//! ```
//! use entropy::{Distribution, entropy};
//!
//! let coin = Distribution::uniform(2)?;
//! assert_eq!(entropy(&coin).bits(), 1.0);
//!
//! let cats_and_dogs = Distribution::new([0.9, 0.1])?;
//! assert_eq!(format!("{:.6} bits", entropy(&cats_and_dogs).bits()), "0.468996 bits");
//! # Ok::<(), entropy::DistributionError>(())
//! ```
//!
//! Entropy belongs to a [`Distribution`], and to nothing else: not to one event, and not to a model alone.
//! It is the [`surprisal`](surprisal()) of each outcome, averaged with the outcome's own probability.
//!
//! The chapter is *Entropy: how messy is the world?*, `book/en/entropy.md`.
//! This crate estimates nothing from samples; a distribution is taken at its word.

pub use information::{Distribution, DistributionError, Information, OutOfRange, probability};
pub use surprisal::surprisal;

use exact::sum_of_products;

/// The expected surprisal of a draw from `p`.
///
/// H(p) = −Σ pᵢ · ln pᵢ
///
/// An outcome that never happens contributes nothing: p · ln p goes to zero with p.
/// Between zero (one outcome is sure) and ln K nats (K outcomes, all alike), up to the tolerance of a [`Distribution`].
/// No term is negative, so nothing cancels; products and sum are rounded together, once.
/// Shannon (1948), section 6.
///
/// ```
/// use entropy::{Distribution, entropy};
///
/// let five = Distribution::uniform(5)?;
/// assert_eq!(format!("{:.6} bits", entropy(&five).bits()), "2.321928 bits");
/// # Ok::<(), entropy::DistributionError>(())
/// ```
#[must_use]
pub fn entropy(p: &Distribution) -> Information {
    let possible = p.as_slice().iter().copied().filter(|p| *p > 0.0);
    Information::from_nats(sum_of_products(possible.map(|p| (p, -p.ln()))))
}

/// The entropy of a coin that lands heads with probability `p`.
///
/// h(p) = −p · ln p − (1 − p) · ln(1 − p)
///
/// The last logarithm is `ln_1p(-p)`, so a coin that is almost sure keeps its digits.
/// Cover & Thomas (2006), eq. 2.5.
///
/// # Errors
/// [`OutOfRange`] unless 0 ≤ `p` ≤ 1.
///
/// ```
/// use entropy::binary_entropy;
///
/// assert_eq!(binary_entropy(0.5)?.bits(), 1.0);
/// assert_eq!(format!("{:.4e}", binary_entropy(1e-17)?.nats()), "4.0144e-16");
/// # Ok::<(), entropy::OutOfRange>(())
/// ```
pub fn binary_entropy(p: f64) -> Result<Information, OutOfRange> {
    let p = probability(p)?;
    // Heads and tails with their surprisals.
    let sides = [(p, -p.ln()), (1.0 - p, -(-p).ln_1p())];
    let possible = sides.into_iter().filter(|(share, _)| *share > 0.0);
    Ok(Information::from_nats(sum_of_products(possible)))
}

#[cfg(test)]
mod tests {
    use super::{Distribution, Information, binary_entropy, entropy};

    #[test]
    fn a_sure_outcome_has_no_entropy() {
        let sure = Distribution::one_hot(1, 3).unwrap();
        assert_eq!(entropy(&sure), Information::ZERO);
        assert_eq!(binary_entropy(0.0).unwrap(), Information::ZERO);
        assert_eq!(binary_entropy(1.0).unwrap(), Information::ZERO);
    }

    #[test]
    fn hard_cases_keep_their_digits() {
        let tiny = f64::from_bits(1);
        for (p, nats) in [(1e-17, 4.014_394_658_089_878e-16), (tiny, 3.683e-321)] {
            let h = binary_entropy(p).unwrap().nats();
            assert!((h - nats).abs() <= 2e-16 * nats + tiny, "{p:e}: {h:e}");
        }
        let h = entropy(&Distribution::new([tiny, 1.0]).unwrap()).nats();
        assert!((h - 3.678e-321).abs() <= tiny, "{h:e}");
    }

    #[test]
    fn a_coin_is_a_distribution_over_two_outcomes() {
        for heads in [0.0, 0.01, 0.3, 0.5, 0.9, 1.0] {
            let coin = Distribution::new([heads, 1.0 - heads]).unwrap();
            let difference = entropy(&coin) - binary_entropy(heads).unwrap();
            assert!(difference.nats().abs() < 1e-15, "{heads}");
        }
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        assert_eq!(
            binary_entropy(-0.5).unwrap_err().value.to_bits(),
            (-0.5_f64).to_bits()
        );
        assert!(binary_entropy(f64::NAN).is_err());
    }
}
