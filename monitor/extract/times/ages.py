"""How long ago something was, as written: "5 min ago", "vor einer Stunde", "il y a 1h30", "hace unos segundos"."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.extract.times import date_words as words

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_COUNT_WORDS = 6
"""How many words may stand before the unit of an age: "hace menos de un minuto"."""

A_FEW = 3
"""How many "a few" are: such an age orders entries, and is never told as a time."""

MOST_DIGITS = 3

MAX_BEFORE_AGO = 2
"""How many words stand between an amount and the word that makes it an age: "da suka gabata"."""

_A_MINUTE = timedelta(minutes=1)
_AN_HOUR = timedelta(hours=1)
_APOSTROPHES = frozenset({"'", "’", "′"})
_BEHIND_A_SHORT_UNIT = _APOSTROPHES | {".", "׳"}
_BESIDE_AN_AMOUNT = words.AND | words.ROUGHLY | {",", "'", "’", "~"}
_BEHIND_A_NUMBER = words.AFTER_AN_AMOUNT | words.BEFORE_AGO
_IN_AN_AGE = words.AFTER_AN_AMOUNT | words.UNITS.keys() | _APOSTROPHES


def age_at(texts: Sequence[str], at: int) -> tuple[timedelta, timedelta, int] | None:
    """Return the age that begins at a token, how finely it is told, and where it ends; None if there is none.

    >>> age_at(["il", "y", "a", "1", "h", "30"], 0)
    (datetime.timedelta(seconds=5400), datetime.timedelta(seconds=3600), 6)
    >>> age_at(["5", "min"], 0) is None
    True
    """
    if _IN_AN_AGE.isdisjoint(texts[at + 1 : at + MAX_COUNT_WORDS]):
        return None
    said = _word(texts, at) in words.BEFORE_AN_AMOUNT
    end = at + said
    if tuple(texts[at : at + 3]) == ("il", "y", "a"):
        said, end = True, at + 3
    total, unit = timedelta(), timedelta()
    while (found := _amount(texts, end)) is not None:
        amount, unit, end = found
        total += amount
    said = said or any(text in words.AGED for text in texts[at:end])
    end += _word(texts, end) in words.ONE_BEHIND
    for _ in range(MAX_BEFORE_AGO):
        end += _word(texts, end) in words.BEFORE_AGO
    after = _word(texts, end) in words.AFTER_AN_AMOUNT
    if after and _word(texts, end) in words.AGO_OR_BEFORE and _word(texts, end + 1).isalpha():
        return None  # "25 λεπτά πριν το τέλος": before the end
    end += after
    end += after and _word(texts, end) in words.AFTER_AN_AMOUNT  # "тому назад"
    return (total, unit, end) if unit and (said or after) else None


def _amount(texts: Sequence[str], at: int) -> tuple[timedelta, timedelta, int] | None:
    """Return an amount that begins at a token, its unit, and where it ends."""
    while _word(texts, at) in _BESIDE_AN_AMOUNT:
        at += 1
    number, at = _count(texts, at)
    at += number is not None and _word(texts, at) == "de"  # "acum 30 de minute"
    unit = _unit(texts, at)
    if unit is None and number is not None and _word(texts, at) in _APOSTROPHES:
        unit = _A_MINUTE  # "hace 4'"
    if unit is None:
        return None
    if number is None and _is_number(_word(texts, at + 1)) and _word(texts, at + 2) in _BEHIND_A_NUMBER:
        return int(texts[at + 1]) * unit, unit, at + 2  # "dakika 5 zilizopita"
    if number is None:  # "godzinę temu", "przed chwilą"
        aged = _word(texts, at + 1) in words.AFTER_AN_AMOUNT or _word(texts, at - 1) in words.BEFORE_AN_AMOUNT
        return (unit, unit, at + 1) if aged else None
    at += 1 + (_word(texts, at + 1) in _BEHIND_A_SHORT_UNIT)
    minutes = _word(texts, at) if unit == _AN_HOUR else ""
    if _is_number(minutes) and len(minutes) == len("30") and _word(texts, at + 1) not in words.UNITS:
        return number * unit + timedelta(minutes=int(minutes)), unit, at + 1  # "il y a 1h30"
    return number * unit, unit, at


def _unit(texts: Sequence[str], at: int) -> timedelta | None:
    """Return the unit at a token; where its name means two, the word behind it tells which."""
    word = _word(texts, at)
    behind = _word(texts, at + 1 + (_word(texts, at + 1) == "."))
    if (unit := words.UNITS_BY_THEIR_AGO.get((word, behind))) and _word(texts, at + 2) != "назад":
        return unit  # "год тому назад" is Russian again
    return words.UNITS.get(word)


def _count(texts: Sequence[str], at: int) -> tuple[float | None, int]:
    """Return the number at a token, in digits or words, and where it ends."""
    number: float | None = None
    if _is_number(_word(texts, at)):
        return int(texts[at]), at + 1
    if _word(texts, at) in words.ONE:
        number, at = 1, at + 1
        at += _word(texts, at) in _APOSTROPHES  # un'ora
    if _word(texts, at) in words.FEW:
        return A_FEW, at + 1
    if _word(texts, at) in words.HALF:
        number, at = 0.5, at + 1
        at += _word(texts, at) in _APOSTROPHES or _word(texts, at) in words.ONE or _word(texts, at) == "-"
    return number, at


def _is_number(text: str) -> bool:
    return 0 < len(text) <= MOST_DIGITS and text.isdigit() and text.isascii()


def _word(texts: Sequence[str], at: int) -> str:
    return texts[at] if 0 <= at < len(texts) else ""
