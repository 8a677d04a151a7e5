//! Prints what three scores mean and cost, and where the short ways to the same loss break.
//!
//! Run it with `cargo run --example logits`.

use std::error::Error;

use givens::logits::{
    CAT, CLASSES, FLAT, FOX, GAPS, LIFT, SCORES, SURE, TEMPERATURES, YES_NO, at_temperature,
    binary_by_detour_f32, ceiling_of_softmax_twice, floor_of_softmax_twice, lifted,
    loss_at_temperature, softmax_as_printed_f32, taken_for_logits, unlikely_by_detour_f32, weights,
};
use logits::{
    Information, Logits, binary_cross_entropy, binary_cross_entropy_with_logits, log_softmax,
    log_sum_exp, sigmoid, softmax, softmax_cross_entropy,
};

mod table;
use table::{nats, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([
        scores()?,
        overflow()?,
        behind()?,
        yes_or_no()?,
        twice()?,
        temperatures()?,
    ]
    .join("\n\n"))
}

/// Logits, weights, probabilities, losses; logit and loss have one sum, the log-sum-exp.
fn scores() -> Result<String, Box<dyn Error>> {
    let (weights, q) = (weights(&SCORES), softmax(&SCORES));
    let mut rows = Vec::new();
    for (class, animal) in ["cat", "dog", "fox"].into_iter().enumerate() {
        let loss = softmax_cross_entropy(class, &SCORES)?;
        rows.push([
            animal.to_owned(),
            format!("{:.1}", SCORES[class]),
            format!("{:.6}", weights[class]),
            format!("{:.6}", q[class]),
            nats(loss),
            format!("{:.6}", SCORES[class] + loss.nats()),
        ]);
    }
    let header = [
        "if it is a",
        "logit",
        "weight",
        "softmax",
        "loss\n(nats)",
        "logit\n+ loss",
    ];
    let rows = table(1, header, rows);
    let sum = log_sum_exp(&SCORES)?;
    Ok(format!(
        "Three scores, and their log-sum-exp {sum:.6}\n\n{rows}"
    ))
}

/// Softmax as the formula is printed, and with the largest logit taken out.
fn overflow() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for logits in [SCORES.clone(), lifted(&SCORES, LIFT)?, FLAT.clone()] {
        let shown: Vec<String> = logits.iter().map(|logit| format!("{logit:.1}")).collect();
        let printed = softmax_as_printed_f32(&logits);
        rows.push([
            shown.join(" "),
            probabilities(printed.into_iter().map(f64::from)),
            probabilities(softmax(&logits).iter()),
        ]);
    }
    let header = ["logits", "softmax as printed, f32", "softmax"];
    let rows = table(0, header, rows);
    Ok(format!("Overflow\n\n{rows}"))
}

/// What a truth costs that lies behind the only other class.
fn behind() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for gap in GAPS {
        rows.push([
            format!("{gap}"),
            nats(softmax_cross_entropy(1, &Logits::new([gap, 0.0])?)?),
            single(unlikely_by_detour_f32(gap)),
        ]);
    }
    let header = [
        "behind by\n(nats)",
        "loss from logits\n(nats)",
        "softmax, then ln, f32\n(nats)",
    ];
    let rows = table(0, header, rows);
    Ok(format!("A truth that was left behind\n\n{rows}"))
}

/// The binary loss of one logit, from the logit and over its sigmoid.
fn yes_or_no() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for z in [2.0, 10.0, SURE, 40.0] {
        for (answer, y) in ["yes", "no"].into_iter().zip(YES_NO) {
            rows.push([
                format!("{z}"),
                answer.to_owned(),
                digits(binary_cross_entropy_with_logits(y, z)?),
                digits(binary_cross_entropy(y, sigmoid(z))?),
                single(binary_by_detour_f32(y > 0.5, z)),
            ]);
        }
    }
    let header = [
        "logit",
        "truth",
        "from the logit\n(nats)",
        "sigmoid, then ln, f64\n(nats)",
        "f32\n(nats)",
    ];
    let rows = table(0, header, rows);
    Ok(format!("Yes or no\n\n{rows}"))
}

/// What is left of the loss when probabilities are taken for logits.
fn twice() -> Result<String, Box<dyn Error>> {
    let again = |logits: &Logits| softmax_cross_entropy(CAT, logits);
    let [once, softmax, log_softmax] = [
        again(&SCORES)?,
        again(&taken_for_logits(&softmax(&SCORES)))?,
        again(&Logits::new(log_softmax(&SCORES))?)?,
    ]
    .map(nats);
    let mut rows = Vec::new();
    for classes in CLASSES {
        rows.push([
            format!("{classes}"),
            nats(floor_of_softmax_twice(classes)?),
            nats(ceiling_of_softmax_twice(classes)?),
        ]);
    }
    let header = ["classes", "best loss\n(nats)", "worst loss\n(nats)"];
    let rows = table(0, header, rows);
    Ok(format!(
        "Softmax twice: {softmax} nats instead of {once}\n\
         Log-softmax twice: {log_softmax} nats\n\n{rows}"
    ))
}

/// The same scores, colder and warmer.
fn temperatures() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for temperature in TEMPERATURES {
        let q = at_temperature(temperature)?;
        rows.push([
            format!("{temperature}"),
            probabilities(q.as_slice().iter().copied()),
            nats(loss_at_temperature(CAT, temperature)?),
            nats(loss_at_temperature(FOX, temperature)?),
        ]);
    }
    let header = [
        "temperature",
        "cat   dog   fox",
        "loss if cat\n(nats)",
        "loss if fox\n(nats)",
    ];
    let rows = table(0, header, rows);
    Ok(format!("Temperature\n\n{rows}"))
}

/// Six decimals of each.
fn probabilities(q: impl IntoIterator<Item = f64>) -> String {
    let shown: Vec<String> = q.into_iter().map(|q| format!("{q:.3}")).collect();
    shown.join(" ")
}

/// As many digits of a double as the example is about.
fn digits(amount: Information) -> String {
    shown(amount, 10, 6)
}

/// The digits of a single on which all platforms agree.
fn single(amount: Information) -> String {
    shown(amount, 4, 4)
}

/// So many decimals, of the mantissa if the amount is small.
fn shown(amount: Information, decimals: usize, of_mantissa: usize) -> String {
    let value = amount.nats();
    if !value.is_finite() {
        "∞".to_owned()
    } else if value == 0.0 {
        "0".to_owned()
    } else if value < 0.001 {
        format!("{value:.of_mantissa$e}")
    } else {
        format!("{value:.decimals$}")
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
