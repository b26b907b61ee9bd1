"""The DeliveryLog of `ports` over either engine, for the store and for those who only read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from monitor.ports import DeliveryLog
from monitor.store import deliveries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Attempt, DeadLetter, Delivery, DeliveryQuery, EndpointStatus
    from monitor.store.executor import Reads


class SqlDeliveryLog(DeliveryLog):
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def deliveries(self, query: DeliveryQuery) -> Sequence[Delivery]:
        return await self._reads.read(partial(deliveries.list_deliveries, query=query))

    async def attempts_of(self, event_id: str, endpoint: str | None = None) -> Sequence[Attempt]:
        return await self._reads.read(partial(deliveries.attempts_of, event_id=event_id, endpoint=endpoint))

    async def dead_letters(
        self, *, endpoint: str | None = None, source: str | None = None, limit: int = 100
    ) -> Sequence[DeadLetter]:
        return await self._reads.read(
            partial(deliveries.list_dead_letters, endpoint=endpoint, source=source, limit=limit)
        )

    async def endpoints(self) -> Sequence[EndpointStatus]:
        return await self._reads.read(deliveries.list_endpoints)

    async def find_sequences(
        self, source: str, *, first: datetime | None = None, last: datetime | None = None, limit: int
    ) -> Sequence[int]:
        return await self._reads.read(
            partial(deliveries.find_sequences, source=source, first=first, last=last, limit=limit)
        )
