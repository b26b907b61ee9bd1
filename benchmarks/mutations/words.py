"""Words and dates as they stand in pages, whatever their spelling."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_EPOCH = re.compile(r"(?<!\d)1[0-9]{9}(?:\d{3})?(?!\d)")
_RFC822 = re.compile(r"\w{3}, +\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d")
_HOUR = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d:])")
_MILLISECONDS = 13
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
_NOT_LETTERS = re.compile(r"[\W_]+")
_KEPT = 20_000
"""Texts whose letters are kept: a mutation asks for all words of a page several times, and changes one."""


def plain(words: str) -> str:
    """Return words without markup and entities."""
    return html.unescape(html.unescape(_TAG.sub(" ", words)))


@lru_cache(maxsize=_KEPT)
def squeeze(words: str) -> str:
    """Return nothing but bare letters and digits, so that blanks, entities, accents and typography do not matter."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKD", plain(words)).casefold())


# --------------------------------------------------------------------------------------------------- dates


def read_date(words: str) -> datetime | None:
    """Return the date that a stamp says; of a bare "14:08" the day is 1 January 2000."""
    if match := _ISO.search(words):
        date = datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", match[0]))
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    if match := _EPOCH.search(words):
        return datetime.fromtimestamp(int(match[0][:10]), UTC)
    if match := _RFC822.search(words):
        return datetime.strptime(_two_digits(match[0]), "%a, %d %b %Y %H:%M:%S").replace(tzinfo=UTC)
    if match := _HOUR.search(words):
        return _SOME_DAY + timedelta(hours=int(match[1]), minutes=int(match[2]))
    return None


def says_day(date: datetime) -> bool:
    """Return whether a date that was read says a day, and not only when on any day."""
    return date.year != _SOME_DAY.year


def shifted(words: str, by: timedelta) -> str:
    """Return a stamp that says a later time in the same spelling."""
    if _ISO.search(words):
        return _ISO.sub(lambda match: _shifted_iso(match[0], by), words)
    if _EPOCH.search(words):
        return _EPOCH.sub(lambda match: _shifted_epoch(match[0], by), words)
    if _RFC822.search(words):
        return _RFC822.sub(lambda match: _shifted_rfc822(match[0], by), words)
    return _HOUR.sub(lambda match: _shifted_hour(match, by), words)


def _shifted_iso(stamp: str, by: timedelta) -> str:
    zone = re.search(r"(?:Z|[+-]\d\d:?\d\d)$", stamp)
    bare = stamp.removesuffix(zone[0]) if zone else stamp
    moved = datetime.fromisoformat(bare) + by
    fraction = bare.partition(".")[2]
    spelled = moved.isoformat(sep=bare[10], timespec="seconds" if bare.count(":") > 1 else "minutes")
    fraction = f".{moved.microsecond:06d}"[: len(fraction) + 1] if fraction else ""
    return spelled.partition(".")[0] + fraction + (zone[0] if zone else "")


def _shifted_epoch(stamp: str, by: timedelta) -> str:
    scale = 1_000 if len(stamp) == _MILLISECONDS else 1
    return str(int(stamp) + round(by.total_seconds() * scale))


def _shifted_rfc822(stamp: str, by: timedelta) -> str:
    moved = datetime.strptime(_two_digits(stamp), "%a, %d %b %Y %H:%M:%S").replace(tzinfo=UTC) + by
    return moved.strftime("%a, %d %b %Y %H:%M:%S")


def _two_digits(stamp: str) -> str:
    return re.sub(r", +(\d) ", r", 0\1 ", stamp)


def _shifted_hour(match: re.Match[str], by: timedelta) -> str:
    moved = _SOME_DAY + timedelta(hours=int(match[1]), minutes=int(match[2])) + by
    return f"{moved:%H}{match[0][len(match[1])]}{moved:%M}"
