"""Live blogs that are found on an index: what is looked for, what an index lists, and what is watched of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CHILD_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9-]{1,64}"
"""What the name of a live blog that was found has behind that of the source that found it and a slash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """Which of the pages that an index lists are watched, and how many.

    `title` and `url` are regular expressions (RE2), searched for whatever the case; None lets each pass. At most
    `at_once` are watched together, and `per_day` taken up within a day.
    """

    title: str | None = None
    url: str | None = None
    at_once: int = 10
    per_day: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page that an index lists; `published` is its date there."""

    url: str
    title: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A live blog that was found: its source's name, and its address there.

    `first` says that it was listed when the index was first read: its entries then count as known. `over_at` is when
    it was given up, because it had ended or the index lists newer ones; it is not taken up again.
    """

    name: str
    url: str
    added_at: datetime
    first: bool = False
    over_at: datetime | None = None
