"""The included embedding model in PyTorch, with the low-rank changes of `corpus/adapter.py`, which alone are trained."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from corpus.adapter import DOWN, UP
from corpus.e5_file import E5File, Floats, weights

_DROPOUT = 0.1
SCALE = 2.0
"""What the changes are multiplied by while they are trained: alpha / rank of Hu et al."""
_LAYERS = ("q", "k", "v", "ao", "fi", "fo")
"""Query, key, value, attention's output, and the two layers of the feed-forward part, as the model file names them."""


def _fixed(values: Floats) -> nn.Parameter:
    return nn.Parameter(torch.from_numpy(values.copy()), requires_grad=False)


class _Layer(nn.Module):
    """`W x + b + scale · up (down x)`; `up` begins as zero, so that training begins with the model as it is."""

    def __init__(self, file: E5File, name: str, rank: int) -> None:
        super().__init__()
        self.bias = _fixed(file.floats(f"{name}.b"))
        self.weight = _fixed(weights(file.blocks(f"{name}.w", len(self.bias))))
        inputs = self.weight.shape[1]
        self.down = nn.Parameter(torch.randn(rank, inputs) / inputs**0.5)
        self.up = nn.Parameter(torch.zeros(len(self.bias), rank))

    def forward(self, x: Tensor) -> Tensor:
        change = functional.linear(functional.linear(x, self.down), self.up)
        return functional.linear(x, self.weight, self.bias) + SCALE * change


class _Block(nn.Module):
    """One layer of a BERT encoder (Devlin et al. 2019)."""

    def __init__(self, file: E5File, at: int, rank: int) -> None:
        super().__init__()
        self.epsilon, self.heads = file.epsilon, file.shape.heads
        self.of = {name: _Layer(file, f"l{at}.{name}", rank) for name in _LAYERS}
        self.layers = nn.ModuleDict(self.of)  # so that PyTorch knows them
        self.norms = nn.ParameterList(
            _fixed(file.floats(f"l{at}.{name}.{part}")) for name in ("aln", "oln") for part in "wb"
        )

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        count, length, width = x.shape
        query, key, value = (
            self.of[name](x).view(count, length, self.heads, -1).transpose(1, 2) for name in ("q", "k", "v")
        )
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        attended = self.of["ao"](attended.transpose(1, 2).reshape(count, length, width))
        x = self._normalised(x + functional.dropout(attended, _DROPOUT, self.training), 0)
        thought = self.of["fo"](functional.gelu(self.of["fi"](x)))
        return self._normalised(x + functional.dropout(thought, _DROPOUT, self.training), 2)

    def _normalised(self, x: Tensor, at: int) -> Tensor:
        return functional.layer_norm(x, x.shape[-1:], self.norms[at], self.norms[at + 1], self.epsilon)


class Encoder(nn.Module):
    """Token ids of texts to their L2-normalised vectors."""

    def __init__(self, file: E5File, rank: int) -> None:
        """Take the weights of the model file."""
        super().__init__()
        shape = file.shape
        self._blocks = [_Block(file, at, rank) for at in range(shape.layers)]
        self.blocks = nn.ModuleList(self._blocks)  # so that PyTorch knows them
        self._epsilon, self._words = file.epsilon, file.blocks("emb.word", shape.words)
        self._places = torch.from_numpy(file.places())
        self._norm = [_fixed(file.floats(f"emb.ln.{part}")) for part in "wb"]

    def forward(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Return one row for each text; shorter ones are padded, which changes nothing in theirs."""
        length = max(map(len, texts))
        ids = np.zeros((len(texts), length), dtype=np.int64)
        seen = torch.zeros(len(texts), length, dtype=torch.bool)
        for at, text in enumerate(texts):
            ids[at, : len(text)], seen[at, : len(text)] = text, True
        words = weights(self._words[ids.reshape(-1)])
        x = torch.from_numpy(words.reshape(*ids.shape, -1)) + self._places[:length]
        x = functional.layer_norm(x, x.shape[-1:], self._norm[0], self._norm[1], self._epsilon)
        for block in self._blocks:
            x = block(x, seen[:, None, None, :])
        mean = (x * seen[..., None]).sum(1) / seen.sum(1, keepdim=True)
        return functional.normalize(mean, dim=-1)

    def changed(self) -> Iterator[tuple[str, "_Layer"]]:
        """Yield each layer that is changed, with its name in the model file."""
        for at, block in enumerate(self._blocks):
            for name, layer in block.of.items():
                yield f"l{at}.{name}", layer

    def changes(self, share: float) -> dict[str, NDArray[np.float16]]:
        """Return what was trained, as `corpus/adapter.py` reads it. `share` of it: between the model as it was and as trained
        (Wortsman et al. 2022, robust fine-tuning)."""
        found = {}
        for name, layer in self.changed():
            found[f"{name}.{DOWN}"] = layer.down.detach().numpy().astype(np.float16)
            found[f"{name}.{UP}"] = (share * SCALE * layer.up.detach().numpy()).astype(np.float16)
        return found
