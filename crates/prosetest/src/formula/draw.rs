//! Draws: values for symbols, the same at every run, with the hard corners among them.

use std::collections::HashMap;

use super::evaluate::nudged;
use super::tree::Key;
use super::value::Number;
use crate::oracle::Input;

/// How many times a formula is tried.
pub(crate) const DRAWS: usize = 96;

/// How a symbol's value is drawn.
///
/// `over` names the integers that a vector or matrix is as long as, or `[]` for a single number.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Deserialize),
    serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)
)]
pub enum Draw {
    /// Numbers from zero to one that sum to one, along the last of `over`.
    Distribution {
        /// The lengths.
        over: Vec<String>,
    },
    /// Numbers of a range, its ends included.
    Number {
        /// The least.
        from: f64,
        /// The greatest.
        to: f64,
        /// The lengths.
        #[cfg_attr(feature = "serde", serde(default))]
        over: Vec<String>,
    },
    /// Whole numbers of a range, its ends included; other symbols may be as long as one.
    Integer {
        /// The least.
        from: u32,
        /// The greatest.
        to: u32,
        /// The lengths.
        #[cfg_attr(feature = "serde", serde(default))]
        over: Vec<String>,
    },
    /// A place in a vector: counted from one in formulas, from zero in code.
    Index {
        /// The length of that vector.
        into: String,
        /// The lengths.
        #[cfg_attr(feature = "serde", serde(default))]
        over: Vec<String>,
    },
    /// Zeros with a single one among them, along the last of `over`.
    OneHot {
        /// The lengths.
        over: Vec<String>,
    },
    /// One of a few numbers.
    Choice {
        /// The numbers.
        of: Vec<f64>,
        /// The lengths.
        #[cfg_attr(feature = "serde", serde(default))]
        over: Vec<String>,
    },
}

impl Draw {
    pub(crate) fn over(&self) -> &[String] {
        match self {
            Self::Distribution { over }
            | Self::Number { over, .. }
            | Self::Integer { over, .. }
            | Self::Index { over, .. }
            | Self::OneHot { over }
            | Self::Choice { over, .. } => over,
        }
    }

    /// The lengths that must be drawn first.
    pub(crate) fn needs(&self) -> impl Iterator<Item = &String> {
        let into = match self {
            Self::Index { into, .. } => Some(into),
            _ => None,
        };
        self.over().iter().chain(into)
    }
}

/// The value of a symbol in one draw.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) shape: Vec<usize>,
    /// As the formula sees them, row by row.
    pub(crate) values: Vec<Number>,
    /// As code is given it.
    pub(crate) input: Input,
    /// As code is given it to see what a rounding changes.
    pub(crate) near: Input,
}

/// The values of all symbols in one draw, by their name and how many indices they take.
pub(crate) type Sample = HashMap<(Key, usize), Item>;

/// What a draw is like.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Plain,
    Zeros,
    OneHot,
    Near,
    Equal,
    Far,
    Ends,
}

const MOODS: [Mood; 8] = [
    Mood::Plain,
    Mood::Zeros,
    Mood::OneHot,
    Mood::Far,
    Mood::Plain,
    Mood::Near,
    Mood::Ends,
    Mood::Equal,
];

/// The symbols in one draw; those that others are as long as stand before them.
pub(crate) fn sample<'a>(
    symbols: impl Iterator<Item = (&'a Key, &'a str, &'a Draw)>,
    number: usize,
) -> Sample {
    let mut sample = Sample::new();
    let mut lengths: HashMap<&str, usize> = HashMap::new();
    for (key, name, draw) in symbols {
        let length = |of: &String| lengths.get(of.as_str()).copied().unwrap_or(1);
        let shape: Vec<usize> = draw.over().iter().map(length).collect();
        let into = match draw {
            Draw::Index { into, .. } => length(into),
            _ => 1,
        };
        let item = item(key, draw, shape, into, number);
        if let (Draw::Integer { .. }, Input::Number(value)) = (draw, &item.input) {
            // Drawn from 32 bits.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a u32"
            )]
            let value = *value as usize;
            lengths.insert(key, value);
            lengths.insert(name, value);
        }
        sample.insert((key.clone(), item.shape.len()), item);
    }
    sample
}

fn item(key: &str, draw: &Draw, shape: Vec<usize>, into: usize, number: usize) -> Item {
    let mut own = Random::new(key, shape.len(), number);
    // What is equal or nearly so in all symbols comes from one source for all of them.
    let mut shared = Random::new("", shape.len(), number);
    let mut mood = MOODS[number % MOODS.len()];
    if !matches!(mood, Mood::Near | Mood::Equal) && own.below(3) == 0 {
        mood = Mood::Plain;
    }
    let count: usize = shape.iter().product();
    // All alike, too: there many an inequality is an equation.
    let alike = mood == Mood::Ends && own.below(2) == 0;
    let row = shape.last().copied().unwrap_or(1).max(1);
    let mut drawn: Vec<f64> = Vec::with_capacity(count);
    while drawn.len() < count {
        match draw {
            Draw::Distribution { .. } => {
                drawn.extend(distribution(row, mood, &mut own, &mut shared));
            }
            Draw::OneHot { .. } => {
                let one = own.below(row);
                drawn.extend((0..row).map(|place| if place == one { 1.0 } else { 0.0 }));
            }
            Draw::Number { from, to, .. } => {
                drawn.push(in_range(*from, *to, mood, &mut own, &mut shared));
            }
            Draw::Integer { from, to, .. } => {
                let span = to.saturating_sub(*from) as usize + 1;
                // The first draws, which messages show, are short.
                let above = if number < 3 {
                    (number + 1) % span
                } else {
                    own.below(span)
                };
                drawn.push(f64::from(*from) + whole(above));
            }
            Draw::Index { .. } => drawn.push(whole(own.below(into))),
            Draw::Choice { of, .. } => drawn.push(of[own.below(of.len())]),
        }
    }
    if let (true, Draw::Number { .. }, Some(&first)) = (alike, draw, drawn.first()) {
        drawn.fill(first);
    }
    let seen = |&value: &f64| match draw {
        Draw::Index { .. } => Number::exact(value + 1.0),
        Draw::Integer { .. } | Draw::Choice { .. } | Draw::OneHot { .. } => Number::exact(value),
        Draw::Distribution { .. } | Draw::Number { .. } => Number::drawn(value),
    };
    let input = |drawn: Vec<f64>| match shape.len() {
        0 => Input::Number(drawn[0]),
        1 => Input::Vector(drawn),
        _ => Input::Matrix(drawn.chunks(row).map(<[f64]>::to_vec).collect()),
    };
    let near = |(at, &value): (usize, &f64)| match draw {
        Draw::Distribution { .. } | Draw::Number { .. } => nudged(value, 0.0, at),
        _ => value,
    };
    Item {
        values: drawn.iter().map(seen).collect(),
        near: input(drawn.iter().enumerate().map(near).collect()),
        input: input(drawn),
        shape,
    }
}

fn distribution(outcomes: usize, mood: Mood, own: &mut Random, shared: &mut Random) -> Vec<f64> {
    let one_hot = |place: usize| {
        (0..outcomes)
            .map(|at| if at == place { 1.0 } else { 0.0 })
            .collect()
    };
    match mood {
        Mood::Plain => shares(outcomes, own),
        Mood::Equal => shares(outcomes, shared),
        Mood::OneHot => one_hot(own.below(outcomes)),
        Mood::Near => {
            let near = |share: f64| share * (1.0 + 1e-6 * own.unit());
            normal(shares(outcomes, shared).into_iter().map(near).collect())
        }
        Mood::Zeros => {
            let kept = own.below(outcomes);
            let shares = shares(outcomes, own).into_iter().enumerate();
            normal(
                shares
                    .map(|(place, share)| {
                        if place == kept || own.below(2) == 0 {
                            share
                        } else {
                            0.0
                        }
                    })
                    .collect(),
            )
        }
        Mood::Far => normal(
            (0..outcomes)
                .map(|_| 10_f64.powf(-12.0 * own.unit()))
                .collect(),
        ),
        Mood::Ends => vec![1.0 / whole(outcomes); outcomes],
    }
}

/// Shares of a thousand, each at least one.
fn shares(outcomes: usize, random: &mut Random) -> Vec<f64> {
    let weights: Vec<f64> = (0..outcomes).map(|_| 0.05 + random.unit()).collect();
    let sum: f64 = weights.iter().sum();
    let mut left = 1000.0;
    let mut shares: Vec<f64> = weights
        .iter()
        .map(|weight| {
            let share = (weight / sum * 1000.0).floor().max(1.0);
            left -= share;
            share
        })
        .collect();
    shares[0] += left;
    shares.into_iter().map(|share| share / 1000.0).collect()
}

fn normal(weights: Vec<f64>) -> Vec<f64> {
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

fn in_range(from: f64, to: f64, mood: Mood, own: &mut Random, shared: &mut Random) -> f64 {
    let width = to - from;
    let plain = |random: &mut Random| {
        // Three decimals of the range: short to read in a message.
        let unit = 10_f64.powf(width.log10().floor() - 3.0);
        ((from + width * random.unit()) / unit).round() * unit
    };
    let held = |value: f64| value.clamp(from, to);
    match mood {
        Mood::Plain | Mood::OneHot => held(plain(own)),
        Mood::Equal => held(plain(shared)),
        Mood::Near => held(plain(shared) + 1e-6 * width * own.unit()),
        Mood::Zeros if own.below(2) == 0 => held(0.0),
        Mood::Zeros => held(plain(own)),
        Mood::Far if own.below(2) == 0 => {
            held(10_f64.powf(-9.0 * own.unit()) * to.abs().max(from.abs()))
        }
        Mood::Far => [from, to][own.below(2)],
        Mood::Ends => held([from, to, 0.0, 1.0, -1.0][own.below(5)]),
    }
}

/// An index or a length, as a float.
#[expect(clippy::cast_precision_loss, reason = "lengths and indices are small")]
pub(crate) fn whole(count: usize) -> f64 {
    count as f64
}

/// `SplitMix64`, started by what is drawn.
struct Random(u64);

impl Random {
    fn new(key: &str, depth: usize, number: usize) -> Self {
        let start = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mixed = (number as u64)
            .wrapping_mul(31)
            .wrapping_add(depth as u64)
            .wrapping_mul(0xd134_2543_de82_ef95);
        let mut random = Self(start ^ mixed);
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From zero, included, to one, excluded.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Below `count`, which is small.
    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count.max(1) as u64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{DRAWS, Draw, Input, Sample, sample};

    fn samples(draw: &Draw) -> Vec<Sample> {
        let length = Draw::Integer {
            from: 1,
            to: 6,
            over: Vec::new(),
        };
        let (k, p, q) = ("K".to_owned(), "p".to_owned(), "q".to_owned());
        let symbols = [(&k, "K", &length), (&p, "p", draw), (&q, "q", draw)];
        (0..DRAWS)
            .map(|number| sample(symbols.into_iter(), number))
            .collect()
    }

    fn vector(sample: &Sample, key: &str) -> Vec<f64> {
        match &sample[&(key.to_owned(), 1)].input {
            Input::Vector(vector) => vector.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_hard_corners_are_among_the_draws() {
        let draws = samples(&Draw::Distribution {
            over: vec!["K".to_owned()],
        });
        let pairs: Vec<_> = draws
            .iter()
            .map(|draw| (vector(draw, "p"), vector(draw, "q")))
            .collect();
        let some = |what: &str, holds: &dyn Fn(&[f64], &[f64]) -> bool| {
            let count = pairs.iter().filter(|(p, q)| holds(p, q)).count();
            assert!(count >= 3, "{what}: {count}");
        };
        some("one outcome", &|p, _| p.len() == 1);
        some("two outcomes", &|p, _| p.len() == 2);
        some("six outcomes", &|p, _| p.len() == 6);
        some("a zero", &|p, _| p.contains(&0.0) && !p.contains(&1.0));
        some("one-hot", &|p, _| p.len() > 1 && p.contains(&1.0));
        some("only the model rules it out", &|p, q| {
            p.iter().zip(q).any(|(p, q)| *p > 0.0 && *q == 0.0)
        });
        some("equal", &|p, q| p.len() > 1 && p == q);
        let apart = |p: &[f64], q: &[f64]| {
            p.iter()
                .zip(q)
                .map(|(p, q)| (p - q).abs())
                .fold(0.0, f64::max)
        };
        some("nearly equal", &|p, q| {
            apart(p, q) > 0.0 && apart(p, q) < 1e-5
        });
        some("far apart", &|p, q| {
            p.iter().zip(q).any(|(p, q)| *p > 0.0 && *p < 1e-6 * q)
        });
        for (p, _) in &pairs {
            assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-14 && p.iter().all(|p| *p >= 0.0));
        }
    }

    #[test]
    fn numbers_stay_in_their_range_and_reach_its_ends() {
        let draws = samples(&Draw::Number {
            from: -3.0,
            to: 30.0,
            over: vec!["K".to_owned()],
        });
        let all: Vec<f64> = draws.iter().flat_map(|draw| vector(draw, "p")).collect();
        assert!(all.iter().all(|value| (-3.0..=30.0).contains(value)));
        assert!([-3.0, 0.0, 1.0, 30.0].iter().all(|end| all.contains(end)));
    }

    #[test]
    fn every_run_draws_the_same() {
        let draw = Draw::Choice {
            of: vec![0.0, 1.0],
            over: vec!["K".to_owned()],
        };
        let again = samples(&draw);
        for (one, other) in samples(&draw).iter().zip(&again) {
            assert_eq!(vector(one, "p"), vector(other, "p"));
        }
    }
}
