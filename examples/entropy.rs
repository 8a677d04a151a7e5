//! Prints the entropy of coins from surely tails to surely heads, and of a few other sources next to the largest
//! entropy that so many outcomes could have.
//!
//! Run it with `cargo run --example entropy`.

use std::error::Error;

use entropy::{Distribution, binary_entropy, entropy};
use givens::entropy::{
    CERTAIN_COIN, DIE, FAIR_COIN, FIVE_ALIKE, LOADED_DIE, STREET, THREE_ALIKE, TWO_COINS, WEATHER,
};

mod table;
use table::{bits, nats, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([coins()?, sources()?].join("\n\n"))
}

/// The coin that is hardest to foretell is the fair one.
fn coins() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for tenths in 0..=10 {
        let heads = f64::from(tenths) / 10.0;
        let mess = binary_entropy(heads)?;
        rows.push([heads.to_string(), nats(mess), bits(mess)]);
    }
    let rows = table(0, ["p(heads)", "entropy (nats)", "entropy (bits)"], rows);
    Ok(format!("Entropy of a coin\n\n{rows}"))
}

/// No source of K outcomes is messier than the one whose outcomes are all alike.
fn sources() -> Result<String, Box<dyn Error>> {
    let sources: [(&str, &Distribution); 9] = [
        ("fair coin", &FAIR_COIN),
        ("certain coin", &CERTAIN_COIN),
        ("cats and dogs", &STREET),
        ("three alike", &THREE_ALIKE),
        ("five alike", &FIVE_ALIKE),
        ("weather", &WEATHER),
        ("two coins", &TWO_COINS),
        ("die", &DIE),
        ("loaded die", &LOADED_DIE),
    ];
    let mut rows = Vec::new();
    for (name, p) in sources {
        let alike = Distribution::uniform(p.outcomes())?;
        rows.push([
            name.to_owned(),
            p.outcomes().to_string(),
            nats(entropy(p)),
            bits(entropy(p)),
            bits(entropy(&alike)),
        ]);
    }
    let header = ["source", "K", "H (nats)", "H (bits)", "log2 K (bits)"];
    let rows = table(1, header, rows);
    Ok(format!("Entropy H of a source of K outcomes\n\n{rows}"))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
