//! Prints what the weather says about animals, what arrives through neighbours who lie, and what chance shows in a small table.
//!
//! Run it with `cargo run --example mutual-information`.

use std::error::Error;

use givens::mutual_information::{LIES, TWO_COINS, WEATHER, coins, lies_at_second_hand, told};
use mutual_information::{
    Joint, conditional_entropy, entropy, joint_entropy, least_error, mean_when_shuffled,
    mutual_information,
};

mod table;
use table::{bits, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([pairs()?, shuffled()?].join("\n\n"))
}

/// The parts of what two things cost together.
fn pairs() -> Result<String, Box<dyn Error>> {
    let pairs: [(&str, &str, &Joint); 4] = [
        ("weather", "animal", &WEATHER),
        ("animal", "neighbour", &told(LIES)),
        ("animal", "second hand", &told(lies_at_second_hand())),
        ("a coin", "another coin", &told(0.5)),
    ];
    let row = |(x, y, joint): (&str, &str, &Joint)| {
        let left = conditional_entropy(joint);
        [
            x.to_owned(),
            y.to_owned(),
            bits(joint_entropy(joint)),
            bits(entropy(&joint.y())),
            bits(left),
            bits(mutual_information(joint)),
            format!("{:.3}", least_error(left, 2)),
        ]
    };
    let header = [
        "X",
        "Y",
        "H(X,Y)\n(bits)",
        "H(Y)\n(bits)",
        "H(Y|X)\n(bits)",
        "I(X;Y)\n(bits)",
        "errors\nat least",
    ];
    let rows = table(2, header, pairs.map(row));
    Ok(format!("What one thing says about another\n\n{rows}"))
}

/// Two coins that know nothing of each other, as often as they were thrown, and ten and a hundred times as often.
fn shuffled() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for times in [1, 10, 100] {
        let counts = TWO_COINS.map(|row| row.map(|count| count * times));
        let throws: u64 = counts.iter().flatten().sum();
        rows.push([
            throws.to_string(),
            bits(mutual_information(&coins()?)),
            bits(mean_when_shuffled(counts)?),
        ]);
    }
    let header = [
        "throws",
        "found in these shares\n(bits)",
        "mean when shuffled\n(bits)",
    ];
    let rows = table(0, header, rows);
    Ok(format!("What chance shows in a table\n\n{rows}"))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
