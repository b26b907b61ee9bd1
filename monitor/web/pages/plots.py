"""Numbers → SVG, drawn with classes that the style sheet gives their colours. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from monitor.web.pages.wording import many, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HOURS = 24
BAR, GAP, HEIGHT = 4, 1, 22

WIDE, HIGH = 560, 220
LEFT, RIGHT, TOP, BOTTOM = 72, 24, 12, 32
TICKS = (0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 36_000, 360_000)
"""Seconds at which a line may be drawn across; logarithmic, for the slowest takes a thousand times the rest."""


_SPARK = Markup(
    '<svg class="spark" role="img" aria-label="{said}" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
    '<path class="some" stroke-width="{bar}" d="{some}"/><path class="none" stroke-width="{bar}" d="{none}"/></svg>'
)
_PLOT = Markup('<svg class="plot" role="img" aria-label="{label}" viewBox="0 0 {wide} {high}">{parts}</svg>')
_ACROSS = Markup('<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>')
_TICK = Markup('<text class="tick {}" x="{}" y="{}">{}</text>')
_DOT = Markup('<circle class="{}" cx="{}" cy="{}" r="2.5"/>')
_LINE = Markup('<polyline class="{}" points="{}"/>')


def hours_of(counts: Mapping[datetime, int], now: datetime) -> list[int]:
    """Return the counts of the last 24 hours, each by its start, the running one last."""
    this = now.replace(minute=0, second=0, microsecond=0)
    return [counts.get(this - timedelta(hours=back), 0) for back in range(HOURS - 1, -1, -1)]


def sparkline(counts: Sequence[int]) -> Markup:
    """Return how many entries came in each hour as a row of bars; an hour without any is a dot."""
    most = max([*counts, 1])
    # Two paths instead of an element per hour: a page has 50 of these.
    some, none = [], []
    for place, count in enumerate(counts):
        x = place * (BAR + GAP) + BAR // 2
        if count:
            some.append(f"M{x} {HEIGHT}v-{max(3, round(HEIGHT * count / most))}")
        else:
            none.append(f"M{x} {HEIGHT}v-1")
    total = sum(counts)
    said = f"{many(total, 'entry', 'entries')} in {len(counts)} hours" + (f", at most {most} in one" if total else "")
    wide = len(counts) * (BAR + GAP) - GAP
    return _SPARK.format(said=said, wide=wide, high=HEIGHT, bar=BAR, some="".join(some), none="".join(none))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a plot: seconds by place, None where there is nothing. `name` is its class."""

    name: str
    values: Sequence[float | None]


def plot(lines: Sequence[Line], starts: Sequence[datetime], *, label: str) -> Markup:
    """Return lines over time on a logarithmic axis of seconds; starts are those of the places."""
    known = [value for line in lines for value in line.values if value is not None and value > 0]
    low, high = _range(known)
    parts: list[Markup] = []
    for tick in TICKS:
        if low <= tick <= high:
            y = _y(tick, low, high)
            parts.append(_ACROSS.format(LEFT, WIDE - RIGHT, y, y))
            parts.append(_TICK.format("end", LEFT - 8, y + 4, span(tick)))
    form = "%H:%M" if starts[-1] - starts[0] <= timedelta(days=2) else "%-d %b"
    parts += [
        _TICK.format("middle", _x(place, len(starts)), HIGH - 8, starts[place].strftime(form))
        for place in range(0, len(starts), max(1, len(starts) // 6))
    ]
    for line in lines:
        parts += [_drawn(line.name, points) for points in _runs(line.values, low, high)]
    return _PLOT.format(label=label, wide=WIDE, high=HIGH, parts=Markup("").join(parts))


def _drawn(name: str, points: Sequence[tuple[float, float]]) -> Markup:
    """Return a stretch of a line, a dot if it is a single point."""
    dots = Markup("").join(_DOT.format(name, x, y) for x, y in points)
    if len(points) == 1:
        return dots
    path = " ".join(f"{x},{y}" for x, y in points)
    return _LINE.format(name, path) + dots


def _range(known: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and highest tick that hold all values, at least two."""
    if not known:
        return 0.1, 60
    low = max((tick for tick in TICKS[:-1] if tick <= min(known)), default=TICKS[0])
    return low, min((tick for tick in TICKS if tick >= max(known) and tick > low), default=TICKS[-1])


def _x(place: int, places: int) -> float:
    return round(LEFT + (WIDE - LEFT - RIGHT) * (place / (places - 1) if places > 1 else 0.5), 1)


def _y(value: float, low: float, high: float) -> float:
    share = math.log(min(max(value, low), high) / low) / math.log(high / low)
    return round(HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * share, 1)


def _runs(values: Sequence[float | None], low: float, high: float) -> Iterator[list[tuple[float, float]]]:
    """Yield the stretches of a line without a hole in them."""
    run: list[tuple[float, float]] = []
    for place, value in enumerate(values):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((_x(place, len(values)), _y(value, low, high)))
    if run:
        yield run
