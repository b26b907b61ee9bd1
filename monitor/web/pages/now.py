"""`/`: what happens, as it happens; `/events/{id}`: one event with all that is known of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from monitor.errors import Declined, Obstacle
from monitor.model import DeliveryQuery, EventPage, EventQuery, EventType
from monitor.web.boundary import STREAM_PATH
from monitor.web.pages.frame import PageRoute, fragment, page, query
from monitor.web.pages.telling import KINDS, tell, types_of
from monitor.web.parts import parts_of
from monitor.web.routes.asked import NUMBER_LIMIT, WORDS_LIMIT_CHARS, words_of
from monitor.web.shapes.events import message_of

SHOWN = 40
FRESH = 50
"""Events that one look for new ones brings; who missed more looks again."""
NAMES_OFFERED = 200
NAME_LIMIT_CHARS = 200
ID_LIMIT_CHARS = 128
LOOKS = 3
"""How often a filtered page looks further back by itself, 2,000 events each, before it offers to."""

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Place = Annotated[int | None, Query(ge=1, le=NUMBER_LIMIT)]
Start = Annotated[int, Query(ge=0, le=NUMBER_LIMIT)]
Source = Annotated[str, Query(max_length=NAME_LIMIT_CHARS)]
Words = Annotated[str, Query(max_length=WORDS_LIMIT_CHARS)]
Kinds = Annotated[list[str] | None, Query(max_length=len(KINDS))]


@router.get("/")
async def now(
    request: Request, source: Source = "", q: Words = "", kind: Kinds = None, before: Place = None
) -> Response:
    """Return the newest events that are asked for, or those before a position."""
    parts = parts_of(request)
    asked = {"source": source.strip() or None, "q": q.strip() or None, "kind": kind or []}
    known = asked["source"] is None or await parts.ledger.find_url(source.strip()) is not None
    # Asked for first: what comes while the page is made is then told once more by the stream, and not missed.
    position = await parts.ledger.last_position()
    found = EventPage(events=(), next=0, more=False)
    if known:
        found = await _look_back(request, _query(source, q, kind, before=before))
    watched = parts.control.vitals().sources
    # Of 10,000 names nobody finds one in a list, and each would cost every page.
    names = [one.source.name for one in parts.control.sources()] if watched <= NAMES_OFFERED else []
    return page(
        request,
        "now.html",
        title="Now",
        asked=asked,
        known=known,
        kinds=KINDS,
        names=names,
        watched=watched,
        told=[tell(placed) for placed in found.events],
        before=before,
        older=query("/", **asked, before=found.next) if found.more else None,
        newest=query("/", **asked),
        position=position,
        types=" ".join(EventType),
        stream=f"{STREAM_PATH}?{urlencode(_stream(asked, position))}",
        fresh=query("/fresh", **asked),
    )


@router.get("/fresh")
async def fresh(request: Request, source: Source = "", q: Words = "", kind: Kinds = None, after: Start = 0) -> Response:
    """Return the events after a position as the timeline shows them, the newest first."""
    asked = _query(source, q, kind, after=after)
    found = await parts_of(request).ledger.find_events(asked)
    told = [tell(placed) for placed in reversed(found.events)]
    answer = fragment(request, "fresh.html", told=told)
    answer.headers["x-next"] = str(found.next)
    answer.headers["x-more"] = "1" if found.more else "0"
    return answer


@router.get("/events/{event_id}")
async def event(request: Request, event_id: str) -> Response:
    """Return one event: its words, its diff, and what became of it at each webhook."""
    ledger = parts_of(request).ledger
    placed = await ledger.find_placed(event_id[:ID_LIMIT_CHARS])
    if placed is None:
        detail = f"No event has the id {event_id[:ID_LIMIT_CHARS]!r}. It may be older than events are kept (`keep`)."
        raise Declined(Obstacle.UNKNOWN, detail)
    told = tell(placed)
    return page(
        request,
        "event.html",
        title=f"{told.verb}: {told.name}",
        told=told,
        deliveries=await ledger.deliveries(DeliveryQuery(event_id=placed.event.id)),
        attempts=await ledger.attempts_of(placed.event.id),
        body=json.dumps(message_of(placed.event), indent=2, ensure_ascii=False),
        soon=timedelta(minutes=1),
    )


async def _look_back(request: Request, asked: EventQuery) -> EventPage:
    """Return a page of events; a filter that few match looks back further than one question does."""
    ledger = parts_of(request).ledger
    found = await ledger.find_events(asked)
    looks = 1
    while not found.events and found.more and looks < LOOKS:
        further = EventQuery(
            before=found.next, newest=True, source=asked.source, types=asked.types, words=asked.words, limit=SHOWN
        )
        found = await ledger.find_events(further)
        looks += 1
    return found


def _query(
    source: str, words: str, kinds: list[str] | None, *, before: int | None = None, after: int | None = None
) -> EventQuery:
    return EventQuery(
        after=after or 0,
        before=before,
        newest=after is None,
        source=source.strip() or None,
        types=types_of(kinds or ()),
        words=words_of(words),
        limit=SHOWN if after is None else FRESH,
    )


def _stream(asked: Mapping[str, object], position: int) -> list[tuple[str, str]]:
    """Return what to ask the event stream for, to hear of the same events."""
    kinds = asked["kind"]
    types = sorted(types_of(kinds)) if isinstance(kinds, list) else []
    named = [(name, str(asked[name])) for name in ("source", "q") if asked[name]]
    return [("after", str(position)), *named, *(("type", one) for one in types)]
