//! *What is this number telling me?*: each cause, run as a reader would meet it, shows the value that the page names.

use frameworks::{clipped_surprisal, cross_entropy_f32};
use givens::telling::CLASSES;
use givens::training::{HASTY, HASTY_STEPS, SPLIT};
use information::{Distribution, Information};
use logits::{binary_cross_entropy_with_logits, softmax, softmax_cross_entropy};
use loss_options::{LossOptions, best_prediction, class_loss};

use crate::support::{REPORT, scores};

/// One logit that towers over all others, first.
fn certain(classes: usize) -> Vec<f64> {
    let mut logits = vec![0.0; classes];
    logits[0] = 1000.0;
    logits
}

/// The loss of smoothed labels for the model that they ask for.
fn smoothed(classes: usize) -> f64 {
    let options = LossOptions {
        label_smoothing: 0.1,
        ..LossOptions::default()
    };
    let label = Distribution::one_hot(0, classes).expect("the cause is sound");
    let best = best_prediction(&label, &options).expect("the cause is sound");
    let logits: Vec<f64> = best.iter().map(f64::ln).collect();
    class_loss(&[0], &[scores(logits)], &options)
        .expect("the cause is sound")
        .nats()
}

/// The value of each expression on the page, made from its cause by another way than the expression takes.
fn from_its_cause(expression: &str) -> Option<f64> {
    let nats = Information::nats;
    let name = expression;
    let classes = |name: &str| {
        let place = name.split("CLASSES[").nth(1)?.split(']').next()?;
        CLASSES.get(place.parse::<usize>().ok()?).copied()
    };
    let function = name.split('(').next().unwrap_or(name);
    Some(match function {
        "knowing_nothing" => {
            let classes = classes(name)?;
            nats(
                softmax_cross_entropy(classes - 1, &scores(vec![0.0; classes]))
                    .expect("the cause is sound"),
            )
        }
        "softmax_twice" => {
            let once = softmax(&scores(certain(classes(name)?)));
            nats(softmax_cross_entropy(0, &scores(once.as_slice())).expect("the cause is sound"))
        }
        "smoothed_label" => smoothed(classes(name)?),
        "a_tenth" => nats(
            log_loss::log_loss(
                0,
                &Distribution::new([0.1, 0.9]).expect("the cause is sound"),
            )
            .expect("the cause is sound"),
        ),
        "two_truths" => {
            2.0 * nats(softmax_cross_entropy(0, &scores([0.0, 0.0])).expect("the cause is sound"))
        }
        "keras_most" => nats(clipped_surprisal(0.0, 1e-7).expect("the cause is sound")),
        "sklearn_most" => nats(clipped_surprisal(0.0, f64::EPSILON).expect("the cause is sound")),
        "sklearn_most_f32" => {
            nats(clipped_surprisal(0.0, f64::from(f32::EPSILON)).expect("the cause is sound"))
        }
        "bceloss_most" => -f64::MIN_POSITIVE.ln().max(-100.0),
        "rounded_away" => f64::from(cross_entropy_f32(0, &[20.0, 0.0])),
        "fed_probabilities" => -Distribution::new([0.1, 0.2, 0.7]).expect("the cause is sound")[2],
        "raters" => {
            let [cat, dog] = [2.0_f64 / 3.0, 1.0 / 3.0];
            -(cat * cat.ln() + dog * dog.ln())
        }
        "before" => nats(
            HASTY[HASTY_STEPS[0]]
                .loss(&SPLIT.test)
                .expect("the cause is sound"),
        ),
        "after" => nats(
            HASTY[HASTY_STEPS[1]]
                .loss(&SPLIT.test)
                .expect("the cause is sound"),
        ),
        "right_before" => HASTY[HASTY_STEPS[0]]
            .accuracy(&SPLIT.test)
            .expect("the cause is sound"),
        "right_after" => HASTY[HASTY_STEPS[1]]
            .accuracy(&SPLIT.test)
            .expect("the cause is sound"),
        "SMOOTHING" | "A_TENTH" => 0.1,
        _ => classes(name)? as f64,
    })
}

#[test]
fn every_value_on_the_page_comes_from_its_cause() {
    let page = REPORT.pages.iter().find(|page| page.stem == "telling");
    let rows = &page.expect("the book has the page").ledger;
    assert!(rows.len() > 50);
    for row in rows {
        let value = from_its_cause(&row.expression)
            .unwrap_or_else(|| panic!("no cause makes {}", row.expression));
        let [exact] = row.exact.as_slice() else {
            panic!("{} shows {:?}", row.text, row.exact);
        };
        let shown: f64 = exact
            .split([' ', ';'])
            .next()
            .unwrap()
            .replace('−', "-")
            .parse()
            .unwrap();
        assert!(
            (shown - value).abs() <= 1e-6 * value.abs(),
            "{}: {} is {shown} there, and its cause makes {value}",
            row.text,
            row.expression
        );
    }
}

#[test]
fn what_has_no_value_happens_for_the_reasons_given() {
    // Nothing times infinity, and nothing by nothing.
    assert!(frameworks::binary_cross_entropy_by_sigmoid_f32(1.0, 17.0).is_nan());
    for id in [
        "torch/cross_entropy/ignored/all/mean/f64",
        "torch/cross_entropy/soft/one-impossible/f64",
    ] {
        assert!(recording::answer(id).unwrap().is_nan(), "{id}");
    }
    // The truth was ruled out.
    let never = Distribution::new([0.0, 1.0]).unwrap();
    assert_eq!(
        log_loss::log_loss(0, &never).unwrap(),
        Information::INFINITE
    );
    // A float ruled it out, and the logit did not.
    assert_eq!(
        givens::logits::unlikely_by_detour_f32(104.0),
        Information::INFINITE
    );
    assert!(
        binary_cross_entropy_with_logits(0.0, 104.0)
            .unwrap()
            .nats()
            .is_finite()
    );
    // A sigmoid in single precision ends where scikit-learn clips.
    let [last, beyond] = [16.5, 17.0].map(|z| givens::logits::binary_by_detour_f32(false, z));
    let clip = givens::telling::sklearn_most_f32().unwrap();
    assert!((last - clip).nats().abs() < 1e-6);
    assert_eq!(beyond, Information::INFINITE);
    // Zero: every target is ignored.
    assert_eq!(
        recording::answer("keras/from_logits/ignored/all/f64").unwrap(),
        0.0
    );
}
