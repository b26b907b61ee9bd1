"""The grammar of written dates: a row of tokens → what it says, and what it leaves open.

    "2d ago / 7:58 AM UTC"  ─tokens─▶  2 d ago / 7 : 58 AM UTC  ─rules─▶  Phrase(ago=2 days, clock=07:58, zone=UTC)

Every token must be part of a date in one of nine languages, so what is not a date is refused at its first odd word. A
rule looks at a fixed number of tokens and moves on or leaves them to the next: linear, nothing to backtrack into.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.extract.times import date_words as words
from monitor.extract.times.ages import age_at
from monitor.extract.times.clock_rules import clock_time, zone_name
from monitor.extract.times.date_row import Row
from monitor.extract.times.day_rules import (
    day_of_month,
    late_year,
    named_day,
    number_before,
    numeric_date,
    written_date,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.extract.times.date_parts import Phrase, Token

MAX_RESTATED = 8
ZONES_STEP_MIN = 15
"""By how much the clocks of two zones differ: a multiple of it."""

_AGAIN = frozenset("/,;|·•(")
_LOCAL = frozenset({"local", "locale", "ortszeit", "time"})

_SIGNS = frozenset({*",/|•·∙●–—-()[]:;.'’‘@~（）：，、【】،၊", ""})
"""What says nothing between the parts of a date; an accent that stands alone (Arabic) is folded to nothing."""


def phrase_of(tokens: Sequence[Token], *, month_first: bool = False) -> Phrase | None:
    """Return what the tokens say as a date, or None if they are not a date and nothing else.

    >>> from monitor.extract.times.date_parts import Phrase, tokens_of
    >>> phrase_of(tokens_of("Nov. 7, 2024")) == Phrase(year=2024, month=11, day=7)
    True
    >>> phrase_of(tokens_of("7 people")) is None
    True
    """
    row = Row(tokens, month_first=month_first, opens_text=False)
    while row.at < row.size and not row.contradicts:
        if row.word() in words.UPDATED and not row.parts.keys().isdisjoint(("clock", "month")):
            # "12:01, updated 12:30": the first is meant, if the second is a date too.
            if phrase_of(tokens[row.at + 1 :], month_first=row.month_first) is None:
                return None
            break
        if _apply_rule(row) is None:
            return None
    return None if row.contradicts else row.phrase()


def phrase_at_start(tokens: Sequence[Token], *, month_first: bool = False) -> tuple[Phrase, int] | None:
    """Return the date that the tokens begin with and how many of them it takes, or None if they begin otherwise.

    >>> from datetime import time
    >>> from monitor.extract.times.date_parts import Phrase, tokens_of
    >>> phrase_at_start(tokens_of("14.20 Uhr: Der Rat tagt")) == (Phrase(clock=time(14, 20)), 4)
    True
    """
    row = Row(tokens, month_first=month_first, opens_text=True)
    content = 0  # where the last token stands that says something
    while row.at < row.size and not row.contradicts:
        rule = _apply_rule(row)
        if rule is None:
            break
        if rule is not _filler:
            content = row.at
    phrase = None if row.contradicts else row.phrase()
    return None if phrase is None else (phrase, content)


def _apply_rule(row: Row) -> Callable[[Row], bool] | None:
    """Read on by the first rule that fits, and return it; those that begin with another kind of token cannot."""
    word = row.texts[row.at]
    if word.isdigit() and row.word(1) == ":":
        return clock_time if clock_time(row) else None  # no other takes a colon
    rules = _OF_NUMBERS if word.isdigit() else _OF_WORDS if word.isalpha() else _OF_SIGNS
    if rules is _OF_WORDS and word not in words.VOCABULARY:
        return None
    for rule in rules:
        if rule(row):
            return rule
    return None


def _age(row: Row) -> bool:
    """Read "5 min ago", "vor einer Stunde", "il y a 2 h 5 min", "minutę temu"."""
    found = age_at(row.texts, row.at)
    if found is None:
        return False
    ago, unit, end = found
    row.put(ago=ago, unit=unit)
    return row.take(end - row.at)


def _restated(row: Row) -> bool:
    """Read the "(11:42 GMT)" behind a clock without a zone, which is the same instant (Al Jazeera)."""
    close = next((at for at in range(3, MAX_RESTATED) if row.word(at) == ")"), None)
    if row.word() != "(" or close is None or "clock" not in row.parts or "zone" in row.parts:
        return False
    other = phrase_of(row.tokens[row.at + 1 : row.at + close])
    if other is None or not other.bare or other.clock is None or other.zone is None:
        return False
    row.parts.update(clock=other.clock, zone=other.zone, ambiguous=other.ambiguous)
    return row.take(close + 1)


def _told_again(row: Row) -> bool:
    """Read the "/ 00:45 CST" or "(14:45 local time)" behind a clock with its zone: the same elsewhere (Marca)."""
    sign, clock, zone = row.word(), row.parts.get("clock"), row.parts.get("zone")
    if sign not in _AGAIN or clock is None or zone is None:
        return False
    found = phrase_at_start(row.tokens[row.at + 1 : row.at + 1 + MAX_RESTATED])
    if found is None or not found[0].bare or (again := found[0].clock) is None:
        return False
    other, count = found[0], 1 + found[1]
    elsewhere = other.zone not in {None, zone}
    while other.zone is None and row.word(count) in _LOCAL:
        elsewhere = True
        count += 1
    closes = sign == "(" and row.word(count - 1) != ")"
    if not elsewhere or (again.minute - clock.minute) % ZONES_STEP_MIN or (closes and row.word(count) != ")"):
        return False
    return row.take(count + closes)


def _filler(row: Row) -> bool:
    word = row.word()
    if word in _SIGNS:
        row.at += 1  # a sign between a clock and its zone parts nothing
        return True
    row.announced |= word in words.AT or (word in words.HOUR_MARKS and row.number(1) is not None)
    return word in words.FILLERS and row.take(1)


# By the kind of the token that they begin with, in the order in which they are tried.
_OF_NUMBERS = (_age, number_before, numeric_date, late_year, written_date, clock_time)
_OF_WORDS = (zone_name, _age, written_date, day_of_month, named_day, _filler)
_OF_SIGNS = (_restated, _told_again, zone_name, _age, _filler)
