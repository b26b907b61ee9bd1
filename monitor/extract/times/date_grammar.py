"""The grammar of written dates: a row of tokens → what it says, and what it leaves open.

    "2d ago / 7:58 AM UTC"  ─tokens─▶  2 d ago / 7 : 58 AM UTC  ─rules─▶  Phrase(ago=2 days, clock=07:58, zone=UTC)

Every token must be part of a date in one of nine languages, so what is not a date is refused at its first odd word. A
rule looks at a fixed number of tokens and moves on or leaves them to the next: linear, nothing to backtrack into.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from monitor.extract.times import date_words as words
from monitor.extract.times.ages import age_at
from monitor.extract.times.date_parts import Phrase, Token, is_possible
from monitor.extract.times.day_halves import NOON, half_at, hour_of
from monitor.extract.times.written_zones import AMBIGUOUS_ZONES, FIXED_ZONES, PLACES, US_ZONES, zone_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

YEARS = range(1995, 2101)
YEAR_DIGITS = 4
SHORT_DIGITS = 2
CENTURY = 2000
LATEST_SECOND = 59
MAX_RESTATED = 8
LAST_DAY = 31

_SIGNS = frozenset({*",/|•·∙●–—-()[]:;.'’‘@~（）：，、【】،", ""})
"""What says nothing between the parts of a date; an accent that stands alone (Arabic) is folded to nothing."""

_DATE_SIGNS = frozenset("/.-")
_CLOCK_SIGNS = frozenset(":.")
_AFTER_AN_HOUR = words.HOUR_MARKS | words.CLOCK_WORDS
_HOUR_BEGINS = words.HOUR_MARKS | {":", "."}
_NO_DAY = words.HOUR_MARKS | {":"}
_BEFORE_A_MONTH = words.ORDINALS | {".", "-", "/", "of", "de", "do"}
_BEFORE_A_YEAR = frozenset({".", ",", "-", "/", "'", "’", "de", "del", "do", "of"})
_ENDS_OF_DATES = frozenset({"", ":", "|", "–", "—", "-", ")", "]", "/", "•", "·"})


def phrase_of(tokens: Sequence[Token], *, month_first: bool = False) -> Phrase | None:
    """Return what the tokens say as a date, or None if they are not a date and nothing else.

    >>> from monitor.extract.times.date_parts import tokens_of
    >>> phrase_of(tokens_of("Nov. 7, 2024")) == Phrase(year=2024, month=11, day=7)
    True
    >>> phrase_of(tokens_of("7 people")) is None
    True
    """
    return _Reader(tokens, month_first=month_first).read()


def phrase_at_start(tokens: Sequence[Token], *, month_first: bool = False) -> tuple[Phrase, int] | None:
    """Return the date that the tokens begin with and how many of them it takes, or None if they begin otherwise.

    >>> from monitor.extract.times.date_parts import tokens_of
    >>> phrase_at_start(tokens_of("14.20 Uhr: Der Rat tagt")) == (Phrase(clock=time(14, 20)), 4)
    True
    """
    reader = _Reader(tokens, month_first=month_first)
    phrase = reader.read_start()
    return None if phrase is None else (phrase, reader.content)


class _Reader:
    """Reads one row of tokens from left to right; `_at` is the next one."""

    def __init__(self, tokens: Sequence[Token], *, month_first: bool) -> None:
        self._tokens = tokens
        self._texts = [token.text for token in tokens]
        self._size = len(tokens)
        self._month_first = month_first
        self._at = 0
        self.content = 0  # where the last token stands that says something
        self._parts: dict[str, Any] = {}
        self._contradicts = False
        self._slashed: tuple[int, int] | None = None
        self._needs_clock = False
        self._dotted = False  # "14.20" is a clock only beside something that says so
        self._announced = False
        self._after_clock = False
        self._opens_text = False

    def read(self) -> Phrase | None:
        while self._at < self._size and not self._contradicts:
            if self._word() in words.UPDATED and not self._parts.keys().isdisjoint(("clock", "month")):
                # "12:01, updated 12:30": the first is meant, if the second is a date too.
                rest = phrase_of(self._tokens[self._at + 1 :], month_first=self._month_first)
                if rest is None:
                    return None
                break
            if self._rule() is None:
                return None
        return None if self._contradicts else self._finish()

    def read_start(self) -> Phrase | None:
        """Read as far as there is a date; `content` tells how far that is."""
        self._opens_text = True
        while self._at < self._size and not self._contradicts:
            rule = self._rule()
            if rule is None:
                break
            if rule is not _Reader._filler:
                self.content = self._at
        return None if self._contradicts else self._finish()

    def _rule(self) -> Callable[[_Reader], bool] | None:
        """Read on by the first rule that fits, and return it; those that begin with another kind of token cannot."""
        word = self._texts[self._at]
        if word.isdigit() and self._word(1) == ":":
            return _Reader._clock if self._clock() else None  # no other takes a colon
        rules = self._OF_NUMBERS if word.isdigit() else self._OF_WORDS if word.isalpha() else self._OF_SIGNS
        for rule in rules:
            if rule(self):
                return rule
        return None

    def _finish(self) -> Phrase | None:
        if self._slashed is not None:
            first, second = self._slashed
            swapped = second > NOON or (self._month_first and first <= NOON)
            self._put(month=first if swapped else second, day=second if swapped else first)
        phrase = Phrase(**self._parts)
        if self._contradicts or (self._needs_clock and phrase.clock is None):
            return None
        if self._dotted and not self._announced and phrase.bare and phrase.zone is None:
            return None
        says = phrase.clock is not None or phrase.month is not None or phrase.ago is not None
        return phrase if says and is_possible(phrase) else None

    # What the rules look at ------------------------------------------------------------------------------------

    def _word(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._texts[at] if at < self._size else ""

    def _number(self, ahead: int = 0, digits: int = SHORT_DIGITS) -> int | None:
        text = self._word(ahead)
        return int(text) if 0 < len(text) <= digits and text.isdigit() and text.isascii() else None

    def _touches(self, ahead: int) -> bool:
        """Whether nothing stands between this token and the one before it."""
        at = self._at + ahead
        return 0 < at < self._size and self._tokens[at - 1].end == self._tokens[at].start

    def _put(self, **parts: Any) -> None:
        # The BBC writes each time twice, once for screen readers: saying the same again is no contradiction.
        self._contradicts |= any(self._parts.setdefault(name, value) != value for name, value in parts.items())

    def _take(self, count: int, *, clock: bool = False) -> bool:
        self._at += count
        self._after_clock = clock
        return True

    # The rules -------------------------------------------------------------------------------------------------

    def _age(self) -> bool:
        """Read "5 min ago", "vor einer Stunde", "il y a 2 h 5 min", "minutę temu"."""
        found = age_at(self._texts, self._at)
        if found is None:
            return False
        ago, unit, end = found
        self._put(ago=ago, unit=unit)
        return self._take(end - self._at)

    def _numeric_date(self) -> bool:
        """Read 2024-11-07, 7.11.2024, 7.11., 07/11/24, and 20/04 where a clock stands beside it."""
        sign = self._word(1)
        dated = sign == "." and (self._slashed or "day" in self._parts)  # "29/11/2026 at 09.12.07"
        if dated or sign not in _DATE_SIGNS or (second := self._number(2)) is None:
            return False
        closed = self._word(3) == sign
        year, day = self._number(digits=YEAR_DIGITS), self._number(4)
        if year in YEARS and closed and day is not None:
            self._put(year=year, month=second, day=day)
            return self._take(5 + (self._word(5) == "t"))
        first = self._number()
        if first is None or not first or not second or min(first, second) > NOON:
            return False
        spaced = sign == "." and self._number(4, digits=YEAR_DIGITS) in YEARS  # "1. 12. 2024" (Czech, Slovak, Slovene)
        year = self._year(4) if closed and (spaced or self._touches(4)) else None
        if year is None and not (sign == "/" or self._is_day(sign, second, closed=closed)):
            return False
        self._slashed = (first, second)
        if year is not None:
            self._put(year=year)
            return self._take(5)
        self._needs_clock = True
        return self._take(4 if closed else 3)

    def _is_day(self, sign: str, second: int, *, closed: bool) -> bool:
        """Whether two numbers with a dot or a hyphen between them are a day: "26.11.", "26.11 14:20", "11-26 14:20"."""
        if self._announced:
            return False  # "ora 16.01." is none
        before_clock = self._word(3) == "/" and self._word(5) == ":"  # "09.12/19:52"
        before_clock |= self._number(3) is not None and self._word(4) == ":" and not self._touches(3)
        beside_clock = before_clock or (self._word(3) == "" and "clock" in self._parts)
        if sign == "-":
            return beside_clock and len(self._word()) == len(self._word(2)) == SHORT_DIGITS
        return (closed or beside_clock) and (second <= NOON or self._month_first)

    def _year(self, ahead: int) -> int | None:
        """Return the year in four digits or two, unless they are the hour of a clock."""
        year = self._number(ahead, digits=YEAR_DIGITS)
        if year in YEARS:
            return year
        short = len(self._word(ahead)) == SHORT_DIGITS and self._word(ahead + 1) not in _HOUR_BEGINS
        return CENTURY + year if year is not None and short and not self._meridiem(ahead + 1) else None

    def _number_before(self) -> bool:
        """Read over the number of an entry before its date: "441 2024-12-01 11:42:00"."""
        numbered = self._at == 0 and self._word().isdigit() and self._number(1, digits=YEAR_DIGITS) in YEARS
        return numbered and self._word(2) == "-" and self._word(4) == "-" and self._take(1)

    def _late_year(self) -> bool:
        """Read the year that Unix and Java write last: "Fri Dec 05 18:37:17 IST 2014"."""
        year = self._number(digits=YEAR_DIGITS)
        if year not in YEARS or not {"month", "clock"} <= self._parts.keys() or "year" in self._parts:
            return False
        self._put(year=year)
        return self._take(1)

    def _written_date(self) -> bool:
        """Read "7 November 2024", "7th of Nov", "7 de noviembre de 2024", "November 7, 2024", "7-Nov-24"."""
        year = self._number(digits=YEAR_DIGITS)
        ahead = 1 + (self._word(1) == "m") + (self._word(1) == "." or self._word(2) == ".")
        if year in YEARS and self._word(ahead) in words.MONTHS:
            self._put(year=year)  # "2024. december 1.", "2024 m. gruodžio 1 d."
            self._take(ahead)
        month = words.MONTHS.get(self._word())
        if self._word() == "mar" and self._number(1) and self._word(2) in words.MONTHS:
            self._put(weekday=1)  # mardi, martes, martedì
            return self._take(1)
        if month is not None:
            at = 1 + (self._word(1) == ".")
            day = self._number(at)
            if day is None or self._word(at + 1) in _NO_DAY:
                return False
            at += 1 + (self._word(at + 1) in words.ORDINALS)
        else:
            day, at = self._number(), 1
            while self._word(at) in _BEFORE_A_MONTH:
                at += 1
            month = words.MONTHS.get(self._word(at))
            if day is None or month is None:
                return False
            at += 1
        self._put(month=month, day=day)
        return self._take(self._written_year(at))

    def _written_year(self, at: int) -> int:
        """Put the year that may follow a month, and return where it ends."""
        before = at
        while self._word(at) in _BEFORE_A_YEAR:
            at += 1
        year = self._year(at)
        # "7 Nov 24": a year; "7 Nov, 24": who knows.
        if year is None or (self._word(before) == "," and len(self._word(at)) == SHORT_DIGITS):
            return before
        self._put(year=year)
        return at + 1

    def _day_of_month(self) -> bool:
        """Read the day of a month that is not named: "26日", which `plain_date` writes as "the 26 th"."""
        day = self._number(1)
        if day is None or not 1 <= day <= LAST_DAY or (self._word(), self._word(2)) != ("the", "th"):
            return False
        self._put(day=day)
        self._needs_clock = True
        return self._take(3)

    def _clock(self) -> bool:
        """Read 21:00, 7:58:10 p.m., 12.50, 14h20, 14 Uhr 20, 15 óra 16 perc, 7am, and 1432 before a zone."""
        hour, minute, second, length = self._number(), 0, 0, 1
        sign = self._word(1)
        pair = self._number(2) if len(self._word(2)) == SHORT_DIGITS else None
        if hour is None:
            return self._hundreds()
        if sign in _CLOCK_SIGNS and pair is not None:
            minute, length = pair, 3
            if self._word(3) == sign and len(self._word(4)) == SHORT_DIGITS and self._touches(4):
                second, length = self._number(4) or 0, 5
                length += 2 if self._word(5) == "." and self._number(6, digits=6) is not None else 0
            self._dotted |= sign == "."
        elif sign in _AFTER_AN_HOUR:
            minute, length = (pair, 3 + (self._word(3) in words.MINUTE_MARKS)) if pair is not None else (0, 2)
            self._announced |= sign in words.CLOCK_WORDS
            self._dotted |= pair is None  # "2h" alone may be an age
        elif sign == "ora" and pair is not None and self._word(3) == "perc":
            minute, length = pair, 4  # Hungarian
        elif (half := self._meridiem(1)) is None or half[0] not in {"am", "pm"}:
            return False
        return self._put_clock(hour, minute, second, length)

    def _put_clock(self, hour: int, minute: int, second: int, length: int) -> bool:
        if meridiem := self._meridiem(length):
            name, size = meridiem
            length += size
            hour = hour_of(hour, name)
            self._announced = True
        try:
            clock = time(hour % 24 if hour == 24 and not minute else hour, minute, min(second, LATEST_SECOND))  # noqa: PLR2004 - a day's end
        except ValueError:
            return False
        self._put(clock=clock)
        while self._word(length) in _AFTER_AN_HOUR:
            self._announced = True
            length += 1
        return self._take(length, clock=True)

    def _hundreds(self) -> bool:
        number = self._number(digits=YEAR_DIGITS)
        if number is None or len(self._word()) < YEAR_DIGITS - (self._meridiem(1) is not None):
            return False
        named = self._word(1) in FIXED_ZONES or self._word(1) in PLACES or self._word(1) == "hrs"
        # The American weather service writes "1142 AM CST".
        named = named or self._meridiem(1) is not None
        return named and self._put_clock(number // 100, number % 100, 0, 1)

    def _meridiem(self, ahead: int) -> tuple[str, int] | None:
        return half_at(self._texts, self._at + ahead)

    def _restated(self) -> bool:
        """Read the "(11:42 GMT)" behind a clock without a zone, which is the same instant (Al Jazeera)."""
        close = next((at for at in range(3, MAX_RESTATED) if self._word(at) == ")"), None)
        if self._word() != "(" or close is None or "clock" not in self._parts or "zone" in self._parts:
            return False
        other = phrase_of(self._tokens[self._at + 1 : self._at + close])
        if other is None or not other.bare or other.clock is None or other.zone is None:
            return False
        self._parts.update(clock=other.clock, zone=other.zone, ambiguous=other.ambiguous)
        return self._take(close + 1)

    def _zone(self) -> bool:
        """Read the zone that follows a clock: BST, (IST), GMT+1, ET, +01:00, UK."""
        found = zone_at(self._tokens, self._at) if self._after_clock else None
        if found is None:
            return False
        name, zone, end = found
        if self._opens_text and name and self._begins_text(end):
            return False
        self._put(zone=zone, ambiguous=name in AMBIGUOUS_ZONES)
        self._month_first |= name in US_ZONES
        return self._take(end - self._at)

    def _begins_text(self, end: int) -> bool:
        """Whether the name of a zone is a word of the text behind a clock: "14.20 Uhr Ist …", "12:01 Paris wakes"."""
        after = self._word(end - self._at)
        name = self._tokens[end - 1]
        return name.text != ")" and not name.loud and after.isalnum() and after not in words.FILLERS

    def _named_day(self) -> bool:
        """Read "yesterday", "Tuesday", and "just now": no age at all, told roughly."""
        word = self._word()
        if self._opens_text and "clock" in self._parts and not self._ends_date():
            return False
        if (word, self._word(1), self._word(2)) == ("avant", "-", "hier"):
            self._put(back=2)
            return self._take(3)
        if (word, self._word(1)) == ("hari", "ini"):
            self._put(back=0)
            return self._take(2)
        if word == "ma" and self._month_first:
            self._put(back=0)  # Hungarian; elsewhere it is a Monday
        elif word in words.DAYS_BACK:
            self._put(back=words.DAYS_BACK[word])
        elif word in words.WEEKDAYS:
            self._put(weekday=words.WEEKDAYS[word])
        elif word == "to" and self._number(1) and self._word(2) == ".":
            self._put(weekday=3)  # Finnish: "to 26.11. 16.16"
        elif word in words.JUST_NOW:
            self._put(ago=timedelta(), unit=timedelta(minutes=1))
        else:
            return False
        return self._take(1)

    def _ends_date(self) -> bool:
        """Whether what follows a day behind a clock is no text: "14.20 Uhr: So reagiert die Stadt" tells no Sunday."""
        sign, after = self._word(1), self._word(2)
        return sign in _ENDS_OF_DATES or (sign == "," and after.isdigit()) or sign.isdigit()

    def _filler(self) -> bool:
        word = self._word()
        if word in _SIGNS:
            self._at += 1  # a sign between a clock and its zone parts nothing
            return True
        self._announced |= word in words.AT or (word in words.HOUR_MARKS and self._number(1) is not None)
        return word in words.FILLERS and self._take(1)

    _OF_NUMBERS: ClassVar = (_age, _number_before, _numeric_date, _late_year, _written_date, _clock)
    _OF_WORDS: ClassVar = (_zone, _age, _written_date, _day_of_month, _named_day, _filler)
    _OF_SIGNS: ClassVar = (_restated, _zone, _age, _filler)
    # By the kind of the token that they begin with, in the order in which they are tried.
