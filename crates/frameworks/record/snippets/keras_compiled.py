import keras
import numpy as np

last = keras.layers.Dense(3, activation="softmax", kernel_initializer="identity")
model = keras.Sequential([keras.Input((3,)), last])
model.compile(optimizer=keras.optimizers.SGD(1.0), loss="categorical_crossentropy")

scores, third = np.array([[50.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 1.0]])
loss = model.train_on_batch(scores, third)
moved = keras.ops.convert_to_numpy(last.bias)
print(f"{keras.backend.backend():10}  loss {loss:.6f}  biases {moved.round(6) + 0}")
