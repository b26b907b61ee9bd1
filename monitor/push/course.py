"""The course of a subscription: what to ask of its hub and when, and how far the hub is believed. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.model import Subscription

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Offer

LEASE = timedelta(days=7)
"""What is asked for; the hub decides."""
LEASE_LEAST, LEASE_MOST = timedelta(minutes=1), timedelta(days=30)
"""A shorter lease would be renewed more often than its pages are polled; a longer one outlives what it is of."""
RENEWED_AT = 0.7
"""Of a lease: the rest is for hubs that need several attempts."""

RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720, 1440))
"""Before a hub is asked again that refused, or asked us nothing back; the last for ever."""
AFTER_DENIAL = timedelta(days=1)
FAREWELLS = 3
"""So often a hub is asked to end a subscription; after that its pushes are answered that it is gone."""

TOLD_LATE = timedelta(minutes=2)
"""A push may come so long after the poll that found the same: hubs fetch, too, before they tell."""
PROOFS_MOST = 32


class Step(StrEnum):
    """What there is to do for a subscription."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    FORGET = "forget"


def begun(source: str, offer: Offer, *, key: str, secret: str, callback: str, now: datetime) -> Subscription:
    """Return a subscription that is about to be asked for."""
    return Subscription(
        key=key, source=source, hub=offer.hub, topic=offer.topic, callback=callback, secret=secret, next_at=now
    )


def due(one: Subscription, *, now: datetime) -> Step | None:
    """Return what there is to do now, None if there is nothing yet.

    What is further off than any lease was written by a clock that ran ahead, and nobody waits for it.
    """
    if now < one.next_at <= now + LEASE_MOST:
        return None
    if one.wanted:
        return Step.SUBSCRIBE
    return Step.UNSUBSCRIBE if one.attempts < FAREWELLS else Step.FORGET


def asked(one: Subscription, *, now: datetime) -> Subscription:
    """Return it when the hub is about to be asked: what it asks back may come before its answer."""
    wait = RETRIES[min(one.attempts, len(RETRIES) - 1)]
    return replace(one, asked_at=now, attempts=one.attempts + 1, next_at=now + wait)


def failed(one: Subscription, reason: str, *, now: datetime, retry_after: timedelta | None = None) -> Subscription:
    """Return it when the hub did not take what we asked; one that holds goes on until its lease ends."""
    return replace(one, reason=reason, next_at=max(one.next_at, now + (retry_after or timedelta(0))))


def verified(one: Subscription, lease_s: int | None, *, now: datetime) -> Subscription:
    """Return it when the hub has asked whether we meant it, and for so long."""
    lease = min(max(timedelta(seconds=min(lease_s, 2**31)), LEASE_LEAST), LEASE_MOST) if lease_s else LEASE
    return replace(one, attempts=0, reason=None, expires_at=now + lease, next_at=now + RENEWED_AT * lease)


def denied(one: Subscription, reason: str, *, now: datetime) -> Subscription:
    """Return it when the hub has refused it, or ended it."""
    return replace(one, expires_at=None, reason=reason, next_at=now + AFTER_DENIAL, proved=0)


def leaving(one: Subscription, *, now: datetime) -> Subscription:
    """Return it when it is wanted no more; one that the hub was never asked for is simply forgotten."""
    attempts = 0 if one.asked_at is not None else FAREWELLS
    return replace(one, wanted=False, attempts=attempts, next_at=now)


def holds(one: Subscription, *, now: datetime) -> bool:
    """Return whether the hub has confirmed it, and its lease has not ended."""
    return one.wanted and one.expires_at is not None and now < one.expires_at <= now + LEASE_MOST


# --------------------------------------------------------------------------------------------------- trust


def trusted(one: Subscription, *, now: datetime) -> bool:
    """Return whether its pushes are relied on: they were right as often in a row as their record demands.

    >>> from datetime import UTC, datetime
    >>> noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    >>> one = Subscription(key="", source="", hub="", topic="", callback="", secret="", next_at=noon,
    ...                    expires_at=noon + LEASE)
    >>> [trusted(replace(one, proved=proved, missed=missed), now=noon) for proved, missed in ((0, 0), (1, 0), (1, 1))]
    [False, True, False]
    """
    return holds(one, now=now) and one.proved >= min(1 << min(one.missed, 8), PROOFS_MOST)


def pushed(one: Subscription, *, now: datetime) -> Subscription:
    """Return it after a push; it also accounts for what a poll has just found by itself."""
    return replace(one, pushed_at=now, unpushed_at=None)


def proved(one: Subscription) -> Subscription:
    """Return it when the poll after a push found something new."""
    return replace(one, proved=min(one.proved + 1, PROOFS_MOST))


def pulled(one: Subscription, *, at: datetime) -> Subscription:
    """Return it when a poll that no push had asked for found something new: a push may come yet."""
    if one.pushed_at is not None and abs(at - one.pushed_at) <= TOLD_LATE:
        return one  # the push told of it, and our poll was early, or late
    return replace(one, unpushed_at=one.unpushed_at or at)


def settled(one: Subscription, *, now: datetime) -> Subscription:
    """Return it when the time for a late push is over: what was not pushed was missed, and is held against the hub.

    What a clock that ran ahead wrote is no time to wait from.
    """
    if one.unpushed_at is None or abs(now - one.unpushed_at) <= TOLD_LATE:
        return one
    if one.unpushed_at > now:
        return replace(one, unpushed_at=None)
    return replace(one, proved=0, missed=one.missed + 1, unpushed_at=None)
