"""uvicorn inside the daemon's own loop: it listens where we say, and leaves signals and logs alone."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import h11
import structlog
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.errors import CannotListen
from monitor.web.boundary import ABORT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

CONNECTIONS_LIMIT = 512
"""More get 503 at once; a stream is one of them."""
HEAD_LIMIT_BYTES = 32 * 1024
"""Of a request's line and headers."""
KEEP_ALIVE_S = 30
STOP_S = 2
"""How long answers under way may take when the daemon stops; streams are ended at once."""
BACKLOG = 256

log = structlog.stdlib.get_logger("monitor.web")


def listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens there. Raises: CannotListen."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CannotListen(f"the API cannot listen on {host}:{port}: {reason}; set api.listen to another") from error
    # asyncio sees to this only for sockets that name their protocol; without it each answer took 40 ms more.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    bound.setblocking(False)
    return bound


@asynccontextmanager
async def serving(app: ASGIApp, bound: socket.socket, *, head_timeout_s: float) -> AsyncIterator[None]:
    """Serve an application on a socket while the block runs; leaving it lets answers under way end."""
    config = uvicorn.Config(
        app,
        http=partial(_Protocol, head_timeout_s),  # type: ignore[arg-type]  # it takes any factory
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",  # starts and stops are ours to tell
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS_LIMIT,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_S,
        h11_max_incomplete_event_size=HEAD_LIMIT_BYTES,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[bound]), name="api")
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait({task})
        bound.close()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the daemon."""
        yield


class _Protocol(H11Protocol):
    """Closes connections on which no request's head comes in time, and lets an answer break its connection off."""

    def __init__(self, head_timeout_s: float, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_timeout_s = head_timeout_s
        self._head_timer: asyncio.TimerHandle | None = None
        self._app = self.app
        self.app = self._with_abort

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_timer()
        elif self._head_timer is None and self.conn.trailing_data[0]:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._head_timer = self.loop.call_later(self._head_timeout_s, self.transport.abort)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    async def _with_abort(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})[ABORT] = self.transport.abort
        await self._app(scope, receive, send)
