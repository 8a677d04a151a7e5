//! Prints one batch under each option, what smoothing asks for, and two ways to average two batches.
//!
//! Run it with `cargo run --example loss-options`.

use std::error::Error;

use givens::loss_options::{
    BATCHES, CAT, DOG, LABEL, LABELS, SMOOTHINGS, SURER, THIRD, WEIGHTS, WITH_A_BLUR, batch_means,
    dog_logit, evenly, floor, ignoring, logits_of, masked_by_hand, mean_of_all, mean_of_means,
    one_hot_street_loss, smoothed_loss, smoothing, street_logits, street_loss, summed, weighing,
};
use loss_options::{
    LossOptions, Reduction, best_prediction, binary_loss, class_gradient, class_losses, surprisal,
};

mod table;
use table::{nats, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([options()?, divisors()?, smoothings()?, means()?].join("\n\n"))
}

/// One batch, seen by different options: the losses of its pictures, their sum and their mean.
fn options() -> Result<String, Box<dyn Error>> {
    let plain = LossOptions::default();
    let weighted_and_smooth = LossOptions {
        label_smoothing: SMOOTHINGS[1],
        ..weighing(WEIGHTS)
    };
    let cases: [(&str, &[usize], LossOptions); 5] = [
        ("none", &LABELS, plain),
        ("weights 1, 3", &LABELS, weighing(WEIGHTS)),
        ("smoothing 0.1", &LABELS, smoothing(SMOOTHINGS[1])),
        ("both", &LABELS, weighted_and_smooth),
        ("a blur ignored", &WITH_A_BLUR, ignoring()),
    ];
    let mut rows = Vec::new();
    for (name, labels, options) in cases {
        let logits = street_logits(labels.len());
        let losses = class_losses(labels, &logits, &options)?;
        let gradient = class_gradient(labels, &logits, &options)?;
        rows.push([
            name.to_owned(),
            nats(losses[0]),
            nats(losses[3]),
            nats(street_loss(labels, &summed(options.clone()))?),
            nats(street_loss(labels, &options)?),
            format!("{:.6}", gradient.iter().map(|row| row[DOG]).sum::<f64>()),
        ]);
    }
    let header = [
        "options",
        "a cat\n(nats)",
        "the dog\n(nats)",
        "sum\n(nats)",
        "mean\n(nats)",
        "slope by\nthe dog logit",
    ];
    let rows = table(1, header, rows);
    Ok(format!(
        "Three cats and a dog, to a model that always says cat with 0.9\n\n{rows}"
    ))
}

/// The same weight of three, divided by different things.
fn divisors() -> Result<String, Box<dyn Error>> {
    let weighted = weighing(WEIGHTS);
    let dog = binary_loss(&[1.0], &[dog_logit()], WEIGHTS[DOG], Reduction::Mean)?;
    let truth = LABELS.map(|label| if label == DOG { 1.0 } else { 0.0 });
    let answers = binary_loss(&truth, &[dog_logit(); 4], WEIGHTS[DOG], Reduction::Mean)?;
    let rows = [
        [
            "class numbers",
            &nats(street_loss(&LABELS, &weighted)?),
            &nats(street_loss(&[DOG], &weighted)?),
        ],
        [
            "one-hot targets",
            &nats(one_hot_street_loss(&LABELS, &weighted)?),
            &nats(one_hot_street_loss(&[DOG], &weighted)?),
        ],
        ["positive weight", &nats(answers), &nats(dog)],
        [
            "no weights",
            &nats(street_loss(&LABELS, &LossOptions::default())?),
            &nats(surprisal(0.1)?),
        ],
    ]
    .map(|row| row.map(str::to_owned));
    let header = [
        "a dog weighs 3",
        "mean of four\n(nats)",
        "mean of the dog\n(nats)",
    ];
    let rows = table(1, header, rows);
    Ok(format!("What a weighted mean divides by\n\n{rows}"))
}

/// Smoothed losses of ever surer models, and where they would stop.
fn smoothings() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for sure in SURER {
        let q = evenly(sure)?;
        let [none, some, much] = SMOOTHINGS.map(|epsilon| smoothed_loss(&q, epsilon));
        let lead = logits_of(&q)[THIRD] - logits_of(&q)[CAT];
        rows.push([
            format!("{sure:.4}"),
            format!("{lead:.3}"),
            nats(none?),
            nats(some?),
            nats(much?),
        ]);
    }
    let [none, some, much] = SMOOTHINGS.map(floor);
    let least = ["floor", ""].map(str::to_owned);
    let [name, empty] = least;
    rows.push([name, empty, nats(none?), nats(some?), nats(much?)]);
    let best = SMOOTHINGS.map(|epsilon| best_prediction(&LABEL, &smoothing(epsilon)));
    let [none, some, much] = best.map(|q| q.map(|q| format!("{:.6}", q[THIRD])));
    rows.push(["at q".to_owned(), String::new(), none?, some?, much?]);
    let header = [
        "q of the true class",
        "logit lead",
        "ε = 0\n(nats)",
        "ε = 0.1\n(nats)",
        "ε = 0.2\n(nats)",
    ];
    let rows = table(0, header, rows);
    Ok(format!("Surer and surer, of three classes\n\n{rows}"))
}

/// Averages of two batches of different size, and of a batch with a blurred picture.
fn means() -> Result<String, Box<dyn Error>> {
    let [dogs, cat] = batch_means()?;
    let rows = [
        (format!("{} dogs", BATCHES[0].len()), dogs),
        (format!("{} cat", BATCHES[1].len()), cat),
        ("mean of the two means".to_owned(), mean_of_means()?),
        ("mean of all pictures".to_owned(), mean_of_all()?),
        (
            "four and a blur, ignored".to_owned(),
            street_loss(&WITH_A_BLUR, &ignoring())?,
        ),
        (
            "four and a blur, masked by hand".to_owned(),
            masked_by_hand()?,
        ),
    ]
    .map(|(name, loss)| [name, nats(loss)]);
    let rows = table(1, ["batch", "mean loss\n(nats)"], rows);
    Ok(format!("Means of what?\n\n{rows}"))
}

/// Six decimals.
fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
