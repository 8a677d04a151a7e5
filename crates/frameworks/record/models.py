"""The models that people write, compiled by Keras and trained for one step.

`python models.py` trains each with the backend that `KERAS_BACKEND` names
and prints, as JSON, the loss that the step reported and the slope of the loss by each logit.
A model's only layer multiplies by one, so its input is its logits,
and a step of size one moves each bias by minus its slope: what a loss tells a logit is read off what training does.
"""

import json
import sys
from dataclasses import dataclass

sys.dont_write_bytecode = True


@dataclass(frozen=True)
class Model:
    """A last layer and a loss, with one example to learn from."""

    text: str
    activation: str | None
    loss: str
    logits: list
    target: list

    @property
    def binary(self):
        """Whether the question has two answers."""
        return self.loss == "binary_crossentropy"


def _softmax(lead):
    text = 'Dense(3, "softmax"), "categorical_crossentropy"'
    logits = [lead, 0.0, 0.0]
    return Model(text, "softmax", "categorical_crossentropy", logits, [0.0, 0.0, 1.0])


LEADS = [0.0, 5.0, 10.0, 16.0, 17.0, 25.0, 50.0]

MODELS = {
    **{f"softmax/{lead:g}": _softmax(lead) for lead in LEADS},
    "from-logits/50": Model(
        "Dense(3), CategoricalCrossentropy(from_logits=True)",
        None,
        "categorical_crossentropy",
        [50.0, 0.0, 0.0],
        [0.0, 0.0, 1.0],
    ),
    "sigmoid/50": Model(
        'Dense(1, "sigmoid"), "binary_crossentropy"', "sigmoid", "binary_crossentropy", [50.0], [0.0]
    ),
}


def train(model):
    """The loss of one step, and the slope by each logit."""
    import keras
    import numpy as np

    width = len(model.logits)
    layer = keras.layers.Dense(width, activation=model.activation, kernel_initializer="identity")
    loss = model.loss
    if model.activation is None:
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    trained = keras.Sequential([keras.Input((width,)), layer])
    trained.compile(optimizer=keras.optimizers.SGD(1.0), loss=loss)
    reported = trained.train_on_batch(np.array([model.logits]), np.array([model.target]))
    moved = keras.ops.convert_to_numpy(layer.bias)
    # Subtracting from zero turns −0 into 0.
    slope = [float(0 - bias) for bias in moved]
    return {"loss": float(reported), "slope": slope}


if __name__ == "__main__":
    print(json.dumps({name: train(model) for name, model in MODELS.items()}))
