"""Subscriptions at hubs (WebSub, W3C Recommendation): what a page offers, and where ours stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """That a hub tells of what changes at a topic, as a page says of itself."""

    hub: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Our subscription for one source, or what is left of one.

    `key` is the last part of `callback`, the address at which the hub tells us; nobody else knows it. `wanted` False:
    it is to end. `asked_at` is when the hub was last asked, `attempts` how often without what we asked for coming true,
    `next_at` when there is something to do next. It holds until `expires_at` (None: the hub has not confirmed it, or
    has ended it); `reason` says why it does not, if it should. `pushed_at` is when the hub last told us something;
    `proved` how many times in a row that was true, `missed` how often a poll found what no push had told. `unpushed_at`
    is when one found something that a push may still tell.
    """

    key: str
    source: str
    hub: str
    topic: str
    callback: str
    secret: str = field(repr=False)
    next_at: datetime
    wanted: bool = True
    asked_at: datetime | None = None
    attempts: int = 0
    expires_at: datetime | None = None
    reason: str | None = None
    pushed_at: datetime | None = None
    proved: int = 0
    missed: int = 0
    unpushed_at: datetime | None = None


class Receipt(StrEnum):
    """What became of a request to a callback."""

    TAKEN = "taken"
    """By the hub it is done; what it says is believed or not."""
    GONE = "gone"
    """There is no such subscription: the hub should forget it."""
    BUSY = "busy"
    """Too many of them; it may come again."""
