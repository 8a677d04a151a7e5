//! What is the price of being wrong?
//!
//! ```
//! use kl_divergence::{Distribution, cross_entropy, entropy, kl_divergence};
//!
//! let p = Distribution::new([0.7, 0.3])?;
//! let q = Distribution::new([0.9, 0.1])?;
//! assert_eq!(format!("{:.6}", cross_entropy(&p, &q)?), "0.764528 nats");
//! assert_eq!(format!("{:.6}", entropy(&p)), "0.610864 nats");
//! assert_eq!(format!("{:.6}", kl_divergence(&p, &q)?), "0.153664 nats");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Cross-entropy is what you pay, entropy is what anyone must pay, and the divergence is the rest.
//! It is no distance: swap `p` and `q`, and it changes.
//!
//! The chapter is *The price of being wrong*, `book/en/kl-divergence.md`.
//! This crate compares given distributions; it estimates none from samples.

pub mod worked;

pub use cross_entropy::cross_entropy;
pub use entropy::{Distribution, DistributionError, Information, entropy, surprisal};
pub use information::LengthMismatch;

use information::compensated_sum;

/// The extra cost, per symbol, of coding draws from `p` with a code built for `q`.
///
/// D(p ‖ q) = Σ pᵢ · ln(pᵢ / qᵢ)
///
/// A symbol that `p` never emits costs nothing; one that only `q` rules out makes the cost infinite.
/// Never negative, and zero only for q = p (Gibbs).
/// The sum is taken as Σ [pᵢ · ln(pᵢ / qᵢ) − (pᵢ − qᵢ)] + Σ (pᵢ − qᵢ), because no bracket is negative:
/// nothing cancels, and close distributions keep their digits.
/// Kullback & Leibler (1951), section 2.
///
/// # Errors
/// [`LengthMismatch`] if `p` and `q` are over different numbers of symbols.
///
/// ```
/// use kl_divergence::{Distribution, Information, kl_divergence};
///
/// let p = Distribution::new([0.9, 0.1])?;
/// let q = Distribution::new([0.01, 0.99])?;
/// assert_eq!(format!("{:.6} bits", kl_divergence(&p, &q)?.bits()), "5.511925 bits");
/// assert_eq!(format!("{:.6} bits", kl_divergence(&q, &p)?.bits()), "3.209436 bits");
/// assert_eq!(kl_divergence(&p, &p)?, Information::ZERO);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn kl_divergence(p: &Distribution, q: &Distribution) -> Result<Information, LengthMismatch> {
    let pairs = p.zip(q)?;
    let excess = compensated_sum(pairs.clone().map(|(p, q)| excess(p, q)));
    let difference = compensated_sum(pairs.map(|(p, q)| p - q));
    // Both distributions sum to one, so `difference` is rounding; where it outweighs the excess, the two are equal.
    Ok(Information::from_nats((excess + difference).max(0.0)))
}

/// The Jensen–Shannon divergence: how far `p` and `q` are from their own mixture.
///
/// JS(p, q) = ½ D(p ‖ m) + ½ D(q ‖ m) with m = ½ (p + q)
///
/// Symmetric, and at most one bit, even where the divergence itself is infinite.
/// Its square root is a distance (Endres & Schindelin 2003); the divergence is Lin's (1991), eq. 4.1.
///
/// # Errors
/// [`LengthMismatch`] if `p` and `q` are over different numbers of symbols.
///
/// ```
/// use kl_divergence::{Distribution, jensen_shannon};
///
/// let cat = Distribution::one_hot(0, 2)?;
/// let dog = Distribution::one_hot(1, 2)?;
/// assert_eq!(jensen_shannon(&cat, &dog)?.bits(), 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn jensen_shannon(p: &Distribution, q: &Distribution) -> Result<Information, LengthMismatch> {
    let from_mixture = |(p, q): (f64, f64)| {
        let m = p / 2.0 + q / 2.0;
        (excess(p, m) + excess(q, m)) / 2.0
    };
    // The differences to the mixture cancel pair by pair, so only the excesses remain.
    let sum = compensated_sum(p.zip(q)?.map(from_mixture));
    Ok(Information::from_nats(sum))
}

/// p · ln(p / q) − (p − q), which is never negative.
fn excess(p: f64, q: f64) -> f64 {
    if p == 0.0 {
        return q;
    }
    // With s = (p − q) / (p + q), ln(p / q) = 2 artanh s = 2s + s³ · series(s²).
    let s = (p - q) / (p + q);
    if s.abs() < 0.25 {
        // The two terms linear in s are equal, and are left out instead of subtracted.
        q * s * s * (2.0 + (1.0 + s) * s * artanh_series(s * s)) / (1.0 - s)
    } else {
        let ratio = p / q;
        let ln_ratio = if ratio.is_normal() {
            ratio.ln()
        } else {
            p.ln() - q.ln()
        };
        p * ln_ratio - (p - q)
    }
}

/// (2 artanh s − 2s) / s³ = 2/3 + 2s²/5 + 2s⁴/7 + …, for s² up to 1/16.
fn artanh_series(s_squared: f64) -> f64 {
    let terms = (0..16).rev().map(|k| 2.0 / f64::from(2 * k + 3));
    terms.fold(0.0, |sum, term| sum * s_squared + term)
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/kl-divergence.md")]
mod chapter {}

#[cfg(test)]
mod tests {
    use super::{Distribution, Information, jensen_shannon, kl_divergence};

    fn distribution(probabilities: &[f64]) -> Distribution {
        Distribution::new(probabilities).unwrap()
    }

    fn nats(p: &[f64], q: &[f64]) -> f64 {
        kl_divergence(&distribution(p), &distribution(q))
            .unwrap()
            .nats()
    }

    #[test]
    fn hard_cases_keep_their_digits() {
        let cases: [(&[f64], &[f64], f64); 5] = [
            (
                &[0.500_000_000_000_909_5, 0.499_999_999_999_090_5],
                &[0.5, 0.5],
                1.654_361_225_106_055_3e-24,
            ),
            (
                &[0.500_030_517_578_125, 0.499_969_482_421_875],
                &[0.5, 0.5],
                1.862_645_150_387_439_4e-9,
            ),
            (
                &[0.53125, 0.46875],
                &[0.5, 0.5],
                0.001_954_398_556_744_523_4,
            ),
            (&[1e-310, 1.0], &[0.5, 0.5], std::f64::consts::LN_2),
            (&[1.0, 0.0], &[1e-310, 1.0], 713.801_378_828_154_2),
        ];
        for (p, q, truth) in cases {
            let found = nats(p, q);
            assert!(
                (found - truth).abs() <= 4e-16 * truth,
                "{p:?} {q:?}: {found:e}"
            );
        }
    }

    #[test]
    fn the_series_is_the_formula_where_both_keep_their_digits() {
        for s in [-0.249_f64, -0.2, 0.2, 0.249] {
            let q = 0.4;
            let p = q * (1.0 + s) / (1.0 - s);
            let formula = p * (p / q).ln() - (p - q);
            assert!(
                (super::excess(p, q) - formula).abs() < 4e-15 * formula,
                "{s}"
            );
        }
    }

    #[test]
    fn what_only_the_model_rules_out_costs_infinitely_much() {
        let between =
            |p: [f64; 2], q: [f64; 2]| kl_divergence(&distribution(&p), &distribution(&q));
        let (sure, fair) = ([1.0, 0.0], [0.5, 0.5]);
        assert_eq!(between(fair, sure), Ok(Information::INFINITE));
        assert_eq!(between(sure, fair), Ok(Information::from_bits(1.0)));
        assert_eq!(between(sure, sure), Ok(Information::ZERO));
    }

    #[test]
    fn jensen_shannon_is_symmetric_and_finite() {
        let p = distribution(&[0.9, 0.1, 0.0]);
        let q = distribution(&[0.0, 0.2, 0.8]);
        let there = jensen_shannon(&p, &q).unwrap();
        assert_eq!(there, jensen_shannon(&q, &p).unwrap());
        assert!(there > Information::ZERO && there < Information::from_bits(1.0));
        assert_eq!(kl_divergence(&p, &q), Ok(Information::INFINITE));
    }

    #[test]
    fn different_alphabets_do_not_compare() {
        let (p, q) = (distribution(&[1.0]), distribution(&[0.5, 0.5]));
        let message = kl_divergence(&p, &q).unwrap_err().to_string();
        assert_eq!(
            message,
            "p has 1 outcomes and q has 2; compare distributions over the same outcomes"
        );
        assert!(jensen_shannon(&p, &q).is_err());
    }
}
