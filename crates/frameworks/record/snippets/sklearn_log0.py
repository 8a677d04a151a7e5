import numpy as np
from sklearn.metrics import log_loss

for dtype in (np.float32, np.float64):
    # The true class is impossible.
    y_proba = np.array([[0.5, 0.5, 0.0]], dtype)
    loss = log_loss([2], y_proba, labels=[0, 1, 2])
    print(f"{dtype.__name__}  {loss:.6f}")
