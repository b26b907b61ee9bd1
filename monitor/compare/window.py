"""The window rule: what vanished inside what the page still shows, what rolled off its end, what is backfill.

The known window lists ids newest first. An id that is gone while something older than it is still there was taken
away; one that is gone together with all below it has rolled off the page.

    known window     e5 e4 e3 e2 e1
    snapshot      e6 e5    e3            e4 is missing; e2 and e1 rolled off

Entries that stand where they do for another reason than their age prove nothing: pinned ones, and those that stick to
the bottom of the page (an introduction) while the entries above them roll off.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.compare.likeness import begins_as
from monitor.model import IdClass, Window

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Entry, Known, Snapshot


PARTS = frozenset({Window.PART, Window.REST})
"""Snapshots of an older page: they say nothing of what is above their first entry."""

_NUMBERED = re.compile(r"\D*(\d{3,18})")
"""Ids that publishers count; smaller numbers may count the places of a page."""

MAX_SAME_ORDER = 3
"""Entries that are pinned and unpinned may stand the other way round, but no more of them."""

MAX_OUT_OF_ORDER = 50
"""Entries that are gone, out of the order of their dates, whose places are looked into: each costs a look at all."""


def vanished(
    known: Known, ids: Sequence[str], shown: Window, *, below: datetime | None = None
) -> tuple[list[str], list[str]]:
    """Return the ids that the snapshot lacks: those missing inside its window, and those that rolled off; newest first.

    "Something older" is judged by place and by date: a pinned entry stands above younger ones, and when it is
    unpinned it leaves for its own place, which may be off the page. So an entry that is older than all that is left
    below it counts as rolled off, and one that has moved to the top is nobody's below. `ids` are those on the page,
    `below` is the date of an entry that fills it up from below.
    """
    present = {id_: place for place, id_ in enumerate(ids)}
    missing: list[str] = []
    rolled_off: list[str] = []
    absent = sum(id_ not in present for id_ in known.window)
    in_order = (id_ for id_ in known.window if id_ in present and not known.entries.pinned(id_))
    top = next((present[id_] for id_ in in_order), 0)
    something_below, oldest_below = below is not None, below
    in_place: list[str] = []
    for spot, id_ in reversed([*enumerate(known.window)]):
        if len(missing) + len(rolled_off) == absent:
            break  # most often what is gone has rolled off the end, and nothing above it need be looked at
        published = known.entries.published(id_)
        if id_ in present:
            if not known.entries.pinned(id_) and id_ not in known.sticky and present[id_] >= top:
                something_below = True
                in_place.append(id_)
                if published is not None and (oldest_below is None or published < oldest_below):
                    oldest_below = published
            continue
        undated = published is None or oldest_below is None
        inside = something_below and (undated or oldest_below <= published)  # type: ignore[operator]  # both are set
        out_of_order = something_below and not inside and len(rolled_off) < MAX_OUT_OF_ORDER
        if inside or shown in {Window.WHOLE, Window.REST} or (out_of_order and _in_its_place(known, spot, in_place)):
            missing.append(id_)
        else:
            rolled_off.append(id_)
    missing.reverse()
    rolled_off.reverse()
    if shown in PARTS:
        return _below_first(known, present, missing), []
    return missing, rolled_off


def _in_its_place(known: Known, spot: int, below: Sequence[str]) -> bool:
    """Return whether the entry at a spot of the window is in its place among younger ones that were there before it.

    The page goes by another date than the one that it shows, and one that is younger than all of them stands above.
    What is lifted for a while stands on top, or has younger ones below it that came later.
    """
    id_ = known.window[spot]
    date = known.entries.published(id_)
    dates = {other: at for other in below if (at := known.entries.published(other)) is not None}
    if date is None or not dates:  # what is below has filled the page up from there
        return False
    above = (other for other in known.window[:spot] if not known.entries.pinned(other))
    on_top = max((at for other in above if (at := known.entries.published(other))), default=date)
    seen = known.entries.first_seen(id_)
    return max(dates.values()) < on_top and all(
        known.entries.first_seen(other) <= seen for other, at in dates.items() if at > date
    )


def untouched(known: Known, ids: Sequence[str], shown: Window, *, since: datetime) -> tuple[list[str], list[str]]:
    """Return the ids that a page of what was touched `since` lacks: the missing ones, and those that rolled off.

    Each touch moves an entry to the top of the list, so its place says nothing; but one that was published, edited or
    merely touched after the last on the page was must be on it. Between which moments an older page lies is not known.
    """
    present = frozenset(ids)
    absent = [id_ for id_ in known.window if id_ not in present]
    if shown in PARTS:
        return [], []
    missing = [id_ for id_ in absent if (date := _last_touch(known, id_)) is not None and date > since]
    kept = frozenset(missing)
    return missing, [id_ for id_ in absent if id_ not in kept]


def touches(known: Known, snapshot: Snapshot, shown: Sequence[str], waiting: Sequence[str]) -> Mapping[str, datetime]:
    """Return when the entries on a page of what was touched last were touched, where their own dates do not say it.

    `shown` are the ids by which we know the snapshot's entries; those that are `waiting` are not on the page any more.
    """
    touched = {id_: known.touched[id_] for id_ in waiting if id_ in known.touched}
    for entry, id_ in zip(snapshot.entries, shown, strict=True) if snapshot.touched else ():
        at, dated = snapshot.touched.get(entry.id), entry.updated or entry.published
        if at is not None and (dated is None or dated < at):
            touched[id_] = at
    return touched


def _last_touch(known: Known, id_: str) -> datetime | None:
    entry = known.entries.entry(id_)
    return known.touched.get(id_) or entry.updated or entry.published


def _below_first(known: Known, present: Collection[str], missing: Sequence[str]) -> list[str]:
    """Return those of the missing that stand below a known entry that is shown: the others are of another page."""
    below: set[str] = set()
    above = iter(known.window)
    if any(id_ in present and not known.entries.pinned(id_) for id_ in above):
        below.update(above)
    return [id_ for id_ in missing if id_ in below]


def backfilled(known: Known, ids: Sequence[str], unlike: Mapping[str, Entry]) -> frozenset[str]:
    """Return the ids of unknown entries that are older than all we had seen and stand at the far end of the page.

    They show because the window grew, or because something above them was removed, not because they were published.
    Entries without a date count where the page has grown on top before, else only up to the number that the same
    snapshot lacks: they filled its place. Pinned and sticky entries are out of their order, so they are no measure of
    either the end or the age. `ids` are those on the page, `unlike` its entries that are not as known.
    """

    def measures(id_: str) -> bool:
        pinned = unlike[id_].pinned if id_ in unlike else known.entries.pinned(id_)
        return not pinned and id_ not in known.sticky and id_ in known.entries

    last = next((place for place in reversed(range(len(ids))) if measures(ids[place])), None)
    tail = [] if last is None else [unlike[id_] for id_ in ids[last + 1 :] if id_ not in known.entries]
    if not tail:
        return frozenset()
    present = frozenset(ids)
    in_order = (id_ for id_ in known.entries if not known.entries.pinned(id_) and id_ not in known.sticky)
    dates = map(known.entries.published, in_order)
    oldest = min((date for date in dates if date is not None), default=None)
    places = len(tail) if _grown_on_top(known) > timedelta() else sum(id_ not in present for id_ in known.window)
    found: set[str] = set()
    for entry in tail:
        if entry.published is not None:
            if oldest is not None and entry.published <= oldest:
                found.add(entry.id)
        elif places > 0:
            places -= 1
            found.add(entry.id)
    return frozenset(found)


def filled_up_to(
    known: Known, ids: Sequence[str], unlike: Mapping[str, Entry], older: Collection[str]
) -> datetime | None:
    """Return the newest date of what fills the page up from below: backfill, and what rolled off and shows again.

    known window     e9 e8 e4 e7 e6      rolled off: e3
    snapshot         e9 e8    e7 e6 e3   e4 is older than all that is left of the window, and yet its place is shown
    """
    window = frozenset(known.window)
    again: list[str] = []
    for id_ in reversed(ids):
        if id_ in window:
            if id_ in known.sticky:
                continue  # what fills the page up stands above it
            break
        if id_ in known.entries and not (known.entries.deleted(id_) or known.entries.pinned(id_)):
            again.append(id_)
    dates = [*(unlike[id_].published for id_ in older), *map(known.entries.published, again)]
    return max((date for date in dates if date is not None), default=None)


def continued(known: Known, ids: Sequence[str], unlike: Mapping[str, Entry], snapshot: Snapshot) -> frozenset[str]:
    """Return the ids of what was on the last page already, which broke off: its last entry, and all that is below it.

    A publisher may never close its pages, so a snapshot that is not whole either must show both. Below the last entry
    of a page that runs upwards are the newest; which of them are new is for their dates to say.

    known window     e9 e8 e7 e6 (half of it)
    snapshot     e10 e9 e8 e7 e6 e5 e4           e10 is new
    """
    last = known.window[0 if snapshot.upwards else -1] if known.window else None
    if last is None or last not in ids:
        return frozenset()
    behind = ids[: ids.index(last)] if snapshot.upwards else ids[ids.index(last) + 1 :]
    read_at = known.entries[last].first_seen
    below = frozenset(
        id_
        for id_ in behind
        if id_ not in known.entries and not (snapshot.upwards and (at := unlike[id_].published) and at > read_at)
    )
    completed = last in unlike and begins_as(known.entries.entry(last), unlike[last])
    if not snapshot.closed and not (below and completed):
        return frozenset()
    return below | {last} if completed else below


def begins_anew(known: Known, snapshot: Snapshot, shown: Sequence[str]) -> bool:
    """Return whether the page shows nothing of the last one, and calls other entries by its names.

    It is the next live blog at that address, with ids from 1 again: nothing of the last one was withdrawn.
    """
    window = frozenset(known.window)
    return window.isdisjoint(shown) and any(entry.id in window for entry in snapshot.entries)


def turns_round(known: Known, ids: Sequence[str]) -> bool:
    """Return whether the page adds new entries at the other end than was thought; `ids` are in the order thought.

    Only a page without dates must be asked: others are sorted. It shows when something is added at its end and nothing
    is gone, so that nothing can have filled up from below; one that turned round is turned back by less. What has
    grown on top before, or shows again at its end what had rolled off there, does not turn; what has grown at its end
    before does though it rolls at its beginning.
    """
    places = [place for place, id_ in enumerate(ids) if id_ in known.entries]
    if not places or len(places) == len(ids) or places[0] != 0 or len(places) != places[-1] + 1:
        return False
    if known.oldest_first:
        return True
    present, window = frozenset(ids), frozenset(known.window)
    if any(id_ not in window and not known.entries.deleted(id_) for id_ in ids[: len(places)]):
        return False
    grown, gone = _grown_on_top(known), tuple(id_ for id_ in known.window if id_ not in present)
    if not gone:
        return grown <= timedelta()
    # Before it has grown anywhere, ids that publishers count up tell its end.
    at_its_end = grown < timedelta() or (not grown and known.id_class is IdClass.STABLE and _count_up(ids))
    return at_its_end and gone == known.window[: len(gone)]


def _count_up(ids: Sequence[str]) -> bool:
    """Return whether the numbers in ids grow from one to the next, as those that are given to the newest last do.

    >>> _count_up(["post-7312", "post-7349", "post-7412", "post-7490"]), _count_up(["post-7312", "post-7290"])
    (True, False)
    """
    numbers = [int(found[1]) if (found := _NUMBERED.fullmatch(id_)) else None for id_ in ids]
    return len(numbers) > MAX_SAME_ORDER and all(
        one is not None and other is not None and one < other for one, other in pairwise(numbers)
    )


def _grown_on_top(known: Known) -> timedelta:
    """Return by how much the first entry was seen later than the last one; less than nothing if that came later."""
    window = [id_ for id_ in known.window if not known.entries.pinned(id_)]
    first, last = (known.entries.first_seen(id_) for id_ in (window[0], window[-1])) if window else (None, None)
    return first - last if first and last else timedelta()


def upside_down(known: Known, ids: Sequence[str]) -> bool:
    """Return whether the page shows the known window the other way round, as some do for a poll or for good.

    Only a page without dates must be asked: others are sorted. Two or three may stand so by themselves.
    """
    places = {id_: place for place, id_ in enumerate(ids)}
    order = [places[id_] for id_ in known.window if id_ in places]
    return len(order) > MAX_SAME_ORDER and order[0] > order[-1] and order == sorted(order, reverse=True)


def merge_order(present: Sequence[str], known: Known, waiting: Sequence[str]) -> tuple[str, ...]:
    """Return the ids on the page, each of the `waiting` ones (missing, not confirmed) before what stood below it.

    That is why it is missed, and must be so in the next reading. What is pinned leaves for its own place, and what
    sticks to the bottom has others come above it.

    known window     e5 e4 e3
    snapshot      e6 e5    e3     e6 e5 e4 e3
    """
    if not waiting:
        return tuple(present)
    missed, places = frozenset(waiting), {id_: place for place, id_ in enumerate(present)}
    ids = [id_ for id_ in known.window if id_ in missed or not (known.entries.pinned(id_) or id_ in known.sticky)]
    below = max((places[id_] + 1 for id_ in ids if id_ in places), default=0)  # what fills the page up from there
    before: dict[int, list[str]] = {}
    for id_ in reversed(ids):
        if id_ in missed:
            before.setdefault(below, []).append(id_)
        else:
            below = places.get(id_, below)
    merged: list[str] = []
    for place in range(len(present) + 1):
        merged += [*reversed(before.get(place, ())), *present[place : place + 1]]
    return tuple(merged)
