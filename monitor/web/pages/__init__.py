"""The dashboard: pages rendered here, one small script for what moves, nothing loaded from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from monitor.web import problems
from monitor.web.boundary import GUARDED
from monitor.web.pages import assets, latency, now, session, source, sources, webhooks
from monitor.web.pages.frame import failed

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

ROUTERS = (
    assets.router,
    session.router,
    now.router,
    sources.router,
    source.router,
    webhooks.router,
    latency.router,
)


def refused(request: Request, error: Exception) -> Response:
    """Return the answer to who asks for what is not there: a page to people, a problem to programs."""
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(GUARDED) or "text/html" not in request.headers.get("accept", ""):
        return problems.refused(request, error)
    return failed(request, error.status_code, f"There is nothing at {request.url.path[:200]}.")
