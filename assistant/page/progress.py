"""An answer while it is being written, as a value: each event gives the next one."""

import re
from dataclasses import dataclass, replace

from assistant.answers import Answer, Checked, Draft, Event, Excerpt, ExcerptsFound, Finished, Notice, Sentence

_MARK = re.compile(r"\[\s*\d+(?:\s*[,;]\s*\d+)*\s*\]")


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known so far of one question's answer."""

    question: str
    turn: str  # names the elements of this turn on the page
    excerpts: tuple[Excerpt, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    draft: str = ""
    notices: tuple[str, ...] = ()
    answer: Answer | None = None
    stopped: bool = False
    error: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.answer is not None or self.stopped or bool(self.error)

    def after(self, event: Event) -> "Progress":
        """Return what is known once the event has come."""
        match event:
            case ExcerptsFound(excerpts):
                return replace(self, excerpts=excerpts)
            case Draft(text):
                return replace(self, draft=self.draft + text)
            case Checked(sentence):
                return replace(
                    self, sentences=(*self.sentences, sentence), draft=draft_after(self.draft, sentence.text)
                )
            case Notice(text):
                return replace(self, notices=(*self.notices, text))
            case Finished(answer):
                return replace(self, answer=answer, excerpts=answer.excerpts, sentences=answer.sentences, draft="")


def draft_after(draft: str, sentence: str) -> str:
    """Return what of the draft follows the sentence that now has its verdict.

    Marks such as `[2]` and the difference in spaces and punctuation are passed over. When the draft does not start
    with the sentence, nothing of it is kept: a checked sentence is never shown twice.
    """
    position = 0
    for letter in (letter for letter in _MARK.sub("", sentence) if letter.isalnum()):
        while position < len(draft) and not (draft[position].isalnum() and not _MARK.match(draft, position)):
            mark = _MARK.match(draft, position)
            position = mark.end() if mark else position + 1
        if position >= len(draft) or draft[position] != letter:
            return ""
        position += 1
    while position < len(draft) and not (draft[position].isalnum() or draft[position] in '«“"(-–•'):
        mark = _MARK.match(draft, position)
        position = mark.end() if mark else position + 1
    return draft[position:]


def visible_draft(draft: str) -> str:
    """Return the draft as it is shown: without its marks, whole or half written."""
    return re.sub(r"\[[\d\s,;]*$", "", _MARK.sub("", draft)).replace(" .", ".")
