"""A walk over the pages of one live blog towards its newest entries, each page asked for once.

first page ──the page that it names──▶ are its entries newer? ──no──▶ not believed: another way, or none
                                        └─yes─▶ and the one after it ─▶ … ─▶ the last
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from monitor.compare.edits import same_content
from monitor.errors import ExtractError, FetchError
from monitor.extract.words.urls import without_fragment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from monitor.model import Page, Snapshot

log = structlog.stdlib.get_logger("monitor.read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page, and what it shows."""

    page: Page
    snapshot: Snapshot


class Walk:
    """Reads pages of the live blog at `first`, at most `most` of them, and none twice.

    `get` fetches and extracts one, after a pause.
    """

    def __init__(self, get: Callable[[str], Awaitable[Shown]], *, first: str, most: int) -> None:
        self.first = first
        self._get = get
        self._left = most
        self._read: dict[str, Shown | None] = {}
        self.stopped = False

    def take(self, shown: Shown) -> None:
        """Keep a page that was read already."""
        self._read[without_fragment(shown.page.url)] = shown

    async def read(self, url: str) -> Shown | None:
        """Return the page at an address; None if it cannot be read, shows no entries, or one too many was asked for."""
        if without_fragment(url) not in self._read:
            if self._left == 0:
                self.stopped = True
                return None
            self._left -= 1
            try:
                shown = await self._get(url)
            except (FetchError, ExtractError) as error:
                log.info("page not read", url=url, reason=error.reason)
                self._read[without_fragment(url)] = None
            else:
                self._read[without_fragment(url)] = known = self._read.get(without_fragment(shown.page.url)) or shown
                self.take(known)
        return self._read[without_fragment(url)]

    async def onward(self, chain: Sequence[Shown]) -> list[Shown]:
        """Return the pages with those that come after the last of them, to the end: each must show newer entries."""
        pages = list(chain)
        while (url := pages[-1].snapshot.ways.newer) is not None:
            following = await self.read(url)
            if following is None or any(following is page for page in pages):
                break
            if not are_newer(following.snapshot, pages[-1].snapshot):
                break
            pages.append(following)
        return pages


def are_newer(page: Snapshot, than: Snapshot) -> bool:
    """Return whether most entries of a page came after most of another one's; those on both say nothing.

    Single ones may stand where they do for another reason than their age.
    """
    own = {entry.id: entry for entry in than.entries}
    dates = [
        entry.published
        for entry in page.entries
        if entry.published is not None
        and not entry.pinned
        and not (entry.id in own and same_content(own[entry.id], entry))
    ]
    others = [entry.published for entry in than.entries if entry.published is not None and not entry.pinned]
    return bool(dates and others) and _middle(dates) >= _middle(others)


def _middle(dates: Sequence[datetime]) -> datetime:
    return sorted(dates)[len(dates) // 2]
