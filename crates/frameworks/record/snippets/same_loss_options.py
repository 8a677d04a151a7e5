import torch
from torch.nn.functional import cross_entropy

logits = torch.tensor([[0.9, 0.1]] * 4).log()
labels = torch.tensor([0, 0, 0, 1])
weight = torch.tensor([1.0, 3.0])
weighted = cross_entropy(logits, labels, weight=weight)
smoothed = cross_entropy(logits, labels, label_smoothing=0.1)
print(f"plain    {cross_entropy(logits, labels):.3f}")
print(f"weighted {weighted:.3f}")
print(f"smoothed {smoothed:.3f}")
