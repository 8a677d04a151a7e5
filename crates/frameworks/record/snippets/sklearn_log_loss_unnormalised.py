import warnings

from sklearn.metrics import log_loss

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    loss = log_loss([2], [[0.1, 0.2, 0.1]], labels=[0, 1, 2])
print(f"{loss:.6f}")
print(*(warning.message for warning in caught))
