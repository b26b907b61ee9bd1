"""Older copies that do not say so: a page that takes back what came last, and shows nothing else that is new.

    known      e6 e5' e4 e3      e6 came at 12:04, e5 was edited at 12:03
    reading       e5  e4 e3      how it stood before 12:03: a retreat

A newsroom may have done that, or a cache has answered with what it kept. Three things that came one after the other
are hardly taken back at once. Of fewer, an edit is the newsroom's own affair. A missing entry is doubted
(quarantine.py) where the source was seen to serve copies, if it has just come or went together with something else: two
entries at least were gone for a reading, and there again before they were told as withdrawn (a relapse each).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.model import Copies, EventType, Relapse, Retreat

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.compare import Comparison
    from monitor.model import Known, SourceState

JUST_CAME = timedelta(minutes=2)
"""What has been seen for so long is on the copies of most caches: they keep pages for 10 to 60 s, and serve them for as
long again while they fetch the next."""

FEW_TOGETHER = 3
"""More entries than that came with one reading: the first one, or one after an outage of ours."""

LONGEST_LAG = timedelta(minutes=3)
"""A copy that is further behind is an accident, and says nothing of the next one."""

REMEMBERED = timedelta(hours=1)

TAUGHT = 2
"""So many entries must have been gone for a reading, and there again before they were told as withdrawn."""

MANY = 3
"""Things that came one after the other and are taken back at once: hardly a newsroom's doing, whatever its caches."""

ALLOWANCE = 2
"""How many times the greatest lag seen is reckoned with."""

MOST_RELAPSES = 8


def witnessed(before: Copies, known: Known, found: Comparison, *, at: datetime) -> Copies:
    """Return what is known of a source's copies after a reading that is not yet believed."""
    retreat = _retreat(known, found, at)
    last = before.retreat
    if last is not None and at - last.at > LONGEST_LAG:
        last = None
    if retreat is None and last is not None and last.lacks and _is_back(last, known, found):
        return _relapsed(before, last, at)
    return replace(before, retreat=retreat or last)


def at_rest(state: SourceState, *, at: datetime) -> Copies:
    """Return what is known of a source's copies after the page was found to be the one that was believed last."""
    copies = state.copies
    if copies.retreat is None or state.quarantine is None:
        return copies
    return _relapsed(copies, copies.retreat, at)


def doubted(copies: Copies, *, at: datetime) -> bool:
    """Return whether the reading at that time is a retreat that an older copy would make."""
    retreat = copies.retreat
    if retreat is None or retreat.at != at:
        return False
    if retreat.moments >= MANY:
        return True
    relapses = [relapse for relapse in copies.relapses if at - relapse.at <= REMEMBERED]
    # A → B → A of one entry is its own affair.
    if not retreat.lacks or len({relapse.newest for relapse in relapses}) < TAUGHT:
        return False
    lag = max(ALLOWANCE * relapse.lag for relapse in relapses)
    return retreat.moments > 1 or at - retreat.since < max(lag, JUST_CAME)


def _retreat(known: Known, found: Comparison, at: datetime) -> Retreat | None:
    """Return the retreat that a reading is, if it is one."""
    if not known.baseline or found.withdrawn or any(change.kind is EventType.ENTRY_CREATED for change in found.changes):
        return None
    # What was missing before is being counted already: that reading was believed.
    lost = {id_: known.entries.first_seen(id_) for id_ in found.missing if not known.entries.missing(id_)}
    undone = dict(lost)
    for after in found.touched:
        before = known.entries.get(after.id)
        if before is None or before.revision.number == after.revision.number:
            continue
        if after.revision.fingerprint not in before.past:
            return None
        undone[after.id] = before.revision.observed_at
    if not undone:
        return None
    since = min(undone.values())
    kept = [moment for id_ in known.window if id_ not in undone and (moment := known.entries.changed_at(id_)) >= since]
    # What came with one reading came one after the other: a copy may lack a part of it.
    if kept and (max(kept) > since or len(kept) + len(undone) > FEW_TOGETHER):
        return None
    if since == known.entries.first_seen(next(iter(known.entries))):
        return None  # with the first reading of all
    newest = max(undone, key=known.entries.changed_at)
    return Retreat(
        since=since,
        at=at,
        moments=len(set(undone.values())),
        newest=newest,
        newest_at=known.entries.changed_at(newest),
        lacks=bool(lost),
    )


def _is_back(retreat: Retreat, known: Known, found: Comparison) -> bool:
    """Return whether a reading shows the newest of what a retreat took back, as it was before that."""
    id_ = retreat.newest
    edited = any(
        after.id == id_ and after.revision.number != known.entries[id_].revision.number for after in found.touched
    )
    stood = id_ in known.entries and known.entries.changed_at(id_) == retreat.newest_at
    return stood and not edited and id_ in found.shown and not known.entries.deleted(id_)


def _relapsed(copies: Copies, retreat: Retreat, at: datetime) -> Copies:
    lag = retreat.at - retreat.since
    if lag > LONGEST_LAG:
        return replace(copies, retreat=None)
    relapse = Relapse(newest=retreat.newest, at=at, lag=lag)
    return Copies(relapses=(*copies.relapses, relapse)[-MOST_RELAPSES:])
