//! Prints what subtraction loses, how many digits are left of a sure prediction's loss, and how many bytes are moved.
//!
//! Run it with `cargo run --example kernels`.

use std::error::Error;

use givens::kernels::{
    FAIR, HARDLY_BIASED, LEADS, ROWS, SURE, SURER, TRUE, VOCABULARY, cross_entropy_f32, digits,
    divergence_as_defined, leading, leading_twice_as_precise, loss_in_one_pass, recorded_digits,
    single_digits, slope_by_subtraction, slope_in_one_pass,
};
use kernels::kl_divergence;
use kernels::traffic::{self, STEP_BY_STEP, Traffic};

mod table;
use table::{scientific, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([subtractions()?, leads()?, bytes()].join("\n\n"))
}

/// The same numbers by subtraction and in one pass.
fn subtractions() -> Result<String, Box<dyn Error>> {
    let rows = [
        (
            "loss of 20, 0 (nats, f32)",
            f64::from(cross_entropy_f32(TRUE, &SURE)),
            loss_in_one_pass(&SURE, TRUE)?,
        ),
        (
            "slope of 50, 0 (f64)",
            slope_by_subtraction(&SURER, TRUE),
            slope_in_one_pass(&SURER, TRUE)?,
        ),
        (
            "divergence of two coins (nats, f32)",
            f64::from(divergence_as_defined(&FAIR, &HARDLY_BIASED)),
            kl_divergence(&FAIR, &HARDLY_BIASED)?,
        ),
    ];
    let rows = rows.map(|(name, lost, kept)| [name.to_owned(), scientific(lost), scientific(kept)]);
    let rows = table(1, ["what", "by subtraction", "in one pass"], rows);
    Ok(format!("What subtraction loses\n\n{rows}"))
}

/// How many digits of the loss are right, for leads that grow.
fn leads() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for lead in LEADS {
        let exact = leading_twice_as_precise(lead)?.nats();
        let most = single_digits();
        let subtracted = f64::from(cross_entropy_f32(TRUE, &[lead, 0.0]));
        let kept = leading(lead)?.nats();
        rows.push([
            lead.to_string(),
            format!("{exact:.6e}"),
            format!("{:.1}", digits(subtracted, exact, most)),
            format!("{:.1}", recorded_digits(lead)?),
            format!("{:.1}", digits(kept, exact, most)),
        ]);
    }
    let header = [
        "lead",
        "loss\n(nats)",
        "digits by\nsubtraction",
        "digits of\nPyTorch",
        "digits in\none pass",
    ];
    let rows = table(0, header, rows);
    Ok(format!(
        "Digits that are right, in single precision\n\n{rows}"
    ))
}

/// The bytes that a batch moves, step by step and in one pass.
fn bytes() -> String {
    let row = |name: &str, Traffic { read, written }: Traffic| {
        [
            name.to_owned(),
            read.to_string(),
            written.to_string(),
            (read + written).to_string(),
        ]
    };
    let arrays = traffic::softmax_cross_entropy::<f32>(ROWS, VOCABULARY).read;
    let steps = STEP_BY_STEP.map(|(name, read, written)| {
        let moved = Traffic {
            read: read * arrays,
            written: written * arrays,
        };
        row(name, moved)
    });
    let sums = [
        row("together", traffic::step_by_step::<f32>(ROWS, VOCABULARY)),
        row(
            "with the gradient",
            traffic::step_by_step_with_gradient::<f32>(ROWS, VOCABULARY),
        ),
        row(
            "in one pass",
            traffic::softmax_cross_entropy::<f32>(ROWS, VOCABULARY),
        ),
        row(
            "with the gradient",
            traffic::softmax_cross_entropy_with_gradient::<f32>(ROWS, VOCABULARY),
        ),
    ];
    let rows = table(
        1,
        ["step", "bytes read", "bytes written", "together"],
        steps.into_iter().chain(sums),
    );
    format!("Bytes moved for {ROWS} predictions over {VOCABULARY} classes, in f32\n\n{rows}")
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
