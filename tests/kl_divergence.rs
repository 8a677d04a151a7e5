//! The numbers and the laws of the chapter *KL divergence: the price of being wrong*.

use approx::assert_abs_diff_eq;
use exact::compensated_sum;
use givens::kl_divergence::{KENNEL, LABEL, NEVER_DOGS, STREET, TOWN};
use kl_divergence::{
    Distribution, Information, cross_entropy, entropy, jensen_shannon, kl_divergence,
    second_order_divergence, surprisal,
};
use proptest::prelude::*;

use crate::support::{laws, merged, pair};

/// Half of the last of six decimals.
const SIX_DECIMALS: f64 = 5e-7;

#[test]
fn the_town_under_the_street_costs_0_764528_nats_in_two_parts() {
    let nats = [
        cross_entropy(&TOWN, &STREET).unwrap(),
        entropy(&TOWN),
        kl_divergence(&TOWN, &STREET).unwrap(),
    ]
    .map(Information::nats);
    for (nats, shown) in nats.into_iter().zip([0.764_528, 0.610_864, 0.153_664]) {
        assert_abs_diff_eq!(nats, shown, epsilon = SIX_DECIMALS);
    }
}

#[test]
fn the_street_under_the_kennel_costs_5_980921_bits_in_two_parts() {
    let bits = [
        cross_entropy(&STREET, &KENNEL).unwrap(),
        entropy(&STREET),
        kl_divergence(&STREET, &KENNEL).unwrap(),
    ]
    .map(Information::bits);
    for (bits, shown) in bits.into_iter().zip([5.980_921, 0.468_996, 5.511_925]) {
        assert_abs_diff_eq!(bits, shown, epsilon = SIX_DECIMALS);
    }
}

#[test]
fn close_by_both_directions_cost_the_same_square() {
    let near = Distribution::new([0.901, 0.099]).unwrap();
    let square = second_order_divergence(&STREET, &near).unwrap().nats();
    assert_abs_diff_eq!(square, 0.001_f64.powi(2) / (2.0 * 0.09), epsilon = 1e-18);
    for price in [kl_divergence(&STREET, &near), kl_divergence(&near, &STREET)] {
        assert!((price.unwrap().nats() / square - 1.0).abs() < 0.01);
    }
}

#[test]
fn the_way_back_is_another_number() {
    let back = kl_divergence(&KENNEL, &STREET).unwrap().bits();
    assert_abs_diff_eq!(back, 3.209_436, epsilon = SIX_DECIMALS);
}

#[test]
fn for_a_label_the_divergence_is_the_whole_cost() {
    let cost = kl_divergence(&LABEL, &STREET).unwrap();
    let surprise = surprisal(0.9).unwrap();
    assert_eq!(cross_entropy(&LABEL, &STREET).unwrap(), surprise);
    // The floats of the street sum to a little more than one, and stand for shares that do not.
    let off = compensated_sum([STREET[0], STREET[1], -1.0]);
    assert!(0.0 < off && off < f64::EPSILON);
    assert_eq!(cost, surprise + Information::from_nats(off));

    let model = Distribution::new([0.75, 0.25]).unwrap();
    assert_eq!(
        kl_divergence(&LABEL, &model).unwrap(),
        surprisal(0.75).unwrap()
    );
}

#[test]
fn never_say_never() {
    assert_eq!(
        kl_divergence(&STREET, &NEVER_DOGS),
        Ok(Information::INFINITE)
    );
    assert!(kl_divergence(&NEVER_DOGS, &STREET).unwrap().is_finite());
    assert!(jensen_shannon(&STREET, &NEVER_DOGS).unwrap() < Information::from_bits(1.0));
}

#[test]
fn jensen_shannon_of_cat_and_dog_is_one_bit() {
    let [cat, dog] = [0, 1].map(|class| Distribution::one_hot(class, 2).unwrap());
    assert_eq!(jensen_shannon(&cat, &dog), Ok(Information::from_bits(1.0)));
}

/// The distribution half way between two.
fn middle(p: &Distribution, q: &Distribution) -> Distribution {
    let pairs = p.zip(q).expect("they are over the same outcomes");
    let middle: Vec<f64> = pairs.map(|(p, q)| p / 2.0 + q / 2.0).collect();
    Distribution::new(middle).expect("the middle sums to one as they do")
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn divergence_is_cross_entropy_minus_entropy((p, q) in pair()) {
        let whole = cross_entropy(&p, &q).unwrap().nats();
        let parts = entropy(&p).nats() + kl_divergence(&p, &q).unwrap().nats();
        if whole.is_infinite() {
            prop_assert_eq!(parts, f64::INFINITY);
        } else {
            prop_assert!((whole - parts).abs() <= 1e-12 * whole.max(1.0), "{} against {}", whole, parts);
        }
    }

    #[test]
    fn divergence_is_never_negative_and_nothing_for_the_truth((p, q) in pair()) {
        prop_assert!(kl_divergence(&p, &q).unwrap() >= Information::ZERO);
        prop_assert_eq!(kl_divergence(&p, &p).unwrap(), Information::ZERO);
    }

    /// Gibbs, with a margin: D(p ‖ q) ≥ ½ (Σ |pᵢ − qᵢ|)² nats (Pinsker).
    #[test]
    fn only_the_truth_costs_nothing_extra((p, q) in pair()) {
        let distance: f64 = p.zip(&q).unwrap().map(|(p, q)| (p - q).abs()).sum();
        let cost = kl_divergence(&p, &q).unwrap().nats();
        prop_assert!(cost >= distance * distance / 2.0 - 1e-14, "{} apart for {} nats", distance, cost);
    }

    /// Who cannot tell two outcomes apart is not more surprised by a wrong model (data processing).
    #[test]
    fn merging_outcomes_never_increases_the_divergence((p, q) in pair()) {
        let apart = kl_divergence(&p, &q).unwrap().nats();
        let together = kl_divergence(&merged(&p), &merged(&q)).unwrap().nats();
        prop_assert!(together <= apart + 1e-12 * apart.max(1.0), "{} from {}", together, apart);
    }

    #[test]
    fn jensen_shannon_is_symmetric_and_at_most_one_bit((p, q) in pair()) {
        let there = jensen_shannon(&p, &q).unwrap();
        prop_assert_eq!(there, jensen_shannon(&q, &p).unwrap());
        prop_assert!(there >= Information::ZERO);
        prop_assert!(there.bits() <= 1.0 + 1e-15);
        prop_assert_eq!(jensen_shannon(&p, &p).unwrap(), Information::ZERO);
    }

    #[test]
    fn jensen_shannon_is_the_mean_divergence_from_the_middle((p, q) in pair()) {
        let middle = middle(&p, &q);
        let mean = (kl_divergence(&p, &middle).unwrap() + kl_divergence(&q, &middle).unwrap()) / 2.0;
        let gap = (jensen_shannon(&p, &q).unwrap() - mean).nats();
        prop_assert!(gap.abs() <= 1e-14, "{} against {}", mean, gap);
    }
}

crate::examples::example!("../examples/kl-divergence.rs", "kl-divergence");
