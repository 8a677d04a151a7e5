import torch
import torch.nn.functional as F

logits = torch.tensor([[0.0, -torch.inf, 1.0]])  # the second class is ruled out
index = torch.tensor([0])
one_hot = torch.tensor([[1.0, 0.0, 0.0]])
print(f"class index          {F.cross_entropy(logits, index).item():.6f}")
print(f"class probabilities  {F.cross_entropy(logits, one_hot).item():.6f}")
