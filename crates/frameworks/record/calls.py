"""The calls that are recorded: how each framework is asked, and which formula it is held to.

A call takes the dtype, the inputs and the parameters of a case, and gives back the output
and, where the framework is asked for one, the gradient by the logits.
"""

import functools
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
import optax  # noqa: E402
import scipy.special  # noqa: E402
import scipy.stats  # noqa: E402
import sklearn.metrics  # noqa: E402
import tensorflow as tf  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

import exact  # noqa: E402

jax.config.update("jax_enable_x64", True)
tf.config.threading.set_intra_op_parallelism_threads(1)
torch.set_num_threads(1)

NUMPY = {"f32": np.float32, "f64": np.float64}
TORCH = {"f32": torch.float32, "f64": torch.float64}
KERAS = {"f32": "float32", "f64": "float64"}


@dataclass(frozen=True)
class Call:
    """One way to ask one framework."""

    function: str
    text: str
    operation: str
    run: Callable
    exact: Callable
    gradient: Callable | None

    @property
    def framework(self):
        """The package that the function belongs to."""
        return self.function.split(".")[0]


CALLS = {}


def call(function, text, operation, truth, gradient=None):
    """Register a call under the name of the Python function that makes it."""

    def register(run):
        CALLS[run.__name__] = Call(function, text, operation, run, truth, gradient)
        return run

    return register


# PyTorch.


def _torch(values, dtype):
    return torch.tensor(values, dtype=TORCH[dtype])


def _torch_target(target, dtype):
    hard = isinstance(target[0], int)
    return torch.tensor(target) if hard else _torch(target, dtype)


def _torch_weights(parameters, dtype):
    """The parameters, with those that are lists made tensors."""
    return {
        name: _torch(value, dtype) if isinstance(value, list) else value
        for name, value in parameters.items()
    }


def _torch_loss(loss, dtype, logits, target, parameters):
    logits = _torch(logits, dtype).requires_grad_()
    output = loss(logits, target, **_torch_weights(parameters, dtype))
    output.sum().backward()
    return output.detach().numpy(), logits.grad.numpy()


@call(
    "torch.nn.functional.cross_entropy",
    "cross_entropy(logits, target)",
    "softmax_cross_entropy",
    exact.softmax_cross_entropy,
    exact.softmax_cross_entropy_gradient,
)
def torch_cross_entropy(dtype, logits, target, **parameters):
    """Takes class indices or class probabilities."""
    target = _torch_target(target, dtype)
    return _torch_loss(F.cross_entropy, dtype, logits, target, parameters)


@call(
    "torch.nn.functional.nll_loss",
    "nll_loss(log_softmax(logits, dim=1), target)",
    "softmax_cross_entropy",
    exact.softmax_cross_entropy,
    exact.softmax_cross_entropy_gradient,
)
def torch_nll_loss(dtype, logits, target, **parameters):
    """The right way to feed NLLLoss."""

    def loss(logits, target, **parameters):
        return F.nll_loss(F.log_softmax(logits, dim=1), target, **parameters)

    return _torch_loss(loss, dtype, logits, torch.tensor(target), parameters)


@call(
    "torch.nn.functional.nll_loss",
    "nll_loss(probabilities.log(), target)",
    "cross_entropy_of_probabilities",
    exact.cross_entropy_of_probabilities,
)
def torch_nll_loss_of_logs(dtype, probabilities, target, **parameters):
    """NLLLoss of the logarithms of probabilities."""
    logs = _torch(probabilities, dtype).log()
    weights = _torch_weights(parameters, dtype)
    return F.nll_loss(logs, torch.tensor(target), **weights).numpy(), None


@call(
    "torch.nn.functional.nll_loss",
    "nll_loss(probabilities, target)",
    "cross_entropy_of_probabilities",
    exact.cross_entropy_of_probabilities,
)
def torch_nll_loss_of_probabilities(dtype, probabilities, target, **parameters):
    """NLLLoss fed probabilities: no logarithm is taken anywhere."""
    probabilities = _torch(probabilities, dtype)
    return F.nll_loss(probabilities, torch.tensor(target), **parameters).numpy(), None


@call(
    "torch.nn.functional.cross_entropy",
    "cross_entropy(probabilities, target)",
    "cross_entropy_of_probabilities",
    exact.cross_entropy_of_probabilities,
)
def torch_cross_entropy_of_probabilities(dtype, probabilities, target, **parameters):
    """Cross-entropy fed probabilities, which it takes for logits: a second softmax."""
    probabilities = _torch(probabilities, dtype)
    target = _torch_target(target, dtype)
    return F.cross_entropy(probabilities, target, **parameters).numpy(), None


@call(
    "torch.nn.functional.log_softmax",
    "log_softmax(logits, dim=0)",
    "log_softmax",
    exact.log_softmax,
)
def torch_log_softmax(dtype, logits):
    """One vector."""
    return F.log_softmax(_torch(logits, dtype), dim=0).numpy(), None


@call("torch.nn.functional.softmax", "softmax(logits, dim=0)", "softmax", exact.softmax)
def torch_softmax(dtype, logits):
    """One vector."""
    return F.softmax(_torch(logits, dtype), dim=0).numpy(), None


@call("torch.logsumexp", "logsumexp(logits, dim=0)", "log_sum_exp", exact.log_sum_exp)
def torch_logsumexp(dtype, logits):
    """One vector."""
    return torch.logsumexp(_torch(logits, dtype), dim=0).numpy(), None


@call("torch.sigmoid", "sigmoid(logits)", "sigmoid", exact.sigmoid)
def torch_sigmoid(dtype, logits):
    """Elementwise."""
    return torch.sigmoid(_torch(logits, dtype)).numpy(), None


@call(
    "torch.nn.functional.logsigmoid",
    "logsigmoid(logits)",
    "log_sigmoid",
    exact.log_sigmoid,
)
def torch_logsigmoid(dtype, logits):
    """Elementwise."""
    return F.logsigmoid(_torch(logits, dtype)).numpy(), None


@call("torch.nn.functional.softplus", "softplus(logits)", "softplus", exact.softplus)
def torch_softplus(dtype, logits):
    """Elementwise."""
    return F.softplus(_torch(logits, dtype)).numpy(), None


@call(
    "torch.nn.functional.binary_cross_entropy_with_logits",
    "binary_cross_entropy_with_logits(logits, target)",
    "binary_cross_entropy_with_logits",
    exact.binary_cross_entropy_with_logits,
    exact.binary_cross_entropy_with_logits_gradient,
)
def torch_bce_with_logits(dtype, logits, target, **parameters):
    """Weights for elements, `pos_weight` for columns."""
    loss = F.binary_cross_entropy_with_logits
    return _torch_loss(loss, dtype, logits, _torch(target, dtype), parameters)


@call(
    "torch.nn.functional.binary_cross_entropy",
    "binary_cross_entropy(probabilities, target)",
    "binary_cross_entropy",
    exact.binary_cross_entropy,
)
def torch_bce(dtype, probabilities, target, **parameters):
    """Of probabilities."""
    output = F.binary_cross_entropy(
        _torch(probabilities, dtype), _torch(target, dtype), **_torch_weights(parameters, dtype)
    )
    return output.numpy(), None


def _torch_bce_slope(dtype, start, probabilities, target):
    """The loss, and its slope by where the probabilities start from."""
    start = _torch(start, dtype).requires_grad_()
    output = F.binary_cross_entropy(probabilities(start), _torch(target, dtype))
    output.backward()
    return output.detach().numpy(), start.grad.numpy()


@call(
    "torch.nn.functional.binary_cross_entropy",
    "binary_cross_entropy(probabilities, target)",
    "binary_cross_entropy",
    exact.binary_cross_entropy,
    exact.binary_cross_entropy_gradient,
)
def torch_bce_slope(dtype, probabilities, target):
    """The slope is by each probability."""
    return _torch_bce_slope(dtype, probabilities, lambda q: q, target)


@call(
    "torch.nn.functional.binary_cross_entropy",
    "binary_cross_entropy(sigmoid(logits), target)",
    "binary_cross_entropy_with_logits",
    exact.binary_cross_entropy_with_logits,
    exact.binary_cross_entropy_with_logits_gradient,
)
def torch_bce_of_sigmoid(dtype, logits, target):
    """The slope is by each logit, through the sigmoid."""
    return _torch_bce_slope(dtype, logits, torch.sigmoid, target)


@call(
    "torch.nn.functional.kl_div",
    "kl_div(q.log(), p)",
    "kl_divergence",
    exact.kl_divergence_of_batch,
)
def torch_kl_div(dtype, p, q, **parameters):
    """The model comes first, and as logarithms."""
    with warnings.catch_warnings(action="ignore"):
        output = F.kl_div(_torch(q, dtype).log(), _torch(p, dtype), **parameters)
    return output.numpy(), None


@call(
    "torch.nn.functional.kl_div",
    "kl_div(q.log(), p.log(), log_target=True)",
    "kl_divergence",
    exact.kl_divergence_of_batch,
)
def torch_kl_div_of_logs(dtype, p, q, **parameters):
    """Both as logarithms."""
    p, q = _torch(p, dtype).log(), _torch(q, dtype).log()
    with warnings.catch_warnings(action="ignore"):
        return F.kl_div(q, p, log_target=True, **parameters).numpy(), None


@call(
    "torch.nn.functional.kl_div",
    "kl_div(p.log(), q)",
    "kl_divergence",
    exact.kl_divergence_of_batch,
)
def torch_kl_div_swapped(dtype, p, q, **parameters):
    """The truth in the place of the model."""
    with warnings.catch_warnings(action="ignore"):
        return F.kl_div(_torch(p, dtype).log(), _torch(q, dtype), **parameters).numpy(), None


# Keras.


def _keras(loss, dtype, target, prediction, sample_weight=None, gradient=False):
    prediction = tf.Variable(np.array(prediction, NUMPY[dtype]))
    if isinstance(target[0], int):
        target = np.array(target)
    else:
        target = np.array(target, NUMPY[dtype])
    if sample_weight is not None:
        sample_weight = np.array(sample_weight, NUMPY[dtype])
    with tf.GradientTape() as tape:
        output = loss(target, prediction, sample_weight=sample_weight)
        total = tf.reduce_sum(output)
    slope = tf.convert_to_tensor(tape.gradient(total, prediction)) if gradient else None
    return output.numpy(), None if slope is None else slope.numpy()


@call(
    "keras.losses.CategoricalCrossentropy",
    "CategoricalCrossentropy(from_logits=True)(target, logits)",
    "softmax_cross_entropy",
    exact.softmax_cross_entropy,
    exact.softmax_cross_entropy_gradient,
)
def keras_categorical_from_logits(dtype, logits, target, sample_weight=None, **parameters):
    """One-hot or soft targets."""
    loss = keras.losses.CategoricalCrossentropy(
        from_logits=True, dtype=KERAS[dtype], **parameters
    )
    return _keras(loss, dtype, target, logits, sample_weight, sample_weight is None)


@call(
    "keras.losses.SparseCategoricalCrossentropy",
    "SparseCategoricalCrossentropy(from_logits=True)(target, logits)",
    "softmax_cross_entropy",
    lambda logits, target, ignore_class=-100, **rest: exact.softmax_cross_entropy(
        logits, target, ignore_index=ignore_class, **rest
    ),
)
def keras_sparse_from_logits(dtype, logits, target, sample_weight=None, **parameters):
    """Class indices."""
    loss = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True, dtype=KERAS[dtype], **parameters
    )
    return _keras(loss, dtype, target, logits, sample_weight)


@call(
    "keras.losses.CategoricalCrossentropy",
    "CategoricalCrossentropy()(target, probabilities)",
    "cross_entropy_of_probabilities",
    exact.cross_entropy_of_probabilities,
)
def keras_categorical(dtype, probabilities, target, sample_weight=None, **parameters):
    """Of probabilities, which Keras renormalises and clips."""
    loss = keras.losses.CategoricalCrossentropy(dtype=KERAS[dtype], **parameters)
    return _keras(loss, dtype, target, probabilities, sample_weight)


@call(
    "keras.losses.SparseCategoricalCrossentropy",
    "SparseCategoricalCrossentropy()(target, probabilities)",
    "cross_entropy_of_probabilities",
    exact.cross_entropy_of_probabilities,
)
def keras_sparse(dtype, probabilities, target, sample_weight=None, **parameters):
    """Of probabilities, which Keras clips and renormalises."""
    loss = keras.losses.SparseCategoricalCrossentropy(dtype=KERAS[dtype], **parameters)
    return _keras(loss, dtype, target, probabilities, sample_weight)


@call(
    "keras.losses.CategoricalCrossentropy",
    "CategoricalCrossentropy()(target, logits)",
    "softmax_cross_entropy",
    exact.softmax_cross_entropy,
)
def keras_categorical_of_logits(dtype, logits, target, **parameters):
    """Logits without `from_logits`: Keras takes them for probabilities."""
    loss = keras.losses.CategoricalCrossentropy(dtype=KERAS[dtype], **parameters)
    return _keras(loss, dtype, target, logits)


@call(
    "keras.losses.SparseCategoricalCrossentropy",
    "SparseCategoricalCrossentropy()(target, logits)",
    "softmax_cross_entropy",
    exact.softmax_cross_entropy,
)
def keras_sparse_of_logits(dtype, logits, target, **parameters):
    """Logits without `from_logits`: Keras takes them for probabilities."""
    loss = keras.losses.SparseCategoricalCrossentropy(dtype=KERAS[dtype], **parameters)
    return _keras(loss, dtype, target, logits)


def _mean_of_columns(loss):
    """Keras averages a binary loss over the last axis before it reduces the rest."""

    def truth(*inputs, reduction="sum_over_batch_size", **rest):
        rows = loss(*inputs, reduction="none", **rest)
        means = [exact.mp.fsum(row) / len(row) for row in rows]
        if reduction == "none":
            return means
        total = exact.mp.fsum(means)
        return total if reduction == "sum" else total / len(means)

    return truth


@call(
    "keras.losses.BinaryCrossentropy",
    "BinaryCrossentropy(from_logits=True)(target, logits)",
    "binary_cross_entropy_with_logits",
    _mean_of_columns(exact.binary_cross_entropy_with_logits),
)
def keras_binary_from_logits(dtype, logits, target, **parameters):
    """Averages over the last axis first."""
    loss = keras.losses.BinaryCrossentropy(from_logits=True, dtype=KERAS[dtype], **parameters)
    return _keras(loss, dtype, target, logits)


@call(
    "keras.losses.BinaryCrossentropy",
    "BinaryCrossentropy()(target, probabilities)",
    "binary_cross_entropy",
    _mean_of_columns(exact.binary_cross_entropy),
)
def keras_binary(dtype, probabilities, target, **parameters):
    """Averages over the last axis first, and clips."""
    loss = keras.losses.BinaryCrossentropy(dtype=KERAS[dtype], **parameters)
    return _keras(loss, dtype, target, probabilities)


@call(
    "keras.losses.KLDivergence",
    "KLDivergence()(p, q)",
    "kl_divergence",
    lambda p, q, reduction="sum_over_batch_size": exact.kl_divergence_of_batch(
        p, q, reduction={"none": "rows"}.get(reduction, reduction)
    ),
)
def keras_kl_divergence(dtype, p, q, **parameters):
    """Clips both, and renormalises neither."""
    loss = keras.losses.KLDivergence(dtype=KERAS[dtype], **parameters)
    return _keras(loss, dtype, p, q)


@call("keras.ops.softmax", "softmax(logits)", "softmax", exact.softmax)
def keras_softmax(dtype, logits):
    """One vector."""
    return keras.ops.softmax(np.array(logits, NUMPY[dtype])).numpy(), None


@call("keras.ops.log_softmax", "log_softmax(logits)", "log_softmax", exact.log_softmax)
def keras_log_softmax(dtype, logits):
    """One vector."""
    return keras.ops.log_softmax(np.array(logits, NUMPY[dtype])).numpy(), None


# SciPy.


def _pair(dtype, p, q):
    return np.array(p, NUMPY[dtype]), np.array(q, NUMPY[dtype])


@call("scipy.stats.entropy", "entropy(p)", "entropy", exact.entropy)
def scipy_entropy(dtype, p, **parameters):
    """Renormalises."""
    return scipy.stats.entropy(np.array(p, NUMPY[dtype]), **parameters), None


@call("scipy.stats.entropy", "entropy(p, q)", "kl_divergence", exact.kl_divergence)
def scipy_relative_entropy(dtype, p, q, **parameters):
    """The divergence, under the name of entropy; renormalises both."""
    return scipy.stats.entropy(*_pair(dtype, p, q), **parameters), None


@call("scipy.special.entr", "entr(p)", "entropies", exact.entropies)
def scipy_entr(dtype, p):
    """Elementwise."""
    return scipy.special.entr(np.array(p, NUMPY[dtype])), None


@call(
    "scipy.special.rel_entr",
    "rel_entr(p, q)",
    "relative_entropies",
    exact.relative_entropies,
)
def scipy_rel_entr(dtype, p, q):
    """Elementwise."""
    return scipy.special.rel_entr(*_pair(dtype, p, q)), None


@call(
    "scipy.special.kl_div",
    "kl_div(p, q)",
    "bregman_divergences",
    exact.bregman_divergences,
)
def scipy_kl_div(dtype, p, q):
    """Elementwise, with the terms −p + q."""
    return scipy.special.kl_div(*_pair(dtype, p, q)), None


@call(
    "scipy.special.kl_div",
    "kl_div(p, q).sum()",
    "kl_divergence",
    exact.kl_divergence,
)
def scipy_kl_div_sum(dtype, p, q):
    """The divergence only where both sum to the same."""
    return scipy.special.kl_div(*_pair(dtype, p, q)).sum(), None


@call("scipy.special.softmax", "softmax(logits)", "softmax", exact.softmax)
def scipy_softmax(dtype, logits):
    """One vector."""
    return scipy.special.softmax(np.array(logits, NUMPY[dtype])), None


@call("scipy.special.log_softmax", "log_softmax(logits)", "log_softmax", exact.log_softmax)
def scipy_log_softmax(dtype, logits):
    """One vector."""
    with np.errstate(invalid="ignore"):
        return scipy.special.log_softmax(np.array(logits, NUMPY[dtype])), None


@call("scipy.special.logsumexp", "logsumexp(logits)", "log_sum_exp", exact.log_sum_exp)
def scipy_logsumexp(dtype, logits):
    """One vector."""
    return scipy.special.logsumexp(np.array(logits, NUMPY[dtype])), None


@call("scipy.special.expit", "expit(logits)", "sigmoid", exact.sigmoid)
def scipy_expit(dtype, logits):
    """Elementwise."""
    return scipy.special.expit(np.array(logits, NUMPY[dtype])), None


@call("scipy.special.log_expit", "log_expit(logits)", "log_sigmoid", exact.log_sigmoid)
def scipy_log_expit(dtype, logits):
    """Elementwise."""
    return scipy.special.log_expit(np.array(logits, NUMPY[dtype])), None


# scikit-learn.


def _sklearn_truth(probabilities, target, normalize=True, sample_weight=None):
    loss = functools.partial(
        exact.cross_entropy_of_probabilities,
        probabilities,
        target,
        sample_weight=sample_weight,
    )
    return loss(reduction="mean_with_sample_weight" if normalize else "sum")


@call(
    "sklearn.metrics.log_loss",
    "log_loss(target, probabilities, labels=range(classes))",
    "cross_entropy_of_probabilities",
    _sklearn_truth,
)
def sklearn_log_loss(dtype, probabilities, target, **parameters):
    """Clips by the epsilon of the dtype."""
    with warnings.catch_warnings(action="ignore"):
        output = sklearn.metrics.log_loss(
            target,
            np.array(probabilities, NUMPY[dtype]),
            labels=range(len(probabilities[0])),
            **parameters,
        )
    return NUMPY[dtype](output), None


# JAX and Optax.


def _jax(values, dtype):
    return jnp.array(values, dtype=NUMPY[dtype])


@call("jax.nn.softmax", "softmax(logits)", "softmax", exact.softmax)
def jax_softmax(dtype, logits):
    """One vector."""
    return np.asarray(jax.nn.softmax(_jax(logits, dtype))), None


@call("jax.nn.log_softmax", "log_softmax(logits)", "log_softmax", exact.log_softmax)
def jax_log_softmax(dtype, logits):
    """One vector."""
    return np.asarray(jax.nn.log_softmax(_jax(logits, dtype))), None


@call("jax.nn.logsumexp", "logsumexp(logits)", "log_sum_exp", exact.log_sum_exp)
def jax_logsumexp(dtype, logits):
    """One vector."""
    return np.asarray(jax.nn.logsumexp(_jax(logits, dtype))), None


@call("jax.nn.sigmoid", "sigmoid(logits)", "sigmoid", exact.sigmoid)
def jax_sigmoid(dtype, logits):
    """Elementwise."""
    return np.asarray(jax.nn.sigmoid(_jax(logits, dtype))), None


@call("jax.nn.log_sigmoid", "log_sigmoid(logits)", "log_sigmoid", exact.log_sigmoid)
def jax_log_sigmoid(dtype, logits):
    """Elementwise."""
    return np.asarray(jax.nn.log_sigmoid(_jax(logits, dtype))), None


@call("jax.nn.softplus", "softplus(logits)", "softplus", exact.softplus)
def jax_softplus(dtype, logits):
    """Elementwise."""
    return np.asarray(jax.nn.softplus(_jax(logits, dtype))), None


def _none(loss):
    """Optax reduces nothing: one loss for each row."""
    return functools.partial(loss, reduction="none")


def _optax(loss, dtype, logits, target):
    hard = isinstance(target[0], int)
    target = jnp.array(target) if hard else _jax(target, dtype)
    logits = _jax(logits, dtype)
    slope = jax.grad(lambda z: loss(z, target).sum())(logits)
    return np.asarray(loss(logits, target)), np.asarray(slope)


@call(
    "optax.losses.softmax_cross_entropy",
    "softmax_cross_entropy(logits, target)",
    "softmax_cross_entropy",
    _none(exact.softmax_cross_entropy),
    _none(exact.softmax_cross_entropy_gradient),
)
def optax_softmax(dtype, logits, target):
    """One-hot or soft targets."""
    return _optax(optax.losses.softmax_cross_entropy, dtype, logits, target)


@call(
    "optax.losses.safe_softmax_cross_entropy",
    "safe_softmax_cross_entropy(logits, target)",
    "softmax_cross_entropy",
    _none(exact.softmax_cross_entropy),
    _none(exact.softmax_cross_entropy_gradient),
)
def optax_safe_softmax(dtype, logits, target):
    """The same, with nothing times infinity made nothing."""
    return _optax(optax.losses.safe_softmax_cross_entropy, dtype, logits, target)


@call(
    "optax.losses.softmax_cross_entropy_with_integer_labels",
    "softmax_cross_entropy_with_integer_labels(logits, target)",
    "softmax_cross_entropy",
    _none(exact.softmax_cross_entropy),
    _none(exact.softmax_cross_entropy_gradient),
)
def optax_integer_labels(dtype, logits, target):
    """Class indices."""
    return _optax(optax.losses.softmax_cross_entropy_with_integer_labels, dtype, logits, target)


@call(
    "optax.losses.smooth_labels",
    "softmax_cross_entropy(logits, smooth_labels(target, alpha))",
    "softmax_cross_entropy",
    lambda logits, target, alpha: exact.softmax_cross_entropy(
        logits, target, label_smoothing=alpha, reduction="none"
    ),
    lambda logits, target, alpha: exact.softmax_cross_entropy_gradient(
        logits, target, label_smoothing=alpha, reduction="none"
    ),
)
def optax_smoothed(dtype, logits, target, alpha):
    """Label smoothing is a function of its own."""

    def loss(logits, target):
        return optax.losses.softmax_cross_entropy(
            logits, optax.losses.smooth_labels(target, alpha)
        )

    return _optax(loss, dtype, logits, target)


@call(
    "optax.losses.sigmoid_binary_cross_entropy",
    "sigmoid_binary_cross_entropy(logits, target)",
    "binary_cross_entropy_with_logits",
    _none(exact.binary_cross_entropy_with_logits),
    _none(exact.binary_cross_entropy_with_logits_gradient),
)
def optax_sigmoid_binary(dtype, logits, target):
    """Elementwise."""
    return _optax(optax.losses.sigmoid_binary_cross_entropy, dtype, logits, target)


@call(
    "optax.losses.kl_divergence",
    "kl_divergence(log(q), p)",
    "kl_divergence",
    functools.partial(exact.kl_divergence_of_batch, reduction="rows"),
)
def optax_kl_divergence(dtype, p, q):
    """The model comes first, and as logarithms."""
    output = optax.losses.kl_divergence(jnp.log(_jax(q, dtype)), _jax(p, dtype))
    return np.asarray(output), None


@call(
    "optax.losses.kl_divergence_with_log_targets",
    "kl_divergence_with_log_targets(log(q), log(p))",
    "kl_divergence",
    functools.partial(exact.kl_divergence_of_batch, reduction="rows"),
)
def optax_kl_divergence_of_logs(dtype, p, q):
    """Both as logarithms."""
    p, q = jnp.log(_jax(p, dtype)), jnp.log(_jax(q, dtype))
    return np.asarray(optax.losses.kl_divergence_with_log_targets(q, p)), None


@call(
    "optax.losses.generalized_kl_divergence",
    "generalized_kl_divergence(log(q), p)",
    "kl_divergence",
    functools.partial(exact.kl_divergence_of_batch, reduction="rows"),
)
def optax_generalized_kl_divergence(dtype, p, q):
    """The divergence only where both sum to the same."""
    p, q = _jax(p, dtype), _jax(q, dtype)
    return np.asarray(optax.losses.generalized_kl_divergence(jnp.log(q), p)), None
