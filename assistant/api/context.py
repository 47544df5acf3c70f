"""What every part of the API shares with the page: the service, the line of questions, the limits."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request

from assistant.api.problems import Refused
from assistant.page.backend import Backend
from assistant.page.desk import Desk
from assistant.page.pictures import Pictures
from assistant.page.rates import Rate, Rates
from assistant.page.sign_in import name_of
from assistant.page.texts import tell


@dataclass(frozen=True, slots=True)
class Context:
    """What the page and the API have in common, so that a person has one place in the line and one allowance."""

    backend: Backend
    desk: Desk
    pictures: Pictures
    rates: Rates
    keys: bool = False  # whether a key is needed


def allowed(rate: Rate) -> Callable[[Request], None]:
    """Return a dependency that counts a request for whoever makes it, and refuses one too many."""

    def counted(request: Request) -> None:
        wait = rate.wait(name_of(request))
        if wait:
            seconds = max(1, round(wait))
            raise Refused(
                "rate-limit",
                HTTPStatus.TOO_MANY_REQUESTS,
                tell(
                    f"Vous avez fait beaucoup de demandes. Réessayez dans {seconds} s.",
                    f"You have made many requests. Try again in {seconds} s.",
                ),
                {"retry-after": str(seconds)},
            )

    return counted
