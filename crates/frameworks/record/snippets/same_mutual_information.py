import numpy as np
from sklearn.metrics import mutual_info_score

weather = np.array([[6, 1], [1, 2]])  # ten times dry or rain, with cats and dogs
told = np.array([[9, 1], [1, 9]])  # twenty cats and dogs, as the neighbour says
for table in (weather, told):
    nats = mutual_info_score(None, None, contingency=table)
    print(f"{nats:.3f} nats, {nats / np.log(2):.3f} bits")
