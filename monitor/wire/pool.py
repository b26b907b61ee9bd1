"""The pool of connections, and the request that meets the end of one.

    request ──▶ kept connection ──answered──▶ kept on, until the server's limit or ours
                   ╰─closed or reset before it answered─▶ once more at once, on a connection of its own ──▶ that counts

A server may close an idle connection at any time, so also while a request is on its way (RFC 9112 §9.3.1). aiohttp
repeats a GET then, on whatever connection it finds; a POST it lets fail. Ours may go twice: each carries its id, and
whoever receives it drops what it has (at least once).
"""

from __future__ import annotations

import math
import re
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, WeakSet

import aiohttp

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

MET_WITHIN_S = 2.0
"""A request that meets the end of a connection hears so within a round trip, of which the slowest take one second. A
server that lets a request wait longer and then closes had it and gave up on it."""

SPARE_S = 1.0
"""How much earlier than the server says a connection is left: its clock began half a round trip before ours."""

REQUEST_TIMEOUT = 408
"""Some servers say that before they close an idle connection; it may be sent again (RFC 9110 §15.5.9)."""

_CLOSED = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, aiohttp.ClientConnectionResetError)

_TIMEOUT = re.compile(r"(?:^|[,\s])timeout\s*=\s*\"?(\d{1,9})(?!\d)", re.IGNORECASE)


class ConnectionEnded(aiohttp.ClientConnectionError):
    """A kept connection ended before anything came of the request; aiohttp repeats nothing that ends like this."""


ANEW: ContextVar[bool] = ContextVar("ANEW", default=False)
"""Whether the request that is made wants a connection of its own; aiohttp hands its pool nothing else of ours."""


class Pool(aiohttp.TCPConnector):
    """Connections that are kept as long as their server says, at most `keepalive_timeout`."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.answered: WeakSet[ResponseHandler] = WeakSet()
        self.leave_at: WeakKeyDictionary[ResponseHandler, float] = WeakKeyDictionary()

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  # that of aiohttp
    ) -> Connection:
        """Return a connection that may carry the request; kept ones that may not are closed."""
        connection = await super().connect(req, traces, timeout)
        if self.leave_at or ANEW.get():
            while not self._usable(connection):
                connection.close()
                connection = await super().connect(req, traces, timeout)
        return connection

    def _usable(self, connection: Connection) -> bool:
        carrier = connection.protocol
        assert carrier is not None, "it was not released yet"
        if carrier not in self.answered:
            return True
        return not ANEW.get() and time.monotonic() < self.leave_at.get(carrier, math.inf)


class Response(aiohttp.ClientResponse):
    """An answer that comes on a connection of a `Pool`."""

    async def start(self, connection: Connection) -> Response:
        """Return itself with its head. Raises: ConnectionEnded if the connection was kept, and not for long enough."""
        pool, carrier = connection._connector, connection.protocol  # noqa: SLF001  # an answer knows no other way
        assert isinstance(pool, Pool), "the session has no other"
        assert carrier is not None, "it was not released yet"
        kept = carrier in pool.answered
        began = time.monotonic()
        try:
            await super().start(connection)
        except _CLOSED as error:
            if kept and not began_to_answer(error) and time.monotonic() <= began + MET_WITHIN_S:
                raise ConnectionEnded(str(error)) from error
            raise
        if kept and self._says_idle():
            raise ConnectionEnded("idle for too long")
        if not kept:
            pool.answered.add(carrier)
        if (keep_alive := self.headers.get("keep-alive")) is not None:
            pool.leave_at[carrier] = time.monotonic() + kept_for(keep_alive)
        return self

    def _says_idle(self) -> bool:
        """Return whether this is no answer, but says that the connection was idle for too long."""
        return self.status == REQUEST_TIMEOUT and "close" in self.headers.get("connection", "").lower()


def kept_for(keep_alive: str | None) -> float:
    """Return for how many seconds after an answer its connection may be used, as the Keep-Alive header tells.

    >>> kept_for("timeout=5, max=100"), kept_for("max=100"), kept_for("timeout=0"), kept_for(None)
    (4.0, inf, 0.0, inf)
    """
    said = _TIMEOUT.search(keep_alive) if keep_alive else None
    return max(int(said[1]) - SPARE_S, 0.0) if said else math.inf


def began_to_answer(error: Exception) -> bool:
    """Return whether the head of an answer had begun when the connection ended; of a reset one nobody knows."""
    return isinstance(error, aiohttp.ServerDisconnectedError) and not isinstance(error.message, str)
