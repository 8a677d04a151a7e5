//! Prints who was asked, why answers differ, and what a vector that is no distribution and an impossible event cost.
//!
//! Run it with `cargo run --example frameworks`.

use std::collections::BTreeMap;
use std::error::Error;

use frameworks::{
    Case, Logits, RecordingError, answer, cases, generalized_kl_divergence, log_loss, meaning,
    recorded, renormalised, softmax_cross_entropy, surprisal,
};
use givens::frameworks::{LABEL, NO_DISTRIBUTION, THIRD, because, versions};

mod table;
use table::{nats, scientific, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the recording of the book.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([asked(), causes(), no_distribution()?, confident()?].join("\n\n"))
}

/// Who was asked, and how many answers are not what the formula gives.
fn asked() -> String {
    let count = |framework: &str, wanted: &dyn Fn(&Case) -> bool| {
        let cases = cases().iter().filter(|case| case.framework == framework);
        cases.filter(|case| wanted(case)).count().to_string()
    };
    let rows = versions().into_iter().map(|(framework, version)| {
        [
            framework.to_owned(),
            version.to_owned(),
            count(framework, &|_| true),
            count(framework, &|case| case.differs.is_some()),
        ]
    });
    let rows = table(2, ["package", "version", "asked", "differ"], rows);
    format!("Who was asked\n\n{rows}")
}

/// The reasons for which answers differ.
fn causes() -> String {
    let mut found: BTreeMap<&str, &str> = BTreeMap::new();
    for cause in cases().iter().filter_map(|case| case.differs.as_deref()) {
        found.insert(cause, meaning(cause).unwrap_or_default());
    }
    let mut causes: Vec<_> = found.into_iter().collect();
    causes.sort_by_key(|(cause, _)| std::cmp::Reverse(because(cause)));
    let row = |(cause, why): (&str, &str)| [why.to_owned(), because(cause).to_string()];
    let rows = table(1, ["why", "answers"], causes.into_iter().map(row));
    format!("Why answers differ\n\n{rows}")
}

/// The vector that sums to 0.4, as each framework takes it, and as our crates compute the same.
fn no_distribution() -> Result<String, Box<dyn Error>> {
    let as_it_stands = surprisal(NO_DISTRIBUTION[THIRD])?;
    let divided = log_loss(THIRD, &renormalised(&NO_DISTRIBUTION)?)?;
    let generalized = generalized_kl_divergence(&LABEL, &NO_DISTRIBUTION)?;
    let softmax = softmax_cross_entropy(THIRD, &Logits::new(NO_DISTRIBUTION)?)?;
    let rows = [
        ("sklearn/log_loss", as_it_stands),
        ("keras/from_probabilities", divided),
        ("scipy/relative_entropy", divided),
        ("scipy/kl_div_sum", generalized),
        ("torch/cross_entropy/probabilities", softmax),
    ];
    let row = |(function, ours): (&str, _)| {
        let answer = recorded(&format!("{function}/not-a-distribution/f64"))?;
        Ok([function.to_owned(), nats(answer), nats(ours)])
    };
    let rows: Result<Vec<_>, RecordingError> = rows.into_iter().map(row).collect();
    let header = ["function", "answer\n(nats)", "ours\n(nats)"];
    let rows = table(1, header, rows?);
    Ok(format!(
        "0.1, 0.2 and 0.1, the third class is true\n\n{rows}"
    ))
}

/// A confident yes and a confident no of the binary loss, in single precision.
fn confident() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for (name, question) in [("yes", "z=17/y=1/f32"), ("no", "z=-17/y=0/f32")] {
        let of = |framework| format!("{framework}/bce_with_logits/{question}");
        let exact = frameworks::exact(&of("torch"))?;
        let [torch, burn, candle] =
            ["torch", "burn", "candle"].map(|framework| answer(&of(framework)).map(scientific));
        let exact = scientific(exact.nats());
        rows.push([name.to_owned(), exact, torch?, burn?, candle?]);
    }
    let header = [
        "answer",
        "exact\n(nats)",
        "torch\n(nats)",
        "burn\n(nats)",
        "candle\n(nats)",
    ];
    let rows = table(1, header, rows);
    Ok(format!(
        "A confident answer that is right, in f32\n\n{rows}"
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
