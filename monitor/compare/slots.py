"""Places in entries that a page fills anew reading after reading, whatever it puts there: a price, the weather, a box.

    12:00  e4 … trades at [80.12]    e7 [Rain 8°C]     e2 … [12] were hurt     told
    12:01  e4 … trades at [80.40]    e7 [Sun 9°C]                              the same places again, in two entries,
    12:02  e4 … trades at [80.17]    e7 [Rain 9°C]     e2 … [15] were hurt     and again: the page fills them

A newsroom comes back to a place in an entry, too, but not in several entries one reading after the other, in each with
other words and without a new date. A place is known by the line that it is, or by the words around it; a link or
picture by the folder that it is from. What is known to be filled is held until it stands still (ticking.py), in other
entries as well if what stands there is known: an advertisement has another address each time, in a folder that is known
by then. What else differs is told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import xxhash

from monitor.compare.destinations import destination
from monitor.compare.edits import WITHIN, lines, sides
from monitor.compare.pictures import picture
from monitor.compare.ticking import NUMBER
from monitor.model import Comings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Change, Entry

PACE = timedelta(minutes=10)
"""What changes at a place so soon after the last time changes there again."""

SPAN = timedelta(hours=1)
"""So long a lesson lasts after the last time that it was seen."""

LESSON = 3
ENTRIES = 2
"""In so many entries at once places must change again, each in its own way; one of them is the newsroom's, and so often
must others do so before the page is known to fill them. An editor may keep a summary, and a toll in two entries."""

AGAIN = 2
"""So often must a place have changed in an entry before: who corrects a line does so once more, but hardly twice."""

MAX_CHARS = 300
"""More words than that at a place somebody wrote."""

MAX_SHORT = 40
MAX_RATIO = 3
"""What takes the place of what a page put there is not much longer or shorter than that."""

MAX_LINES = 200
MAX_PLACES = 32
WORDS_AROUND = 2
KEPT_PLACES = 300
KEPT_VALUES = 48

_LESSON = "lesson"
_VALUES = "values"
_LINKS = "links"
_PICTURES = "images"
_LINES = "lines "
_WITHIN = "\0"
_NOTHING = "#"

Value = tuple[str, str]
"""What stood at a place, and what stands there now."""


@dataclass(frozen=True, slots=True)
class _Fill:
    """What an update changes: the places, and what stood and stands there.

    `names` are digests of what stood and stands at a place, by which it is known again at another. The places `beside`
    the words are links and pictures, each with a digest of its folder.
    """

    values: Mapping[str, Value]
    names: Mapping[str, tuple[frozenset[str], frozenset[str]]]
    beside: Mapping[str, str]


class Slots:
    """What the page fills anew; the updates at hand are counted before they are judged.

    `modified` are the ids of entries that say themselves that they were modified just now: nobody but their desk did.
    """

    def __init__(
        self,
        before: Mapping[str, Comings],
        updates: Iterable[Change],
        at: datetime,
        *,
        modified: Collection[str],
    ) -> None:
        self._fills = {id_: fill for id_, fill in _fills(updates) if id_ not in modified}
        fresh = {key: seen for key, seen in before.items() if at - seen.at <= SPAN}
        lesson = fresh.pop(_LESSON, Comings(at=at, seen=(), again=0))
        values = fresh.pop(_VALUES, Comings(at=at, seen=(), again=0))
        self._again = {place: _counted(place, fresh, at) for fill in self._fills.values() for place in fill.values}
        repeated = {id_: fill for id_, fill in self._fills.items() if self._is_repeated(fill)}
        # The same number raised in two entries is one thing that happened.
        different = {tuple(sorted(fill.values.values())) for fill in repeated.values()}
        if len(different) >= ENTRIES:
            lesson = Comings(at=at, seen=(), again=lesson.again + len(different) - 1)
        self._learnt = lesson.again >= LESSON
        come = Counter(name for fill in repeated.values() for name in dict.fromkeys(self._names_again(fill)))
        self._names = {*values.seen, *(name for name, times in come.items() if times >= ENTRIES)}
        if come:
            values = Comings(at=at, seen=tuple(dict.fromkeys((*come, *values.seen)))[:KEPT_VALUES], again=0)
        kept = {key: seen for key, seen in fresh.items() if key not in self._again and at - seen.at <= PACE}
        places = dict([*kept.items(), *self._again.items()][-KEPT_PLACES:])
        self.kept: Mapping[str, Comings] = places | ({_LESSON: lesson, _VALUES: values} if lesson.again else {})

    def fills(self, id_: str) -> bool:
        """Return whether all that differs in an entry stands where the page is known to fill in what it likes."""
        fill = self._fills.get(id_)
        return fill is not None and self._learnt and all(self._is_accepted(fill, place) for place in fill.values)

    def _is_accepted(self, fill: _Fill, place: str) -> bool:
        """Return whether a place is known to be filled, or what came there."""
        gone, come = ((group and group <= self._names) for group in fill.names[place])
        if come:
            return True
        again = self._again[place].again >= AGAIN
        if place in fill.beside:  # alone, another link is the newsroom's, but where its folder's come and go
            alone, known = len(fill.beside) == len(fill.values), fill.beside[place] in self._names
            return (again and known) if alone else (again or known)
        return (again or bool(gone)) and _is_alike(fill.values[place])

    def _names_again(self, fill: _Fill) -> Iterator[str]:
        """Yield what stood and stands where a place has changed again: a picture beside a price may be a desk's."""
        for place, groups in fill.names.items():
            if self._again[place].again:
                for group in groups:
                    yield from sorted(group)
                if place in fill.beside:
                    yield fill.beside[place]

    def _is_repeated(self, fill: _Fill) -> bool:
        words = fill.values.keys() - fill.beside.keys()
        return all(self._again[place].again for place in words or fill.beside)


def _counted(place: str, before: Mapping[str, Comings], at: datetime) -> Comings:
    """Return how often a place has changed, now that it did again: numbers do where words do, and parts of a line."""
    words = place.removesuffix(_NOTHING)
    kin = (before.get(key) for key in {place, words, words.partition(_WITHIN)[0]})
    again = max((seen.again + 1 for seen in kin if seen is not None and at - seen.at <= PACE), default=0)
    return Comings(at=at, seen=(), again=again)


def _fills(updates: Iterable[Change]) -> Iterator[tuple[str, _Fill]]:
    for change in updates:
        assert change.edit is not None
        if not WITHIN.issuperset(change.edit.fields):
            continue
        old, new = sides(change)
        words = _words(old, new) if "text" in change.edit.fields else {}
        if words is None:
            continue
        beside = dict(_beside(old, new)) if {"links", "images"} & {*change.edit.fields} else {}
        found = [(where, value, _place(new.id, where, value)) for where, value in (*words.items(), *beside.items())]
        if len(found) <= MAX_PLACES:
            values = {place: value for _, value, place in found}
            names = {place: _names(where, value) for where, value, place in found}
            folders = {place: _digest(where) for where, _, place in found if where in beside}
            yield new.id, _Fill(values, names, folders)


def _place(id_: str, where: str, value: Value) -> str:
    """Return the name of a place, behind that of its line; one where words come up is another than where numbers do."""
    line, _, within = where.partition(_WITHIN)
    names = [_digest(f"{id_}\0{name}") for name in (line, where)[: 2 if within else 1]]
    return _WITHIN.join(names) + (_NOTHING if _numbers_alone(value) else "")


def _is_alike(value: Value) -> bool:
    """Return whether what stands at a place may have come as what stood there did: not from nothing, nor much more."""
    short, long = sorted(map(len, value))
    return bool(short) and "\n" not in "".join(value) and (long <= MAX_SHORT or long <= MAX_RATIO * short)


def _numbers_alone(value: Value) -> bool:
    was, is_ = (NUMBER.sub(_NOTHING, side) for side in value)
    return was == is_


def _names(where: str, value: Value) -> tuple[frozenset[str], frozenset[str]]:
    """Return what stood and stands at a place, but for numbers alone, which stand anywhere.

    Pictures go by their folder: icons of one kind. Where nothing came, it is what went that must be known.
    """
    gone, come = value
    if where.startswith(_PICTURES):
        folder = frozenset((_digest(where),))
        return folder, folder
    digest = _digest if where.startswith(_LINKS) else _masked
    was, is_ = (
        frozenset(digest(line) for line in side.splitlines() if any(letter.isalpha() for letter in line))
        for side in (gone, come or gone)
    )
    return was, is_


def _masked(words: str) -> str:
    return _digest(NUMBER.sub(_NOTHING, words))


def _digest(words: str) -> str:
    return xxhash.xxh3_64_hexdigest(words.encode("utf-8", "surrogatepass"))


def _words(old: Entry, new: Entry) -> Mapping[str, Value] | None:
    """Return what differs between the words of two readings, by where it stands; None if it is much."""
    was, is_ = lines(old), lines(new)
    if max(len(was), len(is_)) > MAX_LINES:
        return None
    above, below = _same_ends(was, is_)
    was, is_ = was[above : len(was) - below], is_[above : len(is_) - below]
    found: dict[str, Value] = {}
    at = 0
    while at < min(len(was), len(is_)) and (len(was) == len(is_) or _alike(was[at], is_[at])):
        if was[at] != is_[at]:
            where, value = _within(was[at], is_[at], above + at)
            found[where] = value
        at += 1
    rest = "\n".join(was[at:]), "\n".join(is_[at:])
    if any(rest):
        found[f"{_LINES}{above + at}"] = rest
    return None if any(len(side) > MAX_CHARS for value in found.values() for side in value) else found


def _alike(one: str, other: str) -> bool:
    was, is_ = one.split(" "), other.split(" ")
    return 2 * sum(_same_ends(was, is_)) >= max(len(was), len(is_))


def _within(one: str, other: str, number: int) -> tuple[str, Value]:
    """Return where in a line something differs, and what: most of the line is the line."""
    was, is_ = one.split(" "), other.split(" ")
    before, after = _same_ends(was, is_)
    differ = max(len(was), len(is_)) - before - after
    if 2 * differ > max(len(was), len(is_)):
        return f"line {number}", (one, other)
    around = (*was[max(before - WORDS_AROUND, 0) : before], "…", *was[len(was) - after :][:WORDS_AROUND])
    value = " ".join(was[before : len(was) - after]), " ".join(is_[before : len(is_) - after])
    return f"line {number}{_WITHIN}{NUMBER.sub(_NOTHING, ' '.join(around))}", value


def _same_ends(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """Return how many items two lists have in common at their beginnings, and of the rest at their ends."""
    most = min(len(one), len(other))
    first = next((at for at in range(most) if one[at] != other[at]), most)
    last = next((at for at in range(most - first) if one[-1 - at] != other[-1 - at]), most - first)
    return first, last


def _beside(old: Entry, new: Entry) -> Iterator[tuple[str, Value]]:
    """Yield the folders of the links and pictures that differ, with what was and is from there."""
    for kind, was, is_ in (
        (_LINKS, {*map(destination, old.links)}, {*map(destination, new.links)}),
        (_PICTURES, {*map(picture, old.images)}, {*map(picture, new.images)}),
    ):
        folders: dict[str, tuple[list[str], list[str]]] = {}
        for side, addresses in enumerate((was - is_, is_ - was)):
            for address in sorted(addresses):
                folders.setdefault(address.rpartition("/")[0], ([], []))[side].append(address)
        for folder, (gone, come) in folders.items():
            yield f"{kind} {folder}", (" ".join(gone), " ".join(come))
