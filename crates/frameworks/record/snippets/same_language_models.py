import torch
from torch.nn.functional import cross_entropy

untrained = torch.zeros(6, 50257)
padded = torch.tensor([11, 12, 13, 14, -100, -100])
print(f"{cross_entropy(untrained, padded):.3f}, padding ignored")
half = cross_entropy(untrained.bfloat16(), padded)
print(f"{half.item()}, in bf16")

# Two small batches, of four tokens and of two.
untrained[:4, 11:15] += 8.0
batches = [(untrained, padded), (torch.zeros(2, 50257), padded[:2])]
means = [cross_entropy(*batch) for batch in batches]
print(f"{sum(means) / 2:.3f}, mean of means")
sums = [cross_entropy(*batch, reduction="sum") for batch in batches]
tokens = sum((targets != -100).sum() for _, targets in batches)
print(f"{sum(sums) / tokens:.3f}, mean of tokens")
