"""Models that think aloud, even when told not to: their thoughts are not an answer."""


class Thought:
    """Takes a leading `<think>…</think>` out of a streamed text: some models think aloud even when told not to."""

    _OPEN, _CLOSE = "<think>", "</think>"

    def __init__(self) -> None:
        self.happened = False
        self._held = ""
        self._state = "start"

    def without(self, text: str) -> str:
        """Return what of the text so far is ready to be shown."""
        if self._state == "answer":
            return text
        self._held += text
        begun = self._held.lstrip()
        if self._state == "start":
            if begun.startswith(self._OPEN):
                self._state, self.happened = "thinking", True
            elif self._OPEN.startswith(begun):  # too short to tell
                return ""
            else:
                self._state = "answer"
                return begun
        _, closed, answer = self._held.partition(self._CLOSE)
        if not closed:
            return ""
        if answer.strip():
            self._state = "answer"
            return answer.lstrip()
        return ""
