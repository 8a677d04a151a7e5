//! The numbers and the laws of the chapter *Output layers: binary, multi-class, multi-label*.

use approx::assert_abs_diff_eq;
use givens::output_layers::{
    BOTH, CATALOGUE, DOG, DOG_ALONE, DOG_AND_CAT, FIVE, LABELS, NEITHER, RATE, SCORES, SHARED,
    SOON, START, STEPS, SURE, TARGETS, THIRD, TWO_LABELS, UNDECIDED, ZEROS, chance_of_all_five,
    label_sets, rarity_alone, sigmoids, sigmoids_after, softmax_after,
};
use output_layers::{
    BatchError, Distribution, DistributionError, Information, Logits,
    binary_cross_entropy_with_logits, central_difference, entropy, log_loss, mean_multi_label_loss,
    multi_label_gradient, multi_label_loss, multi_label_loss_with_logits, sigmoid, softmax,
    softmax_cross_entropy, softmax_cross_entropy_gradient, softmax_floor, softmax_label_gradient,
    softmax_label_loss, surprisal,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{distribution, laws, scores};

/// Half of the last of six decimals.
const SIX_DECIMALS: f64 = 5e-7;

#[test]
fn one_prediction_has_three_losses() {
    let nats = [
        log_loss(THIRD, &FIVE).unwrap(),
        multi_label_loss(&TARGETS, FIVE.as_slice()).unwrap(),
        mean_multi_label_loss(&TARGETS, FIVE.as_slice()).unwrap(),
    ]
    .map(Information::nats);
    for (nats, shown) in nats.into_iter().zip([0.510_826, 0.932_268, 0.186_454]) {
        assert_abs_diff_eq!(nats, shown, epsilon = SIX_DECIMALS);
    }
}

#[test]
fn what_the_binary_sum_costs_more_is_what_the_false_classes_pay() {
    let more =
        multi_label_loss(&TARGETS, FIVE.as_slice()).unwrap() - log_loss(THIRD, &FIVE).unwrap();
    let false_ones = surprisal(0.9).unwrap() * 4.0;
    assert_abs_diff_eq!(more.nats(), false_ones.nats(), epsilon = 1e-15);
}

#[test]
fn the_binary_sum_is_the_surprise_at_the_whole_answer() {
    let chance = chance_of_all_five();
    assert_abs_diff_eq!(chance, 0.393_66, epsilon = 1e-15);
    let sum = multi_label_loss(&TARGETS, FIVE.as_slice()).unwrap();
    assert_abs_diff_eq!(
        sum.nats(),
        surprisal(chance).unwrap().nats(),
        epsilon = 1e-15
    );
    assert_eq!(label_sets(LABELS), 32.0);
}

#[test]
fn the_floor_of_two_hot_labels_is_1_386294_or_half_of_it() {
    let raw = softmax_floor(&BOTH).unwrap();
    assert_abs_diff_eq!(raw.nats(), 1.386_294, epsilon = SIX_DECIMALS);
    assert_eq!(raw, 2.0 * Information::from_bits(1.0));
    assert_eq!(softmax_floor(SHARED.as_slice()), Ok(entropy(&SHARED)));
    assert_eq!(entropy(&SHARED).bits(), 1.0);
}

#[test]
fn the_best_softmax_costs_what_ignorant_sigmoids_cost() {
    let softmax = softmax_label_loss(&BOTH, &SURE).unwrap();
    let sigmoids = multi_label_loss_with_logits(&BOTH, UNDECIDED.as_slice()).unwrap();
    assert_eq!(softmax, sigmoids);
    assert_abs_diff_eq!(
        multi_label_loss_with_logits(&BOTH, SURE.as_slice())
            .unwrap()
            .nats(),
        0.000_671,
        epsilon = SIX_DECIMALS
    );
}

#[test]
fn the_same_dog_fades_beside_a_cat_under_softmax_alone() {
    for (logits, shown) in [(&DOG_ALONE, 0.880_797), (&DOG_AND_CAT, 0.119_203)] {
        let dog = softmax(logits)[DOG];
        assert_abs_diff_eq!(dog, shown, epsilon = SIX_DECIMALS);
        assert_abs_diff_eq!(sigmoids(logits)[DOG], 0.880_797, epsilon = SIX_DECIMALS);
    }
    let pulls = softmax_label_gradient(&BOTH, &DOG_AND_CAT).unwrap();
    assert!(pulls[0] > 0.0 && pulls[1] < 0.0, "{pulls:?}");
    let pulls = multi_label_gradient(&BOTH, DOG_AND_CAT.as_slice()).unwrap();
    assert!(pulls.iter().all(|&slope| slope < 0.0), "{pulls:?}");
}

#[test]
fn training_brings_the_softmax_to_its_floor_and_the_sigmoids_below() {
    let floor = softmax_floor(&BOTH).unwrap();
    let softmax = |steps| softmax_after(steps, RATE).unwrap();
    let sigmoids = |steps| sigmoids_after(steps, RATE).unwrap();
    // What the text says of the curves, in words.
    assert!(sigmoids(2) > floor && sigmoids(3) < floor);
    assert!((softmax(6) - floor).nats() > 0.005 && (softmax(7) - floor).nats() < 0.005);
    for steps in 0..STEPS {
        let below = (floor - softmax(steps)).nats();
        assert!(below <= f64::EPSILON * floor.nats(), "{steps}: {below}");
        assert!(sigmoids(steps + 1) < sigmoids(steps), "{steps}");
    }
    assert_abs_diff_eq!(softmax(1000).nats(), floor.nats(), epsilon = 1e-15);
    assert!(sigmoids(1000).nats() < 0.005);
}

#[test]
fn the_mean_trains_like_the_sum_at_a_lower_rate() {
    let by_sum = sigmoids_after(SOON, RATE).unwrap();
    let by_mean = sigmoids_after(SOON, RATE / TWO_LABELS).unwrap();
    assert_abs_diff_eq!(by_sum.nats(), 0.416_101, epsilon = SIX_DECIMALS);
    assert_abs_diff_eq!(by_mean.nats(), 0.873_690, epsilon = SIX_DECIMALS);

    // The slope of the mean, measured on the mean itself.
    let mean = |cat: f64| {
        let q = sigmoids(&scores([cat, START[DOG]]));
        mean_multi_label_loss(&BOTH, &q).unwrap().nats()
    };
    let of_sum = multi_label_gradient(&BOTH, START.as_slice()).unwrap()[0];
    let of_mean = central_difference(mean, START[0]);
    assert_abs_diff_eq!(of_mean, of_sum / TWO_LABELS, epsilon = 1e-9);
}

#[test]
fn sigmoids_of_exclusive_classes_are_no_distribution() {
    let answers = sigmoids(&SCORES);
    let sum: f64 = answers.iter().sum();
    assert_abs_diff_eq!(sum, 2.136_835, epsilon = SIX_DECIMALS);
    let refused = Distribution::new(answers).unwrap_err();
    assert!(
        matches!(refused, DistributionError::Sum { .. }),
        "{refused}"
    );
}

#[test]
fn knowing_only_that_labels_are_rare_looks_good_on_average() {
    let [sum, mean] = rarity_alone();
    let targets: Vec<f64> = (0..CATALOGUE)
        .map(|label| f64::from(u8::from(label == 7)))
        .collect();
    let shares = vec![1.0 / f64::from(CATALOGUE); targets.len()];
    let measured = multi_label_loss(&targets, &shares).unwrap();
    assert_abs_diff_eq!(sum.nats(), measured.nats(), epsilon = 1e-12);
    assert_abs_diff_eq!(sum.nats(), 7.907, epsilon = 5e-4);
    assert_abs_diff_eq!(mean.nats(), 0.0079, epsilon = 5e-5);
}

#[test]
fn the_first_loss_tells_the_layers_apart() {
    let softmax = softmax_cross_entropy(THIRD, &ZEROS).unwrap().nats();
    let sum = multi_label_loss_with_logits(&TARGETS, ZEROS.as_slice()).unwrap();
    assert_abs_diff_eq!(softmax, 1.609_438, epsilon = SIX_DECIMALS);
    assert_abs_diff_eq!(sum.nats(), 3.465_736, epsilon = SIX_DECIMALS);
    assert_abs_diff_eq!(sum.bits() / f64::from(LABELS), 1.0, epsilon = 1e-15);
}

#[test]
fn a_picture_of_neither_teaches_a_softmax_nothing() {
    assert_eq!(softmax_label_loss(&NEITHER, &START), Ok(Information::ZERO));
    assert_eq!(softmax_label_gradient(&NEITHER, &START), Ok(vec![0.0, 0.0]));
    let pulls = multi_label_gradient(&NEITHER, START.as_slice()).unwrap();
    assert!(pulls.iter().all(|&slope| slope > 0.0), "{pulls:?}");
}

#[test]
fn class_numbers_are_no_targets() {
    let refused = multi_label_loss(&[0.0, 2.0], &[0.5, 0.5]).unwrap_err();
    assert!(
        matches!(refused, BatchError::Number { index: 1, .. }),
        "{refused}"
    );
    let refused = multi_label_loss(&[2.0], &[0.5, 0.5]).unwrap_err();
    let mismatch = BatchError::LengthMismatch {
        targets: 1,
        predictions: 2,
    };
    assert_eq!(refused, mismatch);
    assert_eq!(softmax_floor(&[]), Err(BatchError::Empty));
}

/// Targets and logits for one to eight labels.
fn labels() -> impl Strategy<Value = (Vec<f64>, Logits)> {
    let target = prop_oneof![Just(0.0), Just(1.0), 0.0..=1.0_f64];
    vec((target, -30.0..30.0_f64), 1..=8).prop_map(|labels| {
        let (targets, logits): (Vec<f64>, Vec<f64>) = labels.into_iter().unzip();
        (targets, scores(logits))
    })
}

/// The loss with one logit moved to `z`, for measuring slopes.
fn moved(
    loss: impl Fn(&[f64], &Logits) -> Result<Information, BatchError>,
    (targets, logits): &(Vec<f64>, Logits),
    place: usize,
) -> f64 {
    let along = |z: f64| {
        let mut moved = logits.as_slice().to_vec();
        moved[place] = z;
        let loss = loss(targets, &scores(moved)).expect("targets and logits are in order");
        loss.nats()
    };
    central_difference(along, logits[place])
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn one_sigmoid_is_a_softmax_over_two(z in -700.0..700.0_f64, shift in -50.0..50.0_f64) {
        let two = softmax(&scores([z, 0.0]));
        prop_assert!((two[0] - sigmoid(z)).abs() <= 1e-15);
        for (class, y) in [(0, 1.0), (1, 0.0)] {
            let one = binary_cross_entropy_with_logits(y, z).unwrap().nats();
            let two = softmax_cross_entropy(class, &scores([z + shift, shift])).unwrap().nats();
            prop_assert!((one - two).abs() <= 1e-12 * one.max(1.0), "{} against {}", one, two);
        }
    }

    #[test]
    fn the_loss_from_logits_is_that_of_the_sigmoids((targets, logits) in labels()) {
        // A probability next to one has lost the digits of its distance to one, so these logits are modest.
        let logits = scores(logits.iter().map(|z| z / 6.0).collect::<Vec<_>>());
        let there = multi_label_loss_with_logits(&targets, logits.as_slice()).unwrap().nats();
        let detour = multi_label_loss(&targets, &sigmoids(&logits)).unwrap().nats();
        prop_assert!((there - detour).abs() <= 1e-12, "{} against {}", there, detour);
    }

    #[test]
    fn labels_add_up((targets, logits) in labels()) {
        let whole = multi_label_loss_with_logits(&targets, logits.as_slice()).unwrap();
        let parts: Information = targets
            .iter()
            .zip(logits.iter())
            .map(|(&y, z)| binary_cross_entropy_with_logits(y, z).unwrap())
            .sum();
        prop_assert_eq!(whole, parts);
    }

    #[test]
    fn no_softmax_is_below_the_floor_and_the_shares_reach_it((targets, logits) in labels()) {
        let floor = softmax_floor(&targets).unwrap().nats();
        let loss = softmax_label_loss(&targets, &logits).unwrap().nats();
        prop_assert!(floor >= 0.0 && loss >= floor - 1e-12, "{} below {}", loss, floor);
        if targets.iter().all(|&target| target > 0.0) {
            let best: Vec<f64> = targets.iter().map(|target| target.ln()).collect();
            let reached = softmax_label_loss(&targets, &scores(best)).unwrap().nats();
            prop_assert!((reached - floor).abs() <= 1e-12, "{} for {}", reached, floor);
        }
    }

    #[test]
    fn the_floor_of_a_distribution_is_its_entropy(p in distribution()) {
        let floor = softmax_floor(p.as_slice()).unwrap();
        prop_assert!((floor - entropy(&p)).nats().abs() <= 1e-12);
    }

    #[test]
    fn k_hot_labels_have_the_floor_k_ln_k(k in 1..40_u32) {
        let floor = softmax_floor(&vec![1.0; k as usize]).unwrap().nats();
        let k = f64::from(k);
        prop_assert!((floor - k * k.ln()).abs() <= 1e-12 * k * k);
    }

    #[test]
    fn slopes_are_what_finite_differences_measure(labels in labels()) {
        let (targets, logits) = &labels;
        let apart = multi_label_gradient(targets, logits.as_slice()).unwrap();
        let shared = softmax_label_gradient(targets, logits).unwrap();
        for place in 0..logits.classes() {
            let of_sigmoids = |y: &[f64], z: &Logits| multi_label_loss_with_logits(y, z.as_slice());
            let measured = moved(of_sigmoids, &labels, place);
            prop_assert!((apart[place] - measured).abs() <= 1e-7, "{} against {}", apart[place], measured);
            let measured = moved(softmax_label_loss, &labels, place);
            prop_assert!((shared[place] - measured).abs() <= 1e-7, "{} against {}", shared[place], measured);
        }
    }

    #[test]
    fn a_single_hot_label_makes_it_the_usual_loss((targets, logits) in labels(), class in 0..8_usize) {
        let class = class % targets.len();
        let mut hot = vec![0.0; targets.len()];
        hot[class] = 1.0;
        let label_loss = softmax_label_loss(&hot, &logits).unwrap();
        let usual = softmax_cross_entropy(class, &logits).unwrap();
        prop_assert!((label_loss - usual).nats().abs() <= 1e-12);
        prop_assert_eq!(softmax_floor(&hot), Ok(Information::ZERO));

        let slopes = softmax_label_gradient(&hot, &logits).unwrap();
        let usual = softmax_cross_entropy_gradient(class, &logits).unwrap();
        for (slope, usual) in slopes.into_iter().zip(usual) {
            prop_assert!((slope - usual).abs() <= 1e-15);
        }
    }
}

crate::examples::example!("../examples/output-layers.rs", "output-layers");
