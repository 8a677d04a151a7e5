import torch
from torch.nn.functional import cross_entropy

# One bias for each mark, and no measurement.
z = torch.zeros(6, requires_grad=True)
counts = torch.tensor([6, 14, 175, 150, 52, 3])
marks = torch.arange(6).repeat_interleave(counts)
for step in range(3):
    loss = cross_entropy(z.expand(400, 6), marks)
    print(f"step {step}: {loss:.3f} nats")
    (slope,) = torch.autograd.grad(loss, z)
    z = (z - 0.5 * slope).detach().requires_grad_()
