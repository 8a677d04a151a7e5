import torch

logits = torch.tensor([2.0, 1.0, 0.1])
print(f"softmax   {logits.softmax(0).numpy().round(3)}")
print(f"logsumexp {logits.logsumexp(0):.3f}")
print(f"loss      {logits.logsumexp(0) - logits[0]:.3f}")
