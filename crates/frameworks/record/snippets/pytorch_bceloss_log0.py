import torch
import torch.nn.functional as F

probability = torch.tensor([0.0])
target = torch.tensor([1.0])  # what was called impossible happened
print(f"{F.binary_cross_entropy(probability, target).item():.6f}")
