"""Clocks without a day → instants: the page tells the day of one of them, and a jump against its order is midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.extract.times.dates import SLACK
from monitor.extract.times.reader import When
from monitor.extract.times.times import AHEAD, EAST, THE_LAST_DAY, Stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.extract.times.date_parts import Phrase
    from monitor.extract.times.reader import Reader

MIDNIGHT_JUMP = timedelta(hours=3)
"""Clock times that jump further against the order of a page have crossed midnight; less is a late insertion."""

A_DAY = timedelta(days=1)
ABROAD = timedelta(hours=6)
"""How far ahead all clocks of a page may be and yet be of its day, read as UTC: those of Europe and India. Were they of
the day before, nothing would have been published for 18 hours. And so far ahead of its last change its newest clock may
be on the next day: after midnight in London in summer it was of the night before, until midnight of UTC."""

CLOCK_SLACK = timedelta(hours=1)
"""How long before the time of a page its first entry may be, or after it its last: "08:00" above "07:50"."""


def dated(
    whens: Sequence[When],
    reader: Reader,
    *,
    first: date | None = None,
    last: date | None = None,
    either: datetime | None = None,
    top: date | None = None,
    changed: datetime | None = None,
) -> list[When]:
    """Return `whens`, in page order, with a day for each clock.

    The newest is of the page's `last` day, else the oldest of its `first`; `either` is a time that may be the page's
    beginning or its last change, `top` the day of the uppermost, `changed` when the page says that it was. A jump of
    hours against the order of the page is midnight. Without a day a clock stays untold: a guess would change with the
    day of the reading.
    """
    day = either.astimezone(reader.place).date() if either else last or first or top
    if day is None:
        return [When(updated=when.updated) if when.clock else when for when in whens]
    clocks = {at: when.clock for at, when in enumerate(whens) if when.clock}
    abroad = min(reader.now, changed or reader.now) + ABROAD
    stamps = _on(day, clocks, reader, first=first, top=top, abroad=abroad)
    ascending = _ascending([stamp.at for stamp in stamps.values()])
    oldest_first = list(stamps) if ascending else list(stamps)[::-1]
    if changed and reader.homeless and stamps and stamps[oldest_first[-1]].at + A_DAY <= changed + ABROAD:
        stamps = {at: _days_on(stamp, 1, clocks[at], reader) for at, stamp in stamps.items()}
    backward = last is not None or (top is not None and not ascending)
    if either is not None and oldest_first:
        begins, ends = stamps[oldest_first[0]].at, stamps[oldest_first[-1]].at
        backward = _hours_on(ends, either) <= _hours_on(either, begins)
    walked = oldest_first[::-1] if backward else oldest_first
    crossings = _crossings([stamps[at].at for at in walked], backward=backward)
    found: dict[int, Stamp] = {}
    for at, midnights in zip(walked, crossings, strict=True):
        found[at] = _days_on(stamps[at], -midnights if backward else midnights, clocks[at], reader)
    return [
        When(published=found.get(at), updated=when.updated) if when.clock else when for at, when in enumerate(whens)
    ]


def dated_beside(whens: Sequence[When], found: Mapping[int, When], reader: Reader) -> list[When]:
    """Return `whens` with the times that were `found` for most; the clocks of the others are on the newest's day.

    Those are pinned at the top, and older than what stands below them: of the day before, if their clock is later.
    """
    newest = max((when.published.at for when in found.values() if when.published), default=None)
    return [found[at] if at in found else _no_later(when, newest, reader) for at, when in enumerate(whens)]


def _no_later(when: When, newest: datetime | None, reader: Reader) -> When:
    if when.clock is None or newest is None:
        return When(updated=when.updated)
    day = newest.astimezone(reader.place).date()
    stamp = reader.dated(day, when.clock)
    if stamp is not None and stamp.at > newest:
        stamp = reader.dated(day - A_DAY, when.clock)
    return When(published=stamp, updated=when.updated)


def _on(
    day: date, clocks: Mapping[int, Phrase], reader: Reader, *, first: date | None, top: date | None, abroad: datetime
) -> Mapping[int, Stamp]:
    """Return the instants of clocks on a day, or on the day before if all of them are ahead of now.

    Where only some are, a local time was read as UTC, or a clock is fast: were they put a day back, so would be what
    follows them on the page. So it is with all of them on the `first` day of a page east of here, or on the one at its
    `top`; there a day may be that of the reading, with all entries of the day before. And so it is with a page that has
    just begun, or shows only the last hour: all of it is ahead where clocks are an hour or two before UTC, and no
    farther than `abroad`. Last night's that were edited in the morning are not of the night to come.
    """
    stamps = {at: stamp for at, clock in clocks.items() if (stamp := reader.on(day, clock, now=THE_LAST_DAY))}
    ahead = AHEAD if day == first else EAST if day == top else SLACK
    newest = max((stamp.at for stamp in stamps.values()), default=reader.now)
    if newest <= abroad or any(stamp.at <= reader.now + ahead for stamp in stamps.values()):
        return stamps
    return {at: stamp for at, clock in clocks.items() if (stamp := reader.on(day, clock))}


def _days_on(stamp: Stamp, days: int, clock: Phrase, reader: Reader) -> Stamp:
    """Return when a clock shows the same so many days later: 23 hours a day later where clocks change in that night.

    By what it shows: where that is left out of the night, the instant would show another hour on the day before.
    """
    assert clock.clock is not None
    place = clock.zone or reader.place
    day = stamp.at.astimezone(place).date() + days * A_DAY
    return Stamp(at=datetime.combine(day, clock.clock, place).astimezone(UTC), assumed=stamp.assumed, dayless=True)


def _hours_on(start: datetime, end: datetime) -> timedelta:
    """Return how long after `start` the clock shows `end`; a little before it counts as at once."""
    return (end - start + CLOCK_SLACK) % A_DAY


def _ascending(times: Sequence[datetime]) -> bool:
    """Return whether most steps lead forward by the shorter way around the clock."""
    half = timedelta(hours=12)
    steps = [(newer - older + half) % (2 * half) - half for older, newer in pairwise(times)]
    return sum(step > timedelta() for step in steps) > len(steps) / 2


def _crossings(walk: Sequence[datetime], *, backward: bool) -> list[int]:
    """Return how many midnights lie between the first time and each.

    A jump is one only if the times on both sides of it agree: what comes back at once is a scheduled entry, or a pinned
    one, among the others.
    """

    def jumps(before: datetime, after: datetime) -> bool:
        return (after - before if backward else before - after) > MIDNIGHT_JUMP

    counted: list[int] = []
    for at, time in enumerate(walk):
        crossed = at > 0 and all(jumps(before, time) for before in walk[max(0, at - 2) : at])
        crossed = crossed and all(jumps(walk[at - 1], after) for after in walk[at + 1 : at + 2])
        counted.append((counted[-1] if counted else 0) + crossed)
    return counted
