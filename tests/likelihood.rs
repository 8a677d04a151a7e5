//! The numbers and the laws of the chapter *Likelihood: where the loss comes from*.

use approx::assert_abs_diff_eq;
use givens::likelihood::{
    FAIR_COIN, HEIGHT, SAMPLES, SEEN, STREET, THERMOMETERS, TOWN, animals, evidence_against, mean,
    median, per_animal, shown,
};
use likelihood::{
    Distribution, Information, cross_entropy, entropy, expected_plug_in_entropy, gaussian_loss,
    kl_divergence, laplace_loss, negative_log_likelihood, plug_in_bias, poisson_loss, shares,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{laws, over};

/// Half of the last of six decimals.
const SIX_DECIMALS: f64 = 5e-7;

#[test]
fn ten_animals_cost_0_693147_0_764528_and_least_0_610864() {
    for (q, nats) in [
        (&FAIR_COIN, 0.693_147),
        (&STREET, 0.764_528),
        (&TOWN, 0.610_864),
    ] {
        assert_abs_diff_eq!(per_animal(q).unwrap().nats(), nats, epsilon = SIX_DECIMALS);
        let cost = cross_entropy(&TOWN, q).unwrap().nats();
        assert_abs_diff_eq!(cost, nats, epsilon = SIX_DECIMALS);
    }
}

#[test]
fn ten_animals_make_the_town_4_649_times_likelier_than_the_street() {
    let evidence = evidence_against(&STREET).unwrap().nats();
    assert_abs_diff_eq!(evidence, 1.536_636, epsilon = SIX_DECIMALS);
    assert_abs_diff_eq!(evidence.exp(), 4.649, epsilon = 5e-4);
    let divergence = kl_divergence(&TOWN, &STREET).unwrap().nats();
    assert_abs_diff_eq!(evidence, animals() * divergence, epsilon = 1e-14);
}

#[test]
fn a_density_costs_0_918939_or_less_than_nothing() {
    let cost = |sigma| gaussian_loss(HEIGHT, HEIGHT, sigma).unwrap().nats();
    assert_abs_diff_eq!(cost(1.0), 0.918_939, epsilon = SIX_DECIMALS);
    assert_abs_diff_eq!(cost(0.1), -1.383_647, epsilon = SIX_DECIMALS);
    assert_abs_diff_eq!(cost(10.0) - cost(0.1), 100_f64.ln(), epsilon = 1e-14);
}

#[test]
fn the_mean_is_cheapest_for_a_bell_and_the_median_for_laplace() {
    let sum = |loss: &dyn Fn(f64) -> Information| -> Information {
        THERMOMETERS.iter().map(|&y| loss(y)).sum()
    };
    let bell = |guess| sum(&|y| gaussian_loss(y, guess, 1.0).unwrap());
    let laplace = |guess| sum(&|y| laplace_loss(y, guess, 1.0).unwrap());
    for step in -200..=1800 {
        let other = f64::from(step) / 10.0;
        assert!(bell(mean()) <= bell(other), "{other}");
        assert!(laplace(median()) <= laplace(other), "{other}");
    }
}

#[test]
fn densities_have_the_area_one() {
    let area = |loss: &dyn Fn(f64) -> Information| -> f64 {
        (-40_000..40_000)
            .map(|step| (-loss(f64::from(step) / 1000.0).nats()).exp() / 1000.0)
            .sum()
    };
    let bell = area(&|y| gaussian_loss(y, 0.3, 1.7).unwrap());
    let laplace = area(&|y| laplace_loss(y, 0.3, 1.7).unwrap());
    assert_abs_diff_eq!(bell, 1.0, epsilon = 1e-9);
    assert_abs_diff_eq!(laplace, 1.0, epsilon = 1e-6);
}

#[test]
fn the_entropy_of_a_sample_is_too_low_by_about_k_minus_one_over_2n() {
    for n in SAMPLES {
        let hidden = (entropy(&STREET) - shown(n).unwrap()).nats();
        let about = plug_in_bias(2, n).unwrap().nats();
        // The next term of the series falls with the square of n.
        let next = (1.0 / 0.9 + 1.0 / 0.1 - 1.0) / (12.0 * (n * n) as f64);
        assert!((hidden - about).abs() <= 1.2 * next, "{n}: {hidden}");
    }
}

/// Every sample of three, listed by hand.
#[test]
fn the_expected_entropy_of_three_animals_is_the_sum_over_all_samples() {
    let (p, third) = (0.9_f64, Distribution::new([1.0 / 3.0, 2.0 / 3.0]).unwrap());
    let mixed = 3.0 * (p * p * 0.1 + p * 0.1 * 0.1);
    let found = expected_plug_in_entropy(p, 3).unwrap();
    assert_abs_diff_eq!(
        found.nats(),
        mixed * entropy(&third).nats(),
        epsilon = 1e-15
    );
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn the_shares_are_likelier_than_any_other_model(counts in vec(0..50_u64, 4), q in over(4)) {
        prop_assume!(counts.iter().sum::<u64>() > 0);
        let best = negative_log_likelihood(&counts, &shares(&counts).unwrap()).unwrap().nats();
        let other = negative_log_likelihood(&counts, &q).unwrap().nats();
        prop_assert!(best <= other * (1.0 + 1e-14), "{} against {}", best, other);
    }

    #[test]
    fn the_mean_surprise_is_the_cross_entropy_of_the_shares(counts in vec(0..50_u64, 4), q in over(4)) {
        let n = counts.iter().sum::<u64>();
        prop_assume!(n > 0);
        let mean = (negative_log_likelihood(&counts, &q).unwrap() / n as f64).nats();
        let cost = cross_entropy(&shares(&counts).unwrap(), &q).unwrap().nats();
        prop_assert!(mean == cost || (mean - cost).abs() <= 1e-14 * cost, "{} against {}", mean, cost);
    }

    #[test]
    fn the_rate_that_came_is_cheapest(count in 1..40_u64, rate in 0.01..80.0_f64) {
        let best = poisson_loss(count, count as f64).unwrap();
        prop_assert!(best.nats() <= poisson_loss(count, rate).unwrap().nats() + 1e-12);
    }
}

#[test]
fn seen_is_what_the_chapter_counts() {
    assert_eq!(&shares(&SEEN).unwrap(), &TOWN);
}

crate::examples::example!("../examples/likelihood.rs", "likelihood");
