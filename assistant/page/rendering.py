"""The only place where markup is made. Everything that is not `Html` is escaped, so document text stays text.

A function that shows something builds it with `el`; nobody else writes a `<`.
"""

import html
import re
from collections.abc import Iterable
from urllib.parse import urlsplit


class Html(str):
    """Markup that is safe to show. Only the functions of this module make it."""

    __slots__ = ()


Child = str | None | Iterable["Child"]
"""What may stand inside an element: text (escaped), `Html` (as it is), nothing, or several of these."""

Attribute = str | int | float | bool | None
"""An attribute's value: None and False leave it out, True writes its name alone."""

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_URLS = frozenset({"href", "src", "action", "formaction", "poster"})
_NAME = re.compile(r"[a-z][a-z0-9-]*", re.IGNORECASE)
# Control characters; those that turn the direction of what follows, as in "plan\u202efdp.exe"; the invisible "tags".
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_PLACE = re.compile(r"(?:/(?![/\\])|#|\?)[^\s\\]*")  # a place on this very site


def escape(text: str) -> Html:
    """Return the text as markup that shows exactly this text."""
    return Html(html.escape(_CONTROL.sub("", text), quote=True))


def safe_url(url: str | None) -> str | None:
    """Return the URL when it is http(s) or a place on this site, otherwise None: no `javascript:`, no `data:`."""
    if not url:
        return None
    url = url.strip()
    if _PLACE.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _flat(children: Iterable[Child]) -> Iterable[Html]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, Html):
            yield child
        elif isinstance(child, str):
            yield escape(child)
        else:
            yield from _flat(child)


def fragment(*children: Child) -> Html:
    """Join children without an element around them."""
    return Html("".join(_flat(children)))


def _attribute(name: str, value: Attribute) -> str:
    name = name.rstrip("_").replace("_", "-")
    if name.startswith("on") or name == "style" or not _NAME.fullmatch(name):
        raise ValueError(f"attribute not allowed: {name}")
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    text = str(value)
    if name in _URLS:
        safe = safe_url(text)
        if safe is None:
            return ""
        text = safe
    return f' {name}="{escape(text)}"'


def el(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """Return one element. `class_` writes `class`; `aria_label` writes `aria-label`; an unsafe URL is left out.

    Raises ValueError for a script, a style or an event attribute: behaviour lives in vigie.js, looks in vigie.css.
    """
    if not _NAME.fullmatch(name) or name.lower() in ("script", "style", "iframe", "object", "embed"):
        raise ValueError(f"element not allowed: {name}")
    opening = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    if name in _VOID:
        return Html(opening)
    return Html(f"{opening}{fragment(*children)}</{name}>")


def classes(*names: str | bool | None) -> str | None:
    """Join the class names that are set."""
    return " ".join(name for name in names if isinstance(name, str) and name) or None


def page(spoken: str, title: str, head: Html, body: Html) -> Html:
    """Return a whole page. `head` and `body` are made by `el`."""
    return Html(
        f'<!doctype html><html lang="{escape(spoken)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{head}</head><body>{body}</body></html>"
    )


def own_script(url: str) -> Html:
    """Return the element that loads one of the page's own scripts. Raises ValueError for any other place."""
    if not url.startswith("/own/"):
        raise ValueError(f"not an own script: {url}")
    return Html(f'<script defer src="{escape(url)}"></script>')
