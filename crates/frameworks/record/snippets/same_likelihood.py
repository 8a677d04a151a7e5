import torch
from torch.nn.functional import gaussian_nll_loss

seen = torch.tensor([7.0, 3.0])
for cats in [0.5, 0.9, 0.7]:
    q = torch.tensor([cats, 1 - cats])
    surprise = -(seen * q.log()).sum()
    print(f"{cats}: {surprise / seen.sum():.3f} nats an animal")

y, variance = torch.tensor([1.75]), torch.tensor([0.01])
print(f"{gaussian_nll_loss(y, y, variance):.3f}, without its constant")
print(f"{gaussian_nll_loss(y, y, variance, full=True):.3f}")
