import torch
import torch.nn.functional as F

for dtype in (torch.float32, torch.float64):
    logits = torch.tensor([[20.0, 0.0]], dtype=dtype)
    loss = F.cross_entropy(logits, torch.tensor([0]))
    print(f"{str(dtype):13}  {loss.item():.6e}")
