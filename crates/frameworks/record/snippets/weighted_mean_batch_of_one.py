import torch
import torch.nn.functional as F

logits = torch.tensor([[2.0, 1.0, 0.1]])
target = torch.tensor([0])
for weight in (1.0, 10.0, 1000.0):
    weights = torch.tensor([weight, 1.0, 1.0])
    loss = F.cross_entropy(logits, target, weight=weights)
    print(f"weight {weight:6}  {loss.item():.6f}")
