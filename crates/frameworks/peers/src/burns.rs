//! Burn, on its `flex` backend.
//!
//! Weights, smoothed targets and binary targets are made in single precision whatever the logits are,
//! so these are asked in single precision only.

use anyhow::{Result, anyhow, bail};
use burn::nn::loss::{
    BinaryCrossEntropyLossConfig, CrossEntropyLossConfig, KLDivLossConfig, Reduction,
};
use burn::tensor::activation::{log_sigmoid, log_softmax, sigmoid, softmax, softplus};
use burn::tensor::{DType, Device, Int, Tensor, TensorData};

use crate::case::{Answer, Case, Dtype};

/// Burn's answer, or nothing where it has no such function.
pub fn ask(case: &Case) -> Result<Option<Answer>> {
    let answer = match case.call.as_str() {
        "BinaryCrossentropy(from_logits=True)(target, logits)"
            if case.number("label_smoothing").is_some() =>
        {
            binary(case, true)
        }
        _ if case.framework != "torch" => Ok(None),
        "cross_entropy(logits, target)" => cross_entropy(case, true),
        "nll_loss(probabilities.log(), target)" => cross_entropy(case, false),
        "binary_cross_entropy_with_logits(logits, target)" if case.has_only(&[]) => {
            binary(case, true)
        }
        "binary_cross_entropy(probabilities, target)" if case.has_only(&[]) => binary(case, false),
        "kl_div(q.log(), p)" => kl_divergence(case, false),
        "kl_div(q.log(), p.log(), log_target=True)" => kl_divergence(case, true),
        "softmax(logits, dim=0)" => {
            vector(case, "softmax", "softmax(logits, 1)", |x| softmax(x, 1))
        }
        "log_softmax(logits, dim=0)" => {
            vector(case, "log_softmax", "log_softmax(logits, 1)", |x| {
                log_softmax(x, 1)
            })
        }
        "sigmoid(logits)" => vector(case, "sigmoid", "sigmoid(logits)", sigmoid),
        "logsigmoid(logits)" => vector(case, "log_sigmoid", "log_sigmoid(logits)", log_sigmoid),
        "softplus(logits)" => vector(case, "softplus", "softplus(logits, 1.0)", |x| {
            softplus(x, 1.0)
        }),
        _ => Ok(None),
    };
    Ok(answer?.map(|(function, call, output)| Answer {
        function,
        call,
        output,
        gradient: None,
    }))
}

type Numbers = Option<(&'static str, &'static str, Vec<f64>)>;

fn cross_entropy(case: &Case, logits: bool) -> Result<Numbers> {
    if !case.has_only(&["weight", "label_smoothing", "ignore_index"]) {
        return Ok(None);
    }
    let Some(classes) = case.classes() else {
        return Ok(None);
    };
    let weight = case.list("weight").map(narrow);
    let smoothing = case
        .number("label_smoothing")
        .map(|smoothing| smoothing as f32);
    // Burn refuses weights of zero.
    let refused = weight.iter().flatten().any(|&w| w <= 0.0);
    let single = weight.is_some() || smoothing.is_some();
    if refused || (single && case.dtype == Dtype::F64) {
        return Ok(None);
    }
    let device = Device::flex();
    let loss = CrossEntropyLossConfig::new()
        .with_weights(weight)
        .with_smoothing(smoothing)
        .with_pad_tokens(
            case.number("ignore_index")
                .map(|class| vec![class as usize]),
        )
        .with_logits(logits)
        .init(&device);
    let rows = if logits { "logits" } else { "probabilities" };
    let target = Tensor::<1, Int>::from_data(TensorData::from(classes.as_slice()), &device);
    let output = loss.forward(tensor(&case.rows(rows)?, case.dtype), target);
    let call = if logits {
        "forward(logits, target)"
    } else {
        "forward(probabilities, target)"
    };
    Ok(Some((
        "burn::nn::loss::CrossEntropyLoss",
        call,
        numbers(output)?,
    )))
}

fn binary(case: &Case, logits: bool) -> Result<Numbers> {
    let target = case.rows("target")?;
    // The targets are integers.
    if case.dtype == Dtype::F64 || target.iter().flatten().any(|y| y.fract() != 0.0) {
        return Ok(None);
    }
    let device = Device::flex();
    let loss = BinaryCrossEntropyLossConfig::new()
        .with_smoothing(
            case.number("label_smoothing")
                .map(|smoothing| smoothing as f32),
        )
        .with_logits(logits)
        .init(&device);
    let whole = target.concat().into_iter().map(|y| y as i64).collect();
    let shape = [target.len(), target[0].len()];
    let target = Tensor::<2, Int>::from_data(TensorData::new::<i64, _>(whole, shape), &device);
    let rows = if logits { "logits" } else { "probabilities" };
    let output = loss.forward(tensor(&case.rows(rows)?, case.dtype), target);
    let call = if logits {
        "forward(logits, target)"
    } else {
        "forward(probabilities, target)"
    };
    Ok(Some((
        "burn::nn::loss::BinaryCrossEntropyLoss",
        call,
        numbers(output)?,
    )))
}

fn kl_divergence(case: &Case, log_target: bool) -> Result<Numbers> {
    let loss = KLDivLossConfig::new().with_log_target(log_target).init();
    let q = tensor(&case.rows("q")?, case.dtype).log();
    let p = tensor(&case.rows("p")?, case.dtype);
    let p = if log_target { p.log() } else { p };
    let output = match case.reduction() {
        "none" => numbers(loss.forward_no_reduction(q, p))?,
        "sum" => numbers(loss.forward(q, p, Reduction::Sum))?,
        "mean" => numbers(loss.forward(q, p, Reduction::Mean))?,
        "batchmean" => numbers(loss.forward(q, p, Reduction::BatchMean))?,
        other => bail!("unknown reduction {other}"),
    };
    let call = if log_target {
        "forward(q.log(), p.log())"
    } else {
        "forward(q.log(), p)"
    };
    Ok(Some(("burn::nn::loss::KLDivLoss", call, output)))
}

fn vector(
    case: &Case,
    function: &'static str,
    call: &'static str,
    apply: impl Fn(Tensor<2>) -> Tensor<2>,
) -> Result<Numbers> {
    let function = match function {
        "softmax" => "burn::tensor::activation::softmax",
        "log_softmax" => "burn::tensor::activation::log_softmax",
        "sigmoid" => "burn::tensor::activation::sigmoid",
        "log_sigmoid" => "burn::tensor::activation::log_sigmoid",
        _ => "burn::tensor::activation::softplus",
    };
    Ok(Some((
        function,
        call,
        numbers(apply(tensor(&case.rows("logits")?, case.dtype)))?,
    )))
}

fn narrow(values: Vec<f64>) -> Vec<f32> {
    values.into_iter().map(|x| x as f32).collect()
}

fn tensor(rows: &[Vec<f64>], dtype: Dtype) -> Tensor<2> {
    let shape = [rows.len(), rows[0].len()];
    let device = Device::flex();
    match dtype {
        Dtype::F32 => {
            let data = TensorData::new(narrow(rows.concat()), shape);
            Tensor::from_data(data, (&device, DType::F32))
        }
        Dtype::F64 => {
            let data = TensorData::new(rows.concat(), shape);
            Tensor::from_data(data, (&device, DType::F64))
        }
    }
}

fn numbers<const N: usize>(tensor: Tensor<N>) -> Result<Vec<f64>> {
    let data = tensor.into_data();
    let wide = |data: &TensorData| -> Result<Vec<f64>> {
        Ok(match data.dtype() {
            DType::F32 => {
                let slice = data
                    .as_slice::<f32>()
                    .map_err(|error| anyhow!("{error:?}"))?;
                slice.iter().copied().map(f64::from).collect()
            }
            DType::F64 => data
                .as_slice()
                .map_err(|error| anyhow!("{error:?}"))?
                .to_vec(),
            other => bail!("an output in {other:?}"),
        })
    };
    wide(&data)
}
