"""When a host may be asked next, by what was asked of it and what it answered. Pure: the time is an argument.

    asked ──▶ not again before the gap is over, nor while `at_once` requests are on their way
    Retry-After ──▶ nobody asks before                       429, 503 that says when, the third 403 in a row
    every good answer ──▶ a fifth less slowed down  ◀──▶ ──▶ the gap doubles, from a second to five minutes

Times are seconds on one steady clock. What the hosts' own rules say (Crawl-delay) widens the gap, never narrows it.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from monitor.model import Account

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.model import Manners

SLOWED_LEAST_S = 1.0
SLOWED_MOST_S = 300.0
RECOVERY = 0.8
"""What each good answer leaves of a slow-down: from five minutes back to the usual gap in 26 answers."""

REFUSALS = 3
"""So many 403 in a row are no page that is forbidden, but somebody who has had enough of us."""

CRAWL_DELAY_LIMIT_S = 60.0
"""A Crawl-delay is written for crawlers of whole sites; a longer one counts as a minute, so no page waits for hours."""

HOLD_LIMIT_S = 86_400.0
"""No server can silence us for longer than a day."""

HOSTS_LIMIT = 10_000
"""Redirects may lead to ever new hosts; of so many the one that was asked least recently is forgotten."""


@dataclass(slots=True, kw_only=True)
class _Host:
    manners: Manners
    asked_at: float = float("-inf")
    held_until: float = float("-inf")
    slowed_at: float = float("-inf")
    slowed_s: float = 0.0
    crawl_delay_s: float = 0.0
    under_way: int = 0
    refusals: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    """What an `Account` says of requests, by the names of its fields, while it is being counted."""


class Ledger:
    """What is known of each host that was asked; `manners` says how one is to be treated."""

    def __init__(self, manners: Callable[[str], Manners]) -> None:
        self._manners = manners
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    @property
    def accounts(self) -> Mapping[str, Account]:
        """What each host was asked for, the one that was asked last at the end."""
        return {host: Account(**dict[str, Any](known.counts)) for host, known in self._hosts.items()}

    def take_accounts(self) -> Mapping[str, Account]:
        """Return what was asked of each host since this was called last; hosts that were not asked are left out."""
        taken = {host: account for host, account in self.accounts.items() if account != Account()}
        for host in taken:
            self._hosts[host].counts = Counter()
        return taken

    def take(self, manners: Callable[[str], Manners]) -> None:
        """Treat all hosts by other rules from now on; what they asked for, and how they are held, stays."""
        self._manners = manners
        for host, known in self._hosts.items():
            known.manners = manners(host)

    def manners(self, host: str) -> Manners:
        """Return how a host is to be treated."""
        return self._known(host).manners

    def gap_s(self, host: str) -> float:
        """Return the seconds between the starts of two requests to a host, as things stand."""
        known = self._known(host)
        return max(known.manners.gap.total_seconds(), known.crawl_delay_s, known.slowed_s)

    def earliest(self, host: str) -> float:
        """Return when the next request to a host may start, if fewer than `at_once` are under way."""
        known = self._known(host)
        return max(known.asked_at + self.gap_s(host), known.held_until)

    def may_ask(self, host: str, now: float) -> bool:
        """Whether a request to a host may start now."""
        known = self._known(host)
        return known.under_way < known.manners.at_once and now >= self.earliest(host)

    def asked(self, host: str, now: float) -> None:
        """Take note that a request starts."""
        known = self._known(host)
        self._hosts.move_to_end(host)
        known.asked_at = now
        known.under_way += 1
        known.counts["requests"] += 1

    def answered(
        self,
        host: str,
        now: float,
        *,
        asked_at: float,
        status: int | None,
        retry_after_s: float | None = None,
        wire_bytes: int = 0,
    ) -> None:
        """Take note of how a request ended that started at `asked_at`; `status` None: without an answer."""
        known = self._known(host)
        known.under_way -= 1
        known.counts["wire_bytes"] += wire_bytes
        if retry_after_s is not None:
            known.held_until = max(known.held_until, now + min(retry_after_s, HOLD_LIMIT_S))
        if status is None:
            known.counts["failed"] += 1
        elif status < HTTPStatus.BAD_REQUEST:
            known.counts["not_modified"] += status == HTTPStatus.NOT_MODIFIED
            known.refusals = 0
            self._recover(known)
        elif _is_refusal(status, known, retry_after_s=retry_after_s):
            known.counts["refused"] += 1
            self._slow_down(host, known, now, asked_at)
        else:
            known.counts["failed"] += 1

    def held(self, host: str) -> None:
        """Take note that a request was put off."""
        self._known(host).counts["held"] += 1

    def disallowed(self, host: str) -> None:
        """Take note that robots.txt forbade a request."""
        self._known(host).counts["disallowed"] += 1

    def crawl_delay(self, host: str, seconds: float) -> None:
        """Take note of the gap that a host's robots.txt asks for; 0 for none."""
        self._known(host).crawl_delay_s = min(max(seconds, 0.0), CRAWL_DELAY_LIMIT_S)

    def _known(self, host: str) -> _Host:
        known = self._hosts.get(host)
        if known is None:
            known = self._hosts[host] = _Host(manners=self._manners(host))
            if len(self._hosts) > HOSTS_LIMIT:
                idle = next(name for name, other in self._hosts.items() if not other.under_way)
                del self._hosts[idle]
        return known

    def _slow_down(self, host: str, known: _Host, now: float, asked_at: float) -> None:
        if asked_at <= known.slowed_at:
            return  # it was under way when the first of its kind was refused: one slow-down for all
        known.slowed_at = now
        known.slowed_s = min(max(2 * self.gap_s(host), SLOWED_LEAST_S), SLOWED_MOST_S)
        known.counts["slow_downs"] += 1

    def _recover(self, known: _Host) -> None:
        known.slowed_s *= RECOVERY
        if known.slowed_s < SLOWED_LEAST_S:
            known.slowed_s = 0.0


def _is_refusal(status: int, known: _Host, *, retry_after_s: float | None) -> bool:
    """Whether an answer says that we ask too much; counts 403 in a row."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return retry_after_s is not None
    known.refusals = known.refusals + 1 if status == HTTPStatus.FORBIDDEN else known.refusals
    return status == HTTPStatus.FORBIDDEN and known.refusals >= REFUSALS
