//! The kernels against the definitions of the chapters before, on every level and in both precisions.

#![allow(clippy::float_cmp, reason = "what must be exact is compared exactly")]

use std::num::NonZero;

use information::Logits;

use crate::batch::Real;
use crate::lanes::Compensated;
use crate::level::{Level, Plan};
use crate::real::{arithmetic::Arithmetic, ln_1p};
use crate::{KernelError, binary, distributions, softmax};

const NEVER: f64 = f64::NEG_INFINITY;

/// Every level that this processor has; the others fall back to the baseline.
const LEVELS: [Level; 3] = [Level::Baseline, Level::Avx2, Level::Avx512];

fn plan(level: Level) -> Plan {
    Plan {
        level,
        threads: NonZero::new(1),
    }
}

/// A precision with its ulp.
trait Precision: Real + std::fmt::LowerExp {
    const NAME: &'static str;
    const EPSILON: f64;
    const SMALLEST: f64;
    const NORMAL: f64;

    /// The distance to the next number of this precision.
    fn ulp(x: f64) -> f64 {
        let x = x.abs().max(Self::NORMAL);
        let exponent = ((x.to_bits() >> 52) as i32) - 1023;
        (2_f64.powi(exponent) * Self::EPSILON).max(Self::SMALLEST)
    }
}

impl Precision for f32 {
    const NAME: &'static str = "f32";
    const EPSILON: f64 = f32::EPSILON as f64;
    const SMALLEST: f64 = 1.401298464324817e-45;
    const NORMAL: f64 = f32::MIN_POSITIVE as f64;
}

impl Precision for f64 {
    const NAME: &'static str = "f64";
    const EPSILON: f64 = f64::EPSILON;
    const SMALLEST: f64 = 5e-324;
    const NORMAL: f64 = f64::MIN_POSITIVE;
}

/// By how many ulp a number misses the truth.
fn miss<T: Precision>(found: f64, truth: f64) -> f64 {
    let rounded: f64 = T::nearest(truth).into();
    if found == truth || T::nearest(found).into() == rounded {
        return 0.0;
    }
    (found - truth).abs() / T::ulp(truth)
}

/// Numbers from 0 to 1 that are the same in every run (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() * end as f64) as usize
    }
}

/// Logits of many kinds: ordinary, sure, equal, tiny, huge, impossible, ascending, tied, about the farthest that a
/// target may be from zero, and with some so far above the others that the sum leaves the precision.
fn logits<T: Real>(random: &mut Random, kind: usize, count: usize, classes: usize) -> Vec<T> {
    let huge = if T::SUM_TOLERANCE > 1e-6 { 1e37 } else { 1e300 };
    let mut logits: Vec<T> = (0..count)
        .map(|index| {
            let x = random.next() * 2.0 - 1.0;
            T::nearest(match kind {
                0 => x * 5.0,
                1 => x * 60.0,
                2 => 1e4,
                3 => x * 1e-20,
                4 => x * huge,
                5 if random.next() < 0.4 => NEVER,
                5 => x * 5.0,
                6 => (index % classes) as f64 * 0.37,
                7 => (x * 2.0).round(),
                8 => Into::<f64>::into(T::FAR) + x * 40.0,
                9 => x * 40.0 - Into::<f64>::into(T::FAR),
                _ if random.next() < 0.3 => huge.ln() * x.signum(),
                _ => x * 3.0,
            })
        })
        .collect();
    // One class of each row is possible.
    for row in logits.chunks_exact_mut(classes) {
        let class = random.below(classes);
        if row[class] == T::NEG_INFINITY {
            row[class] = T::ZERO;
        }
    }
    logits
}

const KINDS: usize = 11;

fn wide<T: Real>(numbers: &[T]) -> Vec<f64> {
    numbers.iter().map(|&x| x.into()).collect()
}

/// The largest errors of a batch, in ulp.
#[derive(Debug, Default)]
struct Worst {
    loss: f64,
    mean: f64,
    slope: f64,
}

/// Holds all levels to the definitions, for logits of every kind.
fn against_the_definitions<T: Precision>(rows: usize, classes: usize, worst: &mut Worst) {
    let mut random = Random(((rows * 1000 + classes) as u64) * 2 + 1);
    for kind in 0..KINDS {
        let logits = logits::<T>(&mut random, kind, rows * classes, classes);
        let targets: Vec<usize> = (0..rows).map(|_| random.below(classes)).collect();
        for level in LEVELS {
            let case = format!("kind {kind} {level:?} {rows}×{classes} {}", T::NAME);
            let mut losses = vec![T::ZERO; rows];
            let mut gradient = vec![T::ONE; rows * classes];
            let plan = plan(level);
            let forward =
                softmax::mean(plan, classes, &logits, &targets, Some(&mut losses), None).unwrap();
            let mean =
                softmax::mean(plan, classes, &logits, &targets, None, Some(&mut gradient)).unwrap();
            assert_eq!(forward.to_bits(), mean.to_bits(), "{case}");
            let mut sum = Compensated::default();
            for (row, &class) in targets.iter().enumerate() {
                let logits = wide(&logits[row * classes..][..classes]);
                let logits = Logits::new(logits).unwrap();
                let truth = ::logits::softmax_cross_entropy(class, &logits)
                    .unwrap()
                    .nats();
                sum.add(truth);
                let error = miss::<T>(losses[row].into(), truth);
                let bound = if T::IS_DOUBLE { 3.0 } else { 1.5 };
                assert!(error <= bound, "{case}: {:e} for {truth:e}", losses[row]);
                worst.loss = worst.loss.max(error);
                let slopes = gradients::softmax_cross_entropy_gradient(class, &logits).unwrap();
                for (column, slope) in slopes.iter().enumerate() {
                    let truth = slope / rows as f64;
                    let found = gradient[row * classes + column];
                    let error = miss::<T>(found.into(), truth);
                    // An exponential, a sum of exponentials, 1 / rows, a quotient and a product, each of up to an ulp
                    // or two where the next power of two is near.
                    let bound = if T::IS_DOUBLE { 8.0 } else { 4.0 };
                    assert!(error <= bound, "{case}: {found:e} for {truth:e}");
                    worst.slope = worst.slope.max(error);
                }
            }
            let error = miss::<T>(mean, sum.total() / rows as f64);
            let bound = if T::IS_DOUBLE { 4.0 } else { 1.0 };
            assert!(error <= bound, "{case}: {mean:e}");
            worst.mean = worst.mean.max(error);
        }
    }
}

fn every_shape<T: Precision>() {
    let mut worst = Worst::default();
    for (rows, classes) in [
        (1, 1),
        (1, 2),
        (5, 3),
        (1, 48),
        (1, 64),
        (2, 65),
        (2, 10_000),
    ] {
        against_the_definitions::<T>(rows, classes, &mut worst);
    }
    for rows in 1..=40 {
        against_the_definitions::<T>(rows, 10, &mut worst);
    }
    for classes in 1..=140 {
        against_the_definitions::<T>(3, classes, &mut worst);
        against_the_definitions::<T>(13, classes, &mut worst);
    }
    against_the_definitions::<T>(1, 100_000, &mut worst);
    println!("{}: {worst:?}", T::NAME);
}

#[test]
fn softmax_is_that_of_the_definitions_in_single_precision() {
    every_shape::<f32>();
}

#[test]
fn softmax_is_that_of_the_definitions_in_double_precision() {
    every_shape::<f64>();
}

/// The truth is the sum of exp(z − m) with z − m split into what a float holds and what it rounds off.
#[test]
fn differences_of_logits_are_not_rounded() {
    let logits = [20.3, 0.7, -3.9];
    let exp = |z: f64| {
        let d = z - logits[0];
        let lost = (z - (d - (d - z))) - (logits[0] + (d - z));
        d.exp() * (1.0 + lost)
    };
    let truth = (exp(logits[1]) + exp(logits[2])).ln_1p();
    for level in LEVELS {
        // Through the lanes as well, where there are enough rows.
        for rows in [1, 30] {
            let batch = logits.repeat(rows);
            let mut losses = vec![0.0; rows];
            let targets = vec![0; rows];
            softmax::mean(plan(level), 3, &batch, &targets, Some(&mut losses), None).unwrap();
            assert!(
                losses.iter().all(|&loss| miss::<f64>(loss, truth) <= 2.0),
                "{losses:?}"
            );
        }
    }
}

fn binary_is_that_of_the_definition<T: Precision>() -> (f64, f64) {
    let mut random = Random(5);
    let (mut worst, mut worst_slope) = (0.0_f64, 0.0_f64);
    let one = |z: T, y: T, level| {
        let mut slope = [T::ZERO];
        let loss = binary::mean(plan(level), &[z], &[y], Some(&mut slope)).unwrap();
        (loss, slope[0])
    };
    for count in (1..=70).chain([128, 1000, 2048 + 33]) {
        let z: Vec<T> = (0..count)
            .map(|index| {
                let x = random.next() * 2.0 - 1.0;
                T::nearest(match index % 5 {
                    0 => x * 100.0,
                    1 => x * 1e-20,
                    2 => x * 0.01,
                    3 if random.next() < 0.1 => 0.0,
                    _ => x * 10.0,
                })
            })
            .collect();
        let y: Vec<T> = (0..count)
            .map(|index| T::nearest([0.0, 1.0, random.next()][index % 3]))
            .collect();
        let truths = z.iter().zip(&y).map(|(&z, &y)| {
            let loss = ::logits::binary_cross_entropy_with_logits(y.into(), z.into());
            let slope = gradients::binary_cross_entropy_gradient(y.into(), z.into());
            (loss.unwrap().nats(), slope.unwrap())
        });
        let truths: Vec<_> = truths.collect();
        let mut sum = Compensated::default();
        truths.iter().for_each(|(loss, _)| sum.add(*loss));
        let mean = sum.total() / count as f64;
        for level in LEVELS {
            let mut slopes = vec![T::ONE; count];
            let forward = binary::mean(plan(level), &z, &y, None).unwrap();
            let found = binary::mean(plan(level), &z, &y, Some(&mut slopes)).unwrap();
            assert_eq!(forward.to_bits(), found.to_bits());
            worst = worst.max(miss::<T>(found, mean));
            for (index, slope) in slopes.iter().enumerate() {
                let truth = truths[index].1 / count as f64;
                // A slope is as exact as the larger of its two sides; between them it goes through zero.
                let (y, z): (f64, f64) = (y[index].into(), z[index].into());
                let side = ((1.0 - y) * ::logits::sigmoid(z)).max(y * ::logits::sigmoid(-z));
                let error = ((*slope).into() - truth).abs() / T::ulp(side / count as f64);
                worst_slope = worst_slope.max(error);
            }
            if count == 1 {
                for (z, y, (loss, slope)) in
                    z.iter().zip(&y).zip(&truths).map(|((z, y), t)| (z, y, t))
                {
                    let found = one(*z, *y, level);
                    assert!(
                        miss::<T>(found.0, *loss) <= 1.0
                            && miss::<T>(found.1.into(), *slope) <= 2.0
                    );
                }
            }
        }
    }
    println!("{}: mean {worst}, slope {worst_slope}", T::NAME);
    (worst, worst_slope)
}

#[test]
fn the_binary_loss_is_that_of_the_definition() {
    // An exponential of 0.7 ulp, and six roundings: two products, a difference, 1 + u, a quotient and 1 / count.
    let (mean, slope) = binary_is_that_of_the_definition::<f32>();
    assert!(mean <= 1.0 && slope <= 3.7, "{mean} {slope}");
    let (mean, slope) = binary_is_that_of_the_definition::<f64>();
    assert!(mean <= 4.0 && slope <= 4.0, "{mean} {slope}");
}

/// Whole numbers over a power of two: sums to one exactly in either precision.
fn dyadic<T: Precision>(random: &mut Random, count: usize) -> Vec<T> {
    let total = 1_u32 << 20;
    let mut left = total;
    let mut p: Vec<u32> = (1..count)
        .map(|_| {
            let share = random.below((2 * total as usize / count).min(left as usize + 1)) as u32;
            left -= share;
            share
        })
        .collect();
    p.push(left);
    p.iter()
        .map(|&p| T::nearest(f64::from(p) / f64::from(total)))
        .collect()
}

fn distributions_are_those_of_the_definitions<T: Precision>() -> [f64; 3] {
    use kl_divergence::Distribution;
    let mut random = Random(7);
    let mut worst = [0.0_f64; 3];
    for count in (1..=70).chain([128, 1000, 2048 + 33, 50_000]) {
        let p = dyadic::<T>(&mut random, count);
        let mut q = dyadic::<T>(&mut random, count);
        if count % 3 == 0 {
            // Almost equal: a few units go from one outcome to another.
            q.clone_from(&p);
            let unit = T::nearest(1.0 / f64::from(1 << 20));
            for pair in q.chunks_exact_mut(2) {
                if pair[0] > unit {
                    pair[0] = pair[0] - unit;
                    pair[1] += unit;
                }
            }
        }
        let (wide_p, wide_q) = (
            Distribution::new(wide(&p)).unwrap(),
            Distribution::new(wide(&q)).unwrap(),
        );
        let truths = [
            entropy::entropy(&wide_p),
            cross_entropy::cross_entropy(&wide_p, &wide_q).unwrap(),
            kl_divergence::kl_divergence(&wide_p, &wide_q).unwrap(),
        ];
        for level in LEVELS {
            let plan = plan(level);
            let found = [
                distributions::entropy(plan, &p).unwrap(),
                distributions::cross_entropy(plan, &p, &q).unwrap(),
                distributions::kl_divergence(plan, &p, &q).unwrap(),
            ];
            for ((worst, found), truth) in worst.iter_mut().zip(found).zip(truths) {
                let error = miss::<T>(found, truth.nats());
                assert!(
                    error <= 4.0,
                    "{count} {level:?}: {found:e} for {:e}",
                    truth.nats()
                );
                *worst = worst.max(error);
            }
        }
    }
    println!("{}: {worst:?}", T::NAME);
    worst
}

#[test]
fn entropies_are_those_of_the_definitions() {
    let worst = distributions_are_those_of_the_definitions::<f32>();
    assert!(worst.iter().all(|&error| error <= 1.0), "{worst:?}");
    let worst = distributions_are_those_of_the_definitions::<f64>();
    assert!(worst.iter().all(|&error| error <= 2.0), "{worst:?}");
}

/// The logarithm of its two parts, rounded once.
fn ln<T: Precision, const FUSED: bool>(x: T) -> f64 {
    let (k, l) = T::ln_parts::<FUSED>(x);
    Into::<f64>::into(k).mul_add(std::f64::consts::LN_2, l.into())
}

#[test]
fn the_exponential_and_the_logarithms_miss_by_about_an_ulp() {
    let mut random = Random(99);
    let mut worst = [0.0_f64; 9];
    let mut see = |place: usize, error: f64| worst[place] = worst[place].max(error);
    for _ in 0..1_000_000 {
        let y = -(random.next() * 103.0) as f32;
        let exp = f64::from(f32::exp_raised::<true>(y, 0.0)) * f64::from(f32::LOWER);
        see(
            0,
            (exp - f64::from(y).exp()).abs() / (f64::from(y).exp() * f32::EPSILON as f64),
        );
        let y = -random.next() * 700.0;
        see(
            1,
            miss::<f64>(f64::exp_raised::<true>(y, 0.0) * f64::LOWER, y.exp()),
        );
        let x =
            (random.next() * 10_f64.powi(-(random.below(38) as i32))).max(f32::MIN_POSITIVE.into());
        see(
            2,
            miss::<f32>(ln::<f32, true>(x as f32), f64::from(x as f32).ln()),
        );
        see(3, miss::<f64>(ln::<f64, true>(x), x.ln()));
        let u = random.next();
        let ln_1p_f32 = binary::ln_1p_of_at_most_one::<f32, true>(u as f32);
        see(
            4,
            miss::<f32>(ln_1p_f32.into(), f64::from(u as f32).ln_1p()),
        );
        see(
            5,
            miss::<f64>(binary::ln_1p_of_at_most_one::<f64, true>(u), u.ln_1p()),
        );
        see(
            7,
            miss::<f64>(f64::exp_raised::<false>(y, 0.0) * f64::LOWER, y.exp()),
        );
        see(8, miss::<f64>(ln::<f64, false>(x), x.ln()));
        let x = (random.next() * 80.0 - 40.0).exp();
        see(6, miss::<f64>(ln_1p::<true>(x), x.ln_1p()));
    }
    println!("{worst:?}");
    for (worst, bound) in worst
        .iter()
        .zip([0.65, 1.0, 0.7, 1.0, 1.5, 1.0, 1.0, 1.0, 1.0])
    {
        assert!(*worst <= bound, "{worst} {bound}");
    }
    assert_eq!(f32::exp_raised::<true>(0.0, 0.0), f32::RAISE);
    assert_eq!(f64::exp_raised::<true>(NEVER, 0.0), 0.0);
    assert!(f64::exp_raised::<true>(f64::NAN, 0.0).is_nan());
    assert!(f32::exp_raised::<true>(f32::from_bits(0x7fc0_0003), 0.0).is_nan());
}

/// The same jobs, so the same answer to the last bit.
#[test]
fn threads_change_no_bit() {
    let mut random = Random(3);
    let answers = [1, 2, 3].map(|threads| {
        let plan = Plan {
            level: Plan::detected().level,
            threads: NonZero::new(threads),
        };
        let mut random = Random(random.0);
        let mut bits = Vec::new();
        for (rows, classes) in [(300_000, 10), (60, 50_257)] {
            let z = logits::<f32>(&mut random, 0, rows * classes, classes);
            let targets: Vec<usize> = (0..rows).map(|_| random.below(classes)).collect();
            let mut gradient = vec![0.0; z.len()];
            let mean =
                softmax::mean(plan, classes, &z, &targets, None, Some(&mut gradient)).unwrap();
            let sum = gradient.iter().fold(0_u64, |sum, slope| {
                sum.wrapping_mul(31) + u64::from(slope.to_bits())
            });
            bits.extend([mean.to_bits(), sum]);
        }
        let count = 3_000_001;
        let z = logits::<f64>(&mut random, 0, count, 1);
        let y: Vec<f64> = (0..count).map(|_| random.next()).collect();
        let mut slopes = vec![0.0; count];
        bits.push(
            binary::mean(plan, &z, &y, Some(&mut slopes))
                .unwrap()
                .to_bits(),
        );
        let sum: f64 = y.iter().sum();
        let p: Vec<f64> = y.iter().map(|y| y / sum).collect();
        bits.push(distributions::entropy(plan, &p).unwrap().to_bits());
        let q = vec![1.0 / count as f64; count];
        bits.push(
            distributions::kl_divergence(plan, &p, &q)
                .unwrap()
                .to_bits(),
        );
        bits
    });
    random.next();
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

/// The first faulty row is named, also where several threads find one each.
#[test]
fn the_first_fault_is_named_whoever_finds_it() {
    let (rows, classes) = (300_000, 10);
    let mut z = vec![0.0_f32; rows * classes];
    z[123_456 * classes + 7] = f32::NAN;
    z[234_567 * classes + 3] = f32::NAN;
    let targets = vec![0; rows];
    for threads in [1, 2] {
        let plan = Plan {
            level: Plan::detected().level,
            threads: NonZero::new(threads),
        };
        let error = softmax::mean(plan, classes, &z, &targets, None, None).unwrap_err();
        assert!(
            matches!(
                error,
                KernelError::NotALogit {
                    row: 123_456,
                    class: 7,
                    ..
                }
            ),
            "{error}"
        );
    }
}

/// Wherever it stands, in a block, in the rest of a row, in a lane, and on every level.
#[test]
fn nan_is_found_everywhere() {
    for level in LEVELS {
        for (rows, classes) in [
            (1, 1),
            (2, 3),
            (2, 6),
            (2, 16),
            (2, 24),
            (2, 50),
            (13, 10),
            (13, 70),
            (2, 200),
        ] {
            for place in 0..rows * classes {
                for bad in [f64::NAN, f64::INFINITY] {
                    for class in [0, classes - 1] {
                        let mut z = vec![1.0; rows * classes];
                        z[place] = bad;
                        let error =
                            softmax::mean(plan(level), classes, &z, &vec![class; rows], None, None);
                        let (row, class) = (place / classes, place % classes);
                        assert!(
                            matches!(error, Err(KernelError::NotALogit { row: r, class: c, .. }) if (r, c) == (row, class)),
                            "{level:?} {rows}×{classes} {place}: {error:?}"
                        );
                    }
                }
            }
        }
        for count in [1, 2, 3, 6, 10, 16, 20, 64, 70, 130] {
            for place in 0..count {
                let (mut z, mut y, mut p) = (
                    vec![0.5; count],
                    vec![0.5; count],
                    vec![1.0 / count as f64; count],
                );
                z[place] = f64::NAN;
                let error = binary::mean(plan(level), &z, &y, None).unwrap_err();
                assert!(
                    matches!(error, KernelError::NaN { index } if index == place),
                    "{error}"
                );
                for bad in [-1e-300, 1.0 + f64::EPSILON, f64::NAN, f64::INFINITY] {
                    y[place] = bad;
                    let error = binary::mean(plan(level), &vec![0.0; count], &y, None).unwrap_err();
                    assert!(
                        matches!(error, KernelError::NotATarget { index, .. } if index == place),
                        "{error}"
                    );
                }
                let good = p.clone();
                for bad in [-1e-300, f64::NAN, f64::INFINITY] {
                    p[place] = bad;
                    for (error, expected) in [
                        (distributions::entropy(plan(level), &p), "p"),
                        (distributions::cross_entropy(plan(level), &good, &p), "q"),
                        (distributions::kl_divergence(plan(level), &p, &good), "p"),
                        (distributions::kl_divergence(plan(level), &good, &p), "q"),
                    ] {
                        let is_negligible = bad == -1e-300 && count == 1;
                        assert!(
                            is_negligible
                                || matches!(error, Err(KernelError::NotAProbability { name, index, .. }) if index == place && name == expected),
                            "{level:?} {count} {place} {bad}: {error:?}"
                        );
                    }
                }
            }
        }
    }
}

/// The sum stays one, so that only the sign shows it.
#[test]
fn a_negative_probability_is_found_where_the_sum_is_right() {
    for level in LEVELS {
        for count in [2, 6, 10, 20, 70, 1000] {
            let good = vec![1.0 / count as f64; count];
            for place in [0, count - 2] {
                let mut bad = good.clone();
                bad[place] = -1e-12;
                bad[place + 1] += good[place];
                for (error, expected) in [
                    (distributions::entropy(plan(level), &bad), "p"),
                    (distributions::kl_divergence(plan(level), &bad, &good), "p"),
                    (distributions::cross_entropy(plan(level), &good, &bad), "q"),
                ] {
                    assert!(
                        matches!(error, Err(KernelError::NotAProbability { name, index, .. }) if index == place && name == expected),
                        "{level:?} {count} {place}: {error:?}"
                    );
                }
            }
            // −0 is no negative number.
            let mut zero = good.clone();
            zero[1] += zero[0];
            zero[0] = -0.0;
            assert!(distributions::entropy(plan(level), &zero).is_ok());
        }
    }
}

/// So many equal terms are rounded alike, and what they round off adds up.
#[test]
fn long_sums_in_double_precision_keep_what_they_round_off() {
    let count = 3_000_000;
    let p = vec![1.0 / f64::from(count); count as usize];
    let truth = f64::from(count) * p[0] * -p[0].ln();
    for level in LEVELS {
        let found = distributions::entropy(plan(level), &p).unwrap();
        assert!(
            miss::<f64>(found, truth) <= 3.0,
            "{level:?}: {found} for {truth}"
        );
    }
}

/// A power of two that does not fit its exponent would wrap around.
#[test]
fn what_is_far_below_the_target_is_nothing() {
    for level in LEVELS {
        for depth in (0..3000).map(|depth| f64::from(depth) * -0.5) {
            let mut z = vec![depth; 100];
            z[3] = 0.0;
            let truth = (99.0 * depth.exp()).ln_1p();
            let found = softmax::mean(plan(level), 100, &z, &[3], None, None).unwrap();
            // Further down the truth is made of a subnormal number, and is not exact.
            let is_right = if depth > -700.0 {
                miss::<f64>(found, truth) <= 3.0
            } else {
                (0.0..1e-300).contains(&found)
            };
            assert!(is_right, "{depth}: {found:e} for {truth:e}");
            let z: Vec<f32> = z.iter().map(|&z| z as f32).collect();
            let found = softmax::mean(plan(level), 100, &z, &[3], None, None).unwrap();
            assert!(miss::<f32>(found, truth) <= 2.0, "{depth}: {found:e}");
        }
    }
}

/// The worst that can happen to a sum: all terms are equal, so each addition is rounded the same way in all lanes.
#[test]
fn entropy_of_uniform_distributions_is_ln_n_within_a_few_ulp() {
    fn worst<T: Precision>() -> f64 {
        let counts = (1..3000).chain([10_000, 65_537, 100_003]);
        let errors = counts.map(|count| {
            let p = vec![T::nearest(1.0 / f64::from(count)); count as usize];
            let each: f64 = p[0].into();
            // The cost of each, times a sum of probabilities that is 1 but for the rounding of each.
            let sum = f64::from(count).mul_add(each, -1.0);
            let truth = -each.ln() - each.ln() * sum;
            let found = distributions::entropy(Plan::detected(), &p).unwrap();
            (found - truth).abs() / T::ulp(truth)
        });
        errors.fold(0.0, f64::max)
    }
    let (single, double) = (worst::<f32>(), worst::<f64>());
    println!("{single} {double}");
    assert!(single <= 4.0 && double <= 6.0, "{single} {double}");
}

/// Where the exponentials, taken in relation to the target, leave the numbers.
#[test]
fn a_target_far_below_the_others_costs_the_difference() {
    fn holds<T: Precision>(gaps: &[f64]) {
        for &gap in gaps {
            for (rows, classes) in [
                (1, 2),
                (5, 3),
                (1, 6),
                (1, 8),
                (3, 10),
                (8, 16),
                (2, 24),
                (1, 40),
                (13, 10),
                (13, 80),
                (1, 200),
            ] {
                let mut z = vec![T::nearest(0.5); rows * classes];
                for row in z.chunks_exact_mut(classes) {
                    row[classes - 1] = T::nearest(0.5 - gap);
                }
                let targets = vec![classes - 1; rows];
                let logits = Logits::new(wide(&z[..classes])).unwrap();
                let definition = ::logits::softmax_cross_entropy(classes - 1, &logits);
                let truth = definition.unwrap().nats();
                let slopes = gradients::softmax_cross_entropy_gradient(classes - 1, &logits);
                let slopes = slopes.unwrap();
                for level in LEVELS {
                    let case = format!("{gap} {rows}×{classes} {level:?} {}", T::NAME);
                    let mut gradient = vec![T::ONE; rows * classes];
                    let gradient_buffer = Some(&mut gradient[..]);
                    let found =
                        softmax::mean(plan(level), classes, &z, &targets, None, gradient_buffer);
                    let found = found.unwrap();
                    assert!(miss::<T>(found, truth) <= 2.0, "{case}: {found:e}");
                    for (found, truth) in gradient.iter().zip(slopes.iter().cycle()) {
                        let found = (*found).into() * rows as f64;
                        let error = (found - truth).abs() / T::ulp(*truth);
                        let smallest = T::SMALLEST * rows as f64;
                        assert!(
                            error <= 4.0 || (found - truth).abs() <= smallest,
                            "{case}: {found:e} for {truth:e}"
                        );
                    }
                }
            }
        }
    }
    holds::<f32>(&[
        20.0,
        44.0,
        44.4,
        44.5,
        87.0,
        88.8,
        104.0,
        1e5,
        f64::INFINITY,
    ]);
    holds::<f64>(&[
        300.0,
        354.5,
        354.8,
        355.0,
        356.0,
        400.0,
        709.0,
        710.0,
        746.0,
        1e5,
        f64::INFINITY,
    ]);
}

/// Each loss fits its precision, and their sum does not; where one of them is infinite, so is the mean.
#[test]
fn the_mean_of_huge_losses_is_huge_and_not_infinite() {
    fn holds<T: Precision>(huge: f64) {
        let huge = T::nearest(huge);
        for level in LEVELS {
            for (rows, classes) in [(2, 2), (5, 10), (40, 10), (40, 100), (3, 200)] {
                let mut z = vec![T::ZERO; rows * classes];
                for row in z.chunks_exact_mut(classes) {
                    row[0] = huge;
                }
                let targets = vec![classes - 1; rows];
                let mean = |z: &[T]| softmax::mean(plan(level), classes, z, &targets, None, None);
                assert!(miss::<T>(mean(&z).unwrap(), huge.into()) <= 2.0);
                z[classes - 1] = T::NEG_INFINITY;
                assert_eq!(mean(&z), Ok(f64::INFINITY));
                z[classes] = T::INFINITY;
                assert!(mean(&z).is_err());
            }
            for count in [2, 10, 40, 3000] {
                let mut z = vec![huge; count];
                let y = vec![T::ZERO; count];
                let found = binary::mean(plan(level), &z, &y, None).unwrap();
                assert!(miss::<T>(found, huge.into()) <= 2.0, "{count}: {found:e}");
                z[0] = T::INFINITY;
                assert_eq!(binary::mean(plan(level), &z, &y, None), Ok(f64::INFINITY));
            }
        }
    }
    holds::<f32>(3e38);
    holds::<f64>(1.7e308);
}

/// What is not normal, or nearly so, counts where all else is nothing, and where q almost rules it out.
#[test]
fn faint_probabilities_keep_their_digits() {
    use kl_divergence::Distribution;
    fn holds<T: Precision>(faint: f64, fainter: f64) {
        for count in [2, 5, 8, 16, 17, 40, 1000] {
            let tiny = T::nearest(faint);
            let tinier = T::nearest(fainter);
            let mut sure = vec![T::ZERO; count];
            sure[0] = T::ONE;
            let (mut almost, mut nearly) = (sure.clone(), sure.clone());
            almost[count - 1] = tiny;
            nearly[count - 1] = tinier;
            let mut other = vec![T::ZERO; count];
            other[0] = tiny;
            other[count - 1] = T::ONE;
            // The differences cancel, and the terms are all that is left.
            let (mut both, mut swapped) = (sure.clone(), sure.clone());
            for pair in 1..count.div_ceil(2) {
                (both[2 * pair - 1], both[2 * pair]) = (tiny, tinier);
                (swapped[2 * pair - 1], swapped[2 * pair]) = (tinier, tiny);
            }
            for (p, q) in [
                (&almost, &almost),
                (&almost, &nearly),
                (&nearly, &almost),
                (&sure, &almost),
                (&sure, &other),
                (&other, &nearly),
                (&almost, &sure),
                (&both, &swapped),
            ] {
                let distributions = [p, q].map(|p| Distribution::new(wide(p)).unwrap());
                let [wide_p, wide_q] = &distributions;
                for level in LEVELS {
                    let plan = plan(level);
                    let pairs = [
                        (
                            distributions::entropy(plan, p),
                            entropy::entropy(wide_p).nats(),
                        ),
                        (
                            distributions::cross_entropy(plan, p, q),
                            cross_entropy::cross_entropy(wide_p, wide_q).unwrap().nats(),
                        ),
                        (
                            distributions::kl_divergence(plan, p, q),
                            kl_divergence::kl_divergence(wide_p, wide_q).unwrap().nats(),
                        ),
                    ];
                    for (place, (found, truth)) in pairs.into_iter().enumerate() {
                        let found = found.unwrap();
                        assert!(
                            miss::<T>(found, truth) <= 2.0,
                            "{place} {count} {level:?} {faint:e} {fainter:e}: {found:e} for {truth:e}"
                        );
                    }
                }
            }
        }
    }
    for (faint, fainter) in [
        (1e-40, 3e-42),
        (1e-45, 1e-38),
        (1e-37, 1.1e-37),
        (1e-19, 1e-40),
    ] {
        holds::<f32>(faint, fainter);
    }
    for (faint, fainter) in [
        (1e-310, 3e-320),
        (5e-324, 1e-300),
        (1e-307, 1.1e-307),
        (1e-160, 1e-308),
    ] {
        holds::<f64>(faint, fainter);
    }
}

/// A format of two bytes with the distance between its numbers.
trait TwoBytes: crate::Format + Default + Into<f64> {
    const NAME: &'static str;
    /// The distance from 1 to the next number.
    const EPSILON: f64;
    const SMALLEST: f64;
    const LARGEST: f64;
    fn nearest(x: f64) -> Self;

    /// By how many of its steps a number misses the truth, beyond the half step that rounding takes.
    fn beyond_rounding(self, truth: f64) -> f64 {
        let found: f64 = self.into();
        if truth.abs() > Self::LARGEST {
            return if found.is_infinite() {
                0.0
            } else {
                f64::INFINITY
            };
        }
        let exponent = ((truth.abs().to_bits() >> 52) as i32) - 1023;
        let step = (2_f64.powi(exponent) * Self::EPSILON).max(Self::SMALLEST);
        ((found - truth).abs() / step - 0.5).max(0.0)
    }
}

impl TwoBytes for crate::bf16 {
    const NAME: &'static str = "bf16";
    const EPSILON: f64 = 0.0078125;
    const SMALLEST: f64 = 9.183549615799121e-41;
    const LARGEST: f64 = 3.3895313892515355e38;

    fn nearest(x: f64) -> Self {
        Self::from_f64(x)
    }
}

impl TwoBytes for crate::f16 {
    const NAME: &'static str = "f16";
    const EPSILON: f64 = 0.0009765625;
    const SMALLEST: f64 = 5.960464477539063e-8;
    const LARGEST: f64 = 65504.0;

    fn nearest(x: f64) -> Self {
        Self::from_f64(x)
    }
}

/// Loss, slopes and mean of logits of two bytes, against the definitions for exactly these logits.
fn halves_are_those_of_the_definitions<H: TwoBytes>() {
    let mut random = Random(11);
    let (mut worst_loss, mut worst_slope, mut worst_mean) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (rows, classes) in [
        (1, 1),
        (1, 3),
        (40, 10),
        (700, 48),
        (200, 130),
        (3, 40_000),
        (2, 100),
    ] {
        for scale in [0.001, 3.0, 40.0] {
            let logits: Vec<H> = (0..rows * classes)
                .map(|_| H::nearest((random.next() * 2.0 - 1.0) * scale))
                .collect();
            let targets: Vec<usize> = (0..rows).map(|_| random.below(classes)).collect();
            let mut losses = vec![H::default(); rows];
            let mut gradient = vec![H::default(); rows * classes];
            let plan = plan(Level::Avx512);
            let (l, t) = (&logits[..], &targets[..]);
            let forward = H::softmax(plan, classes, l, t, Some(&mut losses), None).unwrap();
            let mean = H::softmax(plan, classes, l, t, None, Some(&mut gradient)).unwrap();
            assert_eq!(forward.to_bits(), mean.to_bits());
            let mut sum = Compensated::default();
            for (row, &class) in targets.iter().enumerate() {
                let wide: Vec<f64> = l[row * classes..][..classes]
                    .iter()
                    .map(|&z| z.into())
                    .collect();
                let wide = Logits::new(wide).unwrap();
                let truth = ::logits::softmax_cross_entropy(class, &wide)
                    .unwrap()
                    .nats();
                sum.add(truth);
                worst_loss = worst_loss.max(losses[row].beyond_rounding(truth));
                let slopes = gradients::softmax_cross_entropy_gradient(class, &wide).unwrap();
                for (column, slope) in slopes.iter().enumerate() {
                    let found = gradient[row * classes + column];
                    worst_slope = worst_slope.max(found.beyond_rounding(slope / rows as f64));
                }
            }
            worst_mean = worst_mean.max(miss::<f32>(mean, sum.total() / rows as f64));
        }
    }
    println!("{}: {worst_loss:e} {worst_slope:e} {worst_mean:e}", H::NAME);
    // What single precision rounds is a few of its ulp: two thousandths of a step of eleven bits.
    assert!(
        worst_loss <= 2e-3 && worst_slope <= 2e-3,
        "{worst_loss:e} {worst_slope:e}"
    );
    assert!(worst_mean <= 1.0, "{worst_mean:e}");
}

#[test]
fn logits_of_two_bytes_lose_nothing_but_their_rounding() {
    halves_are_those_of_the_definitions::<crate::bf16>();
    halves_are_those_of_the_definitions::<crate::f16>();
}

#[test]
fn yes_or_no_in_two_bytes_loses_nothing_but_its_rounding() {
    fn holds<H: TwoBytes>() {
        let mut random = Random(17);
        for count in [1, 5, 33, 40_000] {
            let z: Vec<H> = (0..count)
                .map(|_| H::nearest(random.next() * 60.0 - 30.0))
                .collect();
            let y: Vec<H> = (0..count).map(|at| H::nearest((at % 2) as f64)).collect();
            let mut slopes = vec![H::default(); count];
            let mean = H::binary(plan(Level::Avx512), &z, &y, Some(&mut slopes)).unwrap();
            let mut sum = Compensated::default();
            for at in 0..count {
                let (z, y): (f64, f64) = (z[at].into(), y[at].into());
                sum.add(
                    ::logits::binary_cross_entropy_with_logits(y, z)
                        .unwrap()
                        .nats(),
                );
                let slope = gradients::binary_cross_entropy_gradient(y, z).unwrap();
                let beyond = slopes[at].beyond_rounding(slope / count as f64);
                assert!(beyond <= 2e-3, "{}: {beyond:e}", H::NAME);
            }
            let error = miss::<f32>(mean, sum.total() / count as f64);
            assert!(error <= 1.0, "{}: {error}", H::NAME);
        }
    }
    holds::<crate::bf16>();
    holds::<crate::f16>();
}

#[test]
fn a_fault_in_two_bytes_is_named_by_its_place_in_the_batch() {
    use crate::bf16;
    let mut z = vec![bf16::ZERO; 60_000];
    z[50_001] = bf16::NAN;
    let targets = vec![0; 20_000];
    let fault = crate::softmax_cross_entropy(
        ndarray::ArrayView2::from_shape((20_000, 3), &z).unwrap(),
        &targets,
    );
    let KernelError::NotALogit { row, class, .. } = fault.unwrap_err() else {
        panic!("another fault");
    };
    assert_eq!((row, class), (16_667, 0));
    let fault = crate::binary_cross_entropy_with_logits(&z, &vec![bf16::ONE; 60_000]);
    assert_eq!(fault.unwrap_err(), KernelError::NaN { index: 50_001 });
    z[50_001] = bf16::ZERO;
    let mut y = vec![bf16::ONE; 60_000];
    y[20_000] = bf16::from_f32(2.0);
    let fault = crate::binary_cross_entropy_with_logits(&z, &y);
    assert_eq!(
        fault.unwrap_err(),
        KernelError::NotATarget {
            index: 20_000,
            value: 2.0
        }
    );
}
