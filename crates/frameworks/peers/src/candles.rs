//! Candle.

use anyhow::Result;
use candle_core::{D, DType, Device, Tensor, Var};
use candle_nn::{loss, ops};

use crate::case::{Answer, Case, Dtype};

/// Candle's answer, or nothing where it has no such function.
pub fn ask(case: &Case) -> Result<Option<Answer>> {
    if case.framework != "torch" {
        return Ok(None);
    }
    match case.call.as_str() {
        "cross_entropy(logits, target)" if case.has_only(&[]) => cross_entropy(case),
        "nll_loss(probabilities.log(), target)" if case.has_only(&[]) => nll(case),
        "binary_cross_entropy_with_logits(logits, target)" if case.has_only(&[]) => binary(case),
        "softmax(logits, dim=0)" => vector(
            case,
            "candle_nn::ops::softmax",
            "softmax(logits, D::Minus1)",
            |x| ops::softmax(x, D::Minus1),
        ),
        "log_softmax(logits, dim=0)" => vector(
            case,
            "candle_nn::ops::log_softmax",
            "log_softmax(logits, D::Minus1)",
            |x| ops::log_softmax(x, D::Minus1),
        ),
        "logsumexp(logits, dim=0)" => vector(
            case,
            "candle_core::Tensor::log_sum_exp",
            "logits.log_sum_exp(D::Minus1)",
            |x| x.log_sum_exp(D::Minus1),
        ),
        "sigmoid(logits)" => vector(
            case,
            "candle_nn::ops::sigmoid",
            "sigmoid(logits)",
            ops::sigmoid,
        ),
        _ => Ok(None),
    }
}

fn cross_entropy(case: &Case) -> Result<Option<Answer>> {
    let Some(classes) = case.classes() else {
        return Ok(None);
    };
    let logits = Var::from_tensor(&tensor(&case.rows("logits")?, case.dtype)?)?;
    let output = loss::cross_entropy(&logits, &Tensor::new(classes, &Device::Cpu)?)?;
    Ok(Some(Answer {
        function: "candle_nn::loss::cross_entropy",
        call: "cross_entropy(logits, target)",
        gradient: gradient(case, &output, &logits)?,
        output: numbers(&output)?,
    }))
}

fn nll(case: &Case) -> Result<Option<Answer>> {
    let Some(classes) = case.classes() else {
        return Ok(None);
    };
    let logs = tensor(&case.rows("probabilities")?, case.dtype)?.log()?;
    Ok(Some(Answer {
        function: "candle_nn::loss::nll",
        call: "nll(probabilities.log(), target)",
        output: numbers(&loss::nll(&logs, &Tensor::new(classes, &Device::Cpu)?)?)?,
        gradient: None,
    }))
}

fn binary(case: &Case) -> Result<Option<Answer>> {
    let logits = Var::from_tensor(&tensor(&case.rows("logits")?, case.dtype)?)?;
    let target = tensor(&case.rows("target")?, case.dtype)?;
    let output = loss::binary_cross_entropy_with_logit(&logits, &target)?;
    Ok(Some(Answer {
        function: "candle_nn::loss::binary_cross_entropy_with_logit",
        call: "binary_cross_entropy_with_logit(logits, target)",
        gradient: gradient(case, &output, &logits)?,
        output: numbers(&output)?,
    }))
}

fn vector(
    case: &Case,
    function: &'static str,
    call: &'static str,
    apply: impl Fn(&Tensor) -> candle_core::Result<Tensor>,
) -> Result<Option<Answer>> {
    let logits = tensor(&case.rows("logits")?, case.dtype)?;
    Ok(Some(Answer {
        function,
        call,
        output: numbers(&apply(&logits)?)?,
        gradient: None,
    }))
}

fn tensor(rows: &[Vec<f64>], dtype: Dtype) -> Result<Tensor> {
    let dtype = match dtype {
        Dtype::F32 => DType::F32,
        Dtype::F64 => DType::F64,
    };
    Ok(Tensor::new(rows.to_vec(), &Device::Cpu)?.to_dtype(dtype)?)
}

fn gradient(case: &Case, output: &Tensor, logits: &Var) -> Result<Option<Vec<f64>>> {
    if !case.wants_gradient {
        return Ok(None);
    }
    let store = output.backward()?;
    store.get(logits).map(numbers).transpose()
}

fn numbers(tensor: &Tensor) -> Result<Vec<f64>> {
    Ok(tensor.to_dtype(DType::F64)?.flatten_all()?.to_vec1()?)
}
