"""When one entry was published and updated, out of all the times that its element holds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.extract.blocks.beside import line_of
from monitor.extract.blocks.marks import MAX_LEAD_CHARS, is_change, is_update, on_day, opening_time, own_times, told
from monitor.extract.blocks.portraits import is_given
from monitor.extract.blocks.signatures import MAX_BYLINE_CHARS, is_name, signature
from monitor.extract.page.fittings import EMBEDS, within
from monitor.extract.page.kinds import CLOCKED, HEADING, HEADING_TAGS
from monitor.extract.times.reader import MAX_PHRASE_CHARS, Reader, When
from monitor.extract.words.remembered import finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.extract.page.outline import Part

_DAY_TOLD = 1
"""How sure a day without a clock is: more than an age, less than an instant."""

MAX_PIECES_ABOVE = 4
_QUOTES = frozenset({"blockquote"})
_PLAYED = frozenset({"video", "audio"})
_names_length = finding(re.compile("(?<![a-z])duration(?![a-z])", re.IGNORECASE))
_LINES = frozenset({"p", "em", "b", "strong", "i"})
_ENDS = (".", "!", "?", "…")


def times_of(
    item: Part,
    marks: Sequence[Part],
    reader: Reader,
    taken: dict[int, Part],
    *,
    published_in: str,
    updated_in: str,
) -> tuple[When, list[str]]:
    """Return the times of an item and the names that stand beside them; what tells them is taken.

    `published_in` and `updated_in` name attributes of the item that are sure to tell them.
    """
    own = own_times(item, reader)
    published = (reader.instant(item.get(published_in)) if published_in else None) or own.published
    updated = (reader.instant(item.get(updated_in)) if updated_in else None) or own.updated
    shown: tuple[When, Part] | None = None
    names: list[str] = []
    amid = {mark.at for mark in marks if _is_amid(mark)}
    for mark in sorted(marks, key=lambda mark: mark.at in amid) if amid else marks:
        when = told(mark, reader)
        if when is None or _in_sentence(mark, item) or (mark.at in amid and (published or shown)):
            continue
        if (when.clock and _is_of_film(mark)) or within(mark, item, EMBEDS):
            if when.clock and not within(mark, item, _QUOTES):  # how long a video is
                taken[mark.at] = mark
            continue
        if is_update(mark):
            updated = when.published if updated is None or (updated.coarse and when.published) else updated
            _take_update_line(mark, item, taken)
        else:
            told_around = _told_around(when, mark, item, reader)
            if told_around is not None:
                when, mark = told_around  # noqa: PLW2901 - the line around the mark stands in for it
                taken[mark.at] = mark
            shown = _surer(shown, (when, mark), item, reader)
        names += _take_mark(mark, item, reader, taken)
    if published is None and shown:
        published = shown[0].published
    elif published and shown and shown[0].clock and published is own.published and own.whole_day:
        published = on_day(published.at, shown[0].clock, reader) or published
    clock = (shown[0].clock if shown else own.clock) if published is None else None
    return When(published=published, updated=updated, clock=clock), names


def _take_mark(mark: Part, item: Part, reader: Reader, taken: dict[int, Part]) -> list[str]:
    """Note as taken what says no more than when; return the names in it or beside it."""
    if mark.inner & HEADING:
        return []  # it holds more than its name says: "timeline-head"
    if mark.tag == "time" or _only_time(mark, reader):
        taken[mark.at] = mark
        return list(signature(mark, item, taken))
    if opening_time(mark, reader):
        taken[mark.at] = mark
        return _persons_behind(mark, reader) or list(signature(mark, item, taken))
    name = _name_in(mark, reader)
    if name or _says_when(mark):
        taken[mark.at] = mark
    return [name] if name else []


def _persons_behind(mark: Part, reader: Reader) -> list[str]:
    """Return whose names stand in the words of a time: "30/11/2026, 15:07 - Ada Moor"; "- New York" is where."""
    line = line_of(mark, reader)
    return [name for name in line.names if is_given(name)] if line is not None else []


def _told_around(when: When, mark: Part, item: Part, reader: Reader) -> tuple[When, Part] | None:
    """Return the line around a clock and the time that it tells, if the day beside the clock is all that it has more.

    "26.11." alone may be anything; beside 15:16 it is the day.
    """
    line = mark.parent
    if when.clock is None or line is None or line is item or line.size == mark.size:
        return None
    words = line.short_text(MAX_PHRASE_CHARS)
    whole = reader.read(words) if words else None
    return (whole, line) if whole is not None and whole.published is not None else None


def _surer(shown: tuple[When, Part] | None, seen: tuple[When, Part], item: Part, reader: Reader) -> tuple[When, Part]:
    """Return which of two times of an entry is its own: the surer one, or both together where one is the other's day.

    What is no age and no clock alone is taken wherever it stands; else only beside the first ("12:42 | 1 December").
    """
    if shown is None:
        return seen
    near = _is_near(shown[1], seen[1], item)
    for one, other in ((seen[0], shown[0]), (shown[0], seen[0])):
        if near and one.whole_day and one.published and other.clock:
            stamp = on_day(one.published.at, other.clock, reader)
            return When(published=stamp and replace(stamp, tied=one.published.tied)), shown[1]
    better = _surety(seen[0]) > _surety(shown[0])
    return seen if better and (near or _surety(seen[0]) > _DAY_TOLD >= _surety(shown[0])) else shown


def _surety(when: When) -> int:
    if when.published is None or when.published.coarse:
        return 0
    return _DAY_TOLD if when.whole_day else 2 if when.published.assumed else 3


def _is_near(mark: Part, other: Part, item: Part) -> bool:
    """Return whether a mark stands in another one, or beside it in the same line of an entry's head.

    Elementor's line is a list: author, day and clock are an item each.
    """
    if mark.holds(other) or other.holds(mark):
        return True
    block = mark.parent
    assert block is not None  # a mark stands in an item
    if other.parent in {block, block.parent}:
        return True
    line = next((part for part in mark.above() if part is item or part.holds(other)), item)
    return line is not item and line.short_text(MAX_BYLINE_CHARS) is not None


def steady(when: When, keys: Sequence[str | None]) -> When:
    """Return the times without one that hangs on now, unless the entry has a name that does not."""
    drifts = when.published is not None and when.published.coarse and not any(keys)
    return When(updated=when.updated, clock=when.clock) if drifts else when


def _in_sentence(mark: Part, item: Part) -> bool:
    """Return whether a mark is a time that an entry writes about; one that opens the entry is the entry's own."""
    parent = mark.parent
    if parent is None or parent is item or parent.tag not in _LINES:
        return False
    if parent.short_text(MAX_BYLINE_CHARS) is not None:
        return False
    return mark.size > 0 and not _opens_text(mark, parent, item)


def _is_of_film(mark: Part) -> bool:
    """Return whether a mark says how long a film is: it is called so, or that is all that stands in a box beside it."""
    box = mark.parent
    if _names_length(mark.get("class")):
        return True
    return box is not None and box.size == mark.size and any(child.tag in _PLAYED for child in box.children())


def _is_amid(mark: Part) -> bool:
    """Return whether a short sentence leads on to a mark and goes on behind it: "It opens at <a>10.15pm and</a> …".

    It is about that time, if the entry tells another one: "Posted at <time>14:05</time> by the desk." is a byline.
    """
    line = mark.parent
    if line is None or line.tag not in _LINES or not (line.short_text(MAX_BYLINE_CHARS) or "").endswith(_ENDS):
        return False
    texts = line.outline.texts
    before = any(text.strip() for text in texts[line.first : mark.first])
    behind = next((text for text in map(str.strip, texts[mark.last : line.last]) if text), "")
    return before and behind[:1].islower()


def _opens_text(mark: Part, line: Part, item: Part) -> bool:
    """Return whether nothing but a headline stands in an item above a mark, which opens its line."""
    if mark.first != line.first or mark.first - item.first > MAX_PIECES_ABOVE:
        return False
    return all(
        within(part, item, HEADING_TAGS) or part.tag in HEADING_TAGS
        for part in item.outline.speakers[item.first : mark.first]
    )


def _take_update_line(mark: Part, item: Part, taken: dict[int, Part]) -> None:
    """Note as taken the line around the time of an update, if it says nothing else: "Last updated <time>…</time>"."""
    line = mark.parent
    told_in = mark.short_text(2 * MAX_PHRASE_CHARS)
    if line is None or line is item or not told_in:
        return
    rest = (line.short_text(2 * MAX_PHRASE_CHARS) or "").replace(told_in, "", 1).strip()
    if 0 < len(rest) <= MAX_LEAD_CHARS and is_change(rest):
        taken[line.at] = line


def _name_in(mark: Part, reader: Reader) -> str | None:
    """Return the name that stands in an element beside a time, each a piece of text of its own (AdminLTE)."""
    lines = (mark.short_text(MAX_BYLINE_CHARS, "\n") or "").split("\n")
    if len(lines) != len(("name", "time")) or not any(map(reader.read, lines)):
        return None
    return next((line for line in lines if " " in line and is_name(line)), None)


def _says_when(mark: Part) -> bool:
    """Return whether an element is called a time, and its few words name nobody: "Posted 5 min ago. Nov 29 - 14:44"."""
    lines = mark.short_text(2 * MAX_PHRASE_CHARS, "\n") if mark.kinds & CLOCKED else None
    return lines is not None and not any(" " in line and is_name(line) for line in lines.split("\n"))


def _only_time(mark: Part, reader: Reader) -> bool:
    lines = mark.short_text(2 * MAX_PHRASE_CHARS, "\n")
    if lines is None:
        return False
    return all(_is_timely(line, reader) for line in lines.split("\n")) or reader.read(lines) is not None


def _is_timely(line: str, reader: Reader) -> bool:
    word = " " not in line and not line.istitle()  # "Posted" and "ago", but no name
    return word or reader.read(line) is not None


def later_update(when: When) -> datetime | None:
    """Return when an entry was updated; told to the minute it may seem to lie before the second of publication."""
    if when.updated is None or (when.published is not None and when.updated.at <= when.published.at):
        return None
    return when.updated.at
