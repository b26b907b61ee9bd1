"""Older copies that do not say so: a page that takes back what came last, and shows nothing else that is new.

    known      e6 e5' e4 e3      e6 came at 12:04, e5 was edited at 12:03
    reading       e5  e4 e3      how it stood before 12:03: a retreat

A newsroom may have done that, or a cache has answered with what it kept. What tells them apart is what comes next: a
retreat that is undone, so that the last thing it took back is there again as it was, is a relapse. Where some are seen
within the hour the source serves copies, and each retreat is doubted (quarantine.py) until what it takes back is older
than such copies are. Three things that came one after the other are hardly taken back at once by anybody: that is
doubted at any source. Copies that say their age, or that their words betray, need no lesson and teach none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.model import Copies, EventType, Quarantine, Relapse, Retreat, Suspicion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from monitor.compare import Comparison
    from monitor.model import Known, SourceState

HELD = timedelta(minutes=2)
"""For so long at least what is not believed must go on where we choose when to poll, and where copies are doubted that
do not say their age: three polls may be over in 15 s, a cache's copy is not. Most caches keep pages for 10 to 60 s, and
serve them for as long again while they fetch the next."""

FEW_TOGETHER = 3
"""More entries than that came with one reading: the first one, or one after an outage of ours."""

LONGEST_LAG = timedelta(minutes=10)
"""A copy that is further behind says nothing of the age of the next one, only of how long it is served."""

REMEMBERED = timedelta(hours=1)

TAUGHT = 4
"""How much must have taught that a source serves copies before a missing entry is doubted; twice as much before an edit
or a withdrawal that is taken back by itself is: A → B → A is mostly the newsroom's own affair. What was gone for a
reading and there again counts twice, what had been told by then once: newsrooms do that, too. One thing counts once."""

MANY = 3
"""Things that came one after the other and are taken back at once: hardly a newsroom's doing, whatever its caches."""

ALLOWANCE = 1.5
"""How many times the lag seen is reckoned with: the last reading of a copy was not its last moment."""

MOST_RELAPSES = 8

MOST_REFUTED = 3
"""Refutations that count: what follows so many must agree four times as often, and for four times as long."""

MOST_WITHDRAWN = 16
"""Withdrawals that a copy may take back: so many of the last."""


def witnessed(before: Copies, known: Known, found: Comparison, *, at: datetime) -> Copies:
    """Return what is known of a source's copies after a reading that is not yet believed."""
    retreat, last = _retreat(before, known, found, at), before.retreat
    if last is not None and at - last.at > LONGEST_LAG:
        last = None
    if retreat is not None:
        same = last is not None and last.newest == retreat.newest
        return replace(before, retreat=replace(retreat, first=last.first) if last and same else retreat)
    if last is not None and _is_back(last, known, found):
        return _undone_at(before, last, at)
    return replace(before, retreat=last)


def at_rest(state: SourceState, *, at: datetime) -> Copies:
    """Return what is known of a source's copies after the page was found to be the one that was believed last.

    A retreat that is held is undone by that; one that was believed is what the page still shows.
    """
    copies, held = state.copies, state.quarantine
    if copies.retreat is None or held is None or not _holds(held, copies.retreat):
        return copies
    return _undone_at(copies, copies.retreat, at)


def betrayed(copies: Copies) -> Copies:
    """Return what is known of a source's copies after one that is not believed for what it says itself."""
    return replace(copies, retreat=None)


def refuted(copies: Copies, *, at: datetime) -> Copies:
    """Return what is known of a source's copies after what was not believed turned out to be an accident."""
    return replace(copies, refuted=(*copies.refuted, at)[-MOST_REFUTED:])


def refutations(copies: Copies, *, at: datetime) -> int:
    """Return how many times as long what is not believed must go on: as often as it was an accident lately."""
    return sum(at - moment <= REMEMBERED for moment in copies.refuted)


def doubted(copies: Copies, *, at: datetime) -> bool:
    """Return whether the reading at that time is a retreat that an older copy would make."""
    retreat = copies.retreat
    if retreat is None or retreat.at != at:
        return False
    if retreat.moments >= MANY:
        return True
    taught = {relapse.newest: 1 if relapse.told else 2 for relapse in _recent(copies, at)}
    if sum(taught.values()) < (TAUGHT if retreat.lacks else 2 * TAUGHT):
        return False
    return retreat.moments > 1 or at - retreat.since < wait(copies, at=at)


def wait(copies: Copies, *, at: datetime) -> timedelta:
    """Return how long a retreat is doubted, by the copies that the source was seen to serve, but for the two oldest."""
    lags = sorted(relapse.lag for relapse in _recent(copies, at))
    return max((HELD, *(ALLOWANCE * lag for lag in lags[-3:][:1])))


def _recent(copies: Copies, at: datetime) -> Iterator[Relapse]:
    return (relapse for relapse in copies.relapses if at - relapse.at <= REMEMBERED)


def _holds(held: Quarantine, retreat: Retreat) -> bool:
    return held.suspicion is Suspicion.STALE and held.since is not None and held.since <= retreat.at


def believed_in(copies: Copies, found: Comparison, *, at: datetime) -> Copies:
    """Return what is known of a source's copies after a reading was believed: what it withdrew, and what is back."""
    kinds = {change.revision.entry.id: change.kind for change in found.changes if change.revision is not None}
    withdrawn = dict(copies.withdrawn)
    for id_, kind in kinds.items():
        if kind not in {EventType.ENTRY_DELETED, EventType.ENTRY_RESTORED}:
            continue
        away = withdrawn.pop(id_, None)
        if kind is EventType.ENTRY_DELETED:
            withdrawn[id_] = at
        elif away is not None and at - away <= LONGEST_LAG and not _was_by_itself(found.known, id_, away, kinds):
            since = found.known.entries.first_seen(id_)
            copies = _relapsed(copies, id_, at, since=since, away=away, told=True)
    return replace(copies, withdrawn=dict([*withdrawn.items()][-MOST_WITHDRAWN:]))


def _was_by_itself(known: Known, id_: str, away: datetime, kinds: Mapping[str, EventType]) -> bool:
    """Return whether the page that lacked an entry had later ones: that was no older copy."""
    since = known.entries.first_seen(id_)
    return any(
        since < known.entries.first_seen(other) < away and kinds.get(other) is not EventType.ENTRY_RESTORED
        for other in known.window
    )


def _retreat(before: Copies, known: Known, found: Comparison, at: datetime) -> Retreat | None:
    """Return the retreat that a reading is, if it is one."""
    undone, back = _undone(before, known, found)
    newest = max(undone or back, key=known.entries.changed_at, default=None)
    if newest is None:
        return None
    came = {**undone, **back}
    since = min(came.values())
    kept = [known.entries.changed_at(id_) for id_ in known.window if id_ not in undone and _is_later(known, id_, since)]
    if kept and max(kept) > since:
        return None
    # What came with one reading came one after the other: a copy may lack a part of it. Of what came with the first
    # reading of all, or with one after an outage, that says nothing.
    together = (kept and len(kept) + len(undone) > FEW_TOGETHER) or since == _first_seen(known)
    moments = sorted({*came.values()} - ({since} if together else set()))
    if not moments:
        return None
    return Retreat(
        since=moments[0],
        first=at,
        at=at,
        moments=len(moments),
        newest=newest,
        newest_at=known.entries.changed_at(newest) if undone else back[newest],
        lacks=any(id_ in undone for id_ in found.missing),
    )


def _undone(before: Copies, known: Known, found: Comparison) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """Return what a reading takes back, by when it came, and which withdrawals, by when they were told.

    Nothing if it shows anything else that is new.
    """
    undone: dict[str, datetime] = {}
    back: dict[str, datetime] = {}
    if not known.baseline or found.withdrawn or any(change.kind is EventType.ENTRY_CREATED for change in found.changes):
        return undone, back
    # What was missing before is being counted already: that reading was believed.
    undone.update((id_, known.entries.first_seen(id_)) for id_ in found.missing if not known.entries.missing(id_))
    lacks = bool(undone)
    for after in found.touched:
        entry = known.entries.get(after.id)
        if entry is None or (entry.revision.number == after.revision.number and not entry.deleted):
            continue
        if after.id in found.by_itself:
            continue  # it takes nothing back, and is no news either
        if entry.deleted and after.id in before.withdrawn:
            back[after.id] = before.withdrawn[after.id]
        elif not entry.deleted and (lacks or after.revision.fingerprint in entry.past):
            # One that lacks something may have words that were never seen: edited before we looked.
            undone[after.id] = entry.revision.observed_at
        elif not lacks:
            return {}, {}
    return undone, back


def _first_seen(known: Known) -> datetime:
    return known.entries.first_seen(next(iter(known.entries)))


def _is_later(known: Known, id_: str, since: datetime) -> bool:
    """Return whether an entry says what no copy from before a time has: one that was taken back says what it did."""
    if known.entries.changed_at(id_) < since:
        return False
    entry = known.entries[id_]
    return entry.revision.fingerprint not in entry.past


def _is_back(retreat: Retreat, known: Known, found: Comparison) -> bool:
    """Return whether a reading shows the newest of what a retreat took back, as it was before that."""
    id_ = retreat.newest
    if id_ not in known.entries or known.entries.deleted(id_):
        return False
    number = known.entries[id_].revision.number
    edited = any(after.id == id_ and after.revision.number != number for after in found.touched)
    return id_ in found.shown and not edited and known.entries.changed_at(id_) == retreat.newest_at


def _undone_at(copies: Copies, retreat: Retreat, at: datetime) -> Copies:
    lesson = _relapsed(copies, retreat.newest, at, since=retreat.since, away=retreat.first or retreat.at)
    return replace(lesson, retreat=None)


def _relapsed(
    copies: Copies, newest: str, at: datetime, *, since: datetime, away: datetime, told: bool = False
) -> Copies:
    """Return what is known after something is there again that came `since` a time, and was gone from another on."""
    lag = at - since if at - since <= LONGEST_LAG else min(at - away, LONGEST_LAG)
    relapse = Relapse(newest=newest, at=at, lag=lag, told=told)
    return replace(copies, relapses=(*copies.relapses, relapse)[-MOST_RELAPSES:])
