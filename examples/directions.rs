//! Prints the best single hump in each direction, the slope of a student at several temperatures, and what a leash does.
//!
//! Run it with `cargo run --example directions`.

use std::error::Error;

use directions::{Direction, kl_divergence, penalised_reward, tilted};
use givens::directions::{ANSWERS, BETAS, COVERING, REWARDS, SEEKING, TEMPERATURES, costs, slope};

mod table;
use table::{nats, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([humps()?, students()?, leashes()?].join("\n\n"))
}

/// One hump for a truth that has two.
fn humps() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for (name, (hump, _)) in [("covering", *COVERING), ("seeking", *SEEKING)] {
        rows.push([
            name.to_owned(),
            format!("{:.1}", hump.centre),
            format!("{:.1}", hump.width),
            nats(costs(hump, Direction::Covering)?),
            nats(costs(hump, Direction::Seeking)?),
        ]);
    }
    let header = [
        "best for",
        "centre",
        "width",
        "D(p‖q)\n(nats)",
        "D(q‖p)\n(nats)",
    ];
    let rows = table(1, header, rows);
    Ok(format!("One hump for two\n\n{rows}"))
}

/// The slope of a student's logit, and the same times T².
fn students() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for temperature in TEMPERATURES {
        let slope = slope(temperature)?;
        rows.push([
            format!("{temperature}"),
            format!("{slope:.6}"),
            format!("{:.6}", slope * temperature * temperature),
        ]);
    }
    let rows = table(0, ["T", "slope", "times T²"], rows);
    Ok(format!("A student of a teacher\n\n{rows}"))
}

/// Rewards, and how far a model may go for them.
fn leashes() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for beta in BETAS {
        let q = tilted(&ANSWERS, &REWARDS, beta)?;
        let shares: Vec<String> = q.iter().map(|q| format!("{q:.3}")).collect();
        rows.push([
            format!("{beta}"),
            shares.join(" "),
            nats(kl_divergence(&q, &ANSWERS)?),
            format!("{:.6}", penalised_reward(&q, &ANSWERS, &REWARDS, beta)?),
        ]);
    }
    let header = [
        "beta",
        "best answers",
        "moved\n(nats)",
        "reward less penalty",
    ];
    let rows = table(0, header, rows);
    Ok(format!("Rewards on a leash\n\n{rows}"))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
