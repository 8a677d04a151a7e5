//! The numbers and the laws of the chapter *A real classifier*.

use std::collections::BTreeMap;

use approx::assert_abs_diff_eq;
use givens::training::{
    ALCOHOL, FEW, FIRST_QUESTION, HASTY_STEPS, MARKS, PARTS, ROWS, SOBER, SPLIT, STEP, SULPHATES,
    Split, UNTOUCHED, WINES, WINES_CSV, blind, blind_losses, first_slope, gain_about,
    gain_by_chance, hasty, late, run, said_at_least, sober, standard_error, temperature,
    test_calibration_error, test_loss, test_losses,
};
use proptest::collection::vec;
use proptest::prelude::*;
use training::{
    Classifier, Distribution, Examples, Information, Logits, SplitMix64, Standardizer,
    best_question, calibration_error, compare, entropy, fit_temperature, mean_loss, reliability,
    with_temperature,
};

use crate::support::{laws, scores};

/// Half of the last of three decimals.
const THREE_DECIMALS: f64 = 5e-4;

/// What each measurement is, and its mean over the whole file, roughly: another file would not have them all.
const MEANS: [(&str, f64, f64); 11] = [
    ("fixed acidity", 8.3, 0.05),
    ("volatile acidity", 0.5, 0.05),
    ("citric acid", 0.3, 0.05),
    ("residual sugar", 2.5, 0.05),
    ("chlorides", 0.08, 0.01),
    ("free sulfur dioxide", 16.0, 2.0),
    ("total sulfur dioxide", 46.0, 1.0),
    ("density", 0.997, 0.001),
    ("pH", 3.3, 0.05),
    ("sulphates", 0.7, 0.05),
    ("alcohol", 10.4, 0.05),
];

#[test]
fn the_file_holds_the_wines_it_should() {
    assert_eq!(*ROWS, 1599);
    let mut header = WINES_CSV.lines().next().unwrap().split(',');
    let rows: Vec<Vec<f64>> = WINES_CSV
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect())
        .collect();
    for (feature, (name, mean, tolerance)) in MEANS.into_iter().enumerate() {
        assert_eq!(header.next().unwrap().trim_matches('"'), name);
        let found = rows.iter().map(|row| row[feature]).sum::<f64>() / rows.len() as f64;
        assert_abs_diff_eq!(found, mean, epsilon = tolerance);
    }
    let marks = MARKS.map(|mark| rows.iter().filter(|row| row[11] == mark as f64).count());
    assert_eq!(marks, [10, 53, 681, 638, 199, 18]);
}

#[test]
fn no_wine_is_on_both_sides() {
    let wines = |part: &Examples| -> Vec<Vec<u64>> {
        let bits = |row: &Vec<f64>| row.iter().map(|x| x.to_bits()).collect();
        part.rows().iter().map(bits).collect()
    };
    let seen = wines(&SPLIT.train);
    assert_eq!(seen.len(), PARTS[0]);
    let labels = |part: &Examples| part.labels().to_vec();
    for part in [&SPLIT.held_out, &SPLIT.test] {
        for (wine, class) in wines(part).iter().zip(labels(part)) {
            let twin = seen.iter().position(|other| other == wine);
            // Wines that differ in the mark alone are two wines, as far as anybody knows.
            assert!(twin.is_none_or(|twin| SPLIT.train.labels()[twin] != class));
        }
    }
    let all = SPLIT.train.len() + SPLIT.held_out.len() + SPLIT.test.len();
    assert_eq!(all, WINES.len());
}

#[test]
fn the_loss_begins_at_ln_k() {
    for part in [&SPLIT.train, &SPLIT.held_out, &SPLIT.test] {
        let loss = SOBER[0].loss(part).unwrap();
        assert_abs_diff_eq!(loss.nats(), 6_f64.ln(), epsilon = 1e-15);
    }
}

#[test]
fn the_first_slope_is_a_sixth_less_the_share() {
    for (class, count) in SPLIT.train.counts().into_iter().enumerate() {
        let expected = 1.0 / 6.0 - count as f64 / 400.0;
        assert_abs_diff_eq!(first_slope(class).unwrap(), expected, epsilon = 1e-12);
    }
}

#[test]
fn training_is_the_same_to_the_last_bit() {
    let again = run(&SPLIT.train, STEP, 20).unwrap();
    assert_eq!(again[20], SOBER[20]);
}

#[test]
fn the_sober_model_beats_the_shares_and_the_hasty_one_does_not() {
    let blind = blind().unwrap().nats();
    assert_abs_diff_eq!(blind, 1.231, epsilon = THREE_DECIMALS);
    let loss = |model: &Classifier| model.loss(&SPLIT.test).unwrap().nats();
    assert_abs_diff_eq!(loss(sober()), 1.050, epsilon = THREE_DECIMALS);
    assert_abs_diff_eq!(loss(hasty()), 1.250, epsilon = THREE_DECIMALS);
    assert_abs_diff_eq!(loss(late()), 1.400, epsilon = THREE_DECIMALS);
}

#[test]
fn loss_and_accuracy_rise_together() {
    let accuracy = |model: &Classifier| model.accuracy(&SPLIT.test).unwrap();
    assert!(late().loss(&SPLIT.test).unwrap() > hasty().loss(&SPLIT.test).unwrap());
    assert!(accuracy(late()) > accuracy(hasty()));
}

#[test]
fn in_twenty_splits_the_loss_always_rises_and_the_accuracy_in_four() {
    let mut together = 0;
    for seed in 1..=20 {
        let split = Split::new(seed).unwrap();
        let models = run(&split.train.first(FEW).unwrap(), STEP, HASTY_STEPS[1]).unwrap();
        let [early, late] = HASTY_STEPS.map(|step| &models[step]);
        assert!(late.loss(&split.test).unwrap() > early.loss(&split.test).unwrap());
        let accuracy = |model: &Classifier| model.accuracy(&split.test).unwrap();
        together += usize::from(accuracy(late) > accuracy(early));
    }
    assert_eq!(together, 4);
}

#[test]
fn a_temperature_from_the_wines_held_out_mends_the_test() {
    let fitted = temperature(late()).unwrap();
    assert_abs_diff_eq!(fitted, 2.023, epsilon = THREE_DECIMALS);
    assert!(test_loss(late(), fitted).unwrap() < test_loss(late(), 1.0).unwrap());
    let error = |temperature| test_calibration_error(late(), temperature).unwrap();
    assert!(error(fitted) < error(1.0));
}

/// The wines were split, the models trained and the losses compared once more, in `NumPy`.
#[test]
fn four_comparisons_are_those_of_numpy() {
    let of = |model, temperature| test_losses(model, temperature).unwrap();
    let [sober_losses, hasty_losses] = [sober(), hasty()].map(|model| of(model, UNTOUCHED));
    let mended = |model| of(model, temperature(model).unwrap());
    let blind = blind_losses().unwrap();
    let told = [
        (&blind, &sober_losses, 0.181_022_951_3, 0.033_206_765_3),
        (
            &hasty_losses,
            &sober_losses,
            0.199_939_583_3,
            0.048_519_748_9,
        ),
        (
            &sober_losses,
            &mended(sober()),
            0.002_715_325_0,
            0.002_357_190_9,
        ),
        (&mended(late()), &blind, 0.008_947_036_6, 0.043_407_896_8),
    ];
    for (first, second, difference, error) in told {
        let told = compare(first, second).unwrap();
        assert_abs_diff_eq!(told.difference.nats(), difference, epsilon = 1e-8);
        assert_abs_diff_eq!(told.standard_error.nats(), error, epsilon = 1e-8);
        // The other way round only the sign changes.
        let back = compare(second, first).unwrap();
        assert_eq!(back.difference, -told.difference);
        assert_eq!(back.standard_error, told.standard_error);
    }
    let alone = [&sober_losses, &hasty_losses].map(|losses| standard_error(losses).unwrap());
    assert_abs_diff_eq!(alone[0].nats(), 0.040_383_790_2, epsilon = 1e-8);
    assert_abs_diff_eq!(alone[1].nats(), 0.060_314_514_7, epsilon = 1e-8);
}

#[test]
fn the_measurements_say_0_164_nats_at_least() {
    // The entropy of the test's shares, and the sober model's loss, from NumPy.
    let expected = 1.214_170_271_9 - 1.050_119_891_1;
    assert_abs_diff_eq!(said_at_least().unwrap().nats(), expected, epsilon = 1e-9);
}

#[test]
fn the_first_question_is_that_of_numpy() {
    let question = &*FIRST_QUESTION;
    assert_eq!(question.feature, ALCOHOL);
    assert_abs_diff_eq!(question.threshold, 11.45, epsilon = 1e-12);
    assert_eq!(
        question.answers,
        [vec![6, 12, 172, 109, 21, 1], vec![0, 2, 3, 41, 31, 2]]
    );
    assert_abs_diff_eq!(
        question.gain.nats(),
        0.132_212_473_505_890_5,
        epsilon = 1e-14
    );
    let sulphates = gain_about(SULPHATES).unwrap();
    assert_abs_diff_eq!(sulphates.nats(), 0.085_335_260_205_555_26, epsilon = 1e-14);
    assert_abs_diff_eq!(
        gain_by_chance().unwrap().nats(),
        0.024_854_036_129_507_973,
        epsilon = 1e-14
    );
    // A question does not care how a measurement is scaled.
    let scaled = best_question(&SPLIT.train, ALCOHOL).unwrap();
    assert_eq!(scaled.answers, question.answers);
}

#[test]
fn the_generator_is_the_published_one() {
    // The first numbers of the reference implementation in C for this seed.
    let mut generator = SplitMix64::new(1_234_567);
    let found: Vec<u64> = (0..3).map(|_| generator.next()).collect();
    assert_eq!(
        found,
        [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423
        ]
    );
}

#[test]
fn every_order_comes_up_about_as_often_as_any_other() {
    let mut generator = SplitMix64::new(1);
    let mut orders = BTreeMap::new();
    for _ in 0..6000 {
        let mut items = [0, 1, 2];
        generator.shuffle(&mut items);
        *orders.entry(items).or_insert(0_i32) += 1;
    }
    assert_eq!(orders.len(), 6);
    // Four standard deviations of a count are 115.
    assert!(
        orders.values().all(|count| (count - 1000).abs() < 115),
        "{orders:?}"
    );
}

/// Some examples of three classes with two features.
fn examples() -> impl Strategy<Value = Examples> {
    let example = (0..3_usize, [-3.0..3.0_f64, -3.0..3.0]);
    vec(example, 2..20).prop_map(|examples| {
        let (labels, rows): (Vec<_>, Vec<_>) = examples.into_iter().unzip();
        Examples::new(3, labels, rows).expect("the labels are below three")
    })
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn a_small_step_lowers_the_loss(examples in examples()) {
        let model = Classifier::zeros(&examples).step(&examples, 0.1).unwrap();
        let next = model.step(&examples, 0.01).unwrap();
        prop_assert!(next.loss(&examples).unwrap().nats() <= model.loss(&examples).unwrap().nats() + 1e-15);
    }

    #[test]
    fn a_step_gains_what_the_gradient_promises(examples in examples()) {
        let model = Classifier::zeros(&examples).step(&examples, 0.3).unwrap();
        let slope = model.gradient(&examples).unwrap();
        let square = |numbers: &[f64]| numbers.iter().map(|x| x * x).sum::<f64>();
        let promised: f64 = (0..3)
            .map(|class| square(slope.weights(class).unwrap()) + slope.bias(class).unwrap().powi(2))
            .sum();
        let tiny = 1e-6;
        let next = model.step(&examples, tiny).unwrap();
        let gained = model.loss(&examples).unwrap() - next.loss(&examples).unwrap();
        prop_assert!((gained.nats() / tiny - promised).abs() < 1e-4 * (1.0 + promised));
    }

    #[test]
    fn standardised_features_have_mean_zero_and_deviation_one(examples in examples()) {
        if let Ok(scale) = Standardizer::fit(&examples) {
            let scaled = scale.apply(&examples).unwrap();
            let count = scaled.len() as f64;
            for feature in 0..2 {
                let column = || scaled.rows().iter().map(|row| row[feature]);
                prop_assert!((column().sum::<f64>() / count).abs() < 1e-9);
                prop_assert!((column().map(|x| x * x).sum::<f64>() / count - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn no_threshold_gains_more_than_the_best(examples in examples(), threshold in -3.0..3.0_f64) {
        let mut answers = [[0; 3]; 2];
        for (row, &class) in examples.rows().iter().zip(examples.labels()) {
            answers[usize::from(row[0] > threshold)][class] += 1;
        }
        let joint = mutual_information::Joint::from_counts(answers).unwrap();
        let gain = mutual_information::mutual_information(&joint);
        let best = best_question(&examples, 0).map_or(Information::ZERO, |question| question.gain);
        prop_assert!(gain.nats() <= best.nats() + 1e-12);
    }

    #[test]
    fn no_temperature_near_the_fitted_one_costs_less(
        logits in vec([-4.0..4.0_f64, -4.0..4.0, -4.0..4.0], 4..20),
        classes in vec(0..3_usize, 20),
    ) {
        let logits: Vec<Logits> = logits.into_iter().map(scores).collect();
        let labels = &classes[..logits.len()];
        if let Ok(best) = fit_temperature(labels, &logits) {
            let loss = |temperature: f64| {
                let divided = logits.iter().map(|z| with_temperature(z, temperature).unwrap());
                mean_loss(labels, &divided.collect::<Vec<_>>()).unwrap().nats()
            };
            for other in [0.5, 0.9, 1.1, 2.0] {
                prop_assert!(loss(best) <= loss(best * other) + 1e-12);
            }
        }
    }

    #[test]
    fn a_bin_tells_how_the_predictions_of_its_width_fared(
        predictions in vec((prop_oneof![Just(1.0), 0.0..=1.0_f64], 0..2_usize), 1..40),
        bins in 1..12_usize,
    ) {
        let labels: Vec<usize> = predictions.iter().map(|(_, class)| *class).collect();
        let fared = predictions.iter().map(|&(q, class)| {
            let best = usize::from(q < 0.5);
            (q.max(1.0 - q), best == class)
        });
        let predictions: Vec<Distribution> =
            predictions.iter().map(|(q, _)| Distribution::new([*q, 1.0 - q]).unwrap()).collect();
        let mut found = reliability(&labels, &predictions, bins).unwrap().into_iter();
        let mut error = 0.0;
        for bin in 1..=bins {
            // What is certain lies on the upper edge of the last bin, and belongs to it.
            let (from, to) = (bin as f64 - 1.0, if bin < bins { bin as f64 } else { f64::INFINITY });
            let inside = |confidence: f64| (from..to).contains(&(confidence * bins as f64));
            let members: Vec<(f64, bool)> = fared.clone().filter(|(q, _)| inside(*q)).collect();
            if members.is_empty() {
                continue;
            }
            let bin = found.next().unwrap();
            let right = members.iter().filter(|(_, right)| *right).count() as f64;
            let sure = members.iter().map(|(q, _)| q).sum::<f64>();
            let count = members.len() as f64;
            prop_assert_eq!(bin.count, members.len());
            prop_assert!((bin.accuracy - right / count).abs() < 1e-12);
            prop_assert!((bin.confidence - sure / count).abs() < 1e-12);
            error += (right - sure).abs() / labels.len() as f64;
        }
        prop_assert_eq!(found.next(), None);
        let told = calibration_error(&labels, &predictions, bins).unwrap();
        prop_assert!((told - error).abs() < 1e-12);
    }
}

#[test]
fn biases_alone_come_down_to_the_entropy_of_the_shares() {
    let labels = [0, 0, 0, 1];
    let examples = Examples::new(2, labels, [[0.0]; 4]).unwrap();
    let models = run(&examples, 1.0, 200).unwrap();
    let floor = entropy(&Distribution::new([0.75, 0.25]).unwrap());
    let found = models[200].loss(&examples).unwrap();
    assert_abs_diff_eq!(found.nats(), floor.nats(), epsilon = 1e-12);
}

crate::examples::example!("../examples/training.rs", "training");
