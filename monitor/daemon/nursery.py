"""The live blogs that were found: taken up, polled like any other source, given up when they are over.

    poll of an index ─▶ choose ─▶ written with the index's own state ─▶ registered ─▶ polled
                                     │
                                     └─ after a restart the same children, under the same names

Done again at each poll of the index, whatever was left undone: a fault of the store between two steps costs no child.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog

from monitor.discover import children_of, choose, given_up
from monitor.errors import StoreError
from monitor.life.successor import page_key
from monitor.model import SourceState, Validators

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from monitor.daemon.roster import Watching
    from monitor.model import Source
    from monitor.pipeline import Pipeline, Poll
    from monitor.ports import Clock, Store
    from monitor.schedule.jobs import Schedule

KEYS_KEPT = 32_768
"""Addresses of our own sources whose keys are kept ready: making one takes 10 µs."""

log = structlog.stdlib.get_logger("monitor.discover")


class Nursery:
    """Keeps the sources that were found in step with what their indexes list.

    `lanes` says which (endpoint, source) pairs are delivered now, those of what was found included.
    """

    def __init__(
        self,
        *,
        watching: Watching,
        lanes: Callable[[], Collection[tuple[str, str]]],
        store: Store,
        pipeline: Pipeline,
        schedule: Schedule,
        clock: Clock,
    ) -> None:
        self._watching = watching
        self._lanes = lanes
        self._store = store
        self._pipeline = pipeline
        self._schedule = schedule
        self._clock = clock

    async def tend(self, source: Source, poll: Poll) -> None:
        """Take up and give up live blogs after a poll of the index that lists them; a fault of the store waits."""
        current = self._watching.all.get(source.name)
        if current is None or current.discover is None:
            return  # the config has changed while it was polled
        try:
            # Two indexes that list the same live blog, polled at once, must not both find it unwatched.
            async with self._watching.changing:
                if self._watching.all.get(source.name) is current:
                    await self._choose(current, poll)
                    await self._keep_in_step(current)
        except StoreError as error:
            log.warning("found live blogs not taken up yet", source=source.name, reason=str(error))

    async def _choose(self, source: Source, poll: Poll) -> None:
        state, at = self._pipeline.state(source.name), self._clock()
        lives = {name: self._pipeline.state(name) for name in self._watching.found}
        children = given_up(state.children, lives, at=at)
        after = replace(state, children=children)
        if children != state.children:
            after = replace(after, validators=Validators())  # there is room: what the index lists is asked for anew
        if poll.listed:
            first = state.listed_at is None
            watched = any_watches(self._watching.all, self._pipeline.states)
            children = choose(source, children, poll.listed, first=first, at=at, watched=watched)
            after = replace(after, children=children, listed_at=at if first else state.listed_at)
        if after != state:
            await self._pipeline.keep(after)

    async def _keep_in_step(self, source: Source) -> None:
        """Poll exactly the children that are written down."""
        wanted = {child.name: child for child in children_of(source, self._pipeline.state(source.name))}
        found = self._watching.found
        gone = [name for name in found if name.startswith(f"{source.name}/") and name not in wanted]
        new = [child for name, child in wanted.items() if name not in found]
        if not gone and not new:
            return
        for name in gone:
            self._schedule.remove(name)
            await self._schedule.ended(name)
        if gone:
            await self._pipeline.flush()
        kept = {name: child for name, child in found.items() if name not in gone}
        self._watching.found = kept | {child.name: child for child in new}
        try:
            await self._register(new)
        except StoreError:
            self._watching.found = kept  # the next poll of the index takes them up
            raise
        for name in gone:
            self._pipeline.forget(name)
            log.info("given up", source=name)
        for child in new:
            self._schedule.add(child, at_once=True)
            log.info("found", source=child.name, url=child.url)

    async def _register(self, new: Collection[Source]) -> None:
        watched = [(source.name, source.url) for source in self._watching.all.values()]
        await self._store.register(watched, self._lanes())
        states = await self._store.load_states()
        for child in new:
            self._pipeline.admit(states.get(child.name) or SourceState(source=child.name))


def is_watched(
    url: str, sources: Mapping[str, Source], states: Mapping[str, SourceState], *, but: str | None = None
) -> bool:
    """Return whether a source has an address, or had it before it went on from there; `but` is not asked."""
    return any_watches(sources, states, but=but)(url)


def any_watches(
    sources: Mapping[str, Source], states: Mapping[str, SourceState], *, but: str | None = None
) -> Callable[[str], bool]:
    """Return what says of an address whether a source has it now, or had it; `but` is not asked.

    An index may list thousands of pages, and each is asked about: 10,000 sources, one by one, took 0.2 s for each.
    """
    pages = frozenset(
        _key(url)
        for name, source in sources.items()
        if name != but
        for url in (source.url, *_gone_through(states.get(name)))
    )
    return lambda url: page_key(url) in pages


def _gone_through(state: SourceState | None) -> Iterator[str]:
    if state is None:
        return
    if state.followed:
        yield state.followed
    if state.life is not None:
        for move in state.life.left:
            yield move.url


_key = lru_cache(maxsize=KEYS_KEPT)(page_key)
