"""What the next request of a lane holds. Pure.

events after the cursor ─▶ not wanted: passed ─▶ quiet hours, collapsed: omitted ─▶ one event, or a batch
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.deliver.quiet import quiet_until
from monitor.model import EventType, Omission, Ordering, Parcel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Endpoint, Event

PAGE = 50
"""Events read at once: at 64 KiB each, four lanes of an endpoint hold at most 13 MiB."""

PARKED_PER_LANE = 100
"""Parcels that a lane may have beside its order; then it blocks, so that what a dead endpoint costs has a limit."""

QUIET = "came in quiet hours, which drop what comes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The next request of a lane: the events it holds (none: there is nothing to send yet).

    The cursor may move to `passed` first, over events that nobody is owed; `omitted` are those of them that the filter
    wants. `hold_until` is when a batch that waits for more goes out as it is.
    """

    passed: int
    members: tuple[Event, ...] = ()
    omitted: tuple[Omission, ...] = ()
    hold_until: datetime | None = None


def next_request(
    endpoint: Endpoint, owed: Sequence[Event], *, upto: int, tried: bool, all_read: bool, now: datetime
) -> Request:
    """Return what to send of the events that are `owed` after the cursor and up to the sequence `upto`.

    `all_read` says that there are none after `upto`; `tried` that the first one was sent before: it goes again alone,
    whatever came since.
    """
    batch = None if tried else endpoint.batch
    if batch is None and endpoint.quiet is None and not endpoint.collapse and owed:  # nearly always
        return Request(passed=owed[0].sequence - 1, members=(owed[0],))
    superseded = _superseded(owed) if endpoint.collapse and not tried else {}
    members: list[Event] = []
    omitted: list[Omission] = []
    for event in owed:
        reason = _omission(endpoint, event, superseded)
        if reason is not None:
            omitted.append(Omission(sequence=event.sequence, reason=reason))
            continue
        members.append(event)
        if batch is None or len(members) == batch.most:
            break
    if not members:
        return Request(passed=upto, omitted=tuple(omitted))
    passed = members[0].sequence - 1
    # An event from later than now was made by a clock that ran ahead: it waits for nothing.
    waiting = batch is not None and members[0].at <= now < members[0].at + batch.wait
    if batch is not None and waiting and len(members) < batch.most and all_read:
        leading = tuple(omission for omission in omitted if omission.sequence <= passed)
        return Request(passed=passed, omitted=leading, hold_until=members[0].at + batch.wait)
    last = members[-1].sequence
    return Request(
        passed=passed,
        members=tuple(members),
        omitted=tuple(omission for omission in omitted if omission.sequence < last),
    )


def page_size(endpoint: Endpoint) -> int:
    """Return how many events to read at once: some of them may not be wanted, and a batch should be full."""
    return PAGE if endpoint.batch is None else max(PAGE, 2 * endpoint.batch.most)


def parcel_of(events: Sequence[Event]) -> Parcel:
    """Return the parcel of a request that has not been tried."""
    return Parcel(
        sequences=tuple(event.sequence for event in events), entries=tuple(event.entry_id for event in events)
    )


def split(parcel: Parcel) -> tuple[Parcel, ...]:
    """Return a parcel of its own for each event of a batch."""
    return tuple(
        Parcel(sequences=(sequence,), entries=(entry,))
        for sequence, entry in zip(parcel.sequences, parcel.entries, strict=True)
    )


def next_parcel(parcels: Sequence[Parcel], ordering: Ordering, now: datetime) -> Parcel | None:
    """Return the first parcel, in the order of sequences, that may be sent now."""
    for place, parcel in enumerate(parcels):
        if (parcel.next_at is None or parcel.next_at <= now) and not waits_for(
            parcel.entries, parcels[:place], ordering
        ):
            return parcel
    return None


def next_time(parcels: Sequence[Parcel], ordering: Ordering) -> datetime | None:
    """Return when the next parcel may be sent that waits for nothing but its time; None if there is none."""
    free = (
        parcel.next_at
        for place, parcel in enumerate(parcels)
        if not waits_for(parcel.entries, parcels[:place], ordering)
    )
    return min((moment for moment in free if moment is not None), default=None)


def waits_for(entries: Sequence[str | None], earlier: Sequence[Parcel], ordering: Ordering) -> bool:
    """Return whether a request that tells of `entries` must wait for the parcels before it."""
    if not earlier or ordering is Ordering.NONE:
        return False
    if ordering is Ordering.SOURCE or None in entries:
        return True
    return any(not set(entries).isdisjoint(parcel.entries) for parcel in earlier)


def _omission(endpoint: Endpoint, event: Event, superseded: dict[int, Event]) -> str | None:
    """Return why an event that is wanted is left out for its moment, None if it is not."""
    if endpoint.quiet is not None and endpoint.quiet.drop and quiet_until(endpoint.quiet, event.at) is not None:
        return QUIET
    if (later := superseded.get(event.sequence)) is not None:
        return f"collapsed: {later.id}, a later update of the entry, is sent instead"
    return None


def _superseded(events: Sequence[Event]) -> dict[int, Event]:
    """Return by sequence the updates that a later one of the same entry makes needless, with that one.

    Only the events that were read together are looked at: a page of the backlog, so that its length costs no memory.
    Nothing else may have befallen the entry in between: a restored entry is not told by the update before it.
    """
    latest: dict[str, Event] = {}
    found: dict[int, Event] = {}
    for event in reversed(events):
        if event.entry_id is None:
            continue
        if event.type is not EventType.ENTRY_UPDATED:
            latest.pop(event.entry_id, None)
        elif event.entry_id in latest:
            found[event.sequence] = latest[event.entry_id]
        else:
            latest[event.entry_id] = event
    return found
