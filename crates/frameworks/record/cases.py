"""What is asked of the frameworks: every case, as data.

A case is a call of `calls.py`, a dtype, inputs and parameters.
Inputs are written as decimals here; the recording rounds them to the dtype and writes what is left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

INF = float("inf")


@dataclass(frozen=True)
class Case:
    """One question for one framework."""

    name: str
    call: str
    dtype: str
    inputs: dict
    parameters: dict = field(default_factory=dict)


# Givens.

NOTES_LOGITS = [[2.0, 1.0, 0.1]]
NOTES_PROBABILITIES = [0.1, 0.2, 0.7]
NOT_A_DISTRIBUTION = [0.1, 0.2, 0.1]

SHAPES = [(1, 2), (1, 3), (2, 3), (5, 4)]
LARGE = [((8, 10), "f32"), ((8, 10), "f64"), ((64, 10), "f32")]
DTYPES = ["f32", "f64"]
REDUCTIONS = ["mean", "sum", "none"]
SMOOTHINGS = [0.0, 0.1, 0.3]

WEIGHTS = {
    "equal": [2.0, 2.0, 2.0, 2.0],
    "mixed": [0.5, 1.0, 2.0, 4.0],
    "one-zero": [1.0, 0.0, 1.0, 3.0],
    "tiny": [0.001, 0.002, 1.0, 0.25],
}

# Logits, and the index of the true class.
EXTREMES = {
    "tiny": ([1e-20, 0.0], 0),
    "tiny-apart": ([1e-20, -1e-20, 0.0], 2),
    "confident-10": ([10.0, 0.0], 0),
    "confident-20": ([20.0, 0.0], 0),
    "confident-50": ([50.0, 0.0], 0),
    "confident-100": ([100.0, 0.0], 0),
    "confident-10000": ([1e4, 0.0], 0),
    "wrong-20": ([20.0, 0.0], 1),
    "wrong-100": ([100.0, 0.0], 1),
    "wrong-10000": ([1e4, 0.0], 1),
    "beyond-exp": ([89.0, 88.0, 87.0], 1),
    "equal-1000": ([1000.0, 1000.0], 0),
    "shifted-10000": ([10002.0, 10001.0, 10000.0], 0),
    "minus-10000": ([-1e4, -10001.0, -10002.0], 2),
    "wide": ([1e4, -1e4, 0.0], 0),
    "one-impossible": ([0.0, -INF, 1.0], 0),
    "true-class-impossible": ([0.0, -INF, 1.0], 1),
    "all-impossible": ([-INF, -INF], 0),
}

VECTORS = {
    "notes": [2.0, 1.0, 0.1],
    "zeros": [0.0, 0.0, 0.0, 0.0],
    "one": [3.0],
    "confident-20": [20.0, 0.0],
    "confident-100": [100.0, 0.0],
    "far": [0.0, -88.0, -100.0],
    "large": [1000.0, 1001.0, 999.0],
    "one-impossible": [-INF, 0.5, 1.5],
    "all-impossible": [-INF, -INF],
}

SCALARS = [0.0, 1e-20, 0.5, -0.5, 3.0, -3.0, 8.0, -8.0, 17.0, -17.0]
SCALARS += [25.0, -25.0, 40.0, -40.0, 90.0, -90.0, 200.0, -200.0, 1e4, -1e4]

BINARY_LOGITS = [0.0, 1.0, -1.0, 17.0, -17.0, 90.0, -90.0, 200.0, -200.0, 1e4]

# Pairs of distributions, in fractions that are exact in either dtype.
PAIRS = {
    "halves": ([0.5, 0.5], [0.75, 0.25]),
    "three": ([0.5, 0.375, 0.125], [0.25, 0.25, 0.5]),
    "same": ([0.5, 0.25, 0.25], [0.5, 0.25, 0.25]),
    "zero-in-truth": ([0.75, 0.25, 0.0], [0.25, 0.25, 0.5]),
    "one-hot": ([0.0, 1.0, 0.0], [0.25, 0.625, 0.125]),
    "zero-in-model": ([0.5, 0.5], [1.0, 0.0]),
    "zero-in-both": ([0.5, 0.5, 0.0], [0.25, 0.75, 0.0]),
}

# Pairs that the book uses; they sum to one in double precision only.
DECIMAL_PAIRS = {
    "fair-under-biased": ([0.5, 0.5], [0.9, 0.1]),
    "cats": ([0.7, 0.3], [0.9, 0.1]),
    "dogs": ([0.9, 0.1], [0.01, 0.99]),
    "notes": ([0.0, 0.0, 1.0], NOTES_PROBABILITIES),
}


def _stream(seed):
    """A small linear congruential generator, so that the cases depend on no library's."""
    state = seed
    while True:
        state = (state * 1103515245 + 12345) % 2**31
        yield state >> 16


def batch(rows, classes):
    """Logits between −2 and 2, in sixteenths, and the index of a true class for each row."""
    stream = _stream(1000 * rows + classes)
    logits = [[(next(stream) % 65 - 32) / 16 for _ in range(classes)] for _ in range(rows)]
    return logits, [next(stream) % classes for _ in range(rows)]


def distributions(rows, classes):
    """One distribution for each row, in exact fractions, without zeros."""
    stream = _stream(7 * rows + classes)
    result = []
    for _ in range(rows):
        parts = [1] * classes
        for _ in range(64 - classes):
            parts[next(stream) % classes] += 1
        result.append([part / 64 for part in parts])
    return result


def one_hot(targets, classes):
    """The distribution that is sure of each target."""
    return [[float(c == target) for c in range(classes)] for target in targets]


def _shape(rows, classes):
    return f"{rows}x{classes}"


def all_cases() -> Iterator[Case]:
    """Every case, in the order of the recording."""
    yield from _torch()
    yield from _keras()
    yield from _scipy()
    yield from _sklearn()
    yield from _jax()


def _vectors(prefix, calls, *, elementwise=(), dtypes=DTYPES) -> Iterator[Case]:
    """The calls that take one vector of logits."""
    for call in calls:
        function = call.removeprefix(f"{prefix}_")
        for dtype in dtypes:
            for name, logits in VECTORS.items():
                yield Case(f"{prefix}/{function}/{name}/{dtype}", call, dtype, {"logits": logits})
    for call in elementwise:
        function = call.removeprefix(f"{prefix}_")
        for dtype in DTYPES:
            for sign, name in [(1, "positive"), (-1, "negative")]:
                logits = [z for z in SCALARS if z * sign >= 0]
                yield Case(f"{prefix}/{function}/{name}/{dtype}", call, dtype, {"logits": logits})


def _extremes(prefix, call, *, hot, dtypes=DTYPES) -> Iterator[Case]:
    function = call.removeprefix(f"{prefix}_")
    for dtype in dtypes:
        for name, (logits, target) in EXTREMES.items():
            target = one_hot([target], len(logits)) if hot else [target]
            yield Case(
                f"{prefix}/{function}/{name}/{dtype}",
                call,
                dtype,
                {"logits": [logits], "target": target},
            )


def _torch() -> Iterator[Case]:
    yield from _torch_cross_entropy()
    yield from _torch_nll_loss()
    yield from _vectors(
        "torch",
        ["torch_log_softmax", "torch_softmax", "torch_logsumexp"],
        elementwise=["torch_sigmoid", "torch_logsigmoid", "torch_softplus"],
    )
    yield from _torch_binary()
    yield from _torch_kl_div()


def _torch_cross_entropy() -> Iterator[Case]:
    call = "torch_cross_entropy"
    path = "torch/cross_entropy"
    notes = {"logits": NOTES_LOGITS, "target": [0]}
    for dtype in DTYPES:
        yield Case(f"{path}/notes/{dtype}", call, dtype, notes)
    for shape in SHAPES:
        logits, target = batch(*shape)
        soft = distributions(*shape)
        for reduction in REDUCTIONS:
            for dtype in DTYPES:
                yield Case(
                    f"{path}/{_shape(*shape)}/{reduction}/{dtype}",
                    call,
                    dtype,
                    {"logits": logits, "target": target},
                    {"reduction": reduction},
                )
            yield Case(
                f"{path}/soft/{_shape(*shape)}/{reduction}/f64",
                call,
                "f64",
                {"logits": logits, "target": soft},
                {"reduction": reduction},
            )
    for shape, dtype in LARGE:
        logits, target = batch(*shape)
        yield Case(
            f"{path}/{_shape(*shape)}/mean/{dtype}",
            call,
            dtype,
            {"logits": logits, "target": target},
        )
    yield from _torch_weights(call, path)
    yield from _torch_smoothing(call, path)
    yield from _torch_ignored(call, path)
    yield from _extremes("torch", call, hot=False)
    yield Case(
        f"{path}/soft/one-impossible/f64",
        call,
        "f64",
        {"logits": [[0.0, -INF, 1.0]], "target": [[0.5, 0.0, 0.5]]},
    )
    yield Case(
        f"{path}/smoothing/one-impossible/f64",
        call,
        "f64",
        {"logits": [[0.0, -INF, 1.0]], "target": [0]},
        {"label_smoothing": 0.1},
    )
    for dtype in DTYPES:
        yield Case(
            f"{path}/probabilities/not-a-distribution/{dtype}",
            "torch_cross_entropy_of_probabilities",
            dtype,
            {"probabilities": [NOT_A_DISTRIBUTION], "target": [2]},
        )
        yield Case(
            f"{path}/probabilities/notes/{dtype}",
            "torch_cross_entropy_of_probabilities",
            dtype,
            {"probabilities": [NOTES_PROBABILITIES], "target": [2]},
        )
        for classes in (3, 10):
            yield Case(
                f"{path}/probabilities/perfect-{classes}/{dtype}",
                "torch_cross_entropy_of_probabilities",
                dtype,
                {"probabilities": one_hot([0], classes), "target": [0]},
            )


def _torch_weights(call, path) -> Iterator[Case]:
    logits, target = batch(5, 4)
    soft = distributions(5, 4)
    for name, weight in WEIGHTS.items():
        for reduction in REDUCTIONS:
            yield Case(
                f"{path}/weight/{name}/{reduction}/f64",
                call,
                "f64",
                {"logits": logits, "target": target},
                {"reduction": reduction, "weight": weight},
            )
        yield Case(
            f"{path}/weight/{name}/mean/f32",
            call,
            "f32",
            {"logits": logits, "target": target},
            {"weight": weight},
        )
        yield Case(
            f"{path}/weight/{name}/soft/f64",
            call,
            "f64",
            {"logits": logits, "target": soft},
            {"weight": weight},
        )
    for weight in ([1.0, 1.0, 1.0], [10.0, 1.0, 1.0], [0.25, 1.0, 1.0]):
        for reduction in ("mean", "sum"):
            yield Case(
                f"{path}/weight/batch-of-one/{weight[0]:g}/{reduction}/f64",
                call,
                "f64",
                {"logits": NOTES_LOGITS, "target": [0]},
                {"reduction": reduction, "weight": weight},
            )


def _torch_smoothing(call, path) -> Iterator[Case]:
    for classes in (2, 3, 10):
        logits, target = batch(4, classes)
        for smoothing in SMOOTHINGS:
            for dtype in DTYPES:
                yield Case(
                    f"{path}/smoothing/{smoothing:g}/{classes}-classes/{dtype}",
                    call,
                    dtype,
                    {"logits": logits, "target": target},
                    {"label_smoothing": smoothing},
                )
    logits, target = batch(5, 4)
    for reduction in REDUCTIONS:
        yield Case(
            f"{path}/smoothing/weight/{reduction}/f64",
            call,
            "f64",
            {"logits": logits, "target": target},
            {"reduction": reduction, "weight": WEIGHTS["mixed"], "label_smoothing": 0.1},
        )
        yield Case(
            f"{path}/smoothing/soft/{reduction}/f64",
            call,
            "f64",
            {"logits": logits, "target": distributions(5, 4)},
            {"reduction": reduction, "label_smoothing": 0.3},
        )
    yield Case(
        f"{path}/smoothing/all/f64",
        call,
        "f64",
        {"logits": logits, "target": target},
        {"label_smoothing": 1.0},
    )


def _torch_ignored(call, path) -> Iterator[Case]:
    logits, _ = batch(5, 4)
    some = [3, -100, 0, -100, 1]
    for reduction in REDUCTIONS:
        yield Case(
            f"{path}/ignored/some/{reduction}/f64",
            call,
            "f64",
            {"logits": logits, "target": some},
            {"reduction": reduction},
        )
        yield Case(
            f"{path}/ignored/class-0/{reduction}/f64",
            call,
            "f64",
            {"logits": logits, "target": [3, 0, 2, 0, 1]},
            {"reduction": reduction, "ignore_index": 0},
        )
        yield Case(
            f"{path}/ignored/weight-and-smoothing/{reduction}/f64",
            call,
            "f64",
            {"logits": logits, "target": some},
            {"reduction": reduction, "weight": WEIGHTS["mixed"], "label_smoothing": 0.1},
        )
        yield Case(
            f"{path}/ignored/all/{reduction}/f64",
            call,
            "f64",
            {"logits": logits[:2], "target": [-100, -100]},
            {"reduction": reduction},
        )
    yield Case(
        f"{path}/ignored/all-class-0/mean/f64",
        call,
        "f64",
        {"logits": logits[:2], "target": [0, 0]},
        {"ignore_index": 0},
    )
    yield Case(
        f"{path}/ignored/all/mean/f32",
        call,
        "f32",
        {"logits": logits[:2], "target": [-100, -100]},
    )
    yield Case(
        f"{path}/weight/all-zero/mean/f64",
        call,
        "f64",
        {"logits": NOTES_LOGITS, "target": [0]},
        {"weight": [0.0, 1.0, 1.0]},
    )


def _torch_nll_loss() -> Iterator[Case]:
    path = "torch/nll_loss"
    for shape in [(1, 3), (5, 4)]:
        logits, target = batch(*shape)
        for reduction in REDUCTIONS:
            yield Case(
                f"{path}/{_shape(*shape)}/{reduction}/f64",
                "torch_nll_loss",
                "f64",
                {"logits": logits, "target": target},
                {"reduction": reduction},
            )
    logits, target = batch(5, 4)
    yield Case(
        f"{path}/weight/mean/f64",
        "torch_nll_loss",
        "f64",
        {"logits": logits, "target": target},
        {"weight": WEIGHTS["mixed"]},
    )
    probabilities = {"probabilities": distributions(5, 4), "target": target}
    for dtype in DTYPES:
        for reduction in REDUCTIONS:
            yield Case(
                f"{path}/logs/{reduction}/{dtype}",
                "torch_nll_loss_of_logs",
                dtype,
                probabilities,
                {"reduction": reduction},
            )
        yield Case(
            f"{path}/probabilities/notes/{dtype}",
            "torch_nll_loss_of_probabilities",
            dtype,
            {"probabilities": [NOTES_PROBABILITIES], "target": [2]},
        )
    yield Case(
        f"{path}/logs/weight/mean/f64",
        "torch_nll_loss_of_logs",
        "f64",
        probabilities,
        {"weight": WEIGHTS["tiny"]},
    )
    yield Case(
        f"{path}/logs/log-zero/f64",
        "torch_nll_loss_of_logs",
        "f64",
        {"probabilities": [[0.5, 0.5, 0.0]], "target": [2]},
    )


def _torch_binary() -> Iterator[Case]:
    call = "torch_bce_with_logits"
    path = "torch/bce_with_logits"
    for dtype in DTYPES:
        for z in BINARY_LOGITS:
            for y in (0.0, 1.0):
                yield Case(
                    f"{path}/z={z:g}/y={y:g}/{dtype}",
                    call,
                    dtype,
                    {"logits": [[z]], "target": [[y]]},
                )
    logits, _ = batch(3, 4)
    target = [[1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0]]
    soft = distributions(3, 4)
    weight = [[1.0, 2.0, 0.5, 0.0], [1.0, 1.0, 1.0, 1.0], [0.25, 4.0, 1.0, 2.0]]
    for reduction in REDUCTIONS:
        for name, parameters in {
            "plain": {},
            "pos_weight": {"pos_weight": [1.0, 3.0, 0.5, 10.0]},
            "weight": {"weight": weight},
            "both": {"weight": weight, "pos_weight": [1.0, 3.0, 0.5, 10.0]},
        }.items():
            yield Case(
                f"{path}/multi-label/{name}/{reduction}/f64",
                call,
                "f64",
                {"logits": logits, "target": target},
                {"reduction": reduction, **parameters},
            )
        yield Case(
            f"{path}/multi-label/plain/{reduction}/f32",
            call,
            "f32",
            {"logits": logits, "target": target},
            {"reduction": reduction},
        )
    yield Case(
        f"{path}/soft/f64", call, "f64", {"logits": logits, "target": soft}, {"reduction": "none"}
    )
    call = "torch_bce"
    path = "torch/bce"
    edges = {
        "log-zero": ([[0.0]], [[1.0]]),
        "log-zero-of-one": ([[1.0]], [[0.0]]),
        "certain-and-right": ([[1.0, 0.0]], [[1.0, 0.0]]),
        "below-the-clip": ([[1e-50]], [[1.0]]),
        "tiny": ([[1e-20]], [[1.0]]),
        "tiny-and-right": ([[1e-20]], [[0.0]]),
    }
    five = ([[0.1, 0.1, 0.6, 0.1, 0.1]], [[0.0, 0.0, 1.0, 0.0, 0.0]])
    for dtype in DTYPES:
        for name, (probabilities, target) in edges.items():
            if (name, dtype) == ("below-the-clip", "f32"):
                continue
            yield Case(
                f"{path}/{name}/{dtype}",
                call,
                dtype,
                {"probabilities": probabilities, "target": target},
            )
        for reduction in REDUCTIONS:
            yield Case(
                f"{path}/five-classes/{reduction}/{dtype}",
                call,
                dtype,
                {"probabilities": five[0], "target": five[1]},
                {"reduction": reduction},
            )
    yield Case(
        f"{path}/weight/f64",
        call,
        "f64",
        {"probabilities": distributions(3, 4), "target": soft},
        {"weight": weight},
    )
    for q in (0.5, 1e-8, 1e-13, 1e-20, 0.0):
        yield Case(
            f"{path}/slope/q={q:g}/f64",
            "torch_bce_slope",
            "f64",
            {"probabilities": [[q]], "target": [[1.0]]},
        )
    for z in (0.0, -10.0, -20.0, -27.0, -28.0, -30.0, -32.0, -40.0, -60.0):
        yield Case(
            f"{path}/of-sigmoid/z={z:g}/f64",
            "torch_bce_of_sigmoid",
            "f64",
            {"logits": [[z]], "target": [[1.0]]},
        )


def _torch_kl_div() -> Iterator[Case]:
    path = "torch/kl_div"
    for name, (p, q) in PAIRS.items():
        for dtype in DTYPES:
            yield Case(
                f"{path}/{name}/batchmean/{dtype}",
                "torch_kl_div",
                dtype,
                {"p": [p], "q": [q]},
                {"reduction": "batchmean"},
            )
    for name in ("halves", "three", "zero-in-truth"):
        p, q = PAIRS[name]
        yield Case(
            f"{path}/log_target/{name}/batchmean/f64",
            "torch_kl_div_of_logs",
            "f64",
            {"p": [p], "q": [q]},
            {"reduction": "batchmean"},
        )
    batch_of = {"p": distributions(3, 4), "q": distributions(3, 4)[::-1]}
    for reduction in [*REDUCTIONS, "batchmean"]:
        for dtype in DTYPES:
            yield Case(
                f"{path}/3x4/{reduction}/{dtype}",
                "torch_kl_div",
                dtype,
                batch_of,
                {"reduction": reduction},
            )
        yield Case(
            f"{path}/log_target/3x4/{reduction}/f64",
            "torch_kl_div_of_logs",
            "f64",
            batch_of,
            {"reduction": reduction},
        )
    for name, (p, q) in DECIMAL_PAIRS.items():
        for reduction in ("mean", "batchmean"):
            yield Case(
                f"{path}/{name}/{reduction}/f64",
                "torch_kl_div",
                "f64",
                {"p": [p], "q": [q]},
                {"reduction": reduction},
            )
    p, q = DECIMAL_PAIRS["fair-under-biased"]
    yield Case(
        f"{path}/swapped/f64",
        "torch_kl_div_swapped",
        "f64",
        {"p": [p], "q": [q]},
        {"reduction": "batchmean"},
    )
    near = ([0.5, 0.5], [0.5 + 2**-20, 0.5 - 2**-20])
    for dtype in DTYPES:
        yield Case(
            f"{path}/near/{dtype}",
            "torch_kl_div",
            dtype,
            {"p": [near[0]], "q": [near[1]]},
            {"reduction": "batchmean"},
        )


def _keras() -> Iterator[Case]:
    yield from _keras_from_logits()
    yield from _keras_from_probabilities()
    yield from _keras_binary()
    for name, (p, q) in {**PAIRS, **DECIMAL_PAIRS}.items():
        for dtype in DTYPES if name in PAIRS else ["f64"]:
            yield Case(
                f"keras/kl_divergence/{name}/{dtype}",
                "keras_kl_divergence",
                dtype,
                {"p": [p], "q": [q]},
            )
    for reduction in ("sum_over_batch_size", "sum", "none"):
        yield Case(
            f"keras/kl_divergence/3x4/{reduction}/f64",
            "keras_kl_divergence",
            "f64",
            {"p": distributions(3, 4), "q": distributions(3, 4)[::-1]},
            {"reduction": reduction},
        )
    yield from _vectors("keras", ["keras_softmax", "keras_log_softmax"], dtypes=["f32"])


def _keras_from_logits() -> Iterator[Case]:
    call = "keras_categorical_from_logits"
    sparse = "keras_sparse_from_logits"
    path = "keras/from_logits"
    for dtype in DTYPES:
        yield Case(
            f"{path}/notes/{dtype}",
            call,
            dtype,
            {"logits": NOTES_LOGITS, "target": [[1.0, 0.0, 0.0]]},
        )
    for shape in [(2, 3), (5, 4)]:
        logits, target = batch(*shape)
        for reduction in ("sum_over_batch_size", "sum", "none"):
            for dtype in DTYPES:
                yield Case(
                    f"{path}/{_shape(*shape)}/{reduction}/{dtype}",
                    call,
                    dtype,
                    {"logits": logits, "target": one_hot(target, shape[1])},
                    {"reduction": reduction},
                )
                yield Case(
                    f"{path}/sparse/{_shape(*shape)}/{reduction}/{dtype}",
                    sparse,
                    dtype,
                    {"logits": logits, "target": target},
                    {"reduction": reduction},
                )
    logits, target = batch(5, 4)
    yield Case(
        f"{path}/soft/f64", call, "f64", {"logits": logits, "target": distributions(5, 4)}
    )
    for smoothing in SMOOTHINGS[1:]:
        for classes in (2, 3, 10):
            rows, truth = batch(4, classes)
            yield Case(
                f"{path}/smoothing/{smoothing:g}/{classes}-classes/f64",
                call,
                "f64",
                {"logits": rows, "target": one_hot(truth, classes)},
                {"label_smoothing": smoothing},
            )
    for reduction in ("sum_over_batch_size", "mean_with_sample_weight", "sum", "none"):
        yield Case(
            f"{path}/sample_weight/{reduction}/f64",
            sparse,
            "f64",
            {"logits": logits, "target": target},
            {"reduction": reduction, "sample_weight": [1.0, 2.0, 0.5, 0.0, 4.0]},
        )
    yield Case(
        f"{path}/ignored/some/f64",
        sparse,
        "f64",
        {"logits": logits, "target": [3, 0, 2, 0, 1]},
        {"ignore_class": 0},
    )
    yield Case(
        f"{path}/ignored/all/f64",
        sparse,
        "f64",
        {"logits": logits[:2], "target": [0, 0]},
        {"ignore_class": 0},
    )
    yield from _extremes("keras", call, hot=True, dtypes=["f32"])
    yield from _extremes("keras", sparse, hot=False, dtypes=["f32"])


def _keras_from_probabilities() -> Iterator[Case]:
    path = "keras/from_probabilities"
    call = "keras_categorical"
    sparse = "keras_sparse"
    for dtype in DTYPES:
        yield Case(
            f"{path}/notes/{dtype}",
            call,
            dtype,
            {"probabilities": [[0.1, 0.1, 0.8]], "target": [[0.0, 0.0, 1.0]]},
        )
        yield Case(
            f"{path}/not-a-distribution/{dtype}",
            call,
            dtype,
            {"probabilities": [NOT_A_DISTRIBUTION], "target": [[0.0, 0.0, 1.0]]},
        )
        yield Case(
            f"{path}/sparse/not-a-distribution/{dtype}",
            sparse,
            dtype,
            {"probabilities": [NOT_A_DISTRIBUTION], "target": [2]},
        )
        yield Case(
            f"{path}/log-zero/{dtype}",
            call,
            dtype,
            {"probabilities": [[0.5, 0.5, 0.0]], "target": [[0.0, 0.0, 1.0]]},
        )
        yield Case(
            f"{path}/sparse/log-zero/{dtype}",
            sparse,
            dtype,
            {"probabilities": [[0.5, 0.5, 0.0]], "target": [2]},
        )
        yield Case(
            f"{path}/certain-and-right/{dtype}",
            call,
            dtype,
            {"probabilities": [[0.0, 0.0, 1.0]], "target": [[0.0, 0.0, 1.0]]},
        )
        yield Case(
            f"{path}/of-logits/{dtype}",
            "keras_categorical_of_logits",
            dtype,
            {"logits": NOTES_LOGITS, "target": [[1.0, 0.0, 0.0]]},
        )
        yield Case(
            f"{path}/sparse/of-logits/{dtype}",
            "keras_sparse_of_logits",
            dtype,
            {"logits": NOTES_LOGITS, "target": [0]},
        )
    _, target = batch(5, 4)
    probabilities = distributions(5, 4)
    for reduction in ("sum_over_batch_size", "sum", "none"):
        for dtype in DTYPES:
            yield Case(
                f"{path}/5x4/{reduction}/{dtype}",
                call,
                dtype,
                {"probabilities": probabilities, "target": one_hot(target, 4)},
                {"reduction": reduction},
            )
        yield Case(
            f"{path}/sparse/5x4/{reduction}/f64",
            sparse,
            "f64",
            {"probabilities": probabilities, "target": target},
            {"reduction": reduction},
        )
    for smoothing in SMOOTHINGS[1:]:
        yield Case(
            f"{path}/smoothing/{smoothing:g}/f64",
            call,
            "f64",
            {"probabilities": [NOTES_PROBABILITIES], "target": [[0.0, 0.0, 1.0]]},
            {"label_smoothing": smoothing},
        )


def _keras_binary() -> Iterator[Case]:
    path = "keras/binary_from_logits"
    for dtype in DTYPES:
        for z in BINARY_LOGITS:
            for y in (0.0, 1.0):
                if abs(z) in (17.0, 90.0, 200.0):
                    yield Case(
                        f"{path}/z={z:g}/y={y:g}/{dtype}",
                        "keras_binary_from_logits",
                        dtype,
                        {"logits": [[z]], "target": [[y]]},
                    )
    logits, _ = batch(3, 4)
    target = [[1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0]]
    for reduction in ("sum_over_batch_size", "sum", "none"):
        yield Case(
            f"{path}/multi-label/{reduction}/f64",
            "keras_binary_from_logits",
            "f64",
            {"logits": logits, "target": target},
            {"reduction": reduction},
        )
    for dtype in DTYPES:
        yield Case(
            f"{path}/multi-label/smoothing/{dtype}",
            "keras_binary_from_logits",
            dtype,
            {"logits": logits, "target": target},
            {"label_smoothing": 0.1},
        )
    path = "keras/binary_from_probabilities"
    for dtype in DTYPES:
        for name, probability, y in [
            ("log-zero", 0.0, 1.0),
            ("log-zero-of-one", 1.0, 0.0),
            ("certain-and-right", 1.0, 1.0),
            ("cat", 0.9, 1.0),
        ]:
            yield Case(
                f"{path}/{name}/{dtype}",
                "keras_binary",
                dtype,
                {"probabilities": [[probability]], "target": [[y]]},
            )
        yield Case(
            f"{path}/five-classes/{dtype}",
            "keras_binary",
            dtype,
            {
                "probabilities": [[0.1, 0.1, 0.6, 0.1, 0.1]],
                "target": [[0.0, 0.0, 1.0, 0.0, 0.0]],
            },
        )


def _scipy() -> Iterator[Case]:
    for name, (p, q) in {**PAIRS, **DECIMAL_PAIRS}.items():
        for call in (
            "scipy_relative_entropy",
            "scipy_rel_entr",
            "scipy_kl_div",
            "scipy_kl_div_sum",
        ):
            function = call.removeprefix("scipy_")
            yield Case(f"scipy/{function}/{name}/f64", call, "f64", {"p": p, "q": q})
    wrong = {"p": [0.0, 0.0, 1.0], "q": NOT_A_DISTRIBUTION}
    for call in ("scipy_relative_entropy", "scipy_rel_entr", "scipy_kl_div_sum"):
        function = call.removeprefix("scipy_")
        yield Case(f"scipy/{function}/not-a-distribution/f64", call, "f64", wrong)
    yield Case(
        "scipy/relative_entropy/base-2/f64",
        "scipy_relative_entropy",
        "f64",
        {"p": [0.9, 0.1], "q": [0.01, 0.99]},
        {"base": 2.0},
    )
    near = {"p": [0.5, 0.5], "q": [0.5 + 2**-20, 0.5 - 2**-20]}
    for call in ("scipy_relative_entropy", "scipy_kl_div_sum"):
        yield Case(f"scipy/{call.removeprefix('scipy_')}/near/f64", call, "f64", near)
    for name, p in {
        "fair": [0.5, 0.5],
        "cats": [0.9, 0.1],
        "certain": [0.0, 1.0],
        "three": [0.5, 0.375, 0.125],
        "ten": [0.1] * 10,
        "five": [0.1, 0.1, 0.6, 0.1, 0.1],
        "tiny": [1.0, 1e-300],
    }.items():
        yield Case(f"scipy/entropy/{name}/f64", "scipy_entropy", "f64", {"p": p})
        yield Case(f"scipy/entr/{name}/f64", "scipy_entr", "f64", {"p": p})
    yield Case(
        "scipy/entropy/base-2/f64", "scipy_entropy", "f64", {"p": [0.9, 0.1]}, {"base": 2.0}
    )
    yield Case(
        "scipy/entropy/not-a-distribution/f64",
        "scipy_entropy",
        "f64",
        {"p": NOT_A_DISTRIBUTION},
    )
    yield from _vectors(
        "scipy",
        ["scipy_softmax", "scipy_log_softmax", "scipy_logsumexp"],
        elementwise=["scipy_expit", "scipy_log_expit"],
        dtypes=["f64"],
    )


def _sklearn() -> Iterator[Case]:
    call = "sklearn_log_loss"
    path = "sklearn/log_loss"
    _, target = batch(5, 4)
    probabilities = distributions(5, 4)
    weight = [1.0, 2.0, 0.5, 0.0, 4.0]
    for dtype in DTYPES:
        for name, parameters in {
            "mean": {},
            "sum": {"normalize": False},
            "sample_weight": {"sample_weight": weight},
        }.items():
            yield Case(
                f"{path}/5x4/{name}/{dtype}",
                call,
                dtype,
                {"probabilities": probabilities, "target": target},
                parameters,
            )
        for name, row, truth in [
            ("notes", NOTES_PROBABILITIES, 2),
            ("not-a-distribution", NOT_A_DISTRIBUTION, 2),
            ("log-zero", [0.5, 0.5, 0.0], 2),
            ("certain-and-right", [0.0, 0.0, 1.0], 2),
            ("cat", [0.1, 0.9], 1),
        ]:
            yield Case(
                f"{path}/{name}/{dtype}",
                call,
                dtype,
                {"probabilities": [row], "target": [truth]},
            )


def _jax() -> Iterator[Case]:
    yield from _vectors(
        "jax",
        ["jax_softmax", "jax_log_softmax", "jax_logsumexp"],
        elementwise=["jax_sigmoid", "jax_log_sigmoid", "jax_softplus"],
    )
    for shape in [(1, 3), (5, 4)]:
        logits, target = batch(*shape)
        hot = one_hot(target, shape[1])
        for dtype in DTYPES:
            yield Case(
                f"optax/softmax/{_shape(*shape)}/{dtype}",
                "optax_softmax",
                dtype,
                {"logits": logits, "target": hot},
            )
            yield Case(
                f"optax/integer_labels/{_shape(*shape)}/{dtype}",
                "optax_integer_labels",
                dtype,
                {"logits": logits, "target": target},
            )
            yield Case(
                f"optax/smoothed/{_shape(*shape)}/{dtype}",
                "optax_smoothed",
                dtype,
                {"logits": logits, "target": hot},
                {"alpha": 0.1},
            )
    logits, _ = batch(5, 4)
    yield Case(
        "optax/softmax/soft/f64",
        "optax_softmax",
        "f64",
        {"logits": logits, "target": distributions(5, 4)},
    )
    yield from _extremes("optax", "optax_softmax", hot=True, dtypes=["f32"])
    for name in ("one-impossible", "true-class-impossible", "all-impossible"):
        logits, target = EXTREMES[name]
        yield Case(
            f"optax/safe_softmax/{name}/f64",
            "optax_safe_softmax",
            "f64",
            {"logits": [logits], "target": one_hot([target], len(logits))},
        )
    yield from _extremes("optax", "optax_integer_labels", hot=False)
    for dtype in DTYPES:
        for y in (0.0, 1.0):
            yield Case(
                f"optax/sigmoid_binary/y={y:g}/{dtype}",
                "optax_sigmoid_binary",
                dtype,
                {
                    "logits": [[z] for z in BINARY_LOGITS],
                    "target": [[y]] * len(BINARY_LOGITS),
                },
            )
    for name, (p, q) in {**PAIRS, **DECIMAL_PAIRS}.items():
        for call in ("optax_kl_divergence", "optax_kl_divergence_of_logs"):
            function = call.removeprefix("optax_")
            yield Case(f"optax/{function}/{name}/f64", call, "f64", {"p": [p], "q": [q]})
    for name, (p, q) in {
        "three": PAIRS["three"],
        "notes": DECIMAL_PAIRS["notes"],
        "not-a-distribution": ([0.0, 0.0, 1.0], NOT_A_DISTRIBUTION),
    }.items():
        yield Case(
            f"optax/generalized_kl_divergence/{name}/f64",
            "optax_generalized_kl_divergence",
            "f64",
            {"p": [p], "q": [q]},
        )
