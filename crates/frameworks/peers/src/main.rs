//! Asks Candle and Burn what `record.py` asked PyTorch, as far as they have such a loss, and writes
//! `peers.json` in the form of `cases.json`, beside it in the answers of the crate `recording`.
//!
//! The inputs and the exact values are those of the recorded cases.
//! An output that is not the exact value must be explained by a line of [`DIFFERENCES`];
//! one that is not, or a line that explains nothing, is an error, and then nothing is written.
//!
//! Run `cargo run --release` in this directory, after `record.py`.

mod burns;
mod candles;
mod case;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};

use case::{Answer, Case, Dtype, numbers};

/// Which cases differ, and why: a part of the identifier, and a key of `causes.json`.
/// The first line that fits holds.
const DIFFERENCES: &[(&str, &str)] = &[
    ("/logsumexp/all-impossible/", "infinity-minus-infinity"),
    ("/all-impossible/", "undefined"),
    ("/ignored/all", "undefined"),
    ("/confident-", "rounds-away"),
    ("/far/", "rounds-away"),
    ("/near/", "rounds-away"),
    ("candle/sigmoid/negative/f32", "overflows"),
    ("candle/bce_with_logits/z=-17/", "rounds-away"),
    ("candle/bce_with_logits/z=17/y=0/f64", "rounds-away"),
    ("candle/bce_with_logits/z=17/y=1/f64", "rounds-away"),
    ("candle/bce_with_logits/z=-90/y=0/f64", "rounds-away"),
    ("candle/bce_with_logits/z=-200/y=0/f64", "rounds-away"),
    ("candle/bce_with_logits/", "saturates"),
    ("burn/bce_with_logits/", "rounds-away"),
    ("burn/nll_loss/logs/log-zero/", "clips"),
    ("burn/bce/", "clips"),
    ("burn/softplus/", "threshold"),
    ("burn/kl_div/zero-in-both/", "zero-times-infinity"),
    (
        "burn/kl_div/log_target/zero-in-truth/",
        "zero-times-infinity",
    ),
    ("/mean/", "divides-by-outcomes"),
    ("/multi-label/smoothing/", "smooths-by-columns"),
];

fn main() -> Result<()> {
    let recording = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../recording/answers");
    let text = fs::read_to_string(recording.join("cases.json"))?;
    let cases: Vec<Value> = serde_json::from_str(&text)?;
    let mut lines = Vec::new();
    let mut complaints = Vec::new();
    let mut used = BTreeSet::new();
    for (framework, ask) in [
        (
            "candle",
            candles::ask as fn(&Case) -> Result<Option<Answer>>,
        ),
        ("burn", burns::ask),
    ] {
        let version = version(framework)?;
        for source in &cases {
            let case = Case::read(source)?;
            let Some(answer) = ask(&case).with_context(|| case.id.clone())? else {
                continue;
            };
            let mut entry = entry(framework, &version, source, &case, &answer);
            for (what, key, recorded) in [
                ("exact", "differs", Some(&answer.output)),
                (
                    "exact_gradient",
                    "gradient_differs",
                    answer.gradient.as_ref(),
                ),
            ] {
                let Some(recorded) = recorded else { continue };
                let together = what == "exact_gradient";
                let off = worst(recorded, &source[what], case.dtype, together)?;
                if off <= case.dtype.tolerance() {
                    continue;
                }
                let id = entry["id"].as_str().unwrap_or_default().to_owned();
                match DIFFERENCES.iter().position(|(part, _)| id.contains(part)) {
                    Some(line) => {
                        used.insert(line);
                        entry.insert(key.to_owned(), json!(DIFFERENCES[line].1));
                    }
                    None => complaints.push(format!(
                        "{id}: {recorded:?}, {what} {}, off by {off:e}",
                        source[what]
                    )),
                }
            }
            lines.push(serde_json::to_string(&entry)?);
        }
    }
    for (line, (part, _)) in DIFFERENCES.iter().enumerate() {
        if !used.contains(&line) {
            complaints.push(format!("{part}: explains no case"));
        }
    }
    if !complaints.is_empty() {
        bail!("nothing is written:\n{}", complaints.join("\n"));
    }
    println!("{} cases", lines.len());
    fs::write(
        recording.join("peers.json"),
        format!("[\n{}\n]\n", lines.join(",\n")),
    )?;
    Ok(())
}

/// The version of a framework in the lock file.
fn version(framework: &str) -> Result<String> {
    let package = match framework {
        "candle" => "candle-nn",
        other => other,
    };
    include_str!("../Cargo.lock")
        .split("[[package]]")
        .find(|block| block.contains(&format!("name = \"{package}\"\n")))
        .and_then(|block| block.split("version = \"").nth(1))
        .and_then(|rest| rest.split('"').next())
        .map(str::to_owned)
        .with_context(|| format!("{package} is not in the lock file"))
}

/// The line to be written, without what differs.
fn entry(
    framework: &str,
    version: &str,
    source: &Value,
    case: &Case,
    answer: &Answer,
) -> Map<String, Value> {
    let mut entry = Map::new();
    // The cases were asked of other frameworks, whose names they begin with.
    let name = case
        .id
        .split_once('/')
        .map_or(case.id.as_str(), |(_, name)| name);
    let id = format!("{framework}/{name}");
    entry.insert("id".into(), json!(id));
    entry.insert("framework".into(), json!(framework));
    entry.insert("version".into(), json!(version));
    entry.insert("function".into(), json!(answer.function));
    entry.insert("call".into(), json!(answer.call));
    for key in ["operation", "dtype", "inputs", "parameters"] {
        entry.insert(key.into(), source[key].clone());
    }
    entry.insert(
        "output".into(),
        written(&answer.output, &source["output"], case.dtype),
    );
    entry.insert("exact".into(), source["exact"].clone());
    if let Some(gradient) = &answer.gradient {
        entry.insert(
            "gradient".into(),
            written(gradient, &source["gradient"], case.dtype),
        );
        entry.insert("exact_gradient".into(), source["exact_gradient"].clone());
    }
    entry
}

/// The numbers as strings that give back the same floats, nested as the recorded ones are.
fn written(values: &[f64], shape: &Value, dtype: Dtype) -> Value {
    fn fill(values: &mut impl Iterator<Item = f64>, shape: &Value, dtype: Dtype) -> Value {
        match shape {
            Value::Array(items) => items.iter().map(|item| fill(values, item, dtype)).collect(),
            _ => values.next().map_or(Value::Null, |x| json!(dtype.text(x))),
        }
    }
    fill(&mut values.iter().copied(), shape, dtype)
}

/// The largest relative error; that of a gradient is relative to its largest entry.
/// The smallest subnormal is forgiven, because no float is nearer.
fn worst(recorded: &[f64], exact: &Value, dtype: Dtype, together: bool) -> Result<f64> {
    let exact = numbers(exact)?;
    ensure!(
        exact.len() == recorded.len(),
        "{} outputs for {}",
        recorded.len(),
        exact.len()
    );
    let largest = exact
        .iter()
        .filter(|x| x.is_finite())
        .fold(0.0, |m: f64, x| m.max(x.abs()));
    Ok(recorded
        .iter()
        .zip(&exact)
        .map(|(&x, &truth)| {
            let difference = (x - truth).abs();
            if x == truth || difference <= dtype.smallest() {
                0.0
            } else if !difference.is_finite() {
                f64::INFINITY
            } else {
                difference / if together { largest } else { truth.abs() }
            }
        })
        .fold(0.0, f64::max))
}
