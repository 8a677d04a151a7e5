import torch
import torch.nn.functional as F

logits = torch.tensor([[2.0, 1.0, 0.1]])
target = torch.tensor([0])
once = F.cross_entropy(logits, target)
# cross_entropy applies it again.
twice = F.cross_entropy(F.softmax(logits, dim=1), target)
print(f"softmax once   {once.item():.6f}")
print(f"softmax twice  {twice.item():.6f}")
