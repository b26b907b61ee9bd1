"""What a reading means for the life of a live blog: its state, what is told of it, and where to go on. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.life.closing import closing_words
from monitor.life.head import head_of, notice
from monitor.life.left import left_behind
from monitor.life.stages import OVER, ending, passed, read
from monitor.life.successor import find_successor, looks_live, own_address, same_page
from monitor.model import (
    Change,
    Copies,
    EventType,
    Freshness,
    Known,
    Life,
    LiveBlogState,
    Move,
    OlderPages,
    Tail,
    Validators,
)
from monitor.model.life import MOVES_KEPT
from monitor.model.sites import same_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.compare import Comparison
    from monitor.model import Page, Snapshot, Source, SourceState

ARRIVAL = timedelta(hours=1)
"""For so long a page that coverage has gone on to may be there and hold no live blog yet."""

NAMED_MOST = 12
"""Successors of one page, each told once: some pages name another one with every answer, in turns or without end."""

MOVES_A_DAY = 12
"""Pages that go on to a next one more often than that are made to be followed for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The life from now on, what is told of it, and the address that the watch goes on to, if it does."""

    life: Life
    changes: tuple[Change, ...] = ()
    goes_to: str | None = None


def chart(
    source: Source,
    state: SourceState,
    known: Known,
    *,
    page: Page,
    snapshot: Snapshot,
    found: Comparison,
    moved_from: str | None,
    watched: Callable[[str, str], bool],
) -> Course:
    """Return what a believed reading means for the life of its live blog.

    `state` and `known` are those of before. `moved_from` is the address whose live blog was replaced by another one, as
    `turned` says. `watched` says whether another source than the named one has an address already.
    """
    at = page.fetched_at
    before = state.life
    told: tuple[Change, ...] = ()
    if moved_from is not None:
        before = Life(since=at, newest=at, left=_leaving(before, moved_from, at))
        told = (_moved(moved_from, own_address(page), "the address shows another live blog now"),)
    came = any(change.kind is EventType.ENTRY_CREATED for change in found.changes)
    turned_round = found.known.oldest_first
    head = head_of(page, snapshot)
    closing = closing_words(snapshot, oldest_first=turned_round) or notice(head)
    life, ended = ending(read(before, snapshot, came=came, at=at, first=not known.baseline, closing=closing))
    if state.tail.url is None or life.page is None:
        life = replace(life, page=own_address(page))
    left = [move.url for move in life.left]
    over = life.state in OVER or life.state is LiveBlogState.QUIET
    address = state.followed or source.url
    successor = find_successor(
        page, snapshot, head=head, address=address, left=[*left, source.url], over=over, oldest_first=turned_round
    )
    named = life.named if life.successor is None else (*life.named, life.successor)
    if successor is None or len(named) >= NAMED_MOST or any(same_page(successor.url, url) for url in named):
        return Course(life=life, changes=told + ended)
    life = replace(life, successor=successor.url, named=named)
    changes = (*told, *ended, _moved(address, successor.url, f"the page says so: {successor.words}"))
    today = sum((at - move.at).days < 1 for move in life.left)
    goes = source.follow and today < MOVES_A_DAY and not watched(source.name, successor.url)
    return Course(life=life, changes=changes, goes_to=successor.url if goes else None)


def gone_on(
    source: Source, state: SourceState, known: Known, page: Page, url: str, *, told_as: str | None, first: bool
) -> tuple[SourceState, Known]:
    """Return the state and what is known once the watch has gone on from a page to an address.

    What stands there is then new, all of it, but for a watch that begins, `first` after its first reading: its baseline
    is the page that it ends up at. `told_as` is the address that the events of the page so far carry.
    """
    assert state.life is not None  # it has just named its successor
    assert state.polled_at is not None
    at, address = state.polled_at, state.followed or source.url
    life = Life(since=at, newest=at, left=_leaving(state.life, address, at))
    onward = turned_over(known)
    after = _elsewhere(state, url, life)
    if first:
        return after, replace(onward, baseline=False)
    left = address if state.lead else page.url
    return left_behind(state, after, onward, known, url=left, told_as=told_as or left, now=url)


def turned_from(
    source: Source, after: SourceState, known: Known, *, before: SourceState, shown: Known, page: Page, url: str
) -> tuple[SourceState, Known]:
    """Return the state and what is known once another live blog stands at the address of one that is now at `url`.

    It is looked back at where the source follows, unless the new one has its place. `before` says how it was read, and
    `shown` what it showed.
    """
    if not source.follow or same_page(url, page.url):
        return after, known
    before = replace(before, validators=Validators())  # those were of the address
    return left_behind(before, after, known, shown, url=url, told_as=url, now=page.url)


def elapsed(state: SourceState, *, at: datetime) -> Course | None:
    """Return what the time alone means, the page being the known one; None for one that was never read."""
    if state.life is None:
        return None
    life, changes = ending(passed(state.life, at=at))
    return Course(life=life, changes=changes)


def renamed(state: SourceState, page: Page) -> SourceState:
    """Return the state in which to read a page: as if for the first time if it is another one than before.

    That is so where a redirect now leads elsewhere, or the page calls itself another one.
    """
    if _other_name(state, page) is None:
        return state
    return replace(state, choice="", relearn=True)


def turned(state: SourceState, known: Known, page: Page, found: Comparison) -> str | None:
    """Return the address whose live blog was replaced by another one, None if none was.

    A page that only changed its name still shows entries that we know; one that does not look like a live blog's, such
    as a section's front, is none.
    """
    before = _other_name(state, page)
    if before is None or not looks_live(own_address(page), before):
        return None
    if not known.window or not found.shown or any(id_ in known.entries for id_ in found.shown):
        return None
    return before


def _other_name(state: SourceState, page: Page) -> str | None:
    """Return what the live blog was called, if its address now leads to a page of another name."""
    before = state.life.page if state.life else None
    if before is None or state.lead is not None or state.tail.url is not None:
        return None
    now = own_address(page)
    return None if same_page(before, now) or not same_site(before, now) else before


def astray(source: Source, state: SourceState, *, answers: bool, at: datetime) -> SourceState:
    """Return the state after a page could not be read that the watch has gone on to and never read yet.

    A page that `answers` is given an hour: the first minutes of a live blog hold one entry, or none. One that does not
    is given up after `degraded_after` failures; the watch is then back at the page that named it.
    """
    life = state.life
    assert life is not None
    waits = at - life.since <= ARRIVAL if answers else state.failures < source.degraded_after
    if waits or not life.left:
        return state
    back = life.left[-1].url
    before = Life(since=at, newest=at, ended_told=True, successor=state.followed, left=life.left[:-1], arrived=True)
    return _elsewhere(state, None if same_page(back, source.url) else back, before)


def on_the_way(state: SourceState) -> bool:
    """Return whether the watch has gone on to a page that was never read yet."""
    return state.life is not None and not state.life.arrived


def _leaving(life: Life | None, url: str, at: datetime) -> tuple[Move, ...]:
    left = life.left if life else ()
    return (*left, Move(url=url, at=at))[-MOVES_KEPT:]


def _moved(before: str, after: str, reason: str) -> Change:
    return Change(kind=EventType.LIVE_BLOG_MOVED, reason=reason, facts={"url": after, "previous_url": before})


def _elsewhere(state: SourceState, url: str | None, life: Life) -> SourceState:
    """Return the state for another page: nothing that the last one's server or layout taught holds there."""
    return replace(
        state,
        followed=url,
        url=None,
        validators=Validators(),
        choice="",
        lead=None,
        relearn=True,
        freshness=Freshness(),
        quarantine=None,
        copies=Copies(),
        older=OlderPages(),
        tail=Tail(),
        copy=None,
        life=life,
    )


def turned_over(known: Known) -> Known:
    """Return what is known with an empty window: nothing of the old page can go missing on the new one."""
    return replace(
        known,
        window=(),
        below=(),
        title=None,
        standfirst=None,
        sticky=(),
        rolling=None,
        oldest_first=False,
        id_class=None,
    )
