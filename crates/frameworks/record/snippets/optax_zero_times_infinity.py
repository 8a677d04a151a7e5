import jax.numpy as jnp
import optax

logits = jnp.array([[0.0, -jnp.inf, 1.0]])  # the second is ruled out
target = jnp.array([[1.0, 0.0, 0.0]])
plain = optax.losses.softmax_cross_entropy(logits, target)
safe = optax.losses.safe_softmax_cross_entropy(logits, target)
print(f"softmax_cross_entropy       {plain[0]:.6f}")
print(f"safe_softmax_cross_entropy  {safe[0]:.6f}")
