import torch
import torch.nn.functional as F

truth = torch.tensor([[0.5, 0.5]])
model = torch.tensor([[0.9, 0.1]])
# The model first, as logarithms.
right = F.kl_div(model.log(), truth, reduction="batchmean")
swapped = F.kl_div(truth.log(), model, reduction="batchmean")
print(f"model, truth  {right.item():.6f}")
print(f"truth, model  {swapped.item():.6f}")
