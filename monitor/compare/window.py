"""The window rule: what vanished inside what the page still shows, what rolled off its end, what is backfill.

The known window lists ids newest first. An id that is gone while something older than it is still there was taken
away; one that is gone together with all below it has rolled off the page.

    known window     e5 e4 e3 e2 e1
    snapshot      e6 e5    e3            e4 is missing; e2 and e1 rolled off
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.model import Window

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from monitor.model import Entry, Known


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
            if not entry.pinned:
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
    Entries without a date count only up to the number that the same snapshot lacks: they filled its place.
    """
    present = {entry.id for entry in entries}
    last_known = max((place for place, entry in enumerate(entries) if entry.id in known.entries), default=None)
    if last_known is None:
        return frozenset()
    tail = entries[last_known + 1 :]
    if not tail:
        return frozenset()
    dates = [seen.revision.entry.published for seen in known.entries.values()]
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
