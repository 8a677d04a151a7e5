import torch
import torch.nn as nn

# CrossEntropyLoss takes logits, and applies log-softmax itself.
loss_fn = nn.CrossEntropyLoss()
# One row for each example, one column for each class.
logits = torch.tensor([[2.0, 1.0, 0.1]])
target = torch.tensor([0])  # the true class, and no one-hot vector
loss = loss_fn(logits, target)
print(f"{loss.item():.6f}")
