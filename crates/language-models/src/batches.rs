use information::Information;

use crate::LanguageError;

/// The mean loss of all tokens of several batches.
///
/// Σ Σ ℓ / Σ n
///
/// Each token counts for as much as any other, wherever it stands.
/// What is masked is left out by not being handed in.
///
/// # Errors
/// [`LanguageError::Empty`] if there is no token at all.
///
/// ```
/// use language_models::{Information, mean_of_tokens};
///
/// let batches = [vec![Information::from_nats(1.0); 3], vec![Information::from_nats(5.0)]];
/// assert_eq!(mean_of_tokens(&batches)?.nats(), 2.0);
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn mean_of_tokens(batches: &[Vec<Information>]) -> Result<Information, LanguageError> {
    let tokens: usize = batches.iter().map(Vec::len).sum();
    if tokens == 0 {
        return Err(LanguageError::Empty { what: "the batch" });
    }
    let all: Information = batches.iter().flatten().copied().sum();
    Ok(all / tokens as f64)
}

/// The mean of the means of several batches, which is what gradients that are accumulated and then divided stand for.
///
/// (1 / B) Σ (Σ ℓ / n)
///
/// A token of a short batch counts for more than one of a long batch.
///
/// # Errors
/// [`LanguageError::Empty`] if there is no batch, or one without a token.
///
/// ```
/// use language_models::{Information, mean_of_means};
///
/// let batches = [vec![Information::from_nats(1.0); 3], vec![Information::from_nats(5.0)]];
/// assert_eq!(mean_of_means(&batches)?.nats(), 3.0);
/// # Ok::<(), language_models::LanguageError>(())
/// ```
pub fn mean_of_means(batches: &[Vec<Information>]) -> Result<Information, LanguageError> {
    let means = batches
        .iter()
        .map(|batch| mean_of_tokens(std::slice::from_ref(batch)));
    let means: Vec<Information> = means.collect::<Result<_, _>>()?;
    mean_of_tokens(&[means])
}
