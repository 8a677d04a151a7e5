"""The losses by their formulas, in arbitrary precision.

Every recorded output is compared with what these functions say about the very same inputs.
They take plain numbers and give back `mpmath` numbers, nested as the frameworks nest theirs.
`None` stands for a value that is not defined, such as the mean over no examples.

The one convention is that an event of probability zero costs nothing: 0 · ln 0 = 0.
"""

from mpmath import mp, mpf

# A probability may be as small as the smallest double, and one minus it must still not be one.
mp.dps = 400


def _times(weight, cost):
    """A weight times a cost, where a weight of zero wipes out even an infinite cost."""
    return mpf(0) if weight == 0 else mpf(weight) * cost


def _minus_ln(x):
    """The surprisal of a probability, infinite for zero."""
    return mp.inf if x == 0 else -mp.log(mpf(x))


def _exp(x):
    return mpf(0) if x == -mp.inf else mp.exp(x)


def _rows(values):
    return [[mpf(value) for value in row] for row in values]


# Vectors of logits.


def log_sum_exp(logits):
    """ln Σ exp(zᵢ)."""
    if any(mpf(z) == mp.inf for z in logits):
        return mp.inf
    total = mp.fsum(_exp(mpf(z)) for z in logits)
    return -mp.inf if total == 0 else mp.log(total)


def log_softmax(logits):
    """zᵢ − ln Σ exp(zⱼ); not defined where every class is impossible."""
    total = log_sum_exp(logits)
    if mp.isinf(total):
        return [None] * len(logits)
    return [mpf(z) - total for z in logits]


def softmax(logits):
    """exp(zᵢ) / Σ exp(zⱼ)."""
    return [None if x is None else _exp(x) for x in log_softmax(logits)]


def sigmoid(logits):
    """1 / (1 + exp(−z)), for each logit."""
    return [1 / (1 + mp.exp(-mpf(z))) for z in logits]


def log_sigmoid(logits):
    """−ln(1 + exp(−z)), for each logit."""
    return [-softplus_of(-mpf(z)) for z in logits]


def softplus(logits):
    """ln(1 + exp(z)), for each logit."""
    return [softplus_of(mpf(z)) for z in logits]


def softplus_of(z):
    """ln(1 + exp(z)), also where the exponential is too small to change one at this precision."""
    return mp.log1p(mp.exp(z)) if z < 0 else z + mp.log1p(mp.exp(-z))


# Losses over a batch. Each row is first a list of coefficients, one for each class's surprisal.


def _coefficients(target, classes, weight, smoothing):
    """How much each class's surprisal counts in the loss of one row."""
    uniform = mpf(smoothing) / classes
    if isinstance(target, int):
        hard = weight[target] * (1 - mpf(smoothing))
        return [uniform * w + (hard if c == target else 0) for c, w in enumerate(weight)]
    return [w * ((1 - mpf(smoothing)) * mpf(t) + uniform) for w, t in zip(weight, target)]


def _row_weight(target, weight, ignore):
    """What one row adds to the divisor of a mean: its class's weight, or one for a soft target."""
    if not isinstance(target, int):
        return mpf(1)
    return mpf(0) if target == ignore else weight[target]


def _reduce(losses, reduction, divisor):
    """The sum, the mean or the list itself, under any of the names that frameworks give these."""
    if reduction in ("none", None):
        return losses
    total = None if None in losses else mp.fsum(losses)
    if reduction == "sum" or total is None:
        return total
    return None if divisor == 0 else total / divisor


def softmax_cross_entropy(
    logits,
    target,
    *,
    weight=None,
    label_smoothing=0.0,
    ignore_index=-100,
    sample_weight=None,
    reduction="mean",
):
    """The cross-entropy of softmax(logits) from class indices or class probabilities.

    A mean over class indices divides by the weights of the targets, as PyTorch does;
    `sample_weight` multiplies a row, and changes the divisor only for `mean_with_sample_weight`,
    as in Keras.
    """
    return _loss_of_surprisals(
        [[None if x is None else -x for x in log_softmax(row)] for row in logits],
        target,
        weight,
        label_smoothing,
        ignore_index,
        sample_weight,
        reduction,
    )


def cross_entropy_of_probabilities(
    probabilities,
    target,
    *,
    weight=None,
    label_smoothing=0.0,
    ignore_index=-100,
    sample_weight=None,
    reduction="mean",
):
    """The same, of probabilities taken as they are: nothing is clipped or renormalised."""
    return _loss_of_surprisals(
        [[_minus_ln(x) for x in row] for row in probabilities],
        target,
        weight,
        label_smoothing,
        ignore_index,
        sample_weight,
        reduction,
    )


def _loss_of_surprisals(
    surprisals, target, weight, smoothing, ignore, sample_weight, reduction
):
    classes = len(surprisals[0])
    weight = [mpf(w) for w in weight] if weight else [mpf(1)] * classes
    rows = [mpf(w) for w in sample_weight] if sample_weight else [mpf(1)] * len(target)
    losses = []
    for costs, truth, row in zip(surprisals, target, rows):
        if isinstance(truth, int) and truth == ignore:
            losses.append(mpf(0))
        elif None in costs:
            losses.append(None)
        else:
            terms = zip(_coefficients(truth, classes, weight, smoothing), costs)
            losses.append(row * mp.fsum(_times(a, cost) for a, cost in terms))
    if reduction == "mean_with_sample_weight":
        divisor = mp.fsum(rows)
    else:
        divisor = mp.fsum(_row_weight(truth, weight, ignore) for truth in target)
    return _reduce(losses, reduction, divisor)


def softmax_cross_entropy_gradient(
    logits,
    target,
    *,
    weight=None,
    label_smoothing=0.0,
    ignore_index=-100,
    reduction="mean",
):
    """The derivative of the loss (of its sum, for `none`) by each logit: (Σ aᵢ) · softmaxⱼ − aⱼ."""
    classes = len(logits[0])
    weight = [mpf(w) for w in weight] if weight else [mpf(1)] * classes
    divisor = mpf(1)
    if reduction not in ("none", None, "sum"):
        divisor = mp.fsum(_row_weight(truth, weight, ignore_index) for truth in target)
    gradient = []
    for row, truth in zip(logits, target):
        if isinstance(truth, int) and truth == ignore_index:
            gradient.append([mpf(0) if divisor else None] * classes)
            continue
        a = _coefficients(truth, classes, weight, label_smoothing)
        total = mp.fsum(a)
        gradient.append(
            [
                None if s is None or divisor == 0 else (total * s - share) / divisor
                for s, share in zip(softmax(row), a)
            ]
        )
    return gradient


# Binary losses: every logit or probability is a question of its own.


def _elementwise(losses, reduction):
    if reduction in ("none", None):
        return losses
    flat = [loss for row in losses for loss in row]
    return _reduce(flat, reduction, len(flat))


def binary_cross_entropy_with_logits(
    logits, target, *, weight=None, pos_weight=None, label_smoothing=0.0, reduction="mean"
):
    """p·y·softplus(−z) + (1 − y)·softplus(z), with `pos_weight` p for each column."""
    p = pos_weight or [1] * len(logits[0])
    w = weight or [[1] * len(row) for row in logits]
    s = mpf(label_smoothing)
    losses = [
        [
            _times(
                wi,
                mpf(pi) * (y * (1 - s) + s / 2) * softplus_of(-z)
                + (1 - (y * (1 - s) + s / 2)) * softplus_of(z),
            )
            for z, y, wi, pi in zip(zs, ys, ws, p)
        ]
        for zs, ys, ws in zip(_rows(logits), _rows(target), w)
    ]
    return _elementwise(losses, reduction)


def binary_cross_entropy_with_logits_gradient(
    logits, target, *, weight=None, pos_weight=None, reduction="mean"
):
    """The derivative of the loss (of its sum, for `none`) by each logit."""
    p = pos_weight or [1] * len(logits[0])
    w = weight or [[1] * len(row) for row in logits]
    divisor = len(logits) * len(logits[0]) if reduction == "mean" else 1
    return [
        [
            mpf(wi) * ((1 - y) * sigmoid([z])[0] - mpf(pi) * y * sigmoid([-z])[0]) / divisor
            for z, y, wi, pi in zip(zs, ys, ws, p)
        ]
        for zs, ys, ws in zip(_rows(logits), _rows(target), w)
    ]


def binary_cross_entropy(
    probabilities, target, *, weight=None, label_smoothing=0.0, reduction="mean"
):
    """−y·ln p − (1 − y)·ln(1 − p)."""
    w = weight or [[1] * len(row) for row in probabilities]
    s = mpf(label_smoothing)
    losses = [
        [
            _times(
                wi,
                _times(y * (1 - s) + s / 2, _minus_ln(p))
                + _times(1 - (y * (1 - s) + s / 2), _minus_ln(1 - p)),
            )
            for p, y, wi in zip(ps, ys, ws)
        ]
        for ps, ys, ws in zip(_rows(probabilities), _rows(target), w)
    ]
    return _elementwise(losses, reduction)


def binary_cross_entropy_gradient(probabilities, target):
    """The derivative of the mean loss by each probability; infinite where the impossible happened."""

    def share(truth, p):
        return mpf(0) if truth == 0 else mp.inf if p == 0 else truth / p

    count = len(probabilities) * len(probabilities[0])
    return [
        [(share(1 - y, 1 - p) - share(y, p)) / count for p, y in zip(ps, ys)]
        for ps, ys in zip(_rows(probabilities), _rows(target))
    ]


# Divergences of a model q from the truth p.


def _relative_entropy(p, q):
    """p·ln(p/q) for one outcome."""
    p, q = mpf(p), mpf(q)
    if p == 0:
        return mpf(0)
    return mp.inf if q == 0 else p * mp.log(p / q)


def kl_divergence(p, q, *, base=None):
    """Σ pᵢ · ln(pᵢ / qᵢ), of one pair of distributions."""
    total = mp.fsum(relative_entropies(p, q))
    return total / mp.log(base) if base else total


def relative_entropies(p, q):
    """pᵢ · ln(pᵢ / qᵢ), outcome by outcome."""
    return [_relative_entropy(a, b) for a, b in zip(p, q)]


def bregman_divergences(p, q):
    """pᵢ · ln(pᵢ / qᵢ) − pᵢ + qᵢ, outcome by outcome: what `scipy.special.kl_div` computes."""
    return [_relative_entropy(a, b) - mpf(a) + mpf(b) for a, b in zip(p, q)]


def entropy(p, *, base=None):
    """−Σ pᵢ · ln pᵢ."""
    total = mp.fsum(entropies(p))
    return total / mp.log(base) if base else total


def entropies(p):
    """−pᵢ · ln pᵢ, outcome by outcome."""
    return [_times(x, _minus_ln(x)) for x in p]


def kl_divergence_of_batch(p, q, *, reduction="batchmean"):
    """The divergence of each row, under the names that PyTorch and Keras give to sums and means.

    `none` gives what each outcome adds, `rows` the divergence of each row, `sum` their sum.
    Every other name stands for their mean over the rows.
    """
    terms = [relative_entropies(a, b) for a, b in zip(p, q)]
    if reduction == "none":
        return terms
    rows = [mp.fsum(row) for row in terms]
    if reduction == "rows":
        return rows
    return mp.fsum(rows) / (1 if reduction == "sum" else len(rows))
