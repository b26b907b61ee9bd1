"""What a poll comes to, and the one line that is logged of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import structlog

from monitor.model import LastPoll

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.model import Event, Listed, Offer, Snapshot

log = structlog.stdlib.get_logger("monitor.poll")


class PollOutcome(StrEnum):
    """How a poll ended, as logs and metrics name it."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    """The page was read and said nothing new."""
    NOT_MODIFIED = "not-modified"
    """The page is the known one, to the byte or by the server's word."""
    QUARANTINED = "quarantined"
    """The page was read, and is not believed: its changes are told if the next ones agree."""
    PAUSED = "paused"
    """Our own network is down, so nothing was asked."""
    HELD = "held"
    """Its host has had enough of us for now, so it was not asked."""
    FETCH_FAILED = "fetch-failed"
    EXTRACT_FAILED = "extract-failed"
    STORE_FAILED = "store-failed"
    DEFECT = "defect"
    """A fault in our own code: logged with its traceback, told of no source."""


GOOD = frozenset({PollOutcome.CHANGED, PollOutcome.UNCHANGED, PollOutcome.NOT_MODIFIED})
"""How a poll ends that found the source well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll that is over: how it ended, when to poll next, and what it found; of an index, what that lists.

    `offer` is the hub that the page names, if it was read. The last `late` of the events are from a page that the watch
    has gone on from.
    """

    outcome: PollOutcome
    interval: timedelta
    events: tuple[Event, ...] = ()
    reason: str | None = None
    snapshot: Snapshot | None = None
    listed: tuple[Listed, ...] = ()
    offer: Offer | None = None
    late: int = 0

    @property
    def news(self) -> tuple[Event, ...]:
        """The events that the source's own page brought."""
        return self.events[: len(self.events) - self.late]


REASON_CHARS = 500
"""Of a reason that is kept with the state of a source: servers have a say in it."""


def last_poll(poll: Poll, *, at: datetime) -> LastPoll:
    """Return what is kept of a poll that began at `at`."""
    reason = poll.reason and poll.reason[:REASON_CHARS]
    return LastPoll(at=at, outcome=poll.outcome.value, next_at=at + poll.interval, reason=reason)


def write_line(poll: Poll, *, duration: timedelta, sequence: int) -> None:
    """Write the one line of a poll; the source's name is bound already."""
    write = log.info if poll.outcome in GOOD else log.debug if poll.outcome is PollOutcome.PAUSED else log.warning
    write(
        "poll",
        outcome=poll.outcome.value,
        duration_s=round(duration.total_seconds(), 3),
        next_s=round(poll.interval.total_seconds(), 3),
        entries=len(poll.snapshot.entries) if poll.snapshot else None,
        events=[event.type.value for event in poll.events] or None,
        sequence=sequence,
        reason=poll.reason,
    )
