"""Entries whose publication a page tells as an age, dated as closely as it ever told.

    read at 12:10   "8m ago"     12:02        first told so, to the minute
    read at 14:20   "2h ago"     12:20        12:02: it is the same time, told to the hour
    never seen      "2h ago"     12:20        12:02 at most: it stands below the one of 12:02, at the end of the page

An age is rounded down, so no reading is too early. Without this an entry would get later with each reading, by up to a
day, and one that fills the page up from below would be younger than those above it: news.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.compare.identity import Recognised
    from monitor.model import Entry, Known, Snapshot

_HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


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
            told = _closer(told, again, at)
            unlike[id_] = replace(unlike[id_], published=told)
        if told is not None and not (entry.pinned or id_ in known.sticky):
            above, below = told, {}
    if above is not None:
        unlike.update({id_: replace(unlike[id_], published=min(above, again)) for id_, again in below.items()})
    return unlike


def _closer(told: datetime, again: datetime, at: datetime) -> datetime:
    """Return the time that was told before, if it may be the one that is told `again`, rounded; else that."""
    age = at - again
    rounded = _HOUR if age < _DAY else _DAY if age < _WEEK else _WEEK
    return told if timedelta() < again - told <= rounded else again
