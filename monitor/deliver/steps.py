"""The steps of a lane: what is written down for each, and where the lane stands after it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.deliver.breaker import Signal
from monitor.deliver.consequence import Fate
from monitor.deliver.packing import PARKED_PER_LANE, parcel_of, split
from monitor.model import DeadLetter, Lane, LaneCommit, Ordering, Parcel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.deliver.consequence import Consequence
    from monitor.model import Attempt, Endpoint, Event, Omission

OVERTAKEN = frozenset({Signal.FAILED, Signal.REFUSED})
"""After these an event may be parked; whatever else stops one stops the whole endpoint, so parking gains nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a lane stands: its row, and the first of its parcels in the order of their sequences."""

    lane: Lane
    parcels: tuple[Parcel, ...] = ()


def arrive(place: Place, commit: LaneCommit) -> Place:
    """Return where a lane stands when a step of it is written."""
    if commit.plain:
        return Place(lane=commit.after, parcels=place.parcels)
    kept = [parcel for parcel in place.parcels if parcel is not commit.settled]
    parcels = sorted((*kept, *commit.parcels), key=lambda parcel: parcel.sequence)
    lane = commit.after
    if commit.released:
        lane = replace(lane, next_at=None)
        parcels = [replace(parcel, next_at=None) for parcel in parcels]
    return Place(lane=lane, parcels=tuple(parcels))


def passing(place: Place, upto: int, omitted: tuple[Omission, ...], *, at: datetime) -> LaneCommit:
    """Return the step over events that nobody is owed."""
    return LaneCommit(before=place.lane, after=_moved(place.lane, upto), at=at, omitted=omitted)


def packing(place: Place, events: Sequence[Event], omitted: tuple[Omission, ...], *, at: datetime) -> LaneCommit:
    """Return the step that makes a parcel of events that were not tried, so that what it holds is fixed."""
    after = _moved(place.lane, events[-1].sequence)
    return LaneCommit(
        before=place.lane,
        after=replace(after, parked=after.parked + 1),
        at=at,
        parcels=(parcel_of(events),),
        omitted=omitted,
    )


def settling(
    place: Place,
    tried: Lane | Parcel,
    events: Sequence[Event],
    attempt: Attempt,
    what: Consequence,
    *,
    endpoint: Endpoint,
    at: datetime,
) -> LaneCommit:
    """Return the step after an attempt at the lane's head or at one of its parcels."""
    lane = place.lane
    if tried is lane and what.fate is Fate.ACCEPTED:  # nearly always
        return LaneCommit(before=lane, after=_moved(lane, events[-1].sequence), at=at, attempts=(attempt,))
    settled = tried if isinstance(tried, Parcel) else None
    after = lane
    parcels: tuple[Parcel, ...] = ()
    match what.fate:
        case Fate.ACCEPTED | Fate.DEAD:
            after = lane if settled else _moved(lane, events[-1].sequence)
        case Fate.SPLIT:
            parcels = split(settled or parcel_of(events))
            after = lane if settled else _moved(lane, events[-1].sequence)
        case Fate.AGAIN if settled:
            parcels = (_counted(settled, what),)
        case Fate.AGAIN if _overtaken(endpoint, lane, what):
            parcels = (_counted(parcel_of(events), what),)
            after = _moved(lane, events[-1].sequence)
        case _:
            after = replace(
                lane, attempts=what.attempts, refusals=what.refusals, since=what.since, next_at=what.next_at
            )
    return LaneCommit(
        before=lane,
        after=replace(after, parked=lane.parked - (settled is not None) + len(parcels)),
        at=at,
        attempts=(attempt,),
        settled=settled,
        parcels=parcels,
        dead=_dead(events, attempt, what, at) if what.fate is Fate.DEAD else (),
    )


def _moved(lane: Lane, cursor: int) -> Lane:
    return Lane(endpoint=lane.endpoint, source=lane.source, cursor=cursor, parked=lane.parked, epoch=lane.epoch)


def _counted(parcel: Parcel, what: Consequence) -> Parcel:
    return replace(parcel, attempts=what.attempts, refusals=what.refusals, since=what.since, next_at=what.next_at)


def _overtaken(endpoint: Endpoint, lane: Lane, what: Consequence) -> bool:
    room = lane.parked < PARKED_PER_LANE
    return endpoint.ordering is not Ordering.SOURCE and what.signal in OVERTAKEN and room


def _dead(events: Sequence[Event], attempt: Attempt, what: Consequence, at: datetime) -> tuple[DeadLetter, ...]:
    return tuple(
        DeadLetter(
            endpoint=attempt.endpoint,
            source=event.source,
            sequence=event.sequence,
            event_id=event.id,
            at=at,
            attempts=attempt.number,
            reason=what.reason,
            status=attempt.status,
        )
        for event in events
    )
