//! What does it cost to code the world with the wrong dictionary?
//!
//! ```
//! use cross_entropy::{Distribution, cross_entropy, entropy};
//!
//! let p = Distribution::new([0.9, 0.1])?;
//! let q = Distribution::new([0.5, 0.5])?;
//! assert_eq!(format!("{:.6} bits", entropy(&p).bits()), "0.468996 bits");
//! assert_eq!(cross_entropy(&p, &q)?.bits(), 1.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The truth `p` says how often each symbol comes; the model `q` says how many bits each symbol gets.
//! The truth always stands first, and swapping the two gives another number.
//!
//! The chapter is *Cross-entropy: the wrong dictionary*, `book/en/cross-entropy.md`.
//! The code itself, and the bytes, come from the crate `codes`.

pub use entropy::{Distribution, DistributionError, Information, entropy, surprisal};
pub use information::LengthMismatch;

use exact::sum_of_products;

/// The expected cost, per symbol, of coding draws from `p` with a code built for `q`.
///
/// H(p, q) = −Σ pᵢ · ln qᵢ
///
/// A symbol that `p` never emits costs nothing, whatever `q` says of it.
/// A symbol that only `q` rules out makes the cost infinite.
/// With q = p it is the entropy of p, its smallest value.
/// No term is negative, so nothing cancels; products and sum are rounded together, once.
/// Cover & Thomas (2006), theorem 5.4.3, where it is the length of a code for the wrong distribution.
///
/// # Errors
/// [`LengthMismatch`] if `p` and `q` are over different numbers of symbols.
///
/// ```
/// use cross_entropy::{Distribution, Information, cross_entropy};
///
/// let p = Distribution::new([0.7, 0.3])?;
/// let q = Distribution::new([0.9, 0.1])?;
/// assert_eq!(format!("{:.6}", cross_entropy(&p, &q)?), "0.764528 nats");
///
/// let never_dogs = Distribution::one_hot(0, 2)?;
/// assert_eq!(cross_entropy(&p, &never_dogs)?, Information::INFINITE);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cross_entropy(p: &Distribution, q: &Distribution) -> Result<Information, LengthMismatch> {
    // A pair is only taken if it can come: 0 · ∞ is not a number.
    let possible = p.zip(q)?.filter(|(p, _)| *p > 0.0);
    let surprisals = possible.map(|(p, q)| (p, -q.ln()));
    Ok(Information::from_nats(sum_of_products(surprisals)))
}

#[cfg(test)]
mod tests {
    use super::{Distribution, Information, LengthMismatch, cross_entropy, entropy};

    fn distribution(probabilities: &[f64]) -> Distribution {
        Distribution::new(probabilities).unwrap()
    }

    #[test]
    fn the_right_dictionary_costs_the_entropy() {
        let p = distribution(&[0.1, 0.2, 0.7]);
        assert_eq!(cross_entropy(&p, &p), Ok(entropy(&p)));
    }

    #[test]
    fn an_impossible_symbol_costs_infinitely_much_only_if_it_comes() {
        let never_dogs = distribution(&[1.0, 0.0]);
        assert_eq!(
            cross_entropy(&distribution(&[0.9, 0.1]), &never_dogs),
            Ok(Information::INFINITE)
        );
        assert_eq!(
            cross_entropy(&never_dogs, &never_dogs),
            Ok(Information::ZERO)
        );
    }

    #[test]
    fn different_alphabets_do_not_compare() {
        let refused = cross_entropy(&distribution(&[1.0]), &distribution(&[0.5, 0.5]));
        assert_eq!(refused, Err(LengthMismatch { p: 1, q: 2 }));
    }
}
