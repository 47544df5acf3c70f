"""What the question adapter of the included embedding model is worth: `python -m eval.adapter`; `--train` makes it anew.

It is measured on the texts of `eval/pairs` that it was not trained on: is the passage that answers a question found among all
passages of these texts, with and without the adapter?
"""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from corpus.adapter import PATH
from corpus.e5 import E5
from corpus.embeddings import Vectors
from corpus.language import say
from corpus.machine import cores
from eval.intervals import paired_bootstrap
from eval.pairs import Taught, taught
from eval.retrieval import MEASURES
from eval.tables import markdown


def read(model: E5, passages: Sequence[Taught]) -> Vectors:
    """Return the vectors of passages, read under the titles of their texts."""
    return np.stack([model.vector(f"passage: {one.text}\n{one.passage}") for one in passages])


def ranks(passages: Sequence[Taught], vectors: Vectors, asked: Callable[[str], Vectors]) -> list[int]:
    """Return, for each question of passages with these vectors, the rank (from 1) of the passage that answers it."""
    found = []
    for at, one in enumerate(passages):
        for question in one.questions:
            cosines = vectors @ asked(question)
            found.append(int(1 + (cosines > cosines[at]).sum()))
    return found


def measured(model: E5, passages: Sequence[Taught]) -> str:
    """Return a table: recall and reciprocal rank without and with the adapter, and what it adds, by paired bootstrap."""
    vectors = read(model, passages)
    plain = ranks(passages, vectors, lambda text: model.vector(f"query: {text}"))
    adapted = ranks(passages, vectors, lambda text: model.vector(f"query: {text}", asked=True))
    lines = []
    for name, measure in MEASURES.items():
        before, after = [measure(rank) for rank in plain], [measure(rank) for rank in adapted]
        gain = paired_bootstrap(before, after)
        lines.append(
            [
                name,
                f"{np.mean(before):.3f}",
                f"{np.mean(after):.3f}",
                f"{gain.mean:+.3f} [{gain.low:+.3f} ; {gain.high:+.3f}]",
            ]
        )
    return markdown(lines, ["", say("sans", "without"), say("avec", "with"), say("gain", "gain")])


def write(path: Path, passages: Sequence[Taught]) -> None:
    """Train on passages and write the adapter, whole or not at all. Raises MissingExtra without torch."""
    from eval.adapter_training import trained  # noqa: PLC0415 - pulls torch

    changes = trained(passages, E5(cores()))
    part = path.with_name(f"{path.stem}.{os.getpid()}.part.npz")
    np.savez(part, allow_pickle=False, **changes)
    part.replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train if asked to, and measure."""
    parser = argparse.ArgumentParser(prog="python -m eval.adapter", description=__doc__)
    parser.add_argument(
        "--train", action="store_true", help="make it anew (about half an hour on two cores; needs torch)"
    )
    options = parser.parse_args(arguments)
    passages = list(taught())
    if options.train:
        write(PATH, [one for one in passages if not one.held_out])
    held_out = [one for one in passages if one.held_out]
    print(f"{len(held_out)} passages, {sum(len(one.questions) for one in held_out)} questions\n")
    print(measured(E5(cores()), held_out))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
