import tensorflow as tf

y_true = tf.constant([[0, 0, 1]])  # one-hot
# Probabilities: softmax has been applied already.
y_pred = tf.constant([[0.1, 0.1, 0.8]])
loss = tf.keras.losses.categorical_crossentropy(y_true, y_pred)
print(f"{loss[0]:.6f}")
