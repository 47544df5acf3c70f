"""Plots as inline SVG, drawn here: no script, no font, no file from elsewhere, readable in light and dark."""

from collections.abc import Mapping, Sequence
from html import escape

from corpus.language import say

COLOURS = ("#2f6fb0", "#b34f16", "#2e7d4f", "#8a5bb5", "#6b6b6b", "#9c3a63")
"""At least 4.5:1 under white text and 3:1 on white and near-black; curves are told apart by their dashes too."""
_WIDTH = 640
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 22, 12, 40

Point = tuple[float, float]


def _svg(body: Sequence[str], height: int, title: str, description: str) -> str:
    """Return a picture with its name and what it shows in words, for those who do not see it."""
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(f"{title}. {description}")}">'
        f"<title>{escape(title)}</title>{''.join(body)}</svg>"
    )


def _text(x: float, y: float, text: str, anchor: str = "start", css: str = "") -> str:
    kind = f' class="{css}"' if css else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{kind}>{escape(text)}</text>'


def _legend(names: Sequence[str]) -> tuple[list[str], float]:
    """Return the names with their colours, on as many rows as they need, and the height that takes."""
    parts, x, y = [], float(_LEFT), 14.0
    for index, name in enumerate(names):
        wide = 34 + 6.6 * len(name)
        if x + wide > _WIDTH and x > _LEFT:
            x, y = float(_LEFT), y + 18
        parts.append(f'<rect x="{x:.0f}" y="{y - 9:.0f}" width="11" height="11" fill="{_colour(index)}"/>')
        parts.append(_text(x + 16, y, name))
        x += wide
    return parts, y + 4


def _colour(index: int) -> str:
    return COLOURS[index % len(COLOURS)]


def _share(value: float) -> str:
    return say(f"{100 * value:.0f}\u00a0%", f"{value:.0%}")


def _number(value: float) -> str:
    return say(f"{value:.3g}".replace(".", ","), f"{value:.3g}")


def bars(rows: Mapping[str, Sequence[int]], names: Sequence[str], title: str) -> str:
    """Return stacked bars: one a row, each cut in as many parts as there are names, with the counts written in them."""
    body, top = _legend(names)
    top = round(top) + 12
    height = top + 26 * len(rows) + 12
    widest = max((sum(counts) for counts in rows.values()), default=0) or 1
    room = _WIDTH - 150 - _RIGHT
    words = []
    for at, (label, counts) in enumerate(rows.items()):
        y, x = top + 26 * at, 150.0
        body.append(_text(142, y + 14, label, "end"))
        for index, count in enumerate(counts):
            wide = room * count / widest
            if count:
                body.append(
                    f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="18" fill="{_colour(index)}">'
                    f"<title>{escape(f'{label}, {names[index]}: {count}')}</title></rect>"
                )
                if wide > 18:
                    body.append(_text(x + wide / 2, y + 13.5, str(count), "middle", "on"))
            x += wide
        words.append(f"{label}: " + ", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True)))
    return _svg(body, height, title, "; ".join(words))


def lines(
    series: Mapping[str, Sequence[Point]],
    title: str,
    x_label: str,
    y_label: str,
    *,
    y_range: tuple[float, float] = (0.0, 1.0),
    percent: bool = True,
    steps: bool = False,
) -> str:
    """Return curves over one another: one a series; `steps` draws them as stairs."""
    body, top = _legend(list(series))
    height = round(top) + 240
    points = [point for serie in series.values() for point in serie]
    if not points:
        return f"<p>{escape(title)} : –</p>"
    x_low, x_high = min(x for x, _ in points), max(x for x, _ in points)
    x_high = x_high if x_high > x_low else x_low + 1
    y_low, y_high = y_range

    def place(x: float, y: float) -> Point:
        return (
            _LEFT + (x - x_low) / (x_high - x_low) * (_WIDTH - _LEFT - _RIGHT),
            top
            + _TOP
            + (1 - (min(max(y, y_low), y_high) - y_low) / (y_high - y_low)) * (height - top - _TOP - _BOTTOM),
        )

    for part in range(5):
        value = y_low + (y_high - y_low) * part / 4
        _, y = place(x_low, value)
        body.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        body.append(_text(_LEFT - 6, y + 4, _share(value) if percent else _number(value), "end"))
    whole = all(x == round(x) for x, _ in points) and x_high - x_low <= 12
    marks = (
        [x_low + at for at in range(round(x_high - x_low) + 1)]
        if whole
        else [x_low + (x_high - x_low) * at / 4 for at in range(5)]
    )
    body += [_text(place(x, y_low)[0], height - _BOTTOM + 16, _number(x), "middle") for x in marks]
    body.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, height - 6, x_label, "middle"))
    body.append(
        f'<text x="12" y="{height / 2:.0f}" text-anchor="middle" transform="rotate(-90 12 {height / 2:.0f})">{escape(y_label)}</text>'
    )
    for index, serie in enumerate(series.values()):
        drawn: list[Point] = []
        for x, y in serie:
            here = place(x, y)
            if steps and drawn:
                drawn.append((here[0], drawn[-1][1]))
            drawn.append(here)
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in drawn)
        dash = ("", "6 3", "2 3", "8 3 2 3")[index % 4]
        body.append(
            f'<polyline points="{path}" fill="none" stroke="{_colour(index)}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
    last = "; ".join(f"{name}: {serie[-1][1]:.2f} ({serie[-1][0]:g})" for name, serie in series.items() if serie)
    return _svg(body, height, title, last)


def cumulative(values: Sequence[float]) -> list[Point]:
    """Return the points of an empirical distribution: for each value, the share of values not above it."""
    ordered = sorted(values)
    return [(value, (at + 1) / len(ordered)) for at, value in enumerate(ordered)]
