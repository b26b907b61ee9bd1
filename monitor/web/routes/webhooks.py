"""`/api/webhooks`: who is told, how they fare, and the acts on them."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Query, Request
from pydantic import AwareDatetime, BeforeValidator, Field
from starlette.responses import Response

from monitor.errors import Declined, Obstacle
from monitor.model import EventType
from monitor.web.answers import told
from monitor.web.parts import parts_of
from monitor.web.routes.asked import Name
from monitor.web.shapes.webhooks import (
    AttemptShape,
    RotatedShape,
    WebhookShape,
    WebhooksShape,
    attempt_shape,
    webhook_shape,
)

UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such webhook."}}
REASON_LIMIT_CHARS = 500

router = APIRouter(prefix="/api/webhooks", tags=["webhooks"])


def _as_text(value: Any) -> Any:
    """Refuse a number, which would be taken for seconds since 1970."""
    if value is not None and not isinstance(value, str):
        raise ValueError("write a time as in RFC 3339, such as 2026-11-07T12:00:00Z")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """How long to send nothing to a webhook (until it is enabled, if there is no `until`), and why."""

    until: Annotated[AwareDatetime | None, BeforeValidator(_as_text)] = None
    reason: Annotated[str | None, Field(max_length=REASON_LIMIT_CHARS)] = None


@router.get("", response_model=WebhooksShape)
async def list_webhooks(request: Request) -> Response:
    """Return every webhook: its health, and what it is owed."""
    return told(WebhooksShape(webhooks=await all_webhooks(request)))


@router.get("/{name}", response_model=WebhookShape, responses=UNKNOWN)
async def get_webhook(request: Request, name: Name) -> Response:
    """Return one webhook."""
    return await _shown(request, name)


@router.post("/{name}/test", response_model=AttemptShape, responses=UNKNOWN)
async def try_webhook(
    request: Request,
    name: Name,
    kind: Annotated[EventType, Query(alias="type")] = EventType.ENTRY_UPDATED,
) -> Response:
    """Send a sample event as the daemon would, and say what came back; nothing is stored or repeated."""
    return told(attempt_shape(await parts_of(request).control.test_webhook(name, kind)))


@router.post("/{name}/pause", response_model=WebhookShape, responses=UNKNOWN)
async def pause_webhook(request: Request, name: Name, pause: Annotated[Pause | None, Body()] = None) -> Response:
    """Send nothing to a webhook for a while; its backlog is kept."""
    asked = pause or Pause()
    if asked.until is not None and asked.until <= parts_of(request).clock():
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "until: this time is over; name one that is to come.")
    await parts_of(request).control.pause_webhook(name, asked.until, asked.reason)
    return await _shown(request, name)


@router.post("/{name}/enable", response_model=WebhookShape, responses=UNKNOWN)
async def enable_webhook(request: Request, name: Name) -> Response:
    """Send to a webhook again, beginning with its backlog; what was counted against it is forgotten."""
    await parts_of(request).control.enable_webhook(name)
    return await _shown(request, name)


@router.post("/{name}/rotate", response_model=RotatedShape, responses=UNKNOWN)
async def rotate_webhook(request: Request, name: Name) -> Response:
    """Sign with a new secret beside the newest one, and tell it this once.

    Secrets are never stored: put it first in the webhook's `secrets` in the config, else a restart forgets it.
    """
    secret = await parts_of(request).control.rotate_webhook(name)
    write = f"Put it first in the config: webhooks[name={name}].secrets; the one before it signs for 24 h more."
    return told(RotatedShape(secret=secret, write=write))


async def _shown(request: Request, name: str) -> Response:
    for shape in await all_webhooks(request):
        if shape.name == name:
            return told(shape)
    raise Declined(Obstacle.UNKNOWN, f"No webhook is named {name[:64]!r}.")


async def all_webhooks(request: Request) -> list[WebhookShape]:
    """Return how each webhook fares, with what it is owed."""
    parts = parts_of(request)
    owed = {status.endpoint: status for status in await parts.ledger.endpoints()}
    return [webhook_shape(one, owed.get(one.endpoint.name)) for one in parts.control.webhooks()]
