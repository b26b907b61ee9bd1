"""What a fetched page shows: read as it was the last time, as an older one or for itself; a large one in a thread."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from monitor.errors import ExtractError, LayoutChanged
from monitor.extract import extract
from monitor.extract.merging.choice import COMPARED, of_any_size, of_markup
from monitor.extract.structured.fragments import cursor_in, is_json, is_whole_piece, unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.extract import Recall
    from monitor.model import Lead, Page, Snapshot, Source
    from monitor.ports import Clock

OFF_LOOP_BYTES = 256 * 1024
"""Larger pages are read and compared in a thread: a hostile one may take seconds (15,000 tokens changed in one entry
take 90 ms to align), and the other sources must not wait for it."""

WHOLE_BYTES = 16 * 1024
"""Larger pages of which nothing is recalled are read in a thread: that takes up to 0.4 ms per KB, else a tenth."""

WHOLE_AT_ONCE = 2
"""At a start all sources are read whole, by threads that share one interpreter with the loop: with 300 sources, half of
them above 256 KB, it stood still for up to 5 s, polls took 18 s, and what known sources published meanwhile was
told 7 s after it had been fetched. Two, so that one hostile page does not hold up all others."""

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Extraction:
    """Extracts what pages of sources show, by the settings of each; times are read as of the `clock`'s."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._whole = asyncio.Semaphore(WHOLE_AT_ONCE)

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
        read = partial(
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
        if recall is not None and recall.size:  # who is known does not wait for those who are not
            return await off_loop_if_large(page, read)
        if len(page.body) <= WHOLE_BYTES:
            return read()
        async with self._whole:
            return await asyncio.to_thread(read)

    async def extract_older(
        self,
        source: Source,
        page: Page,
        lead: Lead | None,
        choice: str,
        *,
        first: str,
        recall: Recall | None = None,
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
            if is_json(page) and not source.is_told_how:
                snapshot = await self.extract(source, page, lead, "", first=first)
                # The words of another carrier: of entries that are known they prove nothing.
                unseen = dict.fromkeys([entry.id for entry in snapshot.entries], frozenset(COMPARED))
                return replace(snapshot, unseen=unseen, closed=False, older=snapshot.older or cursor_in(page))
        return await self.extract(source, page, lead, of_any_size(choice), recall, first=first)

    async def extract_further(
        self, source: Source, page: Page, choice: str, *, first: str, recall: Recall | None = None
    ) -> Snapshot:
        """Return what a page shows that is looked at for itself, poll after poll. Raises: ExtractError."""
        snapshot = await self.extract_older(source, page, None, choice, first=first, recall=recall)
        if not snapshot.entries:
            raise LayoutChanged(page.url, "the page shows no entries")
        # What is said on no page but the first, or in other words, is compared with what was said on this one before.
        unseen = {} if len(snapshot.unseen) == len(snapshot.entries) else snapshot.unseen
        return replace(snapshot, unseen=unseen, closed=snapshot.closed or is_whole_piece(page))


async def off_loop_if_large(page: Page, call: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Return what the call returns; for a large page it is made in a thread."""
    if len(page.body) <= OFF_LOOP_BYTES:
        return call(*args, **kwargs)
    return await asyncio.to_thread(call, *args, **kwargs)
