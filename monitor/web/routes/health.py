"""`/healthz`, `/readyz`, `/metrics`, and whether a config is right."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from monitor.errors import StoreError, StoreUnavailable
from monitor.web.answers import told
from monitor.web.parts import parts_of
from monitor.web.problems import FieldError, faults

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")

ANSWERED_WITHIN_S = 5.0
"""How long the database may take; Prometheus gives up after 10 s."""
LAG_LIMIT = timedelta(seconds=30)
"""How late the first due poll may be of a daemon that is ready."""
STUCK_AFTER = timedelta(minutes=5)
"""How long lanes may have something to send without a send, with none of them waiting for its time."""
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

log = structlog.stdlib.get_logger("monitor.web")

router = APIRouter(tags=["operation"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigVerdictShape:
    """Whether a config is right, and all that is wrong with it."""

    right: bool
    faults: list[FieldError]


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthShape:
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessShape:
    """Whether the daemon does its work; `checks` says of each part `ok` or what is wrong."""

    status: str
    checks: dict[str, str]


@router.get("/healthz", response_model=HealthShape)
async def healthz() -> Response:
    """Say that the daemon is alive: its event loop answers."""
    return told(HealthShape(status="alive"))


@router.get("/readyz", response_model=ReadinessShape, responses={503: {"description": "Something is wrong."}})
async def readyz(request: Request) -> Response:
    """Say whether the daemon does its work: the database answers, polls are on time, lanes move."""
    parts = parts_of(request)
    vitals = parts.control.vitals()
    checks = {"database": "ok", "scheduler": "ok", "lanes": "ok"}
    try:
        await _in_time(parts.ledger.last_position())
    except StoreError as error:
        checks["database"] = str(error)
    if vitals.store_fault is not None:  # a full disk can still be read
        checks["database"] = vitals.store_fault
    if vitals.lag > LAG_LIMIT:
        checks["scheduler"] = f"the poll that is due first is {vitals.lag.total_seconds():.0f} s late"
    if vitals.stuck is not None and vitals.stuck > STUCK_AFTER:
        checks["lanes"] = f"something has been ready to be sent for {vitals.stuck.total_seconds():.0f} s and is not"
    ready = set(checks.values()) == {"ok"}
    shape = ReadinessShape(status="ready" if ready else "not ready", checks=checks)
    return told(shape, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {METRICS_TYPE: {"schema": {"type": "string"}}}, "description": "Prometheus's format."}},
)
async def metrics(request: Request) -> Response:
    """Return what the daemon counts and measures, in the text format of Prometheus."""
    parts = parts_of(request)
    control = parts.control
    owed = None
    try:
        owed = await _in_time(parts.ledger.endpoints())
    except StoreError as error:
        # All else can be told, and is needed most now.
        log.warning("metrics without backlogs", reason=str(error))
    told_now = parts.meter.exposition(
        control.vitals(), control.webhooks(), owed, streams=parts.relay.followers, now_s=parts.clock().timestamp()
    )
    return Response(told_now, media_type=METRICS_TYPE)


async def _in_time(answer: Awaitable[T]) -> T:
    """Return what the database answers. Raises: StoreError, also if it does not answer in time."""
    try:
        async with asyncio.timeout(ANSWERED_WITHIN_S):
            return await answer
    except TimeoutError:
        raise StoreUnavailable(f"the database did not answer within {ANSWERED_WITHIN_S:g} s") from None


_YAML: dict[str, Any] = {
    "requestBody": {"required": False, "content": {"application/yaml": {"schema": {"type": "string"}}}}
}


@router.post("/api/config/validate", response_model=ConfigVerdictShape, openapi_extra=_YAML)
async def validate_config(request: Request) -> Response:
    """Say whether a config is right, each fault with its line; references such as `${NAME}` are not followed."""
    content = await request.body()
    found = await run_in_threadpool(parts_of(request).control.check_config, content)
    return told(ConfigVerdictShape(right=not found, faults=faults(found)))
