//! A recorded case, as far as it is needed here.

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The precision in which a case was asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Dtype {
    F32,
    F64,
}

impl Dtype {
    /// How near the exact value an output must be, relative to it; as in `record.py`.
    pub fn tolerance(self) -> f64 {
        match self {
            Dtype::F32 => 2e-6,
            Dtype::F64 => 1e-14,
        }
    }

    /// The smallest positive number.
    pub fn smallest(self) -> f64 {
        match self {
            Dtype::F32 => f32::from_bits(1).into(),
            Dtype::F64 => f64::from_bits(1),
        }
    }

    /// The shortest decimal that gives back the same float.
    pub fn text(self, x: f64) -> String {
        if x.is_nan() {
            return "nan".to_owned();
        }
        match self {
            // Every number of this precision was widened from it, so nothing is lost.
            Dtype::F32 => format!("{:?}", x as f32),
            Dtype::F64 => format!("{x:?}"),
        }
    }
}

/// What was asked.
#[derive(Debug)]
pub struct Case {
    pub id: String,
    pub framework: String,
    pub call: String,
    pub dtype: Dtype,
    inputs: Value,
    parameters: Value,
    pub wants_gradient: bool,
}

/// What was answered: the numbers in order, without their nesting.
#[derive(Debug)]
pub struct Answer {
    pub function: &'static str,
    pub call: &'static str,
    pub output: Vec<f64>,
    pub gradient: Option<Vec<f64>>,
}

impl Case {
    /// Reads one line of the recording.
    pub fn read(line: &Value) -> Result<Self> {
        let text = |key: &str| {
            line[key]
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("a case without {key}"))
        };
        Ok(Self {
            id: text("id")?,
            framework: text("framework")?,
            call: text("call")?,
            dtype: match text("dtype")?.as_str() {
                "f32" => Dtype::F32,
                "f64" => Dtype::F64,
                other => bail!("unknown dtype {other}"),
            },
            inputs: line["inputs"].clone(),
            parameters: line["parameters"].clone(),
            wants_gradient: line.get("gradient").is_some(),
        })
    }

    /// An input as rows of numbers; a vector is a single row.
    pub fn rows(&self, name: &str) -> Result<Vec<Vec<f64>>> {
        let items = self.inputs[name]
            .as_array()
            .with_context(|| format!("no input {name}"))?;
        if items.iter().any(Value::is_array) {
            items.iter().map(numbers).collect()
        } else {
            Ok(vec![numbers(&self.inputs[name])?])
        }
    }

    /// The targets, where they are class indices and none is negative.
    pub fn classes(&self) -> Option<Vec<i64>> {
        let target = self.inputs["target"].as_array()?;
        target
            .iter()
            .map(|class| class.as_i64().filter(|&class| class >= 0))
            .collect()
    }

    /// Whether every parameter is among these, and the reduction, if any, is the mean.
    pub fn has_only(&self, known: &[&str]) -> bool {
        self.parameters.as_object().is_none_or(|parameters| {
            parameters.iter().all(|(name, value)| {
                known.contains(&name.as_str()) || (name == "reduction" && value == "mean")
            })
        })
    }

    /// The reduction, by PyTorch's names.
    pub fn reduction(&self) -> &str {
        self.parameters["reduction"].as_str().unwrap_or("mean")
    }

    /// A parameter that is a number.
    pub fn number(&self, name: &str) -> Option<f64> {
        numbers(self.parameters.get(name)?).ok()?.first().copied()
    }

    /// A parameter that is a list of numbers.
    pub fn list(&self, name: &str) -> Option<Vec<f64>> {
        numbers(self.parameters.get(name)?).ok()
    }
}

/// The numbers of a nested value, in order. What is not defined is NaN.
pub fn numbers(value: &Value) -> Result<Vec<f64>> {
    Ok(match value {
        Value::Array(items) => items
            .iter()
            .map(numbers)
            .collect::<Result<Vec<_>>>()?
            .concat(),
        Value::String(text) => vec![text.parse()?],
        Value::Number(number) => vec![number.as_f64().context("not a number")?],
        Value::Null => vec![f64::NAN],
        other => bail!("{other} is not a number"),
    })
}
