"""One reading of a source: the page as the last one was read, the platform's own interface, the older pages.

Page ──extract, by the remembered choice──▶ Snapshot
│ first reading only: does the page point to the platform's own interface?
│ it shows the oldest entries first, and other pages newer ones: those (tail.py)
│ more is wanted than it shows: read on (paging.py)
▼
Reading
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog

from monitor.errors import ExtractError, FetchError, LayoutChanged
from monitor.model import Change, Known, NotModified, Page, Tail, Validators
from monitor.polling.extraction import Extraction
from monitor.polling.overlap import overlap
from monitor.polling.paging import MAX_PAGES, MAX_PAGES_PER_POLL, PAGE_GAP, gap_between, read_on
from monitor.polling.recalls import MAX_RECALLED, Recalls
from monitor.polling.requesting import page_request
from monitor.polling.rereading import manner_of
from monitor.polling.tail import (
    Asked,
    ask,
    at_newest,
    emptied,
    is_wanted,
    of_backward,
    read_again,
    with_notice,
)
from monitor.polling.walk import Shown, Walk
from monitor.schedule.pacer import first_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta

    from monitor.extract import Recall
    from monitor.model import Entry, Lead, LeftPage, Request, Snapshot, Source, SourceState
    from monitor.ports import Clock, Fetch

LED = "lead"
"""The extractor that reads nothing of a page but where its entries are."""

UNASKED = "the server called a page unchanged that it was not asked about"

log = structlog.stdlib.get_logger("monitor.read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read: from which page (the interface's answer, if `lead` was followed), and gaps that stayed open.

    `older` is the address of the page after the first one, and `tail` the page with the newest entries, if that is
    another than the first; one that has not `arrived` there yet says nothing.
    """

    page: Page
    snapshot: Snapshot
    lead: Lead | None
    gaps: tuple[Change, ...] = ()
    older: str | None = None
    tail: Tail = field(default_factory=Tail)
    arrived: bool = True


class Reader:
    """Reads pages of sources, as this `version` does; `page_gap` is the wait between two pages of one publisher."""

    def __init__(self, *, fetch: Fetch, clock: Clock, page_gap: timedelta = PAGE_GAP, version: str = "") -> None:
        self._fetch = fetch
        self._version = version
        self._extraction = Extraction(clock=clock)
        self._page_gap_s = page_gap.total_seconds()
        self._recalls = Recalls(MAX_RECALLED)

    def manner(self, source: Source) -> str:
        """Return in what manner a source is read: what another one reads otherwise is no change."""
        return manner_of(source, self._version)

    async def ask(self, source: Source, state: SourceState, known: Validators) -> Asked:
        """Return what the address of a poll answers, if it is not as `known`. Raises: FetchError."""

        async def fetch(url: str, validators: Validators) -> Page | NotModified:
            of = first_page(source, state)
            return await self._fetch(page_request(source, url, state.lead, validators, of=of))

        first = state.lead.url if state.lead else first_page(source, state)
        return await ask(state, first, known, fetch=fetch, pause=self._pause)

    async def read(
        self,
        source: Source,
        page: Page,
        *,
        known: Known,
        lead: Lead | None,
        choice: str,
        asked: Asked | None = None,
    ) -> Reading:
        """Return the reading of a page that was just fetched, as it was `asked` for.

        Raises: ExtractError; FetchError, if another page had to be fetched for it.
        """
        page, snapshot = await self._of_poll(source, page, known=known, lead=lead, choice=choice, asked=asked)
        if not known.baseline and lead is None and snapshot.tail is None:
            page, snapshot, lead = await self.follow_lead(source, page, snapshot)

        def overlaps(entries: Sequence[Entry]) -> bool:
            return overlap(replace(snapshot, entries=tuple(entries)), known)

        def enough(entries: Sequence[Entry]) -> bool:
            if known.baseline:
                return not (known.window or known.entries) or overlaps(entries)
            return source.on_start is not None and len(entries) >= source.on_start

        tail = snapshot.tail or (asked.state.tail if asked is not None and asked.state.tail.url is None else Tail())
        if lead is None and snapshot.tail is None and is_wanted(tail, snapshot, known, overlaps=overlaps):
            first = source.url if asked is None else first_page(source, asked.state)
            walk = self._walk(source, snapshot.choice, first=first)
            page, snapshot = await at_newest(
                Shown(page=page, snapshot=snapshot), walk, known, enough=enough, start=tail
            )
            tail = snapshot.tail or tail
        if not (tail.arrived or (known.baseline and overlaps(snapshot.entries))):
            return Reading(page=page, snapshot=snapshot, lead=lead, tail=tail, arrived=False)
        whole = await self.read_on(source, snapshot, lead, enough=enough, most_pages=MAX_PAGES_PER_POLL)
        closed = not known.baseline or not known.window or overlaps(whole.entries)
        gaps = () if closed else (gap_between(known, whole),)
        return Reading(page=page, snapshot=whole, lead=lead, gaps=gaps, older=snapshot.older, tail=tail)

    async def _of_poll(
        self, source: Source, page: Page, *, known: Known, lead: Lead | None, choice: str, asked: Asked | None
    ) -> tuple[Page, Snapshot]:
        """Return what the page of a poll shows, which may have led to another. Raises: ExtractError, FetchError."""
        recall = self._recalls.take(source.name)
        found: Shown | None = None
        while asked is not None and asked.state.tail.url is not None and lead is None and found is None:
            try:
                found = await self._at_tail(source, page, recall, known=known, choice=choice, asked=asked)
            except ExtractError as error:
                log.info("page with the newest entries not read", url=page.url, reason=error.reason)
                state = replace(asked.state, tail=emptied(asked.state.tail))
                first = first_page(source, state)
                page = await self._page_at(source, state.tail.url or first, first)
                asked = Asked(answer=page, state=state)
        if found is None:
            found = Shown(page=page, snapshot=await self._extraction.extract(source, page, lead, choice, recall))
        self._recalls.keep(source.name, recall)
        if known.window and not found.snapshot.entries:
            raise LayoutChanged(page.url, f"the page showed {len(known.window)} entries and shows none any more")
        return found.page, found.snapshot

    async def _at_tail(
        self, source: Source, page: Page, recall: Recall, *, known: Known, choice: str, asked: Asked
    ) -> Shown:
        """Return what the page with the newest entries shows, as the live blog's own. Raises: ExtractError."""
        first = first_page(source, asked.state)
        walk = self._walk(source, choice, first=first)
        snapshot = await self._extraction.extract_further(source, page, choice, first=first, recall=recall)
        if asked.before is not None:
            walk.take(await self._shown(source, asked.before, choice, first=first))
        return await read_again(Shown(page=page, snapshot=snapshot), walk, known, asked.state.tail, choice=choice)

    def _walk(self, source: Source, choice: str, *, first: str) -> Walk:
        async def get(url: str) -> Shown:
            await self._pause()
            return await self._shown(source, await self._page_at(source, url, first), choice, first=first)

        return Walk(get, first=first, most=MAX_PAGES_PER_POLL)

    async def _shown(self, source: Source, page: Page, choice: str, *, first: str) -> Shown:
        return Shown(page=page, snapshot=await self._extraction.extract_further(source, page, choice, first=first))

    async def _page_at(self, source: Source, url: str, first: str) -> Page:
        """Return the page at an address, whatever is known of it. Raises: FetchError, ExtractError."""
        answer = await self._fetch(page_request(source, url, None, Validators(), of=first))
        if isinstance(answer, NotModified):
            raise ExtractError(url, UNASKED)
        return answer

    async def look(self, source: Source, page: Page, *, whole: bool = False) -> tuple[Page, Snapshot]:
        """Return what a page shows of which nothing is known; with `whole` its older pages too.

        Another one comes back where the newest entries stand there. Raises: ExtractError.
        """
        snapshot = await self._extraction.extract(source, page, None, "")
        page, snapshot, lead = await self.follow_lead(source, page, snapshot)

        def enough(_: Sequence[Entry]) -> bool:
            return not whole

        if lead is None and is_wanted(Tail(), snapshot, Known(), overlaps=enough):
            walk = self._walk(source, snapshot.choice, first=source.url)
            shown = Shown(page=page, snapshot=snapshot)
            page, snapshot = await at_newest(shown, walk, Known(), enough=enough, start=Tail())
            snapshot = with_notice(snapshot)
        if whole:
            snapshot = await self.read_on(source, snapshot, lead, enough=enough, most_pages=MAX_PAGES)
        return page, snapshot

    def forget(self, source: str) -> None:
        """Read a source next as if for the first time: what its last readings made was made by other settings."""
        self._recalls.take(source)

    async def older(
        self, source: Source, url: str, state: SourceState, *, known: Validators
    ) -> tuple[Page, Snapshot] | NotModified:
        """Return an older page and what it shows, after a pause. Raises: FetchError, ExtractError."""
        lead, first = state.lead, first_page(source, state)
        answer = await self._after_a_pause(page_request(source, url, lead, known, of=first))
        if isinstance(answer, NotModified):
            return answer
        snapshot = await self._extraction.extract_older(source, answer, lead, state.choice, first=first)
        if not snapshot.entries:
            raise LayoutChanged(url, "an older page shows no entries")
        return answer, of_backward(snapshot, answer.url, state.tail, first)

    async def left(self, source: Source, page: LeftPage, *, known: Validators) -> tuple[Page, Snapshot] | NotModified:
        """Return a page that was left and what it shows, after a pause. Raises: FetchError, ExtractError."""
        url = page.lead.url if page.lead else page.url
        answer = await self._after_a_pause(page_request(source, url, page.lead, known))
        if isinstance(answer, NotModified):
            return answer
        snapshot = await self._extraction.extract(source, answer, page.lead, page.choice)
        if not snapshot.entries:
            raise LayoutChanged(url, "the page shows no entries any more")
        return answer, snapshot

    async def _after_a_pause(self, request: Request) -> Page | NotModified:
        await self._pause()
        return await self._fetch(request)

    async def _pause(self) -> None:
        await asyncio.sleep(self._page_gap_s)

    async def follow_lead(self, source: Source, page: Page, snapshot: Snapshot) -> tuple[Page, Snapshot, Lead | None]:
        """Return the reading of the platform's own interface if it gives as much as the page, otherwise the page's.

        Only for a first reading: later, another carrier would make other words of the same entries.

        Raises: ExtractError, FetchError where the page shows nothing itself: its interface is asked again by the next.
        """
        lead = snapshot.lead
        if lead is None or source.is_told_how:
            return page, snapshot, None
        try:
            answer = await self._fetch(page_request(source, lead.url, lead, Validators()))
            if isinstance(answer, Page):
                better = await self._extraction.extract(source, answer, lead, "")
                if len(better.entries) >= len(snapshot.entries):
                    named = replace(better, title=better.title or snapshot.title, url=snapshot.url or better.url)
                    return answer, named, lead
        except (FetchError, ExtractError) as error:
            if snapshot.extractor == LED:
                raise
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
        own, tail = snapshot.url, snapshot.tail
        if tail is not None and tail.url is not None:
            snapshot = replace(snapshot, url=tail.url)

        async def read(url: str) -> Snapshot:
            answer = await self._fetch(page_request(source, url, lead, Validators(), of=own or source.url))
            if isinstance(answer, NotModified):
                raise ExtractError(url, UNASKED)
            page = await self._extraction.extract_older(source, answer, lead, snapshot.choice, first=own or source.url)
            return page if tail is None else of_backward(page, answer.url, tail, own or source.url)

        whole = await read_on(snapshot, read=read, enough=enough, pause=self._pause, most_pages=most_pages)
        return replace(whole, url=own)
