"""What stands around every request of the API: its language, and the most it may send."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.problems import Refused, spoken
from assistant.page.texts import tell
from corpus.language import speaking

MOST_BYTES = 1_000_000


class Frame:
    """Speaks the language of the request, and reads no more than `most` bytes of it."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        with speaking(spoken(headers.get("accept-language"))):
            length = headers.get("content-length", "")
            if length.isascii() and length.isdigit() and int(length) > self.most:
                await self._refused().answer()(scope, receive, send)
                return
            read = 0

            async def measured() -> Message:
                nonlocal read
                message = await receive()
                read += len(message.get("body", b""))
                if read > self.most:
                    raise self._refused()
                return message

            await self.app(scope, measured, send)

    def _refused(self) -> Refused:
        return Refused(
            "too-large",
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            tell(
                f"La demande dépasse {self.most} octets : envoyez le texte en plusieurs fois.",
                f"The request is larger than {self.most} bytes: send the text in several parts.",
            ),
        )
