import keras

y_true = [[0.0, 0.0, 1.0]]
y_pred = [[0.1, 0.2, 0.1]]  # not a distribution
loss = keras.losses.categorical_crossentropy(y_true, y_pred)
print(f"{loss[0]:.6f}")
