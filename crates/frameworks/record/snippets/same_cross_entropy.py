import numpy as np

truth = np.array([0.9, 0.1])
for cats in (0.9, 0.7, 0.5, 0.1):
    model = np.array([cats, 1 - cats])
    print(f"{cats}: {-(truth * np.log2(model)).sum():.3f} bits")
