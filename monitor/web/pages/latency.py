"""`/latency`: how long it takes from the publisher to us, and from us to the webhooks: over time, and by source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from monitor.web.pages import figures, plots
from monitor.web.pages.frame import PageRoute, page
from monitor.web.parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

SOURCES_SHOWN = 20
TIMED = 25
"""The newest events of each of them."""

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How far to look back, in slots of what length."""

    words: str
    length: timedelta
    slot: timedelta


SPANS = {
    "hour": Span(words="the last hour", length=timedelta(hours=1), slot=timedelta(minutes=5)),
    "day": Span(words="the last 24 hours", length=timedelta(days=1), slot=timedelta(hours=1)),
    "week": Span(words="the last 7 days", length=timedelta(days=7), slot=timedelta(hours=6)),
    "month": Span(words="the last 30 days", length=timedelta(days=30), slot=timedelta(days=1)),
}


@router.get("/latency")
async def latency(request: Request, span: Annotated[str, Query(pattern="^(hour|day|week|month)$")] = "day") -> Response:
    """Return the latencies of a span of time."""
    parts, chosen = parts_of(request), SPANS[span]
    until = parts.clock()
    since = until - chosen.length
    sample, count = await parts.ledger.sampled_timings(since)
    # From a full hour or five minutes on: nobody reads a plot whose marks are at 11:39 and 11:49.
    begin = since - (since - datetime.min.replace(tzinfo=UTC)) % chosen.slot
    slots = figures.slots(sample, since=begin, until=until, length=chosen.slot)
    often = Counter(timing.event.source for timing in sample)
    names = [name for name, _ in often.most_common(SOURCES_SHOWN)]
    newest = await parts.ledger.newest_timings(names, limit=TIMED)
    titles = await parts.ledger.titles(names)
    return page(
        request,
        "latency.html",
        title="Latency",
        spans=SPANS,
        span=span,
        words=chosen.words,
        slots=slots,
        whole=figures.pair(sample),
        count=count,
        sampled=len(sample),
        seen_plot=_plot("Published to seen", slots, lambda pair: pair.seen),
        delivered_plot=_plot("Seen to delivered", slots, lambda pair: pair.delivered),
        sources=[(name, titles.get(name, name), figures.pair(newest.get(name, ()))) for name in names],
        timed=TIMED,
    )


def _plot(
    label: str, slots: Sequence[figures.Slot], of: Callable[[figures.Pair], figures.Summary | None]
) -> Markup | None:
    """Return one of both latencies over time, None if nothing is known of it."""
    found = [of(slot.pair) for slot in slots]
    if not any(found):
        return None
    lines = (
        plots.Line(name="p50", values=[one.p50 if one else None for one in found]),
        plots.Line(name="p99", values=[one.p99 if one else None for one in found]),
    )
    return plots.plot(
        lines, [slot.start for slot in slots], label=f"{label}, over time; the table below has the figures"
    )
