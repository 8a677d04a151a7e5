import keras
import numpy as np

logits = np.array([[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]])
target = np.array([0, 1])
weight = np.array([10.0, 1.0])
for reduction in ("sum_over_batch_size", "mean_with_sample_weight"):
    loss_fn = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True, reduction=reduction
    )
    loss = loss_fn(target, logits, sample_weight=weight)
    print(f"{reduction:23}  {loss:.6f}")
