"""Which entries of two readings of one page are the same entry.

By id where both carriers name entries alike, else by the minute of publication with like words, else by equal words.
No entry is paired twice, and everything is looked up, not searched.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from monitor.extract.readings.recall import Memo

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from monitor.model import Entry

HEAD_CHARS = 40
"""How much of a text is compared: the shortest cut seen is at 96 characters (Times of India)."""

MIN_HEAD_CHARS = 20
"""Shorter texts ("Goal!") are no evidence without a time."""

LIKE = 0.5
"""The share of the words of the shorter entry that the longer must have. Embeds are in one carrier and not the other:
the worst pair of the BBC shares 0.31 of the longer one's words, but all of the shorter one's."""

AGREEING = 0.5
"""The share of the pairs with equal ids that must say the same for the ids to be believed: positions in one carrier
and counters in the other pair every entry with a wrong one."""

MAX_LIKENESS_CHARS = 2_000
MAX_SAME_MINUTE = 20
"""How many entries of one minute are held against each other."""


Likeness: TypeAlias = "Memo[tuple[int, int], tuple[Entry, Entry, bool | None]]"
"""What was found of pairs of entries, by the `id` of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Pairs of places, in the first reading by place in the second; `by_id` says that the two share their ids."""

    places: Mapping[int, int]
    by_id: bool = False


def align(first: Sequence[Entry], second: Sequence[Entry], likeness: Likeness | None = None) -> Alignment:
    """Return which entry of `first` each entry of `second` is; `likeness` knows of pairs that were compared before."""
    places = _by_id(first, second, Memo() if likeness is None else likeness)
    by_id = bool(places)
    _pair_by_minute(first, second, places)
    for key in (_head, _opening, _title):
        _pair_unique(first, second, places, key)
    return Alignment(places=places, by_id=by_id)


def shares(first: Sequence[Entry], second: Sequence[Entry]) -> bool:
    """Return whether two readings have an entry in common, by its id or by its minute and its words."""
    places = _by_id(first, second, Memo())
    _pair_by_minute(first, second, places)
    return bool(places)


def letters(text: str | None) -> str:
    """Return what two renderings of the same words have in common: no case, blanks or punctuation.

    >>> letters("At least 12 — maybe 14!")
    'atleast12maybe14'
    """
    return "".join(filter(str.isalnum, text.casefold())) if text else ""


def which_is_cut(one: str, other: str) -> tuple[bool, bool]:
    r"""Return whether `one` ends in the middle of a paragraph of `other`, and whether it is the other way about.

    A whole paragraph more is an embed or a related story, which structured data leaves out.

    >>> which_is_cut("The ferry left at…", "The ferry left at dawn."), which_is_cut("The ferry left at dawn.", "The…")
    ((True, False), (False, True))
    >>> which_is_cut("The ferry left.", "The ferry left.\nRead on")
    (False, False)
    """
    if one == other or not _begin_alike(one, other):
        return False, False
    said, others = letters(one), letters(other)
    if len(said) < len(others):
        return _ends_within(said, others, other), False
    return False, len(others) < len(said) and _ends_within(others, said, one)


def _begin_alike(one: str, other: str) -> bool:
    """Return whether two texts begin with the same letters: that takes a tenth of reading all of their letters."""
    head, others = letters(one[:HEAD_CHARS]), letters(other[:HEAD_CHARS])
    return head.startswith(others) or others.startswith(head)


def _ends_within(start: str, whole: str, text: str) -> bool:
    """Return whether the letters of a text, which are `whole`, begin with others that end in one of its paragraphs."""
    if not start or not whole.startswith(start):
        return False
    end = bisect_left(range(len(text)), len(start), key=lambda at: len(letters(text[:at])))
    # None follows where they end within the last letter, which has two without case: "fus" of "Fuß".
    following = next((character for character in text[end:] if character == "\n" or letters(character)), "\n")
    return following != "\n"


def is_like(a: Entry, b: Entry) -> bool:
    """Return whether two entries that share an id or a minute say the same: one may be cut, or have an embed more."""
    if a.title and b.title and letters(a.title) == letters(b.title):
        return True
    words_a, words_b = _words(a), _words(b)
    if not words_a or not words_b:
        return not words_a and not words_b
    return len(words_a & words_b) >= LIKE * min(len(words_a), len(words_b))


def _words(entry: Entry) -> frozenset[str]:
    return frozenset(f"{entry.title or ''} {entry.text[:MAX_LIKENESS_CHARS]}".casefold().split())


def _by_id(first: Sequence[Entry], second: Sequence[Entry], likeness: Likeness) -> dict[int, int]:
    at = {entry.id: place for place, entry in enumerate(first)}
    places = {place: at[entry.id] for place, entry in enumerate(second) if entry.id in at}
    votes = [_vote(first[one], second[other], likeness) for other, one in places.items()]
    return places if votes.count(True) >= AGREEING * (votes.count(True) + votes.count(False)) else {}


def _vote(one: Entry, other: Entry, likeness: Likeness) -> bool | None:
    """Return whether two entries with one id say the same; None if one has no words (embeds, state with only ids)."""
    known = likeness.get((id(one), id(other)))
    if known is not None:
        return known[2]
    vote = is_like(one, other) if _words(one) and _words(other) else None
    likeness.put((id(one), id(other)), (one, other, vote))
    return vote


def _pair_by_minute(first: Sequence[Entry], second: Sequence[Entry], places: dict[int, int]) -> None:
    """Pair what was published in one minute and says the same: markup often shows no seconds."""
    right = _lists(second, frozenset(places), _minute)
    left = _lists(first, frozenset(places.values()), _minute) if right else {}
    for minute, others in right.items():
        ones = left.get(minute, [])[:MAX_SAME_MINUTE]
        for other in others[:MAX_SAME_MINUTE]:
            found = next((one for one in ones if is_like(first[one], second[other])), None)
            if found is not None:
                places[other] = found
                ones.remove(found)


def _pair_unique(
    first: Sequence[Entry], second: Sequence[Entry], places: dict[int, int], key: Callable[[Entry], Hashable | None]
) -> None:
    """Pair what only one entry on either side says."""
    right = _lists(second, frozenset(places), key)
    # Where ids pair all, nothing is left: reading the words of 428 entries would take 20 ms.
    left = _lists(first, frozenset(places.values()), key) if right else {}
    for value, others in right.items():
        ones = left.get(value, [])
        if len(ones) == len(others) == 1:
            places[others[0]] = ones[0]


def _lists(
    entries: Sequence[Entry], paired: frozenset[int], key: Callable[[Entry], Hashable | None]
) -> Mapping[Hashable, list[int]]:
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        if place not in paired and (value := key(entry)) is not None:
            found[value].append(place)
    return found


def _minute(entry: Entry) -> Hashable | None:
    return entry.published.replace(second=0, microsecond=0) if entry.published else None


def _head(entry: Entry) -> Hashable | None:
    """Return how a text begins below its headline, which some carriers repeat there (Tickaroo)."""
    head, title = letters(entry.text[: 3 * HEAD_CHARS]), letters(entry.title)
    return _start(head.removeprefix(title) if len(head) > len(title) else head)


def _opening(entry: Entry) -> Hashable | None:
    """Return how a text begins: the headline that some carriers give an entry without one is its first words."""
    return _start(letters(entry.text[: 3 * HEAD_CHARS]))


def _start(said: str) -> str | None:
    return said[:HEAD_CHARS] if len(said) >= MIN_HEAD_CHARS else None


def _title(entry: Entry) -> Hashable | None:
    return letters(entry.title) or None
