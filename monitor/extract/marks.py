"""Where elements of a page tell a time, and which: attributes first, then what readers see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.extract.dates import read_phrase
from monitor.extract.times import Stamp, read_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

MAX_MARKS = 6_000
"""How many time marks of a page are looked at; the longest real page has 446."""

MAX_PHRASE_CHARS = 64
MAX_SCANNED = 20_000
"""How many elements are searched for times that stand in no attribute."""

MIDNIGHT_JUMP = timedelta(hours=3)
"""Clock times that jump further against the order of a page have crossed midnight; less is a late insertion."""

_ATTRIBUTES = (
    *("datetime", "data-datetime", "data-timestamp", "data-js-timestamp", "data-time", "data-date"),
    *("data-published", "data-published-at", "data-publish-date", "data-publication-date", "data-post-time"),
    *("data-posted-date-timestamp", "data-sort-time", "data-created", "data-created-at", "data-epoch", "data-unixtime"),
)
_READ = (*_ATTRIBUTES, "title", "content", "value")
MARKS = ", ".join(
    (
        "time",
        *(f"[{name}]" for name in _ATTRIBUTES),
        *('[itemprop="datePublished"]', '[class*="time" i]', '[class*="date" i]', '[data-testid*="time" i]'),
    )
)
"""CSS for elements that may tell a time; `instant` says whether one does."""

LEAVES = "span, time, small, em, i, b, strong, a, p, li, td, dt, div, h2, h3, h4, h5, h6"
UPDATED = re.compile(
    r"updat|modif|edited|last[-_ ]|aktualisiert|mis à jour|actualiz|aggiorn|atualiz|bijgewerkt|обновл", re.IGNORECASE
)
# A clock, an age, or a day with its month: what is none of them is not worth reading as a time.
_TIMELY = re.compile(
    r"(?<![\d.:])(?:[01]?\d|2[0-3])\s?[:.hH]\s?[0-5]\d(?!\d)|\d\s*[ap]\.?m\b"
    r"|\d\s?[smhdw]\b|\bago\b|\bvor\b|\bil y a\b|\bhace\b|\bh[áa]\b|\bfa\b|\bgeleden\b|\btemu\b|назад|just now"
    r"|\b\d{1,2}\.?\s+[^\W\d]{3,}|[^\W\d]{3,}\.?\s+\d{1,2}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The times of one entry: instants, or a clock time whose day the page must tell.

    `relative` says that `published` was counted back from now ("4m ago"), so that it drifts from poll to poll.
    """

    published: Stamp | None = None
    updated: Stamp | None = None
    clock: str | None = None
    relative: bool = False


@dataclass(slots=True, kw_only=True)
class Clock:
    """Reads times at `now`; each phrase is read once, since hundreds of entries share a few ("2h ago")."""

    now: datetime
    _known: dict[str, When | None] = field(default_factory=dict)

    def read(self, words: str) -> When | None:
        """Return the time that `words` are, and nothing else but it; None if they are something else."""
        words = " ".join(words.split())
        if not words or len(words) > MAX_PHRASE_CHARS:
            return None
        if words not in self._known:
            self._known[words] = self._read(words)
        return self._known[words]

    def on(self, day: date, words: str) -> Stamp | None:
        """Return the clock time `words` on `day`."""
        return read_phrase(words, now=self.now, day=day)

    def _read(self, words: str) -> When | None:
        if stamp := read_time(words, now=self.now):
            return When(published=stamp)
        if not _TIMELY.search(words):
            return None
        # What a phrase leaves open shows in what changes it: another day, or another now.
        today, week = self.now.date(), timedelta(days=7)
        stamp = read_phrase(words, now=self.now, day=today)
        if stamp is None:
            return None
        if read_phrase(words, now=self.now, day=today - week) != stamp:
            return When(clock=words)
        earlier = read_phrase(words, now=self.now - week, day=today)
        relative = earlier is not None and stamp.at - earlier.at == week
        return When(published=stamp, relative=relative)


def instant(node: LexborNode, clock: Clock) -> When | None:
    """Return the time that an element tells in an attribute or, if it says nothing else, in its words."""
    attributes = node.attributes
    clock_time: When | None = None
    for name in _READ:
        value = attributes.get(name)
        if value and (when := clock.read(value)):
            if when.clock is None:
                return when
            clock_time = clock_time or when
    words = node.text(deep=True, separator=" ")
    spoken = clock.read(words) if len(words) <= 2 * MAX_PHRASE_CHARS else None
    if spoken and (clock_time is None or spoken.clock is None) and not (clock_time and spoken.relative):
        return spoken
    return clock_time


def is_update(node: LexborNode) -> bool:
    """Return whether a mark tells when an entry was last changed, rather than when it was published."""
    attributes = node.attributes
    told = " ".join(attributes.get(name) or "" for name in ("class", "itemprop", "title", "data-testid"))
    return bool(UPDATED.search(told) or UPDATED.search((node.text() or "")[:MAX_PHRASE_CHARS]))


def own_times(node: LexborNode, clock: Clock) -> tuple[Stamp | None, Stamp | None]:
    """Return when an entry was published and updated, by the attributes of its own element."""
    published = updated = None
    for name, value in node.attributes.items():
        if value and ("time" in name or "date" in name or "publish" in name or "created" in name):
            stamp = read_time(value, now=clock.now)
            if UPDATED.search(name):
                updated = updated or stamp
            else:
                published = published or stamp
    return published, updated


def timed_leaves(root: LexborNode, clock: Clock) -> Iterator[LexborNode]:
    """Yield the innermost elements whose words are a time and nothing else."""
    for node in root.css(LEAVES)[:MAX_SCANNED]:
        words = node.text(deep=False).strip()
        if words and len(words) <= MAX_PHRASE_CHARS and clock.read(words):
            yield node


def dated(whens: Sequence[When], *, first_day: date | None, last_day: date | None, clock: Clock) -> list[When]:
    """Return `whens`, in page order, with a day for each clock time.

    The newest is of the page's last day, or the oldest of its first; a jump of hours against the order of the page is
    midnight. Without a day the clock times stay untold: a guess would change with the day of the reading.
    """
    day = last_day or first_day
    if day is None or not any(when.clock for when in whens):
        return [when if when.clock is None else When(updated=when.updated) for when in whens]
    stamps = [clock.on(day, when.clock) if when.clock else None for when in whens]
    known = [at for at, stamp in enumerate(stamps) if stamp]
    steps = [_step(stamps[a], stamps[b]) for a, b in pairwise(known)]
    ascending = sum(step > timedelta(0) for step in steps) > len(steps) / 2
    order = known if ascending == (last_day is None) else known[::-1]
    backward = last_day is not None
    days, previous = 0, None
    found: dict[int, Stamp] = {}
    for at in order:
        stamp = stamps[at]
        if stamp is None:
            continue
        step = _step(previous, stamp) if previous else timedelta(0)
        if backward and step > MIDNIGHT_JUMP:
            days -= 1
        elif not backward and -step > MIDNIGHT_JUMP:
            days += 1
        previous = stamp
        found[at] = Stamp(at=stamp.at + timedelta(days=days), assumed=stamp.assumed)
    return [
        When(published=found.get(at), updated=when.updated) if when.clock else when for at, when in enumerate(whens)
    ]


def _step(older: Stamp | None, newer: Stamp | None) -> timedelta:
    assert older is not None
    assert newer is not None
    return newer.at - older.at
