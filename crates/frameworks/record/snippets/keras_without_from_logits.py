from keras.losses import categorical_crossentropy

y_true = [[1.0, 0.0, 0.0]]
logits = [[2.0, 1.0, 0.1]]
right = categorical_crossentropy(y_true, logits, from_logits=True)
# Taken for probabilities:
wrong = categorical_crossentropy(y_true, logits)
print(f"with from_logits     {right[0]:.6f}")
print(f"without from_logits  {wrong[0]:.6f}")
