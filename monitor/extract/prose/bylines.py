"""Lines that sign and date an entry: "Tom Watling7 November 2024 12:01", "12:00 , Andy Gregory", "14.20 Uhr: …"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.extract.tables.given_names import PARTICLES
from monitor.extract.tables.labels import is_label
from monitor.extract.times.date_grammar import phrase_of
from monitor.extract.times.date_parts import Phrase, tokens_of
from monitor.extract.times.date_words import UPDATED
from monitor.extract.times.far_dates import is_far, plain_date
from monitor.extract.times.openings import (
    MAX_START_CHARS,
    Opening,
    far_opening_of,
    opening_of,
    said_behind,
    without_label,
)
from monitor.extract.times.spoken_zones import spoken_zones
from monitor.extract.words.remembered import remembered
from monitor.extract.words.text import mixes_scripts

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYLINE_CHARS = 160
MAX_DATE_TOKENS = 24
"""How many words and signs a date and a clock at the end of a headline have at most."""

WORDS_BEFORE_DIGITS = 4
"""How many words of a date may stand before its first number: "on Thursday the 7th", "published at 14:08"."""

REVISED_WORDS = 2
"""How many words say that something was revised, and that last: "Last updated at 14:08"."""

MAX_NAME_WORDS = 12
MAX_LOUD_WORDS = 3
"""How long a name is that stands in capitals; of more words, they are a headline: 11H16 - BRIDGE STAYS CLOSED TODAY."""

MAX_NAMES_CHARS = 2_000
"""Longer words are no names, however few they are."""

MAX_NAMES = 6
MAX_UNCASED_WORDS = 3
MAX_DENSE_CHARS = 5
"""How long a name is where letters have no case (Arabic, Hebrew), and in Chinese, Japanese and Korean: 山田太郎."""

_DENSE = re.compile(r"[\u3040-\u309f\u4e00-\u9fff\uac00-\ud7a3]")

MAYBE = re.compile(
    r"[0-9]{1,2}\s?(?:[:.]|[hu]\b|[hu][0-9]|uhr|uur|[ap]\.?\s?m\b)|[0-9]{3} ?[ap]m\b"
    r"|[0-9]{4} ?(?:GMT|BST|UTC|CET|hrs|Z\b)",
    re.IGNORECASE,
)
"""What every byline with a clock has, and most lines have not."""

_DONE = frozenset({"published", "posted"})
"""Behind these a clock is no part of a headline: "Pier closed, published 14:20"."""

_DONE_BEHIND = re.compile(rf"(?:{'|'.join(sorted(_DONE))})(?: at| on)?\Z", re.IGNORECASE)
"""The same where readers do not see it, right behind the headline in an element of its own: "closedpublished at"."""

_GLUED = re.compile(r"\b((?:19|20)[0-9]{2})([0-9]{1,2}:[0-9]{2})")
"""A date and a clock in elements beside each other: "Ada Moor May 16, 20145:55 pm"."""

_BY = re.compile(
    r"(?<!\w)(?:(?:written|posted|reported|published|reporting|geschrieben|publié|escrito|publicado|scritto|autor|author|текст"
    r"|updated|posté)\s*:?\s+)?(?:by|von|par|por|di|da|door|af|av|od|autor|от)\s*:?\s+",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:posted|published|updated|last updated|live|reporting)\W*", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:[,;&/|•·]|\s(?:and|und|et|with|mit|avec|y|e|en|i|и)\s)\s*")
_SMALL_WORDS = (
    PARTICLES
    | {"in", "at", "and", "und", "et", "y", "e", "en", "i", "и", "with", "mit", "for"}
    | {"dpa", "afp", "apa", "epd", "kna", "rtr", "efe", "ansa", "lusa", "anp", "pap", "ap", "pa"}
)
"""What stands in small letters beside names: of a family, a place, another writer, an agency."""

_OPENS = re.compile(r"[ ,:;|–—\-+\t)\]】」］•·●∙]|\.[\s–—-]|\Z")
_INITIALS = re.compile(r"\s?[|/]\s?[a-z]{2,4}")
"""Who wrote what follows, in Swiss and German tickers: "17:35 | rr"."""

_FLAG = re.compile(r"([^\W\d_][^\d:|·]{0,38}[^\W\d_])[\s:|·–-]{1,3}(?=\d)")

_SPAN = re.compile(r"\s?(?:[–—-]|[^\W\d_]{1,5}) ?\d{1,2}[:.h]\d\d(?: ?[^\W\d_]{1,3})?\W*")
"""What is left of the hour that a line heads: "14:00 to 15:00"."""

_NAME_WORD = re.compile(r"[@]?[^\W\d_][\w.'’‘\-]*")
_EDGES = ' \t,;:|/•·●∙–—-+*()[]<>»«"“”.…【】「」［］'
_OPENINGS = " \t,:;|/•·–—-([【（［"
"""What may stand between a headline or a text and the date behind it."""


class Form(StrEnum):
    """Where the date stands in its line."""

    ALONE = "alone"
    AFTER_A_NAME = "after a name"
    BEFORE_A_NAME = "before a name"
    BEFORE_TEXT = "before text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """One such line. `rest` is what follows the date: a name, the headline, or the text itself.

    `revised` says that it dates when something was written anew: "Updated at 1.59pm BST".
    """

    form: Form
    phrase: Phrase
    authors: tuple[str, ...] = ()
    rest: str = ""
    revised: bool = False


def read_byline(line: str, *, month_first: bool = False) -> Byline | None:
    """Return what a line says as a byline with a clock, or None if it is something else.

    >>> read_byline("Tom Watling7 November 2024 12:01").authors
    ('Tom Watling',)
    >>> read_byline("They met at 12:01") is None
    True
    """
    return _month_first_byline(line) if month_first else _byline(line)


@remembered(4_096)
def _byline(line: str) -> Byline | None:
    return _read_byline(line, month_first=False)


@remembered(4_096)
def _month_first_byline(line: str) -> Byline | None:
    return _read_byline(line, month_first=True)


def _read_byline(line: str, *, month_first: bool) -> Byline | None:
    line = _without_flag(_GLUED.sub(r"\1 \2", line, count=1))
    far = _far_byline(line, month_first=month_first)
    if far is not None or not MAYBE.search(line[:MAX_BYLINE_CHARS]):
        return far
    ending = _ending_with_date(without_label(line), month_first=month_first) if len(line) <= MAX_BYLINE_CHARS else None
    return ending or _beginning_with_date(line, month_first=month_first)


def _without_flag(line: str) -> str:
    """Return a line without the flag before its time: "Fijado 15:04 Ada Moor", "LIVE 14:20"."""
    flag = _FLAG.match(line)
    return line[flag.end() :] if flag is not None and is_label(flag[1]) and without_label(line) == line else line


def _far_byline(line: str, *, month_first: bool) -> Byline | None:
    """Return what a line says whose date the grammar knows in other words; those beside it must stay as they are."""
    start = line[:MAX_START_CHARS]
    told = plain_date(start)
    if told == start or not MAYBE.search(told):
        return None
    rest = line[MAX_START_CHARS:]
    ending = None if rest else _ending_with_date(told, month_first=month_first)
    if ending is not None and all(name in line for name in ending.authors):
        return ending
    beginning = _beginning_with_date(told + rest, month_first=month_first)
    if beginning is None:
        return None
    if not is_far(start):  # "14:20 Tehran time: …" names a zone, "14:20 China time is up" does not
        before = line.removesuffix(beginning.rest).rstrip()
        return beginning if not beginning.rest or not before[-1:].isalnum() else None
    if (far := far_opening_of(line, month_first=month_first)) is not None:
        return _opening(far)
    return beginning if line.endswith(beginning.rest) else None


def _ending_with_date(line: str, *, month_first: bool) -> Byline | None:
    tokens = tokens_of(line)
    digits = next((at for at, token in enumerate(tokens) if token.text.isdigit()), 0)
    for at in range(max(0, digits - WORDS_BEFORE_DIGITS), digits + 1):
        phrase = phrase_of(tokens[at:], month_first=month_first)
        if phrase is not None and phrase.clock is not None:
            before = _LABEL.sub("", line[: tokens[at].start].strip(_EDGES)) if at else ""
            names = names_in(before)
            if names:
                return Byline(form=Form.AFTER_A_NAME, phrase=phrase, authors=names)
            if not before:
                revised = any(token.text in UPDATED for token in tokens[:REVISED_WORDS])
                return Byline(form=Form.ALONE, phrase=phrase, revised=revised)
    return None


def _beginning_with_date(line: str, *, month_first: bool) -> Byline | None:
    opening = opening_of(line, month_first=month_first)
    return _opening(opening) if opening is not None else None


def _opening(opening: Opening) -> Byline | None:
    """Return what a line says that opens with a date."""
    phrase, _, after = opening
    rest = said_behind(after)
    if _SPAN.fullmatch(after) is not None or is_label(rest):
        return Byline(form=Form.ALONE, phrase=phrase)
    if _INITIALS.fullmatch(after) is not None:
        return Byline(form=Form.BEFORE_A_NAME, phrase=phrase, authors=(rest,), rest=rest)
    names = names_in(rest) if len(rest) <= MAX_BYLINE_CHARS else ()
    if names:
        return Byline(form=Form.BEFORE_A_NAME, phrase=phrase, authors=names, rest=rest)
    # "12:01 – Text" and "14.20 Uhr Text" open an entry, "10:30am's flight" and "12:01-hour" do not.
    opens = _OPENS.match(after) is not None
    return Byline(form=Form.BEFORE_TEXT, phrase=phrase, rest=rest) if opens else None


def byline_behind(line: str, *, month_first: bool = False) -> Byline | None:
    """Return what a headline says that ends with a date and a clock, or a clock in brackets or behind "published at".

    >>> byline_behind("Bulletin no. 12 – 29/11/2026, 14:47").rest, byline_behind("Pier closed (14:20)").rest
    ('Bulletin no. 12', 'Pier closed')
    >>> byline_behind("The pier closes at 14:20") is None
    True
    """
    written, line = line, spoken_zones(line)
    shift = max(0, len(line) - MAX_START_CHARS, line.rfind("(") if line.endswith(")") else 0)
    tokens = tokens_of(line[shift:])[-MAX_DATE_TOKENS:]
    for at, token in enumerate(tokens):
        phrase = phrase_of(tokens[at:], month_first=month_first) if at + shift and token.text.isalnum() else None
        if phrase is None or phrase.clock is None:
            continue
        before = line[: shift + token.start].rstrip()
        told = before.rstrip(_OPENINGS)
        rest = _DONE_BEHIND.sub("", told).rstrip(_OPENINGS)
        parted = phrase.bare is False or token.text in _DONE or rest != told or before[-1:] in "(["
        opens = parted and written.startswith(rest)
        return Byline(form=Form.BEFORE_TEXT, phrase=phrase, rest=rest) if opens else None
    return None


def rise(bylines: Sequence[Byline]) -> bool:
    """Return whether all are clocks without a day, each later than the one above: the course of a day, a transcript."""
    clocks = [byline.phrase.clock for byline in bylines if byline.phrase.bare and byline.phrase.clock]
    return len(clocks) == len(bylines) and all(before < after for before, after in pairwise(clocks))


def names_in(words: str) -> tuple[str, ...]:
    """Return the names that `words` are, without "by", or nothing if they are anything else.

    >>> names_in("By Zoë O’Brien and Jean-Luc de la Tour")
    ('Zoë O’Brien', 'Jean-Luc de la Tour')
    >>> names_in("Minister resigns"), names_in("by train")
    ((), ())
    """
    if len(words) > MAX_NAMES_CHARS:
        return ()
    named = _BY.sub("", words.strip(_EDGES), count=1)
    if not named or len(named.split()) > MAX_NAME_WORDS:
        return ()
    parts = [part.strip(_EDGES) for part in _PARTS.split(named)]
    if "," not in named and not all(len(part.split()) > 1 or part.isupper() for part in parts):
        parts = [named]  # "y" joins two names of one person: José Ortega y Gasset
    if len(parts) > MAX_NAMES or not all(_is_name(part) for part in parts):
        return ()
    return tuple(dict.fromkeys(parts))


def _is_name(part: str) -> bool:
    words = part.split()
    if not words or len(words) > (MAX_LOUD_WORDS if part.isupper() else MAX_NAME_WORDS // 2):
        return False
    if part.lower() == part.upper() and (len(words) > MAX_UNCASED_WORDS or len(_DENSE.findall(part)) > MAX_DENSE_CHARS):
        return False  # where no letter is a capital, only the length tells a name from a headline
    if mixes_scripts(part):
        return False  # "Ada Moor氏が会見": a name begins the headline
    capital = 0
    for word in words:
        if not _NAME_WORD.fullmatch(word):
            return False
        if word.casefold() in _SMALL_WORDS:
            capital += word.isupper() or len(words) == 1
        elif word[0].isupper() or word[0] == "@" or not word[0].islower():
            capital += 1
        else:
            return False
    return capital > 0
