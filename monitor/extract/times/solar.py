"""Dates of the solar calendar of Iran and Afghanistan, as ours: "13 آذر 1394" is 4 December 2015."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>1[34]\d\d)(?P<s>[/.-])(?P<m>[01]?\d)(?P=s)(?P<d>[0-3]?\d)"
    r"|(?P<d2>[0-3]?\d)(?P<s2>[/.-])(?P<m2>[01]?\d)(?P=s2)(?P<y2>1[34]\d\d)"
    rf"|(?P<d3>[0-3]?\d)\s+(?P<name>{'|'.join(_MONTHS)})(?:\s+ماه)?[\s،]+(?P<y3>1[34]\d\d))(?!\d)"
)
"""A date of the solar calendar of Iran and Afghanistan; no page was written in the fourteenth century of ours."""

_NEW_YEAR = (1400, date(2021, 3, 21))
_LONG_MONTHS = 6


def solar_dates(words: str) -> str:
    """Return words with their dates of the solar calendar as ours; all else as it is.

    >>> solar_dates("1403/09/11 - 10:08"), solar_dates("13 آذر 1394"), solar_dates("12/11/2024")
    (' 2024-12-1  - 10:08', ' 2015-12-4 ', '12/11/2024')
    """
    return _DATE.sub(_as_ours, words) if "13" in words or "14" in words else words


def _as_ours(match: re.Match[str]) -> str:
    year = int(match["y"] or match["y2"] or match["y3"])
    month = _MONTHS.index(match["name"]) + 1 if match["name"] else int(match["m"] or match["m2"])
    day = int(match["d"] or match["d2"] or match["d3"])
    if not 1 <= month <= len(_MONTHS) or not 1 <= day <= 31 - (month > _LONG_MONTHS):
        return match[0]
    first, ours = _NEW_YEAR
    at = ours + timedelta(days=_days(year, month, day) - _days(first, 1, 1))
    return f" {at.year}-{at.month}-{at.day} "


def _days(year: int, month: int, day: int) -> int:
    """Return the number of a day; eight years of 33 have one more.

    >>> _days(1404, 1, 1) - _days(1403, 1, 1), _days(1403, 1, 1) - _days(1402, 1, 1)
    (366, 365)
    """
    cycles, rest = divmod(year + 1595, 33)
    before = min(month - 1, _LONG_MONTHS) * 31 + max(month - 1 - _LONG_MONTHS, 0) * 30
    return 365 * (year + 1595) + 8 * cycles + (rest + 3) // 4 + before + day
