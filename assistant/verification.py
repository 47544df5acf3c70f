"""The verdict on each sentence of an answer: sourced, partly sourced or unsourced, with the reason."""

import re
from collections.abc import Sequence

from assistant.answers import Excerpt, Sentence, Verdict
from assistant.attribution import attribute, claim_of, strip_marks
from assistant.premise import is_reference
from assistant.statements import Statement, analyse
from assistant.support import Finding, prepared, weigh
from assistant.values import language_of
from corpus.language import say

# What a model writes when it stops in the middle, or when only a mark followed: "Les axes sont [5]."
_UNFINISHED = re.compile(
    r"\b(?:est|sont|était|de|du|des|la|les?|un|une|et|ou|à|aux?|que|qui|par|is|are|was|the|and|or)\s*[.:…]*$",
    re.IGNORECASE,
)


def contentless(sentence: str) -> bool:
    """Whether a sentence says nothing that could be checked ("Voici la réponse :"): it can be dropped without loss."""
    claim = claim_of(sentence)
    return not claim.terms and not claim.values


def _premised(finding: Finding, asked: Statement) -> bool:
    """Whether all that the excerpts lack of a sentence was brought by the question: it may have taken it for granted."""
    stems = [stem for word in finding.absent for stem in analyse(word, asked.language).terms]
    return bool(stems) and all(asked.index.holds(stem, asked.language) for stem in stems)


def verify(
    sentence: str, excerpts: Sequence[Excerpt], cited: tuple[int, ...] | None = None, question: str = ""
) -> Sentence:
    """Return a sentence without its marks, with its verdict, the reason, and the excerpts that bear it out.

    With `cited`, only those excerpts may bear it out; without, the sentence is attributed first. A value that does not
    occur in them, a changed negation, force or speaker make it unsourced, however much the rest agrees.
    """
    text = strip_marks(sentence)
    claim = claim_of(sentence)
    if not claim.terms and not claim.values:
        return Sentence(text, Verdict.UNSOURCED, say("phrase sans contenu à vérifier", "nothing in it to check"))
    if text.endswith("?"):
        return Sentence(text, Verdict.UNSOURCED, say("une question n'affirme rien", "a question states nothing"))
    if is_reference(text):
        return Sentence(text, Verdict.UNSOURCED, say("une référence n'affirme rien", "a reference states nothing"))
    if _UNFINISHED.search(text):
        return Sentence(text, Verdict.UNSOURCED, say("phrase inachevée", "unfinished sentence"))
    indexes = (
        attribute(sentence, excerpts, question)
        if cited is None
        else tuple(at for at in cited if 0 <= at < len(excerpts))
    )
    if not indexes:
        return Sentence(
            text, Verdict.UNSOURCED, say("aucun extrait n'appuie cette phrase", "no excerpt supports this sentence")
        )
    asked = analyse(question, language_of(question)) if question else None
    views = prepared(excerpts)
    finding = weigh(claim, [views[at] for at in indexes], asked, views)
    if not claim.terms and finding.verdict is Verdict.SOURCED:
        bare = say("une valeur seule : la phrase ne dit pas de quoi", "a bare value: the sentence does not say of what")
        return Sentence(text, Verdict.PARTLY_SOURCED, bare, indexes)
    if finding.verdict is Verdict.PARTLY_SOURCED and asked and _premised(finding, asked):
        echo = say(
            f"cela vient de la question, et {finding.reason[:1].lower()}{finding.reason[1:]}",
            f"this comes from the question, and is {finding.reason[:1].lower()}{finding.reason[1:]}",
        )
        return Sentence(text, Verdict.UNSOURCED, echo, indexes)
    return Sentence(text, finding.verdict, finding.reason, indexes)
