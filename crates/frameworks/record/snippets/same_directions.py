import torch
from torch.nn.functional import kl_div, softmax

town, street = torch.tensor([0.7, 0.3]), torch.tensor([0.9, 0.1])
print(f"{kl_div(street.log(), town, reduction='sum'):.3f}, model first")
print(f"{kl_div(town.log(), street, reduction='sum'):.3f}, swapped")
print(f"{kl_div(street, town, reduction='sum'):.3f}, no logarithms")

answers = torch.tensor([0.5, 0.3, 0.2])
rewards = torch.tensor([0.0, 1.0, 2.0])
print(softmax(answers.log() + rewards, dim=0))
