"""Which places of a page go by which known ids: first what bears its own name, or is to the letter as it was.

known window     e9 goal-2 e7 goal-1
snapshot     e10 e9 goal-1 e7            the ids of the same words count on; its neighbours say that goal-1 is goal-2
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from monitor.compare.likeness import ALIKE, NEAR_EQUAL, another
from monitor.model import reading_of

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from monitor.model import Entry, Known

TELLING = 48
"""So many bytes of a reading tell most entries apart."""


class Pairs:
    """The ids found so far for places of the page, and what is still free on both sides."""

    def __init__(self, entries: Sequence[Entry], known: Known) -> None:
        self.entries = entries
        self.known = known
        self.ids: dict[int, str] = {}
        self.readings = [*map(reading_of, entries)]
        self._used: set[str] = set()

    def by_name(self) -> None:
        """Match by id, unless the entry has nothing in common with the one that had the id."""
        known = self.known
        names = frozenset(entry.id for entry in self.entries) if known.aliases else frozenset()
        for place, entry in enumerate(self.entries):
            id_ = known.aliases.get(entry.id, entry.id)
            if id_ in names:
                id_ = entry.id  # the page is back at the first name
            if id_ not in known.entries or id_ in self._used:
                continue
            # What was withdrawn and comes back with another date and headline must be an edit of what it was.
            least = NEAR_EQUAL if known.entries.deleted(id_) else ALIKE
            seen_so = known.entries.reads(id_, self.readings[place])
            if seen_so or not another(known.entries.entry(id_), entry, least=least):
                self._pair(place, id_)

    def by_reading(self, *, named: bool) -> None:
        """Match what the last page showed to the letter, first that of the same id if ids are worth anything (`named`).

        Nearly all entries are as they were, and 1,000 are compared packed in 2 ms instead of 12.
        """
        if named and self._is_as_it_was():
            for place, entry in enumerate(self.entries):
                self._pair(place, entry.id)
            return
        twins = self._twins()
        if named:
            self._by_own_name(but=twins)
        if twins:
            self._in_order(but=twins)
            self._by_neighbours()
            if named:
                self._by_own_name(but=())
        self._in_order(but=())

    def _is_as_it_was(self) -> bool:
        """Return whether the page shows what the last one did, to the letter and under the same ids."""
        shown = tuple(entry.id for entry in self.entries)
        return shown == self.known.window and all(map(self.known.entries.reads, shown, self.readings))

    def _twins(self) -> frozenset[bytes]:
        """Return the readings of the page that it, or the last one, has more than once.

        What begins as nothing else does is none: of 1,000 entries the whole readings take 1 ms to hash.
        """
        seen = [*map(self.known.entries.reading, self.known.window)]
        begun = (Counter([reading[:TELLING] for reading in readings]) for readings in (self.readings, seen))
        often = {start for starts in begun if len(starts) < starts.total() for start in starts if starts[start] > 1}
        if not often:
            return frozenset()
        shown = Counter([reading for reading in self.readings if reading[:TELLING] in often])
        before = Counter([reading for reading in seen if reading[:TELLING] in often])
        return frozenset(reading for reading, times in shown.items() if max(times, before[reading]) > 1)

    def _by_own_name(self, *, but: Container[bytes]) -> None:
        """Match what is to the letter as the last page showed it under its id."""
        known, window = self.known.entries, frozenset(self.known.window) - self._used
        for place in self._free_places():
            id_, reading = self.entries[place].id, self.readings[place]
            if id_ in window and reading not in but and id_ not in self._used and known.reads(id_, reading):
                self._pair(place, id_)

    def _in_order(self, *, but: Container[bytes]) -> None:
        """Match what is to the letter as the last page showed it, in the order of the page."""
        left: defaultdict[bytes, list[int]] = defaultdict(list)
        for place in reversed(self._free_places()):
            if self.readings[place] not in but:
                left[self.readings[place]].append(place)
        for id_ in self.known.window:
            if id_ not in self._used and (places := left.get(self.known.entries.reading(id_))):
                self._pair(places.pop(), id_)

    def _by_neighbours(self) -> None:
        """Match those of the same words ("Goal!") by what stands above or below them, as it did on the last page.

        Their ids may be numbered from below, and count on when the last of them rolls off.
        """
        window = self.known.window
        spots = {id_: spot for spot, id_ in enumerate(window)}
        for step in (1, -1):
            for place in self._free_places()[::-step]:
                spot = spots.get(self.ids.get(place + step, ""), -1) - step
                id_ = window[spot] if 0 <= spot < len(window) and place + step in self.ids else None
                if id_ and id_ not in self._used and self.known.entries.reads(id_, self.readings[place]):
                    self._pair(place, id_)

    def _pair(self, place: int, id_: str) -> None:
        self.ids[place] = id_
        self._used.add(id_)

    def _free_places(self) -> list[int]:
        return [place for place in range(len(self.entries)) if place not in self.ids]
