//! The numbers and the laws of the chapter *Loss options: weights, reductions, smoothing*.

use approx::assert_abs_diff_eq;
use givens::loss_options::{
    BATCHES, DOG, FOCUS, LABEL, LABELS, MODEL, RATERS, SMOOTHINGS, STREET, WEIGHTS, WITH_A_BLUR,
    batch_means, best_gap, cheapest_under_focal_loss, dog_logit, evenly, floor, ignoring,
    masked_by_hand, mean_of_all, mean_of_means, one_hot_street_loss, smoothed_loss, smoothing,
    street_logits, street_loss, summed, weighing,
};
use gradients::{central_difference, softmax_cross_entropy_gradient};
use loss_options::{
    Distribution, Information, Logits, LossError, LossOptions, Reduction, best_prediction,
    binary_loss, binary_losses, class_gradient, class_loss, class_losses, cross_entropy, entropy,
    smoothed, soft_loss, soft_losses, softmax, softmax_cross_entropy,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{laws, over, scores};

/// Half of the last of six decimals.
const SIX_DECIMALS: f64 = 5e-7;

fn assert_nats(found: Information, shown: f64) {
    assert_abs_diff_eq!(found.nats(), shown, epsilon = SIX_DECIMALS);
}

#[test]
fn a_smoothed_loss_has_a_floor_of_0_291140_nats() {
    let target = smoothed(&LABEL, SMOOTHINGS[1]).unwrap();
    assert_nats(floor(SMOOTHINGS[1]).unwrap(), 0.291_140);
    assert_eq!(floor(SMOOTHINGS[1]).unwrap(), entropy(&target));
    let there = smoothed_loss(&target, SMOOTHINGS[1]).unwrap();
    assert_abs_diff_eq!(there.nats(), entropy(&target).nats(), epsilon = 1e-15);
    assert_eq!(floor(SMOOTHINGS[0]), Ok(Information::ZERO));
}

#[test]
fn the_model_of_three_classes_costs_0_463297_nats_smoothed() {
    assert_nats(smoothed_loss(&MODEL, SMOOTHINGS[1]).unwrap(), 0.463_297);
    assert_nats(smoothed_loss(&MODEL, SMOOTHINGS[0]).unwrap(), 0.356_675);
}

/// Where its slope is zero, computed with forty digits: focal loss rewards being less sure than the truth.
#[test]
fn the_cheapest_share_of_cats_under_focal_loss_is_0_694() {
    let cheapest = cheapest_under_focal_loss(FOCUS).unwrap();
    assert_abs_diff_eq!(cheapest, 0.694_212_805, epsilon = 1e-7);
}

#[test]
fn being_surer_than_the_smoothed_target_costs() {
    let loss = |sure| smoothed_loss(&evenly(sure).unwrap(), SMOOTHINGS[1]).unwrap();
    let best = 14.0 / 15.0;
    for other in [0.7, 0.93, 0.94, 0.9999] {
        assert!(loss(other) > loss(best), "{other}");
    }
    assert!(loss(0.9999) > loss(0.7));
    assert_abs_diff_eq!(
        best_gap(SMOOTHINGS[1]).unwrap(),
        28_f64.ln(),
        epsilon = 1e-14
    );
}

#[test]
fn a_weighted_mean_divides_by_the_weights() {
    assert_nats(
        street_loss(&LABELS, &LossOptions::default()).unwrap(),
        0.654_667,
    );
    assert_nats(street_loss(&LABELS, &weighing(WEIGHTS)).unwrap(), 1.203_973);
    assert_nats(
        street_loss(&LABELS, &summed(weighing(WEIGHTS))).unwrap(),
        7.223_837,
    );
}

#[test]
fn a_weight_is_a_no_op_for_a_batch_of_one_unless_smoothed() {
    let plain = street_loss(&[DOG], &LossOptions::default()).unwrap();
    assert_eq!(street_loss(&[DOG], &weighing(WEIGHTS)), Ok(plain));
    assert_eq!(
        street_loss(&[DOG], &summed(weighing(WEIGHTS))),
        Ok(3.0 * plain)
    );
    // The smoothed label gives the cat a share, and that share carries the cat's weight.
    let smoothed = smoothing(SMOOTHINGS[1]);
    let weighted = LossOptions {
        class_weights: weighing(WEIGHTS).class_weights,
        ..smoothed.clone()
    };
    assert_nats(street_loss(&[DOG], &smoothed).unwrap(), 2.192_724);
    assert_nats(street_loss(&[DOG], &weighted).unwrap(), 2.189_212);
}

#[test]
fn soft_targets_and_positive_weights_are_divided_by_their_number() {
    let soft = one_hot_street_loss(&LABELS, &weighing(WEIGHTS)).unwrap();
    assert_nats(soft, 1.805_959);
    let truth = LABELS.map(|label| if label == DOG { 1.0 } else { 0.0 });
    let binary = binary_loss(&truth, &[dog_logit(); 4], WEIGHTS[DOG], Reduction::Mean).unwrap();
    assert_abs_diff_eq!(binary.nats(), soft.nats(), epsilon = 1e-14);
    let lone = binary_loss(&[1.0], &[dog_logit()], WEIGHTS[DOG], Reduction::Mean).unwrap();
    assert_nats(lone, 6.907_755);
}

#[test]
fn what_is_ignored_leaves_the_divisor_too() {
    let plain = street_loss(&LABELS, &LossOptions::default()).unwrap();
    assert_eq!(street_loss(&WITH_A_BLUR, &ignoring()), Ok(plain));
    assert_nats(masked_by_hand().unwrap(), 0.523_733);
}

#[test]
fn everything_ignored_is_refused() {
    let refused = street_loss(&WITH_A_BLUR[4..], &ignoring()).unwrap_err();
    assert_eq!(
        refused,
        LossError::EverythingIgnored {
            targets: 1,
            ignored: 255
        }
    );
}

#[test]
fn three_raters_cost_what_they_cost_themselves_and_a_rest() {
    let targets = [RATERS.clone()];
    let loss = soft_loss(&targets, &street_logits(1), &LossOptions::default()).unwrap();
    assert_nats(loss, 0.837_769);
    assert_nats(entropy(&RATERS), 0.636_514);
    let whole = cross_entropy(&RATERS, &STREET).unwrap();
    assert_abs_diff_eq!(loss.nats(), whole.nats(), epsilon = 1e-15);
}

#[test]
fn the_mean_of_means_is_1_203973_and_the_mean_1_753279() {
    assert_nats(mean_of_means().unwrap(), 1.203_973);
    assert_nats(mean_of_all().unwrap(), 1.753_279);
    let [dogs, cat] = batch_means().unwrap();
    let sizes = BATCHES.map(|labels| f64::from(u8::try_from(labels.len()).unwrap()));
    let mended = (sizes[0] * dogs + sizes[1] * cat) / (sizes[0] + sizes[1]);
    assert_abs_diff_eq!(
        mended.nats(),
        mean_of_all().unwrap().nats(),
        epsilon = 1e-15
    );
}

#[test]
fn weights_bend_what_a_model_is_asked_to_say() {
    let asked = best_prediction(&STREET, &weighing(WEIGHTS)).unwrap();
    assert_abs_diff_eq!(asked[DOG], 0.25, epsilon = 1e-15);
}

/// A batch over three classes: a label, a target and logits for each example.
fn batch() -> impl Strategy<Value = (Vec<usize>, Vec<Distribution>, Vec<Logits>)> {
    vec((0..3_usize, over(3), vec(-8.0..8.0_f64, 3)), 1..6).prop_map(|examples| {
        let mut batch = (Vec::new(), Vec::new(), Vec::new());
        for (label, target, logits) in examples {
            batch.0.push(label);
            batch.1.push(target);
            batch.2.push(scores(logits));
        }
        batch
    })
}

/// Options of all kinds, but without a target to ignore.
fn options() -> impl Strategy<Value = LossOptions> {
    let reduction = prop_oneof![Just(Reduction::Mean), Just(Reduction::Sum)];
    let weights = proptest::option::of(vec(0.01..10.0_f64, 3));
    (weights, 0.0..=1.0_f64, reduction).prop_map(|(class_weights, label_smoothing, reduction)| {
        LossOptions {
            class_weights,
            label_smoothing,
            reduction,
            ignored_target: None,
        }
    })
}

fn weight_of(options: &LossOptions, class: usize) -> f64 {
    options
        .class_weights
        .as_ref()
        .map_or(1.0, |weights| weights[class])
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-12 * expected.abs().max(1.0)
}

proptest! {
    #![proptest_config(laws())]

    /// `PyTorch`'s own formula: (1 − ε) · nll + ε / K · smooth, divided by the weights of the targets.
    #[test]
    fn class_losses_are_those_of_pytorch((labels, _, logits) in batch(), options in options()) {
        let epsilon = options.label_smoothing;
        let (mut sum, mut divisor) = (0.0, 0.0);
        for (&label, logits) in labels.iter().zip(&logits) {
            let cost = |class| weight_of(&options, class) * softmax_cross_entropy(class, logits).unwrap().nats();
            sum += (1.0 - epsilon) * cost(label) + epsilon / 3.0 * (0..3).map(cost).sum::<f64>();
            divisor += weight_of(&options, label);
        }
        let expected = if options.reduction == Reduction::Mean { sum / divisor } else { sum };
        let found = class_loss(&labels, &logits, &options).unwrap().nats();
        prop_assert!(close(found, expected), "{} against {}", found, expected);
    }

    #[test]
    fn soft_losses_are_weighted_cross_entropies((_, targets, logits) in batch(), options in options()) {
        let mut sum = 0.0;
        for (target, logits) in targets.iter().zip(&logits) {
            let target = smoothed(target, options.label_smoothing).unwrap();
            for class in 0..3 {
                let cost = softmax_cross_entropy(class, logits).unwrap().nats();
                sum += weight_of(&options, class) * target[class] * cost;
            }
        }
        let examples = f64::from(u8::try_from(targets.len()).unwrap());
        let expected = if options.reduction == Reduction::Mean { sum / examples } else { sum };
        let found = soft_loss(&targets, &logits, &options).unwrap().nats();
        prop_assert!(close(found, expected), "{} against {}", found, expected);
    }

    #[test]
    fn a_sum_is_the_sum_of_the_losses((labels, targets, logits) in batch(), options in options()) {
        let options = summed(options);
        let apart: Information = class_losses(&labels, &logits, &options).unwrap().into_iter().sum();
        prop_assert!(close(class_loss(&labels, &logits, &options).unwrap().nats(), apart.nats()));
        let apart: Information = soft_losses(&targets, &logits, &options).unwrap().into_iter().sum();
        prop_assert!(close(soft_loss(&targets, &logits, &options).unwrap().nats(), apart.nats()));
    }

    #[test]
    fn scaling_all_weights_changes_no_mean((labels, _, logits) in batch(), options in options(), scale in 0.01..100.0_f64) {
        let mean = LossOptions { reduction: Reduction::Mean, ..options };
        let weights = (0..3).map(|class| scale * weight_of(&mean, class)).collect();
        let scaled = LossOptions { class_weights: Some(weights), ..mean.clone() };
        let [found, expected] = [scaled, mean].map(|options| class_loss(&labels, &logits, &options).unwrap().nats());
        prop_assert!(close(found, expected), "{} against {}", found, expected);
    }

    #[test]
    fn an_ignored_example_might_as_well_not_be_there((labels, _, logits) in batch(), options in options(), noise in vec(-8.0..8.0_f64, 3), place in 0..6_usize) {
        let options = LossOptions { ignored_target: Some(99), ..options };
        let expected = class_loss(&labels, &logits, &options).unwrap().nats();
        let place = place.min(labels.len());
        let (mut labels, mut logits) = (labels, logits);
        labels.insert(place, 99);
        logits.insert(place, scores(noise));
        let found = class_loss(&labels, &logits, &options).unwrap().nats();
        prop_assert!(close(found, expected), "{} against {}", found, expected);
        prop_assert_eq!(class_losses(&labels, &logits, &options).unwrap()[place], Information::ZERO);
        prop_assert_eq!(&class_gradient(&labels, &logits, &options).unwrap()[place], &vec![0.0; 3]);
    }

    #[test]
    fn the_gradient_is_what_finite_differences_measure((labels, _, logits) in batch(), options in options()) {
        let gradient = class_gradient(&labels, &logits, &options).unwrap();
        for example in 0..labels.len() {
            for class in 0..3 {
                let loss = |z: f64| {
                    let mut changed = logits[example].as_slice().to_vec();
                    changed[class] = z;
                    let mut moved = logits.clone();
                    moved[example] = scores(changed);
                    class_loss(&labels, &moved, &options).unwrap().nats()
                };
                let measured = central_difference(loss, logits[example][class]);
                let derived = gradient[example][class];
                prop_assert!((derived - measured).abs() < 1e-5, "{} against {}", derived, measured);
            }
        }
    }

    #[test]
    fn without_options_the_gradient_is_that_of_the_chapter_before(label in 0..3_usize, logits in vec(-40.0..40.0_f64, 3)) {
        let logits = scores(logits);
        let expected = softmax_cross_entropy_gradient(label, &logits).unwrap();
        let found = class_gradient(&[label], &[logits], &LossOptions::default()).unwrap();
        for (found, expected) in found[0].iter().zip(expected) {
            prop_assert!((found - expected).abs() <= 1e-14 * expected.abs(), "{} against {}", found, expected);
        }
    }

    #[test]
    fn no_prediction_gets_below_the_floor(label in 0..3_usize, logits in vec(-8.0..8.0_f64, 3), epsilon in 0.0..=1.0_f64) {
        let target = smoothed(&Distribution::one_hot(label, 3).unwrap(), epsilon).unwrap();
        let loss = class_loss(&[label], &[scores(logits)], &smoothing(epsilon)).unwrap();
        prop_assert!(loss.nats() >= entropy(&target).nats() - 1e-12);
    }

    /// The truth is met by a population of labels; what the options ask for costs it least.
    #[test]
    fn nothing_is_cheaper_than_the_best_prediction(p in over(3), other in vec(-8.0..8.0_f64, 3), options in options()) {
        let best = best_prediction(&p, &options).unwrap();
        let cost = |q: &Distribution| -> f64 {
            let target = smoothed(&p, options.label_smoothing).unwrap();
            let terms = (0..3).filter(|&class| target[class] > 0.0);
            terms.map(|class| weight_of(&options, class) * target[class] * -q[class].ln()).sum()
        };
        let other = softmax(&scores(other));
        prop_assert!(cost(&best) <= cost(&other) + 1e-12, "{} against {}", cost(&best), cost(&other));
    }

    #[test]
    fn a_positive_weight_counts_yes_more_often(z in -30.0..30.0_f64, y in 0.0..=1.0_f64, weight in 0.0..10.0_f64) {
        let loss = |y, weight| binary_losses(&[y], &[z], weight).unwrap()[0].nats();
        let expected = weight * y * loss(1.0, 1.0) + (1.0 - y) * loss(0.0, 1.0);
        prop_assert!(close(loss(y, weight), expected));
    }
}

crate::examples::example!("../examples/loss-options.rs", "loss-options");
