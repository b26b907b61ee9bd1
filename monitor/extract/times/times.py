"""Machine-readable times as publishers really write them, read into aware UTC. Pure: `now` is handed in.

dateutil and dateparser are not used: the first inverts "GMT+1" and fills gaps from the machine's clock, the second took
2.4 s over one timestamp of the BBC and reads IST as Israel's time.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.times.date_parts import Phrase

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""No live blog is older; an earlier time is a default such as 1970-01-01 or 0001-01-01."""

AHEAD = timedelta(days=1)
"""How far ahead of `now` an entry's time may lie: a local time read as UTC is up to 14 hours off."""

EAST = timedelta(hours=14)
"""How far ahead of us the clocks of a page may be that are read as UTC: those of Kiribati."""

AHEAD_COVERAGE = timedelta(days=366)
"""How far ahead coverage may be announced."""

THE_LAST_DAY = datetime(9000, 1, 2, tzinfo=UTC)
"""When every time has come: what is refused today and lies before it is refused for being ahead."""

FEWEST_CHARS, MAX_TIME_CHARS = len("2024W07"), 64
DIGITS_OF_A_DATE = 8
DIGITS_OF_A_TIMESTAMP = 14
LATEST_SECOND = 59
_AFTER_HOUR = len("2024-07-18T11")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_UNITS = {9: 1, 10: 1, 12: 1_000, 13: 1_000, 16: 1_000_000}
"""Digits of an epoch → units in a second. Nine digits end in 2001; Express counts in s, Reach in ms."""

ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120,
    "EEST": 180, "MSK": 180, "GST": 240, "PKT": 300, "IST": 330, "SGT": 480, "HKT": 480, "JST": 540, "KST": 540,
    "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip
"""Minutes east of UTC. IST and BST are what newsrooms mean by them: India and British Summer Time."""

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip

_ZONE = r"\s*(?P<zone>[A-Za-z]{1,4}(?![A-Za-z:])|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?)?"
# "2024-7-18 11:48", "2024-07-18T11.48.05,5 +01:00"; "2024-08-05IST10:00" comes of PHP's date('Y-m-dTH:i').
_CLOCK = (
    r"(?:,?\s+|\s*[A-Za-z]{1,4}\s*)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?" + _ZONE
)
_ISO = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?:" + _CLOCK + ")?")
# "18.7.2024 11:48": where points part a date the day comes first, in every language. Alone it is words, which a clock
# may stand beside.
_POINTED = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})" + _CLOCK)
# RFC 822 §5 and RFC 850: "Thu, 07 Nov 2024 12:01:00 GMT", "Thursday, 07-Nov-24 12:01:00 GMT".
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(?P<day>\d{1,2})[ -](?P<month>[A-Za-z]{3})[a-z]*\.?[ -](?P<year>\d{4}|\d{2})"
    r",?\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?" + _ZONE
)
# What C writes: "Thu Nov 07 12:01:00 2024", with a zone before the year in X's and Weibo's interfaces.
_ASCTIME = re.compile(
    r"[A-Z][a-z]{2}\s+(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})\s+(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})"
    + _ZONE
    + r"\s+(?P<year>\d{4})"
)
_HALVES = {"AM": 0, "PM": 12}
_DOTNET = re.compile(r"/Date\((\d{9,16})(?:[+-]\d{4})?\)/")
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """An instant, and whether its zone was not written but assumed.

    `coarse` says that it hangs on when it was read ("5 min ago", a clock without a day): it differs from one reading to
    the next, so it may order entries but never name one. `tied` says that it hangs on that at all ("7 November").
    `floating` says that no zone was written: what was assumed may be known once the rest of the page is read. `told` is
    what was said then, if it hangs on now: which day is today hangs on the zone as well. `dayless` says that it is a
    clock whose day was counted from that of another entry.
    """

    at: datetime
    assumed: bool = False
    coarse: bool = False
    tied: bool = field(default=False, repr=False, compare=False)
    floating: bool = field(default=False, repr=False, compare=False)
    told: Phrase | None = field(default=None, repr=False, compare=False)
    dayless: bool = field(default=False, repr=False)


def read_time(value: object, *, now: datetime, zone: tzinfo | None = None, ahead: timedelta = AHEAD) -> Stamp | None:
    """Return the instant that `value` names, or None if it names none that can be right.

    `zone` stands in for one that is not written, UTC if it is None. Epochs may be in s, ms or µs, numbers or digits.

    >>> now = datetime(2024, 7, 18, 12, 30, tzinfo=UTC)
    >>> read_time("2024-07-18T11:48", now=now)
    Stamp(at=datetime.datetime(2024, 7, 18, 11, 48, tzinfo=datetime.timezone.utc), assumed=True, coarse=False)
    >>> read_time("2024-07-18T12:48:00+0100", now=now).at == read_time(1721303280, now=now).at
    True
    >>> read_time("1721303280.000200", now=now).at == read_time(1721303280, now=now).at
    True
    """
    at, assumed = written_time(value, zone)
    return Stamp(at=at, assumed=assumed) if at is not None and EARLIEST <= at <= now + ahead else None


def written_time(value: object, zone: tzinfo | None = None) -> tuple[datetime | None, bool]:
    """Return the instant that `value` names, be it right or not, and whether its zone was assumed."""
    if isinstance(value, str):
        local = _from_words(value.strip())
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        local = _from_number(value)
    else:
        local = None
    return _in_utc(local, zone)


def written_times(values: Sequence[str], zone: tzinfo | None = None) -> list[tuple[datetime | None, bool]]:
    """Return what `written_time` does of each value, with a third less time where all are of ISO 8601 and in UTC."""
    joined = "".join(values)
    plain = joined.isascii() and not any(map(str.isdigit, values)) and list(map(str.strip, values)) == values
    if (
        plain
        and not ("." in joined and any(map(_has_pointed_clock, values)))
        and max(map(len, values), default=0) <= MAX_TIME_CHARS
    ):
        try:
            return [
                (at, False) if at.tzinfo is UTC else _in_utc(at, zone) for at in map(datetime.fromisoformat, values)
            ]
        except ValueError:
            pass
    return [written_time(value, zone) for value in values]


def _in_utc(local: datetime | None, zone: tzinfo | None) -> tuple[datetime | None, bool]:
    """Return an instant in UTC, and whether its zone was assumed."""
    if local is None or local.tzinfo is UTC:
        return local, False
    assumed = local.tzinfo is None
    try:
        return (local.replace(tzinfo=zone or UTC) if assumed else local).astimezone(UTC), assumed
    except OverflowError:  # year 1 or 9999, moved over the edge by its zone
        return None, assumed


def is_in_mails(value: str) -> bool:
    """Return whether a value is written as times in mails are; which numbers stand in it makes no difference.

    >>> is_in_mails("Thu, 07 Nov 2024 12:01:00 GMT"), is_in_mails("Ada Moor 7 Nov 2024 12:01")
    (True, False)
    """
    return _RFC822.fullmatch(value) is not None


def comes(at: datetime | None) -> bool:
    """Return whether an instant that was refused may be right one day."""
    return at is not None and EARLIEST <= at <= THE_LAST_DAY


def _from_words(value: str) -> datetime | None:
    if not FEWEST_CHARS <= len(value) <= MAX_TIME_CHARS or not value.isascii():
        return None
    if value.isdigit():
        return _from_digits(value)
    if value[:10].isdigit() and value[10:11] == "." and value[11:].isdigit():  # Slack: "1733053320.000200"
        return _from_digits(value[:10])
    if not _has_pointed_clock(value):
        with suppress(ValueError):
            return datetime.fromisoformat(value)
    if value[0] == "/" and (dotnet := _DOTNET.fullmatch(value)):
        return _from_digits(dotnet[1])
    matches = (form.fullmatch(value) for form in (_ISO, _RFC822, _POINTED, _ASCTIME))
    match = next(filter(None, matches), None)
    return _from_match(match) if match else None


def _has_pointed_clock(value: str) -> bool:
    """Return whether a point stands where ISO 8601 has a colon: Python read "2024-07-18 11.48" as 0.48 s past 11."""
    return value[_AFTER_HOUR : _AFTER_HOUR + 1] == "."


def _from_digits(value: str) -> datetime | None:
    try:
        if len(value) == DIGITS_OF_A_DATE:
            return datetime.combine(date.fromisoformat(value), datetime.min.time())
        if len(value) == DIGITS_OF_A_TIMESTAMP:
            return datetime.fromisoformat(f"{value[:DIGITS_OF_A_DATE]}T{value[DIGITS_OF_A_DATE:]}")
    except ValueError:
        return None
    unit = _EPOCH_UNITS.get(len(value))
    # Integer arithmetic: as a float, an epoch in µs loses its last digit.
    return _EPOCH + timedelta(microseconds=int(value) * 1_000_000 // unit) if unit else None


def _from_number(value: float) -> datetime | None:
    if not math.isfinite(value) or value < 0:
        return None
    whole = int(value)
    digits = str(whole) if whole < 10**DIGITS_OF_A_TIMESTAMP * 100 else ""
    if len(digits) == DIGITS_OF_A_DATE:  # 20240805 as a number is nobody's date
        return None
    read = _from_digits(digits)
    return None if read is None else read + timedelta(seconds=value - whole if len(digits) in {9, 10} else 0)


def _from_match(match: re.Match[str]) -> datetime | None:
    parts = match.groupdict()
    month = parts["month"]
    year = int(parts["year"]) + (2000 if len(parts["year"]) == len("24") else 0)
    hour, zone = int(parts["hour"] or 0), (parts["zone"] or "").upper()
    if zone in _HALVES and hour <= _HALVES["PM"]:
        hour = hour % _HALVES["PM"] + _HALVES[zone]
    try:
        local = datetime(  # noqa: DTZ001 - a zone that is not written is the caller's to assume
            year,
            int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0),
            int(parts["day"]),
            hour,
            int(parts["minute"] or 0),
            min(int(parts["second"] or 0), LATEST_SECOND),  # RFC 822 allows leap seconds
        )
        offset = _offset(zone) if zone else None
        return local if offset is None else local.replace(tzinfo=timezone(offset))
    except ValueError:  # the 31st of June; an offset of 24 hours and more
        return None


def _offset(zone: str) -> timedelta | None:
    if match := _OFFSET.fullmatch(zone):
        sign, hours, minutes = match.groups()
        size = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return -size if sign == "-" else size
    minutes_east = ZONES.get(zone.upper())
    return None if minutes_east is None else timedelta(minutes=minutes_east)
