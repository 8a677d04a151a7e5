import numpy as np
from scipy.special import entr

street = np.array([0.9, 0.1])
print(f"{entr(street).sum():.3f} nats")
print(f"{entr(street).sum() / np.log(2):.3f} bits")
