//! The numbers and the laws of the chapter *Cross-entropy: the wrong dictionary*, and its six files.

use std::fs;

use approx::assert_abs_diff_eq;
use codes::{decode, encode};
use cross_entropy::{Distribution, Information, cross_entropy, entropy, surprisal};
use givens::cross_entropy::{
    ANIMALS, CAT, COUNT, DICTIONARIES, DOG, ONE_BIT_EACH, coded_bytes, predicted_bytes,
};
use proptest::prelude::*;

use crate::support::{laws, over, pair};

/// What the six dictionaries are foretold to cost, in bytes.
const PREDICTED: [f64; 6] = [5862.4, 7960.2, 8467.9, 12500.0, 37561.7, 74761.5];

#[test]
fn the_list_is_of_100_000_animals_of_which_exactly_nine_tenths_are_cats() {
    assert_eq!((ANIMALS.len(), COUNT), (100_000, 100_000));
    assert_eq!(
        ANIMALS.iter().filter(|&&animal| animal == CAT).count(),
        90_000
    );
    assert_eq!(
        ANIMALS.iter().filter(|&&animal| animal == DOG).count(),
        10_000
    );
}

#[test]
fn six_dictionaries_cost_the_bytes_that_the_table_foretells() {
    let shares = DICTIONARIES.each_ref().map(|q| q[CAT]);
    assert_eq!(shares, [0.9, 0.7, 0.99, 0.5, 0.1, 0.01]);
    for (q, bytes) in DICTIONARIES.iter().zip(PREDICTED) {
        assert_abs_diff_eq!(predicted_bytes(q).unwrap(), bytes, epsilon = 0.05);
    }
}

#[test]
fn each_real_file_is_within_eight_bytes_of_what_is_foretold() {
    let folder = tempfile::tempdir().unwrap();
    for (q, predicted) in DICTIONARIES.iter().zip(PREDICTED) {
        let path = folder.path().join(q[CAT].to_string());
        fs::write(&path, encode(&ANIMALS, q).unwrap()).unwrap();
        let size = fs::metadata(&path).unwrap().len();
        assert!(
            (size as f64 - predicted).abs() <= 8.0,
            "{size} bytes, {predicted} foretold"
        );
        assert_eq!(u64::try_from(coded_bytes(q).unwrap()), Ok(size));
        assert_eq!(
            decode(&fs::read(&path).unwrap(), COUNT, q).as_ref(),
            Ok(&*ANIMALS)
        );
    }
}

#[test]
fn two_dictionaries_are_worse_than_one_bit_for_each_animal_and_one_is_as_good() {
    assert_eq!(ONE_BIT_EACH, 12_500.0);
    let sizes = DICTIONARIES.each_ref().map(|q| coded_bytes(q).unwrap());
    assert_eq!(sizes.iter().filter(|&&size| size > 12_500).count(), 2);
    assert_eq!(sizes.iter().filter(|&&size| size == 12_500).count(), 1);
}

#[test]
fn a_dictionary_without_dogs_can_write_no_file() {
    let never_dogs = Distribution::one_hot(CAT, 2).unwrap();
    assert_eq!(predicted_bytes(&never_dogs).unwrap(), f64::INFINITY);
    let refused = coded_bytes(&never_dogs).unwrap_err().to_string();
    assert!(
        refused.contains("has probability 0, so it costs infinitely many bits"),
        "{refused}"
    );
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn no_dictionary_beats_the_right_one((p, q) in pair()) {
        let (floor, cost) = (entropy(&p), cross_entropy(&p, &q).unwrap());
        prop_assert!(cost.nats() >= floor.nats() * (1.0 - 1e-14) - 1e-15, "{} below {}", cost, floor);
        prop_assert_eq!(cross_entropy(&p, &p).unwrap(), floor);
    }

    #[test]
    fn a_label_pays_the_surprisal_of_its_class(class in 0..5_usize, q in over(5)) {
        let label = Distribution::one_hot(class, 5).unwrap();
        prop_assert_eq!(cross_entropy(&label, &q).unwrap(), surprisal(q[class]).unwrap());
    }

    #[test]
    fn the_cost_is_infinite_exactly_if_the_impossible_comes((p, q) in pair()) {
        let impossible = p.zip(&q).unwrap().any(|(p, q)| p > 0.0 && q == 0.0);
        prop_assert_eq!(cross_entropy(&p, &q).unwrap() == Information::INFINITE, impossible);
    }

    /// Half of one street and half of another pay half of each one's cost.
    #[test]
    fn the_cost_is_an_average_over_the_truth((one, other) in pair(), share in 0.0..=1.0_f64) {
        // A model that is not flat, so that the truth matters.
        let counts: Vec<u64> = (1..).take(one.outcomes()).collect();
        let q = Distribution::from_counts(&counts).unwrap();
        let mixed: Vec<f64> = one.zip(&other).unwrap().map(|(a, b)| share * a + (1.0 - share) * b).collect();
        let mixed = cross_entropy(&Distribution::new(mixed).unwrap(), &q).unwrap();
        let apart = share * cross_entropy(&one, &q).unwrap() + (1.0 - share) * cross_entropy(&other, &q).unwrap();
        prop_assert!((mixed - apart).nats().abs() <= 1e-14, "{} against {}", mixed, apart);
    }
}

crate::examples::example!("../examples/cross-entropy.rs", "cross-entropy");
