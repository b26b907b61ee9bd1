"""How long events took, summed up. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.model import Event, Timing


class _Observed(msgspec.Struct):
    lag_s: float | None = None


class _Told(msgspec.Struct):
    observed: _Observed | None = None


class _Body(msgspec.Struct):
    data: _Told


_BODY = msgspec.json.Decoder(_Body)


def lag_of(event: Event) -> float | None:
    """Return the seconds from the publisher's date of an event to our seeing it, where there was one.

    Only this is read of the body (5 µs); a date that lies ahead of our clock counts as no delay.
    """
    try:
        observed = _BODY.decode(event.body).data.observed
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return None if observed is None or observed.lag_s is None else max(0.0, observed.lag_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Seconds: the middle one of so many, and the one that 99 of 100 are not above."""

    count: int
    p50: float
    p99: float


def summary(seconds: Iterable[float]) -> Summary | None:
    """Return the summary of some lengths of time, None if there are none.

    >>> summary([3, 1, 2]), summary([])
    (Summary(count=3, p50=2, p99=3), None)
    """
    ordered = sorted(seconds)
    if not ordered:
        return None
    return Summary(count=len(ordered), p50=_rank(ordered, 0.5), p99=_rank(ordered, 0.99))


def _rank(ordered: Sequence[float], share: float) -> float:
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """From the publisher's date to our seeing it, and from there to the webhook."""

    seen: Summary | None
    delivered: Summary | None


def pair(timings: Iterable[Timing]) -> Pair:
    """Return both summaries of some events."""
    seen: list[float] = []
    delivered: list[float] = []
    for timing in timings:
        lag = lag_of(timing.event)
        if lag is not None:
            seen.append(lag)
        delivered += (max(0.0, took.total_seconds()) for took in timing.delivered)
    return Pair(seen=summary(seen), delivered=summary(delivered))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One stretch of time, and how the events in it fared."""

    start: datetime
    pair: Pair


def slots(timings: Iterable[Timing], *, since: datetime, until: datetime, length: timedelta) -> list[Slot]:
    """Return the stretches between two times, those without an event too."""
    count = max(1, math.ceil((until - since) / length))
    sorted_in: list[list[Timing]] = [[] for _ in range(count)]
    for timing in timings:
        place = (timing.event.at - since) // length
        if 0 <= place < count:
            sorted_in[place].append(timing)
    return [Slot(start=since + place * length, pair=pair(inside)) for place, inside in enumerate(sorted_in)]
