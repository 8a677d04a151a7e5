//! The numbers and the laws of the chapter *Logits and softmax, without overflowing*.

use approx::assert_abs_diff_eq;
use givens::logits::{
    BF16, CAT, CLASSES, DOUBLING, F16, F32, F64, FLAT, LIFT, SCORES, SURE, at_temperature,
    binary_by_detour_f32, cats_and_foxes, ceiling_of_softmax_twice, cross_entropy, entropy,
    floor_of_softmax_twice, largest_logit, lifted, loss_at_temperature, mean_score, saturation,
    saturation_rounded_once, softmax_as_printed_f32, taken_for_logits, unlikely_by_detour_f32,
};
use logits::{
    ClassOutOfRange, Information, Logits, binary_cross_entropy, binary_cross_entropy_with_logits,
    log_loss, log_softmax, log_sum_exp, logit, sigmoid, softmax, softmax_cross_entropy, softplus,
    with_temperature,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{laws, scores};

/// Half of the last of six decimals.
const SIX_DECIMALS: f64 = 5e-7;

#[test]
fn the_scores_cost_0_417030_nats_if_it_is_a_cat() {
    let q = softmax(&SCORES);
    for (class, shown) in [0.659_001, 0.242_433, 0.098_566].into_iter().enumerate() {
        assert_abs_diff_eq!(q[class], shown, epsilon = SIX_DECIMALS);
    }
    let loss = softmax_cross_entropy(CAT, &SCORES).unwrap().nats();
    assert_abs_diff_eq!(loss, 0.417_030, epsilon = SIX_DECIMALS);
    let sum = log_sum_exp(&SCORES).unwrap();
    assert_abs_diff_eq!(sum, 2.417_030, epsilon = SIX_DECIMALS);
}

/// The expected values were computed with forty digits.
#[test]
fn of_equal_mean_scores_the_softmax_has_most_entropy() {
    let (q, rival) = (softmax(&SCORES), cats_and_foxes().unwrap());
    assert_abs_diff_eq!(mean_score(&q), 1.570_291_837_52, epsilon = 1e-11);
    assert_abs_diff_eq!(rival[CAT], 0.773_837_809_22, epsilon = 1e-11);
    assert_abs_diff_eq!(entropy(&q).nats(), 0.846_738_178_76, epsilon = 1e-11);
    assert_abs_diff_eq!(entropy(&rival).nats(), 0.534_597_326_64, epsilon = 1e-11);
    let paid = cross_entropy(&rival, &q).unwrap();
    assert_abs_diff_eq!(paid.nats(), entropy(&q).nats(), epsilon = 1e-14);
}

#[test]
fn single_precision_has_no_exponential_above_88_7228() {
    assert_abs_diff_eq!(largest_logit(F32), 88.7228, epsilon = 5e-5);
    assert!(88.7228_f32.exp().is_finite() && 88.7229_f32.exp().is_infinite());
    assert_abs_diff_eq!(largest_logit(F64), 709.7827, epsilon = 5e-5);
    assert!(709.7827_f64.exp().is_finite() && 709.7828_f64.exp().is_infinite());
    assert_abs_diff_eq!(largest_logit(F16), 11.0899, epsilon = 5e-5);
    assert_abs_diff_eq!(largest_logit(BF16), 88.7189, epsilon = 5e-5);
}

/// (2 − 2^(1 − digits)) · 2^(the largest exponent), from the definition of each format.
#[test]
fn the_largest_floats_are_those_of_their_formats() {
    for (format, exponent) in [(F16, 15), (BF16, 127), (F32, 127), (F64, 1023)] {
        let digits = i32::try_from(format.digits).unwrap();
        let largest = (2.0 - 2_f64.powi(1 - digits)) * 2_f64.powi(exponent);
        assert_eq!(format.largest, largest);
    }
}

#[test]
fn softmax_as_printed_divides_infinity_by_infinity() {
    let high = lifted(&SCORES, LIFT).unwrap();
    assert!(softmax_as_printed_f32(&high).iter().all(|q| q.is_nan()));
    let q = softmax(&high);
    assert_abs_diff_eq!(q[CAT], 0.659_001, epsilon = SIX_DECIMALS);
}

#[test]
fn a_logit_that_outweighs_the_others_is_their_log_sum_exp_to_the_last_bit() {
    for logit in [-0.363_859_036_777_661_8, -1e-300, -0.5, -0.7, -63.9] {
        assert_eq!(log_sum_exp([-800.0, logit]), Ok(logit));
    }
}

#[test]
fn where_only_the_sum_overflows_every_probability_is_zero() {
    assert!((FLAT[0] as f32).exp().is_finite());
    assert_eq!(softmax_as_printed_f32(&FLAT), [0.0, 0.0, 0.0]);
    assert_eq!(softmax(&FLAT)[0], 1.0 / 3.0);
}

#[test]
fn the_detour_in_single_precision_loses_digits_and_then_the_number() {
    let shown = |gap| format!("{:.3}", unlikely_by_detour_f32(gap).nats());
    assert_eq!(
        [20.0, 100.0, 103.0, 104.0].map(shown),
        ["20.000", "99.983", "103.279", "inf"]
    );
    for gap in [20.0, 100.0, 103.0, 104.0, 1e300] {
        let loss = softmax_cross_entropy(1, &scores([gap, 0.0])).unwrap();
        assert_abs_diff_eq!(loss.nats(), gap, epsilon = 5e-9);
    }
}

#[test]
fn at_17_the_sigmoid_ruins_the_loss() {
    let [yes, no] = [1.0, 0.0].map(|y| binary_cross_entropy_with_logits(y, SURE).unwrap());
    assert_abs_diff_eq!(yes.nats(), 4.139_938e-8, epsilon = 5e-15);
    assert_abs_diff_eq!(no.nats(), 17.000_000_041_399, epsilon = 5e-13);

    let [by_sigmoid_yes, by_sigmoid_no] =
        [1.0, 0.0].map(|y| binary_cross_entropy(y, sigmoid(SURE)).unwrap());
    let error = (by_sigmoid_no - no).nats().abs();
    assert!(error > 1e-9 && error < 1e-8, "{error}");
    let error = (by_sigmoid_yes - yes) / yes;
    assert!(error > 1e-9 && error < 1e-8, "{error}");

    assert_eq!(binary_by_detour_f32(true, SURE), Information::ZERO);
    assert_eq!(binary_by_detour_f32(false, SURE), Information::INFINITE);
}

#[test]
fn the_sigmoid_saturates_where_one_swallows_the_exponential() {
    assert_abs_diff_eq!(saturation(F32), 16.6355, epsilon = 5e-5);
    assert!(binary_by_detour_f32(false, 16.635).is_finite());
    assert!(!binary_by_detour_f32(false, 16.636).is_finite());
    assert_abs_diff_eq!(saturation(F64), 36.7368, epsilon = 5e-5);
    // Frameworks compute the short floats in single precision, and round once.
    assert_abs_diff_eq!(saturation_rounded_once(F16), 8.32, epsilon = 5e-3);
    assert_abs_diff_eq!(saturation_rounded_once(BF16), 6.24, epsilon = 5e-3);
    assert!(sigmoid(36.736) < 1.0);
    assert_eq!(sigmoid(36.737), 1.0);
}

#[test]
fn softmax_twice_costs_0_802121_and_never_reaches_zero() {
    let again = softmax_cross_entropy(CAT, &taken_for_logits(&softmax(&SCORES))).unwrap();
    assert_abs_diff_eq!(again.nats(), 0.802_121, epsilon = SIX_DECIMALS);
    for (classes, shown) in CLASSES.into_iter().zip([0.551_445, 1.461_150]) {
        let floor = floor_of_softmax_twice(classes).unwrap().nats();
        assert_abs_diff_eq!(floor, shown, epsilon = SIX_DECIMALS);
    }
    let none = |class, classes| Err(ClassOutOfRange { class, classes });
    assert_eq!(floor_of_softmax_twice(0), none(0, 0));
    assert_eq!(ceiling_of_softmax_twice(1), none(1, 1));
}

#[test]
fn cold_pays_when_right_and_costs_when_wrong() {
    let shown = |class, temperature| {
        let loss = loss_at_temperature(class, temperature).unwrap();
        format!("{:.3}", loss.nats())
    };
    assert_eq!(
        [0.5, 1.0, 2.0].map(|t| shown(0, t)),
        ["0.146", "0.417", "0.690"]
    );
    assert_eq!(
        [0.5, 1.0, 2.0].map(|t| shown(2, t)),
        ["3.946", "2.317", "1.640"]
    );
    assert!(at_temperature(0.0).is_err() && at_temperature(f64::INFINITY).is_err());
}

#[test]
fn a_logit_is_the_difference_of_two_surprises() {
    assert_abs_diff_eq!(logit(0.9).unwrap(), 2.197_225, epsilon = SIX_DECIMALS);
    let doubled = sigmoid(logit(0.9).unwrap() + DOUBLING.nats());
    assert_abs_diff_eq!(doubled, 18.0 / 19.0, epsilon = 1e-15);
    assert_eq!(logit(0.0), Ok(f64::NEG_INFINITY));
    assert_eq!(
        logit(1.1).unwrap_err().to_string(),
        "probability 1.1 is out of range; give a number from 0 to 1"
    );
}

/// Two to eight logits, some of them far from the others, and one of their classes.
fn question() -> impl Strategy<Value = (Logits, usize)> {
    let score = prop_oneof![4 => -5.0..5.0_f64, 1 => -1000.0..1000.0_f64];
    vec(score, 2..=8).prop_flat_map(|logits| {
        let classes = logits.len();
        (Just(scores(logits)), 0..classes)
    })
}

/// How far two values may differ: a few roundings of numbers as large as these.
fn rounding(size: f64) -> f64 {
    16.0 * f64::EPSILON * size.abs().max(1.0)
}

proptest! {
    #![proptest_config(laws())]

    /// A power of two is added to whole multiples of another, so that no logit is rounded.
    #[test]
    fn only_differences_matter(quarters in vec(-400..400_i32, 2..=8), lift in -1000..1000_i32) {
        let quarters: Vec<f64> = quarters.into_iter().map(|quarter| f64::from(quarter) / 4.0).collect();
        let logits = scores(quarters);
        let high = lifted(&logits, f64::from(lift)).unwrap();
        prop_assert_eq!(softmax(&logits), softmax(&high));
        prop_assert_eq!(log_softmax(&logits), log_softmax(&high));
        prop_assert_eq!(softmax_cross_entropy(0, &logits), softmax_cross_entropy(0, &high));
        let risen = log_sum_exp(&high).unwrap() - log_sum_exp(&logits).unwrap();
        prop_assert!((risen - f64::from(lift)).abs() <= rounding(2000.0));
    }

    #[test]
    fn the_log_sum_exp_lies_a_little_above_the_largest((logits, _) in question()) {
        let largest = logits.iter().fold(f64::NEG_INFINITY, f64::max);
        let sum = log_sum_exp(&logits).unwrap();
        let room = (logits.classes() as f64).ln();
        prop_assert!(sum >= largest && sum <= largest + room + rounding(sum));
    }

    #[test]
    fn the_loss_is_the_log_sum_exp_minus_the_logit((logits, class) in question()) {
        let loss = softmax_cross_entropy(class, &logits).unwrap().nats();
        let sum = log_sum_exp(&logits).unwrap();
        prop_assert!((loss - (sum - logits[class])).abs() <= rounding(2000.0));
        prop_assert!(loss >= 0.0);
        let negative = -log_softmax(&logits)[class];
        prop_assert!((loss - negative).abs() <= rounding(loss));
    }

    #[test]
    fn the_detour_agrees_where_it_can((logits, class) in question()) {
        let loss = softmax_cross_entropy(class, &logits).unwrap();
        let q = softmax(&logits);
        let detour = log_loss(class, &q).unwrap();
        if loss.nats() < 700.0 {
            prop_assert!((loss - detour).nats().abs() <= rounding(loss.nats()), "{} {}", loss, detour);
        }
    }

    #[test]
    fn the_sigmoid_is_the_softmax_of_a_logit_and_zero(z in -1000.0..1000.0_f64) {
        let two_logits = scores([z, 0.0]);
        let q = softmax(&two_logits);
        prop_assert!((sigmoid(z) - q[0]).abs() <= f64::EPSILON * q[0]);
        prop_assert!((sigmoid(-z) - q[1]).abs() <= f64::EPSILON * q[1]);
        for (y, class) in [(1.0, 0), (0.0, 1)] {
            let one = binary_cross_entropy_with_logits(y, z).unwrap().nats();
            let two = softmax_cross_entropy(class, &two_logits).unwrap().nats();
            // Each may be two units of the last place off.
            let smallest = f64::from_bits(1);
            prop_assert!((one - two).abs() <= 4.0 * (f64::EPSILON * one + smallest), "{} {}", one, two);
        }
        prop_assert!((softplus(z) - log_sum_exp(&two_logits).unwrap()).abs() <= rounding(z));
    }

    #[test]
    fn the_logit_undoes_the_sigmoid(z in -300.0..30.0_f64) {
        let back = logit(sigmoid(z)).unwrap();
        // Near 1 the probability has lost what the logit would need.
        let lost = f64::EPSILON / sigmoid(-z);
        prop_assert!((back - z).abs() <= lost + rounding(z), "{} {}", z, back);
    }

    #[test]
    fn a_second_log_softmax_changes_nothing((logits, class) in question()) {
        let once = scores(log_softmax(&logits));
        let twice = log_softmax(&once);
        for (once, twice) in once.iter().zip(twice) {
            prop_assert!((once - twice).abs() <= rounding(once));
        }
        let loss = softmax_cross_entropy(class, &logits).unwrap();
        let again = softmax_cross_entropy(class, &once).unwrap();
        prop_assert!((loss - again).nats().abs() <= rounding(loss.nats()));
    }

    #[test]
    fn a_second_softmax_leaves_one_nat_of_room((logits, class) in question()) {
        let classes = logits.classes();
        let q = softmax(&logits);
        let loss = softmax_cross_entropy(class, &taken_for_logits(&q)).unwrap().nats();
        let floor = floor_of_softmax_twice(classes).unwrap().nats();
        let ceiling = ceiling_of_softmax_twice(classes).unwrap().nats();
        prop_assert!((ceiling - floor - 1.0).abs() <= rounding(ceiling));
        prop_assert!(loss >= floor - rounding(1.0) && loss <= ceiling + rounding(ceiling));
    }

    #[test]
    fn temperature_keeps_the_order((logits, _) in question(), temperature in 0.01..100.0_f64) {
        let q = softmax(&logits);
        let other = softmax(&with_temperature(&logits, temperature).unwrap());
        for one in 0..logits.classes() {
            for two in 0..logits.classes() {
                if logits[one] >= logits[two] {
                    prop_assert!(q[one] >= q[two] && other[one] >= other[two]);
                }
            }
        }
    }
}

crate::examples::example!("../examples/logits.rs", "logits");
