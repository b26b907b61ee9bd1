"""One reading of a source: the page as the last one was read, the platform's own interface, the older pages.

Page ──extract, by the remembered choice──▶ Snapshot
│ first reading only: does the page point to the platform's own interface?
│ more is wanted than it shows: read on (paging.py)
▼
Reading
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import structlog

from monitor.errors import ExtractError, FetchError, LayoutChanged
from monitor.extract import extract
from monitor.extract.merging.choice import COMPARED, of_any_size, of_markup
from monitor.extract.structured.fragments import cursor_in, is_json, unwrapped
from monitor.model import Change, NotModified, Page, Request, Validators
from monitor.polling.overlap import overlap
from monitor.polling.paging import MAX_PAGES_PER_POLL, PAGE_GAP, gap_between, read_on
from monitor.polling.recalls import MAX_RECALLED, Recalls

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta

    from monitor.extract import Recall
    from monitor.model import Entry, Known, Lead, LeftPage, Snapshot, Source
    from monitor.ports import Clock, Fetch

OFF_LOOP_BYTES = 256 * 1024
"""Larger pages are read and compared in a thread: a hostile one may take seconds (15,000 tokens changed in one entry
take 90 ms to align), and the other sources must not wait for it."""

log = structlog.stdlib.get_logger("monitor.read")

_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read: from which page (the interface's answer, if `lead` was followed), and gaps that stayed open.

    `older` is the address of the page after the first one.
    """

    page: Page
    snapshot: Snapshot
    lead: Lead | None
    gaps: tuple[Change, ...] = ()
    older: str | None = None


class Reader:
    """Reads pages of sources; `page_gap` is the wait between two pages of one publisher."""

    def __init__(self, *, fetch: Fetch, clock: Clock, page_gap: timedelta = PAGE_GAP) -> None:
        self._fetch = fetch
        self._clock = clock
        self._page_gap_s = page_gap.total_seconds()
        self._recalls = Recalls(MAX_RECALLED)

    async def read(self, source: Source, page: Page, *, known: Known, lead: Lead | None, choice: str) -> Reading:
        """Return the reading of a page that was just fetched. Raises: ExtractError."""
        recall = self._recalls.take(source.name)
        snapshot = await self.extract(source, page, lead, choice, recall)
        self._recalls.keep(source.name, recall)
        if known.window and not snapshot.entries:
            raise LayoutChanged(page.url, f"the page showed {len(known.window)} entries and shows none any more")
        if not known.baseline and lead is None:
            page, snapshot, lead = await self.follow_lead(source, page, snapshot)

        def overlaps(entries: Sequence[Entry]) -> bool:
            return overlap(replace(snapshot, entries=tuple(entries)), known)

        def enough(entries: Sequence[Entry]) -> bool:
            if known.baseline:
                return not (known.window or known.entries) or overlaps(entries)
            return source.on_start is not None and len(entries) >= source.on_start

        whole = await self.read_on(source, snapshot, lead, enough=enough, most_pages=MAX_PAGES_PER_POLL)
        closed = not known.baseline or not known.window or overlaps(whole.entries)
        gaps = () if closed else (gap_between(known, whole),)
        return Reading(page=page, snapshot=whole, lead=lead, gaps=gaps, older=snapshot.older)

    def forget(self, source: str) -> None:
        """Read a source next as if for the first time: what its last readings made was made by other settings."""
        self._recalls.take(source)

    async def older(
        self, source: Source, url: str, lead: Lead | None, *, choice: str, known: Validators
    ) -> tuple[Page, Snapshot] | NotModified:
        """Return an older page and what it shows, after a pause. Raises: FetchError, ExtractError."""
        answer = await self._after_a_pause(page_request(source, url, lead, known))
        if isinstance(answer, NotModified):
            return answer
        snapshot = await self._extract_older(source, answer, lead, choice, first=source.url)
        if not snapshot.entries:
            raise LayoutChanged(url, "an older page shows no entries")
        return answer, snapshot

    async def left(self, source: Source, page: LeftPage, *, known: Validators) -> tuple[Page, Snapshot] | NotModified:
        """Return a page that was left and what it shows, after a pause. Raises: FetchError, ExtractError."""
        url = page.lead.url if page.lead else page.url
        answer = await self._after_a_pause(page_request(source, url, page.lead, known))
        if isinstance(answer, NotModified):
            return answer
        snapshot = await self.extract(source, answer, page.lead, page.choice)
        if not snapshot.entries:
            raise LayoutChanged(url, "the page shows no entries any more")
        return answer, snapshot

    async def _after_a_pause(self, request: Request) -> Page | NotModified:
        await asyncio.sleep(self._page_gap_s)
        return await self._fetch(request)

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
            return await self._extract_older(source, answer, lead, snapshot.choice, first=snapshot.url or source.url)

        async def pause() -> None:
            await asyncio.sleep(self._page_gap_s)

        return await read_on(snapshot, read=read, enough=enough, pause=pause, most_pages=most_pages)

    async def _extract_older(
        self, source: Source, page: Page, lead: Lead | None, choice: str, *, first: str
    ) -> Snapshot:
        """Return what an older page of the live blog at `first` shows, read as that was. Raises: ExtractError.

        A page's own button may answer with its markup in JSON, or with entries as JSON; an interface's answer is read
        as it is.
        """
        if lead is None and of_markup(choice):
            markup, named = await off_loop_if_large(page, unwrapped, page)
            if markup is not page:
                with suppress(ExtractError):  # markup of other things: the page as it came tells what it is
                    snapshot = await self.extract(source, markup, lead, of_any_size(choice), first=first)
                    return replace(snapshot, older=named or snapshot.older)
            if is_json(page) and source.extractor is None and source.selectors is None:
                snapshot = await self.extract(source, page, lead, "", first=first)
                # The words of another carrier: of entries that are known they prove nothing.
                unseen = dict.fromkeys([entry.id for entry in snapshot.entries], frozenset(COMPARED))
                return replace(snapshot, unseen=unseen, closed=False, older=snapshot.older or cursor_in(page))
        return await self.extract(source, page, lead, of_any_size(choice), first=first)

    async def extract(
        self,
        source: Source,
        page: Page,
        lead: Lead | None,
        choice: str,
        recall: Recall | None = None,
        *,
        first: str | None = None,
    ) -> Snapshot:
        """Return what the page shows, read as it was the last time, or as the page at `first`. Raises: ExtractError."""
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
            recall=recall,
            first=first,
        )


def page_request(source: Source, url: str, lead: Lead | None, known: Validators) -> Request:
    """Return the request for a page of a source, or of the interface that a lead names."""
    headers = {**source.headers, **lead.headers} if lead else source.headers
    render = source.render and lead is None  # an interface needs no browser
    record = source.name if source.record else None
    return Request(
        url=url,
        known=known,
        headers=headers,
        timeout=source.timeout,
        render=render,
        robots=source.robots,
        record=record,
        evidence=source.name if source.evidence else None,
    )


async def off_loop_if_large(page: Page, call: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Return what the call returns; for a large page it is made in a thread."""
    if len(page.body) <= OFF_LOOP_BYTES:
        return call(*args, **kwargs)
    return await asyncio.to_thread(call, *args, **kwargs)
