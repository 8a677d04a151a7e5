use information::Information;
use mutual_information::{Joint, mutual_information};

use crate::Examples;

/// A question with two answers: is this feature above this threshold?
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The feature asked about, counted from zero.
    pub feature: usize,
    /// Half-way between two neighbouring values of the feature.
    pub threshold: f64,
    /// How many examples have each class, a row for those not above the threshold and a row for those above.
    pub answers: [Vec<u64>; 2],
    /// What the answer says about the class: the *information gain* of the question.
    pub gain: Information,
}

/// The question about one feature whose answer says most about the class, the lowest threshold of several; none
/// if the feature is the same everywhere.
///
/// I(answer; class), over every threshold that parts two values.
///
/// It is the mutual information of shares that were counted, and the best of many, so it flatters: see
/// [`mutual_information::mean_when_shuffled`]. Quinlan (1986).
///
/// ```
/// use training::{Examples, best_question};
///
/// let animals = Examples::new(2, [0, 0, 1, 1], [[1.0], [2.0], [4.0], [5.0]])?;
/// let question = best_question(&animals, 0).expect("the values differ");
/// assert_eq!(question.threshold, 3.0);
/// assert_eq!(question.gain.bits(), 1.0);
/// assert_eq!(best_question(&animals, 1), None);
/// # Ok::<(), training::TrainingError>(())
/// ```
#[must_use]
pub fn best_question(examples: &Examples, feature: usize) -> Option<Question> {
    let value = |&(value, _): &(f64, usize)| value;
    let rows = examples.rows().iter().zip(examples.labels());
    let mut sorted: Vec<(f64, usize)> = rows
        .filter_map(|(row, &class)| Some((*row.get(feature)?, class)))
        .collect();
    sorted.sort_by(|one, other| value(one).total_cmp(&value(other)));
    let mut below = vec![0; examples.classes()];
    let mut above = examples.counts();
    let mut best: Option<Question> = None;
    for pair in sorted.windows(2) {
        let (here, next) = (value(&pair[0]), value(&pair[1]));
        below[pair[0].1] += 1;
        above[pair[0].1] -= 1;
        if here < next {
            let joint = Joint::from_counts([&below, &above]).ok()?;
            let gain = mutual_information(&joint);
            if best.as_ref().is_none_or(|best| gain > best.gain) {
                best = Some(Question {
                    feature,
                    threshold: f64::midpoint(here, next),
                    answers: [below.clone(), above.clone()],
                    gain,
                });
            }
        }
    }
    best
}

/// The first question of a decision tree: of all features and thresholds the one whose answer says most about the class.
///
/// ```
/// use training::{Examples, first_question};
///
/// let animals = Examples::new(2, [0, 0, 1, 1], [[1.0, 7.0], [5.0, 7.0], [4.0, 8.0], [2.0, 9.0]])?;
/// let question = first_question(&animals).expect("the values differ");
/// assert_eq!((question.feature, question.threshold), (1, 7.5));
/// # Ok::<(), training::TrainingError>(())
/// ```
#[must_use]
pub fn first_question(examples: &Examples) -> Option<Question> {
    let questions = (0..examples.features()).filter_map(|feature| best_question(examples, feature));
    questions.reduce(|best, other| if other.gain > best.gain { other } else { best })
}
