import torch
import torch.nn.functional as F

# Sure of the true class, and right: softmax makes it less than sure.
for classes in (3, 10):
    perfect = F.one_hot(torch.tensor([0]), classes).float()
    loss = F.cross_entropy(perfect, torch.tensor([0]))
    print(f"{classes:2} classes  {loss.item():.6f}")
