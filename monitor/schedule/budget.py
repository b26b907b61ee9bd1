"""How requests are shared between sources so that entries wait least for being found. Pure.

An entry of a source that is asked r times a second waits 1/(2r) s in the mean, so λ entries a second make λ/(2r) s of
waiting each second. Its sum over all sources is least, for a given sum of r, where r is in proportion to √λ: that
proportion is the *level*. With a shortest and a longest interval per source, r is cut at those bounds and the rest of
the budget goes to the others (water-filling). The level at which the budget is just spent is computed exactly: requests
are a piecewise straight, rising function of it, whose bends are where a source reaches a bound.

    level │      ┌─ busiest sources: not below `min`
          │~~~~~~│~~~~~~~~~~~ r = level · √λ
          │      └─ sleeping ones: not above `max`

A host with a budget of its own caps its sources first; what it leaves is shared by the rest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain
from math import inf, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One source that wants requests: its entries per second, the bounds of its interval, and its host."""

    rate: float
    least_s: float
    most_s: float
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The level at which a budget is spent.

    `stretch` is by how much every interval must grow when even the longest ones cost more than there is; 1 otherwise.
    """

    level: float = inf
    stretch: float = 1.0

    def interval_s(self, demand: Demand) -> float:
        """Return the seconds between two requests of a source.

        >>> [Level(level=1.0).interval_s(Demand(rate=rate, least_s=5, most_s=300)) for rate in (1.0, 0.01, 0.0)]
        [5.0, 10.0, 300.0]
        """
        requests = self.level * sqrt(demand.rate) if demand.rate > 0 else 0.0
        wanted_s = 1.0 / requests if requests > 0 else inf
        return self.stretch * min(max(wanted_s, float(demand.least_s)), float(demand.most_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """The level of all, and those of the hosts whose own budget is the tighter one."""

    overall: Level = field(default_factory=Level)
    hosts: Mapping[str, Level] = field(default_factory=dict)

    def interval_s(self, demand: Demand) -> float:
        """Return the seconds between two requests of a source: what the tighter of both budgets allows."""
        return self.overall.interval_s(_capped(demand, self.hosts.get(demand.host)))


def level_of(demands: Sequence[Demand], budget: float) -> Level:
    """Return the level at which the sources together cost `budget` requests per second.

    It is infinite when the shortest intervals of all cost no more than that.

    >>> busy, quiet = Demand(rate=0.16, least_s=1, most_s=300), Demand(rate=0.01, least_s=1, most_s=300)
    >>> level = level_of([busy, quiet], 1.0)
    >>> level.level, level.interval_s(busy), level.interval_s(quiet)
    (2.0, 1.25, 5.0)
    """
    spent = sum(1.0 / demand.most_s for demand in demands)
    if spent >= budget:
        return Level(level=0.0, stretch=spent / budget)
    reached, slope = 0.0, 0.0
    for bend, change in sorted(chain.from_iterable(map(_bends, demands))):
        cost = spent + slope * (bend - reached)
        if cost >= budget:
            return Level(level=reached + (budget - spent) / slope)
        spent, reached, slope = cost, bend, slope + change
    return Level()


def _bends(demand: Demand) -> Iterable[tuple[float, float]]:
    """Yield the levels between which a source costs more the higher the level is, and by how much more."""
    root = sqrt(demand.rate)
    if root > 0 and demand.most_s > demand.least_s:
        yield 1.0 / demand.most_s / root, root
        yield 1.0 / demand.least_s / root, -root


def share(
    demands: Sequence[Demand], *, highest: float = inf, budget: float | None = None, host_budgets: Mapping[str, float]
) -> Shares:
    """Return the levels at which no budget is overspent and entries wait least.

    `highest` is the level that is enough, however much more could be spent; `budget` is for all sources, None for
    unlimited, `host_budgets` for those of each host; all in requests per second.
    """
    by_host: defaultdict[str, list[Demand]] = defaultdict(list)
    for demand in demands:
        if demand.host in host_budgets:
            by_host[demand.host].append(demand)
    hosts = {host: level_of(sources, host_budgets[host]) for host, sources in by_host.items()}
    hosts = {host: level for host, level in hosts.items() if level.level < highest or level.stretch > 1.0}
    overall = Level(level=highest)
    if budget is not None:
        level = level_of([_capped(demand, hosts.get(demand.host)) for demand in demands], budget)
        overall = Level(level=min(level.level, highest), stretch=level.stretch)
    return Shares(overall=overall, hosts=hosts)


def _capped(demand: Demand, host: Level | None) -> Demand:
    """Return the demand that is left of a source whose host allows no more than its own level."""
    if host is None:
        return demand
    least_s = host.interval_s(demand)
    return Demand(rate=demand.rate, least_s=least_s, most_s=max(least_s, demand.most_s), host=demand.host)
