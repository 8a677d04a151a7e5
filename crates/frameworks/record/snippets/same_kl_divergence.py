import numpy as np
from scipy.special import rel_entr

street, kennel = np.array([0.9, 0.1]), np.array([0.01, 0.99])
there = rel_entr(street, kennel).sum() / np.log(2)
back = rel_entr(kennel, street).sum() / np.log(2)
print(f"{there:.3f} bits")
print(f"{back:.3f} bits, the other way round")
