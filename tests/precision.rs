//! How exact the scalar functions are: measured in units of the last place (ulp), against the formulas in a hundred digits.
//!
//! Two units is the promise, and it holds for every input that is tried here, for these reasons.
//!
//! - The exponential and the logarithm of the platform are right to about half a unit (to nine tenths for `ln_1p`).
//!   A function adds a rounding or two of its own; sums, and differences in exponents, lose nothing before that.
//! - A unit is up to twice as coarse for its number at one end of a binade as at the other, so no proof says two units:
//!   the roundings together could make three. The worst that millions of random inputs made was one and three quarters.
//! - The divergence has no negative term, since it is Σ (p ln(p/q) − p + q). What a term rounds in floats is at most its
//!   cubic part, |s|³ · p for the relative difference s, where the whole term is worth 2s² · p; so two units are sure.
//! - A log-sum-exp next to zero is a difference too: for n classes, about 2⁻¹²⁴ · (n + 2¹⁰) of what cancels can be lost,
//!   and log-probabilities, whose rounding is all that is left of them, leave about 2⁻⁵⁵ of it.
//! - The gradient of the binary loss is tried for yes and no. For a truth between, the two pulls can cancel.

use std::fs;

use entropy::{binary_entropy, entropy};
use exact::compensated_sum;
use gradients::{binary_cross_entropy_gradient, softmax_cross_entropy_gradient};
use information::{Distribution, Information};
use kl_divergence::{cross_entropy, jensen_shannon, kl_divergence};
use logits::{
    Logits, binary_cross_entropy_with_logits, log_softmax, log_sum_exp, sigmoid, softmax,
    softmax_cross_entropy, softplus, with_temperature,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::oracle::{self, Precise};
use crate::support::{distribution, laws, pair, root, scores, tell};

/// How many units of the last place a value may be off.
const ULPS: f64 = 2.0;

/// What our function for a recorded case answers, number by number; a refusal is `None`.
fn ours(operation: &str, numbers: &[Vec<f64>], class: Option<usize>) -> Option<Vec<f64>> {
    let [first, ..] = numbers else { return None };
    let distribution = |place: usize| Distribution::new(numbers.get(place)?.clone()).ok();
    let logits = || Logits::new(first.clone()).ok();
    let one = |number: f64| Some(vec![number]);
    match operation {
        "lse" => one(log_sum_exp(first).ok()?),
        "logsoftmax" => Some(log_softmax(&logits()?)),
        "sce" => one(softmax_cross_entropy(class?, &logits()?).ok()?.nats()),
        "sceg" => softmax_cross_entropy_gradient(class?, &logits()?).ok(),
        "softplus" => one(softplus(*first.first()?)),
        "neglogsigmoid" => one(binary_cross_entropy_with_logits(1.0, *first.first()?)
            .ok()?
            .nats()),
        "bceg_t1" => one(binary_cross_entropy_gradient(1.0, *first.first()?).ok()?),
        "binent" => one(binary_entropy(*first.first()?).ok()?.nats()),
        "ent" => one(entropy(&distribution(0)?).nats()),
        "kl" => one(kl_divergence(&distribution(0)?, &distribution(1)?)
            .ok()?
            .nats()),
        _ => None,
    }
}

/// A recorded case: the inputs bit by bit, and the true values in seventeen digits.
pub(crate) struct HardCase {
    pub(crate) id: String,
    pub(crate) operation: String,
    pub(crate) is_single: bool,
    pub(crate) numbers: Vec<Vec<f64>>,
    pub(crate) class: Option<usize>,
    pub(crate) truth: Vec<f64>,
}

impl HardCase {
    fn read(case: &Value) -> Self {
        let text = |name: &str| case[name].as_str().expect("a text").to_owned();
        let is_single = case["dtype"] == "f32";
        let float = |bits: &str| {
            let bits = u64::from_str_radix(bits, 16).expect("hexadecimal digits");
            if is_single {
                f64::from(f32::from_bits(u32::try_from(bits).expect("eight digits")))
            } else {
                f64::from_bits(bits)
            }
        };
        let (mut numbers, mut class) = (Vec::new(), None);
        for input in case["bits"].as_array().expect("the inputs") {
            match input.as_str() {
                // A list without numbers is recorded as a dash.
                Some("-") => numbers.push(Vec::new()),
                Some(list) => numbers.push(list.split(',').map(float).collect()),
                None => class = input.as_u64().map(|class| class as usize),
            }
        }
        let truth = case["truth"].as_array().expect("the true values").iter();
        let number = |value: &Value| value.as_str().and_then(|value| value.parse().ok());
        Self {
            id: text("id"),
            operation: text("op"),
            is_single,
            numbers,
            class,
            truth: truth
                .map(|value| number(value).expect("a number"))
                .collect(),
        }
    }

    /// By how many units of the last place of the case's floats the worst of our values misses the true one.
    pub(crate) fn distance(&self, ours: Option<&[f64]>) -> f64 {
        match ours {
            // What is not a number is no answer, but a reason to refuse the question.
            None if self.truth.iter().all(|truth| truth.is_nan()) => 0.0,
            Some(ours) if ours.len() == self.truth.len() => {
                let distances = ours.iter().zip(&self.truth).map(|(&ours, &truth)| {
                    let truth = Precise::from(truth);
                    if self.is_single {
                        truth.ulps_f32(ours as f32)
                    } else {
                        truth.ulps(ours)
                    }
                });
                distances.fold(0.0, f64::max)
            }
            _ => f64::INFINITY,
        }
    }
}

pub(crate) fn hard_cases() -> Vec<HardCase> {
    let text = fs::read_to_string(root().join("tests/hard_cases.json")).expect("the hard cases");
    let cases: Vec<Value> = serde_json::from_str(&text).expect("a list");
    cases.iter().map(HardCase::read).collect()
}

#[test]
fn hard_cases_come_out_within_two_units_of_the_last_place() {
    let cases = hard_cases();
    let (mut worst, mut faults) = (0.0_f64, Vec::new());
    for case in &cases {
        let ours = ours(&case.operation, &case.numbers, case.class);
        let distance = case.distance(ours.as_deref());
        worst = worst.max(distance);
        if distance > ULPS {
            let (id, truth) = (&case.id, &case.truth);
            faults.push(format!("{id}: {ours:?}, not {truth:?}: {distance} ulp"));
        }
    }
    tell(&format!(
        "hard cases held: {} of {}, the worst by {worst:.2} ulp",
        cases.len() - faults.len(),
        cases.len()
    ));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(cases.len() >= 60, "only {} cases were read", cases.len());
}

/// Whether `found` is as near to the truth as promised.
fn near(what: &str, found: f64, truth: &Precise) -> Result<(), TestCaseError> {
    let distance = truth.ulps(found);
    let truth = truth.nearest();
    prop_assert!(
        distance <= ULPS,
        "{}: {:e}, not {:e}: {} ulp",
        what,
        found,
        truth,
        distance
    );
    Ok(())
}

/// A number of either sign from 10⁻²⁰ to 10³⁰⁰, each order of magnitude as likely as any other.
fn any_size() -> impl Strategy<Value = f64> {
    (any::<bool>(), -20.0..300.0_f64).prop_map(|(negative, exponent)| {
        let size = 10_f64.powf(exponent);
        if negative { -size } else { size }
    })
}

/// One to eight logits: ordinary, far apart, of all sizes, impossible, next to zero or barely above underflow.
fn logits() -> impl Strategy<Value = Vec<f64>> {
    let rest = 0..8_usize;
    prop_oneof![
        vec(-5.0..5.0_f64, 1..=8),
        vec(-1000.0..1000.0_f64, 1..=8),
        vec(any_size(), 1..=8),
        (
            -5.0..5.0_f64,
            vec(
                prop_oneof![Just(f64::NEG_INFINITY), -5.0..5.0_f64],
                rest.clone()
            )
        )
            .prop_map(led),
        (
            (-20.0..1.0_f64).prop_map(|exponent| 10_f64.powf(exponent)),
            vec(-60.0..0.0_f64, rest.clone())
        )
            .prop_map(led),
        (0.0..1.0_f64, vec(-760.0..-690.0_f64, rest)).prop_map(led),
    ]
}

/// A logit and then the others.
fn led((first, others): (f64, Vec<f64>)) -> Vec<f64> {
    [&[first], others.as_slice()].concat()
}

/// Logits, and one of their classes.
fn question() -> impl Strategy<Value = (Vec<f64>, usize)> {
    logits().prop_flat_map(|z| {
        let classes = z.len();
        (Just(z), 0..classes)
    })
}

/// Logits whose exponentials sum to almost one, so that the sum's logarithm is almost zero.
fn log_probabilities() -> impl Strategy<Value = Vec<f64>> {
    let exponents = vec(prop_oneof![-3.0..0.0_f64, -30.0..0.0_f64], 2..=8);
    let shares = exponents.prop_map(|exponents| {
        let weights: Vec<f64> = exponents
            .iter()
            .map(|exponent| 10_f64.powf(*exponent))
            .collect();
        let sum: f64 = weights.iter().sum();
        weights.iter().map(|weight| (weight / sum).ln()).collect()
    });
    // What the first lacks to one, the second almost is.
    let lack = (
        -40.0..0.0_f64,
        prop_oneof![-1e-15..1e-15_f64, -3.0..3.0_f64],
    );
    let pairs = lack.prop_map(|(exponent, off)| {
        let lack = 10_f64.powf(exponent);
        vec![-lack, lack.ln() + off]
    });
    prop_oneof![shares, pairs]
}

/// A probability from zero to one, often next to one of them.
fn probability() -> impl Strategy<Value = f64> {
    let small = (-323.5..0.0_f64).prop_map(|exponent| 10_f64.powf(exponent));
    let rest = (-16.0..0.0_f64).prop_map(|exponent| 1.0 - 10_f64.powf(exponent));
    prop_oneof![0.0..=1.0_f64, small, rest, Just(0.0), Just(1.0)]
}

/// A distribution with shares down to the smallest float.
fn lopsided() -> impl Strategy<Value = Vec<f64>> {
    vec(-323.5..-20.0_f64, 0..8)
        .prop_map(|exponents| led((1.0, exponents.iter().map(|e| 10_f64.powf(*e)).collect())))
}

/// Two distributions: unrelated, lopsided, or so near each other that almost nothing is left of their divergence.
fn two() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    let plain = |p: &Distribution| p.as_slice().to_vec();
    let unrelated = pair().prop_map(move |(p, q)| (plain(&p), plain(&q)));
    let lopsided = (lopsided(), vec(-1.0..1.0_f64, 8)).prop_map(|(p, factors)| {
        let q = p[1..]
            .iter()
            .zip(factors)
            .map(|(p, factor)| p * 1000_f64.powf(factor))
            .collect();
        (p, led((1.0, q)))
    });
    let p = prop_oneof![
        distribution().prop_map(move |p| plain(&p)),
        vec(0.1..1.0_f64, 2..=12)
    ];
    // The sums may differ as far as a distribution's may.
    let sums = prop_oneof![4 => Just(1.0), 1 => (-0.9..0.9_f64).prop_map(|off| 1.0 + off * 1e-9)];
    let near = (p, -17.0..-0.5_f64, vec(-1.0..1.0_f64, 12), sums);
    let near = near.prop_map(|(p, exponent, changes, sum)| {
        let shares = |weights: Vec<f64>, sum: f64| -> Vec<f64> {
            let whole: f64 = weights.iter().sum();
            weights.iter().map(|weight| weight / whole * sum).collect()
        };
        let p = shares(p, 1.0);
        let change = |(p, change): (&f64, f64)| p * (1.0 + change * 10_f64.powf(exponent));
        let q = p.iter().zip(changes).map(change).collect();
        (p, shares(q, sum))
    });
    prop_oneof![1 => unrelated, 1 => lopsided, 3 => near]
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn logits_keep_their_digits((z, class) in question()) {
        near("log-sum-exp", log_sum_exp(&z).unwrap(), &oracle::log_sum_exp(&z))?;
        let logits = scores(z.as_slice());
        let loss = softmax_cross_entropy(class, &logits).unwrap().nats();
        let truth = oracle::softmax_cross_entropy(class, &z);
        near("loss", loss, &truth)?;
        near("log-softmax", -log_softmax(&logits)[class], &truth)?;
        let (q, gradient) = (softmax(&logits), softmax_cross_entropy_gradient(class, &logits).unwrap());
        for (k, &slope) in gradient.iter().enumerate() {
            let truth = oracle::softmax_cross_entropy_gradient(class, &z, k);
            near("slope", slope, &truth)?;
            if k != class {
                near("softmax", q[k], &truth)?;
            }
        }
    }

    #[test]
    fn a_log_sum_exp_next_to_zero_keeps_its_digits(z in log_probabilities()) {
        near("log-sum-exp", log_sum_exp(&z).unwrap(), &oracle::log_sum_exp(&z))?;
    }

    #[test]
    fn yes_or_no_keeps_its_digits(z in prop_oneof![-5.0..5.0_f64, -760.0..760.0_f64, any_size()]) {
        near("softplus", softplus(z), &oracle::softplus(z))?;
        near("sigmoid", sigmoid(z), &oracle::sigmoid(z))?;
        for (y, signed) in [(0.0, z), (1.0, -z)] {
            let loss = binary_cross_entropy_with_logits(y, z).unwrap().nats();
            near("loss", loss, &oracle::softplus(signed))?;
            let slope = binary_cross_entropy_gradient(y, z).unwrap();
            near("slope", slope.abs(), &oracle::sigmoid(signed))?;
            prop_assert!((0.5 - y) * slope >= 0.0, "{} for {}", slope, y);
        }
    }

    #[test]
    fn entropies_keep_their_digits(p in probability(), (q, r) in two()) {
        near("coin", binary_entropy(p).unwrap().nats(), &oracle::binary_entropy(p))?;
        let [q, r] = [q, r].map(|shares| Distribution::new(shares).unwrap());
        near("entropy", entropy(&q).nats(), &oracle::cross_entropy(q.as_slice(), q.as_slice()))?;
        let truth = oracle::cross_entropy(q.as_slice(), r.as_slice());
        near("cross-entropy", cross_entropy(&q, &r).unwrap().nats(), &truth)?;
    }

    #[test]
    fn divergences_keep_their_digits_and_are_never_negative((p, q) in two()) {
        let (exact, exact_mean) = (oracle::kl_divergence(&p, &q), oracle::jensen_shannon(&p, &q));
        let [p, q] = [p, q].map(|shares| Distribution::new(shares).unwrap());
        let found = kl_divergence(&p, &q).unwrap().nats();
        prop_assert!(found >= 0.0);
        near("divergence", found, &exact)?;
        near("Jensen–Shannon", jensen_shannon(&p, &q).unwrap().nats(), &exact_mean)?;
    }

    #[test]
    fn no_source_is_messier_than_all_alike_by_more_than_rounding(exponent in -17.0..-3.0_f64, changes in vec(0.0..1.0_f64, 1..=1000)) {
        let weights: Vec<f64> = changes.iter().map(|change| 1.0 - change * 10_f64.powf(exponent)).collect();
        let whole: f64 = weights.iter().sum();
        let p: Vec<f64> = weights.iter().map(|weight| weight / whole).collect();
        let (sum, largest) = (compensated_sum(p.iter().copied()), (p.len() as f64).ln());
        let found = entropy(&Distribution::new(p).unwrap()).nats();
        // Shares are rounded, so that their sum may be above one, and the largest entropy with it.
        let room = ULPS * f64::EPSILON * largest + (sum - 1.0).abs() * (1.0 + largest);
        prop_assert!(found <= largest + room, "{} of {}", found, largest);
    }

    /// What any finite logits answer, the largest and the smallest floats among them.
    #[test]
    fn no_finite_logits_answer_what_is_not_a_number(z in vec(finite(), 1..=8), y in probability()) {
        prop_assert!(!log_sum_exp(&z).unwrap().is_nan());
        let logits = scores(z.as_slice());
        prop_assert!(log_softmax(&logits).iter().all(|ln_q| *ln_q <= 0.0));
        prop_assert!(softmax(&logits).iter().all(|q| (0.0..=1.0).contains(&q)));
        for (class, &z) in z.iter().enumerate() {
            prop_assert!(softmax_cross_entropy(class, &logits).unwrap() >= Information::ZERO);
            let gradient = softmax_cross_entropy_gradient(class, &logits).unwrap();
            prop_assert!(gradient.iter().all(|slope| slope.abs() <= 1.0));
            prop_assert!(softplus(z) >= 0.0);
            prop_assert!((0.0..=1.0).contains(&sigmoid(z)));
            prop_assert!(binary_cross_entropy_with_logits(y, z).unwrap() >= Information::ZERO);
            prop_assert!(binary_cross_entropy_gradient(y, z).unwrap().abs() <= 1.0);
        }
    }
}

/// Any finite float.
fn finite() -> impl Strategy<Value = f64> {
    let any = prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO;
    prop_oneof![4 => any, 1 => Just(f64::MAX), 1 => Just(f64::MIN), 1 => -1.0..1.0_f64]
}

/// As many logits as a language model has, of eight kinds.
fn vocabulary() -> Vec<f64> {
    let kinds = [
        0.3,
        -0.7,
        -3.1,
        -11.9,
        -12.1,
        -12.3,
        -33.3,
        f64::NEG_INFINITY,
    ];
    kinds.iter().copied().cycle().take(100_000).collect()
}

#[test]
fn a_hundred_thousand_classes_keep_their_digits() {
    let z = vocabulary();
    let logits = scores(z.as_slice());
    let held = |what: &str, found: f64, truth: &Precise| near(what, found, truth).unwrap();
    let found = log_sum_exp(&z).unwrap();
    held("log-sum-exp", found, &oracle::log_sum_exp(&z));
    let ln_q = log_softmax(&logits);
    let found = log_sum_exp(&ln_q).unwrap();
    held("almost zero", found, &oracle::log_sum_exp(&ln_q));
    for class in [0, 5, 7] {
        let truth = oracle::softmax_cross_entropy(class, &z);
        let found = softmax_cross_entropy(class, &logits).unwrap().nats();
        held("loss", found, &truth);
        held("log-softmax", -ln_q[class], &truth);
        let gradient = softmax_cross_entropy_gradient(class, &logits).unwrap();
        for k in [class, 6] {
            let truth = oracle::softmax_cross_entropy_gradient(class, &z, k);
            held("slope", gradient[k], &truth);
        }
    }
    let warmer = with_temperature(&logits, 1.000_001).unwrap();
    let [p, q] = [logits, warmer].map(|z| softmax(&z));
    let (these, those) = (p.as_slice(), q.as_slice());
    held(
        "entropy",
        entropy(&p).nats(),
        &oracle::cross_entropy(these, these),
    );
    let found = kl_divergence(&p, &q).unwrap().nats();
    held("divergence", found, &oracle::kl_divergence(these, those));
}

/// Each of the others is likely with a probability that is no float, or hardly one, and all together with one that is.
#[test]
fn what_underflows_alone_counts_together() {
    for behind in [-700.0, -740.3, -747.0, -755.0] {
        let mut z = vec![behind; 100_000];
        z[0] = 0.0;
        let truth = oracle::softmax_cross_entropy(0, &z);
        let logits = scores(z.as_slice());
        let loss = softmax_cross_entropy(0, &logits).unwrap().nats();
        near("loss", loss, &truth).unwrap();
        near("log-softmax", -log_softmax(&logits)[0], &truth).unwrap();
        let slope = softmax_cross_entropy_gradient(0, &logits).unwrap()[0];
        let truth = oracle::softmax_cross_entropy_gradient(0, &z, 0);
        near("slope", slope, &truth).unwrap();
    }
}

#[test]
fn two_to_the_k_outcomes_all_alike_have_k_bits() {
    for k in 0..=20_u32 {
        let alike = Distribution::uniform(1 << k).unwrap();
        let bits = entropy(&alike).bits();
        assert_eq!(bits, f64::from(k));
        assert_eq!(bits.to_string(), k.to_string());
    }
}
