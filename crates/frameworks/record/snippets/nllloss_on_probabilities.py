import torch
import torch.nn.functional as F

probabilities = torch.tensor([[0.1, 0.2, 0.7]])
target = torch.tensor([2])
wrong = F.nll_loss(probabilities, target)  # no logarithm is taken
right = F.nll_loss(probabilities.log(), target)
print(f"probabilities      {wrong.item():.6f}")
print(f"log-probabilities  {right.item():.6f}")
