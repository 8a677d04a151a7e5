//! The numbers and the laws of the chapter *One pass: exact and fast*.

#![allow(
    clippy::excessive_precision,
    reason = "the truths are written with all the digits that are known"
)]

use givens::kernels::{
    FAIR, HARDLY_BIASED, ROWS, SURE, SURER, TRUE, VOCABULARY, cross_entropy_f32,
    divergence_as_defined, log_sum_exp_online, loss_in_one_pass, slope_by_subtraction,
    slope_in_one_pass,
};
use kernels::{
    KernelError, Real, binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_and_gradient, cross_entropy, entropy, kl_divergence,
    softmax_cross_entropy, softmax_cross_entropy_each, softmax_cross_entropy_with_gradient,
    traffic,
};
use logits::Distribution;
use ndarray::{Array2, array};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::precision::{HardCase, hard_cases};
use crate::support::{laws, pair};

const NEVER: f64 = f64::NEG_INFINITY;

/// By how many ulp of single precision a number misses the truth.
fn ulp_f32(found: f64, truth: f64) -> f64 {
    let place = (truth as f32).abs();
    let ulp = f64::from(place.next_up()) - f64::from(place);
    (found - truth).abs() / ulp
}

/// By how many ulp of double precision.
fn ulp_f64(found: f64, truth: f64) -> f64 {
    if found == truth {
        return 0.0;
    }
    (found - truth).abs() / (truth.abs().next_up() - truth.abs())
}

/// At least so many classes, outcomes or predictions, and so many rows: one after another, in one block of each size,
/// side by side in lanes, and in blocks of their own.
const WAYS: [(usize, usize); 8] = [
    (1, 1),
    (6, 1),
    (12, 1),
    (24, 1),
    (50, 1),
    (12, 40),
    (80, 1),
    (200, 2),
];

/// What each kernel for a recorded case answers, filled up with what changes nothing; nothing if there is no such kernel.
fn kernel<T: Real>(
    case: &HardCase,
    (size, rows): (usize, usize),
    cast: fn(f64) -> T,
) -> Option<Vec<Vec<f64>>> {
    let filled = |numbers: &[f64], with: f64| {
        let count = size.max(numbers.len());
        let all = numbers.iter().chain(std::iter::repeat(&with));
        all.take(count).map(|&x| cast(x)).collect::<Vec<T>>()
    };
    let first = case.numbers.first()?;
    let logits = || {
        let row = filled(first, NEVER);
        Array2::from_shape_fn((rows, row.len()), |(_, class)| row[class])
    };
    let targets = vec![case.class.unwrap_or_default(); rows];
    let truth = f64::from(u8::from(case.operation != "softplus"));
    let many = |x: f64| vec![cast(x); size];
    let distribution = |place: usize| filled(&case.numbers[place], 0.0);
    let answers = match case.operation.as_str() {
        "sce" => {
            let (mut losses, mut gradient) = (vec![cast(0.0); rows], logits());
            let each = softmax_cross_entropy_each(&logits(), &targets, &mut losses).ok()?;
            let both = softmax_cross_entropy_with_gradient(&logits(), &targets, &mut gradient);
            let mean = softmax_cross_entropy(&logits(), &targets).ok()?;
            [mean, each, both.ok()?, losses[rows - 1].into()]
                .map(|loss| vec![loss])
                .to_vec()
        }
        "sceg" => {
            let mut gradient = logits();
            softmax_cross_entropy_with_gradient(&logits(), &targets, &mut gradient).ok()?;
            let last = gradient.row(rows - 1);
            let slopes = last.iter().map(|&slope| slope.into() * rows as f64);
            vec![slopes.take(first.len()).collect()]
        }
        "softplus" | "neglogsigmoid" => {
            vec![vec![
                binary_cross_entropy_with_logits(&many(first[0]), &many(truth)).ok()?,
            ]]
        }
        "bceg_t1" => {
            let mut slopes = many(0.0);
            let z = many(first[0]);
            binary_cross_entropy_with_logits_and_gradient(&z, &many(truth), &mut slopes).ok()?;
            vec![vec![slopes[size - 1].into() * size as f64]]
        }
        "ent" => vec![vec![entropy(&distribution(0)).ok()?]],
        "kl" => vec![vec![
            kl_divergence(&distribution(0), &distribution(1)).ok()?,
        ]],
        _ => return None,
    };
    Some(answers)
}

/// The methods that these cases defeat are in the chapter.
#[test]
fn hard_cases_keep_their_digits_on_every_way() {
    let mut tried = 0;
    for case in hard_cases() {
        for way in WAYS {
            let found = if case.is_single {
                kernel(&case, way, |x| x as f32)
            } else {
                kernel(&case, way, |x| x)
            };
            let Some(answers) = found else { continue };
            let (id, truths) = (&case.id, &case.truth);
            for found in answers {
                let distance = case.distance(Some(&found));
                assert!(
                    distance <= 2.0,
                    "{id} {way:?}: {found:?}, not {truths:?}: {distance} ulp"
                );
                for (&found, &truth) in found.iter().zip(truths) {
                    // What is summed in double precision is not rounded to single before it is held to the truth.
                    let near = !case.is_single || ulp_f32(found, truth) <= 2.0;
                    assert!(near, "{id} {way:?}: {found:e}, not {truth:e}");
                }
            }
            tried += 1;
        }
    }
    assert_eq!(tried, 36 * WAYS.len());
    let p = [0.1, 0.2, 0.7];
    assert_eq!(kl_divergence(&p, &p), Ok(0.0));
}

#[test]
fn the_givens_show_what_subtraction_loses() {
    assert_eq!(cross_entropy_f32(TRUE, &SURE), 0.0);
    assert_eq!(slope_by_subtraction(&SURER, TRUE), 0.0);
    assert!(divergence_as_defined(&FAIR, &HARDLY_BIASED) <= 0.0);
    let shown = [
        loss_in_one_pass(&SURE, TRUE),
        softmax_cross_entropy(&[SURE; ROWS], &[TRUE; ROWS]),
        slope_in_one_pass(&SURER, TRUE),
        kl_divergence(&FAIR, &HARDLY_BIASED),
    ]
    .map(|x| format!("{:.6e}", x.unwrap()));
    assert_eq!(
        shown,
        ["2.061154e-9", "2.061154e-9", "-1.928750e-22", "1.862645e-9"]
    );
}

#[test]
fn the_entropy_of_2_to_the_k_equal_outcomes_is_k_bits() {
    for bits in 0..=16 {
        let outcomes = 1_usize << bits;
        let nats = f64::from(bits) * std::f64::consts::LN_2;
        let found = entropy(&vec![1.0 / outcomes as f64; outcomes]).unwrap();
        assert!(ulp_f64(found, nats) <= 1.0, "{bits}: {found}");
        let found = entropy(&vec![1.0 / outcomes as f32; outcomes]).unwrap();
        assert!(ulp_f32(found, nats) <= 2.0, "{bits}: {found}");
    }
}

#[test]
fn one_pass_moves_a_sixth_of_what_step_by_step_does() {
    let fused = traffic::softmax_cross_entropy::<f32>(ROWS, VOCABULARY);
    let steps = traffic::step_by_step::<f32>(ROWS, VOCABULARY);
    assert_eq!((fused.read, fused.written), (12_865_792, 0));
    assert_eq!(steps.total(), 6 * 12_865_792);
    let fused = traffic::softmax_cross_entropy_with_gradient::<f32>(ROWS, VOCABULARY);
    let steps = traffic::step_by_step_with_gradient::<f32>(ROWS, VOCABULARY);
    assert_eq!(fused.written, 12_865_792);
    let alike = traffic::softmax_cross_entropy_with_gradient_step_by_step::<f32>(ROWS, VOCABULARY);
    assert_eq!(alike.total(), 4 * 12_865_792);
    assert_eq!(steps.total(), 10 * 12_865_792);
}

#[test]
fn bad_input_is_refused_with_its_place() {
    let two = array![[0.0, 0.0], [0.0, 0.0]];
    let mut small = Array2::zeros((1, 2));
    let columns = array![[0.0, 1.0], [2.0, 3.0]];
    let messages = [
        softmax_cross_entropy(&Array2::<f64>::zeros((0, 2)), &[]),
        softmax_cross_entropy(&two, &[0]),
        softmax_cross_entropy(&two, &[0, 2]),
        softmax_cross_entropy(columns.t(), &[0, 0]),
        softmax_cross_entropy(&[[0.0, 1.0], [f64::NAN, 0.0]], &[0, 0]),
        softmax_cross_entropy(&[[0.0, f64::INFINITY]], &[0]),
        softmax_cross_entropy(&[[NEVER, NEVER]], &[0]),
        softmax_cross_entropy_each(&two, &[0, 0], &mut [0.0]),
        softmax_cross_entropy_with_gradient(&two, &[0, 0], &mut small),
        binary_cross_entropy_with_logits::<f64>(&[], &[]),
        binary_cross_entropy_with_logits(&[0.0, f64::NAN], &[0.0, 0.0]),
        binary_cross_entropy_with_logits(&[0.0], &[1.5]),
        binary_cross_entropy_with_logits_and_gradient(&[0.0], &[1.0], &mut []),
        entropy::<f64>(&[]),
        entropy(&[0.1, 0.2, 0.1]),
        entropy(&[1.5, -0.5]),
        cross_entropy(&[1.0], &[0.5, 0.5]),
        kl_divergence(&[0.5, 0.5], &[f64::NAN, 0.5]),
    ]
    .map(|result| result.unwrap_err().to_string());
    assert_eq!(
        messages,
        [
            "the batch is empty; give at least one row with at least one class",
            "there are 1 targets, and 2 are needed",
            "target 2 of row 1 is out of range for 2 classes; classes are counted from 0",
            "the logits do not lie row after row in memory; pass `.as_standard_layout()`",
            "logit 0 of row 1 is NaN; give a number, or -inf for an impossible class",
            "logit 1 of row 0 is inf; give a number, or -inf for an impossible class",
            "all 2 logits of row 0 are -inf; let at least one class be possible",
            "there are 1 losses, and 2 are needed",
            "there are 1 rows of the gradient, and 2 are needed",
            "the batch is empty; give at least one row with at least one class",
            "logit 1 is NaN; give a number, or an infinity for what is certain",
            "target 0 is 1.5; give a number from 0 to 1",
            "there are 0 slopes, and 1 are needed",
            "the batch is empty; give at least one row with at least one class",
            "the probabilities of p sum to 0.4, not 1; divide them by their sum",
            "p[1] is -0.5, which is no probability; give a number from 0 to 1",
            "there are 2 probabilities in q, and 1 are needed",
            "q[0] is NaN, which is no probability; give a number from 0 to 1",
        ]
    );
    let fault = softmax_cross_entropy(&[[NEVER; 3]], &[3]);
    assert!(matches!(fault, Err(KernelError::TargetOutOfRange { .. })));
}

#[test]
fn an_impossible_class_has_no_slope() {
    let mut gradient = [[1.0; 3]];
    softmax_cross_entropy_with_gradient(&[[0.0, NEVER, 1.0]], &[0], &mut gradient).unwrap();
    assert_eq!(gradient[0][1], 0.0);
    let mean = softmax_cross_entropy_with_gradient(&[[0.0, NEVER, 1.0]], &[1], &mut gradient);
    assert_eq!((mean, gradient[0][1]), (Ok(f64::INFINITY), -1.0));
}

proptest! {
    #![proptest_config(laws())]

    /// The slope of the mean is what finite differences measure.
    #[test]
    fn the_gradient_is_that_of_the_mean(
        z in vec(-4.0..4.0_f64, 60),
        rows in 1..=12_usize,
        seed in 0..1000_usize,
    ) {
        let classes = 60 / rows;
        let z = Array2::from_shape_vec((rows, classes), z[..rows * classes].to_vec()).unwrap();
        let targets: Vec<usize> = (0..rows).map(|row| (seed + row * 7) % classes).collect();
        let mut gradient = Array2::zeros(z.raw_dim());
        softmax_cross_entropy_with_gradient(&z, &targets, &mut gradient).unwrap();
        let place = [seed % rows, seed % classes];
        let loss = |x: f64| {
            let mut z = z.clone();
            z[place] = x;
            softmax_cross_entropy(&z, &targets).unwrap()
        };
        let measured = gradients::central_difference(loss, z[place]);
        prop_assert!((gradient[place] - measured).abs() < 1e-9);
    }

    /// Adding the same number to all logits of a row changes nothing.
    #[test]
    fn only_differences_of_logits_matter(z in vec(-8..8_i32, 20), lift in -1000..1000_i32) {
        let z = Array2::from_shape_vec((2, 10), z.into_iter().map(f64::from).collect()).unwrap();
        let lifted = &z + f64::from(lift);
        prop_assert_eq!(
            softmax_cross_entropy(&z, &[3, 9]),
            softmax_cross_entropy(&lifted, &[3, 9])
        );
    }

    #[test]
    fn cross_entropy_is_entropy_and_divergence((p, q) in pair()) {
        let (p, q) = (p.as_slice(), q.as_slice());
        let (h, d) = (entropy(p).unwrap(), kl_divergence(p, q).unwrap());
        let cost = cross_entropy(p, q).unwrap();
        prop_assert!(h >= 0.0 && d >= 0.0);
        prop_assert!(cost == h + d || (cost - (h + d)).abs() <= 1e-14 * cost.max(1.0));
    }

    #[test]
    fn a_kernel_is_its_definition((p, q) in pair()) {
        let truth = kl_divergence::kl_divergence(&p, &q).unwrap().nats();
        let found = kl_divergence(p.as_slice(), q.as_slice()).unwrap();
        prop_assert!(found == truth || (found - truth).abs() <= 1e-15 * truth.max(1.0), "{} {}", found, truth);
        let truth = entropy::entropy(&p).nats();
        prop_assert!((entropy(p.as_slice()).unwrap() - truth).abs() <= 1e-15 * truth.max(1.0));
    }

    #[test]
    fn the_online_sum_is_the_sum(z in vec(prop_oneof![Just(NEVER), -50.0..50.0_f64], 1..20)) {
        let (truth, found) = (logits::log_sum_exp(&z).unwrap(), log_sum_exp_online(&z));
        prop_assert!(found == truth || (found - truth).abs() <= 1e-13);
    }
}

#[test]
fn a_distribution_can_be_handed_over() {
    let fair = Distribution::uniform(4).unwrap();
    assert_eq!(entropy(fair.as_slice()), Ok(2.0 * std::f64::consts::LN_2));
}

crate::examples::example!("../examples/kernels.rs", "kernels");
