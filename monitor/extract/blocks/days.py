"""The days that stand between entries: "Saturday 30 November", and below it clocks without a date.

heading  Sunday 1 December      09:20 ┐
                                08:05 ┘ of that day, whatever the page says of its first and last
heading  Saturday 30 November   22:31 …
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.blocks.marks import UPDATED, is_timed_leaf, is_update
from monitor.extract.blocks.midnights import dated
from monitor.extract.page.outline import UNSPOKEN
from monitor.extract.times.dates import day_in, parse_phrase, stamp_of
from monitor.extract.times.reader import MAX_PHRASE_CHARS, When, is_spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from monitor.extract.page.outline import Outline, Part
    from monitor.extract.times.date_parts import Phrase
    from monitor.extract.times.reader import Reader
    from monitor.extract.times.times import Stamp

MAX_DAY_CHARS = 40
MAX_PIECES = 6
MAX_LINES_ABOVE = 60
"""How many lines above the entries are looked into for a day."""

MAX_HEADINGS = 400
"""A live blog of more days is none; the war in Ukraine has a page for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """A time above the items: a day `alone` heads them, one with a clock is the page's first or, if `changed`, last."""

    at: datetime
    alone: bool
    changed: bool


_HEADERS = frozenset({"h2", "h3", "h4", "h5", "h6", "div", "li", "p", "header"})
_DIGIT = re.compile(r"\d")
_DAY = timedelta(days=1)


def days_named(outline: Outline, items: Sequence[Part]) -> list[tuple[int, Phrase]]:
    """Return where the elements around `items` say a day with its month and nothing else, and which."""
    named = ((at, day) for at in sorted(_with_digits(outline, items)) if (day := _known_day(outline.parts[at])))
    return list(islice(named, MAX_HEADINGS))


def _with_digits(outline: Outline, items: Sequence[Part]) -> set[int]:
    """Return where the elements around `items` are that have a number in their few words: no other names a day."""
    found: set[int] = set()
    speakers = (outline.speakers[at] for at in outline.texts_outside(items) if _DIGIT.search(outline.texts[at]))
    for speaker in speakers:
        found.add(speaker.at)
        found.update(_brief(speaker.parent, found))
    for item in items:
        found.update(_brief(item.parent, found))
    return found


def _brief(place: Part | None, known: AbstractSet[int]) -> Iterator[int]:
    """Yield where an element is, and those around it, as long as they hold a few pieces of text and are not `known`."""
    while place is not None and place.last - place.first <= MAX_PIECES and place.at not in known:
        yield place.at
        place = place.parent


def _known_day(part: Part) -> Phrase | None:
    known: dict[int, Phrase | None] = part.outline.answers["day"]
    at = part.at
    if at not in known:
        known[at] = _day_of(part)
    return known[at]


def day_headings(named: Sequence[tuple[int, Phrase]], items: Sequence[Part], reader: Reader) -> list[tuple[int, date]]:
    """Return the days that are `named` above and between the items; nothing if none parts two of them.

    What stands above all items may be the date of the page.
    """
    found: list[tuple[int, date]] = []
    for at, phrase in named:
        if at < items[-1].at and (stamp := stamp_of(phrase, now=reader.now, zone=reader.zone)):
            found.append((at, stamp.at.astimezone(reader.zone or UTC).date()))
    above = [(at, day) for at, day in found if at < items[0].at][-1:]
    between = [(at, day) for at, day in found if at > items[0].at]
    return above + between if between else []


def day_said(lines: Sequence[str], reader: Reader) -> date | None:
    """Return the day that the last of `lines` names which names one with its year, beside whatever else."""
    found = (day_in(line, month_first=reader.month_first) for line in islice(reversed(lines), MAX_LINES_ABOVE))
    phrase = next(filter(None, found), None)
    stamp = stamp_of(phrase, now=reader.now, zone=reader.zone) if phrase else None
    return stamp.at.astimezone(reader.zone or UTC).date() if stamp else None


def day_named(lines: Sequence[str], reader: Reader) -> Above | None:
    """Return the day that the last of `lines` names which names one with its year, beside whatever else."""
    day = day_said(lines, reader)
    return _at_noon(day, reader) if day else None


def time_told(lines: Sequence[str], reader: Reader) -> Above | None:
    """Return the time with its day that the last of `lines` is which is one: when a page was published, or changed."""
    for line in islice(reversed(lines), MAX_LINES_ABOVE):
        when = reader.read(line) if len(line) <= MAX_PHRASE_CHARS else None
        if when is not None and when.published and not (when.published.coarse or when.whole_day):
            return Above(at=when.published.at, alone=False, changed=UPDATED.search(line) is not None)
    return None


def _at_noon(day: date, reader: Reader) -> Above:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=reader.zone or UTC)
    return Above(at=at, alone=True, changed=False)


def day_line_above(outline: Outline, items: Sequence[Part], reader: Reader) -> tuple[int, Above] | None:
    """Return where a line above the items stands that names a day beside whatever else, and the day."""
    for at in range(items[0].first - 1, max(items[0].first - 1 - MAX_LINES_ABOVE, -1), -1):
        if outline.speakers[at].tag not in UNSPOKEN and (day := day_said([outline.texts[at]], reader)):
            return outline.speakers[at].at, _at_noon(day, reader)
    return None


def day_above(
    parts: Iterable[Part], named: Sequence[tuple[int, Phrase]], items: Sequence[Part], reader: Reader
) -> Above | None:
    """Return the day that stands nearest above the items, where the page tells none in a way made for it.

    `parts` are those outside the items, `named` the days that some of them say and nothing else.
    """
    days = dict(named)
    found: Above | None = None
    for part in parts:
        if part.at > items[0].at:
            break
        if (phrase := days.get(part.at)) is not None:
            stamp = stamp_of(phrase, now=reader.now, zone=reader.zone)
            found = Above(at=stamp.at, alone=True, changed=is_update(part)) if stamp else found
        elif part.own and is_timed_leaf(part, reader) and (stamp := _stamp(part, reader)):
            found = Above(at=stamp.at, alone=False, changed=is_update(part))
    return found


def _stamp(part: Part, reader: Reader) -> Stamp | None:
    when = reader.read(part.own)
    return when.published if when and when.published and not when.published.coarse else None


def dated_below(
    whens: Sequence[When],
    items: Sequence[Part],
    headings: Sequence[tuple[int, date]],
    reader: Reader,
    *,
    first: date | None,
    last: date | None,
    either: datetime | None,
    above: Above | None,
    changed: datetime | None = None,
) -> list[When]:
    """Return `whens`, in page order, with a day for each clock: that of the heading above it, else the page's."""
    if not headings:
        return dated_by_page(whens, reader, first=first, last=last, either=either, above=above, changed=changed)
    places = [at for at, _ in headings]
    below = [bisect_left(places, item.at) - 1 for item in items]
    found = [_on(when, headings[at][1], reader) if at >= 0 else when for when, at in zip(whens, below, strict=True)]
    alone = [at for at, place in enumerate(below) if place < 0]
    if alone:  # the first group may have no heading: it is of today, or of the day before all others
        newest_first = len(headings) == 1 or headings[0][1] > headings[-1][1]
        beside = headings[0][1]
        if newest_first:
            first, last = None, last if last and last > beside else beside + _DAY
        else:
            first, last = first if first and first < beside else beside - _DAY, None
        for at, when in zip(alone, dated([whens[at] for at in alone], reader, first=first, last=last), strict=True):
            found[at] = when
    return found


def dated_by_page(
    whens: Sequence[When],
    reader: Reader,
    *,
    first: date | None,
    last: date | None,
    either: datetime | None = None,
    above: Above | None = None,
    changed: datetime | None = None,
) -> list[When]:
    """Return `whens` with a day for each clock: the page's, or the one that stands `above` them if it tells none."""
    if above is None or not first is last is either is None:
        return dated(whens, reader, first=first, last=last, either=either, changed=changed)
    day = above.at.astimezone(reader.zone or UTC).date()
    if above.changed:
        return dated(whens, reader, last=day)
    return dated(whens, reader, top=day) if above.alone else dated(whens, reader, either=above.at)


def untold(before: Sequence[When], after: Sequence[When]) -> list[str]:
    """Return what is to be said of entries whose clock found no day on the page, if there are any."""
    count = sum(told.clock is not None and not when.published for told, when in zip(before, after, strict=True))
    return [f"{count} of {len(before)} entries have a clock time, and the page names no day for it"] if count else []


def _on(when: When, day: date, reader: Reader) -> When:
    if when.clock is None:
        return when
    return When(published=reader.dated(day, when.clock), updated=when.updated)


def _day_of(part: Part) -> Phrase | None:
    """Return the day that an element says: in its own words, or as a line of a few pieces ("Sunday" "1 December")."""
    words = part.own if part.end == part.at + 1 else _line_of(part)
    if not words or len(words) > MAX_DAY_CHARS or not _DIGIT.search(words) or not is_spoken(words):
        return None
    phrase = parse_phrase(words)
    if phrase is None or phrase.day is None or phrase.clock is not None or phrase.ago is not None:
        return None
    return phrase


def _line_of(part: Part) -> str:
    """Return the words of an element that may head entries, if it holds a few pieces of text and no more."""
    if part.last - part.first > MAX_PIECES or part.tag not in _HEADERS:
        return ""
    return part.short_text(MAX_DAY_CHARS, parts=2 * MAX_PIECES) or ""
