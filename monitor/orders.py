"""What an operator can ask of a running daemon, as values and as the JSON lines of the control socket. Pure.

order   {"do":"pause","webhook":"desk","until":"2026-01-02T12:00:00Z"}
answer  {"is":"done","count":1}   or   {"is":"refused","reason":"…"}
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct

from monitor.errors import Fault, Obstacle
from monitor.model import Differences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EVENTS_PER_ORDER = 1_000
"""Events that one order names: as many as the store queues in one transaction."""

ORDER_LIMIT_BYTES = 256 * 1024
"""Bytes of one line: so many ids of events and names fit with room to spare."""

ANSWER_LIMIT_BYTES = 32 * 1024 * 1024
"""Bytes of the line that answers: 100,000 sources may differ, each named with its keys."""

T = TypeVar("T")
Few: TypeAlias = Annotated[tuple[T, ...], Meta(max_length=EVENTS_PER_ORDER)]


class Replay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="replay"):
    """Send events to a webhook once more, under their ids, through their lane."""

    webhook: str
    source: str
    sequences: Few[int]


class Purge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="purge"):
    """Forget dead letters; what is None is not asked about."""

    webhook: str | None = None
    source: str | None = None
    event_ids: Few[str] | None = None


class Enable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="enable"):
    """Send to a webhook again, beginning with its backlog."""

    webhook: str


class Disable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="disable"):
    """Send nothing to a webhook until it is enabled."""

    webhook: str
    reason: str | None = None


class Pause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="pause"):
    """Send nothing to a webhook until then."""

    webhook: str
    until: Annotated[datetime, Meta(tz=True)]


class Reload(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="reload"):
    """Read the config again; `only_look`: say what that would change, and change nothing."""

    only_look: bool = False


class Flush(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="flush"):
    """Write down how the latest polls went, for whoever is about to read it."""


Lasting: TypeAlias = Replay | Purge | Enable | Disable | Pause
"""What can be written down for a daemon that does not run."""

Order: TypeAlias = Lasting | Reload | Flush


class Done(Struct, frozen=True, kw_only=True, tag_field="is", tag="done"):
    """How many events, dead letters or webhooks it was done to."""

    count: int


class Refused(Struct, frozen=True, kw_only=True, tag_field="is", tag="refused"):
    """Why nothing was done; `obstacle` None: the database could not do it."""

    reason: str
    obstacle: Obstacle | None = None


class Different(Struct, frozen=True, kw_only=True, tag_field="is", tag="different"):
    """What a reload of `config` changed, or would."""

    config: str
    differences: Differences


class Faulty(Struct, frozen=True, kw_only=True, tag_field="is", tag="faulty"):
    """What is wrong with the config, which changes nothing."""

    faults: tuple[Fault, ...]


Answer: TypeAlias = Done | Refused | Different | Faulty


class NotUnderstood(ValueError):
    """The line is no order, or no answer; the message says why."""


def line_of(said: Order | Answer) -> bytes:
    r"""Return an order or an answer as its line.

    >>> line_of(Enable(webhook="desk"))
    b'{"do":"enable","webhook":"desk"}\n'
    """
    return msgspec.json.encode(said) + b"\n"


def parse_order(line: bytes) -> Order:
    """Return the order in a line. Raises: NotUnderstood."""
    try:
        order: Order = msgspec.json.decode(line, type=Order)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NotUnderstood(str(error)) from error
    return order


def parse_answer(line: bytes) -> Answer:
    """Return the answer in a line. Raises: NotUnderstood."""
    try:
        answer: Answer = msgspec.json.decode(line, type=Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NotUnderstood(str(error)) from error
    return answer


def replays(webhook: str, source: str, sequences: Sequence[int]) -> Iterator[Replay]:
    """Yield the orders to send events once more, each of as many as one may name.

    >>> [len(order.sequences) for order in replays("desk", "ukraine", range(2_500))]
    [1000, 1000, 500]
    """
    for start in range(0, len(sequences), EVENTS_PER_ORDER):
        yield Replay(webhook=webhook, source=source, sequences=tuple(sequences[start : start + EVENTS_PER_ORDER]))


def purges(event_ids: Sequence[str], *, webhook: str | None, source: str | None) -> Iterator[Purge]:
    """Yield the orders to forget the dead letters of events, each of as many as one may name."""
    for start in range(0, len(event_ids), EVENTS_PER_ORDER):
        yield Purge(webhook=webhook, source=source, event_ids=tuple(event_ids[start : start + EVENTS_PER_ORDER]))
