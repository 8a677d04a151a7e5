//! The formulas as the textbook prints them: what they lose is why the functions of the same names do it otherwise.

/// Σ pᵢ · ln(pᵢ / qᵢ), term by term, in nats.
///
/// A share that `p` does not have counts nothing.
///
/// ```
/// use kl_divergence::textbook;
///
/// assert_eq!(format!("{:.6}", textbook::kl_divergence(&[0.7, 0.3], &[0.9, 0.1])), "0.153664");
/// // Where p and q are close, the terms nearly cancel, and their roundings are all that is left.
/// let near = [0.1000000001, 0.0999999999].repeat(5);
/// assert!(textbook::kl_divergence(&near, &[0.1; 10]) < 0.0);
/// ```
#[must_use]
pub fn kl_divergence(p: &[f64], q: &[f64]) -> f64 {
    let possible = p.iter().zip(q).filter(|(p, _)| **p > 0.0);
    possible.map(|(p, q)| p * (p / q).ln()).sum()
}

/// ½ D(p ‖ m) + ½ D(q ‖ m) with m = ½ (p + q), in nats.
///
/// ```
/// use kl_divergence::textbook::jensen_shannon;
///
/// assert_eq!(jensen_shannon(&[1.0, 0.0], &[0.0, 1.0]), std::f64::consts::LN_2);
/// ```
#[must_use]
pub fn jensen_shannon(p: &[f64], q: &[f64]) -> f64 {
    let mixture: Vec<f64> = p.iter().zip(q).map(|(p, q)| 0.5 * (p + q)).collect();
    0.5 * kl_divergence(p, &mixture) + 0.5 * kl_divergence(q, &mixture)
}
