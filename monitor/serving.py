"""The API beside the daemon: it has its socket first of all, hears what happens, and serves once all parts run."""

from __future__ import annotations

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
    from monitor.ports import Clock, Control, Fetch, Ledger, Send

log = structlog.stdlib.get_logger("monitor.web")


class Api:
    """The API of one daemon: `meter` counts from the start, `relay` follows once the store is open."""

    def __init__(self, settings: ApiSettings, bound: socket.socket, clock: Clock, patience: Patience) -> None:
        self.meter = Meter()
        self._settings = settings
        self._bound = bound
        self._clock = clock
        self._patience = patience
        self._ledger: Ledger | None = None
        self._relay: Relay | None = None

    @property
    def url(self) -> str:
        host, port = self._bound.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def metered_fetch(self, fetch: Fetch) -> Fetch:
        return MeteredFetch(fetch, self.meter)

    def metered_send(self, send: Send) -> Send:
        return MeteredSend(send, self.meter)

    def wake(self) -> None:
        """Take note that events were committed."""
        if self._relay is not None:
            self._relay.wake()

    async def read(self, store_url: str) -> None:
        """Open the store that is served, on connections of its own. Raises: StoreError."""
        self._ledger = await open_ledger(store_url)
        self._relay = Relay(self._ledger)

    async def close(self) -> None:
        self._bound.close()
        if self._ledger is not None:
            await self._ledger.close()

    @asynccontextmanager
    async def served(self, control: Control) -> AsyncIterator[None]:
        """Serve while the block runs; streams end at once when it is left."""
        assert self._ledger is not None
        assert self._relay is not None
        parts = Parts(
            ledger=self._ledger,
            control=control,
            gate=Gate(self._settings),
            relay=self._relay,
            meter=self.meter,
            clock=self._clock,
            patience=self._patience,
        )
        url = self.url
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(
                serving(create_app(parts), self._bound, head_timeout_s=self._patience.head_s)
            )
            stack.push_async_callback(self._relay.close)
            log.info("api", url=url)
            yield


def listening(settings: ApiSettings, clock: Clock, patience: Patience | None = None) -> Api | None:
    """Return an API that has its socket; None if it cannot, and nobody asked for it. Raises: CannotListen."""
    try:
        return Api(settings, listener(settings.host, settings.port), clock, patience or Patience())
    except CannotListen as error:
        if settings.required:
            raise
        log.warning("no api", reason=str(error))
        return None
