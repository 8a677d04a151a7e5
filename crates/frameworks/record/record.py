"""Run the frameworks and write down what they said.

`python record.py` runs every case of `cases.py` through the calls of `calls.py`,
has `models.py` train a few models with each backend of Keras,
compares each output with the formula of `exact.py`,
and writes `cases.json`, `models.json`, `causes.json` and `versions.json` to the answers of the crate `recording`.
It then runs every file in `snippets/`, with each backend if it prints Keras' backend, writes what it printed next to it,
and lists all with their hashes in `snippets/SHA256SUMS`: the book shows no recorded file that was changed since.

A case whose output is not what the formula gives must be explained by a line of `DIFFERENCES`.
One that is not, or a line that explains nothing, is an error, and then nothing is written.
"""

import fnmatch
import hashlib
import json
import os
import platform
import subprocess
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

sys.dont_write_bytecode = True

# First, because it sets the environment that the frameworks read when they are imported.
from calls import CALLS, NUMPY  # noqa: E402, I001
from cases import all_cases  # noqa: E402
from models import MODELS  # noqa: E402

import exact  # noqa: E402
import numpy as np  # noqa: E402
from mpmath import mp, mpf  # noqa: E402

HERE = Path(__file__).parent
RECORDING = HERE.parent.parent / "recording" / "answers"
SNIPPETS = HERE / "snippets"

PACKAGES = {
    "jax": "jax",
    "keras": "keras",
    "mpmath": "mpmath",
    "numpy": "numpy",
    "optax": "optax",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "tensorflow": "tensorflow-cpu",
    "torch": "torch",
}

# What Keras runs on.
BACKENDS = ["tensorflow", "jax", "torch"]

# An output agrees with the formula if it is this close to it, relative to its size,
# and a gradient if it is this close relative to its largest entry.
TOLERANCE = {"f32": 2e-6, "f64": 1e-14}

# Why an output or a gradient is not what the formula gives.
# The program in `../peers` uses these words too.
CAUSES = {
    "adds-terms": "the terms −p + q are added, which vanish only if both vectors sum to the same",
    "caps-the-slope": "the slope by a probability is cut off at 1e12 for each answer, so ever less of it passes a sigmoid",
    "clips": "probabilities, or their logarithms, are clipped before use",
    "divides-by-outcomes": "the mean divides by the number of outcomes, not only of rows",
    "flushes-subnormals": "numbers below the smallest normal one are made zero",
    "infinity-minus-infinity": "infinity is taken from infinity, which is NaN",
    "overflows": "an exponential overflows on the way, so a tiny probability becomes zero",
    "renormalises": "the vector is divided by its sum, without a word",
    "rounds-away": "a small number meets a large one, and its digits are rounded away",
    "saturates": "the sigmoid rounds to zero or one before its logarithm is taken",
    "smooths-by-columns": "smoothing divides by the number of columns, though each has two outcomes",
    "swapped": "the truth and the model have changed places",
    "takes-logits-for-probabilities": "logits are taken for probabilities",
    "takes-probabilities-for-logarithms": "probabilities are taken for their logarithms",
    "takes-probabilities-for-logits": "probabilities are taken for logits: softmax a second time",
    "threshold": "above a threshold the function is replaced by the identity",
    "undefined": "there is no such number, and what comes back is one, or NaN, not an error",
    "zero-times-infinity": "nothing times infinity is NaN, where it costs nothing",
}

# Which cases differ, and why. The first line that fits holds.
DIFFERENCES = [
    ("torch/cross_entropy/ignored/all*/mean/*", "undefined"),
    ("torch/cross_entropy/weight/all-zero/mean/*", "undefined"),
    ("torch/cross_entropy/soft/one-impossible/*", "zero-times-infinity"),
    ("torch/cross_entropy/probabilities/*", "takes-probabilities-for-logits"),
    ("torch/nll_loss/probabilities/*", "takes-probabilities-for-logarithms"),
    ("torch/softplus/positive/f64", "threshold"),
    ("torch/bce_with_logits/z=*", "rounds-away"),
    ("torch/bce/slope/q=1e-*", "caps-the-slope"),
    ("torch/bce/of-sigmoid/*", "caps-the-slope"),
    ("torch/bce/*", "clips"),
    ("torch/kl_div/zero-in-both/*", "zero-times-infinity"),
    ("torch/kl_div/log_target/zero-in-truth/*", "zero-times-infinity"),
    ("torch/kl_div*/mean/*", "divides-by-outcomes"),
    ("torch/kl_div/swapped/*", "swapped"),
    ("torch/kl_div/near/*", "rounds-away"),
    ("keras/from_logits/ignored/all/*", "undefined"),
    ("keras/categorical_from_logits/one-impossible/*", "zero-times-infinity"),
    ("keras/from_probabilities/*not-a-distribution/*", "renormalises"),
    ("keras/from_probabilities/*of-logits/*", "takes-logits-for-probabilities"),
    ("keras/from_probabilities/*", "clips"),
    ("keras/binary_from_probabilities/*", "clips"),
    ("keras/model/*", "clips"),
    ("keras/binary_from_logits/z=*", "flushes-subnormals"),
    ("keras/kl_divergence/*", "clips"),
    ("scipy/*entropy/not-a-distribution/*", "renormalises"),
    ("scipy/kl_div_sum/not-a-distribution/*", "adds-terms"),
    ("scipy/*/near/*", "rounds-away"),
    ("sklearn/log_loss/*", "clips"),
    ("optax/softmax/one-impossible/*", "zero-times-infinity"),
    ("optax/sigmoid_binary/*/f32", "flushes-subnormals"),
    ("optax/generalized_kl_divergence/not-a-distribution/*", "adds-terms"),
    ("optax/*kl_divergence*", "zero-times-infinity"),
    ("*/all-impossible/*", "undefined"),
    ("torch/sigmoid/negative/f32", "overflows"),
    ("scipy/expit/negative/f32", "overflows"),
    ("jax/sigmoid/negative/f32", "flushes-subnormals"),
    ("jax/log_sigmoid/positive/f32", "flushes-subnormals"),
    ("jax/softplus/negative/f32", "flushes-subnormals"),
    ("jax/softmax/*/f32", "flushes-subnormals"),
    ("keras/softmax/*/f32", "flushes-subnormals"),
    ("*/*softmax/*", "rounds-away"),
    ("*/logsumexp/far/*", "rounds-away"),
    ("*/confident-*", "rounds-away"),
    ("optax/integer_labels/*", "rounds-away"),
]


def rounded(values, dtype):
    """The values as the dtype holds them, as Python numbers."""
    if isinstance(values, list):
        return [rounded(value, dtype) for value in values]
    return values if isinstance(values, int) else float(NUMPY[dtype](values))


def written(values, dtype):
    """The values as JSON: floats as strings that give back the same float, integers as numbers."""
    if isinstance(values, list):
        return [written(value, dtype) for value in values]
    if values is None or isinstance(values, (bool, int, str)):
        return values
    text = str(NUMPY[dtype](values))
    assert np.array_equal(NUMPY[dtype](float(text)), NUMPY[dtype](values), equal_nan=True)
    return text


def written_exact(values):
    """What the formula gives, as the nearest double; `null` where it gives nothing."""
    if isinstance(values, list):
        return [written_exact(value) for value in values]
    return None if values is None else repr(float(values))


def flat(values):
    """The numbers of a nested list, in order."""
    return [x for value in values for x in flat(value)] if isinstance(values, list) else [values]


def error(output, truth, scale):
    """How far an output is from the formula, relative to `scale`; infinite if only one is finite."""
    if truth is None:
        return mp.inf
    output = mpf(output)
    if output == truth:
        return mpf(0)
    if mp.isnan(output) or mp.isinf(output) or mp.isinf(truth):
        return mp.inf
    return abs(output - truth) / scale if scale else mp.inf


def worst(outputs, truths, dtype, *, together=False):
    """The largest relative error. The smallest subnormal is forgiven: no float is nearer."""
    pairs = list(zip(flat(outputs), flat(truths), strict=True))
    finite = [abs(t) for _, t in pairs if t is not None and not mp.isinf(t)]
    largest = max(finite, default=mpf(0))
    least = mpf(float(np.finfo(NUMPY[dtype]).smallest_subnormal))
    errors = [
        mpf(0)
        if t is not None and not mp.isinf(t) and mp.isfinite(o) and abs(mpf(o) - t) <= least
        else error(o, t, largest if together else abs(t) if t is not None else None)
        for o, t in pairs
    ]
    return max(errors, default=mpf(0))


def record(case):
    """Ask the framework, and compare."""
    call = CALLS[case.call]
    inputs = {name: rounded(values, case.dtype) for name, values in case.inputs.items()}
    parameters = {
        name: rounded(value, case.dtype) if isinstance(value, list) else value
        for name, value in case.parameters.items()
    }
    output, gradient = call.run(case.dtype, **inputs, **parameters)
    output = np.asarray(output)
    assert output.dtype == NUMPY[case.dtype], f"{case.name} gives {output.dtype}"
    truth = call.exact(**inputs, **parameters)
    entry = {
        "id": case.name,
        "framework": call.framework,
        "version": version(PACKAGES[call.framework]),
        "function": call.function,
        "call": call.text,
        "operation": call.operation,
        "dtype": case.dtype,
        "inputs": {name: written(values, case.dtype) for name, values in inputs.items()},
        "parameters": {
            name: written(value, case.dtype if isinstance(value, list) else "f64")
            for name, value in parameters.items()
        },
        "output": written(output.tolist(), case.dtype),
        "exact": written_exact(truth),
    }
    off = worst(output.tolist(), truth, case.dtype)
    if gradient is not None and gradient.size <= 12 and parameters.get("reduction") != "none":
        slope = call.gradient(**inputs, **parameters)
        entry["gradient"] = written(gradient.tolist(), case.dtype)
        entry["exact_gradient"] = written_exact(slope)
        off_gradient = worst(gradient.tolist(), slope, case.dtype, together=True)
    else:
        off_gradient = mpf(0)
    return entry, off, off_gradient


def record_model(backend, name, answer):
    """One step of a compiled model, in the form of a case."""
    model = MODELS[name]
    inputs = {"logits": [model.logits], "target": [model.target]}
    if model.binary:
        operation = "binary_cross_entropy_with_logits"
        truth = exact.binary_cross_entropy_with_logits(**inputs)
        slope = exact.binary_cross_entropy_with_logits_gradient(**inputs)
    else:
        operation = "softmax_cross_entropy"
        truth = exact.softmax_cross_entropy(**inputs)
        slope = exact.softmax_cross_entropy_gradient(**inputs)
    entry = {
        "id": f"keras/model/{name}/{backend}/f32",
        "framework": "keras",
        "version": version("keras"),
        "function": "keras.Model.train_on_batch",
        "call": model.text,
        "operation": operation,
        "dtype": "f32",
        "inputs": {key: written(values, "f32") for key, values in inputs.items()},
        "parameters": {"backend": backend},
        "output": written(answer["loss"], "f32"),
        "exact": written_exact(truth),
        "gradient": written([answer["slope"]], "f32"),
        "exact_gradient": written_exact(slope),
    }
    off = worst(answer["loss"], truth, "f32")
    off_gradient = worst([answer["slope"]], slope, "f32", together=True)
    return entry, off, off_gradient


def recorded_models():
    """Every model with every backend; each backend is a process of its own, since Keras has one for life."""
    for backend in BACKENDS:
        done = subprocess.run(
            [sys.executable, "models.py"],
            cwd=HERE,
            env={**os.environ, "KERAS_BACKEND": backend},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"models.py fails on {backend}:\n{done.stderr}"
        for name, answer in json.loads(done.stdout).items():
            yield record_model(backend, name, answer)


def explained(name):
    """The line of `DIFFERENCES` that fits a case."""
    return next((line for line in DIFFERENCES if fnmatch.fnmatchcase(name, line[0])), None)


def judged(records, used):
    """The entries of these records, and a complaint for each difference without an explanation."""
    entries, complaints, names = [], [], set()
    largest = {}
    for entry, *errors in records:
        name = entry["id"]
        assert name not in names, f"two cases are called {name}"
        names.add(name)
        for what, off in zip(("output", "gradient"), errors):
            if off <= TOLERANCE[entry["dtype"]]:
                key = (entry["framework"], entry["dtype"], what)
                largest[key] = max(largest.get(key, (mpf(0), "")), (off, name))
                continue
            line = explained(name)
            if line is None:
                recorded, exact_value = (
                    (entry["output"], entry["exact"])
                    if what == "output"
                    else (entry["gradient"], entry["exact_gradient"])
                )
                complaints.append(
                    f"{name}: {what} {recorded}, exactly {exact_value}, off by {mp.nstr(off, 3)}"
                )
                continue
            used[line] += 1
            entry["differs" if what == "output" else "gradient_differs"] = line[1]
        entries.append(entry)
    for (framework, dtype, what), (off, name) in sorted(largest.items()):
        if off:
            print(f"{framework:8} {dtype} {what:9} at most {mp.nstr(off, 3):8} off: {name}")
    return entries, complaints


def record_all():
    """Every case and every model, and a complaint for each difference without an explanation."""
    used = Counter()
    cases, complaints = judged((record(case) for case in all_cases()), used)
    models, more = judged(recorded_models(), used)
    unused = [f"{line[0]}: explains no case" for line in DIFFERENCES if not used[line]]
    return cases, models, complaints + more + unused


def backends_of(snippet):
    """The backends that a snippet runs with: all, if it says which one it runs on."""
    return BACKENDS if "keras.backend.backend()" in snippet else BACKENDS[:1]


def run_snippets():
    """What each snippet prints, by file."""
    environment = {**os.environ, "PYTHONWARNINGS": "default", "PYTHONDONTWRITEBYTECODE": "1"}
    outputs = {}
    for path in sorted(SNIPPETS.glob("*.py")):
        printed = ""
        for backend in backends_of(path.read_text(encoding="utf-8")):
            done = subprocess.run(
                [sys.executable, path.name],
                cwd=SNIPPETS,
                env={**environment, "KERAS_BACKEND": backend},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{path.name} fails:\n{done.stderr}"
            printed += done.stdout
        outputs[path.with_suffix(".out")] = printed
    return outputs


def write_manifest():
    """List every snippet and what it printed with its hash, as `sha256sum *.out *.py` does."""
    paths = sorted([*SNIPPETS.glob("*.py"), *SNIPPETS.glob("*.out")])
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths]
    (SNIPPETS / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def as_lines(entries):
    """The entries as JSON, one a line."""
    lines = ",\n".join(
        json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries
    )
    return f"[\n{lines}\n]\n"


def main():
    """Record, and write only if every difference has its explanation."""
    entries, models, complaints = record_all()
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if complaints:
        sys.exit(f"{len(complaints)} differences without an explanation: nothing is written")
    versions = {name: version(package) for name, package in PACKAGES.items()}
    versions["python"] = platform.python_version()
    outputs = run_snippets()
    RECORDING.mkdir(exist_ok=True)
    (RECORDING / "cases.json").write_text(as_lines(entries), encoding="utf-8")
    (RECORDING / "models.json").write_text(as_lines(models), encoding="utf-8")
    (RECORDING / "versions.json").write_text(
        json.dumps(versions, indent=2, sort_keys=True) + "\n", encoding="utf-8"
    )
    (RECORDING / "causes.json").write_text(
        json.dumps(CAUSES, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    for path, output in outputs.items():
        path.write_text(output, encoding="utf-8")
    write_manifest()
    entries += models
    differing = Counter(e["differs"] for e in entries if "differs" in e)
    print(f"{len(entries)} cases, {sum(differing.values())} outputs differ: {dict(differing)}")


if __name__ == "__main__":
    main()
