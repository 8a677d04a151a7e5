from scipy.special import kl_div, rel_entr

truth = [0.0, 0.0, 1.0]
model = [0.1, 0.2, 0.1]  # not a distribution
print(f"kl_div    {kl_div(truth, model).sum():.6f}")
print(f"rel_entr  {rel_entr(truth, model).sum():.6f}")
