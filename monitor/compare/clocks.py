"""Entries whose publication a page tells as a clock without a day: they stay on the day of which they were first.

    read on Thursday   "20:03"           Thursday
    read on Saturday   "08:40" "20:03"   Saturday, Friday     Thursday: days on which nothing came leave no mark

The day of a clock is counted from the newest entry's, over the midnights that show. So each day without an entry makes
all that came before it younger, and each withdrawal may; what a page says of one entry is right while that is new.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import structs

from monitor.compare.edits import JUST_NOW
from monitor.compare.gaps import in_order
from monitor.compare.likeness import telling

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime, time

    from monitor.model import Entry, Known, Snapshot

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)

_NIGHTS = (timedelta(), _HOUR)
"""By how much one day may be longer than another: clocks change."""


def on_first_days(known: Known, snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with its clocks on the days of which the entries were first.

    An entry is known by its words, or by its clock between others. What is new goes with the one above it, from which
    its day was counted.
    """
    seen = [known.entries.entry(id_) for id_ in known.window]
    by_words = _in_place(known, seen, snapshot)
    below, above, late = _next(by_words, len(seen)), -1, timedelta()
    clocks = _clocks(seen, but=frozenset(by_words))
    entries: list[Entry] = []
    for entry, spot, end in zip(snapshot.entries, by_words, below, strict=True):
        again = entry.published if entry.id in snapshot.dayless else None
        if again is None:
            entries.append(entry)
            continue
        found = spot if spot is not None else _between(clocks, again, above, end)
        if found is not None and (days := _days_on(known, seen[found].id, again)) is not None:
            late = days
        above = above if spot is None else spot
        entries.append(structs.replace(entry, published=again - late) if late else entry)
    return replace(snapshot, entries=tuple(entries))


def _in_place(known: Known, seen: list[Entry], snapshot: Snapshot) -> list[int | None]:
    """Return for each place the spot of the entry with its words that stands in order with the others.

    "Good morning" of 07:00 above all that was known is the next day's.
    """
    spots = {(one.title, one.text): spot for spot, one in enumerate(seen) if telling(one)}
    found = [spots.get((entry.title, entry.text)) for entry in snapshot.entries]
    shown_at = {known.window[spot]: place for place, spot in enumerate(found) if spot is not None}
    kept = frozenset(in_order(known.window, shown_at).values())
    return [spot if place in kept else None for place, spot in enumerate(found)]


def _between(clocks: Mapping[time, int | None], again: datetime, above: int, below: int) -> int | None:
    """Return the spot between two others where an entry has shown the same clock, if there is one."""
    named = (clocks.get((again + hours).time()) for hours in (timedelta(), -_HOUR, _HOUR))
    return next((spot for spot in named if spot is not None and above < spot < below), None)


def _next(spots: list[int | None], end: int) -> list[int]:
    """Return for each place the first spot that is named below it."""
    below: list[int] = []
    for spot in reversed(spots):
        below.append(end)
        end = end if spot is None else spot
    return below[::-1]


def _clocks(seen: list[Entry], *, but: Collection[int | None]) -> Mapping[time, int | None]:
    """Return the spots of entries by what their clocks show; None if several show the same."""
    found: dict[time, int | None] = {}
    for spot, entry in enumerate(seen):
        if spot not in but and entry.published is not None:
            clock = entry.published.time()
            found[clock] = None if clock in found else spot
    return found


def _days_on(known: Known, id_: str, again: datetime) -> timedelta | None:
    """Return by how much a known entry is later than it was when first seen; None if its clock shows another time."""
    told = known.entries.published(id_)
    if told is None or told > known.entries.first_seen(id_) + JUST_NOW:
        return None
    days = round((again - told) / _DAY) * _DAY
    return again - told if again == told or (days and abs(again - told - days) in _NIGHTS) else None
