"""Ruled lines of a scanned page, taken out before it is read: tesseract takes the frame of a table for letters."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

_DARK = 160
_THICKEST = 9
"""Pixels: a thicker stroke belongs to a large letter or a picture."""


def _runs(mask: Mask, least: int) -> Mask:
    """Keep the stretches of True of at least this length along each row."""
    edge = np.zeros((mask.shape[0], 1), dtype=np.int8)
    steps = np.diff(np.concatenate([edge, mask.astype(np.int8), edge], axis=1), axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    kept = np.zeros_like(mask)
    long = ends - starts >= least
    for row, start, end in zip(rows[long], starts[long], ends[long], strict=True):
        kept[row, start:end] = True
    return kept


def without_rules(image: Any) -> Any:
    """Return a grey image (PIL) with long thin lines, level or upright, painted white."""
    from PIL import Image  # noqa: PLC0415 - of the `ocr` extra

    grey = np.array(image.convert("L"))
    dark: Mask = grey < _DARK
    height, width = dark.shape
    level = _runs(dark, max(60, width // 25))
    upright = _runs(np.ascontiguousarray(dark.T), max(60, height // 40)).T
    thick_level = _runs(np.ascontiguousarray(level.T), _THICKEST + 1).T
    thick_upright = _runs(np.ascontiguousarray(upright), _THICKEST + 1)
    grey[(level & ~thick_level) | (upright & ~thick_upright)] = 255
    return Image.fromarray(grey)
