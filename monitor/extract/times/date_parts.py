"""What a written date is made of: tokens, and the phrase that they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta, tzinfo
from typing import NamedTuple

from monitor.extract.words.text import folded

ANY_LEAP_YEAR = 2024

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|\S")


class Token(NamedTuple):
    """A word without case and accents, a row of digits, or one sign, and where it stands.

    `loud` is all in capitals, `titled` has one at its beginning.
    """

    text: str
    start: int
    end: int
    loud: bool = False
    titled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What a date says, and None for what it leaves open.

    `back` counts days before today; `ago` and `unit` are an age and how finely it was told; `ambiguous` says that the
    name of the zone has other meanings.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    back: int | None = None
    clock: time | None = None
    zone: tzinfo | None = None
    ambiguous: bool = False
    ago: timedelta | None = None
    unit: timedelta = timedelta()

    @property
    def dated(self) -> bool:
        return self.month is not None

    @property
    def bare(self) -> bool:
        """Whether it is a clock alone, so that the day is anyone's guess."""
        return all(part is None for part in (self.month, self.day, self.weekday, self.back, self.ago))


def tokens_of(text: str) -> list[Token]:
    """Return the words, numbers and signs of a line.

    >>> [token.text for token in tokens_of("Watling7 März 12:01")]
    ['watling', '7', 'marz', '12', ':', '01']
    """
    return [
        Token(folded(word := match[0]), match.start(), match.end(), word.isupper(), word.istitle())
        for match in _TOKEN.finditer(text)
    ]


def is_possible(phrase: Phrase) -> bool:
    """Return whether the calendar has the date that a phrase names, on the weekday that it names.

    >>> is_possible(Phrase(month=2, day=29)), is_possible(Phrase(year=2023, month=2, day=29))
    (True, False)
    """
    if phrase.month is None or phrase.day is None:
        return True
    try:
        named = date(phrase.year or ANY_LEAP_YEAR, phrase.month, phrase.day)
    except ValueError:
        return False
    # "Ming Sun7 November 2024" is a name and a Thursday.
    return phrase.year is None or phrase.weekday in {None, named.weekday()}
