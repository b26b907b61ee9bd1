"""What kind of edit a word diff is, by rules that can be read and argued with (docs/edits.md has them with examples).

Each change, a removal with the addition that takes its place, is judged by itself; an edit is all that its changes are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from monitor.compare.lexicon import (
    DENIALS,
    DENIALS_ANYWHERE,
    GERMAN,
    HONORIFICS,
    NEVER_NAMES,
    NUMBER_WORDS,
    OTHER_DENIALS,
    UNSPACED_DENIAL,
    language,
)
from monitor.compare.numbers import digits, is_number, spelled
from monitor.compare.wording import tokens

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from monitor.model import DiffHunk

KINDS = (
    "headline",
    "number",
    "negation",
    "quote",
    "name",
    "link",
    "image",
    "typo",
    "addition",
    "removal",
    "wording",
)
"""In the order in which events name them: what changes the meaning most comes first."""

TYPO_LETTERS = ((8, 2), (4, 1))
"""(length of a word, letters that may differ): "goverment", "recieve"; "has" and "had" are two words."""

MAX_WORD = 200
"""Letters of a word that is held against another: to compare two of 200,000, a text without a blank, takes 11 s."""

TITLE_CASE = 0.7
"""With so many of its longer words in capitals a headline is in title case, where capitals name nobody."""

GERMAN_WORDS = 2
"""Function words of German after which capitals are read as those of nouns."""

DENIAL_CHARS = 4
"""The longest denial in a script without blanks."""

MAX_QUOTE = 1_000

OPEN_END = ("", r"|(?=\n|\Z)")
"""A quote that goes on in the next paragraph is closed in its last one only; this holds for marks that only open."""

_QUOTE = re.compile(
    "|".join(
        f"{start}[^{start}{end}\n]{{1,{MAX_QUOTE}}}(?:[{end}]{OPEN_END[start != end]})"
        for start, end in (
            ("“", "”"),
            ("„", "“”"),
            ("«", "»"),
            ("»", "«"),
            ("‹", "›"),
            ("「", "」"),
            ("『", "』"),
            ('"', '"'),
        )
    )
    # An apostrophe is no quotation mark: what stands in single ones begins after and ends before something else.
    + rf"|(?<!\w)['‘](?=\S)(?:[^'‘’\n]|(?<=\w)['’](?=\w)){{1,{MAX_QUOTE}}}(?<=\S)['’](?!\w)"
)
_QUOTATION_MARK = re.compile("[“„«»‹「『\"'‘]")
_SENTENCE_ENDS = frozenset(".!?:…。！？\n“”„«»\"‘'「」『』—–-•·|")

_NEVER_NAMES = NEVER_NAMES.union(NUMBER_WORDS)
_DENYING = DENIALS_ANYWHERE.union(*DENIALS.values())
_BEGINNINGS = {"fr": ("n'",), "de": ("kein",)}
_BEGINNINGS_ANYWHERE = ("n'", "kein")
_NO_BEGINNINGS: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """What a change removes or adds: its words, how many of them deny, and which are quoted or names."""

    text: str
    words: tuple[str, ...]
    denials: int
    quoted: bool
    names: frozenset[str]


def word_kinds(hunks: Sequence[DiffHunk]) -> set[str]:
    """Return the kinds of edit that a word diff shows.

    >>> sorted(word_kinds([("=", "At least "), ("-", "12"), ("+", "45"), ("=", " people")]))
    ['number']
    >>> sorted(word_kinds([("=", "He did "), ("+", "not "), ("=", "resign")]))
    ['addition', 'negation']
    """
    kinds: set[str] = set()
    for removed, added in _changes(hunks):
        kinds |= _kinds(removed, added)
    return kinds


def _kinds(removed: _Side, added: _Side) -> set[str]:
    kinds: set[str] = set()
    in_words = _spelled_anew(removed, added)
    if in_words or (_values(removed) != _values(added) and digits(removed.text) != digits(added.text)):
        kinds.add("number")
    if removed.denials != added.denials:
        kinds.add("negation")
    if removed.quoted or added.quoted:
        kinds.add("quote")
    if {name.casefold() for name in removed.names} != {name.casefold() for name in added.names}:
        kinds.add("name")
    before, after = (_beside_numbers(side.words, spelled_too=in_words) for side in (removed, added))
    if removed.words and not added.words:
        kinds.add("removal")
    elif added.words and not removed.words:
        kinds.add("addition")
    elif before != after and (kinds & {"negation"} or not _is_typo(before, after)):
        kinds.add("wording")
    elif not kinds & {"number", "quote"} or before != after:
        kinds.add("typo")
    return kinds


def _changes(hunks: Sequence[DiffHunk]) -> Iterator[tuple[_Side, _Side]]:
    """Yield what each change removes and adds, either of which may be nothing."""
    old = _Text("".join(text for op, text in hunks if op in "=-"))
    new = _Text("".join(text for op, text in hunks if op in "=+"))
    at = {"-": 0, "+": 0}
    texts = {"-": old, "+": new}
    waiting: dict[str, _Side] = {}
    for op, text in (*hunks, ("=", "")):
        if op == "=":
            if waiting:
                yield waiting.get("-", _NOTHING), waiting.get("+", _NOTHING)
            waiting = {}
            at = {side: place + len(text) for side, place in at.items()}
        else:
            waiting[op] = texts[op].side(at[op], at[op] + len(text))
            at[op] += len(text)


_NOTHING = _Side(text="", words=(), denials=0, quoted=False, names=frozenset())


def _values(side: _Side) -> Counter[str]:
    return digits(side.text) + spelled(side.words)


def _spelled_anew(removed: _Side, added: _Side) -> bool:
    """Return whether a number in words stands in place of another. Alone it is a word: "once", "six" or "mille"."""
    one, other = spelled(removed.words), spelled(added.words)
    return bool(one or other) and bool(_values(removed) and _values(added)) and _values(removed) != _values(added)


def _beside_numbers(words: Sequence[str], *, spelled_too: bool) -> list[str]:
    return [word for word in words if not (is_number(word) or (spelled_too and spelled((word,))))]


def _is_typo(before: Sequence[str], after: Sequence[str]) -> bool:
    """Return whether the words are nearly the same: a letter, an accent, a capital, a blank or a hyphen off."""
    if _plain("".join(before)) == _plain("".join(after)):
        return True
    return len(before) == len(after) and all(starmap(_is_word_off, zip(before, after, strict=True)))


def _is_word_off(one: str, other: str) -> bool:
    """Return whether a word is another one but for as many letters as it may be off."""
    shortest, longest = sorted((len(one), len(other)))
    letters = next((letters for length, letters in TYPO_LETTERS if shortest >= length), 0)
    one, other = one.casefold(), other.casefold()
    if longest > MAX_WORD:
        return one == other
    return OSA.distance(one, other) <= letters


def _plain(text: str) -> str:
    """Return a text in small letters without accents; in scripts whose marks are letters nothing is taken away."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not "\u0300" <= letter <= "\u036f" or letter == "\u0306")


class _Text:
    """One side of a diff: what stands in quotation marks, and which words are names."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._language: str | None = ""
        # Most texts quote nobody, and to know that is 1 µs instead of 20.
        self._quotes = [match.span() for match in _QUOTE.finditer(text)] if _QUOTATION_MARK.search(text) else []

    def side(self, start: int, end: int) -> _Side:
        """Return what stands between two places."""
        text = self._text[start:end]
        words = tuple(token for token in tokens(text) if token[0].isalnum())
        return _Side(
            text=text,
            words=words,
            denials=sum(map(self._denies, words)) + self._unspaced_denials(start, end),
            quoted=any(start < stop and begin < end for begin, stop in self._quotes),
            # Most edits touch no capital, and then the text needs no reading: half of the time is saved.
            names=self._names(start, end) if any(map(_capital, words)) else frozenset(),
        )

    def _denies(self, token: str) -> bool:
        """Return whether a word negates in the language of the text."""
        word = token.casefold().replace("’", "'")
        if word.endswith("n't") or _without_and(word) in OTHER_DENIALS:
            return True
        if word not in _DENYING and not word.startswith(_BEGINNINGS_ANYWHERE):
            return False
        if self._language == "":  # guessed only for a word that may deny: most edits have none
            self._language = language([token.casefold() for token in tokens(self._text)])
        if self._language is None:
            return word in DENIALS_ANYWHERE or word.startswith("kein")
        return word in DENIALS[self._language] or word.startswith(_BEGINNINGS.get(self._language, _NO_BEGINNINGS))

    def _unspaced_denials(self, start: int, end: int) -> int:
        around = slice(max(start - DENIAL_CHARS, 0), end + DENIAL_CHARS)
        matches = (match.span() for match in UNSPACED_DENIAL.finditer(self._text[around]))
        return sum(begin + around.start < end and start < stop + around.start for begin, stop in matches)

    def _names(self, start: int, end: int) -> frozenset[str]:
        words: list[str] = []
        inside: list[int] = []
        starts: set[int] = set()
        place, begins = 0, True
        for token in tokens(self._text):
            if token[0].isalnum():
                if begins:
                    starts.add(len(words))
                if start <= place < end:
                    inside.append(len(words))
                words.append(token)
                begins = False
            elif token in _SENTENCE_ENDS or "\n" in token:
                begins = True
            place += len(token)
        return frozenset(words[number] for number in set(inside).intersection(_names(words, starts)))


def _names(words: Sequence[str], starts: set[int]) -> Iterator[int]:
    """Yield which words are names: in capitals where no sentence begins.

    At the beginning of one a word must stand in capitals elsewhere too, or before another name. Where all nouns are in
    capitals (German) it takes two in a row, or a title before it; where all words are (headlines), nothing is a name.
    """
    long_words = [word for word in words if len(word) > 3]  # noqa: PLR2004 - "of", "the" and "and" stay small
    if len(long_words) > 3 and sum(map(_capital, long_words)) >= TITLE_CASE * len(long_words):  # noqa: PLR2004
        return
    german = len(GERMAN & {word.casefold() for word in words}) >= GERMAN_WORDS
    capitals = [
        _capital(word) and word.casefold() not in _NEVER_NAMES and not (number in starts and word.casefold() in GERMAN)
        for number, word in enumerate(words)
    ]
    surely = {words[number] for number, capital in enumerate(capitals) if capital and number not in starts}
    for number, capital in enumerate(capitals):
        if not capital:
            continue
        before = number > 0 and number not in starts and capitals[number - 1]
        after = number + 1 < len(words) and number + 1 not in starts and capitals[number + 1]
        titled = number > 0 and words[number - 1].casefold() in HONORIFICS
        in_row = after or (before and not (german and number - 1 in starts))
        alone = not german and (number not in starts or words[number] in surely)
        if titled or in_row or alone:
            yield number


def _without_and(word: str) -> str:
    """Return an Arabic word without the "and" or "so" that is written as part of it."""
    return word[1:] if word[:1] in {"و", "ف"} else word


def _capital(word: str) -> bool:
    return word[0].isupper()
