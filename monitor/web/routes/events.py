"""`/api/events`: what happened, in the order of all sources."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from monitor.errors import Declined, Obstacle
from monitor.model import EventQuery
from monitor.web.answers import told
from monitor.web.parts import parts_of
from monitor.web.routes.asked import NUMBER_LIMIT, PAGE_DEFAULT, Limit, SourceName, Types, Words, words_of
from monitor.web.routes.sources import require_seen
from monitor.web.shapes.events import EventPageShape, EventShape, event_page_bytes, sound_event_bytes
from monitor.web.shapes.webhooks import AttemptPageShape, attempt_shape

EventId = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,128}$", description="As told: evt_…")]

router = APIRouter(prefix="/api/events", tags=["events"])


@router.get("", response_model=EventPageShape)
async def list_events(
    *,
    request: Request,
    after: Annotated[int, Query(ge=0, le=NUMBER_LIMIT, description="Those after this position.")] = 0,
    before: Annotated[int | None, Query(ge=1, le=NUMBER_LIMIT, description="With order=newest: those before.")] = None,
    order: Annotated[str, Query(pattern="^(oldest|newest)$", description="Which come first.")] = "oldest",
    source: SourceName = None,
    types: Types = None,
    q: Words = None,
    limit: Limit = PAGE_DEFAULT,
) -> Response:
    """Return a page of events. With `q` or `type` a page may hold fewer than asked for, and still have `more`."""
    if source is not None:
        await require_seen(request, source)
    query = EventQuery(
        after=after,
        before=before,
        newest=order == "newest",
        source=source,
        types=frozenset(kind.value for kind in types or ()),
        words=words_of(q),
        limit=limit,
    )
    page = await parts_of(request).ledger.find_events(query)
    return Response(event_page_bytes(page), media_type="application/json")


@router.get("/{event_id}", response_model=EventShape, responses={404: {"description": "There is no such event."}})
async def get_event(request: Request, event_id: EventId) -> Response:
    """Return one event by its id."""
    placed = await parts_of(request).ledger.find_placed(event_id)
    if placed is None:
        raise Declined(Obstacle.UNKNOWN, f"No event has the id {event_id!r}.")
    return Response(sound_event_bytes(placed), media_type="application/json")


@router.get("/{event_id}/attempts", response_model=AttemptPageShape)
async def list_attempts(request: Request, event_id: EventId) -> Response:
    """Return the attempts at one event that the log still has, the oldest first."""
    attempts = await parts_of(request).ledger.attempts_of(event_id)
    return told(AttemptPageShape(attempts=[attempt_shape(attempt) for attempt in attempts], next=None))
