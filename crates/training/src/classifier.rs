use exact::compensated_sum;
use gradients::{softmax, softmax_cross_entropy, softmax_cross_entropy_gradient};
use information::{BatchError, Distribution, Information, Logits, paired, positive};
use log_loss::accuracy;

use crate::{Examples, LogitsError, TrainingError};

/// Softmax regression: each class scores an example by a weighted sum of its features, plus a bias.
///
/// z = W x + b, and the probabilities are softmax(z).
///
/// With one example a row, W has a row for each class.
/// Also called multinomial logistic regression; Goodfellow et al. (2016), section 6.2.2.3.
///
/// ```
/// use training::{Classifier, Examples};
///
/// let examples = Examples::new(2, [0, 1], [[-1.0], [1.0]])?;
/// let mut model = Classifier::zeros(&examples);
/// assert_eq!(format!("{:.6}", model.loss(&examples)?), "0.693147 nats");
/// for _ in 0..10 {
///     model = model.step(&examples, 1.0)?;
/// }
/// assert_eq!(format!("{:.6}", model.loss(&examples)?), "0.047419 nats");
/// # Ok::<(), training::TrainingError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Classifier {
    /// For each class its weights, one for each feature, and last its bias.
    rows: Vec<Vec<f64>>,
}

impl Classifier {
    /// The model of these weights, a row for each class, and these biases.
    ///
    /// # Errors
    /// [`TrainingError`] if there are no classes, not as many biases, or the rows differ in length.
    ///
    /// ```
    /// use training::{Classifier, Examples};
    ///
    /// let model = Classifier::new([[0.5], [2.0]], [0.0, 1.0])?;
    /// assert_eq!(model.logits(&Examples::new(2, [0], [[3.0]])?)?[0].as_slice(), [1.5, 7.0]);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    pub fn new<R: Into<Vec<f64>>>(
        weights: impl IntoIterator<Item = R>,
        biases: impl IntoIterator<Item = f64>,
    ) -> Result<Self, TrainingError> {
        let mut rows: Vec<Vec<f64>> = weights.into_iter().map(Into::into).collect();
        let biases: Vec<f64> = biases.into_iter().collect();
        if rows.len() != biases.len() {
            return Err(TrainingError::Biases {
                biases: biases.len(),
                classes: rows.len(),
            });
        }
        let features = rows.first().ok_or(BatchError::Empty)?.len();
        for (class, (row, bias)) in rows.iter_mut().zip(biases).enumerate() {
            if row.len() != features {
                return Err(TrainingError::Weights {
                    class,
                    found: row.len(),
                    features,
                });
            }
            row.push(bias);
        }
        Ok(Self { rows })
    }

    /// The model that knows nothing: all weights zero, and so all classes equally likely.
    ///
    /// ```
    /// use training::{Classifier, Examples};
    ///
    /// let examples = Examples::new(4, [0], [[2.0]])?;
    /// let nothing = Classifier::zeros(&examples);
    /// assert_eq!(nothing.predict(&examples)?[0].as_slice(), [0.25; 4]);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    #[must_use]
    pub fn zeros(examples: &Examples) -> Self {
        Self {
            rows: vec![vec![0.0; examples.features() + 1]; examples.classes()],
        }
    }

    /// The weights of a class, one for each feature, in nats for each unit of the feature.
    ///
    /// ```
    /// use training::{Classifier, Examples};
    ///
    /// let examples = Examples::new(2, [0, 1], [[-1.0], [1.0]])?;
    /// let model = Classifier::zeros(&examples).step(&examples, 1.0)?;
    /// assert_eq!(model.weights(1), Some(&[0.5][..]));
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    #[must_use]
    pub fn weights(&self, class: usize) -> Option<&[f64]> {
        let (_bias, weights) = self.rows.get(class)?.split_last()?;
        Some(weights)
    }

    /// The bias of a class: its score, in nats, for an example whose features are all zero.
    ///
    /// ```
    /// use training::{Classifier, Examples};
    ///
    /// let examples = Examples::new(2, [1, 1], [[-1.0], [1.0]])?;
    /// let model = Classifier::zeros(&examples).step(&examples, 1.0)?;
    /// assert_eq!(model.bias(1), Some(0.5));
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    #[must_use]
    pub fn bias(&self, class: usize) -> Option<f64> {
        self.rows.get(class)?.last().copied()
    }

    /// The logits of one row of features.
    fn score(&self, row: &[f64]) -> Result<Logits, LogitsError> {
        let score = |weights: &Vec<f64>| -> f64 {
            let bias = weights[row.len()];
            bias + weights.iter().zip(row).map(|(w, x)| w * x).sum::<f64>()
        };
        Logits::new(self.rows.iter().map(score).collect::<Vec<_>>())
    }

    /// The logits of each example, in nats.
    ///
    /// # Errors
    /// [`TrainingError`] if the examples do not fit the model, or its weights have overflowed.
    ///
    /// ```
    /// use training::{Classifier, Examples};
    ///
    /// let examples = Examples::new(3, [0], [[2.0]])?;
    /// assert_eq!(Classifier::zeros(&examples).logits(&examples)?[0].as_slice(), [0.0; 3]);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    pub fn logits(&self, examples: &Examples) -> Result<Vec<Logits>, TrainingError> {
        let features = self.rows[0].len() - 1;
        if examples.features() != features {
            return Err(TrainingError::Features {
                example: 0,
                found: examples.features(),
                features,
            });
        }
        let scores = examples.rows().iter().map(|row| self.score(row));
        Ok(scores.collect::<Result<_, _>>()?)
    }

    /// The probabilities that the model gives to the classes, for each example.
    ///
    /// # Errors
    /// [`TrainingError`] if the examples do not fit the model, or its weights have overflowed.
    ///
    /// ```
    /// use training::{Classifier, Examples};
    ///
    /// let examples = Examples::new(2, [0, 1], [[-1.0], [1.0]])?;
    /// let model = Classifier::zeros(&examples).step(&examples, 1.0)?;
    /// assert_eq!(format!("{:.3}", model.predict(&examples)?[1][1]), "0.731");
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    pub fn predict(&self, examples: &Examples) -> Result<Vec<Distribution>, TrainingError> {
        Ok(self.logits(examples)?.iter().map(softmax).collect())
    }

    /// What a label costs on average under the model's predictions.
    ///
    /// L = −(1/n) Σ ln softmax(W x + b)\[y\]
    ///
    /// Computed from the logits, so that nothing overflows.
    ///
    /// # Errors
    /// [`TrainingError`] if the examples do not fit the model, or its weights have overflowed.
    ///
    /// ```
    /// use training::{Classifier, Examples};
    ///
    /// let examples = Examples::new(8, [3], [[2.0]])?;
    /// assert_eq!(Classifier::zeros(&examples).loss(&examples)?.bits(), 3.0);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    pub fn loss(&self, examples: &Examples) -> Result<Information, TrainingError> {
        Ok(mean_loss(examples.labels(), &self.logits(examples)?)?)
    }

    /// The share of examples whose likeliest class is the true one; of equally likely ones the first counts.
    ///
    /// # Errors
    /// [`TrainingError`] if the examples do not fit the model, or its weights have overflowed.
    ///
    /// ```
    /// use training::{Classifier, Examples};
    ///
    /// let examples = Examples::new(2, [0, 1], [[-1.0], [1.0]])?;
    /// assert_eq!(Classifier::zeros(&examples).accuracy(&examples)?, 0.5);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    pub fn accuracy(&self, examples: &Examples) -> Result<f64, TrainingError> {
        Ok(accuracy(examples.labels(), &self.predict(examples)?)?)
    }

    /// How the loss changes with each weight and bias: a classifier whose numbers are slopes.
    ///
    /// ∂L/∂W = (1/n) Σ (q − y) xᵀ and ∂L/∂b = (1/n) Σ (q − y), where y is the label as a one-hot vector.
    ///
    /// The gradient of the logits times what they were made of.
    /// Bishop (2006), eq. 4.109.
    ///
    /// # Errors
    /// [`TrainingError`] if the examples do not fit the model, or its weights have overflowed.
    ///
    /// ```
    /// use training::{Classifier, Examples};
    ///
    /// let examples = Examples::new(2, [1, 1, 0, 1], [[0.0]; 4])?;
    /// let slope = Classifier::zeros(&examples).gradient(&examples)?;
    /// assert_eq!((slope.bias(0), slope.bias(1)), (Some(0.25), Some(-0.25)));
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    #[expect(clippy::cast_precision_loss, reason = "no list has 2^53 examples")]
    pub fn gradient(&self, examples: &Examples) -> Result<Self, TrainingError> {
        let count = examples.len() as f64;
        let mut sum = Self {
            rows: vec![vec![0.0; examples.features() + 1]; self.rows.len()],
        };
        let logits = self.logits(examples)?;
        let labelled = paired(examples.labels(), &logits)?.zip(examples.rows());
        for (index, ((&class, z), row)) in labelled.enumerate() {
            let errors =
                softmax_cross_entropy_gradient(class, z).map_err(BatchError::class(index))?;
            for (slopes, error) in sum.rows.iter_mut().zip(errors) {
                for (slope, x) in slopes.iter_mut().zip(row.iter().chain([&1.0])) {
                    *slope += error * x / count;
                }
            }
        }
        Ok(sum)
    }

    /// The model one step further down: each number less its slope times the step size.
    ///
    /// # Errors
    /// [`TrainingError`] if the step size is not positive and finite, or the examples do not fit the model.
    ///
    /// ```
    /// use training::{Classifier, Examples};
    ///
    /// let examples = Examples::new(2, [0, 1], [[-1.0], [1.0]])?;
    /// let model = Classifier::zeros(&examples);
    /// assert!(model.step(&examples, 0.1)?.loss(&examples)? < model.loss(&examples)?);
    /// assert!(model.step(&examples, -0.1).is_err());
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    pub fn step(&self, examples: &Examples, size: f64) -> Result<Self, TrainingError> {
        let size = positive("step size", size)?;
        let mut next = self.gradient(examples)?;
        for (numbers, old) in next.rows.iter_mut().zip(&self.rows) {
            for (number, old) in numbers.iter_mut().zip(old) {
                *number = old - size * *number;
            }
        }
        Ok(next)
    }
}

/// What each label costs, given the logits for it.
///
/// # Errors
/// [`BatchError`] if there are none, the lengths differ, or a label is no class.
///
/// ```
/// use training::{Logits, losses};
///
/// let two = losses(&[0, 1], &[Logits::new([2.0, 1.0, 0.1])?, Logits::new([0.0, 0.0, 0.0])?])?;
/// assert_eq!(format!("{:.6} {:.6}", two[0], two[1]), "0.417030 nats 1.098612 nats");
/// # Ok::<(), training::TrainingError>(())
/// ```
pub fn losses(labels: &[usize], logits: &[Logits]) -> Result<Vec<Information>, BatchError> {
    let pairs = paired(labels, logits)?.enumerate();
    pairs
        .map(|(index, (&class, z))| {
            softmax_cross_entropy(class, z).map_err(BatchError::class(index))
        })
        .collect()
}

/// What a label costs on average, given the logits for each.
///
/// # Errors
/// [`BatchError`] if there are none, the lengths differ, or a label is no class.
///
/// ```
/// use training::{Logits, mean_loss};
///
/// let loss = mean_loss(&[0, 1], &[Logits::new([2.0, 1.0, 0.1])?, Logits::new([0.0, 0.0, 0.0])?])?;
/// assert_eq!(format!("{loss:.6}"), "0.757821 nats");
/// # Ok::<(), training::TrainingError>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "no list has 2^53 examples")]
pub fn mean_loss(labels: &[usize], logits: &[Logits]) -> Result<Information, BatchError> {
    let losses = losses(labels, logits)?;
    let nats = compensated_sum(losses.into_iter().map(Information::nats));
    Ok(Information::from_nats(nats / labels.len() as f64))
}
