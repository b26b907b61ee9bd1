"""Below the fold: with `depth: N` the pages after the first are read too, one every so many polls, in turn.

    polls     1  2  3  4  5  6  7  8  9 …
    page 1    ●  ●  ●  ●  ●  ●  ●  ●  ●
    page 2    ●  │           │  ●           a page that was never read is read at once; later one in TURN_EVERY polls
    page 3       ●           │
                             └ page 2 lacks a known entry: it is read again with the next poll

Each page is held against the part of the live blog that it shows (compare/below.py). One that cannot be read, or must
not be believed, is left until its turn comes again; it is no fault of the source.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from monitor.compare.below import PartFound, compare_part
from monitor.compare.quarantine import believed, freshness, judge
from monitor.errors import ExtractError, FetchError
from monitor.model import Freshness, NotModified, OlderPage, OlderPages, Validators
from monitor.polling.rereading import rereading

if TYPE_CHECKING:
    from monitor.compare import Comparison, Rules
    from monitor.model import Known, Snapshot, Source, SourceState
    from monitor.polling.reader import Reader

TURN_EVERY = 5
"""Polls per older page: a fifth more requests, and with `depth: 5` all pages within twenty polls."""

NEWEST = 5
"""Entries of the first page by whose dates a live blog is live or over; the very first may be pinned."""

log = structlog.stdlib.get_logger("monitor.read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One older page, looked at: where the reading stands after it, and what it brought, if it said anything new."""

    older: OlderPages
    bottom: str | None = None
    comparison: Comparison | None = None
    snapshot: Snapshot | None = None


def first_page_read(older: OlderPages, url: str | None, depth: int) -> OlderPages:
    """Return where the older pages stand after the first page, which names `url` as the next one."""
    pages = _linked(older.pages[: depth - 1], 0, url, depth)
    polls = older.polls if older.pages else TURN_EVERY
    return replace(older, pages=pages, polls=polls) if pages else OlderPages()


def turn(older: OlderPages) -> tuple[OlderPages, tuple[int, ...]]:
    """Return where the older pages stand after one more poll, and the places of those to be read with it."""
    if not older.pages:
        return older, ()
    polls = older.polls + 1
    if polls < TURN_EVERY:
        return replace(older, polls=polls), ()
    place = older.next if older.next < len(older.pages) else 0
    return replace(older, polls=0, next=place), (place - 1, place) if older.seam and place else (place,)


def window_bottom(known: Known) -> str | None:
    """Return the last entry of the first page that stands there for its age."""
    for id_ in reversed(known.window):
        if not (known.entries.pinned(id_) or known.entries.missing(id_) or id_ in known.sticky):
            return id_
    return None


def from_below(snapshot: Snapshot, known: Known) -> Snapshot:
    """Return an older page as one of its live blog: at the blog's own address, and as old as its newest entries."""
    newest = (known.entries.entry(id_) for id_ in known.window[:NEWEST])
    return replace(snapshot, url=None, entries=(*newest, *snapshot.entries))


class Descent:
    """Reads older pages of sources."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def look(
        self, source: Source, state: SourceState, known: Known, place: int, *, above: str | None, rules: Rules
    ) -> Look:
        """Return what the older page at a place says. `above` is the last entry of the page above it, if just read."""
        older = state.older
        page = older.pages[place]
        # What is looked at again, or together with the page above it, must be seen: a copy that is known says nothing.
        plain = (
            older.again or older.seam or (above is not None and place > 0) or not _as_read(known, older, place, above)
        )
        manner = self._reader.manner(source)
        known_page = Validators() if plain or page.read_by != manner else page.validators
        try:
            answer = await self._reader.older(source, page.url, state, known=known_page)
        except (FetchError, ExtractError) as error:
            log.info("older page not read", url=page.url, reason=error.reason)
            return Look(older=_passed(older, place))
        if isinstance(answer, NotModified):
            after = replace(page, validators=answer.validators)
            return Look(older=_passed(_with(older, place, after), place), bottom=page.bottom)
        fetched, snapshot = answer
        before = None if above is not None or place == 0 else older.pages[place - 1].bottom
        own_rules = replace(rules, broke_off=page.freshness.broke_off and rules.baseline_tells is not None)
        own_rules = rereading(own_rules, page.read_by, manner, at=page.read_at)
        found = compare_part(
            known, snapshot, page=page, above=above, before=before, at=fetched.fetched_at, rules=own_rules
        )
        own = replace(state, freshness=page.freshness, quarantine=page.quarantine)
        fresh = freshness(fetched, snapshot)
        held = judge(found.part, found.comparison, fresh, own, patience=source.quarantine_after, at=fetched.fetched_at)
        if held is not None:
            log.info("older page not believed", url=page.url, reason=held.suspicion.value)
            return Look(older=_passed(_with(older, place, replace(page, quarantine=held)), place))
        after = replace(
            page,
            read_at=fetched.fetched_at,
            read_by=manner,
            bottom=found.bottom,
            end=snapshot.older is None and snapshot.closed,
            validators=fetched.validators,
            freshness=believed(own, fresh),
            # Alone it proves nothing of what is gone between it and the page above, nor against it.
            quarantine=page.quarantine if found.seam else None,
        )
        pages = _linked(_with(older, place, after).pages, place + 1, snapshot.older, source.depth)
        return Look(
            older=_after(replace(older, pages=pages), place, found, together=above is not None and place > 0),
            bottom=found.bottom,
            comparison=found.comparison,
            snapshot=snapshot,
        )


def _as_read(known: Known, older: OlderPages, place: int, above: str | None) -> bool:
    """Return whether as many entries are known from the page above to the end of a page as were on it when last read.

    If not, the page may be the same to the byte and yet lack one that has rolled off the page above and was deleted.
    """
    page = older.pages[place]
    upper = above if place == 0 else older.pages[place - 1].bottom
    order = (*known.window, *known.below)
    if upper not in order or page.bottom not in order:
        return False
    return order.index(page.bottom) - order.index(upper) == page.freshness.entries


def _after(older: OlderPages, place: int, found: PartFound, *, together: bool) -> OlderPages:
    """Return where the reading stands after a good page: at the same one if it must be looked at again."""
    known = found.comparison.known.entries
    waiting = known.waiting(found.comparison.missing)
    if waiting or found.seam:
        return replace(older, next=place, polls=TURN_EVERY, again=waiting, seam=found.seam or together)
    passed = _passed(older, place)
    return passed if passed.pages[passed.next].read else replace(passed, polls=TURN_EVERY)


def _passed(older: OlderPages, place: int) -> OlderPages:
    return replace(older, next=(place + 1) % len(older.pages), again=False, seam=False)


def _with(older: OlderPages, place: int, page: OlderPage) -> OlderPages:
    return replace(older, pages=(*older.pages[:place], page, *older.pages[place + 1 :]))


def _linked(pages: tuple[OlderPage, ...], place: int, url: str | None, depth: int) -> tuple[OlderPage, ...]:
    """Return the pages with the one at a place at the address that the page above it names, if it is wanted."""
    if url is None or place + 1 >= depth:
        return pages[:place]
    if place == len(pages):
        return (*pages, OlderPage(url=url))
    page = pages[place]
    if page.url != url:  # a cursor moves on with each entry; what was there is known all the same
        page = replace(page, url=url, validators=Validators(), freshness=Freshness(), quarantine=None)
    return (*pages[:place], page, *pages[place + 1 :])
