//! The numbers and the laws of the chapter *Surprisal: the price of one event*.

use approx::{assert_abs_diff_eq, assert_relative_eq};
use givens::surprisal::{BIT, CARDS, NAT, PROBABILITIES, RANKS, SUITS};
use proptest::prelude::*;
use surprisal::{Information, probability_of, surprisal};

use crate::support::laws;

/// Half of the last of six decimals.
const SIX_DECIMALS: f64 = 5e-7;

#[test]
fn seven_probabilities_cost_what_the_table_says() {
    let nats = [
        0.010_050, 0.105_361, 0.356_675, 0.510_826, 0.693_147, 2.302_585, 4.605_170,
    ];
    let bits = [
        0.014_500, 0.152_003, 0.514_573, 0.736_966, 1.0, 3.321_928, 6.643_856,
    ];
    for (p, (nats, bits)) in PROBABILITIES.into_iter().zip(nats.into_iter().zip(bits)) {
        let cost = surprisal(p).unwrap();
        assert_abs_diff_eq!(cost.nats(), nats, epsilon = SIX_DECIMALS);
        assert_abs_diff_eq!(cost.bits(), bits, epsilon = SIX_DECIMALS);
    }
}

#[test]
fn the_table_asks_for_the_probabilities_it_shows() {
    assert_eq!(PROBABILITIES, [0.99, 0.9, 0.7, 0.6, 0.5, 0.1, 0.01]);
}

#[test]
fn a_nat_is_1_442695_bits() {
    assert_abs_diff_eq!(NAT.bits(), 1.442_695, epsilon = SIX_DECIMALS);
    assert_abs_diff_eq!(BIT.nats(), 0.693_147, epsilon = SIX_DECIMALS);
}

#[test]
fn a_step_down_costs_more_where_the_probability_is_small() {
    let extra = |from: f64, to: f64| (surprisal(to).unwrap() - surprisal(from).unwrap()).nats();
    assert_abs_diff_eq!(extra(0.1, 0.05), 0.693_147, epsilon = SIX_DECIMALS);
    assert_abs_diff_eq!(extra(0.9, 0.85), 0.057_158, epsilon = SIX_DECIMALS);
}

#[test]
fn a_card_costs_its_suit_and_its_rank() {
    let [card, suit, rank] = [CARDS, SUITS, RANKS].map(|alike| surprisal(1.0 / alike).unwrap());
    assert_relative_eq!(card.bits(), 5.0, max_relative = 1e-15);
    assert_relative_eq!((suit + rank).nats(), card.nats(), max_relative = 1e-15);
}

#[test]
fn the_sure_costs_nothing_and_the_impossible_everything() {
    assert_eq!(surprisal(1.0), Ok(Information::ZERO));
    assert!(surprisal(1.0).unwrap().nats().is_sign_positive());
    assert_eq!(surprisal(0.0), Ok(Information::INFINITE));
}

/// A probability from nearly impossible to sure, whose square is no subnormal float.
fn possible() -> impl Strategy<Value = f64> {
    prop_oneof![
        0.0..1.0_f64,
        (-150.0..0.0_f64).prop_map(|exponent| 10_f64.powf(exponent))
    ]
    .prop_filter("possible", |&p| p > 1e-150)
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn surprisals_of_independent_events_add(p in possible(), q in possible()) {
        let [both, one, other] = [p * q, p, q].map(|p| surprisal(p).unwrap().nats());
        let gap = (both - (one + other)).abs();
        prop_assert!(gap <= 1e-15 * (1.0 + both), "{} and {} add to {}", one, other, both);
    }

    #[test]
    fn the_less_likely_is_the_more_surprising(p in possible(), q in possible()) {
        let (less, more) = (p.min(q), p.max(q));
        prop_assert!(surprisal(less).unwrap() >= surprisal(more).unwrap());
        // A tenth is told apart from the whole, whatever the rounding.
        prop_assert!(surprisal(p / 10.0).unwrap() > surprisal(p).unwrap());
    }

    #[test]
    fn no_event_costs_less_than_nothing(p in 0.0..=1.0_f64) {
        prop_assert!(surprisal(p).unwrap() >= Information::ZERO);
    }

    #[test]
    fn a_cost_tells_its_probability(p in possible()) {
        let back = probability_of(surprisal(p).unwrap()).unwrap();
        // A cost of 345 nats has an ulp of 6e-14, which is the relative error of its exponential.
        prop_assert!((back - p).abs() <= 1e-13 * p, "{} came back as {}", p, back);
    }

    #[test]
    fn what_is_no_probability_has_no_surprisal(distance in 1e-15..1e300_f64) {
        for value in [-distance, 1.0 + distance] {
            let refused = surprisal(value).unwrap_err();
            prop_assert_eq!(refused.to_string(), format!("probability {value} is out of range; give a number from 0 to 1"));
        }
    }
}

crate::examples::example!("../examples/surprisal.rs", "surprisal");
