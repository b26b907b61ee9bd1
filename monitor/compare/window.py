"""The window rule: what vanished inside what the page still shows, what rolled off its end, what is backfill.

The known window lists ids newest first. An id that is gone while something older than it is still there was taken
away; one that is gone together with all below it has rolled off the page.

    known window     e5 e4 e3 e2 e1
    snapshot      e6 e5    e3            e4 is missing; e2 and e1 rolled off

Entries that stand where they do for another reason than their age prove nothing: pinned ones, and those that stick to
the bottom of the page (an introduction) while the entries above them roll off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.model import Window

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from monitor.model import Entry, Known


MAX_STICKY = 2
"""Entries at the bottom of a page that may be sticky."""

ROLLING_WINDOW = 5
"""A page of fewer entries has nothing rolling off yet, so what is gone from it was taken away."""


def vanished(known: Known, present: Collection[str], shown: Window) -> tuple[list[str], list[str]]:
    """Return the ids that the snapshot lacks: those missing inside its window, and those that rolled off; newest first.

    "Something older" is judged by place and by date: a pinned entry stands above younger ones, and when it is
    unpinned it leaves for its own place, which may be off the page. So an entry that is older than all that is left
    below it counts as rolled off.
    """
    missing: list[str] = []
    rolled_off: list[str] = []
    something_below = False
    oldest_below = None
    for id_ in reversed(known.window):
        entry = known.entries[id_].revision.entry
        if id_ in present:
            if not entry.pinned and id_ not in known.sticky:
                something_below = True
                if entry.published is not None and (oldest_below is None or entry.published < oldest_below):
                    oldest_below = entry.published
            continue
        dated = entry.published is not None and oldest_below is not None
        inside = something_below and (not dated or oldest_below <= entry.published)  # type: ignore[operator]  # both are set when dated
        if inside or shown is Window.WHOLE:
            missing.append(id_)
        else:
            rolled_off.append(id_)
    missing.reverse()
    rolled_off.reverse()
    return missing, rolled_off


def backfilled(known: Known, entries: Sequence[Entry]) -> frozenset[str]:
    """Return the ids of unknown entries that are older than all we had seen and stand at the far end of the page.

    They show because the window grew, or because something above them was removed, not because they were published.
    Entries without a date count only up to the number that the same snapshot lacks: they filled its place. Pinned and
    sticky entries are out of their order, so they are no measure of either the end or the age.
    """
    present = {entry.id for entry in entries}
    ordered = [place for place, entry in enumerate(entries) if entry.id in known.entries and _in_order(known, entry)]
    if not ordered:
        return frozenset()
    tail = [entry for entry in entries[ordered[-1] + 1 :] if entry.id not in known.entries]
    if not tail:
        return frozenset()
    readings = (seen.revision.entry for seen in known.entries.values())
    dates = (entry.published for entry in readings if _in_order(known, entry))
    oldest = min((date for date in dates if date is not None), default=None)
    places = sum(id_ not in present for id_ in known.window)
    found: set[str] = set()
    for entry in tail:
        if entry.published is not None:
            if oldest is not None and entry.published <= oldest:
                found.add(entry.id)
        elif places > 0:
            places -= 1
            found.add(entry.id)
    return frozenset(found)


def stuck(known: Known, entries: Sequence[Entry], shown: Window) -> tuple[str, ...]:
    """Return the ids of the entries that stick to the bottom of the page.

    They show themselves when entries right above them go while as many come on top: had those been taken away, a full
    page would have filled up from below, behind the last one.

    known window     e9 e8 e7 e6 intro
    snapshot     e10 e9 e8 e7    intro     e6 rolled off
    """
    ids = [entry.id for entry in entries]
    kept = known.sticky if known.sticky and tuple(ids[-len(known.sticky) :]) == known.sticky else ()
    if kept or shown is Window.WHOLE or len(known.window) < ROLLING_WINDOW or len(ids) < len(known.window):
        return kept
    fresh = next((place for place, id_ in enumerate(ids) if id_ in known.entries), len(ids))
    present = frozenset(ids)
    for count in range(1, MAX_STICKY + 1):
        tail = known.window[-count:]
        above = known.window[:-count]
        rolled = next((run for run, id_ in enumerate(reversed(above)) if id_ in present), len(above))
        newly = all(not known.entries[id_].missing for id_ in above[len(above) - rolled :])
        neighbours = tuple(ids[-count - 1 :]) == (*above[len(above) - rolled - 1 : len(above) - rolled], *tail)
        if 0 < rolled <= fresh and newly and neighbours:
            return tail
    return ()


def turns_round(known: Known, entries: Sequence[Entry]) -> bool:
    """Return whether the page adds new entries at the other end than was thought; `entries` are in the order thought.

    Only a page without dates must be asked: others are sorted. It shows when something is added at its end and nothing
    is gone, so that nothing can have filled up from below; one that turned round is turned back by less.
    """
    places = [place for place, entry in enumerate(entries) if entry.id in known.entries]
    if not places or len(places) == len(entries) or any(entry.published for entry in entries):
        return False
    at_end_alone = places[0] == 0 and len(places) == places[-1] + 1
    present = {entry.id for entry in entries}
    return at_end_alone and (known.oldest_first or all(id_ in present for id_ in known.window))


def _in_order(known: Known, entry: Entry) -> bool:
    return not entry.pinned and entry.id not in known.sticky


def merge_order(present: Sequence[str], window: Sequence[str], waiting: Sequence[str]) -> tuple[str, ...]:
    """Return the ids on the page, each of the `waiting` ones (missing, not confirmed) after what stood above it.

    >>> merge_order(["e6", "e5", "e3"], ["e5", "e4", "e3"], ["e4"])
    ('e6', 'e5', 'e4', 'e3')
    """
    if not waiting:
        return tuple(present)
    above: dict[str, str | None] = {}
    last: str | None = None
    gone = frozenset(waiting)
    on_page = frozenset(present)
    for id_ in window:
        if id_ in gone:
            above[id_] = last
        if id_ in gone or id_ in on_page:
            last = id_
    followers: dict[str | None, list[str]] = {}
    for id_ in waiting:
        followers.setdefault(above[id_], []).append(id_)
    merged: list[str] = []

    def place(id_: str | None) -> None:
        stack = list(reversed(followers.get(id_, ())))
        while stack:
            follower = stack.pop()
            merged.append(follower)
            stack.extend(reversed(followers.get(follower, ())))

    place(None)
    for id_ in present:
        merged.append(id_)
        place(id_)
    return tuple(merged)
