"""Words and links that come and go in one entry and another: the page's doing, not the newsroom's.

    12:00  e9 +  e4 -  This video is not available in your region.      from one entry to another
    12:01  e9 -  e7 +  This video is not available in your region.      and again
    12:02  e9 +        This video is not available in your region.      back where it was: three times, restless

A newsroom that adds "More follows." to many entries takes it from each of them once. What is restless is kept as a
revision and told to nobody, until it has rested for an hour. An update that brings anything else is told.

Numbers are never noise. But one that changes between the same words in several entries, reading after reading, is a
counter ("Comments (12)", "12.3K views"): it ticks, which ticking.py has more of.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import xxhash

from monitor.compare.destinations import destination
from monitor.compare.edits import WITHIN, fold, lines, sides
from monitor.compare.pictures import picture
from monitor.compare.ticking import NUMBER, numbers_alone
from monitor.compare.wording import tokens
from monitor.model import Comings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Change, Edit, Entry

SPAN = timedelta(hours=1)
"""So long after its last move a piece has come to rest."""

TIMES = 3
ENTRIES = 2
"""So often must a piece go from one entry to another at once, or come or go where it did before, and in so many
entries: one that goes back and forth by itself is flapping. Two that get back at once what they had count as well."""

AT_ONCE = 4
"""In so many entries at once it counts twice."""

TICKING = timedelta(minutes=3)
READINGS = 4
"""A number that changes in so many readings, each within so long of the one before, and between the same words in
several entries: a counter."""

WORDS_AROUND = 2
MAX_AROUND = 200

SENTENCE_WORDS = 5
"""What is no line of its own, and shorter, moves between the words that stand around it: "blows at [70 mph] ."."""

MANY = 2
"""So many pieces of words at once are an edit, whatever each of them does elsewhere."""

KEPT_MOVES = 16
KEPT_PIECES = 64

_ADDRESS = re.compile("https?://")
_SENTENCES = re.compile(r"\n|(?<=[.!?\u2026])\s")
_NUMBER = "#"
_SIGN = re.compile("[-+\u2212\u2013]")
_OPPOSITE = {"+": "-", "-": "+"}

Piece = tuple[str, str]
"""("+" | "-", what came or went)."""


class Restlessness:
    """Which pieces moved lately; those of the updates at hand are counted before they are judged.

    `modified` are the ids of entries that say themselves that they were modified just now.
    """

    def __init__(
        self, before: Mapping[str, Comings], updates: Iterable[Change], at: datetime, modified: Collection[str]
    ) -> None:
        self._at = at
        self._moved = {key: moves for key, moves in before.items() if at - moves.at <= SPAN}
        self._pieces: dict[str, list[Sequence[Piece]]] = {}
        self._numbers: dict[str, frozenset[str]] = {}
        moved: dict[str, list[tuple[str, str]]] = {}
        for change in updates:
            assert change.edit is not None
            id_ = sides(change)[1].id
            ways = [] if id_ in modified else [*_ways_to_see(change, change.edit)]
            self._pieces[id_] = [(*words, *beside) for words, beside in ways]
            self._numbers[id_] = frozenset(places(change.edit)) if numbers_alone(change) else frozenset()
            # A line may bring its links; what comes with other words is no move of it.
            alone = {piece for words, beside in ways if len(words) < MANY for piece in (*words, *beside)}
            for op, piece in (*alone, *((_NUMBER, place) for place in self._numbers[id_])):
                moved.setdefault(_key(piece), []).append((op, id_))
        for key, moves in moved.items():
            self._moved[key] = _after(self._moved.pop(key, None), moves, at)

    @property
    def moved(self) -> Mapping[str, Comings]:
        """What is to be remembered: the pieces that moved last."""
        return dict([*self._moved.items()][-KEPT_PIECES:])

    def explains(self, id_: str) -> bool:
        """Return whether all that differs in an entry is restless."""
        return any(all(self._is_restless(piece) for _, piece in pieces) for pieces in self._pieces.get(id_, ()))

    def ticks(self, id_: str) -> bool:
        """Return whether nothing differs in an entry but counters."""
        places = self._numbers.get(id_, frozenset())
        return bool(places) and all(self._is_restless(place, READINGS) for place in places)

    def _is_restless(self, piece: str, times: int = TIMES) -> bool:
        moves = self._moved.get(_key(piece))
        if moves is None or moves.again < times or len({move[1:] for move in moves.seen}) < ENTRIES:
            return False
        # What only ever comes, be it twice to one entry, somebody puts there.
        return {move[0] for move in moves.seen} in ({*"+-"}, {_NUMBER})


def _after(before: Comings | None, moves: Sequence[tuple[str, str]], at: datetime) -> Comings:
    ops = {op for op, _ in moves}
    if before is not None and ops == {_NUMBER} and at - before.at > TICKING:
        before = None
    seen, again = (before.seen, before.again) if before is not None else ((), 0)
    made = [op + id_ for op, id_ in moves]
    undone = sum(_OPPOSITE.get(op, op) + id_ in seen for op, id_ in moves)
    if len(ops) > 1 or ops == {_NUMBER} or undone >= ENTRIES or any(move in seen for move in made):
        again += 2 if len(made) >= AT_ONCE else 1
    return Comings(at=at, seen=tuple(dict.fromkeys((*made, *seen)))[:KEPT_MOVES], again=again)


def _key(piece: str) -> str:
    return xxhash.xxh3_64_hexdigest(piece.encode("utf-8", "surrogatepass"))


def _ways_to_see(change: Change, edit: Edit) -> Iterator[tuple[Sequence[Piece], Sequence[Piece]]]:
    """Yield the pieces of which an update consists, the words and what is beside them.

    The words are seen as whole lines, and as what stands within these.
    """
    if not WITHIN.issuperset(edit.fields):
        return
    old, new = sides(change)
    beside = [*_moved_items(old, new)]
    if "text" not in edit.fields:
        yield (), beside
        return
    yield [*_came_and_went(lines(old), lines(new))], beside
    yield [*_within_lines(edit)], beside


def _within_lines(edit: Edit) -> Iterator[Piece]:
    """Yield what the diff removes and adds of the words: sentences, and shorter ones with those around them."""
    hunks = [(op, text) for op, text in edit.diff if not _ADDRESS.match(text)]
    for number, (op, text) in enumerate(hunks):
        if op == "=" or (op == "+" and number > 0 and hunks[number - 1][0] == "-"):
            continue  # or it was seen with what it replaces
        other = "".join(text for side, text in hunks[number + 1 : number + 2] if side == "+")
        if not other and len(text.split()) >= SENTENCE_WORDS:
            yield op, fold(text)
        elif (text + other).strip():
            low, high = sorted((fold(text), fold(other)))
            # Either of two wordings, whichever stands there now: one way and the other.
            yield "+" if (op == "-") == (low == fold(text)) else "-", f"{_around(hunks, number)} {low}|{high}"


def _around(hunks: Sequence[tuple[str, str]], number: int) -> str:
    """Return the words next to a change in its sentence: those of the one before are another's in each entry."""
    before = "".join(text for op, text in hunks[max(number - 1, 0) : number] if op == "=")
    after = "".join(text for op, text in hunks[number + 1 : number + 3] if op == "=")
    sides = _SENTENCES.split(before[-MAX_AROUND:])[-1], _SENTENCES.split(after[:MAX_AROUND])[0]
    words, following = ([word for word in tokens(side) if not word.isspace()] for side in sides)
    return " ".join((*words[-WORDS_AROUND:], "…", *following[:WORDS_AROUND]))


def places(edit: Edit) -> Iterator[str]:
    """Yield the words between which numbers differ."""
    for number, (op, text) in enumerate(edit.diff):
        if op == "+":
            around = _around(edit.diff, number - (edit.diff[number - 1][0] == "-"))
            yield NUMBER.sub("0", _SIGN.sub("", f"{_NUMBER} {around} {text.strip()}"))


def _moved_items(old: Entry, new: Entry) -> Iterator[Piece]:
    yield from _came_and_went({*map(destination, old.links)}, {*map(destination, new.links)})
    yield from _came_and_went({*map(picture, old.images)}, {*map(picture, new.images)})


def _came_and_went(before: Iterable[str], after: Iterable[str]) -> Iterator[Piece]:
    was, is_ = Counter(before), Counter(after)
    yield from (("-", piece) for piece in was - is_)
    yield from (("+", piece) for piece in is_ - was)
