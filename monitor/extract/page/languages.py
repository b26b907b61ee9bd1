"""What the language of an HTML page says of how it writes dates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.page.titles import page_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.extract.page.document import Document

MAX_HEAD_BYTES = 4_096
"""How far into a page its root element is looked for."""

_LANGUAGE = re.compile(rb"""<(?i:html\b[^<>]{0,800}?\b(?:xml:)?lang\s*=\s*["']?([A-Za-z]{2,3}))""")
_MONTH_FIRST = frozenset({b"ja", b"zh", b"ko", b"hu", b"lt", b"mn"})
MAX_BODY_BYTES = 300_000
MAX_DATES = 40
"""How far into a page, and at how many of its dates in numbers, is looked to see which of the two is the month."""

_WRITTEN = re.compile(
    rb"""(?:article:published_time|article:modified_time|datePublished|dateModified)["']{1,2}[^<>{}]{0,40}?"""
    rb"""["'](20\d\d)-(\d\d)-(\d\d)T"""
)
_NUMBERS = re.compile(rb"(\d(?<![\d/.-]\d)\d?)([/-])(\d\d?)(?:\2((?:20)?\d\d))?,?[ T]\d\d?:\d\d")
"""It begins with what it looks for: with what may not stand before that, the search took four times as long."""

LATELY = timedelta(days=30)
MILLENNIUM = 2_000
_A_DAY = timedelta(days=1)
_EASTERN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")


def writes_month_first(document: Document) -> bool:
    """Return whether "11/05" is the fifth of November on a page, by its language, or by the letters of its title.

    English says nothing: Americans write it so and others do not, and themes say en-US for all of them.
    """
    root = _LANGUAGE.search(document.utf8, 0, MAX_HEAD_BYTES)
    if root is not None and root[1].lower() in _MONTH_FIRST:
        return True
    return _EASTERN.search(page_title(document) or "") is not None


def lies_in_its_days(body: bytes, today: date) -> bool:
    """Return whether dates in numbers lie among a page's own days, or soon after, with the month first, and not else.

    "05-11 14:20" on a page begun on 2026-05-11 is no fifth of November. One that says no day by which machines read it
    was written lately, if at all: where "12/1/26, 2:20 PM" is the newest of the first of December 2026, it is of no
    January. Counted, or looked for on both sides of today, the other way about fits on some days of each month too.
    """
    dates = (_day(*found.groups()) for found in islice(_WRITTEN.finditer(body, 0, MAX_BODY_BYTES), MAX_DATES))
    own = [day for day in dates if day is not None]
    found = (numbers.group(1, 3, 4) for numbers in islice(_NUMBERS.finditer(body, 0, MAX_BODY_BYTES), MAX_DATES))
    pairs = [(one, other, year) for one, other, year in found if int(one) != int(other)]
    if not own:
        with_year = [(MILLENNIUM + int(year[-2:]), one, other) for one, other, year in pairs if year]
        swapped = [(year, other, one) for year, one, other in with_year]
        return _newest(with_year, today) > _newest(swapped, today)
    start = min(own) - _A_DAY
    month_first = [_first_since(start, one, other) for one, other, _ in pairs]
    day_first = [_first_since(start, other, one) for one, other, _ in pairs]
    return _fit(month_first, max(own), today) > _fit(day_first, max(own), today)


def _first_since(start: date, month: bytes, day: bytes) -> date:
    days = (_day(year, month, day) for year in (start.year, start.year + 1))
    return next((day for day in days if day is not None and day >= start), date.max)


def _fit(days: Iterable[date], last: date, today: date) -> tuple[int, int]:
    """Return how many days have come, and, below zero, how far beyond a page's last own day they are: the nearer fit.

    Many a page says when it was begun, and not that it goes on.
    """
    come = [day for day in days if day <= max(last, today) + _A_DAY]
    return len(come), -sum([max(0, (day - last).days) for day in come])


def _newest(dates: Iterable[tuple[int, bytes, bytes]], today: date) -> date:
    """Return the newest day that is of late, and not to come but where tomorrow has begun; else the first there is."""
    days = (_day(*numbers) for numbers in dates)
    return max((day for day in days if day and today - LATELY <= day <= today + _A_DAY), default=date.min)


def _day(year: bytes | int, month: bytes, day: bytes) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
