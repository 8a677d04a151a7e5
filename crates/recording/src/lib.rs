//! What did the frameworks answer? Every question that was put to one, with its answer and the exact value.
//!
//! ```
//! let loss = recording::recorded("torch/cross_entropy/notes/f64")?;
//! assert_eq!(format!("{loss:.6}"), "0.417030 nats");
//! # Ok::<(), recording::RecordingError>(())
//! ```
//!
//! The folder `answers` holds what PyTorch, Keras, SciPy, scikit-learn, JAX, Optax, Candle and Burn answered;
//! the programs that asked them stand in `crates/frameworks`, and so does what their answers mean.
//! This crate stands below all chapters: it reads the recording, and computes nothing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use information::Information;
use serde::Deserialize;
use thiserror::Error;

/// Why there is no such number in the recording.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordingError {
    /// No case has this name.
    #[error("no case is called {id}; the names stand in crates/recording/answers")]
    UnknownCase {
        /// The name asked for.
        id: String,
    },
    /// The case was given nothing of this name.
    #[error("{id} has no input {name}")]
    UnknownInput {
        /// The name of the case.
        id: String,
        /// The input asked for.
        name: String,
    },
    /// The case has several numbers, or none.
    #[error("{id} has {numbers} numbers, not one; ask its case for all of them")]
    NotOneNumber {
        /// The name of the case.
        id: String,
        /// How many numbers there are.
        numbers: usize,
    },
    /// Nobody asked for a gradient in this case.
    #[error("{id} has no gradient")]
    NoGradient {
        /// The name of the case.
        id: String,
    },
    /// What came back is not a number.
    #[error("{id} is NaN, which is no amount of information")]
    NotANumber {
        /// The name of the case.
        id: String,
    },
}

/// The floats that a framework was asked in, and answered in.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Single precision.
    F32,
    /// Double precision.
    F64,
}

/// A nested list, as the recording writes it: floats are strings, class indices are integers.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub enum Tensor {
    /// A class index.
    Index(i64),
    /// A float, or a word such as the name of a reduction.
    Text(String),
    /// A yes or no.
    Flag(bool),
    /// The items of a dimension.
    List(Vec<Tensor>),
    /// The formula gives no value here.
    Undefined(()),
}

impl Tensor {
    /// Its numbers, row by row and as wide as a double; NaN for what is undefined.
    ///
    /// A float in single precision is parsed as one, and then widened without loss.
    ///
    /// ```
    /// let case = recording::case("torch/softmax/notes/f32")?;
    /// assert_eq!(case.output.numbers(case.dtype)[1], f64::from(0.24243298_f32));
    /// # Ok::<(), recording::RecordingError>(())
    /// ```
    #[must_use]
    pub fn numbers(&self, precision: Precision) -> Vec<f64> {
        match self {
            Self::List(items) => {
                let numbers = items.iter().map(|item| item.numbers(precision));
                numbers.collect::<Vec<_>>().concat()
            }
            #[expect(clippy::cast_precision_loss, reason = "class indices are small")]
            Self::Index(index) => vec![*index as f64],
            Self::Text(text) => vec![match precision {
                Precision::F32 => text.parse::<f32>().map_or(f64::NAN, f64::from),
                Precision::F64 => text.parse().unwrap_or(f64::NAN),
            }],
            Self::Flag(_) | Self::Undefined(()) => vec![f64::NAN],
        }
    }

    /// The numbers of each row; a vector is one row.
    ///
    /// ```
    /// let case = recording::case("torch/cross_entropy/notes/f64")?;
    /// assert_eq!(case.inputs["logits"].rows(case.dtype), [[2.0, 1.0, 0.1]]);
    /// # Ok::<(), recording::RecordingError>(())
    /// ```
    #[must_use]
    pub fn rows(&self, precision: Precision) -> Vec<Vec<f64>> {
        match self {
            Self::List(rows) if rows.iter().all(|row| matches!(row, Self::List(_))) => {
                rows.iter().map(|row| row.numbers(precision)).collect()
            }
            row => vec![row.numbers(precision)],
        }
    }

    /// The class indices, if these are no floats.
    ///
    /// ```
    /// let case = recording::case("torch/cross_entropy/notes/f64")?;
    /// assert_eq!(case.inputs["target"].indices(), Some(vec![0]));
    /// assert_eq!(case.inputs["logits"].indices(), None);
    /// # Ok::<(), recording::RecordingError>(())
    /// ```
    #[must_use]
    pub fn indices(&self) -> Option<Vec<i64>> {
        match self {
            Self::Index(index) => Some(vec![*index]),
            Self::List(items) => {
                let indices: Option<Vec<_>> = items.iter().map(Self::indices).collect();
                indices.map(|indices| indices.concat())
            }
            _ => None,
        }
    }

    /// The word, if it is one.
    #[must_use]
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// One question to one framework: what was asked, what came back, and what the formula gives.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Case {
    /// Its name, such as `torch/cross_entropy/notes/f32`.
    pub id: String,
    /// The package, such as `torch`.
    pub framework: String,
    /// The package's version.
    pub version: String,
    /// The function, with its module.
    pub function: String,
    /// How it was called, in short.
    pub call: String,
    /// The formula that the call is held to.
    pub operation: String,
    /// The precision of inputs and output.
    pub dtype: Precision,
    /// What it was given.
    pub inputs: BTreeMap<String, Tensor>,
    /// The options, in the framework's own names.
    pub parameters: BTreeMap<String, Tensor>,
    /// What came back.
    pub output: Tensor,
    /// What the formula gives for exactly these inputs, to the nearest double.
    pub exact: Tensor,
    /// The derivative of the output by the logits, or by the probabilities if the input is those; where it was asked for.
    pub gradient: Option<Tensor>,
    /// What the formula gives for that.
    pub exact_gradient: Option<Tensor>,
    /// Why the output is not what the formula gives, if it is not; [`meaning`] says it in words.
    pub differs: Option<String>,
    /// The same for the gradient.
    pub gradient_differs: Option<String>,
}

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let read = |text| -> Vec<Case> {
        serde_json::from_str(text).expect("the recording is what its script wrote")
    };
    let frameworks = read(include_str!("../answers/cases.json"));
    let models = read(include_str!("../answers/models.json"));
    let peers = read(include_str!("../answers/peers.json"));
    [frameworks, models, peers].concat()
});

/// Every case, as the recording orders them.
///
/// ```
/// assert!(recording::cases().len() > 1000);
/// ```
#[must_use]
pub fn cases() -> &'static [Case] {
    &CASES
}

/// The case of this name.
///
/// # Errors
/// [`RecordingError::UnknownCase`] if there is none.
///
/// ```
/// assert_eq!(recording::case("candle/cross_entropy/notes/f64")?.version, "0.11.1");
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn case(id: &str) -> Result<&'static Case, RecordingError> {
    let found = CASES.iter().find(|case| case.id == id);
    found.ok_or_else(|| RecordingError::UnknownCase { id: id.to_owned() })
}

/// What a framework was given in a case, under this name.
///
/// # Errors
/// [`RecordingError`] if there is no such case, or no input of this name in it.
///
/// ```
/// let fed = recording::input("torch/nll_loss/probabilities/notes/f64", "probabilities")?;
/// assert_eq!(fed, [0.1, 0.2, 0.7]);
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn input(id: &str, name: &str) -> Result<Vec<f64>, RecordingError> {
    let case = case(id)?;
    let given = case.inputs.get(name);
    let given = given.ok_or_else(|| RecordingError::UnknownInput {
        id: id.to_owned(),
        name: name.to_owned(),
    })?;
    Ok(given.numbers(case.dtype))
}

/// The one number that a framework answered in a case, whatever it may mean.
///
/// # Errors
/// [`RecordingError`] if there is no such case, or not one number in it.
///
/// ```
/// assert_eq!(recording::answer("torch/nll_loss/probabilities/notes/f64")?, -0.7);
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn answer(id: &str) -> Result<f64, RecordingError> {
    let case = case(id)?;
    one(id, &case.output, case.dtype)
}

/// The loss or divergence that a framework answered in a case.
///
/// # Errors
/// [`RecordingError`] if there is no such case, not one number in it, or NaN.
///
/// ```
/// let loss = recording::recorded("torch/cross_entropy/notes/f32")?;
/// assert_eq!(format!("{loss:.6}"), "0.417030 nats");
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn recorded(id: &str) -> Result<Information, RecordingError> {
    amount(id, answer(id)?)
}

/// The loss or divergence that the formula gives for exactly the inputs of a case, computed with 400 digits.
///
/// # Errors
/// [`RecordingError`] if there is no such case, not one number in it, or if the formula gives none.
///
/// ```
/// let loss = recording::exact("torch/cross_entropy/confident-20/f32")?;
/// assert_eq!(format!("{:.6e}", loss.nats()), "2.061154e-9");
/// assert_eq!(recording::answer("torch/cross_entropy/confident-20/f32")?, 0.0);
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn exact(id: &str) -> Result<Information, RecordingError> {
    amount(id, one(id, &case(id)?.exact, Precision::F64)?)
}

/// The derivative of a loss by each logit, as a framework answered it; in nats, row by row.
///
/// # Errors
/// [`RecordingError`] if there is no such case, or if no gradient was asked for.
///
/// ```
/// let gradient = recording::recorded_gradient("torch/cross_entropy/notes/f32")?;
/// assert_eq!(format!("{:.6}", gradient[0]), "-0.340999");
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn recorded_gradient(id: &str) -> Result<Vec<f64>, RecordingError> {
    let case = case(id)?;
    some(id, case.gradient.as_ref(), case.dtype)
}

/// The derivative of a loss by each logit that the formula gives for exactly the inputs of a case.
///
/// # Errors
/// [`RecordingError`] if there is no such case, or if no gradient was asked for.
///
/// ```
/// let gradient = recording::exact_gradient("torch/cross_entropy/notes/f32")?;
/// assert_eq!(format!("{:.6}", gradient[0]), "-0.340999");
/// # Ok::<(), recording::RecordingError>(())
/// ```
pub fn exact_gradient(id: &str) -> Result<Vec<f64>, RecordingError> {
    some(id, case(id)?.exact_gradient.as_ref(), Precision::F64)
}

fn some(
    id: &str,
    gradient: Option<&Tensor>,
    precision: Precision,
) -> Result<Vec<f64>, RecordingError> {
    let gradient = gradient.ok_or_else(|| RecordingError::NoGradient { id: id.to_owned() })?;
    Ok(gradient.numbers(precision))
}

fn one(id: &str, tensor: &Tensor, precision: Precision) -> Result<f64, RecordingError> {
    match tensor.numbers(precision)[..] {
        [number] => Ok(number),
        ref numbers => Err(RecordingError::NotOneNumber {
            id: id.to_owned(),
            numbers: numbers.len(),
        }),
    }
}

fn amount(id: &str, nats: f64) -> Result<Information, RecordingError> {
    if nats.is_nan() {
        return Err(RecordingError::NotANumber { id: id.to_owned() });
    }
    Ok(Information::from_nats(nats))
}

static CAUSES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let text = include_str!("../answers/causes.json");
    serde_json::from_str(text).expect("the recording is what its script wrote")
});

/// What a word in [`Case::differs`] means.
///
/// ```
/// let why = recording::meaning("renormalises");
/// assert_eq!(why, Some("the vector is divided by its sum, without a word"));
/// ```
#[must_use]
pub fn meaning(cause: &str) -> Option<&'static str> {
    CAUSES.get(cause).map(String::as_str)
}
