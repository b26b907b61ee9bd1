"""Where a source stands after a poll, good or bad. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.compare import Rules
from monitor.compare.copies import HELD, at_rest, believed_in, refuted
from monitor.compare.quarantine import believed
from monitor.errors import BadStatus, Disallowed, LayoutChanged, NotAllowed
from monitor.event import Origin
from monitor.life import on_the_way
from monitor.model import Change, EventType, LiveBlogState, Tail
from monitor.polling.descent import first_page_read
from monitor.schedule.cache_age import aligned, learned
from monitor.schedule.pace import interval_after_failure
from monitor.schedule.rates import first_rhythm, observed, published

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.compare import Comparison
    from monitor.errors import ExtractError, FetchError
    from monitor.model import Freshness, Known, NotModified, Page, Quarantine, Rhythm, Snapshot, Source, SourceState
    from monitor.polling.reader import Reading

MANY = 16
"""Failures that one counts as which we may not fetch: the longest interval there is."""

ON_THE_WAY = timedelta(minutes=1)
"""The longest wait for a page that coverage goes on at, and that cannot be read yet."""

UNHURRIED = timedelta(seconds=15)
"""Between looks at what is not believed once enough of them agree, and only time is wanting."""

LASTING = (NotAllowed, Disallowed)
"""Failures that heal by a change of the config or of a name: told at once, and looked at rarely."""

RECOVERED = Change(kind=EventType.SOURCE_RECOVERED, reason="the source answers again")


def rules_of(source: Source, state: SourceState) -> Rules:
    """Return by which rules the pages of a source are compared now."""
    return Rules(
        confirm_deletions=source.confirm_deletions,
        flap_after=source.flap_after,
        backfill=source.backfill,
        baseline_tells=source.on_start,
        adopt=state.relearn,
        begun=state.begun,
        broke_off=state.freshness.broke_off and source.on_start is not None,
    )


def patience(source: Source) -> tuple[int, timedelta]:
    """Return how many readings must agree, and for how long at least, before what is doubted is believed.

    Where the operator says how often to poll, the number says it all.
    """
    return source.quarantine_after, HELD if source.interval is None else timedelta(0)


def look_again(source: Source, held: Quarantine) -> timedelta:
    """Return the wait before the next look at what is not believed."""
    if source.interval is not None:
        return source.interval
    return source.min if held.snapshots < source.quarantine_after else max(source.min, UNHURRIED)


def second_look(source: Source, state: SourceState, *, at: datetime) -> timedelta:
    """Return the wait before the look that confirms a deletion, or does not: at another copy, where a cache is."""
    return aligned(state.copy, source.min, at=at, least=source.min, most=source.max)


def answered(state: SourceState, answer: Page | NotModified) -> SourceState:
    """Return the state after an answer: failures forgotten, permanent redirects and the cache's copy remembered."""
    # Where a later page leads says nothing of the first one.
    moved = state.tail.url is None and answer.redirects and all(hop.permanent for hop in answer.redirects)
    return replace(
        state,
        polled_at=answer.fetched_at,
        copy=learned(state.copy, answer.headers, at=answer.fetched_at),
        failures=0,
        degraded=False,
        url=answer.url if moved else state.url,
    )


def not_modified(state: SourceState, answer: NotModified) -> SourceState:
    """Return the state after the page was found to be the known one."""
    copies = at_rest(state, at=answer.fetched_at)
    return replace(
        answered(state, answer),
        conditional_polls=state.conditional_polls + 1,
        validators=answer.validators,
        quarantine=None,
        copies=copies if state.quarantine is None else refuted(copies, at=answer.fetched_at),
        rhythm=state.rhythm and observed(state.rhythm, (), at=answer.fetched_at),
    )


def read(
    source: Source,
    state: SourceState,
    page: Page,
    *,
    reading: Reading,
    found: Comparison,
    fresh: Freshness,
    manner: str,
) -> SourceState:
    """Return the state after a page was read, in this `manner`, and is believed."""
    snapshot = reading.snapshot
    return replace(
        answered(state, page),
        conditional_polls=0,
        rhythm=_rhythm(state, snapshot, found, page.fetched_at),
        validators=reading.page.validators,
        extractor=snapshot.extractor,
        choice=snapshot.choice,
        lead=reading.lead,
        relearn=False,
        read_by=manner,
        begun=None,
        entry_at=page.fetched_at if found.touched else state.entry_at,
        freshness=believed(state, fresh),
        quarantine=None,
        copies=believed_in(state.copies, found, at=page.fetched_at),
        older=first_page_read(state.older, reading.older, source.depth),
        tail=reading.tail,
    )


def on_the_way_on(source: Source, state: SourceState, reading: Reading, *, manner: str) -> SourceState:
    """Return the state of a first reading that has not come to the newest entries: the next poll goes on from there."""
    return replace(
        state,
        polled_at=reading.page.fetched_at,
        interval=source.interval or source.min,
        begun=state.begun or reading.page.fetched_at,
        read_by=manner,
        choice=reading.snapshot.choice,
        tail=reading.tail,
    )


def _rhythm(state: SourceState, snapshot: Snapshot, found: Comparison, at: datetime) -> Rhythm:
    """Return how the live blog publishes after a reading; the first goes by the dates of all that is on the page."""
    if state.rhythm is None:
        return first_rhythm([entry.published for entry in snapshot.entries if entry.published], at=at)
    return observed(state.rhythm, published(found.changes, since=state.rhythm.at, at=at), at=at)


def failed(state: SourceState, *, at: datetime) -> SourceState:
    """Return the state after one more failure."""
    begun = at if state.begun is None and state.extractor is None else state.begun
    # A remembered redirect that leads nowhere any more is forgotten: the configured address may know better.
    return replace(state, failures=state.failures + 1, polled_at=at, url=None, interval=None, begun=begun)


def wait_after(source: Source, state: SourceState, error: FetchError | ExtractError) -> timedelta:
    """Return how long to leave a source alone that has just failed: as the server asked, or longer each time."""
    retry_after = error.retry_after if isinstance(error, BadStatus) else None
    failures = MANY if isinstance(error, LASTING) else state.failures
    wait = interval_after_failure(source, failures=failures, retry_after=retry_after)
    return min(wait, ON_THE_WAY) if on_the_way(state) and not retry_after else wait


def degraded(source: Source, state: SourceState, error: FetchError | ExtractError) -> tuple[SourceState, Change | None]:
    """Return the state of a source that has just failed, and what is told of it: once, and not at the first failure."""
    if isinstance(error, LayoutChanged) and state.failures >= source.degraded_after:
        # From now on the page is read as if for the first time, and what only reads differently is no event.
        state = replace(state, choice="", lead=None, relearn=True, tail=Tail())
    if state.degraded or (state.failures < source.degraded_after and not isinstance(error, LASTING)):
        return state, None
    facts: dict[str, str | int] = {"failures": state.failures, "cause": type(error).__name__, "url": error.url}
    change = Change(kind=EventType.SOURCE_DEGRADED, reason=error.reason, facts=facts)
    return replace(state, degraded=True), change


def origin(instance: str, source: Source, state: SourceState, known: Known, snapshot: Snapshot | None) -> Origin:
    """Return what the events of a poll say of where they come from: never a platform's interface, but the page."""
    of_lead = state.lead is not None and (snapshot is None or snapshot.url in {None, state.lead.url, state.url})
    shown = None if of_lead else (snapshot.url if snapshot else None) or state.url
    return Origin(
        instance=instance,
        source=source.name,
        url=source.url,
        labels=source.labels,
        title=known.title,
        live_blog_url=shown or state.followed or source.url,
        state=state.life.state if state.life else LiveBlogState.LIVE,
        extractor=snapshot.extractor if snapshot else state.extractor,
        confidence=snapshot.confidence if snapshot else None,
    )
