import torch
import torch.nn.functional as F

vector = torch.tensor([[0.1, 0.2, 0.1]])  # meant as probabilities, taken for logits
target = torch.tensor([2])
print(f"{F.cross_entropy(vector, target).item():.6f}")
