"""Lets the judge of our own network (`network`) hear of each fetch and each delivery."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from monitor.errors import BadContent, BadRedirect, BadStatus, TimedOut, TooLarge, Unreachable
from monitor.model import Outcome, host_of
from monitor.wire.their_clocks import TheirClocks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from monitor.model import Attempt, Endpoint, Event, NotModified, Page, Request
    from monitor.ports import Clock, Fetch, Send
    from monitor.wire.network import Network

    Witness = Callable[[str], Awaitable[bool]]

ANSWERED = frozenset({Outcome.ACCEPTED, Outcome.REFUSED, Outcome.GONE})
SILENT = frozenset({Outcome.TIMED_OUT, Outcome.UNREACHABLE})
"""Of the other outcomes neither is true: nothing was sent."""

CLOCK_RIGHT = "this machine's clock is right again, by what most hosts say"
CLOCK_WRONG = "this machine's clock is wrong, by what most hosts say: receivers may refuse what is signed; set it"

log = structlog.stdlib.get_logger("monitor.network")


@dataclass(frozen=True, slots=True)
class Hearing:
    """Tells the network who answered, and says in the log when it goes down and comes back, or our clock is wrong.

    `witness` says of a host whether name servers know what nobody asked before: that no cache can answer.
    """

    network: Network
    clock: Clock
    clocks: TheirClocks = field(default_factory=TheirClocks)
    witness: Witness | None = None

    async def hear_witness(self, url: str) -> None:
        """Ask name servers, if the silence of a host may be its own fault or ours: they are out there, too."""
        host = host_of(url)
        if self.witness is not None and self.network.doubts(host) and await self.witness(host):
            self.network.vouched(self.clock())

    def note(self, url: str, *, answered: bool, ours: bool = False, theirs: bool = False) -> None:
        now, before = self.clock(), self.network.down_since
        if answered:
            self.network.answered(host_of(url), now)
        else:
            self.network.fell_silent(host_of(url), now, ours=ours, theirs=theirs)
        after = self.network.down_since
        if before is None and after is not None:
            log.warning("own network down", silent_hosts=self.network.silent)
        elif before is not None and after is None:
            log.warning("own network up again", lasted_s=round((now - before).total_seconds(), 1))

    def note_time(self, answer: Page | NotModified) -> None:
        before = self.clocks.off_s
        self.clocks.heard(host_of(answer.url), answer.headers, answer.fetched_at)
        after = self.clocks.off_s
        if before is None and after is not None:
            log.warning(CLOCK_WRONG, ahead_s=round(after))
        elif before is not None and after is None:
            log.warning(CLOCK_RIGHT)


@dataclass(frozen=True, slots=True)
class HeardFetch:
    """Fetches, and lets it be heard who answered."""

    fetch: Fetch
    hearing: Hearing

    async def __call__(self, request: Request) -> Page | NotModified:
        """Fetch one page. Raises: FetchError."""
        try:
            answer = await self.fetch(request)
        except (Unreachable, TimedOut) as error:
            ours, theirs = (error.ours, error.theirs) if isinstance(error, Unreachable) else (False, False)
            self.hearing.note(error.url, answered=False, ours=ours, theirs=theirs)
            if not ours and not theirs:
                await self.hearing.hear_witness(error.url)
            raise
        except (BadStatus, BadRedirect, BadContent, TooLarge) as error:
            self.hearing.note(error.url, answered=True)
            raise
        self.hearing.note(answer.url, answered=True)
        self.hearing.note_time(answer)
        return answer


@dataclass(frozen=True, slots=True)
class HeardSend:
    """Sends, and lets it be heard who answered: to a lone source, a webhook is the witness."""

    send: Send
    hearing: Hearing

    async def __call__(self, endpoint: Endpoint, events: Sequence[Event], number: int) -> Attempt:
        attempt = await self.send(endpoint, events, number)
        if attempt.outcome in ANSWERED or attempt.heard:
            self.hearing.note(endpoint.url, answered=True)
        elif attempt.outcome in SILENT:
            with suppress(ValueError):  # its address is none
                self.hearing.note(endpoint.url, answered=False)
        return attempt
