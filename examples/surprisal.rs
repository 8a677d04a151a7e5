//! Prints the surprisal of seven probabilities, what a nat is in bits, and how surprisals add.
//!
//! Run it with `cargo run --example surprisal`.

use std::error::Error;

use givens::surprisal::{BIT, CARDS, NAT, PROBABILITIES, RANKS, SUITS};
use surprisal::surprisal;

mod table;
use table::{bits, nats, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([likely_and_unlikely()?, units(), a_card()?].join("\n\n"))
}

/// What events cost, from nearly sure to nearly impossible.
fn likely_and_unlikely() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for p in PROBABILITIES {
        let cost = surprisal(p)?;
        rows.push([p.to_string(), nats(cost), bits(cost)]);
    }
    let rows = table(0, ["p", "-ln p (nats)", "-log2 p (bits)"], rows);
    Ok(format!("Surprisal of an event of probability p\n\n{rows}"))
}

/// One unit in terms of the other.
fn units() -> String {
    format!("1 nat ≈ {} bits\n1 bit ≈ {} nats", bits(NAT), nats(BIT))
}

/// A card tells its suit and its rank: the probabilities multiply, the surprisals add.
fn a_card() -> Result<String, Box<dyn Error>> {
    let (suit, rank) = (1.0 / SUITS, 1.0 / RANKS);
    let (of_suit, of_rank) = (surprisal(suit)?, surprisal(rank)?);
    let row = |what: &str, p: f64, cost| [what.to_owned(), p.to_string(), nats(cost), bits(cost)];
    let rows = table(
        1,
        ["news", "p", "nats", "bits"],
        [
            row("the suit", suit, of_suit),
            row("the rank", rank, of_rank),
            row("suit, then rank", suit * rank, of_suit + of_rank),
            row("the card", 1.0 / CARDS, surprisal(1.0 / CARDS)?),
        ],
    );
    Ok(format!(
        "A card drawn from {CARDS}: surprisals add\n\n{rows}"
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
