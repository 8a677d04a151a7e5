//! The givens of the chapter *Gradients: why not squared error?*

pub use ::gradients::{
    Distribution, DistributionError, Information, LengthMismatch, Logits, OutOfRange,
    binary_cross_entropy_gradient, binary_cross_entropy_with_logits, brier_score,
    central_differences, cross_entropy, expected_brier_score, gradient_descent, half_squared_error,
    half_squared_error_gradient, linear_half_squared_error_gradient, log_loss, logit, sigmoid,
    sigmoid_slope, softmax, softmax_cross_entropy, softmax_cross_entropy_gradient,
};

pub use crate::kl_divergence::{STREET, TOWN};
pub use logits::softplus;

/// The scores of three classes, those of the chapter before.
pub static LOGITS: Logits = Logits::given(&[2.0, 1.0, 0.1]);

/// The first class is the true one.
pub const CLASS: usize = 0;

/// The answer to the yes-or-no question is yes.
pub const YES: f64 = 1.0;

/// Three predictions of yes: sure and wrong, undecided, sure and right.
pub const PREDICTIONS: [f64; 3] = [0.01, 0.5, 0.99];

/// Where the racers start: from undecided to sure of no.
pub const STARTS: [f64; 4] = [0.5, 0.1, 0.01, 0.001];

/// The start that the figure shows.
pub const START: f64 = STARTS[2];

/// The race is over when the prediction exceeds this.
pub const GOAL: f64 = 0.9;

/// How far a racer goes for each unit of slope.
pub const RATE: f64 = 1.0;

/// A rate that makes up for squared error's weakness where the model is undecided.
pub const LARGER_RATE: f64 = 4.0;

/// How far every racer is watched.
pub const LAST_STEP: usize = 2000;

/// Where squared error behind a sigmoid pulls hardest, if the answer is yes.
pub const HARDEST: f64 = 1.0 / 3.0;

/// What forecasters in the town say about cats.
pub const FORECASTS: [f64; 5] = [0.5, 0.6, 0.7, 0.8, 0.9];

/// A gradient of a yes-or-no question: the truth and the logit in, the slope out.
pub type Slope = fn(f64, f64) -> Result<f64, OutOfRange>;

/// The slopes of the loss of [`CLASS`] under [`LOGITS`], measured instead of derived.
///
/// ```
/// let measured = givens::gradients::measured();
/// assert_eq!(format!("{:.6}", measured[0]), "-0.340999");
/// ```
#[must_use]
pub fn measured() -> Vec<f64> {
    let loss = |scores: &[f64]| {
        let logits = Logits::new(scores).ok()?;
        Some(softmax_cross_entropy(CLASS, &logits).ok()?.nats())
    };
    central_differences(|z| loss(z).unwrap_or(f64::NAN), LOGITS.as_slice())
}

/// How many times more weakly squared error pulls than cross-entropy, at a prediction `q` of yes that is true.
///
/// 1 / (q · (1 − q))
///
/// # Errors
/// [`OutOfRange`] if `q` is no probability.
///
/// ```
/// assert_eq!(format!("{:.2}", givens::gradients::times_weaker(0.01)?), "101.01");
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn times_weaker(q: f64) -> Result<f64, OutOfRange> {
    let z = logit(q)?;
    Ok(binary_cross_entropy_gradient(YES, z)? / half_squared_error_gradient(YES, z)?)
}

/// The logit to which the first step along `slope` leads, from [`START`] at [`RATE`].
///
/// # Errors
/// None for the slopes of this chapter.
///
/// ```
/// use gradients::binary_cross_entropy_gradient;
/// use givens::gradients::first_step;
///
/// assert_eq!(format!("{:.6}", first_step(binary_cross_entropy_gradient)?), "-3.605120");
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn first_step(slope: Slope) -> Result<f64, OutOfRange> {
    let start = logit(START)?;
    Ok(start - RATE * slope(YES, start)?)
}

/// The predictions of yes, step for step, while a racer descends along `slope`; the answer is yes.
///
/// # Errors
/// [`OutOfRange`] if the start is certain or no probability, or the rate is not positive.
///
/// ```
/// use gradients::binary_cross_entropy_gradient;
/// use givens::gradients::predictions;
///
/// let path = predictions(binary_cross_entropy_gradient, 0.01, 1.0, 1)?;
/// assert_eq!(format!("{:.6}", path[1]), "0.026465");
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn predictions(
    slope: Slope,
    start: f64,
    rate: f64,
    steps: usize,
) -> Result<Vec<f64>, OutOfRange> {
    let start = logit(start)?;
    let places = gradient_descent(|z| slope(YES, z), start, rate, steps)?;
    Ok(places.into_iter().map(sigmoid).collect())
}

/// After how many steps the prediction exceeds the [`GOAL`], or none if it takes more than [`LAST_STEP`].
///
/// # Errors
/// [`OutOfRange`] if the start is certain or no probability, or the rate is not positive.
///
/// ```
/// use givens::gradients::steps_to_goal;
/// use gradients::{binary_cross_entropy_gradient, half_squared_error_gradient};
///
/// assert_eq!(steps_to_goal(binary_cross_entropy_gradient, 0.01, 1.0)?, Some(15));
/// assert_eq!(steps_to_goal(half_squared_error_gradient, 0.01, 1.0)?, Some(187));
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn steps_to_goal(slope: Slope, start: f64, rate: f64) -> Result<Option<usize>, OutOfRange> {
    let path = predictions(slope, start, rate, LAST_STEP)?;
    Ok(path.iter().position(|q| *q > GOAL))
}

/// A forecast that knows only cats.
pub const ALL_CATS: f64 = 1.0;

/// The class of the dogs, in the town and in every forecast for it.
pub const DOG: usize = 1;

/// A forecast for the town: so many cats, and the rest dogs.
///
/// # Errors
/// [`DistributionError`] unless the share lies from 0 to 1.
pub fn forecast(cats: f64) -> Result<Distribution, DistributionError> {
    Distribution::new([cats, 1.0 - cats])
}

/// The mess of a distribution as squared error counts it: the Brier score that the truth itself must expect.
///
/// 1 − Σ pᵢ²
///
/// ```
/// use givens::gradients::{TOWN, own_score};
///
/// assert_eq!(format!("{:.2}", own_score(&TOWN)), "0.42");
/// ```
#[must_use]
pub fn own_score(p: &Distribution) -> f64 {
    p.as_slice().iter().map(|p| p * (1.0 - p)).sum()
}

/// What squared error adds for a wrong forecast: the squared distance of the two.
///
/// Σ (qᵢ − pᵢ)²
///
/// # Errors
/// [`LengthMismatch`] if `p` and `q` are over different numbers of classes.
///
/// ```
/// use givens::gradients::{STREET, TOWN, squared_distance};
///
/// assert_eq!(format!("{:.2}", squared_distance(&TOWN, &STREET)?), "0.08");
/// # Ok::<(), gradients::LengthMismatch>(())
/// ```
pub fn squared_distance(p: &Distribution, q: &Distribution) -> Result<f64, LengthMismatch> {
    Ok(p.zip(q)?.map(|(p, q)| (q - p) * (q - p)).sum())
}

/// The absolute error that a forecast of so many `cats` must expect in a place with the shares `p` of cats and dogs.
///
/// ```
/// use givens::gradients::{TOWN, expected_absolute_error};
///
/// assert_eq!(format!("{:.2}", expected_absolute_error(&TOWN, 0.7)), "0.42");
/// assert_eq!(format!("{:.2}", expected_absolute_error(&TOWN, 1.0)), "0.30");
/// ```
#[must_use]
pub fn expected_absolute_error(p: &Distribution, cats: f64) -> f64 {
    p[0] * (1.0 - cats) + p[1] * cats
}

/// Six pictures that share one weight: what is measured in each, and the answer, no for the first and yes for the others.
pub const TRAP: [(f64, f64); 6] = [
    (10.0, 0.0),
    (0.1, 1.0),
    (0.1, 1.0),
    (0.1, 1.0),
    (0.1, 1.0),
    (0.1, 1.0),
];

/// How far a step goes for each unit of the slope of the weight.
pub const TRAP_RATE: f64 = 0.02;

/// After so many steps the weight stands still.
pub const TRAP_STEPS: usize = 5000;

/// A weight far beyond the trap.
pub const FAR_WEIGHT: f64 = 100.0;

/// A loss or a slope of the pictures of [`TRAP`], added up: the logit is the weight times what is measured.
fn over_the_trap(
    weight: f64,
    part: impl Fn(f64, f64, f64) -> Result<f64, OutOfRange>,
) -> Result<f64, OutOfRange> {
    let parts = TRAP.into_iter().map(|(x, y)| part(x, y, weight * x));
    parts.sum()
}

/// Half the squared errors of the pictures of [`TRAP`], added up, with this weight.
///
/// # Errors
/// [`OutOfRange`] if the weight is NaN.
///
/// ```
/// assert_eq!(givens::gradients::trap_squared_error(0.0)?, 0.75);
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn trap_squared_error(weight: f64) -> Result<f64, OutOfRange> {
    over_the_trap(weight, |_, y, z| half_squared_error(y, z))
}

/// The cross-entropies of the pictures of [`TRAP`], added up, with this weight.
///
/// # Errors
/// [`OutOfRange`] if the weight is NaN.
///
/// ```
/// assert_eq!(givens::gradients::trap_cross_entropy(0.0)?.bits(), 6.0);
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn trap_cross_entropy(weight: f64) -> Result<Information, OutOfRange> {
    let nats = |y, z| Ok(binary_cross_entropy_with_logits(y, z)?.nats());
    over_the_trap(weight, |_, y, z| nats(y, z)).map(Information::from_nats)
}

/// Where descent from a weight of zero ends: along the squared errors, and along the cross-entropies.
///
/// # Errors
/// None for this rate.
///
/// ```
/// let [squared, _] = givens::gradients::trap_ends()?;
/// assert_eq!(format!("{squared:.2}"), "-0.24");
/// # Ok::<(), gradients::OutOfRange>(())
/// ```
pub fn trap_ends() -> Result<[f64; 2], OutOfRange> {
    let end = |slope: Slope| -> Result<f64, OutOfRange> {
        let of_weight = |w| over_the_trap(w, |x, y, z| Ok(x * slope(y, z)?));
        let path = gradient_descent(of_weight, 0.0, TRAP_RATE, TRAP_STEPS)?;
        Ok(path[TRAP_STEPS])
    };
    Ok([
        end(half_squared_error_gradient)?,
        end(binary_cross_entropy_gradient)?,
    ])
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/gradients.md")]
mod page {}
