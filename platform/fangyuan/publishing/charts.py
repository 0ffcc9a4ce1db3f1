"""Charts as SVG: bars, lines, pies, drawn here so that they stand on a page without a script, on paper and on a closed network.

Colours are told apart by lightness as well; every value stands in the table beside the chart, so the picture is named by
its title alone for those who cannot see it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, cos, floor, log10, pi, sin

COLOURS = ("#1f4e8c", "#d9822b", "#2f855a", "#8b5fbf", "#b83280", "#718096", "#0f766e", "#9c6b1a")
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 300, 56, 16, 56
_MOST_SLICES = 8


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values under a name; None is no value."""

    name: str
    values: tuple[float | None, ...]


def chart(sort: str, title: str, labels: Sequence[str], series: Sequence[Series]) -> str:
    """An SVG picture of `bar`, `line` or `pie`; empty where there is nothing to draw."""
    if not labels or not any(value for one in series for value in one.values):
        return ""
    body = list(_pie(labels, series[0]) if sort == "pie" else _grid(sort, labels, series))
    names = labels if sort == "pie" else [one.name for one in series]
    legend = list(_legend(names)) if sort == "pie" or len(series) > 1 else []
    height = HEIGHT + 22 * (len(legend) and ceil(min(len(names), _MOST_SLICES + 1) / 3))
    inner = "".join([*body, *legend])
    return (
        f'<svg class="fy-chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{inner}</svg>'
    )


def colour(n: int) -> str:
    """The colour of the n-th series or slice."""
    return COLOURS[n % len(COLOURS)]


def _grid(sort: str, labels: Sequence[str], series: Sequence[Series]) -> Iterator[str]:
    """The axes with their numbers, the labels below, the bars or lines."""
    top = _nice(max((value or 0 for one in series for value in one.values), default=1))
    for n in range(5):
        y = _y(top * n / 4, top)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - 8}" y2="{y:.1f}" stroke="#d5dbe3"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" font-size="12" fill="#4a5568">{_short(top * n / 4)}</text>'
    slot = (WIDTH - LEFT - 8) / len(labels)
    yield from _below(labels, slot)
    yield from _bars(series, slot, top) if sort == "bar" else _lines(series, slot, top)


def _below(labels: Sequence[str], slot: float) -> Iterator[str]:
    """As many labels as there is room for, shortened."""
    longest = max(map(len, labels))
    # Numbers are narrow and say nothing once they are cut off: they take the room that they need.
    plain = all(map(str.isascii, labels))
    every = max(1, ceil((7 * longest + 8 if plain else 34) / slot))
    room = longest if plain else max(2, int(slot * every / 13))
    for n, label in enumerate(labels):
        if n % every == 0:
            x = LEFT + slot * (n + 0.5)
            told = label if len(label) <= room else label[: room - 1] + "…"
            yield _words(x, HEIGHT - BOTTOM + 20, told)


def _words(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="12" fill="#2d3748">{escape(text)}</text>'


def _bars(series: Sequence[Series], slot: float, top: float) -> Iterator[str]:
    width = min(slot * 0.7 / len(series), 48)
    for s, one in enumerate(series):
        for n, value in enumerate(one.values):
            x = LEFT + slot * (n + 0.5) + width * (s - len(series) / 2)
            y = _y(max(value or 0, 0), top)
            base = _y(0, top)
            yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{width * 0.92:.1f}" height="{base - y:.1f}" fill="{colour(s)}"/>'
            if value and len(series) == 1 and slot >= 28:
                yield _words(x + width * 0.46, y - 4, _short(value))


def _lines(series: Sequence[Series], slot: float, top: float) -> Iterator[str]:
    for s, one in enumerate(series):
        points = [(LEFT + slot * (n + 0.5), _y(value, top)) for n, value in enumerate(one.values) if value is not None]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour(s)}" stroke-width="2"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour(s)}"/>' for x, y in points)


def _pie(labels: Sequence[str], series: Series) -> Iterator[str]:
    values = [max(value or 0, 0) for value in series.values]
    shown = values if len(values) <= _MOST_SLICES + 1 else [*values[:_MOST_SLICES], sum(values[_MOST_SLICES:])]
    whole, at = sum(shown) or 1, 0.0
    centre, radius = (WIDTH / 2, HEIGHT / 2), HEIGHT / 2 - 16
    for n, value in enumerate(shown):
        if value == whole:
            yield f'<circle cx="{centre[0]}" cy="{centre[1]}" r="{radius}" fill="{colour(n)}"/>'
        elif value:
            yield _slice(centre, radius, at / whole, (at + value) / whole, colour(n))
        at += value


def _slice(centre: tuple[float, float], radius: float, start: float, end: float, fill: str) -> str:
    first, last = (_on(centre, radius, turn) for turn in (start, end))
    large = int(end - start > 0.5)
    return (
        f'<path d="M{centre[0]:.1f},{centre[1]:.1f} L{first[0]:.1f},{first[1]:.1f} '
        f'A{radius:.1f},{radius:.1f} 0 {large} 1 {last[0]:.1f},{last[1]:.1f} Z" fill="{fill}" stroke="#fff"/>'
    )


def _on(centre: tuple[float, float], radius: float, turn: float) -> tuple[float, float]:
    """A point of the circle, clockwise from the top."""
    return centre[0] + radius * sin(2 * pi * turn), centre[1] - radius * cos(2 * pi * turn)


def _legend(names: Sequence[str]) -> Iterator[str]:
    shown = list(names) if len(names) <= _MOST_SLICES + 1 else [*names[:_MOST_SLICES], "…"]
    for n, name in enumerate(shown):
        x, y = LEFT + (n % 3) * 220, HEIGHT + 4 + 22 * (n // 3)
        told = name if len(name) <= 15 else name[:14] + "…"
        yield f'<rect x="{x}" y="{y}" width="12" height="12" fill="{colour(n)}"/>'
        yield f'<text x="{x + 18}" y="{y + 11}" font-size="12" fill="#2d3748">{escape(told)}</text>'


def _y(value: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _nice(most: float) -> float:
    """The end of an axis: 1, 2, 4, 5, 8 or 10 times a power of ten, a multiple of four steps where values are whole."""
    if most <= 4:
        return 4
    unit: float = 10.0 ** floor(log10(most))
    return next(step * unit for step in (1, 2, 4, 6, 8, 10) if step * unit >= most)


def _short(value: float) -> str:
    for size, name in ((100_000_000, "亿"), (10_000, "万")):
        if value >= size:
            return f"{value / size:.1f}".rstrip("0").rstrip(".") + name
    return f"{value:.1f}".rstrip("0").rstrip(".") if value else "0"
