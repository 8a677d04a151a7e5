import numpy as np
from scipy.special import rel_entr

street, kennel = np.array([0.9, 0.1]), np.array([0.01, 0.99])
print(f"{rel_entr(street, kennel).sum() / np.log(2):.3f} bits")
print(f"{rel_entr(kennel, street).sum() / np.log(2):.3f} bits, the other way round")
