import torch
import torch.nn.functional as F

target = torch.tensor([2])
guess = torch.tensor([[0.1, 0.2, 0.7]]).log()
# The smoothed target itself.
best = torch.tensor([[0.1, 0.1, 2.8]]).div(3).log()
for name, logits in (("guess", guess), ("best", best)):
    loss = F.cross_entropy(logits, target, label_smoothing=0.1)
    print(f"{name:5}  {loss.item():.6f}")
