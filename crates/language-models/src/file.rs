use codes::{RangeDecoder, RangeEncoder};

use crate::{ContextModel, LanguageError};

/// A text as bytes, coded by a model that begins with nothing and learns each symbol once it is sent.
///
/// The file takes what the symbols cost the model, Σ −log₂ q, and at most two bytes more.
/// Whoever reads it makes the same guesses from what has come so far, so no model is sent along.
/// Cleary & Witten (1984).
///
/// # Errors
/// [`LanguageError`] if a symbol is not in the alphabet, or the alphabet too large for contexts of that order.
///
/// ```
/// use language_models::{compress, symbols};
///
/// let text = symbols(&b"as it was, so it is. ".repeat(20));
/// assert!(compress(&text, 256, 3)?.len() < text.len() / 5);
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn compress(text: &[usize], alphabet: usize, order: usize) -> Result<Vec<u8>, LanguageError> {
    let mut model = ContextModel::new(alphabet, order)?;
    let mut encoder = RangeEncoder::new();
    for (place, &symbol) in text.iter().enumerate() {
        let before = &text[..place];
        encoder.push(symbol, &model.predict(order, before)?)?;
        model.learn(before, symbol)?;
    }
    Ok(encoder.finish())
}

/// The text of a file that [`compress`] made, given its length, its alphabet and the order.
///
/// # Errors
/// [`LanguageError`] if these are not the bytes of such a text.
///
/// ```
/// use language_models::{compress, decompress, symbols};
///
/// let text = symbols(b"Call me Ishmael.");
/// let file = compress(&text, 256, 2)?;
/// assert_eq!(decompress(&file, text.len(), 256, 2)?, text);
/// assert!(decompress(&file[1..], text.len(), 256, 2).is_err());
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn decompress(
    file: &[u8],
    length: usize,
    alphabet: usize,
    order: usize,
) -> Result<Vec<usize>, LanguageError> {
    let mut model = ContextModel::new(alphabet, order)?;
    let mut decoder = RangeDecoder::new(file);
    let mut text = Vec::new();
    for _ in 0..length {
        let symbol = decoder.next(&model.predict(order, &text)?)?;
        model.learn(&text, symbol)?;
        text.push(symbol);
    }
    decoder.finish()?;
    Ok(text)
}
