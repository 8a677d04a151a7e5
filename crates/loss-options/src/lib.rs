//! Who counts in a loss, how much, and what is it divided by?
//!
//! ```
//! use loss_options::{Logits, LossOptions, class_loss};
//!
//! let logits = [Logits::new([2.0, 1.0, 0.1])?, Logits::new([0.0, 0.0, 3.0])?];
//! let plain = class_loss(&[0, 1], &logits, &LossOptions::default())?;
//! let weighted = LossOptions {
//!     class_weights: Some(vec![1.0, 0.25, 1.0]),
//!     ..LossOptions::default()
//! };
//! assert!(class_loss(&[0, 1], &logits, &weighted)? < plain);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Every option answers one of three questions.
//! Weights and the ignored target say *who counts*, the reduction says *what is divided by*, and label smoothing and
//! soft targets say *what is true*.
//! The answers are those of `PyTorch`'s `CrossEntropyLoss` and `BCEWithLogitsLoss`, but where those return NaN,
//! a typed error says why.
//! [`focal_loss`], [`info_nce`] and [`z_loss`] go by names of their own, and are a cross-entropy underneath.
//!
//! The chapter is *Loss options: weights, reductions, smoothing*, `book/en/loss-options.md`.
//! These are the readable definitions, not kernels: a gradient takes time with the square of the classes.

pub use cross_entropy::cross_entropy;
pub use entropy::{Distribution, DistributionError, Information, entropy, surprisal};
pub use information::{BatchError, ClassOutOfRange, Logits, LogitsError, OutOfRange};
pub use log_loss::log_loss;
pub use logits::{softmax, softmax_cross_entropy};

mod named;

pub use named::{focal_loss, info_nce, z_loss};

use exact::compensated_sum;
use information::{class_of, paired, probability, share, weight};
use logits::{binary_cross_entropy_with_logits, log_softmax};
use thiserror::Error;

/// How the losses of a batch become one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reduction {
    /// Their sum, divided by the weights of the targets that count, or by the number of soft or binary ones.
    #[default]
    Mean,
    /// Their sum.
    Sum,
}

/// What a loss asks for beyond its targets and its logits; the default asks for nothing.
///
/// ```
/// use loss_options::{LossOptions, Reduction};
///
/// let options = LossOptions { label_smoothing: 0.1, ..LossOptions::default() };
/// assert_eq!(options.class_weights, None);
/// assert_eq!(options.reduction, Reduction::Mean);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LossOptions {
    /// How much each class counts; `None` lets all count alike.
    pub class_weights: Option<Vec<f64>>,
    /// The target that stands for no target, such as that of padding; it need not be a class.
    pub ignored_target: Option<usize>,
    /// The share ε of each target that is spread evenly over all classes.
    pub label_smoothing: f64,
    /// How the losses of the batch become one.
    pub reduction: Reduction,
}

/// Why a batch has no loss.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum LossError {
    /// The targets do not go with the logits, or one of them is none.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// Label smoothing, the weight of the positive answers, or another number is out of range.
    #[error(transparent)]
    Option(#[from] OutOfRange),
    /// All examples must be about the same classes.
    #[error(
        "example {index} has {found} logits and the first has {classes}; give each one for every class"
    )]
    ClassCount {
        /// The position of the offending example, counted from zero.
        index: usize,
        /// How many logits it has.
        found: usize,
        /// How many the first has.
        classes: usize,
    },
    /// A soft target is over other classes than its prediction.
    #[error(
        "soft target {index} is over {outcomes} outcomes, its logits over {classes} classes; give a probability for each class"
    )]
    SoftTarget {
        /// The position of the offending target, counted from zero.
        index: usize,
        /// How many outcomes it has.
        outcomes: usize,
        /// The number of classes.
        classes: usize,
    },
    /// Each class needs its weight.
    #[error("{weights} class weights do not go with {classes} classes; give one weight for each")]
    WeightCount {
        /// The number of weights.
        weights: usize,
        /// The number of classes.
        classes: usize,
    },
    /// A class weight is negative, infinite or not a number.
    #[error("class weight {index} is {value}; give a finite number from 0 up")]
    Weight {
        /// The class, counted from zero.
        index: usize,
        /// The offending weight.
        value: f64,
    },
    /// A mean over nothing: `PyTorch` returns NaN here.
    #[error(
        "all {targets} targets are {ignored}, the ignored one; leave such a batch out of the mean"
    )]
    EverythingIgnored {
        /// The number of targets.
        targets: usize,
        /// The target that is ignored.
        ignored: usize,
    },
    /// A mean whose divisor is zero: `PyTorch` returns NaN here.
    #[error(
        "the weights of the {targets} targets that count sum to 0; weigh a class that occurs, or take the sum"
    )]
    NoWeight {
        /// The number of targets that are not ignored.
        targets: usize,
    },
    /// A soft target is no number that could be ignored.
    #[error("soft targets have no index, so {ignored} cannot be ignored; leave such examples out")]
    SoftIgnored {
        /// The target that should have been ignored.
        ignored: usize,
    },
    /// The true class is not one of the logits'.
    #[error(transparent)]
    Class(#[from] ClassOutOfRange),
    /// A temperature is not positive, or makes a logit too large for a float.
    #[error(transparent)]
    Logits(#[from] LogitsError),
    /// A smoothed or weighted target does not sum to one.
    #[error(transparent)]
    Distribution(#[from] DistributionError),
}

impl LossOptions {
    /// The weight of each class.
    fn weights(&self, classes: usize) -> Result<Vec<f64>, LossError> {
        let Some(weights) = &self.class_weights else {
            return Ok(vec![1.0; classes]);
        };
        if weights.len() != classes {
            return Err(LossError::WeightCount {
                weights: weights.len(),
                classes,
            });
        }
        for (index, &value) in weights.iter().enumerate() {
            weight("class weight", value).map_err(|_| LossError::Weight { index, value })?;
        }
        Ok(weights.clone())
    }

    /// Refuses an ignored target where targets are distributions.
    fn without_ignored(&self) -> Result<(), LossError> {
        match self.ignored_target {
            Some(ignored) => Err(LossError::SoftIgnored { ignored }),
            None => Ok(()),
        }
    }
}

/// The target `p`, a share `smoothing` of it spread evenly over all K classes.
///
/// (1 − ε) · pᵢ + ε / K
///
/// With any smoothing, no class is left without probability, so the entropy of the result is a floor that no smoothed loss gets below.
/// Szegedy et al. (2016), section 7.
///
/// # Errors
/// [`LossError::Option`] unless 0 ≤ `smoothing` ≤ 1.
///
/// ```
/// use loss_options::{Distribution, entropy, smoothed};
///
/// let target = smoothed(&Distribution::one_hot(2, 3)?, 0.1)?;
/// assert_eq!(format!("{:.3} {:.3}", target[0], target[2]), "0.033 0.933");
/// assert_eq!(format!("{:.6}", entropy(&target)), "0.291140 nats");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn smoothed(p: &Distribution, smoothing: f64) -> Result<Distribution, LossError> {
    let value = share("label smoothing", smoothing)?;
    #[expect(clippy::cast_precision_loss, reason = "no vector has 2^53 classes")]
    let spread = value / p.outcomes() as f64;
    let mixed = p.iter().map(|p| (1.0 - value) * p + spread);
    Ok(Distribution::new(mixed.collect::<Vec<_>>())?)
}

/// The one prediction that these options reward most where the truth is `p`.
///
/// qᵢ = wᵢ · p′ᵢ / Σ wⱼ · p′ⱼ, where p′ is the smoothed truth.
///
/// It need not be `p`: a loss that is bent teaches bent probabilities.
/// By Gibbs' inequality, after dividing the weighted truth by its sum.
///
/// # Errors
/// [`LossError`] if the options are refused, [`LossError::NoWeight`] if no class that can occur weighs anything.
///
/// ```
/// use loss_options::{Distribution, LossOptions, best_prediction};
///
/// let street = Distribution::new([0.9, 0.1])?;
/// let options = LossOptions { class_weights: Some(vec![1.0, 3.0]), ..LossOptions::default() };
/// assert_eq!(format!("{:.2}", best_prediction(&street, &options)?[1]), "0.25");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn best_prediction(p: &Distribution, options: &LossOptions) -> Result<Distribution, LossError> {
    options.without_ignored()?;
    let weights = options.weights(p.outcomes())?;
    let target = smoothed(p, options.label_smoothing)?;
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let charges: Vec<f64> = weights
        .iter()
        .zip(target.as_slice())
        .map(|(w, p)| if *w == 0.0 { 0.0 } else { w / largest * p })
        .collect();
    let sum = compensated_sum(charges.iter().copied());
    if sum == 0.0 {
        return Err(LossError::NoWeight { targets: 1 });
    }
    let shares: Vec<f64> = charges.iter().map(|charge| charge / sum).collect();
    Ok(Distribution::new(shares)?)
}

/// What one example brings into the loss.
struct Stake {
    /// How often the surprise of each class counts: its weight times its probability in the target.
    charges: Vec<f64>,
    /// What the example adds to the divisor of a mean.
    share: f64,
}

impl Stake {
    fn new(target: &Distribution, weights: &[f64], share: f64) -> Self {
        let pairs = weights.iter().zip(target.as_slice());
        Self {
            charges: pairs.map(|(w, p)| w * p).collect(),
            share,
        }
    }

    /// Σ aᵢ · (−ln qᵢ), where a class without a charge costs nothing, whatever the model thought of it.
    fn loss(&self, logits: &Logits) -> Information {
        let costs = log_softmax(logits).into_iter().map(|ln| 0.0 - ln);
        let terms = self.charges.iter().zip(costs).map(|(charge, cost)| {
            if *charge == 0.0 || cost == 0.0 {
                0.0
            } else {
                charge * cost
            }
        });
        Information::from_nats(compensated_sum(terms))
    }

    /// Σⱼ (aⱼ · qᵢ − aᵢ · qⱼ): the slope (Σ aⱼ) · qᵢ − aᵢ, without subtracting nearly equal numbers for a sure label.
    fn gradient(&self, logits: &Logits) -> Vec<f64> {
        let q = softmax(logits);
        let slope = |(own_charge, own_q): (&f64, &f64)| {
            let pairs = self.charges.iter().zip(q.as_slice());
            compensated_sum(pairs.map(|(charge, q)| charge * own_q - own_charge * q))
        };
        self.charges.iter().zip(q.as_slice()).map(slope).collect()
    }
}

/// The stakes of class targets; an ignored target has none.
fn class_stakes(
    targets: &[usize],
    logits: &[Logits],
    options: &LossOptions,
) -> Result<Vec<Option<Stake>>, LossError> {
    let classes = checked(targets, logits)?;
    let weights = options.weights(classes)?;
    let stake = |(index, &target): (usize, &usize)| {
        if options.ignored_target == Some(target) {
            return Ok(None);
        }
        let target = class_of(target, classes).map_err(BatchError::class(index))?;
        let one_hot = Distribution::one_hot(target, classes).map_err(BatchError::class(index))?;
        let target_or_so = smoothed(&one_hot, options.label_smoothing)?;
        Ok(Some(Stake::new(&target_or_so, &weights, weights[target])))
    };
    // Smoothing is refused even where every target is ignored.
    share("label smoothing", options.label_smoothing)?;
    targets.iter().enumerate().map(stake).collect()
}

/// The stakes of soft targets; each counts as one in a mean, whatever its classes weigh.
fn soft_stakes(
    targets: &[Distribution],
    logits: &[Logits],
    options: &LossOptions,
) -> Result<Vec<Option<Stake>>, LossError> {
    let classes = checked(targets, logits)?;
    let weights = options.weights(classes)?;
    options.without_ignored()?;
    let stake = |(index, target): (usize, &Distribution)| {
        let outcomes = target.outcomes();
        if outcomes != classes {
            return Err(LossError::SoftTarget {
                index,
                outcomes,
                classes,
            });
        }
        let target = smoothed(target, options.label_smoothing)?;
        Ok(Some(Stake::new(&target, &weights, 1.0)))
    };
    targets.iter().enumerate().map(stake).collect()
}

/// The number of classes, if there are examples, each has a target, and all are about the same classes.
fn checked<T>(targets: &[T], logits: &[Logits]) -> Result<usize, LossError> {
    let pairs = paired(targets, logits)?;
    let classes = logits[0].classes();
    for (index, (_, logits)) in pairs.enumerate() {
        let found = logits.classes();
        if found != classes {
            return Err(LossError::ClassCount {
                index,
                found,
                classes,
            });
        }
    }
    Ok(classes)
}

/// The stakes as they enter the reduced loss: for a mean, divided by the sum of the shares.
fn reduced(
    stakes: Vec<Option<Stake>>,
    options: &LossOptions,
) -> Result<Vec<Option<Stake>>, LossError> {
    if options.reduction == Reduction::Sum {
        return Ok(stakes);
    }
    let shares: Vec<f64> = stakes.iter().flatten().map(|stake| stake.share).collect();
    if let (true, Some(ignored)) = (shares.is_empty(), options.ignored_target) {
        return Err(LossError::EverythingIgnored {
            targets: stakes.len(),
            ignored,
        });
    }
    // Only ratios of weights matter here, so the largest is taken out first, and no sum overflows.
    let largest = shares.iter().copied().fold(0.0, f64::max);
    if largest == 0.0 {
        return Err(LossError::NoWeight {
            targets: shares.len(),
        });
    }
    let sum = compensated_sum(shares.iter().map(|share| share / largest));
    let divided = stakes.into_iter().map(|stake| {
        stake.map(|Stake { charges, share }| Stake {
            charges: charges
                .iter()
                .map(|charge| charge / largest / sum)
                .collect(),
            share,
        })
    });
    Ok(divided.collect())
}

/// The loss of each stake, nothing where there is none.
fn losses(stakes: &[Option<Stake>], logits: &[Logits]) -> Vec<Information> {
    let loss = |(stake, logits): (&Option<Stake>, &Logits)| match stake {
        None => Information::ZERO,
        Some(stake) => stake.loss(logits),
    };
    stakes.iter().zip(logits).map(loss).collect()
}

/// The loss of a batch of logits, one row for each example, whose targets are classes.
///
/// Mean: Σₙ ℓₙ / Σₙ w\[yₙ\], where ℓₙ = Σᵢ wᵢ · p′ₙᵢ · (−ln softmax(zₙ)ᵢ) and p′ₙ is the smoothed label yₙ.
///
/// Without smoothing, ℓₙ is w\[yₙ\] times the surprisal of the label, so that a batch of one cancels its weight.
/// With it, each class's term carries that class's own weight.
/// An ignored target leaves both sums; if it was the last one, there is no mean, but a sum of zero.
/// `PyTorch` 2, `CrossEntropyLoss` with class indices.
///
/// # Errors
/// [`LossError`] for targets, logits or options that do not fit, and for a mean over nothing.
///
/// ```
/// use loss_options::{Logits, LossOptions, class_loss};
///
/// let logits = vec![Logits::new([0.9_f64.ln(), 0.1_f64.ln()])?; 2];
/// let options = LossOptions { class_weights: Some(vec![1.0, 3.0]), ..LossOptions::default() };
/// assert_eq!(format!("{:.6}", class_loss(&[0, 1], &logits, &options)?), "1.753279 nats");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn class_loss(
    targets: &[usize],
    logits: &[Logits],
    options: &LossOptions,
) -> Result<Information, LossError> {
    let stakes = reduced(class_stakes(targets, logits, options)?, options)?;
    Ok(losses(&stakes, logits).into_iter().sum())
}

/// The weighted, smoothed loss of each example by itself: no reduction, and nothing for an ignored target.
///
/// # Errors
/// [`LossError`] for targets, logits or options that do not fit.
///
/// ```
/// use loss_options::{Information, Logits, LossOptions, class_losses};
///
/// let options = LossOptions { ignored_target: Some(255), ..LossOptions::default() };
/// let logits = [Logits::new([0.0, 0.0])?, Logits::new([5.0, 0.0])?];
/// let losses = class_losses(&[1, 255], &logits, &options)?;
/// assert_eq!(losses, [Information::from_bits(1.0), Information::ZERO]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn class_losses(
    targets: &[usize],
    logits: &[Logits],
    options: &LossOptions,
) -> Result<Vec<Information>, LossError> {
    Ok(losses(&class_stakes(targets, logits, options)?, logits))
}

/// How [`class_loss`] changes with each logit, in nats for each unit of logit.
///
/// (Σⱼ aⱼ) · softmax(z)ᵢ − aᵢ, where aᵢ = wᵢ · p′ᵢ, divided by what the mean divides by.
///
/// # Errors
/// Those of [`class_loss`].
///
/// ```
/// use loss_options::{Logits, LossOptions, class_gradient};
///
/// let options = LossOptions { label_smoothing: 0.1, ..LossOptions::default() };
/// let gradient = class_gradient(&[0], &[Logits::new([0.0, 0.0])?], &options)?;
/// assert_eq!(format!("{:.2?}", gradient[0]), "[-0.45, 0.45]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn class_gradient(
    targets: &[usize],
    logits: &[Logits],
    options: &LossOptions,
) -> Result<Vec<Vec<f64>>, LossError> {
    let stakes = reduced(class_stakes(targets, logits, options)?, options)?;
    let gradient = |(stake, logits): (&Option<Stake>, &Logits)| match stake {
        None => vec![0.0; logits.classes()],
        Some(stake) => stake.gradient(logits),
    };
    Ok(stakes.iter().zip(logits).map(gradient).collect())
}

/// The loss of a batch of logits whose targets are distributions over the classes.
///
/// Mean: Σₙ ℓₙ / N, where ℓₙ = Σᵢ wᵢ · p′ₙᵢ · (−ln softmax(zₙ)ᵢ) and p′ₙ is the smoothed target.
///
/// The divisor is the number of examples, not their weight: with weights, a one-hot target and the class it stands
/// for have different means.
/// `PyTorch` 2, `CrossEntropyLoss` with class probabilities.
///
/// # Errors
/// [`LossError`] for targets, logits or options that do not fit; a soft target cannot be ignored.
///
/// ```
/// use loss_options::{Distribution, Logits, LossOptions, soft_loss};
///
/// let raters = Distribution::from_counts(&[2, 1])?;
/// let logits = [Logits::new([0.9_f64.ln(), 0.1_f64.ln()])?];
/// let loss = soft_loss(&[raters], &logits, &LossOptions::default())?;
/// assert_eq!(format!("{loss:.6}"), "0.837769 nats");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn soft_loss(
    targets: &[Distribution],
    logits: &[Logits],
    options: &LossOptions,
) -> Result<Information, LossError> {
    let stakes = reduced(soft_stakes(targets, logits, options)?, options)?;
    Ok(losses(&stakes, logits).into_iter().sum())
}

/// The weighted, smoothed loss of each example by itself, for targets that are distributions.
///
/// # Errors
/// [`LossError`] for targets, logits or options that do not fit; a soft target cannot be ignored.
///
/// ```
/// use loss_options::{Distribution, Logits, LossOptions, soft_losses};
///
/// let fair = Distribution::uniform(2)?;
/// let losses = soft_losses(&[fair], &[Logits::new([0.0, 0.0])?], &LossOptions::default())?;
/// assert_eq!(losses[0].bits(), 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn soft_losses(
    targets: &[Distribution],
    logits: &[Logits],
    options: &LossOptions,
) -> Result<Vec<Information>, LossError> {
    Ok(losses(&soft_stakes(targets, logits, options)?, logits))
}

/// The loss of yes-or-no examples, each with one logit of yes in nats, whose yes counts `positive_weight` times.
///
/// ℓₙ = w · yₙ · (−ln σ(zₙ)) + (1 − yₙ) · (−ln σ(−zₙ)), summed, and divided by N for a mean.
///
/// The weight is not divided out, not even for a batch of one.
/// `PyTorch` 2, `BCEWithLogitsLoss` with `pos_weight`.
///
/// # Errors
/// [`LossError`] if the batch is empty, the lengths differ, a truth is no probability, a logit is NaN, or the weight
/// is negative or not finite.
///
/// ```
/// use loss_options::{Reduction, binary_loss};
///
/// let loss = binary_loss(&[1.0, 0.0], &[0.0, 0.0], 3.0, Reduction::Mean)?;
/// assert_eq!(loss.bits(), 2.0);
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn binary_loss(
    y: &[f64],
    logits: &[f64],
    positive_weight: f64,
    reduction: Reduction,
) -> Result<Information, LossError> {
    let sum: Information = binary_losses(y, logits, positive_weight)?.into_iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "no batch has 2^53 examples")]
    let examples = y.len() as f64;
    Ok(match reduction {
        Reduction::Sum => sum,
        Reduction::Mean => sum / examples,
    })
}

/// The loss of each yes-or-no example by itself.
///
/// # Errors
/// Those of [`binary_loss`].
///
/// ```
/// use loss_options::binary_losses;
///
/// let losses = binary_losses(&[1.0, 0.0], &[0.0, 0.0], 3.0)?;
/// assert_eq!(losses[0], 3.0 * losses[1]);
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn binary_losses(
    y: &[f64],
    logits: &[f64],
    positive_weight: f64,
) -> Result<Vec<Information>, LossError> {
    let pairs = paired(y, logits)?;
    let positive_weight = weight("positive weight", positive_weight)?;
    let loss = |(index, (&y, &z)): (usize, (&f64, &f64))| {
        let refused = BatchError::number(index);
        let y = probability(y).map_err(&refused)?;
        let term = |weight: f64, truth: f64| -> Result<Information, LossError> {
            let cost = binary_cross_entropy_with_logits(truth, z).map_err(&refused)?;
            Ok(if weight == 0.0 {
                Information::ZERO
            } else {
                weight * cost
            })
        };
        Ok(term(positive_weight * y, 1.0)? + term(1.0 - y, 0.0)?)
    };
    pairs.enumerate().map(loss).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    static LOGITS: [Logits; 2] = [
        Logits::given(&[2.0, 1.0, 0.1]),
        Logits::given(&[-1.0, 0.0, 3.0]),
    ];

    fn weights(weights: &[f64]) -> LossOptions {
        LossOptions {
            class_weights: Some(weights.to_vec()),
            ..LossOptions::default()
        }
    }

    fn smoothing(label_smoothing: f64) -> LossOptions {
        LossOptions {
            label_smoothing,
            ..LossOptions::default()
        }
    }

    fn ignoring(target: usize) -> LossOptions {
        LossOptions {
            ignored_target: Some(target),
            ..LossOptions::default()
        }
    }

    #[test]
    fn without_options_it_is_the_mean_of_the_losses() {
        let mean = class_loss(&[0, 2], &LOGITS, &LossOptions::default()).unwrap();
        let first = softmax_cross_entropy(0, &LOGITS[0]).unwrap();
        let second = softmax_cross_entropy(2, &LOGITS[1]).unwrap();
        assert!((mean - (first + second) / 2.0).nats().abs() < 1e-15);
    }

    /// Recomputed from `PyTorch`'s formula: (1 − ε) · nll + ε / K · smooth, both divided by the targets' weights.
    #[test]
    fn smoothing_and_weights_combine_as_in_pytorch() {
        let (w, epsilon) = ([1.0, 2.0, 0.5], 0.1);
        let cost = |n: usize, c| softmax_cross_entropy(c, &LOGITS[n]).unwrap().nats();
        let nll = w[0] * cost(0, 0) + w[2] * cost(1, 2);
        let smooth: f64 = (0..2)
            .flat_map(|n| (0..3).map(move |c| (n, c)))
            .map(|(n, c)| w[c] * cost(n, c))
            .sum();
        let expected = ((1.0 - epsilon) * nll + epsilon / 3.0 * smooth) / (w[0] + w[2]);
        let options = LossOptions {
            label_smoothing: epsilon,
            ..weights(&w)
        };
        let found = class_loss(&[0, 2], &LOGITS, &options).unwrap().nats();
        assert!((found - expected).abs() < 1e-14, "{found} {expected}");
    }

    #[test]
    fn impossible_classes_cost_only_what_counts_on_them() {
        let logits = [Logits::given(&[f64::NEG_INFINITY, 0.0])];
        let loss = |target, options: &LossOptions| class_loss(&[target], &logits, options);
        assert_eq!(loss(1, &LossOptions::default()), Ok(Information::ZERO));
        assert_eq!(loss(1, &smoothing(0.1)), Ok(Information::INFINITE));
        let unweighted = LossOptions {
            label_smoothing: 0.1,
            ..weights(&[0.0, 1.0])
        };
        assert_eq!(loss(1, &unweighted), Ok(Information::ZERO));
    }

    #[test]
    fn enormous_weights_do_not_overflow_a_mean() {
        let plain = class_loss(&[0, 2], &LOGITS, &LossOptions::default()).unwrap();
        let huge = class_loss(&[0, 2], &LOGITS, &weights(&[1e308; 3])).unwrap();
        assert!((huge - plain).nats().abs() < 1e-15);
        assert_eq!(
            best_prediction(&Distribution::uniform(3).unwrap(), &weights(&[1e308; 3])),
            Distribution::uniform(3).map_err(LossError::from)
        );
    }

    #[test]
    fn a_sum_over_nothing_is_nothing_but_a_mean_is_refused() {
        let sum = LossOptions {
            reduction: Reduction::Sum,
            ..ignoring(9)
        };
        assert_eq!(class_loss(&[9, 9], &LOGITS, &sum), Ok(Information::ZERO));
        assert!(class_loss(&[9, 9], &LOGITS, &ignoring(9)).is_err());
        assert!(class_gradient(&[9, 9], &LOGITS, &ignoring(9)).is_err());
        assert_eq!(
            class_gradient(&[9, 9], &LOGITS, &sum),
            Ok(vec![vec![0.0; 3]; 2])
        );
    }

    #[test]
    fn bad_batches_and_options_are_refused_with_a_remedy() {
        let plain = LossOptions::default();
        let ragged = [Logits::given(&[0.0; 3]), Logits::given(&[0.0; 2])];
        let two = [Distribution::uniform(2).unwrap()];
        let three = [Distribution::uniform(3).unwrap()];
        let messages = [
            class_loss(&[], &[], &plain).unwrap_err(),
            class_loss(&[0], &LOGITS, &plain).unwrap_err(),
            class_loss(&[0, 0], &ragged, &plain).unwrap_err(),
            class_loss(&[0, 3], &LOGITS, &plain).unwrap_err(),
            class_loss(&[0, 2], &LOGITS, &weights(&[1.0, 1.0])).unwrap_err(),
            class_loss(&[0, 2], &LOGITS, &weights(&[1.0, -1.0, 1.0])).unwrap_err(),
            class_loss(&[0, 2], &LOGITS, &weights(&[f64::NAN, 1.0, 1.0])).unwrap_err(),
            class_loss(&[0, 2], &LOGITS, &smoothing(1.5)).unwrap_err(),
            class_loss(&[7, 7], &LOGITS, &ignoring(7)).unwrap_err(),
            class_loss(&[0, 0], &LOGITS, &weights(&[0.0, 1.0, 1.0])).unwrap_err(),
            soft_loss(&two, &LOGITS[..1], &plain).unwrap_err(),
            soft_loss(&three, &LOGITS[..1], &ignoring(7)).unwrap_err(),
            binary_loss(&[1.0], &[0.0], -1.0, Reduction::Mean).unwrap_err(),
            binary_loss(&[2.0], &[0.0], 1.0, Reduction::Mean).unwrap_err(),
            binary_loss(&[0.5], &[f64::NAN], 1.0, Reduction::Sum).unwrap_err(),
            binary_loss(&[], &[], 1.0, Reduction::Sum).unwrap_err(),
            binary_loss(&[1.0], &[], 1.0, Reduction::Sum).unwrap_err(),
            best_prediction(&three[0], &weights(&[0.0; 3])).unwrap_err(),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            messages,
            [
                "there are no examples; give at least one",
                "1 targets do not go with 2 predictions; give one prediction for each",
                "example 1 has 2 logits and the first has 3; give each one for every class",
                "example 1: class 3 is out of range for 3 classes; classes are counted from 0",
                "2 class weights do not go with 3 classes; give one weight for each",
                "class weight 1 is -1; give a finite number from 0 up",
                "class weight 0 is NaN; give a finite number from 0 up",
                "label smoothing 1.5 is out of range; give a number from 0 to 1",
                "all 2 targets are 7, the ignored one; leave such a batch out of the mean",
                "the weights of the 2 targets that count sum to 0; weigh a class that occurs, or take the sum",
                "soft target 0 is over 2 outcomes, its logits over 3 classes; give a probability for each class",
                "soft targets have no index, so 7 cannot be ignored; leave such examples out",
                "positive weight -1 is out of range; give a finite number from 0 up",
                "example 0: probability 2 is out of range; give a number from 0 to 1",
                "example 0: logit NaN is out of range; give a number, or an infinity for an answer beyond doubt",
                "there are no examples; give at least one",
                "1 targets do not go with 0 predictions; give one prediction for each",
                "the weights of the 1 targets that count sum to 0; weigh a class that occurs, or take the sum",
            ]
        );
    }

    #[test]
    fn bad_smoothing_is_refused_even_where_nothing_counts() {
        for value in [-0.1, 1.1, f64::NAN] {
            let options = LossOptions {
                label_smoothing: value,
                ..ignoring(7)
            };
            let refused = class_losses(&[7, 7], &LOGITS, &options).unwrap_err();
            assert!(matches!(refused, LossError::Option(_)), "{value}");
        }
    }
}
