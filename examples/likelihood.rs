//! Prints what ten animals cost three models, what each belief about noise charges for an error, and how much of the
//! street's entropy a sample hides.
//!
//! Run it with `cargo run --example likelihood`.

use std::error::Error;

use givens::likelihood::{
    ERRORS, FAIR_COIN, SAMPLES, SEEN, STREET, TOWN, animals, gaussian_charge, laplace_charge, shown,
};
use likelihood::{
    Distribution, cross_entropy, entropy, kl_divergence, negative_log_likelihood, plug_in_bias,
    shares,
};

mod table;
use table::{nats, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([ten_animals()?, noises()?, samples()?].join("\n\n"))
}

/// The likelihood of three models, and that its surprise is a cross-entropy.
fn ten_animals() -> Result<String, Box<dyn Error>> {
    let models: [(&str, &Distribution); 3] =
        [("even", &FAIR_COIN), ("street", &STREET), ("town", &TOWN)];
    let counted = shares(&SEEN)?;
    let mut rows = Vec::new();
    for (name, q) in models {
        let all = negative_log_likelihood(&SEEN, q)?;
        let against = animals() * kl_divergence(&counted, q)?;
        rows.push([
            name.to_owned(),
            format!("{:.6}", (-all.nats()).exp()),
            nats(all),
            nats(all / animals()),
            nats(cross_entropy(&counted, q)?),
            format!("{:.3}", against.nats().exp()),
        ]);
    }
    let header = [
        "model",
        "likelihood",
        "its surprise\n(nats)",
        "per animal\n(nats)",
        "H(p̂,q)\n(nats)",
        "counted shares\nlikelier by",
    ];
    let rows = table(1, header, rows);
    Ok(format!("Ten animals and three models\n\n{rows}"))
}

/// What an error costs more than none.
fn noises() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for error in ERRORS {
        rows.push([
            format!("{error:.1}"),
            nats(gaussian_charge(error)?),
            nats(laplace_charge(error)?),
        ]);
    }
    let header = ["error", "bell\n(nats)", "Laplace\n(nats)"];
    let rows = table(0, header, rows);
    Ok(format!("What an error costs, by the noise\n\n{rows}"))
}

/// The entropy that samples of the street show on average.
fn samples() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for n in SAMPLES {
        rows.push([
            n.to_string(),
            nats(shown(n)?),
            nats(entropy(&STREET) - shown(n)?),
            nats(plug_in_bias(STREET.outcomes(), n)?),
        ]);
    }
    let header = [
        "animals",
        "entropy shown\n(nats)",
        "too low by\n(nats)",
        "(K-1)/2n\n(nats)",
    ];
    let rows = table(0, header, rows);
    Ok(format!("The street's entropy in a sample\n\n{rows}"))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
