//! What several modules need: the book as it is on disk, and random distributions.

use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs};

use information::{Distribution, Logits};
use mdbook_prosetest::{Checker, Report};
use proptest::collection::vec;
use proptest::prelude::*;

/// The folder that holds the book, the crates, the examples and these tests.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The book as it is on disk, with its expressions compiled.
pub(crate) static BOOK: LazyLock<Checker> = LazyLock::new(|| {
    book::open(root(), root()).expect("the book is complete, and the crates compile")
});

/// What its check finds.
pub(crate) static REPORT: LazyLock<Report> = LazyLock::new(|| BOOK.check());

/// What a file of the project says between two of its texts, once the update switch has written what is expected.
///
/// `INSTA_UPDATE=always` writes it, as it writes the snapshots and the figures.
pub(crate) fn kept(file: &str, between: (&str, &str), expected: &str) -> String {
    let path = root().join(file);
    let text = fs::read_to_string(&path).expect("the file is text");
    let cut = || -> Option<(&str, &str, &str)> {
        let (before, rest) = text.split_once(between.0)?;
        let (found, after) = rest.split_once(between.1)?;
        Some((before, found, after))
    };
    let (before, found, after) = cut().expect("the file has both texts");
    let updates = env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always");
    if updates && found != expected {
        let [start, end] = [between.0, between.1];
        fs::write(&path, [before, start, expected, end, after].concat())
            .expect("the file can be written to");
        return expected.to_owned();
    }
    found.to_owned()
}

/// Logits that are known to be some.
pub(crate) fn scores(z: impl Into<Vec<f64>>) -> Logits {
    Logits::new(z).expect("the scores are logits")
}

/// How laws are tried: what breaks one is printed, and belongs into a test, not into a file at the top level.
pub(crate) fn laws() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A weight that is often ordinary, sometimes zero, and sometimes so small that it hardly counts.
fn weight() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.001..1.0_f64,
        1 => Just(0.0),
        1 => (-280.0..-3.0_f64).prop_map(|exponent| 10_f64.powf(exponent)),
    ]
}

/// A random distribution over so many outcomes, some of them impossible or next to it.
pub(crate) fn over(outcomes: usize) -> impl Strategy<Value = Distribution> {
    // One weight is ordinary, so that they can be divided by their sum.
    let weights = (vec(weight(), outcomes), 0..outcomes, 0.001..1.0_f64);
    weights.prop_map(|(mut weights, place, ordinary)| {
        weights[place] = ordinary;
        let sum: f64 = weights.iter().sum();
        let shares: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
        Distribution::new(shares).expect("weights divided by their sum add up to one")
    })
}

/// A random distribution over one to twelve outcomes.
pub(crate) fn distribution() -> impl Strategy<Value = Distribution> {
    (1..=12_usize).prop_flat_map(over)
}

/// Two random distributions over the same two to twelve outcomes.
pub(crate) fn pair() -> impl Strategy<Value = (Distribution, Distribution)> {
    (2..=12_usize).prop_flat_map(|outcomes| (over(outcomes), over(outcomes)))
}

/// The same distribution by someone who cannot tell the last outcome from the first.
pub(crate) fn merged(p: &Distribution) -> Distribution {
    let (last, others) = p.as_slice().split_last().expect("it is never empty");
    let mut others = others.to_vec();
    others[0] += last;
    Distribution::new(others).expect("the sum is as before")
}

/// Prints a line that a passing test shows as well: the test harness holds back what `println!` prints.
pub(crate) fn tell(line: &str) {
    // A closed stream is nobody listening.
    let _ = writeln!(std::io::stderr(), "{line}");
}
