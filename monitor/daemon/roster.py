"""Which sources are watched at this moment, who named each, and how keys that come later are read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from monitor.errors import Declined, Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from monitor.errors import Fault
    from monitor.model import Source, Watched


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How keys become sources: `source` settles a source's keys, `faults` checks a config, `wanting` names webhooks.

    They come from whoever read the config, which alone knows its defaults and its webhooks' selectors.
    """

    source: Callable[[Mapping[str, Any]], Source]
    faults: Callable[[bytes], Sequence[Fault]]
    wanting: Callable[[Source], Collection[str]]


def _no_source(_: Mapping[str, Any]) -> Source:
    raise Declined(Obstacle.READ_ONLY, "Sources are named by the program here; none can be added.")


NO_READING = Reading(source=_no_source, faults=lambda _: (), wanting=lambda _: ())
"""Of a program that watches on its own."""


class InOrder(Sequence["Watched"]):
    """What is watched, by name, each made when it is looked at: a page of 10,000 sources takes 0.3 ms instead of 26."""

    def __init__(self, names: Sequence[str], look: Callable[[str], Watched]) -> None:
        self._names = names
        self._look = look

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, place: int) -> Watched: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Watched]: ...

    def __getitem__(self, place: int | slice) -> Watched | Sequence[Watched]:
        names = self._names[place]
        return self._look(names) if isinstance(names, str) else [self._look(name) for name in names]


class Watching:
    """Which sources are watched: those of the config, those that were added or found, and which of them are paused.

    What was found belongs to the source that found it, by whose name its own begins. Whoever changes what is watched
    holds `changing` while the store, the schedule and this are brought in step.
    """

    def __init__(self, configured: Sequence[Source], added: Sequence[Source], paused: Collection[str]) -> None:
        self.configured = {source.name: source for source in configured}
        self.added = {source.name: source for source in added if source.name not in self.configured}
        self.found: dict[str, Source] = {}
        self.paused = set(paused)
        self.changing = asyncio.Lock()

    def take(self, other: Watching) -> None:
        """Watch what another one says from now on."""
        self.configured, self.added, self.found = other.configured, other.added, other.found
        self.paused = other.paused

    @property
    def all(self) -> dict[str, Source]:
        return self.found | self.added | self.configured

    def lanes(self, lanes: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return the lanes with those of what was found: whoever wants a source wants what it finds."""
        wanting: dict[str, list[str]] = {}
        for endpoint, source in lanes:
            wanting.setdefault(source, []).append(endpoint)
        parents = {name: name.partition("/")[0] for name in self.found}
        return {*lanes, *((endpoint, name) for name, parent in parents.items() for endpoint in wanting.get(parent, ()))}

    def found_by(self, name: str) -> list[str]:
        """Return the names of what a source has found."""
        return [child for child in self.found if child.startswith(f"{name}/")]

    def finder(self, name: str) -> str | None:
        """Return the name of the source that found another one, None if that was named by somebody."""
        return name.partition("/")[0] if name in self.found else None

    def drop(self, name: str) -> None:
        """Watch a source that was added no more, nor what it has found."""
        for child in self.found_by(name):
            del self.found[child]
            self.paused.discard(child)
        self.added.pop(name, None)
        self.paused.discard(name)

    def source(self, name: str) -> Source:
        """Return the source of that name. Raises: Declined."""
        source = self.configured.get(name) or self.added.get(name) or self.found.get(name)
        if source is None:
            raise Declined(Obstacle.UNKNOWN, f"No source is named {name[:64]!r}.")
        return source
