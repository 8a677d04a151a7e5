from scipy.stats import entropy

truth = [0.0, 0.0, 1.0]
model = [0.1, 0.2, 0.1]  # not a distribution
print(f"{entropy(truth, model):.6f}")
