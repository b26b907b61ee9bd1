"""The zones that written times name, and what newsrooms mean by them: "14:05 BST", "(IST)", "GMT+1", "12:01 Paris".

Names stand without accents and case, as `folded` leaves them, and are looked up by `folded` too.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta, timezone, tzinfo
from itertools import starmap
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.extract.times.times import ZONES
from monitor.extract.words.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.extract.times.date_parts import Token

US_ZONES = frozenset(
    ["et", "ct", "mt", "pt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "eastern", "pacific"]
)
"""Beside these, 11/7 is the 7th of November."""

AMBIGUOUS_ZONES = frozenset({"ist", "cst", "ast", "gst"})
"""India, Israel or Ireland; America or China; the Atlantic or Arabia; the Gulf or Georgia."""

_MORE_MINUTES = {
    "mez": 60, "mesz": 120, "hnec": 60, "hec": 120, "мск": 180, "brt": -180, "art": -180, "clt": -240, "cot": -300,
    "pet": -300, "ast": -240, "adt": -180, "nst": -210, "ndt": -150, "akst": -540, "akdt": -480, "hst": -600,
    "acst": 570, "acdt": 630, "awst": 480, "wib": 420, "ict": 420, "pht": 480, "npt": 345, "bdt": 360,
    "wita": 480, "trt": 180, "sast": 120, "cat": 120, "eat": 180, "wat": 60, "irst": 210, "idt": 180, "tsi": 180,
    "aet": 600, "mmt": 390, "myt": 480, "phst": 480, "wit": 540, "clst": -180, "vet": -240, "hne": -300, "hae": -240,
    "mvt": 300, "aft": 270, "uzt": 300, "azt": 240,
}  # fmt: skip
FIXED_ZONES: Mapping[str, timezone] = MappingProxyType(
    {
        folded(name): timezone(timedelta(minutes=minutes))
        for name, minutes in ({name.lower(): east for name, east in ZONES.items()} | _MORE_MINUTES).items()
    }
)
PLACES: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "et": ("America/New_York", -300), "eastern": ("America/New_York", -300),
        "ct": ("America/Chicago", -360), "central": ("America/Chicago", -360),
        "mt": ("America/Denver", -420), "mountain": ("America/Denver", -420),
        "pt": ("America/Los_Angeles", -480), "pacific": ("America/Los_Angeles", -480),
        "he": ("America/Toronto", -300), "kiev": ("Europe/Kyiv", 120), "sydney": ("Australia/Sydney", 600),
        "uk": ("Europe/London", 0), "london": ("Europe/London", 0), "paris": ("Europe/Paris", 60),
        "berlin": ("Europe/Berlin", 60), "madrid": ("Europe/Madrid", 60), "roma": ("Europe/Rome", 60),
        "brasilia": ("America/Sao_Paulo", -180), "moscow": ("Europe/Moscow", 180), "kyiv": ("Europe/Kyiv", 120),
        "lisbon": ("Europe/Lisbon", 0), "athens": ("Europe/Athens", 120), "cairo": ("Africa/Cairo", 120),
        "beirut": ("Asia/Beirut", 120), "jerusalem": ("Asia/Jerusalem", 120), "santiago": ("America/Santiago", -240),
    }
)  # fmt: skip
"""Names that follow the clock changes of a place, and the minutes east of UTC in its winter."""


_OFFSET_SIGNS = frozenset("+-−")
_BEFORE_A_ZONE = frozenset("(/,")
_TIME = "time"
_OFFSET = re.compile(r"T\d\d:\d\d[^+-]{0,16}([+-])(\d\d):?(\d\d)\Z")

WEST, EAST = timedelta(hours=10), timedelta(hours=14)
"""How far behind UTC clocks are at most (Hawaii), and how far ahead (Kiribati)."""

_DIGITS_OF_HOURS = 2
_DIGITS_OF_AN_OFFSET = 4


def zone_of(key: str, winter_minutes: int) -> tzinfo:
    """Return the zone by its IANA key, or its winter offset where the system has no tz database.

    >>> zone_of("Nowhere/Here", 60)
    datetime.timezone(datetime.timedelta(seconds=3600))
    """
    try:
        return ZoneInfo(key)
    except ZoneInfoNotFoundError:
        return timezone(timedelta(minutes=winter_minutes))


def offsets_in(values: Iterable[str]) -> Iterator[tzinfo]:
    """Yield the zones that machine times are written in; UTC is what machines write anyway, and tells nothing.

    >>> [*offsets_in(["2024-07-18T11:48:00+05:30", "2024-07-18T06:18:00Z", "2024-07-18 11:48"])]
    [datetime.timezone(datetime.timedelta(seconds=19800))]
    """
    for value in values:
        match = _OFFSET.search(value.strip())
        if match is None:
            continue
        ahead = timedelta(hours=int(match[2]), minutes=int(match[3])) * (1 if match[1] == "+" else -1)
        if ahead and -WEST <= ahead <= EAST:
            yield timezone(ahead)


def zone_told(values: Iterable[str]) -> tzinfo | None:
    """Return the zone that machine times are written in: the first of `offsets_in`, or a place where all of them hold.

    Two offsets are its summer and its winter: by one alone, what is told without a zone in the other is an hour off.

    >>> zone_told(["2024-02-18T09:00:00-05:00", "2024-07-18T12:00:00-0400"])
    zoneinfo.ZoneInfo(key='America/New_York')
    """
    written = [value for value in map(str.strip, values) if _OFFSET.search(value)]
    with suppress(ValueError, OverflowError):  # the 31st of June; year 1, moved over the edge by its zone
        told = list(map(datetime.fromisoformat, written))
        if len({time.utcoffset() for time in told}) > 1:
            for place in starmap(zone_of, PLACES.values()):
                if all(time.astimezone(place).utcoffset() == time.utcoffset() for time in told):
                    return place
    return next(offsets_in(written), None)


def in_its_zone(written: str, named: str) -> str:
    """Return a local time with the zone that stands beside it, by its key, its offset or its short name.

    >>> in_its_zone("2024-07-18 11:48:00.000000", "Europe/Paris"), in_its_zone("2024-07-18 11:48:00", "+02:00")
    ('2024-07-18T11:48:00+02:00', '2024-07-18 11:48:00+02:00')
    """
    try:
        local = datetime.fromisoformat(written)
        return written if local.tzinfo else local.replace(tzinfo=ZoneInfo(named)).isoformat()
    except (ValueError, OSError, ZoneInfoNotFoundError):  # no key, but an offset or a short name
        return f"{written}{named}"


def zone_at(tokens: Sequence[Token], at: int) -> tuple[str, tzinfo, int] | None:
    """Return the zone that begins at a token behind a clock, its name if it has one, and where it ends; None without.

    >>> from monitor.extract.times.date_parts import tokens_of
    >>> zone_at(tokens_of("(IST)"), 0)
    ('ist', datetime.timezone(datetime.timedelta(seconds=19800)), 3)
    >>> zone_at(tokens_of("GMT+1"), 0)
    ('', datetime.timezone(datetime.timedelta(seconds=3600)), 3)
    >>> zone_at(tokens_of("London time"), 0)
    ('london', zoneinfo.ZoneInfo(key='Europe/London'), 2)
    """
    first = at + (_word(tokens, at) in _BEFORE_A_ZONE)
    name = _word(tokens, first)
    if name in {"+", "-"}:
        return _offset(tokens, first, named=False)
    if name in {"gmt", "utc"} and _word(tokens, first + 1) in _OFFSET_SIGNS and _touches(tokens, first + 1):
        return _offset(tokens, first + 1, named=True)
    place = PLACES.get(name)
    zone = zone_of(*place) if place else FIXED_ZONES.get(name)
    if zone is None:
        return None
    last = first + (place is not None and _word(tokens, first + 1) == _TIME)
    return name, zone, last + 1 + (_word(tokens, last + 1) == ")")


def _offset(tokens: Sequence[Token], at: int, *, named: bool) -> tuple[str, tzinfo, int] | None:
    sign, digits = _word(tokens, at), _word(tokens, at + 1)
    if (
        not (digits.isdigit() and digits.isascii())
        or len(digits) > _DIGITS_OF_AN_OFFSET
        or not _touches(tokens, at + 1)
    ):
        return None
    if not named and (len(digits) == 1 or (sign == "-" and len(digits) != _DIGITS_OF_AN_OFFSET)):
        return None  # "12:01-12:05" is a span, "12:01 - 7 November" a clock and a date
    end, hours, minutes = at + 2, int(digits[:_DIGITS_OF_HOURS]), int(digits[_DIGITS_OF_HOURS:] or 0)
    more = _word(tokens, end + 1)
    if len(digits) <= _DIGITS_OF_HOURS and _word(tokens, end) == ":" and len(more) <= _DIGITS_OF_HOURS:
        minutes, end = (int(more), end + 2) if more.isdigit() and more.isascii() else (minutes, end)
    east = timedelta(hours=hours, minutes=minutes)
    return None if east >= timedelta(days=1) else ("", timezone(east if sign == "+" else -east), end)


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if at < len(tokens) else ""


def _touches(tokens: Sequence[Token], at: int) -> bool:
    """Return whether nothing stands between a token and the one before it."""
    return 0 < at < len(tokens) and tokens[at - 1].end == tokens[at].start
