//! How surprising is one event?
//!
//! ```
//! use surprisal::surprisal;
//!
//! let cost = surprisal(0.7)?;
//! assert_eq!(format!("{cost:.3}"), "0.357 nats");
//! assert_eq!(format!("{:.3} bits", cost.bits()), "0.515 bits");
//! # Ok::<(), surprisal::OutOfRange>(())
//! ```
//!
//! What was sure costs nothing, what was likely costs little, what was impossible costs infinitely much.
//! Costs of independent events add, because their probabilities multiply.
//!
//! The chapter is *Surprisal: the price of one event*, `book/en/surprisal.md`.
//! Averages over many events are entropies, and live in the crates that follow.

pub use information::{Information, OutOfRange, probability};

/// The information that an event of probability `p` carries when it happens.
///
/// −ln p nats, which is −log₂ p bits: zero for a sure event, [`Information::INFINITE`] for an impossible one.
/// Hartley (1928) took the logarithm; Shannon (1948), section 6, averages it.
///
/// # Errors
/// [`OutOfRange`] unless 0 ≤ `p` ≤ 1.
///
/// ```
/// use surprisal::{Information, surprisal};
///
/// assert_eq!(surprisal(0.5)?, Information::from_bits(1.0));
/// assert_eq!(surprisal(1.0)?, Information::ZERO);
/// assert_eq!(surprisal(0.0)?, Information::INFINITE);
/// assert_eq!(surprisal(1.5).unwrap_err().to_string(), "probability 1.5 is out of range; give a number from 0 to 1");
/// # Ok::<(), surprisal::OutOfRange>(())
/// ```
pub fn surprisal(p: f64) -> Result<Information, OutOfRange> {
    // Subtracting from zero, where negating would make the sure event cost −0.
    Ok(Information::from_nats(0.0 - probability(p)?.ln()))
}

/// The probability of an event that costs this much: e to the power of minus the nats.
///
/// The inverse of [`surprisal`].
/// A negative amount is no surprisal, and has no probability.
///
/// # Errors
/// [`OutOfRange`] if the amount is negative or not a number, since the result would not lie from 0 to 1.
///
/// ```
/// use surprisal::{Information, probability_of};
///
/// assert!((probability_of(Information::from_bits(3.0))? - 0.125).abs() < 1e-15);
/// assert!(probability_of(Information::from_bits(-3.0)).is_err());
/// # Ok::<(), surprisal::OutOfRange>(())
/// ```
pub fn probability_of(surprise: Information) -> Result<f64, OutOfRange> {
    probability((-surprise.nats()).exp())
}

#[cfg(test)]
mod tests {
    use super::{Information, probability_of, surprisal};

    #[test]
    fn a_sure_event_costs_zero_and_not_minus_zero() {
        assert_eq!(surprisal(1.0).unwrap().nats().to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        for p in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            let refused = surprisal(p).unwrap_err();
            assert_eq!(
                refused.to_string(),
                format!("probability {p} is out of range; give a number from 0 to 1")
            );
        }
    }

    #[test]
    fn the_smallest_float_still_has_a_finite_cost() {
        let cost = surprisal(f64::from_bits(1)).unwrap();
        assert!(
            (cost.nats() - 744.440_071_921_381_2).abs() < 1e-12,
            "{cost}"
        );
    }

    #[test]
    fn probability_of_undoes_surprisal() {
        for p in [1.0, 0.9, 0.5, 0.01, 1e-300, 0.0] {
            let back = probability_of(surprisal(p).unwrap()).unwrap();
            assert!((back - p).abs() <= 1e-13 * p, "{p} came back as {back}");
        }
        assert!(probability_of(Information::from_nats(f64::NAN)).is_err());
    }
}
