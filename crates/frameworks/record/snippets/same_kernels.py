import torch

z = torch.tensor([20.0, 0.0])  # single precision; the first is true
print(f"{torch.nn.functional.cross_entropy(z, torch.tensor(0)):.6e}")
print(f"{torch.log1p(torch.exp(z[1] - z[0])):.6e}")
