"""Questions in everyday words with the passages that answer them: what the question adapter is trained on.

`eval/pairs/*.txt` were written for this project by language models, from general knowledge, without the documents of the collection or
the questions of `eval/questions`. A text begins with `# title`; under it stand its passages (`> `), each with its questions (`? `):

    # Arrêté relatif aux nuisances sonores
    > Les dispositifs de diffusion sont limités à 102 décibels…
    ? Jusqu'où peut-on pousser le volume en boîte ?

The neighbours of a passage in its text are plausible wrong answers, on purpose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("pairs")
_HELD_OUT = 12
"""One text in so many is not trained on."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A passage of an imagined text, and questions that it answers."""

    text: str
    passage: str
    questions: tuple[str, ...]
    held_out: bool
    """Whether its text is kept for measuring."""


def taught(folder: Path = FOLDER) -> Iterator[Taught]:
    """Read the passages of all files. Raises ValueError with file and line where one does not have the form."""
    texts = 0
    for path in sorted(folder.glob("*.txt")):
        title, passage, questions = "", "", list[str]()
        for at, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], start=1):
            mark, _, rest = line.partition(" ")
            if mark in ("#", ">", "") and questions:
                yield Taught(title, passage, tuple(questions), texts % _HELD_OUT == 0)
                passage, questions = "", []
            if mark == "#" and rest:
                title, texts = rest, texts + 1
            elif mark == ">" and title and rest and not passage:
                passage = rest
            elif mark == "?" and passage and rest:
                questions.append(rest)
            elif line:
                msg = f"{path.name}, line {at}: {line[:60]!r} stands where no such line can"
                raise ValueError(msg)
