"""Webhooks, and the tries at them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta  # likewise
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One webhook: where, signed with what (newest secret first), and which events it wants (None: all)."""

    name: str
    url: str
    secrets: tuple[str, ...] = field(default=(), repr=False)
    events: frozenset[str] | None = None
    timeout: timedelta = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The deliveries of one source to one endpoint, sent in sequence.

    `cursor` is the last sequence that was accepted or passed; `attempts` counts the failed tries at the one after it,
    and `next_at` is when to try that one again.
    """

    endpoint: str
    source: str
    cursor: int
    attempts: int = 0
    next_at: datetime | None = None


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    """The endpoint answered, but not with 200 to 299."""
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at one event. `number` counts from 1; `answer` is the start of the response body."""

    endpoint: str
    source: str
    sequence: int
    event_id: str
    number: int
    at: datetime
    outcome: Outcome
    duration_s: float
    status: int | None = None
    reason: str | None = None
    retry_after: timedelta | None = None
    answer: bytes = b""
