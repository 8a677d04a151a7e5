//! Prints each gradient derived and measured, races two losses, and asks squared error for the truth.
//!
//! Run it with `cargo run --example gradients`.

use std::error::Error;

use givens::gradients::{
    CLASS, FORECASTS, GOAL, LARGER_RATE, LOGITS, RATE, STARTS, TOWN, YES, forecast, measured,
    steps_to_goal,
};
use gradients::{
    binary_cross_entropy_gradient, central_difference, cross_entropy, expected_brier_score,
    half_squared_error, half_squared_error_gradient, linear_half_squared_error_gradient, logit,
    softmax, softmax_cross_entropy_gradient,
};

mod table;
use table::{nats, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([three_classes()?, yes_or_no()?, race()?, forecasts()?].join("\n\n"))
}

/// Prediction minus label, next to what nudging each logit shows.
fn three_classes() -> Result<String, Box<dyn Error>> {
    let q = softmax(&LOGITS);
    let derived = softmax_cross_entropy_gradient(CLASS, &LOGITS)?;
    let rows = (0..LOGITS.classes())
        .zip(measured())
        .map(|(class, measured)| {
            [
                LOGITS[class].to_string(),
                format!("{:.6}", q[class]),
                u8::from(class == CLASS).to_string(),
                format!("{:.6}", derived[class]),
                format!("{measured:.6}"),
            ]
        });
    let header = [
        "logit",
        "prediction q",
        "label y",
        "gradient q − y",
        "measured",
    ];
    let rows = table(0, header, rows);
    Ok(format!(
        "Cross-entropy: what each logit is told (nats per unit of logit)\n\n{rows}"
    ))
}

/// How hard each loss pulls at a logit whose answer is yes.
fn yes_or_no() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for q in [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999] {
        let z = logit(q)?;
        let cross = binary_cross_entropy_gradient(YES, z)?;
        let squared = half_squared_error_gradient(YES, z)?;
        let error = |z| half_squared_error(YES, z).unwrap_or(f64::NAN);
        rows.push([
            q.to_string(),
            format!("{cross:.3}"),
            format!("{squared:.9}"),
            format!("{:.9}", central_difference(error, z)),
            format!("{:.2}", cross / squared),
            format!("{:.3}", linear_half_squared_error_gradient(YES, z)?),
        ]);
    }
    let header = [
        "q",
        "cross-\nentropy",
        "squared error\nof σ(z)",
        "the same,\nmeasured",
        "times\nweaker",
        "squared error\nof z itself",
    ];
    let rows = table(0, header, rows);
    Ok(format!("The slopes at one logit, answer yes\n\n{rows}"))
}

/// Steps of plain gradient descent until the prediction exceeds the goal.
fn race() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for start in STARTS {
        let steps = |slope, rate| -> Result<String, Box<dyn Error>> {
            let steps = steps_to_goal(slope, start, rate)?;
            Ok(steps.map_or("never".to_owned(), |steps| steps.to_string()))
        };
        rows.push([
            start.to_string(),
            steps(binary_cross_entropy_gradient, RATE)?,
            steps(half_squared_error_gradient, RATE)?,
            steps(half_squared_error_gradient, LARGER_RATE)?,
        ]);
    }
    let column = |loss, rate| format!("{loss}\nrate {rate}");
    let header = [
        "start at q",
        &column("cross-entropy", RATE),
        &column("squared error", RATE),
        &column("squared error", LARGER_RATE),
    ];
    let rows = table(0, header, rows);
    Ok(format!(
        "The race: steps until q > {GOAL}, answer yes\n\n{rows}"
    ))
}

/// Both scores are smallest for the forecaster who says what is true.
fn forecasts() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for cats in FORECASTS {
        let q = forecast(cats)?;
        rows.push([
            cats.to_string(),
            format!("{:.2}", expected_brier_score(&TOWN, &q)?),
            nats(cross_entropy(&TOWN, &q)?),
        ]);
    }
    let header = [
        "forecast of cats",
        "expected\nBrier score",
        "cross-entropy\n(nats)",
    ];
    let rows = table(0, header, rows);
    Ok(format!(
        "What a forecast for the town must expect ({} cats)\n\n{rows}",
        TOWN[0]
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
