import torch
from torch.nn.functional import cross_entropy

logits = torch.tensor([[0.9, 0.1]] * 4).log()
labels = torch.tensor([0, 0, 0, 1])
print(f"plain    {cross_entropy(logits, labels):.3f}")
print(f"weighted {cross_entropy(logits, labels, weight=torch.tensor([1.0, 3.0])):.3f}")
print(f"smoothed {cross_entropy(logits, labels, label_smoothing=0.1):.3f}")
