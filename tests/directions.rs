//! The numbers and the laws of the chapter *Two directions of KL: covering and seeking*.

use approx::assert_abs_diff_eq;
use directions::{
    Direction, Distribution, distillation_gradient, evidence, evidence_bound, kl_divergence,
    log_sum_exp, penalised_reward, tilted,
};
use givens::directions::{
    COVERING, HUMPS, Logits, SAYS_DOG, SEEKING, SHARES, STREET, TEACHER, TOWN, TRUTH, costs,
    hot_limit, of_probabilities, posterior, slope,
};
use gradients::central_differences;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{laws, over, pair};

#[test]
fn one_direction_covers_both_humps_and_the_other_seeks_the_larger() {
    // The mean and the spread of the whole truth, to the tenths of the search.
    let mean = SHARES[0] * HUMPS[0].centre + SHARES[1] * HUMPS[1].centre;
    let between = SHARES[0] * SHARES[1] * (HUMPS[1].centre - HUMPS[0].centre).powi(2);
    let spread = (HUMPS[0].width.powi(2) + between).sqrt();
    let (covering, seeking) = (COVERING.0, SEEKING.0);
    assert_abs_diff_eq!(covering.centre, mean, epsilon = 0.05 + 1e-9);
    assert!((covering.width - spread).abs() <= 0.1, "{}", covering.width);
    assert_eq!(seeking, HUMPS[0]);
    // What lies under the other hump is all that it misses.
    assert_abs_diff_eq!(SEEKING.1.nats(), -SHARES[0].ln(), epsilon = 1e-3);
    assert!(costs(seeking, Direction::Covering).unwrap() > COVERING.1 * 5.0);
}

#[test]
fn the_truth_is_a_distribution_with_two_peaks() {
    let cells = TRUTH.as_slice();
    let peaks = cells
        .windows(3)
        .filter(|w| w[1] > w[0] && w[1] > w[2])
        .count();
    assert_eq!(peaks, 2);
}

#[test]
fn the_slope_of_a_student_falls_with_the_square_of_the_temperature() {
    let scaled = |t: f64| slope(t).unwrap() * t * t;
    assert_abs_diff_eq!(scaled(1000.0), hot_limit(), epsilon = 1e-3);
    let teacher = Logits::new(TEACHER).unwrap();
    let at = [0.3, -0.2, 0.9];
    let loss = |z: &[f64]| {
        let [p, q] = [teacher.clone(), Logits::new(z).unwrap()]
            .map(|z| directions::softmax(&directions::with_temperature(&z, 4.0).unwrap()));
        kl_divergence(&p, &q).unwrap().nats()
    };
    let slopes = distillation_gradient(&teacher, &Logits::new(at).unwrap(), 4.0).unwrap();
    for (slope, nudged) in slopes.iter().zip(central_differences(loss, &at)) {
        assert_abs_diff_eq!(*slope, nudged, epsilon = 1e-9);
    }
}

#[test]
fn probabilities_handed_in_for_logarithms_cost_less_than_nothing() {
    assert!(of_probabilities(&TOWN, &STREET).unwrap().nats() < 0.0);
}

#[test]
fn the_bound_reaches_the_evidence_at_the_posterior() {
    let whole = evidence(&TOWN, &SAYS_DOG).unwrap();
    let best = evidence_bound(&TOWN, &SAYS_DOG, &posterior().unwrap()).unwrap();
    assert_abs_diff_eq!(whole, best, epsilon = 1e-15);
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn what_the_bound_lacks_is_the_divergence_from_the_posterior(likelihoods in vec(0.01..1.0_f64, 3), (prior, q) in (over(3), over(3))) {
        let whole = evidence(&prior, &likelihoods).unwrap();
        let logarithms: Vec<f64> = likelihoods.iter().map(|l| l.ln()).collect();
        let posterior = tilted(&prior, &logarithms, 1.0).unwrap();
        let gap = whole - evidence_bound(&prior, &likelihoods, &q).unwrap();
        let price = kl_divergence(&q, &posterior).unwrap().nats();
        prop_assert!(gap == price || (gap - price).abs() <= 1e-11 * price.max(1.0), "{} and {}", gap, price);
    }

    #[test]
    fn no_other_model_has_so_much_reward_on_its_leash(p in over(4), q in over(4), rewards in vec(-3.0..3.0_f64, 4), beta in 0.1..5.0_f64) {
        let best = tilted(&p, &rewards, beta).unwrap();
        let most = penalised_reward(&best, &p, &rewards, beta).unwrap();
        prop_assert!(penalised_reward(&q, &p, &rewards, beta).unwrap() <= most + 1e-11);
        let scores: Vec<f64> = p.iter().zip(&rewards).map(|(p, r)| p.ln() + r / beta).collect();
        prop_assert!((most - beta * log_sum_exp(scores).unwrap()).abs() <= 1e-11);
    }

    #[test]
    fn each_direction_is_the_other_with_the_two_swapped((p, q) in pair()) {
        let there = Direction::Covering.price(&p, &q).unwrap();
        prop_assert_eq!(there, Direction::Seeking.price(&q, &p).unwrap());
    }

    #[test]
    fn slopes_of_a_student_sum_to_nothing(z in vec(-5.0..5.0_f64, 3), t in 0.5..20.0_f64) {
        let teacher = Logits::new(TEACHER).unwrap();
        let slopes = distillation_gradient(&teacher, &Logits::new(z).unwrap(), t).unwrap();
        prop_assert!(slopes.iter().sum::<f64>().abs() <= 1e-14);
    }
}

#[test]
fn all_mass_on_one_outcome_is_fine_for_seeking_and_not_for_covering() {
    let sure = Distribution::one_hot(0, 2).unwrap();
    assert!(Direction::Seeking.price(&TOWN, &sure).unwrap().is_finite());
    assert!(!Direction::Covering.price(&TOWN, &sure).unwrap().is_finite());
}

crate::examples::example!("../examples/directions.rs", "directions");
