"""uvicorn inside the daemon's own loop: it listens where we say, and leaves signals and logs alone."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import h11
import structlog
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.errors import CannotListen
from monitor.web.boundary import ABORT
from monitor.web.outgoing import HEADERS
from monitor.web.problems import RETRY_AFTER_S, problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

CONNECTIONS_LIMIT = 512
"""Who asks on one more is told 503; a stream is one of them."""
CONNECTIONS_HARD_LIMIT = 640
"""One more is broken off: sockets that only lie open must leave some for the polls."""
HEAD_LIMIT_BYTES = 32 * 1024
"""Of a request's line and headers."""
KEEP_ALIVE_S = 30
STOP_S = 2
"""How long answers under way may take when the daemon stops; streams are ended at once."""
BACKLOG = 256
PLAIN_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

log = structlog.stdlib.get_logger("monitor.web")


def listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens there. Raises: CannotListen."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        # `create_server` adds to the system's words the address, which stands before them already.
        reason = (os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or str(error)).lower()
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
        log_level="error",  # starts and stops are ours to tell, and a client's nonsense is told to the client
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
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
    """Bounds what a connection may cost, and tells what goes wrong below the application as the application does.

    A request's head comes within its time, counted from the connection or its first byte; an answer that is not taken
    within `KEEP_ALIVE_S` is dropped; an answer may break its connection off.
    """

    def __init__(self, head_timeout_s: float, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_timeout_s = head_timeout_s
        self._head_timer: asyncio.TimerHandle | None = None
        self._app = self.app
        self.app = self._with_abort

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS_HARD_LIMIT:
            transport.abort()
            return
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
        self._head_timer = self.loop.call_later(self._head_timeout_s, self._head_is_late)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection; one that still holds an answer would wait for its client for ever."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            super().timeout_keep_alive_handler()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        if len(self.conn.trailing_data[0]) > HEAD_LIMIT_BYTES:
            detail = f"The request's line and headers have more than {HEAD_LIMIT_BYTES:,} bytes."
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, detail)
        else:
            self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _head_is_late(self) -> None:
        self._head_timer = None
        if self.conn.trailing_data[0]:
            detail = f"The request's line and headers did not come within {self._head_timeout_s:g} s."
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, detail)
        else:
            self.transport.abort()

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Answer below the application, and close."""
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.abort()  # an answer is under way or over: there is no place for another
            return
        refusal = problem(status, detail)
        start = h11.Response(
            status_code=status,
            headers=[*refusal.raw_headers, *PLAIN_HEADERS, (b"connection", b"close")],
            reason=status.phrase.encode(),
        )
        for part in (start, h11.Data(data=bytes(refusal.body)), h11.EndOfMessage()):
            self.transport.write(self.conn.send(part) or b"")
        self.transport.close()

    async def _with_abort(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})[ABORT] = self.transport.abort
        if len(self.connections) > CONNECTIONS_LIMIT:
            headers = {**HEADERS, "Connection": "close", "Retry-After": str(RETRY_AFTER_S)}
            detail = f"There are {CONNECTIONS_LIMIT} connections already; close some."
            await problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=headers)(scope, receive, send)
            return
        await self._app(scope, receive, send)
