"""Times the kernels against PyTorch, JAX and NumPy, and against reading the memory once, in one run.

One call of each in turn, over and over, on one thread, so that whatever disturbs the machine disturbs all alike.
See README.md for the one command that builds what this needs.
"""

import ctypes
import os
import sys
import time

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
# Our kernels and XLA's thread pool take the processors that they may run on.
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import jax
import jax.numpy as jnp
import numpy as np
import torch
import torch.nn.functional as F

jax.config.update("jax_enable_x64", True)
torch.set_num_threads(1)

BUDGET = 1.5
ours = ctypes.CDLL(sys.argv[1])
only = sys.argv[2] if len(sys.argv) > 2 else ""


def c_function(name):
    function = getattr(ours, name)
    function.restype = ctypes.c_double
    return function


def pointer(array):
    return ctypes.c_void_p(array.ctypes.data if array is not None else None)


def size(n):
    return ctypes.c_size_t(n)


def row(name, elements, calls):
    if only not in name:
        return
    repeats = []
    for call in calls.values():
        for _ in range(3):
            call()
        start = time.perf_counter()
        call()
        once = time.perf_counter() - start
        repeats.append(max(1, min(100_000, round(2e-4 / once))))
    best = [float("inf")] * len(calls)
    begin = time.perf_counter()
    while time.perf_counter() - begin < BUDGET:
        for index, call in enumerate(calls.values()):
            start = time.perf_counter()
            for _ in range(repeats[index]):
                call()
            best[index] = min(best[index], (time.perf_counter() - start) / repeats[index])
    cells = [f"{peer} {b * 1e9 / elements:.3f} ({b / best[0]:.2f})" for peer, b in zip(calls, best)]
    print(f"{name:<40} {'  '.join(cells)}", flush=True)


def compiled(function):
    """torch.compile, or nothing where it has no C++ compiler to work with."""
    try:
        fast = torch.compile(function)
        fast()
        return fast
    except Exception as error:
        print(f"torch.compile: {type(error).__name__}", file=sys.stderr)
        return None


def with_compiled(calls, function):
    fast = compiled(function)
    if fast is not None:
        calls["torch.compile"] = fast
    return calls


def softmax(rows, classes, dtype):
    name = f"softmax {rows}×{classes} {dtype}"
    if only not in name + " forward" and only not in name + " with gradient":
        return
    random = np.random.default_rng(17)
    logits = random.uniform(-5, 5, (rows, classes)).astype(dtype)
    targets = random.integers(0, classes, rows)
    gradient = np.empty_like(logits)
    kernel = c_function("softmax_" + {"float32": "f32", "float64": "f64"}[dtype])
    shape = (size(rows), size(classes), pointer(logits), pointer(targets))
    nothing, there = pointer(None), pointer(gradient)

    z, t = torch.tensor(logits), torch.tensor(targets)
    tracked = torch.tensor(logits, requires_grad=True)

    def backward():
        tracked.grad = None
        F.cross_entropy(tracked, t).backward()
        return tracked.grad

    jz, jt = jnp.array(logits), jnp.array(targets)

    def loss(z):
        others = jax.nn.logsumexp(z, axis=1)
        return jnp.mean(others - jnp.take_along_axis(z, jt[:, None], axis=1)[:, 0])

    forward, slopes = jax.jit(loss), jax.jit(jax.value_and_grad(loss))
    calls = {
        "ours": lambda: kernel(*shape, nothing),
        "PyTorch": lambda: F.cross_entropy(z, t),
        "JAX": lambda: forward(jz).block_until_ready(),
        "memory": lambda: logits.max(),
    }
    row(f"{name} forward", logits.size, with_compiled(calls, lambda: F.cross_entropy(z, t)))
    fast = compiled(lambda: F.cross_entropy(tracked, t))

    def fast_backward():
        tracked.grad = None
        fast().backward()

    calls = {
        "ours": lambda: kernel(*shape, there),
        "PyTorch": backward,
        "JAX": lambda: jax.block_until_ready(slopes(jz)),
        "memory": lambda: np.copyto(gradient, logits),
    }
    if fast is not None:
        calls["torch.compile"] = fast_backward
    row(f"{name} with gradient", logits.size, calls)


def halves(rows, classes, dtype):
    """Logits of two bytes: PyTorch adds them up in single precision too, and rounds the loss to two bytes."""
    name = f"softmax {rows}×{classes} {dtype}"
    if only not in name + " forward" and only not in name + " with gradient":
        return
    random = np.random.default_rng(17)
    kind = {"bf16": torch.bfloat16, "f16": torch.float16}[dtype]
    z = torch.tensor(random.uniform(-5, 5, (rows, classes))).to(kind)
    t = torch.tensor(random.integers(0, classes, rows))
    gradient = torch.empty_like(z)
    tracked = z.clone().requires_grad_()
    kernel = c_function("softmax_" + dtype)
    address = lambda tensor: ctypes.c_void_p(tensor.data_ptr())
    shape = (size(rows), size(classes), address(z), address(t))
    nothing, there = pointer(None), address(gradient)

    def backward():
        tracked.grad = None
        F.cross_entropy(tracked, t).backward()
        return tracked.grad

    truth = F.cross_entropy(z.double(), t).item()
    misses = [abs(loss - truth) / truth for loss in (kernel(*shape, nothing), F.cross_entropy(z, t).item())]
    print(f"{name:<40} off by ours {misses[0]:.1e}  PyTorch {misses[1]:.1e}", flush=True)
    calls = {
        "ours": lambda: kernel(*shape, nothing),
        "PyTorch": lambda: F.cross_entropy(z, t),
        "memory": lambda: z.max(),
    }
    row(f"{name} forward", z.numel(), with_compiled(calls, lambda: F.cross_entropy(z, t)))
    calls = {
        "ours": lambda: kernel(*shape, there),
        "PyTorch": backward,
        "memory": lambda: gradient.copy_(z),
    }
    row(f"{name} with gradient", z.numel(), calls)


def binary(count, dtype):
    name = f"binary {count} {dtype}"
    if only not in name + " with gradient":
        return
    random = np.random.default_rng(17)
    logits = random.uniform(-5, 5, count).astype(dtype)
    targets = random.integers(0, 2, count).astype(dtype)
    gradient = np.empty_like(logits)
    kernel = c_function("binary_" + {"float32": "f32", "float64": "f64"}[dtype])
    arguments = (size(count), pointer(logits), pointer(targets), pointer(gradient))
    tracked, y = torch.tensor(logits, requires_grad=True), torch.tensor(targets)

    def loss():
        return F.binary_cross_entropy_with_logits(tracked, y)

    def backward(loss=loss):
        tracked.grad = None
        loss().backward()

    jz, jy = jnp.array(logits), jnp.array(targets)
    slopes = jax.jit(jax.value_and_grad(
        lambda z: jnp.mean(jnp.maximum(z, 0) - z * jy + jnp.log1p(jnp.exp(-jnp.abs(z))))
    ))
    calls = {
        "ours": lambda: kernel(*arguments),
        "PyTorch": backward,
        "JAX": lambda: jax.block_until_ready(slopes(jz)),
        "memory": lambda: np.copyto(gradient, logits),
    }
    fast = compiled(loss)
    if fast is not None:
        calls["torch.compile"] = lambda: backward(fast)
    row(f"{name} with gradient", count, calls)


def distributions(count, dtype):
    short = {"float32": "f32", "float64": "f64"}[dtype]
    random = np.random.default_rng(17)
    p, q = (random.uniform(1e-3, 1, count) for _ in range(2))
    p, q = (p / p.sum()).astype(dtype), (q / q.sum()).astype(dtype)
    tp, tq = torch.tensor(p), torch.tensor(q)
    jp, jq = jnp.array(p), jnp.array(q)
    entropy, kl = c_function("entropy_" + short), c_function("kl_" + short)
    one, two = (size(count), pointer(p)), (size(count), pointer(p), pointer(q))
    jax_entropy = jax.jit(lambda p: -jnp.sum(p * jnp.log(p)))
    jax_kl = jax.jit(lambda p, q: jnp.sum(p * jnp.log(p / q)))
    name = f"entropy {count} {dtype}"
    if only in name:
        calls = {
            "ours": lambda: entropy(*one),
            "NumPy": lambda: -np.dot(p, np.log(p)),
            "PyTorch": lambda: torch.special.entr(tp).sum(),
            "JAX": lambda: jax_entropy(jp).block_until_ready(),
            "memory": lambda: p.max(),
        }
        row(name, count, with_compiled(calls, lambda: -(tp * tp.log()).sum()))
    name = f"KL {count} {dtype}"
    if only in name:
        calls = {
            "ours": lambda: kl(*two),
            "NumPy": lambda: np.dot(p, np.log(p / q)),
            "PyTorch": lambda: F.kl_div(tq.log(), tp, reduction="sum"),
            "JAX": lambda: jax_kl(jp, jq).block_until_ready(),
            "memory": lambda: (p.max(), q.max()),
        }
        row(name, count, with_compiled(calls, lambda: (tp * (tp / tq).log()).sum()))


print("ns per element, the best of many calls in turn; in brackets how many times ours")
for dtype in ("float32", "float64"):
    for rows, classes in ((64, 50257), (256, 1000), (8192, 10), (32, 10)):
        softmax(rows, classes, dtype)
    binary(1_000_000, dtype)
    distributions(1_000_000, dtype)
for dtype in ("bf16", "f16"):
    for rows, classes in ((64, 50257), (256, 1000), (8192, 10)):
        halves(rows, classes, dtype)
