use exact::compensated_sum;
use information::{BatchError, Distribution, Logits, class_of, paired};
use logits::{softmax, with_temperature};

use crate::{TrainingError, mean_loss};

/// The predictions of about the same confidence, and how often they were right.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Bin {
    /// The mean probability that these predictions gave to the class they thought likeliest.
    pub confidence: f64,
    /// The share of them that was right.
    pub accuracy: f64,
    /// How many they are; never zero.
    pub count: usize,
}

/// Predictions sorted by confidence into `bins` equally wide bins; empty bins are left out.
///
/// Where a model means what it says, confidence and accuracy agree in each bin, up to chance.
/// Of equally likely classes the first counts as the prediction.
/// Murphy & Winkler (1977); Guo et al. (2017), section 2.
///
/// # Errors
/// [`TrainingError`] if there are no bins or no predictions, the lengths differ, or a label is no class.
///
/// ```
/// use training::{Distribution, reliability};
///
/// let sure = Distribution::new([0.9, 0.1])?;
/// let bins = reliability(&[0, 1], &[sure.clone(), sure], 10)?;
/// assert_eq!((bins[0].confidence, bins[0].accuracy, bins[0].count), (0.9, 0.5, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a confidence times the bins is the number of a bin, rounded down"
)]
pub fn reliability(
    labels: &[usize],
    predictions: &[Distribution],
    bins: usize,
) -> Result<Vec<Bin>, TrainingError> {
    let pairs = paired(labels, predictions)?;
    if bins == 0 {
        return Err(TrainingError::NoBins {
            predictions: predictions.len(),
        });
    }
    let mut sorted: Vec<Vec<(f64, bool)>> = vec![Vec::new(); bins];
    for (index, (&label, q)) in pairs.enumerate() {
        let class = class_of(label, q.outcomes()).map_err(BatchError::class(index))?;
        let best = q.likeliest();
        let bin = ((q[best] * bins as f64) as usize).min(bins - 1);
        sorted[bin].push((q[best], best == class));
    }
    let summary = |bin: &Vec<(f64, bool)>| {
        let count = bin.len() as f64;
        let right = bin.iter().filter(|(_, right)| *right).count();
        Bin {
            confidence: compensated_sum(bin.iter().map(|(confidence, _)| *confidence)) / count,
            accuracy: right as f64 / count,
            count: bin.len(),
        }
    };
    let filled = sorted.iter().filter(|bin| !bin.is_empty());
    Ok(filled.map(summary).collect())
}

/// How far confidence and accuracy are apart, on average over the predictions: a bare number, 0 at best.
///
/// Σ (nᵢ / n) · |accuracyᵢ − confidenceᵢ| over the bins i of [`reliability`], with nᵢ of the n predictions in each.
///
/// It depends on the number of bins, and chance alone keeps it above 0: compare it only between equals.
/// Naeini, Cooper & Hauskrecht (2015); Guo et al. (2017), eq. 3.
///
/// # Errors
/// [`TrainingError`] as for [`reliability`].
///
/// ```
/// use training::{Distribution, calibration_error};
///
/// let sure = Distribution::new([0.9, 0.1])?;
/// assert_eq!(calibration_error(&[0, 1], &[sure.clone(), sure], 10)?, 0.4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "no list has 2^53 predictions")]
pub fn calibration_error(
    labels: &[usize],
    predictions: &[Distribution],
    bins: usize,
) -> Result<f64, TrainingError> {
    let bins = reliability(labels, predictions, bins)?;
    let gap = |bin: &Bin| bin.count as f64 * (bin.accuracy - bin.confidence).abs();
    Ok(compensated_sum(bins.iter().map(gap)) / labels.len() as f64)
}

/// The temperatures among which the best is looked for.
const TEMPERATURES: (f64, f64) = (1e-3, 1e3);

/// The temperature at which these logits cost least, for these labels.
///
/// The loss is a convex function of 1/T, so its slope there, Σ (E\[z\] − z\[y\]) / n, has one zero, found by halving.
/// Fit it on examples that the model has not been trained on: on its own it would look well calibrated.
/// Guo et al. (2017), section 4.2.
///
/// # Errors
/// [`TrainingError::NoTemperature`] if the best lies outside 0.001 to 1000, as where all predictions are right,
/// and [`TrainingError`] as for [`mean_loss`].
///
/// ```
/// use training::{Logits, fit_temperature};
///
/// // Three times in four the first class is right, but the logits claim more.
/// let logits = vec![Logits::new([2.0 * 3_f64.ln(), 0.0])?; 4];
/// let temperature = fit_temperature(&[0, 0, 0, 1], &logits)?;
/// assert_eq!(format!("{temperature:.6}"), "2.000000");
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn fit_temperature(labels: &[usize], logits: &[Logits]) -> Result<f64, TrainingError> {
    // Whatever is wrong with the labels is told here.
    mean_loss(labels, logits)?;
    let slope = |temperature: f64| -> Result<f64, TrainingError> {
        let mut terms = Vec::new();
        for (&class, z) in labels.iter().zip(logits) {
            let q = softmax(&with_temperature(z, temperature)?);
            let above = |(q, other): (f64, f64)| {
                if q == 0.0 {
                    0.0
                } else {
                    q * (other - z[class])
                }
            };
            terms.extend(q.iter().zip(z.iter()).map(above));
        }
        Ok(compensated_sum(terms))
    };
    let (mut cold, mut hot) = TEMPERATURES;
    for limit in [cold, hot] {
        // Too cold is where colder would cost more, and too hot where hotter would.
        let outside = if limit < 1.0 {
            slope(limit)? <= 0.0
        } else {
            slope(limit)? >= 0.0
        };
        if outside {
            return Err(TrainingError::NoTemperature { limit });
        }
    }
    while hot / cold - 1.0 > 1e-12 {
        let middle = (cold * hot).sqrt();
        if middle <= cold || middle >= hot {
            break;
        }
        if slope(middle)? > 0.0 {
            cold = middle;
        } else {
            hot = middle;
        }
    }
    Ok((cold * hot).sqrt())
}
