import torch
import torch.nn.functional as F

# The second class is ruled out.
logits = torch.tensor([[0.0, -torch.inf, 1.0]])
index = F.cross_entropy(logits, torch.tensor([0]))
one_hot = F.cross_entropy(logits, torch.tensor([[1.0, 0.0, 0.0]]))
print(f"class index          {index.item():.6f}")
print(f"class probabilities  {one_hot.item():.6f}")
