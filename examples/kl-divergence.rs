//! Prints what six wrong models cost, piece by piece, and what the textbook sum makes of models that are almost right.
//!
//! Run it with `cargo run --example kl-divergence`.

use std::error::Error;

use givens::kl_divergence::{KENNEL, LABEL, NEVER_DOGS, STREET, TOWN};
use kl_divergence::{Distribution, cross_entropy, entropy, jensen_shannon, kl_divergence};

mod table;
use table::{nats, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([wrong_models()?, almost_right()?].join("\n\n"))
}

/// Entropy and divergence add up to the cross-entropy, and the divergence knows a direction.
fn wrong_models() -> Result<String, Box<dyn Error>> {
    let pairs: [[(&str, &Distribution); 2]; 6] = [
        [("town", &TOWN), ("street", &STREET)],
        [("street", &STREET), ("kennel", &KENNEL)],
        [("kennel", &KENNEL), ("street", &STREET)],
        [("street", &STREET), ("street", &STREET)],
        [("label", &LABEL), ("street", &STREET)],
        [("street", &STREET), ("never dogs", &NEVER_DOGS)],
    ];
    let mut rows = Vec::new();
    for [(truth, p), (model, q)] in pairs {
        rows.push([
            truth.to_owned(),
            model.to_owned(),
            nats(entropy(p)),
            nats(kl_divergence(p, q)?),
            nats(cross_entropy(p, q)?),
            nats(kl_divergence(q, p)?),
            nats(jensen_shannon(p, q)?),
        ]);
    }
    let header = [
        "truth p",
        "model q",
        "H(p)\n(nats)",
        "+ D(p‖q)\n(nats)",
        "= H(p,q)\n(nats)",
        "D(q‖p)\n(nats)",
        "JS(p,q)\n(nats)",
    ];
    let rows = table(2, header, rows);
    Ok(format!("The price of a wrong model\n\n{rows}"))
}

/// Where two distributions are close, the terms of Σ p ln(p/q) are large and cancel; what is left is rounding.
fn almost_right() -> Result<String, Box<dyn Error>> {
    let q = Distribution::new([0.1, 0.2, 0.7])?;
    let mut rows = Vec::new();
    // A power of two is moved without rounding.
    for exponent in [-13, -20, -27, -34, -40] {
        let moved = 2_f64.powi(exponent);
        let p = Distribution::new([q[0] + moved, q[1], q[2] - moved])?;
        let textbook: f64 = p.zip(&q)?.map(|(p, q)| p * (p / q).ln()).sum();
        rows.push([
            format!("{moved:.1e}"),
            format!("{:.3e}", kl_divergence(&p, &q)?.nats()),
            format!("{textbook:.3e}"),
        ]);
    }
    let header = [
        "moved from q to p",
        "kl_divergence (nats)",
        "textbook sum (nats)",
    ];
    let rows = table(0, header, rows);
    Ok(format!("A model that is almost right\n\n{rows}"))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
