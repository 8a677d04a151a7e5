//! The givens of the chapter *Loss options: weights, reductions, smoothing*.

pub use ::loss_options::{
    LossError, LossOptions, Reduction, best_prediction, binary_loss, class_loss, class_losses,
    entropy, focal_loss, info_nce, smoothed, soft_loss, softmax_cross_entropy, surprisal, z_loss,
};

pub use crate::entropy::STREET;
use information::{Distribution, DistributionError, Information, Logits};

/// The class of the cats.
pub const CAT: usize = 0;

/// The class of the dogs.
pub const DOG: usize = 1;

/// The labels of four pictures: three cats and a dog.
pub const LABELS: [usize; 4] = [CAT, CAT, CAT, DOG];

/// The label that stands for no label; many data sets mark a blurred pixel with it.
pub const NO_LABEL: usize = 255;

/// The labels of five pictures, the last of them too blurred to be labelled.
pub const WITH_A_BLUR: [usize; 5] = [CAT, CAT, CAT, DOG, NO_LABEL];

/// Two batches: three dogs, and the one picture that was left over, a cat.
pub const BATCHES: [&[usize]; 2] = [&[DOG, DOG, DOG], &[CAT]];

/// A dog counts as much as three cats.
pub const WEIGHTS: [f64; 2] = [1.0, 3.0];

/// What the labels of the four pictures weigh together.
///
/// ```
/// assert_eq!(givens::loss_options::total_weight(), 6.0);
/// ```
#[must_use]
pub fn total_weight() -> f64 {
    LABELS.map(|label| WEIGHTS[label]).iter().sum()
}

/// What the street asks for if cats and dogs shall count alike: nine cats, nine times one dog.
pub const BALANCING_WEIGHTS: [f64; 2] = [1.0, 9.0];

/// Three classes, of which the third is true.
pub static MODEL: Distribution = Distribution::given(&[0.1, 0.2, 0.7]);

/// The true class of [`MODEL`]'s picture.
pub const THIRD: usize = 2;

/// The label of [`MODEL`]'s picture.
pub static LABEL: Distribution = Distribution::given(&[0.0, 0.0, 1.0]);

/// None, some and much label smoothing.
pub const SMOOTHINGS: [f64; 3] = [0.0, 0.1, 0.2];

/// All of the target is smoothed away.
pub const ALL_SMOOTHED: f64 = 1.0;

/// What a model may give to the true of three classes, ever surer.
pub const SURER: [f64; 5] = [0.7, 0.9, 14.0 / 15.0, 0.99, 0.9999];

/// How often three raters chose each class: two a cat, one a dog.
pub static RATERS: Distribution = Distribution::given(&[2.0 / 3.0, 1.0 / 3.0]);

/// A half, by which two numbers are averaged.
pub const HALF: f64 = 0.5;

/// The logits of so many pictures from a model that has learnt the street and looks at no picture: ln 0.9 and ln 0.1.
///
/// ```
/// use loss_options::softmax;
/// use givens::loss_options::street_logits;
///
/// let q = softmax(&street_logits(1)[0]);
/// assert!((q[0] - 0.9).abs() < 1e-15);
/// ```
#[must_use]
pub fn street_logits(pictures: usize) -> Vec<Logits> {
    vec![logits_of(&STREET); pictures]
}

/// The logits whose softmax is `q`: the logarithms of its probabilities.
///
/// # Panics
/// Never: one probability at least is above zero, and none is above one.
///
/// ```
/// use loss_options::Distribution;
/// use givens::loss_options::logits_of;
///
/// assert_eq!(logits_of(&Distribution::one_hot(0, 2)?).as_slice(), [0.0, f64::NEG_INFINITY]);
/// # Ok::<(), loss_options::DistributionError>(())
/// ```
#[must_use]
pub fn logits_of(q: &Distribution) -> Logits {
    let scores: Vec<f64> = q.iter().map(f64::ln).collect();
    Logits::new(scores).expect("something is possible")
}

/// The logit of yes, a dog, from the same model.
///
/// ```
/// assert_eq!(format!("{:.6}", givens::loss_options::dog_logit()), "-2.197225");
/// ```
#[must_use]
pub fn dog_logit() -> f64 {
    (STREET[DOG] / STREET[CAT]).ln()
}

/// The same logit for each of the four pictures.
#[must_use]
pub fn dog_logits() -> [f64; 4] {
    [dog_logit(); 4]
}

/// The truth of the four pictures as answers to the question whether it is a dog.
pub const IS_DOG: [f64; 4] = [0.0, 0.0, 0.0, 1.0];

/// Options that only weigh cats and dogs.
///
/// ```
/// use givens::loss_options::{WEIGHTS, weighing};
///
/// assert_eq!(weighing(WEIGHTS).class_weights, Some(vec![1.0, 3.0]));
/// ```
#[must_use]
pub fn weighing(weights: [f64; 2]) -> LossOptions {
    LossOptions {
        class_weights: Some(weights.to_vec()),
        ..LossOptions::default()
    }
}

/// The same options with a sum in place of the mean.
///
/// ```
/// use loss_options::{LossOptions, Reduction};
/// use givens::loss_options::summed;
///
/// assert_eq!(summed(LossOptions::default()).reduction, Reduction::Sum);
/// ```
#[must_use]
pub fn summed(options: LossOptions) -> LossOptions {
    LossOptions {
        reduction: Reduction::Sum,
        ..options
    }
}

/// Options that only ignore [`NO_LABEL`].
///
/// ```
/// assert_eq!(givens::loss_options::ignoring().ignored_target, Some(255));
/// ```
#[must_use]
pub fn ignoring() -> LossOptions {
    LossOptions {
        ignored_target: Some(NO_LABEL),
        ..LossOptions::default()
    }
}

/// Options that only smooth.
///
/// ```
/// assert_eq!(givens::loss_options::smoothing(0.1).label_smoothing, 0.1);
/// ```
#[must_use]
pub fn smoothing(label_smoothing: f64) -> LossOptions {
    LossOptions {
        label_smoothing,
        ..LossOptions::default()
    }
}

/// What labels cost the model that has learnt the street.
///
/// # Errors
/// Those of [`class_loss`].
///
/// ```
/// use loss_options::LossOptions;
/// use givens::loss_options::{LABELS, street_loss};
///
/// let loss = street_loss(&LABELS, &LossOptions::default())?;
/// assert_eq!(format!("{loss:.6}"), "0.654667 nats");
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn street_loss(labels: &[usize], options: &LossOptions) -> Result<Information, LossError> {
    class_loss(labels, &street_logits(labels.len()), options)
}

/// What the same labels cost if each is handed over as a one-hot distribution.
///
/// # Errors
/// Those of [`soft_loss`].
///
/// ```
/// use givens::loss_options::{LABELS, WEIGHTS, one_hot_street_loss, weighing};
///
/// let loss = one_hot_street_loss(&LABELS, &weighing(WEIGHTS))?;
/// assert_eq!(format!("{loss:.6}"), "1.805959 nats");
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn one_hot_street_loss(
    labels: &[usize],
    options: &LossOptions,
) -> Result<Information, LossError> {
    let one_hot = |&label: &usize| Distribution::one_hot(label, STREET.outcomes());
    let targets = labels.iter().map(one_hot).collect::<Result<Vec<_>, _>>();
    let targets = targets.map_err(DistributionError::from)?;
    soft_loss(&targets, &street_logits(labels.len()), options)
}

/// What one picture of three classes costs under a smoothed label, given the model's probabilities.
///
/// # Errors
/// Those of [`class_loss`].
///
/// ```
/// use givens::loss_options::{MODEL, smoothed_loss};
///
/// assert_eq!(format!("{:.6}", smoothed_loss(&MODEL, 0.1)?), "0.463297 nats");
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn smoothed_loss(q: &Distribution, label_smoothing: f64) -> Result<Information, LossError> {
    class_loss(&[THIRD], &[logits_of(q)], &smoothing(label_smoothing))
}

/// The least that a smoothed label of three classes can cost: the entropy of the smoothed target.
///
/// # Errors
/// Those of [`smoothed`].
///
/// ```
/// assert_eq!(format!("{:.6}", givens::loss_options::floor(0.1)?), "0.291140 nats");
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn floor(label_smoothing: f64) -> Result<Information, LossError> {
    Ok(entropy(&smoothed(&LABEL, label_smoothing)?))
}

/// A prediction that gives `sure` to the third class, and halves the rest between the others.
///
/// # Errors
/// [`LossError::Distribution`] unless `sure` is a probability.
///
/// ```
/// let q = givens::loss_options::evenly(0.9)?;
/// assert!((q[0] - 0.05).abs() < 1e-15);
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn evenly(sure: f64) -> Result<Distribution, LossError> {
    let rest = (1.0 - sure) / 2.0;
    Ok(Distribution::new([rest, rest, sure])?)
}

/// How far the logit of the true class lies above the others at the floor, in nats; infinitely far without smoothing.
///
/// # Errors
/// Those of [`smoothed`].
///
/// ```
/// let gap = givens::loss_options::best_gap(0.1)?;
/// assert!((gap - 28_f64.ln()).abs() < 1e-14);
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn best_gap(label_smoothing: f64) -> Result<f64, LossError> {
    let target = smoothed(&LABEL, label_smoothing)?;
    Ok((target[THIRD] / target[CAT]).ln())
}

/// The means of the two [`BATCHES`].
///
/// # Errors
/// Those of [`class_loss`].
///
/// ```
/// let means = givens::loss_options::batch_means()?;
/// assert_eq!(format!("{:.6}", means[0]), "2.302585 nats");
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn batch_means() -> Result<[Information; 2], LossError> {
    let [dogs, cat] = BATCHES;
    let mean = |labels| street_loss(labels, &LossOptions::default());
    Ok([mean(dogs)?, mean(cat)?])
}

/// The mean of the two batches' means, which is not the mean of the pictures.
///
/// # Errors
/// Those of [`class_loss`].
///
/// ```
/// assert_eq!(format!("{:.6}", givens::loss_options::mean_of_means()?), "1.203973 nats");
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn mean_of_means() -> Result<Information, LossError> {
    let [dogs, cat] = batch_means()?;
    Ok(HALF * (dogs + cat))
}

/// The mean over the pictures of both batches.
///
/// # Errors
/// Those of [`class_loss`].
///
/// ```
/// assert_eq!(format!("{:.6}", givens::loss_options::mean_of_all()?), "1.753279 nats");
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn mean_of_all() -> Result<Information, LossError> {
    street_loss(&BATCHES.concat(), &LossOptions::default())
}

/// The mean over five pictures by hand: the blurred one costs nothing, but is counted.
///
/// # Errors
/// Those of [`class_loss`].
///
/// ```
/// assert_eq!(format!("{:.6}", givens::loss_options::masked_by_hand()?), "0.523733 nats");
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn masked_by_hand() -> Result<Information, LossError> {
    let sum = street_loss(&WITH_A_BLUR, &summed(ignoring()))?;
    #[expect(clippy::cast_precision_loss, reason = "five is exact")]
    let pictures = WITH_A_BLUR.len() as f64;
    Ok(sum / pictures)
}

/// Where the true class of three has its equal share, and smoothing changes nothing.
pub const MEETING: f64 = 1.0 / 3.0;

/// Hardly anything for the true class.
pub const LITTLE: f64 = 0.01;

/// How much focal loss looks away from what is nearly right.
pub const FOCUS: f64 = 2.0;

/// How alike four candidates are to the thing whose partner is the first of them.
pub static SIMILARITIES: Logits = Logits::given(&[0.9, 0.5, 0.1, 0.0]);

/// The place of the partner.
pub const PARTNER: usize = 0;

/// A temperature at which similarities are told apart.
pub const SHARP: f64 = 0.2;

/// The scores of the chapter on logits, for cat, dog and fox.
pub static SCORES: Logits = Logits::given(&[2.0, 1.0, 0.1]);

/// How much the square of the level counts in a z-loss.
pub const LEVEL_WEIGHT: f64 = 1e-4;

/// The share of cats that costs least in the street under the focal loss.
///
/// Found by cutting a third off the side that costs more, again and again.
///
/// # Errors
/// None: every share that is tried is a probability.
///
/// ```
/// use givens::loss_options::{STREET, cheapest_under_focal_loss};
///
/// assert!((cheapest_under_focal_loss(0.0)? - STREET[0]).abs() < 1e-6);
/// # Ok::<(), loss_options::LossError>(())
/// ```
pub fn cheapest_under_focal_loss(gamma: f64) -> Result<f64, LossError> {
    let cost = |cats: f64| -> Result<Information, LossError> {
        let (cat, dog) = (focal_loss(cats, gamma)?, focal_loss(1.0 - cats, gamma)?);
        Ok(STREET[CAT] * cat + STREET[DOG] * dog)
    };
    let (mut low, mut high) = (0.5, 1.0);
    for _ in 0..100 {
        let third = (high - low) / 3.0;
        if cost(low + third)? < cost(high - third)? {
            high -= third;
        } else {
            low += third;
        }
    }
    Ok(low)
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/loss-options.md")]
mod page {}
