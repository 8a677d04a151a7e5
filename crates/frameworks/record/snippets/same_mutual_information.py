import numpy as np
from sklearn.metrics import mutual_info_score

# Ten times dry or rain, with cats and dogs.
weather = np.array([[6, 1], [1, 2]])
# Twenty cats and dogs, as the neighbour says.
told = np.array([[9, 1], [1, 9]])
for table in (weather, told):
    nats = mutual_info_score(None, None, contingency=table)
    print(f"{nats:.3f} nats, {nats / np.log(2):.3f} bits")
