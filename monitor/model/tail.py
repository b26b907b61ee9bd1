"""Where the newest entries of a live blog stand whose first page shows the oldest."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from monitor.model.pages import Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Where a page leads whose oldest entry stands first, or a later one of its live blog.

    To its entries in the `newest_first` order, to the `last` page, to the one after it (`newer`) and the one `before`.
    """

    newest_first: str | None = None
    last: str | None = None
    newer: str | None = None
    before: str | None = None


class Way(StrEnum):
    """How the newest entries were found."""

    NEWEST_FIRST = "newest first"
    LAST = "last page"
    NEXT = "next pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The page that is asked for instead of the first one, for it has the newest entries; `url` is None where none is.

    With `short` it has so few entries that the page `before` it is read along, whose validators are kept beside it.
    `pinned` are ids that stand on the first page and on this one: a forum shows its first post on every page. `looked`
    are the addresses named by the first page that were looked into, and `arrived` says that the way on ended here.
    `second` is the page after the first one: its address shows how they are counted.
    """

    url: str | None = None
    way: Way | None = None
    before: str | None = None
    before_validators: Validators = field(default_factory=Validators)
    short: bool = False
    second: str | None = None
    pinned: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    arrived: bool = True
