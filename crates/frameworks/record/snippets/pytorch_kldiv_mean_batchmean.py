import warnings

import torch
import torch.nn.functional as F

warnings.simplefilter("ignore")
p = torch.tensor([[0.5, 0.5]])
q = torch.tensor([[0.9, 0.1]])
for reduction in ("mean", "batchmean"):
    loss = F.kl_div(q.log(), p, reduction=reduction)
    print(f"{reduction:9}  {loss.item():.6f}")
