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
//! The chapter is *KL divergence: the price of being wrong*, `book/en/kl-divergence.md`.
//! This crate compares given distributions; it estimates none from samples.

pub mod textbook;

pub use cross_entropy::cross_entropy;
pub use entropy::{Distribution, DistributionError, Information, entropy, surprisal};
pub use information::{LengthMismatch, OutOfRange};

/// The extra cost, per symbol, of coding draws from `p` with a code built for `q`.
///
/// D(p ‖ q) = Σ pᵢ · ln(pᵢ / qᵢ)
///
/// A symbol that `p` never emits costs nothing; one that only `q` rules out makes the cost infinite.
/// Never negative, and zero only for q = p (Gibbs).
///
/// The terms have both signs, and for close distributions they nearly cancel: the [`textbook`] line loses its digits there.
/// So Σ (pᵢ · ln(pᵢ / qᵢ) − pᵢ + qᵢ) is computed, which has no negative term; the two additional sums are both one.
/// Where the floats of `p` and `q` sum to one but for rounding, this is the divergence of the distributions that they
/// stand for, and not of the floats: the plain sum is off by as much as the sums differ, and may be negative.
/// Kullback & Leibler (1951), section 2; right to two units of the last place.
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
    Ok(Information::from_nats(exact::divergence(p.zip(q)?)))
}

/// The Jensen–Shannon divergence: how far `p` and `q` are from their own mixture.
///
/// JS(p, q) = ½ D(p ‖ m) + ½ D(q ‖ m) with m = ½ (p + q)
///
/// Symmetric, and at most one bit (up to the tolerance of a [`Distribution`]), even where the divergence is infinite.
/// The [`textbook`] line rounds the mixture, and where `p` and `q` are close that is all that it shows.
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
    Ok(Information::from_nats(exact::jensen_shannon(p.zip(q)?)))
}

/// What a small error costs: the divergence up to the square of the error.
///
/// ½ Σ (qᵢ − pᵢ)² / pᵢ
///
/// In a parameter of `p` that is off by δ this is ½ F δ², with the *Fisher information* F: see [`fisher_information`].
/// Where `p` rules out what `q` does not, no square describes the price, and this is infinite.
/// Kullback & Leibler (1951) tie the two together.
///
/// # Errors
/// [`LengthMismatch`] if `p` and `q` are over different numbers of symbols.
///
/// ```
/// use kl_divergence::{Distribution, kl_divergence, second_order_divergence};
///
/// let p = Distribution::new([0.9, 0.1])?;
/// let q = Distribution::new([0.901, 0.099])?;
/// assert_eq!(format!("{:.2e}", second_order_divergence(&p, &q)?.nats()), "5.56e-6");
/// assert_eq!(format!("{:.2e}", kl_divergence(&p, &q)?.nats()), "5.59e-6");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn second_order_divergence(
    p: &Distribution,
    q: &Distribution,
) -> Result<Information, LengthMismatch> {
    let errors = p.zip(q)?.filter(|(p, q)| (q - p).abs() > 0.0);
    let squares = errors.map(|(p, q)| (q - p) / p * (q - p));
    Ok(0.5 * Information::from_nats(exact::compensated_sum(squares)))
}

/// How sharply what comes points to the share `p` of two outcomes, in nats for each squared unit of `p`.
///
/// F = 1 / (p (1 − p))
///
/// Half of it, times the square of a small error in `p`, is what the error costs.
/// Fisher (1922), section 6, has it as what sets the error of the best estimate.
///
/// # Errors
/// [`OutOfRange`] unless 0 < `p` < 1: what never varies points infinitely sharply.
///
/// ```
/// use kl_divergence::fisher_information;
///
/// assert_eq!(fisher_information(0.5)?, 4.0);
/// assert_eq!(format!("{:.1}", fisher_information(0.9)?), "11.1");
/// # Ok::<(), kl_divergence::OutOfRange>(())
/// ```
pub fn fisher_information(p: f64) -> Result<f64, OutOfRange> {
    if p > 0.0 && p < 1.0 {
        Ok(1.0 / (p * (1.0 - p)))
    } else {
        Err(OutOfRange {
            name: "share",
            value: p,
            remedy: "a number between 0 and 1",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Distribution, Information, fisher_information, jensen_shannon, kl_divergence,
        second_order_divergence,
    };

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
    fn sums_that_differ_by_rounding_hide_no_divergence() {
        // Half of (1e-10)² / 0.1 for each of ten; the plain sum of the floats is negative.
        let (p, q) = ([0.1000000001, 0.0999999999].repeat(5), [0.1; 10]);
        assert_eq!(format!("{:.10e}", nats(&p, &q)), "5.0000001335e-19");
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
    fn a_small_error_costs_half_of_fishers_information_times_its_square() {
        // The divergences were computed with forty digits.
        let street = distribution(&[0.9, 0.1]);
        for (off, exact) in [(1e-3, 5.588_729_725_7e-6), (1e-2, 5.911_989_978_56e-4)] {
            let near = distribution(&[0.9 + off, 0.1 - off]);
            let (second, square) = (
                second_order_divergence(&street, &near).unwrap().nats(),
                0.5 * fisher_information(0.9).unwrap() * off * off,
            );
            assert!((second - square).abs() < 1e-12 * square);
            let whole = kl_divergence(&street, &near).unwrap().nats();
            assert!((whole - exact).abs() < 1e-11 * exact);
            // The next term is of the third order.
            assert!((whole - second).abs() < 7.0 * off * second);
        }
        let sure = distribution(&[1.0, 0.0]);
        assert_eq!(
            second_order_divergence(&sure, &street),
            Ok(Information::INFINITE)
        );
        assert_eq!(second_order_divergence(&sure, &sure), Ok(Information::ZERO));
        for refused in [0.0, 1.0, -0.5, f64::NAN] {
            assert!(fisher_information(refused).is_err());
        }
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
