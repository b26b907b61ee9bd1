"""One reading of a source: the page as the last one was read, the platform's own interface, the older pages.

Page ──extract, by the remembered choice──▶ Snapshot
│ first reading only: does the page point to the platform's own interface?
│ more is wanted than it shows: read on (paging.py)
▼
Reading
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import structlog

from monitor.compare.identity import recognise
from monitor.errors import ExtractError, FetchError, LayoutChanged
from monitor.extract import extract
from monitor.model import Change, NotModified, Page, Request, Validators
from monitor.paging import MAX_PAGES_PER_POLL, PAGE_GAP, gap_between, read_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta

    from monitor.model import Entry, Known, Lead, Snapshot, Source
    from monitor.ports import Clock, Fetch

OFF_LOOP_BYTES = 256 * 1024
"""Larger pages are read and compared in a thread: a hostile one may take seconds (15,000 tokens changed in one entry
take 90 ms to align), and the other sources must not wait for it."""

log = structlog.stdlib.get_logger("monitor.read")

_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read: from which page (the interface's answer, if `lead` was followed), and gaps that stayed open."""

    page: Page
    snapshot: Snapshot
    lead: Lead | None
    gaps: tuple[Change, ...] = ()


class Reader:
    """Reads pages of sources; `page_gap` is the wait between two pages of one publisher."""

    def __init__(self, *, fetch: Fetch, clock: Clock, page_gap: timedelta = PAGE_GAP) -> None:
        self._fetch = fetch
        self._clock = clock
        self._page_gap_s = page_gap.total_seconds()

    async def read(self, source: Source, page: Page, *, known: Known, lead: Lead | None, choice: str) -> Reading:
        """Return the reading of a page that was just fetched. Raises: ExtractError."""
        snapshot = await self.extract(source, page, lead, choice)
        if known.window and not snapshot.entries:
            raise LayoutChanged(page.url, f"the page showed {len(known.window)} entries and shows none any more")
        if not known.baseline and lead is None:
            page, snapshot, lead = await self.follow_lead(source, page, snapshot)

        def overlaps(entries: Sequence[Entry]) -> bool:
            shown = recognise(replace(snapshot, entries=tuple(entries)), known)
            return any(entry.id in known.entries for entry in shown)

        def enough(entries: Sequence[Entry]) -> bool:
            if known.baseline:
                return not known.window or overlaps(entries)
            return source.on_start is not None and len(entries) >= source.on_start

        whole = await self.read_on(source, snapshot, lead, enough=enough, most_pages=MAX_PAGES_PER_POLL)
        closed = not known.baseline or not known.window or overlaps(whole.entries)
        gaps = () if closed else (gap_between(known, whole),)
        return Reading(page=page, snapshot=whole.completed(known), lead=lead, gaps=gaps)

    async def follow_lead(self, source: Source, page: Page, snapshot: Snapshot) -> tuple[Page, Snapshot, Lead | None]:
        """Return the reading of the platform's own interface if it gives as much as the page, otherwise the page's.

        Only for a first reading: later, another carrier would make other words of the same entries.
        """
        lead = snapshot.lead
        if lead is None or source.extractor is not None or source.selectors is not None:
            return page, snapshot, None
        try:
            answer = await self._fetch(page_request(source, lead.url, lead, Validators()))
            if isinstance(answer, Page):
                better = await self.extract(source, answer, lead, "")
                if len(better.entries) >= len(snapshot.entries):
                    named = replace(better, title=better.title or snapshot.title, url=snapshot.url or better.url)
                    return answer, named, lead
        except (FetchError, ExtractError) as error:
            log.info("interface of no use", url=lead.url, reason=error.reason)
        return page, snapshot, None

    async def read_on(
        self,
        source: Source,
        snapshot: Snapshot,
        lead: Lead | None,
        *,
        enough: Callable[[Sequence[Entry]], bool],
        most_pages: int,
    ) -> Snapshot:
        """Return the snapshot with as many older pages as it takes for `enough`."""

        async def read(url: str) -> Snapshot:
            answer = await self._fetch(page_request(source, url, lead, Validators()))
            if isinstance(answer, NotModified):
                raise ExtractError(url, "the server called a page unchanged that it was not asked about")
            return await self.extract(source, answer, lead, snapshot.choice)

        async def pause() -> None:
            await asyncio.sleep(self._page_gap_s)

        return await read_on(snapshot, read=read, enough=enough, pause=pause, most_pages=most_pages)

    async def extract(self, source: Source, page: Page, lead: Lead | None, choice: str) -> Snapshot:
        """Return what the page shows, read as it was the last time. Raises: ExtractError."""
        forced = lead.extractor if lead else source.extractor
        return await off_loop_if_large(
            page,
            extract,
            page,
            now=self._clock(),
            forced=forced,
            remembered=choice or None,
            selectors=None if lead else source.selectors,
            zone=source.zone,
        )


def page_request(source: Source, url: str, lead: Lead | None, known: Validators) -> Request:
    """Return the request for a page of a source, or of the interface that a lead names."""
    headers = {**source.headers, **lead.headers} if lead else source.headers
    render = source.render and lead is None  # an interface needs no browser
    record = source.name if source.record else None
    return Request(url=url, known=known, headers=headers, timeout=source.timeout, render=render, record=record)


async def off_loop_if_large(page: Page, call: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Return what the call returns; for a large page it is made in a thread."""
    if len(page.body) <= OFF_LOOP_BYTES:
        return call(*args, **kwargs)
    return await asyncio.to_thread(call, *args, **kwargs)
