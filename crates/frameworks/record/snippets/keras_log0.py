import tensorflow as tf

for dtype in (tf.float32, tf.float64):
    y_true = tf.constant([[0, 0, 1]], dtype)
    # The true class is impossible.
    y_pred = tf.constant([[0.5, 0.5, 0.0]], dtype)
    loss = tf.keras.losses.categorical_crossentropy(y_true, y_pred)
    print(f"{dtype.name}  {loss[0]:.6f}")
