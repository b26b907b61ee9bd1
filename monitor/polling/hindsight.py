"""Looks back at the pages that the watch has gone on from, for late corrections: with a poll, one page at a time.

    due ──▶ fetch ──▶ extract, as it was read there ──▶ compare with its own window ──▶ believe it? ──▶ one transaction
              └─ not read: later, and later each time         └─ another page's entries: not looked at any more

The current page's window, order, title and choice are not touched, and what is wrong with a page that was left is no
fault of the source. Its events carry its address.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog

from monitor.compare import Comparison
from monitor.compare.left import compare_left
from monitor.compare.quarantine import believed, freshness, judge
from monitor.errors import BadStatus, ExtractError, FetchError, Held, LayoutChanged
from monitor.life import astray, returned
from monitor.life.left import due, failed, looked, newer, put_off, replaced
from monitor.life.stages import DAILY
from monitor.life.successor import same_page
from monitor.model import LeftWindow, LiveBlogState, NotModified, Validators, seen_from
from monitor.polling import standing
from monitor.polling.extraction import off_loop_if_large
from monitor.polling.polls import GOOD, Poll, PollOutcome
from monitor.polling.rereading import rereading, taken_over

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.compare.left import LeftFound
    from monitor.model import Event, LeftPage, Page, Snapshot, Source, SourceState
    from monitor.polling.memory import Memory
    from monitor.polling.reader import Reader
    from monitor.ports import Clock

STRANGE = "it shows none of the entries that it had"
TAKEN = "it shows another page of the coverage now"
GONE = "it is gone for good (410)"

log = structlog.stdlib.get_logger("monitor.read")


class Hindsight:
    """Looks back at pages that sources have left, and commits what they bring."""

    def __init__(self, *, memory: Memory, reader: Reader, clock: Clock) -> None:
        self._memory = memory
        self._reader = reader
        self._clock = clock

    async def look_back(self, source: Source, poll: Poll) -> Poll:
        """Return the poll with what the page brought whose time has come, if one's has. Raises: StoreError."""
        state = self._memory.states[source.name]
        page = due(state, self._clock()) if state.left else None
        if page is None:
            return poll
        try:
            events = await self._look(source, page)
        except Held as held:
            await self._keep(source, page, put_off(page, self._clock(), held.wait), held.reason)
            return poll
        except (FetchError, ExtractError) as error:
            await self._keep(source, page, after_fault(source, page, error, at=self._clock()), error.reason)
            return poll
        outcome = PollOutcome.CHANGED if events and poll.outcome in GOOD else poll.outcome
        return replace(poll, events=(*poll.events, *events), outcome=outcome, late=len(events))

    async def go_back(self, source: Source, state: SourceState, *, answers: bool) -> None:
        """Keep a state after the page that the watch went on to could not be read, as it never was.

        If it is given up, the watch is back at the page that named it, as it was left. Raises: StoreError.
        """
        after = astray(source, state, answers=answers, at=self._clock())
        if after is state:
            self._memory.note(state)
            return
        known = await self._memory.known(source.name)
        after, back = returned(after, known, after.followed or source.url)
        origin = standing.origin(self._memory.instance, source, after, back, None)
        await self._memory.commit(after, known, Comparison(changes=(), touched=(), known=back), origin, [])

    async def _look(self, source: Source, page: LeftPage) -> tuple[Event, ...]:
        """Return what a page brought, committed. Raises: FetchError, ExtractError, StoreError."""
        page = taken_over(source, page, self._reader.manner(source))
        answer = await self._reader.left(source, page, known=Validators() if page.again else page.validators)
        fetched = answer if isinstance(answer, NotModified) else answer[0]
        if self._leads_to_another(source, page, fetched.url):
            await self._keep(source, page, None, TAKEN)
        elif isinstance(answer, NotModified):
            after = looked(page, answer.fetched_at)
            await self._keep(source, page, after and replace(after, validators=answer.validators, quarantine=None), "")
        else:
            return await self._read(source, page, *answer)
        return ()

    def _leads_to_another(self, source: Source, page: LeftPage, url: str) -> bool:
        """Return whether the address of a page now leads to where the watch is, or to another one that it has left."""
        if page.lead is not None or same_page(url, page.url):
            return False
        state = self._memory.states[source.name]
        own = (state.life.page,) if state.life and state.life.page else ()
        others = (state.url or state.followed or source.url, *own, *(one.url for one in state.left))
        return any(same_page(url, other) for other in others)

    async def _read(self, source: Source, page: LeftPage, fetched: Page, snapshot: Snapshot) -> tuple[Event, ...]:
        state, known = self._memory.states[source.name], await self._memory.known(source.name)
        at = fetched.fetched_at
        part = seen_from(known, known.left.get(page.url, LeftWindow()))
        manner = self._reader.manner(source)
        rules = replace(standing.rules_of(source, state), adopt=page.relearn, broke_off=page.freshness.broke_off)
        rules = rereading(rules, page.read_by, manner, at=page.looked_at or page.at)
        found = await off_loop_if_large(
            fetched, compare_left, known, part, snapshot, others=newer(state, known, page), at=at, rules=rules
        )
        if found.strange:
            reason = TAKEN if found.taken else STRANGE
            await self._keep(source, page, None if found.taken else failed(page, at, reason), reason)
            return ()
        own = replace(state, freshness=page.freshness, quarantine=page.quarantine)
        fresh = freshness(fetched, snapshot)
        held = judge(found.part, found.comparison, fresh, own, patience=source.quarantine_after, at=fetched.fetched_at)
        if held is not None:
            after = looked(page, at)
            after = after and replace(after, quarantine=held, again=page.again)  # what was missing still is
            await self._keep(source, page, after, held.suspicion.value)
            return ()
        after = looked(page, at, waiting=found.comparison.known.entries.waiting(found.comparison.missing))
        if after is not None:
            after = replace(
                after,
                validators=fetched.validators,
                freshness=believed(own, fresh),
                quarantine=None,
                choice=snapshot.choice,
                extractor=snapshot.extractor,
                relearn=False,
                read_by=manner,
            )
        return await self._commit(source, page, after, found=found, snapshot=snapshot, at=at)

    async def _commit(
        self,
        source: Source,
        page: LeftPage,
        after: LeftPage | None,
        *,
        found: LeftFound,
        snapshot: Snapshot,
        at: datetime,
    ) -> tuple[Event, ...]:
        """Write what a believed look brought, and return its events. Raises: StoreError."""
        before = self._memory.states[source.name]
        known, comparison = await self._memory.known(source.name), found.comparison
        whole = replace(comparison.known, left={**known.left, page.url: found.own})
        state, whole = replaced(before, whole, page, after)
        if not (comparison.changes or comparison.touched):
            self._memory.note(state)
            self._memory.remember(source.name, whole)
            return ()
        state = replace(state, entry_at=at if comparison.changes else state.entry_at)
        origin = replace(
            standing.origin(self._memory.instance, source, before, known, snapshot),
            title=found.own.title,
            live_blog_url=page.told_as,
            state=LiveBlogState.ENDED,
        )
        events = await self._memory.commit(state, known, replace(comparison, known=whole), origin, [], at=at)
        log.info("left page changed", url=page.url, events=[event.type.value for event in events])
        return events

    async def _keep(self, source: Source, page: LeftPage, after: LeftPage | None, reason: str) -> None:
        """Take note of a look that brought nothing. Raises: StoreError."""
        known = await self._memory.known(source.name)
        state, known = replaced(self._memory.states[source.name], known, page, after)
        self._memory.note(state)
        self._memory.remember(source.name, known)
        if after is None:
            log.info("left page not looked at any more", url=page.url, reason=reason or "its time is over")
        elif reason:
            log.info("left page not read", url=page.url, reason=reason)


def after_fault(source: Source, page: LeftPage, error: FetchError | ExtractError, *, at: datetime) -> LeftPage | None:
    """Return a page after a look that failed; None if it is not looked at any more."""
    least = None
    match error:
        case BadStatus(status=HTTPStatus.GONE):
            return None
        case BadStatus():
            least = error.retry_after
        case _ if isinstance(error, standing.LASTING):
            least = DAILY
        case LayoutChanged() if page.failures + 1 >= source.degraded_after:
            # Many pages get another layout when they are over: read as if for the first time, none of it is an edit.
            page = replace(page, choice="", lead=None, relearn=True, validators=Validators())
        case _:
            pass
    return failed(page, at, error.reason, least=least)
