"""The rules for the time of day, and for the zone behind it."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from monitor.extract.times import date_words as words
from monitor.extract.times.date_row import SHORT_DIGITS, YEAR_DIGITS
from monitor.extract.times.day_halves import hour_of
from monitor.extract.times.written_zones import AMBIGUOUS_ZONES, FIXED_ZONES, PLACES, US_ZONES, zone_at

if TYPE_CHECKING:
    from monitor.extract.times.date_row import Row

LATEST_SECOND = 59

_APOSTROPHES = frozenset({"'", "’"})
_CLOCK_SIGNS = frozenset(":.")
_AFTER_AN_HOUR = words.HOUR_MARKS | words.CLOCK_WORDS

_SPELT_OUT = {"ora": {"perc"}, "heures": {"minutes", ""}}
"""Words for hours that stand between a clock's numbers, and what may follow in Hungarian and French."""


def clock_time(row: Row) -> bool:
    """Read 21:00, 7:58:10 p.m., 12.50, 14h20, 14g20, 14 Uhr 20, 15 óra 16 perc, 14 heures 20, 7am, 1432 CST."""
    hour, minute, second, length = row.number(), 0, 0, 1
    sign = row.word(1)
    pair = row.number(2) if len(row.word(2)) == SHORT_DIGITS else None
    if hour is None:
        return _hundreds(row)
    if sign in _CLOCK_SIGNS and pair is not None:
        minute, length = pair, 3
        if row.word(3) == sign and len(row.word(4)) == SHORT_DIGITS and row.touches(4):
            second, length = row.number(4) or 0, 5
            length += 2 if row.word(5) == "." and row.number(6, digits=6) is not None else 0
        row.dotted |= sign == "."
    elif sign in _AFTER_AN_HOUR:
        minute, length = (pair, 3 + (row.word(3) in words.MINUTE_MARKS)) if pair is not None else (0, 2)
        row.announced |= sign in words.CLOCK_WORDS
        row.dotted |= pair is None  # "2h" alone may be an age
    elif sign == "g" and pair is not None and row.touches(1) and row.touches(2):
        minute, length = pair, 3  # Vietnamese newspapers shorten their word for the hour
    elif sign in _SPELT_OUT and pair is not None and row.word(3) in _SPELT_OUT[sign]:
        minute, length = pair, 3 + bool(row.word(3))
    elif (half := row.meridiem(1)) is None or half[0] not in {"am", "pm"}:
        return False
    return _put_clock(row, hour, minute, second, length)


def _put_clock(row: Row, hour: int, minute: int, second: int, length: int) -> bool:
    if meridiem := row.meridiem(length):
        name, size = meridiem
        length += size
        hour = hour_of(hour, name)
        row.announced = True
    try:
        clock = time(hour % 24 if hour == 24 and not minute else hour, minute, min(second, LATEST_SECOND))  # noqa: PLR2004 - a day's end
    except ValueError:
        return False
    row.put(clock=clock)
    while row.word(length) in _AFTER_AN_HOUR:
        row.announced = True
        length += 1
    if row.word(length) in words.BEHIND_A_CLOCK and not row.tokens[row.at + length].titled:
        row.announced = True
        length += 1
    return row.take(length, clock=True)


def _hundreds(row: Row) -> bool:
    number = row.number(digits=YEAR_DIGITS)
    if number is None or len(row.word()) < YEAR_DIGITS - (row.meridiem(1) is not None):
        return False
    named = row.word(1) in FIXED_ZONES or row.word(1) in PLACES or row.word(1) == "hrs"
    # The American weather service writes "1142 AM CST".
    named = named or row.meridiem(1) is not None
    return named and _put_clock(row, number // 100, number % 100, 0, 1)


def zone_name(row: Row) -> bool:
    """Read the zone that follows a clock: BST, (IST), GMT+1, ET, +01:00, UK; in a line alone, behind the day too."""
    follows = row.after_clock or (not row.opens_text and _lacks_zone(row))
    found = zone_at(row.tokens, row.at) if follows else None
    if found is None:
        return False
    name, zone, end = found
    if row.opens_text and name and _begins_text(row, end):
        return False
    row.put(zone=zone, ambiguous=name in AMBIGUOUS_ZONES)
    row.month_first |= name in US_ZONES
    return row.take(end - row.at)


def _lacks_zone(row: Row) -> bool:
    """Whether a clock was read and what comes may be the name of its zone: "16:05, 30 Nov 2026 (GMT+7)"."""
    named = row.word(row.word() == "(").isalpha()
    return named and "clock" in row.parts and "zone" not in row.parts


def _begins_text(row: Row, end: int) -> bool:
    """Whether the name of a zone is a word of the text behind a clock: "14.20 Uhr Ist …", "12:01 – He's out"."""
    after = row.word(end - row.at)
    name = row.tokens[end - 1]
    goes_on = (after.isalnum() and after not in words.FILLERS) or after in _APOSTROPHES
    return name.text != ")" and not name.loud and goes_on
