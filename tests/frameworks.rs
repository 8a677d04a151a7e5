//! What PyTorch, Keras, SciPy, JAX, Optax, Candle and Burn answered when they were asked, held against our own answers.
//!
//! The recording tells, for each case, the exact input, what the framework returned, and the exact value.
//! Ours must be the exact value to the last digits, and the framework's to the digits that its floats have,
//! except where the recording says that the two differ, and why.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use information::Distribution;
use logits::{
    binary_cross_entropy_with_logits, log_softmax, log_sum_exp, sigmoid, softmax, softplus,
};
use loss_options::{LossOptions, Reduction, class_loss, class_losses, soft_loss, soft_losses};
use serde_json::Value;

use crate::support::{root, tell};

static CASES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let read = |name: &str| -> Vec<Value> {
        let path = root().join("tests/frameworks/recording").join(name);
        let text = fs::read_to_string(path).expect("the recording is there");
        serde_json::from_str(&text).expect("the recording is JSON")
    };
    [read("cases.json"), read("peers.json")].concat()
});

/// How far from ours an answer in these floats may lie: relative to it, and by the smallest step that the floats have.
fn tolerance(case: &Value) -> (f64, f64) {
    if case["dtype"] == "f32" {
        (2e-6, f64::from(f32::from_bits(1)))
    } else {
        (1e-14, f64::from_bits(1))
    }
}

/// A recorded float, parsed with the precision that it was recorded in.
fn float(case: &Value, text: &Value) -> f64 {
    let text = text.as_str().expect("floats are recorded as strings");
    if case["dtype"] == "f32" {
        f64::from(text.parse::<f32>().expect("a float"))
    } else {
        text.parse().expect("a float")
    }
}

/// All floats of a tensor, row by row.
fn floats(case: &Value, tensor: &Value) -> Vec<f64> {
    match tensor {
        Value::Array(rows) => rows.iter().flat_map(|row| floats(case, row)).collect(),
        Value::Null => Vec::new(),
        number => vec![float(case, number)],
    }
}

/// The exact value, which is recorded in double precision whatever the case's floats are.
fn exact(tensor: &Value) -> Option<Vec<f64>> {
    match tensor {
        Value::Array(rows) => rows
            .iter()
            .map(exact)
            .collect::<Option<Vec<_>>>()
            .map(|rows| rows.concat()),
        Value::String(number) => number.parse().ok().map(|number| vec![number]),
        _ => None,
    }
}

/// The rows of a matrix; a vector is one row.
fn rows(case: &Value, tensor: &Value) -> Vec<Vec<f64>> {
    let tensor = tensor.as_array().expect("a tensor");
    if tensor.iter().all(Value::is_array) {
        tensor.iter().map(|row| floats(case, row)).collect()
    } else {
        vec![tensor.iter().map(|number| float(case, number)).collect()]
    }
}

/// What we answer to a case, or nothing where we have no such option; a refusal is an error.
fn ours(case: &Value) -> Option<Result<Vec<f64>, String>> {
    let (inputs, parameters) = (&case["inputs"], case["parameters"].as_object()?);
    let known = ["reduction", "weight", "label_smoothing", "ignore_index"];
    let words = |error: &dyn std::fmt::Display| error.to_string();
    let plain = parameters.is_empty();
    Some(match case["operation"].as_str()? {
        "log_sum_exp" if plain => {
            let found = rows(case, &inputs["logits"])
                .iter()
                .map(|z| log_sum_exp(z))
                .collect();
            Result::map_err(found, |error| words(&error))
        }
        "log_softmax" if plain => {
            let found: Result<Vec<_>, _> = rows(case, &inputs["logits"])
                .iter()
                .map(|z| log_softmax(z))
                .collect();
            found
                .map(|rows| rows.concat())
                .map_err(|error| words(&error))
        }
        "softmax" if plain => {
            let found: Result<Vec<_>, _> = rows(case, &inputs["logits"])
                .iter()
                .map(|z| softmax(z))
                .collect();
            let probabilities =
                |rows: Vec<Distribution>| rows.iter().flat_map(|q| q.as_slice().to_vec()).collect();
            found.map(probabilities).map_err(|error| words(&error))
        }
        "sigmoid" if plain => Ok(floats(case, &inputs["logits"])
            .into_iter()
            .map(sigmoid)
            .collect()),
        "softplus" if plain => Ok(floats(case, &inputs["logits"])
            .into_iter()
            .map(softplus)
            .collect()),
        "binary_cross_entropy_with_logits" if plain => {
            let (z, y) = (
                floats(case, &inputs["logits"]),
                floats(case, &inputs["target"]),
            );
            if z.len() != 1 {
                return None;
            }
            let loss = binary_cross_entropy_with_logits(y[0], z[0]);
            loss.map(|loss| vec![loss.nats()])
                .map_err(|error| words(&error))
        }
        "softmax_cross_entropy"
            if case["framework"] == "torch"
                && parameters.keys().all(|key| known.contains(&key.as_str())) =>
        {
            Ok(torch_loss(case)?).and_then(|loss| loss)
        }
        _ => return None,
    })
}

/// PyTorch's loss with its options, in ours.
fn torch_loss(case: &Value) -> Option<Result<Vec<f64>, String>> {
    let (inputs, parameters) = (&case["inputs"], &case["parameters"]);
    let logits = rows(case, &inputs["logits"]);
    let classes = logits.first()?.len();
    // PyTorch ignores the label −100 unless told otherwise; ours are counted from zero, so a label past the last stands for it.
    let label = |label: i64| usize::try_from(label).unwrap_or(classes);
    let options = LossOptions {
        class_weights: parameters
            .get("weight")
            .map(|weights| floats(case, weights)),
        ignored_target: Some(parameters["ignore_index"].as_i64().map_or(classes, label)),
        label_smoothing: parameters.get("label_smoothing").map_or(0.0, |smoothing| {
            smoothing
                .as_str()
                .and_then(|text| text.parse().ok())
                .unwrap_or(0.0)
        }),
        reduction: match parameters["reduction"].as_str() {
            Some("sum") => Reduction::Sum,
            _ => Reduction::Mean,
        },
    };
    let each = parameters["reduction"] == "none";
    let targets = inputs["target"].as_array()?;
    if targets.iter().all(Value::is_i64) {
        let labels: Vec<usize> = targets
            .iter()
            .filter_map(Value::as_i64)
            .map(label)
            .collect();
        let found = if each {
            class_losses(&labels, &logits, &options)
        } else {
            class_loss(&labels, &logits, &options).map(|loss| vec![loss])
        };
        return Some(
            found
                .map(|losses| losses.iter().map(|loss| loss.nats()).collect())
                .map_err(|e| e.to_string()),
        );
    }
    let truths: Result<Vec<_>, _> = rows(case, &inputs["target"])
        .into_iter()
        .map(Distribution::new)
        .collect();
    let options = LossOptions {
        ignored_target: None,
        ..options
    };
    let found = if each {
        soft_losses(&truths.ok()?, &logits, &options)
    } else {
        soft_loss(&truths.ok()?, &logits, &options).map(|loss| vec![loss])
    };
    Some(
        found
            .map(|losses| losses.iter().map(|loss| loss.nats()).collect())
            .map_err(|e| e.to_string()),
    )
}

/// Whether two answers agree, infinities included.
fn agree(a: &[f64], b: &[f64], (relative, smallest): (f64, f64)) -> bool {
    let close = |(a, b): (&f64, &f64)| a == b || (a - b).abs() <= relative * b.abs() + smallest;
    a.len() == b.len() && a.iter().zip(b).all(close)
}

#[test]
fn ours_are_exact_and_the_frameworks_are_as_near_as_their_floats_allow() {
    let mut faults = Vec::new();
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for case in CASES.iter() {
        let Some(ours) = ours(case) else { continue };
        let id = case["id"].as_str().expect("every case has a name");
        match (ours, exact(&case["exact"])) {
            (Ok(ours), Some(exact)) => {
                if !agree(&ours, &exact, (1e-13, f64::from_bits(1))) {
                    faults.push(format!("{id}: ours {ours:?}, exact {exact:?}"));
                }
                let theirs = floats(case, &case["output"]);
                if case.get("differs").is_none() && !agree(&theirs, &ours, tolerance(case)) {
                    faults.push(format!("{id}: ours {ours:?}, theirs {theirs:?}"));
                }
            }
            (Err(_), None) => {}
            (Ok(ours), None) => faults.push(format!("{id}: ours {ours:?}, but there is no answer")),
            // A sum over nothing: the frameworks say that its logarithm is −∞, ours that there is nothing to sum.
            (Err(why), Some(exact))
                if exact == [f64::NEG_INFINITY] && why.starts_with("all 2 logits are -inf") => {}
            (Err(why), Some(exact)) => {
                faults.push(format!("{id}: ours refuses ({why}), exact {exact:?}"))
            }
        }
        *held
            .entry(case["framework"].as_str().unwrap_or_default())
            .or_default() += 1;
    }
    let all: usize = held.values().sum();
    tell(&format!(
        "recorded cases held: {all} of {} {held:?}",
        CASES.len()
    ));
    assert!(
        faults.is_empty(),
        "{} of {all}:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(all >= 200, "only {all} cases were compared");
}
