"""An answer given before, held against the library as it is now: does each citation still stand, each verdict still hold?"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answers import Answer, Excerpt, Sentence, Verdict
from assistant.verification import verify
from corpus.folding import Folded
from corpus.language import say
from corpus.library import Library


class Standing(StrEnum):
    """What became of a quotation."""

    SAME = "same"  # the document is unchanged and the slice is the quote
    MOVED = "moved"  # a newer version says it word for word, on the page given
    CHANGED = "changed"  # the newer version no longer says it
    REMOVED = "removed"  # the document is no longer in the library
    BROKEN = "broken"  # the kept page does not hold the quote: the record or the library was altered


@dataclass(frozen=True, slots=True)
class Recheck:
    """One cited excerpt of an answer (index from 0) as it stands now; `page` is where a newer version says it."""

    index: int
    standing: Standing
    page: int | None = None

    def said(self, excerpt: Excerpt) -> str:
        """Return it as a line for the reader."""
        return {
            Standing.SAME: say("toujours vrai, page inchangée", "still true, page unchanged"),
            Standing.MOVED: say(
                f"le document a changé ; la phrase y est toujours, page {self.page}",
                f"the document has changed; the sentence is still in it, page {self.page}",
            ),
            Standing.CHANGED: say(
                f"la page a changé : la nouvelle version de {excerpt.document} ne le dit plus",
                f"page changed: the new version of {excerpt.document} no longer says it",
            ),
            Standing.REMOVED: say(
                f"{excerpt.document} a été retiré de la bibliothèque ; la page citée est gardée",
                f"{excerpt.document} was taken out of the library; the cited page is kept",
            ),
            Standing.BROKEN: say(
                "la page gardée ne contient pas cette phrase : l'enregistrement ou la bibliothèque a été modifié",
                "the kept page does not hold this sentence: the record or the library was altered",
            ),
        }[self.standing]


def recheck(library: Library, answer: Answer) -> list[Recheck]:
    """Return how each cited excerpt stands in the library now, in the order of the citations."""
    cited = dict.fromkeys(index for sentence in _said(answer) for index in sentence.citations)
    return [_standing(library, answer.excerpts[index], index) for index in cited]


def verdicts_now(answer: Answer) -> list[Sentence]:
    """Return the sentences whose verdict is another today, as the rules of today see them: normally none."""
    changed = []
    for sentence in answer.sentences:
        own = tuple(answer.excerpts[index] for index in sentence.citations)
        if own and sentence.text not in {excerpt.quote for excerpt in own}:
            now = verify(sentence.text, own, question=answer.question)
            if now.verdict is not sentence.verdict and now.verdict is not Verdict.SOURCED:
                changed.append(now)
    return changed


def _said(answer: Answer) -> Sequence[Sentence]:
    return (*answer.sentences, *answer.disagreements)


def _standing(library: Library, excerpt: Excerpt, index: int) -> Recheck:
    page = library.page(excerpt.document_id, excerpt.page)
    document = library.document(excerpt.document_id)
    if page is None or document is None:
        return Recheck(index, Standing.REMOVED if document is None else Standing.BROKEN)
    if page.text[excerpt.start : excerpt.end] != excerpt.quote:
        return Recheck(index, Standing.BROKEN)
    if document.current:
        return Recheck(index, Standing.SAME)
    newer = library.document(excerpt.document)
    if newer is None or not newer.current:
        return Recheck(index, Standing.REMOVED)
    wanted = Folded(excerpt.quote)
    for other in library.pages(newer.id):
        if Folded(other.text).find_all(wanted):
            return Recheck(index, Standing.MOVED, other.number)
    return Recheck(index, Standing.CHANGED)
