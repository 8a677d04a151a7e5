use information::{BatchError, class_of, paired};

use crate::TrainingError;

/// Labelled examples: for each a class, and the same number of finite features.
///
/// ```
/// use training::Examples;
///
/// let examples = Examples::new(2, [0, 1], [[1.0, 5.0], [3.0, 5.5]])?;
/// assert_eq!((examples.len(), examples.features()), (2, 2));
///
/// let refused = Examples::new(2, [0, 2], [[1.0, 5.0], [3.0, 5.5]]).unwrap_err();
/// assert_eq!(refused.to_string(), "example 1: class 2 is out of range for 2 classes; classes are counted from 0");
/// # Ok::<(), training::TrainingError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Examples {
    classes: usize,
    labels: Vec<usize>,
    rows: Vec<Vec<f64>>,
}

impl Examples {
    /// Examples of so many classes, each with its label and its row of features.
    ///
    /// # Errors
    /// [`TrainingError`] if there are none, the lengths differ, a label is no class, or a feature is not finite.
    ///
    /// ```
    /// use training::{BatchError, Examples, TrainingError};
    ///
    /// let none: [Vec<f64>; 0] = [];
    /// assert_eq!(Examples::new(2, [], none), Err(TrainingError::Batch(BatchError::Empty)));
    /// ```
    pub fn new<R: Into<Vec<f64>>>(
        classes: usize,
        labels: impl Into<Vec<usize>>,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<Self, TrainingError> {
        let labels = labels.into();
        let rows: Vec<Vec<f64>> = rows.into_iter().map(Into::into).collect();
        let pairs = paired(&labels, &rows)?.enumerate();
        let features = rows[0].len();
        for (example, (&class, row)) in pairs {
            class_of(class, classes).map_err(BatchError::class(example))?;
            if row.len() != features {
                return Err(TrainingError::Features {
                    example,
                    found: row.len(),
                    features,
                });
            }
            for (feature, &value) in row.iter().enumerate() {
                if !value.is_finite() {
                    return Err(TrainingError::NotFinite {
                        example,
                        feature,
                        value,
                    });
                }
            }
        }
        Ok(Self {
            classes,
            labels,
            rows,
        })
    }

    /// How many examples there are; never zero.
    ///
    /// ```
    /// let examples = training::Examples::new(2, [1], [[0.5]])?;
    /// assert_eq!(examples.len(), 1);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "examples are never none")]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// How many classes there are, those without an example included.
    ///
    /// ```
    /// let examples = training::Examples::new(6, [1], [[0.5]])?;
    /// assert_eq!(examples.classes(), 6);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// How many features each example has.
    ///
    /// ```
    /// let examples = training::Examples::new(2, [1], [[0.5, 0.25, 0.125]])?;
    /// assert_eq!(examples.features(), 3);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    #[must_use]
    pub fn features(&self) -> usize {
        self.rows[0].len()
    }

    /// The class of each example.
    ///
    /// ```
    /// let examples = training::Examples::new(2, [1, 0], [[0.5], [0.25]])?;
    /// assert_eq!(examples.labels(), [1, 0]);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    #[must_use]
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// The features of each example.
    ///
    /// ```
    /// let examples = training::Examples::new(2, [1, 0], [[0.5], [0.25]])?;
    /// assert_eq!(examples.rows()[1], [0.25]);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    #[must_use]
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// Only the first so many of the examples.
    ///
    /// # Errors
    /// [`TrainingError::Batch`] if that is none at all.
    ///
    /// ```
    /// let examples = training::Examples::new(2, [1, 0], [[0.5], [0.25]])?;
    /// assert_eq!(examples.first(1)?.rows(), [[0.5]]);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    pub fn first(&self, count: usize) -> Result<Self, TrainingError> {
        let count = count.min(self.len());
        let rows = self.rows[..count].iter().cloned();
        Self::new(self.classes, &self.labels[..count], rows)
    }

    /// How many examples each class has.
    ///
    /// ```
    /// let examples = training::Examples::new(3, [2, 0, 2], [[0.5], [0.25], [1.0]])?;
    /// assert_eq!(examples.counts(), [1, 0, 2]);
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    #[must_use]
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.classes];
        for &class in &self.labels {
            counts[class] += 1;
        }
        counts
    }
}

/// Features on one scale: each shifted to mean zero, and divided by its standard deviation.
///
/// (x − mean) / deviation, with Σ (x − mean)² / n under the root.
///
/// The means and deviations are those of the examples it was fitted on, and stay so for all others:
/// a test set that was measured by itself would have told the model something about itself.
///
/// ```
/// use training::{Examples, Standardizer};
///
/// let examples = Examples::new(2, [0, 1], [[1.0], [3.0]])?;
/// let scale = Standardizer::fit(&examples)?;
/// assert_eq!(scale.apply(&examples)?.rows(), [[-1.0], [1.0]]);
///
/// let later = Examples::new(2, [0], [[5.0]])?;
/// assert_eq!(scale.apply(&later)?.rows(), [[3.0]]);
/// # Ok::<(), training::TrainingError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Standardizer {
    means: Vec<f64>,
    deviations: Vec<f64>,
}

impl Standardizer {
    /// The means and deviations of these examples.
    ///
    /// # Errors
    /// [`TrainingError::Constant`] if a feature never varies.
    ///
    /// ```
    /// use training::{Examples, Standardizer};
    ///
    /// let examples = Examples::new(2, [0, 1], [[1.0, 7.0], [3.0, 7.0]])?;
    /// let refused = Standardizer::fit(&examples).unwrap_err();
    /// assert!(refused.to_string().starts_with("feature 1 is 7 in all examples"));
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    #[expect(clippy::cast_precision_loss, reason = "no list has 2^53 examples")]
    pub fn fit(examples: &Examples) -> Result<Self, TrainingError> {
        let count = examples.len() as f64;
        let mut scale = Self {
            means: Vec::new(),
            deviations: Vec::new(),
        };
        for feature in 0..examples.features() {
            let column = || examples.rows.iter().map(|row| row[feature]);
            let value = examples.rows[0][feature];
            if column().all(|other| (other - value).abs() == 0.0) {
                return Err(TrainingError::Constant { feature, value });
            }
            let mean = column().sum::<f64>() / count;
            let variance = column().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
            scale.means.push(mean);
            scale.deviations.push(variance.sqrt());
        }
        Ok(scale)
    }

    /// The same examples on this scale.
    ///
    /// # Errors
    /// [`TrainingError::Features`] if they have more or fewer features than those it was fitted on.
    ///
    /// ```
    /// use training::{Examples, Standardizer};
    ///
    /// let scale = Standardizer::fit(&Examples::new(2, [0, 1], [[1.0], [3.0]])?)?;
    /// assert!(scale.apply(&Examples::new(2, [0], [[1.0, 2.0]])?).is_err());
    /// # Ok::<(), training::TrainingError>(())
    /// ```
    pub fn apply(&self, examples: &Examples) -> Result<Examples, TrainingError> {
        if examples.features() != self.means.len() {
            return Err(TrainingError::Features {
                example: 0,
                found: examples.features(),
                features: self.means.len(),
            });
        }
        let scaled = |row: &Vec<f64>| -> Vec<f64> {
            let scale = self.means.iter().zip(&self.deviations);
            row.iter()
                .zip(scale)
                .map(|(x, (mean, deviation))| (x - mean) / deviation)
                .collect()
        };
        let rows = examples.rows.iter().map(scaled);
        Examples::new(examples.classes, examples.labels.clone(), rows)
    }
}

/// A small generator of random numbers: the same seed, the same numbers, on every platform.
///
/// `SplitMix64` by Steele, Lea & Flood (2014).
/// It shuffles examples; it keeps no secrets.
///
/// ```
/// use training::SplitMix64;
///
/// let mut generator = SplitMix64::new(0);
/// assert_eq!(generator.next(), 0xe220_a839_7b1d_cdaf);
/// ```
#[derive(Clone, Debug)]
pub struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// The generator that this seed stands for.
    ///
    /// ```
    /// use training::SplitMix64;
    ///
    /// assert_ne!(SplitMix64::new(1).next(), SplitMix64::new(2).next());
    /// ```
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next of 2⁶⁴ numbers, all of them equally likely.
    ///
    /// ```
    /// let mut generator = training::SplitMix64::new(7);
    /// assert_ne!(generator.next(), generator.next());
    /// ```
    pub const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Puts the items in a random order (Fisher & Yates).
    ///
    /// ```
    /// let mut order = [1, 2, 3, 4, 5];
    /// training::SplitMix64::new(1).shuffle(&mut order);
    /// assert_ne!(order, [1, 2, 3, 4, 5]);
    /// order.sort_unstable();
    /// assert_eq!(order, [1, 2, 3, 4, 5]);
    /// ```
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the high half of a product is a place in the slice"
    )]
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for left in (2..=items.len()).rev() {
            let place = (u128::from(self.next()) * left as u128) >> 64;
            items.swap(left - 1, place as usize);
        }
    }
}
