"""`/api/lanes`, `/api/attempts`, `/api/dead-letters`: what became of the events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from monitor.web.answers import told
from monitor.web.parts import parts_of
from monitor.web.routes.asked import (
    NUMBER_LIMIT,
    PAGE_DEFAULT,
    SOURCE_LIMIT_CHARS,
    Limit,
    SourceName,
    WebhookName,
)
from monitor.web.shapes.webhooks import (
    AttemptPageShape,
    DeadLettersShape,
    LanePageShape,
    ReplayedShape,
    attempt_page,
    dead_letter_shape,
    lane_shape,
)

REPLAY_LIMIT = 1_000
UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such webhook or source."}}

router = APIRouter(prefix="/api", tags=["deliveries"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Which events of a source to send to a webhook once more."""

    webhook: Annotated[str, Field(min_length=1, max_length=64)]
    source: Annotated[str, Field(min_length=1, max_length=SOURCE_LIMIT_CHARS)]
    sequences: Annotated[
        list[Annotated[int, Field(ge=1, le=NUMBER_LIMIT)]], Field(min_length=1, max_length=REPLAY_LIMIT)
    ]


@router.get("/lanes", response_model=LanePageShape)
async def list_lanes(
    request: Request,
    webhook: WebhookName = None,
    source: SourceName = None,
    after: Annotated[str | None, Query(max_length=256, pattern="^[^/]+/.+$", description="webhook/source")] = None,
    limit: Limit = PAGE_DEFAULT,
) -> Response:
    """Return a page of the lanes, by webhook and source."""
    place = None
    if after is not None:
        endpoint, _, of_source = after.partition("/")
        place = endpoint, of_source
    found = await parts_of(request).ledger.find_lanes(endpoint=webhook, source=source, after=place, limit=limit + 1)
    shapes = [lane_shape(status) for status in found[:limit]]
    more = f"{shapes[-1].webhook}/{shapes[-1].source}" if len(found) > limit else None
    return told(LanePageShape(lanes=shapes, next=more))


@router.get("/attempts", response_model=AttemptPageShape)
async def list_attempts(
    request: Request,
    webhook: WebhookName = None,
    source: SourceName = None,
    before: Annotated[int | None, Query(ge=1, le=NUMBER_LIMIT, description="Those before this number.")] = None,
    limit: Limit = PAGE_DEFAULT,
) -> Response:
    """Return a page of attempts, the newest first."""
    ledger = parts_of(request).ledger
    found = list(await ledger.find_attempts(endpoint=webhook, source=source, before=before, limit=limit + 1))
    return told(attempt_page(found[:limit], more=len(found) > limit))


@router.get("/dead-letters", response_model=DeadLettersShape)
async def list_dead_letters(
    request: Request, webhook: WebhookName = None, source: SourceName = None, limit: Limit = PAGE_DEFAULT
) -> Response:
    """Return the newest dead letters: events that were given up for a webhook."""
    letters = await parts_of(request).ledger.dead_letters(endpoint=webhook, source=source, limit=limit)
    return told(DeadLettersShape(dead_letters=[dead_letter_shape(letter) for letter in letters]))


@router.post("/dead-letters/replay", response_model=ReplayedShape, responses=UNKNOWN)
async def replay(request: Request, asked: Replay) -> Response:
    """Send events once more, under their own ids; what was dead is so no more once it is accepted."""
    count = await parts_of(request).control.replay(asked.webhook, asked.source, asked.sequences)
    return told(ReplayedShape(replayed=count))
