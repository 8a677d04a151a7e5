import torch

z = torch.tensor([2.0, 1.0, 0.1], requires_grad=True)
torch.nn.functional.cross_entropy(z, torch.tensor(0)).backward()
print(z.grad.numpy().round(3))
label = torch.tensor([1.0, 0.0, 0.0])
print((z.softmax(0) - label).detach().numpy().round(3))
