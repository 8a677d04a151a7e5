import torch
import torch.nn.functional as F

# The same certainty: only the name of the class has changed.
for z, y in ((17.0, 1.0), (-17.0, 0.0)):
    logit, target = torch.tensor([z]), torch.tensor([y])
    loss = F.binary_cross_entropy_with_logits(logit, target)
    print(f"z = {z:5}, y = {y}  {loss.item():.6e}")
