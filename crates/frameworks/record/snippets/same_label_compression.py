import numpy as np

loss, labels = 1.0501, 659
print(f"{labels * loss / np.log(2):.1f} bits")
print(f"{labels * loss / np.log(2) / 8:.1f} bytes")
