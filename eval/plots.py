"""Plots as inline SVG, drawn here: no script, no font, no file from elsewhere, readable in light and dark."""

from collections.abc import Mapping, Sequence
from html import escape

COLOURS = ("#2f6fb0", "#c2571a", "#3c8d5a", "#8a5bb5", "#7a7a7a")
"""Told apart by people who see fewer colours too, with at least 3:1 against white and near-black."""
_WIDTH = 640
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 12, 40

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


def _legend(names: Sequence[str], y: float) -> list[str]:
    parts, x = [], float(_LEFT)
    for index, name in enumerate(names):
        parts.append(
            f'<rect x="{x:.0f}" y="{y - 9:.0f}" width="11" height="11" fill="{COLOURS[index % len(COLOURS)]}"/>'
        )
        parts.append(_text(x + 16, y, name))
        x += 34 + 7.2 * len(name)
    return parts


def bars(rows: Mapping[str, Sequence[int]], names: Sequence[str], title: str) -> str:
    """Return stacked bars: one a row, each cut in as many parts as there are names, with the counts written in them."""
    height = 30 + 26 * len(rows) + 24
    widest = max((sum(counts) for counts in rows.values()), default=0) or 1
    room = _WIDTH - 150 - _RIGHT
    body = _legend(names, 14)
    words = []
    for at, (label, counts) in enumerate(rows.items()):
        y, x = 30 + 26 * at, 150.0
        body.append(_text(142, y + 14, label, "end"))
        for index, count in enumerate(counts):
            wide = room * count / widest
            if count:
                body.append(
                    f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="18" fill="{COLOURS[index % len(COLOURS)]}">'
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
    height = 260
    points = [point for serie in series.values() for point in serie]
    if not points:
        return f"<p>{escape(title)} : –</p>"
    x_low, x_high = min(x for x, _ in points), max(x for x, _ in points)
    x_high = x_high if x_high > x_low else x_low + 1
    y_low, y_high = y_range

    def place(x: float, y: float) -> Point:
        return (
            _LEFT + (x - x_low) / (x_high - x_low) * (_WIDTH - _LEFT - _RIGHT),
            _TOP + 18 + (1 - (min(max(y, y_low), y_high) - y_low) / (y_high - y_low)) * (height - _TOP - _BOTTOM - 18),
        )

    body = _legend(list(series), 14)
    for part in range(5):
        value = y_low + (y_high - y_low) * part / 4
        _, y = place(x_low, value)
        body.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        body.append(_text(_LEFT - 6, y + 4, f"{value:.0%}" if percent else f"{value:g}", "end"))
        x_value = x_low + (x_high - x_low) * part / 4
        body.append(_text(place(x_value, y_low)[0], height - _BOTTOM + 16, f"{x_value:.3g}", "middle"))
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
            f'<polyline points="{path}" fill="none" stroke="{COLOURS[index % len(COLOURS)]}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
    last = "; ".join(f"{name}: {serie[-1][1]:.2f} ({serie[-1][0]:g})" for name, serie in series.items() if serie)
    return _svg(body, height, title, last)


def cumulative(values: Sequence[float]) -> list[Point]:
    """Return the points of an empirical distribution: for each value, the share of values not above it."""
    ordered = sorted(values)
    return [(value, (at + 1) / len(ordered)) for at, value in enumerate(ordered)]
