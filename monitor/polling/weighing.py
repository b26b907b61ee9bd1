"""A reading held against what is known: what it changes, whether it may be believed, and where the source stands then.

compare(what is known, reading)
another live blog stands there now ─▶ compared as the next page of the same coverage, once it stands there again
an accident would have made these changes (a stale copy, a page that broke off) ─▶ held back until enough agree
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.compare import Comparison, compare
from monitor.compare.below import carried, widened
from monitor.compare.copies import betrayed, doubted, refuted, witnessed
from monitor.compare.quarantine import freshness, judge, suspected
from monitor.extract.merging.choice import moved
from monitor.life import chart, turned, turned_from, turned_over
from monitor.model import Copies, Freshness
from monitor.polling import standing
from monitor.polling.extraction import off_loop_if_large
from monitor.polling.rereading import rereading
from monitor.schedule.cache_age import same_copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.compare import Rules
    from monitor.life import Course
    from monitor.model import Known, Page, Quarantine, Snapshot, Source, SourceState
    from monitor.polling.reader import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A reading with what it changes; `moved_from` is the address that now leads to another live blog, if one does.

    `state` is where the source stands if it is believed, or with `held` as the quarantine that it goes into; `manner`
    is that of the reading.
    """

    reading: Reading
    found: Comparison
    fresh: Freshness
    state: SourceState
    moved_from: str | None
    held: Quarantine | None
    manner: str


async def weigh(
    source: Source, state: SourceState, known: Known, page: Page, reading: Reading, *, manner: str
) -> Weighed:
    """Return what the reading of a page that was fetched weighs, against what is known of the source."""
    rules = standing.rules_of(source, state)
    rules = rereading(rules, state.read_by, manner, at=state.polled_at)
    rules = replace(
        rules,
        moved=moved(state.choice, reading.snapshot.choice),
        same_copy=same_copy(state.copy, page.headers, at=page.fetched_at),
    )
    found, moved_from = await _compared(source, state, known, page, reading.snapshot, rules=rules)
    fresh, at = freshness(reading.page, reading.snapshot), page.fetched_at
    if moved_from is None:
        measure, anew = known, replace(state, copies=witnessed(state.copies, known, found, at=at))
    else:  # nothing of the last page is a measure of this one
        measure, anew = turned_over(known), replace(state, copies=Copies(), freshness=Freshness())
    patience, least = standing.patience(source)
    # Where a redirect leads is the server's word.
    turned = moved_from is not None and not page.redirects
    held = judge(measure, found, fresh, anew, patience=patience, least=least, at=at, copies=anew.copies, turned=turned)
    if held is None:
        if state.quarantine is not None and suspected(measure, found, fresh, anew, at=at, copies=anew.copies) is None:
            anew = replace(anew, copies=refuted(anew.copies, at=at))
        state = anew
    else:  # the last page that was believed stays the measure of the next one
        lasting = anew.copies if moved_from is None else state.copies
        copies = lasting if doubted(lasting, at=at) else betrayed(lasting)
        state = replace(state, quarantine=held, copies=copies)
    return Weighed(
        reading=reading, found=found, fresh=fresh, state=state, moved_from=moved_from, held=held, manner=manner
    )


async def _compared(
    source: Source, state: SourceState, known: Known, page: Page, snapshot: Snapshot, *, rules: Rules
) -> tuple[Comparison, str | None]:
    """Return what a reading brought, and the address that now leads to another live blog, if it does."""
    at = page.fetched_at
    wide = widened(known, snapshot) if source.depth > 1 else known
    found = await off_loop_if_large(page, compare, wide, snapshot, at=at, rules=rules)
    moved_from = turned(state, known, page, found)
    if moved_from is not None:
        found = await off_loop_if_large(page, compare, turned_over(known), snapshot, at=at, rules=rules)
    return found, moved_from


async def believe(
    source: Source,
    weighed: Weighed,
    known: Known,
    page: Page,
    *,
    before: SourceState,
    watched: Callable[[str, str], bool],
) -> tuple[SourceState, Comparison, Course]:
    """Return where a source stands after a reading that is believed, what that brought, and how the coverage goes on.

    `before` is how the source was asked for; `watched` says whether another one has an address already.
    """
    state, found, moved_from = weighed.state, weighed.found, weighed.moved_from
    after = standing.read(
        source, state, page, reading=weighed.reading, found=found, fresh=weighed.fresh, manner=weighed.manner
    )
    if source.depth > 1:
        found = replace(found, known=replace(found.known, below=carried(known, found.known)))
    course = await off_loop_if_large(
        page,
        chart,
        source,
        state,
        known,
        page=page,
        snapshot=weighed.reading.snapshot,
        found=found,
        moved_from=moved_from,
        watched=watched,
    )
    after = replace(after, life=course.life)
    if moved_from is not None:
        after, onward = turned_from(source, after, found.known, before=before, shown=known, page=page, url=moved_from)
        found = replace(found, known=onward)
    return after, replace(found, changes=(*found.changes, *course.changes)), course
