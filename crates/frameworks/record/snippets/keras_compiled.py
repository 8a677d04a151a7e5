import keras
import numpy as np

layer = keras.layers.Dense(
    3, activation="softmax", kernel_initializer="identity"
)
model = keras.Sequential([keras.Input((3,)), layer])
model.compile(keras.optimizers.SGD(1.0), "categorical_crossentropy")

scores = np.array([[50.0, 0.0, 0.0]])
third = np.array([[0.0, 0.0, 1.0]])
loss = model.train_on_batch(scores, third)
moved = keras.ops.convert_to_numpy(layer.bias).round(6) + 0
name = keras.backend.backend()
print(f"{name:10}  loss {loss:.6f}  biases {moved}")
