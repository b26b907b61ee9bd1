"""Entries whose publication a page tells as an age, dated as closely as it ever told.

    read at 12:10   "8m ago"     12:02        first told so, to the minute
    read at 14:20   "2h ago"     12:20        12:02: it is the same time, told to the hour
    never seen      "2h ago"     12:20        12:02 at most: it stands below the one of 12:02, at the end of the page

Most pages round an age down, so that of two in the same unit the earlier is the closer one; some round it to the
nearest (WordPress, moment.js: "an hour ago" after 45 minutes), so that a finer unit is closer than any coarser one.
Without this an entry would move with each reading, by up to a day, and one that fills the page up from below would be
younger than those above it: news. What rounding does not explain is another time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitor.compare.edits import JUST_NOW

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.compare.identity import Recognised
    from monitor.model import Entry, Known, Snapshot

_UNITS = (timedelta(days=30), timedelta(days=7), timedelta(days=1), timedelta(hours=1))


def as_first_told(known: Known, snapshot: Snapshot, recognised: Recognised, at: datetime) -> Mapping[str, Entry]:
    """Return the entries that are not as known, by our ids, with the ages read `at` this time as closely as is known.

    What is pinned or stuck to the bottom of the page stands out of its order, and bounds nothing.
    """
    unlike = dict(recognised.unlike)
    above: datetime | None = None
    below: dict[str, datetime] = {}
    for entry, id_ in zip(snapshot.entries, recognised.ids, strict=True):
        again = entry.published if entry.id in snapshot.aged and id_ in unlike else None
        if id_ not in known.entries:
            below.update({id_: again} if again is not None else {})
            continue
        told = known.entries.published(id_)
        if told is not None and again is not None:
            told = _closer(told, again, since=known.entries.first_seen(id_), at=at)
            unlike[id_] = replace(unlike[id_], published=told)
        if told is not None and not (entry.pinned or id_ in known.sticky):
            above, below = told, {}
    if above is not None:
        for id_, again in below.items():
            if timedelta() < again - above <= _unit(at - again):
                unlike[id_] = replace(unlike[id_], published=above)
    return unlike


def _closer(told: datetime, again: datetime, *, since: datetime, at: datetime) -> datetime:
    """Return the time that was told `since` a first sight, if the one told `again` is that, rounded; else that."""
    unit = _unit(at - again)
    later = again - told if unit == _unit(since - told) else abs(again - told)
    return told if timedelta() < later <= unit else again


def _unit(age: timedelta) -> timedelta:
    """Return the unit that an age is told in; minutes differ by some where the page was kept for a while."""
    return next((unit for unit in _UNITS if age >= unit), JUST_NOW)
