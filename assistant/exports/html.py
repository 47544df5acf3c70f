"""One HTML file with everything in it: no script that runs, no address that is loaded, nothing quoted read as markup."""

from collections.abc import Iterator
from html import escape

from assistant.exports.blocks import (
    Block,
    Comparison,
    Fields,
    Heading,
    Paragraph,
    Quote,
    Reference,
    Title,
    blocks_of,
)
from assistant.exports.records import Dossier
from assistant.exports.references import ITALIC, UPRIGHT
from assistant.exports.replay import MARK, as_json, replay_of
from assistant.page.rendering import safe_url
from assistant.quotations.records import Piece, Side
from corpus.language import language, say

_STYLE = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 Georgia, serif; color: #1b1b1b; background: #fff; }
h1, h2, h3, dt { font-family: system-ui, sans-serif; line-height: 1.25; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; border-bottom: 1px solid #ccc; } h3 { font-size: 1rem; }
blockquote { margin: 1rem 0; padding: .25rem 1rem; border-left: .25rem solid #00507a; white-space: pre-line; }
dl { display: grid; grid-template-columns: 11rem 1fr; align-items: baseline; gap: .2rem 1rem; font-size: .88rem; margin: 0 0 2rem; }
dt { color: #444; } dd { margin: 0; overflow-wrap: anywhere; }
ins { background: #d9f0dc; text-decoration: underline; } del { background: #fbdcd9; }
p { white-space: pre-line; }
@media print { body { margin: 0; max-width: none; } h3 { break-after: avoid; } blockquote, dl { break-inside: avoid; } }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
"""


def to_html(dossier: Dossier) -> str:
    """Return the dossier as one HTML page; the replay records stand in a script element of JSON, which never runs."""
    body = "\n".join(part for block in blocks_of(dossier) for part in _block(block))
    record = as_json(replay_of(pinned) for pinned in dossier.pinned)
    return (
        f'<!doctype html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(dossier.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        f'<script type="application/json" id="{MARK}">{record}</script>\n</body>\n</html>\n'
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Title(text):
            yield f"<h1>{escape(text)}</h1>"
        case Heading(text, level):
            yield f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text):
            yield f"<p>{escape(text)}</p>"
        case Quote(text):
            yield f"<blockquote>{escape(text)}</blockquote>"
        case Fields(rows):
            items = "".join(f"<dt>{escape(label)}</dt><dd>{_value(value)}</dd>" for label, value in rows if value)
            yield f"<dl>{items}</dl>"
        case Comparison(pieces):
            kept = say("Dans la citation", "In the quotation"), say("Dans la source", "In the source")
            yield f"<p><small><ins>{kept[0]}</ins> · <del>{kept[1]}</del></small><br>{''.join(map(_piece, pieces))}</p>"
        case Reference(text):
            yield f"<p>{escape(text).replace(ITALIC, '<i>').replace(UPRIGHT, '</i>')}</p>"


def _value(value: str) -> str:
    address = safe_url(value) if value.startswith(("http://", "https://")) else None
    return f'<a href="{escape(address)}" rel="noreferrer">{escape(value)}</a>' if address else escape(value)


def _piece(piece: Piece) -> str:
    if piece.side is Side.SAME:
        return escape(piece.text)
    name = "ins" if piece.side is Side.QUOTATION else "del"
    text = piece.text.strip()
    return piece.text.replace(text, f"<{name}>{escape(text)}</{name}>", 1) if text else piece.text
