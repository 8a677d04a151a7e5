//! Every state of the softmax bench once more, in floats that are rounded here, by their bits.

use std::collections::BTreeMap;

use super::{at, figure, rounds};
use crate::oracle::{self, Precise};
use crate::support::tell;

/// A kind of float: the bits of its exponent and of its fraction.
#[derive(Clone, Copy)]
struct Kind {
    exponent: u32,
    fraction: u32,
}

fn kind(name: &str) -> Kind {
    let [exponent, fraction] = match name {
        "f64" => [11, 52],
        "f32" => [8, 23],
        "bf16" => [8, 7],
        "f16" => [5, 10],
        _ => panic!("{name} is no float"),
    };
    Kind { exponent, fraction }
}

impl Kind {
    /// The nearest float of this kind, an even one of two; as IEEE 754 has it, and in whole numbers.
    fn nearest(self, x: f64) -> f64 {
        if x == 0.0 || !x.is_finite() {
            return x;
        }
        let bits = x.abs().to_bits();
        let raw = (bits >> 52) as i32;
        let (exponent, digits) = match raw {
            0 => (-1074, bits),
            _ => (raw - 1075, bits & ((1 << 52) - 1) | 1 << 52),
        };
        let bias = (1 << (self.exponent - 1)) - 1;
        // The place of the last digit: that of the number's own size, and never below the smallest number's.
        let size = exponent + 63 - digits.leading_zeros() as i32;
        let place = (size - self.fraction as i32).max(1 - bias - self.fraction as i32);
        let drop = u32::try_from(place - exponent).unwrap_or_default();
        let kept = match drop {
            0 => digits,
            1..64 => {
                let (whole, rest, half) =
                    (digits >> drop, digits & ((1 << drop) - 1), 1 << (drop - 1));
                whole + u64::from(rest > half || rest == half && whole % 2 == 1)
            }
            _ => 0,
        };
        let place = exponent + drop as i32;
        let overflows = kept > 0 && 63 - kept.leading_zeros() as i32 + place > bias;
        let size = if overflows {
            f64::INFINITY
        } else {
            kept as f64 * f64::from(place / 2).exp2() * f64::from(place - place / 2).exp2()
        };
        size.copysign(x)
    }
}

#[test]
fn a_float_rounded_by_its_bits_is_that_of_the_machine() {
    let mut bits = 1_u64;
    for _ in 0..100_000 {
        bits = bits
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let x = f64::from_bits(bits);
        if x.is_nan() {
            continue;
        }
        assert_eq!(kind("f32").nearest(x), f64::from(x as f32), "{x:e}");
        assert_eq!(kind("f64").nearest(x), x);
        let near = f64::from(f32::from_bits((bits >> 32) as u32));
        if near.is_finite() {
            assert_eq!(kind("f32").nearest(near), near);
        }
    }
    // The ties and ends that the two formats of two bytes have.
    for (name, x, nearest) in [
        ("f16", 2049.0, 2048.0),
        ("f16", 2051.0, 2052.0),
        ("f16", 65519.9, 65504.0),
        ("f16", 65520.0, f64::INFINITY),
        ("f16", (-25_f64).exp2(), 0.0),
        ("f16", 3.0 * (-25_f64).exp2(), (-23_f64).exp2()),
        ("bf16", 257.0, 256.0),
        ("bf16", -259.0, -260.0),
        ("bf16", 100.1, 100.0),
    ] {
        assert_eq!(kind(name).nearest(x), nearest, "{name}: {x}");
    }
}

/// Exponentials with almost a hundred digits, each computed once.
#[derive(Default)]
struct Exponentials(BTreeMap<u64, f64>);

impl Exponentials {
    fn of(&mut self, z: f64) -> f64 {
        let exp = || {
            if z.is_finite() {
                oracle::exp(z).nearest()
            } else {
                z.exp()
            }
        };
        *self.0.entry(z.to_bits()).or_insert_with(exp)
    }

    fn softmax(&mut self, kind: Kind, z: [f64; 3], is_printed: bool) -> ([f64; 3], f64, [f64; 3]) {
        let z = z.map(|z| kind.nearest(z));
        let out = if is_printed {
            0.0
        } else {
            z.into_iter().fold(f64::NEG_INFINITY, f64::max)
        };
        let weights = z.map(|z| kind.nearest(self.of(kind.nearest(z - out))));
        let sum = weights
            .into_iter()
            .fold(0.0, |sum, weight| kind.nearest(sum + weight));
        (
            weights,
            sum,
            weights.map(|weight| kind.nearest(weight / sum)),
        )
    }
}

/// Whether a cell says this number: in words where it is none, and where it is far from one, if `far`, with three digits.
fn says(shown: &str, truth: f64, far: bool) -> bool {
    if truth.is_nan() {
        return shown == "not a number";
    }
    let size = truth.abs();
    if !far || truth == 0.0 || truth.is_infinite() || (1e-3..1e4).contains(&size) {
        return rounds(shown, &Precise::from(truth));
    }
    let parts = shown.split_once('e');
    let exponent = parts.and_then(|(_, exponent)| exponent.parse().ok());
    let (Some((digits, _)), Some(exponent), Ok(value)) = (parts, exponent, shown.parse::<f64>())
    else {
        return false;
    };
    let place = 10_f64.powi(exponent) / 100.0;
    digits.len() == 4 && (value - truth).abs() <= place * (0.5 + 1e-9)
}

#[test]
fn the_bench_is_right_in_every_kind_of_float() {
    let bench = figure("bench");
    let names = ["cat", "dog", "fox"];
    let mut exponentials = Exponentials::default();
    let mut counts = BTreeMap::new();
    for state in bench.states() {
        let of = |control| at(&bench, control, &state);
        let float = bench.step("float", &state).unwrap();
        let kind = kind(float);
        let is_printed = bench.step("way", &state) == Some("as printed");
        let logits = names.map(|name| (of(name) + of("shift")) / of("temperature"));
        let (weights, sum, once) = exponentials.softmax(kind, logits, is_printed);
        let shares = match bench.step("softmax", &state) {
            Some("once") => once,
            _ => exponentials.softmax(kind, once, is_printed).2,
        };
        let surprise = if shares[0] > 0.0 {
            -oracle::ln(shares[0]).nearest()
        } else {
            -shares[0].ln()
        };
        let logits = logits.map(|z| kind.nearest(z));
        let mut count = 0;
        let mut holds = |key: &str, truth: f64, far: bool| {
            let shown = bench.shown(key, &state).unwrap();
            assert!(
                says(shown, truth, far),
                "{key} at {state:?} in {float}: {shown}, {truth}"
            );
            count += 1;
        };
        for (class, name) in names.into_iter().enumerate() {
            holds(&format!("{name}-logit"), logits[class], false);
            holds(&format!("{name}-weight"), weights[class], true);
            holds(&format!("{name}-share"), shares[class], false);
        }
        holds("sum", sum, true);
        holds("loss", kind.nearest(surprise), false);
        let (states, numbers) = counts.entry(float.to_owned()).or_insert((0, 0));
        *states += 1;
        *numbers += count;
    }
    assert_eq!(
        counts.values().map(|(states, _)| states).sum::<usize>(),
        bench.states().count()
    );
    for (float, (states, numbers)) in counts {
        tell(&format!(
            "bench: {numbers} numbers in {states} states of {float} computed a second way"
        ));
    }
}
