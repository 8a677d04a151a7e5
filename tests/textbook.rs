//! The lines that the textbook prints run too, and miss the exact answer by no more than their own roundings.
//!
//! A bound counts the roundings of a line, each by half a unit of what it rounds, and a whole unit for every exponential
//! and logarithm.

use exact::{compensated_sum, divergence};
use kl_divergence::{jensen_shannon, kl_divergence, textbook as of_divergence};
use logits::{log_sum_exp, sigmoid, softmax, softmax_cross_entropy, textbook as of_logits};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{laws, pair, scores};

/// Half a unit of the last place of one.
const ROUNDING: f64 = f64::EPSILON / 2.0;

/// How many roundings of one Σ p · ln(p / q) may be off by: the quotients', and those of the terms that follow.
fn of_the_plain_sum(p: &[f64], q: &[f64]) -> f64 {
    let terms = p.len() as f64;
    let possible = p.iter().zip(q).filter(|(p, _)| **p > 0.0);
    let sizes = possible.map(|(p, q)| p * (1.0 + (terms + 4.0) * (p / q).ln().abs()));
    sizes.sum::<f64>() + f64::MIN_POSITIVE
}

/// Logits from far below to far above, some of them impossible.
fn logits() -> impl Strategy<Value = Vec<f64>> {
    let one =
        prop_oneof![8 => -30.0..30.0_f64, 2 => -700.0..700.0_f64, 1 => Just(f64::NEG_INFINITY)];
    (vec(one, 0..8), -700.0..700.0_f64)
        .prop_map(|(others, first)| [&[first], others.as_slice()].concat())
}

/// How many roundings of one ln Σ exp(z − m) may be off by.
fn of_the_logarithm(z: &[f64]) -> f64 {
    // A weight exp(−d) is off by d roundings of its exponent, and d · exp(−d) is less than one.
    let classes = z.len() as f64;
    3.0 * classes + 4.0 + 2.0 * classes.ln()
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn the_divergence_misses_by_its_roundings((p, q) in pair()) {
        let exact = kl_divergence(&p, &q).unwrap().nats();
        let (p, q) = (p.as_slice(), q.as_slice());
        let line = of_divergence::kl_divergence(p, q);
        // The line leaves out by how much the sums differ.
        let off = compensated_sum(q.iter().copied().chain(p.iter().map(|p| -p)));
        let miss = (line + off - exact).abs();
        let bound = ROUNDING * (of_the_plain_sum(p, q) + 2.0 * exact);
        prop_assert!(line == exact || miss <= bound, "{} {}", line, exact);
    }

    #[test]
    fn jensen_and_shannon_miss_by_their_roundings((p, q) in pair()) {
        let exact = jensen_shannon(&p, &q).unwrap().nats();
        let (p, q) = (p.as_slice(), q.as_slice());
        let line = of_divergence::jensen_shannon(p, q);
        let mixture: Vec<f64> = p.iter().zip(q).map(|(p, q)| 0.5 * (p + q)).collect();
        // The mixture is rounded as well.
        let roundings = of_the_plain_sum(p, &mixture) + of_the_plain_sum(q, &mixture) + 4.0;
        prop_assert!((line - exact).abs() <= ROUNDING * roundings, "{} {}", line, exact);
    }

    #[test]
    fn logits_miss_by_their_roundings(z in logits()) {
        let exact = log_sum_exp(&z).unwrap();
        let given = scores(z.as_slice());
        let line = of_logits::log_sum_exp(&given);
        let bound = ROUNDING * (of_the_logarithm(&z) + 2.0 * exact.abs());
        prop_assert!((line - exact).abs() <= bound, "{} {}", line, exact);

        let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let shares = softmax(&given);
        for (class, line) in of_logits::softmax(&given).into_iter().enumerate() {
            let exact = shares[class];
            let roundings = of_the_logarithm(&z) + (largest - z[class]).abs();
            let bound_of_share = ROUNDING * exact * roundings + f64::MIN_POSITIVE;
            prop_assert!(exact == line || (line - exact).abs() <= bound_of_share, "{} {}", line, exact);

            let exact = softmax_cross_entropy(class, &given).unwrap().nats();
            let line = of_logits::softmax_cross_entropy(class, &given);
            let bound = bound + ROUNDING * 2.0 * exact;
            prop_assert!(exact == line || (line - exact).abs() <= bound, "{} {}", line, exact);
        }
    }

    #[test]
    fn a_sigmoid_misses_by_its_roundings(z in -700.0..800.0_f64) {
        let (line, exact) = (of_logits::sigmoid(z), sigmoid(z));
        prop_assert!((line - exact).abs() <= ROUNDING * 6.0 * exact, "{} {}", line, exact);
    }
}

/// What a line loses is worth a core: here no digit of it is right.
#[test]
fn the_lines_lose_what_the_cores_keep() {
    let (p, q) = ([0.1000000001, 0.0999999999].repeat(5), [0.1; 10]);
    let exact = divergence(p.iter().copied().zip(q));
    assert_eq!(format!("{exact:.10e}"), "5.0000001335e-19");
    assert!(of_divergence::kl_divergence(&p, &q) < 0.0);
    assert_eq!(
        of_logits::softmax_cross_entropy(0, &scores([50.0, 0.0])),
        0.0
    );
    assert_eq!(of_logits::sigmoid(-720.0), 0.0);
    assert!(sigmoid(-720.0) > 0.0);
}
