//! What does a classifier learn, and what does it only believe it has learned?
//!
//! ```
//! use training::{Classifier, Examples};
//!
//! let animals = Examples::new(2, vec![0, 0, 1, 1], vec![vec![-2.0], vec![-1.0], vec![1.0], vec![2.0]])?;
//! let mut model = Classifier::zeros(&animals);
//! assert_eq!(format!("{:.6}", model.loss(&animals)?), "0.693147 nats");
//! for _ in 0..100 {
//!     model = model.step(&animals, 0.5)?;
//! }
//! assert_eq!(format!("{:.3}", model.loss(&animals)?), "0.009 nats");
//! # Ok::<(), training::TrainingError>(())
//! ```
//!
//! [`Examples`] are labelled rows of features, a [`Standardizer`] puts them on one scale,
//! and a [`Classifier`] walks down the slope of its loss: full batch, one fixed step size, no randomness.
//! The same examples give the same model, to the last bit on one platform and to the digits shown on any.
//! [`reliability`] asks whether a model means what it says, and [`fit_temperature`] mends it if not.
//! [`compare`] says whether one model is better than another or only luckier, and [`first_question`] what a decision tree would ask.
//!
//! The chapter is *A real classifier*, `book/en/training.md`; its wines are among the givens of that page.
//! This crate shows one honest training loop; it has no mini-batches, no momentum and no regularisation.

mod calibration;
mod classifier;
mod comparison;
mod error;
mod examples;
mod question;

pub use calibration::{Bin, calibration_error, fit_temperature, reliability};
pub use classifier::{Classifier, losses, mean_loss};
pub use comparison::{Comparison, compare};
pub use error::TrainingError;
pub use examples::{Examples, SplitMix64, Standardizer};
pub use information::{
    BatchError, ClassOutOfRange, Distribution, DistributionError, Information, Logits, LogitsError,
};
pub use log_loss::{accuracy, cross_entropy, entropy, log_loss, mean_log_loss};
pub use logits::{softmax, with_temperature};
pub use question::{Question, best_question, first_question};

#[cfg(test)]
mod tests {
    use super::*;

    fn two(rows: [[f64; 1]; 2]) -> Examples {
        Examples::new(2, [0, 1], rows).unwrap()
    }

    #[test]
    fn bad_input_is_refused_with_its_place() {
        let model = Classifier::zeros(&two([[0.0], [1.0]]));
        let wide = Examples::new(2, [0], [[0.0, 1.0]]).unwrap();
        let scale = Standardizer::fit(&two([[0.0], [1.0]])).unwrap();
        let fair = vec![Distribution::uniform(2).unwrap(); 2];
        let two_classes = [Logits::given(&[1.0, 0.0]), Logits::given(&[1.0, 0.0])];
        let messages = [
            Examples::new(2, [0], [[0.0], [1.0]]).unwrap_err(),
            Examples::new(2, [0, 2], [[0.0], [1.0]]).unwrap_err(),
            Examples::new(2, [0, 1], [vec![0.0], vec![]]).unwrap_err(),
            Examples::new(2, [0, 1], [[0.0], [f64::NAN]]).unwrap_err(),
            Standardizer::fit(&two([[3.0], [3.0]])).unwrap_err(),
            model.step(&two([[0.0], [1.0]]), 0.0).unwrap_err(),
            model.loss(&wide).unwrap_err(),
            scale.apply(&wide).unwrap_err(),
            reliability(&[0], &fair[..1], 0).unwrap_err(),
            reliability(&[], &[], 1).unwrap_err(),
            reliability(&[0], &fair, 1).unwrap_err(),
            reliability(&[0, 2], &fair, 1).unwrap_err(),
            fit_temperature(&[0], &two_classes[..1]).unwrap_err(),
            fit_temperature(&[1], &two_classes[..1]).unwrap_err(),
            mean_loss(&[2], &two_classes[..1]).unwrap_err().into(),
            mean_loss(&[], &[]).unwrap_err().into(),
            mean_loss(&[0], &two_classes).unwrap_err().into(),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            messages,
            [
                "1 targets do not go with 2 predictions; give one prediction for each",
                "example 1: class 2 is out of range for 2 classes; classes are counted from 0",
                "example 1 has 0 features, not 1; give each the same",
                "feature 0 of example 1 is NaN; give a finite number",
                "feature 0 is 3 in all examples; leave it out, for it tells nothing",
                "step size 0 is out of range; give a finite number above 0",
                "example 0 has 2 features, not 1; give each the same",
                "example 0 has 2 features, not 1; give each the same",
                "there are no bins to sort 1 predictions into; ask for at least one",
                "there are no examples; give at least one",
                "1 targets do not go with 2 predictions; give one prediction for each",
                "example 1: class 2 is out of range for 2 classes; classes are counted from 0",
                "the loss still falls at temperature 0.001; give some predictions that are wrong, but fewer than by chance",
                "the loss still falls at temperature 1000; give some predictions that are wrong, but fewer than by chance",
                "example 0: class 2 is out of range for 2 classes; classes are counted from 0",
                "there are no examples; give at least one",
                "1 targets do not go with 2 predictions; give one prediction for each",
            ]
        );
    }

    #[test]
    fn what_has_no_spread_is_not_compared() {
        let (one, endless) = (Information::from_nats(1.0), Information::INFINITE);
        let messages = [
            compare(&[], &[]).unwrap_err(),
            compare(&[one], &[one]).unwrap_err(),
            compare(&[one, one], &[one]).unwrap_err(),
            compare(&[one, one], &[one, endless]).unwrap_err(),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            messages,
            [
                "there are no examples; give at least one",
                "a single example has no spread; give at least two",
                "2 targets do not go with 1 predictions; give one prediction for each",
                "example 1: loss inf is out of range; give a finite loss",
            ]
        );
    }

    #[test]
    fn a_step_that_overflows_is_an_error_and_no_nan() {
        let examples = two([[-1e200], [1e200]]);
        let model = Classifier::zeros(&examples).step(&examples, 1e200).unwrap();
        assert!(model.loss(&examples).is_err());
    }

    #[test]
    fn an_impossible_class_takes_no_part_in_the_temperature() {
        let logits = vec![Logits::new([2.0 * 3_f64.ln(), 0.0, f64::NEG_INFINITY]).unwrap(); 4];
        let found = fit_temperature(&[0, 0, 0, 1], &logits).unwrap();
        assert!((found - 2.0).abs() < 1e-9);
    }
}
