"""`/api/hosts`: how much hosts were asked, and how politely."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from monitor.web.answers import told
from monitor.web.parts import parts_of
from monitor.web.shapes.hosts import HostsShape, host_day_shape

DAYS_MOST = 31
"""Days that one answer has; 2,000 hosts a day at most."""
INTERVAL_MOST_S = 604_800

router = APIRouter(prefix="/api", tags=["hosts"])


@router.get("/hosts", response_model=HostsShape)
async def list_hosts(
    request: Request,
    days: Annotated[int, Query(ge=1, le=DAYS_MOST, description="Today and days before.")] = 1,
    interval_s: Annotated[
        float | None, Query(ge=0.2, le=INTERVAL_MOST_S, description="Compare with this fixed interval.")
    ] = None,
) -> Response:
    """Return what hosts were asked for, by day and name, and what the same watch costs at a fixed interval."""
    parts = parts_of(request)
    found = await parts.ledger.load_accounts(parts.clock().date() - timedelta(days=days - 1))
    interval = None if interval_s is None else timedelta(seconds=interval_s)
    return told(HostsShape(hosts=[host_day_shape(one, interval) for one in found]))
