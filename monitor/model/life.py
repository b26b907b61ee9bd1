"""Where a live blog stands in its life, and which addresses its coverage has had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.snapshots import LiveBlogState

MOVES_KEPT = 64
"""Addresses that a source remembers having left: a link to one of them leads back, not on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An address that the coverage has left, and when."""

    url: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Where the coverage of a live blog stands, as its page and the clock have it.

    It is in its `state` since `since`. `newest` is when the last entry came, or the watching of this page began;
    `starts` when the page says that the coverage will begin, and `over_at` when its announced end counts as one if
    nothing comes. `closing` are the words in which the page says that it is over. `ended_told` says that the end is
    told. `successor` is the page that it named last as the one where it goes on, `named` are those before that one;
    `page` is what it calls itself.
    `left` are the addresses before this one, oldest first, and `arrived` says that this one was read.
    """

    since: datetime
    newest: datetime
    state: LiveBlogState = LiveBlogState.LIVE
    starts: datetime | None = None
    over_at: datetime | None = None
    closing: str | None = None
    ended_told: bool = False
    successor: str | None = None
    named: tuple[str, ...] = ()
    page: str | None = None
    left: tuple[Move, ...] = ()
    arrived: bool = False
