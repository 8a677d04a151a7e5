//! The givens of the chapter *A real classifier*: red wines, their chemistry, and what tasters thought of them.

pub use ::training::{
    BatchError, Bin, ClassOutOfRange, Classifier, Comparison, DistributionError, Examples, Logits,
    Question, SplitMix64, Standardizer, TrainingError, accuracy, best_question, calibration_error,
    compare, cross_entropy, entropy, first_question, fit_temperature, log_loss, losses, mean_loss,
    reliability, softmax, with_temperature,
};

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::LazyLock;

use information::{Distribution, Information};

/// The labels as one-hot vectors.
///
/// # Errors
/// [`ClassOutOfRange`] if a label is no class.
///
/// ```
/// use givens::training::one_hots;
///
/// assert_eq!(one_hots(&[1], 3)?[0].as_slice(), [0.0, 1.0, 0.0]);
/// # Ok::<(), givens::training::ClassOutOfRange>(())
/// ```
pub fn one_hots(labels: &[usize], classes: usize) -> Result<Vec<Distribution>, ClassOutOfRange> {
    let one_hot = |&class: &usize| Distribution::one_hot(class, classes);
    labels.iter().map(one_hot).collect()
}

/// How the loss changes with each weight, a row for each class: the gradient without that of the biases.
///
/// # Errors
/// [`TrainingError`] if the examples do not fit the model.
///
/// ```
/// use givens::training::{Classifier, Examples, slopes_of_weights};
///
/// let examples = Examples::new(2, [0, 1], [[-1.0], [1.0]])?;
/// assert_eq!(slopes_of_weights(&Classifier::zeros(&examples), &examples)?, [[0.5], [-0.5]]);
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn slopes_of_weights(
    model: &Classifier,
    examples: &Examples,
) -> Result<Vec<Vec<f64>>, TrainingError> {
    let slopes = model.gradient(examples)?;
    let rows = (0..examples.classes()).filter_map(|class| slopes.weights(class));
    Ok(rows.map(<[f64]>::to_vec).collect())
}

/// Red wines from the north of Portugal: eleven measurements each, and the median mark of at least three tasters.
///
/// Cortez et al. (2009), from the UCI Machine Learning Repository, <https://doi.org/10.24432/C56S3T>, CC BY 4.0,
/// as the crate `linfa-datasets` packs it: the same rows, with commas.
pub const WINES_CSV: &str = include_str!("../data/winequality-red.csv");

/// The wines in the file, many of them more than once.
pub static ROWS: LazyLock<usize> = LazyLock::new(|| WINES_CSV.lines().skip(1).count());

/// The measurements of each wine.
pub const FEATURES: usize = 11;

/// The lowest mark that a wine in the file got, which is class zero; the scale of the tasters began at zero.
pub const LOWEST: usize = 3;

/// The marks that occur, from the lowest on.
pub const MARKS: [usize; 6] = [LOWEST, 4, 5, 6, 7, 8];

/// The number of classes.
pub const CLASSES: usize = MARKS.len();

/// The seed of the shuffle.
pub const SEED: u64 = 1;

/// How many wines are for training, and how many for what is decided afterwards; the rest is for the test.
pub const PARTS: [usize; 2] = [400, 300];

/// The length of a step.
pub const STEP: f64 = 0.5;

/// The steps of the sober model.
pub const STEPS: usize = 100;

/// The wines that the hasty model has seen.
pub const FEW: usize = 60;

/// The steps of the hasty model where it is looked at: too many, and far too many.
pub const HASTY_STEPS: [usize; 2] = [60, 180];

/// The temperature that leaves logits as they are.
pub const UNTOUCHED: f64 = 1.0;

/// The bins of the reliability diagram.
pub const BINS: usize = 10;

/// The wines of the file in its own order, each once: the same wine on both sides of a split would be no test.
///
/// ```
/// use givens::training::{FEATURES, WINES};
///
/// assert_eq!(WINES.features(), FEATURES);
/// ```
pub static WINES: LazyLock<Examples> = LazyLock::new(|| {
    let mut seen = BTreeSet::new();
    let (mut labels, mut rows) = (Vec::new(), Vec::new());
    for line in WINES_CSV.lines().skip(1).filter(|line| seen.insert(*line)) {
        let mut row: Vec<f64> = line
            .split(',')
            .map(|cell| cell.parse().expect("cells are numbers"))
            .collect();
        let mark = row.pop().expect("the mark stands last");
        let class = MARKS
            .iter()
            .position(|&other| (mark - other as f64).abs() < 0.5);
        labels.push(class.expect("all marks are listed"));
        rows.push(row);
    }
    Examples::new(CLASSES, labels, rows).expect("the file is complete")
});

/// The wines in three parts, all on the scale of the first.
#[derive(Clone, Debug)]
pub struct Split {
    /// What the model learns from, as it was measured.
    pub measured: Examples,
    /// The same wines on their own scale.
    pub train: Examples,
    /// What the temperature is fitted on.
    pub held_out: Examples,
    /// What the model is judged by.
    pub test: Examples,
}

impl Split {
    /// The wines shuffled with this seed and dealt out.
    ///
    /// # Errors
    /// None for the wines: no measurement is the same in all of them.
    ///
    /// ```
    /// let split = givens::training::Split::new(2)?;
    /// assert_eq!(split.train.len(), givens::training::PARTS[0]);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    pub fn new(seed: u64) -> Result<Self, TrainingError> {
        let mut order: Vec<usize> = (0..WINES.len()).collect();
        SplitMix64::new(seed).shuffle(&mut order);
        let (train, rest) = order.split_at(PARTS[0]);
        let (held_out, test) = rest.split_at(PARTS[1]);
        let part = |places: &[usize]| {
            let labels: Vec<usize> = places.iter().map(|&place| WINES.labels()[place]).collect();
            Examples::new(
                CLASSES,
                labels,
                places.iter().map(|&place| WINES.rows()[place].clone()),
            )
        };
        let measured = part(train)?;
        let scale = Standardizer::fit(&measured)?;
        Ok(Self {
            train: scale.apply(&measured)?,
            held_out: scale.apply(&part(held_out)?)?,
            test: scale.apply(&part(test)?)?,
            measured,
        })
    }
}

/// The split of the chapter.
pub static SPLIT: LazyLock<Split> =
    LazyLock::new(|| Split::new(SEED).expect("the wines can be split"));

/// The models of a training run: the one that knows nothing, and the one after each step.
///
/// # Errors
/// [`TrainingError`] if the step size is not positive.
///
/// ```
/// use givens::training::{SPLIT, STEP, run};
///
/// assert_eq!(run(&SPLIT.train, STEP, 2)?.len(), 3);
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn run(train: &Examples, size: f64, steps: usize) -> Result<Vec<Classifier>, TrainingError> {
    let mut models = vec![Classifier::zeros(train)];
    for step in 0..steps {
        models.push(models[step].step(train, size)?);
    }
    Ok(models)
}

/// The sober model, step by step: trained on the whole training part.
pub static SOBER: LazyLock<Vec<Classifier>> =
    LazyLock::new(|| run(&SPLIT.train, STEP, STEPS).expect("the steps are positive"));

/// The hasty model, step by step: trained on the first wines only, and for longer.
pub static HASTY: LazyLock<Vec<Classifier>> = LazyLock::new(|| {
    let few = SPLIT.train.first(FEW).expect("they are some");
    run(&few, STEP, HASTY_STEPS[1]).expect("the steps are positive")
});

/// The sober model when it is done.
///
/// ```
/// use givens::training::{SPLIT, sober};
///
/// assert!(sober().loss(&SPLIT.test)? < sober().loss(&SPLIT.test.first(60)?)? * 2.0);
/// # Ok::<(), training::TrainingError>(())
/// ```
#[must_use]
pub fn sober() -> &'static Classifier {
    &SOBER[STEPS]
}

/// The hasty model after too many steps.
///
/// ```
/// use givens::training::{SPLIT, hasty, late};
///
/// assert!(late().loss(&SPLIT.test)? > hasty().loss(&SPLIT.test)?);
/// # Ok::<(), training::TrainingError>(())
/// ```
#[must_use]
pub fn hasty() -> &'static Classifier {
    &HASTY[HASTY_STEPS[0]]
}

/// The hasty model after far too many steps.
///
/// ```
/// use givens::training::{SPLIT, hasty, late};
///
/// assert!(late().accuracy(&SPLIT.test)? > hasty().accuracy(&SPLIT.test)?);
/// # Ok::<(), training::TrainingError>(())
/// ```
#[must_use]
pub fn late() -> &'static Classifier {
    &HASTY[HASTY_STEPS[1]]
}

/// How many wines a model calls by the right mark.
///
/// # Errors
/// [`TrainingError`] if the wines do not fit the model.
///
/// ```
/// use training::Classifier;
/// use givens::training::{SPLIT, right};
///
/// let nothing = Classifier::zeros(&SPLIT.train);
/// assert_eq!(right(&nothing, &SPLIT.train)?, 6.0);
/// # Ok::<(), training::TrainingError>(())
/// ```
#[expect(
    clippy::cast_precision_loss,
    reason = "there are some hundreds of wines"
)]
pub fn right(model: &Classifier, wines: &Examples) -> Result<f64, TrainingError> {
    Ok((model.accuracy(wines)? * wines.len() as f64).round())
}

/// The share of each mark among some wines.
///
/// # Errors
/// [`DistributionError`] for no classes at all.
///
/// ```
/// use givens::training::{SPLIT, shares};
///
/// assert_eq!(shares(&SPLIT.train)?[2], 0.4375);
/// # Ok::<(), training::DistributionError>(())
/// ```
pub fn shares(wines: &Examples) -> Result<Distribution, DistributionError> {
    Distribution::from_counts(&wines.counts())
}

/// What a label of the test costs somebody who knows the training part's shares, and no measurement.
///
/// # Errors
/// None for the wines: both parts have the same classes.
///
/// ```
/// assert_eq!(format!("{:.3}", givens::training::blind()?), "1.231 nats");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn blind() -> Result<Information, Box<dyn Error>> {
    Ok(cross_entropy(
        &shares(&SPLIT.test)?,
        &shares(&SPLIT.train)?,
    )?)
}

/// The slope of the loss at the first step, with respect to the bias of a mark, in nats for each nat of bias.
///
/// ```
/// use givens::training::first_slope;
///
/// assert_eq!(format!("{:.6}", first_slope(2).unwrap()), "-0.270833");
/// assert_eq!(first_slope(6), None);
/// ```
#[must_use]
pub fn first_slope(class: usize) -> Option<f64> {
    SOBER[0].gradient(&SPLIT.train).ok()?.bias(class)
}

/// The bias of a mark after the first step.
///
/// ```
/// use givens::training::first_bias;
///
/// assert_eq!(format!("{:.6}", first_bias(2).unwrap()), "0.135417");
/// assert_eq!(first_bias(6), None);
/// ```
#[must_use]
pub fn first_bias(class: usize) -> Option<f64> {
    SOBER[1].bias(class)
}

/// The temperature that suits a model best on the wines held out.
///
/// # Errors
/// [`TrainingError`] if the wines do not fit the model, or no temperature is the best.
///
/// ```
/// use givens::training::{late, temperature};
///
/// assert_eq!(format!("{:.2}", temperature(late())?), "2.02");
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn temperature(model: &Classifier) -> Result<f64, TrainingError> {
    fit_temperature(SPLIT.held_out.labels(), &model.logits(&SPLIT.held_out)?)
}

/// A model's logits for the test, divided by a temperature.
///
/// # Errors
/// [`TrainingError`] if the temperature is not positive.
///
/// ```
/// use givens::training::{SPLIT, late, test_logits};
///
/// assert_eq!(test_logits(late(), 2.0)?.len(), SPLIT.test.len());
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn test_logits(model: &Classifier, temperature: f64) -> Result<Vec<Logits>, TrainingError> {
    let logits = model.logits(&SPLIT.test)?;
    let divided = logits.iter().map(|z| with_temperature(z, temperature));
    Ok(divided.collect::<Result<_, _>>()?)
}

/// What a label of the test costs a model at a temperature.
///
/// # Errors
/// [`TrainingError`] if the temperature is not positive.
///
/// ```
/// use givens::training::{SPLIT, late, test_loss};
///
/// assert_eq!(test_loss(late(), 1.0)?, late().loss(&SPLIT.test)?);
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn test_loss(model: &Classifier, temperature: f64) -> Result<Information, TrainingError> {
    let logits = test_logits(model, temperature)?;
    Ok(mean_loss(SPLIT.test.labels(), &logits)?)
}

/// A model's predictions for the test at a temperature.
///
/// # Errors
/// [`TrainingError`] if the temperature is not positive.
///
/// ```
/// use givens::training::{SPLIT, late, test_predictions};
///
/// assert_eq!(test_predictions(late(), 1.0)?, late().predict(&SPLIT.test)?);
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn test_predictions(
    model: &Classifier,
    temperature: f64,
) -> Result<Vec<Distribution>, TrainingError> {
    let logits = test_logits(model, temperature)?;
    Ok(logits.iter().map(softmax).collect())
}

/// The reliability diagram of a model at a temperature, on the test.
///
/// # Errors
/// [`TrainingError`] if the temperature is not positive.
///
/// ```
/// use givens::training::{late, test_bins};
///
/// assert!(test_bins(late(), 1.0)?.len() <= givens::training::BINS);
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn test_bins(model: &Classifier, temperature: f64) -> Result<Vec<Bin>, TrainingError> {
    reliability(
        SPLIT.test.labels(),
        &test_predictions(model, temperature)?,
        BINS,
    )
}

/// The bin of a model's surest predictions on the test.
///
/// # Errors
/// [`TrainingError`] if there is no prediction.
///
/// ```
/// use givens::training::{late, surest};
///
/// assert!(surest(late())?.confidence > 0.9);
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn surest(model: &Classifier) -> Result<Bin, TrainingError> {
    test_bins(model, 1.0)?
        .last()
        .copied()
        .ok_or(TrainingError::Batch(BatchError::Empty))
}

/// How far confidence and accuracy are apart on the test.
///
/// # Errors
/// [`TrainingError`] if the temperature is not positive.
///
/// ```
/// use givens::training::{late, test_calibration_error};
///
/// assert!(test_calibration_error(late(), 2.0)? < test_calibration_error(late(), 1.0)?);
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn test_calibration_error(model: &Classifier, temperature: f64) -> Result<f64, TrainingError> {
    let predictions = test_predictions(model, temperature)?;
    calibration_error(SPLIT.test.labels(), &predictions, BINS)
}

/// What each bin contributes to a model's calibration error on the test: its share of the wines, times how far apart
/// its accuracy and its confidence are.
///
/// # Errors
/// None for the wines.
///
/// ```
/// use givens::training::{calibration_shares, sober, test_calibration_error};
///
/// let error: f64 = calibration_shares(sober())?.iter().sum();
/// assert!((error - test_calibration_error(sober(), 1.0)?).abs() < 1e-15);
/// # Ok::<(), training::TrainingError>(())
/// ```
#[expect(
    clippy::cast_precision_loss,
    reason = "there are some hundreds of wines"
)]
pub fn calibration_shares(model: &Classifier) -> Result<Vec<f64>, TrainingError> {
    let share = |bin: &Bin| bin.count as f64 / SPLIT.test.len() as f64;
    let bins = test_bins(model, UNTOUCHED)?;
    let part = |bin: &Bin| share(bin) * (bin.accuracy - bin.confidence).abs();
    Ok(bins.iter().map(part).collect())
}

/// What each label of the test costs a model at a temperature.
///
/// # Errors
/// [`TrainingError`] if the temperature is not positive.
///
/// ```
/// use givens::training::{SPLIT, late, test_losses};
///
/// assert_eq!(test_losses(late(), 1.0)?.len(), SPLIT.test.len());
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn test_losses(
    model: &Classifier,
    temperature: f64,
) -> Result<Vec<Information>, TrainingError> {
    let logits = test_logits(model, temperature)?;
    Ok(losses(SPLIT.test.labels(), &logits)?)
}

/// What each label of the test costs somebody who knows the training part's shares, and no measurement.
///
/// # Errors
/// None for the wines.
///
/// ```
/// use givens::training::{SPLIT, blind_losses};
///
/// assert_eq!(blind_losses()?.len(), SPLIT.test.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn blind_losses() -> Result<Vec<Information>, Box<dyn Error>> {
    let shares = shares(&SPLIT.train)?;
    let labels = SPLIT.test.labels().iter();
    Ok(labels
        .map(|&label| log_loss(label, &shares))
        .collect::<Result<_, _>>()?)
}

/// How many standard errors a difference is long.
///
/// ```
/// use givens::training::{hasty, in_standard_errors, sober, test_losses};
/// use training::compare;
///
/// let told = compare(&test_losses(hasty(), 1.0)?, &test_losses(sober(), 1.0)?)?;
/// assert!(in_standard_errors(&told) > 4.0);
/// # Ok::<(), training::TrainingError>(())
/// ```
#[must_use]
pub fn in_standard_errors(told: &Comparison) -> f64 {
    told.difference.nats() / told.standard_error.nats()
}

/// The standard error of a mean loss by itself: a comparison with somebody who pays nothing.
///
/// # Errors
/// [`TrainingError`] for fewer than two losses, or an infinite one.
///
/// ```
/// use givens::training::{UNTOUCHED, sober, standard_error, test_losses};
///
/// let error = standard_error(&test_losses(sober(), UNTOUCHED)?)?;
/// assert_eq!(format!("{error:.3}"), "0.040 nats");
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn standard_error(losses: &[Information]) -> Result<Information, TrainingError> {
    Ok(compare(losses, &vec![Information::ZERO; losses.len()])?.standard_error)
}

/// What the measurements say at least about a mark of the test: the entropy of its shares, less what the sober model pays.
///
/// # Errors
/// None for the wines.
///
/// ```
/// assert_eq!(format!("{:.3}", givens::training::said_at_least()?), "0.164 nats");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn said_at_least() -> Result<Information, Box<dyn Error>> {
    Ok(entropy(&shares(&SPLIT.test)?) - sober().loss(&SPLIT.test)?)
}

/// The first question of a decision tree about the wines of the training.
///
/// # Panics
/// Never: the wines differ.
///
/// ```
/// assert_eq!(givens::training::FIRST_QUESTION.feature, givens::training::ALCOHOL);
/// ```
pub static FIRST_QUESTION: LazyLock<Question> =
    LazyLock::new(|| first_question(&SPLIT.measured).expect("the wines differ"));

/// The place of the alcohol among the measurements.
pub const ALCOHOL: usize = 10;

/// The place of the sulphates among the measurements.
pub const SULPHATES: usize = 9;

/// What the best question about one measurement gains on the wines of the training.
///
/// ```
/// use givens::training::{ALCOHOL, FIRST_QUESTION, gain_about};
///
/// assert_eq!(gain_about(ALCOHOL), Some(FIRST_QUESTION.gain));
/// ```
#[must_use]
pub fn gain_about(feature: usize) -> Option<Information> {
    Some(best_question(&SPLIT.measured, feature)?.gain)
}

/// The marks of the wines that gave an answer to the first question: no or yes.
///
/// # Errors
/// None: both answers were given.
///
/// ```
/// assert_eq!(givens::training::marks_of(1)?[0], 0.0);
/// # Ok::<(), training::DistributionError>(())
/// ```
pub fn marks_of(answer: usize) -> Result<Distribution, DistributionError> {
    Distribution::from_counts(&FIRST_QUESTION.answers[answer])
}

/// How often the first question gets an answer.
///
/// # Errors
/// None: there are wines.
///
/// ```
/// let [no, yes] = [0, 1].map(|answer| givens::training::answered(answer).unwrap());
/// assert_eq!(no + yes, 1.0);
/// ```
pub fn answered(answer: usize) -> Result<f64, DistributionError> {
    let counts = FIRST_QUESTION
        .answers
        .each_ref()
        .map(|row| row.iter().sum());
    Ok(Distribution::from_counts(&counts)?[answer])
}

/// How often the marks are shuffled, to see what a best question gains by chance.
pub const SHUFFLES: u64 = 20;

/// What the first question gains on average once the marks were shuffled among the wines, with seeds from one up.
///
/// # Errors
/// None for the wines.
///
/// ```
/// let by_chance = givens::training::gain_by_chance()?;
/// assert!(by_chance < givens::training::FIRST_QUESTION.gain * 0.25);
/// # Ok::<(), training::TrainingError>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "there are some shuffles")]
pub fn gain_by_chance() -> Result<Information, TrainingError> {
    let mut sum = Information::ZERO;
    for seed in 1..=SHUFFLES {
        let mut labels = SPLIT.measured.labels().to_vec();
        SplitMix64::new(seed).shuffle(&mut labels);
        let shuffled = Examples::new(CLASSES, labels, SPLIT.measured.rows().iter().cloned())?;
        sum += first_question(&shuffled).map_or(Information::ZERO, |question| question.gain);
    }
    Ok(sum / SHUFFLES as f64)
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/training.md")]
mod page {}
