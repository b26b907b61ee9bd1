"""The API beside the daemon: it has its socket first of all, hears what happens, and serves once all parts run.

prepare(settings) ──▶ a socket, or CannotListen and nothing has changed
take(settings)    ──▶ answers under way end, streams are cut, and the same is served by the new settings
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import structlog

from monitor.errors import CannotListen
from monitor.store import open_ledger
from monitor.web import Parts, create_app
from monitor.web.gate import Gate
from monitor.web.meter import Meter, MeteredFetch, MeteredSend
from monitor.web.patience import Patience
from monitor.web.relay import Relay
from monitor.web.server import listener, serving

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator

    from monitor.model import ApiSettings
    from monitor.ports import Callbacks, Clock, Control, Fetch, Glances, Send

log = structlog.stdlib.get_logger("monitor.web")


class Api:
    """The API of one daemon: `meter` counts from the start; it listens where its settings say, if they do.

    `refusal` says why it does not listen although it was to, where nobody insists on it.
    """

    def __init__(
        self, settings: ApiSettings | None, store_url: str, clock: Clock, patience: Patience | None = None
    ) -> None:
        self.meter = Meter()
        self.refusal: str | None = None
        self._settings = settings
        self._store_url = store_url
        self._clock = clock
        self._patience = patience or Patience()
        self._url: str | None = None
        self._key = secrets.token_bytes(32)
        self._bound: socket.socket | None = None
        self._control: Control | None = None
        self._callbacks: Callbacks | None = None
        self._ledger: Glances | None = None
        self._relay: Relay | None = None
        self._served = AsyncExitStack()
        self._turn: asyncio.Task[None] | None = None

    @property
    def url(self) -> str | None:
        """Where it listens; None if it does not."""
        return self._url

    def metered_fetch(self, fetch: Fetch) -> Fetch:
        return MeteredFetch(fetch, self.meter)

    def metered_send(self, send: Send) -> Send:
        return MeteredSend(send, self.meter)

    def wake(self) -> None:
        """Take note that events were committed."""
        if self._relay is not None:
            self._relay.wake()

    async def open(self) -> None:
        """Listen. Raises: CannotListen, StoreError."""
        self._bound = await self.prepare(self._settings)
        self._url = _url_of(self._bound)

    async def close(self) -> None:
        if self._bound is not None:
            self._bound.close()
        if self._ledger is not None:
            await self._ledger.close()

    async def prepare(self, settings: ApiSettings | None) -> socket.socket | None:
        """Return a socket that listens where the settings say, and open what is served there; None if nothing is to be.

        Raises: CannotListen if it must, StoreError.
        """
        await self.turned()  # it may be on its way to the same door
        if settings is None:
            return None
        try:
            bound = self._same_door(settings) or listener(settings.host, settings.port)
        except CannotListen as error:
            if settings.required:
                raise
            self.refusal = str(error)
            return None
        self.refusal = None
        if self._ledger is None:
            self._ledger = await open_ledger(self._store_url)
        return bound

    def take(self, settings: ApiSettings | None, bound: socket.socket | None) -> None:
        """Serve by other settings on a prepared socket. Returns at once: it may be an answer under way that asked."""
        self._turn = asyncio.create_task(self._serve_anew(self._turn, settings, bound), name="api turn")

    async def turned(self) -> None:
        """Return when it serves as it was last told to."""
        if self._turn is not None:
            await asyncio.wait({self._turn})

    @asynccontextmanager
    async def served(self, control: Control, callbacks: Callbacks) -> AsyncIterator[None]:
        """Serve while the block runs, if it listens; streams end at once when it is left."""
        self._control, self._callbacks = control, callbacks
        await self._begin()
        try:
            yield
        finally:
            await self.turned()
            await self._served.aclose()

    async def _serve_anew(
        self, before: asyncio.Task[None] | None, settings: ApiSettings | None, bound: socket.socket | None
    ) -> None:
        if before is not None:
            await asyncio.wait({before})
        await self._served.aclose()
        self._settings, self._bound, self._url = settings, bound, _url_of(bound)
        await self._begin()
        log.info("api", url=self.url, refusal=self.refusal)

    async def _begin(self) -> None:
        if self._bound is None or self._ledger is None or self._settings is None:
            return
        assert self._control is not None
        assert self._callbacks is not None
        self._relay = Relay(self._ledger)
        parts = Parts(
            ledger=self._ledger,
            control=self._control,
            callbacks=self._callbacks,
            gate=Gate(self._settings, key=self._key),
            relay=self._relay,
            meter=self.meter,
            clock=self._clock,
            patience=self._patience,
            images=self._settings.images,
        )
        await self._served.enter_async_context(
            serving(create_app(parts), self._bound, head_timeout_s=self._patience.head_s)
        )
        self._served.push_async_callback(self._relay.close)

    def _same_door(self, settings: ApiSettings) -> socket.socket | None:
        """Return another handle of the socket that we listen on, if that is where the settings want us."""
        now = self._settings
        if self._bound is None or now is None or (now.host, now.port) != (settings.host, settings.port):
            return None
        return self._bound.dup()


def _url_of(bound: socket.socket | None) -> str | None:
    if bound is None:
        return None
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
