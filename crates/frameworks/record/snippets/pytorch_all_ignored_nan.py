import torch
import torch.nn.functional as F

logits = torch.tensor([[2.0, 1.0, 0.1]])
target = torch.tensor([-100])  # what PyTorch ignores by default
print(f"{F.cross_entropy(logits, target).item():.6f}")
