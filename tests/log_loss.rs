//! The numbers and the laws of the chapter *Log-loss: one label, one price*.

use approx::{assert_abs_diff_eq, assert_relative_eq};
use givens::log_loss::{
    BIT, CAT, DOG, FIVE_CLASSES, FIVE_LABEL, HARDLY_RIGHT, LABELS, NEARLY_RIGHT,
    NEARLY_RIGHT_OF_THREE, NEVER, NO_DISTRIBUTION, PREDICTIONS, REPAIRED, SLIP, SURE_OF_CAT,
    SURE_OF_DOG, TEN_ALIKE, THIRD, THREE_CLASSES, UNSURE, as_weights, crowd, of_all_labels,
    of_the_truth,
};
use log_loss::{
    BatchError, ClassOutOfRange, Distribution, Information, accuracy, binary_cross_entropy,
    cross_entropy, log_loss, mean_log_loss, negative_log_likelihood, perplexity, surprisal,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{laws, over};

/// Half of the last of six decimals.
const SIX_DECIMALS: f64 = 5e-7;

#[test]
fn each_case_costs_what_the_chapter_says() {
    let cases: [(usize, &Distribution, f64); 9] = [
        (THIRD, &FIVE_CLASSES, 0.510_826),
        (THIRD, &THREE_CLASSES, 0.356_675),
        (CAT, &SURE_OF_CAT, 0.105_361),
        (CAT, &SURE_OF_DOG, 4.605_170),
        (CAT, &UNSURE, 0.693_147),
        (CAT, &HARDLY_RIGHT, 1.078_810),
        (CAT, &NEARLY_RIGHT, 0.713_350),
        (CAT, &NEARLY_RIGHT_OF_THREE, 0.713_350),
        (THIRD, &REPAIRED, 2.302_585),
    ];
    for (class, q, nats) in cases {
        let loss = log_loss(class, q).unwrap();
        assert_abs_diff_eq!(loss.nats(), nats, epsilon = SIX_DECIMALS);
    }
}

#[test]
fn the_sum_over_a_label_has_one_term() {
    let whole = cross_entropy(&FIVE_LABEL, &FIVE_CLASSES).unwrap();
    assert_eq!(whole, log_loss(THIRD, &FIVE_CLASSES).unwrap());
    assert_eq!(
        Ok(FIVE_LABEL.clone()),
        Distribution::one_hot(THIRD, FIVE_CLASSES.outcomes())
    );
}

#[test]
fn a_yes_given_0_9_costs_0_105361_or_2_302585() {
    let [yes, no] = [1.0, 0.0].map(|y| binary_cross_entropy(y, 0.9).unwrap().nats());
    assert_abs_diff_eq!(yes, 0.105_361, epsilon = SIX_DECIMALS);
    assert_abs_diff_eq!(no, 2.302_585, epsilon = SIX_DECIMALS);
}

#[test]
fn a_vector_that_sums_to_0_4_is_refused_and_has_two_repairs() {
    let refused = Distribution::new(NO_DISTRIBUTION).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "probabilities sum to 0.4, not 1; divide each by the sum if they are weights"
    );
    assert_eq!(REPAIRED[THIRD], NO_DISTRIBUTION[THIRD]);
    let as_weights = log_loss(THIRD, &as_weights().unwrap()).unwrap();
    assert_abs_diff_eq!(as_weights.nats(), 1.386_294, epsilon = SIX_DECIMALS);
}

#[test]
fn minus_ln_a_tenth_is_2_303_and_not_2_302() {
    let loss = log_loss(THIRD, &REPAIRED).unwrap();
    assert_eq!(format!("{loss:.3}"), "2.303 nats");
}

#[test]
fn a_right_answer_may_cost_more_than_a_wrong_one() {
    let right = |q: &Distribution| accuracy(&[CAT], std::slice::from_ref(q)).unwrap();
    assert_eq!(right(&HARDLY_RIGHT), 1.0);
    for wrong in [&NEARLY_RIGHT, &NEARLY_RIGHT_OF_THREE] {
        assert_eq!(right(wrong), 0.0);
        assert!(log_loss(CAT, wrong).unwrap() < log_loss(CAT, &HARDLY_RIGHT).unwrap());
    }
}

#[test]
fn four_pictures_cost_3_275_nats_and_one_of_them_most_of_it() {
    assert_eq!(of_the_truth(), [0.9, 0.7, 0.6, 0.1]);
    assert_abs_diff_eq!(of_all_labels(), 0.0378, epsilon = 1e-15);
    let total = negative_log_likelihood(&LABELS, &PREDICTIONS).unwrap();
    assert_abs_diff_eq!(total.nats(), 3.275_446, epsilon = SIX_DECIMALS);
    let dearest = log_loss(CAT, &PREDICTIONS[3]).unwrap();
    assert!(dearest > total / 2.0);
}

#[test]
fn three_of_four_right_and_still_worse_than_a_coin() {
    let mean = mean_log_loss(&LABELS, &PREDICTIONS).unwrap();
    assert_eq!(accuracy(&LABELS, &PREDICTIONS), Ok(0.75));
    assert_abs_diff_eq!(perplexity(mean), 2.268, epsilon = 5e-4);
    assert_abs_diff_eq!(mean.bits().exp(), 3.259, epsilon = 5e-4);
    assert_abs_diff_eq!(mean.nats().exp2(), 1.764, epsilon = 5e-4);
    assert_relative_eq!(perplexity(BIT), 2.0, max_relative = 1e-15);
}

#[test]
fn who_knows_nothing_of_ten_classes_has_perplexity_ten() {
    let loss = log_loss(THIRD, &TEN_ALIKE).unwrap();
    assert_abs_diff_eq!(loss.nats(), 2.302_585, epsilon = SIX_DECIMALS);
    assert_relative_eq!(perplexity(loss), 10.0, max_relative = 1e-14);
}

#[test]
fn one_bad_prediction_hides_the_good_ones_or_hides_among_them() {
    let (infinite, right) = crowd(NEVER).unwrap();
    assert_eq!((infinite, right), (Information::INFINITE, 0.999));
    assert_eq!(perplexity(infinite), f64::INFINITY);

    let (mean, right) = crowd(SLIP).unwrap();
    assert_abs_diff_eq!(mean.nats(), 0.023_856, epsilon = SIX_DECIMALS);
    assert_eq!(right, 0.999);
    assert!(surprisal(SLIP).unwrap() > mean * 500.0);
}

#[test]
fn the_first_of_equal_classes_is_the_answer() {
    let tie = [UNSURE.clone()];
    assert_eq!(accuracy(&[CAT], &tie), Ok(1.0));
    assert_eq!(accuracy(&[DOG], &tie), Ok(0.0));
}

#[test]
fn what_is_refused_says_why() {
    let q = SURE_OF_CAT.clone();
    let refusals = [
        (
            mean_log_loss(&[], &[]),
            "there are no examples; give at least one",
        ),
        (
            negative_log_likelihood(&[0], &[q.clone(), q.clone()]),
            "1 targets do not go with 2 predictions; give one prediction for each",
        ),
        (
            negative_log_likelihood(&[0, 2], &[q.clone(), q.clone()]),
            "example 1: class 2 is out of range for 2 classes; classes are counted from 0",
        ),
    ];
    for (result, message) in refusals {
        assert_eq!(result.unwrap_err().to_string(), message);
    }
    assert_eq!(accuracy(&[], &[]), Err(BatchError::Empty));
    let missing = accuracy(&[2], std::slice::from_ref(&q)).unwrap_err();
    assert!(matches!(missing, BatchError::Class { index: 0, .. }));
    let (class, classes) = (2, 2);
    assert_eq!(log_loss(class, &q), Err(ClassOutOfRange { class, classes }));
    for (y, q, value) in [
        (1.5, 0.5, "1.5"),
        (0.5, -0.5, "-0.5"),
        (0.0, f64::NAN, "NaN"),
    ] {
        let message = binary_cross_entropy(y, q).unwrap_err().to_string();
        assert_eq!(
            message,
            format!("probability {value} is out of range; give a number from 0 to 1")
        );
    }
}

/// A prediction with its label.
fn labelled() -> impl Strategy<Value = (usize, Distribution)> {
    (2..=12_usize).prop_flat_map(|classes| (0..classes, over(classes)))
}

/// Labels with their predictions.
fn batch() -> impl Strategy<Value = (Vec<usize>, Vec<Distribution>)> {
    vec(labelled(), 1..12).prop_map(|pairs| pairs.into_iter().unzip())
}

/// Labels that their predictions do not rule out.
fn possible_batch() -> impl Strategy<Value = (Vec<usize>, Vec<Distribution>)> {
    let possible = labelled().prop_filter("possible", |(class, q)| q[*class] > 1e-20);
    vec(possible, 1..12).prop_map(|pairs| pairs.into_iter().unzip())
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn the_loss_is_the_cross_entropy_with_the_label((class, q) in labelled()) {
        let label = Distribution::one_hot(class, q.outcomes()).unwrap();
        prop_assert_eq!(log_loss(class, &q).unwrap(), cross_entropy(&label, &q).unwrap());
    }

    #[test]
    fn binary_loss_is_cross_entropy_over_two_outcomes(y in 0.0..=1.0_f64, q in 0.0..=1.0_f64) {
        let [truth, model] = [y, q].map(|yes| Distribution::new([yes, 1.0 - yes]).unwrap());
        let whole = cross_entropy(&truth, &model).unwrap().nats();
        let binary = binary_cross_entropy(y, q).unwrap().nats();
        prop_assert!((whole - binary).abs() <= 1e-14 * whole.max(1.0), "{} against {}", whole, binary);
    }

    #[test]
    fn no_and_yes_may_change_places(y in 0.0..=1.0_f64, q in 1e-6..=1.0_f64) {
        let (there, back) = (binary_cross_entropy(y, q).unwrap(), binary_cross_entropy(1.0 - y, 1.0 - q).unwrap());
        let close = (there - back).nats().abs() <= 1e-9 * there.nats().max(1.0);
        prop_assert!(close || there == back, "{} against {}", there, back);
    }

    /// The probabilities of independent labels multiply, so their losses add.
    #[test]
    fn the_summed_loss_is_that_of_all_labels_together((labels, predictions) in possible_batch()) {
        let together: f64 = labels.iter().zip(&predictions).map(|(&class, q)| q[class]).product();
        let total = negative_log_likelihood(&labels, &predictions).unwrap().nats();
        prop_assert!((total + together.ln()).abs() <= 1e-13 * total.max(1.0), "{} for {}", total, together);
    }

    #[test]
    fn perplexity_is_the_same_from_nats_and_bits((labels, predictions) in possible_batch()) {
        let mean = mean_log_loss(&labels, &predictions).unwrap();
        let from_bits = mean.bits().exp2();
        prop_assert!((perplexity(mean) - from_bits).abs() <= 1e-12 * from_bits);
    }

    /// One over the geometric mean of what the truths were given.
    #[test]
    fn perplexity_undoes_the_likelihood((labels, predictions) in possible_batch()) {
        let count = f64::from(u8::try_from(labels.len()).unwrap());
        let geometric: f64 = labels.iter().zip(&predictions).map(|(&class, q)| q[class].powf(count.recip())).product();
        let perplexity = perplexity(mean_log_loss(&labels, &predictions).unwrap());
        prop_assert!((perplexity * geometric - 1.0).abs() <= 1e-12);
    }

    #[test]
    fn what_costs_less_than_a_bit_is_right_and_what_costs_more_than_ln_k_is_wrong((class, q) in labelled()) {
        let loss = log_loss(class, &q).unwrap();
        let right = accuracy(&[class], std::slice::from_ref(&q)).unwrap() > 0.5;
        if loss.bits() < 1.0 - 1e-9 {
            prop_assert!(right, "{} in {:?}", class, q);
        }
        let alike = log_loss(0, &Distribution::uniform(q.outcomes()).unwrap()).unwrap();
        if loss.nats() > alike.nats() + 1e-9 {
            prop_assert!(!right, "{} in {:?}", class, q);
        }
    }

    #[test]
    fn the_share_of_errors_is_at_most_the_mean_loss_in_bits((labels, predictions) in batch()) {
        let errors = 1.0 - accuracy(&labels, &predictions).unwrap();
        let mean = mean_log_loss(&labels, &predictions).unwrap().bits();
        prop_assert!(errors <= mean + 1e-9, "{} errors for {} bits", errors, mean);
    }

    #[test]
    fn nobody_asks_about_the_rest((class, q) in labelled()) {
        let mut turned = q.as_slice().to_vec();
        let (before, after) = turned.split_at_mut(class);
        before.reverse();
        after[1..].reverse();
        let turned = Distribution::new(turned).unwrap();
        prop_assert_eq!(log_loss(class, &turned), log_loss(class, &q));
    }
}

crate::examples::example!("../examples/log-loss.rs", "log-loss");
