"""The errors a user may see: one clear line, and what to do next."""

from corpus.language import say


class VigieError(Exception):
    """An error that is shown as it is: what happened, to which file or value, and what to do next.

    Write the message with `say`, so that it comes in the user's language.
    """


class MissingExtra(VigieError):
    """An optional dependency is not installed; the message names the command that installs it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            say(
                f"{what} n'est pas installé. Pour l'installer : pip install 'vigie[{extra}]'",
                f"{what} is not installed. To install it: pip install 'vigie[{extra}]'",
            )
        )
        self.extra = extra
