import torch
from torch.nn.functional import binary_cross_entropy as bce

target = torch.tensor([0.0, 0.0, 1.0, 0.0, 0.0])
model = torch.tensor([0.1, 0.1, 0.6, 0.1, 0.1])
print(f"cross-entropy {-model[2].log():.3f}")
print(f"binary, sum   {bce(model, target, reduction='sum'):.3f}")
print(f"binary, mean  {bce(model, target):.3f}")
