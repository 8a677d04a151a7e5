//! Prints what one prediction costs under three losses, what scores become under two outputs,
//! and how far training gets with each if two labels are true.
//!
//! Run it with `cargo run --example output-layers`.

use std::error::Error;

use givens::output_layers::{
    BOTH, DOG_ALONE, DOG_AND_CAT, FIVE, RATE, START, SURE, TARGETS, THIRD, TWO_LABELS, UNDECIDED,
    sigmoids, sigmoids_after, softmax_after,
};
use output_layers::{
    Information, binary_cross_entropy, log_loss, mean_multi_label_loss, multi_label_loss,
    multi_label_loss_with_logits, softmax, softmax_floor, softmax_label_loss,
};

mod table;
use table::{nats, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([three_losses()?, two_outputs()?, training()?].join("\n\n"))
}

/// Cross-entropy bills the true class alone, the binary losses bill the false ones too.
fn three_losses() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for (class, (&q, &target)) in FIVE.as_slice().iter().zip(&TARGETS).enumerate() {
        let part = if class == THIRD {
            log_loss(class, &FIVE)?
        } else {
            Information::ZERO
        };
        rows.push([
            (class + 1).to_string(),
            if class == THIRD { "yes" } else { "no" }.to_owned(),
            q.to_string(),
            nats(part),
            nats(binary_cross_entropy(target, q)?),
        ]);
    }
    let sum = multi_label_loss(&TARGETS, FIVE.as_slice())?;
    let mean = mean_multi_label_loss(&TARGETS, FIVE.as_slice())?;
    let blank = String::new;
    rows.push([
        "sum".to_owned(),
        blank(),
        blank(),
        nats(log_loss(THIRD, &FIVE)?),
        nats(sum),
    ]);
    rows.push(["mean".to_owned(), blank(), blank(), blank(), nats(mean)]);
    let header = [
        "label",
        "true",
        "probability",
        "cross-entropy\n(nats)",
        "binary losses\n(nats)",
    ];
    let rows = table(2, header, rows);
    Ok(format!("One prediction, three losses\n\n{rows}"))
}

/// The same scores for a cat and a dog, read as one choice and as two answers.
fn two_outputs() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for logits in [&UNDECIDED, &DOG_ALONE, &DOG_AND_CAT, &START, &SURE] {
        let one_choice = softmax(logits);
        let answers = sigmoids(logits);
        rows.push([
            format!("{}, {}", logits[0], logits[1]),
            format!("{:.4}, {:.4}", one_choice[0], one_choice[1]),
            nats(softmax_label_loss(&BOTH, logits)?),
            format!("{:.4}, {:.4}", answers[0], answers[1]),
            nats(multi_label_loss_with_logits(&BOTH, logits.as_slice())?),
        ]);
    }
    let header = [
        "logits\n(cat, dog)",
        "softmax\n(cat, dog)",
        "its loss\n(nats)",
        "sigmoids\n(cat, dog)",
        "their loss\n(nats)",
    ];
    let rows = table(1, header, rows);
    Ok(format!("A picture with a cat and a dog\n\n{rows}"))
}

/// The softmax meets its floor; the sigmoids have none, and half the gradient is half the pace.
fn training() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for steps in [0, 1, 2, 5, 10, 20, 40, 1000] {
        rows.push([
            steps.to_string(),
            nats(softmax_after(steps, RATE)?),
            nats(sigmoids_after(steps, RATE)?),
            nats(sigmoids_after(steps, RATE / TWO_LABELS)?),
        ]);
    }
    let header = [
        "steps",
        "softmax\n(nats)",
        "sigmoids, slope\nof the sum (nats)",
        "sigmoids, slope\nof the mean (nats)",
    ];
    let floor = nats(softmax_floor(&BOTH)?);
    let rows = table(0, header, rows);
    Ok(format!(
        "Training on that picture\n\n{rows}\n\nfloor of the softmax: {floor} nats"
    ))
}

/// Six decimals.
fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
