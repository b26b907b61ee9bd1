"""The API beside the daemon: it has its socket first of all, hears what happens, and serves once all parts run."""

from __future__ import annotations

import secrets
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

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


class Api:
    """The API of one daemon: `meter` counts from the start; it listens, and `relay` follows, once the store is open.

    `refusal` says why it does not listen although it was to, where nobody insists on it.
    """

    def __init__(self, settings: ApiSettings, clock: Clock, patience: Patience | None = None) -> None:
        self.meter = Meter()
        self.refusal: str | None = None
        self._settings = settings
        self._clock = clock
        self._patience = patience or Patience()
        self._bound: socket.socket | None = None
        self._url: str | None = None
        self._ledger: Glances | None = None
        self._relay: Relay | None = None

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

    async def open(self, store_url: str) -> None:
        """Listen, and open the store that is served on connections of its own. Raises: CannotListen, StoreError."""
        try:
            self._bound = listener(self._settings.host, self._settings.port)
        except CannotListen as error:
            if self._settings.required:
                raise
            self.refusal = str(error)
            return
        host, port = self._bound.getsockname()[:2]
        self._url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._ledger = await open_ledger(store_url)
        self._relay = Relay(self._ledger)

    async def close(self) -> None:
        if self._bound is not None:
            self._bound.close()
        if self._ledger is not None:
            await self._ledger.close()

    @asynccontextmanager
    async def served(self, control: Control, callbacks: Callbacks) -> AsyncIterator[None]:
        """Serve while the block runs, if it listens; streams end at once when it is left."""
        if self._bound is None or self._ledger is None or self._relay is None:
            yield
            return
        parts = Parts(
            ledger=self._ledger,
            control=control,
            callbacks=callbacks,
            gate=Gate(self._settings, key=secrets.token_bytes(32)),
            relay=self._relay,
            meter=self.meter,
            clock=self._clock,
            patience=self._patience,
            images=self._settings.images,
        )
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(
                serving(create_app(parts), self._bound, head_timeout_s=self._patience.head_s)
            )
            stack.push_async_callback(self._relay.close)
            yield
