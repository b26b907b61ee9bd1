"""`GET /api/stream`: events as they happen, as server-sent events (HTML Living Standard §9.2)."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from monitor.errors import StoreError
from monitor.model import EventQuery
from monitor.web.boundary import STREAM_PATH, break_off
from monitor.web.parts import parts_of
from monitor.web.problems import RETRY_AFTER_S, problem
from monitor.web.routes.asked import NUMBER_LIMIT, SourceName, Types, Words, words_of
from monitor.web.routes.sources import require_seen
from monitor.web.shapes.events import event_bytes

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from monitor.web.patience import Patience
    from monitor.web.relay import Relay

RECONNECT_MS = 2_000
PAGE = 100

router = APIRouter(tags=["events"])


@router.get(
    STREAM_PATH,
    response_class=Response,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "The stream."}},
)
async def stream(
    *,
    request: Request,
    after: Annotated[int | None, Query(ge=0, le=NUMBER_LIMIT)] = None,
    source: SourceName = None,
    types: Types = None,
    q: Words = None,
    last_event_id: Annotated[str | None, Header(max_length=32)] = None,
) -> Response:
    """Follow the events as they happen; each has its position as its id.

    A client that comes back with Last-Event-ID (or `after`) gets all that it has missed first, without a hole; without
    either it gets what comes from now on. A comment comes every 15 s. Who takes nothing for 30 s is closed.
    """
    parts = parts_of(request)
    if parts.relay.full:
        detail = "There are as many streams as there may be; close some."
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": str(RETRY_AFTER_S)})
    start = _start(last_event_id, after)
    if start is None:
        start = await parts.ledger.last_position()
    if source is not None:
        await require_seen(request, source)
    wanted = frozenset(kind.value for kind in types or ())
    query = EventQuery(after=start, source=source, types=wanted, words=words_of(q), limit=PAGE)
    return EventStream(parts.relay, query, parts.patience)


def _start(last_event_id: str | None, after: int | None) -> int | None:
    """Return the position after which a client wants to go on: where it was counts more than where it began."""
    if last_event_id and last_event_id.isascii() and last_event_id.isdigit():
        return min(int(last_event_id), NUMBER_LIMIT)
    return after


class EventStream(Response):
    """Events until the client goes, takes nothing any more, or the daemon stops."""

    media_type = "text/event-stream"

    def __init__(self, relay: Relay, query: EventQuery, patience: Patience) -> None:
        super().__init__(None, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._relay = relay
        self._query = query
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        with self._relay.following():
            telling = asyncio.create_task(self._tell(send), name="stream")
            leaving = asyncio.create_task(_left(receive), name="stream: client")
            try:
                await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                telling.cancel()
                leaving.cancel()
                await asyncio.gather(telling, leaving, return_exceptions=True)
        if not telling.cancelled() and telling.exception() is not None:
            await break_off(scope)
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _tell(self, send: Send) -> None:
        await self._send(send, b"retry: %d\n\n" % RECONNECT_MS)
        try:
            async for page in self._relay.pages(self._query, idle_s=self._patience.heartbeat_s):
                frames = [
                    b"id: %d\nevent: %b\ndata: %b\n\n"
                    % (placed.position, placed.event.type.value.encode(), event_bytes(placed))
                    for placed in page.events
                ]
                # An id alone moves the client's place on over events that it does not want.
                await self._send(send, b"".join(frames) or b"id: %d\n: still here\n\n" % page.next)
        except StoreError:
            return  # the client comes back, and is told then if it lasts

    async def _send(self, send: Send, content: bytes) -> None:
        async with asyncio.timeout(self._patience.send_s):
            await send({"type": "http.response.body", "body": content, "more_body": True})


async def _left(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
