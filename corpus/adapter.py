"""How the included embedding model reads a question otherwise than a passage: low-rank changes to its weights.

LoRA (Hu et al. 2021): a layer's output `W x + b` becomes `W x + b + up (down x)`, with `down` (rank, inputs) and `up` (outputs,
rank). They were trained on questions in everyday words and the passages that answer them, in the words of laws and reports
(`eval/adapter.py`, `eval/pairs/`); passages are read with the model as it is, so an index does not depend on them.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.e5_file import Floats

PATH = Path(__file__).with_name("questions.npz")
DOWN, UP = "down", "up"


class Adapter:
    """The changes to each layer, by its name in the model file."""

    def __init__(self, path: Path = PATH) -> None:
        """Read them. Raises OSError, EOFError, ValueError or BadZipFile when the file is missing or damaged."""
        with np.load(path, allow_pickle=False) as held:
            self._held = {name: held[name].astype(np.float32) for name in held.files}

    def beside(self, layers: Sequence[str]) -> tuple[Floats, Floats]:
        """Return the changes to some layers with the same input, side by side: shapes `(ranks, inputs)`, `(outputs, ranks)`.

        Raises KeyError when one of them has none.
        """
        downs = [self._held[f"{layer}.{DOWN}"] for layer in layers]
        ups = [self._held[f"{layer}.{UP}"] for layer in layers]
        together = np.zeros((sum(len(up) for up in ups), sum(len(down) for down in downs)), dtype=np.float32)
        row = column = 0
        for up in ups:
            together[row : row + up.shape[0], column : column + up.shape[1]] = up
            row, column = row + up.shape[0], column + up.shape[1]
        return np.concatenate(downs), together
