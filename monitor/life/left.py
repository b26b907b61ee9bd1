"""The pages that the watch has gone on from: which they are, and when each is looked at next. Pure.

    left      6 h ago      2 days       14 days
    looked at ──15 min──▶──hourly──▶──daily──▶ retired: not looked at any more
              twice as long with each look in a row that did not read it, up to a day

A look goes along with a poll of the source, one page at a time, so that a page is never asked more often than that.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.life.stages import DAILY, HOURLY, RETIRED_AFTER
from monitor.life.successor import same_page
from monitor.model import LEFT_PAGES, LeftPage, LeftWindow, own_window, seen_from

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.model import Known, SourceState

OFTEN = timedelta(minutes=15)
OFTEN_FOR = timedelta(hours=6)
HOURLY_FOR = timedelta(days=2)

SECOND_LOOK = timedelta(minutes=1)
"""After one that lacked an entry: only the next one says whether it is gone."""

DOUBLINGS = 10
"""After so many failures any wait has become a day."""

REASON_CHARS = 300
"""Of why a page could not be read: servers have a say in it."""


def wait(left_at: datetime, at: datetime, *, failures: int = 0) -> timedelta | None:
    """Return how long after a look at `at` the next one comes, None if the page is looked at no more.

    >>> from datetime import UTC, datetime
    >>> noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    >>> [str(wait(noon, noon + timedelta(hours=hours))) for hours in (1, 7, 50, 400)]
    ['0:15:00', '1:00:00', '1 day, 0:00:00', 'None']
    >>> [str(wait(noon, noon, failures=failures)) for failures in (1, 3, 99)]
    ['0:30:00', '2:00:00', '1 day, 0:00:00']
    """
    age = at - left_at
    if age > RETIRED_AFTER:
        return None
    usual = OFTEN if age <= OFTEN_FOR else HOURLY if age <= HOURLY_FOR else DAILY
    return min(usual * (1 << min(failures, DOUBLINGS)), DAILY)


def left_behind(
    before: SourceState, after: SourceState, known: Known, shown: Known, *, url: str, told_as: str, now: str
) -> tuple[SourceState, Known]:
    """Return the state and what is known, as they are `after` a move, with the page at `url` to be looked back at.

    `before` says how it was read, and `shown` what it showed last; `now` is the address that the watch is at.
    """
    assert after.polled_at is not None  # it has just been read, or the page that it leads to now
    at = after.polled_at
    page = LeftPage(
        url=url,
        told_as=told_as,
        at=at,
        due=at + OFTEN,
        looked_at=before.polled_at,
        choice=before.choice,
        lead=before.lead,
        relearn=before.relearn,
        read_by=before.read_by,
        extractor=before.extractor,
        validators=before.validators,
        freshness=before.freshness,
    )
    own = own_window(shown)
    left = [one for one in after.left if not (same_page(one.url, url) or same_page(one.url, now))]
    kept = tuple(([*left, page] if own.window else left)[-LEFT_PAGES:])
    return replace(after, left=kept), replace(known, left=_of_pages({**known.left, url: own}, kept))


def returned(state: SourceState, known: Known, url: str) -> tuple[SourceState, Known]:
    """Return the state and what is known where the watch is back at a page that it had left, as it was left."""
    page = next((one for one in state.left if same_page(one.url, url)), None)
    if page is None:
        return state, known
    own = known.left.get(page.url, LeftWindow())
    state = replace(
        state,
        left=tuple(one for one in state.left if one is not page),
        choice=page.choice,
        lead=page.lead,
        relearn=page.relearn,
        read_by=page.read_by,
        extractor=page.extractor,
        freshness=page.freshness,
    )
    return state, replace(seen_from(known, own), left=_of_pages(known.left, state.left))


def due(state: SourceState, at: datetime) -> LeftPage | None:
    """Return the page that is to be looked at, the one whose time came first."""
    return min((one for one in state.left if one.due <= at), key=lambda one: one.due, default=None)


def looked(page: LeftPage, at: datetime, *, waiting: bool = False) -> LeftPage | None:
    """Return the page after a look that read it; `waiting`: it lacked an entry. None if that was the last look."""
    after = wait(page.at, at)
    if waiting:
        after = SECOND_LOOK
    if after is None:
        return None
    return replace(page, looked_at=at, due=at + after, failures=0, reason=None, again=waiting)


def failed(page: LeftPage, at: datetime, reason: str, *, least: timedelta | None = None) -> LeftPage | None:
    """Return the page after a look that did not read it, the next one no sooner than `least`; None if it was the last.

    No server can have us wait for longer than a day.
    """
    failures = page.failures + 1
    after = wait(page.at, at, failures=failures)
    if after is None:
        return None
    after = min(max(after, least or after), DAILY)
    return replace(page, due=at + after, failures=failures, reason=reason[:REASON_CHARS])


def put_off(page: LeftPage, at: datetime, by: timedelta) -> LeftPage:
    """Return the page that was not asked for, out of politeness: that is no failure."""
    return replace(page, due=at + min(max(by, SECOND_LOOK), DAILY))


def replaced(state: SourceState, known: Known, page: LeftPage, after: LeftPage | None) -> tuple[SourceState, Known]:
    """Return the state and what is known with a page as it is after a look, or without it."""
    left = (after if one.url == page.url else one for one in state.left)
    kept = tuple(one for one in left if one is not None)
    return replace(state, left=kept), replace(known, left=_of_pages(known.left, kept))


def newer(state: SourceState, known: Known, page: LeftPage) -> frozenset[str]:
    """Return the ids in the windows of the pages that came after a page that was left, the current one's among them."""
    places = [one.url for one in state.left]
    after = places[places.index(page.url) + 1 :] if page.url in places else []
    windows = (known.left[url].window for url in after if url in known.left)
    return frozenset((*known.window, *known.below, *(id_ for window in windows for id_ in window)))


def unread(state: SourceState) -> SourceState:
    """Return the state in which its page and each that was left are read with their next look as by another reader."""
    return replace(state, read_by="", left=tuple(replace(one, read_by="") for one in state.left))


def _of_pages(own: Mapping[str, LeftWindow], pages: tuple[LeftPage, ...]) -> dict[str, LeftWindow]:
    return {one.url: own[one.url] for one in pages if one.url in own}
