"""Which entries of a snapshot are entries that we know.

A stable id is trusted alone. Ids that shift (positions, counters), that change with the headline (slugs) or with each
update, and ids of our own making are not: there, an entry is the one that has the same date and words.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.compare.edits import fold
from monitor.model import IdClass

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from monitor.model import Entry, Known, Snapshot


def recognise(snapshot: Snapshot, known: Known) -> tuple[Entry, ...]:
    """Return the snapshot's entries, each under the id by which we know it; new ones get an id never used before."""
    if snapshot.id_class is IdClass.STABLE:
        return snapshot.entries
    ids = _match(snapshot.entries, known, rungs=_RUNGS + (() if snapshot.id_class is IdClass.POSITIONAL else _NAMED))
    taken = set(known.entries)
    entries: list[Entry] = []
    for place, entry in enumerate(snapshot.entries):
        id_ = ids.get(place) or _unused(entry.id, taken)
        taken.add(id_)
        entries.append(entry if id_ == entry.id else replace(entry, id=id_))
    return tuple(entries)


def _whole(entry: Entry) -> Hashable | None:
    images = tuple(image.partition("?")[0] for image in entry.images)
    return entry.published, fold(entry.title), fold(entry.text), images


def _dated_title(entry: Entry) -> Hashable | None:
    title = fold(entry.title)
    return (entry.published, title) if entry.published and title else None


def _dated_text(entry: Entry) -> Hashable | None:
    text = fold(entry.text)
    return (entry.published, text) if entry.published and text else None


def _named_title(entry: Entry) -> Hashable | None:
    title = fold(entry.title)
    return (entry.id, entry.published, title) if title else None


def _date(entry: Entry) -> Hashable | None:
    return entry.published


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rung:
    """One kind of evidence: whether equal ones pair in page order, and whether it holds for entries off the page."""

    key: Callable[[Entry], Hashable | None]
    in_order: bool = False
    off_page: bool = True


_RUNGS = (
    _Rung(key=_whole, in_order=True),
    _Rung(key=_dated_title),
    _Rung(key=_dated_text),
    # Dates are often to the minute: only an entry that was there a moment ago may have changed all its words.
    _Rung(key=_date, off_page=False),
)
_NAMED = (_Rung(key=_named_title),)
"""Undated entries with a new text. A position says nothing: the next "Latest" stands where the last one stood."""


def _match(entries: Sequence[Entry], known: Known, *, rungs: Sequence[_Rung]) -> dict[int, str]:
    """Return for each recognised place in `entries` the known id: the surest evidence first, each id once.

    Weaker evidence counts only where it is unambiguous on both sides; equal entries (two "Kick-off!" in one minute)
    pair in page order on the strongest.
    """
    matched: dict[int, str] = {}
    used: set[str] = set()
    on_page = [known.entries[id_].revision.entry for id_ in known.window]
    anywhere = on_page + list(_off_page(known))
    for rung in rungs:
        left: defaultdict[Hashable, list[int]] = defaultdict(list)
        right: defaultdict[Hashable, list[str]] = defaultdict(list)
        for place, entry in enumerate(entries):
            if place not in matched and (value := rung.key(entry)) is not None:
                left[value].append(place)
        for entry in anywhere if rung.off_page else on_page:
            if entry.id not in used and (value := rung.key(entry)) is not None:
                right[value].append(entry.id)
        for value, places in left.items():
            ids = right.get(value, [])
            if rung.in_order or len(places) == len(ids) == 1:
                for place, id_ in zip(places, ids, strict=False):
                    matched[place] = id_
                    used.add(id_)
    return matched


def _off_page(known: Known) -> Iterator[Entry]:
    """Yield the entries that may come back.

    One without a date that rolled off is not among them: the next "Goal!" reads the same and must be told.
    """
    on_page = frozenset(known.window)
    for id_, seen in known.entries.items():
        if id_ not in on_page and (seen.deleted or seen.revision.entry.published is not None):
            yield seen.revision.entry


def _unused(id_: str, taken: set[str]) -> str:
    """Return the id, with a number behind it if it is taken.

    >>> _unused("post1", {"post1", "post1~2"})
    'post1~3'
    """
    if id_ not in taken:
        return id_
    number = 2
    while f"{id_}~{number}" in taken:
        number += 1
    return f"{id_}~{number}"
