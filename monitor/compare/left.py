"""A page that the watch has gone on from, against what is known from there.

    window of the current page    f3 f2 f1
    window of a page that was left            e9 e8 e7 e6       newest first, as last seen
    that page now                        e10  e9    e7 e6       e10 came late, e8 is missing

It proves what any page does, for the entries in its own window. What another page shows that was read later is that
page's to tell: it is looked away from here. What stands below all that is known from there, and is no younger, was
there before we first looked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.compare import Comparison, compare
from monitor.compare.identity import recognise
from monitor.compare.names import shown_once
from monitor.model import EventType, own_window

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from monitor.compare import Rules
    from monitor.model import Change, Known, LeftWindow, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftFound:
    """What such a page brought: `part` is what it was held against, `own` its window from now on.

    `strange` says that it shows none of the entries that it had, and `taken` that some of a page that was read later
    stand there instead.
    """

    comparison: Comparison
    part: Known
    own: LeftWindow
    strange: bool
    taken: bool


def compare_left(
    known: Known, part: Known, snapshot: Snapshot, *, others: Collection[str], at: datetime, rules: Rules
) -> LeftFound:
    """Return what a page that was left brings; `part` is what is known as seen from there.

    `others` are the ids in the windows of pages that were read later.
    """
    part = replace(part, window=tuple(id_ for id_ in part.window if id_ not in others))
    entries = shown_once(snapshot.entries)
    in_order = entries[::-1] if part.oldest_first else entries
    ids = recognise(replace(snapshot, entries=in_order), part).ids
    taken = {entry.id for entry, id_ in zip(in_order, ids, strict=True) if id_ in others}
    kept = tuple(entry for entry in entries if entry.id not in taken)
    found = compare(part, replace(snapshot, entries=kept), at=at, rules=replace(rules, rolls=False))
    window = frozenset(part.window)
    strange = not any(id_ in window for id_ in found.shown)
    told = found.changes if rules.backfill else tuple(_but_baseline(found, part))
    whole = replace(known, entries=found.known.entries, flapping=found.known.flapping)
    return LeftFound(
        comparison=replace(found, changes=told, known=whole),
        part=part,
        own=own_window(found.known),
        strange=strange,
        taken=strange and bool(taken),
    )


def _but_baseline(found: Comparison, part: Known) -> Iterable[Change]:
    """Yield the changes without the entries that were there before we first looked."""
    window = frozenset(part.window)
    last = max((spot for spot, id_ in enumerate(found.shown) if id_ in window), default=-1)
    tail = frozenset(found.shown[last + 1 :])
    oldest = min((date for id_ in part.window if (date := part.entries.published(id_)) is not None), default=None)
    for change in found.changes:
        if change.kind is EventType.ENTRY_CREATED:
            assert change.revision is not None
            published = change.revision.entry.published
            if change.revision.entry.id in tail and (published is None or oldest is None or published <= oldest):
                continue
        yield change
