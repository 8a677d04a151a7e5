import torch
import torch.nn.functional as F

# Meant as probabilities, taken for logits.
vector = torch.tensor([[0.1, 0.2, 0.1]])
target = torch.tensor([2])
print(f"{F.cross_entropy(vector, target).item():.6f}")
