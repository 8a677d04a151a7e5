//! Prints what predictions cost once the truth is known, one by one and in batches.
//!
//! Run it with `cargo run --example log-loss`.

use std::error::Error;

use givens::log_loss::{
    CAT, CROWD, FIVE_CLASSES, HARDLY_RIGHT, LABELS, NEARLY_RIGHT, NEARLY_RIGHT_OF_THREE, NEVER,
    NO_DISTRIBUTION, PREDICTIONS, REPAIRED, SLIP, SURE, SURE_OF_CAT, SURE_OF_DOG, THIRD,
    THREE_CLASSES, UNSURE, as_weights, crowd, of_all_labels,
};
use log_loss::{
    Distribution, accuracy, log_loss, mean_log_loss, negative_log_likelihood, perplexity,
};

mod table;
use table::{bits, nats, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([
        one_by_one()?,
        no_distribution()?,
        four_pictures()?,
        one_of_many()?,
    ]
    .join("\n\n"))
}

/// The loss of single predictions, next to what accuracy makes of them.
fn one_by_one() -> Result<String, Box<dyn Error>> {
    let cases: [(&Distribution, usize); 8] = [
        (&FIVE_CLASSES, THIRD),
        (&THREE_CLASSES, THIRD),
        (&SURE_OF_CAT, CAT),
        (&UNSURE, CAT),
        (&NEARLY_RIGHT, CAT),
        (&NEARLY_RIGHT_OF_THREE, CAT),
        (&HARDLY_RIGHT, CAT),
        (&SURE_OF_DOG, CAT),
    ];
    let mut rows = Vec::new();
    for (q, class) in cases {
        let loss = log_loss(class, q)?;
        rows.push([
            list(q.as_slice()),
            answer(class, q)?.to_owned(),
            q[class].to_string(),
            nats(loss),
            bits(loss),
        ]);
    }
    let header = ["prediction q", "answer", "q(true)", "nats", "bits"];
    let rows = table(2, header, rows);
    Ok(format!(
        "The loss sees the probability of the true class\n\n{rows}"
    ))
}

/// Three numbers that are refused, and the two predictions that they could have been.
fn no_distribution() -> Result<String, Box<dyn Error>> {
    let Err(refused) = Distribution::new(NO_DISTRIBUTION) else {
        return Err("three numbers that do not sum to one were let through".into());
    };
    let weights = as_weights()?;
    let row = |what: &str, q: &Distribution| -> Result<_, Box<dyn Error>> {
        let loss = log_loss(THIRD, q)?;
        Ok([what.to_owned(), list(q.as_slice()), nats(loss)])
    };
    let rows = table(
        2,
        ["what was meant", "prediction q", "nats"],
        [
            row("the third number", &REPAIRED)?,
            row("three weights", &weights)?,
        ],
    );
    let refused = refused.to_string().replace("; ", ";\n");
    Ok(format!("{}: {refused}\n\n{rows}", list(&NO_DISTRIBUTION)))
}

/// A batch: its probabilities multiply, its losses add.
fn four_pictures() -> Result<String, Box<dyn Error>> {
    let total = negative_log_likelihood(&LABELS, &PREDICTIONS)?;
    let mean = mean_log_loss(&LABELS, &PREDICTIONS)?;
    let right = accuracy(&LABELS, &PREDICTIONS)? * 100.0;
    let row = |what: &str, amount| [what.to_owned(), nats(amount), bits(amount)];
    let mut losses = Vec::new();
    for (&label, q) in LABELS.iter().zip(PREDICTIONS.iter()) {
        let animal = if label == CAT { "cat" } else { "dog" };
        let what = format!("a {animal}, given {}", q[label]);
        losses.push(row(&what, log_loss(label, q)?));
    }
    losses.push(row("sum", total));
    losses.push(row("mean", mean));
    let rows = table(1, ["picture", "nats", "bits"], losses);
    Ok(format!(
        "Four pictures\n\n{rows}\n\n\
         the probability of all labels: {:.4}, and −ln of it: {:.6} nats\n\
         perplexity: {:.3}, accuracy: {right}%",
        of_all_labels(),
        0.0 - of_all_labels().ln(),
        perplexity(mean),
    ))
}

/// What one bad prediction does to the mean of many good ones.
fn one_of_many() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for last in [SURE, SLIP, NEVER] {
        let (mean, accuracy) = crowd(last)?;
        rows.push([
            last.to_string(),
            nats(mean),
            if mean.is_finite() {
                format!("{:.3}", perplexity(mean))
            } else {
                "∞".to_owned()
            },
            format!("{:.1}%", accuracy * 100.0),
        ]);
    }
    let header = ["the last", "mean (nats)", "perplexity", "accuracy"];
    let rows = table(0, header, rows);
    Ok(format!(
        "{CROWD} pictures: all truths but the last were given {SURE}\n\n{rows}"
    ))
}

/// Whether the likeliest class is the true one, if there is a likeliest.
fn answer(class: usize, q: &Distribution) -> Result<&'static str, Box<dyn Error>> {
    let as_likely = q.as_slice().iter().filter(|&&other| other >= q[class]);
    let right = accuracy(&[class], std::slice::from_ref(q))? > 0.0;
    Ok(match (right, as_likely.count()) {
        (true, 1) => "right",
        (true, _) => "tie",
        (false, _) => "wrong",
    })
}

/// Probabilities in brackets.
fn list(probabilities: &[f64]) -> String {
    // Six decimals hide what a division leaves behind.
    let rounded = |p: &f64| ((p * 1e6).round() / 1e6).to_string();
    let numbers: Vec<_> = probabilities.iter().map(rounded).collect();
    format!("({})", numbers.join(", "))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
