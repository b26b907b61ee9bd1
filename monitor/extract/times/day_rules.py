"""The rules for days: in numbers, in words, by the year, the month or the week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.extract.times import date_words as words
from monitor.extract.times.calendar_words import MONTHS, WEEKDAYS
from monitor.extract.times.date_row import SHORT_DIGITS, YEAR_DIGITS, YEARS
from monitor.extract.times.day_halves import NOON

if TYPE_CHECKING:
    from monitor.extract.times.date_row import Row

CENTURY = 2000
LAST_DAY = 31

_DATE_SIGNS = frozenset("/.-")
_HOUR_BEGINS = words.HOUR_MARKS | {":", "."}
_NO_DAY = words.HOUR_MARKS | {":"}
_BEFORE_A_MONTH = words.ORDINALS | {".", "-", "/", "of", "de", "do", "ta", "'", "’"}
_BEFORE_A_YEAR = frozenset({".", ",", "،", "-", "/", "'", "’", "׳", "de", "del", "do", "of"})
_OR = frozenset("/(")
"""What stands between the two names of a month, as Arabs write them: "30 نوفمبر/تشرين الثاني"."""

_AFTER_A_YEAR = frozenset({".", "m", "gada", "ж", "թ", "(", "e", ")", "ko"})
"""What stands between a year and its day: "2026. gada 29. novembris", "2026(e)ko azaroaren 29"."""

MAX_AFTER_A_YEAR = 4
_CROATIAN = {"lip": 6, "listopada": 10}
"""Months that are others in Polish, which writes no dot behind the day: "11. listopada", "11 listopada"."""
_ENDS_OF_DATES = frozenset({"", ":", "|", "–", "—", "-", ")", "]", "/", "•", "·"})


def numeric_date(row: Row) -> bool:
    """Read 2024-11-07, 7.11.2024, 7.11., 07/11/24, and 20/04 where a clock stands beside it."""
    sign = row.word(1)
    dated = sign == "." and (row.slashed or "day" in row.parts)  # "29/11/2026 at 09.12.07"
    if dated or sign not in _DATE_SIGNS or (second := row.number(2)) is None:
        return False
    closed = row.word(3) == sign
    year, day = row.number(digits=YEAR_DIGITS), row.number(4)
    if year in YEARS and closed and day is not None:
        row.put(year=year, month=second, day=day)
        return row.take(5 + (row.word(5) == "t"))
    first = row.number()
    if first is None or not first or not second or min(first, second) > NOON:
        return False
    spaced = sign == "." and row.number(4, digits=YEAR_DIGITS) in YEARS  # "1. 12. 2024" (Czech, Slovak, Slovene)
    year = _year(row, 4) if closed and (spaced or row.touches(4)) else None
    if year is None and not (sign == "/" or _is_day(row, sign, second, closed=closed)):
        return False
    row.slashed = (first, second)
    if year is not None:
        row.put(year=year)
        return row.take(5)
    row.needs_clock = True
    return row.take(4 if closed else 3)


def _is_day(row: Row, sign: str, second: int, *, closed: bool) -> bool:
    """Whether two numbers with a dot or a hyphen between them are a day: "26.11.", "26.11 14:20", "11-26 14:20"."""
    if row.announced:
        return False  # "ora 16.01." is none
    before_clock = row.word(3) == "/" and row.word(5) == ":"  # "09.12/19:52"
    before_clock |= row.number(3) is not None and row.word(4) == ":" and not row.touches(3)
    beside_clock = before_clock or (row.word(3) == "" and "clock" in row.parts)
    if sign == "-":
        return beside_clock and len(row.word()) == len(row.word(2)) == SHORT_DIGITS
    return (closed or beside_clock) and (second <= NOON or row.month_first)


def _year(row: Row, ahead: int) -> int | None:
    """Return the year in four digits or two, unless they are the hour of a clock."""
    year = row.number(ahead, digits=YEAR_DIGITS)
    if year in YEARS:
        return year
    short = len(row.word(ahead)) == SHORT_DIGITS and row.word(ahead + 1) not in _HOUR_BEGINS
    return CENTURY + year if year is not None and short and not row.meridiem(ahead + 1) else None


def number_before(row: Row) -> bool:
    """Read over the number of an entry before its date: "441 2024-12-01 11:42:00"."""
    numbered = row.at == 0 and row.word().isdigit() and row.number(1, digits=YEAR_DIGITS) in YEARS
    return numbered and row.word(2) == "-" and row.word(4) == "-" and row.take(1)


def late_year(row: Row) -> bool:
    """Read the year that Unix and Java write last: "Fri Dec 05 18:37:17 IST 2014"."""
    year = row.number(digits=YEAR_DIGITS)
    if year not in YEARS or not {"month", "clock"} <= row.parts.keys() or "year" in row.parts:
        return False
    row.put(year=year)
    return row.take(1)


def written_date(row: Row) -> bool:
    """Read "7 November 2024", "7th of Nov", "7 de noviembre de 2024", "November 7, 2024", "7-Nov-24"."""
    year = row.number(digits=YEAR_DIGITS)
    if year in YEARS and (ahead := _before_day(row)):
        row.put(year=year)  # "2024. december 1.", "2024 m. gruodžio 1 d."
        row.take(ahead)
    month = MONTHS.get(row.word())
    if row.word() == "mar" and row.number(1) and row.word(2) in MONTHS:
        row.put(weekday=1)  # mardi, martes, martedì
        return row.take(1)
    if month is not None:
        at = 1 + (row.word(1) == ".")
        day = row.number(at)
        if day is None or row.word(at + 1) in _NO_DAY:
            return False
        at += 1 + (row.word(at + 1) in words.ORDINALS)
    else:
        day, at = row.number(), 1
        while row.word(at) in _BEFORE_A_MONTH:
            at += 1
        name = row.word(at)
        month = _CROATIAN.get(name) if name in _CROATIAN and row.word(1) == "." else MONTHS.get(name)
        if day is None or month is None:
            return False
        at += 1
        if row.word(at) in _OR and MONTHS.get(row.word(at + 1)) == month:
            at += 2 + (row.word(at + 2) == ")")
    row.put(month=month, day=day)
    return row.take(_written_year(row, at))


def _before_day(row: Row) -> int:
    """Return how many tokens a year takes before the month and day, or day and month, that it belongs to; 0 if none."""
    ahead = 1
    while ahead <= MAX_AFTER_A_YEAR and row.word(ahead) in _AFTER_A_YEAR:
        ahead += 1
    if row.word(ahead) in MONTHS:
        return ahead
    dotted = row.word(ahead + 1) == "."
    return ahead if row.number(ahead) is not None and row.word(ahead + 1 + dotted) in MONTHS else 0


def _written_year(row: Row, at: int) -> int:
    """Put the year that may follow a month, and return where it ends."""
    before = at
    while row.word(at) in _BEFORE_A_YEAR:
        at += 1
    year = _year(row, at)
    # "7 Nov 24": a year; "7 Nov, 24": who knows.
    if year is None or (row.word(before) == "," and len(row.word(at)) == SHORT_DIGITS):
        return before
    row.put(year=year)
    return at + 1


def day_of_month(row: Row) -> bool:
    """Read the day of a month that is not named: "26日", which `plain_date` writes as "the 26 th"."""
    day = row.number(1)
    if day is None or not 1 <= day <= LAST_DAY or (row.word(), row.word(2)) != ("the", "th"):
        return False
    row.put(day=day)
    row.needs_clock = True
    return row.take(3)


def named_day(row: Row) -> bool:
    """Read "yesterday", "Tuesday", and "just now": no age at all, told roughly."""
    word = row.word()
    if row.opens_text and "clock" in row.parts and not _ends_date(row):
        return False
    if (word, row.word(1), row.word(2)) == ("avant", "-", "hier"):
        row.put(back=2)
        return row.take(3)
    if (word, row.word(1)) == ("hari", "ini"):
        row.put(back=0)
        return row.take(2)
    if word == "ma" and row.month_first:
        row.put(back=0)  # Hungarian; elsewhere it is a Monday
    elif word in words.DAYS_BACK:
        row.put(back=words.DAYS_BACK[word])
    elif word in WEEKDAYS:
        row.put(weekday=WEEKDAYS[word])
    elif word == "to" and row.number(1) and row.word(2) == ".":
        row.put(weekday=3)  # Finnish: "to 26.11. 16.16"
    elif word in words.JUST_NOW:
        row.put(ago=timedelta(), unit=timedelta(minutes=1))
    else:
        return False
    return row.take(1)


def _ends_date(row: Row) -> bool:
    """Whether what follows a day behind a clock is no text: "14.20 Uhr: So reagiert die Stadt" tells no Sunday."""
    sign, after = row.word(1), row.word(2)
    return sign in _ENDS_OF_DATES or (sign == "," and after.isdigit()) or sign.isdigit()
