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
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from monitor.compare.assignment import best_pairs
from monitor.compare.edits import fold
from monitor.compare.evidence import (
    DATED,
    RUNGS,
    Rung,
    named_title,
    named_whole,
    rare_date,
    same_date,
    speaks,
    telling_words,
)
from monitor.compare.gaps import gaps
from monitor.compare.likeness import ALIKE, NEAR_EQUAL, RESTAMPED, begins_as, gist, goes_on_as, likeness, telling
from monitor.compare.names import FEW, trusted_class, unused
from monitor.compare.pairs import Pairs
from monitor.model import IdClass, reading_of, same_ids

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Hashable, Iterator, Mapping, Sequence

    from monitor.model import Entry, Known, Snapshot

MAX_COMPARED = 64
"""Vanished and new entries, each, whose words are compared: 4,096 pairs take 15 ms."""

NAMED = 0.05
"""What the same id adds to the likeness of two texts where ids are not trusted: it decides between equals."""

MOST_MOVED = 0.5
"""More than this share of the entries must have moved by one span before the page's clock has."""

_ANCHORED = frozenset({IdClass.SLUG, IdClass.DERIVED, IdClass.UPDATE_TIME})
"""Ids that change for a reason, and otherwise stay with their entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The ids by which we know a snapshot's entries, in page order; and under these ids those that are not as known.

    Nearly all entries are as they were, to the letter: nothing of them need be made anew.
    """

    ids: tuple[str, ...]
    unlike: Mapping[str, Entry]


def recognise(snapshot: Snapshot, known: Known, *, broke_off: bool = False) -> Recognised:
    """Return which known entries those of the snapshot are; new ones get an id never used before.

    `broke_off` says that the last page may have ended within its last entry.
    """
    id_class = trusted_class(snapshot, known)
    matching = _Matching(snapshot.entries, known)
    if id_class is IdClass.STABLE:
        matching.by_name()
        if len(matching.ids) < len(snapshot.entries):
            matching.by_evidence(DATED)
    else:
        named = () if id_class is IdClass.POSITIONAL else (Rung(key=named_title),)
        anchored = (Rung(key=named_whole),) if id_class in _ANCHORED else ()
        matching.by_reading(named=bool(anchored))
        matching.by_evidence((*anchored, *RUNGS, *named))
        matching.by_headline()
        matching.by_return()
    if broke_off:
        matching.by_beginning(upwards=snapshot.upwards)
    matching.by_likeness(named=id_class is not IdClass.POSITIONAL, lasting=id_class is IdClass.STABLE)
    ids: list[str] = []
    unlike: dict[str, Entry] = {}
    for place, entry in enumerate(snapshot.entries):
        id_ = matching.ids.get(place) or unused(entry.id, known.entries, unlike)
        ids.append(id_)
        unseen = snapshot.unseen.get(entry.id) if id_ in known.entries else None
        whole = _completed(entry, unseen, known.entries.entry(id_)) if unseen else entry
        if not known.entries.stands(id_, reading_of(whole) if unseen else matching.readings[place]):
            unlike[id_] = whole if id_ == entry.id else replace(whole, id=id_)
    return Recognised(ids=same_ids(ids, known.window), unlike=unlike)


def _completed(entry: Entry, unseen: Collection[str], seen: Entry) -> Entry:
    """Return the entry with what was last seen of the fields that its page could not show.

    By the entry that it was recognised as: a page's positions name another entry each time.
    """
    return replace(entry, **{name: getattr(seen, name) for name in unseen})


# ------------------------------------------------------------------------------------------------ evidence


class _Matching(Pairs):
    """Pairs of what is not to the letter as it was, by what speaks for them."""

    def __init__(self, entries: Sequence[Entry], known: Known) -> None:
        super().__init__(entries, known)
        self._off_page: tuple[str, ...] | None = None

    def by_evidence(self, rungs: Sequence[Rung], *, but: Container[str] = (), below: int = -1) -> None:
        """Match by equal evidence, the surest first, with any known entry `but` those; only `below` a place.

        Weaker evidence counts only where it is unambiguous on both sides; equal entries (two "Kick-off!" in one minute)
        pair in page order on the strongest.
        """
        for rung in rungs:
            places = [place for place in self._free_places() if place > below]
            if not places:
                return
            left = self._by_value(rung, places)
            right: defaultdict[Hashable, list[str]] = defaultdict(list)
            for entry in self._candidates(off_page=rung.off_page):
                if entry.id not in but and (value := rung.key(entry)) is not None and value in left:
                    right[value].append(entry.id)
            for value, ids in right.items():
                if rung.in_order or len(left[value]) == len(ids) == 1:
                    for place, id_ in zip(left[value], ids, strict=False):
                        if not rung.titled or speaks(self.entries, place, self.known.entries.entry(id_)):
                            self._pair(place, id_)

    def _by_value(self, rung: Rung, places: Sequence[int]) -> Mapping[Hashable, list[int]]:
        found: defaultdict[Hashable, list[int]] = defaultdict(list)
        for place in places:
            if (value := rung.key(self.entries[place])) is not None:
                found[value].append(place)
        return found

    def by_headline(self) -> None:
        """Match what bore another headline, and thus another id, when it was first seen: the one that it has now."""
        for place in self._free_places():
            shown = self.entries[place]
            id_ = self.known.aliases.get(shown.id)
            if id_ is None or id_ in self._used or not shown.title:
                continue
            seen = self.known.entries.entry(id_)
            if seen.published == shown.published and fold(seen.title) == fold(shown.title):
                self._pair(place, id_)

    def by_return(self) -> None:
        """Match what shows again below the last entry of the last page, undated, to the letter: it had rolled off.

        Words that stand nowhere else are needed: the next "Goal!" may come at either end of a page without dates.
        """
        last = max(self.ids, default=len(self.entries))
        below = range(last + 1, len(self.entries))
        undated = (place for place in below if self.entries[place].published is None)
        left = {telling_words(self.entries[place]): place for place in undated}
        left.pop(None, None)
        if not left:
            return
        known, window = self.known.entries, frozenset(self.known.window)
        for id_ in reversed(known.dated({None})):
            if id_ not in window and id_ not in self._used:
                place = left.get(telling_words(known.entry(id_)))
                if place is not None and place not in self.ids:
                    self._pair(place, id_)

    def by_beginning(self, *, upwards: bool) -> None:
        """Match the last entry of the last page, of which there may be next to nothing, by its place."""
        window = self.known.window if upwards else self.known.window[::-1]
        last, above = window[0] if window else None, window[1] if window[1:] else None
        step = -1 if upwards else 1
        place = next((place + step for place, id_ in self.ids.items() if id_ == above), -1)
        if last is None or last in self._used or place in self.ids or not 0 <= place < len(self.entries):
            return
        if begins_as(self.known.entries.entry(last), self.entries[place]):
            self._pair(place, last)

    def by_likeness(self, *, named: bool, lasting: bool) -> None:
        """Match those that vanished with those that came, by date and by the likeness of their words, best together."""
        self._by_words()
        if self._free_places() and next(self._candidates(off_page=False), None) is not None:
            self._by_clock()
        places, gone = self._free_places(), list(self._candidates(off_page=False))
        if places and gone:
            scores = self._scores(places[:MAX_COMPARED], gone[:MAX_COMPARED], named=named, lasting=lasting)
            for place, id_ in best_pairs(scores).items():
                self._pair(place, id_)
            self._by_date(lasting=lasting)
        if not lasting:
            self._by_place()

    def _by_words(self) -> None:
        """Match what left its place and is elsewhere with another date, to the letter: the publisher dated it anew.

        What has rolled off is only below all others, as long as any are left: the next one may well read the same. But
        a page of which most would be new at once is built anew, and what seems to have rolled off is there again.
        """
        shown = frozenset(self.ids.values())
        window = self.known.window
        inside = next((spot for spot, id_ in enumerate(reversed(window)) if id_ in shown), 0)
        rolled_off = frozenset(window[len(window) - inside :])
        words = (Rung(key=telling_words, off_page=False),)
        self.by_evidence(words, but=rolled_off)
        self.by_evidence(words, below=max(self.ids, default=-1))
        if 2 * len(self._free_places()) > len(self.entries):
            self.by_evidence(words)

    def _by_clock(self) -> None:
        """Match what is left by dates that all moved by one span: the page's clock or zone is another one now.

        From here on the page's dates are taken as they were before that.
        """
        seen_at = self.known.entries.published
        sample = islice(self.ids.items(), MAX_COMPARED)
        pairs = ((self.entries[place].published, seen_at(id_)) for place, id_ in sample)
        moves = Counter(shown - seen for shown, seen in pairs if shown is not None and seen is not None)
        move, agree = max(moves.items(), key=itemgetter(1), default=(timedelta(0), 0))
        if move and agree >= FEW and agree > MOST_MOVED * moves.total():
            self.entries = [
                entry if entry.published is None else replace(entry, published=entry.published - move)
                for entry in self.entries
            ]
            self.by_evidence(RUNGS)

    def _scores(
        self, places: Sequence[int], gone: Sequence[Entry], *, named: bool, lasting: bool
    ) -> Mapping[tuple[int, str], float]:
        """Return how sure it is that an entry that is gone is now the one at a place, for all pairs that may be.

        With the same date or name they must be alike, or the words of one, say a headline, those with which the other
        begins: two that were made one are the first of them. With both, or one for one in one place, nothing need be
        left; with another date or none that place must be among others, as what stands on top may be the next one.
        Otherwise one is a light edit of the other or begins as it, long enough to tell, between the same neighbours, if
        it was not pinned or let go: "Goal for Hertha" is not the "Goal for Hansa" that has just rolled off.
        """
        between = self._gaps({entry.id for entry in gone})
        shared, missed = Counter(between.values()), self.known.entries.missing
        one_for_one = {id_ for id_, gap in between.items() if len(gap) == shared[gap] == 1 and not missed(id_)}
        gists = [gist(entry) for entry in gone]
        scores: dict[tuple[int, str], float] = {}
        for place in places:
            shown = self.entries[place]
            words = gist(shown)
            for seen, known_words in zip(gone, gists, strict=True):
                same, called = same_date(seen, shown), named and seen.id == shown.id
                undated = seen.published is None or shown.published is None
                in_gap = place in between.get(seen.id, ())
                alone = in_gap and seen.id in one_for_one and not lasting
                among = alone and ((called and place) or (undated and self._is_among(place, seen)))
                if (same and (called or alone)) or among:
                    least = 0.0
                elif same or (called and undated):
                    least = ALIKE
                elif called:
                    least = NEAR_EQUAL  # a counter gives the number of what goes to what comes
                elif (in_gap or seen.pinned or shown.pinned) and telling(seen) and telling(shown):
                    least = NEAR_EQUAL if undated else RESTAMPED
                else:
                    continue
                alike = likeness(known_words, words)
                if (in_gap or least == ALIKE) and goes_on_as(known_words, words):
                    alike = 1.0 if telling(seen) and telling(shown) else max(alike, least)
                if alike >= least:
                    scores[place, seen.id] = alike + same + NAMED * (called or alone)
        return scores

    def _is_among(self, place: int, gone: Entry) -> bool:
        """Return whether a place has entries above: a summary on top was there before what came below it."""
        known, top = self.known.entries, self.ids.get(0, "")
        return place > 1 or (place == 1 and top in known and known[top].first_seen > known[gone.id].first_seen)

    def _by_date(self, *, lasting: bool) -> None:
        """Match what is left of each date, if it is one on each side: all its words may have been written anew.

        Not so where ids are `lasting` and clocks show minutes: another id and other words at 14:08 are another entry.
        """
        shown = Counter(entry.published for entry in self.entries)

        def date(entry: Entry) -> Hashable | None:
            whole_minute = entry.published is not None and entry.published.second == 0
            return None if lasting and whole_minute else rare_date(entry, shown)

        self.by_evidence((Rung(key=date, off_page=False),))

    def _by_place(self) -> None:
        """Match what was undated and too short to tell with what stands in its place: "More to follow." is filled up.

        One for one, and between the same neighbours: of two that come in its place either may be it, or neither.
        """
        between = self._gaps({entry.id for entry in self._candidates(off_page=False)})
        shared = Counter(between.values())
        for id_, gap in between.items():
            seen, place = self.known.entries.entry(id_), gap.start
            one_for_one = len(gap) == shared[gap] == 1 and place not in self.ids
            if one_for_one and not telling(seen) and seen.published is self.entries[place].published is None:
                self._pair(place, id_)

    def _candidates(self, *, off_page: bool) -> Iterator[Entry]:
        """Yield the known entries that are still free, those of the last page first."""
        known = self.known
        for id_ in known.window:
            if id_ not in self._used:
                yield known.entries.entry(id_)
        if off_page:
            if self._off_page is None:
                self._off_page = tuple(self._returning())
            for id_ in self._off_page:
                if id_ not in self._used:
                    yield known.entries.entry(id_)

    def _returning(self) -> Iterator[str]:
        """Yield the known entries off the page that a free place may be.

        One without a date that rolled off does not come back: the next "Goal!" reads the same and is told.
        """
        known, on_page = self.known.entries, frozenset(self.known.window)
        for id_ in known.dated({self.entries[place].published for place in self._free_places()}):
            if id_ not in on_page and (known.deleted(id_) or known.published(id_) is not None):
                yield id_

    def _gaps(self, wanted: Collection[str]) -> Mapping[str, range]:
        """Return the places where entries that are gone would stand; pinned ones are nobody's neighbours."""
        shown_at = {id_: place for place, id_ in self.ids.items() if not self.entries[place].pinned}
        return gaps(self.known, shown_at, wanted)
