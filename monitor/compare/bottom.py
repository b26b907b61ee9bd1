"""What sticks to the bottom of a page while the entries above it roll off: an introduction, the first entry of all.

    known window     e9 e8 e7 e6 intro
    snapshot     e10 e9 e8 e7    intro     e6 rolled off, or it was taken away while e10 was published

One reading can tell if an entry has rolled off below the intro before: then e6 was taken away. Else nothing is told of
e6 until a later one with something new shows how the page goes on; time alone shows nothing, however long it passes:

    e11 e10 e9 e8 intro             another one goes in the same place, and once more: the intro sticks, both rolled off
    e11 e10 e9 e8 e7 intro          the page takes e11 on, and e6 is not back: it was never full, e6 was taken away
    e11 e10 e9 e8 e7                it rolls over its last one: nothing sticks there, e6 was taken away
    e11 e10 e9 e8 e7 intro e5       it goes on below: nothing sticks there, e6 was taken away
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from monitor.model import RollOff

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from monitor.model import Known

MAX_STICKY = 2
"""Entries at the bottom of a page that may be sticky."""

ROLLING_WINDOW = 10
"""A page of fewer entries has nothing rolling off yet, so what is gone from it was taken away: of publishers that limit
their pages none is known to show fewer."""

SURE = 3
"""So many times entries must have gone right above others, while as many came, until these are sure to be sticky."""

_GoneAbove: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""Entries at the bottom, and those that are gone right above them."""


def settled_bottom(known: Known, ids: Sequence[str], *, rolls: bool, confirm: int) -> tuple[Known, tuple[str, ...]]:
    """Return what is known of the bottom of the page, and what proves to have been taken away above it.

    `ids` are those on the page, which `rolls` if it is full; `confirm` readings must have lacked what is told as taken
    away. What is thought to have gone with this reading stands above `sticky` entries, which prove nothing of what is
    above them.
    """
    if known.rolling is None and known.sticky and tuple(ids[-len(known.sticky) :]) == known.sticky:
        return known, ()
    gone = _gone_above(known, ids) if rolls else None
    if known.rolling is not None:
        return _gone_on(known, known.rolling, ids, gone, confirm)
    if gone is None or not _may_be_kept(known, gone[0]):
        return replace(known, sticky=()), ()
    return replace(known, sticky=gone[0], rolling=RollOff(gone=gone[1], times=1, size=len(ids))), ()


def _may_be_kept(known: Known, tail: Sequence[str]) -> bool:
    """Return whether entries at the bottom may be there for another reason than that the page reaches down to them.

    They are not if others have rolled off below them.
    """
    entries, window = known.entries, frozenset(known.window)
    first = entries.published(tail[0])
    others = (entries.published(id_) for id_ in entries if id_ not in window and not entries.deleted(id_))
    return first is None or all(published is None or published >= first for published in others)


def _gone_on(
    known: Known, held: RollOff, ids: Sequence[str], gone: _GoneAbove | None, confirm: int
) -> tuple[Known, tuple[str, ...]]:
    """Return what is known of the bottom after one more reading, and what proves to have been taken away above it."""
    present, readings = frozenset(ids), held.readings + 1
    away = tuple(id_ for id_ in held.gone if id_ not in present and not known.entries.deleted(id_))
    if gone is not None and gone[0] == known.sticky and not held.refuted:
        again = RollOff(gone=(*gone[1], *away), times=held.times + 1, size=len(ids), readings=readings)
        return replace(known, rolling=None if again.times >= SURE else again), ()
    if gone is not None and gone[0] == known.sticky[1:] and readings >= confirm:
        # What was thought to stick rolls off itself: what went above it did not.
        return replace(known, sticky=gone[0], rolling=RollOff(gone=gone[1], times=1, size=len(ids))), away
    refuted = held.refuted or _refuted(known, ids, held)
    if refuted and readings >= confirm:
        return replace(known, sticky=(), rolling=None), away
    left = tuple(id_ for id_ in known.sticky if id_ in present)
    in_place = bool(left) and tuple(ids[-len(left) :]) == left
    if not (in_place or refuted):
        return replace(known, sticky=(), rolling=None), ()
    # A full page from which something is taken away fills up from below, so one that does not has room.
    size = min(held.size, len(ids))
    return replace(
        known, sticky=left, rolling=replace(held, gone=away, size=size, readings=readings, refuted=refuted)
    ), ()


def judged_below(known: Known, ids: Collection[str]) -> Known:
    """Return what is known with only those as sticky that are to be taken for it in judging what is gone above them.

    While that is not sure they are as any other entry, but for what has just gone right above them.
    """
    rolling = known.rolling
    if rolling is None or any(id_ in rolling.gone and id_ not in ids for id_ in known.window):
        return known
    return replace(known, sticky=())


def may_stick(known: Known) -> tuple[str, ...]:
    """Return the ids of the entries that may be on a page for another reason than that it reaches down to them."""
    return known.window[-MAX_STICKY:] if len(known.window) >= ROLLING_WINDOW else ()


def _gone_above(known: Known, ids: Sequence[str]) -> _GoneAbove | None:
    """Return the entries at the bottom, and those that are gone right above them while as many came; None if none is.

    Had they been taken away from a full page, it would have filled up from below, behind its last entry.
    """
    entries, before, present = known.entries, frozenset(known.window), frozenset(ids)
    if all(id_ in present for id_ in islice(reversed(known.window), MAX_STICKY + 1)):
        return None  # most often all that is at the bottom is still there
    window = [id_ for id_ in known.window if not entries.missing(id_)]
    if len(ids) < max(ROLLING_WINDOW, len(window)) or len(window) <= MAX_STICKY:
        return None
    fresh = sum(id_ not in before for id_ in ids)
    for count in range(1, MAX_STICKY + 1):
        tail, above = tuple(window[-count:]), window[:-count]
        run = next((run for run, id_ in enumerate(reversed(above)) if id_ in present), len(above))
        left, beside = above[: len(above) - run], ids[-count - 1]
        # What is left of the last page stands right above, or it is all gone but for what is pinned on top.
        together = beside == left[-1] if left and not entries.pinned(left[-1]) else beside not in before
        if 0 < run <= fresh and tuple(ids[-count:]) == tail and together:
            return tail, tuple(above[-run:])
    return None


def _refuted(known: Known, ids: Sequence[str], held: RollOff) -> bool:
    """Return whether a page shows that nothing sticks to its bottom, or that it was not full."""
    present, last, above = frozenset(ids), known.sticky[-1], known.window[: -len(known.sticky)]
    if last in ids and ids[-1] not in known.window:
        return True  # it goes on below
    if all(id_ in known.entries for id_ in ids) or not present.issuperset(above[-1:]):
        return False
    return last not in ids or len(ids) > held.size
