//! The numbers and the laws of the chapter *Entropy: how messy is the world?*

use approx::{assert_abs_diff_eq, assert_relative_eq};
use entropy::{Distribution, Information, binary_entropy, entropy};
use givens::entropy::{CERTAIN_COIN, FAIR_COIN, FIVE_ALIKE, STREET, THREE_ALIKE, WEATHER};
use proptest::prelude::*;

use crate::support::{distribution, laws, merged, over};

/// Half of the last of six decimals.
const SIX_DECIMALS: f64 = 5e-7;

#[test]
fn a_fair_coin_is_one_bit_and_a_certain_one_nothing() {
    assert_eq!(entropy(&FAIR_COIN), Information::from_bits(1.0));
    assert_eq!(entropy(&CERTAIN_COIN), Information::ZERO);
    assert!(entropy(&CERTAIN_COIN).nats().is_sign_positive());
}

#[test]
fn outcomes_all_alike_have_log2_k_bits() {
    assert_abs_diff_eq!(
        entropy(&THREE_ALIKE).bits(),
        1.584_963,
        epsilon = SIX_DECIMALS
    );
    assert_abs_diff_eq!(
        entropy(&FIVE_ALIKE).bits(),
        2.321_928,
        epsilon = SIX_DECIMALS
    );
    for outcomes in 1..=1000_u16 {
        let alike = Distribution::uniform(usize::from(outcomes)).unwrap();
        let largest = f64::from(outcomes).ln();
        assert_abs_diff_eq!(entropy(&alike).nats(), largest, epsilon = 1e-14);
    }
}

#[test]
fn nine_cats_to_a_dog_are_0_468996_bits() {
    assert_abs_diff_eq!(entropy(&STREET).bits(), 0.468_996, epsilon = SIX_DECIMALS);
}

#[test]
fn weather_that_halves_is_1_75_bits() {
    assert_relative_eq!(entropy(&WEATHER).bits(), 1.75, max_relative = 1e-15);
}

/// Each joint probability of two independent draws, or of a draw and what follows it.
fn joint(first: &Distribution, second: &[Distribution]) -> Distribution {
    let rows = first.as_slice().iter().zip(second);
    let cells = rows.flat_map(|(x, row)| row.as_slice().iter().map(move |y| x * y));
    Distribution::new(cells.collect::<Vec<_>>())
        .expect("rows that sum to one are weighted by what sums to one")
}

/// A first draw, and a distribution of the second for each of its outcomes.
fn two_steps() -> impl Strategy<Value = (Distribution, Vec<Distribution>)> {
    let sizes = (1..=6_usize, 1..=6_usize);
    sizes.prop_flat_map(|(rows, columns)| (over(rows), prop::collection::vec(over(columns), rows)))
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn entropy_is_never_negative(p in distribution()) {
        prop_assert!(entropy(&p) >= Information::ZERO);
    }

    #[test]
    fn no_source_is_messier_than_all_alike(p in distribution()) {
        let largest = entropy(&Distribution::uniform(p.outcomes()).unwrap());
        prop_assert!(entropy(&p).nats() <= largest.nats() + 1e-14);
    }

    /// H(X, Y) = H(X) + Σ p(x) · H(Y | x)
    #[test]
    fn what_is_learnt_in_two_steps_adds_up((first, second) in two_steps()) {
        let then: Information = first.as_slice().iter().zip(&second).map(|(&x, row)| x * entropy(row)).sum();
        let (whole, steps) = (entropy(&joint(&first, &second)), entropy(&first) + then);
        prop_assert!((whole - steps).nats().abs() <= 1e-12, "{} against {}", whole, steps);
    }

    /// H(p) = H(merged) + (p₁ + pₙ) · h(p₁ / (p₁ + pₙ)): Shannon's third demand.
    #[test]
    fn a_choice_broken_in_two_keeps_its_entropy(p in (2..=12_usize).prop_flat_map(over)) {
        let merged = merged(&p);
        let inside = merged[0];
        let split = if inside == 0.0 { Information::ZERO } else { binary_entropy(p[0] / inside).unwrap() };
        let steps = entropy(&merged) + inside * split;
        prop_assert!((entropy(&p) - steps).nats().abs() <= 1e-14, "{} against {}", entropy(&p), steps);
    }

    #[test]
    fn the_names_of_the_outcomes_do_not_matter(p in distribution()) {
        let mut reversed = p.as_slice().to_vec();
        reversed.reverse();
        let reversed = Distribution::new(reversed).unwrap();
        prop_assert!((entropy(&p) - entropy(&reversed)).nats().abs() <= 1e-15);
    }

    #[test]
    fn an_outcome_that_never_comes_changes_nothing(p in distribution()) {
        let longer = Distribution::new([p.as_slice(), &[0.0]].concat()).unwrap();
        prop_assert_eq!(entropy(&p), entropy(&longer));
    }

    #[test]
    fn a_coin_is_a_source_of_two(heads in 0.0..=1.0_f64) {
        let coin = Distribution::new([heads, 1.0 - heads]).unwrap();
        let gap = binary_entropy(heads).unwrap() - entropy(&coin);
        prop_assert!(gap.nats().abs() <= 1e-15);
    }
}

crate::examples::example!("../examples/entropy.rs", "entropy");
