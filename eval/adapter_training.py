"""How the question adapter of the included embedding model (corpus/adapter.py) is trained.

A question's vector is drawn towards the passage that answers it, read with its title, without, and by its nearest sentence, as
the search reads it; and away from all other passages, its neighbours among them (InfoNCE, Oord et al. 2018). The vectors of
passages stay as they are: only the reading of questions is trained. One text in twelve is kept aside, to measure.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from corpus.e5 import E5, weights_path
from corpus.e5_file import E5File
from corpus.errors import MissingExtra
from corpus.kept_vectors import joined_sentences
from corpus.language import say
from eval.pairs import Taught

try:
    import torch
    from torch import Tensor
    from torch.nn import functional

    from eval.adapter_network import Encoder
except ImportError:
    raise MissingExtra("torch", "sentence-transformers") from None

RANK = 16
SHARE = 0.7
"""How much of what was trained is kept, between the model as it was (0) and as trained (1): set on the development halves of
eval/questions, with datasets/cnil to see that questions in the documents' own words lose nothing."""
EPOCHS = 3
_BATCH, _RATE, _WARM_UP = 64, 3e-4, 20
_TEMPERATURE = 0.02
_BUCKET = 8
"""Batches whose questions are sorted by length together: less padding."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's token ids, and the place of the passage that answers it."""

    ids: tuple[int, ...]
    passage: int


class Passages:
    """The vectors of passages: of their text, of title and text, and of their sentences."""

    def __init__(self, passages: Sequence[Taught], model: E5) -> None:
        """Embed them, which takes some 0.15 s each on two cores."""
        parts = [joined_sentences(one.passage) for one in passages]
        texts = [one.passage for one in passages]
        texts += [f"{one.text}\n{one.passage}" for one in passages] + [unit for units in parts for unit in units]
        count = len(passages)
        bar = tqdm(texts, desc=say("Vecteurs des passages", "Vectors of passages"), disable=None)
        rows = torch.from_numpy(np.stack([model.vector(f"passage: {text}") for text in bar]))
        self._texts, self._titled, self._sentences = rows[:count], rows[count : 2 * count], rows[2 * count :]
        self._of = torch.tensor([at for at, units in enumerate(parts) for _ in units])

    def scores(self, questions: Tensor) -> list[Tensor]:
        """Return the cosine of each question with each passage, read in each of the three ways: shapes `(questions, passages)`."""
        own = questions @ self._texts.T
        nearest = torch.full_like(own, -1.0).scatter_reduce(
            1, self._of.expand(len(questions), -1), questions @ self._sentences.T, "amax"
        )
        return [own, questions @ self._titled.T, (own + nearest) / 2]


def train(encoder: Encoder, passages: Passages, asked: Sequence[Asked], epochs: int = EPOCHS) -> None:
    """Train the changes of an encoder, in place; the same way every time."""
    chance = random.Random(0)  # noqa: S311 - the same order every time
    changes = [one for one in encoder.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(changes, lr=_RATE, betas=(0.9, 0.98), weight_decay=0.01)
    steps = epochs * math.ceil(len(asked) / _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda at: min(1.0, (at + 1) / _WARM_UP) * (1 + math.cos(math.pi * at / steps)) / 2
    )
    encoder.train()
    with tqdm(total=steps, desc=say("Apprentissage", "Training"), disable=None) as bar:
        for _ in range(epochs):
            for batch in _batches(asked, chance):
                wanted = torch.tensor([one.passage for one in batch])
                scores = passages.scores(encoder([one.ids for one in batch]))
                loss = torch.stack([functional.cross_entropy(way / _TEMPERATURE, wanted) for way in scores]).mean()
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(changes, 1.0)
                optimiser.step()
                schedule.step()
                bar.set_postfix_str(f"{loss.item():.2f}")
                bar.update()
    encoder.eval()


def _batches(asked: Sequence[Asked], chance: random.Random) -> list[list[Asked]]:
    """Return all questions once, in a new order, those of a batch of about the same length."""
    mixed = chance.sample(asked, len(asked))
    found = []
    for start in range(0, len(mixed), _BATCH * _BUCKET):
        near = sorted(mixed[start : start + _BATCH * _BUCKET], key=lambda one: len(one.ids))
        found += [near[at : at + _BATCH] for at in range(0, len(near), _BATCH)]
    chance.shuffle(found)
    return found


def trained(passages: Sequence[Taught], model: E5) -> dict[str, NDArray[np.float16]]:
    """Return the changes that these passages and their questions teach, as `corpus/adapter.py` reads them."""
    torch.manual_seed(0)
    asked = [
        Asked(tuple(model.ids(f"query: {question}")), at)
        for at, one in enumerate(passages)
        for question in one.questions
    ]
    encoder = Encoder(E5File(weights_path()), RANK)
    train(encoder, Passages(passages, model), asked)
    return encoder.changes(SHARE)
