//! The numbers and the laws of the chapter *Gradients: why not squared error?*

use approx::{assert_abs_diff_eq, assert_relative_eq};
use givens::gradients::{
    ALL_CATS, CLASS, DOG, FAR_WEIGHT, FORECASTS, GOAL, HARDEST, LARGER_RATE, LOGITS, PREDICTIONS,
    RATE, START, STARTS, STREET, Slope, TOWN, YES, expected_absolute_error, first_step, forecast,
    measured, own_score, predictions, squared_distance, steps_to_goal, times_weaker,
    trap_cross_entropy, trap_ends, trap_squared_error,
};
use gradients::{
    Distribution, Information, Logits, binary_cross_entropy_gradient,
    binary_cross_entropy_with_logits, brier_score, central_difference, central_differences,
    cross_entropy, expected_brier_score, gradient_descent, half_squared_error,
    half_squared_error_gradient, linear_half_squared_error, linear_half_squared_error_gradient,
    log_loss, logit, probability, sigmoid, sigmoid_slope, softmax, softmax_cross_entropy,
    softmax_cross_entropy_gradient, softmax_half_squared_error_gradient,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{laws, over, pair, scores};

/// Half of the last of six decimals.
const SIX_DECIMALS: f64 = 5e-7;

/// What a finite difference may be off by: its step is the cube root of the rounding of a float.
const MEASURED: f64 = 1e-9;

#[test]
fn squared_error_behind_a_sigmoid_has_a_trap_and_cross_entropy_has_none() {
    let [squared, entropy] = trap_ends().unwrap();
    let loss = |w| trap_squared_error(w).unwrap();
    assert_abs_diff_eq!(squared, -0.24, epsilon = 5e-3);
    assert_abs_diff_eq!(loss(squared), 0.6435, epsilon = 5e-5);
    assert_abs_diff_eq!(loss(FAR_WEIGHT), 0.5, epsilon = 5e-5);
    // The trap has a rim: further on it is worse before it is better.
    assert!(loss(squared - 0.1) > loss(squared) && loss(1.0) > loss(squared));
    assert!(loss(FAR_WEIGHT) < loss(squared));
    let nats = |w| trap_cross_entropy(w).unwrap().nats();
    for tenths in -1000..=1000 {
        assert!(nats(f64::from(tenths) / 10.0) >= nats(entropy) - 1e-12);
    }
}

/// The three losses of one logit: derived slope, and the loss to measure it on.
fn losses() -> [(Slope, Slope); 3] {
    let cross_entropy = |y, z| Ok(binary_cross_entropy_with_logits(y, z)?.nats());
    [
        (binary_cross_entropy_gradient, cross_entropy),
        (half_squared_error_gradient, half_squared_error),
        (
            linear_half_squared_error_gradient,
            linear_half_squared_error,
        ),
    ]
}

#[test]
fn three_logits_are_told_minus_0_340999_0_242433_and_0_098566() {
    let gradient = softmax_cross_entropy_gradient(CLASS, &LOGITS).unwrap();
    for (found, shown) in gradient.iter().zip([-0.340_999, 0.242_433, 0.098_566]) {
        assert_abs_diff_eq!(*found, shown, epsilon = SIX_DECIMALS);
    }
    for (derived, measured) in gradient.iter().zip(measured()) {
        assert_abs_diff_eq!(*derived, measured, epsilon = MEASURED);
    }
}

#[test]
fn squared_error_is_101_4_and_101_times_weaker() {
    let shown = [
        (-0.99, -0.009_801, 101.01),
        (-0.5, -0.125, 4.0),
        (-0.01, -0.000_099, 101.01),
    ];
    for (q, (cross, squared, times)) in PREDICTIONS.into_iter().zip(shown) {
        let z = logit(q).unwrap();
        let found = binary_cross_entropy_gradient(YES, z).unwrap();
        assert_abs_diff_eq!(found, cross, epsilon = 1e-15);
        let found = half_squared_error_gradient(YES, z).unwrap();
        assert_abs_diff_eq!(found, squared, epsilon = 1e-15);
        assert_abs_diff_eq!(times_weaker(q).unwrap(), times, epsilon = 5e-3);
        assert_relative_eq!(
            times_weaker(q).unwrap(),
            1.0 / (q * (1.0 - q)),
            epsilon = 1e-12
        );
    }
}

#[test]
fn every_slope_that_the_chapter_and_its_example_print_is_measured() {
    let printed = [0.001, 0.01, 0.1, HARDEST, 0.5, 0.9, 0.99, 0.999];
    for z in printed.map(|q| logit(q).unwrap()) {
        for (derived, loss) in losses() {
            let measured = central_difference(|z| loss(YES, z).unwrap(), z);
            assert_abs_diff_eq!(derived(YES, z).unwrap(), measured, epsilon = MEASURED);
        }
        let measured = central_difference(sigmoid, z);
        assert_abs_diff_eq!(sigmoid_slope(z), measured, epsilon = MEASURED);
    }
}

#[test]
fn the_race_takes_15_steps_against_187() {
    let steps = |slope: Slope, rate| {
        STARTS.map(|start| steps_to_goal(slope, start, rate).unwrap().unwrap())
    };
    assert_eq!(steps(binary_cross_entropy_gradient, RATE), [10, 13, 15, 17]);
    assert_eq!(
        steps(half_squared_error_gradient, RATE),
        [71, 89, 187, 1095]
    );
    assert_eq!(
        steps(half_squared_error_gradient, LARGER_RATE),
        [17, 22, 47, 275]
    );
}

/// A count of steps means something only if the last digits of a float do not decide it.
#[test]
fn no_race_is_decided_by_rounding() {
    for (slope, _) in &losses()[..2] {
        for (start, rate) in STARTS
            .map(|start| [(start, RATE), (start, LARGER_RATE)])
            .as_flattened()
        {
            let path = predictions(*slope, *start, *rate, 1100).unwrap();
            let closest = path.iter().map(|q| (q - GOAL).abs()).fold(1.0, f64::min);
            assert!(closest > 1e-6, "{start} at {rate}: {closest}");
        }
    }
}

#[test]
fn squared_error_lies_flat_for_about_a_hundred_steps() {
    let path = predictions(half_squared_error_gradient, START, RATE, 120).unwrap();
    assert!(path[90] < 0.1 && path[100] < 0.2 && path[120] > 0.5);
}

#[test]
fn without_a_sigmoid_the_slope_is_the_error() {
    let start = logit(START).unwrap();
    assert_abs_diff_eq!(start, -4.595, epsilon = 5e-4);
    let slope = linear_half_squared_error_gradient(YES, start).unwrap();
    assert_abs_diff_eq!(slope, -5.595, epsilon = 5e-4);
    assert!(slope / binary_cross_entropy_gradient(YES, start).unwrap() > 5.0);
    assert_abs_diff_eq!(
        first_step(linear_half_squared_error_gradient).unwrap(),
        YES,
        epsilon = 1e-15
    );
    let back = linear_half_squared_error_gradient(YES, logit(PREDICTIONS[2]).unwrap()).unwrap();
    assert_abs_diff_eq!(back, 3.595, epsilon = 5e-4);
}

#[test]
fn squared_error_pulls_hardest_at_a_third() {
    let pull = |q| -half_squared_error_gradient(YES, logit(q).unwrap()).unwrap();
    assert_abs_diff_eq!(pull(HARDEST), 4.0 / 27.0, epsilon = 1e-15);
    assert!(pull(HARDEST) > pull(HARDEST - 0.01) && pull(HARDEST) > pull(HARDEST + 0.01));
}

#[test]
fn in_the_town_both_scores_are_lowest_for_the_truth() {
    let shown = [
        (0.5, 0.693_147),
        (0.44, 0.632_465),
        (0.42, 0.610_864),
        (0.44, 0.639_032),
        (0.5, 0.764_528),
    ];
    let best = (
        expected_brier_score(&TOWN, &TOWN).unwrap(),
        cross_entropy(&TOWN, &TOWN).unwrap().nats(),
    );
    for (cats, (brier, nats)) in FORECASTS.into_iter().zip(shown) {
        let q = forecast(cats).unwrap();
        let found = (
            expected_brier_score(&TOWN, &q).unwrap(),
            cross_entropy(&TOWN, &q).unwrap().nats(),
        );
        assert_abs_diff_eq!(found.0, brier, epsilon = 1e-15);
        assert_abs_diff_eq!(found.1, nats, epsilon = SIX_DECIMALS);
        let is_true = (cats - TOWN[0]).abs() < 1e-9;
        assert!(is_true || (found.0 > best.0 && found.1 > best.1), "{cats}");
    }
    assert_abs_diff_eq!(own_score(&TOWN), 0.42, epsilon = 1e-15);
    let distance = squared_distance(&TOWN, &STREET).unwrap();
    assert_abs_diff_eq!(distance, 0.08, epsilon = 1e-15);
}

#[test]
fn the_absolute_error_pays_for_a_lie() {
    let honest = expected_absolute_error(&TOWN, TOWN[0]);
    assert_abs_diff_eq!(honest, 0.42, epsilon = 1e-15);
    let lie = expected_absolute_error(&TOWN, ALL_CATS);
    assert_abs_diff_eq!(lie, 0.3, epsilon = 1e-15);
}

#[test]
fn a_sure_mistake_costs_two_or_everything() {
    let all_cats = forecast(ALL_CATS).unwrap();
    assert_eq!(brier_score(DOG, &all_cats), Ok(2.0));
    assert_eq!(log_loss(DOG, &all_cats), Ok(Information::INFINITE));
}

#[test]
fn who_cannot_descend_is_told_why() {
    let slope: Slope = half_squared_error_gradient;
    let certain = predictions(slope, 0.0, RATE, 1).unwrap_err();
    assert_eq!(
        certain.to_string(),
        "start -inf is out of range; give a finite number"
    );
    let backwards = predictions(slope, START, -RATE, 1).unwrap_err();
    assert_eq!(
        backwards.to_string(),
        "rate -1 is out of range; give a finite number above 0"
    );
    let refused = |z| binary_cross_entropy_gradient(z, 0.0);
    assert_eq!(
        gradient_descent(refused, 3.0, RATE, 1),
        Err(probability(3.0).unwrap_err())
    );
}

/// Two to eight ordinary logits.
fn logits() -> impl Strategy<Value = Logits> {
    vec(-8.0..8.0_f64, 2..=8).prop_map(scores)
}

/// Ordinary logits and a label that may be as soft as it likes.
fn soft() -> impl Strategy<Value = (Distribution, Logits)> {
    logits().prop_flat_map(|logits| (over(logits.classes()), Just(logits)))
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn the_gradient_is_what_finite_differences_measure(logits in logits(), class in 0..8_usize) {
        let class = class % logits.classes();
        let derived = softmax_cross_entropy_gradient(class, &logits).unwrap();
        let loss = |z: &[f64]| softmax_cross_entropy(class, &scores(z)).unwrap().nats();
        for (derived, measured) in derived.iter().zip(central_differences(loss, logits.as_slice())) {
            prop_assert!((derived - measured).abs() < 10.0 * MEASURED, "{} {}", derived, measured);
        }
    }

    /// The loss of a soft label is the average of the losses of its classes.
    #[test]
    fn for_a_soft_label_too_the_gradient_is_prediction_minus_label((y, logits) in soft()) {
        let loss = |z: &[f64]| -> f64 {
            let logits = scores(z);
            let loss = |class| y[class] * softmax_cross_entropy(class, &logits).unwrap().nats();
            (0..z.len()).map(loss).sum()
        };
        let q = softmax(&logits);
        let pairs = y.zip(&q).unwrap();
        for ((y, q), measured) in pairs.zip(central_differences(loss, logits.as_slice())) {
            prop_assert!((q - y - measured).abs() < 10.0 * MEASURED, "{} {} {}", q, y, measured);
        }
    }

    #[test]
    fn so_is_that_of_squared_error_behind_a_softmax(logits in logits(), class in 0..8_usize) {
        let class = class % logits.classes();
        let derived = softmax_half_squared_error_gradient(class, &logits).unwrap();
        let loss = |z: &[f64]| brier_score(class, &softmax(&scores(z))).unwrap() / 2.0;
        for (derived, measured) in derived.iter().zip(central_differences(loss, logits.as_slice())) {
            prop_assert!((derived - measured).abs() < 10.0 * MEASURED, "{} {}", derived, measured);
        }
    }

    #[test]
    fn a_gradient_adds_up_to_nothing(logits in logits(), class in 0..8_usize) {
        let gradient = softmax_cross_entropy_gradient(class % logits.classes(), &logits).unwrap();
        prop_assert!(gradient.iter().sum::<f64>().abs() < 1e-15);
    }

    #[test]
    fn the_slopes_of_one_logit_are_what_finite_differences_measure(y in 0.0..=1.0_f64, z in -8.0..8.0_f64) {
        for (derived, loss) in losses() {
            let derived = derived(y, z).unwrap();
            let measured = central_difference(|z| loss(y, z).unwrap(), z);
            prop_assert!((derived - measured).abs() < 10.0 * MEASURED, "{} {}", derived, measured);
        }
    }

    #[test]
    fn the_way_to_the_logit_leads_back(q in 1e-12..1.0_f64) {
        prop_assert!((sigmoid(logit(q).unwrap()) - q).abs() < 1e-15);
    }

    /// The cross-entropy of one logit is steepest where it is most wrong; squared error is never steeper than it.
    #[test]
    fn squared_error_is_at_most_a_quarter_as_steep(z in -40.0..40.0_f64) {
        let cross = binary_cross_entropy_gradient(YES, z).unwrap();
        let squared = half_squared_error_gradient(YES, z).unwrap();
        prop_assert!(squared <= 0.0 && squared >= cross / 4.0);
        prop_assert!(binary_cross_entropy_gradient(YES, z - 1.0).unwrap() < cross || cross < -0.999_999);
    }

    #[test]
    fn a_step_of_the_race_never_leads_away_from_yes(start in 0.001..0.999_f64) {
        for (slope, _) in &losses()[..2] {
            let path = predictions(*slope, start, RATE, 50).unwrap();
            prop_assert!(path.is_sorted());
        }
    }

    #[test]
    fn the_brier_score_is_proper((p, q) in pair()) {
        let honest = expected_brier_score(&p, &p).unwrap();
        let expected = expected_brier_score(&p, &q).unwrap();
        prop_assert!((honest - own_score(&p)).abs() < 1e-14);
        prop_assert!((expected - honest - squared_distance(&p, &q).unwrap()).abs() < 1e-14);
        prop_assert!(expected >= honest - 1e-15);
    }

    #[test]
    fn the_expected_score_is_the_average_of_the_scores((p, q) in pair()) {
        let scores = (0..p.outcomes()).map(|class| p[class] * brier_score(class, &q).unwrap());
        let average: f64 = scores.sum();
        prop_assert!((expected_brier_score(&p, &q).unwrap() - average).abs() < 1e-14);
    }

    #[test]
    fn a_brier_score_lies_from_0_to_2(q in over(5), class in 0..5_usize) {
        let score = brier_score(class, &q).unwrap();
        prop_assert!((0.0..=2.0).contains(&score), "{}", score);
    }
}

crate::examples::example!("../examples/gradients.rs", "gradients");
