import torch
import torch.nn as nn

# CrossEntropyLoss takes logits, and applies log-softmax itself.
loss_fn = nn.CrossEntropyLoss()
logits = torch.tensor([[2.0, 1.0, 0.1]])  # one row for each example, one column for each class
target = torch.tensor([0])  # the index of the true class, not a one-hot vector
loss = loss_fn(logits, target)
print(f"{loss.item():.6f}")
