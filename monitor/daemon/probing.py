"""One reading of a live blog, or of an index, that is kept nowhere: what is shown before it is watched."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.discover import NOTHING_LISTED, choose, listed
from monitor.errors import Declined, NotALiveBlog, Obstacle
from monitor.model import Entry, NotModified, Snapshot, Validators
from monitor.polling.extraction import off_loop_if_large
from monitor.polling.reader import Reader
from monitor.polling.requesting import page_request

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.model import Page, Source
    from monitor.ports import Clock, Fetch

PROBES_AT_ONCE = 4
INDEX = "index"
"""The extractor of a preview that shows which live blogs an index would bring."""


class Prober:
    """Reads sources once. `watched` makes, when it is needed, what says whether an address is watched already."""

    def __init__(self, *, fetch: Fetch, clock: Clock, watched: Callable[[], Callable[[str], bool]]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._watched = watched
        self._slots = asyncio.Semaphore(PROBES_AT_ONCE)

    async def read(self, source: Source) -> Snapshot:
        """Return what a source shows now. Raises: Declined if too many are read, FetchError, ExtractError."""
        source = replace(source, record=False)
        if self._slots.locked():
            raise Declined(Obstacle.BUSY, f"{PROBES_AT_ONCE} probes are under way; try again in a moment.")
        async with self._slots:
            answer = await self._fetch(page_request(source, source.url, None, Validators()))
            assert not isinstance(answer, NotModified)  # an unconditional request has nothing to compare with
            if source.discover is not None:
                return await preview(source, answer, at=self._clock(), watched=self._watched())
            reader = Reader(fetch=self._fetch, clock=self._clock)
            return (await reader.look(source, answer))[1]


async def preview(
    source: Source, page: Page, *, at: datetime, watched: Callable[[str], bool] = lambda _: False
) -> Snapshot:
    """Return what an index would bring now, as if its live blogs were entries. Raises: NotALiveBlog."""
    items = await off_loop_if_large(page, listed, page)
    if not items:
        raise NotALiveBlog(page.url, NOTHING_LISTED)
    children = choose(source, (), items, first=True, at=at, watched=watched)
    of_url = {item.url: item for item in items}
    chosen = [of_url[child.url] for child in children]
    return Snapshot(
        title=None,
        url=page.url,
        entries=tuple(
            Entry(id=one.url, url=one.url, title=one.title or None, published=one.published) for one in chosen
        ),
        extractor=INDEX,
        confidence=1.0,
        warnings=(f"an index of {len(items)} pages, of which {len(chosen)} would be watched now",),
    )
