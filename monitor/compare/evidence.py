"""What speaks for two readings being of one entry: the same date, headline, words or pictures, the surest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.compare.edits import fold
from monitor.compare.likeness import NEAR_EQUAL, gist, likeness, telling
from monitor.compare.pictures import picture
from monitor.compare.ticking import NUMBER

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Hashable, Sequence
    from datetime import datetime

    from monitor.model import Entry

COMMON_DATE = 3
"""A date that more entries than that carry says nothing of any of them: some pages give all of them their own date."""


def _as_is(entry: Entry) -> Hashable | None:
    return entry.published, entry.title, entry.text, entry.images


def _whole(entry: Entry) -> Hashable | None:
    images = tuple(map(picture, entry.images))
    return entry.published, fold(entry.title), fold(entry.text), images


def named_whole(entry: Entry) -> Hashable | None:
    return entry.id, entry.published, entry.title, entry.text


def _dated_title(entry: Entry) -> Hashable | None:
    title = fold(entry.title)
    return (entry.published, title) if entry.published and title else None


def _dated_text(entry: Entry) -> Hashable | None:
    text = fold(entry.text)
    return (entry.published, text) if entry.published and text else None


def _dated_but_for_numbers(entry: Entry) -> Hashable | None:
    if entry.published is None or not telling(entry):
        return None
    return entry.published, fold(entry.title), NUMBER.sub("0", fold(entry.text))


def named_title(entry: Entry) -> Hashable | None:
    title = fold(entry.title)
    return (entry.id, entry.published, title) if title else None


def telling_words(entry: Entry) -> Hashable | None:
    return (fold(entry.title), fold(entry.text)) if telling(entry) else None


def rare_date(entry: Entry, counts: Counter[datetime | None]) -> Hashable | None:
    return entry.published if counts[entry.published] <= COMMON_DATE else None


def same_date(seen: Entry, shown: Entry) -> bool:
    return seen.published is not None and seen.published == shown.published


def speaks(shown: Sequence[Entry], place: int, seen: Entry) -> bool:
    """Return whether the headline of the entry shown at a place says that it is the one `seen`, of the same date.

    Not if others on the page bear it too, and one text is no edit of the other: under "Back in port" comes one report
    after the other.
    """
    headline = shown[place].title
    if sum([entry.title == headline for entry in shown]) == 1:
        return True
    return not (telling(seen) and telling(shown[place])) or likeness(gist(seen), gist(shown[place])) >= NEAR_EQUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One kind of evidence: whether equal ones pair in page order, and whether it holds for entries off the page.

    `titled`: it is the headline that speaks, so it is worth no more than that.
    """

    key: Callable[[Entry], Hashable | None]
    in_order: bool = False
    off_page: bool = True
    titled: bool = False


DATED = (
    Rung(key=lambda entry: entry.published and _whole(entry), in_order=True),
    Rung(key=_dated_title, titled=True),
    Rung(key=_dated_text),
)
RUNGS = (
    # Nearly all entries are as they were: without folding their texts 1,000 take 2 ms instead of 12.
    Rung(key=_as_is, in_order=True, off_page=False),
    Rung(key=_whole, in_order=True),
    *DATED,
    # What rolled off comes back when something above it is withdrawn, and its counter has gone on.
    Rung(key=_dated_but_for_numbers),
)
