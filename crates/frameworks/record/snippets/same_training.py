import torch

z = torch.zeros(6, requires_grad=True)  # one bias for each mark, and no measurement
marks = torch.repeat_interleave(torch.arange(6), torch.tensor([6, 14, 175, 150, 52, 3]))
for step in range(3):
    loss = torch.nn.functional.cross_entropy(z.expand(400, 6), marks)
    print(f"step {step}: {loss:.3f} nats")
    z = (z - 0.5 * torch.autograd.grad(loss, z)[0]).detach().requires_grad_()
