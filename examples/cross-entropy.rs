//! Writes one list of animals to six files, each with the dictionary of another believer, reads them back, and prints
//! how large they are next to what the cross-entropy foretells.
//!
//! The files lie in a folder of their own, which is removed at the end.
//! Run it with `cargo run --example cross-entropy`.

use std::error::Error;
use std::fs;

use codes::{decode, encode};
use cross_entropy::cross_entropy;
use givens::cross_entropy::{ANIMALS, CAT, DICTIONARIES, ONE_BIT_EACH, STREET, predicted_bytes};

mod table;
use table::{bits, table};

/// Everything that the example prints.
///
/// # Errors
/// If the files cannot be written; the book's givens are all right.
pub fn report() -> Result<String, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut rows = Vec::new();
    for q in DICTIONARIES.iter() {
        let path = folder.path().join(format!("animals-{}", q[CAT]));
        fs::write(&path, encode(&ANIMALS, q)?)?;

        let bytes = fs::metadata(&path)?.len();
        if decode(&fs::read(&path)?, ANIMALS.len(), q)? != *ANIMALS {
            return Err(format!("{} does not hold the animals", path.display()).into());
        }
        rows.push([
            q[CAT].to_string(),
            bits(cross_entropy(&STREET, q)?),
            format!("{:.1}", predicted_bytes(q)?),
            bytes.to_string(),
            format!("{:.3}", bytes as f64 / ONE_BIT_EACH),
        ]);
    }
    let header = [
        "q(cat)",
        "H(p,q) (bits)",
        "foretold (bytes)",
        "file (bytes)",
        "file / plain",
    ];
    let rows = table(0, header, rows);
    Ok(format!(
        "{} animals, a share of {} cats, coded with six dictionaries\n\n{rows}\n\n\
         Plain is one bit for each animal: {ONE_BIT_EACH} bytes.\n\
         All six files were read back, and hold the same animals.",
        ANIMALS.len(),
        STREET[CAT]
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report()?);
    Ok(())
}
