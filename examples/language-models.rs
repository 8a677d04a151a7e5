//! Reads fifteen chapters of *Moby-Dick*, guesses the sixteenth, writes all of them into a file and reads it back,
//! cuts the sixteenth into tokens, and takes three averages over its paragraphs.
//!
//! Run it with `cargo run --example language-models`.

use std::error::Error;
use std::fs;

use givens::language_models::{
    ASCII, BEST, BOOK, FILE, MODEL, ORDERS, OTHERS, PARAGRAPHS, TOKENS, VOCABULARIES,
    before_reading, guessed, of_new, of_old, spent, with_one_more, with_padding,
};
use language_models::{
    Information, decompress, entropy, mean_of_means, mean_of_tokens, perplexity, symbols,
};

mod table;
use table::table;

/// Everything that the example prints.
///
/// # Errors
/// If the folder for temporary files cannot be written to.
pub fn report() -> Result<String, Box<dyn Error>> {
    Ok([orders()?, guesses()?, files()?, tokens()?, averages()?].join("\n\n"))
}

/// Four decimals of an amount in bits.
fn bits(amount: Information) -> String {
    format!("{:.4}", amount.bits())
}

/// What a character costs, by how far the model looks back.
fn orders() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for order in ORDERS {
        rows.push([
            order.to_string(),
            MODEL.contexts(order).to_string(),
            bits(before_reading(order)?),
            bits(of_old(order)?),
            bits(of_new(order)?),
            bits(with_one_more(order)?),
        ]);
    }
    let header = [
        "characters\nback",
        "contexts",
        "15, unread\n(bits)",
        "15, read\n(bits)",
        "16\n(bits)",
        "16, by adding\none (bits)",
    ];
    let rows = table(0, header, rows);
    Ok(format!("A character of chapter 15 or 16\n\n{rows}"))
}

/// How many guesses the new chapter takes.
fn guesses() -> Result<String, Box<dyn Error>> {
    let guessed = guessed()?;
    let mut rows = Vec::new();
    for guesses in 0..5 {
        let share = format!("{:.1}%", 100.0 * guessed[guesses]);
        rows.push([(guesses + 1).to_string(), share]);
    }
    let rows = table(0, ["guesses", "characters"], rows);
    Ok(format!(
        "The guessing game, with {BEST} characters\n\n{rows}\n\nThe guesses have an entropy of {} bits.",
        bits(entropy(&guessed))
    ))
}

/// The book in a file, and back.
fn files() -> Result<String, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("moby-dick");
    fs::write(&path, &*FILE)?;
    let text = symbols(BOOK.as_bytes());
    let read_back = decompress(&fs::read(&path)?, text.len(), ASCII, BEST)? == text;
    let read_back = if read_back { "yes" } else { "no" };
    let [gzip, xz, zstd] = OTHERS;
    let mut rows = Vec::new();
    for (program, size) in [("gzip", gzip), ("zstd", zstd), ("xz", xz)] {
        rows.push([
            program.to_owned(),
            size.to_string(),
            bits(spent(size)?),
            String::new(),
        ]);
    }
    let size = usize::try_from(fs::metadata(&path)?.len())?;
    rows.push([
        "our model".to_owned(),
        size.to_string(),
        bits(spent(size)?),
        read_back.to_owned(),
    ]);
    let header = [
        "program",
        "bytes in\nthe file",
        "bits\nper byte",
        "read back",
    ];
    let rows = table(1, header, rows);
    Ok(format!("The book of {} bytes\n\n{rows}", BOOK.len()))
}

/// The new chapter in two vocabularies.
fn tokens() -> Result<String, Box<dyn Error>> {
    let mut rows = Vec::new();
    for (vocabulary, cut) in VOCABULARIES.iter().zip(TOKENS.iter()) {
        rows.push([
            vocabulary.to_string(),
            cut.tokens.to_string(),
            format!("{:.2}", perplexity(cut.loss)),
            bits(cut.per_byte()?),
        ]);
    }
    let header = ["vocabulary", "tokens", "perplexity", "bits\nper byte"];
    let rows = table(0, header, rows);
    Ok(format!("The new chapter in tokens\n\n{rows}"))
}

/// Three averages over the paragraphs.
fn averages() -> Result<String, Box<dyn Error>> {
    let rows = [
        ("characters", mean_of_tokens(&PARAGRAPHS)?),
        ("characters and padding", with_padding()?),
        ("means of the paragraphs", mean_of_means(&PARAGRAPHS)?),
    ];
    let rows = rows.map(|(what, mean)| [what.to_owned(), bits(mean)]);
    let rows = table(1, ["mean of", "bits"], rows);
    Ok(format!("Three averages\n\n{rows}"))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
