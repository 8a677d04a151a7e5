//! The numbers and the laws of the chapter *Compressing the labels*.

use approx::assert_abs_diff_eq;
use givens::label_compression::{
    COUNTING, EQUAL, GOOD, HASTY, LABELS, LONGEST_WORD, MODEL_BYTES, ON_THE_WAY, OVERCONFIDENT,
    SOBER, SPLIT, TWICE, file, guess, late_step, predicted_bytes_of, real_bytes_of, training_file,
};
use givens::training::blind;
use label_compression::{
    Distribution, OVERHEAD, accuracy, decode_labels, encode_labels, loss_of_file, mean_log_loss,
    predicted_bytes,
};
use proptest::prelude::*;

use crate::support::{laws, over};

/// The files of the chapter: whose, and how long.
fn files() -> [(&'static [Distribution], usize); 4] {
    [
        (&EQUAL, 213),
        (&GOOD, 125),
        (&OVERCONFIDENT, 160),
        (&TWICE, 182),
    ]
}

#[test]
fn the_files_are_as_long_as_the_chapter_says() {
    for (predictions, bytes) in files() {
        assert_eq!(file(predictions).unwrap(), bytes);
    }
}

#[test]
fn the_size_of_the_file_is_the_loss_within_two_bytes() {
    let guess = guess().unwrap();
    let files = files();
    let all = files.iter().map(|(predictions, _)| *predictions);
    for predictions in all.chain([guess.as_slice()]) {
        let loss = mean_log_loss(&LABELS, predictions).unwrap().nats();
        let read = loss_of_file(file(predictions).unwrap(), LABELS.len()).nats();
        let bound = loss_of_file(OVERHEAD, LABELS.len()).nats();
        assert!(loss <= read && read <= loss + bound, "{loss} {read}");
    }
}

#[test]
fn the_overhead_is_no_larger_than_it_has_to_be() {
    let predictions = vec![Distribution::new([1.0 / 3.0, 2.0 / 3.0]).unwrap(); 7];
    let labels = [1, 1, 1, 0, 0, 0, 1];
    let bytes = encode_labels(&labels, &predictions).unwrap();
    let predicted = predicted_bytes(&labels, &predictions).unwrap();
    assert!(bytes.len() as f64 > predicted + (OVERHEAD - 1) as f64);
}

#[test]
fn a_guess_costs_the_cross_entropy_of_the_shares() {
    let loss = mean_log_loss(&LABELS, &guess().unwrap()).unwrap();
    assert_abs_diff_eq!(loss.nats(), blind().unwrap().nats(), epsilon = 1e-12);
}

#[test]
fn three_files_of_one_accuracy() {
    let right = accuracy(&LABELS, &GOOD).unwrap();
    assert_eq!(accuracy(&LABELS, &OVERCONFIDENT), Ok(right));
    assert_eq!(accuracy(&LABELS, &TWICE), Ok(right));
    let [good, sure, twice] = [&GOOD, &OVERCONFIDENT, &TWICE].map(|model| file(model).unwrap());
    assert!(good < twice && good < sure);
}

#[test]
fn the_file_follows_the_loss_through_the_whole_training() {
    let mut last = f64::INFINITY;
    for (step, model) in SOBER.iter().enumerate().step_by(4) {
        let predicted = predicted_bytes_of(model, &SPLIT.test).unwrap();
        let bytes = real_bytes_of(model, &SPLIT.test).unwrap() as f64;
        assert!(
            predicted <= bytes && bytes <= predicted + OVERHEAD as f64,
            "{step}"
        );
        if step <= 80 {
            assert!(predicted < last, "{step}");
        }
        last = predicted;
    }
    let hasty = |step: usize| real_bytes_of(&HASTY[step], &SPLIT.test).unwrap();
    assert_eq!([20, 60, late_step()].map(hasty), [145, 149, 167]);
}

#[test]
fn no_label_costs_more_than_the_finest_unit_of_the_coder() {
    let never = Distribution::new([1.0 - 1e-300, 1e-300]).unwrap();
    let surprised = vec![1; 1000];
    let file = encode_labels(&surprised, &vec![never; 1000]).unwrap();
    let each = file.len() as f64 * 8.0 / 1000.0;
    assert_abs_diff_eq!(each, LONGEST_WORD.bits(), epsilon = 0.02);
}

#[test]
fn learning_on_the_way_beats_counting_the_shares() {
    let [counting, learning] = [&COUNTING, &ON_THE_WAY].map(|q| training_file(q).unwrap());
    assert_eq!((counting, learning), (90, 85));
}

#[test]
fn learning_on_the_way_beats_sending_the_model() {
    let nothing = training_file(&SOBER[0].predict(&SPLIT.train).unwrap()).unwrap();
    let learned = training_file(&ON_THE_WAY).unwrap();
    let model = real_bytes_of(&SOBER[100], &SPLIT.train).unwrap();
    assert_eq!([nothing, model + MODEL_BYTES, learned], [130, 353, 85]);
    assert_eq!(MODEL_BYTES, 288);
    let bytes = encode_labels(SPLIT.train.labels(), &ON_THE_WAY).unwrap();
    assert_eq!(
        decode_labels(&bytes, &ON_THE_WAY).unwrap(),
        SPLIT.train.labels()
    );
}

/// Labels with predictions that leave each of them a chance.
fn labelled() -> impl Strategy<Value = Vec<(usize, Distribution)>> {
    let one = (2..=6_usize).prop_flat_map(over).prop_flat_map(|q| {
        let possible: Vec<usize> = (0..q.outcomes()).filter(|&class| q[class] > 1e-9).collect();
        (prop::sample::select(possible), Just(q))
    });
    prop::collection::vec(one, 1..60)
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn every_file_is_read_back_and_as_long_as_predicted(labelled in labelled()) {
        let (labels, predictions): (Vec<_>, Vec<_>) = labelled.into_iter().unzip();
        let bytes = encode_labels(&labels, &predictions).unwrap();
        prop_assert_eq!(decode_labels(&bytes, &predictions).unwrap(), labels.clone());
        let predicted = predicted_bytes(&labels, &predictions).unwrap();
        prop_assert!(bytes.len() as f64 <= predicted + OVERHEAD as f64);
        // Probabilities in steps of the coder may make a word a little shorter, never a whole byte over so few labels.
        prop_assert!(bytes.len() as f64 > predicted - 1.0);
    }
}

#[test]
fn the_loss_of_a_file_undoes_the_prediction() {
    // Eight labels of so many bits each are as many whole bytes, and a file has no others.
    for bits in 1..=12_usize {
        let predictions = vec![Distribution::uniform(1 << bits).unwrap(); 8];
        let predicted = predicted_bytes(&[1; 8], &predictions).unwrap();
        assert_abs_diff_eq!(predicted, bits as f64, epsilon = 1e-12);
        let loss = mean_log_loss(&[1; 8], &predictions).unwrap().nats();
        assert_abs_diff_eq!(loss_of_file(bits, 8).nats(), loss, epsilon = 1e-12);
    }
}

crate::examples::example!("../examples/label-compression.rs", "label-compression");
