import torch
import torch.nn.functional as F

# The probability of the true class, in two batches of different sizes.
batches = [torch.tensor([0.9]), torch.tensor([0.1, 0.1, 0.1])]
means = torch.stack([-batch.log().mean() for batch in batches])
mean = -torch.cat(batches).log().mean()
print(f"mean of the batches' means  {means.mean().item():.6f}")
print(f"mean of all examples        {mean.item():.6f}")
