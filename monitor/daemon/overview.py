"""What the database says of the sources that are watched, beside the daemon that writes it.

States are written when something was found, else every half a minute; what is read here is at most that old.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitor.discover import children_of
from monitor.errors import ConfigError
from monitor.life import why_slowed
from monitor.model import SourceState, Watched
from monitor.push import trusted
from monitor.schedule.pacer import Pacer
from monitor.schedule.windows import on_timetable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from monitor.model import Etiquette, Source, Subscription
    from monitor.ports import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Every source that is watched, by name, and `pacer`, which explains their pace."""

    watched: Mapping[str, Watched]
    pacer: Pacer
    now: datetime
    subscriptions: Mapping[str, Subscription] = field(default_factory=dict)

    def explain(self, name: str) -> tuple[str, ...]:
        """Return in words why a source is asked as often as it is, a line per reason."""
        one = self.watched[name]
        return explained(self.pacer, one.source, one.state, at=self.now)


def explained(pacer: Pacer, source: Source, state: SourceState, *, at: datetime) -> tuple[str, ...]:
    """Return in words why a source is asked as often as it is, a line per reason."""
    if state.failures:
        polls = "last poll" if state.failures == 1 else f"last {state.failures:,} polls"
        return (f"its {polls} failed: asked less and less often until it answers",)
    slowed = why_slowed(source, state.life, at=at)
    return pacer.explain(source, state, at=at) if slowed is None else (slowed,)


async def overview(
    database: Ledger,
    configured: Sequence[Source],
    *,
    read: Callable[[Mapping[str, Any]], Source],
    etiquette: Etiquette,
    now: datetime,
) -> Overview:
    """Return what is watched: the config's sources, those added by the API (`read` from their keys), those found.

    One that was added and cannot be read by the config as it is now is left out, as in the daemon. Raises: StoreError.
    """
    states, paused = await database.load_states(), await database.load_paused()
    sources: dict[str, tuple[Source, bool]] = {}
    found: dict[str, str] = {}
    for one in await database.load_added():
        try:
            sources[one.name] = read(one.keys), True
        except ConfigError:
            continue
    sources |= {source.name: (source, False) for source in configured}
    for source, added in list(sources.values()):
        children = children_of(source, states.get(source.name))
        sources |= {child.name: (child, added) for child in children}
        found |= {child.name: source.name for child in children}
    subscriptions = {one.source: one for one in await database.load_subscriptions() if one.wanted}
    pacer = Pacer(
        budget=etiquette.budget,
        host_budget=etiquette.host_budget,
        pushed=lambda name: name in subscriptions and trusted(subscriptions[name], now=now),
    )
    pacer.expect([(source, states.get(name)) for name, (source, _) in sources.items() if name not in paused])
    watched = {
        name: replace(
            _watched(source, states.get(name) or SourceState(source=name), paused=name in paused, now=now),
            added=added and name not in found,
            finder=found.get(name),
        )
        for name, (source, added) in sorted(sources.items())
    }
    return Overview(watched=watched, pacer=pacer, now=now, subscriptions=subscriptions)


def _watched(source: Source, state: SourceState, *, paused: bool, now: datetime) -> Watched:
    last = state.last
    next_at = None
    if last is not None and not paused:
        next_at = on_timetable(source.schedule, last.next_at, now=max(last.at, min(now, last.next_at)))
    return Watched(
        source=source,
        state=state,
        paused=paused,
        next_at=next_at,
        outcome=last.outcome if last else None,
        reason=last.reason if last else None,
    )
