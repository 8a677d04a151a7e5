import numpy as np

truth = np.array([0.9, 0.7, 0.6, 0.1])  # what four labels were given
loss = -np.log(truth).mean()
print(f"mean loss  {loss:.3f} nats")
print(f"perplexity {np.exp(loss):.3f}")
