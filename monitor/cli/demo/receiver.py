"""A receiver as a consumer would write it: verify, drop duplicates by id, check the order by sequence."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

from aiohttp import web
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from monitor.cli.demo.play import Expected
from monitor.model import EventType

if TYPE_CHECKING:
    from collections.abc import Callable

BODY_LIMIT_BYTES = 256 * 1024


class Receiver:
    """What arrived: `arrived` in order and without duplicates, `faults` in words.

    `tell` is called with the body of each event that arrives for the first time.
    """

    def __init__(self, secret: str, tell: Callable[[dict[str, Any]], None]) -> None:
        self._webhook = Webhook(secret)
        self._tell = tell
        self._bodies: dict[str, bytes] = {}
        self._last: Counter[str] = Counter()
        self.arrived: list[Expected] = []
        self.sequences: list[int] = []
        self.faults: list[str] = []
        self.duplicates = 0
        self.changed = asyncio.Condition()

    def application(self) -> web.Application:
        app = web.Application(client_max_size=BODY_LIMIT_BYTES)
        app.router.add_post("/", self._receive)
        return app

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            message = self._webhook.verify(body, dict(request.headers))
        except WebhookVerificationError as error:
            self.faults.append(f"a message was not signed as it should be: {error}")
            return web.Response(status=401)
        self._take(request.headers["webhook-id"], body, message)
        async with self.changed:
            self.changed.notify_all()
        return web.Response(status=204)

    def _take(self, id_: str, body: bytes, message: dict[str, Any]) -> None:
        if id_ in self._bodies:
            self.duplicates += 1
            if self._bodies[id_] != body:
                self.faults.append(f"{id_} came again with another body")
            return
        self._bodies[id_] = body
        shape = message["data"]
        source, sequence = shape["source"]["name"], shape["sequence"]
        if sequence != self._last[source] + 1:
            self.faults.append(f"{source}: event {sequence} came after {self._last[source]}")
        self._last[source] = sequence
        self.sequences.append(sequence)
        entry = shape.get("entry") or {"id": ""}
        self.arrived.append(Expected(EventType(message["type"]), entry["id"]))
        self._tell(message)
