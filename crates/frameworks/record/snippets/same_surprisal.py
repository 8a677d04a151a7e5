import numpy as np

p = np.array([0.9, 0.7, 0.5, 0.1])
print(f"nats {np.round(-np.log(p), 3)}")
print(f"bits {np.round(-np.log2(p), 3)}")
