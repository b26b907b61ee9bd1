"""The pace of all sources together: who wants how many requests, and what each gets of the budgets.

The thinking is in `rates`, `budget` and `cache_age`; this remembers what each source wanted last.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.schedule.budget import Level, Shares, share
from monitor.schedule.cache_age import aligned
from monitor.schedule.pace import ENOUGH, demand, explain, interval_after_success

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from monitor.model import Source, SourceState
    from monitor.schedule.budget import Demand

RESHARE = timedelta(minutes=1)
"""How old shares may be: sharing between 10,000 sources takes 50 ms. A source's own rate counts at once; only what all
others leave of the budget is that old."""


INDEX_EVERY = timedelta(minutes=1)
"""How often an index of live blogs is looked at under `interval: auto`, within `min` and `max`."""


def _unlimited(_: str) -> float | None:
    return None


class Pacer:
    """Says how long to wait after each good poll.

    `budget` is what all sources may cost together and `host_budget` what those of one host may, in requests per second;
    None is unlimited. `pushed` says whether a hub tells of a source by itself: it is then asked every `max`.
    """

    def __init__(
        self,
        *,
        budget: float | None = None,
        host_budget: Callable[[str], float | None] = _unlimited,
        pushed: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._pushed = pushed
        self._budget = budget
        self._host_budget = host_budget
        self._demands: dict[str, Demand] = {}
        self._shares = Shares(overall=Level(level=ENOUGH))
        self._shared_at: datetime | None = None

    def expect(self, sources: Iterable[tuple[Source, SourceState | None]]) -> None:
        """Count in sources that are about to be polled, so that the first shares are right; forget all others."""
        self._demands = {
            source.name: demand(source, state.rhythm if state else None, address(source, state))
            for source, state in sources
        }
        self._shared_at = None

    def forget(self, sources: Iterable[str]) -> None:
        """Count sources out that are polled no more."""
        for name in sources:
            self._demands.pop(name, None)
        self._shared_at = None

    def budget(self, budget: float | None, host_budget: Callable[[str], float | None]) -> None:
        """Share by other budgets from now on."""
        self._budget, self._host_budget = budget, host_budget
        self._shares = Shares(overall=Level(level=ENOUGH))
        self._shared_at = None

    def interval(self, source: Source, state: SourceState, *, at: datetime, began: datetime | None = None) -> timedelta:
        """Return the wait after a poll that was answered at `at`, went well, and left the source in this state.

        It counts from when the poll `began`: a turn at a busy host may have been seconds away.
        """
        if pushed := source.interval is None and self._pushed(source.name):
            source = replace(source, min=source.max)
        wanted = demand(source, state.rhythm, address(source, state))
        self._demands[source.name] = wanted
        self._share(at)
        interval = interval_after_success(source, wanted, self._shares)
        if source.interval is not None or pushed:
            return interval
        # A copy that may be kept for an hour is looked at after `max` all the same, and a tight budget still holds.
        took = max(at - (began or at), timedelta(0))
        least, most = min(source.min, interval), source.max
        return took + aligned(state.copy, interval - took, at=at, least=least - took, most=most - took)

    def explain(self, source: Source, state: SourceState, *, at: datetime) -> tuple[str, ...]:
        """Return in words why a source is asked as often as it is, a line per reason."""
        self._share(at)
        if source.interval is None and self._pushed(source.name):
            return (f"its hub tells at once what is new: asked every {source.max.total_seconds():g} s, its `max`",)
        if source.interval is None and source.discover is not None:
            return (f"an index of live blogs, asked every {self.index_interval(source).total_seconds():g} s",)
        wanted = demand(source, state.rhythm, address(source, state))
        lines = explain(source, state.rhythm, wanted, self._shares)
        if source.interval is None and state.copy is not None and state.copy.shared:
            copy = state.copy
            learned = f" (and {copy.overstay_s:.0f} s longer, as it turned out)" if copy.overstay_s >= 1 else ""
            lines += (f"a cache keeps each copy for {copy.lifetime_s:.0f} s{learned}: asked just after it runs out",)
        return lines

    def index_interval(self, source: Source) -> timedelta:
        """Return the wait after a good poll of an index of live blogs."""
        every = source.max if self._pushed(source.name) else INDEX_EVERY
        return min(max(every, source.min), source.max)

    def _share(self, at: datetime) -> None:
        if self._shared_at is not None and timedelta(0) <= at - self._shared_at < RESHARE:
            return
        self._shared_at = at
        hosts = {wanted.host for wanted in self._demands.values()}
        budgets = {host: budget for host in hosts if (budget := self._host_budget(host)) is not None}
        if self._budget is None and not budgets:
            return  # each gets what is enough for it
        demands = list(self._demands.values())
        self._shares = share(demands, highest=ENOUGH, budget=self._budget, host_budgets=budgets)


def address(source: Source, state: SourceState | None) -> str:
    """Return the address that the next poll of a source asks for."""
    if state is None:
        return source.url
    return state.lead.url if state.lead else state.tail.url or first_page(source, state)


def first_page(source: Source, state: SourceState) -> str:
    """Return the address of the live blog's first page."""
    return state.url or state.followed or source.url
