"""Pages that are served in several forms: the sides of a test of headlines, two backends, a meter that cuts texts.

    12:00  e9 A  e7 A  e5 A
    12:01  e9 B  e7 B  e5 B  e4 A    told: nobody can know
    12:02  e9 A  e7 A  e5 A  e4 B    as many go back at once as one would have to in an hour: told, as flapping
    12:03  e9 B  e7 B  e5 B  e3 B    and from now on spared (flapping.py)
    12:04  e9 A' e7 A  e5 A          A' is told: no form had that; B' is spared, if only what turned before turns again

A newsroom takes one edit back, or two; it does not take back several in one reading and make them again in the next.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import xxhash

from monitor.compare.edits import lines, meaning, sides
from monitor.model import EventType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime

    from monitor.model import Change, Entry, Flapping, KnownEntry

REMEMBERED = timedelta(hours=1)
"""Turns that are further apart are edits."""

KEPT_PARTS = 32
"""Headlines and lines that turn in one entry: one of which more differs is known by all that it says."""


_PINNED = ("pinned",)
"""A desk takes all its pins away at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """The entries that go back with one reading to what they said before: none if these are few.

    `again` says that so many of them turned within the hour before: the page is known to serve several forms.
    """

    ids: frozenset[str] = frozenset()
    again: bool = False


def turning(
    brought: Iterable[tuple[str, KnownEntry | None, Change]],
    flapping: Mapping[str, Flapping],
    modified: Collection[str],
    *,
    at: datetime,
    at_once: int,
) -> Turning:
    """Return what turns with a reading that brought these changes to the entries as they were known.

    `modified` are the ids of entries that say themselves that they were modified just now.
    """
    ids = [
        id_
        for id_, before, change in brought
        if before is not None and id_ not in modified and _was_said(before, change, flapping.get(id_))
    ]
    if len(ids) < at_once:
        return Turning()
    before = sum(any(at - turn <= REMEMBERED for turn in flapping[id_].at) for id_ in ids if id_ in flapping)
    return Turning(ids=frozenset(ids), again=before >= at_once)


def _was_said(before: KnownEntry, change: Change, state: Flapping | None) -> bool:
    if change.kind is not EventType.ENTRY_UPDATED or (change.edit and change.edit.fields == _PINNED):
        return False
    if state is None or not state.parts:
        return in_past(before, change)
    differ, turned = {*_parts(change)}, {*state.parts}
    # One of several forms; a text that is as it was, under a headline that never turned, is taken back by its author.
    return differ <= turned or (in_past(before, change) and not differ.isdisjoint(turned))


def in_past(before: KnownEntry, change: Change) -> bool:
    """Return whether an entry says again all that it said before one of its last updates."""
    assert change.revision is not None
    return change.revision.fingerprint in before.past


def turns_again(state: Flapping, change: Change) -> bool:
    """Return whether nothing differs in an entry but what turned in it before."""
    return {*_parts(change)} <= {*state.parts}


def with_parts(state: Flapping, change: Change) -> tuple[int, ...]:
    """Return what turns in an entry, with what did just now."""
    differ = tuple(dict.fromkeys(_parts(change)))
    return () if len(differ) > KEPT_PARTS else tuple(dict.fromkeys((*differ, *state.parts)))[:KEPT_PARTS]


def _parts(change: Change) -> Iterator[int]:
    """Yield digests of what an update takes and brings: a headline, lines, links, pictures, names."""
    assert change.edit is not None
    old, new = sides(change)
    for name in change.edit.fields:
        was, is_ = (Counter(_pieces(entry, name)) for entry in (old, new))
        for piece in (was - is_) + (is_ - was):
            yield xxhash.xxh3_64_intdigest(f"{name} {piece}".encode("utf-8", "surrogatepass"))


def _pieces(entry: Entry, name: str) -> Iterable[str]:
    return lines(entry) if name == "text" else meaning(entry, name)
