"""Cron expressions, checked and brought into one form: five fields, days of the week by name. Pure.

In cron a week begins with Sunday as 0 (or ends with it as 7), in other programs with Monday; names mean the same to
all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from monitor.config.tree import shown
from monitor.config.values import Refused, text

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = 'write five fields, such as "*/5 8-20 * * mon-fri"'

EXPRESSIONS_KEPT = 256
"""The same few stand at thousands of sources."""

_PART = re.compile(r"(?P<any>\*)|(?P<first>[0-9]{1,2}|[a-z]{3})(?:-(?P<last>[0-9]{1,2}|[a-z]{3}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """What a field counts: its numbers, and the words that may stand for them, the first for `first_word`."""

    name: str
    least: int
    most: int
    words: tuple[str, ...] = ()
    first_word: int = 0

    def number(self, word: str, part: str) -> int:
        if word in self.words:
            return self.words.index(word) + self.first_word
        if word.isdigit() and self.least <= int(word) <= self.most:
            return int(word)
        raise Refused(f"{shown(part)} is no {self.name} from {self.least} to {self.most}", EXAMPLE)


DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAY_OF_MONTH = _Unit(name="day of the month", least=1, most=31)
DAY_OF_WEEK = _Unit(name="day of the week", least=0, most=7, words=DAYS)
UNITS = (
    _Unit(name="minute", least=0, most=59),
    _Unit(name="hour", least=0, most=23),
    DAY_OF_MONTH,
    _Unit(name="month", least=1, most=12, words=MONTHS, first_word=1),
    DAY_OF_WEEK,
)


def cron(value: Any) -> str:
    """Return a cron expression of five fields. Raises: Refused.

    >>> cron("*/5 8-20 * * 1-5"), cron("0 12 * JAN sat-sun")
    ('*/5 8-20 * * mon,tue,wed,thu,fri', '0 12 * 1 sun,sat')
    """
    return _in_one_form(str(text(value)))


@lru_cache(EXPRESSIONS_KEPT)
def _in_one_form(written: str) -> str:
    fields = written.lower().split()
    if len(fields) != len(UNITS):
        raise Refused(f"{shown(written)} has {len(fields)} fields instead of 5", EXAMPLE)
    *numbers, days = (_field(field, unit) for field, unit in zip(fields, UNITS, strict=True))
    if days != "*" and numbers[UNITS.index(DAY_OF_MONTH)] != "*":
        problem = f"{shown(written)} names days of the month and of the week; some programs take either, others both"
        raise Refused(problem, "write * for one of the two")
    if _first_day(numbers[2]) > max(LENGTHS[month - 1] for month in _months(numbers[3])):
        raise Refused(f"{shown(written)} never comes: no such month has that day", EXAMPLE)
    return " ".join([*numbers, days])


def _first_day(field: str) -> int:
    return min(1 if part.startswith("*") else int(re.split("[-/]", part)[0]) for part in field.split(","))


def _months(field: str) -> Iterator[int]:
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = ("1-12" if span == "*" else span).partition("-")
        yield from range(int(first), int(last or first) + 1, int(step or 1))


def _field(field: str, unit: _Unit) -> str:
    """Return a field in numbers; days of the week as the names of all that it stands for."""
    parts = field.split(",")
    if unit is not DAY_OF_WEEK:
        return ",".join(_numbers(part, unit) for part in parts)
    days = {day % len(DAYS) for part in parts for day in _days(part)}
    return "*" if len(days) == len(DAYS) else ",".join(DAYS[day] for day in sorted(days))


def _numbers(part: str, unit: _Unit) -> str:
    first, last, step = _parsed(part, unit)
    steps = "" if step is None else f"/{step}"
    if first is None:
        return f"*{steps}"
    if last is None:
        return f"{first}-{unit.most}{steps}" if steps else str(first)
    if last < first:
        raise Refused(f"the {unit.name} {shown(part)} runs backwards", EXAMPLE)
    return f"{first}-{last}{steps}"


def _days(part: str) -> range:
    first, last, step = _parsed(part, DAY_OF_WEEK)
    if first is None:
        return range(0, len(DAYS), step or 1)
    if last is None:
        last = first if step is None else len(DAYS) - 1
    # From Saturday to Sunday, or Friday to Monday: over the end of the week.
    return range(first, last + 1 if last >= first else last + 1 + len(DAYS), step or 1)


def _parsed(part: str, unit: _Unit) -> tuple[int | None, int | None, int | None]:
    """Return first, last and step of one part of a field; the first is None for `*`. Raises: Refused."""
    span, slash, step = part.partition("/")
    match = _PART.fullmatch(span)
    if match is None or (slash and not _is_step(step, unit)):
        raise Refused(f"{shown(part)} is no {unit.name}", EXAMPLE)
    first, last = (None if word is None else unit.number(word, part) for word in (match["first"], match["last"]))
    return first, last, int(step) if slash else None


def _is_step(step: str, unit: _Unit) -> bool:
    return step.isascii() and step.isdigit() and len(step) <= len(str(unit.most)) and 1 <= int(step) <= unit.most
