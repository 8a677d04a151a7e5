use exact::compensated_sum;
use information::{Information, OutOfRange, share};

/// What each symbol costs if only the likeliest messages get a number, and together they come this often.
///
/// The messages are `length` symbols of two kinds; the rarer kind has probability `rare`.
/// Numbered are all messages with at most so many rare symbols that their probabilities add up to `coverage` or more:
///
/// log₂ Σ C(n, k) / n bits for each symbol, k from 0 up
///
/// The longer the messages, the nearer this comes to the entropy, whatever the coverage, as long as it is less than one:
/// nearly all of the probability lies on about 2^(n H) messages, the *typical set*.
/// Shannon (1948), theorem 4; Cover & Thomas (2006), chapter 3.
///
/// # Errors
/// [`OutOfRange`] unless `rare` and `coverage` are from 0 to 1.
///
/// ```
/// use codes::typical_rate;
///
/// // A hundred animals of which each tenth is a dog: at most eighteen dogs, nearly always.
/// assert_eq!(format!("{:.3}", typical_rate(0.1, 100, 0.99)?.bits()), "0.651");
/// assert_eq!(format!("{:.3}", typical_rate(0.1, 100_000, 0.99)?.bits()), "0.476");
/// # Ok::<(), codes::OutOfRange>(())
/// ```
pub fn typical_rate(rare: f64, length: u32, coverage: f64) -> Result<Information, OutOfRange> {
    let rare = share("probability", rare)?;
    let coverage = share("coverage", coverage)?;
    let n = f64::from(length);
    // Logarithms of C(n, k) for k from 0 up.
    let mut ways = vec![0.0];
    let mut covered = 0.0;
    for k in 0..=length {
        let k = f64::from(k);
        let last = ways[ways.len() - 1];
        let surprise = times(k, -rare.ln()) + times(n - k, -(-rare).ln_1p());
        covered += (last - surprise).exp();
        if covered >= coverage || k >= n {
            break;
        }
        ways.push(last + ((n - k) / (k + 1.0)).ln());
    }
    let largest = ways.iter().copied().fold(0.0, f64::max);
    let sum = compensated_sum(ways.iter().map(|ways| (ways - largest).exp()));
    Ok(Information::from_nats((largest + sum.ln()) / n.max(1.0)))
}

/// A product in which nothing of something infinite is nothing.
fn times(count: f64, surprise: f64) -> f64 {
    if count == 0.0 { 0.0 } else { count * surprise }
}

#[cfg(test)]
mod tests {
    use super::{Information, typical_rate};

    fn bits(rare: f64, length: u32, coverage: f64) -> f64 {
        typical_rate(rare, length, coverage).unwrap().bits()
    }

    #[test]
    fn rates_are_those_of_exact_fractions() {
        // Binomial coefficients and probabilities as integers and fractions, and a logarithm of forty digits.
        let cases = [
            (100, 0.650_788_627_406_725),
            (1_000, 0.533_437_298_256_015_9),
            (10_000, 0.490_191_018_611),
            (100_000, 0.475_884_902_985),
        ];
        for (length, rate) in cases {
            let found = bits(0.1, length, 0.99);
            assert!((found - rate).abs() < 1e-12, "{length}: {found}");
        }
    }

    #[test]
    fn all_messages_need_a_bit_for_each_symbol_and_one_needs_none() {
        assert!((bits(0.5, 20, 1.0) - 1.0).abs() < 1e-12);
        for (rare, length, coverage) in [(0.0, 20, 1.0), (0.1, 20, 0.0), (0.1, 0, 0.5)] {
            assert_eq!(typical_rate(rare, length, coverage), Ok(Information::ZERO));
        }
        assert!(typical_rate(1.5, 20, 0.5).is_err());
        assert!(typical_rate(0.5, 20, f64::NAN).is_err());
    }
}
