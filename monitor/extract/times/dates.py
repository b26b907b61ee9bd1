"""Dates as people write them ("7 November 2024 12:01", "vor 5 Minuten") read into aware UTC. Pure: `now` is handed in.

    text ──date_grammar──▶ Phrase (what it says) ──now, day, zone──▶ Stamp (the instant, and how sure)

dateparser takes 2.4 s for one time of the BBC, reads "00:17 IST" as Israel's, and a bare "21:15" at noon as tonight.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.extract.times.date_grammar import phrase_at_start, phrase_of
from monitor.extract.times.date_parts import Phrase, tokens_of
from monitor.extract.times.far_dates import plain_date
from monitor.extract.times.times import AHEAD, EARLIEST, Stamp
from monitor.extract.words.text import is_sentence, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PHRASE_CHARS = 80
MAX_DAY_LINE_CHARS = 160
"""How long a line is that may be looked into for the day it names."""

_YEAR = re.compile(r"20\d\d|25\d\d|1[34]\d\d|[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef]{4}")

KEPT = 4_096
"""How many phrases are remembered from one reading to the next: to read one takes 20 to 80 µs, and a page shows most of
its own again. Full it holds 2 MB."""

SLACK = timedelta(minutes=5)
"""How far ahead of us a publisher's clock may run."""

YEARS_BACK = 12
"""How far back a date without a year is looked for: a date falls on the same weekday again within 12 years."""

_DAY = timedelta(days=1)

_AMERICAN = re.compile(r"\d{1,2}/\d{1,2}/\d{4}, \d{1,2}:\d\d(?::\d\d)?\s[AP]M")
"""How JavaScript writes times for Americans, and for hardly anybody else: "12/1/2024, 11:42:10 AM"."""


_TWICE = re.compile(r"(\S*\d[:.]\d\d.{1,24}?) ?[/|(] ?(\d{1,2}[:.]\d\d.{1,16}?)\)?")


def parse_phrase(text: str, *, month_first: bool = False) -> Phrase | None:
    """Return what `text` says as a date, or None if it is not a date and nothing else."""
    return None if len(text) > MAX_PHRASE_CHARS else _parsed(text, month_first)


def day_in(text: str, *, month_first: bool = False) -> Phrase | None:
    """Return the day that opens a line, or closes one that is no sentence, if its month and year are named.

    What follows in brackets says no more of it: "The log, 2024-11-29 (UTC)".

    >>> day_in("Ada Moor · 7 min read · Nov 29, 2024") == day_in("29 November 2024. All times GMT.")
    True
    >>> day_in("The pier fell on 29 November 2024."), day_in("Room 29 of 2024"), day_in("29 November")
    (None, None, None)
    """
    if len(text) > MAX_DAY_LINE_CHARS or not _YEAR.search(text):
        return None
    tokens = tokens_of(plain_date(one_line(text)))
    starts = [at for at, token in enumerate(tokens) if token.text.isalnum()]
    for at in starts[:1] if is_sentence(text) else starts:
        phrase, taken = phrase_at_start(tokens[at:], month_first=month_first) or (Phrase(), 0)
        whole = phrase.year and phrase.month and phrase.day and phrase.clock is None
        rest = tokens[at + taken :]
        if whole and (at == starts[0] or not rest or rest[0].text == "("):
            return phrase
    return None


@lru_cache(maxsize=KEPT)
def _parsed(text: str, month_first: bool) -> Phrase | None:  # noqa: FBT001 - keywords make a key of their own
    words = plain_date(one_line(text))
    phrase = phrase_of(tokens_of(words), month_first=month_first or _AMERICAN.fullmatch(words) is not None)
    if phrase is None and (twice := _TWICE.fullmatch(words)):
        return _told_twice(twice[1], twice[2], month_first)
    return phrase


def _told_twice(words: str, again: str, month_first: bool) -> Phrase | None:  # noqa: FBT001 - as above
    """Return what a date says that is told once more for another zone: "9:44 AM ET / 14:44 GMT"."""
    first, second = (phrase_of(tokens_of(part), month_first=month_first) for part in (words, again))
    if first and second and first.clock and second.clock and first.zone and second.zone:
        same = not _minutes_of(first.clock, first.zone).isdisjoint(_minutes_of(second.clock, second.zone))
        return first if same else None
    return None


def _minutes_of(clock: time, zone: tzinfo) -> set[int]:
    """Return the minute of the day in UTC that a clock is, in winter and in summer."""
    days = (datetime.combine(date(2024, month, 1), clock, zone).astimezone(UTC) for month in (1, 7))
    return {day.hour * 60 + day.minute for day in days}


def stamp_of(phrase: Phrase, *, now: datetime, day: date | None = None, zone: tzinfo | None = None) -> Stamp | None:
    """Return the instant that a phrase means at `now`, or None if there is none that can be right."""
    place = phrase.zone or zone or UTC
    known = phrase.zone is not None or zone is not None
    # A local time read as UTC lies up to 14 hours ahead; taking the year before would be worse.
    latest = now + (SLACK if known or phrase.bare else AHEAD)
    try:
        if phrase.ago is not None and phrase.clock is None:
            at: datetime | None = now.astimezone(UTC) - phrase.ago
        else:
            instants = (
                datetime.combine(day_, phrase.clock or time(), place).astimezone(UTC)
                for day_ in _days(phrase, now, day, place)
            )
            at = next((instant for instant in instants if instant <= latest), None)
    except OverflowError:  # year 1 or 9999, moved over the edge by its zone
        return None
    if at is None or at < EARLIEST:
        return None
    aged = phrase.ago is not None
    tied, floating = phrase.year is None or phrase.day is None or aged, not known and phrase.clock is not None
    return Stamp(
        at=at,
        assumed=(phrase.zone is None or phrase.ambiguous) and (not aged or phrase.clock is not None),
        # A copy that a cache kept for a minute would move "2d ago / 7:58 AM" by a day, "5h ago / 7:58 AM" by nothing.
        coarse=(aged and (phrase.clock is None or phrase.unit >= _DAY)) or (phrase.bare and day is None),
        tied=tied,
        floating=floating,
        told=phrase if tied and floating else None,
    )


def _days(phrase: Phrase, now: datetime, day: date | None, place: tzinfo) -> Iterator[date]:
    """Yield the days that may be meant, the likeliest first; the first that is not ahead of now is taken."""
    today = now.astimezone(place).date()
    if phrase.month is not None and phrase.day is not None:
        newest = min(day or today, today).year + 1
        years = (phrase.year,) if phrase.year is not None else range(newest, newest - YEARS_BACK, -1)
        dated = (_date(year, phrase.month, phrase.day) for year in years)
        yield from (date_ for date_ in dated if date_ and phrase.weekday in {None, date_.weekday()})
    elif phrase.day is not None:
        first = min(day or today, today).replace(day=1)
        firsts = (first, (first - _DAY).replace(day=1))
        named = (_date(first.year, first.month, phrase.day) for first in firsts)
        yield from (date_ for date_ in named if date_)
    elif phrase.back is not None:
        yield today - phrase.back * _DAY
    elif phrase.ago is not None:
        yield _day_ago(phrase, phrase.ago, now, place)
    elif phrase.weekday is not None:
        last = today - timedelta(days=(today.weekday() - phrase.weekday) % 7)
        yield from (last, last - 7 * _DAY)
    else:
        yield from (day or today, (day or today) - _DAY)


def _day_ago(phrase: Phrase, ago: timedelta, now: datetime, place: tzinfo) -> date:
    """Return the day on which the clock is nearest to the middle of what "2d ago" may mean."""
    middle = (now - ago - phrase.unit / 2).astimezone(place)
    near = [middle.date() + days * _DAY for days in (-1, 0, 1)]
    return min(near, key=lambda day: abs(datetime.combine(day, phrase.clock or time(), place) - middle))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
