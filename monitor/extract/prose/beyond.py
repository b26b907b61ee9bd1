"""What stands around the entries of a plain text and is dated as they are: other stories, and what readers wrote."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from monitor.extract.prose.segments import is_prose, line_digest
from monitor.extract.tables.labels import is_comment_control, is_label
from monitor.extract.tables.other_stories import heads_other_stories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.prose.lines import Line
    from monitor.extract.prose.segments import Manner
    from monitor.extract.prose.signed import Mark

_COUNTED = re.compile(r"\d")

HALF_A_DAY_MINUTES = 720
SIX_HOURS_MINUTES = 360
FEWEST = 3
"""So many bylines at least stand above what is told from the entries by that."""

FEWEST_TEASERS = 2
MAX_TEASER_LINES = 4
"""How many lines a teaser has, its date among them: a picture's, its headline and what introduces it."""

SAID_IN_FEW_WORDS = 2
"""How many lines an entry without a text has: its time and what it says."""


def lines_of_entries(lines: Sequence[Line], marks: Sequence[Mark], before: Manner | None) -> list[int]:
    """Return which lines of a plain text are those of its entries, of its header, and the heading of other stories."""
    above = _teasers_above(lines, marks)
    return [at for at in range(_end_of_entries(lines, marks, before)) if at not in above]


def _end_of_entries(lines: Sequence[Line], marks: Sequence[Mark], before: Manner | None) -> int:
    """Return at which line the entries end, with the heading that other stories have.

    It is the one that ended them `before`, or below it no text stands, or what does is dated anew; undated it goes on
    for longer than any entry does. A box "Related" may stand in an entry. Behind it the entries go on, each older than
    the last, and have a text.
    """
    last, longest = _last_prose(lines), max(lower.at - upper.at for upper, lower in pairwise(marks))
    places, signs, runs = [mark.at for mark in marks], *_signs(marks)
    for at in range(marks[min(FEWEST, len(marks)) - 1].at, len(lines)):
        if not heads_other_stories(lines[at].text):
            continue
        above = bisect_right(places, at)
        if above == len(marks):
            ends = len(lines) - at > longest
        else:
            ends = at > last or _turns(runs[above - 1], signs[above - 1])
        if ends or (before is not None and before.end == line_digest(lines[at].text)):
            return at + 1
    return min(_begin_of_comments(lines, marks), _begin_of_teasers(lines, marks))


def are_other_stories(lines: Sequence[Line], marks: Sequence[Mark]) -> bool:
    """Return whether the first byline is that of a list which right above it is called one of other stories.

    The page's own entries may have none that can be read: "19 min ago".
    """
    above = [at for at in range(marks[0].at) if heads_other_stories(lines[at].text)]
    return bool(above) and marks[0].at - above[-1] <= MAX_TEASER_LINES


def _signs(marks: Sequence[Mark]) -> tuple[list[int], list[int]]:
    """Return of each byline but the first whether it is later than the one above it (1) or earlier (-1), and the sums.

    The sum at a place is that of all before it.
    """
    steps = [_step(upper, lower) for upper, lower in pairwise(marks)]
    signs = [(step > 0) - (step < 0) for step in steps]
    return signs, [0, *accumulate(signs)]


def _turns(run: int, sign: int) -> bool:
    """Return whether a byline is dated against the direction in which others `run`."""
    return sign > 0 if run < 0 else sign < 0


def _step(upper: Mark, lower: Mark) -> int:
    """Return how many minutes later the clock of one byline is than that of another, 0 past a midnight."""
    if _day(upper) != _day(lower):
        return 0
    clocks = [mark.byline.phrase.clock for mark in (upper, lower)]
    first, second = (clock.hour * 60 + clock.minute if clock else 0 for clock in clocks)
    step = second - first
    return step if abs(step) <= HALF_A_DAY_MINUTES else 0


def _day(mark: Mark) -> tuple[int | None, int | None] | None:
    """Return the month and the day that a byline names, or a line above it."""
    phrase = mark.day if mark.byline.phrase.bare else mark.byline.phrase
    return (phrase.month, phrase.day) if phrase is not None else None


def _begin_of_comments(lines: Sequence[Line], marks: Sequence[Mark]) -> int:
    """Return at which line the comments of readers begin: below how many there are, each with a button below it."""
    first = next((at for at, line in enumerate(lines) if is_comment_control(line.text)), 0)
    above = range(marks[min(FEWEST, len(marks)) - 1].at, first)
    counted = (at for at in reversed(above) if _COUNTED.match(lines[at].text) and is_label(lines[at].text))
    return next(counted, len(lines))


def _begin_of_teasers(lines: Sequence[Line], marks: Sequence[Mark]) -> int:
    """Return at which line a list begins that is dated from the newest on again, and says nothing but headlines.

    What heads it is told by how many lines other entries have behind their text: a list without a heading may be what
    was written in few words the day before.
    """
    last, (signs, runs) = _last_prose(lines), _signs(marks)
    silent = (at for at, mark in enumerate(marks) if mark.at > last and at >= FEWEST)
    first = next((at for at in silent if _turns(runs[at - 1], signs[at - 1])), len(marks))
    if len(marks) - first < FEWEST_TEASERS:
        return len(lines)
    if marks[first - 1].at > last:
        return min(marks[first - 1].at + SAID_IN_FEW_WORDS, marks[first].at)
    behind = [_said_behind(lines, upper.at, lower.at) for upper, lower in pairwise(marks[:first])]
    end = last + 1 + min(behind)
    return end if end < marks[first].at else len(lines)


def _teasers_above(lines: Sequence[Line], marks: Sequence[Mark]) -> range:
    """Return which lines are those of a list above the entries that is dated from the newest on, and has no text.

    Its newest story is about as new as the newest entry; brief entries of a morning stand above those of an evening.
    """
    prose = next((at for at in range(marks[0].at, len(lines)) if is_prose(lines[at])), len(lines))
    silent = sum(mark.at < prose for mark in marks)
    turned = range(FEWEST_TEASERS, min(silent, len(marks) - FEWEST))
    late = (at for at in turned if _step(marks[0], marks[at]) <= SIX_HOURS_MINUTES)
    signs, runs = _signs(marks)
    first = next((at for at in late if _turns(runs[-1] - runs[at], signs[at - 1])), 0)
    return range(marks[0].at, marks[first - 1].at + 1) if first else range(0)


def _last_prose(lines: Sequence[Line]) -> int:
    return next((at for at in range(len(lines) - 1, -1, -1) if is_prose(lines[at])), -1)


def _said_behind(lines: Sequence[Line], start: int, stop: int) -> int:
    """Return how many lines stand between the last paragraph of an entry and the next byline."""
    return next((stop - 1 - at for at in range(stop - 1, start, -1) if is_prose(lines[at])), stop - 1 - start)
