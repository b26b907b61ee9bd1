"""Which entries of a snapshot are entries that we know.

    surest first    the publisher's id, if its class is to be trusted, unless the id was given to another entry
                    the same date, headline and words
                    the same date and headline, or date and words; the same date, where few share it
    what is left    likeness of the words among those that vanished and those that came, best together (assignment)

A stable id is trusted alone. Positions say nothing, counters shift, slugs change with the headline, ids made of the
update time with each edit; and even stable ones change now and then. The id by which an entry was first seen is what
receivers know, so it stays; `Known.aliases` says what the page calls it meanwhile.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from monitor.compare.assignment import best_pairs
from monitor.compare.edits import fold
from monitor.compare.likeness import ALIKE, NEAR_EQUAL, RESTAMPED, TELLING_CHARS, another, gist, likeness, telling
from monitor.model import Entry, IdClass

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Known, Snapshot

FEW = 3
"""Fewer ids than that cannot be told apart: a lone `1` is a position as well as a counter or a name."""

COMMON_DATE = 3
"""A date that more entries than that carry says nothing of any of them: some pages give all of them their own date."""

MAX_COMPARED = 64
"""Vanished and new entries, each, whose words are compared: 4,096 pairs take 15 ms."""

_ANCHORED = frozenset({IdClass.SLUG, IdClass.DERIVED, IdClass.UPDATE_TIME})
"""Ids that change for a reason, and otherwise stay with their entry."""


def recognise(snapshot: Snapshot, known: Known) -> tuple[Entry, ...]:
    """Return the snapshot's entries, each under the id by which we know it; new ones get an id never used before."""
    id_class = trusted_class(snapshot, known)
    matching = _Matching(snapshot.entries, known)
    if id_class is IdClass.STABLE:
        matching.by_name()
        if len(matching.ids) < len(snapshot.entries):
            matching.by_evidence(_DATED)
    else:
        named = () if id_class is IdClass.POSITIONAL else (_Rung(key=_named_title),)
        anchored = (_Rung(key=_named_whole),) if id_class in _ANCHORED else ()
        matching.by_evidence((*anchored, *_RUNGS, *named))
    matching.by_likeness(named=id_class is not IdClass.POSITIONAL)
    taken = set(known.entries)
    entries: list[Entry] = []
    for place, entry in enumerate(snapshot.entries):
        id_ = matching.ids.get(place) or _unused(entry.id, taken)
        taken.add(id_)
        entries.append(entry if id_ == entry.id else _renamed(entry, id_, known))
    return tuple(entries)


def trusted_class(snapshot: Snapshot, known: Known) -> IdClass:
    """Return the class of the snapshot's ids. Too few to tell are trusted no more than those of the last snapshot."""
    if snapshot.id_class is IdClass.STABLE and known.id_class is not None and len(snapshot.entries) < FEW:
        return known.id_class
    return snapshot.id_class


def shown_once(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries without the pinned copies that pages show of them under ids of their own.

    The copy has the date, the headline and all else of the entry; the entry itself then counts as pinned. Two entries
    that are both pinned, or both not, are two.
    """
    pinned = {key: entry.id for entry in entries if entry.pinned and (key := _copied(entry)) is not None}
    if not pinned:
        return tuple(entries)
    originals = {key for entry in entries if not entry.pinned and (key := _copied(entry)) in pinned}
    return tuple(
        entry if entry.pinned or _copied(entry) not in originals else replace(entry, pinned=True)
        for entry in entries
        if not (entry.pinned and _copied(entry) in originals)
    )


def aliases(snapshot: Sequence[Entry], entries: Sequence[Entry], known: Known) -> Mapping[str, str]:
    """Return by the page's ids the ones by which we know the entries, where they differ.

    What was known by another name and is not on this page keeps it while it is in the window.
    """
    shown = {old.id: new.id for old, new in zip(snapshot, entries, strict=True)}
    window = frozenset(known.window)
    kept = {name: id_ for name, id_ in known.aliases.items() if name not in shown and id_ in window}
    return kept | {name: id_ for name, id_ in shown.items() if name != id_}


# ------------------------------------------------------------------------------------------------ evidence


def _copied(entry: Entry) -> Hashable | None:
    if entry.published is None or len(fold(entry.text)) < TELLING_CHARS:
        return None
    return entry.published, fold(entry.title), fold(entry.text), frozenset(entry.links), frozenset(entry.images)


def _as_is(entry: Entry) -> Hashable | None:
    return entry.published, entry.title, entry.text, entry.images


def _whole(entry: Entry) -> Hashable | None:
    images = tuple(image.partition("?")[0] for image in entry.images)
    return entry.published, fold(entry.title), fold(entry.text), images


def _named_whole(entry: Entry) -> Hashable | None:
    return entry.id, entry.published, entry.title, entry.text


def _dated_title(entry: Entry) -> Hashable | None:
    title = fold(entry.title)
    return (entry.published, title) if entry.published and title else None


def _dated_text(entry: Entry) -> Hashable | None:
    text = fold(entry.text)
    return (entry.published, text) if entry.published and text else None


def _named_title(entry: Entry) -> Hashable | None:
    title = fold(entry.title)
    return (entry.id, entry.published, title) if title else None


def _rare_date(entry: Entry, counts: Counter[datetime | None]) -> Hashable | None:
    return entry.published if counts[entry.published] <= COMMON_DATE else None


def _same_date(seen: Entry, shown: Entry) -> bool:
    return seen.published is not None and seen.published == shown.published


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rung:
    """One kind of evidence: whether equal ones pair in page order, and whether it holds for entries off the page."""

    key: Callable[[Entry], Hashable | None]
    in_order: bool = False
    off_page: bool = True


_DATED = (
    _Rung(key=lambda entry: entry.published and _whole(entry), in_order=True),
    _Rung(key=_dated_title),
    _Rung(key=_dated_text),
)
_RUNGS = (
    # Nearly all entries are as they were: without folding their texts 1,000 take 2 ms instead of 12.
    _Rung(key=_as_is, in_order=True, off_page=False),
    _Rung(key=_whole, in_order=True),
    *_DATED,
)


class _Matching:
    """The ids found so far for places of the page, and what is still free on both sides."""

    def __init__(self, entries: Sequence[Entry], known: Known) -> None:
        self.entries = entries
        self.known = known
        self.ids: dict[int, str] = {}
        self._used: set[str] = set()

    def by_name(self) -> None:
        """Match by id, unless the entry has nothing in common with the one that had the id."""
        known = self.known
        names = frozenset(entry.id for entry in self.entries) if known.aliases else frozenset()
        for place, entry in enumerate(self.entries):
            id_ = known.aliases.get(entry.id, entry.id)
            if id_ in names:
                id_ = entry.id  # the page is back at the first name
            seen = known.entries.get(id_)
            if seen is not None and id_ not in self._used and not another(seen.revision.entry, entry):
                self._pair(place, id_)

    def by_evidence(self, rungs: Sequence[_Rung]) -> None:
        """Match by equal evidence, the surest first.

        Weaker evidence counts only where it is unambiguous on both sides; equal entries (two "Kick-off!" in one minute)
        pair in page order on the strongest.
        """
        for rung in rungs:
            places = self._free_places()
            if not places:
                return
            left: defaultdict[Hashable, list[int]] = defaultdict(list)
            for place in places:
                if (value := rung.key(self.entries[place])) is not None:
                    left[value].append(place)
            right: defaultdict[Hashable, list[str]] = defaultdict(list)
            for entry in self._candidates(off_page=rung.off_page):
                if (value := rung.key(entry)) is not None and value in left:
                    right[value].append(entry.id)
            for value, ids in right.items():
                if rung.in_order or len(left[value]) == len(ids) == 1:
                    for place, id_ in zip(left[value], ids, strict=False):
                        self._pair(place, id_)

    def by_likeness(self, *, named: bool) -> None:
        """Match those that vanished with those that came, by date and by the likeness of their words, best together."""
        places = self._free_places()
        if not places:
            return
        gone = list(self._candidates(off_page=False))
        if gone:
            scores = self._scores(places[:MAX_COMPARED], gone[:MAX_COMPARED], named=named)
            for place, id_ in best_pairs(scores).items():
                self._pair(place, id_)
            self._by_date()

    def _scores(self, places: Sequence[int], gone: Sequence[Entry], *, named: bool) -> Mapping[tuple[int, str], float]:
        """Return how sure it is that an entry that is gone is now the one at a place, for all pairs that may be.

        With the same date or name they must be alike. Otherwise one must be a light edit of the other, long enough to
        tell, between the same neighbours: "Goal for Hertha" is not the "Goal for Hansa" that has just rolled off.
        """
        gaps = self._gaps({entry.id for entry in gone})
        gists = [gist(entry) for entry in gone]
        scores: dict[tuple[int, str], float] = {}
        for place in places:
            shown = self.entries[place]
            words = gist(shown)
            for seen, known_words in zip(gone, gists, strict=True):
                same_date = _same_date(seen, shown)
                if same_date or (named and seen.id == shown.id):
                    least = ALIKE
                elif seen.id in gaps and place in gaps[seen.id] and telling(seen) and telling(shown):
                    undated = seen.published is None or shown.published is None
                    least = NEAR_EQUAL if undated else RESTAMPED
                else:
                    continue
                if (alike := likeness(known_words, words)) >= least:
                    scores[place, seen.id] = alike + same_date
        return scores

    def _by_date(self) -> None:
        """Match what is left of each date, if it is one on each side: all its words may have been written anew."""
        shown = Counter(entry.published for entry in self.entries)
        self.by_evidence((_Rung(key=lambda entry: _rare_date(entry, shown), off_page=False),))

    def _pair(self, place: int, id_: str) -> None:
        self.ids[place] = id_
        self._used.add(id_)

    def _free_places(self) -> list[int]:
        return [place for place in range(len(self.entries)) if place not in self.ids]

    def _candidates(self, *, off_page: bool) -> Iterator[Entry]:
        """Yield the known entries that are still free, those of the last page first."""
        known = self.known
        for id_ in known.window:
            if id_ not in self._used:
                yield known.entries[id_].revision.entry
        if off_page:
            on_page = frozenset(known.window)
            dates = {self.entries[place].published for place in self._free_places()}
            for id_, seen in known.entries.items():
                entry = seen.revision.entry
                # One without a date that rolled off does not come back: the next "Goal!" reads the same and is told.
                may_return = seen.deleted or entry.published is not None
                if may_return and entry.published in dates and id_ not in on_page and id_ not in self._used:
                    yield entry

    def _gaps(self, wanted: Collection[str]) -> Mapping[str, range]:
        """Return for entries that are gone the places between the neighbours that they had, as far as those are shown.

        What has no neighbour left below it may have rolled off. Pinned and sticky entries are nobody's neighbours.
        """
        shown_at = {id_: place for place, id_ in self.ids.items() if not self.entries[place].pinned}
        gaps: dict[str, range] = {}
        above: dict[str, int] = {}
        last = -1
        for id_ in self.known.window:
            last = shown_at.get(id_, last)
            if id_ in wanted:
                above[id_] = last
        below = -1
        for id_ in reversed(self.known.window):
            if id_ in shown_at and id_ not in self.known.sticky:
                below = shown_at[id_]
            elif id_ in wanted and below >= 0:
                gaps[id_] = range(above[id_] + 1, below)
        return gaps


def _renamed(entry: Entry, id_: str, known: Known) -> Entry:
    """Return the entry under another id: the known one itself if it is the same, which takes a third of the time."""
    seen = known.entries.get(id_)
    if seen is not None and _BESIDE_ID(seen.revision.entry) == _BESIDE_ID(entry):
        return seen.revision.entry
    return replace(entry, id=id_)


_BESIDE_ID = attrgetter(*(field.name for field in fields(Entry) if field.name != "id"))


def _unused(id_: str, taken: set[str]) -> str:
    """Return the id, with a number behind it if it is taken.

    >>> _unused("post1", {"post1", "post1~2"})
    'post1~3'
    """
    if id_ not in taken:
        return id_
    number = 2
    while f"{id_}~{number}" in taken:
        number += 1
    return f"{id_}~{number}"
