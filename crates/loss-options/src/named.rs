//! Losses that go by a name of their own, and are a cross-entropy underneath.

use information::{Information, Logits, probability, weight};
use logits::{log_sum_exp, softmax_cross_entropy, with_temperature};

use crate::LossError;

/// Focal loss: the surprisal of a truth that was given `q`, times how far `q` is from one.
///
/// (1 − q)^γ · (−ln q)
///
/// With γ = 0 this is the log-loss; the larger γ, the less an example counts that is nearly right.
/// It is no proper score: it rewards being less sure than the truth is. Lin et al. (2017), eq. 4.
///
/// # Errors
/// [`LossError::Option`] unless `q` is a probability and γ is finite and not negative.
///
/// ```
/// use loss_options::focal_loss;
///
/// assert_eq!(format!("{:.6}", focal_loss(0.9, 2.0)?), "0.001054 nats");
/// assert_eq!(focal_loss(0.9, 0.0)?, loss_options::surprisal(0.9)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn focal_loss(q: f64, gamma: f64) -> Result<Information, LossError> {
    let (q, gamma) = (probability(q)?, weight("focusing exponent", gamma)?);
    Ok(Information::from_nats(
        (1.0 - q).powf(gamma) * (0.0 - q.ln()),
    ))
}

/// `InfoNCE`, the contrastive loss: which of these candidates is the partner, by their similarities?
///
/// ln Σ e^(sᵢ / τ) − s꜀ / τ
///
/// It is the cross-entropy of a softmax whose classes are the candidates, at a temperature τ.
/// ln K less its mean bounds from below what the two partners say about each other. Van den Oord et al. (2018), eq. 4.
///
/// # Errors
/// [`LossError::Logits`] unless τ is positive and finite, [`LossError::Class`] if `partner` is no candidate.
///
/// ```
/// use loss_options::{Logits, info_nce};
///
/// let similarities = Logits::new([0.9, 0.5, 0.1, 0.0])?;
/// assert_eq!(format!("{:.6}", info_nce(0, &similarities, 0.2)?), "0.152515 nats");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn info_nce(
    partner: usize,
    similarities: &Logits,
    temperature: f64,
) -> Result<Information, LossError> {
    let logits = with_temperature(similarities, temperature)?;
    Ok(softmax_cross_entropy(partner, &logits)?)
}

/// Z-loss: the cross-entropy of logits, and a charge for where their level lies.
///
/// lse(z) − z꜀ + α · lse(z)²
///
/// The level of logits says nothing, so nothing keeps it from drifting to where floats are coarse; the charge does.
/// Chowdhery et al. (2022), section 5.
///
/// # Errors
/// [`LossError::Class`] if there is no class `class`, [`LossError::Option`] unless α is finite and not negative.
///
/// ```
/// use loss_options::{Logits, z_loss};
///
/// let scores = Logits::new([2.0, 1.0, 0.1])?;
/// assert_eq!(format!("{:.6}", z_loss(0, &scores, 1e-4)?), "0.417614 nats");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn z_loss(class: usize, logits: &Logits, alpha: f64) -> Result<Information, LossError> {
    let alpha = weight("weight of the level", alpha)?;
    let level = log_sum_exp(logits)?;
    let charge = Information::from_nats(alpha * level * level);
    Ok(softmax_cross_entropy(class, logits)? + charge)
}

#[cfg(test)]
mod tests {
    use super::{Information, Logits, focal_loss, info_nce, z_loss};

    /// The expected values were computed with forty digits.
    fn near(found: Information, nats: f64) -> bool {
        (found.nats() - nats).abs() <= 1e-11 * nats.abs()
    }

    #[test]
    fn focal_loss_is_log_loss_times_the_distance_to_one() {
        assert!(near(focal_loss(0.9, 2.0).unwrap(), 0.001_053_605_156_58));
        assert!(near(focal_loss(0.5, 2.0).unwrap(), 0.173_286_795_14));
        assert!(near(focal_loss(0.1, 2.0).unwrap(), 1.865_093_925_33));
        assert_eq!(focal_loss(1.0, 0.0).unwrap(), Information::ZERO);
        assert_eq!(focal_loss(0.0, 2.0).unwrap(), Information::INFINITE);
        assert!(focal_loss(1.1, 2.0).is_err() && focal_loss(0.5, -1.0).is_err());
    }

    #[test]
    fn the_contrastive_loss_is_a_softmax_over_the_candidates() {
        let similarities = Logits::given(&[0.9, 0.5, 0.1, 0.0]);
        let loss = info_nce(0, &similarities, 0.2).unwrap();
        assert!(near(loss, 0.152_514_987_38));
        assert!(info_nce(4, &similarities, 0.2).is_err());
        assert!(info_nce(0, &similarities, 0.0).is_err());
    }

    #[test]
    fn z_loss_charges_the_square_of_the_level() {
        let scores = Logits::given(&[2.0, 1.0, 0.1]);
        assert!(near(z_loss(0, &scores, 1e-4).unwrap(), 0.417_614_219_688));
        assert!(z_loss(3, &scores, 1e-4).is_err() && z_loss(0, &scores, -1.0).is_err());
    }
}
