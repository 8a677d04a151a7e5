//! The givens of the chapter *Two directions of KL: covering and seeking*.

pub use ::directions::{
    Direction, Hump, Logits, distillation_gradient, evidence, evidence_bound, jensen_shannon,
    kl_divergence, penalised_reward, tilted,
};

use std::sync::LazyLock;

pub use crate::kl_divergence::{STREET, TOWN};
use information::{Distribution, Information, LengthMismatch};

/// A model of the town that never says *dog*.
pub static ONLY_CATS: Distribution = Distribution::given(&[1.0, 0.0]);

/// The points of the grid, from −10 to 10 in tenths.
pub static GRID: LazyLock<Vec<f64>> = LazyLock::new(|| {
    (-100..=100)
        .map(|tenths| f64::from(tenths) / 10.0)
        .collect()
});

/// The two humps of the truth.
pub const HUMPS: [Hump; 2] = [
    Hump {
        centre: -2.5,
        width: 0.6,
    },
    Hump {
        centre: 2.5,
        width: 0.6,
    },
];

/// How much of the truth lies under each.
pub const SHARES: [f64; 2] = [0.6, 0.4];

/// The truth on the grid.
pub static TRUTH: LazyLock<Distribution> = LazyLock::new(|| {
    let [left, right] = HUMPS.map(|hump| hump.on(&GRID).expect("the widths are positive"));
    let cell = |(l, r): (f64, f64)| SHARES[0] * l + SHARES[1] * r;
    let cells: Vec<f64> = left.iter().zip(right.iter()).map(cell).collect();
    Distribution::new(cells).expect("the shares sum to one")
});

/// The best single hump in a direction and its price: all centres from −4 to 4 and all widths from 0.2 to 3, in tenths.
fn search(direction: Direction) -> (Hump, Information) {
    let tenths = |from: i32, to: i32| (from..=to).map(|tenths| f64::from(tenths) / 10.0);
    let candidates: Vec<Hump> = tenths(-40, 40)
        .flat_map(|centre| tenths(2, 30).map(move |width| Hump { centre, width }))
        .collect();
    ::directions::best_hump(&TRUTH, &GRID, &candidates, direction).expect("the widths are positive")
}

/// The hump that covers the truth best, and what it costs.
pub static COVERING: LazyLock<(Hump, Information)> = LazyLock::new(|| search(Direction::Covering));

/// The hump that the other direction seeks, and what it costs.
pub static SEEKING: LazyLock<(Hump, Information)> = LazyLock::new(|| search(Direction::Seeking));

/// What the hump found in one direction costs in another.
///
/// # Errors
/// None: both are on the grid.
///
/// ```
/// use givens::directions::{COVERING, Direction, SEEKING, costs};
///
/// assert!(costs(COVERING.0, Direction::Covering)? < costs(SEEKING.0, Direction::Covering)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn costs(hump: Hump, direction: Direction) -> Result<Information, Box<dyn std::error::Error>> {
    Ok(direction.price(&TRUTH, &hump.on(&GRID)?)?)
}

/// The logits of a teacher, and those of a student that knows nothing yet.
pub const TEACHER: [f64; 3] = [2.0, 1.0, 0.1];

/// How hot teacher and student are made.
pub const TEMPERATURES: [f64; 4] = [1.0, 2.0, 4.0, 8.0];

/// The slope of the student's first logit at a temperature.
///
/// # Errors
/// [`directions::DirectionsError`] if the temperature is not above zero.
///
/// ```
/// assert_eq!(format!("{:.3}", givens::directions::slope(1.0)?), "-0.326");
/// # Ok::<(), directions::DirectionsError>(())
/// ```
pub fn slope(temperature: f64) -> Result<f64, ::directions::DirectionsError> {
    let teacher = Logits::new(TEACHER)?;
    let student = Logits::new([0.0; 3])?;
    Ok(distillation_gradient(&teacher, &student, temperature)?[0])
}

/// Where the slope times T² goes as T grows: the mean of the teacher's logits, less the first, by the number of classes.
///
/// ```
/// assert_eq!(format!("{:.3}", givens::directions::hot_limit()), "-0.322");
/// ```
#[must_use]
pub fn hot_limit() -> f64 {
    (TEACHER.iter().sum::<f64>() / 3.0 - TEACHER[0]) / 3.0
}

/// How probable it is that the neighbour who lies one time in ten says *dog*, of a cat and of a dog.
pub const SAYS_DOG: [f64; 2] = [0.1, 0.9];

/// What to believe of the animal after she said *dog*.
///
/// # Errors
/// None: there is a likelihood for each animal.
///
/// ```
/// assert_eq!(format!("{:.3}", givens::directions::posterior()?[1]), "0.794");
/// # Ok::<(), directions::DirectionsError>(())
/// ```
pub fn posterior() -> Result<Distribution, ::directions::DirectionsError> {
    tilted(&TOWN, &SAYS_DOG.map(f64::ln), 1.0)
}

/// Three answers of a model, by how often it gives them.
pub static ANSWERS: Distribution = Distribution::given(&[0.5, 0.3, 0.2]);

/// What people think of each.
pub const REWARDS: [f64; 3] = [0.0, 1.0, 2.0];

/// A strong leash, and a long one.
pub const BETAS: [f64; 2] = [1.0, 0.2];

/// What `KLDivLoss` computes when the model comes as probabilities and not as their logarithms: Σ p (ln p − q).
///
/// # Errors
/// [`LengthMismatch`] if they are over different outcomes.
///
/// ```
/// use givens::directions::{STREET, TOWN, of_probabilities};
///
/// assert!(of_probabilities(&TOWN, &STREET)?.nats() < 0.0);
/// # Ok::<(), information::LengthMismatch>(())
/// ```
pub fn of_probabilities(p: &Distribution, q: &Distribution) -> Result<Information, LengthMismatch> {
    let terms = p.zip(q)?.map(|(p, q)| p * (p.ln() - q));
    Ok(Information::from_nats(terms.sum()))
}

#[cfg(doctest)]
#[doc = include_str!("../../../book/en/directions.md")]
mod page {}
