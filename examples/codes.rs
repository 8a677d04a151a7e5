//! Prints two Huffman codes, what they cost against the entropy, how blocks of symbols come closer to it,
//! and how close a range coder comes on a whole message.
//!
//! Run it with `cargo run --example codes`.

use std::error::Error;

use codes::{
    Codeword, Distribution, Huffman, decode, encode, entropy, huffman_rate, ideal_length,
    kraft_sum, shannon_lengths,
};
use givens::codes::{ANIMALS, SKY, STREET};

mod table;
use table::{bits, table};

/// Everything that the example prints.
///
/// # Errors
/// None for the givens of the book; other numbers may be refused.
pub fn report() -> Result<String, Box<dyn Error>> {
    let sky = code("Huffman's code for the sky", &SKY)?;
    let street = code("Huffman's code for cats and dogs", &STREET)?;
    Ok([sky, street, blocks()?, a_whole_message()?].join("\n\n"))
}

/// Each symbol's codeword, next to the length that its probability deserves; then what the code costs.
fn code(title: &str, p: &Distribution) -> Result<String, Box<dyn Error>> {
    let code = Huffman::new(p);
    let of_shannon = shannon_lengths(p);
    let mut rows = Vec::new();
    for (symbol, codeword) in code.codewords().iter().enumerate() {
        let length =
            |length: Option<u32>| length.map_or("none".to_owned(), |bits| bits.to_string());
        rows.push([
            codeword
                .as_ref()
                .map_or("none".to_owned(), Codeword::to_string),
            symbol.to_string(),
            p[symbol].to_string(),
            format!("{:.3}", -p[symbol].log2()),
            length(code.lengths()[symbol]),
            length(of_shannon[symbol]),
        ]);
    }
    let header = [
        "codeword",
        "symbol",
        "p",
        "-log2 p (bits)",
        "Huffman (bits)",
        "Shannon (bits)",
    ];
    let rows = table(1, header, rows);

    let (kraft, kraft_of_shannon) = (kraft_sum(&code.lengths()), kraft_sum(&of_shannon));
    let (cost, entropy) = (code.expected_length(p)?.bits(), entropy(p).bits());
    Ok(format!(
        "{title}\n\n{rows}\n\n\
         Kraft sums: {kraft} (Huffman), {kraft_of_shannon} (Shannon)\n\
         Expected length: {cost:.6} bits a symbol\n\
         Entropy:         {entropy:.6} bits a symbol"
    ))
}

/// A code for several animals at once shares the loss to rounding among them; more is not always better.
fn blocks() -> Result<String, Box<dyn Error>> {
    let entropy = entropy(&STREET);
    let mut rows = Vec::new();
    for animals in 1..=12 {
        let rate = huffman_rate(&STREET, animals)?;
        rows.push([
            animals.to_string(),
            (1_u32 << animals).to_string(),
            bits(rate),
            bits(rate - entropy),
        ]);
    }
    let header = [
        "animals a block",
        "codewords",
        "bits an animal",
        "above entropy (bits)",
    ];
    let rows = table(0, header, rows);
    Ok(format!(
        "Huffman's code for blocks of cats and dogs\n\n{rows}"
    ))
}

/// A range coder rounds once for the whole message, not once a symbol.
fn a_whole_message() -> Result<String, Box<dyn Error>> {
    let huffman = Huffman::new(&STREET).encode(&ANIMALS)?;
    let range = encode(&ANIMALS, &STREET)?;
    assert_eq!(decode(&range, ANIMALS.len(), &STREET)?, *ANIMALS);

    let row = |coder: &str, bytes: String| [coder.to_owned(), bytes];
    let ideal = ideal_length(&ANIMALS, &STREET)?.bits() / 8.0;
    let rows = table(
        1,
        ["coder", "size (bytes)"],
        [
            row("one bit an animal (Huffman)", huffman.len().to_string()),
            row("range coder", range.len().to_string()),
            row("no rounding at all", format!("{ideal:.1}")),
        ],
    );
    Ok(format!("A message of {} animals\n\n{rows}", ANIMALS.len()))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
