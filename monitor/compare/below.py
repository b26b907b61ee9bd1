"""One older page against the part of what is known that it shows.

    known     window e9 e8 e7     below e6 e5 e4 e3 e2 e1        newest first, as last seen
    older page                          e6 e5    e3              e4 is missing; of e2 and e1 it says nothing

Such a page proves only what lies between the first and the last known entry on it. Two things prove more: the last
entry of the page above it, if that was read right before (`above`), and that it was the last page already when it was
read before (then what stood below its last entry is gone). What it shows for the first time, below all that was
known, is a baseline and told to nobody, unless `backfill` is wanted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.compare import Comparison, compare
from monitor.compare.identity import recognise
from monitor.compare.names import FEW, shown_once
from monitor.model import EventType, IdClass, Known, Window, reading_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from monitor.compare import Rules
    from monitor.model import Change, Entry, OlderPage, Snapshot

MAX_BELOW = 5_000
"""Entries below the window whose order is remembered: 20 pages of 250."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFound:
    """What an older page brought.

    `part` is what it was held against: what is known, with those entries in the window that it should show. `bottom` is
    the last entry on it; `seam` says that known entries should stand between it and the page above, and that nothing
    proves yet that they are gone.
    """

    comparison: Comparison
    part: Known
    bottom: str | None
    seam: bool


def widened(known: Known, snapshot: Snapshot) -> Known:
    """Return what is known with the entries in the window that have moved up to the first page, and all above them.

    What stands below all that is recognised at first sight may be more of them, edited on the page below meanwhile.
    """
    in_place = _in_place(known, snapshot)
    shown = frozenset(in_place)
    moved = max((spot for spot, id_ in enumerate(known.below, 1) if id_ in shown), default=0)
    in_order = in_place if known.oldest_first else in_place[::-1]
    moved += next((spot for spot, id_ in enumerate(in_order) if id_ is not None), 0)
    return replace(known, window=(*known.window, *known.below[:moved]), below=known.below[moved:]) if moved else known


def carried(before: Known, after: Known) -> tuple[str, ...]:
    """Return the ids below the window, after the first page was compared: those that rolled off it come on top."""
    window = frozenset(after.window)
    sunk = (id_ for id_ in (*before.window, *before.below) if id_ not in window and not after.entries.deleted(id_))
    return tuple(dict.fromkeys(sunk))[:MAX_BELOW]


def compare_part(
    known: Known,
    snapshot: Snapshot,
    *,
    page: OlderPage,
    above: str | None,
    before: str | None,
    at: datetime,
    rules: Rules,
) -> PartFound:
    """Return what an older page brings, given how it was read the last time.

    `above` is the last entry of the page above if that was read right before, `before` the one if it was read earlier.
    """
    snapshot = _classed(snapshot, known)
    order = (*known.window, *known.below)
    spots = {id_: spot for spot, id_ in enumerate(order)}
    on_page = frozenset(filter(None, _in_place(known, snapshot))) or frozenset(filter(None, _edited(known, snapshot)))
    shown = [spots[id_] for id_ in on_page if id_ in spots]
    bounds = [*shown, *([spots[above]] if above in spots else [])]
    # A piece of a page that a button loads may name no next one, because the button's script counts on by itself.
    last = snapshot.older is None and snapshot.closed
    to_the_end = last and page.end and bool(bounds)
    # Entries that changed so much that only their neighbours tell who they are may stand at the ends of the page.
    margin = len(snapshot.entries) - len(on_page) if bounds else 0
    start, stop = (max(min(bounds) - margin, 0), max(bounds) + 1 + margin) if bounds else (len(order), len(order))
    stop = len(order) if to_the_end else stop
    part = replace(
        known,
        window=order[start:stop],
        below=(*order[:start], *order[stop:]),
        sticky=(),
        rolling=None,
        title=None,
        standfirst=None,
    )
    anchor = None if above is None or above in on_page else known.entries.entry(above)
    found = compare(part, _reading(snapshot, known, anchor, to_the_end=to_the_end), at=at, rules=rules)
    told = found.changes if rules.backfill else tuple(_but_baseline(found, part, page))
    proved = frozenset((*found.shown, *found.missing))
    in_place = (id_ for id_ in reversed(found.shown) if not found.known.entries.pinned(id_) and id_ not in known.sticky)
    return PartFound(
        comparison=replace(found, changes=told, known=_rejoined(known, found, order, last=last)),
        part=replace(part, window=tuple(id_ for id_ in part.window if id_ in proved)),
        bottom=next(in_place, None),
        seam=above is None and before in spots and bool(shown) and _open(known, order[spots[before] + 1 : min(shown)]),
    )


def _classed(snapshot: Snapshot, known: Known) -> Snapshot:
    """Return the page with stable ids where those of the first page are: a few in a row look like a counter.

    Not the other way round: where the first page looks like a counter and this one has gaps, it is none.
    """
    stable = known.id_class is IdClass.STABLE and len(known.window) >= FEW
    return replace(snapshot, id_class=IdClass.STABLE) if stable else snapshot


def _in_place(known: Known, snapshot: Snapshot) -> list[str | None]:
    """Return for each entry of the page its known id, by name, or else because it reads the same; None for the others.

    None as well for those that do not stand there for their age: pinned entries are repeated on each page, and sticky
    ones too.
    """
    named = snapshot.id_class is IdClass.STABLE
    by_reading: dict[bytes, str] = {}
    if not named:
        by_reading = {known.entries.reading(id_): id_ for id_ in reversed((*known.window, *known.below))}
    ids: list[str | None] = []
    for entry in shown_once(snapshot.entries):
        id_ = known.aliases.get(entry.id, entry.id) if named else by_reading.get(reading_of(entry), "")
        ids.append(id_ if _aged(known, entry, id_) else None)
    return ids


def _edited(known: Known, snapshot: Snapshot) -> list[str | None]:
    """Return the same of a page on which nothing reads as before: all of it was edited, or none of it is known."""
    wide = replace(known, window=(*known.window, *known.below), below=())
    ids = recognise(snapshot, wide).ids
    return [
        id_ if _aged(known, entry, id_) else None for id_, entry in zip(ids, shown_once(snapshot.entries), strict=False)
    ]


def _aged(known: Known, entry: Entry, id_: str) -> bool:
    """Return whether an entry is known and stands where it does for its age."""
    return id_ in known.entries and id_ not in known.sticky and not (entry.pinned or known.entries.pinned(id_))


def _reading(snapshot: Snapshot, known: Known, anchor: Entry | None, *, to_the_end: bool) -> Snapshot:
    """Return the page as a part of the live blog, beginning with the entry above it, where that is sure to stand."""
    first = () if anchor is None else (anchor,)
    entries = (*snapshot.entries, *first) if known.oldest_first else (*first, *snapshot.entries)
    window = Window.REST if to_the_end else Window.PART
    return replace(snapshot, entries=entries, window=window, title=None, standfirst=None)


def _but_baseline(found: Comparison, part: Known, page: OlderPage) -> Iterable[Change]:
    """Yield the changes without the entries that were there before we first looked: see the module's first lines."""
    known = [spot for spot, id_ in enumerate(found.shown) if id_ in part.entries]
    below_all = frozenset(found.shown[known[-1] + 1 :] if known else found.shown)
    for change in found.changes:
        if change.kind is EventType.ENTRY_CREATED:
            assert change.revision is not None
            undated = change.revision.entry.published is None
            if not page.read or (undated and change.revision.entry.id in below_all):
                continue
        yield change


def _rejoined(known: Known, found: Comparison, order: Sequence[str], *, last: bool) -> Known:
    """Return what is known from now on: the window as the first page showed it, the part in its place below.

    Below what is now the last page nothing more can be seen: what stood there has rolled off.
    """
    after = found.known
    here = frozenset(after.window)
    spots = [spot for spot, id_ in enumerate(order) if id_ in here and not after.entries.pinned(id_)]
    upper, lower = (order[: spots[0]], order[spots[-1] + 1 :]) if spots else (order, ())
    window = tuple(id_ for id_ in known.window if not after.entries.deleted(id_))
    on_page = frozenset(window)
    joined = (id_ for id_ in (*upper, *after.window, *(() if last else lower)) if id_ not in on_page)
    below = (id_ for id_ in joined if not after.entries.deleted(id_))
    return replace(
        known,
        entries=after.entries,
        window=window,
        below=tuple(dict.fromkeys(below))[:MAX_BELOW],
        aliases=after.aliases if after.id_class is IdClass.STABLE else known.aliases,
        flapping=after.flapping,
        blind=after.blind,
    )


def _open(known: Known, ids: Sequence[str]) -> bool:
    return any(not known.entries.deleted(id_) for id_ in ids)
